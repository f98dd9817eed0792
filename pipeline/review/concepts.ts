import { CONCEPTS, type Concept } from './lexicon/concepts.ts';

/**
 * A pure function of a text, remembered: a review asks the same of a few thousand clauses and rules again and again.
 * The memory is emptied when it holds `most` texts.
 */
export function remembered<V>(compute: (text: string) => V, most = 20_000): (text: string) => V {
  const known = new Map<string, V>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const value = compute(text);
    if (known.size >= most) known.clear();
    known.set(text, value);
    return value;
  };
}

/** The ideas that stand in a text. */
export const conceptsOf = remembered((text): readonly Concept[] =>
  CONCEPTS.filter((concept) => concept.words.test(text)),
);

/** Ideas that say what is done or dealt with, not who, when or where. */
export const contents = (concepts: readonly Concept[]): Concept[] =>
  concepts.filter((x) => x.kind !== 'person' && x.kind !== 'time');

export const shared = (a: readonly Concept[], b: readonly Concept[]): Concept[] =>
  a.filter((x) => b.some((y) => y.id === x.id));

export const weigh = (concepts: readonly Concept[]): number => concepts.reduce((sum, x) => sum + x.weight, 0);

/** How much of a rule's content a clause meets, 0–1: shared weight over the rule's own weight. */
export function meets(rule: readonly Concept[], clause: readonly Concept[]): number {
  const mine = contents(rule);
  const total = weigh(mine);
  return total === 0 ? 0 : weigh(shared(mine, clause)) / total;
}

const STOP = new Set(
  '的了和与及或对将把在为从向由以于等各其该本有无不得并且要应须可再前后中内外上下个名次项月年日'.split(''),
);

/** Two-character shingles without function words: the plain likeness of clauses in fields without concept rows. */
export const shingles = remembered((text): ReadonlySet<string> => {
  const clean = text.replace(/[^\p{Script=Han}\p{L}]/gu, ' ');
  const out = new Set<string>();
  for (let i = 0; i + 1 < clean.length; i++) {
    const a = clean.charAt(i);
    const b = clean.charAt(i + 1);
    if (a !== ' ' && b !== ' ' && !STOP.has(a) && !STOP.has(b)) out.add(a + b);
  }
  return out;
});

/** Share of `rule`'s shingles that stand in `clause`, 0–1. */
export function likeness(rule: string, clause: string): number {
  const a = shingles(rule);
  const b = shingles(clause);
  if (a.size === 0) return 0;
  let n = 0;
  for (const s of a) if (b.has(s)) n++;
  return n / a.size;
}
