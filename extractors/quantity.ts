import { UNITS } from './lexicon/units.ts';
import { numerals, round } from './numerals.ts';

/** A number with its unit. Clock times have value "HH:MM" and unit 时刻. */
export interface Quantity {
  readonly start: number;
  readonly end: number;
  readonly value: number | string;
  readonly unit: string;
  /** Lower end of a range (3至5个): `value` is the upper one. */
  readonly from?: number;
  /** True for bare 一个, 一次 in words, which often bound nothing. */
  readonly word: boolean;
}

// Longest first, so that 个工作日 is not read as 个.
const UNIT_FORMS = [...UNITS].sort((a, b) => b.form.length - a.form.length);

function unitAt(text: string, at: number): { unit: string; factor: number; end: number } | null {
  let i = at;
  while (text.charAt(i) === ' ' || text.charAt(i) === '\u3000') i++;
  for (const row of UNIT_FORMS)
    if (text.startsWith(row.form, i) && !row.not?.test(text.slice(i + row.form.length, i + row.form.length + 4)))
      return { unit: row.unit, factor: row.factor ?? 1, end: i + row.form.length };
  return null;
}

/** Length of 百分之 · 千分之 · 三分之 in front of a numeral, with what it divides by. */
function fractionHead(text: string, at: number): { start: number; divisor: number } | null {
  const head = /(百|千|万|[二三四五六七八九十])分之$/.exec(text.slice(Math.max(0, at - 4), at));
  if (!head?.[1]) return null;
  const divisor = { 百: 100, 千: 1000, 万: 10000 }[head[1]] ?? '一二三四五六七八九十'.indexOf(head[1]) + 1;
  return { start: at - head[0].length, divisor };
}

/**
 * Every quantity of a text: 6次 · 十五次 · 3至5天 · 50% · 百分之五十 · 三分之一 · 五成 · 半年 · 一年半 · 两个半小时 ·
 * 18:30 · 下午2时30分 · 5万元 · 3,000字. Calendar dates (2024年6月5日) are not quantities: when.ts reads them.
 */
export function quantities(text: string): Quantity[] {
  const shares = ratios(text);
  const out: Quantity[] = [
    ...shares,
    ...clockTimes(text).filter((c) => !shares.some((r) => r.start < c.end && c.start < r.end)),
  ];
  const taken = (start: number, end: number): boolean => out.some((q) => q.start < end && start < q.end);
  const dates = calendarSpans(text);
  const found = numerals(text);
  found.forEach((n, index) => {
    if (taken(n.start, n.end) || dates.some((d) => d.start <= n.start && n.end <= d.end)) return;
    // 第三次, 附件2, 文号: an ordinal counts nothing.
    if (/[第附件表图]$/.test(text.slice(Math.max(0, n.start - 1), n.start))) return;
    const fraction = fractionHead(text, n.start);
    if (fraction) {
      const percent = round((n.value / fraction.divisor) * 100);
      out.push({ start: fraction.start, end: n.end, value: percent, unit: '%', word: false });
      return;
    }
    const next = found[index + 1];
    // 3至5天 · 5-8次 · 一到两次: the range's upper end carries the unit; the lower may repeat it (5%至12%).
    if (next) {
      const between = text.slice(n.end, next.start);
      const first = unitAt(text, n.end);
      const gap = first ? text.slice(first.end, next.start) : between;
      const joined =
        /^\s*(至|到|~|～|-|－|—|––?|——)\s*$/.test(between) ||
        (first !== null && /^\s*(至|到|~|～|-|－|—|–|——)\s*$/.test(gap));
      const second = joined ? unitAt(text, next.end) : null;
      if (second && (!first || first.unit === second.unit)) {
        out.push({
          start: n.start,
          end: second.end,
          value: round(next.value * second.factor),
          unit: second.unit,
          from: round(n.value * second.factor),
          word: false,
        });
        return;
      }
    }
    let unit = unitAt(text, n.end);
    let value = n.value;
    // 两个半小时 · 一年半 · 3个半月
    const half = /^个?半(小时|月|天|年|学期)/.exec(text.slice(n.end, n.end + 5));
    if (half?.[1]) {
      const at = n.end + half[0].length - half[1].length;
      unit = half[1] === '月' ? { unit: '个月', factor: 1, end: at + 1 } : unitAt(text, at);
      value += 0.5;
    } else if (unit && text.charAt(unit.end) === '半' && !/[数天年月]/.test(text.charAt(unit.end + 1))) {
      value += 0.5;
      unit = { ...unit, end: unit.end + 1 };
    }
    // 五成五 is 55 %
    const hundredth =
      unit && text.slice(n.end, unit.end) === '成' ? '一二三四五六七八九'.indexOf(text.charAt(unit.end)) + 1 : 0;
    if (unit && hundredth > 0 && text.charAt(unit.end) !== '') {
      value += hundredth / 10;
      unit = { ...unit, end: unit.end + 1 };
    }
    if (!unit) return;
    if (taken(n.start, unit.end)) return;
    // 3成: tenths.
    const scaled = round(value * unit.factor);
    out.push({
      start: n.start,
      end: unit.end,
      value: scaled,
      unit: unit.unit,
      word: n.script === 'chinese' && n.value <= 2 && n.end - n.start === 1,
    });
  });
  // 半年 · 半个月 · 半天 · 半小时 · 半数
  for (const m of text.matchAll(/半(年|个月|天|日|小时|个小时|学期|数|亩|公里|米|斤|页)/g)) {
    const before = text.charAt(m.index - 1);
    if (
      /[上下前后大过小每]/.test(before) &&
      !/提前$/.test(text.slice(0, m.index)) &&
      m[1] !== '数' &&
      !/超过$/.test(text.slice(Math.max(0, m.index - 2), m.index))
    )
      continue;
    if (taken(m.index, m.index + m[0].length)) continue;
    const half: Readonly<Record<string, [number, string]>> = {
      年: [6, '个月'],
      个月: [0.5, '个月'],
      天: [0.5, '天'],
      日: [0.5, '日'],
      小时: [30, '分钟'],
      个小时: [30, '分钟'],
      学期: [0.5, '学期'],
      数: [50, '%'],
    };
    const [value, unit] = half[m[1] ?? ''] ?? [0.5, m[1] ?? ''];
    if (unit) out.push({ start: m.index, end: m.index + m[0].length, value, unit, word: false });
  }
  // 占正文一半以上
  for (const m of text.matchAll(/一半(?=以上|以下|以内|[，。；]|$)/g))
    if (!taken(m.index, m.index + 2)) out.push({ start: m.index, end: m.index + 2, value: 50, unit: '%', word: false });
  return out.sort((a, b) => a.start - b.start);
}

