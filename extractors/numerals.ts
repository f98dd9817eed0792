/**
 * Numbers as 公文 write them: Arabic (half and full width, thousands separators), Chinese small and capital numerals,
 * fractions, percentages, 成, 半. One scanner, linear in the text.
 */
export interface Numeral {
  readonly start: number;
  readonly end: number;
  readonly value: number;
  /** How it was written: what rules may lean on (一 in 一律 is no number; 1 is). */
  readonly script: 'arabic' | 'chinese' | 'capital';
}

const DIGITS: Readonly<Record<string, number>> = {
  零: 0,
  〇: 0,
  一: 1,
  二: 2,
  两: 2,
  三: 3,
  四: 4,
  五: 5,
  六: 6,
  七: 7,
  八: 8,
  九: 9,
  壹: 1,
  贰: 2,
  叁: 3,
  肆: 4,
  伍: 5,
  陆: 6,
  柒: 7,
  捌: 8,
  玖: 9,
  弍: 2,
  貳: 2,
  參: 3,
  陸: 6,
};
const TENS: Readonly<Record<string, number>> = { 十: 10, 百: 100, 千: 1000, 拾: 10, 佰: 100, 仟: 1000 };
const MYRIADS: Readonly<Record<string, number>> = { 万: 1e4, 萬: 1e4, 亿: 1e8, 億: 1e8 };
const SPECIAL: Readonly<Record<string, number>> = { 廿: 20, 卅: 30 };
const CAPITALS = '壹贰叁肆伍陆柒捌玖拾佰仟萬億弍貳參陸';

/** Half-width twin of a full-width digit, point, comma or percent sign; other characters unchanged. Length is kept. */
export const halfWidth = (text: string): string =>
  text.replace(/[０-９．，％]/g, (ch) => (ch === '，' ? '，' : String.fromCharCode(ch.charCodeAt(0) - 0xfee0)));

const isChineseDigit = (ch: string): boolean => ch in DIGITS || ch in TENS || ch in SPECIAL;

/**
 * Value of a run of Chinese numerals: 三百六十五 365 · 二〇二四 2024 · 十五 15 · 廿五 25 · 两万五千 25000 · 三千万 30000000.
 * null when the run is no number (十百, 万一).
 */
export function chineseValue(run: string): number | null {
  if (run.length === 0) return null;
  // 二〇二四, 一九九八: digits in a row are read one by one.
  if (run.length > 1 && [...run].every((ch) => ch in DIGITS)) return Number([...run].map((ch) => DIGITS[ch]).join(''));
  let total = 0;
  let section = 0;
  let digit: number | null = null;
  let lastTen = Number.POSITIVE_INFINITY;
  for (const ch of run) {
    const d = DIGITS[ch];
    const ten = TENS[ch];
    const myriad = MYRIADS[ch];
    const special = SPECIAL[ch];
    if (d !== undefined) {
      if (digit !== null && digit !== 0) return null;
      digit = d;
    } else if (special !== undefined) {
      if (digit !== null) return null;
      section += special;
    } else if (ten !== undefined) {
      if (ten >= lastTen) return null;
      lastTen = ten;
      section += (digit === null || digit === 0 ? 1 : digit) * ten;
      digit = null;
    } else if (myriad !== undefined) {
      const head = section + (digit ?? 0);
      if (head === 0) return null;
      total = myriad === 1e8 ? (total + head) * myriad : total + head * myriad;
      section = 0;
      digit = null;
      lastTen = Number.POSITIVE_INFINITY;
    } else return null;
  }
  return total + section + (digit ?? 0);
}

/** All numerals of a text, in order. 第三 and 一些 are found too: what a number means is the caller's to judge. */
export function numerals(text: string): Numeral[] {
  const t = halfWidth(text);
  const out: Numeral[] = [];
  let i = 0;
  while (i < t.length) {
    const ch = t.charAt(i);
    if (ch >= '0' && ch <= '9') {
      let end = i + 1;
      while (end < t.length && isDigit(t.charAt(end))) end++;
      // 3,000 · 12,500: a comma parts thousands only where exactly three digits follow.
      while (
        t.charAt(end) === ',' &&
        end - i <= 3 &&
        isDigit(t.charAt(end + 1)) &&
        isDigit(t.charAt(end + 2)) &&
        isDigit(t.charAt(end + 3)) &&
        !isDigit(t.charAt(end + 4))
      )
        end += 4;
      if (t.charAt(end) === '.' && isDigit(t.charAt(end + 1))) {
        end++;
        while (isDigit(t.charAt(end))) end++;
      }
      let value = Number(t.slice(i, end).replaceAll(',', ''));
      // 3.5万 · 5千 · 2百: a Chinese multiplier behind Arabic digits, but not 5千克 or 2万一.
      let factor = 1;
      for (;;) {
        const m = MYRIADS[t.charAt(end)] ?? TENS[t.charAt(end)];
        if (m === undefined || m === 10 || (t.charAt(end) === '千' && /[克瓦米伏]/.test(t.charAt(end + 1)))) break;
        factor *= m;
        end++;
      }
      value = round(value * factor);
      out.push({ start: i, end, value, script: 'arabic' });
      i = end;
    } else if (isChineseDigit(ch)) {
      let end = i + 1;
      while (
        end < t.length &&
        (isChineseDigit(t.charAt(end)) ||
          (t.charAt(end) in MYRIADS && !(t.charAt(end) === '万' && t.charAt(end + 1) === '一')))
      )
        end++;
      // 一点五倍, 零点三: the point between digits.
      const point = /^点[零〇一二三四五六七八九]{1,3}(?![钟时整半])/.exec(t.slice(end, end + 4));
      const whole = chineseValue(t.slice(i, end));
      const fraction = point ? [...point[0].slice(1)].map((c) => DIGITS[c]).join('') : '';
      if (point) end += point[0].length;
      const value = whole === null ? null : point ? Number(`${whole}.${fraction}`) : whole;
      if (value !== null)
        out.push({
          start: i,
          end,
          value,
          script: [...t.slice(i, end)].some((c) => CAPITALS.includes(c)) ? 'capital' : 'chinese',
        });
      i = end;
    } else i++;
  }
  return out;
}

const isDigit = (ch: string): boolean => ch >= '0' && ch <= '9';

/** Floats of decimal origin without their binary tail: 3.3 × 10000 is 33000. */
export const round = (x: number): number => Number(x.toPrecision(12));
