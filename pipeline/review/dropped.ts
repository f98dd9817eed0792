import type { DraftClause } from './clause.ts';
import { breach, cite, doubtful, type Judged } from './judged.ts';
import { type Near, type Nearness, standsNear } from './nearness.ts';

/** 本学年暂不推行 · 暂缓纳入 · 推迟到明年实施 · 可不作要求: put off or left to choice, not done. */
const PUTS_OFF =
  /暂不(?!具备)|暂缓(?!缴|刑|期)|暂停|暂时不|推迟(?:到|至)(?!校|岗|园|班)|延后(?:到|至)|缓建|不作(?:统一|硬性)?要求|可不(?:再)?(?:开展|执行|实施|公开|公示|组织|设立|配备|安排|办理|报)/;
/** What a ban on cutting back forbids. */
const CUTS = /减少|削减|缩短|缩减|降低|取消|停止|停办|提前关闭|中断|擅自调整/;
/** How near the passage must be that asks for what is put off. */
const LEAST = 0.3;

/**
 * The draft puts off what a superior has the addressees do: not-implemented. Where the superior forbids cutting it back,
 * the ban is met.
 */
export function judgeDropped(clauses: readonly DraftClause[], nearness: Nearness): Judged[] {
  const out: Judged[] = [];
  for (const clause of clauses) {
    if (clause.stance === 'quotation' || clause.stance === 'purpose' || clause.stance === 'statement') continue;
    const put = PUTS_OFF.exec(clause.quote);
    // 经费不足的暂缓建设 of the draft's own projects, 有病的学生可不参加: a condition of persons leaves the rule standing.
    if (!put || /自愿|因病|有特殊情况的|确有困难的/.test(clause.sentenceText)) continue;
    const found = nearness.of(clause).filter((n) => standsNear(n, LEAST));
    const ban = found.find((n) => n.rule.record.type === 'prohibition' && CUTS.test(n.rule.record.quote));
    const duty = found.find((n) => asks(n));
    const best = ban ?? duty;
    if (!best) continue;
    const { rule } = best;
    out.push({
      kind: ban ? 'contravenes-prohibition' : 'not-implemented',
      severity: doubtful(rule) ? 'warning' : 'conflict',
      clause,
      rule,
      relation: ban ? 'contrary' : 'missing',
      calculation: null,
      why: `“${put[0]}”使上级要求不能落实（${rule.record.quote}），${breach(rule)}`,
      suggestion: `建议删除“${clause.quote}”，按${cite(rule)}落实。`,
      edit: null,
      score: 0.5 + best.near / 4,
    });
  }
  return out;
}

/** Something to be done: a duty, a time to do it by, a floor, a thing to make public. */
const asks = ({ rule: { record } }: Near): boolean =>
  record.type === 'duty' ||
  record.type === 'deadline' ||
  (record.type === 'limit' && record.comparator.startsWith('>')) ||
  (record.type === 'approval' && record.procedure === 'publish');
