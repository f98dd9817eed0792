/**
 * What the review benchmark is made of: clauses that agree with a group's superiors, and ways to say the same clause so
 * that it does not. Every wording here is written by hand from the superiors alone; nothing is taken from the judge.
 */
import type { FindingKind } from '../../records/report.ts';

/** Ways to break a consistent clause. */
export const BREAKS = [
  'limit-raised',
  'limit-in-words',
  'floor-lowered',
  'period-changed',
  'must-to-may',
  'ban-dropped',
  'act-reworded',
  'filing-removed',
  'notice-shortened',
  'deadline-moved',
  'duty-inserted',
  'oversight-inserted',
  'basis-misquoted',
  'basis-repealed',
] as const;
export type Break = (typeof BREAKS)[number];
export const BREAK_ZH: Readonly<Record<Break, string>> = {
  'limit-raised': '限额上调',
  'limit-in-words': '限额上调（汉字数字）',
  'floor-lowered': '下限下调',
  'period-changed': '周期改换',
  'must-to-may': '应当改可以',
  'ban-dropped': '删去不得',
  'act-reworded': '换说法布置禁止事项',
  'filing-removed': '删去审批备案',
  'notice-shortened': '缩短提前量',
  'deadline-moved': '期限推后',
  'duty-inserted': '插入教师职责外任务',
  'oversight-inserted': '插入督查问责一票否决',
  'basis-misquoted': '依据引错',
  'basis-repealed': '依据已废止',
};

/** Changes that leave a draft in agreement: controls. */
export const HARMLESS = [
  'untouched',
  'limit-tightened',
  'tightened-in-words',
  'stricter-period',
  'notice-lengthened',
  'synonyms',
  'reordered',
  'restated-ban',
  'quotation',
  'purpose',
  'filing-added',
  'kept-exception',
] as const;
export type Harmless = (typeof HARMLESS)[number];
export const HARMLESS_ZH: Readonly<Record<Harmless, string>> = {
  untouched: '未改动',
  'limit-tightened': '限额收紧',
  'tightened-in-words': '限额收紧（汉字数字）',
  'stricter-period': '周期改换但不突破',
  'notice-lengthened': '提前量加长',
  synonyms: '同义改写',
  reordered: '调换次序',
  'restated-ban': '重申禁止',
  quotation: '引述',
  purpose: '目的、意义',
  'filing-added': '增加本级备案',
  'kept-exception': '保留上级的例外',
};

export interface Breaking {
  readonly type: Break;
  readonly text: string;
  readonly kinds: readonly FindingKind[];
}
export interface Keeping {
  readonly type: Harmless;
  readonly text: string;
}
/** One rule of the superiors. In all texts `{a|b}` is drawn with the seed. */
export interface Frame {
  readonly on: string;
  readonly keep: readonly string[];
  readonly breaks: readonly Breaking[];
  readonly harmless: readonly Keeping[];
}

/** A set of superiors and drafts that answer to them. */
export interface Group {
  readonly name: string;
  /** Slugs of corpus/samples or tests/gold, or file names beside ../shared/seeds. */
  readonly superiors: readonly string[];
  readonly seeds: boolean;
  readonly issuer: string;
  readonly title: string;
  readonly to: string;
  readonly date: string;
  /** `根据《…》（文号）`; `wrong`: the same with an error; `over`: a document that a superior repeals. */
  readonly basis: string;
  readonly wrong: readonly string[];
  readonly over: readonly string[];
  readonly frames: readonly Frame[];
}

const DIGITS = '零一二三四五六七八九';
/** 0 to 9,999 in Chinese words: 1500 is 一千五百. */
export function words(n: number): string {
  if (n < 10) return DIGITS[n] ?? '';
  if (n < 20) return `十${n === 10 ? '' : (DIGITS[n - 10] ?? '')}`;
  const [size, name] = n >= 1000 ? [1000, '千'] : n >= 100 ? [100, '百'] : [10, '十'];
  const rest = n % size;
  const tail =
    rest === 0 ? '' : rest < size / 10 ? `零${words(rest)}` : size > 10 && rest < 20 ? `一${words(rest)}` : words(rest);
  return `${DIGITS[Math.floor(n / size)]}${name}${tail}`;
}

type Range = readonly [from: number, to: number, step?: number];
const inRange = ([from, to, step = 1]: Range): number[] =>
  Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, i) => from + i * step);

const CAPS: readonly ((n: string, unit: string) => string)[] = [
  (n, u) => `不超过${n}${u}`,
  (n, u) => `控制在${n}${u}以内`,
  (n, u) => `最多${n}${u}`,
  (n, u) => `不多于${n}${u}`,
  (n, u) => `至多${n}${u}`,
  (n, u) => `不得超过${n}${u}`,
];
const LOOSE: readonly ((n: string, unit: string) => string)[] = [
  (n, u) => `${n}${u}`,
  (n, u) => `一般为${n}${u}`,
  (n, u) => `原则上不超过${n}${u}`,
  (n, u) => `可以达到${n}${u}`,
];
const FLOORS: readonly ((n: string, unit: string) => string)[] = [
  (n, u) => `不少于${n}${u}`,
  (n, u) => `不低于${n}${u}`,
  (n, u) => `至少${n}${u}`,
];

