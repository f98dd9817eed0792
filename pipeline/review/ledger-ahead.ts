import type { Deadline } from '../../records/clause.ts';
import type { Brought, Days, LedgerView } from '../../records/ledger.ts';
import type { Reading } from '../../records/reading.ts';
import { dayAfter, daysOf, type Length, parseWhen, sayLength } from '../../records/when.ts';
import { breach, cite, doubtful } from './judged.ts';
import { listName, ownEntry } from './ledger-doubles.ts';
import { addressed, dayZh, type LedgerJudgement, type Said } from './ledger-judged.ts';
import { citeOf, ofType, type Rule } from './superior.ts';

const INSPECTS = /检查|督查|督导|考核|评比|评估/;
/** What must be done so long before: the inspection made known, not carried out or reported. */
const TELLS = /明确|公布|公告|公示|通知|告知|发布|下发|印发/;
/** Visits that no one is told of beforehand by their nature. */
const UNTOLD = /四不两直|暗访|飞行检查|不打招呼|不发通知|突击/;

interface Ahead {
  readonly rule: Rule<Deadline>;
  readonly length: Length;
}

/** An inspection that a draft announces, and when it begins: between the two days. */
interface Begins {
  readonly b: Brought;
  readonly earliest: string;
  readonly latest: string;
  /** As the draft or the list says it. */
  readonly said: string;
  readonly from: string | null;
}

/**
 * Inspections of the yearly list are made known ahead (教师厅〔2025〕2号 二: 提前1个月明确检查内容、范围与方式): the day of the
 * draft and the length against the day on which the inspection begins, by the draft or else by the list.
 */
export function judgeAhead(draft: Reading, view: LedgerView, rules: readonly Rule[]): LedgerJudgement {
  const found = ofType(rules, 'deadline').flatMap((rule): Ahead[] => {
    const { action, anchor, quote, matter, when, workdays } = rule.record;
    const parsed = parseWhen(when, workdays ?? false);
    const said = `${action}${anchor ?? ''}${quote}`;
    return parsed?.kind === 'ahead' && matter === 'supervision' && INSPECTS.test(said) && TELLS.test(action)
      ? [{ rule, length: parsed.length }]
      : [];
  });
  // What binds this level comes before what is only said to another.
  const [ahead] = found.toSorted(
    (a, b) =>
      Number(binds(b.rule, draft)) - Number(binds(a.rule, draft)) ||
      a.rule.record.span.start - b.rule.record.span.start,
  );
  const findings: Said[] = [];
  const compared: LedgerJudgement['compared'][number][] = [];
  if (!ahead) return { findings, compared, settled: [] };
  const { issuedOn } = draft.document;
  const told = issuedOn === null ? { first: view.asOf, last: view.asOf } : daysOf(issuedOn);
  for (const begins of view.draft.flatMap((b) => beginning(b, draft, view))) {
    // What was over before the draft is told of, not announced.
    if ((begins.b.days?.last ?? begins.latest) < told.first || UNTOLD.test(begins.b.quote)) continue;
    const soonest = dayAfter(told.first, ahead.length).least;
    const surely = dayAfter(told.last, ahead.length).most;
    const told1 = `${dayZh(told.first)}${issuedOn === null ? '（评估日）' : '（文稿日期）'}+ ${sayLength(ahead.length)} = ${dayZh(soonest)}`;
    if (begins.latest < soonest) findings.push(tooLate(ahead, begins, draft, `${told1} > ${begins.said}（检查开始）`));
    else if (begins.earliest >= surely)
      compared.push({
        span: begins.b.span,
        superior: citeOf(ahead.rule),
        why: `${told1} ≤ ${begins.said}（检查开始）${begins.from === null ? '' : `，时间见${begins.from}`}`,
      });
    else if (binds(ahead.rule, draft))
      findings.push(unsure(ahead, begins, `${told1}，检查开始于${begins.said}，只写到月`));
  }
  return { findings, compared, settled: [] };
}

const binds = ({ record }: Rule, draft: Reading): boolean => addressed(record.actor ?? '', draft.document.level);

function beginning(b: Brought, draft: Reading, view: LedgerView): Begins[] {
  if (b.kind !== 'inspection') return [];
  if (b.dated === 'said' && b.days) return [{ b, ...starts(b.days), from: null }];
  const entry = ownEntry(view, b, draft.document.issuers);
  // 全年 on a list says nothing of a beginning.
  return entry?.period && entry.period.last <= dayAfter(entry.period.first, { amount: 3, unit: 'month' }).most
    ? [{ b, ...starts(entry.period), from: listName(view, entry) }]
    : [];
}

/** 2025年11月 may begin on any of its days; 2025年11月5日至9日 begins on the fifth. */
function starts({ first, last }: Days): Pick<Begins, 'earliest' | 'latest' | 'said'> {
  const month = daysOf(first.slice(0, 7));
  const whole = first === month.first && last === daysOf(last.slice(0, 7)).last;
  return whole
    ? { earliest: first, latest: month.last, said: dayZh(first).replace(/\d+日$/, '') }
    : { earliest: first, latest: first, said: dayZh(first) };
}

function tooLate({ rule, length }: Ahead, { b, said, from }: Begins, draft: Reading, calculation: string): Said {
  const own = binds(rule, draft);
  const sure = own && !doubtful(rule) && draft.document.level !== 'unknown';
  const where = from === null ? '' : `（时间见${from}）`;
  return {
    kind: 'deadline-conflict',
    severity: sure ? 'conflict' : own ? 'warning' : 'notice',
    at: b,
    superior: citeOf(rule),
    relation: 'looser',
    calculation,
    reason: own
      ? `文稿“${b.quote}”安排的检查于${said}开始${where}，距文稿日期不足${sayLength(length)}，${breach(rule)}（${rule.record.quote}）。`
      : `文稿“${b.quote}”安排的检查于${said}开始${where}，距文稿日期不足${sayLength(length)}；上级对${rule.record.actor ?? ''}的要求是“${rule.record.quote}”，本级可参照。`,
    suggestion: `建议推迟检查或提前发文，至少提前${sayLength(length)}明确检查内容、范围与方式，符合${cite(rule)}。`,
  };
}

const unsure = ({ rule, length }: Ahead, { b, said }: Begins, calculation: string): Said => ({
  kind: 'deadline-conflict',
  severity: 'notice',
  at: b,
  superior: citeOf(rule),
  relation: 'incomparable',
  calculation,
  reason: `文稿“${b.quote}”只写明${said}开展，能否提前${sayLength(length)}（${rule.record.quote}）取决于开始的日期。`,
  suggestion: `建议写明检查开始的日期，并提前${sayLength(length)}通知，符合${cite(rule)}。`,
});
