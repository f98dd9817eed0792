import { agencyRegion } from '../../extractors/lexicon/agencies.ts';
import { parseIssuer } from '../../extractors/lexicon/issuers.ts';
import type { Evidence, Level } from '../../records/document.ts';
import { findRegions, leadingRegions, levelOfRegion, type Region } from '../../records/region.ts';

export interface PlaceSources {
  readonly issuers: readonly string[];
  /** The notice's own title first. */
  readonly titles: readonly string[];
  /** 机关代字 of the 文号. */
  readonly agency: string | null;
  /** 发布机构 of the page's table. */
  readonly publisher: string | null;
  /** 版记 lines: the 印发机关 stands there. */
  readonly imprint: readonly string[];
  readonly asOf: string | null;
  readonly text: string;
}

export interface PlaceFound {
  readonly level: Level;
  readonly region: Region | null;
  /** The words that decided. */
  readonly quote: string;
  readonly from: Evidence['from'];
  readonly confidence: number;
}

/** XX区 · ××县 · 某市 : a name that was taken out. What it hides is not guessed. */
const REDACTED = /^(?:中共|共青团)?(?:[XxＸｘ×*＊某○]{1,4}(?:省|自治区|市|州|县|区|旗|镇|乡|街道))+/;
const HIDDEN_LEVEL: Readonly<Record<string, Level>> = {
  省: 'province',
  自治区: 'province',
  市: 'city',
  州: 'city',
  县: 'county',
  区: 'county',
  旗: 'county',
  镇: 'township',
  乡: 'township',
  街道: 'township',
};

function hidden(words: string): { level: Level; quote: string } | null {
  const match = REDACTED.exec(words.trim())?.[0];
  if (!match) return null;
  const suffix = /(?:省|自治区|市|州|县|区|旗|镇|乡|街道)$/.exec(match)?.[0] ?? '';
  return { level: HIDDEN_LEVEL[suffix] ?? 'unknown', quote: match };
}

/**
 * Level and region of a document: from its issuer; where that names no place (区教育局) with the place that the title,
 * the page's table, the 文号 or the 版记 name; without an issuer from those alone, last from how the text speaks (全区).
 */
export function placeOfDocument(sources: PlaceSources): PlaceFound {
  const hint = sources.asOf === null ? {} : { asOf: sources.asOf };
  const within = regionBeside(sources, hint);
  for (const name of sources.issuers) {
    const cover = hidden(name);
    if (cover) return { ...cover, region: null, from: 'text', confidence: 0.9 };
    const alone = parseIssuer(name, hint);
    if (alone.level !== 'unknown' && alone.region) {
      return { level: alone.level, region: alone.region, quote: name, from: 'text', confidence: 0.95 };
    }
    // 教务处 under a title that begins with the school's name.
    const school = sources.titles.map((t) => parseIssuer(t, hint)).find((i) => i.level === 'school');
    if (school) return { level: 'school', region: school.region, quote: school.name, from: 'text', confidence: 0.8 };
    const placed = within ? parseIssuer(name, { ...hint, within: within.region }) : alone;
    if (placed.level === 'unknown') continue;
    return {
      level: placed.level,
      region: placed.region,
      quote: name,
      from: 'text',
      confidence: placed.region ? 0.8 : 0.7,
    };
  }
  for (const title of sources.titles) {
    const cover = hidden(title);
    if (cover) return { ...cover, region: null, from: 'text', confidence: 0.85 };
    const head = /^(.{2,40}?)(?:关于|印发|转发|进一步|贯彻)/.exec(title)?.[1] ?? title;
    const issuer = parseIssuer(head, hint);
    if (issuer.level !== 'unknown' && issuer.region) {
      return { level: issuer.level, region: issuer.region, quote: head, from: 'text', confidence: 0.8 };
    }
  }
  if (within) return { level: levelOfRegion(within.region), ...within };
  return spoken(sources.text);
}

/** The place that stands beside the issuer: in the title, the page's table, the 文号, the 版记, or most often in the text. */
function regionBeside(
  sources: PlaceSources,
  hint: { asOf?: string },
): { region: Region; quote: string; from: Evidence['from']; confidence: number } | null {
  for (const title of sources.titles) {
    const region = leadingRegions(title, hint).at(-1)?.region;
    if (region) return { region, quote: title, from: 'text', confidence: 0.8 };
  }
  if (sources.publisher) {
    const { region } = parseIssuer(sources.publisher, hint);
    if (region) return { region, quote: sources.publisher, from: 'page-table', confidence: 0.8 };
  }
  const named = namedMost(sources.text, hint);
  if (sources.agency) {
    const reading = agencyRegion(sources.agency, named ? { ...hint, within: named } : hint);
    if (reading?.region && (reading.certainty !== 'weak' || (named && reading.region.code === named.code))) {
      return {
        region: reading.region,
        quote: sources.agency,
        from: 'text',
        confidence: reading.certainty === 'weak' ? 0.6 : 0.8,
      };
    }
  }
  for (const line of sources.imprint) {
    const region = leadingRegions(line, hint).at(-1)?.region;
    if (region) return { region, quote: line, from: 'imprint', confidence: 0.6 };
  }
  return named ? { region: named, quote: named.name, from: 'inferred', confidence: 0.4 } : null;
}

/** The division that the first pages name most often by its full name, if it does so more than twice; ties tell nothing. */
function namedMost(text: string, hint: { asOf?: string }): Region | null {
  const counts = new Map<string, { region: Region; count: number }>();
  for (const match of findRegions(text.slice(0, 20_000), hint)) {
    if (!match.region || match.name !== 'full') continue;
    const entry = counts.get(match.region.code) ?? { region: match.region, count: 0 };
    entry.count++;
    counts.set(match.region.code, entry);
  }
  const [first, second] = [...counts.values()].sort((a, b) => b.count - a.count);
  return first && first.count >= 3 && first.count > (second?.count ?? 0) ? first.region : null;
}

/** 全区 twice and no 全市: a district speaks of itself. Level only. */
function spoken(text: string): PlaceFound {
  const count = (words: RegExp): number => text.match(words)?.length ?? 0;
  const levels: readonly (readonly [Level, string, number])[] = [
    ['province', '全省', count(/全省(?!统一)/g)],
    ['city', '全市', count(/全市/g)],
    ['county', '全县 / 全区', count(/全[县区旗]/g)],
  ];
  const [first, second] = [...levels].sort((a, b) => b[2] - a[2]);
  if (!first || first[2] < 2 || first[2] < 3 * (second?.[2] ?? 0)) {
    return { level: 'unknown', region: null, quote: '', from: 'inferred', confidence: 0 };
  }
  return { level: first[0], region: null, quote: first[1], from: 'inferred', confidence: 0.4 };
}
