import type { DatabaseSync } from 'node:sqlite';
import { type Job, type JobFailure, JobProgress, type JobResult } from '../records/job.ts';
import { LOSSES, lost } from './failure.ts';
import { type Row, textOf, tick } from './local-table.ts';
import { formatOf, type QueueEvent } from './queue.ts';

/** The moves of a job in the table, each to be made within one transaction. */
export type End =
  | { readonly state: 'done'; readonly result: JobResult }
  | { readonly state: 'failed'; readonly failure: JobFailure }
  | { readonly state: 'delayed'; readonly failure: JobFailure; readonly deaths: number; readonly wait: number };

export interface Put {
  readonly state: 'waiting' | 'held';
  readonly parent: string | null;
  readonly again: boolean;
  readonly now: number;
}

/** True when it was put in; false when its key is known and has not ended, or has and `again` is not asked for. */
export function put(db: DatabaseSync, job: Job, { state, parent, again, now }: Put): boolean {
  if (again) db.prepare("delete from job where key = ? and state in ('done', 'failed')").run(job.key);
  const made = db
    .prepare(
      `insert into job (key, kind, format, priority, job, state, parent, run_at, lease, token, deaths, losses, waits, added_at, changed)
       values (?, ?, ?, ?, ?, ?, ?, 0, 0, 0, 0, 0, 0, ?, ?) on conflict (key) do nothing`,
    )
    .run(job.key, job.kind, formatOf(job), job.priority, JSON.stringify(job), state, parent, now, tick(db));
  return made.changes === 1;
}

/** False when a worker has begun it, or a page that it waits for, or when it is not there. */
export function withdraw(db: DatabaseSync, key: string): boolean {
  const out = db
    .prepare(
      `delete from job where key = ? and state in ('waiting', 'held', 'delayed')
       and not exists (select 1 from job c where c.parent = job.key and c.state = 'active') returning key`,
    )
    .all(key);
  if (out.length === 0) return false;
  db.prepare("delete from job where parent = ? and state in ('waiting', 'delayed')").run(key);
  return true;
}

/** Jobs whose lease has run out go back, in their old place; one that lost many workers is set aside. */
export function free(db: DatabaseSync, now: number): void {
  db.prepare(
    "update job set state = 'waiting', losses = losses + 1 where state = 'active' and lease < ? and losses + 1 < ?",
  ).run(now, LOSSES);
  const aside = db
    .prepare(
      `update job set state = 'failed', losses = losses + 1, failure = ?, ended_at = ?, changed = ?
       where state = 'active' and lease < ? returning key`,
    )
    .all(JSON.stringify(lost()), now, tick(db), now) as Row[];
  for (const row of aside) settle(db, textOf(row, 'key'));
}

/** The parent of the last child to end may begin. */
export function settle(db: DatabaseSync, key: string): void {
  db.prepare(
    `update job set state = 'waiting' where state = 'held' and key = (select parent from job where key = ?)
     and not exists (select 1 from job c where c.parent = job.key and c.state not in ('done', 'failed'))`,
  ).run(key);
}

export function eventOf(row: Row): QueueEvent | null {
  const key = textOf(row, 'key');
  switch (row['state']) {
    case 'done':
    case 'failed':
    case 'delayed':
      return { kind: row['state'], key };
    case 'active':
      return typeof row['progress'] === 'string'
        ? { kind: 'progress', key, progress: JobProgress.parse(JSON.parse(row['progress'])) }
        : null;
    default:
      return null;
  }
}
