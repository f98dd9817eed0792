import { agree, type TokenKind, tokensOf } from '../pipeline/ocr/tokens.ts';
import type { Block } from '../records/page.ts';

/** What stands on a page, line by line in reading order. */
export interface Truth {
  readonly lines: readonly string[];
}

/** Text with a verdict for each token in it, offsets in UTF-16 units. */
export interface Reading {
  readonly text: string;
  readonly checks: readonly { readonly start: number; readonly end: number; readonly verified: boolean }[];
}

export interface Score {
  readonly characters: number;
  readonly errors: number;
  /** Numbers with digits in the truth; a number is wrong also when two have merged. */
  readonly numbers: number;
  readonly wrong: number;
  readonly verified: number;
  readonly verifiedWrong: number;
  /** Comparators and numbers in Han characters, which pass the same gate. */
  readonly words: number;
  readonly wordsVerified: number;
  readonly wordsVerifiedWrong: number;
  /** Each verified token that is wrong, and each number that is: `truth → reading`. */
  readonly slips: readonly string[];
}

/** The form that errors are counted in: compatibility forms, quotes, dashes and brackets unified, no white space. */
export const scored = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(/\s+/g, '')
    .replace(/[“”„‟"]/g, '"')
    .replace(/[‘’']/g, "'")
    .replace(/[—–−―─-]/g, '-')
    .replace(/[〔［【[(（]/g, '(')
    .replace(/[〕］】\])）]/g, ')')
    .replace(/[~～∼〜]/g, '~')
    .replace(/[·•・]/g, '·');

/** Joins blocks to one text and shifts their checks; cells and lines parted by a line break, other white space dropped and wide forms are folded, place by place. */
export function readingOf(blocks: readonly Block[]): Reading {
  let text = '';
  const checks: Reading['checks'][number][] = [];
  for (const block of blocks) {
    const places: number[] = [];
    for (const ch of block.text) {
      for (let k = 0; k < ch.length; k++) places.push(text.length);
      text += ch === '\t' ? '\n' : scored(ch);
    }
    places.push(text.length);
    for (const c of block.ocr?.checks ?? []) {
      checks.push({
        start: places[c.start] ?? 0,
        end: places[c.end] ?? 0,
        verified: c.verification.state === 'verified',
      });
    }
    text += '\n';
  }
  return { text, checks };
}

/** For each place of `a` (and its end) the place of `b` that answers to it, by the cheapest alignment; and that cost. */
export function align(a: string, b: string): { places: Int32Array; cost: number } {
  const width = b.length + 1;
  const cost = new Uint16Array((a.length + 1) * width);
  for (let j = 0; j <= b.length; j++) cost[j] = j;
  for (let i = 1; i <= a.length; i++) {
    cost[i * width] = i;
    const ca = a.charCodeAt(i - 1);
    for (let j = 1; j <= b.length; j++) {
      const same = ca === b.charCodeAt(j - 1) ? 0 : 1;
      const at = i * width + j;
      cost[at] = Math.min((cost[at - width - 1] ?? 0) + same, (cost[at - width] ?? 0) + 1, (cost[at - 1] ?? 0) + 1);
    }
  }
  const places = new Int32Array(a.length + 1);
  let [i, j] = [a.length, b.length];
  places[i] = j;
  while (i > 0) {
    const at = i * width + j;
    const same = j > 0 && a.charCodeAt(i - 1) === b.charCodeAt(j - 1) ? 0 : 1;
    if (j > 0 && cost[at] === (cost[at - width - 1] ?? 0) + same) {
      i--;
      j--;
    } else if (cost[at] === (cost[at - width] ?? 0) + 1) i--;
    else {
      j--;
      continue;
    }
    places[i] = j;
  }
  return { places, cost: cost[a.length * width + b.length] ?? 0 };
}

const digitAt = (text: string, i: number): boolean => /\d/.test(text.charAt(i));

/** The stretch of `b` that answers to `a[start, end)`, with digits next to it that `a` does not have. */
function answer(a: string, b: string, places: Int32Array, start: number, end: number): string {
  let from = places[start] ?? 0;
  // Up to where the last character's answer ends, not up to where the next one's begins: insertions are handled below.
  let to = Math.max(from, Math.min(b.length, (places[end - 1] ?? 0) + 1));
  if (!digitAt(a, start - 1)) while (from > 0 && digitAt(b, from - 1)) from--;
  if (!digitAt(a, end)) while (to < b.length && digitAt(b, to)) to++;
  return b.slice(from, to);
}

const isNumber = (kind: TokenKind): boolean => kind !== 'comparator' && kind !== 'han-number';

export function score(truth: Truth, reading: Reading): Score {
  const want = truth.lines.map(scored).join('\n');
  const have = reading.text;
  // Line breaks are not compared, only used to keep numbers apart.
  const bare = align(want.replaceAll('\n', ''), have.replaceAll('\n', ''));
  const forward = align(want, have);
  const back = align(have, want);
  const slips: string[] = [];
  let [numbers, wrong, verified, verifiedWrong, words, wordsVerified, wordsVerifiedWrong] = [0, 0, 0, 0, 0, 0, 0];
  for (const run of want.matchAll(/\d+(?:\.\d+)*/g)) {
    const [start, end] = [run.index, run.index + run[0].length];
    numbers++;
    const seen = answer(want, have, forward.places, start, end);
    if (seen !== run[0]) {
      wrong++;
      slips.push(`${run[0]} → ${seen}`);
    }
    const from = forward.places[start] ?? 0;
    if (seen === run[0] && reading.checks.some((c) => c.verified && c.start <= from && c.end >= from + 1)) verified++;
  }
  for (const c of reading.checks) {
    const said = have.slice(c.start, c.end);
    const kind = tokensOf(said)[0]?.kind ?? 'number';
    const meant = answer(have, want, back.places, c.start, c.end);
    const right = agree(kind, meant, said) && agree(kind, said, meant);
    if (isNumber(kind)) {
      if (c.verified && !right) verifiedWrong++;
    } else {
      words++;
      if (c.verified) wordsVerified++;
      if (c.verified && !right) wordsVerifiedWrong++;
    }
    if (c.verified && !right) slips.push(`VERIFIED ${said} stands for ${meant}`);
  }
  return {
    characters: want.replaceAll('\n', '').length,
    errors: bare.cost,
    numbers,
    wrong,
    verified,
    verifiedWrong,
    words,
    wordsVerified,
    wordsVerifiedWrong,
    slips,
  };
}

export function sum(scores: readonly Score[]): Score {
  const total = (pick: (s: Score) => number): number => scores.reduce((n, s) => n + pick(s), 0);
  return {
    characters: total((s) => s.characters),
    errors: total((s) => s.errors),
    numbers: total((s) => s.numbers),
    wrong: total((s) => s.wrong),
    verified: total((s) => s.verified),
    verifiedWrong: total((s) => s.verifiedWrong),
    words: total((s) => s.words),
    wordsVerified: total((s) => s.wordsVerified),
    wordsVerifiedWrong: total((s) => s.wordsVerifiedWrong),
    slips: scores.flatMap((s) => s.slips),
  };
}
