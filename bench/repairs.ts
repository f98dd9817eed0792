/**
 * Prints what restoration did to files, place by place, for reading line by line.
 *
 *     node bench/repairs.ts FILE…        text files in UTF-8
 *
 * `⟦source→reading⟧` in its words, then confidence and method; `?` marks places left open with their candidates.
 */
import { readFileSync } from 'node:fs';
import { judgeQuality, restore } from '../pipeline/restore/index.ts';

const SIDE = 10;
const line = (words: string): string => words.replace(/\n/g, '⏎').replace(/[ \u3000\u00a0]{3,}/g, '  ');

for (const file of process.argv.slice(2)) {
  const r = restore(readFileSync(file, 'utf8').replace(/\r\n?/g, '\n'));
  const { usable, why } = judgeQuality(r.text, r.repairs, r.issues);
  console.log(`\n# ${file}\n${usable ? 'usable' : 'NOT usable'}: ${why}`);
  for (const i of r.issues) console.log(`  ${i.kind}: ${i.count} places, ${i.unresolved.length} open`);
  const around = (start: number, end: number, words: string) =>
    line(`${r.text.slice(Math.max(0, start - SIDE), start)}⟦${words}⟧${r.text.slice(end, end + SIDE)}`);
  const rows = [
    ...r.repairs.map(({ span, sourceText, reading, confidence, method }) => ({
      at: span.start,
      row: `${confidence.toFixed(2)} ${around(span.start, span.end, `${sourceText}→${reading}`)}  ${method}`,
    })),
    ...r.issues.flatMap((i) =>
      i.unresolved.map(({ span, candidates, why: reason }) => ({
        at: span.start,
        row: `   ? ${around(span.start, span.end, r.text.slice(span.start, span.end))}  ${i.kind}: ${candidates.join(' / ') || '—'} (${reason})`,
      })),
    ),
  ];
  rows.sort((a, b) => a.at - b.at);
  for (const { row } of rows) console.log(row);
}
