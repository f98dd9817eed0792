import { z } from 'zod';
import { Matter } from '../records/clause.ts';
import { Level } from '../records/document.ts';
import { Format } from '../records/page.ts';
import { type Database, holes, number, type Row, text, textOrNull, type Value } from './database.ts';
import type { DocumentHead } from './store.ts';
import { stemOfRegion } from './terms.ts';

const HEAD = [
  'id',
  'source',
  'title',
  'cover_title',
  'doc_number',
  'issuers',
  'level',
  'region_code',
  'region_name',
  'issued_on',
  'genre',
  'draft',
  'format',
  'usable',
  'why',
  'records',
  'matters',
  'work',
  'best',
  'ended_by',
  'ended_on',
] as const;

/** The columns of a document's head, as `h_…` so that they can stand beside another table's. */
export const headColumns = (table: string): string => HEAD.map((c) => `${table}.${c} as h_${c}`).join(', ');

const Issuers = z.array(z.string());
const Matters = z.partialRecord(Matter, z.int().positive());

export function toHead(row: Row): DocumentHead {
  const code = textOrNull(row, 'h_region_code');
  return {
    id: text(row, 'h_id'),
    source: text(row, 'h_source'),
    title: text(row, 'h_title'),
    coverTitle: textOrNull(row, 'h_cover_title'),
    docNumber: textOrNull(row, 'h_doc_number'),
    issuers: Issuers.parse(JSON.parse(text(row, 'h_issuers'))),
    level: Level.parse(row['h_level']),
    region: code === null ? null : { code, name: text(row, 'h_region_name') },
    issuedOn: textOrNull(row, 'h_issued_on'),
    genre: textOrNull(row, 'h_genre'),
    draft: number(row, 'h_draft') === 1,
    format: Format.parse(row['h_format']),
    usable: number(row, 'h_usable') === 1,
    why: text(row, 'h_why'),
    records: number(row, 'h_records'),
    matters: Matters.parse(JSON.parse(text(row, 'h_matters'))),
    work: text(row, 'h_work'),
    best: number(row, 'h_best') === 1,
    endedBy: textOrNull(row, 'h_ended_by'),
    endedOn: textOrNull(row, 'h_ended_on'),
  };
}

/** Values of one statement at most. */
const MOST = 500;

/** Heads of documents by their keys. */
export async function headsOf(db: Database, keys: readonly number[]): Promise<Map<number, DocumentHead>> {
  const distinct = [...new Set(keys)];
  const out = new Map<number, DocumentHead>();
  for (let i = 0; i < distinct.length; i += MOST) {
    const part = distinct.slice(i, i + MOST);
    const rows = await db.all(
      `select d.key, ${headColumns('d')} from document d where d.key in (${holes(part)})`,
      part,
    );
    for (const row of rows) out.set(number(row, 'key'), toHead(row));
  }
  return out;
}

/** Conditions of a statement, joined by `and`. */
export class Where {
  readonly #parts: string[] = [];
  readonly values: Value[] = [];

  and(sql: string, ...values: readonly Value[]): this {
    this.#parts.push(sql);
    this.values.push(...values);
    return this;
  }

  get sql(): string {
    return this.#parts.length === 0 ? '' : `where ${this.#parts.map((p) => `(${p})`).join(' and ')}`;
  }
}

/** A region and all inside it; `exact`: its own documents only. */
export function inRegion(where: Where, column: string, code: string, exact = false): void {
  const stem = stemOfRegion(code);
  if (exact || stem.length === 6) where.and(`${column} = ?`, code);
  else if (stem !== '') where.and(`${column} >= ? and ${column} <= ?`, stem.padEnd(6, '0'), stem.padEnd(6, '9'));
}

export interface Dates {
  readonly from?: string;
  readonly until?: string;
  readonly inForceOn?: string;
}

export function inTime(where: Where, table: string, { from, until, inForceOn }: Dates): void {
  if (from !== undefined) where.and(`${table}.issued_first >= ?`, from);
  if (until !== undefined) where.and(`${table}.issued_first <= ?`, until);
  if (inForceOn !== undefined) {
    where.and(`${table}.draft = 0`);
    where.and(`${table}.force_from is null or ${table}.force_from <= ?`, inForceOn);
    where.and(`${table}.ended_on is null or ${table}.ended_on > ?`, inForceOn);
  }
}

/** A pattern for `like … escape '\'` that finds the words anywhere. */
export const anywhere = (words: string): string => `%${words.replace(/[\\%_]/g, (c) => `\\${c}`)}%`;
