import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { auditFile, verifyAudit } from '../../app/api/audit.ts';
import { openDesk } from '../../app/api/desk.ts';
import type { AccountRole, Job, ReviewHead } from '../../app/api/schemas.ts';
import { buildApi } from '../../app/api.ts';
import { main } from '../../app/cli.ts';
import { readConfig } from '../../app/config.ts';
import { Client, discard, draftAt, PASSWORD, startServer, type TestServer, upload } from './api-server.ts';

/** Two bureaus on one server: who may call what, and who sees whose. */
const PEOPLE = [
  { name: '甲查看', organisation: '甲局', role: 'view' },
  { name: '甲评估', organisation: '甲局', role: 'review' },
  { name: '甲管理', organisation: '甲局', role: 'manage' },
  { name: '乙管理', organisation: '乙局', role: 'manage' },
] as const;

let server: TestServer;
const people = new Map<string, Client>();
const as = (name: (typeof PEOPLE)[number]['name']): Client => {
  const client = people.get(name);
  if (!client) throw new Error(`${name} has not logged in`);
  return client;
};
/** A review and a job of 甲局, and what its archive has. */
let own: Readonly<Record<'review' | 'finding' | 'job' | 'superior' | 'document' | 'record' | 'list' | 'entry', string>>;

beforeAll(async () => {
  server = await startServer(PEOPLE, ['nation-school-affairs']);
  for (const { name } of PEOPLE) {
    const client = new Client(server.url);
    expect((await client.login(name)).status).toBe(200);
    people.set(name, client);
  }
  const clerk = as('甲评估');
  const { id } = await clerk.ask<Job>(
    'POST',
    '/api/reviews',
    await upload('draft', draftAt('wuling-reading-conflict'), '稿.txt'),
  );
  const { job } = await clerk.follow(id);
  const { report } = await clerk.ask<{ report: { findings: { id: string }[]; against: { documentId: string }[] } }>(
    'GET',
    `/api/reviews/${job.reviewId}`,
  );
  const [document] = (await clerk.ask<{ items: { id: string }[] }>('GET', '/api/documents')).items;
  const [record] = (await clerk.ask<{ records: { id: string }[] }>('GET', `/api/documents/${document?.id}`)).records;
  const register = new FormData();
  register.append(
    'file',
    new File(['教师姓名,借用单位,起始日期,到期日期\n向某,某局,2025-09-01,2025-12-31\n'], '借调.csv'),
  );
  const loaded = await as('甲管理').ask<{ list: { id: string } }>('POST', '/api/ledger/lists', register);
  const [entry] = (await clerk.ask<{ items: { id: string }[] }>('GET', '/api/ledger/entries?kind=secondment')).items;
  own = {
    list: loaded.list.id,
    entry: entry?.id ?? '',
    review: job.reviewId ?? '',
    finding: report.findings[0]?.id ?? '',
    job: id,
    superior: report.against[0]?.documentId ?? '',
    document: document?.id ?? '',
    record: record?.id ?? '',
  };
});
afterAll(() => discard(server));

/** Open to all, each for a reason. Any other route that is open fails the test. */
const OPEN: readonly RegExp[] = [
  /^GET \/api\/(?:health|ready)$/, // for whoever watches the server: status words alone
  /^(?:GET|POST) \/api\/session$/, // the way in
  /^GET \/api\/session\/oidc(?:\/back)?$/, // the way in through the house's provider
  /^GET \/api\/docs(?:\/.*)?$/, // the description of the API
  /^GET \/(?!api|metrics)/, // the web application's own files
];

