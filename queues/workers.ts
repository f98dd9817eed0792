import { setTimeout as pause } from 'node:timers/promises';
import type { Store } from '../corpus/store.ts';
import { VERSIONS, type World } from '../pipeline/index.ts';
import type { Selection } from '../pipeline/selection.ts';
import { isWenhengError } from '../records/errors.ts';
import {
  type Job,
  type JobFailure,
  type JobKind,
  type JobOf,
  type JobResult,
  type JobSource,
  PRIORITY,
  type Priority,
  reviewJob,
} from '../records/job.ts';
import { Pages } from '../records/page.ts';
import type { Reading } from '../records/reading.ts';
import { BLOB, type Blobs, pack, unpack } from './blobs.ts';
import { named } from './failure.ts';
import type { Held, Queue, Work } from './queue.ts';
import { difference, findingLines, recordLines } from './workers-difference.ts';
import { assembled, openFile, readRange } from './workers-scan.ts';
import type { Stages } from './workers-stage.ts';

export { RANGE } from './workers-scan.ts';
export { Stages, type StagesOptions } from './workers-stage.ts';

/** Names of the rules in keys and blobs: what the pages depend on, what the records do, what a review does. */
export const RULES = {
  pages: `p${VERSIONS.pages}`,
  all: `p${VERSIONS.pages}t${VERSIONS.text}s${VERSIONS.structure}c${VERSIONS.clauses}`,
  review: `p${VERSIONS.pages}t${VERSIONS.text}s${VERSIONS.structure}c${VERSIONS.clauses}f${VERSIONS.findings}`,
} as const;

/** All that workers share is the queue, the archive and the blobs. */
export interface Parts {
  readonly queue: Queue;
  readonly store: Store;
  readonly blobs: Blobs;
  readonly world: World;
  readonly stages: Stages;
  readonly rules: { readonly pages: string; readonly all: string };
  /** Images of a scan that one job reads; a scan of no more is read by the job that opens it. */
  readonly range: number;
  /** The superiors, lists and totals that the archive holds for a draft. */
  superiors(draft: Reading, options: { readonly asOf: string; readonly region?: string }): Promise<Selection>;
  /** A document whose text does not tell its place gets that of its batch. */
  place(reading: Reading, region: string | null): Reading;
  /** ISO time, for the list of failures. */
  now(): string;
}

type Table = { readonly [K in JobKind]: (job: JobOf<K>, held: Held, parts: Parts) => Promise<JobResult> };

/** Job kind: load, stage, save, next job. No law and no parsing in here. */
const TABLE: Table = {
  async read(job, held, parts) {
    const { sha256, path } = job.payload;
    if (!job.payload.fresh && (await parts.store.knows(sha256, VERSIONS))) {
      await parts.store.forgive(path);
      return result({ known: true });
    }
    const pages = await pagesOf(job.payload, parts, job.priority, held.progress);
    return pages === null ? result({ split: true }) : toArchive(job.payload, pages, parts, job.payload.fresh);
  },

  async pages(job, held, parts) {
    await readRange(job.payload, parts, held.progress);
    return result({});
  },

  async assemble(job, _held, parts) {
    const { sha256 } = job.payload;
    let pages = await storedPages(sha256, parts);
    if (pages === null) {
      pages = await assembled(job.payload, parts);
      await parts.blobs.put(BLOB.pages(sha256, parts.rules.pages), await pack(pages));
    }
    const saved = await toArchive(job.payload, pages, parts, job.payload.fresh);
    // A page that stayed unread may be read in a re-run; then the others need not be.
    if (!pages.notes.some((n) => n.code === 'ocr-failed'))
      await parts.blobs.remove(BLOB.scan(sha256, parts.rules.pages));
    return saved;
  },

  async extract(job, held, parts) {
    const pages = await pagesOf(job.payload, parts, job.priority, held.progress);
    return pages === null ? result({ split: true }) : toArchive(job.payload, pages, parts, true);
  },

  async review(job, held, parts) {
    const { payload } = job;
    const { region, asOf, at, after } = payload;
    held.progress(0, 0, 'pages');
    const pages = await pagesOf(payload, parts, null, (done, total) => held.progress(done, total, 'pages'));
    if (pages === null) throw new RangeError('a draft is read as a whole');
    held.progress(0, 0, 'clauses');
    const [draft] = (await parts.stages.clauses(pages, payload)).map((r) => parts.place(r, region));
    if (!draft) throw new RangeError('a file that was read has a document');
    held.progress(0, 0, 'superiors');
    const selection = await parts.superiors(draft, { asOf, ...(region ? { region } : {}) });
    held.progress(0, 0, 'findings');
    const report = await parts.stages.report(draft, selection, asOf);
    held.progress(0, 0, 'report');
    const before = after === null ? null : await parts.store.review(after);
    const id = await parts.store.saveReview(report, at);
    return result({
      made: [id],
      difference: before ? difference(findingLines(before.report), findingLines(report)) : null,
    });
  },
};

/** Runs a job by the table; what it shares with others is waited for where it is away. */
export function workOf(parts: Parts): Work {
  const steady: Parts = { ...parts, store: patient(parts.store), blobs: patient(parts.blobs), queue: parts.queue };
  return (job, held) => run(job, held, steady);
}

