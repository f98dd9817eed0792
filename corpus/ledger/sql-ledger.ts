import { ClauseRecord } from '../../records/clause.ts';
import { Document } from '../../records/document.ts';
import { WenhengError } from '../../records/errors.ts';
import { Brought, type BroughtBy, type Days, LedgerEntry, LedgerList } from '../../records/ledger.ts';
import { contains } from '../../records/region.ts';
import { Unit } from '../../records/structure.ts';
import { type Database, holes, number, type Row, type Session, text, textOrNull, type Value } from '../database.ts';
import { numberKey } from '../keys.ts';
import { headColumns, toHead } from '../select.ts';
import { BROUGHT_RULES, broughtBy } from './brought.ts';
import { dateCell, tenure } from './cells.ts';
import { formOf, type ListForm } from './forms.ts';
import type { BroughtFilter, EntryFilter, Ledger, ListFilter, Settling } from './ledger.ts';

/** The ledger over any of the two databases. */
export function ledgerOn(db: Database): Ledger {
  return {
    put: (list, entries) =>
      db.write(async (session) => {
        await drop(session, list.id);
        await session.insert(
          'ledger_list',
          ['id', 'kind', 'region_code', 'year', 'body'],
          [[list.id, list.kind, list.region?.code ?? null, list.year, JSON.stringify(list)]],
        );
        await session.insert('ledger_entry', ENTRY, entries.map(entryRow));
      }),
    async lists(filter = {}) {
      const rows = await db.all('select body from ledger_list order by kind, id');
      return rows.map((row) => LedgerList.parse(JSON.parse(text(row, 'body')))).filter((list) => meets(list, filter));
    },
    entries: (filter = {}) => entries(db, filter),
    settle: (id, change) => db.write((session) => settle(session, id, change)),
    removeList: (id) => db.write((session) => drop(session, id)),
    withdraw: (id, on, why) =>
      db.write((session) =>
        session.run(
          `insert into ledger_withdrawn (document_id, on_day, why) values (?, ?, ?)
           on conflict (document_id) do update set on_day = excluded.on_day, why = excluded.why`,
          [id, on, why],
        ),
      ),
    restore: (id) => db.write((session) => session.run('delete from ledger_withdrawn where document_id = ?', [id])),
    async withdrawn() {
      const rows = await db.all('select * from ledger_withdrawn order by on_day desc, document_id');
      return rows.map((row) => ({
        documentId: text(row, 'document_id'),
        on: text(row, 'on_day'),
        why: text(row, 'why'),
      }));
    },
    async brought(filter = {}) {
      await derive(db);
      return brought(db, filter);
    },
  };
}

const ENTRY = ['id', 'list_id', 'seq', 'kind', 'first_day', 'last_day', 'document_id', 'state', 'body'] as const;
const entryRow = (e: LedgerEntry): Value[] => [
  e.id,
  e.listId,
  e.seq,
  e.kind,
  e.period?.first ?? null,
  e.period?.last ?? null,
  e.documentId,
  e.state,
  JSON.stringify(e),
];

async function drop(session: Session, listId: string): Promise<void> {
  await session.run('delete from ledger_entry where list_id = ?', [listId]);
  await session.run('delete from ledger_list where id = ?', [listId]);
}

function meets(list: LedgerList, { kinds, region, exact, year }: ListFilter): boolean {
  if (kinds && !kinds.includes(list.kind)) return false;
  if (year !== undefined && list.year !== null && list.year.slice(0, 4) !== year.slice(0, 4)) return false;
  if (region === undefined || list.region === null) return true;
  if (exact) return list.region.code === region;
  return contains(list.region, region) || contains(region, list.region);
}

async function entries(db: Database, filter: EntryFilter): Promise<LedgerEntry[]> {
  const lists = await db.all('select body from ledger_list order by kind, id');
  const ids = new Set(
    lists
      .map((row) => LedgerList.parse(JSON.parse(text(row, 'body'))))
      .filter((list) => meets(list, filter) && (filter.lists === undefined || filter.lists.includes(list.id)))
      .map((list) => list.id),
  );
  const kinds = filter.kinds ?? [];
  const rows = await db.all(
    `select list_id, body from ledger_entry ${kinds.length > 0 ? `where kind in (${holes(kinds)})` : ''} order by kind, list_id, seq`,
    kinds,
  );
  return rows
    .filter((row) => ids.has(text(row, 'list_id')))
    .map((row) => LedgerEntry.parse(JSON.parse(text(row, 'body'))))
    .filter((e) => filter.states === undefined || filter.states.includes(e.state));
}

