import { existsSync } from 'node:fs';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import { WenhengError } from '../records/errors.ts';
import { type Database, type Dialect, number, type Row, type Session, type Value } from './database.ts';
import { VERSION_1, VERSION_2 } from './schema.ts';
import { storeOn } from './sql-store.ts';
import type { Store } from './store.ts';

export interface SqliteOptions {
  /** How long a writer waits for another one, milliseconds. */
  readonly patience?: number;
  /** Most pages of 4096 bytes that the file may have; a full quota answers like a full disk. */
  readonly maxPages?: number;
}

/** Opens or makes the archive in one file. Throws store-newer, store-busy, disk-full, file-damaged. */
export async function openSqlite(path: string, options: SqliteOptions = {}): Promise<Store> {
  return storeOn(await openSqliteDatabase(path, options));
}

const PATIENCE = 20_000;
const STEP = 20;

export async function openSqliteDatabase(path: string, options: SqliteOptions = {}): Promise<Database> {
  const patience = options.patience ?? PATIENCE;
  const fresh = !existsSync(path);
  const writer = await patiently(patience, () => connect(path, options));
  await patiently(patience, () => migrate(writer.connection, path, fresh));
  // Readers see the last committed state while a transaction of this process is under way.
  const reader = await patiently(patience, () => connect(path, options));
  let queue: Promise<unknown> = Promise.resolve();

  async function transact<T>(work: (session: Session) => Promise<T>): Promise<T> {
    await patiently(patience, () => writer.connection.exec('begin immediate'));
    try {
      const result = await work(writer);
      writer.connection.exec('commit');
      return result;
    } catch (error) {
      // A full disk has rolled back already.
      if (writer.connection.isTransaction) writer.connection.exec('rollback');
      throw named(error);
    }
  }

  return {
    dialect: SQLITE,
    all: (sql, values) => reader.all(sql, values),
    write<A, T>(
      work: (session: Session, ahead?: A) => Promise<T>,
      ahead?: (session: Session) => Promise<A>,
    ): Promise<T> {
      // The file has one writer at a time, whatever it writes.
      const done = queue.then(() => transact(async (session) => work(session, await ahead?.(session))));
      queue = done.catch(() => undefined);
      return done;
    },
    async close() {
      await queue;
      for (const { connection } of [reader, writer]) if (connection.isOpen) connection.close();
    },
  };
}

interface Connection extends Session {
  readonly connection: DatabaseSync;
}

function connect(path: string, { maxPages }: SqliteOptions): Connection {
  let connection: DatabaseSync;
  try {
    connection = new DatabaseSync(path, { timeout: STEP });
  } catch (error) {
    throw named(error, path);
  }
  try {
    connection.exec('pragma journal_mode = wal');
    connection.exec('pragma synchronous = normal; pragma cache_size = -65536; pragma temp_store = memory');
    if (maxPages !== undefined) connection.exec(`pragma max_page_count = ${maxPages}`);
  } catch (error) {
    connection.close();
    throw named(error, path);
  }
  return { connection, ...session(connection) };
}

/** Statements are few and come again: each is compiled once. Those with long lists of values are not kept. */
const KEPT = 300;

function session(connection: DatabaseSync): Session {
  const compiled = new Map<string, StatementSync>();
  const statement = (sql: string): StatementSync => {
    const known = compiled.get(sql);
    if (known) return known;
    const made = connection.prepare(sql);
    if (compiled.size >= KEPT) compiled.clear();
    compiled.set(sql, made);
    return made;
  };
  return {
    async all(sql, values = []) {
      try {
        return statement(sql).all(...values) as Row[];
      } catch (error) {
        throw named(error);
      }
    },
    async run(sql, values = []) {
      try {
        statement(sql).run(...values);
      } catch (error) {
        throw named(error);
      }
    },
    async insert(table, columns, rows) {
      const insert = statement(
        `insert into ${table} (${columns.join(', ')}) values (${columns.map(() => '?').join(', ')})`,
      );
      try {
        for (const row of rows) insert.run(...row);
      } catch (error) {
        throw named(error);
      }
    },
  };
}

/** Tries again while another connection holds the archive. */
async function patiently<T>(patience: number, attempt: () => T): Promise<T> {
  for (let waited = 0; ; waited += 2 * STEP) {
    try {
      return attempt();
    } catch (error) {
      const known = named(error);
      if (!(known instanceof WenhengError) || known.code !== 'store-busy' || waited >= patience) throw known;
      await pause(STEP);
    }
  }
}

