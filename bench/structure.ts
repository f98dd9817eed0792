/**
 * Characters a second of `pages -> text -> structure` on clean text, and whether the time grows with the length.
 *   node bench/structure.ts [--json]
 * One file of 1k, 10k, 100k and 1M characters is made from the sample notices: one head, then its sections again and
 * again, numbered on. CPU time, best of several runs, so that a busy machine does not count. "text" joins lines, takes page
 * chrome out, splits documents and puts labels back; "restore" adds the damage detectors.
 */
import { readFileSync } from 'node:fs';
import { textBlocks } from '../pipeline/readers/txt.ts';
import { chineseNumeral } from '../pipeline/structure/labels.ts';
import { toStructure } from '../pipeline/structure.ts';
import { toTexts } from '../pipeline/text.ts';
import { toParts } from '../pipeline/text-parts.ts';
import type { Pages } from '../records/page.ts';
import type { Text } from '../records/text.ts';

const SAMPLE = new URL('../corpus/samples/hunan-plan/hunan-plan.txt', import.meta.url);
const SIZES = [1_000, 10_000, 100_000, 1_000_000];
const BAR = 500_000;

/** A clean notice of about `size` characters: the sample's head once, its sections numbered on. */
function notice(size: number): string {
  const lines = readFileSync(SAMPLE, 'utf8').split('\n');
  const first = lines.findIndex((l) => l.startsWith('一、'));
  const last = lines.findIndex((l) => /^附件/.test(l));
  const sections = lines.slice(first, last < 0 ? lines.length : last);
  const out = lines.slice(0, first);
  let length = out.join('\n').length;
  let section = 0;
  while (length < size) {
    for (const line of sections) {
      const numbered = line.replace(/^[一二三四五六七八九十]+、/, () => {
        section = (section % 900) + 1;
        return `${chineseNumeral(section)}、`;
      });
      out.push(numbered);
      length += numbered.length + 1;
      if (length >= size) break;
    }
  }
  return out.join('\n').slice(0, size);
}

const pagesOf = (text: string): Pages => ({
  format: 'txt',
  pages: [],
  blocks: textBlocks(text),
  aside: [],
  fields: {},
  notes: [],
});

/** Least CPU time of enough runs to fill a second, in milliseconds, the garbage collector's threads included. */
function best(work: () => void): number {
  let least = Number.POSITIVE_INFINITY;
  const until = performance.now() + 1000;
  for (let run = 0; run < 3 || performance.now() < until; run++) {
    const start = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(start);
    least = Math.min(least, (user + system) / 1000);
  }
  return least;
}

const structureOf = (texts: readonly Text[]): number =>
  texts.reduce((sum, text) => sum + toStructure(text).units.length, 0);

const rows = SIZES.map((size) => {
  const text = notice(size);
  const pages = pagesOf(text);
  const parts = toParts(pages).map((p) => ({ ...p, anchors: [...p.anchors], repairs: [...p.repairs], issues: [] }));
  const joined = best(() => void toParts(pages));
  const structured = best(() => void structureOf(parts));
  const restored = best(() => void structureOf(toTexts(pages)));
  const perSecond = (ms: number): number => Math.round((text.length / ms) * 1000);
  return {
    characters: text.length,
    textMs: joined,
    structureMs: structured,
    textAndStructure: perSecond(joined + structured),
    withRestore: perSecond(restored),
  };
});

if (process.argv.includes('--json')) console.log(JSON.stringify({ bar: BAR, rows }));
else {
  console.log('characters   text ms  structure ms  text+structure chars/s  with restore chars/s');
  for (const r of rows)
    console.log(
      `${String(r.characters).padStart(10)} ${r.textMs.toFixed(2).padStart(9)} ${r.structureMs.toFixed(2).padStart(13)} ${r.textAndStructure.toLocaleString('en').padStart(23)} ${r.withRestore.toLocaleString('en').padStart(21)}`,
    );
  const [, , small, large] = rows;
  const growth = small && large ? (large.textMs + large.structureMs) / (small.textMs + small.structureMs) : Number.NaN;
  console.log(
    `10 times the length (100k to 1M): ${growth.toFixed(1)} times the CPU time; bar ${BAR.toLocaleString('en')} chars/s`,
  );
}
