/**
 * Consistent drafts beside many superiors at once, most of other fields and regions: what the review then reports.
 *   node bench/review-crowd.ts [--lines]
 * An archive chooses the superiors of a draft by level, place and matter; this takes all there are, so it is worse than
 * any real choice. Some findings are right here: another province allows less. `--lines` prints each.
 */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { toFindings } from '../pipeline/findings.ts';
import type { Reading } from '../records/reading.ts';
import { goldTexts, SAMPLES } from '../tests/gold/load.ts';
import { caseFiles } from '../tests/score.ts';
import { ROOT, readTrusted } from '../tests/shared.ts';

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const own = join(ROOT, 'tests', 'drafts', 'superiors');
const files = [
  ...readdirSync(own).map((name) => join(own, name)),
  ...goldTexts().map((g) => g.txt),
  ...readdirSync(SAMPLES).map((name) => join(SAMPLES, name, `${name}.txt`)),
].filter((file) => existsSync(file));
const superiors: Reading[] = [];
for (const file of [...new Set(files)])
  superiors.push(...(await readTrusted(file)).filter((r) => r.document.quality.usable));

let drafts = 0;
let clauses = 0;
const found = { alone: 0, crowd: 0 };
for (const file of caseFiles().filter((c) => c.name.endsWith('-consistent') && c.set === 'own')) {
  const [draft] = await readTrusted(file.draft);
  if (!draft) continue;
  const named: Reading[] = [];
  for (const path of file.against) named.push(...(await readTrusted(path)));
  const loud = (among: readonly Reading[]) =>
    toFindings(draft, among).findings.filter((f) => f.severity !== 'notice' && f.kind !== 'basis-defect');
  const crowd = loud([...new Map([...named, ...superiors].map((r) => [r.document.id, r])).values()]);
  found.alone += loud(named).length;
  found.crowd += crowd.length;
  drafts++;
  clauses += toFindings(draft, []).coverage.length;
  if (process.argv.includes('--lines'))
    for (const f of crowd)
      say(
        `${file.name}｜${f.kind}「${f.draft.quote}」← ${f.superior?.title ?? '—'}「${f.superior?.quote ?? ''}」 ${f.calculation ?? ''}`,
      );
}
say(`${drafts} 份一致的文稿，${clauses} 个分句，${superiors.length} 份上级文件`);
say(`只与各自的上级比对：误报 ${found.alone} 条`);
say(`与全部文件比对：${found.crowd} 条（每百个分句 ${((100 * found.crowd) / clauses).toFixed(1)} 条）`);
