import { setTimeout as pause } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { ERRORS } from '../../records/errors.ts';
import type { Config } from '../config.ts';
import { Handover, type HandoverOptions, isCode, problem } from './handover.ts';
import { ATTEMPTS, type JobError, type Jobs, type Taken } from './jobs.ts';
import { type Order, Word } from './messages.ts';
import type { Ownership } from './owned.ts';
import { JOB_KINDS, type JobKind } from './schemas.ts';
import { clear } from './uploads.ts';

export interface RunnerOptions {
  readonly jobs: Jobs;
  readonly owned: Ownership;
  readonly config: Config;
  readonly now: () => Date;
  readonly log: { error(what: unknown, message?: string): void };
  /** Where the work goes that other machines may do; null where this process does it all. */
  readonly handover: Pick<HandoverOptions, 'handed' | 'queue' | 'store' | 'blobs' | 'world'> | null;
}

/** Milliseconds before a job is taken again that waits for something that is away. */
const WAIT = 2000;

const LOST: JobError = {
  code: 'bug',
  message: '处理任务的线程意外退出',
  todo: '请重试一次；若仍失败，请把文件交给维护人员。',
};

/**
 * Drafts and batches each have their own thread, so that a draft never waits for a batch. Started at first need. With a
 * queue only the drafts that name the files to compare with are done here: those are no part of the archive.
 */
export class Runner {
  readonly #lanes: ReadonlyMap<JobKind, Lane>;
  readonly #handover: Handover | null;

  constructor(options: RunnerOptions) {
    const { jobs, now, handover } = options;
    jobs.recover(now().toISOString(), LOST, handover !== null);
    const kinds = handover ? (['review'] as const) : JOB_KINDS;
    this.#lanes = new Map(kinds.map((kind) => [kind, new Lane(kind, options)]));
    this.#handover = handover ? new Handover({ ...options, ...handover }) : null;
    for (const lane of this.#lanes.values()) lane.wake();
  }

  wake(kind: JobKind): void {
    this.#lanes.get(kind)?.wake();
    this.#handover?.wake(kind);
  }

  /** Ends a job at hand; one that waits is never begun. */
  stop(id: string): void {
    for (const lane of this.#lanes.values()) lane.stop(id);
    this.#handover?.stop(id);
  }

  /** Throws service-away where the queue that it needs does not answer. */
  async ready(): Promise<void> {
    await this.#handover?.ready();
  }

  /** Numbers of the queue; empty where there is none. */
  async metrics(): Promise<string> {
    return (await this.#handover?.metrics()) ?? '';
  }

  /** The jobs at hand go back to the line and are done by the next process. */
  async close(): Promise<void> {
    await Promise.all([...[...this.#lanes.values()].map((lane) => lane.close()), this.#handover?.close()]);
  }
}

class Lane {
  readonly #kind: JobKind;
  readonly #options: RunnerOptions;
  #thread: Worker | null = null;
  #running: Promise<void> | null = null;
  #current: string | null = null;
  #closed = false;
  #called = false;

  constructor(kind: JobKind, options: RunnerOptions) {
    this.#kind = kind;
    this.#options = options;
  }

  wake(): void {
    if (this.#closed) return;
    // A job that comes while the loop is about to end must not wait for the next one.
    this.#called = true;
    if (this.#running) return;
    this.#running = this.#loop().finally(() => {
      this.#running = null;
      if (this.#called) this.wake();
    });
  }

  stop(id: string): void {
    if (this.#current !== id) return;
    // Between two files a batch can end by itself; a draft that is being read cannot.
    if (this.#kind === 'archive') this.#order({ kind: 'stop' });
    else this.#thread?.terminate().catch((error: unknown) => this.#options.log.error(error));
  }

  async close(): Promise<void> {
    this.#closed = true;
    const thread = this.#thread;
    if (thread && this.#current !== null) await thread.terminate();
    else if (thread) {
      const ended = new Promise((resolve) => thread.once('exit', resolve));
      this.#order({ kind: 'close' });
      await Promise.race([ended, pause(5000, undefined, { ref: false })]);
      await thread.terminate();
    }
    await this.#running;
  }

  async #loop(): Promise<void> {
    const { jobs, now, log, handover } = this.#options;
    while (!this.#closed) {
      this.#called = false;
      const taken = jobs.take(this.#kind, now().toISOString(), handover ? true : undefined);
      if (!taken) return;
      this.#current = taken.id;
      try {
        await this.#run(taken);
      } catch (error) {
        log.error(error, `job ${taken.id}`);
        jobs.failed(taken.id, now().toISOString(), { ...LOST, message: '程序出错，已记入日志' });
      }
      this.#current = null;
    }
  }

  async #run(taken: Taken): Promise<void> {
    const { jobs, owned, now, log } = this.#options;
    const end = await this.#ask(taken);
    const at = now().toISOString();
    if (jobs.isCancelled(taken.id)) return;
    if (this.#closed && end?.kind !== 'reviewed' && end?.kind !== 'archived') return jobs.again(taken.id, false);
    switch (end?.kind) {
      case 'reviewed':
        owned.take(end.reviewId, taken.who, taken.id, taken.at, end.summary, end.superiors);
        jobs.done(taken.id, at, end.reviewId);
        return clear(taken.input);
      case 'archived':
        jobs.done(taken.id, at, null);
        // What could not be read stays for another try.
        return jobs.files(taken.id).some((f) => f.state === 'failed') ? undefined : clear(taken.input);
      case 'failed': {
        const { code, message } = end;
        // A machine without OCR will have none in a minute either; the clerk should know now.
        if (isCode(code) && ERRORS[code].retry === 'later' && code !== 'ocr-missing') {
          await pause(WAIT, undefined, { ref: false });
          return jobs.again(taken.id, false);
        }
        if (code === 'bug') log.error(message, `job ${taken.id}`);
        return jobs.failed(taken.id, at, problem(code, message));
      }
      default:
        if (jobs.attempts(taken.id) >= ATTEMPTS) jobs.failed(taken.id, at, LOST);
        else jobs.again(taken.id, true);
    }
  }

  /** What the job came to; null when the thread ended under it. */
  #ask(taken: Taken): Promise<Extract<Word, { kind: 'reviewed' | 'archived' | 'failed' }> | null> {
    const { jobs, config, log } = this.#options;
    const thread = this.#thread ?? new Worker(new URL('./job-thread.ts', import.meta.url), { workerData: config });
    this.#thread = thread;
    return new Promise((resolve) => {
      const hear = (message: unknown): void => {
        const word = Word.parse(message);
        if (word.kind === 'progress') jobs.progress(taken.id, word.stage, word.done, word.total);
        else if (word.kind === 'file') jobs.file(taken.id, word.file);
        else settle(word);
      };
      const fail = (error: unknown): void => log.error(error, `thread of ${this.#kind}`);
      const gone = (): void => {
        this.#thread = null;
        settle(null);
      };
      const settle = (end: Extract<Word, { kind: 'reviewed' | 'archived' | 'failed' }> | null): void => {
        thread.off('message', hear).off('error', fail).off('exit', gone);
        resolve(end);
      };
      thread.on('message', hear).on('error', fail).on('exit', gone);
      this.#order({ kind: 'run', id: taken.id, at: taken.at, input: taken.input });
    });
  }

  #order(order: Order): void {
    this.#thread?.postMessage(order);
  }
}
