/**
 * Measures the archive on made notices, beside recollindex on the same files.
 *   node bench/archive.ts index [--sizes 1000,3000,10000] [--keep]   documents a second, growth of CPU seconds
 *   node bench/archive.ts store sqlite|POSTGRES_URL [--records 1000000]   times of queries on a large store
 *   node bench/archive.ts cold [HOME]                                    start of commands that do not segment
 * Exit code 1 where a bar is missed.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { noticeBy } from './archive-generator.ts';
import { measureStore } from './archive-store.ts';

const SEED = 20260;
const BAR = { exponent: 1.1, cold: 0.5 };

const Run = z.object({
  documents: z.number(),
  records: z.number(),
  known: z.number(),
  failed: z.number(),
  seconds: z.number(),
});

interface Timed {
  readonly out: string;
  /** Seconds on the clock, and of CPU with all children. */
  readonly real: number;
  readonly cpu: number;
}

/** Runs a command under the shell's own clock, which counts children too. */
function timed(command: readonly string[], env: Readonly<Record<string, string>> = {}): Timed {
  const quoted = command.map((c) => `'${c.replaceAll("'", "'\\''")}'`).join(' ');
  const run = spawnSync('bash', ['-c', `TIMEFORMAT='#time %R %U %S'; time ${quoted}`], {
    encoding: 'utf8',
    env: { ...process.env, ...env },
    maxBuffer: 1e8,
  });
  const clock = /#time ([\d.]+) ([\d.]+) ([\d.]+)/.exec(run.stderr);
  if (run.status !== 0 || !clock) throw new Error(`${command.join(' ')}: ${run.stderr.slice(-2000)}`);
  return { out: run.stdout, real: Number(clock[1]), cpu: Number(clock[2]) + Number(clock[3]) };
}

const flag = (name: string): string | undefined => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? undefined : process.argv[at + 1];
};

const write = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

/** Slope of log CPU over log documents, by least squares. */
function exponent(points: readonly (readonly [number, number])[]): number {
  const logs = points.map(([x, y]) => [Math.log(x), Math.log(y)] as const);
  const mx = logs.reduce((s, [x]) => s + x, 0) / logs.length;
  const my = logs.reduce((s, [, y]) => s + y, 0) / logs.length;
  const over = logs.reduce((s, [x, y]) => s + (x - mx) * (y - my), 0);
  return over / logs.reduce((s, [x]) => s + (x - mx) ** 2, 0);
}

function measureIndex(sizes: readonly number[], keep: boolean): boolean {
  const root = mkdtempSync(join(tmpdir(), 'wenheng-bench-'));
  const script = fileURLToPath(new URL('./archive-index.ts', import.meta.url));
  const points: (readonly [number, number])[] = [];
  const recoll = spawnSync('which', ['recollindex']).status === 0;
  if (!recoll) write('recollindex 不在这台机器上（Debian 包 recollcmd），不作对照');
  write('公文    wenheng 秒   份/秒   CPU 秒   记录      档案库      recollindex 秒   份/秒   CPU 秒   索引');
  for (const size of sizes) {
    const folder = join(root, `notices-${size}`);
    mkdirSync(folder);
    for (let i = 0; i < size; i++) {
      const { name, text } = noticeBy(SEED, i);
      writeFileSync(join(folder, name), text);
    }
    const home = join(root, `home-${size}`);
    const run = timed([process.execPath, script, folder, home]);
    const done = Run.parse(JSON.parse(run.out));
    if (done.documents < size || done.failed > 0) throw new Error(`index: ${run.out}`);
    points.push([size, run.cpu]);
    const ours = [
      String(size).padEnd(6),
      run.real.toFixed(1).padStart(10),
      (size / run.real).toFixed(1).padStart(8),
      run.cpu.toFixed(1).padStart(8),
      String(done.records).padStart(8),
      `${(statSync(join(home, 'archive.sqlite')).size / 1e6).toFixed(0)} MB`.padStart(10),
    ].join(' ');
    write(`${ours}${recoll ? peer(root, folder, size) : ''}`);
  }
  if (keep) write(`留在 ${root}`);
  else rmSync(root, { recursive: true, force: true });
  if (points.length < 2) return true;
  const slope = exponent(points);
  write(`CPU 秒的增长指数 ${slope.toFixed(3)}（界限 ${BAR.exponent}）`);
  return slope <= BAR.exponent;
}

/** Recoll, a full-text index of files: what its index holds is words, no records. */
function peer(root: string, folder: string, size: number): string {
  const home = join(root, `recoll-${size}`);
  mkdirSync(home);
  writeFileSync(join(home, 'recoll.conf'), `topdirs = ${folder}\nloglevel = 2\nthrQSizes = 2 2 2\n`);
  const run = timed(['recollindex', '-c', home, '-z'], { HOME: home });
  const bytes = Number(execFileSync('du', ['-sb', join(home, 'xapiandb')], { encoding: 'utf8' }).split('\t')[0]);
  return [
    run.real.toFixed(1).padStart(18),
    (size / run.real).toFixed(1).padStart(8),
    run.cpu.toFixed(1).padStart(8),
    `${(bytes / 1e6).toFixed(0)} MB`.padStart(8),
  ].join(' ');
}

/** Seconds until a command that does not cut words has ended, the middle one of five. */
function measureCold(home: string): boolean {
  const cli = fileURLToPath(new URL('../app/cli.ts', import.meta.url));
  let good = true;
  for (const args of [
    ['--version'],
    ['query', 'limits', '--matter', 'campus-activity', '--region', '430700'],
    ['show', 'd_none'],
  ]) {
    const times = Array.from({ length: 5 }, () => {
      const started = performance.now();
      spawnSync(process.execPath, [cli, '--home', home, ...args], { encoding: 'utf8' });
      return (performance.now() - started) / 1000;
    }).sort((a, b) => a - b);
    const middle = times[2] ?? Number.POSITIVE_INFINITY;
    good &&= middle < BAR.cold;
    write(`wenheng ${args.join(' ').padEnd(60)} ${middle.toFixed(2)} 秒（界限 ${BAR.cold}）`);
  }
  return good;
}

const [what, address] = process.argv.slice(2);
const passed =
  what === 'index'
    ? measureIndex((flag('sizes') ?? '1000,3000,10000').split(',').map(Number), process.argv.includes('--keep'))
    : what === 'cold'
      ? measureCold(address ?? join(tmpdir(), 'wenheng-cold'))
      : await measureStore(address ?? 'sqlite', Number(flag('records') ?? 1_000_000), write);
process.exitCode = passed ? 0 : 1;
