import type { QualityIssue } from '../../records/text.ts';
import type { Edit } from './restore.ts';

export type Open = QualityIssue['unresolved'][number];

export interface Found {
  readonly edits: Edit[];
  readonly open: Open[];
}

interface Day {
  readonly year: number | null;
  readonly month: number;
  readonly day: number;
}

const DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function isDay(month: number, day: number, year: number | null): boolean {
  const last = DAYS[month - 1];
  if (last === undefined || day < 1 || day > last) return false;
  return !(month === 2 && day === 29 && year !== null && (year % 4 !== 0 || (year % 100 === 0 && year % 400 !== 0)));
}

/** Every way to part a run of digits into two numbers without leading zeros. */
function parts(digits: string): [number, number][] {
  const out: [number, number][] = [];
  for (let i = 1; i < digits.length; i++) {
    if (digits.charAt(i) === '0' || digits.charAt(0) === '0' || i > 2 || digits.length - i > 2) continue;
    out.push([Number(digits.slice(0, i)), Number(digits.slice(i))]);
  }
  return out;
}

const daysIn = (digits: string, year: number | null): Day[] =>
  parts(digits)
    .filter(([m, d]) => isDay(m, d, year))
    .map(([month, day]) => ({ year, month, day }));

const write = (d: Day): string => `${d.year === null ? '' : `${d.year}年`}${d.month}月${d.day}日`;
const rank = (d: Day): number => (d.year ?? 0) * 400 + d.month * 32 + d.day;

const WEEKDAYS = '日一二三四五六';
const weekdayOf = (d: Day): string => WEEKDAYS.charAt(new Date(Date.UTC(d.year ?? 0, d.month - 1, d.day)).getUTCDay());

interface Place {
  readonly start: number;
  readonly end: number;
  readonly days: readonly Day[];
  /** What follows the date itself: 日前, 印发, or nothing. */
  readonly tail: string;
  readonly confidence: number;
  readonly weekday: string | null;
}

/**
 * Dates whose 年 月 日 or ~ fell out, read by the grammar of dates. `year`: the document's own.
 * A place with several readings is settled by its weekday or by the order of the dates round it, else left open.
 */
export function lostDates(text: string, year: number | null): Found {
  const edits: Edit[] = [];
  const open: Open[] = [];
  const put = (start: number, end: number, reading: string, method: string, confidence: number) =>
    edits.push({ start, end, reading, method: `lost characters: ${method}`, confidence });

  // 完成于202511月底 · 2025830月 is none: a month has at most two digits
  for (const m of text.matchAll(/(?<![\d.\-/A-Za-z〔[])((?:19|20)\d{2})(1[0-2]|[1-9])(?=月)/g))
    put(m.index, m.index + m[0].length, `${m[1]}年${m[2]}`, 'year and month', 0.9);

  // 2025年5月31前完成 · 2025年9月1起
  for (const m of text.matchAll(/(?<=\d月)(3[01]|[12]\d|[1-9])(?=(?:日?前|起施行|之前|以前|止[，。,;；]))(?!日)/g))
    put(m.index, m.index + m[0].length, `${m[1]}日`, 'day before 前', 0.85);

  // 每月25 in a cell · 每月25前上报
  for (const m of text.matchAll(/(?<=每月)(3[01]|[12]\d|[1-9])(?=[ \t]*(?:\n|$)|前[^后]|之前|以前)/g))
    put(m.index, m.index + m[0].length, `${m[1]}日`, 'day of every month', 0.85);

  // 安教发202516号: the brackets of a 发文字号
  for (const m of text.matchAll(
    /(?<=[\u4e00-\u9fff][发办字函规通厅秘政党领办文教组纪监])((?:19|20)\d{2})([1-9]\d{0,3})(?=号)/g,
  ))
    put(m.index, m.index + m[0].length, `〔${m[1]}〕${m[2]}`, 'brackets of the document number', 0.85);

  // 放学时间不晚于1730
  for (const m of text.matchAll(
    /(?<=[晚早]于(?:当日|晚上|下午|上午|每日|每天)?|延长[到至](?:晚上)?)(2[0-3]|1\d|[6-9])([0-5][05])(?=[，。；、,;）)\n]|$|结束|开始|[^\d年月日元字人名所项次个万])/g,
  ))
    put(m.index, m.index + m[0].length, `${m[1]}:${m[2]}`, 'colon of a clock time', 0.85);

  months(text, put, open);
  days(text, year, put, open);
  loneNumbers(text, open);
  return { edits, open };
}

