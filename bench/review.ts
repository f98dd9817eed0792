/**
 * npm run bench:review: mutations of consistent drafts, with controls, beside baselines.
 *   node bench/review.ts [--seed 7] [--group 样例] [--misses] [--json] [--no-baselines]
 * A mutant is found when a conflict or a warning of a fitting kind stands on the changed clause; every other conflict or
 * warning in a mutant, and every one in a control, is a false alarm. The shared notices enter where ../shared is there.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { toFindings } from '../pipeline/findings.ts';
import { readPages } from '../pipeline/index.ts';
import { txt } from '../pipeline/readers/txt.ts';
import type { Reading } from '../records/reading.ts';
import type { Finding } from '../records/report.ts';
import { hasShared, ROOT, readTrusted, SHARED } from '../tests/shared.ts';
import { BREAK_ZH, BREAKS, type Group, HARMLESS, HARMLESS_ZH } from './review/frames.ts';
import { BASELINES, type Sentence, sentencesOf } from './review-baselines.ts';
import { type Control, controlsOf, GROUPS, type Made, type Mutant, mutantsOf } from './review-mutants.ts';

const flag = (name: string): boolean => process.argv.includes(name);
const option = (name: string): string | undefined => {
  const at = process.argv.indexOf(name);
  return at < 0 ? undefined : process.argv[at + 1];
};
const say = (line: string): boolean => process.stdout.write(`${line}\n`);
const seed = Number(option('--seed') ?? 7);
const percent = (of: number, all: number): string =>
  all === 0 ? '  —  ' : `${((100 * of) / all).toFixed(1)}%`.padStart(6);

/** The file of a superior: a sample, a gold notice, or a shared one. */
function pathOf(group: Group, name: string): string {
  if (group.seeds) return join(SHARED, 'seeds', name);
  const sample = join(ROOT, 'corpus/samples', name, `${name}.txt`);
  return existsSync(sample) ? sample : join(ROOT, 'tests/gold', `${name}.txt`);
}

interface Judged<T extends Made> {
  readonly made: T;
  readonly on: readonly Finding[];
  readonly elsewhere: readonly Finding[];
}

const LIMITS = { bytes: 1e6, pages: 100, seconds: 60, pixels: 4e7 };
async function readDraft(text: string): Promise<Reading[]> {
  const { pages } = await txt.read(new TextEncoder().encode(text), {
    name: '文稿.txt',
    scratch: '/nonexistent',
    limits: LIMITS,
  });
  return readPages(pages, { name: '文稿.txt', sha256: createHash('sha256').update(text).digest('hex') });
}

/** Conflicts and warnings of a draft: those that stand on the changed clause, and the others. */
async function judge<T extends Made>(made: T, superiors: readonly Reading[]): Promise<Judged<T>> {
  const [draft] = await readDraft(made.text);
  if (!draft) throw new RangeError(`no document: ${made.text.slice(0, 40)}`);
  const { findings } = toFindings(draft, superiors);
  const start = made.clause === '' ? -1 : draft.document.text.indexOf(made.clause);
  if (made.clause !== '' && start < 0) throw new RangeError(`changed clause lost in reading: ${made.clause}`);
  const end = start + made.clause.length;
  const told = findings.filter((f) => f.severity !== 'notice');
  const on = told.filter((f) => f.draft.span.start < end && start < f.draft.span.end);
  return { made, on, elsewhere: told.filter((f) => !on.includes(f)) };
}
const fits = (m: Mutant, f: Finding): boolean => m.kinds.includes(f.kind);

