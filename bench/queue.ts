/**
 * What the queue costs and how work spreads over workers, on real documents that need no OCR.
 *   npm run bench:queue -- [--pairs 5] [--files 120] [--batch 1000] [--quiet 60] [--only overhead,pairs,draft,simulation]
 * Needs redis-server and PostgreSQL on the machine; starts its own. The last table is a simulation and says so.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { follow, submitPaths } from '../app/submit.ts';
import type { Database, Session } from '../corpus/database.ts';
import { openPostgresDatabase } from '../corpus/postgres.ts';
import { storeOn } from '../corpus/sql-store.ts';
import { BLOB } from '../queues/blobs.ts';
import { RULES } from '../queues/workers.ts';
import { type JobResult, PRIORITY, readJob, reviewJob } from '../records/job.ts';
import type { Reading } from '../records/reading.ts';
import { startPostgres } from '../tests/contracts/scratch-postgres.ts';
import { startRedis } from '../tests/contracts/scratch-redis.ts';
import { ROOT } from '../tests/shared.ts';
import { makeBatch, makeScans, seeded } from './queue-files.ts';
import { foreign, QUIET, quiet, spent } from './queue-load.ts';
import { composeSite, end, type Site, startWorkerProcess } from './queue-sites.ts';

const { values } = parseArgs({
  options: {
    pairs: { type: 'string', default: '5' },
    files: { type: 'string', default: '120' },
    batch: { type: 'string', default: '1000' },
    /** Seconds that each run waits at most for other programs to leave the machine alone. */
    quiet: { type: 'string', default: '0' },
    /** Scanned pages of the batch that measures what needs OCR. */
    scans: { type: 'string', default: '24' },
    only: { type: 'string', default: 'overhead,scans,pairs,draft,simulation' },
  },
});
const only = new Set(values.only.split(','));
const root = mkdtempSync(join(tmpdir(), 'wenheng-bench-queue-'));
const redis = await startRedis();
const postgres = await startPostgres();
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const median = (all: readonly number[]): number =>
  all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)] ?? Number.NaN;
const share = (all: readonly number[], at: number): number =>
  all.toSorted((a, b) => a - b)[Math.min(all.length - 1, Math.floor(at * all.length))] ?? Number.NaN;
const ms = (seconds: number): string => `${(1000 * seconds).toFixed(1)} ms`;

let made = 0;
function siteOf(kind: 'local' | 'redis' | 'postgres', ocr: Site['ocr'] = 'none'): Site {
  const home = join(root, `run${++made}`);
  mkdirSync(home);
  return {
    home,
    blobs: join(home, 'blobs'),
    databaseUrl: kind === 'local' ? null : postgres.database(),
    redisUrl: kind === 'redis' ? redis.url : null,
    name: `bench${made}`,
    ocr,
    lease: 15_000,
    stageSeconds: 120,
    // One thread a worker: one document at a time, its reader, its stages and its saving one after the other.
    concurrency: 1,
    readers: 1,
    range: 8,
  };
}

/** Jobs that do nothing, one after the other: what a document costs beyond its own work. */
async function overhead(): Promise<void> {
  say('\nqueue overhead: jobs that do nothing, one at a time');
  for (const kind of ['local', 'redis', 'postgres'] as const) {
    const parts = composeSite(siteOf(kind));
    const queue = await parts.queue();
    const jobs = Array.from({ length: 500 }, (_, n) => {
      const name = `${n}.txt`;
      const sha256 = createHash('sha256').update(name).digest('hex');
      return readJob({ sha256, name, path: name, region: null, fresh: false }, 'none');
    });
    const began = performance.now();
    await queue.add(jobs);
    const added = performance.now();
    const nothing: JobResult = { made: [], known: false, split: false, difference: null };
    await queue.work(async () => nothing, { concurrency: 1, name: 'bench' });
    await queue.drain();
    const done = performance.now();
    say(
      `  ${kind}: put in ${ms((added - began) / 1e3 / jobs.length)}, run ${ms((done - added) / 1e3 / jobs.length)} a job`,
    );
    await parts.close();
  }
}

interface Timed {
  readonly seconds: number;
  /** Of each document: seconds from its start to its end in the worker. */
  readonly each: readonly number[];
  /** Cores that other programs kept busy meanwhile. */
  readonly foreign: number;
  /** Cores that this measurement kept busy, its servers included. */
  readonly own: number;
}

