import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance, RouteOptions } from 'fastify';
import { Accounts } from '../../app/api/accounts.ts';
import { openDesk } from '../../app/api/desk.ts';
import type { AccountRole, JobView } from '../../app/api/schemas.ts';
import { buildApi } from '../../app/api.ts';
import { compose } from '../../app/compose.ts';
import { readConfig } from '../../app/config.ts';
import { indexPaths } from '../../app/index-files.ts';
import { SAMPLES } from '../../app/samples.ts';
import type { Store } from '../../corpus/store.ts';
import { VERSIONS } from '../../pipeline/index.ts';

export const PASSWORD = '一条足够长的口令';

export interface TestServer {
  readonly url: string;
  readonly home: string;
  readonly store: Store;
  readonly app: FastifyInstance;
  /** Routes as the server itself was given them. */
  readonly routes: readonly Pick<RouteOptions, 'method' | 'url' | 'config'>[];
  close(): Promise<void>;
}

export interface Person {
  readonly name: string;
  readonly organisation: string;
  readonly role: AccountRole;
}

/** The real server on a free port of this machine, its archive in a folder of its own. */
export async function startServer(
  people: readonly Person[] = [],
  samples: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Promise<TestServer> {
  const home = await mkdtemp(join(tmpdir(), 'wenheng-api-'));
  return openServer(home, people, samples, env);
}

export async function openServer(
  home: string,
  people: readonly Person[] = [],
  samples: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Promise<TestServer> {
  const config = readConfig({
    WENHENG_HOME: home,
    WENHENG_OCR: 'none',
    WENHENG_PORT: '0',
    PATH: process.env['PATH'],
    ...env,
  });
  const parts = compose(config);
  const store = await parts.store();
  if (samples.length > 0)
    await indexPaths(
      samples.map((s) => join(SAMPLES, s, `${s}.txt`)),
      { store, world: await parts.world(), versions: VERSIONS, concurrency: 2 },
    );
  if (people.length > 0) {
    const desk = openDesk(home);
    const accounts = new Accounts(desk);
    for (const person of people) await accounts.add({ ...person, password: PASSWORD }, Date.now());
    desk.close();
  }
  const routes: Pick<RouteOptions, 'method' | 'url' | 'config'>[] = [];
  const app = await buildApi({
    config,
    store,
    parts,
    rate: 100_000,
    log: 'error',
    onRoute: (route) => routes.push(route),
  });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  return {
    url,
    home,
    store,
    app,
    routes,
    async close() {
      await app.close();
      await parts.close();
    },
  };
}

export const discard = (server: TestServer): Promise<void> =>
  server.close().then(() => rm(server.home, { recursive: true, force: true }));

/** A browser of the API: keeps its cookie and sends its token back. */
export class Client {
  readonly #url: string;
  #cookie = '';
  #csrf = '';

  constructor(url: string) {
    this.#url = url;
  }

  async login(name: string, password = PASSWORD): Promise<Response> {
    const response = await this.send('POST', '/api/session', { name, password });
    if (response.ok) {
      this.#cookie = response.headers.getSetCookie()[0]?.split(';')[0] ?? '';
      this.#csrf = ((await response.clone().json()) as { csrf: string }).csrf;
    }
    return response;
  }

  send(
    method: string,
    path: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Response> {
    const form = body instanceof FormData;
    return fetch(`${this.#url}${path}`, {
      method,
      redirect: 'manual',
      headers: {
        ...(this.#cookie ? { cookie: this.#cookie } : {}),
        ...(this.#csrf ? { 'x-csrf-token': this.#csrf } : {}),
        ...(body === undefined || form ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: form ? body : JSON.stringify(body) }),
    });
  }

  /** The answer as JSON; a status that is no success fails with what the server said. */
  async ask<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await this.send(method, path, body);
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return JSON.parse(text) as T;
  }

  /** Follows the job's events to their end. */
  async follow(id: string): Promise<{ job: JobView; stages: string[]; files: string[] }> {
    const response = await this.send('GET', `/api/jobs/${id}/events`);
    const stages: string[] = [];
    const files: string[] = [];
    for (const event of (await response.text()).split('\n\n')) {
      const data = /^data: (.*)$/m.exec(event)?.[1];
      if (!data) continue;
      if (event.startsWith('event: file')) files.push((JSON.parse(data) as { name: string }).name);
      const { stage } = JSON.parse(data) as { stage?: string | null };
      if (stage && stages.at(-1) !== stage) stages.push(stage);
    }
    return { job: await this.ask<JobView>('GET', `/api/jobs/${id}`), stages, files };
  }
}

export async function upload(field: string, path: string, name: string, form = new FormData()): Promise<FormData> {
  form.append(field, new File([await readFile(path)], name));
  return form;
}

export const draftAt = (name: string): string => join(SAMPLES, 'drafts', `${name}.txt`);
