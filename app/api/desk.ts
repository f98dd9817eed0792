import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { WenhengError } from '../../records/errors.ts';

/**
 * The server's own small database beside the archive: accounts, sessions, jobs and whose each review is. A version that
 * has gone out is never edited; the next one is appended.
 */
const VERSIONS: readonly string[] = [
  `create table account (
     name text primary key, organisation text not null, role text not null, hash text, subject text unique,
     disabled integer not null default 0, created_at text not null);
   create table session (
     token text primary key, account text not null, csrf text not null, created_at integer not null, seen_at integer not null);
   create index session_account on session (account);
   create table job (
     id text primary key, kind text not null, organisation text not null, by_whom text not null, name text not null,
     state text not null, at text not null, started_at text, ended_at text, stage text, done integer not null default 0,
     total integer not null default 0, review_id text, error text, input text not null, attempts integer not null default 0);
   create index job_state on job (state, kind, at);
   create index job_organisation on job (organisation, at);
   create table job_file (
     job text not null, name text not null, state text not null, documents text not null, code text, message text,
     primary key (job, name));
   create table owned (
     review text primary key, organisation text not null, by_whom text not null, job text, at text not null, head text not null);
   create index owned_organisation on owned (organisation, at);
   create table superior (review text not null, document text not null, reading text not null, primary key (review, document));
   create table chain (one integer primary key check (one = 1), n integer not null, hash text not null, size integer not null);`,
  `create table ledger_owned (list text primary key, organisation text not null, by_whom text not null, at text not null);`,
  // Jobs that workers do (handover.ts): when all of a job was put in the queue, and under which keys.
  `alter table job add column handed_at text;
   create table handed (
     job text not null, name text not null, key text not null, sha256 text not null, path text not null,
     own integer not null default 0, ended integer not null default 0, primary key (job, name));
   create index handed_key on handed (key, ended);`,
];

export type Row = Readonly<Record<string, string | number | bigint | null | Uint8Array>>;

export interface Desk {
  readonly home: string;
  all(sql: string, values?: readonly SQLInputValue[]): Row[];
  /** Rows changed. */
  run(sql: string, values?: readonly SQLInputValue[]): number;
  /** All or nothing; one writer at a time, other processes included. */
  together<T>(work: () => T): T;
  close(): void;
}

/** Throws store-newer, store-busy. */
export function openDesk(home: string): Desk {
  mkdirSync(home, { recursive: true });
  const path = join(home, 'desk.sqlite');
  const db = new DatabaseSync(path, { timeout: 10_000 });
  chmodSync(path, 0o600);
  db.exec('pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on');
  const known = VERSIONS.length;
  const together = <T>(work: () => T): T => {
    db.exec('begin immediate');
    try {
      const result = work();
      db.exec('commit');
      return result;
    } catch (error) {
      db.exec('rollback');
      throw error;
    }
  };
  together(() => {
    const found = Number(db.prepare('pragma user_version').get()?.['user_version'] ?? 0);
    if (found > known) throw new WenhengError('store-newer', { found, known });
    for (const statements of VERSIONS.slice(found)) db.exec(statements);
    db.exec(`pragma user_version = ${known}`);
  });
  return {
    home,
    all: (sql, values = []) => db.prepare(sql).all(...values),
    run: (sql, values = []) => Number(db.prepare(sql).run(...values).changes),
    together,
    close: () => db.close(),
  };
}

export const text = (row: Row, column: string): string => {
  const value = row[column];
  if (typeof value !== 'string') throw new TypeError(`column ${column} is no text`);
  return value;
};
export const textOrNull = (row: Row, column: string): string | null => {
  const value = row[column];
  return typeof value === 'string' ? value : null;
};
export const number = (row: Row, column: string): number => Number(row[column] ?? 0);