/** A batch through warm workers; the clock runs from the moment that the queue is let go. */
async function timed(site: Site, folder: string, warm: string, workers: number): Promise<Timed> {
  const parts = composeSite(site);
  const [queue, store, blobs, world] = await Promise.all([parts.queue(), parts.store(), parts.blobs(), parts.world()]);
  const options = { queue, store, blobs, world, region: null, now: () => '2026-01-01T00:00:00Z' };
  const each: number[] = [];
  const heard = (line: string): void => {
    const { seconds, kind } = JSON.parse(line);
    if (kind === 'read' && typeof seconds === 'number') each.push(seconds);
  };
  const all = await Promise.all(Array.from({ length: workers }, () => startWorkerProcess(site, heard)));
  await submitPaths([warm], options);
  await queue.drain();
  await queue.pause();
  await submitPaths([folder], options);
  each.length = 0;
  await quiet(Number(values.quiet));
  const before = spent();
  const began = performance.now();
  await queue.resume();
  // Seldom enough that asking costs nothing beside the work.
  while ((await queue.open()) > 0) await pause(100);
  const seconds = (performance.now() - began) / 1000;
  const after = spent();
  const others = foreign(before, after, seconds);
  const own = before && after ? (after.ours - before.ours) / seconds : Number.NaN;
  await pause(200);
  await Promise.all(all.map((w) => end(w, 'SIGTERM')));
  await parts.close();
  return { seconds, each, foreign: others, own };
}

async function pairs(what: string, folder: string, warm: string, ocr: Site['ocr']): Promise<readonly number[]> {
  say(`\n1 and 2 workers, ${what}, ${values.pairs} interleaved pairs (${cpus().length} cores)`);
  const gains: number[] = [];
  const undisturbed: number[] = [];
  const service: number[] = [];
  for (let n = 1; n <= Number(values.pairs); n++) {
    const one = await timed(siteOf('redis', ocr), folder, warm, 1);
    const two = await timed(siteOf('redis', ocr), folder, warm, 2);
    gains.push(one.seconds / two.seconds);
    if (Math.max(one.foreign, two.foreign) <= QUIET) undisturbed.push(one.seconds / two.seconds);
    service.push(...one.each);
    say(
      `  ${one.seconds.toFixed(1)} s, ${two.seconds.toFixed(1)} s: ${(one.seconds / two.seconds).toFixed(2)}x; a document alone ${ms(median(one.each))}; own ${one.own.toFixed(2)} and ${two.own.toFixed(2)} cores, other programs ${one.foreign.toFixed(2)} and ${two.foreign.toFixed(2)}`,
    );
  }
  say(
    `  median gain ${median(gains).toFixed(2)}x; of the ${undisturbed.length} pairs that other programs left alone ${median(undisturbed).toFixed(2)}x; a document: median ${ms(median(service))}, p95 ${ms(share(service, 0.95))}`,
  );
  return service;
}

/** A draft that comes into a running batch: how long until its review is there. */
async function draft(batch: string): Promise<void> {
  const path = join(ROOT, 'corpus/samples/drafts/jiangyou-homework-conflict.txt');
  const bytes = new Uint8Array(readFileSync(path));
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const site = siteOf('redis');
  const parts = composeSite(site);
  const [queue, store, blobs, world] = await Promise.all([parts.queue(), parts.store(), parts.blobs(), parts.world()]);
  const each: number[] = [];
  const heard = (line: string): void => {
    const { seconds } = JSON.parse(line);
    if (typeof seconds === 'number') each.push(seconds);
  };
  const workers = await Promise.all([startWorkerProcess(site, heard), startWorkerProcess(site, heard)]);
  const options = { queue, store, blobs, world, region: null, now: () => '2026-01-01T00:00:00Z' };
  await submitPaths(
    [join(ROOT, 'corpus/samples/nation-homework'), join(ROOT, 'corpus/samples/sichuan-exams')],
    options,
  );
  await queue.drain();
  const ask = async (at: string): Promise<number> => {
    await blobs.remove(BLOB.pages(sha256, RULES.pages));
    await blobs.put(BLOB.file(sha256), bytes);
    const payload = {
      sha256,
      name: 'draft.txt',
      path,
      region: null,
      fresh: false,
      asOf: '2026-03-01',
      at,
      asked: null,
      after: null,
    };
    const began = performance.now();
    const job = reviewJob(payload, RULES.review, PRIORITY.draft);
    await queue.add([job], { again: true });
    await follow(queue, [job.key]);
    return (performance.now() - began) / 1000;
  };
  await ask('2026-03-01T00:00:00Z');
  const idle: number[] = [];
  for (let n = 1; n <= 5; n++) idle.push(await ask(`2026-03-01T00:00:0${n}Z`));
  const { keys } = await submitPaths([batch], options);
  each.length = 0;
  const waits: number[] = [];
  for (let n = 1; n <= 5; n++) {
    await pause(2000);
    waits.push(await ask(`2026-03-01T00:01:0${n}Z`));
  }
  const left = await queue.open();
  const longest = Math.max(...each);
  say(
    `\na draft into a running batch of ${keys.length}: reviewed in ${waits.map((w) => w.toFixed(2)).join(', ')} s with ${left} documents still to go; alone ${median(idle).toFixed(2)} s, longest job ${longest.toFixed(2)} s, bound ${(longest + 3 * median(idle)).toFixed(2)} s: ${Math.max(...waits) <= longest + 3 * median(idle) && left > 0 ? 'kept' : 'BROKEN'}`,
  );
  await Promise.all(workers.map((w) => end(w, 'SIGKILL')));
  await queue.pause();
  await parts.close();
}

