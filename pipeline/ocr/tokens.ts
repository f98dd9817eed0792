/** What the digit gate asks of each kind of token. */
export type TokenKind = 'document-number' | 'date' | 'clock' | 'number' | 'han-number' | 'comparator';

/** A number, date, 文号 or comparator in a line; `start`, `end` in UTF-16 units of the line. */
export interface Token {
  readonly kind: TokenKind;
  readonly start: number;
  readonly end: number;
}

const SAME: Readonly<Record<string, string>> = {
  ...Object.fromEntries([...'〔［【（(﹝{'].map((c) => [c, '['])),
  ...Object.fromEntries([...'〕］】）)﹞}'].map((c) => [c, ']'])),
  ...Object.fromEntries([...'～∼〜﹏'].map((c) => [c, '~'])),
  ...Object.fromEntries([...'—–−―─－‐'].map((c) => [c, '-'])),
  '。': '.',
  '·': '.',
};

/** One character in the form that the patterns are written in: half width, one kind of bracket, of dash, of tilde. */
export function plain(ch: string): string {
  const same = SAME[ch];
  if (same !== undefined) return same;
  const code = ch.charCodeAt(0);
  return code > 0xff00 && code < 0xff5f ? String.fromCharCode(code - 0xfee0) : ch;
}

/** A whole line in that form, every unit at its place. */
export const plainText = (text: string): string => text.replace(/[^\n]/g, plain);

const HAN_DIGITS = '〇零一二三四五六七八九十百千万两';
const UNITS =
  '个?(?:月|年|日|天|周|次|项|小时|分钟|名|人|学期|学年|条|款|章|节|批|倍|级|学时|课时|场|件|份|所|篇|字|元|万元|家|种|类|页|岁|公里|米)';

const PATTERNS: readonly (readonly [TokenKind, RegExp])[] = [
  // 新教领秘〔2024〕2号
  ['document-number', /\[\d{2,4}\]第?\d{1,5}号?/g],
  // 2024年10月31日 · 2024年6-7月 · 10月底 · 6月4日
  [
    'date',
    /(?<!\d)(?:\d{4}年(?:度|\d{1,3}[~-]\d{1,2}月|\d{1,3}月(?:\d{1,3}日?(?:[~-]\d{1,2}日)?|底|初|份)?)?|\d{1,3}年\d{1,3}月(?:\d{1,3}日|底|初|份)?|\d{1,3}(?:[~-]\d{1,2})?月(?:\d{1,3}日?(?:[~-]\d{1,2}日)?|底|初|份)?)/g,
  ],
  // 2024-06-04
  ['date', /(?<!\d)\d{4}[-./]\d{1,2}[-./]\d{1,2}(?!\d)/g],
  // 18:30
  ['clock', /(?<!\d)\d{1,2}[:时]\d{2}(?!\d)分?/g],
  // 6次 · 50% · 3-5年 · 1.5小时 · 0373-3519005 · 5,000元
  ['number', new RegExp(`\\d+(?:[.,~/-]+\\d+)*(?:%|‰|[万亿千百])*(?:${UNITS})?`, 'g')],
  // 二〇二四年六月四日 · 十五日内 · 第三条 · 半年 · 百分之五十
  [
    'han-number',
    new RegExp(
      `第[${HAN_DIGITS}]+[条款章节项批次]|百分之[${HAN_DIGITS}]+|[${HAN_DIGITS}]+${UNITS}(?:[${HAN_DIGITS}]+[月日])*|半(?:年|个?月|天|学期)|[${HAN_DIGITS}]分之[${HAN_DIGITS}]+`,
      'g',
    ),
  ],
  // 不超过6次 · 不得 · 不少于 · 10日以内
  [
    'comparator',
    /不(?:得超过|得|少于|低于|超过|高于|多于|晚于|早于|迟于|小于|大于|足|准|允许|予|再)|(?:超过|少于|低于|高于|多于|晚于|早于|以内|之内|以上|以下|以前|至少|最多|至多|严禁|禁止)/g,
  ],
];