function migrate(connection: DatabaseSync, path: string, fresh: boolean): void {
  const version = (): number => {
    const row = connection.prepare('pragma user_version').get();
    return row ? number(row as Row, 'user_version') : 0;
  };
  const known = SQLITE.migrations.length;
  try {
    const found = version();
    if (found > known) throw new WenhengError('store-newer', { found, known });
    if (found === known) return;
    if (found === 0 && !fresh && connection.prepare('select count(*) as n from sqlite_schema').get()?.['n'] !== 0)
      throw new WenhengError('file-damaged', { file: path, why: '不是文衡的档案库' });
    connection.exec('begin immediate');
    // Another process may have done it while this one waited.
    for (let n = version(); n < known; n++) {
      for (const statement of SQLITE.migrations[n] ?? []) connection.exec(statement);
      connection.exec(`pragma user_version = ${n + 1}`);
    }
    connection.exec('commit');
  } catch (error) {
    if (connection.isTransaction) connection.exec('rollback');
    const known = named(error, path);
    if (!(known instanceof WenhengError) || known.code !== 'store-busy') connection.close();
    throw known;
  }
}

// https://www.sqlite.org/rescode.html, primary codes
const BUSY = new Set([5, 6]);
const FULL = 13;
const AWAY = new Set([8, 10, 14]);
const NO_DATABASE = new Set([11, 26]);

/** What SQLite reports in the project's own words; anything else is a bug and stays as it is. */
function named(error: unknown, path = '档案库'): unknown {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return error;
  const code = error.errcode & 0xff;
  const options = { cause: error };
  if (BUSY.has(code)) return new WenhengError('store-busy', {}, options);
  if (code === FULL) return new WenhengError('disk-full', {}, options);
  if (AWAY.has(code)) return new WenhengError('service-away', { service: path }, options);
  if (NO_DATABASE.has(code)) return new WenhengError('file-damaged', { file: path, why: '不是完好的档案库' }, options);
  return error;
}

const types = { key: 'integer primary key', real: 'real', big: 'integer' };

/** Terms are letters and digits: the quotes keep AND, OR and NEAR from meaning anything. */
const query = (terms: readonly string[]): string => terms.map((t) => `"${t}"`).join(' AND ');

export const SQLITE: Dialect = {
  name: 'sqlite',
  migrations: [
    [
      ...VERSION_1(types),
      'create table unit (id integer primary key, doc integer not null, seq integer not null, path text not null, text text not null)',
      'create index unit_doc on unit (doc, seq)',
      // Row numbers alone, no places in the text: half the size and the time of a full index, and phrases are verified.
      `create virtual table term using fts5(
         terms, content = '', contentless_delete = 1, detail = none, tokenize = "unicode61 remove_diacritics 0")`,
    ],
    VERSION_2(types),
  ],
  indexed: 'term t join unit u on u.id = t.rowid',
  found: (terms) => ({ sql: 't.term match ?', values: [query(terms)] }),
  matching: (id, terms) => ({
    sql: `${id} in (select rowid from term where term match ?)`,
    values: [query(terms)],
  }),
  async insertUnits(session, doc, units) {
    const [row] = await session.all('select coalesce(max(id), 0) as last from unit');
    const last = row ? number(row, 'last') : 0;
    const ids = units.map((_, i) => last + i + 1);
    await session.insert(
      'unit',
      ['id', 'doc', 'seq', 'path', 'text'],
      units.map((u, i): Value[] => [last + i + 1, doc, u.seq, u.path, u.text]),
    );
    await session.insert(
      'term',
      ['rowid', 'terms'],
      units.map((u, i): Value[] => [last + i + 1, u.terms.join(' ')]),
    );
    return ids;
  },
  async removeUnits(session, doc) {
    await session.run('delete from term where rowid in (select id from unit where doc = ?)', [doc]);
    await session.run('delete from unit where doc = ?', [doc]);
  },
  async reindexUnit(session, id, terms) {
    await session.run('delete from term where rowid = ?', [id]);
    await session.insert('term', ['rowid', 'terms'], [[id, terms.join(' ')]]);
  },
};
