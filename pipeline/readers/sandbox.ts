import { availableParallelism } from 'node:os';
import { isAbsolute, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { WenhengError } from '../../records/errors.ts';
import type { Format } from '../../records/page.ts';
import type { Read } from './reader.ts';
import { Answer, type Budget, type Order, type Reply, type Task, toError } from './sandbox-messages.ts';
import { Child } from './sandbox-process.ts';
import type { ZipEntry } from './zip.ts';

/**
 * Untrusted bytes are parsed in child processes: the operating system bounds their memory, a timer kills them, and
 * what they send back is validated. A worker thread would not do: its heap limit does not count buffers and WASM,
 * and it cannot be stopped inside native code.
 */
export interface SandboxOptions {
  /** Children at most; one file each at a time. */
  readonly concurrency?: number;
  /**
   * Kilobytes of data segment a child may take (`ulimit -d`). Node 24 reserves some 570,000 of them before it does
   * anything; below 900,000 pdf.js cannot render a page.
   */
  readonly memory?: number;
  /** Files after which a child is replaced by a fresh one. */
  readonly recycleAfter?: number;
  /** Search path of the children, for converters. */
  readonly path?: string;
  /** The script that the children run; tests put broken ones here. */
  readonly script?: string;
}

const CHILD = fileURLToPath(new URL('./sandbox-child.ts', import.meta.url));
const SEARCH_PATH = '/usr/local/bin:/usr/bin:/bin:/opt/libreoffice/program';

interface Pending {
  readonly task: Task;
  readonly order: Order;
  readonly resolve: (reply: Reply) => void;
  readonly reject: (error: Error) => void;
}

export class Sandbox {
  readonly #options: Required<SandboxOptions>;
  readonly #queue: Pending[] = [];
  readonly #idle: Child[] = [];
  /** Children that read; those that take archives apart come on top, since their entries are read meanwhile. */
  readonly #readers = new Set<Child>();
  readonly #unpackers = new Set<Child>();
  #closed = false;

  constructor(options: SandboxOptions = {}) {
    this.#options = {
      concurrency: options.concurrency ?? Math.max(1, Math.min(4, availableParallelism() - 1)),
      memory: options.memory ?? 1_200_000,
      recycleAfter: options.recycleAfter ?? 400,
      path: options.path ?? SEARCH_PATH,
      script: options.script ?? CHILD,
    };
  }

  /** Throws WenhengError: what the reader found wrong, or time-limit, memory-limit, reader-crashed. */
  async read(order: Order): Promise<Read> {
    const reply = await this.#run({ ...order, job: 'read' }, order);
    if (reply.kind !== 'read') throw new WenhengError('reader-crashed', { file: order.name });
    for (const image of reply.images) within(order, image.file);
    return { pages: reply.pages, images: reply.images };
  }

  /** What the bytes are. Throws like `read`. */
  async sniff(order: Order): Promise<Format> {
    const reply = await this.#run({ ...order, job: 'sniff' }, order);
    if (reply.kind !== 'sniffed') throw new WenhengError('reader-crashed', { file: order.name });
    return reply.format;
  }

  /**
   * Takes an archive apart, one entry at a time as they are asked for; the time limit holds for each entry.
   * Throws WenhengError for the archive as a whole; a refused entry is a row with its reason.
   */
  async *unpack(order: Order, budget: Budget): AsyncGenerator<ZipEntry> {
    const { name } = order;
    if (this.#closed) throw new WenhengError('reader-crashed', { file: name });
    const child = new Child(this.#options);
    this.#unpackers.add(child);
    try {
      let task: Task = { ...order, job: 'unpack', budget };
      while (true) {
        const reply = said(checked(await child.ask(task, name, order.limits.seconds), name), name);
        if (reply.kind === 'end') return;
        if (reply.kind !== 'entry') throw new WenhengError('reader-crashed', { file: name });
        const { entry } = reply;
        if (entry.file !== null) within(order, entry.file);
        yield { ...entry, error: entry.error === null ? null : toError(entry.error) };
        task = { job: 'next' };
      }
    } finally {
      await child.end();
      this.#unpackers.delete(child);
    }
  }

  /** Ends every child; tasks still waiting are rejected. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const { order, reject } of this.#queue.splice(0))
      reject(new WenhengError('reader-crashed', { file: order.name }));
    await Promise.all([...this.#readers, ...this.#unpackers].map((child) => child.end()));
  }

  #run(task: Task, order: Order): Promise<Reply> {
    if (this.#closed) return Promise.reject(new WenhengError('reader-crashed', { file: order.name }));
    return new Promise((resolve, reject) => {
      this.#queue.push({ task, order, resolve, reject });
      this.#next();
    });
  }

  #next(): void {
    while (this.#queue.length > 0) {
      const child = this.#idle.pop() ?? this.#fresh();
      if (!child) return;
      const pending = this.#queue.shift();
      if (pending) void this.#serve(child, pending);
    }
  }

  #fresh(): Child | undefined {
    if (this.#readers.size >= this.#options.concurrency) return undefined;
    const child = new Child(this.#options);
    this.#readers.add(child);
    return child;
  }

  async #serve(child: Child, { task, order, resolve, reject }: Pending): Promise<void> {
    let healthy = false;
    try {
      const answer = checked(await child.ask(task, order.name, order.limits.seconds), order.name);
      // A reader that ran out of memory or broke may leave its WASM instance unusable; other refusals harm nothing.
      const broken =
        answer.reply.kind === 'error' && ['memory-limit', 'reader-crashed'].includes(answer.reply.failure.code);
      healthy = !answer.worn && !broken;
      resolve(said(answer, order.name));
    } catch (error) {
      reject(error instanceof Error ? error : new Error(String(error)));
    } finally {
      if (healthy && child.served < this.#options.recycleAfter && !this.#closed) this.#idle.push(child);
      else {
        await child.end();
        this.#readers.delete(child);
      }
      this.#next();
    }
  }
}

/** Throws reader-crashed for an answer that is none. */
function checked(answer: unknown, name: string): Answer {
  const parsed = Answer.safeParse(answer);
  if (!parsed.success)
    throw new WenhengError('reader-crashed', { file: name }, { cause: parsed.error.issues.slice(0, 3) });
  return parsed.data;
}

/** What the child says, or the error it reports, thrown. */
function said({ reply }: Answer, name: string): Reply {
  if (reply.kind === 'error') throw toError(reply.failure, name);
  return reply;
}

/** A child may only hand back files that lie in the folder it was given. */
function within(order: Order, file: string): void {
  const inside = relative(order.scratch, file);
  if (inside === '' || inside.startsWith('..') || isAbsolute(inside))
    throw new WenhengError('reader-crashed', { file: order.name });
}
