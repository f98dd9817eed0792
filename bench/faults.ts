/**
 * What goes wrong in a running batch, at random moments, and whether anything was lost or doubled.
 *   npm run faults -- [--times 20] [--only worker-kill-redis,…] [--files 200] [--scans 1] [--seed 1]
 * Each fault strikes real files in a running batch until it has struck `times` times; each batch's archive is compared
 * with the one that an undisturbed worker makes of the same files.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { retry } from '../app/retry.ts';
import { submitPaths } from '../app/submit.ts';
import type { Store } from '../corpus/store.ts';
import { patient } from '../queues/workers.ts';
import { dump } from '../tests/contracts/dump.ts';
import { type ScratchPostgres, startPostgres } from '../tests/contracts/scratch-postgres.ts';
import { type ScratchRedis, startRedis } from '../tests/contracts/scratch-redis.ts';
import { FAULTS, type Struck } from './faults-kinds.ts';
import { makeBatch, seeded } from './queue-files.ts';
import { composeSite, end, type Site, startWorkerProcess } from './queue-sites.ts';

const { values } = parseArgs({
  options: {
    times: { type: 'string', default: '20' },
    only: { type: 'string' },
    files: { type: 'string', default: '200' },
    scans: { type: 'string', default: '1' },
    seed: { type: 'string', default: '1' },
  },
});
const times = Number(values.times);
const only = values.only?.split(',');
const root = mkdtempSync(join(tmpdir(), 'wenheng-faults-'));
const say = (line: string): void => void process.stdout.write(`${line}\n`);

let made = 0;
function site(kind: 'local' | 'redis' | 'postgres', servers: Servers): Site {
  const home = join(root, `run${++made}`);
  mkdirSync(home);
  return {
    home,
    blobs: join(home, 'blobs'),
    databaseUrl: kind === 'local' ? null : servers.postgres.database(),
    redisUrl: kind === 'redis' ? servers.redis.url : null,
    name: `run${made}`,
    ocr: values.scans === '0' ? 'none' : 'auto',
    lease: 3_000,
    stageSeconds: 20,
    concurrency: 2,
    readers: 2,
    range: 1,
  };
}

export interface Servers {
  readonly redis: ScratchRedis;
  readonly postgres: ScratchPostgres;
}

/** Batches lie in folders of their own. */
const inBatch = (path: string): string => path.slice(path.indexOf('/batch/'));

/** The archive in lines, and what it could not read, without the times. */
async function contents(store: Store): Promise<string[]> {
  const failures = (await store.failures())
    .map((f) => JSON.stringify({ ...f, source: inBatch(f.source), at: '' }))
    .sort();
  return [...(await dump(store)), ...failures];
}

interface Outcome {
  readonly lines: readonly string[];
  readonly jobs: number;
  readonly strikes: number;
  readonly unstruck: readonly string[];
  readonly setAside: number;
  readonly seconds: number;
}

async function run(where: Site, folder: string, strike: Struck | null): Promise<Outcome> {
  const parts = composeSite(where);
  const [queue, store, blobs, world] = await Promise.all([parts.queue(), parts.store(), parts.blobs(), parts.world()]);
  const now = (): string => new Date().toISOString();
  const { keys } = await submitPaths([folder], { queue, store, blobs, world, region: null, now });
  const workers = await Promise.all([startWorkerProcess(where), startWorkerProcess(where)]);
  const began = performance.now();
  const steady = patient(queue, 600_000);
  let strikes = 0;
  const more = async (): Promise<boolean> => (await steady.open()) > 0;
  if (strike) strikes = await strike({ site: where, workers, blobs: where.blobs, more });
  while (await more()) await pause(100);
  const seconds = (performance.now() - began) / 1000;
  // What was set aside because its workers were killed under it is put in again by a person, once the trouble is over.
  const aside = (await steady.entries({ states: ['failed'] })).filter((e) => e.failure?.class === 'poison');
  const innocent = aside.filter((e) => !e.job.payload.name.startsWith('poison-'));
  if (innocent.length > 0) {
    const choice = { stage: 'read', failed: true, olderThan: null, region: null, format: null, engine: null } as const;
    await retry(choice, { queue, store, blobs, asOf: '2026-01-01', at: now() });
    while (await more()) await pause(100);
  }
  await Promise.all(workers.map((w) => end(w, 'SIGTERM')));
  const entries = await Promise.all(keys.map((key) => steady.entry(key)));
  const unstruck = entries.flatMap((e, i) =>
    e === null || (e.state !== 'done' && e.state !== 'failed') ? (keys[i] ?? '') : [],
  );
  const lines = await contents(patient(store, 600_000));
  await parts.close();
  return { lines, jobs: keys.length, strikes, unstruck, setAside: innocent.length, seconds };
}

