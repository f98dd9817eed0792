import { ClauseRecord } from '../records/clause.ts';
import { rankOf } from '../records/document.ts';
import { type Database, holes, number, text } from './database.ts';
import { anywhere, headColumns, headsOf, inRegion, inTime, toHead, Where } from './select.ts';
import type { DocumentHead, RecordFilter, StoredRecord } from './store.ts';
import { fold, soughtPhrase, soughtWords } from './terms.ts';
import { loadSegmenter } from './words.ts';

/** Records by type, matter, place and words; of the copy that counts unless `copies`. Higher levels first, then by place. */
export async function records(db: Database, filter: RecordFilter): Promise<StoredRecord[]> {
  const where = new Where();
  if (filter.types) where.and(`r.type in (${holes(filter.types)})`, ...filter.types);
  if (filter.matters) where.and(`r.matter in (${holes(filter.matters)})`, ...filter.matters);
  if (filter.documents) where.and(`d.id in (${holes(filter.documents)})`, ...filter.documents);
  if (filter.level) where.and('d.level = ?', filter.level);
  if (filter.region !== undefined) inRegion(where, 'r.region_code', filter.region, filter.exact);
  if (!filter.copies && !filter.documents) where.and('d.best = 1');
  inTime(where, 'd', filter);
  if (filter.subject !== undefined && fold(filter.subject) !== '') await about(db, where, filter.subject);
  // Only a limit needs the database to sort, and it would carry the bodies of all records along.
  const first = filter.limit === undefined ? '' : `${ORDER} limit ?`;
  const rows = await db.all(
    `select r.body, r.doc, r.seq from record r join document d on d.key = r.doc ${where.sql} ${first}`,
    filter.limit === undefined ? where.values : [...where.values, filter.limit],
  );
  // Heads are wide and many records share one: they are fetched once each.
  const heads = await headsOf(
    db,
    rows.map((row) => number(row, 'doc')),
  );
  const places = new Map([...heads].toSorted(([, x], [, y]) => byPlace(x, y)).map(([key], place) => [key, place]));
  return rows
    .map((row) => ({ row, place: places.get(number(row, 'doc')) ?? 0, seq: number(row, 'seq') }))
    .toSorted((x, y) => x.place - y.place || x.seq - y.seq)
    .flatMap(({ row }) => {
      const document = heads.get(number(row, 'doc'));
      return document ? [{ record: ClauseRecord.parse(JSON.parse(text(row, 'body'))), document }] : [];
    });
}

const ORDER = `order by coalesce(d.rank, 9), coalesce(d.region_code, '999999'), coalesce(d.issued_on, ''), d.id, r.seq`;

/** The same order as `ORDER`. */
function byPlace(a: DocumentHead, b: DocumentHead): number {
  const text = (x: string, y: string): number => (x === y ? 0 : x < y ? -1 : 1);
  return (
    (rankOf(a.level) ?? 9) - (rankOf(b.level) ?? 9) ||
    text(a.region?.code ?? '999999', b.region?.code ?? '999999') ||
    text(a.issuedOn ?? '', b.issuedOn ?? '') ||
    text(a.id, b.id)
  );
}

/** Paragraphs that hold the words, found by the index, then the records whose own words do. */
async function about(db: Database, where: Where, subject: string): Promise<void> {
  const chunks = subject.split(/\s+/).filter((c) => fold(c) !== '');
  // Words of one or two characters are cut no further, so that the common questions need no dictionary.
  const short = chunks.every((c) => [...fold(c)].length <= 2);
  const sought = short
    ? { terms: chunks.flatMap((c) => soughtPhrase(c).terms), said: chunks.map(fold) }
    : soughtWords(await loadSegmenter().then((s) => chunks.flatMap((c) => s.cut(c))));
  const matching = db.dialect.matching('r.unit', sought.terms);
  if (sought.terms.length > 0) where.and(matching.sql, ...matching.values);
  for (const word of sought.said) where.and("r.said like ? escape '\\'", anywhere(word));
}

export async function record(db: Database, id: string): Promise<StoredRecord | null> {
  const [row] = await db.all(
    `select r.body, ${headColumns('d')} from record r join document d on d.key = r.doc where r.id = ?`,
    [id],
  );
  return row ? { record: ClauseRecord.parse(JSON.parse(text(row, 'body'))), document: toHead(row) } : null;
}
