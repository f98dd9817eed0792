import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Job } from '../records/job.ts';
import { type Counts, formatOf, type JobEnd, STATES } from './queue.ts';

/** Numbers for Prometheus. One registry a process; `text` is the page that a scraper reads. */
export interface Metrics {
  ended(job: Job, end: JobEnd, seconds: number): void;
  trouble(): void;
  /** The queue as a whole, as any process sees it. */
  queue(counts: Counts, now: number): void;
  readonly contentType: string;
  text(): Promise<string>;
}

/** Seconds: from a short notice to a scan of a few hundred pages. */
const BUCKETS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300];

export function openMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const jobs = new Counter({
    name: 'wenheng_jobs_total',
    help: 'Jobs that came to an end or were handed back, by kind, format, end and reason',
    labelNames: ['kind', 'format', 'end', 'class', 'code'],
    registers,
  });
  const seconds = new Histogram({
    name: 'wenheng_job_seconds',
    help: 'Time of one run of a job, by kind',
    labelNames: ['kind'],
    buckets: BUCKETS,
    registers,
  });
  const troubles = new Counter({
    name: 'wenheng_queue_troubles_total',
    help: 'Times that the queue itself was away or busy',
    registers,
  });
  const whole = openQueueMetrics(registry);
  return {
    ended(job, { next, failure }, time) {
      const why = { class: failure?.class ?? '', code: failure?.code ?? '' };
      jobs.inc({ kind: job.kind, format: formatOf(job), end: next, ...why });
      seconds.observe({ kind: job.kind }, time);
    },
    trouble: () => troubles.inc(),
    queue: whole.queue,
    contentType: registry.contentType,
    text: () => registry.metrics(),
  };
}

/** The part of it that any process can tell: the queue as a whole. */
export function openQueueMetrics(registry = new Registry()): Pick<Metrics, 'queue' | 'text'> {
  const registers = [registry];
  const states = new Gauge({
    name: 'wenheng_queue_jobs',
    help: 'Jobs in the queue, by kind and state',
    labelNames: ['kind', 'state'],
    registers,
  });
  const failed = new Gauge({
    name: 'wenheng_queue_failed_jobs',
    help: 'Jobs that failed or wait for something that is away, by class and code',
    labelNames: ['class', 'code'],
    registers,
  });
  const oldest = new Gauge({
    name: 'wenheng_queue_oldest_seconds',
    help: 'Age of the job that has waited longest and has not begun; 0 where none waits',
    registers,
  });
  const paused = new Gauge({ name: 'wenheng_queue_paused', help: '1 while no worker takes jobs', registers });
  return {
    queue(counts, now) {
      states.reset();
      for (const [kind, stage] of Object.entries(counts.stages))
        for (const state of STATES) states.set({ kind, state }, stage[state]);
      failed.reset();
      for (const f of counts.failures) failed.inc({ class: f.class, code: f.code }, f.count);
      oldest.set(counts.oldest === null ? 0 : Math.max(0, (now - counts.oldest.since) / 1000));
      paused.set(counts.paused ? 1 : 0);
    },
    text: () => registry.metrics(),
  };
}
