import { setTimeout as pause } from 'node:timers/promises';
import { Job, type JobProgress } from '../records/job.ts';
import { decide, foreign, pauseAfter } from './failure.ts';
import { countsOf } from './local-counts.ts';
import { type End, eventOf, free, put, settle, withdraw } from './local-moves.ts';
import { entryOf, numberOf, type Row, Table, textOf, tick } from './local-table.ts';
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

export interface LocalOptions extends QueueOptions {
  /** How long a writer waits for another one, milliseconds. */
  readonly patience?: number;
}

/** Milliseconds between two looks for work that other processes have put in. */
const LOOK = 100;

/** The queue without a server: leases in a SQLite file, any number of processes of one machine. */
export async function openLocal(path: string, options: LocalOptions): Promise<Queue> {
  return new LocalQueue(await Table.open(path, options.patience ?? 20_000), options);
}

interface Claim {
  readonly job: Job;
  readonly token: number;
  readonly deaths: number;
  readonly waits: number;
}

class LocalQueue implements Queue {
  readonly kind = 'local';
  readonly #table: Table;
  readonly #now: () => number;
  readonly #lease: number;
  readonly #pause: number;
  readonly #workings = new Set<Working>();
  readonly #watchers = new Set<AbortController>();
  /** Wakes the workers of this process at once when it puts work in itself. */
  #wake = Promise.withResolvers<void>();

  constructor(table: Table, options: LocalOptions) {
    this.#table = table;
    this.#now = options.now;
    this.#lease = options.lease ?? LEASE;
    this.#pause = options.pause ?? PAUSE;
  }

  async add(jobs: readonly Job[], { again = false } = {}): Promise<readonly string[]> {
    const parsed = jobs.map((job) => Job.parse(job));
    const added = await this.#table.write(
      (db) => parsed.filter((job) => put(db, job, { state: 'waiting', parent: null, again, now: this.#now() })),
      true,
    );
    this.#stir();
    return added.map((job) => job.key);
  }

  async addFlow(parent: Job, children: readonly Job[]): Promise<void> {
    const [above, ...below] = [parent, ...children].map((job) => Job.parse(job));
    if (!above) return;
    await this.#table.write((db) => {
      const now = this.#now();
      const state = below.length > 0 ? 'held' : 'waiting';
      if (!put(db, above, { state, parent: null, again: true, now })) return;
      for (const job of below)
        if (!put(db, job, { state: 'waiting', parent: above.key, again: true, now }))
          db.prepare('update job set parent = ? where key = ?').run(above.key, job.key);
    }, true);
    this.#stir();
  }

  withdraw(keys: readonly string[]): Promise<readonly string[]> {
    return this.#table.write((db) => keys.filter((key) => withdraw(db, key)), true);
  }

  async work(work: Work, options: WorkOptions): Promise<Working> {
    const stop = new AbortController();
    const slots = Array.from({ length: Math.max(1, options.concurrency) }, () =>
      this.#slot(work, options, stop.signal),
    );
    const working: Working = {
      stop: async () => {
        stop.abort();
        this.#stir();
        await Promise.all(slots);
        this.#workings.delete(working);
      },
    };
    this.#workings.add(working);
    return working;
  }

  async entry(key: string): Promise<Entry | null> {
    const [row] = this.#table.all('select * from job where key = ?', key);
    return row ? entryOf(row) : null;
  }