const VALUES: Readonly<Record<string, () => string>> = {
  'reviews/:id': () => own.review,
  'jobs/:id': () => own.job,
  'documents/:id': () => own.document,
  'records/:id': () => own.record,
  'lists/:id': () => own.list,
  'entries/:id': () => own.entry,
};
function addressOf(url: string): string {
  return url
    .replace(
      /(reviews|jobs|documents|records|lists|entries)\/:id/,
      (place) => `${place.split('/')[0]}/${VALUES[place]?.() ?? 'x'}`,
    )
    .replace(':finding', own?.finding ?? 'x')
    .replace(':document', own?.superior ?? 'x')
    .replace(':format', 'json')
    .replace(':paper', 'contact')
    .replace(':form', 'catalog')
    .replace(':name', encodeURIComponent('甲查看'))
    .replace(':n', '1');
}
const bodyOf = (method: string, url: string): unknown => {
  if (method === 'POST' && url.endsWith('/disposal')) return { state: 'accepted' };
  if (method === 'POST' || method === 'PATCH') return {};
  return undefined;
};

interface Entry {
  readonly method: string;
  readonly url: string;
  readonly access: string | undefined;
}
const table = (): Entry[] =>
  server.routes.flatMap(({ method, url, config }) =>
    [method].flat().map((m) => ({ method: m, url, access: config?.access })),
  );
const RANK: readonly AccountRole[] = ['view', 'review', 'manage'];

describe('the whole route table, as the server itself gives it', () => {
  test('every route names its access, and only those with a reason are open', () => {
    expect(table().length).toBeGreaterThan(40);
    for (const { method, url, access } of table().filter((r) => r.method !== 'HEAD')) {
      expect(access, `${method} ${url}`).toMatch(/^(?:open|view|review|manage)$/);
      expect(
        OPEN.some((o) => o.test(`${method} ${url}`)),
        `${method} ${url} is ${access}`,
      ).toBe(access === 'open');
    }
  });

  test('every route in the description is one the server has, and the other way round', () => {
    const described = Object.entries(server.app.swagger().paths ?? {}).flatMap(([path, methods]) =>
      Object.keys(methods ?? {}).map((m) => `${m.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`),
    );
    const served = table()
      .filter((r) => r.method !== 'HEAD' && /^\/(?:api|metrics)/.test(r.url) && !r.url.startsWith('/api/docs'))
      .map((r) => `${r.method} ${r.url}`);
    expect(described.sort()).toEqual(served.sort());
  });

  test('without a login: refused, all but the open ones', async () => {
    const stranger = new Client(server.url);
    for (const { method, url, access } of table().filter((r) => r.access !== 'open')) {
      const { status } = await stranger.send(method, addressOf(url), bodyOf(method, url));
      expect(status, `${method} ${url} (${access})`).toBe(401);
    }
  });

  test('with a role that is too low: refused', async () => {
    let tried = 0;
    for (const { method, url, access } of table())
      for (const { name, role } of PEOPLE.slice(0, 2)) {
        if (access !== 'review' && access !== 'manage') continue;
        if (RANK.indexOf(role) >= RANK.indexOf(access)) continue;
        const { status } = await as(name).send(method, addressOf(url), bodyOf(method, url));
        expect(status, `${method} ${url} (${access}) by ${role}`).toBe(403);
        tried++;
      }
    expect(tried).toBeGreaterThan(15);
  });

  test('a person of another organisation, a manager even: what is 甲局’s is not there', async () => {
    const mine = /^\/api\/(?:reviews\/:id|jobs\/:id|accounts\/:name|ledger\/(?:lists|entries)\/:id)/;
    let tried = 0;
    for (const { method, url } of table()) {
      if (!mine.test(url) || method === 'HEAD') continue;
      const body = url === '/api/accounts/:name' && method === 'PATCH' ? { role: 'manage' } : bodyOf(method, url);
      const { status } = await as('乙管理').send(method, addressOf(url), body);
      expect(status, `${method} ${url}`).toBe(404);
      tried++;
    }
    expect(tried).toBeGreaterThanOrEqual(16);
    // And to those whose it is, it is: the addresses above are good ones.
    expect((await as('甲查看').send('GET', `/api/reviews/${own.review}`)).status).toBe(200);
    expect((await as('甲查看').send('GET', `/api/jobs/${own.job}`)).status).toBe(200);
    expect((await as('甲查看').send('GET', `/api/ledger/lists/${own.list}`)).status).toBe(200);
    expect((await as('甲评估').send('PATCH', `/api/ledger/entries/${own.entry}`, {})).status).toBe(200);
  });

  test('every other route with a name in it is of the shared archive or of none, and says so here', () => {
    const named = table().filter(
      (r) => r.url.includes(':') && !/^\/api\/(?:reviews|jobs|accounts|ledger\/(?:lists|entries))\//.test(r.url),
    );
    const shared =
      /^\/api\/(?:documents\/:id|records\/:id|exports\/:form|ledger\/(?:papers\/:paper|withdrawn\/:document)$)/;
    for (const { url } of named) expect(url).toMatch(shared);
  });

  test('every request that changes something needs the token of the login', async () => {
    for (const { method, url, access } of table()) {
      if (access === 'open' || method === 'GET' || method === 'HEAD') continue;
      const { status } = await as('甲管理').send(method, addressOf(url), bodyOf(method, url), {
        'x-csrf-token': 'guessed',
      });
      expect(status, `${method} ${url}`).toBe(403);
    }
  });
});

