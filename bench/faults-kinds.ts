import { type ChildProcess, execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { ScratchPostgres } from '../tests/contracts/scratch-postgres.ts';
import type { ScratchRedis } from '../tests/contracts/scratch-redis.ts';
import { end, type Site, startWorkerProcess } from './queue-sites.ts';

interface Running {
  readonly site: Site;
  /** Replaced in place when one is killed. */
  readonly workers: ChildProcess[];
  readonly blobs: string;
  /** Whether work is still open. */
  more(): Promise<boolean>;
}

/** Strikes at random moments while work is open; returns how often. */
export type Struck = (running: Running) => Promise<number>;
type Random = () => number;

export interface Fault {
  readonly name: string;
  readonly kind: 'local' | 'redis' | 'postgres';
  /** Settings of the run that it needs. */
  readonly settings?: Partial<Site>;
  /** Called before the run, with its empty blob folder; returns how to undo it. */
  prepare?(blobs: string): () => void;
  strike(random: Random, servers: { redis: ScratchRedis; postgres: ScratchPostgres }, most: number): Struck | null;
  /** The batch with bad files among the good ones. */
  spoil?(batch: string, into: string, times: number): string;
  /** What is wrong with the archive beyond the comparison, or null. */
  check?(lines: readonly string[], times: number): string | null;
}

const between = (random: Random, from: number, to: number): number => from + random() * (to - from);

/** `blow` again and again, while work is open, with random pauses of so many milliseconds. */
const striking =
  (random: Random, most: number, from: number, to: number, blow: (running: Running) => Promise<void>): Struck =>
  async (running) => {
    let strikes = 0;
    while (strikes < most) {
      await pause(between(random, from, to));
      if (!(await running.more())) break;
      await blow(running);
      strikes++;
    }
    return strikes;
  };

const killWorker =
  (random: Random) =>
  async ({ site, workers }: Running): Promise<void> => {
    const i = Math.floor(random() * workers.length);
    const victim = workers[i];
    if (!victim) return;
    await end(victim, 'SIGKILL');
    workers[i] = await startWorkerProcess(site);
  };

const workerKill = (kind: 'local' | 'redis' | 'postgres'): Fault => ({
  name: `worker-kill-${kind}`,
  kind,
  strike: (random, _servers, most) => striking(random, most, 300, 2500, killWorker(random)),
});

/** So many files of a text that ruins the child that reads it. */
function poisoned(line: string): NonNullable<Fault['spoil']> {
  return (batch, into, times) => {
    mkdirSync(into, { recursive: true });
    for (const name of readdirSync(batch)) copyFileSync(join(batch, name), join(into, name));
    for (let n = 1; n <= times; n++)
      writeFileSync(
        join(into, `poison-${n}.txt`),
        `关于第${n}号事项的通知\n各学校：\n一、${line}，请各单位遵照执行。\n二、每学期进校园活动不超过${n}次。\n临江市教育局\n2024年3月1日\n`,
      );
    return into;
  };
}

/** All bad files stand in the list of failures with this code, and none of them in the archive. */
const setAside =
  (code: string): NonNullable<Fault['check']> =>
  (lines, times) => {
    const listed = lines.filter((l) => l.includes('poison-'));
    const right = listed.filter((l) => l.includes(`"code":"${code}"`));
    return right.length === times && listed.length === times
      ? null
      : `${listed.length} lines about ${times} bad files, ${right.length} with ${code}`;
  };

/** Each bad file strikes the batch twice before it is set aside; counted as one strike. */
const byFiles: Fault['strike'] = (_random, _servers, most) => async () => most;

export const FAULTS: readonly Fault[] = [
  workerKill('redis'),
  workerKill('local'),
  workerKill('postgres'),
  {
    name: 'redis-restart',
    kind: 'redis',
    strike: (random, { redis }, most) =>
      striking(random, most, 300, 2500, async () => {
        await redis.kill();
        await redis.start();
      }),
  },
  {
    name: 'redis-away-30s',
    kind: 'redis',
    strike: (random, { redis }, most) =>
      striking(random, most, 300, 2500, async () => {
        await redis.kill();
        await pause(30_000);
        await redis.start();
      }),
  },
  {
    name: 'postgres-restart',
    kind: 'postgres',
    strike: (random, { postgres }, most) => striking(random, most, 500, 3000, () => postgres.restart()),
  },
  {
    name: 'postgres-restart-redis',
    kind: 'redis',
    strike: (random, { postgres }, most) => striking(random, most, 500, 3000, () => postgres.restart()),
  },
  {
    name: 'hang',
    kind: 'redis',
    settings: { stageSeconds: 10 },
    strike: byFiles,
    spoil: poisoned('此件使解析停住'),
    check: setAside('time-limit'),
  },
  {
    name: 'memory',
    kind: 'redis',
    strike: byFiles,
    spoil: poisoned('此件使内存耗尽'),
    check: setAside('memory-limit'),
  },
  {
    name: 'blobs-full',
    kind: 'redis',
    prepare: smallDisk,
    strike: (random, _servers, most) => fullDisk(random, most),
  },
];

/** A disk of its own for the blobs, in memory; needs the right to mount. */
function smallDisk(blobs: string): () => void {
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=48m', 'tmpfs', blobs]);
  return () => execFileSync('umount', ['-l', blobs]);
}

/** The blob store on a disk of its own, which something else fills to the last byte for some seconds. */
function fullDisk(random: Random, most: number): Struck {
  return async (running) => {
    const filler = join(running.blobs, 'filler');
    const strikes = await striking(random, most, 300, 1500, async () => {
      const { bavail, bsize } = statfsSync(running.blobs);
      const filled = spawnSync(
        'dd',
        ['if=/dev/zero', `of=${filler}`, 'bs=64k', `count=${Math.ceil((bavail * bsize) / 65536) + 1}`],
        { stdio: 'ignore' },
      );
      if (filled.status === 0) throw new Error('the disk did not fill');
      await pause(between(random, 500, 2500));
      rmSync(filler, { force: true });
    })(running);
    return strikes;
  };
}