/** Every token of a line, by place; where two patterns meet, the one earlier in the list has it. */
export function tokensOf(text: string): Token[] {
  const form = plainText(text);
  const taken = new Uint8Array(form.length);
  const tokens: Token[] = [];
  for (const [kind, pattern] of PATTERNS) {
    for (const match of form.matchAll(pattern)) {
      const start = match.index;
      const end = start + match[0].length;
      if (taken.subarray(start, end).includes(1)) continue;
      taken.fill(1, start, end);
      tokens.push({ kind, start, end });
    }
  }
  return tokens.sort((a, b) => a.start - b.start);
}

/** The signs of a token on which its value hangs; the rest (年, 次, brackets) may differ between readers. */
export function gist(kind: TokenKind, text: string): string {
  // 9—10月 read as 9一10月: between digits a dash and a one look alike, and only the dash makes sense.
  const form = plainText(text).replace(/(?<=\d)一(?=\d)/g, '-');
  switch (kind) {
    case 'comparator':
      return form.replace(/[^\u3400-\u9fff]/g, '');
    case 'han-number':
      return form.replace(new RegExp(`[^${HAN_DIGITS}半第\\d]`, 'g'), '').replaceAll('零', '〇');
    case 'document-number':
      return form.replace(/[^\d\]]/g, '').replace(/^\]|\]$/g, '');
    case 'date':
    case 'clock':
      // 6~7月 and 6-7月 say the same; 2024年6月 without its 年 does not.
      return form
        .replace(/[年月时:./-]/g, '~')
        .replace(/[^\d~]/g, '')
        .replace(/^~+|~+$/g, '')
        .replace(/~+/g, '~');
    case 'number':
      return form
        .replace(/[~/-]+/g, '~')
        .replace(/[^\d.,~万亿千百]/g, '')
        .replace(/^[.,~]+|[.,~]+$/g, '');
    default:
      return kind satisfies never;
  }
}

/**
 * True when two readings of a token give it the same value. A reader may fail to see a % that the other saw; but where the
 * first has none and the second sees one, something was lost.
 */
export function agree(kind: TokenKind, first: string, second: string): boolean {
  if (gist(kind, first) !== gist(kind, second)) return false;
  return kind !== 'number' || /[%‰]/.test(plainText(first)) || !/[%‰]/.test(plainText(second));
}

/** True for a sign that carries the value of its token: the reader must be sure of it. */
export function telling(kind: TokenKind, ch: string): boolean {
  return (
    kind === 'comparator' ||
    gist(kind === 'date' || kind === 'clock' ? 'number' : kind, ch) !== '' ||
    /[~%‰.]/.test(plain(ch))
  );
}

/** Why a token cannot mean what it says (27月, 〔1024〕), or null. The grammar of dates is the source. */
export function impossible(kind: TokenKind, text: string): string | null {
  const form = plainText(text);
  if (kind === 'document-number') {
    const year = Number(/\[(\d+)\]/.exec(form)?.[1]);
    return year < 1949 || year > 2099 ? `没有${year}年的文号` : null;
  }
  if (kind === 'clock') {
    const [hour = 0, minute = 0] = form.split(/[:时]/).map((n) => Number.parseInt(n, 10));
    return hour > 24 || minute > 59 ? `没有${hour}时${minute}分` : null;
  }
  // 2024年 that lost a digit; no term in a notice runs for a hundred years.
  if (kind === 'number') return /(?<!\d)\d{3}年/.test(form) ? `${form}不是年份` : null;
  if (kind !== 'date') return null;
  const iso = /^(\d{4})[-./](\d+)[-./](\d+)$/.exec(form);
  const year = iso?.[1] ?? /(\d+)年/.exec(form)?.[1];
  if (year?.length === 4 && (Number(year) < 1900 || Number(year) > 2099)) return `没有${year}年`;
  if (year?.length === 1 && /年\d+月/.test(form)) return `年份只有一位数字`;
  if (year?.length === 3) return `${year}年不是年份`;
  const months = iso ? [iso[2]] : [...form.matchAll(/(\d+)(?:[~-](\d+))?月/g)].flatMap((m) => [m[1], m[2]]);
  for (const month of months)
    if (month !== undefined && (Number(month) < 1 || Number(month) > 12)) return `没有${month}月`;
  const days = iso ? [iso[3]] : [...form.matchAll(/月(\d+)(?:日?[~-](\d+))?/g)].flatMap((m) => [m[1], m[2]]);
  for (const day of days) if (day !== undefined && (Number(day) < 1 || Number(day) > 31)) return `没有${day}日`;
  return null;
}
