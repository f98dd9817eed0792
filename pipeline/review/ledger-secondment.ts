import { calendarDates, iso } from '../../extractors/dates.ts';
import { sentences } from '../../extractors/sentence.ts';
import type { Limit } from '../../records/clause.ts';
import { type Days, type LedgerView, shift } from '../../records/ledger.ts';
import { dimensionOf } from '../../records/quantity.ts';
import type { Reading } from '../../records/reading.ts';
import { daysOf } from '../../records/when.ts';
import { breach, cite, doubtful } from './judged.ts';
import { listName } from './ledger-doubles.ts';
import type { LedgerJudgement, Said } from './ledger-judged.ts';
import { citeOf, ofType, type Rule } from './superior.ts';

const ABOUT = /借调|借用|抽调|跟岗|挂职/;
const FREES = /不得|严禁|禁止|原则上不|清退|结束借|返校/;

/** Whole months from the first to the last day, and what is left over: 2025-09-01 to 2026-02-28 is 6. */
export function monthsOf({ first, last }: Days): { readonly months: number; readonly over: boolean } {
  const end = shift(last, 1);
  const [y1 = 0, m1 = 1, d1 = 1] = first.split('-').map(Number);
  const [y2 = 0, m2 = 1, d2 = 1] = end.split('-').map(Number);
  const months = (y2 - y1) * 12 + (m2 - m1) - (d2 < d1 ? 1 : 0);
  return { months, over: d2 !== d1 };
}

const sayMonths = ({ months, over }: ReturnType<typeof monthsOf>): string => `${months} 个月${over ? '多' : ''}`;

/** Months of a bound on how long a teacher may be borrowed; `extended`: the one extension. */
const boundOf = (rules: readonly Rule[], extended: boolean): Rule<Limit> | undefined =>
  ofType(rules, 'limit')
    .filter(
      ({ record: r }) =>
        r.matter === 'secondment' && dimensionOf(r.unit).dimension === 'months' && r.comparator.startsWith('<'),
    )
    .find(({ record: r }) => /延长|延期|续借/.test(r.quote) === extended);

const monthsIn = (limit: Limit): number => Number(limit.value) * dimensionOf(limit.unit).size;

/** A draft's secondments against the register: 教师厅〔2025〕2号 四, six months and one extension of six. */
export function judgeSecondments(draft: Reading, view: LedgerView, rules: readonly Rule[]): LedgerJudgement {
  const base = boundOf(rules, false);
  const more = boundOf(rules, true);
  if (!base) return { findings: [], compared: [], settled: [] };
  const { text } = draft.document;
  const register = view.entries.filter(
    (e) => e.kind === 'secondment' && e.period !== null && (e.state === 'active' || e.state === 'closed'),
  );
  const findings: Said[] = [];
  for (const unit of draft.units.filter((u) => u.role === 'body' || u.role === 'cover' || u.role === 'row')) {
    const body = text.slice(unit.span.start, unit.span.end);
    for (const s of sentences(body, unit.label)) {
      const quote = body.slice(s.start, s.end).replace(/[。；]$/, '');
      if (!ABOUT.test(`${quote}${draft.document.title}`) || FREES.test(quote)) continue;
      const span = daysOfSentence(quote);
      if (!span) continue;
      const at = {
        path: unit.path,
        span: { start: unit.span.start + s.start, end: unit.span.start + s.start + quote.length },
        quote,
      };
      const known = register.filter((e) => quote.includes(e.name));
      const mine = monthsOf(span);
      const most = monthsIn(base.record);
      for (const e of known) {
        if (!e.period) continue;
        const before = monthsOf(e.period);
        const extra = more ? monthsIn(more.record) : 0;
        const again = Boolean(e.cells['extended']);
        const total = before.months + mine.months;
        const beyond = total > most + extra || (total === most + extra && (before.over || mine.over));
        if (!beyond && !again && mine.months <= Math.max(most, extra)) continue;
        findings.push(
          said(at, beyond || !again ? (more ?? base) : (more ?? base), {
            calculation: `${sayMonths(before)}（已借）+ ${sayMonths(mine)}（本件）> ${most}${extra > 0 ? ` + ${extra}` : ''} 个月`,
            reason: `${e.name}（${e.school ?? ''}）自${e.period.first}起借用至${e.period.last}${again ? '，已延期一次' : ''}，见${listName(view, e)}；本件再借${sayMonths(mine)}`,
            suggestion: `建议按期让${e.name}返校，不再续借；确因工作需要的，另行选派并重新履行同意和备案程序。`,
            doubtful: again && !beyond,
          }),
        );
      }
      if (known.length === 0 && (mine.months > most || (mine.months === most && mine.over)))
        findings.push(
          said(at, base, {
            calculation: `${sayMonths(mine)}（${span.first}至${span.last}）> ${most} 个月`,
            reason: `文稿“${quote}”借用${sayMonths(mine)}`,
            suggestion: `建议将借用时间缩短到${most}个月以内。`,
            doubtful: false,
          }),
        );
    }
  }
  return { findings, compared: [], settled: [] };
}

function said(
  at: Said['at'],
  rule: Rule<Limit>,
  {
    calculation,
    reason,
    suggestion,
    doubtful: soft,
  }: { calculation: string; reason: string; suggestion: string; doubtful: boolean },
): Said {
  return {
    kind: 'exceeds-limit',
    severity: soft || doubtful(rule) ? 'warning' : 'conflict',
    at,
    superior: citeOf(rule),
    relation: 'looser',
    calculation,
    reason: `${reason}，超出上级规定的期限（${rule.record.quote}），${breach(rule)}。`,
    suggestion: `${suggestion}依据：${cite(rule)}。`,
  };
}

/** 2025年9月1日至2026年6月30日; null where no span stands. */
function daysOfSentence(text: string): Days | null {
  const dates = calendarDates(text).filter((d) => d.month !== null);
  const [first, second] = dates;
  if (!first || first.year === null) return null;
  const to = first.until ?? second;
  if (!to) return null;
  const year = to.year ?? first.year;
  const from = daysOf(iso(first.year, first.month, first.day)).first;
  const last = daysOf(iso(year, to.month, to.day)).last;
  return from < last ? { first: from, last } : null;
}
