/**
 * What a reviewer gets without this project: opposite modal words, differing numbers, plain text similarity. Each looks
 * at the superior sentence that is nearest by shared character pairs.
 */

export interface Guess {
  readonly clause: string;
  /** Higher is surer; findings are ranked by it. */
  readonly score: number;
}
export interface Sentence {
  readonly text: string;
  readonly pairs: ReadonlySet<string>;
}

const pairsOf = (text: string): Set<string> => {
  const han = text.replace(/[\s，、；：。“”（）《》]/g, '');
  return new Set(Array.from({ length: Math.max(0, han.length - 1) }, (_, i) => han.slice(i, i + 2)));
};
export const sentencesOf = (text: string): Sentence[] =>
  text
    .split(/[。；\n]/)
    .map((t) => t.trim())
    .filter((t) => t.length >= 6)
    .map((t) => ({ text: t, pairs: pairsOf(t) }));

/** Dice's coefficient over character pairs, 0 to 1. */
function likeness(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  let both = 0;
  for (const p of a) if (b.has(p)) both++;
  return a.size + b.size === 0 ? 0 : (2 * both) / (a.size + b.size);
}
export function nearest(clause: Sentence, superiors: readonly Sentence[]): { text: string; like: number } {
  let best = { text: '', like: 0 };
  for (const s of superiors) {
    const like = likeness(clause.pairs, s.pairs);
    if (like > best.like) best = { text: s.text, like };
  }
  return best;
}

const NEGATIVE = /不得|严禁|禁止|不准|不予|一律不|不安排|不要求|杜绝/;
const MUST = /应当|必须|须|应|一律/;
const MAY = /可以|可|允许/;
const modal = (text: string): 'not' | 'may' | 'must' | 'none' =>
  NEGATIVE.test(text) ? 'not' : MAY.test(text) ? 'may' : MUST.test(text) ? 'must' : 'none';
const numbers = (text: string): string => [...text.matchAll(/\d+(?:[.:：]\d+)?/g)].map((m) => m[0]).join(' ');
const LIKE_ENOUGH = 0.3;

export const BASELINES: Readonly<Record<string, (clause: Sentence, superiors: readonly Sentence[]) => number | null>> =
  {
    情态词相反: (clause, superiors) => {
      const near = nearest(clause, superiors);
      const [mine, theirs] = [modal(clause.text), modal(near.text)];
      const opposite = (theirs === 'not') !== (mine === 'not') || (theirs === 'must' && mine === 'may');
      return near.like >= LIKE_ENOUGH && opposite ? near.like : null;
    },
    相近句数字不同: (clause, superiors) => {
      const near = nearest(clause, superiors);
      return near.like >= LIKE_ENOUGH && numbers(clause.text) !== numbers(near.text) ? near.like : null;
    },
    '文本相似度（相近而不同）': (clause, superiors) => {
      const { like } = nearest(clause, superiors);
      return like === 1 ? null : like;
    },
    '文本相似度（与上级差异大）': (clause, superiors) => 1 - nearest(clause, superiors).like,
  };
