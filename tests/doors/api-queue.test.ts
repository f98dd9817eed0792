import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Composition, compose } from '../../app/compose.ts';
import { readConfig } from '../../app/config.ts';
import { RULES } from '../../queues/workers.ts';
import { PRIORITY, readJob, reviewJob } from '../../records/job.ts';
import { scratchServers } from '../contracts/scratch-servers.ts';
import { Client, discard, startServer, type TestServer } from './api-server.ts';

/** The dashboard of the queue, as a browser asks for it. */
const servers = scratchServers();

interface Listed {
  readonly queues: readonly {
    readonly readOnlyMode: boolean;
    readonly counts: Readonly<Record<string, number>>;
    readonly jobs: readonly { readonly name: string; readonly data: unknown }[];
  }[];
}

const LIST = '/api/queue/api/queues?activeQueue=jobs&status=latest&page=1&jobsPerPage=10';
const sha256 = 'ab'.repeat(32);
const source = { sha256, path: '/收文/减负通知.pdf', name: '减负通知.pdf', region: null, fresh: false };
const draft = { ...source, name: '未印发的文稿.docx', path: '未印发的文稿.docx', asOf: '2026-03-01', asked: null };
const review = reviewJob({ ...draft, at: '2026-03-01T00:00:00Z', after: null }, RULES.review, PRIORITY.draft);

for (const { name, withRedis, why } of servers.kinds)
  describe.skipIf(why !== null)(`the dashboard of a queue on ${name}${why ? ` (skipped: ${why})` : ''}`, () => {
    let server: TestServer;
    let parts: Composition;
    let manager: Client;
    let clerk: Client;
    beforeAll(async () => {
      const env = {
        DATABASE_URL: servers.postgres?.database() ?? '',
        ...(withRedis ? { REDIS_URL: servers.redis?.url ?? '' } : {}),
      };
      const people = [
        { name: '管理员', organisation: '甲市教育局', role: 'manage' },
        { name: '经办人', organisation: '甲市教育局', role: 'review' },
      ] as const;
      server = await startServer(people, [], env);
      parts = compose(readConfig({ ...env, WENHENG_HOME: server.home, PATH: process.env['PATH'] }));
      [manager, clerk] = [new Client(server.url), new Client(server.url)];
      for (const [client, who] of [
        [manager, '管理员'],
        [clerk, '经办人'],
      ] as const)
        expect((await client.login(who)).status).toBe(200);
      const queue = await parts.queue();
      await queue.add([readJob(source, RULES.all), review]);
    });
    afterAll(async () => {
      await parts.close();
      await discard(server);
    });

    test('is for those who may manage', async () => {
      const stranger = new Client(server.url);
      for (const path of ['/api/queue', '/api/queue/', '/api/queue/queue/jobs', LIST, '/api/queue/api/redis/stats']) {
        const refused = await stranger.send('GET', path);
        expect([path, refused.status]).toEqual([path, 401]);
        expect(await refused.json()).toMatchObject({ code: 'login-needed' });
        expect([path, (await clerk.send('GET', path)).status]).toEqual([path, 403]);
        expect([path, (await manager.send('GET', path)).status]).toEqual([path, 200]);
      }
      expect(await (await stranger.send('GET', '/api/session')).json()).toMatchObject({ queue: '/api/queue' });
    });

    test('tells what waits, but of a draft only that it is there', async () => {
      const { queues } = await manager.ask<Listed>('GET', LIST);
      expect(queues).toHaveLength(1);
      expect(queues[0]?.counts).toMatchObject({ prioritized: 2, active: 0, failed: 0 });
      expect(queues[0]?.jobs.map((j) => j.name).toSorted()).toEqual(['评估', '读取 减负通知.pdf']);
      expect(JSON.stringify(queues)).not.toContain('未印发');
      const { key } = review;
      for (const part of ['', '/flow', '/logs']) {
        const response = await manager.send('GET', `/api/queue/api/queues/jobs/${key}${part}`);
        expect([part, response.status]).toEqual([part, 200]);
        expect(await response.text()).not.toContain('未印发');
      }
    });

    test('changes nothing', async () => {
      for (const [method, path] of [
        ['PUT', '/api/queue/api/queues/pause'],
        ['PUT', '/api/queue/api/queues/jobs/empty'],
        ['PUT', '/api/queue/api/queues/jobs/obliterate'],
        ['POST', '/api/queue/api/queues/jobs/add'],
      ] as const)
        expect([path, (await manager.send(method, path, {})).status]).toEqual([path, 404]);
      expect(await (await parts.queue()).open()).toBe(2);
    });

    test('asks no other house for anything', async () => {
      const response = await manager.send('GET', '/api/queue');
      const page = await response.text();
      expect(page).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
      expect(response.headers.get('content-security-policy')).toMatch(/default-src 'self'.*base-uri 'self'/);
      const script = /src="(static\/js\/main[^"]+)"/.exec(page)?.[1];
      const got = await manager.send('GET', `/api/queue/${script}`);
      expect(got.headers.get('content-type')).toContain('javascript');
    });
  });

test('a queue that is a file has no dashboard', async () => {
  const server = await startServer();
  try {
    const client = new Client(server.url);
    expect((await client.send('GET', '/api/queue')).status).toBe(404);
    expect(await client.ask('GET', '/api/session')).toMatchObject({ queue: null });
  } finally {
    await discard(server);
  }
});