  async entries({ states, kinds, limit = 10_000 }: Selection): Promise<readonly Entry[]> {
    const within = (column: string, values: readonly string[]): string =>
      `${column} in (${values.map(() => '?').join(', ')})`;
    const rows = this.#table.all(
      `select * from job where ${within('state', states)}${kinds ? ` and ${within('kind', kinds)}` : ''} order by seq limit ?`,
      ...states,
      ...(kinds ?? []),
      limit,
    );
    return rows.flatMap((row) => entryOf(row) ?? []);
  }

  async counts() {
    return countsOf(this.#table);
  }

  async pause(): Promise<void> {
    await this.#setting('paused', 1);
  }

  async resume(): Promise<void> {
    await this.#setting('paused', 0);
    this.#stir();
  }

  async open(): Promise<number> {
    const sql = "select count(*) as n from job where state in ('waiting', 'held', 'delayed', 'active')";
    return numberOf(this.#table.all(sql)[0], 'n');
  }

  async drain(): Promise<void> {
    while ((await this.open()) > 0) await pause(LOOK / 4);
  }

  async watch(listener: (event: QueueEvent) => void): Promise<() => Promise<void>> {
    const [row] = this.#table.all("select value from setting where name = 'changed'");
    let seen = numberOf(row, 'value');
    const end = new AbortController();
    this.#watchers.add(end);
    const look = (): void => {
      const rows = this.#table.all(
        'select key, state, progress, changed from job where changed > ? order by changed limit 1000',
        seen,
      );
      for (const each of rows) {
        seen = numberOf(each, 'changed');
        const event = eventOf(each);
        if (event) listener(event);
      }
    };
    const loop = (async () => {
      while (!end.signal.aborted) {
        look();
        await pause(LOOK);
      }
    })();
    return async () => {
      this.#watchers.delete(end);
      end.abort();
      await loop;
    };
  }

  async close(): Promise<void> {
    await Promise.all([...this.#workings].map((w) => w.stop()));
    for (const watcher of this.#watchers) watcher.abort();
    if (this.#watchers.size > 0) await pause(2 * LOOK);
    this.#table.close();
  }

  #stir(): void {
    this.#wake.resolve();
    this.#wake = Promise.withResolvers();
  }

  async #setting(name: string, value: number): Promise<void> {
    await this.#table.write((db) => db.prepare('update setting set value = ? where name = ?').run(value, name));
  }

  async #slot(work: Work, options: WorkOptions, stop: AbortSignal): Promise<void> {
    while (!stop.aborted) {
      try {
        const claim = await this.#claim(options.name);
        if (claim) await this.#run(claim, work, options);
        else await Promise.race([pause(LOOK), this.#wake.promise]);
      } catch (error) {
        // The queue's own file is busy, full or away: the lease runs out by itself, and the slot goes on.
        options.onTrouble?.(error instanceof Error ? error : new Error(String(error)));
        await pause(10 * LOOK);
      }
    }
  }

  /** The next job, taken by compare-and-set within one transaction; null when there is none. */
  async #claim(worker: string): Promise<Claim | null> {
    const now = this.#now();
    const due = `exists (select 1 from job where state = 'waiting')
      or exists (select 1 from job where state = 'delayed' and run_at <= ?)
      or exists (select 1 from job where state = 'active' and lease < ?)`;
    const [any] = this.#table.all(
      `select (select value from setting where name = 'paused') as paused, (${due}) as due`,
      now,
      now,
    );
    if (numberOf(any, 'paused') === 1 || numberOf(any, 'due') === 0) return null;
    return this.#table.write((db) => {
      free(db, now);
      db.prepare("update job set state = 'waiting' where state = 'delayed' and run_at <= ?").run(now);
      const row = db
        .prepare(
          `update job set state = 'active', token = token + 1, worker = ?, lease = ?, progress = null
           where key = (select key from job where state = 'waiting' order by priority, seq limit 1) returning *`,
        )
        .get(worker, now + this.#lease) as Row | undefined;
      if (!row) return null;
      const job = Job.safeParse(JSON.parse(textOf(row, 'job')));
      if (!job.success) {
        // Put in by another version of the program: said and set aside, so that the rest goes on.
        db.prepare("update job set state = 'failed', failure = ?, ended_at = ?, changed = ? where key = ?").run(
          JSON.stringify(foreign()),
          now,
          tick(db),
          textOf(row, 'key'),
        );
        settle(db, textOf(row, 'key'));
        return null;
      }
      return {
        job: job.data,
        token: numberOf(row, 'token'),
        deaths: numberOf(row, 'deaths'),
        waits: numberOf(row, 'waits'),
      };
    });
  }

  async #run(claim: Claim, work: Work, options: WorkOptions): Promise<void> {
    const { job } = claim;
    const gone = new AbortController();
    const trouble = (error: unknown): void =>
      options.onTrouble?.(error instanceof Error ? error : new Error(String(error)));
    const renew = setInterval(() => {
      this.#renew(claim).then(
        (kept) => {
          if (!kept) gone.abort();
        },
        (error: unknown) => trouble(error),
      );
    }, this.#lease / 3);
    const progress: Held['progress'] = (done, total, stage) => {
      this.#progress(claim, { done, total, ...(stage ? { stage } : {}) }).catch(trouble);
    };
    let end: End;
    try {
      end = { state: 'done', result: await work(job, { progress, signal: gone.signal }) };
    } catch (error) {
      const { next, failure } = decide(error, claim.deaths);
      if (next === 'end') end = { state: 'failed', failure };
      else
        end = {
          state: 'delayed',
          failure,
          deaths: next === 'again' ? 1 : 0,
          wait: pauseAfter(claim.waits, this.#pause),
        };
    }
    clearInterval(renew);
    if (gone.signal.aborted) return;
    await options.onEnd?.(job, {
      failure: end.state === 'done' ? null : end.failure,
      next: end.state === 'delayed' ? 'later' : end.state,
    });
    await this.#end(claim, end);
    this.#stir();
  }

  #renew({ job, token }: Claim): Promise<boolean> {
    return this.#table.write(
      (db) =>
        db
          .prepare("update job set lease = ? where key = ? and token = ? and state = 'active'")
          .run(this.#now() + this.#lease, job.key, token).changes === 1,
    );
  }

  async #progress({ job, token }: Claim, progress: JobProgress): Promise<void> {
    await this.#table.write((db) =>
      db
        .prepare("update job set progress = ?, changed = ? where key = ? and token = ? and state = 'active'")
        .run(JSON.stringify(progress), tick(db), job.key, token),
    );
  }

  /** Nothing when the lease was lost meanwhile: then another worker's end counts. */
  #end({ job, token }: Claim, end: End): Promise<void> {
    return this.#table.write((db) => {
      const now = this.#now();
      const mine = "where key = ? and token = ? and state = 'active'";
      if (end.state === 'delayed') {
        db.prepare(
          `update job set state = 'delayed', failure = ?, deaths = deaths + ?, waits = waits + 1, run_at = ?, changed = ? ${mine}`,
        ).run(JSON.stringify(end.failure), end.deaths, now + end.wait, tick(db), job.key, token);
        return;
      }
      const ended = db
        .prepare(`update job set state = ?, failure = ?, result = ?, ended_at = ?, changed = ? ${mine}`)
        .run(
          end.state,
          end.state === 'failed' ? JSON.stringify(end.failure) : null,
          end.state === 'done' ? JSON.stringify(end.result) : null,
          now,
          tick(db),
          job.key,
          token,
        );
      if (ended.changes === 1) settle(db, job.key);
    });
  }
}