const groups = GROUPS.filter((g) => (!g.seeds || hasShared) && g.name.includes(option('--group') ?? ''));
const mutants: Judged<Mutant>[] = [];
const controls: Judged<Control>[] = [];
const superiorsOf = new Map<Group, Sentence[]>();
const started = performance.now();
for (const [i, group] of groups.entries()) {
  const superiors: Reading[] = [];
  for (const name of group.superiors) superiors.push(...(await readTrusted(pathOf(group, name))));
  const usable = superiors.filter((s) => s.document.quality.usable);
  superiorsOf.set(
    group,
    superiors.flatMap((s) => sentencesOf(s.document.text)),
  );
  for (const m of mutantsOf(group, seed * 1000 + i)) mutants.push(await judge(m, usable));
  for (const c of controlsOf(group, seed * 1000 + 500 + i)) controls.push(await judge(c, usable));
}
const seconds = (performance.now() - started) / 1000;

const found = mutants.filter((m) => m.on.some((f) => fits(m.made, f)));
const alarmed = controls.filter((c) => c.on.length + c.elsewhere.length > 0);

/** One line per ranked finding: does it hit? A baseline's guesses and the judge's findings alike. */
interface Ranked {
  readonly score: number;
  readonly hit: boolean;
  readonly mutant: Mutant | null;
}
const judged: Ranked[] = [
  ...mutants.flatMap((m) => [
    ...m.on.map((f) => ({ score: f.severity === 'conflict' ? 2 : 1, hit: fits(m.made, f), mutant: m.made })),
    ...m.elsewhere.map((f) => ({ score: f.severity === 'conflict' ? 2 : 1, hit: false, mutant: m.made })),
  ]),
  ...controls.flatMap((c) =>
    [...c.on, ...c.elsewhere].map((f) => ({ score: f.severity === 'conflict' ? 2 : 1, hit: false, mutant: null })),
  ),
];

/** Recall counts mutants, precision counts findings; ties enter together. `least`: the recall to be reached. */
function sweep(all: readonly Ranked[], total: number, least: number): { precision: number; recall: number } | null {
  const levels = [...new Set(all.map((r) => r.score))].sort((a, b) => b - a);
  for (const level of levels) {
    const taken = all.filter((r) => r.score >= level);
    const recall = new Set(taken.filter((r) => r.hit).map((r) => r.mutant)).size / total;
    if (recall >= least) return { precision: taken.filter((r) => r.hit).length / taken.length, recall };
  }
  return null;
}

/** A baseline at its own best threshold (highest F1 over all of them): more than a user could know. */
function best(all: readonly Ranked[], total: number): { precision: number; recall: number; threshold: number } {
  const sorted = [...all].sort((a, b) => b.score - a.score);
  const hit = new Set<Mutant>();
  let right = 0;
  let top = { precision: 0, recall: 0, threshold: 1, f1: 0 };
  sorted.forEach((r, i) => {
    if (r.hit && r.mutant) {
      right++;
      hit.add(r.mutant);
    }
    if (sorted[i + 1]?.score === r.score) return;
    const precision = right / (i + 1);
    const recall = hit.size / total;
    const f1 = precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall);
    if (f1 > top.f1) top = { precision, recall, threshold: r.score, f1 };
  });
  return top;
}

const show = (x: { precision: number } | null): string => (x ? percent(x.precision, 1) : '达不到');
const tell = (f: Finding): string =>
  `${f.severity} ${f.kind}「${f.draft.quote}」← ${f.superior ? `${f.superior.path}「${f.superior.quote}」` : '—'} ${f.calculation ?? ''}`;