function run(job: Job, held: Held, parts: Parts): Promise<JobResult> {
  switch (job.kind) {
    case 'read':
      return TABLE.read(job, held, parts);
    case 'pages':
      return TABLE.pages(job, held, parts);
    case 'assemble':
      return TABLE.assemble(job, held, parts);
    case 'extract':
      return TABLE.extract(job, held, parts);
    case 'review':
      return TABLE.review(job, held, parts);
    default:
      return job satisfies never;
  }
}

/** A file that was given up stands in the archive's list of failures, under its path. */
export async function noteFailure(
  job: Job,
  failure: JobFailure,
  { store, now }: Pick<Parts, 'store' | 'now'>,
): Promise<void> {
  if (job.kind === 'pages' || job.kind === 'review') return;
  const { path, sha256 } = job.payload;
  const { code, message } = failure;
  await patient(store).fail({ source: path, sha256, code, message, at: now() });
}

/**
 * Renews the reviews that rest on something that has changed since (待复审), each once. Called when a batch has ended.
 * Returns the keys of the jobs put in.
 */
export async function renewStale(
  { queue, store }: Pick<Parts, 'queue' | 'store'>,
  { asOf, at }: { readonly asOf: string; readonly at: string },
): Promise<readonly string[]> {
  const latest = new Set<string>();
  const jobs: Job[] = [];
  for (const { id, report, stale } of await store.reviews(REVIEWS)) {
    const { sha256, source } = report.document;
    // The latest come first: an earlier review of the same draft has been renewed already.
    if (latest.has(sha256)) continue;
    latest.add(sha256);
    if (!stale) continue;
    const region = report.document.region?.code ?? null;
    const payload = { sha256, name: source, path: source, region, fresh: false, asOf, asked: null, at, after: id };
    jobs.push(reviewJob(payload, RULES.review, PRIORITY.again));
  }
  return queue.add(jobs);
}

/** Reviews looked at, the latest first. */
const REVIEWS = 10_000;

async function pagesOf(
  source: JobSource,
  parts: Parts,
  /** Null: as a whole, however long it is. */
  priority: Priority | null,
  onPage: (done: number, total: number) => void,
): Promise<Pages | null> {
  const known = await storedPages(source.sha256, parts);
  if (known !== null) return known;
  const pages = await openFile(source, parts, priority, onPage);
  if (pages !== null) await parts.blobs.put(BLOB.pages(source.sha256, parts.rules.pages), await pack(pages));
  return pages;
}

async function storedPages(sha256: string, { blobs, rules }: Parts): Promise<Pages | null> {
  const bytes = await blobs.get(BLOB.pages(sha256, rules.pages));
  return bytes === null ? null : Pages.parse(await unpack(bytes));
}

async function toArchive(source: JobSource, pages: Pages, parts: Parts, compare: boolean): Promise<JobResult> {
  const { store, stages, place } = parts;
  const { region, path } = source;
  const readings = (await stages.clauses(pages, source)).map((reading) => place(reading, region));
  const before = compare ? await stored(readings, store) : null;
  await store.save(readings, VERSIONS);
  await store.forgive(path);
  return result({
    made: readings.map((r) => r.document.id),
    difference: before ? difference(recordLines(before), recordLines(readings)) : null,
  });
}

/** What the archive has of the same file now. */
async function stored(readings: readonly Reading[], store: Store): Promise<Reading[]> {
  const out: Reading[] = [];
  const [first] = readings;
  if (!first) return out;
  // d_3f9a0c11d2e4, d_3f9a0c11d2e4_2, …: the documents of one file are numbered without a gap.
  for (let n = 1; ; n++) {
    const reading = await store.reading(n === 1 ? first.document.id : `${first.document.id}_${n}`);
    if (!reading) return out;
    out.push(reading);
  }
}

const result = (part: Partial<JobResult>): JobResult => ({
  made: [],
  known: false,
  split: false,
  difference: null,
  ...part,
});

/** How long a job waits for what all jobs need before it is handed back, and between two tries, milliseconds. */
const PATIENCE = 120_000;
const STEPS = [250, 500, 1000, 2000, 4000];
const WAITED: ReadonlySet<string> = new Set(['service-away', 'store-busy', 'disk-full']);

/** The same part, each call of which is tried again while what it needs is away. Every call may be made twice without harm. */
export function patient<T extends object>(part: T, patience = PATIENCE): T {
  return new Proxy(part, {
    get(target, name) {
      const method: unknown = Reflect.get(target, name);
      if (typeof method !== 'function') return method;
      return async (...values: unknown[]) => {
        for (let waited = 0, tries = 0; ; tries++) {
          try {
            return await Reflect.apply(method, target, values);
          } catch (thrown) {
            const error = named(thrown);
            if (!isWenhengError(error) || !WAITED.has(error.code) || waited >= patience) throw error;
            const step = STEPS[Math.min(tries, STEPS.length - 1)] ?? 1000;
            await pause(step);
            waited += step;
          }
        }
      };
    },
  });
}
