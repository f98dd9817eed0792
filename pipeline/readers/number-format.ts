/** The number formats of ECMA-376 17.18.59 that notices use; any other is shown in Arabic digits. */
export const NUMBER_FORMATS = [
  'decimal',
  'upperRoman',
  'lowerRoman',
  'upperLetter',
  'lowerLetter',
  'ordinal',
  'decimalZero',
  'decimalFullWidth',
  'decimalEnclosedCircle',
  'decimalEnclosedFullstop',
  'decimalEnclosedParen',
  'ideographEnclosedCircle',
  'ideographDigital',
  'chineseCounting',
  'chineseCountingThousand',
  'chineseLegalSimplified',
  'taiwaneseCounting',
  'taiwaneseCountingThousand',
  'taiwaneseDigital',
  'ideographLegalTraditional',
  'japaneseCounting',
  'japaneseLegal',
  'ideographTraditional',
  'ideographZodiac',
  'ideographZodiacTraditional',
  'bullet',
  'none',
] as const;
export type NumberFormat = (typeof NUMBER_FORMATS)[number];

/** Other names of the same numbers. */
const SAME: Readonly<Record<string, NumberFormat>> = {
  decimalHalfWidth: 'decimal',
  decimalFullWidth2: 'decimalFullWidth',
  decimalEnclosedCircleChinese: 'decimalEnclosedCircle',
  japaneseDigitalTenThousand: 'ideographDigital',
  koreanDigital2: 'ideographDigital',
  chineseDigital: 'ideographDigital',
};
const KNOWN = new Map<string, NumberFormat>([...NUMBER_FORMATS.map((f) => [f, f] as const), ...Object.entries(SAME)]);

export const numberFormat = (name: string): NumberFormat => KNOWN.get(name) ?? 'decimal';

const LAST = 32_767;

/** A counting system: digits, and units from ten up. */
interface Counting {
  readonly digits: string;
  readonly units: readonly [string, string, string, string];
  /** 一十 rather than 十; 一百 rather than 百. */
  readonly oneTen: boolean;
  readonly oneHundred: boolean;
}
const CHINESE: Counting = {
  digits: '零一二三四五六七八九',
  units: ['十', '百', '千', '万'],
  oneTen: false,
  oneHundred: true,
};
const JAPANESE: Counting = { ...CHINESE, digits: '〇一二三四五六七八九', oneHundred: false };
const LEGAL: Counting = {
  digits: '零壹贰叁肆伍陆柒捌玖',
  units: ['拾', '佰', '仟', '万'],
  oneTen: true,
  oneHundred: true,
};
const LEGAL_TRADITIONAL: Counting = {
  digits: '零壹貳參肆伍陸柒捌玖',
  units: ['拾', '佰', '仟', '萬'],
  oneTen: true,
  oneHundred: true,
};

/** 1–32,767 in words: 十一 · 一百零一 · 一千零二十 · 壹拾 */
function words(value: number, how: Counting): string {
  if (value === 0) return how.digits.charAt(0);
  const parts = [
    [Math.floor(value / 10_000), how.units[3]],
    [Math.floor(value / 1000) % 10, how.units[2]],
    [Math.floor(value / 100) % 10, how.units[1]],
    [Math.floor(value / 10) % 10, how.units[0]],
    [value % 10, ''],
  ] as const;
  let out = '';
  let zero = false;
  for (const [digit, unit] of parts) {
    if (digit === 0) {
      zero = out !== '';
      continue;
    }
    // Japanese counting leaves zeros out: 百一.
    if (zero && how.oneHundred) out += how.digits.charAt(0);
    zero = false;
    const bare =
      digit === 1 &&
      unit !== '' &&
      ((unit === how.units[0] && !how.oneTen && out === '') || (unit !== how.units[3] && !how.oneHundred));
    out += bare ? unit : how.digits.charAt(digit) + unit;
  }
  return out;
}

const digitwise = (value: number, digits: string): string =>
  [...String(value)].map((d) => digits.charAt(Number(d))).join('');
