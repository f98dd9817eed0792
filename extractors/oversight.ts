import type { ExtractedOf, OversightKind } from '../records/clause.ts';
import { actorOf } from './actor.ts';
import { type Context, type Section, SILENT_ROLES } from './extractor.ts';
import { OVERSEEING } from './lexicon/oversight.ts';
import { aboutSchools, matterOf } from './matter.ts';
import { once } from './once.ts';
import { bare, clauses, members, type Stretch, sentences } from './sentence.ts';
import { enclosing, standingOf } from './standing.ts';
import { strengthOf } from './strength.ts';

type Oversight = ExtractedOf<'oversight'>;

interface Hit {
  readonly at: number;
  readonly kind: OversightKind;
  readonly rule: string;
}

// 不得开展督查检查考核 · 严禁以调研名义检查 · 未纳入清单的事项一律不得 · 不搞层层检查
const FORBIDDEN =
  /不得|不宜|严禁|禁止|不准|不许|杜绝|根绝|不再|取消(?!.{0,8}资格)|一律不|原则上不|避免|防止|克服|纠正|不能|不搞|反对|严控|压减|精简|清理和?规范|严格控制|规范(?=督|检|考|评)|减少(?=督|检|考|评)|合并(?=督|检|考|评)/;
// 每所学校每年接受综合督导不超过1项: a limit on it
const LIMITED = /不计(?:算)?(?:在内|入)|不包[括含]|不超过|不多于|不得超过|以内|控制在|总量|频次|压减/;
// 督查检查考核事项 · 检查项目: what is regulated, not an inspection that is set up
const REGULATED =
  /^(?:前|后|结束|期间|时间)|^[^，,。；;]{0,6}?(?:事项|项目|清单|方案|标准|计划|工作的通知|活动|通知书?|制度|体系|指标|过多|过滥|频繁|方法|方式|依据|对象|材料|报告|工作(?:总结|报告|计划|方案|台账)|[团组](?![^，,。；;]{0,12}(?:检查|督查|督导))|组成员|组不|组要求)/;
const SKIP: ReadonlySet<Section['role']> = new Set<Section['role']>([...SILENT_ROLES, 'form']);

const FURTHER =
  /^(?:有违法所得|屡教不改|经教育|并(?!对)|同时|逾期|拒不|情节|违法所得|仍|再次|构成|涉嫌|没有违法所得|直至|处|可以)/;

// 能够通过数据比对完成的检查，不再入校 · 市局面向学校的督查检查考核，除…外，每年不超过3项: what the rule behind is about
const TOPIC =
  /的(?![^，,]*(?:进行|开展|实施|组织))[^，,的]{0,10}(?:检查|督查|督导|抽查|巡查|排查|核查|走访|考核|评估|评比|评价|评选)[，,]$/;
const RULED =
  /^(?:不|一律|除|原则上|一般|每|应|须|必须|严禁|禁止|一个?(?:年|学[年期])|全年|累计|[\u4e00-\u9fa5]{2,6}有权)/;
// 减负工作纳入年度目标考核 · 列为干部年终考核的内容
const ASSESSED =
  /(?:纳入|列入|列为|作为)[^，,。；;]*(?:年度|年终|绩效|目标|综合|政绩|督导)[^，,。；;]*(?:考核|考评|评价|评估)/;
// 除必要的安全巡查外
const EXCEPTED = /^[（(]?除[^，,。；;]*外[，,）)]?$/;

function hits(text: string, clause: Stretch): Hit[] {
  const said = text.slice(clause.start, clause.end);
  if (EXCEPTED.test(said) || (TOPIC.test(said) && RULED.test(text.slice(clause.end)))) return [];
  const out: Hit[] = [];
  for (const row of OVERSEEING) {
    if (out.some((h) => h.kind === row.kind)) continue;
    for (const m of said.matchAll(row.pattern)) {
      const after = said.slice(m.index + m[0].length);
      const before = said.slice(0, m.index + m[0].length).replace(/《[^《》]*》/g, '《》');
      if (FORBIDDEN.test(before)) continue;
      // 将减负工作列入年度督导计划: it will be inspected
      const planned = /(?:列入|纳入)[^，,。；;]*督导(?:检查)?$/.test(m[0]) && /^(?:计划|内容|事项)/.test(after);
      if (!planned && /^[^，,。；;]{0,6}?(?:事项|项目|清单)/.test(after)) continue;
      if (LIMITED.test(after) || (!planned && !row.noun && REGULATED.test(after))) continue;
      if (row.unless?.test(said)) continue;
      // 需要当场实施检查的，…: a condition
      if (/^(?:inspection|assessment)$/.test(row.kind) && /^的[，,]/.test(after)) continue;
      out.push({ at: clause.start + m.index, kind: row.kind, rule: row.rule });
      break;
    }
  }
  return out.sort((a, b) => a.at - b.at);
}

