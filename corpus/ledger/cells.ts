import { calendarDates, iso } from '../../extractors/dates.ts';
import type { Days } from '../../records/ledger.ts';
import { earlier, later, periodHolding } from '../../records/ledger.ts';
import { daysOf } from '../../records/when.ts';

/** A cell as a file gives it. */
export type RawCell = string | number | boolean | Date | null;

/** A cell as text, what was done to it, and the days that it names. */
export interface ReadCell {
  readonly text: string;
  readonly days: Days | null;
  /** For the clerk: what was read differently from what stood there. */
  readonly note: string | null;
}

/** Serial numbers of 1990 to 2100: other numbers in a date column are no dates. */
const SERIAL = { first: 32_874, last: 73_415 };
const EPOCH = Date.UTC(1899, 11, 30);

const zh = (day: string): string => {
  const [y, m, d] = day.split('-').map(Number);
  return `${y}年${m}月${d}日`;
};
const isoOf = (at: Date): string => at.toISOString().slice(0, 10);

/** Full-width figures, letters and marks as half-width; Chinese marks stay. */
export const halved = (words: string): string =>
  words.replace(/[０-９Ａ-Ｚａ-ｚ．／－]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0));

/** Text of a cell that is no date: numbers without a tail, line ends kept as one blank line less. */
export function plain(cell: RawCell): string {
  if (cell === null) return '';
  if (cell instanceof Date) return zh(isoOf(cell));
  if (typeof cell === 'boolean') return cell ? '是' : '否';
  return String(cell)
    .replace(/\r\n?/g, '\n')
    .replace(/^\s+|\s+$/gu, '');
}

/**
 * A date cell. 2025年9月 · 2025.9.1 · 9月 (year of the list) · 9—10月 · 2025年秋季学期 · 45901 (serial number) · a date value.
 * What names no day stays as it is, with `days` null: 全年, 常年 are the list's year where it has one.
 */
export function dateCell(cell: RawCell, year: string | null): ReadCell {
  if (cell === null || cell === '') return { text: '', days: null, note: null };
  if (cell instanceof Date) {
    const day = isoOf(cell);
    return { text: zh(day), days: { first: day, last: day }, note: null };
  }
  const words = plain(cell);
  if (/^\d{5}(?:\.0+)?$/.test(halved(words))) {
    const n = Number(halved(words));
    if (n >= SERIAL.first && n <= SERIAL.last) {
      const day = isoOf(new Date(EPOCH + n * 86_400_000));
      return { text: zh(day), days: { first: day, last: day }, note: `日期序列号“${words}”读作${zh(day)}` };
    }
  }
  const half = halved(words);
  const note = half === words ? null : `全角数字“${words}”按“${half}”计算`;
  return { text: words, days: daysIn(half, year), note };
}

/** The days that a text names, the earliest to the latest. `year`: for what names none; its first four digits count. */
export function daysIn(words: string, year: string | null): Days | null {
  const own = year === null ? null : Number(year.slice(0, 4));
  const term = /([12]\d{3})(?:[—\-–~至][12]?\d{1,3})?(?:学年度?|年)(?:第?([一二])|(秋|春)季?)学期/.exec(
    words.replace(/\s/g, ''),
  );
  if (term?.[1]) {
    const start = Number(term[1]);
    if (term[3] === '春') return periodHolding(`${start}-03-01`, 'semester');
    return periodHolding(term[2] === '二' ? `${start + 1}-03-01` : `${start}-10-01`, 'semester');
  }
  const dates = calendarDates(words);
  let last = own;
  const all = dates.flatMap((d) => {
    last = d.year ?? last;
    if (last === null) return [];
    const from = daysOf(iso(last, d.month, d.day));
    const to = d.until ? daysOf(iso(d.until.year ?? last, d.until.month, d.until.day)) : from;
    return [from, to.last < from.first ? daysOf(iso(last + 1, d.until?.month ?? null, d.until?.day ?? null)) : to];
  });
  if (all.length > 0)
    return {
      first: all.map((d) => d.first).reduce(earlier),
      last: all.map((d) => d.last).reduce(later),
    };
  // 2025-09 · 2025/9 · 2025.9
  const month = /^([12]\d{3})[.\-/](\d{1,2})$/.exec(words.trim());
  if (month?.[1] && month[2] && Number(month[2]) >= 1 && Number(month[2]) <= 12)
    return daysOf(iso(Number(month[1]), Number(month[2]), null));
  if (own === null) return null;
  if (/全年|常年|年内|每月|每季度|每学期/.test(words)) return daysOf(String(own));
  if (/秋季?学期|第一学期|上学期/.test(words)) return periodHolding(`${own}-10-01`, 'semester');
  if (/春季?学期|第二学期|下学期/.test(words)) return periodHolding(`${own}-03-01`, 'semester');
  if (/上半年/.test(words)) return { first: `${own}-01-01`, last: `${own}-06-30` };
  if (/下半年/.test(words)) return { first: `${own}-07-01`, last: `${own}-12-31` };
  const quarter = /第?([一二三四])季度/.exec(words)?.[1];
  if (quarter)
    return periodHolding(`${own}-${String(3 * ('一二三四'.indexOf(quarter) + 1)).padStart(2, '0')}-01`, 'quarter');
  return null;
}

/** A secondment from its first day to its last, an extension counted. */
export const tenure = (days: Readonly<Record<string, Days | null>>): Days | null => {
  const from = days['from'];
  const until = days['extended'] ?? days['until'];
  return from && until ? { first: from.first, last: until.last } : null;
};
