import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import type { Store } from '../../corpus/store.ts';
import { VERSIONS, type World } from '../../pipeline/index.ts';
import { BLOB, type Blobs } from '../../queues/blobs.ts';
import { openQueueMetrics } from '../../queues/metrics.ts';
import type { Entry, Queue, QueueEvent } from '../../queues/queue.ts';
import { RULES } from '../../queues/workers.ts';
import { ERROR_CODES, ERRORS, type ErrorCode, isWenhengError } from '../../records/errors.ts';
import { assembleJob, type Job, readJob, reviewJob } from '../../records/job.ts';
import { checkSize, submitPaths } from '../submit.ts';
import { sha256Of } from './blobs.ts';
import type { Handed, HandedRow } from './handed.ts';
import type { JobError, JobInput, Jobs, Taken } from './jobs.ts';
import { type Ownership, summaryOf } from './owned.ts';
import { JOB_KINDS, type JobFile, type JobKind, type Stage } from './schemas.ts';
import { clear } from './uploads.ts';

export interface HandoverOptions {
  readonly jobs: Jobs;
  readonly owned: Ownership;
  readonly handed: Handed;
  readonly queue: Queue;
  readonly store: Store;
  /** The store that the workers share. */
  readonly blobs: Blobs;
  /** To take archives apart; opened at first need. */
  readonly world: () => Promise<World>;
  readonly now: () => Date;
  readonly log: { error(what: unknown, message?: string): void };
}

/** Milliseconds before a job is handed over again, or the queue asked again, when something was away. */
const WAIT = 2000;
/** Jobs asked about when no event came for so many milliseconds. */
const SWEEP = 50;
const SWEEP_EVERY = 1000;

/**
 * Gives the server's jobs to the workers of all machines and follows them: the files of an upload as read jobs, a draft as
 * a review job before all of them. What it follows stands on the desk's disk, so a server that starts again goes on; what
 * the queue has lost meanwhile is put in again.
 */
export class Handover {
  readonly #options: HandoverOptions;
  readonly #open = new Map<string, HandedRow[]>();
  readonly #lanes = new Map<JobKind, Promise<void>>();
  readonly #called = new Set<JobKind>();
  readonly #current = new Map<JobKind, { readonly id: string; readonly stop: AbortController }>();
  readonly #hints = new Set<string>();
  readonly #metrics = openQueueMetrics();
  readonly #following: Promise<void>;
  readonly #closing = new AbortController();
  #wake = Promise.withResolvers<void>();

  constructor(options: HandoverOptions) {
    this.#options = options;
    for (const row of options.handed.open()) this.#register(row);
    // One whose last file ended just before the server did.
    for (const id of options.handed.jobs()) this.#finish(id);
    this.#following = this.#follow();
    for (const kind of JOB_KINDS) this.wake(kind);
  }

  wake(kind: JobKind): void {
    // A job that comes while the lane is about to end must not wait for the next one.
    this.#called.add(kind);
    if (this.#closing.signal.aborted || this.#lanes.has(kind)) return;
    const lane = this.#lane(kind).finally(() => {
      this.#lanes.delete(kind);
      if (this.#called.has(kind)) this.wake(kind);
    });
    this.#lanes.set(kind, lane);
  }

