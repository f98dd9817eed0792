/**
 * Labels of a notice's outline: 第一章 · 第三条 · 一、 · （一） · 1. · （1） · ① · 第一阶段 · Ⅰ. · 附件2.
 * Source of the order 一、（一）1.（1）: GB/T 9704-2012, 7.3.3; of 编章节条款项目: 立法法 第六十五条.
 */
export const FAMILIES = [
  'part', // 第一编
  'chapter', // 第一章
  'section', // 第一节
  'article', // 第一条
  'cn', // 一、
  'phase', // 第一阶段
  'pcn', // （一）
  'dig', // 1.
  'multi', // 1.1
  'pdig', // （1）
  'circled', // ①
  'roman', // Ⅰ.
  'letter', // A.
] as const;
export type Family = (typeof FAMILIES)[number];

export interface Label {
  readonly family: Family;
  readonly value: number;
  /** As it stands in a path: without dot and 、, brackets full width, digits half width. */
  readonly name: string;
  /** UTF-16 units that the label takes at the start of the line, its mark and blanks included. */
  readonly length: number;
}

const CN_DIGITS: Readonly<Record<string, number>> = {
  〇: 0,
  零: 0,
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
};

/** 十二 → 12, 一百零三 → 103, 二十 → 20; full- and half-width digits; NaN for anything else. */
export function numeral(words: string): number {
  const plain = /^[0-9一二三四五六七八九十]+$/.test(words) ? words : words.normalize('NFKC').trim();
  if (/^\d+$/.test(plain)) return Number(plain);
  let total = 0;
  let digit = 0;
  for (const ch of plain) {
    const value = CN_DIGITS[ch];
    if (value !== undefined) digit = value;
    else if (ch === '十') {
      total += (digit === 0 ? 1 : digit) * 10;
      digit = 0;
    } else if (ch === '百') {
      total += (digit === 0 ? 1 : digit) * 100;
      digit = 0;
    } else return Number.NaN;
  }
  return plain === '' ? Number.NaN : total + digit;
}

const CN_ONES = ['', '一', '二', '三', '四', '五', '六', '七', '八', '九'];

/** 12 → 十二, 103 → 一百零三. Defined for 1–999. */
export function chineseNumeral(value: number): string {
  const hundreds = Math.floor(value / 100);
  const tens = Math.floor((value % 100) / 10);
  const ones = value % 10;
  const head = hundreds > 0 ? `${CN_ONES[hundreds] ?? ''}百` : '';
  const middle =
    tens > 0 ? `${tens === 1 && hundreds === 0 ? '' : (CN_ONES[tens] ?? '')}十` : hundreds > 0 && ones > 0 ? '零' : '';
  return head + middle + (CN_ONES[ones] ?? '');
}

interface Rule {
  readonly family: Family;
  readonly pattern: RegExp;
  readonly name: (match: RegExpExecArray) => string;
  readonly value: (match: RegExpExecArray) => number;
}

const CN = '[一二三四五六七八九十百零〇]';
const first = (m: RegExpExecArray): number => numeral(m[1] ?? '');
const ascii = (words: string): string => words.normalize('NFKC').replace(/\s/g, '');

const DIVISIONS: Readonly<Record<string, Family>> = { 编: 'part', 章: 'chapter', 节: 'section', 条: 'article' };

const division = (unit: string): Rule => ({
  family: DIVISIONS[unit] ?? 'article',
  // 第三条 每所学校… ; not 第三条规定的…, 第一节课, 第一条路径
  pattern: new RegExp(
    `^第\\s?(${CN}{1,6}|[0-9０-９]{1,3})\\s?${unit}(?:之${CN}{1,2})?(?:[\\s、：:．.]+|(?=[^规第款项和及与至的所中之、，。路课件线]|$))`,
  ),
  name: (m) => ascii(m[0]).replace(/[、：:．.]+$/, ''),
  value: first,
});

