/** Prints the OpenAPI description of the API: `node app/api/openapi.ts > openapi.json`. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqlite } from '../../corpus/sqlite.ts';
import { buildApi } from '../api.ts';
import { readConfig } from '../config.ts';

/** The description as JSON, from a server that is built and never listens. */
export async function openapi(): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), 'wenheng-openapi-'));
  const store = await openSqlite(join(home, 'archive.sqlite'));
  const app = await buildApi({ config: readConfig({ WENHENG_HOME: home }), store, web: home });
  await app.ready();
  const description = JSON.stringify(app.swagger(), null, 1);
  await app.close();
  await store.close();
  await rm(home, { recursive: true, force: true });
  return description;
}

if (import.meta.main) process.stdout.write(`${await openapi()}\n`);