say(
  `种子 ${seed}：${mutants.length} 个变异稿，${controls.length} 个对照稿，${groups.length} 组上级文件，${seconds.toFixed(1)} 秒（每稿 ${((1000 * seconds) / (mutants.length + controls.length)).toFixed(0)} 毫秒）${hasShared ? '' : '；../shared 不在，未用共享文件'}`,
);
say('');
say('变异类型                    变异稿  召回   精确   冲突级  只有种类不符');
for (const type of BREAKS) {
  const own = mutants.filter((m) => m.made.type === type);
  if (own.length === 0) continue;
  const hit = own.filter((m) => m.on.some((f) => fits(m.made, f)));
  const told = own.flatMap((m) => [...m.on.map((f) => fits(m.made, f)), ...m.elsewhere.map(() => false)]);
  say(
    `${BREAK_ZH[type].padEnd(16, '　')} ${String(own.length).padStart(6)} ${percent(hit.length, own.length)} ${percent(told.filter(Boolean).length, told.length)} ${percent(hit.filter((m) => m.on.some((f) => fits(m.made, f) && f.severity === 'conflict')).length, own.length)} ${String(own.filter((m) => m.on.length > 0 && !hit.includes(m)).length).padStart(6)}`,
  );
}
say('');
say('对照类型                    对照稿  误报稿  误报（改动处）');
for (const type of HARMLESS) {
  const own = controls.filter((c) => c.made.type === type);
  if (own.length === 0) continue;
  say(
    `${HARMLESS_ZH[type].padEnd(16, '　')} ${String(own.length).padStart(6)} ${String(own.filter((c) => c.on.length + c.elsewhere.length > 0).length).padStart(6)} ${String(own.filter((c) => c.on.length > 0).length).padStart(6)}`,
  );
}
say('');
say('各组                            变异稿  召回  对照稿  误报稿');
for (const g of groups) {
  const own = mutants.filter((m) => m.made.group === g);
  const still = controls.filter((c) => c.made.group === g);
  say(
    `${g.name.padEnd(18, '　')} ${String(own.length).padStart(6)} ${percent(own.filter((m) => found.includes(m)).length, own.length)} ${String(still.length).padStart(6)} ${String(still.filter((c) => alarmed.includes(c)).length).padStart(6)}`,
  );
}
say('');
say('方法                            召回    精确   80%召回时精确  对照稿误报');
const right = judged.filter((r) => r.hit).length;
say(
  `${'文衡'.padEnd(18, '　')} ${percent(found.length, mutants.length)} ${percent(right, judged.length)} ${show(sweep(judged, mutants.length, 0.8)).padStart(10)} ${String(alarmed.length).padStart(10)} / ${controls.length}`,
);
if (!flag('--no-baselines'))
  for (const [name, guess] of Object.entries(BASELINES)) {
    const rank = (made: Made, mutant: Mutant | null): Ranked[] => {
      const superiors = superiorsOf.get(made.group) ?? [];
      const body = made.text.split('\n\n').slice(4, -3).join('\n');
      return sentencesOf(body).flatMap((s) => {
        const score = guess(s, superiors);
        return score === null
          ? []
          : [{ score, hit: mutant !== null && s.text.includes(made.clause.slice(0, 20)), mutant }];
      });
    };
    const all = [...mutants.flatMap((m) => rank(m.made, m.made)), ...controls.flatMap((c) => rank(c.made, null))];
    const top = best(all, mutants.length);
    const alarms = controls.filter((c) => rank(c.made, null).some((r) => r.score >= top.threshold)).length;
    say(
      `${name.padEnd(18, '　')} ${percent(top.recall, 1)} ${percent(top.precision, 1)} ${show(sweep(all, mutants.length, 0.8)).padStart(10)} ${String(alarms).padStart(10)} / ${controls.length}`,
    );
  }
if (flag('--misses')) {
  say('\n—— 未发现的变异 ——');
  for (const m of mutants.filter((x) => !found.includes(x)))
    say(
      `${m.made.group.name}｜${BREAK_ZH[m.made.type]}｜${m.made.on}｜${m.made.clause}${m.on.map((f) => `\n      种类不符 ${tell(f)}`).join('')}`,
    );
  say('\n—— 误报 ——');
  for (const c of [...controls, ...mutants]) {
    const own = c.made.type in HARMLESS_ZH ? c.on : [];
    for (const f of [...own, ...c.elsewhere]) say(`${c.made.group.name}｜${c.made.type}｜${tell(f)}`);
  }
}
