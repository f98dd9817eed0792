import type { Evidence, Level } from '../../records/document.ts';
import { leadingRegions, levelOfRegion, NATION, type Region, regionByCode } from '../../records/region.ts';

export interface Place {
  readonly level: Level;
  readonly region: Region | null;
  /** The words that decided. */
  readonly quote: string;
}

/** 国务院办公厅 · 教育部办公厅 · 中共中央办公厅 · 国家发展改革委 */
const NATIONAL_BODY =
  /^(?:中共中央|中央|国务院|全国|国家|教育部|财政部|公安部|民政部|司法部|人力资源社会保障部|人力资源和社会保障部|中华人民共和国|最高人民|共青团中央|中国)/;
const SCHOOL = /(?:学校|中学|小学|幼儿园|完小|一中|二中|三中|附中|附小|学院|大学)$/;
const TOWNSHIP =
  /(?:街道|街道办事处|镇|乡|镇人民政府|乡人民政府|镇政府|乡政府|镇党委|乡党委|街道党工委|街道办)(?:[^\n]{0,12})$/;
/** XX区 · ××县: a name that was taken out. */
const REDACTED = /[XxＸ×*某]{1,4}(省|自治区|市|县|区|镇|乡|街道)/;
const BY_SUFFIX: Readonly<Record<string, Level>> = {
  省: 'province',
  自治区: 'province',
  市: 'city',
  县: 'county',
  区: 'county',
  镇: 'township',
  乡: 'township',
  街道: 'township',
};

/** Level and region that the name of a body, or a title, states at its head; null where it states none. */
export function placeOf(name: string): Place | null {
  const bare = name.replace(/^中共(?!中央)|^共青团(?!中央)|^中国共产党/, '').trim();
  const hidden = REDACTED.exec(bare);
  if (hidden && hidden.index < 12)
    return { level: BY_SUFFIX[hidden[1] ?? ''] ?? 'unknown', region: null, quote: hidden[0] };
  const last = leadingRegions(bare).at(-1);
  if (last?.region) {
    const rest = bare.slice(last.end).replace(/关于.*$/, '');
    const region = regionByCode(last.region.code) ?? last.region;
    const quote = bare.slice(0, last.end);
    if (SCHOOL.test(rest)) return { level: 'school', region, quote: name };
    if (TOWNSHIP.test(rest)) return { level: 'township', region, quote: name };
    return { level: levelOfRegion(region), region, quote };
  }
  if (NATIONAL_BODY.test(name)) return { level: 'national', region: NATION, quote: name };
  return null;
}

export interface PlaceSources {
  readonly issuers: readonly string[];
  readonly titles: readonly string[];
  /** 机关代字 of the 文号. */
  readonly agency: string | null;
  /** 发布机构 of the page's table. */
  readonly publisher: string | null;
  readonly asOf: string | null;
  readonly text: string;
}

export interface PlaceFound extends Place {
  readonly from: Evidence['from'];
  readonly confidence: number;
}

/** Level and region of a document: from its issuer, its title, the page's table. */
export function placeOfDocument(sources: PlaceSources): PlaceFound {
  const steps: readonly (readonly [string, Evidence['from'], number])[] = [
    ...sources.issuers.map((name) => [name, 'text', 0.95] as const),
    ...sources.titles.map((title) => [title, 'text', 0.85] as const),
    [sources.publisher ?? '', 'page-table', 0.85],
  ];
  for (const [words, from, confidence] of steps) {
    const place = words === '' ? null : placeOf(words);
    if (place) return { ...place, from, confidence };
  }
  return { level: 'unknown', region: null, quote: '', from: 'inferred', confidence: 0 };
}