/** Seconds that one writer holds the archive for a new document: writers take turns, so that cannot be shared out. */
async function savings(folder: string): Promise<readonly number[]> {
  const site = siteOf('redis');
  await timed(site, folder, folder, 1);
  const parts = composeSite(site);
  const store = await parts.store();
  const readings: Reading[] = [];
  for (const { id } of await store.documents({ limit: 1000 })) {
    const reading = await store.reading(id);
    if (reading) readings.push(reading);
  }
  await parts.close();
  const out: number[] = [];
  const versions = { pages: 1, text: 1, structure: 1, clauses: 1 };
  for (const round of [0, 1]) {
    const db = await openPostgresDatabase(postgres.database());
    const clocked: Database = {
      ...db,
      // From the writer's turn to the commit.
      async write<A, T>(
        work: (session: Session, done: A) => Promise<T>,
        ahead?: (session: Session) => Promise<A>,
      ): Promise<T> {
        let began = 0;
        const turn = (session: Session, done: A): Promise<T> => {
          began = performance.now();
          return work(session, done);
        };
        const made = await db.write(turn, ahead ?? (async () => undefined as A));
        if (round === 1) out.push((performance.now() - began) / 1000);
        return made;
      },
    };
    const empty = storeOn(clocked);
    for (const reading of readings) await empty.save([reading], versions);
    await db.close();
  }
  return out;
}

/**
 * SIMULATION, not a measurement: workers with the measured times of documents, one core each; the writer's lock of the
 * archive and the queue's server are each one after another.
 */
function simulation(service: readonly number[], saves: readonly number[]): void {
  const claim = 1 / 4_700;
  const mean = (all: readonly number[]): number => all.reduce((a, b) => a + b, 0) / all.length;
  say(
    `\nSIMULATION from the times above: a document ${ms(mean(service))}, of which ${ms(mean(saves))} under the archive's writer lock; queue ${ms(claim)}`,
  );
  const random = seeded(1);
  const draw = (all: readonly number[]): number => all[Math.floor(random() * all.length)] ?? 0;
  let base = 0;
  for (const workers of [1, 2, 4, 8, 16, 32, 64]) {
    const jobs = 4_000;
    let begun = 0;
    let queueFree = 0;
    let writerFree = 0;
    let waited = 0;
    /** Of each worker the document at hand: when it is ready to be saved, and for how long. */
    const begin = (now: number): { ready: number; save: number } => {
      begun++;
      const start = Math.max(now, queueFree);
      queueFree = start + claim;
      const save = draw(saves);
      return { ready: start + claim + Math.max(0, draw(service) - save), save };
    };
    const hands = Array.from({ length: workers }, () => begin(0));
    // Whoever is ready first writes first, whenever it began.
    while (hands.length > 0) {
      const w = hands.reduce((least, hand, n) => (hand.ready < (hands[least]?.ready ?? Infinity) ? n : least), 0);
      const { ready, save } = hands[w] ?? { ready: 0, save: 0 };
      const write = Math.max(ready, writerFree);
      waited += write - ready;
      writerFree = write + save;
      if (begun < jobs) hands[w] = begin(writerFree);
      else hands.splice(w, 1);
    }
    const rate = jobs / writerFree;
    if (workers === 1) base = rate;
    say(
      `  ${String(workers).padStart(2)} workers: ${rate.toFixed(1)} documents/s, ${(rate / base).toFixed(1)}x, writer busy ${(100 * rate * mean(saves)).toFixed(0)} %, waiting for it ${ms(waited / jobs)} a document`,
    );
  }
  say(`  it saturates at 1 / (time under the writer's lock) = ${(1 / mean(saves)).toFixed(0)} documents/s`);
}

try {
  say(
    `load ${loadavg()
      .map((l) => l.toFixed(1))
      .join(' ')}`,
  );
  const batch = await makeBatch(join(root, 'batch'), Number(values.files), 0);
  const warm = await makeBatch(join(root, 'warm'), 24, 0);
  if (only.has('overhead')) await overhead();
  if (only.has('scans')) {
    const scans = await makeScans(join(root, 'scans'), Number(values.scans), 0);
    const before = await makeScans(join(root, 'warm-scans'), 4, 1000);
    await pairs(`${scans.files} scanned pages`, scans.folder, before.folder, 'auto');
  }
  const service =
    only.has('pairs') || only.has('simulation')
      ? await pairs(`${batch.files} documents that need no OCR`, batch.folder, warm.folder, 'none')
      : [];
  if (only.has('draft')) {
    const large = await makeBatch(join(root, 'large'), Number(values.batch), 0);
    await draft(large.folder);
  }
  if (only.has('simulation')) simulation(service, await savings(batch.folder));
} finally {
  await redis.stop();
  postgres.stop();
  rmSync(root, { recursive: true, force: true });
}