/** 师幼比不得低于1∶15: one number for the two, where the words before speak of a ratio. 18:30 is none. */
function ratios(text: string): Quantity[] {
  const out: Quantity[] = [];
  for (const m of text.matchAll(
    /(?<=比(?:例|率|值)?[^，。；\d]{0,10})(\d{1,4}(?:\.\d+)?)\s*[∶:：]\s*(\d{1,4}(?:\.\d+)?)(?!\d)/g,
  )) {
    const below = Number(m[2]);
    if (below > 0)
      out.push({
        start: m.index,
        end: m.index + m[0].length,
        value: Math.round((Number(m[1]) / below) * 1e4) / 1e4,
        unit: '比',
        word: false,
      });
  }
  return out;
}

const CLOCK =
  /(上午|下午|中午|晚上|晚间|早上|早晨|晚|早|凌晨|午后|傍晚|夜间)?\s*(?:(\d{1,2})[:：](\d{2})(?!\d)|(\d{1,2}|[一二两三四五六七八九十]{1,3})(?:时|点钟?)(?!间|刻|段|长|数|期|候|装|评|赞|击|名|题|效|事|代|局)(?:(\d{1,2}|[一二三四五六七八九十]{1,3})分?(?!之)|(半|整))?)/g;

/** 18:30 · 18：30 · 下午2时30分至6时 (the second inherits 下午) · 晚上8点半 · 二十二时. 时 after a number is the clock; lengths are 小时. */
export function clockTimes(text: string): Quantity[] {
  const out: Quantity[] = [];
  let lastPart = '';
  let lastEnd = -9;
  for (const m of text.matchAll(CLOCK)) {
    const [whole, part, h1, m1, h2, m2, half] = m;
    // 一时之间, 两点要求: words, not the clock.
    if (h2 !== undefined && !part && /点/.test(whole) && !/[分半整]$/.test(whole)) continue;
    if (h2 !== undefined && !part && m2 === undefined && half === undefined && h2 === '一') continue;
    if (/[月日号]?\d$/.test(text.charAt(m.index - 1)) || /[第之]$/.test(text.slice(0, m.index))) continue;
    let hour = h1 !== undefined ? Number(h1) : small(h2 ?? '');
    const minute = m1 !== undefined ? Number(m1) : half === '半' ? 30 : m2 !== undefined ? small(m2) : 0;
    const ranged = m.index - lastEnd <= 2 && /^\s*[至到\-—~～–－]+\s*$/.test(text.slice(lastEnd, m.index));
    // 下午办理业务截止时间不早于5时: the part of the day stands earlier in its clause.
    const told = /(上午|下午|晚上|晚间|傍晚)[^，。；、\n]{0,16}$/.exec(
      text.slice(Math.max(0, m.index - 20), m.index),
    )?.[1];
    const day = part ?? (ranged ? lastPart : h2 === undefined ? '' : (told ?? ''));
    if (/下午|晚|傍晚|午后|夜间/.test(day) && hour < 12) hour += 12;
    if (Number.isNaN(hour) || Number.isNaN(minute) || hour > 24 || minute > 59) continue;
    const lead = whole.length - whole.trimStart().length;
    lastPart = day;
    lastEnd = m.index + whole.length;
    out.push({
      start: m.index + lead,
      end: lastEnd,
      value: `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`,
      unit: '时刻',
      word: false,
    });
  }
  return out;
}

const small = (s: string): number => {
  const [n] = numerals(s);
  return n && n.start === 0 && n.end === s.length ? n.value : Number.NaN;
};

/** Where calendar dates stand: 2024年6月5日 · 6月底 · 2025年 · 10日前 (a day, not a length). */
function calendarSpans(text: string): { start: number; end: number }[] {
  const out: { start: number; end: number }[] = [];
  const pattern =
    /(?:[12]\d{3}|[12][0-9０-９]{3}|[一二][〇○零一二三四五六七八九]{3})年(?:\s*(?:\d{1,2}|[一二三四五六七八九十]{1,3})月(?:份)?(?:\s*(?:\d{1,2}|[一二三四五六七八九十]{1,3})[日号])?)?|(?:\d{1,2}|[一二三四五六七八九十]{1,2})月(?:份)?\s*(?:\d{1,2}|[一二三四五六七八九十]{1,3})[日号]|(?<![\d个十百千])(?:1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])月(?:份|底|初|末|中旬|上旬|下旬|前)|〔\d{4}〕\s*\d+号|[1-9]\d{0,4}号/g;
  for (const m of text.matchAll(pattern)) out.push({ start: m.index, end: m.index + m[0].length });
  return out;
}
