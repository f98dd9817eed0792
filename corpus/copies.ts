import type { Reading } from '../records/reading.ts';
import { titleLikeness } from './keys.ts';
import type { DocumentHead, Store } from './store.ts';
import { fold } from './terms.ts';

/** A place where two copies of one notice differ; null where the paragraph stands in one of them only. */
export interface Difference {
  readonly path: string;
  readonly best: string | null;
  readonly copy: string | null;
  /** Numbers of the paragraph that are not the same: the difference that a reader must look at. */
  readonly numbers: boolean;
}

export interface CopyReport {
  readonly copy: DocumentHead;
  /** Share of the best copy's paragraphs that the copy has word for word, 0–1. */
  readonly same: number;
  readonly differences: readonly Difference[];
}

/** The copies of a document's work beside the best one, each with what differs. Empty for a work of one copy. */
export async function compareCopies(store: Store, documentId: string): Promise<readonly CopyReport[]> {
  const [first, ...others] = await store.copies(documentId);
  const best = first ? await store.reading(first.id) : null;
  if (!best) return [];
  const out: CopyReport[] = [];
  for (const copy of others) {
    const reading = await store.reading(copy.id);
    if (reading) out.push({ copy, ...differencesOf(best, reading) });
  }
  return out;
}

interface Paragraph {
  readonly path: string;
  readonly words: string;
  readonly folded: string;
}

const paragraphs = ({ document, units }: Reading): Paragraph[] =>
  units
    .map(({ path, span }) => {
      const words = document.text.slice(span.start, span.end).trim();
      return { path, words, folded: fold(words) };
    })
    .filter((p) => p.folded !== '');

/** Paragraphs that are this alike are one paragraph, changed. */
const CHANGED = 0.5;

/** What differs, in the order of the best copy. Pure. */
export function differencesOf(best: Reading, copy: Reading): Pick<CopyReport, 'same' | 'differences'> {
  const a = paragraphs(best);
  const b = paragraphs(copy);
  const pairs = common(a, b);
  const differences: Difference[] = [];
  let i = 0;
  let j = 0;
  for (const [x, y] of [...pairs, [a.length, b.length] as const]) {
    differences.push(...between(a.slice(i, x), b.slice(j, y)));
    i = x + 1;
    j = y + 1;
  }
  return { same: a.length === 0 ? 0 : pairs.length / a.length, differences };
}

/** Paragraphs that stand in both, in order: the longest such list. */
function common(a: readonly Paragraph[], b: readonly Paragraph[]): [number, number][] {
  const width = b.length + 1;
  const table = new Uint32Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      table[i * width + j] =
        a[i]?.folded === b[j]?.folded
          ? 1 + (table[(i + 1) * width + j + 1] ?? 0)
          : Math.max(table[(i + 1) * width + j] ?? 0, table[i * width + j + 1] ?? 0);
  const out: [number, number][] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    if (a[i]?.folded === b[j]?.folded) out.push([i++, j++]);
    else if ((table[(i + 1) * width + j] ?? 0) >= (table[i * width + j + 1] ?? 0)) i++;
    else j++;
  }
  return out;
}

const numbersOf = (words: string): string =>
  (
    words.match(/\d+(?:[.:：]\d+)?|[一二三四五六七八九十百千两半]+(?=次|项|个|小时|分钟|天|日|月|年|人|名|%|％)/g) ?? []
  ).join(' ');

/** Paragraphs between two that are equal: those that are much alike are one that was changed. */
function between(a: readonly Paragraph[], b: readonly Paragraph[]): Difference[] {
  const left = [...b];
  const out: Difference[] = [];
  for (const p of a) {
    const scored = left.map((q, at) => ({ at, q, score: titleLikeness(p.folded, q.folded) }));
    const nearest = scored.toSorted((x, y) => y.score - x.score)[0];
    if (nearest && nearest.score >= CHANGED) {
      left.splice(nearest.at, 1);
      const numbers = numbersOf(p.words) !== numbersOf(nearest.q.words);
      out.push({ path: p.path, best: p.words, copy: nearest.q.words, numbers });
    } else out.push({ path: p.path, best: p.words, copy: null, numbers: numbersOf(p.words) !== '' });
  }
  for (const q of left) out.push({ path: q.path, best: null, copy: q.words, numbers: numbersOf(q.words) !== '' });
  return out;
}