const RULES: readonly Rule[] = [
  division('编'),
  division('章'),
  division('节'),
  division('条'),
  {
    // 第一阶段（2024年5月） · 第二步
    family: 'phase',
    pattern: new RegExp(`^第\\s?(${CN}{1,3})\\s?(阶段|步)[、：:]?(?![和与])`),
    name: (m) => ascii(`第${m[1] ?? ''}${m[2] ?? ''}`),
    value: first,
  },
  {
    // 一、总体要求 ; not 一、二年级不布置书面作业
    family: 'cn',
    pattern: new RegExp(`^(${CN}{1,6})\\s?[、．.]\\s?(?!${CN}{1,3}(?:年级|季度|月|线|级|类|是|、))`),
    name: (m) => m[1] ?? '',
    value: first,
  },
  {
    // （一）宣传部署 · (一) 整体情况
    family: 'pcn',
    pattern: new RegExp(`^[（(]\\s?(${CN}{1,4})\\s?[）)]\\s?[、．.]?\\s?`),
    name: (m) => `（${m[1] ?? ''}）`,
    value: first,
  },
  {
    family: 'pcn',
    pattern: /^([㈠-㈩])\s?[、．.]?\s?/,
    name: (m) => `（${chineseNumeral((m[1] ?? '㈠').charCodeAt(0) - 0x321f)}）`,
    value: (m) => (m[1] ?? '㈠').charCodeAt(0) - 0x321f,
  },
  {
    // 1.1 总则
    family: 'multi',
    pattern: /^(\d{1,2}(?:[.．]\d{1,2}){1,3})[\s、]\s?(?=[^\d\s])/,
    name: (m) => ascii(m[1] ?? ''),
    value: (m) => numeral((m[1] ?? '').split(/[.．]/).at(-1) ?? ''),
  },
  {
    // 6.控制会议规模 · １．提高认识 · 2、工作原则 · 1、2003年以前 ; not 2.5个 · 1、2号楼 · 6、12月
    family: 'dig',
    pattern: /^([0-9０-９]{1,3})\s?[.．、]\s?(?:(?=[12１２][0-9０-９]{3}\s?年)|(?![0-9０-９]))/,
    name: (m) => ascii(m[1] ?? ''),
    value: first,
  },
  {
    family: 'dig',
    pattern: /^([⒈-⒛])\s?/,
    name: (m) => String((m[1] ?? '⒈').charCodeAt(0) - 0x2487),
    value: (m) => (m[1] ?? '⒈').charCodeAt(0) - 0x2487,
  },
  {
    // （1） · (12)
    family: 'pdig',
    pattern: /^[（(]\s?([0-9０-９]{1,3})\s?[）)]\s?[、．.]?\s?/,
    name: (m) => `（${ascii(m[1] ?? '')}）`,
    value: first,
  },
  {
    family: 'pdig',
    pattern: /^([⑴-⒇])\s?/,
    name: (m) => `（${(m[1] ?? '⑴').charCodeAt(0) - 0x2473}）`,
    value: (m) => (m[1] ?? '⑴').charCodeAt(0) - 0x2473,
  },
  {
    // 1）
    family: 'pdig',
    pattern: /^([0-9０-９]{1,2})\s?[）)]\s?/,
    name: (m) => `${ascii(m[1] ?? '')}）`,
    value: first,
  },
  {
    family: 'circled',
    pattern: /^([①-⑳])\s?[、．.]?\s?/,
    name: (m) => m[1] ?? '',
    value: (m) => (m[1] ?? '①').charCodeAt(0) - 0x245f,
  },
  {
    family: 'roman',
    pattern: /^([Ⅰ-Ⅻⅰ-ⅻ])\s?[、．.]?\s?/,
    name: (m) => m[1] ?? '',
    value: (m) => (((m[1] ?? 'Ⅰ').charCodeAt(0) - 0x2160) % 16) + 1,
  },
  {
    // II. 工作目标
    family: 'roman',
    pattern: /^([IVX]{1,4})[、．.]\s?(?=[一-鿿])/,
    name: (m) => m[1] ?? '',
    value: (m) => roman(m[1] ?? ''),
  },
  {
    // A.学校填写
    family: 'letter',
    pattern: /^([A-Ha-h])[、．.]\s?(?=[一-鿿])/,
    name: (m) => m[1] ?? '',
    value: (m) => (m[1] ?? 'a').toLowerCase().charCodeAt(0) - 96,
  },
];

