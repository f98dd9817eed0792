import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { type Composition, compose } from '../app/compose.ts';
import { readConfig } from '../app/config.ts';
import { openPostgresQueue, openRedis } from '../queues/bullmq.ts';
import { openLocal } from '../queues/local.ts';
import type { Queue } from '../queues/queue.ts';

/** Where a run has its archive, queue and blobs; plain data, so that worker processes get it too. */
export interface Site {
  readonly home: string;
  readonly databaseUrl: string | null;
  readonly redisUrl: string | null;
  /** Name of the queue on a shared server. */
  readonly name: string;
  readonly blobs: string;
  readonly ocr: 'auto' | 'none';
  /** Milliseconds. */
  readonly lease: number;
  readonly stageSeconds: number;
  readonly concurrency: number;
  readonly range: number;
  /** One thread a worker: readers and stages share one slot. */
  readonly readers: number;
}

/** The program's own composition, but with the queue's name and lease of the site. */
export function composeSite(site: Site): Composition {
  const parts = compose(
    readConfig({
      PATH: process.env['PATH'],
      WENHENG_HOME: site.home,
      WENHENG_BLOBS: site.blobs,
      WENHENG_OCR: site.ocr,
      WENHENG_READERS: String(site.readers),
      WENHENG_OCR_WORKERS: String(site.readers),
      ...(site.databaseUrl ? { DATABASE_URL: site.databaseUrl } : {}),
      ...(site.redisUrl ? { REDIS_URL: site.redisUrl } : {}),
    }),
  );
  let queue: Promise<Queue> | null = null;
  const open = (): Promise<Queue> => {
    const options = { now: () => Date.now(), lease: site.lease, pause: 300, name: site.name };
    if (site.redisUrl) return openRedis(site.redisUrl, options);
    if (site.databaseUrl) return openPostgresQueue(site.databaseUrl, options);
    return openLocal(join(site.home, 'queue.sqlite'), options);
  };
  return {
    ...parts,
    queue: () => {
      queue ??= open();
      return queue;
    },
    async close() {
      await (await queue)?.close();
      await parts.close();
    },
  };
}

/** A worker of the site in a process of its own, when it takes jobs. */
export async function startWorkerProcess(site: Site, onLine?: (line: string) => void): Promise<ChildProcess> {
  const script = fileURLToPath(new URL('./queue-worker.ts', import.meta.url));
  const child = fork(script, [JSON.stringify(site)], {
    execArgv: ['--disable-warning=ExperimentalWarning'],
    stdio: ['ignore', 'ignore', onLine ? 'pipe' : 'ignore', 'ipc'],
    env: { ...process.env, FAULTS_LOG: onLine ? 'info' : 'error' },
  });
  if (onLine && child.stderr) createInterface({ input: child.stderr }).on('line', onLine);
  const ready = once(child, 'message');
  const gone = once(child, 'exit').then(([code, signal]) => {
    throw new Error(`a worker ended before it was ready: ${code ?? signal}`);
  });
  await Promise.race([ready, gone]);
  gone.catch(() => undefined);
  return child;
}

export async function end(child: ChildProcess, signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill(signal);
  await gone;
}