const fill = (text: string, amount: string): string => text.replace('{N}', amount);
/** Each number with each way of saying it, the ways turning with the numbers so that all of them come up. */
const amounts = (
  texts: readonly string[],
  ways: readonly ((n: string, unit: string) => string)[],
  numbers: readonly number[],
  unit: string,
  say: (n: number) => string = String,
): string[] =>
  numbers.flatMap((n, i) =>
    texts.map((t, k) => fill(t, (ways[(i + k) % ways.length] as (typeof ways)[number])(say(n), unit))),
  );

interface More {
  readonly period?: readonly string[];
  readonly stricter?: readonly string[];
  readonly kinds?: readonly FindingKind[];
  /** The unit reads 两 for 二. */
}
const inWords = (n: number): string => (n === 2 ? '两' : words(n));

/** An upper bound: `texts` hold {N}; numbers of `ok` agree, of `over` do not. */
export function cap(
  on: string,
  texts: readonly string[],
  unit: string,
  ok: Range,
  over: Range,
  more: More = {},
): Frame {
  const kinds = more.kinds ?? ['exceeds-limit'];
  const break_ =
    (type: Break) =>
    (text: string): Breaking => ({ type, text, kinds });
  const keep_ =
    (type: Harmless) =>
    (text: string): Keeping => ({ type, text });
  const within = inRange(ok);
  const beyond = inRange(over);
  return {
    on,
    keep: amounts(texts, CAPS, [within.at(-1) ?? ok[0]], unit),
    breaks: [
      ...amounts(texts, [...CAPS, ...LOOSE], beyond, unit).map(break_('limit-raised')),
      ...amounts(texts, [...LOOSE, ...CAPS], beyond.slice(0, 3), unit, inWords).map(break_('limit-in-words')),
      ...(more.period ?? []).map(break_('period-changed')),
    ],
    harmless: [
      ...amounts(texts, CAPS, within.slice(0, -1), unit).map(keep_('limit-tightened')),
      ...amounts(texts.slice(0, 1), CAPS.slice(1), within.slice(0, 2), unit, inWords).map(keep_('tightened-in-words')),
      ...(more.stricter ?? []).map(keep_('stricter-period')),
    ],
  };
}

/** A lower bound: numbers of `ok` agree, of `under` do not. */
export function floor(
  on: string,
  texts: readonly string[],
  unit: string,
  ok: Range,
  under: Range,
  more: More = {},
): Frame {
  const kinds = more.kinds ?? ['exceeds-limit'];
  const below = inRange(under);
  return {
    on,
    keep: amounts(texts, FLOORS, [ok[0]], unit),
    breaks: [
      ...amounts(texts, [...FLOORS, ...LOOSE.slice(0, 2)], below, unit),
      ...amounts(texts.slice(0, 1), FLOORS, below.slice(0, 2), unit, inWords),
    ].map((text): Breaking => ({ type: 'floor-lowered', text, kinds })),
    harmless: amounts(texts, FLOORS, inRange(ok).slice(1), unit).map(
      (text): Keeping => ({ type: 'limit-tightened', text }),
    ),
  };
}

/** Notice to be given `…提前{N}…`: the amounts are written out. */
export function notice(on: string, texts: readonly string[], ok: readonly string[], short: readonly string[]): Frame {
  return {
    on,
    keep: texts.map((t) => fill(t, ok[0] ?? '')),
    breaks: short.flatMap((n) =>
      texts.map(
        (t): Breaking => ({
          type: 'notice-shortened',
          text: fill(t, n),
          kinds: ['deadline-conflict', 'missing-procedure', 'exceeds-limit'],
        }),
      ),
    ),
    harmless: ok.slice(1).flatMap((n) => texts.map((t): Keeping => ({ type: 'notice-lengthened', text: fill(t, n) }))),
  };
}

/** A date or a term by which something is due: later ones conflict. */
export function due(on: string, texts: readonly string[], ok: readonly string[], late: readonly string[]): Frame {
  return {
    on,
    keep: texts.map((t) => fill(t, ok[0] ?? '')),
    breaks: late.flatMap((n) =>
      texts.map(
        (t): Breaking => ({ type: 'deadline-moved', text: fill(t, n), kinds: ['deadline-conflict', 'exceeds-limit'] }),
      ),
    ),
    harmless: ok.slice(1).flatMap((n) => texts.map((t): Keeping => ({ type: 'limit-tightened', text: fill(t, n) }))),
  };
}

type ByType<T extends string> = Readonly<Partial<Record<T, readonly string[]>>>;
/** A ban or a procedure: the breaking and the harmless wordings written out. */
export function rule(
  on: string,
  kinds: readonly FindingKind[],
  keep: readonly string[],
  breaks: ByType<Break>,
  harmless: ByType<Harmless> = {},
): Frame {
  return {
    on,
    keep,
    breaks: BREAKS.flatMap((type) => (breaks[type] ?? []).map((text): Breaking => ({ type, text, kinds }))),
    harmless: HARMLESS.flatMap((type) => (harmless[type] ?? []).map((text): Keeping => ({ type, text }))),
  };
}

export const BAN: readonly FindingKind[] = [
  'contravenes-prohibition',
  'adds-burden',
  'out-of-scope-duty',
  'unauthorised-oversight',
];
export const STEP: readonly FindingKind[] = ['missing-procedure', 'contravenes-prohibition', 'deadline-conflict'];
export const OVERSIGHT: readonly FindingKind[] = [
  'unauthorised-oversight',
  'contravenes-prohibition',
  'adds-burden',
  'exceeds-limit',
];