function roman(words: string): number {
  const worth: Readonly<Record<string, number>> = { I: 1, V: 5, X: 10 };
  let total = 0;
  for (let i = 0; i < words.length; i++) {
    const here = worth[words.charAt(i)] ?? 0;
    total += here < (worth[words.charAt(i + 1)] ?? 0) ? -here : here;
  }
  return total;
}

const MAY_START = /^[第一二三四五六七八九十百（(0-9０-９㈠-㈩⑴-⒛①-⑳Ⅰ-ⅻIVXA-Ha-h]/;

/** The label a line starts with, or null. Looks at the first 16 characters only. */
export function labelOf(line: string): Label | null {
  if (!MAY_START.test(line)) return null;
  const head = line.slice(0, 16);
  for (const rule of RULES) {
    const match = rule.pattern.exec(head);
    if (!match) continue;
    const value = rule.value(match);
    if (Number.isFinite(value) && value > 0)
      return { family: rule.family, value, name: rule.name(match), length: match[0].length };
  }
  return null;
}

/** The name that a family's label of the given value has: due labels of sequence faults and restored labels. */
export function nameOf(family: Family, value: number, sample: string): string {
  switch (family) {
    case 'part':
    case 'chapter':
    case 'section':
    case 'article':
    case 'phase':
      return `第${/\d/.test(sample) ? value : chineseNumeral(value)}${sample.replace(/^第[^编章节条阶步]*/, '')}`;
    case 'cn':
      return chineseNumeral(value);
    case 'pcn':
      return `（${chineseNumeral(value)}）`;
    case 'dig':
      return String(value);
    case 'pdig':
      return sample.startsWith('（') ? `（${value}）` : `${value}）`;
    case 'circled':
      return value <= 20 ? String.fromCharCode(0x245f + value) : String(value);
    case 'roman':
      return value <= 12 ? String.fromCharCode(0x215f + value) : String(value);
    case 'letter':
      return String.fromCharCode((/[a-z]/.test(sample) ? 96 : 64) + value);
    case 'multi':
      return sample.replace(/\d+$/, String(value));
    default: {
      const never: never = family;
      return never;
    }
  }
}

const ANNEX = new RegExp(
  // 附件1 · 附件 2 · 附件3-1 · 附件：专项整治统计表 · 附表一 · 附件2 问题清单
  `^附\\s?(件|表|录|图)?\\s?([0-9０-９]{1,2}(?:\\s?[-—－]\\s?[0-9]{1,2})?|${CN}{1,3})?\\s?(?:([:：.．、])\\s?|\\s|$)`,
);

export interface Annex {
  /** 附件2; 附件 where it bears no number. */
  readonly name: string;
  readonly number: number | null;
  readonly length: number;
  /** The words after the label on the same line. */
  readonly rest: string;
  readonly colon: boolean;
}

/** 附件 at the start of a line, be it the head of an attachment or the list of attachments; null otherwise. */
export function annexOf(line: string): Annex | null {
  if (line.charCodeAt(0) !== 0x9644) return null;
  const match = ANNEX.exec(line);
  if (!match) return null;
  const kind = match[1];
  if (!kind && !match[3]) return null;
  const number = match[2] === undefined ? null : numeral((match[2].split(/[-—－]/)[0] ?? '').trim());
  const colon = match[3] === ':' || match[3] === '：';
  const name = `附${kind ?? '件'}${match[2] === undefined ? '' : ascii(match[2]).replace(/[—－]/g, '-')}`;
  return {
    name,
    number: Number.isNaN(number) ? null : number,
    length: match[0].length,
    rest: line.slice(match[0].length).trim(),
    colon,
  };
}
