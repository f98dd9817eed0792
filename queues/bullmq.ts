import { setTimeout as pause } from 'node:timers/promises';
import {
  type BackendFactory,
  Queue as BullQueue,
  createPostgresBackend,
  createRedisBackend,
  DelayedError,
  FlowProducer,
  type IQueueBackend,
  QueueEvents,
  UnrecoverableError,
  Worker,
} from 'bullmq';
import { Redis } from 'ioredis';
import { WenhengError } from '../records/errors.ts';
import { Job, JobProgress, type JobResult } from '../records/job.ts';
import { countsOf, entriesOf, idsOf } from './bullmq-counts.ts';
import { type Bull, type Envelope, entryOf, openEnvelope, seal, stateOf, UNENDED } from './bullmq-jobs.ts';
import { decide, foreign, LOSSES, named, pauseAfter } from './failure.ts';
import {
  type Entry,
  type Held,
  LEASE,
  PAUSE,
  type Queue,
  type QueueEvent,
  type QueueOptions,
  type Selection,
  type Work,
  type Working,
  type WorkOptions,
} from './queue.ts';

export interface BullmqOptions extends QueueOptions {
  /** Name of the queue; tests give each case its own. */
  readonly name?: string;
  /** How long a caller that puts in or asks waits for a server that is away, milliseconds. */
  readonly patience?: number;
}

/** The factory knows where the server is; BullMQ itself is told nothing. */
type Factory = BackendFactory<IQueueBackend, Record<string, never>>;

/**
 * BullMQ on Redis 6.2 or newer. Throws service-away when nothing answers.
 * The server must not evict (`maxmemory-policy noeviction`) and should write its changes down (`appendonly yes`).
 */
export async function openRedis(url: string, options: BullmqOptions): Promise<Queue> {
  const probe = new Redis(url, { lazyConnect: true, maxRetriesPerRequest: 0, retryStrategy: () => null });
  // What goes wrong is thrown by the commands below.
  probe.on('error', () => undefined);
  try {
    await probe.connect();
    await probe.ping();
  } catch (cause) {
    throw new WenhengError('service-away', { service: 'Redis' }, { cause });
  } finally {
    probe.disconnect();
  }
  // Blocking commands wait as long as it takes; a server that is away is tried again each second.
  const connection = { url, maxRetriesPerRequest: null, retryStrategy: () => 1000 };
  return new BullmqQueue('redis', (name, opts, how) => createRedisBackend(name, { ...opts, connection }, how), options);
}

/** BullMQ on PostgreSQL 14 or newer, in the schema `bullmq` of the database. Throws service-away when nothing answers. */
export async function openPostgresQueue(url: string, options: BullmqOptions): Promise<Queue> {
  const connection = { connectionString: url, migrate: true, max: 4, application_name: 'wenheng-queue' };
  const queue = new BullmqQueue(
    'postgres',
    (name, opts, how) => createPostgresBackend(name, { ...opts, connection }, how),
    options,
  );
  try {
    await queue.ready();
    return queue;
  } catch (cause) {
    await queue.close().catch(() => undefined);
    throw cause instanceof WenhengError
      ? cause
      : new WenhengError('service-away', { service: 'PostgreSQL' }, { cause });
  }
}

/** BullMQ's own handle, for its dashboard; null for a queue that is a file. */
export const bullOf = (queue: Queue): BullQueue | null => (queue instanceof BullmqQueue ? queue.bull : null);

const PREFIX = 'wenheng';
/** Jobs asked about at a time. */
const STEP = 200;
/** Ended jobs stay, so that the same work is known, until there are so many; the archive knows them all the same. */
const KEPT = { count: 2_000_000 };

class BullmqQueue implements Queue {
  readonly kind: 'redis' | 'postgres';
  readonly #factory: Factory;
  readonly #name: string;
  readonly #lease: number;
  readonly #pause: number;
  readonly #now: () => number;
  readonly #patience: number;
  readonly #queue: BullQueue<
    Envelope,
    JobResult,
    string,
    Envelope,
    JobResult,
    string,
    IQueueBackend,
    Record<string, never>
  >;
  readonly #flows: FlowProducer<IQueueBackend, Record<string, never>>;
  readonly #workings = new Set<Working>();
  readonly #watchers = new Set<() => Promise<void>>();

