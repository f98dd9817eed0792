import { chineseValue, halfWidth } from './numerals.ts';

/** A calendar expression of the text. Missing years are null: deadline.ts takes them from the document. */
export interface CalendarDate {
  readonly start: number;
  readonly end: number;
  readonly year: number | null;
  readonly month: number | null;
  readonly day: number | null;
  /** Upper end of a span (6至7月, 3月1日至5月20日), by the same parts. */
  readonly until: { readonly year: number | null; readonly month: number | null; readonly day: number | null } | null;
  /** 初 上旬 中旬 下旬 底 末 年底 年初 上半年 …: the word that blurs it. */
  readonly blur: string | null;
  /** Years after the one in which the text was issued: 今年年底 0, 明年上半年 1; absent where no such word stands. */
  readonly shift?: 0 | 1;
  /** 年底前 without any year: in a standing rule it comes back every year. */
  readonly bare?: true;
}

const N = String.raw`(?:\d{1,2}|[一二三四五六七八九十廿]{1,3})`;
const Y = String.raw`(?:[12]\d{3}|[一二][〇○Ｏ零一二三四五六七八九]{3})`;
const RANGE = String.raw`\s*(?:至|到|-|－|—|–|~|～|——)\s*`;
const BLUR = `(?:上旬|中旬|下旬|月初|月底|月末|初|底|末|中)`;

// 2024年6月5日 · 2024年6月上旬 · 6月5日 · 6月底 · 2024年底 · 2024年6至7月 · 3月1日至5月20日 · 2024年 · 2024.06.05 · 2024-06-05
const CALENDAR = new RegExp(
  [
    String.raw`(?<iso>[12]\d{3})[.\-/](?<isoMonth>\d{1,2})[.\-/](?<isoDay>\d{1,2})(?!\d)`,
    String.raw`(?:(?<year>${Y})\s*年(?:度)?\s*)?(?<![\d.])(?<month>${N})(?:${RANGE}(?<month2>${N}))?\s*月(?:份)?(?:\s*(?<day>${N})\s*[日号]?(?:${RANGE}(?<day2>${N}))?\s*[日号](?!常|益|程|期))?(?:\s*(?<blur>${BLUR}))?(?:${RANGE}(?:(?<year3>${Y})\s*年\s*)?(?<month3>${N})\s*月(?:份)?(?:\s*(?<day3>${N})\s*[日号])?(?:\s*(?<blur3>${BLUR}))?)?`,
    String.raw`(?<yearOnly>${Y})\s*年(?!级|度|级|版|代|鉴)(?:\s*(?<yearBlur>年初|年底|年末|年中|初|底|末|上半年|下半年|第?[一二三四]季度末?))?(?:${RANGE}(?<yearTo>${Y})\s*年(?<yearToBlur>底|末)?)?`,
    // 今年年底 · 明年上半年 · 今年第三季度 · 第四季度 · 年底前; 每年第四季度 recurs and is left to times.ts
    String.raw`(?:(?<shift>今年|本年度?|明年)(?<shiftBlur>年底|年末|底|上半年|下半年|第?[一二三四]季度)|(?<![\d年度每])第(?<season>[一二三四])季度(?!度|的|各|首|末|第)|(?<![\d每今明去上前当次本同〇○零一二三四五六七八九年度])年[底末](?<bare>)(?=之前|以前|前))`,
  ].join('|'),
  'g',
);

const num = (s: string | undefined): number | null => {
  if (s === undefined) return null;
  const t = halfWidth(s);
  if (/^\d+$/.test(t)) return Number(t);
  return chineseValue(t.replace(/[○Ｏ]/g, '〇'));
};

/** All calendar expressions, in order. 6个月 (a length) and 每月20日 (recurring) are not dates: the latter is left to deadline.ts. */
export function calendarDates(text: string): CalendarDate[] {
  const t = halfWidth(text);
  const out: CalendarDate[] = [];
  for (const m of t.matchAll(CALENDAR)) {
    const g = m.groups ?? {};
    const start = m.index;
    const end = m.index + m[0].trimEnd().length;
    if (g['iso'] !== undefined) {
      out.push({
        start,
        end,
        year: num(g['iso']),
        month: num(g['isoMonth']),
        day: num(g['isoDay']),
        until: null,
        blur: null,
      });
      continue;
    }
    if (g['shift'] !== undefined || g['season'] !== undefined || g['bare'] !== undefined) {
      const blur = g['shiftBlur'] ?? (g['season'] === undefined ? '年底' : `${g['season']}季度`);
      const quarter = /([一二三四])季度/.exec(blur)?.[1];
      const last = quarter ? ('一二三四'.indexOf(quarter) + 1) * 3 : blur === '上半年' ? 6 : 12;
      const first = quarter ? last - 2 : blur === '上半年' ? 1 : blur === '下半年' ? 7 : null;
      out.push({
        start,
        end,
        year: null,
        month: first,
        day: null,
        until: first === null ? null : { year: null, month: last, day: null },
        blur: first === null ? '底' : blur,
        ...(g['season'] !== undefined ? {} : { shift: g['shift'] === '明年' ? (1 as const) : (0 as const) }),
        ...(g['bare'] === undefined ? {} : { bare: true as const }),
      });
      continue;
    }
    if (g['yearOnly'] !== undefined) {
      const quarter = /([一二三四])季度/.exec(g['yearBlur'] ?? '');
      const month = quarter?.[1] ? ('一二三四'.indexOf(quarter[1]) + 1) * 3 : null;
      const half = g['yearBlur'];
      const year = num(g['yearOnly']);
      const until =
        g['yearTo'] !== undefined
          ? { year: num(g['yearTo']), month: null, day: null }
          : half === '上半年'
            ? { year, month: 6, day: null }
            : half === '下半年'
              ? { year, month: 12, day: null }
              : month !== null
                ? { year, month, day: null }
                : null;
      const first = half === '上半年' ? 1 : half === '下半年' ? 7 : month !== null ? month - 2 : null;
      out.push({ start, end, year, month: first, day: null, until, blur: g['yearBlur'] ?? g['yearToBlur'] ?? null });
      continue;
    }
    const month = num(g['month']);
    const day = num(g['day']);
    if (month === null || month < 1 || month > 12 || (day !== null && (day < 1 || day > 31))) continue;
    const year = num(g['year']);
    const until =
      g['month3'] !== undefined
        ? { year: num(g['year3']) ?? year, month: num(g['month3']), day: num(g['day3']) }
        : g['month2'] !== undefined
          ? { year, month: num(g['month2']), day: null }
          : g['day2'] !== undefined
            ? { year, month, day: num(g['day2']) }
            : null;
    out.push({ start, end, year, month, day, until, blur: g['blur3'] ?? g['blur'] ?? null });
  }
  return out;
}

/** ISO form of the parts, by their precision. */
export function iso(year: number, month: number | null, day: number | null): string {
  const two = (n: number): string => String(n).padStart(2, '0');
  return month === null ? String(year) : day === null ? `${year}-${two(month)}` : `${year}-${two(month)}-${two(day)}`;
}
