/**
 * Administrative divisions (GB/T 2260) as regions of notices: codes, name paths, names in running text.
 * The rows and where they come from: records/region/SOURCES.md.
 */
import { z } from 'zod';
import { WenhengError } from './errors.ts';
import { type DecidedBy, type FindHint, findMentions, type Mention } from './region/find.ts';
import { nameIndex } from './region/names.ts';
import {
  childCodes,
  current,
  type Division,
  former,
  levelOfCode,
  NATIONAL,
  NATIONAL_NAME,
  parentCode,
  type RegionLevel,
  stemOf,
} from './region/table.ts';

export type { DecidedBy } from './region/find.ts';
export { AS_OF as REGIONS_AS_OF, type RegionLevel } from './region/table.ts';

/** GB/T 2260 code and name path from the province down: `410305`, `河南省/洛阳市/涧西区`. The country is `000000`, `全国`. */
export const Region = z.object({ code: z.string().regex(/^\d{6}$/), name: z.string() });
export type Region = z.infer<typeof Region>;

export const NATION: Region = { code: NATIONAL, name: NATIONAL_NAME };

export interface RegionHint {
  /** The region that the text is about, or its code. */
  readonly within?: Region | string | undefined;
  /** ISO date, month or year of the text: 洛阳市偃师市 stood until 2021. */
  readonly asOf?: string | undefined;
}

/** What became of a division whose name or code is no longer in force. */
export interface Former {
  readonly code: string;
  readonly name: string;
  /** Year of the decision, or year-month of the first revision of GB/T 2260 without it. */
  readonly until: string;
  /** Regions in force for its area, the one with most of it first. */
  readonly successors: readonly Region[];
}

/** One place in a text where a division is named; `text.slice(start, end)` is the name. */
export interface RegionMatch {
  readonly start: number;
  readonly end: number;
  /** In force today; null when several divisions bear the name and nothing decides. */
  readonly region: Region | null;
  /** All that bear the name, in force today; one when `region` is given. */
  readonly candidates: readonly Region[];
  /** Level of the division named: of 莱芜市 `city`, although 济南市莱芜区 is its successor. */
  readonly level: RegionLevel;
  readonly name: 'full' | 'short';
  readonly by: DecidedBy;
  readonly former: Former | null;
}

const codeOf = (region: Region | string): string => (typeof region === 'string' ? region : region.code);

const regions = new Map<string, Region>([[NATIONAL, NATION]]);

function regionInForce(code: string): Region | null {
  const known = regions.get(code);
  if (known) return known;
  const division = current().get(code);
  if (!division) return null;
  const parent = regionInForce(parentCode(code));
  const name = parent && parent.code !== NATIONAL ? `${parent.name}/${division.name}` : division.name;
  const region = { code, name };
  regions.set(code, region);
  return region;
}

const mainCode = (division: Division): string => division.successors?.[0] ?? division.code;

/** The region with this code. The code of a former division gives the one that has most of its area. Null if unknown. */
export function regionByCode(code: string): Region | null {
  const region = regionInForce(code);
  if (region) return region;
  const gone = former().findLast((d) => d.code === code);
  return gone ? regionInForce(mainCode(gone)) : null;
}

const formerOf = (division: Division): Former | null =>
  division.successors && division.until !== undefined
    ? { code: division.code, name: division.name, until: division.until, successors: inForce(division.successors) }
    : null;

const inForce = (codes: readonly string[]): Region[] => {
  const [only, second] = codes;
  if (only !== undefined && second === undefined) return [regionInForce(only)].filter((r) => r !== null);
  const out = new Set<Region>();
  for (const code of codes) {
    const region = regionInForce(code);
    if (region) out.add(region);
  }
  return [...out];
};

/** Every division that lost its name or code, in the order of the old codes. */
export const formerDivisions = (): Former[] => former().flatMap((d) => formerOf(d) ?? []);

const toMatch = (mention: Mention): RegionMatch => ({
  start: mention.start,
  end: mention.end,
  region: mention.division ? regionInForce(mainCode(mention.division)) : null,
  candidates: inForce(mention.candidates.map(mainCode)),
  level: mention.level,
  name: mention.name,
  by: mention.by,
  former: mention.division ? formerOf(mention.division) : null,
});

const toHint = (hint: RegionHint): FindHint => ({
  ...(hint.within === undefined ? {} : { within: codeOf(hint.within) }),
  ...(hint.asOf === undefined ? {} : { asOf: hint.asOf }),
});

/**
 * All divisions named in the text, the longest name at each place. Equal names (鼓楼区, 新华区) are told apart by a
 * parent named right before, then by the nearest division named earlier, then by the hint; else `region` is null.
 */
export const findRegions = (text: string, hint: RegionHint = {}): RegionMatch[] =>
  findMentions(text, toHint(hint)).map(toMatch);

