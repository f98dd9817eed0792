import type { Glyph } from './pdf-glyphs.ts';

/** Characters standing on one baseline across the whole frame, left to right; a first step towards lines. */
export interface Row {
  readonly glyphs: readonly Glyph[];
  readonly base: number;
  readonly size: number;
  readonly x0: number;
  readonly x1: number;
  /** Stretches between gaps too wide for a space in a sentence: columns, table cells, or a spaced-out title. */
  readonly segments: readonly Segment[];
}

export interface Segment {
  readonly glyphs: readonly Glyph[];
  readonly x0: number;
  readonly x1: number;
}

/** Ems: narrower gaps stand inside sentences. Columns of notices are set at least this far apart. */
const GAP = 1.2;

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;

/** Left to right; a run keeps its own order where estimated widths make neighbours overlap. */
const across = (a: Glyph, b: Glyph): number => (a.run === b.run ? a.x0 - b.x0 : a.run - b.run);

export function toRow(unordered: readonly Glyph[]): Row {
  const glyphs = unordered.toSorted(across);
  const size = median(glyphs.map((g) => g.size));
  const segments: { glyphs: Glyph[]; x0: number; x1: number }[] = [];
  for (const g of glyphs) {
    const last = segments.at(-1);
    if (g.ch.trim() === '') {
      // A space belongs to the segment it follows and never bridges two.
      last?.glyphs.push(g);
    } else if (last && g.x0 - last.x1 < GAP * size) {
      last.glyphs.push(g);
      last.x1 = Math.max(last.x1, g.x1);
    } else segments.push({ glyphs: [g], x0: g.x0, x1: g.x1 });
  }
  return {
    glyphs,
    base: median(glyphs.map((g) => g.base)),
    size,
    x0: segments[0]?.x0 ?? 0,
    x1: Math.max(0, ...segments.map((s) => s.x1)),
    segments,
  };
}

/** Groups characters by baseline, top to bottom; superscripts and subscripts join the row they hang on. */
export function toRows(glyphs: readonly Glyph[]): Row[] {
  const bands: { base: number; size: number; glyphs: Glyph[] }[] = [];
  for (const g of glyphs.toSorted((a, b) => a.base - b.base)) {
    const band = bands.at(-1);
    if (band && g.base - band.base < 0.35 * Math.max(g.size, band.size)) {
      band.glyphs.push(g);
      band.size = Math.max(band.size, g.size);
    } else bands.push({ base: g.base, size: g.size, glyphs: [g] });
  }
  const rows: Row[] = [];
  const small: Row[] = [];
  for (const band of bands) {
    const row = toRow(band.glyphs);
    if (row.segments.length === 0) continue;
    const host = bands.find((b) => b !== band && hangsOn(row, b));
    if (host) small.push(row);
    else rows.push(row);
  }
  // The superscript's row may come before or after its host; hosts are looked up once all rows are known.
  for (const script of small) {
    const at = rows.findIndex((row) => hangsOn(script, row));
    const host = rows[at];
    if (host) rows[at] = { ...toRow([...host.glyphs, ...script.glyphs]), base: host.base, size: host.size };
    else rows.push(script);
  }
  return rows.toSorted((a, b) => a.base - b.base);
}

/** Small type within another row's height that touches its characters: ① or 1 after a word, the 2 of m². */
function hangsOn(
  script: Row,
  host: { readonly base: number; readonly size: number; readonly glyphs: readonly Glyph[] },
): boolean {
  if (script.size > 0.75 * host.size || script.glyphs.length > 6) return false;
  const lift = host.base - script.base;
  if (lift < -0.3 * host.size || lift > 0.8 * host.size) return false;
  const [first] = script.segments;
  return host.glyphs.some((g) => first !== undefined && Math.abs(first.x0 - g.x1) < 0.5 * host.size);
}

/** True for a raised footnote mark inside a row. */
export const isRaised = (g: Glyph, row: { readonly base: number; readonly size: number }): boolean =>
  g.size <= 0.75 * row.size && row.base - g.base > 0.2 * row.size;

const WORD = /[0-9A-Za-z%.,@_\-/]/;
const HAN = /[⺀-〿㐀-鿿豈-﫿＀-￯]/u;

/**
 * The text of characters in order, with the edges of each UTF-16 unit. Spaces are the typesetter's, not the author's,
 * between Han and digits (18 号) and in letter-spaced lines (为 贯 彻 落 实): those go. A gap between words stays one space.
 */
export function toText(glyphs: readonly Glyph[], size: number): { text: string; edges: number[] } {
  const inked = glyphs.filter((g) => g.ch.trim() !== '');
  const spaced = new Set<Glyph>();
  let hanPairs = 0;
  let hanGaps = 0;
  let before: Glyph | undefined;
  for (const g of glyphs) {
    if (g.ch.trim() === '') {
      if (before) spaced.add(before);
      continue;
    }
    if (before && HAN.test(before.ch) && HAN.test(g.ch)) {
      hanPairs += 1;
      if (spaced.has(before)) hanGaps += 1;
    }
    before = g;
  }
  const letterSpaced = hanGaps >= 3 && hanGaps > 0.5 * hanPairs;
  let text = '';
  const edges: number[] = [];
  const round = (x: number): number => Math.round(x * 100) / 100;
  inked.forEach((g, i) => {
    for (let unit = 0; unit < g.ch.length; unit += 1) edges.push(round(g.x0));
    text += g.ch;
    const next = inked[i + 1];
    if (!next) return;
    const gap = next.x0 - g.x1;
    const written = spaced.has(g);
    const bothHan = HAN.test(g.ch) && HAN.test(next.ch);
    const mixed = (HAN.test(g.ch) && WORD.test(next.ch)) || (WORD.test(g.ch) && HAN.test(next.ch));
    // 1 总则: the space after a number that opens the line parts the label from the heading.
    const label = written && mixed && /^[0-9.]{1,8}$/.test(text);
    const wide = gap > (bothHan || mixed ? 0.8 : 0.3) * size;
    const keep = written && !(bothHan && letterSpaced) && !(mixed && !label);
    if (keep || wide) {
      text += ' ';
      edges.push(round(g.x1));
    }
  });
  const last = inked.at(-1);
  if (last) edges.push(round(last.x1));
  return { text, edges };
}
