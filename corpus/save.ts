import type { Reading } from '../records/reading.ts';
import { type Database, holes, number, type Session, text, type Value } from './database.ts';
import { refreshEnds } from './ends.ts';
import { type Rows, rankColumn, rowsOf } from './rows.ts';
import type { Versions } from './store.ts';
import { loadSegmenter } from './words.ts';
import { dissolve, join } from './works.ts';

/**
 * Rows are computed before the transaction, and those of a file that is new are put in before the writer's turn: others
 * wait only while works and endings are settled.
 */
export async function save(db: Database, readings: readonly Reading[], versions: Versions): Promise<void> {
  const [first] = readings;
  if (!first) return;
  const segmenter = await loadSegmenter();
  const rows = readings.map((reading) => rowsOf(reading, segmenter));
  const { sha256, source } = first.document;
  /** False, and nothing done, where the archive has the file. Two who bring it at once: the second waits here. */
  const put = async (session: Session): Promise<boolean> => {
    const made = await session.all(
      `insert into file (sha256, source, pages, text, structure, clauses) values (?, ?, ?, ?, ?, ?)
       on conflict (sha256) do nothing returning sha256`,
      [sha256, source, versions.pages, versions.text, versions.structure, versions.clauses],
    );
    if (made.length === 0) return false;
    for (const row of rows) await saveRows(session, db, row);
    return true;
  };
  await db.write(async (session, isNew) => {
    if (!isNew) {
      await forget(session, db, sha256);
      await session.run('delete from file where sha256 = ?', [sha256]);
      await put(session);
    }
    await session.run('update document set revision = ? where sha256 = ?', [await nextRevision(session), sha256]);
    await session.run('delete from failure where sha256 = ? or source = ?', [sha256, source]);
    for (const { reading } of rows) {
      await join(session, reading.document.id);
      await refreshEnds(session, reading.document.id);
    }
  }, put);
}

/** Counts the changes of the archive: a review knows by it what has come since. */
async function nextRevision(session: Session): Promise<number> {
  const [row] = await session.all(
    `insert into meta (name, value) values ('revision', '1')
     on conflict (name) do update set value = cast(cast(meta.value as integer) + 1 as text) returning value`,
  );
  return row ? Number(text(row, 'value')) : 0;
}

/** Until the writer's turn comes, a document stands under no revision. */
const UNCOUNTED = 0;

const DOCUMENT = [
  'id',
  'sha256',
  'revision',
  'source',
  'title',
  'title_key',
  'cover_title',
  'cover_key',
  'stem_key',
  'doc_number',
  'number_key',
  'issuers',
  'level',
  'rank',
  'region_code',
  'region_name',
  'issued_on',
  'issued_first',
  'force_from',
  'force_until',
  'genre',
  'draft',
  'format',
  'usable',
  'why',
  'records',
  'matters',
  'quality',
  'signature',
  'work',
  'best',
  'ended_by',
  'ended_on',
] as const;

async function saveRows(session: Session, db: Database, rows: Rows): Promise<void> {
  const { reading, keys } = rows;
  const d = reading.document;
  const values: Value[] = [
    d.id,
    d.sha256,
    UNCOUNTED,
    d.source,
    d.title,
    keys.title,
    d.coverTitle,
    keys.cover,
    keys.stem,
    d.docNumber,
    keys.number,
    JSON.stringify(d.issuers),
    d.level,
    rankColumn(d),
    d.region?.code ?? null,
    d.region?.name ?? null,
    d.issuedOn,
    keys.issuedFirst,
    keys.forceFrom,
    keys.forceUntil,
    d.genre,
    d.draft ? 1 : 0,
    d.format,
    d.quality.usable ? 1 : 0,
    d.quality.why,
    reading.records.length,
    JSON.stringify(Object.fromEntries([...rows.matters].sort(([a], [b]) => (a < b ? -1 : 1)))),
    keys.quality,
    keys.signature,
    d.id,
    1,
    null,
    null,
  ];
  const [made] = await session.all(
    `insert into document (${DOCUMENT.join(', ')}) values (${holes(DOCUMENT)}) returning key`,
    values,
  );
  if (!made) throw new Error('insert into document returned no key');
  const doc = number(made, 'key');
  const units = await db.dialect.insertUnits(session, doc, rows.units);
  await session.insert(
    'content',
    ['doc', 'document', 'units'],
    [[doc, JSON.stringify(d), JSON.stringify(reading.units)]],
  );
  await session.insert(
    'record',
    ['id', 'doc', 'seq', 'unit', 'type', 'matter', 'region_code', 'said', 'body'],
    reading.records.map((r, seq) => [
      r.id,
      doc,
      seq,
      units[rows.unitOf[seq] ?? -1] ?? null,
      r.type,
      r.matter,
      d.region?.code ?? null,
      rows.said[seq] ?? '',
      JSON.stringify(r),
    ]),
  );
  await session.insert(
    'matter',
    ['doc', 'matter', 'records'],
    [...rows.matters].map(([matter, count]) => [doc, matter, count]),
  );
  await session.insert(
    'edge',
    ['doc', 'seq', 'kind', 'title', 'title_key', 'doc_number', 'number_key', 'record_id'],
    rows.citations.map((c, seq) => [doc, seq, c.kind, c.title, c.titleKey, c.docNumber, c.numberKey, c.recordId]),
  );
}

/** Takes out all documents of one file, with everything that hangs on them. */
async function forget(session: Session, db: Database, sha256: string): Promise<void> {
  const old = await session.all('select id from document where sha256 = ? order by id', [sha256]);
  for (const row of old) await removeDocument(session, db, text(row, 'id'));
}

export async function removeDocument(session: Session, db: Database, id: string): Promise<void> {
  const [row] = await session.all('select key from document where id = ?', [id]);
  if (!row) return;
  const doc = number(row, 'key');
  const ended = await session.all('select id from document where ended_by = ? order by id', [id]);
  await db.dialect.removeUnits(session, doc);
  for (const table of ['record', 'edge', 'matter', 'content'])
    await session.run(`delete from ${table} where doc = ?`, [doc]);
  await dissolve(session, id, doc);
  for (const other of ended) await refreshEnds(session, text(other, 'id'), false);
}
