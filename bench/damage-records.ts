/**
 * What damage costs the records: our own clean notices, damaged as copies are (seeded), read through the whole first half
 * of the line and scored against the gold of the clean ones. Bar: core exact F1 loses at most 3 points, every number that
 * is not lost is right.
 *   node bench/damage-records.ts [SEED…]
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readPages } from '../pipeline/index.ts';
import { txt } from '../pipeline/readers/txt.ts';
import type { Reading } from '../records/reading.ts';
import { type GoldFile, goldFiles, hasShared, pool, scoreReadings } from '../tests/score.ts';
import { NO_SHARED } from '../tests/shared.ts';
import { respin, wear } from './damage.ts';

const CORE = ['limit', 'target', 'deadline', 'prohibition', 'approval', 'reference'];

async function readText(text: string, name: string): Promise<Reading[]> {
  const bytes = new TextEncoder().encode(text);
  const { pages } = await txt.read(bytes, {
    name,
    scratch: '/nonexistent',
    limits: { bytes: 1e8, pages: 2000, seconds: 60, pixels: 4e7 },
  });
  return readPages(pages, { name, sha256: createHash('sha256').update(bytes).digest('hex') });
}

/** Macro exact F1 over the core types, and how many limits have a number that the gold of the clean copy does not know. */
async function core(
  files: readonly GoldFile[],
  damage: (text: string) => string,
): Promise<{ f1: number; strange: number; limits: number }> {
  const scores = [];
  let strange = 0;
  let limits = 0;
  for (const file of files) {
    const readings = await readText(damage(readFileSync(file.text, 'utf8')), file.name);
    scores.push(scoreReadings(file, readings));
    const known = new Set(
      readFileSync(file.gold, 'utf8')
        .split('\n')
        .filter((l) => l.includes('"limit"'))
        .map((l) => String((JSON.parse(l) as { value: unknown }).value)),
    );
    for (const r of readings.flatMap((x) => x.records))
      if (r.type === 'limit') {
        limits++;
        if (!known.has(String(r.value)) && !known.has(String(Number(r.value) / 1e4))) strange++;
      }
  }
  const rows = pool(scores);
  const each = CORE.flatMap((type) => {
    const r = rows.get(type);
    return r && r.gold > 0 ? [(2 * r.exact) / (r.gold + r.pred)] : [];
  });
  return { f1: each.reduce((a, b) => a + b, 0) / each.length, strange, limits };
}

if (!hasShared) process.stdout.write(`${NO_SHARED}：没有评分程序\n`);
else {
  const files = goldFiles().filter((f) => f.set !== 'shared');
  const say = (name: string, r: { f1: number; strange: number; limits: number }): boolean =>
    process.stdout.write(
      `${name.padEnd(28)} 核心准确F1 ${(100 * r.f1).toFixed(1)}  限额 ${r.limits}  标注里没有的数 ${r.strange}\n`,
    );
  const clean = await core(files, (t) => t);
  say('原样', clean);
  const seeds = process.argv.slice(2).map(Number);
  for (const seed of seeds.length > 0 ? seeds : [7, 8, 9]) {
    const spun = await core(files, (t) => respin(t, seed).text);
    say(`同义词替换 ${seed}`, spun);
    const worn = await core(files, (t) => wear(t, seed).text);
    say(`缺字、涂抹、误识 ${seed}`, worn);
    process.stdout.write(
      `  损失 ${(100 * (clean.f1 - spun.f1)).toFixed(1)} 与 ${(100 * (clean.f1 - worn.f1)).toFixed(1)} 个百分点\n`,
    );
  }
}