  constructor(kind: 'redis' | 'postgres', factory: Factory, options: BullmqOptions) {
    this.kind = kind;
    this.#factory = factory;
    this.#name = options.name ?? 'jobs';
    this.#lease = options.lease ?? LEASE;
    this.#pause = options.pause ?? PAUSE;
    this.#now = options.now;
    this.#patience = options.patience ?? 20_000;
    this.#queue = new BullQueue(this.#name, { connection: {}, prefix: PREFIX }, factory);
    this.#flows = new FlowProducer({ connection: {}, prefix: PREFIX }, factory);
    // A server that goes away is told by the call that misses it, and BullMQ connects again by itself.
    this.#queue.on('error', () => undefined);
    this.#flows.on('error', () => undefined);
  }

  get bull(): BullQueue {
    return this.#queue as unknown as BullQueue;
  }

  async ready(): Promise<void> {
    await this.#asked(() => this.#queue.waitUntilReady());
  }

  add(jobs: readonly Job[], { again = false } = {}): Promise<readonly string[]> {
    const parsed = jobs.map((job) => Job.parse(job));
    return this.#asked(async () => {
      const added: string[] = [];
      for (let i = 0; i < parsed.length; i += STEP) {
        const part = parsed.slice(i, i + STEP);
        const fresh = await Promise.all(part.map(async (job) => ((await this.#clear(job.key, again)) ? job : null)));
        const put = fresh.filter((job) => job !== null);
        if (put.length > 0) await this.#queue.addBulk(put.map(seal));
        added.push(...put.map((job) => job.key));
      }
      return added;
    });
  }

  withdraw(keys: readonly string[]): Promise<readonly string[]> {
    return this.#asked(async () => {
      const out: string[] = [];
      for (const key of keys) {
        const state = stateOf(await this.#queue.getJobState(key));
        if (state === null || state === 'active' || state === 'done' || state === 'failed') continue;
        // 0 where a worker has taken it meanwhile, or a page of it.
        if ((await this.#queue.remove(key)) > 0) out.push(key);
      }
      return out;
    });
  }

  addFlow(parent: Job, children: readonly Job[]): Promise<void> {
    const [above, ...below] = [parent, ...children].map((job) => Job.parse(job));
    return this.#asked(async () => {
      if (!above || !(await this.#clear(above.key, true))) return;
      for (const job of below) await this.#clear(job.key, true);
      const node = (job: Job) => {
        const { name, data, opts } = seal(job);
        // A page that cannot be read is reported as unread; it does not hold up the others.
        return {
          name,
          data,
          queueName: this.#name,
          prefix: PREFIX,
          opts: { ...opts, ignoreDependencyOnFailure: true },
        };
      };
      const { ignoreDependencyOnFailure: _, ...opts } = node(above).opts;
      await this.#flows.add({ ...node(above), opts, children: below.map(node) });
    });
  }

  /** True when the key is free to be put in. */
  async #clear(key: string, again: boolean): Promise<boolean> {
    const state = stateOf(await this.#queue.getJobState(key));
    if (state === null) return true;
    if (!again || (state !== 'done' && state !== 'failed')) return false;
    await this.#queue.remove(key);
    return true;
  }

  async work(work: Work, options: WorkOptions): Promise<Working> {
    const held = new Map<string, AbortController>();
    const worker = new Worker<Envelope, JobResult, string, IQueueBackend, JobProgress, Record<string, never>>(
      this.#name,
      (job, token) => this.#run(job, token ?? '', work, options, held),
      {
        connection: {},
        prefix: PREFIX,
        concurrency: Math.max(1, options.concurrency),
        name: options.name,
        lockDuration: this.#lease,
        lockRenewTime: this.#lease / 3,
        stalledInterval: this.#lease / 2,
        maxStalledCount: LOSSES,
        removeOnComplete: KEPT,
        runRetryDelay: 1000,
      },
      this.#factory,
    );
    worker.on('error', (error) => options.onTrouble?.(error));
    worker.on('lockRenewalFailed', (ids) => {
      for (const id of ids) held.get(id)?.abort();
    });
    const working: Working = {
      stop: async () => {
        this.#workings.delete(working);
        await worker.close();
      },
    };
    this.#workings.add(working);
    await worker.waitUntilReady();
    return working;
  }

  async #run(
    bull: Bull,
    token: string,
    work: Work,
    { onEnd, onTrouble }: WorkOptions,
    held: Map<string, AbortController>,
  ): Promise<JobResult> {
    const envelope = openEnvelope(bull.data);
    if (envelope === null) throw new UnrecoverableError(foreign().message);
    const { job } = envelope;
    const gone = new AbortController();
    held.set(job.key, gone);
    const progress: Held['progress'] = (done, total, stage) => {
      bull
        .updateProgress({ done, total, ...(stage ? { stage } : {}) })
        .catch((error: unknown) => onTrouble?.(error instanceof Error ? error : new Error(String(error))));
    };
    try {
      const result = await work(job, { progress, signal: gone.signal });
      await onEnd?.(job, { failure: null, next: 'done' });
      return result;
    } catch (error) {
      // Another worker has it: what became of it here is of no account, and BullMQ will find the lock gone.
      if (gone.signal.aborted) throw error;
      const { next, failure } = decide(error, envelope.deaths);
      const deaths = envelope.deaths + (failure.class === 'poison' ? 1 : 0);
      await bull.updateData({ job, deaths, waits: envelope.waits + 1, failure });
      await onEnd?.(job, { failure, next: next === 'end' ? 'failed' : 'later' });
      if (next === 'end') throw new UnrecoverableError(failure.message);
      await bull.moveToDelayed(this.#now() + pauseAfter(envelope.waits, this.#pause), token);
      throw new DelayedError();
    } finally {
      held.delete(job.key);
    }
  }

  entry(key: string): Promise<Entry | null> {
    return this.#asked(async () => {
      const [job, state] = await Promise.all([this.#queue.getJob(key), this.#queue.getJobState(key)]);
      const known = stateOf(state);
      return job && known ? entryOf(job, known) : null;
    });
  }

  entries({ states, kinds, limit = 10_000 }: Selection): Promise<readonly Entry[]> {
    return this.#asked(async () => {
      const out: Entry[] = [];
      for (const state of states) {
        const ids = await idsOf(this.#queue, state, kinds ? Number.MAX_SAFE_INTEGER : limit);
        const wanted = kinds ? ids.filter((id) => kinds.some((kind) => id.startsWith(`${kind}.`))) : ids;
        out.push(...(await entriesOf(this.#queue, wanted.slice(0, limit - out.length), state)));
      }
      return out;
    });
  }

  counts() {
    return this.#asked(() => countsOf(this.#queue));
  }

  async pause(): Promise<void> {
    await this.#asked(() => this.#queue.pause());
  }

  async resume(): Promise<void> {
    await this.#asked(() => this.#queue.resume());
  }

  open(): Promise<number> {
    return this.#asked(() => this.#queue.getJobCountByTypes(...UNENDED));
  }

  async drain(): Promise<void> {
    while ((await this.open()) > 0) await pause(25);
  }

  async watch(listener: (event: QueueEvent) => void): Promise<() => Promise<void>> {
    const events = new QueueEvents(this.#name, { connection: {}, prefix: PREFIX }, this.#factory);
    // It connects again by itself.
    events.on('error', () => undefined);
    events.on('progress', ({ jobId, data }) => {
      const progress = JobProgress.safeParse(data);
      if (progress.success) listener({ kind: 'progress', key: jobId, progress: progress.data });
    });
    events.on('completed', ({ jobId }) => listener({ kind: 'done', key: jobId }));
    events.on('failed', ({ jobId }) => listener({ kind: 'failed', key: jobId }));
    events.on('delayed', ({ jobId }) => listener({ kind: 'delayed', key: jobId }));
    await this.#asked(() => events.waitUntilReady());
    const end = async (): Promise<void> => {
      this.#watchers.delete(end);
      await events.close();
    };
    this.#watchers.add(end);
    return end;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#workings].map((w) => w.stop()));
    await Promise.all([...this.#watchers].map((end) => end()));
    await this.#flows.close();
    await this.#queue.close();
  }

  /** A server that is away holds up a caller only so long; workers wait without end. */
  async #asked<T>(ask: () => Promise<T>): Promise<T> {
    const stop = new AbortController();
    const service = this.kind === 'redis' ? 'Redis' : 'PostgreSQL';
    try {
      return await Promise.race([
        ask(),
        pause(this.#patience, undefined, { signal: stop.signal }).then(() => {
          throw new WenhengError('service-away', { service });
        }),
      ]);
    } catch (error) {
      throw isAway(error) ? new WenhengError('service-away', { service }, { cause: error }) : named(error);
    } finally {
      stop.abort();
    }
  }
}

/** Neither driver gives a cut connection a code of its own; these are their only words for it. */
const CUT =
  /^Connection (?:is closed|terminated)|timeout exceeded when trying to connect|^Client has encountered a connection error/;
const isAway = (error: unknown): boolean => error instanceof Error && CUT.test(error.message);
