import type { ClauseRecord, Matter, RecordType } from '../records/clause.ts';
import { type Document, rankOf } from '../records/document.ts';
import type { Reading } from '../records/reading.ts';
import { daysOf } from '../records/when.ts';
import { type Citation, citationsOf, forceOf } from './citations.ts';
import type { UnitRow } from './database.ts';
import { numberKey, stemKey, titleKey } from './keys.ts';
import { signatureOf } from './signature.ts';
import { fold, gramTerms, tagTerms, wordTerms } from './terms.ts';
import type { Segmenter } from './words.ts';

/** All that one reading puts into the archive. Pure: equal readings give equal rows. */
export interface Rows {
  readonly reading: Reading;
  readonly keys: Keys;
  readonly units: readonly UnitRow[];
  /** For each record the index of its unit in `units`, -1 where it stands in none. */
  readonly unitOf: readonly number[];
  readonly said: readonly string[];
  readonly matters: ReadonlyMap<Matter, number>;
  readonly citations: readonly Citation[];
}

export interface Keys {
  readonly title: string;
  readonly cover: string | null;
  readonly stem: string;
  readonly number: string | null;
  readonly issuedFirst: string | null;
  readonly forceFrom: string | null;
  readonly forceUntil: string | null;
  readonly signature: string;
  readonly quality: number;
}

export function rowsOf(reading: Reading, segmenter: Segmenter): Rows {
  const { document, records } = reading;
  const issuedFirst = document.issuedOn === null ? null : daysOf(document.issuedOn).first;
  const force = forceOf(document.text, issuedFirst);
  const units = reading.units.filter((u) => document.text.slice(u.span.start, u.span.end).trim() !== '');
  const unitOf = places(units, records);
  const held: ClauseRecord[][] = units.map(() => []);
  records.forEach((record, i) => {
    held[unitOf[i] ?? -1]?.push(record);
  });
  const matters = new Map<Matter, number>();
  for (const r of records) if (r.type !== 'reference') matters.set(r.matter, (matters.get(r.matter) ?? 0) + 1);
  return {
    reading,
    keys: {
      title: titleKey(document.title),
      cover: document.coverTitle === null ? null : titleKey(document.coverTitle),
      stem: stemKey(document.title),
      number: document.docNumber === null ? null : numberKey(document.docNumber),
      issuedFirst,
      forceFrom: force.from,
      forceUntil: force.until,
      signature: signatureOf(document.text),
      quality: qualityOf(reading),
    },
    units: units.map((unit, seq) => {
      const words = document.text.slice(unit.span.start, unit.span.end).trim();
      return { seq, path: unit.path, text: words, terms: unitTerms(words, document, held[seq] ?? [], segmenter) };
    }),
    unitOf,
    said: records.map(saidOf),
    matters,
    citations: citationsOf(reading),
  };
}

/** The unit that each record begins in; units are in order and do not overlap. */
function places(
  units: readonly { span: { start: number; end: number } }[],
  records: readonly ClauseRecord[],
): number[] {
  return records.map(({ span }) => units.findIndex((u) => u.span.start <= span.start && span.start < u.span.end));
}

export function unitTerms(
  words: string,
  document: Pick<Document, 'level' | 'region'>,
  records: readonly Pick<ClauseRecord, 'type' | 'matter'>[],
  segmenter: Segmenter,
): string[] {
  const tags = tagTerms({
    level: document.level,
    regionCode: document.region?.code ?? null,
    matters: new Set<Matter>(records.map((r) => r.matter)),
    types: new Set<RecordType>(records.map((r) => r.type)),
  });
  return [...new Set([...wordTerms(segmenter.cut(words)), ...gramTerms(fold(words)), ...tags])];
}

/** What a search by subject looks at: the record's own words, folded. */
function saidOf(record: ClauseRecord): string {
  const own =
    'subject' in record ? record.subject : 'act' in record ? record.act : 'action' in record ? record.action : '';
  return fold(`${record.quote}\n${own}`);
}

/** How much a copy is worth as evidence, compared among copies of one notice. Born-digital, complete and unrepaired is best. */
function qualityOf({ document, records }: Reading): number {
  const { quality } = document;
  const scanned = document.format === 'image' || document.format === 'tiff' ? 15 : 0;
  const unverified = records.filter((r) => r.verification?.state === 'unverified').length;
  const checked = records.filter((r) => r.verification !== undefined).length;
  const unresolved = quality.issues.reduce((n, i) => n + i.unresolved.length, 0);
  const lost = (document.docNumber === null ? 8 : 0) + (document.issuedOn === null ? 8 : 0) + (document.region ? 0 : 4);
  const damage = Math.min(40, 0.5 * quality.repairs.length + 2 * unresolved) + Math.min(20, unverified);
  const length = Math.min(5, Math.log10(1 + document.text.length));
  return (quality.usable ? 100 : 0) + length - damage - lost - scanned - (checked > 0 ? 5 : 0);
}

export const rankColumn = (document: Document): number | null => rankOf(document.level);
