import type { Prohibition } from '../../records/clause.ts';
import { type DraftClause, othersDo } from './clause.ts';
import { conceptsOf, likeness, shared, weigh } from './concepts.ts';
import { breach, type Compared, cite, doubtful, type Judged, type Judgement } from './judged.ts';
import { type Nearness, standsNear } from './nearness.ts';
import { OVERSIGHT } from './prohibitions.ts';
import { ofType, type Rule } from './superior.ts';

/** What makes a rule a ban on oversight: two of the family, or the word of a list of inspections. */
const FAMILY =
  /(?:学校|各地|乡镇|单位|县|区|企业|进度)[^，。；]{0,4}(?:排名|排位|次序)|赋分|督查|检查|督导|考核|评比|评选|评优|创建示范|一票否决|追责|问责|责任[状书]|承诺书|达标|挂钩|评价依据/;
/** Inspections of these are the bodies' own business, not a burden on schools. */
const OTHERS =
  /培训机构|校外机构|企业|公司|商户|经营|市场主体|施工|车辆|网吧|食品生产|房地产|中介|纳税人|单位和个人|违法|违规(?!.*学校)/;
const SCHOOLS = /各?学校|各校|中小学|幼儿园|教师|校长|园长|班主任|教职工|师生|辖区各|该校|每校/;

const BOUNDS = /以[^，。；]{1,8}为限|(?:次|项)封顶|能合并的|除外|不包含在内/;

/** 每学期接受现场检查最多一次 bounds, 依法实施的食品安全检查 is the law's. */
const CAPS = /(?:最多|至多|不超过|不得超过|不多于|控制在|减少到|压减)[^，。；]{0,6}[次项]/;
/** 教学常规检查、年度考核按计划正常进行 goes on as before. */
/** 提供虚假材料取得入学资格的，取消该资格: the law's own answer to fraud. */
const FRAUD = /提供虚假|弄虚作假|骗取|伪造|冒名/;
const KEEPS = /正常(?:进行|开展|组织|实施)|照常|学校内部|校内|内部(?:工作)?(?:例会|会议|通报)|教学常规(?:检查|管理)/;
/** 面向乡镇的督查检查考核，由…统一审核: named, not set up. */
const TOPIC = /^(?:面向|针对|对|涉及)[^，。；]*的[^，。；的]{0,4}(?:督查|检查|考核|评比|督导)+$/;
const BY_LAW = /依法(?:实施|开展|进行|组织)?的|法定(?:检验|检查)|法律法规(?:明确)?规定的/;

/** 开展“放心工厂”星级评定 sets up; 评优时予以考虑 does not. */
const AWARDS =
  /(?:开展|组织|举办|实施|进行)[^，。；]*(?:评比|评选|评定|创建|命名|授牌|表彰)|(?:命名|授予|评选|认定|评定)[^，。；]*(?:示范|标兵|先进|称号|牌匾|星级|优秀)/;

/** A document dedicated to oversight (督导评估办法, 检查通知) may set it up: 除专门文件外. */
const DEDICATED = /督导|督查|检查|考核|评估|评价|评比|评选|问责|责任追究|表彰/;

/** unauthorised-oversight: inspection, assessment, award, veto, sanction or pledge set up where a superior does not let it. */
export function judgeOversight(
  clauses: readonly DraftClause[],
  rules: readonly Rule[],
  draft: { readonly title: string; readonly addressees: readonly string[] },
  nearness: Nearness,
): Judgement {
  const judged: Judged[] = [];
  const compared: Compared[] = [];
  const bans = ofType(rules, 'prohibition').filter(
    (r) =>
      FAMILY.test(`${r.record.act}${r.record.quote}`) &&
      (r.record.matter === 'supervision' || r.concepts.filter((c) => OVERSIGHT.has(c.id)).length > 0),
  );
  const allowed = ofType(rules, 'oversight');
  const dedicated = DEDICATED.test(draft.title);
  const toSchools = draft.addressees.some((a) => SCHOOLS.test(a));
  for (const clause of clauses) {
    if (clause.stance !== 'order') continue;
    const mine = clause.concepts.filter((c) => OVERSIGHT.has(c.id));
    const recorded = clause.records.some((r) => r.type === 'oversight' && r.kind !== 'enforcement');
    // 评价 and 检查 alone are also teaching words: without a record only the plain words of sanction and ranking count.
    const awards = mine.some((c) => c.id === 'award') && AWARDS.test(clause.quote);
    if (!recorded && !awards && !mine.some((c) => c.weight === 3)) continue;
    if (KEEPS.test(clause.quote)) continue;
    // 水库的日常巡查由水利部门承担: not upon schools, nor by them.
    if (othersDo(clause) && /巡查|巡逻|巡护|执法/.test(clause.quote) && !SCHOOLS.test(clause.quote)) continue;
    if (FRAUD.test(clause.sentenceText) && /取消[^，。；]*(?:资格|成绩|名额)/.test(clause.quote)) continue;
    // 对同一所学校的综合性督导，全年以一次为限: bounds inspections, sets none up.
    const plain = mine.every((c) => c.id === 'inspection' || c.id === 'assessment');
    if (
      plain &&
      (BOUNDS.test(clause.sentenceText) ||
        CAPS.test(clause.quote) ||
        BY_LAW.test(clause.quote) ||
        TOPIC.test(clause.quote))
    )
      continue;
    const near = `${clause.quote}${clause.sentenceText}`;
    // 面向企业的评比 is judged by what protects enterprises, 乡镇考核 by what protects the 基层.
    const upon: (rule: Rule) => boolean =
      OTHERS.test(clause.quote) || !(SCHOOLS.test(near) || toSchools)
        ? (rule) => standsNear(nearness.near(clause, rule), 0.25, 1) && protects(rule, clause)
        : () => true;
    const ranked = bans
      .filter(upon)
      // 中央明文规定的责任状予以保留: what the ban itself leaves open.
      .filter((rule) => likeness((rule.record.exception ?? '').replace(/[除以之外]/g, ''), clause.quote) < 0.6)
      .map((rule) => ({ rule, score: score(rule, mine, dedicated) }))
      .filter((x) => x.score > 0)
      // The nearest of the bans that are met is the evidence.
      .map((x) => ({ ...x, score: x.score + 2 * (nearness.near(clause, x.rule)?.near ?? 0) }))
      .sort((a, b) => b.score - a.score);
    const equal = allowed.find(
      (r) =>
        r.reading.document.level !== 'unknown' &&
        shared(conceptsOf(r.record.quote), mine).length > 0 &&
        sameOversight(r, clause),
    );
    if (equal) {
      compared.push({ clause, rule: equal, relation: 'equal', calculation: null, why: '上级文件已有同样安排' });
      continue;
    }
    const best = ranked[0];
    if (best) judged.push(finding(clause, best.rule, best.score));
  }
  return { judged, compared };
}

