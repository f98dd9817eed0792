import pg from 'pg';
import { WenhengError } from '../records/errors.ts';
import { type Database, type Dialect, number, type Row, type Session, type Value } from './database.ts';
import { VERSION_1, VERSION_2 } from './schema.ts';
import { storeOn } from './sql-store.ts';
import type { Store } from './store.ts';

export interface PostgresOptions {
  /** Connections at most; one of them writes at a time. */
  readonly connections?: number;
  /** How long a statement waits for a lock, milliseconds. */
  readonly patience?: number;
}

/** The archive in a PostgreSQL database (15 or newer). Throws store-newer, store-busy, disk-full, service-away. */
export async function openPostgres(url: string, options: PostgresOptions = {}): Promise<Store> {
  return storeOn(await openPostgresDatabase(url, options));
}

const PATIENCE = 20_000;
/** Advisory locks of this program: 文衡 in UTF-16. Writers take turns, so that works and endings are settled one by one. */
const WRITER = 0x6587_8861;
const MIGRATION = WRITER + 1;

export async function openPostgresDatabase(url: string, options: PostgresOptions = {}): Promise<Database> {
  const patience = options.patience ?? PATIENCE;
  const pool = new pg.Pool({
    connectionString: url,
    max: options.connections ?? 4,
    connectionTimeoutMillis: patience,
    application_name: 'wenheng',
    options: `-c lock_timeout=${patience} -c statement_timeout=0 -c jit=off`,
    types: { getTypeParser },
  });
  // A server that goes away between two statements is told by the next statement.
  pool.on('error', () => undefined);
  // So is one that goes away while a transaction thinks between two of its own: unheard it would end the process.
  pool.on('connect', (client) => client.on('error', () => undefined));
  try {
    await migrate(pool);
  } catch (error) {
    await pool.end();
    throw named(error);
  }
  return {
    dialect: POSTGRES,
    all: (sql, values) => ask(pool, sql, values),
    async write<A, T>(
      work: (session: Session, ahead?: A) => Promise<T>,
      ahead?: (session: Session) => Promise<A>,
    ): Promise<T> {
      const client = await pool.connect().catch((error: unknown) => {
        throw named(error);
      });
      let broken: Error | undefined;
      try {
        const session = sessionOn(client);
        await client.query('begin');
        const done = await ahead?.(session);
        await client.query('select pg_advisory_xact_lock($1)', [WRITER]);
        const result = await work(session, done);
        await client.query('commit');
        return result;
      } catch (error) {
        await client.query('rollback').catch((gone: unknown) => {
          broken = gone instanceof Error ? gone : new Error(String(gone));
        });
        throw named(error);
      } finally {
        client.release(broken);
      }
    },
    async close() {
      if (!pool.ended) await pool.end();
    },
  };
}

type Client = Pick<pg.PoolClient, 'query'>;

/** bigint as a number: row numbers stay far below 2^53. */
const BIGINT = 20;
const NUMERIC = 1700;
const getTypeParser: typeof pg.types.getTypeParser = (id: number, format?: 'text' | 'binary') =>
  id === BIGINT || id === NUMERIC ? Number : pg.types.getTypeParser(id, format as 'text');

/** `?` of the shared statements as $1, $2 …; none of them has a question mark in its words. */
const numbered = (sql: string): string => {
  let n = 0;
  return sql.replaceAll('?', () => `$${++n}`);
};

/** PostgreSQL keeps no NUL in text; damaged copies bring some. */
const held = (value: Value): Value => (typeof value === 'string' ? value.replaceAll('\u0000', '') : value);

async function ask(client: Client, sql: string, values: readonly Value[] = []): Promise<Row[]> {
  try {
    const { rows } = await client.query<Record<string, unknown>>(numbered(sql), values.map(held));
    return rows;
  } catch (error) {
    throw named(error);
  }
}

/** Values of one statement at most; the protocol's own limit is 65,535. */
const MOST_VALUES = 30_000;

function sessionOn(client: Client): Session {
  return {
    all: (sql, values) => ask(client, sql, values),
    async run(sql, values) {
      await ask(client, sql, values);
    },
    async insert(table, columns, rows) {
      const step = Math.max(1, Math.floor(MOST_VALUES / columns.length));
      for (let i = 0; i < rows.length; i += step) {
        const part = rows.slice(i, i + step);
        const line = `(${columns.map(() => '?').join(', ')})`;
        await ask(
          client,
          `insert into ${table} (${columns.join(', ')}) values ${part.map(() => line).join(', ')}`,
          part.flat(),
        );
      }
    },
  };
}