/** The divisions at the head of a name, one inside the other (河南省洛阳市涧西区 of 河南省洛阳市涧西区教育体育局); empty if none. */
export function leadingRegions(name: string, hint: RegionHint = {}): RegionMatch[] {
  const chain: RegionMatch[] = [];
  let end = 0;
  for (const match of findRegions(name, hint)) {
    const outer = chain.at(-1);
    if (match.start > end + (outer ? 1 : 0) || (outer && /[^/·\s　]/.test(name.slice(end, match.start)))) break;
    const above = outer?.region;
    if (above && !(match.region ? [match.region] : match.candidates).some((r) => contains(above, r))) break;
    chain.push(match);
    end = match.end;
  }
  return chain;
}

/** The region of a name or path and nothing else: 洛阳 · 洛阳市涧西区 · 河南省/洛阳市. Null if unknown or ambiguous. */
export function regionOfName(name: string, hint: RegionHint = {}): Region | null {
  const text = name.trim();
  if (text === NATIONAL_NAME) return NATION;
  const last = leadingRegions(text, hint).at(-1);
  if (last && last.end === text.length) return last.region;
  const only = namedExactly(text, hint);
  return only.length === 1 ? (only[0] ?? null) : null;
}

/** Divisions whose full or short name is the whole text: 涧西, which running text would not show to be a name. */
function namedExactly(text: string, hint: RegionHint): Region[] {
  const bearers = nameIndex().names.get(text);
  if (!bearers) return [];
  for (const group of [bearers.full, bearers.short, bearers.formerFull, bearers.formerShort]) {
    const all = inForce(group.map(mainCode));
    const near = hint.within === undefined ? [] : all.filter((r) => contains(codeOf(hint.within ?? NATIONAL), r));
    if (near.length > 0) return near;
    if (all.length > 0) return all;
  }
  return [];
}

/** Whether `inner` lies in `outer` or is it. Codes or regions; the country contains all. */
export const contains = (outer: Region | string, inner: Region | string): boolean =>
  codeOf(inner).startsWith(stemOf(codeOf(outer)));

export const levelOfRegion = (region: Region | string): RegionLevel => levelOfCode(codeOf(region));

/** The regions above, the nearest first, the country last. Empty for the country. */
export function ancestors(region: Region | string): Region[] {
  const out: Region[] = [];
  for (let code = codeOf(region); code !== NATIONAL; ) {
    code = parentCode(code);
    const above = regionInForce(code);
    if (above) out.push(above);
  }
  return out;
}

/** The regions directly below, in the order of the codes: of the country the provinces, of 北京市 its districts. */
export const childRegions = (region: Region | string): Region[] => inForce(childCodes().get(codeOf(region)) ?? []);

/** The other regions with the same parent. */
export const siblingRegions = (region: Region | string): Region[] => {
  const code = codeOf(region);
  return code === NATIONAL ? [] : childRegions(parentCode(code)).filter((r) => r.code !== code);
};

/** Edit distance, characters inserted, lost or changed; gives up above `limit`. */
function distance(a: string, b: string, limit: number): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    if (Math.min(...next) > limit) return limit + 1;
    row = next;
  }
  return row[b.length] ?? limit + 1;
}

/** Up to five regions that an unknown name or code may have meant, the nearest first. */
export function suggestRegion(input: string): Region[] {
  const text = input.trim().replaceAll('/', '');
  if (/^\d{4,}$/.test(text)) return inForce([`${text.slice(0, 4)}00`, `${text.slice(0, 2)}0000`]);
  const exact = namedExactly(text, {});
  if (exact.length > 0) return exact.slice(0, 5);
  const chain = leadingRegions(text);
  const outer = chain.at(-1);
  const rest = outer ? text.slice(outer.end) : text;
  const limit = Math.max(1, Math.floor(rest.length / 2));
  const scored: { code: string; score: number }[] = [];
  for (const [name, bearers] of nameIndex().names) {
    if (Math.abs(name.length - rest.length) > limit || ![...rest].some((c) => name.includes(c))) continue;
    const score = distance(rest, name, limit);
    if (score > limit) continue;
    for (const d of [...bearers.full, ...bearers.short, ...bearers.formerFull]) {
      const code = mainCode(d);
      if (!outer?.region || contains(outer.region, code))
        scored.push({ code, score: score + (d.level === 'county' ? 0.5 : 0) });
    }
  }
  const near = inForce(scored.sort((a, b) => a.score - b.score).map((s) => s.code));
  return (near.length > 0 ? near : inForce(outer?.region ? [outer.region.code] : [])).slice(0, 5);
}

/**
 * The region of a code (41, 4103, 410305, or a longer statistical one) or a name.
 * Throws WenhengError `unknown-region`, with the nearest names, if there is none or several.
 */
export function parseRegion(input: string): Region {
  const text = input.trim();
  const region = /^\d{2}(?:\d{2}){0,5}$|^\d{9}$/.test(text)
    ? regionByCode(text.slice(0, 6).padEnd(6, '0'))
    : regionOfName(text);
  if (region) return region;
  const near = suggestRegion(text).map((r) => r.name);
  throw new WenhengError('unknown-region', {
    region: text,
    near: near.length > 0 ? `，是不是：${near.join('、')}` : '',
  });
}