test('lists and exports hold one’s own organisation’s reviews, jobs, accounts and log alone', async () => {
  const other = as('乙管理');
  expect((await other.ask<{ items: ReviewHead[] }>('GET', '/api/reviews')).items).toEqual([]);
  expect((await other.ask<{ items: Job[] }>('GET', '/api/jobs')).items).toEqual([]);
  expect((await other.ask<{ items: { name: string }[] }>('GET', '/api/accounts')).items.map((a) => a.name)).toEqual([
    '乙管理',
  ]);
  const log = await other.ask<{ items: { organisation: string }[] }>('GET', '/api/audit');
  expect(new Set(log.items.map((e) => e.organisation))).toEqual(new Set(['乙局']));
  const list = async (client: Client): Promise<string> =>
    (await client.send('GET', '/api/exports/rectification?format=csv')).text();
  expect((await list(as('甲管理'))).split('\n').length).toBeGreaterThan((await list(other)).split('\n').length);
  // The archive is shared.
  expect((await other.send('GET', `/api/documents/${own.document}`)).status).toBe(200);
});

describe('accounts', () => {
  test('a wrong name and a wrong password are answered alike', async () => {
    const answer = async (name: string, password: string): Promise<unknown> => {
      const response = await new Client(server.url).login(name, password);
      return [response.status, await response.json()];
    };
    expect(await answer('甲评估', '错的口令错的口令')).toEqual(await answer('没有这个人', '错的口令错的口令'));
  });

  test('a closed account, a new password and a logout end the login at once', async () => {
    const manager = as('甲管理');
    const fresh = { name: '临时工', role: 'view', password: PASSWORD };
    expect((await manager.send('POST', '/api/accounts', fresh)).status).toBe(201);
    expect((await manager.send('POST', '/api/accounts', fresh)).status).toBe(409);
    expect((await manager.send('POST', '/api/accounts', { ...fresh, name: 'b', password: '短' })).status).toBe(400);
    const client = new Client(server.url);
    await client.login('临时工');
    expect((await client.send('GET', '/api/me')).status).toBe(200);
    expect(
      (await manager.send('PATCH', `/api/accounts/${encodeURIComponent('临时工')}`, { disabled: true })).status,
    ).toBe(200);
    expect((await client.send('GET', '/api/me')).status).toBe(401);
    expect((await client.login('临时工')).status).toBe(401);
    expect(
      (await manager.send('PATCH', `/api/accounts/${encodeURIComponent('甲管理')}`, { disabled: true })).status,
    ).toBe(403);
  });

  test('the cookie is out of reach of scripts and of other sites; the password is nowhere on disk', async () => {
    const response = await new Client(server.url).login('甲评估');
    expect(response.headers.getSetCookie()[0]).toMatch(/HttpOnly.*SameSite=Strict/);
    const file = readFileSync(join(server.home, 'desk.sqlite')).toString('latin1');
    expect(file).toContain('scrypt$131072$8$1$');
    expect(file).not.toContain(Buffer.from(PASSWORD).toString('latin1'));
  });

  test('logins are slowed down after ten in a minute', async () => {
    const alone = await startServer([PEOPLE[0]]);
    const statuses: number[] = [];
    // Attempts that are none count too; a real one would only take longer.
    const attempt = () => new Client(alone.url).send('POST', '/api/session', { name: 'x' });
    for (let i = 0; i < 12; i++) statuses.push((await attempt()).status);
    expect(statuses.slice(0, 10)).toEqual(Array.from({ length: 10 }, () => 400));
    expect(statuses.at(-1)).toBe(429);
    await discard(alone);
  });
});

