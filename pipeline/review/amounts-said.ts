import { periodOf } from '../../extractors/bound.ts';
import { clockTimes, type Quantity } from '../../extractors/quantity.ts';
import { type Bound, magnitude } from '../../records/quantity.ts';
import type { Span } from '../../records/span.ts';
import type { DraftClause } from './clause.ts';

/** A number that is said in words that no quantity reads: 上半年、下半年各一次 · 一个季度的租金 · 一昼夜. */
export interface SaidAmount extends Bound {
  /** Where it stands in its paragraph. */
  readonly at: Span;
  readonly figure: string;
}

const count = (words: string | undefined): number =>
  words === undefined ? Number.NaN : '一二三四五六'.indexOf(words) + 1 || (words === '两' ? 2 : Number(words));
const TERM =
  /(?:自|从)?(20\d{2})年(\d{1,2})月(?:(\d{1,2})日|初|上旬|中旬|下旬|底)?(?:起|开始)?[，,]?\s*(?:至|到|—|－|-|~)?\s*(?:(20\d{2})年|当年|同年)?(\d{1,2})月(?:(\d{1,2})日|初|上旬|中旬|下旬|底)?(?:止|结束|返校|期满|$|[，。；、])/;
/** Months that a term takes, a month begun counted by its days. */
function monthsOf(m: RegExpExecArray): number {
  const [, y1, m1, d1, y2, m2, d2] = m.map((x) => (x === undefined ? undefined : Number(x)));
  const months = ((y2 ?? y1 ?? 0) - (y1 ?? 0)) * 12 + (m2 ?? 0) - (m1 ?? 0);
  const days = (d2 ?? 30) - (d1 ?? 1) + 1;
  return Math.round((months + days / 30) * 10) / 10;
}
const HOURS =
  /(?:上午|下午|晚上)?\s*\d{1,2}(?:[:：]\d{2}|时(?:\d{1,2}分)?|点半?)(?:开始|召开|开会|入场)?[，,]\s*(?:上午|下午|中午|晚上)?\s*\d{1,2}(?:[:：]\d{2}|时(?:\d{1,2}分)?|点半?)(?:结束|散会)/;

const SUBJECT = '(?:语文|数学|英语|外语|物理|化学|历史|地理|生物学?|科学|道德与法治|政治)';
const SHARES = new RegExp(`(${SUBJECT}(?:[、和]${SUBJECT})+)(?:学科|三科|两科)?各(\\d+)分钟`, 'g');

