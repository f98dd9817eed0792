import { type ChildProcess, spawn } from 'node:child_process';
import { WenhengError } from '../../records/errors.ts';
import { BEAT_SECONDS, BEATS_AT_MOST } from './limits.ts';
import { Beat } from './sandbox-messages.ts';

export interface ProcessOptions {
  /** Kilobytes of data segment. */
  readonly memory: number;
  /** Search path; the child gets nothing else of the parent's environment. */
  readonly path: string;
  /** The script it runs. */
  readonly script: string;
}

/**
 * Bounds the child, then becomes it. `setpriv` (Linux) has the kernel end a child whose parent was killed while the
 * child hangs in a loop; elsewhere two hours of processor time bound an orphan. $1 is the limit, the rest the command.
 */
const LAUNCH = `ulimit -d "$1" 2>/dev/null; ulimit -t 7200 2>/dev/null; shift
if command -v setpriv >/dev/null && setpriv --pdeathsig KILL true 2>/dev/null; then exec setpriv --pdeathsig KILL "$@"; fi
exec "$@"`;

/** Signals by which V8 and libc end a process that ran out of memory; a SIGKILL that we did not send is the kernel's. */
const OUT_OF_MEMORY: ReadonlySet<string> = new Set(['SIGABRT', 'SIGTRAP', 'SIGILL', 'SIGKILL', 'SIGBUS']);

/** One child process, asked one thing at a time. */
export class Child {
  served = 0;
  readonly #process: ChildProcess;
  readonly #gone: Promise<string>;

  constructor(options: ProcessOptions) {
    const node = ['--disable-warning=ExperimentalWarning', options.script];
    // Windows has no ulimit: there the timer and V8's own heap limit must do.
    const windows = process.platform === 'win32';
    const [command, args] = windows
      ? [process.execPath, ['--max-old-space-size=800', ...node]]
      : ['/bin/sh', ['-c', LAUNCH, 'sh', String(options.memory), process.execPath, ...node]];
    this.#process = spawn(command, args, {
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      env: { PATH: options.path, LANG: 'C.UTF-8' },
      serialization: 'advanced',
      // The child leads its own process group, so that a converter it started ends with it.
      detached: !windows,
    });
    this.#gone = new Promise((resolve) => {
      this.#process.once('error', (error) => resolve(error.message));
      this.#process.once('exit', (code, signal) => resolve(signal ?? `exit ${code}`));
    });
    this.#rest();
  }

  /** An idle child must not keep the parent alive. */
  #rest(): void {
    this.#process.unref();
    this.#process.channel?.unref();
  }

  #wake(): void {
    this.#process.ref();
    this.#process.channel?.ref();
  }

  /**
   * Sends a task and resolves with whatever the child answers, unchecked. A child that does not answer in time is
   * killed; pages that it draws for OCR give it more, up to a bound. Throws time-limit, memory-limit or reader-crashed with `name` as the file.
   */
  async ask(task: object, name: string, seconds: number): Promise<unknown> {
    this.served += 1;
    this.#wake();
    let late = false;
    const began = performance.now();
    let allowed = 1000 * seconds;
    const expire = (): void => {
      late = true;
      this.#kill();
    };
    let timer = setTimeout(expire, allowed);
    let heard: ((answer: unknown) => void) | undefined;
    try {
      const answer = new Promise<{ answer: unknown }>((resolve) => {
        heard = (value) => {
          if (!Beat.safeParse(value).success) return resolve({ answer: value });
          allowed = Math.min(allowed + 1000 * BEAT_SECONDS, 1000 * seconds * BEATS_AT_MOST);
          clearTimeout(timer);
          timer = setTimeout(expire, began + allowed - performance.now());
        };
        this.#process.on('message', heard);
      });
      // A child that dies before it takes the task is reported by `gone`.
      this.#process.send(task, () => undefined);
      const end = await Promise.race([answer, this.#gone.then((how) => ({ how }))]);
      if ('answer' in end) return end.answer;
      if (late) throw new WenhengError('time-limit', { file: name, limit: seconds });
      if (OUT_OF_MEMORY.has(end.how)) throw new WenhengError('memory-limit', { file: name }, { cause: end.how });
      throw new WenhengError('reader-crashed', { file: name }, { cause: end.how });
    } finally {
      clearTimeout(timer);
      if (heard) this.#process.off('message', heard);
      this.#rest();
    }
  }

  async end(): Promise<void> {
    this.#process.ref();
    this.#kill();
    await this.#gone;
  }

  #kill(): void {
    const { pid } = this.#process;
    if (pid === undefined || this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    try {
      if (process.platform === 'win32') this.#process.kill('SIGKILL');
      else process.kill(-pid, 'SIGKILL');
    } catch (error) {
      // ESRCH: it has gone in this very moment.
      if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
    }
  }
}
