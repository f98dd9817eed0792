import type { Comparator, Period } from './clause.ts';

/** A bound as an interval over one unit: `high` null is unbounded. Ends are closed unless said open. */
export interface Interval {
  readonly low: number | null;
  readonly high: number | null;
  readonly openLow: boolean;
  readonly openHigh: boolean;
}

export interface Bound {
  readonly comparator: Comparator;
  readonly value: number | string;
  readonly unit: string;
  readonly per: Period | null;
}

/** "18:30" as minutes of the day; numbers as they are. NaN for anything else. */
export const magnitude = (value: number | string): number => {
  if (typeof value === 'number') return value;
  const [h, m] = value.split(':').map(Number);
  return h === undefined || m === undefined ? Number.NaN : h * 60 + m;
};

export function interval(bound: Bound): Interval {
  const v = magnitude(bound.value);
  switch (bound.comparator) {
    case '<=':
      return { low: null, high: v, openLow: false, openHigh: false };
    case '<':
      return { low: null, high: v, openLow: false, openHigh: true };
    case '>=':
      return { low: v, high: null, openLow: false, openHigh: false };
    case '>':
      return { low: v, high: null, openLow: true, openHigh: false };
    case '==':
      return { low: v, high: v, openLow: false, openHigh: false };
    default:
      return bound.comparator satisfies never;
  }
}

/** Units of one dimension with their exact size in its smallest unit. Days and months have no exact ratio: other dimensions. */
const SIZES: Readonly<Record<string, readonly [dimension: string, size: number]>> = {
  秒: ['clock-length', 1],
  分钟: ['clock-length', 60],
  小时: ['clock-length', 3600],
  日: ['days', 1],
  天: ['days', 1],
  周: ['days', 7],
  工作日: ['workdays', 1],
  个月: ['months', 1],
  月: ['months', 1],
  季度: ['months', 3],
  年: ['months', 12],
  次: ['times', 1],
  场: ['times', 1],
  场次: ['times', 1],
  轮: ['times', 1],
  项: ['items', 1],
  个: ['items', 1],
  件: ['items', 1],
  种: ['items', 1],
  类: ['items', 1],
  篇: ['items', 1],
  份: ['items', 1],
  名: ['people', 1],
  人: ['people', 1],
  位: ['people', 1],
  元: ['money', 1],
  万元: ['money', 1e4],
  亿元: ['money', 1e8],
  平方米: ['area', 1],
  公顷: ['area', 1e4],
  平方公里: ['area', 1e6],
  毫米: ['distance', 1],
  厘米: ['distance', 10],
  米: ['distance', 1000],
  公里: ['distance', 1e6],
  克: ['mass', 1],
  公斤: ['mass', 1000],
  吨: ['mass', 1e6],
  '%': ['share', 1],
  '‰': ['share', 0.1],
  个百分点: ['points', 1],
  时刻: ['clock', 1],
  字: ['characters', 1],
  课时: ['lessons', 1],
  节: ['lessons', 1],
  学时: ['study-hours', 1],
};

/** 一课时 is 40 to 45 minutes (义务教育课程方案): bounds only one way. */
const LESSON_MINUTES = { least: 35, most: 45 };

/** Minutes of a working day that a meeting of one day takes at least. */
const WORKING_DAY = 360;

export interface Converted {
  readonly dimension: string;
  readonly size: number;
}
export const dimensionOf = (unit: string): Converted => {
  const row = SIZES[unit];
  return row ? { dimension: row[0], size: row[1] } : { dimension: `unit:${unit}`, size: 1 };
};

/** How often `inner` fits into `outer`, where that is exact: a year has two semesters, four quarters, twelve months. */
export function periodsIn(outer: Period, inner: Period): number | null {
  if (outer === inner) return 1;
  const known: Readonly<Partial<Record<Period, Readonly<Partial<Record<Period, number>>>>>> = {
    year: { semester: 2, quarter: 4, month: 12, 'school-year': 1 },
    'school-year': { semester: 2, year: 1 },
    quarter: { month: 3 },
    week: { day: 7 },
  };
  return known[outer]?.[inner] ?? null;
}

