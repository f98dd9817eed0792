import type { Deadline } from '../../records/clause.ts';
import { daysOf, type Every, parseWhen, sayLength } from '../../records/when.ts';

/** A deadline in a clerk's words and, where it has one, as a day of the calendar or a rule of days. */
export interface Timing {
  /** 2024年10月31日前 · 每年2月底前 · 收到之日起30日内 */
  readonly said: string;
  /** First and last day (ISO) of the time to act; null where it hangs on an event. */
  readonly days: { readonly first: string; readonly last: string } | null;
  /** RFC 5545 rule for days that come again; null for a single time. */
  readonly rule: string | null;
}

const dateZh = (date: string): string => {
  const [year, month, day] = date.split('-').map(Number);
  return `${year}年${month ? `${month}月` : ''}${day ? `${day}日` : ''}`;
};

/** 10月31日前 says the day; 10月底前 and 2024年底前 the end of what is named. */
const byZh = (date: string): string => `${dateZh(date)}${date.length === 10 ? '前' : '底前'}`;

const EVERY_ZH: Readonly<Record<Every['unit'], string>> = {
  year: '每年',
  semester: '每学期',
  'school-year': '每学年',
  quarter: '每季度',
  month: '每月',
  week: '每周',
  day: '每天',
};
const everyZh = ({ count, unit }: Every): string =>
  count === 1
    ? EVERY_ZH[unit]
    : `每${count}${{ year: '年', semester: '学期', 'school-year': '学年', quarter: '个季度', month: '个月', week: '周', day: '天' }[unit]}`;

/** `year`: where the days of a rule begin, when the clause itself names none. */
export function timingOf(deadline: Deadline, year: number): Timing {
  const { when, anchor } = deadline;
  const parsed = parseWhen(when, deadline.workdays);
  const plain = (said: string): Timing => ({ said, days: null, rule: null });
  if (!parsed) return plain(when);
  switch (parsed.kind) {
    case 'by': {
      const { last } = daysOf(parsed.last);
      return { said: byZh(parsed.last), days: { first: last, last }, rule: null };
    }
    case 'from': {
      const { first } = daysOf(parsed.first);
      return { said: `${dateZh(parsed.first)}起`, days: { first, last: first }, rule: null };
    }
    case 'in': {
      const days = { first: daysOf(parsed.first).first, last: daysOf(parsed.last).last };
      const said =
        parsed.first === parsed.last ? dateZh(parsed.first) : `${dateZh(parsed.first)}至${dateZh(parsed.last)}`;
      return { said, days, rule: null };
    }
    case 'ahead':
      return plain(`${anchor ?? '事项开始'}前${sayLength(parsed.length)}`);
    case 'within':
      return plain(`${anchor ?? '事由发生'}后${sayLength(parsed.length)}内`);
    case 'before-anchor':
      return plain(`${anchor ?? '事项开始'}前`);
    case 'after-anchor':
      return plain(`${anchor ?? '事由发生'}后`);
    case 'recurring':
      return recurring(parsed.every, parsed.bound, parsed.at, anchor, year);
    default:
      return parsed satisfies never;
  }
}

function recurring(every: Every, bound: string, at: string, anchor: string | null, year: number): Timing {
  const each = everyZh(every);
  if (bound === 'before-anchor') return { said: `${each}${anchor ?? ''}前`, days: null, rule: null };
  if (bound === 'after-anchor') return { said: `${each}${anchor ?? ''}后`, days: null, rule: null };
  if (bound === 'times') return { said: `${each}${at}次${anchor ? `（${anchor}）` : ''}`, days: null, rule: null };
  const [first = 0, second] = at.split('-').map(Number);
  const two = (n: number): string => String(n).padStart(2, '0');
  // R/year<=02 · R/year<=02-15 · R/month<=20 · R/quarter<=01-01
  if (every.unit === 'year') {
    const month = two(first);
    const day = second === undefined ? daysOf(`${year}-${month}`).last : `${year}-${month}-${two(second)}`;
    const monthDay = second === undefined ? -1 : second;
    const interval = every.count > 1 ? `;INTERVAL=${every.count}` : '';
    return {
      said: `${each}${first}月${second === undefined ? '底' : `${second}日`}前`,
      days: { first: day, last: day },
      rule: `FREQ=YEARLY${interval};BYMONTH=${first};BYMONTHDAY=${monthDay}`,
    };
  }
  if (every.unit === 'month') {
    const day = `${year}-01-${two(first)}`;
    return { said: `${each}${first}日前`, days: { first: day, last: day }, rule: `FREQ=MONTHLY;BYMONTHDAY=${first}` };
  }
  if (every.unit === 'quarter') {
    const months = [0, 3, 6, 9].map((n) => n + first).join(',');
    const date = second ?? 1;
    const day = `${year}-${two(first)}-${two(date)}`;
    return {
      said: `${each}第${first}个月${date}日前`,
      days: { first: day, last: day },
      rule: `FREQ=YEARLY;BYMONTH=${months};BYMONTHDAY=${date}`,
    };
  }
  return { said: `${each}${at}前`, days: null, rule: null };
}
