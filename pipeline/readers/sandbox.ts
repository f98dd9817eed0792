import { type ChildProcess, spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { isAbsolute, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { ERROR_CODES, type ErrorCode, WenhengError } from '../../records/errors.ts';
import { Pages } from '../../records/page.ts';
import type { Limits, Read } from './reader.ts';

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
  /** Search path of the children, which get nothing else of the parent's environment. */
  readonly path?: string;
  /** The script that the children run; tests put broken ones here. */
  readonly script?: string;
}

/** What a child is told to read: a path, or the bytes of a small file. */
export type Source = { readonly path: string } | { readonly bytes: Uint8Array };

export interface Task {
  readonly job: 'read' | 'unpack';
  readonly source: Source;
  /** For messages only. */
  readonly name: string;
  readonly scratch: string;
  readonly limits: Limits;
  /** `unpack`: entries and bytes at most. */
  readonly budget?: { readonly entries: number; readonly bytes: number };
}

const Image = z.object({
  page: z.int().positive(),
  file: z.string(),
  width: z.int().positive(),
  height: z.int().positive(),
  dpi: z.number().positive().nullable(),
  region: z.object({ x0: z.number(), y0: z.number(), x1: z.number(), y1: z.number() }).exactOptional(),
});

/** One file taken out of an archive, or the reason why it was not. */
export const Unpacked = z.object({
  /** Name inside the archive, decoded; folders separated by `/`. */
  name: z.string(),
  file: z.string().nullable(),
  bytes: z.int().nonnegative(),
  error: z
    .object({
      code: z.enum(ERROR_CODES as [ErrorCode, ...ErrorCode[]]),
      holes: z.record(z.string(), z.union([z.string(), z.number()])),
    })
    .nullable(),
});
export type Unpacked = z.infer<typeof Unpacked>;

const Reply = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('read'), pages: Pages, images: z.array(Image) }),
  z.object({ kind: z.literal('unpacked'), entries: z.array(Unpacked) }),
  z.object({
    kind: z.literal('error'),
    code: z.enum(ERROR_CODES as [ErrorCode, ...ErrorCode[]]),
    holes: z.record(z.string(), z.union([z.string(), z.number()])),
    cause: z.string().optional(),
  }),
]);
export type Reply = z.input<typeof Reply>;

interface Pending {
  readonly task: Task;
  readonly resolve: (reply: z.infer<typeof Reply>) => void;
  readonly reject: (error: Error) => void;
}

const CHILD = fileURLToPath(new URL('./sandbox-child.ts', import.meta.url));
const SEARCH_PATH = '/usr/local/bin:/usr/bin:/bin:/opt/libreoffice/program';

/**
 * Bounds the child, then becomes it. `setpriv` (Linux) has the kernel end a child whose parent was killed while the
 * child hangs in a loop; elsewhere two hours of processor time bound an orphan. $1 is the limit, the rest the command.
 */
const LAUNCH = `ulimit -d "$1" 2>/dev/null; ulimit -t 7200 2>/dev/null; shift
if command -v setpriv >/dev/null && setpriv --pdeathsig KILL true 2>/dev/null; then exec setpriv --pdeathsig KILL "$@"; fi
exec "$@"`;

/** Signals by which V8 and libc end a process that ran out of memory; SIGKILL that we did not send is the kernel's. */
const OUT_OF_MEMORY: ReadonlySet<string> = new Set(['SIGABRT', 'SIGTRAP', 'SIGILL', 'SIGKILL', 'SIGBUS']);

export class Sandbox {
  readonly #options: Required<SandboxOptions>;
  readonly #queue: Pending[] = [];
  readonly #idle: Child[] = [];
  readonly #all = new Set<Child>();
  #closed = false;