async function settle(session: Session, id: string, change: Settling): Promise<LedgerEntry> {
  const [row] = await session.all('select body from ledger_entry where id = ?', [id]);
  if (!row) throw new WenhengError('not-found', { what: `台账条目 ${id}` });
  const before = LedgerEntry.parse(JSON.parse(text(row, 'body')));
  const form = formOf(before.kind);
  const known = Object.entries(change.cells ?? {}).filter(([key]) => form.columns.some((c) => c.key === key));
  const cells = { ...before.cells, ...Object.fromEntries(known) };
  const given = new Set(known.map(([key]) => key));
  const after: LedgerEntry = {
    ...before,
    state: change.state,
    cells,
    name: cells[form.name] || before.name,
    body: form.body === null ? before.body : (cells[form.body] ?? before.body),
    school: form.school === null ? before.school : (cells[form.school] ?? before.school),
    period: periodOf(form, cells, given) ?? before.period,
  };
  await session.run('update ledger_entry set state = ?, first_day = ?, last_day = ?, body = ? where id = ?', [
    after.state,
    after.period?.first ?? null,
    after.period?.last ?? null,
    JSON.stringify(after),
    id,
  ]);
  return after;
}

/** What a row's dates say once some of them were given anew; null where they say nothing. */
function periodOf(
  { kind, days }: ListForm,
  cells: Readonly<Record<string, string>>,
  given: ReadonlySet<string>,
): Days | null {
  const read = (key: string): Days | null => dateCell(cells[key] ?? '', null).days;
  if (kind === 'secondment')
    return ['from', 'until', 'extended'].some((key) => given.has(key))
      ? tenure({ from: read('from'), until: read('until'), extended: read('extended') })
      : null;
  return days !== null && given.has(days) ? read(days) : null;
}

/** Documents read at once, so that no transaction holds the archive for long. */
const BATCH = 100;

/** Reads again what has come or changed since, by the archive's own count of changes and the version of the rules. */
async function derive(db: Database): Promise<void> {
  for (;;) {
    const rows = await db.all(
      `select d.id, d.revision, d.key, c.document, c.units from document d join content c on c.doc = d.key
       left join ledger_read r on r.document_id = d.id
       where r.document_id is null or r.revision <> d.revision or r.rules <> ? order by d.key limit ${BATCH}`,
      [BROUGHT_RULES],
    );
    if (rows.length === 0) return;
    const records = await recordsOf(db, rows);
    const all = rows.map((row) => ({
      id: text(row, 'id'),
      revision: number(row, 'revision'),
      brought: broughtBy({
        document: Document.parse(JSON.parse(text(row, 'document'))),
        units: Unit.array().parse(JSON.parse(text(row, 'units'))),
        records: records.get(number(row, 'key')) ?? [],
      }),
    }));
    await db.write(async (session) => {
      for (const { id, revision, brought: found } of all) {
        await session.run('delete from ledger_brought where document_id = ?', [id]);
        await session.run('delete from ledger_read where document_id = ?', [id]);
        await session.insert('ledger_read', ['document_id', 'revision', 'rules'], [[id, revision, BROUGHT_RULES]]);
        await session.insert(
          'ledger_brought',
          ['document_id', 'seq', 'kind', 'body'],
          found.map((b, i): Value[] => [id, i, b.kind, JSON.stringify(b)]),
        );
      }
      const gone = 'document_id not in (select id from document)';
      await session.run(`delete from ledger_brought where ${gone}`);
      await session.run(`delete from ledger_read where ${gone}`);
    });
  }
}

/** Only oversight is looked at beside the text. */
async function recordsOf(db: Database, rows: readonly Row[]): Promise<Map<number, ClauseRecord[]>> {
  const keys = rows.map((row) => number(row, 'key'));
  const found = await db.all(
    `select doc, body from record where doc in (${holes(keys)}) and type = 'oversight' order by doc, seq`,
    keys,
  );
  const out = new Map<number, ClauseRecord[]>();
  for (const row of found) {
    const doc = number(row, 'doc');
    out.set(doc, [...(out.get(doc) ?? []), ClauseRecord.parse(JSON.parse(text(row, 'body')))]);
  }
  return out;
}

async function brought(db: Database, { kinds, region, except }: BroughtFilter): Promise<BroughtBy[]> {
  const rows = await db.all(
    `select ${headColumns('d')}, d.sha256, d.number_key, b.body as brought from ledger_brought b
     join document d on d.id = b.document_id
     where d.best = 1 and d.draft = 0
       and d.work not in (select t.work from document t join ledger_withdrawn w on w.document_id = t.id)
       ${kinds ? `and b.kind in (${holes(kinds)})` : ''}
     order by coalesce(d.issued_first, ''), d.id, b.seq`,
    kinds ?? [],
  );
  const own = except?.docNumber ? numberKey(except.docNumber) : null;
  return rows.flatMap((row) => {
    const head = toHead(row);
    const what = Brought.parse(JSON.parse(text(row, 'brought')));
    if (except && (head.id === except.id || text(row, 'sha256') === except.sha256)) return [];
    if (own !== null && textOrNull(row, 'number_key') === own) return [];
    if (region !== undefined && head.region && !contains(head.region, region) && !contains(region, head.region))
      return [];
    // What had begun before the notice came to its end has taken place.
    if (head.endedOn !== null && (what.days === null || head.endedOn <= what.days.first)) return [];
    const { id, work, source, title, docNumber, issuers, level, issuedOn, endedOn } = head;
    return [
      {
        ...what,
        by: {
          documentId: id,
          work,
          source,
          title,
          docNumber,
          issuers: [...issuers],
          level,
          region: head.region,
          issuedOn,
          endedOn,
        },
      },
    ];
  });
}
