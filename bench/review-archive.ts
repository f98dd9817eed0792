/**
 * Review of five-page drafts against an archive of 10,000 notices: p50 and p95, warm in one process and cold from the CLI.
 *   node bench/review-archive.ts [--home FOLDER] [--documents 10000] [--warm 60] [--cold 10] [--stages]
 * The archive is made once in FOLDER (default: a folder of the system's temporary one, kept for the next run) from made
 * notices and the samples. Exit code 1 where a bar is missed: p95 under 1 s warm, under 3 s cold.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compose } from '../app/compose.ts';
import { readConfig } from '../app/config.ts';
import { reviewReading, select } from '../app/review.ts';
import { readPages, VERSIONS } from '../pipeline/index.ts';
import { txt } from '../pipeline/readers/txt.ts';
import type { Reading } from '../records/reading.ts';
import { ROOT } from '../tests/shared.ts';
import { diceBy, noticeBy, placeBy } from './archive-generator.ts';
import { GROUPS, random } from './review-mutants.ts';

const option = (name: string, otherwise: string): string => {
  const at = process.argv.indexOf(name);
  return at < 0 ? otherwise : (process.argv[at + 1] ?? otherwise);
};
const say = (line: string): boolean => process.stdout.write(`${line}\n`);
const BARS = { warm: 1000, cold: 3000 };
const AS_OF = '2026-06-01';
const SEED = 20260;
const home = option('--home', join(tmpdir(), 'wenheng-review-bench'));
const documents = Number(option('--documents', '10000'));
const LIMITS = { bytes: 1e7, pages: 100, seconds: 60, pixels: 4e7 };

async function readText(name: string, text: string): Promise<Reading[]> {
  const { pages } = await txt.read(new TextEncoder().encode(text), { name, scratch: '/nonexistent', limits: LIMITS });
  return readPages(pages, { name, sha256: createHash('sha256').update(text).digest('hex') });
}

const CHAPTERS = ['一', '二', '三', '四', '五', '六', '七', '八', '九', '十'];
/** Characters of five printed pages of a notice (GB/T 9704: 22 lines of 28). */
const FIVE_PAGES = 5 * 22 * 28;

/** A draft of five pages by a county's education bureau: clauses of the benchmark's frames, consistent and not. */
function draftBy(index: number): string {
  const dice = diceBy(SEED + 31 * index);
  let place = placeBy(dice);
  while (place.level !== 'county') place = placeBy(dice);
  const next = random(index + 1);
  const schools = GROUPS.filter((g) => g.to.includes('学校'));
  const clauses: string[] = [];
  let length = 0;
  while (length < FIVE_PAGES) {
    const frames = schools[Math.floor(next() * schools.length)]?.frames ?? [];
    const frame = frames[Math.floor(next() * frames.length)];
    const breaks = frame?.breaks ?? [];
    const text = next() < 0.15 ? breaks[Math.floor(next() * breaks.length)]?.text : frame?.keep[0];
    if (!text) continue;
    const said = text.replace(/\{([^{}|]*)[^{}]*\}/g, '$1');
    clauses.push(said);
    length += said.length + 4;
  }
  const each = Math.ceil(clauses.length / CHAPTERS.length);
  const body = CHAPTERS.flatMap((chapter, c) => [
    `${chapter}、工作要求之${chapter}`,
    ...clauses.slice(c * each, c * each + each).map((t, i) => `${i + 1}.${t}。`),
  ]);
  return [
    place.bureau,
    '关于规范涉校事务减轻教师负担的通知',
    '（征求意见稿）',
    '各中小学校：',
    '根据《教育部办公厅关于规范涉校涉师事务切实保障教师专心从教的通知》（教规厅〔2025〕11号），现就有关事项通知如下。',
    ...body,
    place.bureau,
    '2026年5月20日',
    '',
  ].join('\n\n');
}

const at = (share: number, of: readonly number[]): number => {
  const sorted = [...of].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
};
const ms = (n: number): string => `${n.toFixed(0)} 毫秒`;

