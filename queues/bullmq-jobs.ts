import type { Job as BullJob, JobState, JobsOptions } from 'bullmq';
import { z } from 'zod';
import { Job, JobFailure, JobProgress, JobResult } from '../records/job.ts';
import { lost } from './failure.ts';
import type { Entry, State } from './queue.ts';

/** What BullMQ keeps as a job's data: our job and the account that failure.ts keeps of it. */
export const Envelope = z.object({
  job: Job,
  deaths: z.int().min(0),
  waits: z.int().min(0),
  failure: JobFailure.nullable(),
});
export type Envelope = z.infer<typeof Envelope>;

export type Bull = BullJob<Envelope, JobResult>;

/** Null for a job that another version of the program put in. */
export function openEnvelope(data: unknown): Envelope | null {
  const parsed = Envelope.safeParse(data);
  return parsed.success ? parsed.data : null;
}

export const seal = (job: Job): { name: string; data: Envelope; opts: JobsOptions } => ({
  name: job.kind,
  data: { job, deaths: 0, waits: 0, failure: null },
  // Whether a job is tried again is decided in failure.ts: its "no" reaches BullMQ as an UnrecoverableError, its "later"
  // as a delay. What is left for BullMQ's own attempts are its broken connections while it writes an end down.
  opts: {
    jobId: job.key,
    priority: job.priority,
    attempts: 1_000_000,
    backoff: { type: 'fixed', delay: 1000 },
    stackTraceLimit: 1,
  },
});

/** BullMQ's names of states to ours. */
const STATE: Readonly<Record<JobState, State>> = {
  waiting: 'waiting',
  prioritized: 'waiting',
  'waiting-children': 'held',
  active: 'active',
  delayed: 'delayed',
  completed: 'done',
  failed: 'failed',
};
export const stateOf = (state: JobState | 'unknown'): State | null => (state === 'unknown' ? null : STATE[state]);

export const BULL_STATES: Readonly<Record<State, readonly JobState[]>> = {
  waiting: ['prioritized', 'waiting'],
  held: ['waiting-children'],
  active: ['active'],
  delayed: ['delayed'],
  done: ['completed'],
  failed: ['failed'],
};
export const UNENDED: readonly JobState[] = ['prioritized', 'waiting', 'waiting-children', 'active', 'delayed'];

export function entryOf(job: Bull, state: State): Entry | null {
  const envelope = openEnvelope(job.data);
  if (envelope === null) return null;
  const result = JobResult.safeParse(job.returnvalue);
  const progress = JobProgress.safeParse(job.progress);
  return {
    job: envelope.job,
    state,
    // BullMQ itself fails a job whose workers vanished too often; then the envelope says nothing of it.
    failure: state === 'failed' && envelope.failure?.class !== 'terminal' ? ended(envelope) : envelope.failure,
    result: state === 'done' && result.success ? result.data : null,
    progress: progress.success ? progress.data : null,
    addedAt: job.timestamp,
    endedAt: job.finishedOn ?? null,
  };
}

const ended = ({ failure }: Envelope): JobFailure => (failure?.class === 'poison' ? failure : lost());