/** Who is inspected, assessed or punished: 对X…, else what stands after the verb, else what is listed into it. */
function targetOf(text: string, clause: Stretch, hit: Hit): string | null {
  const said = text.slice(clause.start, clause.end);
  const at = hit.at - clause.start;
  const on =
    /对(?:于)?([^，,。；;]{2,50}?)(?:进行|开展|依法|依规|要|加大|予以|给予|一律|严肃|从严|从重|联合|下发|实施|组织|每|的[，,])/.exec(
      said,
    );
  if (on?.[1]) return on[1].replace(/的$/, '');
  const object =
    /^[^，,。；;]{0,8}?(?:查处|处罚|追究|约谈|通报|考核|检查|审查|排查|取缔|问责)(?:了)?([^，,。；;]{2,30}?)(?:行为|的责任|责任|情况|[，,。；;]|$)/.exec(
      said.slice(at),
    );
  const breach = /^([^，,。；;]{4,60})的[，,]/.exec(said);
  if (breach?.[1]) return breach[1];
  if (object?.[1] && !/^(?:批评|限期)/.test(object[1])) return object[1];
  const into = /(?:纳入|列入|列为)([^，,。；;]{2,24}?)(?:年度|年终|绩效|质量|目标|综合|督导|考核|评价|评估)/.exec(said);
  return into?.[1] ?? null;
}

function extract(section: Section, context: Context): Oversight[] {
  if (SKIP.has(section.role)) return [];
  const { text } = section;
  const all = clauses(text, section.label);
  const runs = members(text, section.label);
  const whole = sentences(text, section.label);
  const out: Oversight[] = [];
  all.forEach((clause, i) => {
    const inHeading = clause.end <= section.lead;
    if (inHeading && !/[，,]/.test(text.slice(section.label, section.lead))) return;
    for (const hit of hits(text, clause)) {
      const member = runs.find((m) => m.start <= clause.start && clause.start < m.end) ?? clause;
      if (standingOf(section, hit.at, clause, member) !== 'rule' || enclosing(text, hit.at, '《', '》') >= 0) continue;
      const before = all[i - 1];
      const joined =
        before &&
        hits(text, before).length === 0 &&
        before.start >= member.start &&
        (/的[，,]$/.test(text.slice(before.start, before.end)) ||
          /^对[^，,]*[，,]$/.test(text.slice(before.start, before.end)));
      const span = { start: joined ? before.start : clause.start, end: bare(text, clause).end };
      const last = out.at(-1);
      // 建立责任追究机制，对责任不落实的…追究责任 is one
      if (
        last &&
        last.kind === hit.kind &&
        last.span.end >= section.start + member.start &&
        /^(?:要)?(?:建立|健全|完善)/.test(text.slice(last.span.start - section.start))
      )
        out.pop();
      if (last && last.kind === hit.kind && last.span.end >= section.start + span.start) continue;
      // 逾期不改的，处…罚款 · 构成犯罪的，依法追究刑事责任: the next degree of the same sanction
      if (
        last &&
        FURTHER.test(text.slice(span.start, span.end)) &&
        whole.some((s) => s.start <= last.span.start - section.start && span.end <= s.end)
      ) {
        if (last.kind === hit.kind) last.span = { start: last.span.start, end: section.start + span.end };
        if (last.kind === hit.kind || /^(?:构成|涉嫌|直至)/.test(text.slice(span.start))) continue;
      }
      // 给予通报批评，约谈校长: the next measure upon the same body · 没收违法所得，并处罚款: the same sanction goes on
      if (
        last &&
        last.kind === hit.kind &&
        (hit.kind === 'accountability' || hit.kind === 'enforcement') &&
        hit.at - clause.start <= 2 &&
        before &&
        last.span.end - section.start >= before.start &&
        before.start >= member.start
      ) {
        last.span = { start: last.span.start, end: section.start + span.end };
        continue;
      }
      // 责令限期改正，并予以通报: a further measure upon the same body needs its sentence to say whom
      if (
        last &&
        last.kind === 'enforcement' &&
        hit.kind === 'accountability' &&
        hit.at - clause.start <= 4 &&
        before &&
        last.span.end - section.start >= before.start &&
        last.span.start - section.start >= member.start
      )
        span.start = last.span.start - section.start;
      const place = { start: section.start + span.start, end: section.start + span.end };
      const read = matterOf(section, place, context).matter;
      const said = text.slice(span.start, span.end);
      // 追责、通报、责任状、一票否决 and 纳入年度考核 are of supervision, whatever they are about
      const called = hit.kind === 'accountability' || hit.kind === 'veto' || hit.kind === 'pledge';
      const watching = called || hit.kind === 'inspection' || hit.kind === 'assessment';
      out.push({
        type: 'oversight',
        span: place,
        matter:
          called || (hit.kind === 'assessment' && ASSESSED.test(said))
            ? 'supervision'
            : read === 'other' && watching && (aboutSchools(context) ? /督|跟踪|考核/ : /督查|督导|督办/).test(said)
              ? 'supervision'
              : read,
        actor: actorOf(section, section.start + clause.start),
        strength: strengthOf(text.slice(span.start, span.end)),
        exception: null,
        rule: hit.rule,
        confidence: 0.8,
        kind: hit.kind,
        target: targetOf(text, { start: span.start, end: clause.end }, hit),
      });
    }
  });
  return out;
}

export const oversight = once<'oversight'>({
  type: 'oversight',
  rules: [...new Set(OVERSEEING.map((o) => o.rule))],
  extract,
});