mkdirSync(home, { recursive: true });
const config = readConfig({ WENHENG_HOME: home, WENHENG_OCR: 'none', PATH: process.env['PATH'] ?? '' });
const parts = compose(config);
const store = await parts.store();
const world = await parts.world();
const mark = join(home, `filled-${documents}`);
if (!existsSync(mark)) {
  const started = performance.now();
  for (let i = 0; i < documents; i++) {
    const made = noticeBy(SEED, i);
    await store.save(await readText(made.name, made.text), VERSIONS);
    if (i % 1000 === 999)
      say(`  建库 ${i + 1} 份，${(((i + 1) * 1000) / (performance.now() - started)).toFixed(0)} 份/秒`);
  }
  const samples = join(ROOT, 'corpus/samples');
  for (const slug of readdirSync(samples)) {
    const file = join(samples, slug, `${slug}.txt`);
    if (existsSync(file)) await store.save(await readText(`${slug}.txt`, readFileSync(file, 'utf8')), VERSIONS);
  }
  writeFileSync(mark, '');
}

const warm: number[] = [];
const cpu: number[] = [];
const stages = { read: [] as number[], select: [] as number[], judge: [] as number[] };
const superiors: number[] = [];
const clauses: number[] = [];
const runs = Number(option('--warm', '60'));
for (let i = 0; i < runs + 3; i++) {
  const text = draftBy(i);
  const c0 = process.cpuUsage();
  const t0 = performance.now();
  const [draft] = await readText(`draft-${i}.txt`, text);
  if (!draft) throw new RangeError('no draft');
  const t1 = performance.now();
  const selection = await select(draft, world, { store, asOf: AS_OF });
  const t2 = performance.now();
  const { report } = reviewReading(draft, selection, AS_OF);
  const t3 = performance.now();
  // The first reviews of a process compile what the others run.
  if (i < 3) continue;
  warm.push(t3 - t0);
  const used = process.cpuUsage(c0);
  cpu.push((used.user + used.system) / 1000);
  stages.read.push(t1 - t0);
  stages.select.push(t2 - t1);
  stages.judge.push(t3 - t2);
  superiors.push(report.against.length);
  clauses.push(report.coverage.length);
}
await parts.close();
say(
  `${documents} 份通知的档案库；${runs} 份五页文稿，每份 ${at(0.5, clauses)} 个分句、${at(0.5, superiors)} 份上级文件（中位数）`,
);
say(
  `热：p50 ${ms(at(0.5, warm))}，p95 ${ms(at(0.95, warm))}（限 ${ms(BARS.warm)}）；处理器 p50 ${ms(at(0.5, cpu))}，p95 ${ms(at(0.95, cpu))}`,
);
for (const [name, of] of [
  ['读稿', stages.read],
  ['选上级', stages.select],
  ['评判', stages.judge],
] as const)
  say(`  ${name} p50 ${ms(at(0.5, of))}，p95 ${ms(at(0.95, of))}`);

const cold: number[] = [];
const coldCpu: number[] = [];
for (let i = 0; i < Number(option('--cold', '10')); i++) {
  const file = join(home, `draft-${i}.txt`);
  writeFileSync(file, draftBy(500 + i));
  const started = performance.now();
  // The shell's own clock counts the child's CPU.
  const run = spawnSync(
    'bash',
    [
      '-c',
      `TIMEFORMAT='#cpu %U %S'; time '${process.execPath}' '${join(ROOT, 'app/cli.ts')}' review '${file}' --as-of ${AS_OF} --format json -o '${join(home, 'report.json')}'`,
    ],
    { encoding: 'utf8', env: { ...process.env, WENHENG_HOME: home, WENHENG_OCR: 'none' } },
  );
  if (run.status !== 0) throw new Error(run.stderr.slice(-1000));
  cold.push(performance.now() - started);
  const used = /#cpu ([\d.]+) ([\d.]+)/.exec(run.stderr);
  coldCpu.push(1000 * (Number(used?.[1]) + Number(used?.[2])));
}
say(
  `冷（命令行）：p50 ${ms(at(0.5, cold))}，p95 ${ms(at(0.95, cold))}（限 ${ms(BARS.cold)}）；处理器 p50 ${ms(at(0.5, coldCpu))}，p95 ${ms(at(0.95, coldCpu))}`,
);
process.exitCode = at(0.95, warm) < BARS.warm && at(0.95, cold) < BARS.cold ? 0 : 1;
