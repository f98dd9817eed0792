import type { QualityIssue } from '../../records/text.ts';
import type { Edit } from './restore.ts';

type Open = QualityIssue['unresolved'][number];

/** Characters on each side by which a place is found again in another copy. */
const SIDE = 6;
/** Longest reading taken from another copy, in characters. */
const LONGEST = 16;

interface Span {
  readonly start: number;
  readonly end: number;
}

const digitsOf = (words: string): string => words.replace(/\D/g, '');

/** What other copies have between the same words; null when none has them, or they differ. */
export function readIn(witnesses: readonly string[], text: string, { start, end }: Span): string | null {
  const left = text.slice(Math.max(0, start - SIDE), start);
  const right = text.slice(end, end + SIDE);
  if (left.length < SIDE || right.length < SIDE || /[\n\t]/.test(left + right)) return null;
  const readings = new Set<string>();
  for (const witness of witnesses)
    for (
      let at = witness.indexOf(left), tries = 0;
      at >= 0 && tries < 20;
      at = witness.indexOf(left, at + 1), tries++
    ) {
      const from = at + SIDE;
      const to = witness.slice(from, from + LONGEST + SIDE).indexOf(right);
      if (to >= 0) readings.add(witness.slice(from, from + to));
    }
  const [only] = readings;
  return readings.size === 1 && only !== undefined && !only.includes('\n') ? only : null;
}

/** Open places that another copy settles: one of the candidates, or, where there is none, words without a number. */
export function settledBy(witnesses: readonly string[], text: string, open: readonly Open[]): Edit[] {
  if (witnesses.length === 0) return [];
  return open.flatMap(({ span, candidates }) => {
    const reading = readIn(witnesses, text, span);
    if (reading === null || reading === text.slice(span.start, span.end)) return [];
    const fits = candidates.length > 0 ? candidates.includes(reading) : reading !== '' && digitsOf(reading) === '';
    return fits ? [{ ...span, reading, method: 'witness: the same place of another copy', confidence: 0.93 }] : [];
  });
}

/**
 * Repaired words as another copy or a citing document has them. `repaired`: the places that were touched; nothing
 * else is changed, and no reading that changes a digit is taken.
 */
export function corrected(witnesses: readonly string[], text: string, repaired: readonly Span[]): Edit[] {
  if (witnesses.length === 0) return [];
  const edits: Edit[] = [];
  const cited = witnesses.flatMap((w) =>
    [...w.matchAll(/《([^《》\n]{8,80})》/g)].flatMap((m) => (m[1] ? [m[1]] : [])),
  );
  const titles: Span[] = [];
  for (const title of titlesOf(text)) {
    if (!repaired.some((r) => r.start < title.end && title.start < r.end)) continue;
    const words = text.slice(title.start, title.end);
    const best = cited.map((c) => ({ c, score: alike(words, c) })).sort((a, b) => b.score - a.score)[0];
    if (!best || best.score < 0.7 || digitsOf(best.c) !== digitsOf(words)) continue;
    titles.push(title);
    if (best.c !== words)
      edits.push({ ...title, reading: best.c, method: 'witness: the title as cited elsewhere', confidence: 0.95 });
  }
  for (const span of repaired) {
    if (titles.some((t) => t.start < span.end && span.start < t.end)) continue;
    const words = text.slice(span.start, span.end);
    const reading = readIn(witnesses, text, span);
    if (reading === null || reading === '' || reading === words || digitsOf(reading) !== digitsOf(words)) continue;
    edits.push({ ...span, reading, method: 'witness: the same place of another copy', confidence: 0.95 });
  }
  return edits;
}

/** Titles in 《》, and the notice's own: a line of the first few that ends in its 文种. */
function* titlesOf(text: string): Generator<Span> {
  for (const m of text.matchAll(/《([^《》\n]{8,80})》/g)) yield { start: m.index + 1, end: m.index + m[0].length - 1 };
  const head = text.slice(0, 400);
  for (const m of head.matchAll(
    /^[ \t\u3000]*([^\n《》]{8,80}(?:通知|意见|方案|办法|规定|决定|公告|通告|函))[ \t\u3000]*$/gm,
  ))
    if (m[1]) yield { start: m.index + m[0].indexOf(m[1]), end: m.index + m[0].indexOf(m[1]) + m[1].length };
}

/** Shared pairs of characters, 0 to 1. */
function alike(a: string, b: string): number {
  const pairs = (s: string) => new Set(Array.from({ length: Math.max(0, s.length - 1) }, (_, i) => s.slice(i, i + 2)));
  const [x, y] = [pairs(a), pairs(b)];
  if (x.size === 0 || y.size === 0) return 0;
  return (2 * [...x].filter((p) => y.has(p)).length) / (x.size + y.size);
}
