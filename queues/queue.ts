import { extname } from 'node:path';
import type { Job, JobFailure, JobKind, JobProgress, JobResult, ReviewStage } from '../records/job.ts';

/** `held`: waits for its pages. `delayed`: handed back, taken again later. */
export const STATES = ['waiting', 'held', 'active', 'delayed', 'done', 'failed'] as const;
export type State = (typeof STATES)[number];

/** A job with what became of it. */
export interface Entry {
  readonly job: Job;
  readonly state: State;
  /** Of a failed job why; of a delayed one why it waits. */
  readonly failure: JobFailure | null;
  readonly result: JobResult | null;
  readonly progress: JobProgress | null;
  /** Milliseconds since 1970. */
  readonly addedAt: number;
  readonly endedAt: number | null;
}

export interface Selection {
  readonly states: readonly State[];
  readonly kinds?: readonly JobKind[];
  /** Most entries handed back. */
  readonly limit?: number;
}

export interface Counts {
  readonly states: Readonly<Record<State, number>>;
  /** By job kind; kinds without jobs are absent. */
  readonly stages: Readonly<Partial<Record<JobKind, Readonly<Record<State, number>>>>>;
  /** What has not ended, by format (ending of the name). */
  readonly formats: Readonly<Record<string, number>>;
  /** Failed and delayed jobs by why, the most frequent first. */
  readonly failures: readonly {
    readonly class: JobFailure['class'];
    readonly code: string;
    readonly kind: JobKind;
    readonly format: string;
    readonly count: number;
  }[];
  /** The job that has waited longest and still has not begun, and since when (milliseconds since 1970). */
  readonly oldest: { readonly key: string; readonly name: string; readonly since: number } | null;
  readonly paused: boolean;
  /** True when stages and formats were counted on a part of a very long queue and scaled up. */
  readonly estimated: boolean;
}

export type QueueEvent =
  | { readonly kind: 'progress'; readonly key: string; readonly progress: JobProgress }
  | { readonly kind: 'done'; readonly key: string }
  | { readonly kind: 'failed'; readonly key: string }
  | { readonly kind: 'delayed'; readonly key: string };

export interface Held {
  /** Tells those who watch how far it is. Never throws: a lost report harms nothing. */
  progress(done: number, total: number, stage?: ReviewStage): void;
  /** Aborted when the lease was lost: another worker may have the job already, so the work may end here. */
  readonly signal: AbortSignal;
}

/** Does the work of one job. What it throws decides what happens next (failure.ts). */
export type Work = (job: Job, held: Held) => Promise<JobResult>;

export interface JobEnd {
  readonly failure: JobFailure | null;
  readonly next: 'done' | 'later' | 'failed';
}

export interface WorkOptions {
  /** Jobs at a time. */
  readonly concurrency: number;
  /** Tells workers apart in logs. */
  readonly name: string;
  /** Called before the end of a job is written down, so it may come twice: for the list of failures, logs, metrics. */
  readonly onEnd?: (job: Job, end: JobEnd) => Promise<void>;
  /** The queue itself is in trouble; it goes on by itself. */
  readonly onTrouble?: (error: Error) => void;
}

export interface Working {
  /** Takes no more jobs and resolves when those at hand have ended. */
  stop(): Promise<void>;
}

export interface QueueOptions {
  /** The clock, milliseconds since 1970. */
  readonly now: () => number;
  /** Milliseconds after which a job whose worker has vanished goes to another one. */
  readonly lease?: number;
  /** Milliseconds until a job that was handed back is taken again, the first time. */
  readonly pause?: number;
}
export const LEASE = 15_000;
export const PAUSE = 1_000;

/**
 * The port. Implementations: local.ts (a SQLite file), bullmq.ts (Redis, or PostgreSQL); one contract suite runs on all.
 * Jobs survive the end of every process. Each is run at least once, by one worker at a time as long as that worker keeps
 * its lease; workers are written so that a second run changes nothing.
 * Errors: service-away, store-busy, disk-full.
 */
export interface Queue {
  readonly kind: 'local' | 'redis' | 'postgres';
  /**
   * A job whose key is known is passed over; with `again`, one that has ended is put in anew.
   * Returns the keys that were put in. Throws a ZodError for a job that is none.
   */
  add(jobs: readonly Job[], options?: { readonly again?: boolean }): Promise<readonly string[]>;
  /** Takes out those of the jobs that no worker has begun, with the pages that they wait for; returns their keys. */
  withdraw(keys: readonly string[]): Promise<readonly string[]>;
  /**
   * `parent` begins when all `children` have ended, done or failed. A parent that is known and has not ended is passed
   * over with its children; what has ended is put in anew.
   */
  addFlow(parent: Job, children: readonly Job[]): Promise<void>;
  work(work: Work, options: WorkOptions): Promise<Working>;
  entry(key: string): Promise<Entry | null>;
  entries(selection: Selection): Promise<readonly Entry[]>;
  counts(): Promise<Counts>;
  /** No worker anywhere takes a job until `resume`. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  /** How many jobs wait, are held, delayed or active. */
  open(): Promise<number>;
  /** Resolves when nothing waits, is held, delayed or active. */
  drain(): Promise<void>;
  /** Events of all processes, as they come; returns how to end it. */
  watch(listener: (event: QueueEvent) => void): Promise<() => Promise<void>>;
  close(): Promise<void>;
}

/** Format of a job for counting: the ending of its name, in small letters. */
export const formatOf = (job: Job): string => extname(job.payload.name).slice(1).toLowerCase() || '—';

export const noStates = (): Record<State, number> => ({
  waiting: 0,
  held: 0,
  active: 0,
  delayed: 0,
  done: 0,
  failed: 0,
});
