import { type DraftClause, othersDo } from './clause.ts';
import { conceptsOf, shared } from './concepts.ts';
import { breach, cite, doubtful, type Judged } from './judged.ts';
import { type Nearness, standsNear } from './nearness.ts';
import { ofType, type Rule } from './superior.ts';

/** Work that has nothing to do with teaching (records.md `out-of-scope-duty`; 教师厅〔2025〕2号 三; 2019 若干意见 二). */
const OUTSIDE = new Set([
  'river',
  'forest',
  'street',
  'ceremony',
  'investment',
  'household',
  'collect-fees',
  'sales',
  'cleaning',
  'vote',
  'patrol-duty',
]);
/** Rules that speak of all such work without naming each. */
const UNRELATED =
  /(?:与|同)(?:教育教学|教育|教学|教师职责|学校教育教学)[^，。；]{0,6}无关|非教育教学|教育教学以外|职责以外|与教学无关/;

/** out-of-scope-duty: gives schools or teachers work that has nothing to do with teaching. */
export function judgeDuties(clauses: readonly DraftClause[], rules: readonly Rule[], nearness: Nearness): Judged[] {
  const out: Judged[] = [];
  // 不得安装与教学无关的应用 speaks of applications, not of tasks.
  const narrow = new Set(['app', 'account', 'download', 'training-teacher', 'fill-form', 'survey', 'meeting']);
  const bans = ofType(rules, 'prohibition').filter(
    (r) =>
      r.concepts.some((c) => c.id === 'teacher' || c.id === 'school' || c.id === 'student') &&
      (r.concepts.some((c) => OUTSIDE.has(c.id)) || !r.concepts.some((c) => narrow.has(c.id))),
  );
  for (const clause of clauses) {
    if (clause.stance !== 'order') continue;
    // 开展“护河小卫士”活动: a name in quotation marks is no task.
    const plain = clause.quote.replace(/[“"「][^”"」]{1,20}[”"」]/g, '');
    const tasks = conceptsOf(plain).filter((c) => OUTSIDE.has(c.id));
    if (tasks.length === 0) continue;
    // 倡导青年教师与骨干教师结对帮扶: asked of nobody.
    if (/^(?:倡导|鼓励|提倡|支持)/.test(clause.quote)) continue;
    // 征地拆迁任务较重的网岭、酒埠江等镇 names places.
    if (othersDo(clause) || /的[^，。；的]{2,20}等?(?:镇|乡|街道|县|区|村|社区)$/.test(clause.quote)) continue;
    if (
      !/教师|教职[员]?工|老师|班主任|师生/.test(clause.quote) &&
      !(
        /教师|教职[员]?工|老师|班主任/.test(clause.sentenceText) &&
        /每名|轮流|轮班|安排|组织|参加|选派|抽调|抽派|派出|协助|配合|负责|分片|分组|包干/.test(clause.sentenceText)
      )
    )
      continue;
    const best = bans
      .map((rule) => ({
        rule,
        score:
          shared(conceptsOf(`${rule.record.act}${rule.record.quote}`), tasks).length * 2 +
          (UNRELATED.test(rule.record.quote) ? 1 : 0) +
          (rule.concepts.some((c) => c.id === 'teacher') ? 0.5 : 0) +
          (standsNear(nearness.near(clause, rule), 0.25) ? 1 : 0),
      }))
      .filter((x) => x.score >= 1)
      // Of several bans that fit, the nearest is the evidence.
      .map((x) => ({ ...x, score: x.score + 2 * (nearness.near(clause, x.rule)?.near ?? 0) }))
      .sort((a, b) => b.score - a.score)[0];
    const rule = best?.rule ?? null;
    out.push({
      kind: 'out-of-scope-duty',
      severity: rule && !doubtful(rule) ? 'conflict' : 'warning',
      clause,
      rule,
      relation: 'contrary',
      calculation: null,
      why: rule
        ? `给教师安排了与教育教学无关的任务，而上级规定“${rule.record.quote}”，${breach(rule)}`
        : '给教师安排了与教育教学无关的任务，超出教师职责范围',
      suggestion: `建议删除“${clause.quote}”${rule ? `，落实${cite(rule)}关于不得安排教师承担非教育教学任务的要求` : '，由有关职能部门自行组织力量完成'}。`,
      edit: { from: clause.quote, to: '' },
      score: best?.score ?? 0,
    });
  }
  return out;
}