const redis = await startRedis();
const postgres = await startPostgres();
const servers = { redis, postgres };
let bad = 0;
try {
  const batch = await makeBatch(join(root, 'batch'), Number(values.files), Number(values.scans));
  say(`${batch.files} files of every format, seed ${values.seed}`);
  const references = new Map<string, readonly string[]>();
  for (const kind of ['local', 'redis', 'postgres'] as const) {
    const quiet = await run(site(kind, servers), batch.folder, null);
    references.set(kind, quiet.lines);
    say(
      `undisturbed on ${kind}: ${quiet.jobs} jobs, ${quiet.lines.length} lines of archive, ${quiet.seconds.toFixed(0)} s`,
    );
  }
  const [local, ...others] = [...references.values()];
  const differing = others.filter((o) => JSON.stringify(o) !== JSON.stringify(local)).length;
  say(differing === 0 ? 'the three archives are equal line by line' : `ARCHIVES DIFFER (${differing} of 2)`);
  if (differing > 0) {
    bad++;
    writeFileSync('/tmp/faults-local.txt', (local ?? []).join('\n'));
    for (const [i, o] of others.entries()) writeFileSync(`/tmp/faults-other${i}.txt`, o.join('\n'));
  }
  for (const fault of FAULTS) {
    if (only && !only.includes(fault.name)) continue;
    const random = seeded(Number(values.seed));
    let strikes = 0;
    let rounds = 0;
    let lost = 0;
    let doubled = 0;
    let aside = 0;
    let open = 0;
    while (strikes < times && rounds < times) {
      rounds++;
      const where = { ...site(fault.kind, servers), ...fault.settings };
      mkdirSync(where.blobs);
      const undo = fault.prepare?.(where.blobs);
      const folder = fault.spoil ? fault.spoil(batch.folder, join(where.home, 'batch'), times) : batch.folder;
      const done = await run(where, folder, fault.strike(random, servers, times - strikes)).finally(undo);
      strikes += done.strikes;
      aside += done.setAside;
      open += done.unstruck.length;
      const left = new Map<string, number>();
      for (const line of references.get(fault.kind) ?? []) left.set(line, (left.get(line) ?? 0) + 1);
      for (const line of done.lines.filter((l) => !l.includes('poison-'))) {
        const n = left.get(line) ?? 0;
        if (n === 0) doubled++;
        else left.set(line, n - 1);
      }
      lost += [...left.values()].reduce((a, b) => a + b, 0);
      if (fault.check) {
        const wrong = fault.check(done.lines, times);
        if (wrong !== null) {
          bad++;
          say(`  ${wrong}`);
        }
      }
    }
    const sound = lost + doubled + open === 0 && strikes >= times;
    if (!sound) bad++;
    say(
      `${sound ? 'ok  ' : 'BAD '} ${fault.name}: struck ${strikes} times in ${rounds} batches; lines lost ${lost}, doubled or changed ${doubled}, jobs left open ${open}; innocent jobs set aside and put in again ${aside}`,
    );
  }
} finally {
  await redis.stop();
  postgres.stop();
  rmSync(root, { recursive: true, force: true });
}
process.exitCode = bad === 0 ? 0 : 1;
