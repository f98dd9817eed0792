/**
 * A sketch of a text by which copies of one notice are known without comparing the texts: the smallest hash in each of
 * 128 buckets over runs of four characters (one-permutation MinHash). Two sketches agree in about as many buckets as
 * the texts share runs.
 */
const BUCKETS = 128;
const RUN = 4;
const EMPTY = 0xffffffff;

export function signatureOf(text: string): string {
  const letters = text.normalize('NFKC').replace(/[^\p{L}\p{N}]/gu, '');
  const least = new Uint32Array(BUCKETS).fill(EMPTY);
  for (let i = 0; i + RUN <= letters.length; i++) {
    let h = 0x811c9dc5;
    for (let j = i; j < i + RUN; j++) h = Math.imul(h ^ letters.charCodeAt(j), 0x01000193) >>> 0;
    // FNV's low bits are poor: mixed once before they choose the bucket.
    h = Math.imul(h ^ (h >>> 16), 0x45d9f3b) >>> 0;
    h = (h ^ (h >>> 16)) >>> 0;
    const bucket = h & (BUCKETS - 1);
    const rest = h >>> 7;
    if (rest < (least[bucket] ?? 0)) least[bucket] = rest;
  }
  return Buffer.from(least.buffer).toString('base64');
}

/** About the share of four-character runs that two texts have in common, 0–1. */
export function alike(a: string, b: string): number {
  const x = decode(a);
  const y = decode(b);
  let same = 0;
  let filled = 0;
  for (let i = 0; i < BUCKETS; i++) {
    if (x[i] === EMPTY && y[i] === EMPTY) continue;
    filled++;
    if (x[i] === y[i]) same++;
  }
  return filled === 0 ? 0 : same / filled;
}

function decode(signature: string): Uint32Array {
  const bytes = Buffer.from(signature, 'base64');
  const copy = new Uint8Array(bytes);
  return new Uint32Array(copy.buffer, 0, Math.min(BUCKETS, copy.length >> 2));
}