/** The least number of `inner` that any `outer` holds, where no exact ratio exists: a semester has over four full months, a month four weeks. */
const LEAST: Readonly<Partial<Record<Period, Readonly<Partial<Record<Period, number>>>>>> = {
  semester: { month: 4, week: 17 },
  'school-year': { quarter: 3, month: 9, week: 36 },
  year: { week: 52, day: 365 },
  quarter: { week: 12, day: 90 },
  month: { week: 4, day: 28 },
};

export type Comparison =
  | { readonly relation: 'equal' | 'stricter' | 'looser'; readonly calculation: string; readonly sound: true }
  /** The draft's bound over the longer period neither proves nor excludes a breach. */
  | {
      readonly relation: 'looser' | 'incomparable';
      readonly calculation: string;
      readonly sound: false;
      readonly why: string;
    };

const COMPARATOR_ZH: Readonly<Record<Comparator, string>> = { '<=': '≤', '>=': '≥', '<': '<', '>': '>', '==': '=' };
const PER_ZH: Readonly<Record<Period, string>> = {
  semester: '学期',
  'school-year': '学年',
  year: '年',
  quarter: '季度',
  month: '月',
  week: '周',
  day: '日',
  session: '次',
};
const say = (value: number | string, unit: string, per: Period | null): string =>
  unit === '时刻' ? String(value) : `${value} ${unit}${per ? `/${PER_ZH[per]}` : ''}`;

/**
 * How a draft's bound stands to a superior's: is the draft's interval contained in the superior's after sound conversion?
 * (design.md "How a pair is judged".) Never guesses: unit or period without exact ratio is `incomparable`.
 */
export function compareBounds(draft: Bound, superior: Bound): Comparison {
  const a = dimensionOf(draft.unit);
  const b = dimensionOf(superior.unit);
  const said = `${say(draft.value, draft.unit, draft.per)}`;
  const rule = `${COMPARATOR_ZH[superior.comparator]} ${say(superior.value, superior.unit, superior.per)}`;
  const incomparable = (why: string): Comparison => ({
    relation: 'incomparable',
    calculation: `${said} 与 ${rule}`,
    sound: false,
    why,
  });

  if (a.dimension !== b.dimension)
    return (
      compareAcross(draft, superior, said, rule) ??
      incomparable(`单位不同（${draft.unit} 与 ${superior.unit}），无法换算`)
    );
  let factor = 1;
  let soft = false;
  let shown = rule;
  const dp = draft.per;
  const sp = superior.per;
  if (dp !== sp && draft.unit !== '时刻') {
    if (dp === null || sp === null) {
      // 每次不超过2小时 against 不超过2小时: one of them names the session that the other means.
      if (dp !== 'session' && sp !== 'session') return incomparable('一方没有说明按什么周期计算');
    } else {
      const more = periodsIn(dp, sp);
      const fewer = periodsIn(sp, dp);
      if (more !== null) {
        factor = more;
        // A draft's total over the longer period, within the sum of the shorter ones, may still break one of them.
        soft = true;
        shown = more === 1 ? rule : `${more} × ${say(superior.value, superior.unit, sp)}`;
      } else if (fewer !== null) {
        factor = 1 / fewer;
        shown = `${say(superior.value, superior.unit, sp)} ÷ ${fewer}`;
      } else if (LEAST[sp]?.[dp] !== undefined) {
        const least = LEAST[sp]?.[dp] ?? 1;
        // 每月7次 against 每学期6次: one month alone is beyond; 每月2次 makes over 8 a semester.
        const v = magnitude(draft.value) * (a.size / b.size);
        const most = interval(superior).high;
        if (draft.comparator === '>=' || draft.comparator === '==' || draft.comparator === '<=')
          if (most !== null && v > most)
            return {
              relation: 'looser',
              calculation: `${said} > ${say(superior.value, superior.unit, sp)}`,
              sound: true,
            };
          else if (most !== null && v * least > most)
            return {
              relation: 'looser',
              calculation: `${least} × ${said} > ${say(superior.value, superior.unit, sp)}`,
              sound: false,
              why: '按每个周期都用足计算',
            };
        return incomparable(`周期不同（每${PER_ZH[dp]} 与 每${PER_ZH[sp]}），不能证明超出`);
      } else return incomparable(`周期不同（每${PER_ZH[dp]} 与 每${PER_ZH[sp]}），无法换算`);
    }
  }
  const scale = a.size / b.size;
  const mine = interval(draft);
  const theirs = interval(superior);
  const x = {
    ...mine,
    low: mine.low === null ? null : mine.low * scale,
    high: mine.high === null ? null : mine.high * scale,
  };
  const y = {
    ...theirs,
    low: theirs.low === null ? null : theirs.low * factor,
    high: theirs.high === null ? null : theirs.high * factor,
  };
  return judge(x, y, said, shown, soft && factor > 1);
}

