import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { Failure, toError } from '../pipeline/readers/sandbox-messages.ts';
import { Child } from '../pipeline/readers/sandbox-process.ts';
import type { Selection } from '../pipeline/selection.ts';
import { WenhengError } from '../records/errors.ts';
import type { Pages } from '../records/page.ts';
import type { Reading } from '../records/reading.ts';
import type { Report } from '../records/report.ts';

export type StageTask =
  | { readonly stage: 'hello' }
  | {
      readonly stage: 'clauses';
      readonly pages: Pages;
      readonly source: { readonly name: string; readonly sha256: string };
    }
  | { readonly stage: 'report'; readonly draft: Reading; readonly selection: Selection; readonly asOf: string };

/** The child runs our own code over text, so what it made is taken as made; only its form is looked at. */
const StageReply = z.discriminatedUnion('stage', [
  z.object({ stage: z.literal('hello') }),
  z.object({ stage: z.literal('clauses'), readings: z.array(z.custom<Reading>(isRecord)) }),
  z.object({ stage: z.literal('report'), report: z.custom<Report>(isRecord) }),
  z.object({ stage: z.literal('refused'), failure: Failure }),
  z.object({ stage: z.literal('bug'), why: z.string() }),
]);
export type StageReply = z.infer<typeof StageReply>;

function isRecord(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'document' in value;
}

export interface StagesOptions {
  /** Children at most. */
  readonly concurrency: number;
  /** Search path of the children, to find their launcher. */
  readonly path: string;
  /** Seconds for one document before its child is killed. */
  readonly seconds?: number;
  /** Kilobytes of data segment a child may take. */
  readonly memory?: number;
  /** The script they run; tests put broken ones here. */
  readonly script?: string;
}

const CHILD = fileURLToPath(new URL('./workers-child.ts', import.meta.url));
/** Documents after which a child makes way for a fresh one. */
const LIFETIME = 500;
/** For a child to load the program. */
const START_SECONDS = 120;

/**
 * The pure stages in child processes: a document that hangs a rule or eats the memory ends its child, never the worker,
 * so the worker keeps its leases. Throws what the stage throws; time-limit, memory-limit, reader-crashed for the child.
 */
export class Stages {
  readonly #options: StagesOptions;
  readonly #idle: Child[] = [];
  readonly #all = new Set<Child>();
  readonly #waiting: (() => void)[] = [];
  #closed = false;

  constructor(options: StagesOptions) {
    this.#options = options;
  }

  async clauses(pages: Pages, source: { readonly name: string; readonly sha256: string }): Promise<Reading[]> {
    const reply = await this.#run({ stage: 'clauses', pages, source }, source.name);
    if (reply.stage !== 'clauses') throw new Error(`stage clauses answered ${reply.stage}`);
    return reply.readings;
  }

  async report(draft: Reading, selection: Selection, asOf: string): Promise<Report> {
    const reply = await this.#run({ stage: 'report', draft, selection, asOf }, draft.document.source);
    if (reply.stage !== 'report') throw new Error(`stage report answered ${reply.stage}`);
    return reply.report;
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#all].map((child) => child.end()));
  }

  async #run(task: StageTask, name: string): Promise<StageReply> {
    const child = await this.#take();
    let healthy = false;
    try {
      // The limit is the document's: a child that is slow to come up on a busy machine is no fault of it.
      if (child.served === 0) await this.#hello(child);
      const reply = StageReply.parse(await child.ask(task, name, this.#options.seconds ?? 120));
      if (reply.stage === 'bug') throw new Error(reply.why);
      healthy = true;
      if (reply.stage === 'refused') throw toError(reply.failure);
      return reply;
    } finally {
      if (healthy && child.served < LIFETIME && !this.#closed) this.#idle.push(child);
      else {
        await child.end();
        this.#all.delete(child);
      }
      this.#waiting.shift()?.();
    }
  }

  /** Throws service-away: the machine cannot run a child now, whatever the document. */
  async #hello(child: Child): Promise<void> {
    try {
      StageReply.parse(await child.ask({ stage: 'hello' }, '', START_SECONDS));
    } catch (cause) {
      throw new WenhengError('service-away', { service: '处理文本的子进程' }, { cause });
    }
  }

  async #take(): Promise<Child> {
    while (!this.#closed) {
      const idle = this.#idle.pop();
      if (idle) return idle;
      if (this.#all.size < Math.max(1, this.#options.concurrency)) {
        const { path, memory = 1_200_000, script = CHILD } = this.#options;
        const child = new Child({ path, memory, script });
        this.#all.add(child);
        return child;
      }
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    throw new Error('the stages are closed');
  }
}