  /** Takes what has not begun out of the queue; what a worker has at hand it ends. */
  stop(id: string): void {
    for (const current of this.#current.values()) if (current.id === id) current.stop.abort();
    this.#withdraw(id).catch((error: unknown) => this.#options.log.error(error, `job ${id}`));
  }

  /** Throws service-away. */
  async ready(): Promise<void> {
    await this.#options.queue.open();
  }

  /** The queue as a whole, for a scraper; the workers answer for themselves. */
  async metrics(): Promise<string> {
    this.#metrics.queue(await this.#options.queue.counts(), this.#options.now().getTime());
    return this.#metrics.text();
  }

  /** What is being handed over goes back to the line; what the queue has stays there. */
  async close(): Promise<void> {
    this.#closing.abort();
    for (const { stop } of this.#current.values()) stop.abort();
    this.#wake.resolve();
    await Promise.all([...this.#lanes.values(), this.#following]);
  }

  async #lane(kind: JobKind): Promise<void> {
    const { jobs, now, log } = this.#options;
    while (!this.#closing.signal.aborted) {
      this.#called.delete(kind);
      const taken = jobs.take(kind, now().toISOString(), kind === 'review' ? false : undefined);
      if (!taken) return;
      const { id, input } = taken;
      const stop = new AbortController();
      this.#current.set(kind, { id, stop });
      try {
        if (input.kind === 'review') await this.#handDraft(taken, input);
        else await this.#handArchive(taken, input, stop.signal);
      } catch (error) {
        if (jobs.isCancelled(id)) continue;
        if (isWenhengError(error) && ERRORS[error.code].retry === 'later') {
          jobs.again(id, false);
          await this.#pause(WAIT);
          continue;
        }
        const known = isWenhengError(error);
        if (!known) log.error(error, `job ${id}`);
        jobs.failed(id, now().toISOString(), problem(known ? error.code : 'bug', known ? error.message : ''));
      } finally {
        this.#current.delete(kind);
      }
    }
  }

  async #handDraft(taken: Taken, input: Extract<JobInput, { kind: 'review' }>): Promise<void> {
    const { jobs, handed, queue, blobs, now } = this.#options;
    const { path, name } = input.draft;
    await checkSize(path, name);
    const sha256 = await sha256Of(path);
    if (!(await blobs.has(BLOB.file(sha256)))) await blobs.put(BLOB.file(sha256), new Uint8Array(await readFile(path)));
    const file = { name, path, sha256 };
    const job = draftJob(taken, input, file);
    handed.note(taken.id, [{ ...file, key: job.key }]);
    handed.own(taken.id, await queue.add([job], { again: true }));
    jobs.handed(taken.id, now().toISOString(), true);
    if (jobs.isCancelled(taken.id)) return this.#withdraw(taken.id);
    for (const row of handed.of(taken.id)) this.#register(row);
    this.#stir(job.key);
  }

  async #handArchive({ id }: Taken, input: Extract<JobInput, { kind: 'archive' }>, signal: AbortSignal): Promise<void> {
    const { jobs, handed, queue, store, blobs, world, now } = this.#options;
    // A server that ended in the middle has put in some already, and some of those may have ended since.
    const before = handed.of(id);
    if (before.length === 0) jobs.anew(id);
    for (const row of before) if (!row.ended && (await queue.entry(row.key))) this.#register(row);
    const there = new Set(before.filter((row) => row.ended || this.#open.has(row.key)).map((row) => row.name));
    for (const key of new Set(before.map((row) => row.key))) this.#stir(key);
    this.#tell(id);
    await submitPaths([input.folder], {
      queue,
      store,
      blobs,
      world: await world(),
      region: input.region,
      now: () => now().toISOString(),
      signal,
      passOver: (name) => there.has(plain(name)),
      onFile: (file) => {
        const end = file.state === 'known' ? known : { state: file.state, code: file.code, message: file.message };
        jobs.file(id, { documents: [], ...end, name: plain(file.name) });
        this.#tell(id);
      },
      onHand: (files) =>
        handed.note(
          id,
          files.map((file) => ({ ...file, name: plain(file.name) })),
        ),
      onPut: (files, added) => {
        handed.own(id, added);
        const names = new Set(files.map((file) => plain(file.name)));
        for (const row of handed.of(id)) if (names.has(row.name)) this.#register(row);
        this.#tell(id);
      },
    });
    if (jobs.isCancelled(id)) return this.#withdraw(id);
    if (signal.aborted) return jobs.again(id, false);
    jobs.handed(id, now().toISOString(), false);
    this.#tell(id);
    this.#finish(id);
  }

  #register(row: HandedRow): void {
    const rows = (this.#open.get(row.key) ?? []).filter((r) => r.job !== row.job || r.name !== row.name);
    this.#open.set(row.key, [...rows, row]);
    this.#wake.resolve();
  }

  #drop(row: HandedRow): void {
    const rest = (this.#open.get(row.key) ?? []).filter((r) => r.job !== row.job || r.name !== row.name);
    if (rest.length > 0) this.#open.set(row.key, rest);
    else this.#open.delete(row.key);
  }

  /** Files that another job waits for too, and those that stood in the queue before, stay there. */
  async #withdraw(id: string): Promise<void> {
    const { handed, queue } = this.#options;
    const rows = handed.of(id).filter((row) => !row.ended);
    for (const row of rows) this.#drop(row);
    const keys = rows.filter((row) => row.own && !this.#open.has(row.key)).map((row) => row.key);
    if (keys.length > 0) await queue.withdraw([...new Set(keys)]);
  }

  #stir(key: string): void {
    this.#hints.add(key);
    this.#wake.resolve();
  }

  #pause(ms: number): Promise<void> {
    return pause(ms, undefined, { signal: this.#closing.signal, ref: false }).catch(() => undefined);
  }

  /** Events are only a hint: what counts is what the queue says of each. */
  async #follow(): Promise<void> {
    const { queue, log } = this.#options;
    const { signal } = this.#closing;
    let unwatch: (() => Promise<void>) | null = null;
    while (!signal.aborted) {
      try {
        unwatch ??= await queue.watch((event) => this.#hear(event));
        const part = this.#hints.size > 0 ? [...this.#hints] : [...this.#open.keys()].slice(0, SWEEP);
        this.#hints.clear();
        for (const key of part) {
          if (signal.aborted) break;
          await this.#look(key);
        }
      } catch (error) {
        if (!isWenhengError(error) || ERRORS[error.code].retry !== 'later') log.error(error, 'following the queue');
        await this.#pause(WAIT);
      }
      this.#wake = Promise.withResolvers();
      if (this.#hints.size > 0 || signal.aborted) continue;
      // Where nothing is open nothing need be asked.
      await (this.#open.size > 0 ? Promise.race([this.#wake.promise, this.#pause(SWEEP_EVERY)]) : this.#wake.promise);
    }
    await unwatch?.();
  }

  #hear(event: QueueEvent): void {
    const rows = this.#open.get(event.key);
    if (!rows) {
      // A review that a worker renewed, or that was cancelled when a worker had it already.
      if (event.kind === 'done' && event.key.startsWith('review.'))
        this.#inherit(event.key).catch((error: unknown) => this.#options.log.error(error, event.key));
      return;
    }
    if (event.kind !== 'progress') {
      this.#stir(event.key);
      return;
    }
    const { done, total, stage } = event.progress;
    if (stage) for (const row of rows) this.#progress(row.job, stage, done, total);
  }

  #progress(id: string, stage: Stage, done: number, total: number): void {
    this.#options.jobs.begun(id);
    this.#options.jobs.progress(id, stage, done, total);
  }

  async #look(key: string): Promise<void> {
    const rows = this.#open.get(key);
    if (!rows) return;
    const entry = await this.#options.queue.entry(key);
    // To the end of the line, so that all get their turn.
    this.#open.delete(key);
    this.#open.set(key, rows);
    if (!entry) for (const row of rows) await this.#putAgain(row);
    else if (entry.state === 'done' || entry.state === 'failed') for (const row of rows) await this.#end(row, entry);
    else if (entry.job.kind === 'review' && entry.state === 'active')
      for (const row of rows) {
        const { stage = 'pages', done = 0, total = 0 } = entry.progress ?? {};
        this.#progress(row.job, stage, done, total);
      }
  }

  /** The queue has lost it: its server came back empty, or someone else took it out. */
  async #putAgain(row: HandedRow): Promise<void> {
    const { jobs, handed, queue, store } = this.#options;
    const taken = jobs.taken(row.job);
    if (!taken || jobs.isCancelled(row.job)) return this.#drop(row);
    const { input } = taken;
    if (input.kind === 'archive' && (await store.knows(row.sha256, VERSIONS))) return this.#file(row, known);
    const { sha256, name, path } = row;
    const job: Job =
      input.kind === 'review'
        ? draftJob(taken, input, row)
        : readJob({ sha256, name, path, region: input.region, fresh: false }, RULES.all);
    this.#move(row, job.key);
    handed.own(row.job, await queue.add([job]));
  }

  #move(row: HandedRow, key: string): void {
    if (key === row.key) return;
    this.#options.handed.move(row.job, row.name, key);
    this.#drop(row);
    this.#register({ ...row, key });
    this.#stir(key);
  }

