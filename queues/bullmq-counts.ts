import type { Queue as BullQueue } from 'bullmq';
import { JOB_KINDS, type JobFailure, type JobKind, type JobResult } from '../records/job.ts';
import { BULL_STATES, type Envelope, entryOf } from './bullmq-jobs.ts';
import { type Counts, type Entry, formatOf, noStates, STATES, type State } from './queue.ts';

/** Ids and payloads looked at for one state; beyond, the counts are scaled up and said to be estimates. */
const IDS = 50_000;
const PAYLOADS = 2_000;
const PAGE = 1_000;

type Bull = Pick<BullQueue<Envelope, JobResult>, 'getJobCounts' | 'getRanges' | 'getJob' | 'isPaused'>;

/**
 * BullMQ counts by state only. Ids begin with the kind, so stages are counted on ids; formats and reasons stand in the
 * payloads, which cost a round trip each.
 */
export async function countsOf(queue: Bull): Promise<Counts> {
  const states = noStates();
  const stages: Partial<Record<JobKind, Record<State, number>>> = {};
  const formats = new Map<string, number>();
  const reasons = new Map<string, Counts['failures'][number]>();
  let oldest: Counts['oldest'] = null;
  let estimated = false;
  const bull = await queue.getJobCounts();
  for (const state of STATES) {
    const total = BULL_STATES[state].reduce((sum, s) => sum + (bull[s] ?? 0), 0);
    states[state] = total;
    if (total === 0) continue;
    const ids = await idsOf(queue, state, Math.min(total, IDS));
    const share = ids.length === 0 ? 0 : total / ids.length;
    estimated ||= total > IDS;
    for (const kind of JOB_KINDS) {
      const n = ids.filter((id) => id.startsWith(`${kind}.`)).length;
      if (n === 0) continue;
      const stage = stages[kind] ?? noStates();
      stage[state] = Math.round(n * share);
      stages[kind] = stage;
    }
    if (state === 'done') continue;
    const looked = ids.slice(0, PAYLOADS);
    const each = looked.length === 0 ? 0 : total / looked.length;
    estimated ||= total > PAYLOADS;
    for (const entry of await entriesOf(queue, looked, state)) {
      const format = formatOf(entry.job);
      if (state !== 'failed') formats.set(format, (formats.get(format) ?? 0) + each);
      if (entry.failure && (state === 'failed' || state === 'delayed')) note(reasons, entry, entry.failure, each);
      const waits = state === 'waiting' || state === 'delayed';
      if (waits && (oldest === null || entry.addedAt < oldest.since))
        oldest = { key: entry.job.key, name: entry.job.payload.name, since: entry.addedAt };
    }
  }
  const most = (a: { count: number }, b: { count: number }): number => b.count - a.count;
  return {
    states,
    stages,
    formats: Object.fromEntries([...formats].sort(([, a], [, b]) => b - a).map(([f, n]) => [f, Math.round(n)])),
    failures: [...reasons.values()].map((r) => ({ ...r, count: Math.round(r.count) })).sort(most),
    oldest,
    paused: await queue.isPaused(),
    estimated,
  };
}

function note(all: Map<string, Counts['failures'][number]>, { job }: Entry, failure: JobFailure, n: number): void {
  const format = formatOf(job);
  const id = [failure.class, failure.code, job.kind, format].join(' ');
  const known = all.get(id)?.count ?? 0;
  all.set(id, { class: failure.class, code: failure.code, kind: job.kind, format, count: known + n });
}

/** The first ids of a state, in the order in which they will be or were taken. */
export async function idsOf(queue: Pick<Bull, 'getRanges'>, state: State, most: number): Promise<string[]> {
  const out: string[] = [];
  for (const each of BULL_STATES[state])
    for (let from = 0; out.length < most; from += PAGE) {
      const ids = await queue.getRanges([each], from, Math.min(from + PAGE, from + most - out.length) - 1, true);
      out.push(...ids);
      if (ids.length < PAGE) break;
    }
  return out;
}

const AT_ONCE = 200;

export async function entriesOf(queue: Pick<Bull, 'getJob'>, ids: readonly string[], state: State): Promise<Entry[]> {
  const out: Entry[] = [];
  for (let i = 0; i < ids.length; i += AT_ONCE) {
    const jobs = await Promise.all(ids.slice(i, i + AT_ONCE).map((id) => queue.getJob(id)));
    for (const job of jobs) {
      const entry = job ? entryOf(job, state) : null;
      if (entry) out.push(entry);
    }
  }
  return out;
}