test('any address but this machine’s refuses to start without accounts, and serves with secure cookies once there are some', async () => {
  const config = { ...readConfig({ WENHENG_HOME: server.home }), host: '0.0.0.0', home: `${server.home}/empty` };
  await expect(buildApi({ config, store: server.store })).rejects.toMatchObject({ code: 'accounts-needed' });
  const app = await buildApi({ config: { ...config, home: server.home }, store: server.store, log: 'silent' });
  const response = await app.inject({
    method: 'POST',
    url: '/api/session',
    payload: { name: '甲评估', password: PASSWORD },
  });
  expect(response.headers['set-cookie']).toMatch(/^__Host-wenheng_session=.*Secure/);
  await app.close();
});

describe('the audit log', () => {
  const verify = async (): Promise<{ entries: number }> => {
    const desk = openDesk(server.home);
    try {
      return await verifyAudit(desk);
    } finally {
      desk.close();
    }
  };

  test('holds who did what, and `wenheng audit verify` says that it holds', async () => {
    const { items } = await as('甲管理').ask<{ items: { by: string; action: string; outcome: string }[] }>(
      'GET',
      '/api/audit?limit=500',
    );
    expect(items).toContainEqual(
      expect.objectContaining({ by: '甲评估', action: 'POST /api/reviews', outcome: '202' }),
    );
    expect(items).toContainEqual(expect.objectContaining({ by: '甲评估', action: 'login', outcome: '401' }));
    let out = '';
    const code = await main(
      ['--home', server.home, 'audit', 'verify'],
      {},
      { write: (t) => (out += t), warn: (t) => (out += t), columns: null },
    );
    expect([code, out]).toEqual([0, expect.stringMatching(/审计日志完好：\d+ 条/)]);
  });

  test.each<[string, (lines: string[]) => string[], RegExp]>([
    [
      'a changed line',
      (l) => l.map((x, i) => (i === 2 ? x.replace('"outcome":"', '"outcome":"9') : x)),
      /第 3 条.*内容/,
    ],
    ['a line taken out', (l) => l.filter((_, i) => i !== 2), /第 3 条/],
    ['the end cut off', (l) => l.slice(0, -1), /只剩/],
    ['two lines swapped', (l) => [l[1] ?? '', l[0] ?? '', ...l.slice(2)], /第 1 条/],
  ])('%s is found', async (_, change, says) => {
    const path = auditFile(server.home);
    const before = readFileSync(path, 'utf8');
    writeFileSync(path, `${change(before.trimEnd().split('\n')).join('\n')}\n`);
    await expect(verify()).rejects.toThrow(says);
    writeFileSync(path, before);
    await verify();
  });

  test('a line half written when the power went is taken back by the next act', async () => {
    appendFileSync(auditFile(server.home), '{"n":');
    await expect(verify()).rejects.toMatchObject({ code: 'audit-broken' });
    await as('甲管理').send('DELETE', '/api/jobs/none');
    await verify();
  });
});
