import type { DocumentFilter, Store, Versions } from '../corpus/store.ts';
import { VERSIONS } from '../pipeline/index.ts';
import { BLOB, type Blobs, unpack } from '../queues/blobs.ts';
import { type Entry, formatOf, type Queue } from '../queues/queue.ts';
import { RULES, renewStale } from '../queues/workers.ts';
import {
  assembleJob,
  extractJob,
  type Job,
  type JobKind,
  type JobResult,
  type JobSource,
  PRIORITY,
  readJob,
} from '../records/job.ts';
import { Format, Pages } from '../records/page.ts';

export interface RetryOptions {
  readonly queue: Queue;
  readonly store: Store;
  readonly blobs: Blobs;
  readonly asOf: string;
  readonly at: string;
}

export interface RetryChoice {
  readonly stage: 'read' | 'extract' | 'review';
  /** Only what failed, of any stage. */
  readonly failed: boolean;
  /** Documents that the stage read by rules of an earlier version than this; by default all. */
  readonly olderThan: number | null;
  readonly region: string | null;
  /** A format, or the ending of a file's name. */
  readonly format: string | null;
  /** Part of the name of the engine that read its pages: ppocr, tesseract. */
  readonly engine: string | null;
}

export interface Retried {
  readonly keys: readonly string[];
  /** Documents whose original the blob store does not have. */
  readonly missing: readonly string[];
}

/** Puts in again what the choice names, and nothing else. */
export async function retry(choice: RetryChoice, options: RetryOptions): Promise<Retried> {
  if (choice.failed) return retryFailed(choice, options);
  if (choice.stage === 'review') return { keys: await renewStale(options, options), missing: [] };
  return retryDocuments(choice, choice.stage, options);
}

async function retryFailed({ region, format }: RetryChoice, options: RetryOptions): Promise<Retried> {
  const { queue, blobs } = options;
  const jobs = new Map<string, Job>();
  for (const { job } of await queue.entries({ states: ['failed'] })) {
    if (format !== null && formatOf(job) !== format) continue;
    if (job.kind === 'pages') {
      // The scan as a whole goes through again; pages that were read are passed over.
      const { sha256, name } = job.payload;
      const whole = { sha256, name, path: name, region: null, fresh: true };
      const parent = await queue.entry(assembleJob(whole, RULES.all, job.priority).key);
      const source: JobSource = parent?.job.kind === 'assemble' ? { ...parent.job.payload, fresh: true } : whole;
      if (region !== null && source.region !== region) continue;
      await blobs.remove(BLOB.pages(sha256, RULES.pages));
      const again = readJob(source, RULES.all, PRIORITY.again);
      jobs.set(again.key, again);
      continue;
    }
    if (region !== null && job.payload.region !== region) continue;
    jobs.set(job.key, { ...job, priority: PRIORITY.again });
  }
  return { keys: await queue.add([...jobs.values()], { again: true }), missing: [] };
}

/** Documents of the archive looked at at a time. */
const PAGE = 200;

async function retryDocuments(
  choice: RetryChoice,
  stage: 'read' | 'extract',
  { queue, store, blobs }: RetryOptions,
): Promise<Retried> {
  const filter = filterOf(choice, stage);
  const keys: string[] = [];
  const missing: string[] = [];
  const seen = new Set<string>();
  for (let after: string | undefined; ; ) {
    const heads = await store.documents({ ...filter, limit: PAGE, ...(after === undefined ? {} : { after }) });
    const jobs: Job[] = [];
    for (const head of heads) {
      const reading = await store.reading(head.id);
      if (!reading || seen.has(reading.document.sha256)) continue;
      const { sha256, source, region } = reading.document;
      seen.add(sha256);
      const pages = BLOB.pages(sha256, RULES.pages);
      if (choice.engine !== null && !(await readBy(choice.engine, pages, blobs))) continue;
      const original = await blobs.has(BLOB.file(sha256));
      const enough = original || (stage === 'extract' && (await blobs.has(pages)));
      if (!enough) {
        missing.push(source);
        continue;
      }
      const inferred = reading.document.evidence['region']?.from === 'inferred' ? (region?.code ?? null) : null;
      const payload = { sha256, name: source, path: source, region: inferred, fresh: true };
      if (stage === 'read') {
        await blobs.remove(pages);
        await blobs.remove(BLOB.scan(sha256, RULES.pages));
      }
      jobs.push(stage === 'read' ? readJob(payload, RULES.all, PRIORITY.again) : extractJob(payload, RULES.all));
    }
    await queue.add(jobs, { again: true });
    keys.push(...jobs.map((job) => job.key));
    const last = heads.at(-1);
    if (!last || heads.length < PAGE) return { keys, missing };
    after = last.id;
  }
}

function filterOf({ olderThan, region, format }: RetryChoice, stage: 'read' | 'extract'): DocumentFilter {
  const known = Format.safeParse(format);
  const older: Versions | null =
    olderThan === null
      ? null
      : { text: olderThan, structure: olderThan, clauses: olderThan, pages: stage === 'read' ? olderThan : 0 };
  return {
    ...(older ? { olderThan: older } : {}),
    ...(region ? { region } : {}),
    ...(known.success ? { format: known.data } : {}),
  };
}

async function readBy(engine: string, key: string, blobs: Blobs): Promise<boolean> {
  const bytes = await blobs.get(key);
  if (bytes === null) return false;
  const { blocks } = Pages.parse(await unpack(bytes));
  return blocks.some((b) => b.ocr?.engine.toLowerCase().includes(engine.toLowerCase()));
}

export interface Difference {
  readonly documents: number;
  readonly changed: number;
  readonly gained: number;
  readonly lost: number;
  readonly same: number;
  readonly failed: readonly Entry[];
}

/** What the re-run made of it, in sum. */
export function sumOf(ended: readonly Entry[]): Difference {
  const differences = ended.flatMap((e) => e.result?.difference ?? []);
  const sum = (of: (d: NonNullable<JobResult['difference']>) => number): number =>
    differences.reduce((n, d) => n + of(d), 0);
  return {
    documents: ended.length,
    changed: differences.filter((d) => d.gained + d.lost > 0).length,
    gained: sum((d) => d.gained),
    lost: sum((d) => d.lost),
    same: sum((d) => d.same),
    failed: ended.filter((e) => e.state === 'failed'),
  };
}

export const STAGES = ['read', 'extract', 'review'] as const satisfies readonly JobKind[];
export const CURRENT = VERSIONS;
