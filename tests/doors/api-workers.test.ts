import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { zipSync } from 'fflate';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { Accounts } from '../../app/api/accounts.ts';
import { openDesk } from '../../app/api/desk.ts';
import type { Job, JobView, ReviewHead } from '../../app/api/schemas.ts';
import { type Composition, compose } from '../../app/compose.ts';
import { readConfig } from '../../app/config.ts';
import { SAMPLES } from '../../app/samples.ts';
import { noticeText } from '../contracts/notices.ts';
import { freePort } from '../contracts/scratch-redis.ts';
import { scratchServers } from '../contracts/scratch-servers.ts';
import { Client, draftAt, PASSWORD, upload } from './api-server.ts';

/** The server and a worker as two processes with nothing in common but the queue, the archive and the blobs. */
const CLI = fileURLToPath(new URL('../../app/cli.ts', import.meta.url));
const root = mkdtempSync(join(tmpdir(), 'wenheng-api-workers-'));
const servers = scratchServers();
afterAll(() => rmSync(root, { recursive: true, force: true }));

const children: ChildProcess[] = [];
const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(children.splice(0).map((child) => end(child, 'SIGKILL')));
  for (const each of open.splice(0)) await each.close();
});

function run(args: readonly string[], env: Readonly<Record<string, string>>): ChildProcess {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', CLI, ...args], {
    env: { PATH: process.env['PATH'], WENHENG_OCR: 'none', WENHENG_LOG: 'error', WENHENG_READERS: '1', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  return child;
}

async function end(child: ChildProcess, signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill(signal);
  await gone;
}

/** The server when it listens, and its address. */
async function serve(env: Readonly<Record<string, string>>): Promise<{ child: ChildProcess; url: string }> {
  const child = run(['serve', '--port', '0', '--no-samples', '--log', 'error'], env);
  if (!child.stdout) throw new Error('no output');
  for await (const line of createInterface({ input: child.stdout })) {
    const url = /http:\S+?:\d+/.exec(line)?.[0];
    if (url) return { child, url };
  }
  throw new Error('the server did not start');
}

async function until<T>(ask: () => Promise<T>, met: (answer: T) => boolean): Promise<T> {
  for (;;) {
    const answer = await ask();
    if (met(answer)) return answer;
    await pause(50);
  }
}

interface Site {
  readonly server: Readonly<Record<string, string>>;
  readonly worker: Readonly<Record<string, string>>;
  /** To look at what they share. */
  readonly parts: Composition;
}

let made = 0;
async function site(withRedis: boolean): Promise<Site> {
  const home = join(root, `site${++made}`);
  mkdirSync(home);
  const shared = {
    DATABASE_URL: servers.postgres?.database() ?? '',
    WENHENG_BLOBS: join(home, 'blobs'),
    // A database of the Redis for each test.
    ...(withRedis ? { REDIS_URL: `${servers.redis?.url}/${made}` } : {}),
  };
  const server = { ...shared, WENHENG_HOME: join(home, 'server') };
  const parts = compose(readConfig({ ...server, PATH: process.env['PATH'] }));
  open.push(parts);
  const desk = openDesk(server.WENHENG_HOME);
  const accounts = new Accounts(desk);
  for (const [name, organisation] of [
    ['王编', '甲市教育局'],
    ['李编', '乙市教育局'],
  ] as const)
    await accounts.add({ name, organisation, role: 'manage', password: PASSWORD }, Date.now());
  desk.close();
  return { server, worker: { ...shared, WENHENG_HOME: join(home, 'worker') }, parts };
}

async function clerk(url: string, name: string): Promise<Client> {
  const client = new Client(url);
  expect((await client.login(name)).status).toBe(200);
  return client;
}

const text = (name: string): Uint8Array<ArrayBuffer> => Uint8Array.from(readFileSync(draftAt(name)));
const archive = (): FormData => {
  const zip = zipSync({
    '好的/a.txt': text('santai-training-conflict'),
    '坏的.pdf': new TextEncoder().encode('%PDF-1.7 and then nothing'),
    '又一份.txt': text('taoyuan-apps-conflict'),
  });
  const form = new FormData();
  form.append('files', new File([Uint8Array.from(zip)], '2024/打包.zip'));
  form.append('files', new File([text('taoyuan-apps-conflict')], '2024/通知.txt'));
  form.append('files', new File(['x'], '2024/.DS_Store'));
  return form;
};
const DRAFT = 'wuling-reading-conflict';
const ended = ({ state }: Job): boolean => state === 'done' || state === 'failed';

for (const { name, withRedis, why } of servers.kinds)
  describe.skipIf(why !== null)(`a server and a worker with ${name}${why ? ` (skipped: ${why})` : ''}`, () => {
    test('what waits in the queue outlives the server; the worker does it, and each file and review is told of', async () => {
      const { server, worker, parts } = await site(withRedis);
      const first = await serve(server);
      const [wang, li] = [await clerk(first.url, '王编'), await clerk(first.url, '李编')];
      const batch = await wang.ask<Job>('POST', '/api/archive', archive());
      const [draft, same] = [
        await wang.ask<Job>('POST', '/api/reviews', await upload('draft', draftAt(DRAFT), '征求意见稿.txt')),
        await li.ask<Job>('POST', '/api/reviews', await upload('draft', draftAt(DRAFT), '征求意见稿.txt')),
      ];
      // Two notices, one of them twice, and one bad file; two drafts: five jobs wait, and nobody does them.
      const queue = await parts.queue();
      await until(
        () => queue.open(),
        (n) => n === 5,
      );
      expect((await wang.ask<JobView>('GET', `/api/jobs/${draft.id}`)).state).toBe('waiting');
      const metrics = await (await wang.send('GET', '/metrics')).text();
      expect(metrics).toContain('wenheng_queue_jobs{kind="read",state="waiting"} 3');
      expect(metrics).toContain('wenheng_http_request_seconds');
      await end(first.child, 'SIGKILL');

      const second = await serve(server);
      const [again, other] = [await clerk(second.url, '王编'), await clerk(second.url, '李编')];
      expect((await again.ask<JobView>('GET', `/api/jobs/${batch.id}`)).state).toBe('running');
      const following = Promise.all([again.follow(draft.id), again.follow(batch.id), other.follow(same.id)]);
      const probes = await freePort();
      run(['worker', '--concurrency', '1', '--metrics', String(probes)], worker);
      const [reviewed, read, third] = await following;
      expect(await queue.open()).toBe(0);
      const probe = (path: string): Promise<Response> => fetch(`http://127.0.0.1:${probes}${path}`);
      expect((await probe('/ready')).status).toBe(200);
      expect(await (await probe('/ready')).json()).toEqual({ queue: 'ok', archive: 'ok', blobs: 'ok' });
      expect(await (await probe('/metrics')).text()).toMatch(/wenheng_jobs_total\{kind="review",.*end="done".*\} 2/);

      expect(read.job).toMatchObject({ state: 'done', done: 4, total: 4 });
      const states = Object.fromEntries(read.job.files.map((f) => [f.name, f.state]));
      expect(states).toEqual({
        '2024/打包.zip/好的/a.txt': 'done',
        '2024/打包.zip/坏的.pdf': 'failed',
        '2024/打包.zip/又一份.txt': expect.stringMatching(/^(?:done|known)$/),
        '2024/通知.txt': expect.stringMatching(/^(?:done|known)$/),
        '2024/.DS_Store': 'skipped',
      });
      expect(Object.values(states).filter((state) => state === 'done')).toHaveLength(2);
      expect(read.job.files.find((f) => f.state === 'failed')).toMatchObject({ code: 'file-damaged' });
      expect(read.files).toContain('2024/打包.zip/坏的.pdf');
      const failures = await again.ask<{ items: { source: string }[] }>('GET', '/api/failures');
      expect(failures.items.map((f) => f.source)).toEqual(['2024/打包.zip/坏的.pdf']);
      expect((await other.ask<{ items: unknown[] }>('GET', '/api/failures')).items).toEqual([]);
      const document = read.job.files.flatMap((f) => f.documents)[0];
      expect(await again.ask('GET', `/api/documents/${document}`)).toMatchObject({ file: true });
      expect((await again.send('GET', `/api/documents/${document}/file`)).status).toBe(200);

      // Drafts go before the batch, and two organisations that hand in the same one each have a review of their own.
      for (const each of [reviewed, third]) {
        expect(each.job).toMatchObject({ state: 'done', error: null });
        expect(each.stages.length).toBeGreaterThan(1);
      }
      expect(reviewed.job.reviewId).not.toBe(third.job.reviewId);
      const mine = await again.ask<{ items: ReviewHead[] }>('GET', '/api/reviews');
      expect(mine.items).toMatchObject([{ id: reviewed.job.reviewId, by: '王编', source: '征求意见稿.txt' }]);
      expect(await again.ask('GET', `/api/reviews/${reviewed.job.reviewId}`)).toMatchObject({ file: true });
      expect((await again.send('GET', `/api/reviews/${third.job.reviewId}`)).status).toBe(404);
    }, 180_000);

    test('cancelled, it leaves the queue; asked for again, it comes back', async () => {
      const { server, worker, parts } = await site(withRedis);
      const { url } = await serve(server);
      const wang = await clerk(url, '王编');
      const queue = await parts.queue();
      const batch = await wang.ask<Job>('POST', '/api/archive', archive());
      const draft = await wang.ask<Job>(
        'POST',
        '/api/reviews',
        await upload('draft', draftAt(DRAFT), '征求意见稿.txt'),
      );
      await until(
        () => queue.open(),
        (n) => n === 4,
      );
      for (const { id } of [batch, draft])
        expect((await wang.ask<Job>('DELETE', `/api/jobs/${id}`)).state).toBe('cancelled');
      await until(
        () => queue.open(),
        (n) => n === 0,
      );
      expect(await (await parts.store()).documents()).toEqual([]);
      run(['worker'], worker);
      for (const { id } of [batch, draft]) {
        await wang.ask<Job>('POST', `/api/jobs/${id}/retry`);
        const job = await until(() => wang.ask<JobView>('GET', `/api/jobs/${id}`), ended);
        expect(job.state).toBe('done');
      }
      expect(await (await parts.store()).documents()).toHaveLength(2);
    }, 180_000);

    test('a server that is killed while it hands an archive over and while it follows it loses no file and doubles none', async () => {
      const { server, worker, parts } = await site(withRedis);
      const many = 150;
      const zip = zipSync(
        Object.fromEntries(
          Array.from({ length: many }, (_, n) => {
            const body = [`一、每学期进校园活动不超过${n + 1}次。`, '二、严禁以任何名义收取费用。'];
            const made = { issuer: '临江市教育局', title: `关于第${n + 1}号事项的通知`, body, date: '2024年3月1日' };
            return [`${n + 1}.txt`, new TextEncoder().encode(noticeText(made))];
          }),
        ),
      );
      const form = new FormData();
      form.append('files', new File([Uint8Array.from(zip)], '历年.zip'));
      run(['worker', '--concurrency', '2'], worker);
      let { child, url } = await serve(server);
      const { id } = await (await clerk(url, '王编')).ask<Job>('POST', '/api/archive', form);
      const queue = await parts.queue();
      // In the middle of handing over, and twice while the workers go on without it.
      for (const least of [40, 120, many]) {
        await until(
          () => queue.counts(),
          ({ states }) => Object.values(states).reduce((a, b) => a + b, 0) >= least,
        );
        await end(child, 'SIGKILL');
        ({ child, url } = await serve(server));
      }
      const wang = await clerk(url, '王编');
      const job = await until(() => wang.ask<JobView>('GET', `/api/jobs/${id}`), ended);
      expect(job).toMatchObject({ state: 'done', done: many, total: many, error: null });
      expect(job.files).toHaveLength(many);
      expect(job.files.filter((f) => f.state !== 'done' && f.state !== 'known')).toEqual([]);
      expect(await (await parts.store()).documents({ limit: 1000 })).toHaveLength(many);
      expect(await queue.open()).toBe(0);
    }, 240_000);

    test('when Redis and PostgreSQL go away and come back, the server stays up and follows to the end', async () => {
      const { server, worker, parts } = await site(withRedis);
      const { child, url } = await serve(server);
      const wang = await clerk(url, '王编');
      const queue = await parts.queue();
      const batch = await wang.ask<Job>('POST', '/api/archive', archive());
      await until(
        () => queue.open(),
        (n) => n === 3,
      );
      await servers.redis?.kill();
      await servers.postgres?.restart(() => pause(3000));
      await servers.redis?.start();
      run(['worker'], worker);
      const draft = await upload('draft', draftAt(DRAFT), '征求意见稿.txt');
      const review = await wang.ask<Job>('POST', '/api/reviews', draft);
      for (const { id } of [batch, review]) {
        const job = await until(() => wang.ask<JobView>('GET', `/api/jobs/${id}`), ended);
        expect(job).toMatchObject({ state: 'done', error: null });
      }
      expect(await (await parts.store()).documents()).toHaveLength(2);
      expect(child.exitCode).toBeNull();
    }, 180_000);

    test('a review that the workers renew belongs to whoever had the one before', async () => {
      const { server, worker } = await site(withRedis);
      const { url } = await serve(server);
      const [wang, li] = [await clerk(url, '王编'), await clerk(url, '李编')];
      run(['worker'], worker);
      const draft = await upload('draft', draftAt('jiangyou-homework-conflict'), '征求意见稿.txt');
      const { id } = await wang.ask<Job>('POST', '/api/reviews', draft);
      const { reviewId } = await until(() => wang.ask<JobView>('GET', `/api/jobs/${id}`), ended);
      const superior = join(SAMPLES, 'nation-homework', 'nation-homework.txt');
      await wang.ask<Job>('POST', '/api/archive', await upload('files', superior, '上级.txt'));
      const { items } = await until(
        () => wang.ask<{ items: ReviewHead[] }>('GET', '/api/reviews'),
        (answer) => answer.items.length === 2,
      );
      expect(items.map(({ id: review, stale }) => [review === reviewId, stale])).toEqual([
        [false, false],
        [true, true],
      ]);
      expect((await li.ask<{ items: ReviewHead[] }>('GET', '/api/reviews')).items).toEqual([]);
    }, 180_000);

    test('files named for a review stay in the server; what the queue has lost is put in again', async () => {
      const { server, worker, parts } = await site(withRedis);
      const { url } = await serve(server);
      const wang = await clerk(url, '王编');
      const form = await upload('draft', draftAt(DRAFT), '征求意见稿.txt');
      const named = await upload('against', draftAt('taoyuan-apps-conflict'), '上级.txt', form);
      const { id } = await wang.ask<Job>('POST', '/api/reviews', named);
      expect((await until(() => wang.ask<JobView>('GET', `/api/jobs/${id}`), ended)).state).toBe('done');

      const queue = await parts.queue();
      const batch = await wang.ask<Job>('POST', '/api/archive', archive());
      await until(
        () => queue.open(),
        (n) => n === 3,
      );
      const waiting = await queue.entries({ states: ['waiting'] });
      await queue.withdraw(waiting.map((entry) => entry.job.key));
      run(['worker'], worker);
      const job = await until(() => wang.ask<JobView>('GET', `/api/jobs/${batch.id}`), ended);
      expect(job).toMatchObject({ state: 'done', done: 4, total: 4 });
    }, 180_000);
  });
