import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Store } from '../corpus/store.ts';
import type { World } from '../pipeline/index.ts';
import { openOcr } from '../pipeline/ocr/index.ts';
import { Sandbox } from '../pipeline/readers/index.ts';
import type { Config } from './config.ts';

/** The one place that chooses implementations: SQLite or PostgreSQL, which OCR engine, how many readers. */
export interface Composition {
  readonly config: Config;
  /** Opened at first use: commands that need no archive pay nothing for it. */
  store(): Promise<Store>;
  world(): Promise<World>;
  close(): Promise<void>;
}

export function compose(config: Config): Composition {
  let store: Promise<Store> | null = null;
  let world: Promise<World & { discard(): Promise<void> }> | null = null;
  return {
    config,
    store: () => (store ??= openStore(config)),
    world: () => (world ??= openWorld(config)),
    async close() {
      const [s, w] = await Promise.all([store, world]);
      await w?.discard();
      await s?.close();
    },
  };
}

async function openStore(config: Config): Promise<Store> {
  if (config.databaseUrl !== null) {
    const { openPostgres } = await import('../corpus/postgres.ts');
    return openPostgres(config.databaseUrl);
  }
  await mkdir(config.home, { recursive: true });
  const { openSqlite } = await import('../corpus/sqlite.ts');
  return openSqlite(join(config.home, 'archive.sqlite'));
}

async function openWorld(config: Config): Promise<World & { discard(): Promise<void> }> {
  const root = join(config.home, 'scratch');
  await mkdir(root, { recursive: true });
  const scratch = await mkdtemp(join(root, 'run-'));
  const sandbox = new Sandbox({ concurrency: config.readers, path: config.path });
  const ocr = openOcr({ engine: config.ocr, workers: config.ocrWorkers });
  return {
    sandbox,
    ocr,
    scratch,
    async discard() {
      await Promise.all([sandbox.close(), ocr.close()]);
      await rm(scratch, { recursive: true, force: true });
    },
  };
}