/** Ten and above up to 99 as words, from 100 on digit by digit: 九十九, 一〇〇. */
const counting = (value: number): string =>
  value < 100 ? words(value, { ...CHINESE, digits: '〇一二三四五六七八九' }) : digitwise(value, '〇一二三四五六七八九');

function roman(value: number): string {
  const steps: readonly (readonly [number, string])[] = [
    [1000, 'M'],
    [900, 'CM'],
    [500, 'D'],
    [400, 'CD'],
    [100, 'C'],
    [90, 'XC'],
    [50, 'L'],
    [40, 'XL'],
    [10, 'X'],
    [9, 'IX'],
    [5, 'V'],
    [4, 'IV'],
    [1, 'I'],
  ];
  let rest = value;
  let out = '';
  for (const [step, sign] of steps) for (; rest >= step; rest -= step) out += sign;
  return out;
}

/** A–Z, then AA, BB … ZZ, AAA: Word repeats the letter, and begins again after 780. */
const letters = (number: number): string => {
  const value = ((number - 1) % 780) + 1;
  return String.fromCharCode(65 + ((value - 1) % 26)).repeat(Math.floor((value - 1) / 26) + 1);
};

/** The n-th of consecutive characters while they last, else Arabic digits. */
const enclosed = (value: number, first: number, count: number): string =>
  value >= 1 && value <= count ? String.fromCodePoint(first + value - 1) : String(value);
const cycle = (value: number, signs: string): string =>
  value >= 1 && value <= signs.length ? signs.charAt(value - 1) : String(value);

const STEMS = '甲乙丙丁戊己庚辛壬癸';
const BRANCHES = '子丑寅卯辰巳午未申酉戌亥';

/** A number as Word prints it in this format. Values beyond Word's own range are cut to it. */
export function formatNumber(number: number, format: NumberFormat): string {
  const value = Math.max(0, Math.min(LAST, Math.trunc(number)));
  switch (format) {
    case 'decimal':
      return String(value);
    case 'decimalZero':
      return String(value).padStart(2, '0');
    case 'decimalFullWidth':
      return digitwise(value, '０１２３４５６７８９');
    case 'ordinal':
      return `${value}${/1[123]$/.test(String(value)) ? 'th' : (['th', 'st', 'nd', 'rd'][value % 10] ?? 'th')}`;
    case 'upperRoman':
      return value === 0 ? '0' : roman(value);
    case 'lowerRoman':
      return value === 0 ? '0' : roman(value).toLowerCase();
    case 'upperLetter':
      return value === 0 ? '0' : letters(value);
    case 'lowerLetter':
      return value === 0 ? '0' : letters(value).toLowerCase();
    case 'decimalEnclosedCircle':
      return enclosed(value, 0x2460, 20);
    case 'decimalEnclosedParen':
      return enclosed(value, 0x2474, 20);
    case 'decimalEnclosedFullstop':
      return enclosed(value, 0x2488, 20);
    case 'ideographEnclosedCircle':
      return enclosed(value, 0x3220, 10);
    case 'ideographDigital':
    case 'taiwaneseDigital':
      return digitwise(value, '〇一二三四五六七八九');
    case 'chineseCounting':
    case 'taiwaneseCounting':
      return counting(value);
    case 'chineseCountingThousand':
    case 'taiwaneseCountingThousand':
      return words(value, CHINESE);
    case 'japaneseCounting':
      return words(value, JAPANESE);
    case 'chineseLegalSimplified':
      return words(value, LEGAL);
    case 'ideographLegalTraditional':
    case 'japaneseLegal':
      return words(value, LEGAL_TRADITIONAL);
    case 'ideographTraditional':
      return cycle(value, STEMS);
    case 'ideographZodiac':
      return cycle(value, BRANCHES);
    case 'ideographZodiacTraditional':
      return value === 0 ? '0' : STEMS.charAt((value - 1) % 10) + BRANCHES.charAt((value - 1) % 12);
    case 'bullet':
    case 'none':
      return '';
    default: {
      const never: never = format;
      throw new TypeError(`number format ${String(never)}`);
    }
  }
}
