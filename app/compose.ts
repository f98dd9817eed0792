import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Store } from '../corpus/store.ts';
import type { World } from '../pipeline/index.ts';
import type { Blobs } from '../queues/blobs.ts';
import type { Queue } from '../queues/queue.ts';
import type { Config } from './config.ts';

/** The one place that chooses implementations: SQLite or PostgreSQL, which OCR engine, how many readers. */
export interface Composition {
  readonly config: Config;
  /** Opened at first use: commands that need no archive pay nothing for it. */
  store(): Promise<Store>;
  world(): Promise<World>;
  /** Redis when it is named, else the PostgreSQL of the archive, else a file beside the archive. */
  queue(): Promise<Queue>;
  blobs(): Promise<Blobs>;
  close(): Promise<void>;
}

export function compose(config: Config): Composition {
  let store: Promise<Store> | null = null;
  let world: Promise<World & { discard(): Promise<void> }> | null = null;
  let queue: Promise<Queue> | null = null;
  let blobs: Promise<Blobs> | null = null;
  return {
    config,
    store: () => (store ??= openStore(config)),
    world: () => (world ??= openWorld(config)),
    queue: () => (queue ??= openQueue(config)),
    blobs: () => (blobs ??= openBlobs(config)),
    async close() {
      // The queue first: its workers use all the rest.
      await (await queue)?.close();
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

async function openQueue(config: Config): Promise<Queue> {
  const options = { now: () => Date.now() };
  if (config.redisUrl !== null) {
    const { openRedis } = await import('../queues/bullmq.ts');
    return openRedis(config.redisUrl, options);
  }
  if (config.databaseUrl !== null) {
    const { openPostgresQueue } = await import('../queues/bullmq.ts');
    return openPostgresQueue(config.databaseUrl, options);
  }
  await mkdir(config.home, { recursive: true });
  const { openLocal } = await import('../queues/local.ts');
  return openLocal(join(config.home, 'queue.sqlite'), options);
}

async function openBlobs({ blobs }: Config): Promise<Blobs> {
  if (blobs.kind === 'folder') {
    const { openFolder } = await import('../queues/blobs.ts');
    return openFolder(blobs.path);
  }
  const { openS3 } = await import('../queues/blobs-s3.ts');
  return openS3({ ...blobs, now: () => new Date() });
}

async function openWorld(config: Config): Promise<World & { discard(): Promise<void> }> {
  // Reading is loaded when something is read: --version and queries start without it.
  const [{ openOcr }, { Sandbox }] = await Promise.all([
    import('../pipeline/ocr/index.ts'),
    import('../pipeline/readers/index.ts'),
  ]);
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