/** The numbers said in words in a clause; `quantities` are those read in it, for words that are made of two. */
export function saidAmounts(clause: DraftClause, quantities: readonly Quantity[]): SaidAmount[] {
  const out: SaidAmount[] = [];
  const said = (m: RegExpExecArray, bound: Omit<Bound, 'comparator'>): void => {
    const start = clause.local.start + m.index;
    out.push({ comparator: '==', ...bound, at: { start, end: start + m[0].length }, figure: m[0] });
  };
  // 上半年、下半年各检查一次 · 春秋两季各一次: twice in the year.
  const halves =
    /(?:上半年[、和及与]下半年|春[、和]?秋(?:两季|季学期)?|春季[、和及与]秋季(?:学期)?)各?[^，。；]{0,12}?([一两二三四五六\d])(次|场|轮|项)/.exec(
      clause.quote,
    );
  if (halves) said(halves, { value: 2 * count(halves[1]), unit: halves[2] ?? '次', per: 'year' });
  // 上、下学期各承担3次 · 两个学期各组织一次: so many in each.
  const terms =
    /(?:上[、和及与]?下(?:两个)?|两个|每个|第一[、和]第二)学期各[^，。；\d]{0,12}?([一两二三四五六\d])(次|场|轮|项)/.exec(
      clause.quote,
    );
  if (terms) said(terms, { value: count(terms[1]), unit: terms[2] ?? '次', per: 'semester' });
  // 语文、数学、英语各30分钟，物理、化学各15分钟: what the subjects take together.
  const following = clause.section.text.slice(clause.local.start, clause.local.start + clause.sentenceText.length);
  const shares = [...(following.split(/[。；]/)[0] ?? '').matchAll(SHARES)];
  const [head] = shares;
  if (head && head.index < clause.quote.length && /每[天日晚]/.test(clause.sentenceText)) {
    const value = shares.reduce((sum, m) => sum + (m[1]?.split(/[、和]/).length ?? 0) * Number(m[2]), 0);
    said(head, { value, unit: '分钟', per: 'day' });
  }
  // 每学期收取500元，按5个月计算: so much a month.
  const monthly = /([\d.]+)元[，,（(]?按([一二三四五六\d]+)个月(?:计|收|折)/.exec(
    clause.section.text.slice(clause.local.start, clause.local.end + 10),
  );
  if (monthly && monthly.index < clause.quote.length)
    said(monthly, { value: Number(monthly[1]) / count(monthly[2]), unit: '元', per: 'month' });
  // 一个季度的租金 · 保存一昼夜: lengths of time by other names.
  const quarters = /(?<!每)([一两二三四1-4])个季度/.exec(clause.quote);
  if (quarters) said(quarters, { value: 3 * count(quarters[1]), unit: '个月', per: null });
  // 每旬召开一次 is three times a month.
  const tens =
    /每旬[^，。；]{0,6}?([一两二三1-3])(次|场|轮)/.exec(clause.quote) ??
    /按旬[^，。；]{0,6}?()(?:召开|报送|填报)/.exec(clause.quote);
  if (tens) said(tens, { value: 3 * (tens[1] ? count(tens[1]) : 1), unit: tens[2] ?? '次', per: 'month' });
  // 每月第一周、第三周各接待一场: twice a month.
  const weeks = /每(月|学期)((?:第[一二三四五六\d]+周[、和及]?){2,})[^，。；]{0,8}?([一两二三1-3])(次|场|轮)/.exec(
    clause.quote,
  );
  if (weeks)
    said(weeks, {
      value: (weeks[2]?.match(/第/g)?.length ?? 1) * count(weeks[3]),
      unit: weeks[4] ?? '次',
      per: weeks[1] === '月' ? 'month' : 'semester',
    });
  // 一小时二十分钟: one length of two units.
  const both = /([一两二三四五六\d]+)个?小时([一二三四五六七八九十\d]{1,3})分钟?/.exec(clause.quote);
  const [whole, rest] = both ? quantities.filter((q) => q.start >= clause.local.start + both.index).slice(0, 2) : [];
  if (both && whole?.unit === '小时' && rest?.unit === '分钟')
    said(both, {
      value: 60 * magnitude(whole.value) + magnitude(rest.value),
      unit: '分钟',
      per: periodOf(clause.section, whole, clause.local),
    });
  // 县长、常务副县长和分管副县长依次讲话: as many as are named.
  const speakers =
    /^([^，。；]{2,60}?)(?:依次|分别|先后|逐一|相继)(?:作|做|进行)?(?:[^，。；]{0,6})(?:讲话|发言|致辞)/.exec(
      clause.quote,
    );
  const named = speakers ? (speakers[1] ?? '').split(/[、和与及]/).filter((x) => x.length >= 2) : [];
  if (speakers && named.length > 1 && !/\d|[一二三四五六七八九十两]名|各/.test(speakers[1] ?? ''))
    said(speakers, { value: named.length, unit: '名', per: null });
  // 自2026年3月1日开始，2027年1月31日结束: a length of months.
  const term = TERM.exec(clause.section.text.slice(clause.local.start, clause.local.end + 30));
  if (term && /至|到|止|结束|返校|期满/.test(term[0])) said(term, { value: monthsOf(term), unit: '个月', per: null });
  // 上午8:30开始，12:00结束: a length of hours.
  const hours = HOURS.exec(clause.section.text.slice(clause.local.start, clause.local.end + 16));
  const [opens, closes] = hours ? clockTimes(hours[0]) : [];
  if (hours && opens && closes && magnitude(closes.value) > magnitude(opens.value))
    said(hours, { value: (magnitude(closes.value) - magnitude(opens.value)) / 60, unit: '小时', per: 'session' });
  const days = /([一两二三四五1-5])(?:个)?昼夜/.exec(clause.quote);
  if (days) said(days, { value: 24 * count(days[1]), unit: '小时', per: null });
  return out;
}