async function migrate(pool: pg.Pool): Promise<void> {
  const client = await pool.connect();
  const known = POSTGRES.migrations.length;
  try {
    await client.query('begin');
    await client.query('select pg_advisory_xact_lock($1)', [MIGRATION]);
    await client.query('create table if not exists schema_version (version integer not null)');
    const [row] = await ask(client, 'select coalesce(max(version), 0) as version from schema_version');
    const found = row ? number(row, 'version') : 0;
    if (found > known) throw new WenhengError('store-newer', { found, known });
    for (let n = found; n < known; n++) {
      for (const statement of POSTGRES.migrations[n] ?? []) await client.query(statement);
      await client.query('insert into schema_version (version) values ($1)', [n + 1]);
    }
    await client.query('commit');
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  } finally {
    client.release();
  }
}

// https://www.postgresql.org/docs/15/errcodes-appendix.html
const BUSY = new Set(['55P03', '40P01', '40001', '53300']);
const FULL = new Set(['53100', '53200']);
const AWAY = /^(?:08|57P|28|3D)|^E(?:CONN|HOST|NET|TIMEDOUT|NOTFOUND|PIPE|AI_AGAIN)/;

/** The driver gives a cut connection no code of its own; these are its only words for it. */
const CUT = /Connection terminated|is not queryable|timeout exceeded when trying to connect|Cannot use a pool/;

/** What PostgreSQL reports in the project's own words; anything else is a bug and stays as it is. */
export function named(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof WenhengError) return error;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const options = { cause: error };
  if (BUSY.has(code)) return new WenhengError('store-busy', {}, options);
  if (FULL.has(code)) return new WenhengError('disk-full', {}, options);
  const cut = CUT.test(error.message);
  if (AWAY.test(code) || (code === '' && cut))
    return new WenhengError('service-away', { service: 'PostgreSQL' }, options);
  return error;
}

const types = { key: 'bigint generated by default as identity primary key', real: 'double precision', big: 'bigint' };

/** Terms are letters and digits: quoted, so that none is taken for an operator. */
const query = (terms: readonly string[]): string =>
  terms
    .filter(fits)
    .map((t) => `'${t.replaceAll("'", "''")}'`)
    .join(' & ');

/** Bytes of one lexeme at most, PostgreSQL's own limit. */
const LEXEME = 2046;
const fits = (term: string): boolean => Buffer.byteLength(term) <= LEXEME;

/** Ids, codes and dates are ordered by their characters, whatever language the database was made for. */
const plain = (statement: string): string =>
  statement.replace(/ text(?= not null| null| primary|,|\n|\)|$)/g, ' text collate "C"');

export const POSTGRES: Dialect = {
  name: 'postgres',
  migrations: [
    [
      ...VERSION_1(types),
      `create table unit (id ${types.key}, doc bigint not null, seq integer not null, path text not null, text text not null, terms tsvector not null)`,
      'create index unit_doc on unit (doc, seq)',
      'create index unit_terms on unit using gin (terms)',
    ].map(plain),
    VERSION_2(types).map(plain),
  ],
  indexed: 'unit u',
  found: (terms) => ({ sql: 'u.terms @@ ?::tsquery', values: [query(terms)] }),
  matching: (id, terms) => ({
    sql: `${id} in (select t.id from unit t where t.terms @@ ?::tsquery)`,
    values: [query(terms)],
  }),
  async insertUnits(session, doc, units) {
    const ids: number[] = [];
    for (let i = 0; i < units.length; i += 500) {
      const part = units.slice(i, i + 500);
      const line = '(?::bigint, ?::integer, ?, ?, array_to_tsvector(?::text[]))';
      const rows = await session.all(
        `insert into unit (doc, seq, path, text, terms) values ${part.map(() => line).join(', ')} returning id, seq`,
        part.flatMap((u): Value[] => [doc, u.seq, u.path, u.text, arrayOf(u.terms)]),
      );
      rows.sort((a, b) => number(a, 'seq') - number(b, 'seq'));
      ids.push(...rows.map((row) => number(row, 'id')));
    }
    return ids;
  },
  async removeUnits(session, doc) {
    await session.run('delete from unit where doc = ?', [doc]);
  },
  async reindexUnit(session, id, terms) {
    await session.run('update unit set terms = array_to_tsvector(?::text[]) where id = ?', [arrayOf(terms), id]);
  },
};

/** A text[] literal; terms are letters and digits, the quotes keep NULL and blanks from meaning anything. */
const arrayOf = (terms: readonly string[]): string =>
  `{${terms
    .filter(fits)
    .map((t) => `"${t.replace(/["\\]/g, '')}"`)
    .join(',')}}`;
