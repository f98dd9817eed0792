import { Document } from '../records/document.ts';
import { Reading } from '../records/reading.ts';
import { type Database, holes, number, type Row, text, textOrNull, type Value } from './database.ts';
import { numberKey, titleKeys, titleLikeness } from './keys.ts';
import { anywhere, headColumns, inRegion, inTime, toHead, Where } from './select.ts';
import { type Cited, type DocumentFilter, type DocumentHead, EDGE_KINDS, type Edge } from './store.ts';

export async function reading(db: Database, id: string): Promise<Reading | null> {
  const [row] = await db.all(
    'select d.key, c.document, c.units from document d join content c on c.doc = d.key where d.id = ?',
    [id],
  );
  if (!row) return null;
  const records = await db.all('select body from record where doc = ? order by seq', [number(row, 'key')]);
  return Reading.parse({
    document: Document.parse(JSON.parse(text(row, 'document'))),
    units: JSON.parse(text(row, 'units')),
    records: records.map((r) => JSON.parse(text(r, 'body'))),
  });
}

export async function head(db: Database, id: string): Promise<DocumentHead | null> {
  const [row] = await db.all(`select ${headColumns('d')} from document d where d.id = ?`, [id]);
  return row ? toHead(row) : null;
}

/** The latest first; documents without a date last. `after` is the id of the last one of the page before. */
export async function documents(db: Database, filter: DocumentFilter = {}): Promise<DocumentHead[]> {
  const where = new Where();
  if (filter.level) where.and('d.level = ?', filter.level);
  if (filter.region !== undefined) inRegion(where, 'd.region_code', filter.region, filter.exact);
  if (filter.best) where.and('d.best = 1');
  if (filter.format) where.and('d.format = ?', filter.format);
  if (filter.matters)
    where.and(
      `exists (select 1 from matter m where m.doc = d.key and m.matter in (${holes(filter.matters)}))`,
      ...filter.matters,
    );
  inTime(where, 'd', filter);
  for (const word of filter.words?.split(/\s+/).filter((w) => w !== '') ?? []) {
    const pattern = anywhere(word);
    const columns = ['title', 'cover_title', 'doc_number', 'issuers', 'source'];
    where.and(columns.map((c) => `d.${c} like ? escape '\\'`).join(' or '), ...columns.map(() => pattern));
  }
  if (filter.olderThan) {
    const { pages, text: texts, structure, clauses } = filter.olderThan;
    where.and(
      'd.sha256 in (select sha256 from file where pages < ? or text < ? or structure < ? or clauses < ?)',
      pages,
      texts,
      structure,
      clauses,
    );
  }
  if (filter.after !== undefined)
    where.and(
      `exists (select 1 from document p where p.id = ? and (coalesce(d.issued_first, '') < coalesce(p.issued_first, '')
         or (coalesce(d.issued_first, '') = coalesce(p.issued_first, '') and d.id > p.id)))`,
      filter.after,
    );
  const limit: Value[] = filter.limit === undefined ? [] : [filter.limit];
  const rows = await db.all(
    `select ${headColumns('d')} from document d ${where.sql}
     order by coalesce(d.issued_first, '') desc, d.id ${limit.length > 0 ? 'limit ?' : ''}`,
    [...where.values, ...limit],
  );
  return rows.map(toHead);
}

const KEYED = `${headColumns('d')}, d.title_key, d.cover_key, d.number_key`;
/** Titles that share this much are one title, a wrong character or a lost one apart. */
const NEAR = 0.8;

/** How far a document's titles are the one that is cited, 0–1. A title inside the other counts whole. */
function titleAgrees(keys: readonly string[], row: Row): number {
  const own = [text(row, 'title_key'), textOrNull(row, 'cover_key')].filter((k) => k !== null);
  const inner = [...own, ...own.flatMap(titleKeys)];
  return Math.max(
    0,
    ...keys.flatMap((k) => inner.map((o) => (o.length >= 8 && k.includes(o) ? 1 : titleLikeness(k, o)))),
  );
}

export async function cited(
  db: Database,
  { title, docNumber }: { title: string; docNumber: string | null },
): Promise<Cited[]> {
  const number = docNumber === null ? null : numberKey(docNumber);
  const keys = titleKeys(title);
  const byNumber =
    number === null ? [] : await db.all(`select ${KEYED} from document d where d.number_key = ?`, [number]);
  if (byNumber.length > 0)
    return ordered(
      byNumber.map((row) => {
        const document = toHead(row);
        const agrees = numberKey(title) === number || titleAgrees(keys, row) >= 0.6;
        return {
          document,
          by: 'number' as const,
          exact: agrees,
          mismatch: agrees ? null : `文号${docNumber}对应的是《${document.title}》，引用处写作《${title}》`,
        };
      }),
    );
  const equal = await db.all(
    `select ${KEYED} from document d where d.title_key in (${holes(keys)}) or d.cover_key in (${holes(keys)})`,
    [...keys, ...keys],
  );
  const rows = equal.length > 0 ? equal : await nearTitles(db, keys);
  return ordered(
    rows.map((row) => {
      const document = toHead(row);
      const own = textOrNull(row, 'number_key');
      const differs = number !== null && own !== null && own !== number;
      return {
        document,
        by: 'title' as const,
        exact: equal.length > 0,
        mismatch: differs ? `《${document.title}》的文号是${document.docNumber}，引用处写作${docNumber}` : null,
      };
    }),
  );
}

