/**
 * `when` of a deadline (records.md "deadline"), parsed for comparison.
 * Days and working days bound each other one way only; months and days likewise (a month has 28 to 31 days).
 */
export type When =
  | { readonly kind: 'by'; readonly last: string } // <=2024-10
  | { readonly kind: 'from'; readonly first: string } // >=2025
  | { readonly kind: 'in'; readonly first: string; readonly last: string } // 2024-06/2024-07 · 2024-05
  | { readonly kind: 'ahead'; readonly length: Length } // -P1M
  | { readonly kind: 'within'; readonly length: Length } // +P30D
  | {
      readonly kind: 'recurring';
      readonly every: Every;
      readonly bound: 'by' | 'before-anchor' | 'after-anchor' | 'times';
      readonly at: string;
    } // R/year<=02
  | { readonly kind: 'before-anchor' } // <anchor
  | { readonly kind: 'after-anchor' }; // >anchor

export interface Length {
  readonly amount: number;
  readonly unit: 'year' | 'month' | 'week' | 'day' | 'workday' | 'hour' | 'minute';
}

export interface Every {
  readonly count: number;
  readonly unit: 'year' | 'semester' | 'school-year' | 'quarter' | 'month' | 'week' | 'day';
}

const DESIGNATORS: Readonly<Record<string, Length['unit']>> = { Y: 'year', M: 'month', W: 'week', D: 'day' };

/** null when the string is no `when` of the public format. `workdays` marks P…D as working days. */
export function parseWhen(when: string, workdays = false): When | null {
  const length = /^([+-])PT?(\d+(?:\.\d+)?)([YMWDH])$/.exec(when);
  if (length) {
    const [, sign, amount, letter] = length;
    const unit = when.includes('PT') ? (letter === 'H' ? 'hour' : 'minute') : DESIGNATORS[letter ?? ''];
    if (!unit) return null;
    const value: Length = { amount: Number(amount), unit: unit === 'day' && workdays ? 'workday' : unit };
    return sign === '-' ? { kind: 'ahead', length: value } : { kind: 'within', length: value };
  }
  if (when === '<anchor') return { kind: 'before-anchor' };
  if (when === '>anchor') return { kind: 'after-anchor' };
  const recurring = /^R\/(\d*)(year|semester|school-year|quarter|month|week|day)(<=|=|<|>)(.+)$/.exec(when);
  if (recurring) {
    const [, count, unit, mark, at] = recurring;
    const every: Every = { count: count ? Number(count) : 1, unit: unit as Every['unit'] };
    const bound = mark === '=' ? 'times' : mark === '<=' ? 'by' : mark === '<' ? 'before-anchor' : 'after-anchor';
    return { kind: 'recurring', every, bound, at: at ?? '' };
  }
  const date = String.raw`\d{4}(?:-\d{2}(?:-\d{2})?)?`;
  const by = new RegExp(`^<=(${date})$`).exec(when);
  if (by?.[1]) return { kind: 'by', last: by[1] };
  const from = new RegExp(`^>=(${date})$`).exec(when);
  if (from?.[1]) return { kind: 'from', first: from[1] };
  const span = new RegExp(`^(${date})(?:/(${date}))?$`).exec(when);
  if (span?.[1]) return { kind: 'in', first: span[1], last: span[2] ?? span[1] };
  return null;
}

/** First and last day (ISO) that a partial date can mean: 2024-02 is 2024-02-01 … 2024-02-29. */
export function daysOf(date: string): { first: string; last: string } {
  const [year = '', month, day] = date.split('-');
  if (month === undefined) return { first: `${year}-01-01`, last: `${year}-12-31` };
  if (day !== undefined) return { first: date, last: date };
  const end = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
  return { first: `${date}-01`, last: `${date}-${String(end).padStart(2, '0')}` };
}

/**
 * Fewest and most calendar days in a length. n working days take at least n days; at most their weekends and one long
 * holiday (国庆 with 中秋 or 春节, eight days) for each forty of them more: seven working days are never over 19 days.
 */
export function dayBounds(length: Length): { least: number; most: number } {
  const n = length.amount;
  switch (length.unit) {
    case 'year':
      return { least: 365 * n, most: 366 * n };
    case 'month':
      return { least: n === 12 ? 365 : 28 * n, most: n === 12 ? 366 : 31 * n };
    case 'week':
      return { least: 7 * n, most: 7 * n };
    case 'day':
      return { least: n, most: n };
    case 'workday':
      return { least: n, most: n + 2 * Math.ceil(n / 5) + 8 * Math.ceil(n / 40) };
    case 'hour':
      return { least: n / 24, most: n / 24 };
    case 'minute':
      return { least: n / 1440, most: n / 1440 };
    default:
      return length.unit satisfies never;
  }
}

/** How two lengths stand: surely longer, surely shorter, equal, or `unsure` (10个工作日 against 12日). */
export function compareLengths(a: Length, b: Length): 'longer' | 'shorter' | 'equal' | 'unsure' {
  const months = (l: Length): number | null =>
    l.unit === 'year' ? 12 * l.amount : l.unit === 'month' ? l.amount : null;
  const [ma, mb] = [months(a), months(b)];
  if (ma !== null && mb !== null) return ma === mb ? 'equal' : ma > mb ? 'longer' : 'shorter';
  if (a.unit === b.unit) return a.amount === b.amount ? 'equal' : a.amount > b.amount ? 'longer' : 'shorter';
  const [da, db] = [dayBounds(a), dayBounds(b)];
  if (da.least === db.least && da.most === db.most) return 'equal';
  if (da.least >= db.most) return 'longer';
  if (da.most <= db.least) return 'shorter';
  return 'unsure';
}

const LENGTH_ZH: Readonly<Record<Length['unit'], string>> = {
  year: '年',
  month: '个月',
  week: '周',
  day: '日',
  workday: '个工作日',
  hour: '小时',
  minute: '分钟',
};
export const sayLength = (l: Length): string => `${l.amount}${LENGTH_ZH[l.unit]}`;

/** The day that lies a length after another: months by the calendar, 31 January and a month is 28 February (民法典 202 条). */
export function dayAfter(day: string, length: Length): { least: string; most: string } {
  const months = length.unit === 'year' ? 12 * length.amount : length.unit === 'month' ? length.amount : null;
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  if (months !== null && Number.isInteger(months)) {
    const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
    const there = isoDay(Date.UTC(year, month - 1 + months, Math.min(date, last)));
    return { least: there, most: there };
  }
  const { least, most } = dayBounds(length);
  const at = (days: number): string => isoDay(Date.UTC(year, month - 1, date + Math.ceil(days)));
  return { least: at(least), most: at(most) };
}
const isoDay = (at: number): string => new Date(at).toISOString().slice(0, 10);
