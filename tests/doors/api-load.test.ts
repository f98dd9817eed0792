import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Accounts, LOCAL } from '../../app/api/accounts.ts';
import { openDesk } from '../../app/api/desk.ts';
import { Jobs } from '../../app/api/jobs.ts';
import type { Job, ReviewHead } from '../../app/api/schemas.ts';
import { Client, discard, draftAt, openServer, startServer, type TestServer, upload } from './api-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startServer([], ['nation-school-affairs', 'hunan-plan']);
});
afterAll(() => discard(server));

const DRAFTS = [
  'wuling-reading-conflict',
  'santai-training-conflict',
  'jiangyou-homework-conflict',
  'taoyuan-apps-conflict',
];

test('20 drafts at once while a batch runs: none is lost, each has its own review, and answers still come', async () => {
  const clerk = new Client(server.url);
  const batch = new FormData();
  for (let i = 0; i < 40; i++) {
    const text = `${readFileSync(draftAt(DRAFTS[i % 4] ?? ''), 'utf8')}\n附注第${i}号。\n`;
    batch.append('files', new File([text], `批次/${i}.txt`));
  }
  const archive = await clerk.ask<Job>('POST', '/api/archive', batch);
  const jobs = await Promise.all(
    Array.from({ length: 20 }, async (_, i) =>
      clerk.ask<Job>('POST', '/api/reviews', await upload('draft', draftAt(DRAFTS[i % 4] ?? ''), `文稿${i}.txt`)),
    ),
  );
  expect(new Set(jobs.map((j) => j.id)).size).toBe(20);
  const answers = await Promise.all([
    clerk.send('GET', '/api/health'),
    clerk.send('GET', '/api/documents'),
    ...jobs.map((j) => clerk.send('GET', `/api/jobs/${j.id}`)),
  ]);
  expect(answers.map((a) => a.status)).toEqual(answers.map(() => 200));
  const ended = await Promise.all(jobs.map((j) => clerk.follow(j.id)));
  expect(ended.map((e) => e.job.state)).toEqual(jobs.map(() => 'done'));
  const reviews = new Set(ended.map((e) => e.job.reviewId));
  expect(reviews.size).toBe(20);
  const list = await clerk.ask<{ items: ReviewHead[] }>('GET', '/api/reviews?limit=50');
  expect(new Set(list.items.map((r) => r.id))).toEqual(reviews);
  expect(list.items.map((r) => r.source).sort()).toEqual(jobs.map((_, i) => `文稿${i}.txt`).sort());
  const { job } = await clerk.follow(archive.id);
  expect(job.state).toBe('done');
  expect(job.files.map((f) => f.state)).toEqual(Array.from({ length: 40 }, () => 'done'));
}, 180_000);

test('a job that the last process left in the middle is done by the next one; one that ended it three times is set aside', async () => {
  const home = mkdtempSync(join(tmpdir(), 'wenheng-api-left-'));
  const desk = openDesk(home);
  expect(new Accounts(desk).any()).toBe(false);
  const jobs = new Jobs(desk);
  const at = new Date().toISOString();
  const put = (id: string): void => {
    const path = join(home, 'uploads', id, 'draft', '稿.txt');
    cpSync(draftAt('wuling-reading-conflict'), path);
    const draft = { path, name: '稿.txt' };
    jobs.add(
      id,
      { kind: 'review', draft, against: null, region: null, asOf: '2026-02-01' },
      '稿.txt',
      ['稿.txt'],
      LOCAL,
      at,
    );
  };
  put('j_poison');
  for (let i = 0; i < 3; i++) {
    expect(jobs.take('review', at)?.id).toBe('j_poison');
    if (i < 2) jobs.again('j_poison', true);
  }
  put('j_left');
  expect(jobs.take('review', at)?.id).toBe('j_left');
  desk.close();
  // An upload that was broken off days ago, and one that may still be coming in.
  for (const name of ['j_broken', 'j_coming']) mkdirSync(join(home, 'uploads', name), { recursive: true });
  utimesSync(join(home, 'uploads', 'j_broken'), 0, 0);
  const next = await openServer(home);
  expect(readdirSync(join(home, 'uploads')).sort()).toEqual(['j_coming', 'j_left', 'j_poison']);
  const clerk = new Client(next.url);
  expect((await clerk.follow('j_left')).job).toMatchObject({ state: 'done', error: null });
  expect((await clerk.ask<Job>('GET', '/api/jobs/j_poison')).state).toBe('failed');
  await next.close();
  rmSync(home, { recursive: true, force: true });
});

test('a job that waits can be taken back', async () => {
  const clerk = new Client(server.url);
  const jobs = await Promise.all(
    DRAFTS.map(async (name) => clerk.ask<Job>('POST', '/api/reviews', await upload('draft', draftAt(name), 'a.txt'))),
  );
  const last = jobs.at(-1);
  const cancelled = await clerk.ask<Job>('DELETE', `/api/jobs/${last?.id}`);
  expect(['cancelled', 'done']).toContain(cancelled.state);
  for (const job of jobs.slice(0, -1)) expect((await clerk.follow(job.id)).job.state).toBe('done');
});