type Put = (start: number, end: number, reading: string, method: string, confidence: number) => void;

/** The months that a stage names: `2025年8~9月`, `2025年5月底前`; null when it names none. */
function stageMonths(piece: string): [number, number] | null {
  const m = /(\d{1,2})(?:月)?[~～—\-–至到](\d{1,2})月|(\d{1,2})月/.exec(piece);
  if (!m) return null;
  return m[3] ? [Number(m[3]), Number(m[3])] : [Number(m[1]), Number(m[2])];
}

// 第二阶段（2025年45月） between 3月 and 6~7月: no month is the 45th, so the ~ of 4~5 fell out
function months(text: string, put: Put, open: Open[]): void {
  for (const m of text.matchAll(/(?<=年|[(（、，]|阶段)([1-9]\d{1,3})(?=月(?!龄))/g)) {
    const digits = m[1] ?? '';
    if (Number(digits) <= 12) continue;
    const spans = parts(digits).filter(([a, b]) => a < b && b <= 12);
    const [only] = spans;
    const start = m.index;
    const end = start + digits.length;
    const readings = spans.map(([a, b]) => `${a}至${b}`);
    if (spans.length === 1 && only && (only[1] === only[0] + 1 || ordered(text, start, only))) {
      put(start, end, readings[0] ?? digits, 'span of months', ordered(text, start, only) ? 0.85 : 0.75);
    } else if (spans.length > 0) {
      open.push({ span: { start, end }, candidates: readings, why: `“${digits}月”缺少连接号，无法确定起止月份` });
    }
  }
}

/** Whether the stages before and after agree with the months: none later before, none earlier after. */
function ordered(text: string, at: number, [from, to]: readonly [number, number]): boolean {
  const before = [...text.slice(Math.max(0, at - 1500), at).matchAll(/阶段[(（]([^)）\n]{1,24})/g)].at(-2)?.[1];
  const after = /阶段[(（]([^)）\n]{1,24})/.exec(text.slice(at, at + 1500))?.[1];
  const a = before ? stageMonths(before) : null;
  const b = after ? stageMonths(after) : null;
  return (
    (a !== null || b !== null) &&
    (a === null || a[1] <= from + 1) &&
    (b === null || b[0] >= to - 1) &&
    (a === null || a[0] <= from) &&
    (b === null || b[1] >= to)
  );
}

function days(text: string, year: number | null, put: Put, open: Open[]): void {
  const places: Place[] = [];
  // 2025620日前 · 202538 alone in a line or a cell · 202538印发
  for (const m of text.matchAll(/(?<![\d.\-/A-Za-z〔[:：])((?:19|20)\d{2})(\d{2,4})(?![\d月.\-/:A-Za-z])(日)?/g)) {
    const [whole, y, rest = '', unit] = m;
    const own = Number(y);
    const start = m.index;
    const end = start + whole.length;
    const alone = isAlone(text, start, end);
    const issued = /^[ \t]*印发/.test(text.slice(end, end + 8));
    const bound = /^(?:前|之前|以前|起|止|至)/.test(text.slice(end, end + 2));
    const weekday =
      /^[ \t]*[(（]?(?:星期|周)([一二三四五六日天])/.exec(text.slice(end, end + 6))?.[1]?.replace('天', '日') ?? null;
    if (!unit && !alone && !issued && !bound && !weekday) continue;
    // Without 日 a run of digits may be a telephone number or a postcode: its year must be near the document's.
    if (!unit && (year === null || Math.abs(own - year) > 3)) continue;
    // 20240605 is a way to write a date, not a loss; 20241031 is one only in a copy that lost the others too.
    if (!unit && rest.length === 4 && !alone && !bound) continue;
    const found = daysIn(rest, own);
    if (found.length === 0) continue;
    places.push({ start, end, days: found, tail: '', confidence: unit ? 0.92 : 0.88, weekday });
  }
  // 2025年620日前: only 月 fell out
  for (const m of text.matchAll(/((?:19|20)\d{2})年(\d{2,4})日/g)) {
    const own = Number(m[1]);
    const found = daysIn(m[2] ?? '', own);
    if (found.length > 0)
      places.push({
        start: m.index,
        end: m.index + m[0].length,
        days: found,
        tail: '',
        confidence: 0.92,
        weekday: null,
      });
  }
  // 620日前上报, under 第二阶段（2025年5~6月）: the stage vouches for the month
  for (const m of text.matchAll(
    /(?<![\d年月.\-~至个])(?<!提前|届满|期满|满|开始|召开|施行|期限|到期|活动|不少于|不超过|超过)(\d{2,4})日(?=前|之前|以前|起|至)/g,
  )) {
    const digits = m[1] ?? '';
    if (Number(digits) <= 31) continue;
    const near = text.slice(Math.max(0, m.index - 400), m.index);
    const stage = stageMonths(near.slice(near.lastIndexOf('\n') + 1));
    const found = daysIn(digits, null).filter((d) => stage !== null && stage[0] <= d.month && d.month <= stage[1]);
    const span = { start: m.index, end: m.index + m[0].length };
    if (found.length === 1) places.push({ ...span, days: found, tail: '', confidence: 0.85, weekday: null });
  }
  settle(text, places, put, open);
}

/** Nothing else stands in the line, or in the cell between tabs. */
function isAlone(text: string, start: number, end: number): boolean {
  let a = start;
  while (a > 0 && ' \u3000\u00a0'.includes(text.charAt(a - 1))) a--;
  let b = end;
  while (b < text.length && ' \u3000\u00a0\r'.includes(text.charAt(b))) b++;
  return (a === 0 || '\n\t'.includes(text.charAt(a - 1))) && (b === text.length || '\n\t'.includes(text.charAt(b)));
}

function settle(text: string, places: Place[], put: Put, open: Open[]): void {
  places.sort((a, b) => a.start - b.start);
  const sure = places.filter((p) => p.days.length === 1).length;
  // In a column of 6月20日前, 7月31日前 a bare date may have lost its 前 too.
  const bounded = places.filter((p) => /日$/.test(text.slice(p.start, p.end)) && text.charAt(p.end) === '前');
  const column = bounded.length > 1 ? (bounded[0]?.start ?? Infinity) : Infinity;
  for (const [i, place] of places.entries()) {
    const digits = text.slice(place.start, place.end);
    // An eight-digit date alone is repaired only beside other losses.
    if (/^\d{8}$/.test(digits) && sure < 2) continue;
    let left = place.days;
    let method = 'year, month and day';
    let confidence = place.confidence;
    if (left.length > 1 && place.weekday) {
      left = left.filter((d) => weekdayOf(d) === place.weekday);
      method = 'year, month and day, by the weekday';
      confidence = 0.85;
    }
    if (left.length > 1) {
      const low = places[i - 1]?.days;
      const high = places[i + 1]?.days;
      if (low?.length === 1 && high?.length === 1 && low[0] && high[0] && rank(low[0]) <= rank(high[0])) {
        const [from, to] = [rank(low[0]), rank(high[0])];
        left = left.filter((d) => from <= rank(d) && rank(d) <= to);
        method = 'year, month and day, by the order of the dates';
        confidence = 0.75;
      }
    }
    if (place.start > column && !digits.endsWith('日') && isAlone(text, place.start, place.end)) {
      method += '; 前 may be lost too';
      confidence = Math.min(confidence, 0.7);
    }
    const [only] = left;
    if (left.length === 1 && only) put(place.start, place.end, write(only), method, confidence);
    else
      open.push({
        span: { start: place.start, end: place.end },
        candidates: place.days.map(write),
        why: `“${digits}”缺少年月日，有 ${place.days.length} 种读法`,
      });
  }
}

// 各校6报送自查表: a number with no unit before what is to be done by then
function loneNumbers(text: string, open: Open[]): void {
  for (const m of text.matchAll(
    /(?<=[\u4e00-\u9fff])(?<![件表第款条号图步类项附期届版])(3[01]|[12]\d|[1-9])(?=收集|报送|上报|整理|汇总|提交|完成|填报|报局|报市|报区|报县)/g,
  )) {
    const n = Number(m[1]);
    const candidates = [...(n <= 12 ? [`${n}月`, `${n}月底前`] : []), `${n}日前`];
    open.push({
      span: { start: m.index, end: m.index + m[0].length },
      candidates,
      why: `“${m[1]}”缺少单位，无法确定是月还是日`,
    });
  }
}
