import { type ChildProcess, fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DEATHS } from '../../queues/failure.ts';
import type { Counts, Queue, QueueEvent, Work, WorkOptions } from '../../queues/queue.ts';
import { WenhengError } from '../../records/errors.ts';
import { assembleJob, type Job, type JobResult, PRIORITY, pagesJob, readJob } from '../../records/job.ts';
import { type Address, openQueue } from './queue-open.ts';
import { type ScratchPostgres, startPostgres, whyNoPostgres } from './scratch-postgres.ts';
import { type ScratchRedis, startRedis, whyNoRedis } from './scratch-redis.ts';

const folder = mkdtempSync(join(tmpdir(), 'wenheng-queue-'));
let cluster: ScratchPostgres | null = null;
let redis: ScratchRedis | null = null;
let database = '';
let made = 0;

const noPostgres = whyNoPostgres();
const noRedis = whyNoRedis();
beforeAll(async () => {
  if (noRedis === null) redis = await startRedis();
  if (noPostgres === null) {
    cluster = await startPostgres();
    database = cluster.database();
  }
});
afterAll(async () => {
  await redis?.stop();
  cluster?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const KINDS = [
  { name: 'a SQLite file', kind: 'local', why: null, at: () => join(folder, `queue${made}.sqlite`) },
  { name: 'Redis', kind: 'redis', why: noRedis, at: () => redis?.url ?? '' },
  { name: 'PostgreSQL', kind: 'postgres', why: noPostgres, at: () => database },
] as const;

const sha256 = (n: number | string): string => createHash('sha256').update(String(n)).digest('hex');
const source = (n: number | string, ending = 'pdf') => ({
  sha256: sha256(n),
  name: `${n}.${ending}`,
  path: `/notices/${n}.${ending}`,
  region: null,
  fresh: false,
});
const read = (n: number | string, priority: Job['priority'] = PRIORITY.batch, ending = 'pdf') =>
  readJob(source(n, ending), 'v1', priority);
const fine = (id = ''): JobResult => ({ made: id === '' ? [] : [id], known: false, split: false, difference: null });
const until = async (met: () => boolean | Promise<boolean>): Promise<void> => {
  while (!(await met())) await new Promise((r) => setTimeout(r, 10));
};

for (const { name, kind, why, at } of KINDS)
  describe.skipIf(why !== null)(`the queue in ${name}${why ? ` (skipped: ${why})` : ''}`, () => {
    let address: Address;
    let queue: Queue;
    const open: Queue[] = [];
    const children: ChildProcess[] = [];
    const again = async (): Promise<Queue> => {
      const other = await openQueue(address);
      open.push(other);
      return other;
    };
    beforeEach(async () => {
      made++;
      address = { kind, at: at(), name: `q${made}`, lease: 1200 };
      queue = await again();
    });
    afterEach(async () => {
      for (const child of children.splice(0)) child.kill('SIGKILL');
      await Promise.all(open.splice(0).map((q) => q.close()));
    });
    const work = (todo: Work, options: Partial<WorkOptions> = {}, on = queue) =>
      on.work(todo, { concurrency: 1, name: 'test', ...options });

    it('does each job once, keeps what came of it, and knows it when it comes again', async () => {
      const jobs = Array.from({ length: 40 }, (_, n) => read(n));
      expect(await queue.add(jobs)).toHaveLength(40);
      expect(await queue.add(jobs.slice(0, 5))).toEqual([]);
      const done: string[] = [];
      await work(
        async (job) => {
          done.push(job.key);
          return fine(job.payload.sha256.slice(0, 4));
        },
        { concurrency: 4 },
      );
      await queue.drain();
      expect(done.toSorted()).toEqual(jobs.map((j) => j.key).toSorted());
      expect(await queue.add(jobs)).toEqual([]);
      const entry = await queue.entry(jobs[3]?.key ?? '');
      expect(entry).toMatchObject({ state: 'done', job: jobs[3], failure: null, result: fine(sha256(3).slice(0, 4)) });
      expect(await queue.entry('read.none')).toBeNull();
      expect(await queue.add(jobs.slice(0, 2), { again: true })).toEqual(jobs.slice(0, 2).map((j) => j.key));
      await queue.drain();
      expect(done).toHaveLength(42);
    });

    it('refuses what is no job', async () => {
      const bad = { ...read(1), payload: { ...source(1), sha256: 'not a hash' } };
      await expect(Promise.resolve().then(() => queue.add([bad]))).rejects.toThrow(/sha256/);
      expect((await queue.counts()).states.waiting).toBe(0);
    });

    it('takes a draft before a batch, and each in its order', async () => {
      await queue.add([read('a'), read('b'), read('old', PRIORITY.again), read('c')]);
      await queue.add([read('draft', PRIORITY.draft)]);
      const order: string[] = [];
      await work(async (job) => {
        order.push(job.payload.name);
        return fine();
      });
      await queue.drain();
      expect(order).toEqual(['draft.pdf', 'a.pdf', 'b.pdf', 'c.pdf', 'old.pdf']);
    });

    it('takes out what has not begun, with its pages, and leaves what is at hand', async () => {
      const scan = source('scan');
      const pages = [0, 8].map((from) => pagesJob({ ...scan, from, to: from + 8 }, 'v1', PRIORITY.begun));
      const parent = assembleJob(scan, 'v1', PRIORITY.begun);
      const [first, second, third] = [read('at hand', PRIORITY.draft), read('waits'), read('ended', PRIORITY.draft)];
      await queue.add([third]);
      const go = Promise.withResolvers<void>();
      let begun = '';
      const working = await work(async (job) => {
        begun = job.key;
        if (job.key === first.key) await go.promise;
        return fine();
      });
      await queue.drain();
      await queue.add([first]);
      await until(() => begun === first.key);
      await queue.add([second]);
      await queue.addFlow(parent, pages);
      const keys = [first, second, third, parent].map((job) => job.key);
      expect((await queue.withdraw([...keys, 'read.none'])).toSorted()).toEqual([second.key, parent.key].toSorted());
      expect(await queue.open()).toBe(1);
      go.resolve();
      await queue.drain();
      await working.stop();
      expect((await queue.counts()).states).toMatchObject({ done: 2, waiting: 0, held: 0 });
      expect(await queue.entry(second.key)).toBeNull();
      // It may come back.
      expect(await queue.add([second])).toEqual([second.key]);
    });

    it('begins a parent when its pages have ended, read or not', async () => {
      const scan = source('scan');
      const pages = [0, 8, 16].map((from) => pagesJob({ ...scan, from, to: from + 8 }, 'v1', PRIORITY.begun));
      const parent = assembleJob(scan, 'v1', PRIORITY.begun);
      await queue.addFlow(parent, pages);
      expect((await queue.counts()).states).toMatchObject({ held: 1, waiting: 3 });
      // The same again, as after a worker that died in between: nothing is doubled.
      await queue.addFlow(parent, pages);
      const order: string[] = [];
      await work(async (job) => {
        order.push(job.key);
        if (job.kind === 'pages' && job.payload.from === 8)
          throw new WenhengError('file-damaged', { file: 'x', why: 'y' });
        return fine();
      });
      await queue.drain();
      expect(order).toHaveLength(4);
      expect(order.at(-1)).toBe(parent.key);
      expect((await queue.entry(parent.key))?.state).toBe('done');
      // What has ended goes in anew as a whole.
      await queue.addFlow(parent, pages);
      await queue.drain();
      expect(order).toHaveLength(8);
      expect(order.at(-1)).toBe(parent.key);
    });

    it('waits for what is away without counting an attempt', async () => {
      await queue.add([read('w')]);
      let tries = 0;
      await work(async () => {
        if (++tries < 3) throw new WenhengError('service-away', { service: 'PostgreSQL' });
        return fine();
      });
      // Between two of its tries, which may be over by the time that it is asked about again.
      let failures: Counts['failures'] = [];
      await until(async () => {
        const counts = await queue.counts();
        if (counts.states.delayed === 1) ({ failures } = counts);
        return failures.length > 0 || counts.states.done === 1;
      });
      expect(failures).toEqual([{ class: 'transient', code: 'service-away', kind: 'read', format: 'pdf', count: 1 }]);
      await queue.drain();
      expect(tries).toBe(3);
      expect(await queue.entry(read('w').key)).toMatchObject({ state: 'done' });
    });

    it('never tries bad input or a bug again, sets aside what kills its process twice, and goes on', async () => {
      await queue.add([read('bad'), read('bug', PRIORITY.batch, 'docx'), read('deadly'), read('good')]);
      const tries: Record<string, number> = {};
      const ends: string[] = [];
      await work(
        async (job) => {
          const { name: file } = job.payload;
          tries[file] = (tries[file] ?? 0) + 1;
          if (file === 'bad.pdf') throw new WenhengError('password-locked', { file });
          if (file === 'bug.docx') throw new TypeError('undefined is not a function');
          if (file === 'deadly.pdf') throw new WenhengError('memory-limit', { file });
          return fine();
        },
        {
          onEnd: async (job, { next, failure }) => {
            ends.push(`${job.payload.name} ${next} ${failure?.code ?? ''}`);
          },
        },
      );
      await queue.drain();
      expect(tries).toEqual({ 'bad.pdf': 1, 'bug.docx': 1, 'deadly.pdf': DEATHS, 'good.pdf': 1 });
      expect(ends).toContain('deadly.pdf later memory-limit');
      const counts = await queue.counts();
      expect(counts.states).toMatchObject({ done: 1, failed: 3, waiting: 0 });
      expect(counts.stages.read).toMatchObject({ done: 1, failed: 3 });
      expect(counts.failures.map((f) => `${f.class} ${f.code} ${f.kind} ${f.format} ${f.count}`).toSorted()).toEqual([
        'poison memory-limit read pdf 1',
        'terminal bug read docx 1',
        'terminal password-locked read pdf 1',
      ]);
      const failed = await queue.entries({ states: ['failed'], kinds: ['read'] });
      expect(failed).toHaveLength(3);
      expect(failed.find((e) => e.job.payload.name === 'bug.docx')?.failure?.message).toContain('undefined is not');
      // A person puts it in again: the account starts afresh.
      await queue.add([read('deadly')], { again: true });
      await queue.drain();
      expect(tries['deadly.pdf']).toBe(2 * DEATHS);
    });

    it('keeps a lease as long as its worker lives', async () => {
      await queue.add([read('long')]);
      let runs = 0;
      const slow: Work = async () => {
        runs++;
        await new Promise((r) => setTimeout(r, 2 * address.lease));
        return fine();
      };
      await work(slow);
      await work(slow, {}, await again());
      await queue.drain();
      expect(runs).toBe(1);
    });

    it('gives the job of a killed worker to another one, and doubles nothing', async () => {
      const log = join(folder, `log${made}`);
      writeFileSync(log, '');
      const worker = async (length: number): Promise<ChildProcess> => {
        const script = fileURLToPath(new URL('./queue-worker.ts', import.meta.url));
        const execArgv = ['--disable-warning=ExperimentalWarning'];
        const child = fork(script, [JSON.stringify(address), log, String(length)], { execArgv });
        children.push(child);
        await once(child, 'message');
        return child;
      };
      const lines = (): string[] => readFileSync(log, 'utf8').split('\n').filter(Boolean);
      await queue.add([read('held'), read('next')]);
      const first = await worker(60_000);
      await until(() => lines().length === 1);
      first.kill('SIGKILL');
      await worker(5);
      await queue.drain();
      const keys = lines().map((l) => l.replace(/ \d+ /, ' '));
      expect(keys.filter((k) => k === `begin ${read('held').key}`)).toHaveLength(2);
      expect(keys.filter((k) => k === `end ${read('held').key}`)).toHaveLength(1);
      expect(keys.filter((k) => k === `begin ${read('next').key}`)).toHaveLength(1);
      expect((await queue.counts()).states).toMatchObject({ done: 2, failed: 0 });
    });

    it('shares work among workers, each job once', async () => {
      const other = await again();
      const jobs = Array.from({ length: 60 }, (_, n) => read(`s${n}`));
      const done: string[] = [];
      const by = new Set<string>();
      const todo =
        (who: string): Work =>
        async (job) => {
          done.push(job.key);
          by.add(who);
          await new Promise((r) => setTimeout(r, 3));
          return fine();
        };
      await work(todo('one'), { concurrency: 2 });
      await work(todo('two'), { concurrency: 2 }, other);
      await queue.add(jobs);
      await queue.drain();
      expect(done.toSorted()).toEqual(jobs.map((j) => j.key).toSorted());
      expect([...by].toSorted()).toEqual(['one', 'two']);
    });

    it('pauses everywhere, counts what waits, and goes on', async () => {
      const other = await again();
      await other.pause();
      let runs = 0;
      await work(async () => {
        runs++;
        return fine();
      });
      await queue.add([read('p1'), read('p2', PRIORITY.batch, 'ofd')]);
      await new Promise((r) => setTimeout(r, 300));
      expect(runs).toBe(0);
      const counts = await queue.counts();
      expect(counts).toMatchObject({ paused: true, estimated: false, formats: { pdf: 1, ofd: 1 } });
      expect(counts.states.waiting).toBe(2);
      expect(counts.stages.read?.waiting).toBe(2);
      expect(counts.oldest?.name).toBe('p1.pdf');
      expect(Math.abs(Date.now() - (counts.oldest?.since ?? 0))).toBeLessThan(60_000);
      await other.resume();
      await queue.drain();
      expect(runs).toBe(2);
    });

    it('stops when the jobs at hand have ended, and keeps the rest', async () => {
      await queue.add([read('x1'), read('x2'), read('x3')]);
      let begun = 0;
      let ended = 0;
      const working = await work(async () => {
        begun++;
        await new Promise((r) => setTimeout(r, 300));
        ended++;
        return fine();
      });
      await until(() => begun === 1);
      await working.stop();
      expect([begun, ended]).toEqual([1, 1]);
      expect((await queue.counts()).states).toMatchObject({ done: 1, waiting: 2, active: 0 });
    });

    it('tells of progress and ends to other processes', async () => {
      const events: QueueEvent[] = [];
      const end = await (await again()).watch((event) => events.push(event));
      const { key } = read('e');
      await work(async (job, { progress }) => {
        if (job.payload.name === 'f.pdf') throw new WenhengError('no-text', { file: 'f.pdf' });
        progress(3, 7);
        await until(() => events.some((e) => e.kind === 'progress'));
        return fine();
      });
      await queue.add([read('e'), read('f')]);
      await queue.drain();
      await until(() => events.some((e) => e.kind === 'failed') && events.some((e) => e.kind === 'done'));
      expect(events).toContainEqual({ kind: 'progress', key, progress: { done: 3, total: 7 } });
      expect(events).toContainEqual({ kind: 'done', key });
      expect(events).toContainEqual({ kind: 'failed', key: read('f').key });
      await end();
    });
  });
