/** Dates as a signature, an imprint or a page's table writes them; ISO 8601 by the precision they have. */

const CN_DIGIT: Readonly<Record<string, number>> = {
  〇: 0,
  '○': 0,
  零: 0,
  O: 0,
  o: 0,
  '0': 0,
  一: 1,
  元: 1,
  二: 2,
  三: 3,
  四: 4,
  五: 5,
  六: 6,
  七: 7,
  八: 8,
  九: 9,
};

const digits = (words: string): number => [...words].reduce((n, ch) => n * 10 + (CN_DIGIT[ch] ?? Number.NaN), 0);

/** 十二 → 12 · 廿五 → 25 · 三十一 → 31 */
function small(words: string): number {
  const plain = words.replace('廿', '二十').replace('卅', '三十');
  const ten = plain.indexOf('十');
  if (ten < 0) return digits(plain);
  const tens = ten === 0 ? 1 : digits(plain.slice(0, ten));
  const ones = plain.slice(ten + 1);
  return tens * 10 + (ones === '' ? 0 : digits(ones));
}

const pad = (n: number): string => String(n).padStart(2, '0');

/** A calendar date, month or year; null when the numbers are none. */
export function isoOf(year: number, month: number | null, day: number | null): string | null {
  if (!(year >= 1949 && year <= 2100)) return null;
  if (month === null) return String(year);
  if (!(month >= 1 && month <= 12)) return null;
  if (day === null) return `${year}-${pad(month)}`;
  const last = new Date(Date.UTC(year, month, 0)).getUTCDate();
  return day >= 1 && day <= last ? `${year}-${pad(month)}-${pad(day)}` : null;
}

/** 202459: the year is sure; the rest has one reading as month and day, or the date keeps month or year precision only. */
function compact(words: string): string | null {
  const year = Number(words.slice(0, 4));
  const rest = words.slice(4);
  const readings = new Set<string>();
  for (let cut = 1; cut < rest.length; cut++) {
    const [m, d] = [rest.slice(0, cut), rest.slice(cut)];
    if (rest.length !== 4 && (m.startsWith('0') || d.startsWith('0'))) continue;
    const iso = isoOf(year, Number(m), Number(d));
    if (iso) readings.add(iso);
  }
  if (readings.size === 1) return [...readings][0] ?? null;
  return isoOf(year, null, null);
}

/** The first date in the words, or null. 2024年6月4日 · 2024-05-09 · 二〇二四年六月四日 · 202459 · 2026年 月 日 */
export function dateIn(words: string): string | null {
  const plain = words.normalize('NFKC').replace(/\s/g, '');
  const full = /((?:19|20)\d{2})[年./-](?:(\d{1,2})(?:[月./-](?:(\d{1,2})日?)?)?)?/.exec(plain);
  if (full?.[1]) {
    const [year, month, day] = [Number(full[1]), full[2] ? Number(full[2]) : null, full[3] ? Number(full[3]) : null];
    // 2月30日 is no day: the month stands.
    const iso = isoOf(year, month, day) ?? isoOf(year, month, null);
    if (iso) return iso;
  }
  const chinese =
    /([二一][〇○零Oo0一二三四五六七八九]{3})年(?:([元一二三四五六七八九十]{1,3})月(?:([一二三四五六七八九十廿卅]{1,4})日?)?)?/.exec(
      plain,
    );
  if (chinese?.[1]) {
    return isoOf(digits(chinese[1]), chinese[2] ? small(chinese[2]) : null, chinese[3] ? small(chinese[3]) : null);
  }
  const lost = /(?<!\d)((?:19|20)\d{2}\d{2,4})(?!\d)/.exec(plain);
  return lost?.[1] ? compact(lost[1]) : null;
}