  constructor(options: SandboxOptions = {}) {
    this.#options = {
      concurrency: options.concurrency ?? Math.max(1, Math.min(4, availableParallelism() - 1)),
      memory: options.memory ?? 1_200_000,
      recycleAfter: options.recycleAfter ?? 40,
      path: options.path ?? SEARCH_PATH,
      script: options.script ?? CHILD,
    };
  }

  /** Throws WenhengError: what the reader found wrong, or time-limit, memory-limit, reader-crashed. */
  async read(task: Omit<Task, 'job'>): Promise<Read> {
    const reply = await this.#run({ ...task, job: 'read' });
    if (reply.kind !== 'read') throw new WenhengError('reader-crashed', { file: task.name });
    for (const image of reply.images) this.#within(task, image.file);
    return { pages: reply.pages, images: reply.images };
  }

  /** Takes an archive apart into `scratch`. */
  async unpack(task: Omit<Task, 'job'>): Promise<readonly Unpacked[]> {
    const reply = await this.#run({ ...task, job: 'unpack' });
    if (reply.kind !== 'unpacked') throw new WenhengError('reader-crashed', { file: task.name });
    for (const entry of reply.entries) if (entry.file !== null) this.#within(task, entry.file);
    return reply.entries;
  }

  /** Ends every child; tasks still waiting are rejected. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const { task, reject } of this.#queue.splice(0))
      reject(new WenhengError('reader-crashed', { file: task.name }));
    await Promise.all([...this.#all].map((child) => child.end()));
  }

  /** A child may only hand back files that lie in the folder it was given. */
  #within(task: Omit<Task, 'job'>, file: string): void {
    const inside = relative(task.scratch, file);
    if (inside === '' || inside.startsWith('..') || isAbsolute(inside))
      throw new WenhengError('reader-crashed', { file: task.name });
  }

  #run(task: Task): Promise<z.infer<typeof Reply>> {
    if (this.#closed) return Promise.reject(new WenhengError('reader-crashed', { file: task.name }));
    return new Promise((resolve, reject) => {
      this.#queue.push({ task, resolve, reject });
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
    if (this.#all.size >= this.#options.concurrency) return undefined;
    const child = new Child(this.#options);
    this.#all.add(child);
    return child;
  }

  async #serve(child: Child, { task, resolve, reject }: Pending): Promise<void> {
    let healthy = false;
    try {
      const answer = await child.ask(task);
      const reply = Reply.safeParse(answer);
      if (!reply.success)
        throw new WenhengError('reader-crashed', { file: task.name }, { cause: reply.error.issues.slice(0, 3) });
      // A reader that ran out of memory or broke may leave its WASM instance unusable.
      healthy = reply.data.kind !== 'error' || !['memory-limit', 'reader-crashed'].includes(reply.data.code);
      if (reply.data.kind === 'error')
        throw new WenhengError(reply.data.code, { ...reply.data.holes, file: task.name }, { cause: reply.data.cause });
      resolve(reply.data);
    } catch (error) {
      reject(error instanceof Error ? error : new Error(String(error)));
    } finally {
      if (healthy && child.served < this.#options.recycleAfter && !this.#closed) this.#idle.push(child);
      else {
        await child.end();
        this.#all.delete(child);
      }
      this.#next();
    }
  }
}

/** One child process, reading one file at a time. */
class Child {
  served = 0;
  readonly #process: ChildProcess;
  readonly #gone: Promise<string>;

  constructor(options: Required<SandboxOptions>) {
    const env = { PATH: options.path, LANG: 'C.UTF-8' };
    const stdio = ['ignore', 'ignore', 'ignore', 'ipc'] as const;
    const node = ['--disable-warning=ExperimentalWarning', options.script];
    // Windows has no ulimit: there the timer and V8's own heap limit must do.
    const [command, args] =
      process.platform === 'win32'
        ? [process.execPath, ['--max-old-space-size=800', ...node]]
        : ['/bin/sh', ['-c', LAUNCH, 'sh', String(options.memory), process.execPath, ...node]];
    this.#process = spawn(command, args, {
      stdio: [...stdio],
      env,
      serialization: 'advanced',
      detached: process.platform !== 'win32',
    });
    this.#gone = new Promise((resolve) => {
      this.#process.once('error', (error) => resolve(error.message));
      this.#process.once('exit', (code, signal) => resolve(signal ?? `exit ${code}`));
    });
    this.#rest(true);
  }

  /** An idle child must not keep the parent alive. */
  #rest(idle: boolean): void {
    if (idle) {
      this.#process.unref();
      this.#process.channel?.unref();
    } else {
      this.#process.ref();
      this.#process.channel?.ref();
    }
  }

  /** Resolves with whatever the child answers, unchecked. */
  async ask(task: Task): Promise<unknown> {
    this.served += 1;
    this.#rest(false);
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      this.#kill();
    }, task.limits.seconds * 1000);
    let heard: ((answer: unknown) => void) | undefined;
    try {
      const answer = new Promise<{ answer: unknown }>((resolve) => {
        heard = (value) => resolve({ answer: value });
        this.#process.once('message', heard);
      });
      // A child that dies before it takes the task is reported by `gone`.
      this.#process.send(task, () => undefined);
      const end = await Promise.race([answer, this.#gone.then((how) => ({ how }))]);
      if ('answer' in end) return end.answer;
      if (late) throw new WenhengError('time-limit', { file: task.name, limit: task.limits.seconds });
      if (OUT_OF_MEMORY.has(end.how)) throw new WenhengError('memory-limit', { file: task.name });
      throw new WenhengError('reader-crashed', { file: task.name }, { cause: end.how });
    } finally {
      clearTimeout(timer);
      if (heard) this.#process.off('message', heard);
      this.#rest(true);
    }
  }

  async end(): Promise<void> {
    this.#process.ref();
    this.#kill();
    await this.#gone;
  }

  /** The child leads its own process group, so that a converter it started ends with it. */
  #kill(): void {
    const { pid } = this.#process;
    if (pid === undefined) return;
    try {
      if (process.platform === 'win32') this.#process.kill('SIGKILL');
      else process.kill(-pid, 'SIGKILL');
    } catch (error) {
      // ESRCH: it has already gone.
      if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
    }
  }
}