const PROTECTED: readonly RegExp[] = [
  /企业|经营主体|市场主体|商户|纳税人/,
  /基层|乡镇|街道|村|社区|县级|各县|市（州）|各地|下级/,
];
/** The ban, or the title of its document, speaks of those whom the clause speaks of. */
const protects = ({ record, reading }: Rule, clause: DraftClause): boolean => {
  const theirs = `${record.quote}${reading.document.title}${reading.document.coverTitle ?? ''}`;
  return PROTECTED.some((words) => words.test(theirs) && words.test(clause.sentenceText));
};

function score(
  rule: Rule<Prohibition>,
  mine: readonly { readonly id: string; readonly weight: number }[],
  dedicated: boolean,
): number {
  if (dedicated && /专门文件/.test(`${rule.record.exception ?? ''}${rule.record.quote}`)) return 0;
  // 检查结果不作学校间排名 forbids the ranking, not the inspection.
  const theirs = conceptsOf(rule.words.replace(/(?:检查|督查|督导|考核|评估|评价)(?:结果|情况|得分)/g, '')).filter(
    (c) => OVERSIGHT.has(c.id),
  );
  const both = theirs.filter((c) => mine.some((m) => m.id === c.id));
  const broad = theirs.length >= 2 ? 1 : 0;
  // 排名通报 is an assessment by another name: a broad ban on assessment meets it.
  const kin =
    both.length === 0 &&
    theirs.some((c) => c.id === 'assessment' || c.id === 'inspection' || c.id === 'accountability') &&
    mine.some((m) => ['rank', 'circulate', 'hook', 'award', 'pledge'].includes(m.id));
  return both.length === 0 && !kin
    ? 0
    : weigh(both) +
        (kin ? 0.5 : 0) +
        broad * 1.5 +
        (/专门文件|具体要求/.test(rule.record.quote) ? 1 : 0) +
        (/^(?:应用程序|教育移动应用|APP)/.test(rule.record.act) ? -3 : 0);
}

/** The superior itself lays this oversight down, in nearly the same words. */
function sameOversight(rule: Rule, clause: DraftClause): boolean {
  const theirs = new Set(rule.record.quote.replace(/[^\p{Script=Han}]/gu, ''));
  const said = (words: string): boolean => {
    const mine = new Set(words.replace(/[^\p{Script=Han}]/gu, ''));
    return mine.size > 0 && [...mine].filter((ch) => theirs.has(ch)).length / mine.size >= 0.8;
  };
  // 区教育体育局在2027年4月开展1次作业管理专项检查: who and when may be the draft's own.
  const act = /(?:开展|组织|进行|实施)[^，。；]{8,}$/.exec(clause.quote)?.[0];
  return said(clause.quote) || (act !== undefined && said(act));
}

function finding(clause: DraftClause, rule: Rule, score: number): Judged {
  const names = [...new Set(clause.concepts.filter((c) => OVERSIGHT.has(c.id)).map((c) => LABELS[c.id] ?? ''))]
    .filter((x) => x !== '')
    .join('、');
  return {
    kind: 'unauthorised-oversight',
    severity: doubtful(rule) ? 'warning' : 'conflict',
    clause,
    rule,
    relation: 'contrary',
    calculation: null,
    why: `在非专门文件中对学校、教师设置${names || '督查考核'}要求，而上级规定“${rule.record.quote}”，${breach(rule)}`,
    suggestion: `建议删除“${clause.quote}”；确需开展的，按${cite(rule)}纳入年度清单并履行审批备案程序。`,
    edit: { from: clause.quote, to: '' },
    score,
  };
}

const LABELS: Readonly<Record<string, string>> = {
  inspection: '督查检查',
  assessment: '考核评价',
  rank: '排名',
  circulate: '通报约谈',
  accountability: '追责问责',
  veto: '“一票否决”',
  pledge: '责任状',
  award: '评选创建',
  'standard-drive': '达标活动',
  hook: '考核挂钩',
};
