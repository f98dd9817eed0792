import { createHash, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import { hostname } from 'node:os';
import { type Logger, pino } from 'pino';
import { type Metrics, openMetrics } from '../queues/metrics.ts';
import type { Work, Working } from '../queues/queue.ts';
import {
  noteFailure,
  type Parts,
  RANGE,
  RULES,
  renewStale,
  Stages,
  type StagesOptions,
  workOf,
} from '../queues/workers.ts';
import { WenhengError } from '../records/errors.ts';
import { regionByCode } from '../records/region.ts';
import { today } from './commands/command.ts';
import type { Composition } from './compose.ts';
import { placed } from './index-files.ts';
import { fromArchive } from './review.ts';

export interface WorkerOptions {
  /** Documents at a time. */
  readonly concurrency: number;
  readonly log: Logger;
  readonly metrics: Metrics;
  /** Milliseconds between two looks whether reviews are to be renewed, when the archive has changed. */
  readonly renewEvery?: number;
  /** Bounds of the children that run the pure stages. */
  readonly stages?: Partial<StagesOptions>;
  /** Images of a scan that one job reads. */
  readonly range?: number;
}

/** Log lines as JSON, one an event; to the error output, since the output belongs to commands. */
export const openLog = (level: string): Logger =>
  pino({ level, base: { pid: process.pid, host: hostname() } }, pino.destination(2));

/** A worker in this process: `wenheng worker`, and inside `serve` and `retry` where there is no server for the queue. */
export async function startWorker(parts: Composition, options: WorkerOptions): Promise<Working> {
  const { log, metrics, concurrency } = options;
  const [queue, store, blobs, world] = await Promise.all([parts.queue(), parts.store(), parts.blobs(), parts.world()]);
  const stages = new Stages({ concurrency, path: parts.config.path, ...options.stages });
  const shared: Parts = {
    queue,
    store,
    blobs,
    world,
    stages,
    rules: RULES,
    range: options.range ?? RANGE,
    superiors: (draft, choice) => fromArchive(store, draft, choice),
    place: (reading, code) => placed(reading, code === null ? undefined : (regionByCode(code) ?? undefined)),
    now: () => new Date().toISOString(),
  };
  const begun = new Map<string, number>();
  let changed = true;
  const todo = workOf(shared);
  const work: Work = async (job, held) => {
    begun.set(job.key, performance.now());
    log.debug({ key: job.key, kind: job.kind, name: job.payload.name }, 'begun');
    const result = await todo(job, held);
    changed ||= result.made.length > 0 && job.kind !== 'review';
    return result;
  };
  const working = await queue.work(work, {
    concurrency,
    name: `${hostname()}-${process.pid}`,
    async onEnd(job, end) {
      const seconds = (performance.now() - (begun.get(job.key) ?? performance.now())) / 1000;
      begun.delete(job.key);
      metrics.ended(job, end, seconds);
      const { failure, next } = end;
      const line = { key: job.key, kind: job.kind, name: job.payload.name, seconds: Number(seconds.toFixed(3)) };
      if (failure === null) log.info(line, next);
      else log.warn({ ...line, class: failure.class, code: failure.code, why: failure.message }, next);
      if (next === 'failed' && failure !== null) await noteFailure(job, failure, shared);
    },
    onTrouble(error) {
      metrics.trouble();
      log.error({ why: error.message }, 'queue in trouble');
    },
  });
  // Reviews that a change has touched (待复审) are renewed when the batch that changed the archive has ended.
  const renew = async (): Promise<void> => {
    if (!changed || (await queue.open()) > 0) return;
    changed = false;
    const keys = await renewStale(shared, { asOf: today(), at: new Date().toISOString() });
    if (keys.length > 0) log.info({ reviews: keys.length }, 'stale reviews put in again');
  };
  let renewing = Promise.resolve();
  const timer = setInterval(() => {
    renewing = renewing.then(renew).catch((error: unknown) => {
      changed = true;
      log.error({ why: error instanceof Error ? error.message : String(error) }, 'stale reviews not looked at');
    });
  }, options.renewEvery ?? 5_000);
  return {
    async stop() {
      clearInterval(timer);
      await renewing;
      await working.stop();
      await stages.close();
    },
  };
}

export interface Health {
  readonly ok: boolean;
  readonly checks: Readonly<Record<'queue' | 'archive' | 'blobs', string>>;
}

/** Readiness: whether what this process needs answers now. Liveness needs no more than that the process answers at all. */
export async function readiness(parts: Composition): Promise<Health> {
  const tried = async (ask: () => Promise<unknown>): Promise<string> => {
    try {
      await ask();
      return 'ok';
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  };
  const [queue, archive, blobs] = await Promise.all([
    tried(async () => (await parts.queue()).open()),
    tried(async () => (await parts.store()).head('d_none')),
    tried(async () => (await parts.blobs()).has('files/00/00/none')),
  ]);
  return { ok: [queue, archive, blobs].every((c) => c === 'ok'), checks: { queue, archive, blobs } };
}

/** The page for Prometheus: this process's own numbers and the queue's. */
export async function metricsPage(
  parts: Composition,
  metrics: Metrics,
): Promise<{ contentType: string; text: string }> {
  metrics.queue(await (await parts.queue()).counts(), Date.now());
  return { contentType: metrics.contentType, text: await metrics.text() };
}

/**
 * What watches a worker asks: `/metrics` (with `Authorization: Bearer …` where a token is set), `/ready` and `/health`.
 * Throws usage where the port is taken.
 */
export async function answerProbes(
  parts: Composition,
  metrics: Metrics,
  port: number,
): Promise<{ readonly port: number; close(): Promise<void> }> {
  const { host, metricsToken } = parts.config;
  const answer = async ({ url, headers }: IncomingMessage): Promise<[status: number, type: string, text: string]> => {
    const plain = 'text/plain; charset=utf-8';
    switch (url) {
      case '/health':
        return [200, plain, 'ok\n'];
      case '/ready': {
        const { ok, checks } = await readiness(parts);
        return [ok ? 200 : 503, 'application/json', JSON.stringify(checks)];
      }
      case '/metrics': {
        if (metricsToken !== null && !same(headers.authorization ?? '', `Bearer ${metricsToken}`))
          return [401, plain, ''];
        const { contentType, text } = await metricsPage(parts, metrics);
        return [200, contentType, text];
      }
      default:
        return [404, plain, ''];
    }
  };
  const server = createServer((request, response) => {
    answer(request)
      .catch((error: unknown): [number, string, string] => [503, 'text/plain; charset=utf-8', `${String(error)}\n`])
      .then(([status, type, text]) => response.writeHead(status, { 'content-type': type }).end(text));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => {
      reject(new WenhengError('usage', { why: `${host}:${port} 不能监听，请换一个端口` }, { cause }));
    });
    server.listen(port, host, resolve);
  });
  const address = server.address();
  return {
    port: address !== null && typeof address === 'object' ? address.port : port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Takes the same time whatever was sent. */
const same = (given: string, wanted: string): boolean => {
  const [a, b] = [given, wanted].map((text) => createHash('sha256').update(text).digest());
  return a !== undefined && b !== undefined && timingSafeEqual(a, b);
};

export { openMetrics };