/** Titles that hold the cited one or stand in it, or are almost it. Only for long ones: 《意见》 means nothing by itself. */
async function nearTitles(db: Database, keys: readonly string[]): Promise<Row[]> {
  const long = keys.filter((k) => k.length >= 8);
  if (long.length === 0) return [];
  const where = long.map(() => "d.title_key like ? escape '\\' or d.cover_key like ? escape '\\'").join(' or ');
  // A wrong character leaves the first six or the last eight alone.
  const parts = long.flatMap((k) => [k.slice(0, 6), k.slice(-8)]);
  const rows = await db.all(
    `select ${KEYED} from document d where ${where} or ${parts.map(() => "d.title_key like ? escape '\\'").join(' or ')}`,
    [...long.flatMap((k) => [anywhere(k), anywhere(k)]), ...parts.map(anywhere)],
  );
  return rows.filter((row) => titleAgrees(long, row) >= NEAR);
}

/** Exact ones first, then copies that count, then higher levels and later dates. */
const ordered = (all: readonly Cited[]): Cited[] =>
  all.toSorted(
    (a, b) =>
      Number(b.exact) - Number(a.exact) ||
      Number(b.document.best) - Number(a.document.best) ||
      Number(b.document.usable) - Number(a.document.usable) ||
      (b.document.issuedOn ?? '').localeCompare(a.document.issuedOn ?? '') ||
      (a.document.id < b.document.id ? -1 : 1),
  );

/** Edges out of a document, then those that lead to it. */
export async function edges(db: Database, id: string): Promise<Edge[]> {
  const [own] = await db.all('select key, work, title_key, cover_key, number_key from document where id = ?', [id]);
  if (!own) return [];
  const out: Edge[] = [];
  for (const row of await db.all('select * from edge where doc = ? order by seq', [number(own, 'key')])) {
    const found = await cited(db, { title: text(row, 'title'), docNumber: textOrNull(row, 'doc_number') });
    const target = found.find((c) => c.document.work !== text(own, 'work'));
    out.push(toEdge(row, id, target?.document.id ?? null, target?.mismatch ?? null));
  }
  const incoming = await db.all(
    `select e.*, d.id as source_id from edge e join document d on d.key = e.doc
     where (e.number_key = ? or e.title_key = ? or e.title_key = ?) and d.work <> ? order by d.id, e.seq`,
    [textOrNull(own, 'number_key'), text(own, 'title_key'), textOrNull(own, 'cover_key'), text(own, 'work')],
  );
  for (const row of incoming) {
    const differs = row['number_key'] !== null && own['number_key'] !== null && row['number_key'] !== own['number_key'];
    out.push(toEdge(row, text(row, 'source_id'), id, differs ? '题名相同，文号不同' : null));
  }
  return [...out, ...(await editions(db, id))];
}

function toEdge(row: Row, from: string, to: string | null, mismatch: string | null): Edge {
  const kind = EDGE_KINDS.find((k) => k === row['kind']);
  if (!kind) throw new TypeError(`edge of unknown kind ${String(row['kind'])}`);
  return {
    from,
    to,
    kind,
    title: text(row, 'title'),
    docNumber: textOrNull(row, 'doc_number'),
    recordId: text(row, 'record_id'),
    mismatch,
  };
}

/** A later edition under the same title succeeds the earlier one, though neither says so. */
async function editions(db: Database, id: string): Promise<Edge[]> {
  const rows = await db.all(
    `select a.id as later, b.id as earlier, b.title, b.doc_number from document a join document b on b.ended_by = a.id
     where a.stem_key = b.stem_key and (a.id = ? or b.id = ?) order by a.id, b.id`,
    [id, id],
  );
  return rows.map((row) => ({
    from: text(row, 'later'),
    to: text(row, 'earlier'),
    kind: 'succeeds' as const,
    title: text(row, 'title'),
    docNumber: textOrNull(row, 'doc_number'),
    recordId: '',
    mismatch: null,
  }));
}

export async function copies(db: Database, id: string): Promise<DocumentHead[]> {
  const rows = await db.all(
    `select ${headColumns('d')} from document d where d.work = (select work from document where id = ?)
     order by d.best desc, d.quality desc, d.id`,
    [id],
  );
  return rows.map(toHead);
}
