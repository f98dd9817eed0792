import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import { WenhengError } from '../records/errors.ts';
import { Job, JobFailure, JobProgress, JobResult } from '../records/job.ts';
import { type Entry, STATES } from './queue.ts';

/** A table of jobs in a SQLite file of its own: writers of the archive and of the queue do not wait for each other. */
const SCHEMA = `
  create table job (
    seq integer primary key autoincrement, key text not null unique, kind text not null, format text not null,
    priority integer not null, job text not null, state text not null, parent text,
    run_at integer not null, lease integer not null, token integer not null, worker text,
    deaths integer not null, losses integer not null, waits integer not null,
    failure text, result text, progress text, added_at integer not null, ended_at integer, changed integer not null);
  create index job_next on job (state, priority, seq);
  create index job_parent on job (parent);
  create index job_changed on job (changed);
  create table setting (name text primary key, value integer not null);
  insert into setting (name, value) values ('changed', 0), ('paused', 0);`;
const VERSION = 1;

export type Row = Readonly<Record<string, unknown>>;

/** One connection. Each `write` is a transaction that waits its turn without holding up the program. */
export class Table {
  readonly #db: DatabaseSync;
  readonly #patience: number;

  private constructor(db: DatabaseSync, patience: number) {
    this.#db = db;
    this.#patience = patience;
  }

  /** Throws store-newer, store-busy, service-away. */
  static async open(path: string, patience: number): Promise<Table> {
    const table = new Table(await patiently(patience, () => connect(path)), patience);
    await table.write((db) => {
      const found = numberOf(db.prepare('pragma user_version').get(), 'user_version');
      if (found > VERSION) throw new WenhengError('store-newer', { found, known: VERSION });
      if (found === VERSION) return;
      db.exec(SCHEMA);
      db.exec(`pragma user_version = ${VERSION}`);
    });
    return table;
  }

  all(sql: string, ...values: SQLInputValue[]): Row[] {
    try {
      return this.#db.prepare(sql).all(...values) as Row[];
    } catch (error) {
      throw named(error);
    }
  }

  /**
   * `durable`: on the disk when it returns, so that an acknowledged job survives a power cut. What happens to a job
   * later need not: after a power cut it would only be run again.
   */
  write<T>(work: (db: DatabaseSync) => T, durable = false): Promise<T> {
    return patiently(this.#patience, () => {
      this.#db.exec(`pragma synchronous = ${durable ? 'full' : 'normal'}`);
      this.#db.exec('begin immediate');
      try {
        const result = work(this.#db);
        this.#db.exec('commit');
        return result;
      } catch (error) {
        if (this.#db.isTransaction) this.#db.exec('rollback');
        throw error;
      }
    });
  }

  close(): void {
    if (this.#db.isOpen) this.#db.close();
  }
}

/** Numbers changes over all processes, so that a watcher knows what it has seen. */
export function tick(db: DatabaseSync): number {
  return numberOf(
    db.prepare("update setting set value = value + 1 where name = 'changed' returning value").get(),
    'value',
  );
}

export const numberOf = (row: Row | undefined, column: string): number => {
  const value = row?.[column];
  if (typeof value !== 'number') throw new TypeError(`column ${column}: number expected, ${typeof value} found`);
  return value;
};
export const textOf = (row: Row, column: string): string => {
  const value = row[column];
  if (typeof value !== 'string') throw new TypeError(`column ${column}: text expected, ${typeof value} found`);
  return value;
};

/** Null for a job that another version of the program put in; it is counted, and set aside when its turn comes. */
export function entryOf(row: Row): Entry | null {
  const state = STATES.find((s) => s === row['state']);
  if (!state) throw new TypeError(`a job in the unknown state ${String(row['state'])}`);
  const parsed = (column: string): unknown => {
    const value = row[column];
    return typeof value === 'string' ? JSON.parse(value) : null;
  };
  const job = Job.safeParse(parsed('job'));
  if (!job.success) return null;
  return {
    job: job.data,
    state,
    failure: JobFailure.nullable().parse(parsed('failure')),
    result: JobResult.nullable().parse(parsed('result')),
    progress: JobProgress.nullable().parse(parsed('progress')),
    addedAt: numberOf(row, 'added_at'),
    endedAt: row['ended_at'] === null ? null : numberOf(row, 'ended_at'),
  };
}

const STEP = 20;

function connect(path: string): DatabaseSync {
  const db = new DatabaseSync(path, { timeout: STEP });
  try {
    db.exec('pragma journal_mode = wal');
  } catch (error) {
    db.close();
    throw error;
  }
  return db;
}

/** Tries again while another connection holds the file. */
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

// https://www.sqlite.org/rescode.html, primary codes
const BUSY = new Set([5, 6]);
const FULL = 13;
const AWAY = new Set([8, 10, 14]);

function named(error: unknown): unknown {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return error;
  const code = error.errcode & 0xff;
  if (BUSY.has(code)) return new WenhengError('store-busy', {}, { cause: error });
  if (code === FULL) return new WenhengError('disk-full', {}, { cause: error });
  if (AWAY.has(code)) return new WenhengError('service-away', { service: '任务队列' }, { cause: error });
  return error;
}