function judge(x: Interval, y: Interval, said: string, shown: string, soft: boolean): Comparison {
  const cap = y.high !== null;
  const mine = cap ? x.high : x.low;
  const theirs = cap ? y.high : y.low;
  const plain = shown.replace(/^[≤≥<>=] /, '');
  if (theirs === null)
    return {
      relation: 'incomparable',
      calculation: `${said} 与 ${shown}`,
      sound: false,
      why: '上级规定没有明确的界限',
    };
  // 不少于8次 against 不超过6次: the least that the draft asks for is already beyond the cap.
  const least = cap ? x.low : x.high;
  if (mine === null && least !== null && (cap ? least > theirs : least < theirs))
    return { relation: 'looser', calculation: `${said} ${cap ? '>' : '<'} ${plain}`, sound: true };
  if (mine === null)
    return {
      relation: 'incomparable',
      calculation: `${said} 与 ${shown}`,
      sound: false,
      why: '一方是上限，另一方是下限',
    };
  const open = cap ? y.openHigh && !x.openHigh : y.openLow && !x.openLow;
  const beyond = cap ? mine > theirs || (mine === theirs && open) : mine < theirs || (mine === theirs && open);
  if (beyond)
    return {
      relation: 'looser',
      calculation: `${said} ${cap ? (mine === theirs ? '≥' : '>') : '<'} ${plain}`,
      sound: true,
    };
  if (soft)
    return {
      relation: 'incomparable',
      calculation: `${said} ≤ ${plain}`,
      sound: false,
      why: '总量不超过各周期之和，但不能证明每个周期都不超',
    };
  if (mine === theirs) return { relation: 'equal', calculation: `${said} = ${plain}`, sound: true };
  return { relation: 'stricter', calculation: `${said} ${cap ? '<' : '>'} ${plain}`, sound: true };
}

/** Bounds over neighbouring dimensions that hold one way: 课时 and minutes, working days and days, months and days. */
function compareAcross(draft: Bound, superior: Bound, said: string, rule: string): Comparison | null {
  const range = (bound: Bound): { unit: 'minutes' | 'days'; least: number; most: number } | null => {
    const v = magnitude(bound.value);
    const { dimension, size } = dimensionOf(bound.unit);
    switch (dimension) {
      case 'lessons':
        return { unit: 'minutes', least: v * LESSON_MINUTES.least, most: v * LESSON_MINUTES.most };
      case 'clock-length':
        return { unit: 'minutes', least: (v * size) / 60, most: (v * size) / 60 };
      case 'days':
        return { unit: 'days', least: v * size, most: v * size };
      case 'workdays':
        return { unit: 'days', least: v, most: Number.POSITIVE_INFINITY };
      case 'months':
        return {
          unit: 'days',
          least: v * size === 12 ? 365 : 28 * v * size,
          most: v * size === 12 ? 366 : 31 * v * size,
        };
      default:
        return null;
    }
  };
  const b = range(superior);
  // 会期半天 against 1.5小时: a working day of a meeting is six hours at least.
  const a =
    b?.unit === 'minutes' && dimensionOf(draft.unit).dimension === 'days'
      ? { unit: b.unit, least: magnitude(draft.value) * WORKING_DAY, most: magnitude(draft.value) * 24 * 60 }
      : range(draft);
  const per = (bound: Bound): Period => bound.per ?? 'session';
  if (!a || !b || a.unit !== b.unit || per(draft) !== per(superior)) return null;
  const cap = interval(superior).high !== null;
  if ((interval(draft).high !== null) !== cap && draft.comparator !== '==') return null;
  const plain = rule.replace(/^[≤≥<>=] /, '');
  if (cap ? a.least > b.most : a.most < b.least)
    return { relation: 'looser', calculation: `${said} ${cap ? '>' : '<'} ${plain}`, sound: true };
  if (cap ? a.most <= b.least : a.least >= b.most)
    return { relation: 'stricter', calculation: `${said} ${cap ? '≤' : '≥'} ${plain}`, sound: true };
  return null;
}
