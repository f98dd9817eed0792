import { readFile, stat } from 'node:fs/promises';
import type { Store } from '../corpus/store.ts';
import { VERSIONS, type World } from '../pipeline/index.ts';
import { LIMITS, megabytes } from '../pipeline/readers/limits.ts';
import { BLOB, type Blobs } from '../queues/blobs.ts';
import type { Entry, Queue } from '../queues/queue.ts';
import { RULES } from '../queues/workers.ts';
import { ERRORS, isWenhengError, WenhengError } from '../records/errors.ts';
import { assembleJob, type Job, type JobSource, readJob } from '../records/job.ts';
import { entriesOf, hashFile, isZip, listFiles, plainSource, type Source } from './sources.ts';

export interface SubmitOptions {
  readonly queue: Queue;
  readonly store: Store;
  readonly blobs: Blobs;
  /** To take archives apart. */
  readonly world: World;
  /** GB/T 2260 code for documents whose text does not tell. */
  readonly region: string | null;
  readonly now: () => string;
  /** Files whose end is known already, by their names. */
  readonly passOver?: (name: string) => boolean;
  /** Told of each file that needs no job or can have none. */
  readonly onFile?: (file: SettledFile) => void;
  /** Told of those that do before their jobs are put in, and after that which keys were new. */
  readonly onHand?: (files: readonly HandedFile[]) => void;
  readonly onPut?: (files: readonly HandedFile[], added: ReadonlySet<string>) => void;
  /** Ends it after the file at hand; what has not been put in by then is left out. */
  readonly signal?: AbortSignal;
}

export interface HandedFile {
  readonly name: string;
  readonly path: string;
  readonly sha256: string;
  readonly key: string;
}
export type SettledFile =
  | { readonly state: 'known'; readonly name: string }
  | { readonly state: 'failed'; readonly name: string; readonly code: string; readonly message: string };

export interface Submitted {
  readonly keys: readonly string[];
  /** Contents that the archive or the queue has already, or that stood twice in the batch. */
  readonly known: number;
  /** Files that could not even be handed over; they stand in the archive's list of failures. */
  readonly failed: number;
}

/** Jobs put in at a time. */
const STEP = 100;

/**
 * Hands files, folders and archives to the workers: bytes to the blob store, one job a document to the queue.
 * Handing the same in again harms nothing. Throws file-missing, disk-full, service-away.
 */
export async function submitPaths(paths: readonly string[], options: SubmitOptions): Promise<Submitted> {
  const { queue, store, blobs, world, region } = options;
  const taken = new Set<string>();
  const keys: string[] = [];
  let known = 0;
  let failed = 0;
  let waiting: { job: Job; file: HandedFile }[] = [];
  const flush = async (): Promise<void> => {
    // `again`: what the archive does not know is read anew, even if the queue remembers it as done or failed.
    const jobs = waiting.map(({ job }) => job);
    const files = waiting.map(({ file }) => file);
    options.onHand?.(files);
    const added = new Set(await queue.add(jobs, { again: true }));
    options.onPut?.(files, added);
    keys.push(...jobs.map((job) => job.key));
    known += jobs.length - added.size;
    waiting = [];
  };
  const take = async (source: Source): Promise<void> => {
    try {
      if (source.file === null) throw source.error;
      if (options.passOver?.(source.name)) return;
      await checkSize(source.file, source.name, world.limits?.bytes);
      const sha256 = await hashFile(source.file);
      if (taken.has(sha256) || (await store.knows(sha256, VERSIONS))) {
        known++;
        options.onFile?.({ state: 'known', name: source.name });
        return;
      }
      taken.add(sha256);
      const key = BLOB.file(sha256);
      if (!(await blobs.has(key))) await blobs.put(key, new Uint8Array(await readFile(source.file)));
      const payload: JobSource = { sha256, name: source.name, path: source.path, region, fresh: false };
      const job = readJob(payload, RULES.all);
      waiting.push({ job, file: { name: source.name, path: source.path, sha256, key: job.key } });
      if (waiting.length >= STEP) await flush();
    } catch (error) {
      if (!isWenhengError(error) || ERRORS[error.code].retry === 'later') throw error;
      failed++;
      const { code, message } = error;
      await store.fail({ source: source.path, sha256: null, code, message, at: options.now() });
      options.onFile?.({ state: 'failed', name: source.name, code, message });
    } finally {
      await source.release();
    }
  };
  for (const file of await listFiles(paths)) {
    if (options.signal?.aborted) break;
    if (!(await isZip(file).catch(() => false))) await take(plainSource(file));
    else
      for await (const entry of entriesOf(file, world)) {
        await take(entry);
        if (options.signal?.aborted) break;
      }
  }
  if (!options.signal?.aborted) await flush();
  return { keys, known, failed };
}

/** Throws file-too-large for what the reader would refuse: it need not even be carried to the workers. */
export async function checkSize(file: string, name: string, limit = LIMITS.bytes): Promise<void> {
  const { size } = await stat(file);
  if (size > limit)
    throw new WenhengError('file-too-large', { file: name, size: megabytes(size), limit: megabytes(limit) });
}

export interface Followed {
  /** How each job ended; of a scan, its assembling. */
  readonly ended: readonly Entry[];
}

/** Waits for jobs to end, and for what they became. Events are only a hint: what counts is what the queue says of each. */
export async function follow(
  queue: Queue,
  keys: readonly string[],
  onEnd?: (done: number, total: number, entry: Entry) => void,
): Promise<Followed> {
  const open = new Set(keys);
  const ended: Entry[] = [];
  const hints = new Set<string>();
  let wake = Promise.withResolvers<void>();
  const unwatch = await queue.watch((event) => {
    if ((event.kind === 'done' || event.kind === 'failed') && open.has(event.key)) {
      hints.add(event.key);
      wake.resolve();
    }
  });
  const look = async (key: string): Promise<void> => {
    const entry = await queue.entry(key);
    open.delete(key);
    if (entry !== null && entry.state !== 'done' && entry.state !== 'failed') {
      // To the end of the line, so that all get their turn.
      open.add(key);
      return;
    }
    if (entry === null) return;
    if (entry.result?.split && 'path' in entry.job.payload) {
      open.add(assembleJob(entry.job.payload, RULES.all, entry.job.priority).key);
      return;
    }
    ended.push(entry);
    onEnd?.(ended.length, ended.length + open.size, entry);
  };
  try {
    for (const key of [...open]) await look(key);
    while (open.size > 0) {
      const part = [...hints];
      hints.clear();
      // From time to time all of them, in case an event was lost.
      for (const key of part.length > 0 ? part : [...open].slice(0, SWEEP)) await look(key);
      wake = Promise.withResolvers();
      if (open.size > 0 && hints.size === 0) await Promise.race([wake.promise, later(500)]);
    }
  } finally {
    await unwatch();
  }
  return { ended };
}

/** Jobs asked about when no event came for half a second. */
const SWEEP = 200;
const later = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
