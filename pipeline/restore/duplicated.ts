import type { Damage, Edit } from './restore.ts';

/** A passage shorter than this may stand twice by intent, as in a list of bodies. Characters. */
const SHORTEST = 40;
/** A passage longer than this is an annex or a whole notice, not a slip of the copyist. Characters. */
const LONGEST = 4000;
/** Length of the words that betray the second copy. */
const KEY = 14;

/**
 * A passage that stands twice, the second copy right behind the first: a page saved twice over, a block pasted twice.
 * The second copy is dropped. Passages that come again elsewhere (an annex repeats the plan) are no damage.
 */
export const duplicated: Damage = {
  kind: 'duplicated-text',
  find(text) {
    const edits: Edit[] = [];
    const seen = new Map<string, number>();
    let settled = 0;
    for (const start of clauseStarts(text)) {
      if (start < settled) continue;
      const key = text.slice(start, start + KEY);
      if (key.length < KEY || !/[\u4e00-\u9fff]{6}/.test(key)) continue;
      const earlier = seen.get(key);
      seen.set(key, start);
      if (earlier === undefined) continue;
      const length = start - earlier;
      if (length < SHORTEST || length > LONGEST) continue;
      // The copies may have begun before the clause does: count to both sides.
      let left = 0;
      while (
        left < length &&
        earlier - left > settled &&
        text.charAt(earlier - left - 1) === text.charAt(start - left - 1)
      )
        left++;
      let right = 0;
      while (
        right < length &&
        start + right < text.length &&
        text.charAt(earlier + right) === text.charAt(start + right)
      )
        right++;
      if (left + right < length || !prose(text.slice(earlier, start))) continue;
      // The second copy ends where the two part; what is dropped is exactly one copy.
      const end = start + right;
      edits.push({
        start: end - length,
        end,
        reading: '',
        method: 'duplicated: the same passage right before',
        confidence: 0.95,
      });
      settled = end;
    }
    return { edits, issues: [] };
  },
};

const prose = (passage: string): boolean =>
  (passage.match(/[\u4e00-\u9fff]/g)?.length ?? 0) >= 30 && /[。；;]/.test(passage);

function* clauseStarts(text: string): Generator<number> {
  yield 0;
  for (const m of text.matchAll(/[，。；,;\n][ \t\u3000]*/g)) yield m.index + m[0].length;
}
