import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type ErrorCode, WenhengError } from '../../records/errors.ts';
import type { ImageReading } from './read.ts';

export type EngineChoice = 'auto' | 'ppocr' | 'tesseract' | 'none';

/** `file` null asks only which engines are there. */
export interface ToWorker {
  readonly id: number;
  readonly file: string | null;
  readonly dpi: number | null;
}

/** Which engines a worker opened; `fallback` says why the default one did not load. */
export interface Hello {
  readonly engine: string;
  readonly second: string | null;
  readonly fallback: string | null;
}

export type FromWorker =
  | { readonly id: number; readonly kind: 'read'; readonly hello: Hello; readonly reading: ImageReading | null }
  | {
      readonly id: number;
      readonly kind: 'refused';
      readonly code: ErrorCode;
      readonly holes: Readonly<Record<string, string | number>>;
    }
  | { readonly id: number; readonly kind: 'no-engine'; readonly why: string }
  | { readonly id: number; readonly kind: 'failed'; readonly why: string };

/** Why a page stays unread although engines are there: it was tried twice. */
export class PageUnread extends Error {
  override readonly name = 'PageUnread';
}

export interface PoolOptions {
  readonly engine: EngineChoice;
  readonly workers: number;
  /** False leaves the digit gate's second reading out; then nothing is verified. Default true. */
  readonly gate?: boolean;
  /** Seconds for one image before its worker is killed. Default 180. */
  readonly seconds?: number;
  /** Images after which a worker makes way for a fresh one; bounds whatever native memory may leak. Default 500. */
  readonly lifetime?: number;
}

interface Job {
  readonly message: ToWorker;
  readonly done: (answer: FromWorker) => void;
  readonly fail: (cause: Error) => void;
  tries: number;
}

interface Worker {
  readonly child: ChildProcess;
  job: Job | null;
  timer: NodeJS.Timeout | null;
  served: number;
}

const TRIES = 2;

/**
 * Warm worker processes, each reading one image at a time. A worker that dies or hangs is replaced and its image read again
 * by another; an image that fails twice is `PageUnread`. Idle workers do not keep the program alive.
 */
export class Pool {
  readonly #options: PoolOptions;
  readonly #workers = new Set<Worker>();
  readonly #waiting: Job[] = [];
  #ids = 0;
  #closed = false;

  constructor(options: PoolOptions) {
    this.#options = options;
  }

  /** Process ids of the workers now alive. */
  get pids(): number[] {
    return [...this.#workers].flatMap((w) => (w.child.pid === undefined ? [] : [w.child.pid]));
  }

  async read(file: string, dpi: number | null): Promise<{ hello: Hello; reading: ImageReading }> {
    const { hello, reading } = await this.#ask(file, dpi);
    if (!reading) throw new Error('a worker answered without a reading');
    return { hello, reading };
  }

  async hello(): Promise<Hello> {
    return (await this.#ask(null, null)).hello;
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const job of this.#waiting.splice(0)) job.fail(new PageUnread('OCR is closed'));
    await Promise.all([...this.#workers].map((w) => this.#end(w)));
  }

  async #ask(file: string | null, dpi: number | null): Promise<Extract<FromWorker, { kind: 'read' }>> {
    if (this.#closed) throw new PageUnread('OCR is closed');
    const answer = await new Promise<FromWorker>((done, fail) => {
      this.#waiting.push({ message: { id: ++this.#ids, file, dpi }, done, fail, tries: 0 });
      this.#next();
    });
    switch (answer.kind) {
      case 'read':
        return answer;
      case 'refused':
        throw new WenhengError(answer.code, answer.holes);
      case 'no-engine':
        throw new WenhengError(
          'ocr-missing',
          { file: file?.replace(/^.*[/\\]/, '') ?? '' },
          { cause: new Error(answer.why) },
        );
      case 'failed':
        throw new PageUnread(answer.why);
      default:
        return answer satisfies never;
    }
  }

  #next(): void {
    while (this.#waiting.length > 0) {
      let worker = [...this.#workers].find((w) => w.job === null);
      if (!worker && this.#workers.size < Math.max(1, this.#options.workers)) worker = this.#start();
      const job = worker && this.#waiting.shift();
      if (!worker || !job) return;
      this.#give(worker, job);
    }
  }

  #start(): Worker {
    const child = fork(
      fileURLToPath(new URL('./worker.ts', import.meta.url)),
      [this.#options.engine, this.#options.gate === false ? 'bare' : 'gate'],
      {
        execArgv: ['--disable-warning=ExperimentalWarning'],
        serialization: 'advanced',
        stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      },
    );
    const worker: Worker = { child, job: null, timer: null, served: 0 };
    this.#workers.add(worker);
    child.on('message', (answer: FromWorker) => {
      const job = worker.job;
      if (!job || answer.id !== job.message.id) return;
      this.#rest(worker);
      worker.served++;
      if (answer.kind === 'failed' && ++job.tries < TRIES) this.#waiting.unshift(job);
      else job.done(answer);
      if (answer.kind === 'no-engine' || worker.served >= (this.#options.lifetime ?? 500)) void this.#end(worker);
      this.#next();
    });
    const lost = (why: string): void => {
      if (!this.#workers.delete(worker)) return;
      const job = worker.job;
      this.#rest(worker);
      if (!job) return;
      if (this.#closed || ++job.tries >= TRIES) job.fail(new PageUnread(why));
      else this.#waiting.unshift(job);
      this.#next();
    };
    child.on('error', (cause) => lost(cause.message));
    child.on('exit', (code, signal) => lost(`the OCR process ended (${signal ?? code})`));
    return worker;
  }

  #give(worker: Worker, job: Job): void {
    worker.job = job;
    worker.child.ref();
    worker.child.channel?.ref();
    worker.timer = setTimeout(() => worker.child.kill('SIGKILL'), (this.#options.seconds ?? 180) * 1000);
    worker.child.send(job.message, (cause) => {
      // A worker that died before it could be asked: its exit event puts the job back.
      if (cause) worker.child.kill('SIGKILL');
    });
  }

  #rest(worker: Worker): void {
    if (worker.timer) clearTimeout(worker.timer);
    worker.timer = null;
    worker.job = null;
    worker.child.unref();
    worker.child.channel?.unref();
  }

  async #end(worker: Worker): Promise<void> {
    this.#workers.delete(worker);
    const job = worker.job;
    this.#rest(worker);
    job?.fail(new PageUnread('OCR is closed'));
    if (worker.child.exitCode !== null || worker.child.signalCode !== null) return;
    worker.child.ref();
    await new Promise<void>((gone) => {
      worker.child.once('exit', () => gone());
      worker.child.kill('SIGKILL');
    });
  }
}
