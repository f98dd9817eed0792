import data from './divisions.json' with { type: 'json' };

export type RegionLevel = 'national' | 'province' | 'city' | 'county';

/** One row of GB/T 2260, in force or former. */
export interface Division {
  /** Six digits; of a former division the code it had. */
  readonly code: string;
  /** Full name: 涧西区, not 涧西. */
  readonly name: string;
  readonly level: Exclude<RegionLevel, 'national'>;
  /** Only of a former division: the codes in force for its area, the one with most of it first. */
  readonly successors?: readonly [string, ...string[]];
  /** Only of a former division: year, or year-month of the first revision of GB/T 2260 without it. */
  readonly until?: string;
}

export const NATIONAL = '000000';
export const NATIONAL_NAME = '全国';
/** Year and month up to which decisions on divisions are in the table. */
export const AS_OF = data.asOf;

export const levelOfCode = (code: string): RegionLevel =>
  code === NATIONAL ? 'national' : code.endsWith('0000') ? 'province' : code.endsWith('00') ? 'city' : 'county';

/** The digits that all codes inside a division share: 41 · 4103 · 410305; none for the country. */
export const stemOf = (code: string): string => {
  const level = levelOfCode(code);
  return level === 'national' ? '' : code.slice(0, level === 'province' ? 2 : level === 'city' ? 4 : 6);
};

function division(row: string): Division {
  const [code = '', name = '', until, successors] = row.split(' ');
  const level = levelOfCode(code);
  if (level === 'national') throw new Error(`divisions.json: bad row ${row}`);
  if (until === undefined) return { code, name, level };
  const [first = '', ...rest] = (successors ?? '').split(',');
  return { code, name, level, until, successors: [first, ...rest] };
}

const once = <T>(make: () => T): (() => T) => {
  let made: { value: T } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
};

/** Divisions in force, by code. */
export const current = once(() => new Map(data.current.map((row) => [row.slice(0, 6), division(row)])));

/** Divisions that no longer stand, in the order of their codes. One code can have borne several names. */
export const former = once(() => data.former.map(division));

/** The code above: that of the prefecture where there is one, else of the province, else the country's. */
export function parentCode(code: string): string {
  const level = levelOfCode(code);
  if (level === 'national' || level === 'province') return NATIONAL;
  const city = `${code.slice(0, 4)}00`;
  return level === 'county' && current().has(city) ? city : `${code.slice(0, 2)}0000`;
}

/** The direct children of each code, in the order of the codes. */
export const childCodes = once(() => {
  const children = new Map<string, string[]>();
  for (const code of current().keys()) {
    const parent = parentCode(code);
    const list = children.get(parent);
    if (list) list.push(code);
    else children.set(parent, [code]);
  }
  return children;
});