  async #end(row: HandedRow, { job, result, failure, state }: Entry): Promise<void> {
    if (job.kind === 'review') return this.#endDraft(row, result?.made[0] ?? null, failure);
    // A long scan goes on page by page, and ends where its pages are put together.
    if (result?.split && 'path' in job.payload)
      return this.#move(row, assembleJob(job.payload, RULES.all, job.priority).key);
    if (state === 'failed') {
      const { code, message } = failure ?? { code: 'bug', message: '' };
      this.#file(row, { state: 'failed', documents: [], code, message });
    } else if (result?.known) this.#file(row, known);
    else this.#file(row, { state: 'done', documents: [...(result?.made ?? [])], code: null, message: null });
  }

  async #endDraft(row: HandedRow, reviewId: string | null, failure: Entry['failure']): Promise<void> {
    const { jobs, owned, handed, store, now, log } = this.#options;
    const taken = jobs.taken(row.job);
    this.#drop(row);
    if (!taken || jobs.isCancelled(row.job)) return;
    const review = reviewId === null ? null : await store.review(reviewId);
    const at = now().toISOString();
    if (review) {
      owned.take(review.id, taken.who, row.job, taken.at, summaryOf(review.report), []);
      jobs.done(row.job, at, review.id);
      await clear(taken.input);
    } else {
      const { code, message } = failure ?? { code: 'bug', message: `review ${reviewId} is not in the archive` };
      if (code === 'bug') log.error(message, `job ${row.job}`);
      jobs.failed(row.job, at, problem(code, message));
    }
    handed.end(row.job, row.name);
  }

  #file(row: HandedRow, end: Omit<JobFile, 'name'>): void {
    const { jobs, handed } = this.#options;
    handed.together(() => {
      handed.end(row.job, row.name);
      jobs.file(row.job, { ...end, name: row.name });
      this.#tell(row.job);
    });
    this.#drop(row);
    this.#finish(row.job);
  }

  #tell(id: string): void {
    const { done, total } = this.#options.jobs.filesEnded(id);
    this.#options.jobs.progress(id, 'files', done, total);
  }

  #finish(id: string): void {
    const { jobs, handed, now, log } = this.#options;
    const input = jobs.input(id);
    if (input?.kind !== 'archive' || !jobs.isHanded(id) || jobs.isCancelled(id)) return;
    if (handed.of(id).some((row) => !row.ended)) return;
    jobs.done(id, now().toISOString(), null);
    // What could not be read stays for another try.
    if (jobs.files(id).some((file) => file.state === 'failed')) return;
    clear(input).catch((error: unknown) => log.error(error, `job ${id}`));
  }

  async #inherit(key: string): Promise<void> {
    const { jobs, queue, store, owned } = this.#options;
    const entry = await queue.entry(key);
    if (entry?.job.kind !== 'review') return;
    const { after, asked } = entry.job.payload;
    const [id] = entry.result?.made ?? [];
    // One that a worker had at hand when it was cancelled is nobody's.
    const owner = after !== null ? owned.owner(after) : asked !== null && jobs.isCancelled(asked) ? NOBODY : null;
    const review = id === undefined ? null : await store.review(id);
    if (review && owner) owned.take(review.id, owner, null, review.at, summaryOf(review.report), []);
  }
}

const known: Omit<JobFile, 'name'> = { state: 'known', documents: [], code: null, message: null };

const NOBODY = { name: '', organisation: '' };

const plain = (name: string): string => name.replaceAll('\\', '/');

/** The same job each time it is made. */
const draftJob = (
  { id, at }: Taken,
  { region, asOf }: Extract<JobInput, { kind: 'review' }>,
  { sha256, name, path }: Pick<HandedRow, 'sha256' | 'name' | 'path'>,
): Job => reviewJob({ sha256, name, path, region, fresh: false, asOf, asked: id, at, after: null }, RULES.review);

export const isCode = (code: string): code is ErrorCode => ERROR_CODES.some((c) => c === code);

/** What a person is told of a job that failed. */
export const problem = (code: string, message: string): JobError =>
  isCode(code)
    ? { code, message, todo: ERRORS[code].todo }
    : {
        code,
        message: code === 'bug' ? '程序出错，已记入日志' : message,
        todo: '请重试一次；若仍失败，请把文件交给维护人员。',
      };
