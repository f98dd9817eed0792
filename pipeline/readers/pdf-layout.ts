import { type Row, toRow } from './pdf-rows.ts';
import type { Grid } from './pdf-tables.ts';

/** The strip of the page in which a line stands: the whole width of the text, or one column of it. */
export interface Zone {
  readonly x0: number;
  readonly x1: number;
}

/** One printed line or one table row in reading order, still in the reading frame. */
export interface Line {
  readonly row: Row;
  readonly zone: Zone | null;
  /** Present for a row of a table. */
  readonly cells?: readonly Cell[];
}

export interface Cell {
  /** The lines inside the cell, top to bottom. */
  readonly rows: readonly Row[];
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

/** A straight rule drawn on the page. */
export interface Rule {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

export interface Layout {
  readonly lines: readonly Line[];
  /** Where the page was parted into two columns; a hint for the next page, which may be too sparse to tell. */
  readonly gutter: number | null;
}

/** Rows of a page in the order in which they are read: tables whole, columns one after the other. */
export function toLines(rows: readonly Row[], grids: readonly Grid[], width: number, hint: number | null): Layout {
  const gutter = longestGutter(rows, width, hint)?.x ?? null;
  return { lines: placeGrids(columns(rows, width, hint), grids), gutter };
}

/** Puts each table before the first line that begins below its top edge, in the column where it stands. */
function placeGrids(lines: readonly Line[], grids: readonly Grid[]): Line[] {
  const out = [...lines];
  for (const grid of grids) {
    const middle = (grid.x0 + grid.x1) / 2;
    let at = out.findIndex(
      (line) => line.row.base > grid.y0 && (line.zone === null || (line.zone.x0 <= middle && middle <= line.zone.x1)),
    );
    if (at < 0) at = out.length;
    const block = grid.rows.map((cells) => ({
      row: toRow(cells.flatMap((cell) => cell.rows.flatMap((row) => row.glyphs))),
      zone: null,
      cells,
    }));
    out.splice(at, 0, ...block);
  }
  return out;
}

/** Rows that a gutter must part on either side; fewer are a heading beside a number. */
const LEAST = 4;
/** Ems that a gutter keeps free in every row; hanging punctuation takes the rest. */
const FREE = 0.3;

/**
 * Finds gutters: vertical strips that no row crosses over at least four rows on either side. Text that fills both sides
 * is two columns, read one after the other, whatever order the file holds; sparse text is an unruled table.
 */
function columns(rows: readonly Row[], width: number, hint: number | null): Line[] {
  const best = longestGutter(rows, width, hint);
  if (!best) return tabular(rows);
  const { from, to, x } = best;
  const zone = rows.slice(from, to);
  const as = (part: readonly Row[]): Line[] => {
    const strip = { x0: Math.min(...part.map((r) => r.x0)), x1: Math.max(...part.map((r) => r.x1)) };
    return part.map((row) => ({ row, zone: strip }));
  };
  return [
    ...columns(rows.slice(0, from), width, hint),
    ...as(zone.flatMap((row) => side(row, x, 'left'))),
    ...as(zone.flatMap((row) => side(row, x, 'right'))),
    ...columns(rows.slice(to), width, hint),
  ];
}

/** The part of a row on one side of a gutter; none where that side is empty. */
function side(row: Row, x: number, which: 'left' | 'right'): Row[] {
  const glyphs = row.glyphs.filter((g) => (g.x0 + g.x1) / 2 < x === (which === 'left'));
  return glyphs.some((g) => g.ch.trim() !== '') ? [toRow(glyphs)] : [];
}

/** Stretches of a row without ink, as a list of alternating starts and ends. */
function gaps(row: Row): number[] {
  const out: number[] = [];
  let end = Number.NEGATIVE_INFINITY;
  const inked = row.glyphs.filter((g, i) => g.ch.trim() !== '' || row.glyphs[i + 1]?.run === g.run);
  for (const g of inked.toSorted((a, b) => a.x0 - b.x0)) {
    if (g.x0 - end > FREE * row.size) out.push(end, g.x0);
    end = Math.max(end, g.x1);
  }
  out.push(end, Number.POSITIVE_INFINITY);
  return out;
}

interface Gutter {
  readonly from: number;
  readonly to: number;
  readonly x: number;
}

function longestGutter(rows: readonly Row[], width: number, hint: number | null): Gutter | undefined {
  const free = rows.map(gaps);
  const open = (i: number, x: number): boolean => {
    const list = free[i] ?? [];
    // Odd positions end a gap, even ones begin it.
    return list.findIndex((edge) => edge > x) % 2 === 1;
  };
  let best: Gutter | undefined;
  for (let x = 0.15 * width; x <= 0.85 * width; x += 2) {
    let from = 0;
    for (let to = 0; to <= rows.length; to += 1) {
      if (to < rows.length && open(to, x)) continue;
      const longer = to - from >= LEAST && to - from > (best ? best.to - best.from : 0);
      const known = hint !== null && Math.abs(x - hint) <= 2;
      if (longer && (known ? parted : filled)(rows.slice(from, to), x)) best = { from, to, x };
      from = to + 1;
    }
  }
  return best;
}

interface Extent {
  readonly x0: number;
  readonly x1: number;
  readonly size: number;
}

/** How far a row's ink reaches on one side of a gutter; null where that side is empty. */
function extent(row: Row, x: number, which: 'left' | 'right'): Extent | null {
  let x0 = Number.POSITIVE_INFINITY;
  let x1 = Number.NEGATIVE_INFINITY;
  for (const g of row.glyphs) {
    if (g.ch === ' ' || (g.x0 + g.x1) / 2 < x !== (which === 'left')) continue;
    x0 = Math.min(x0, g.x0);
    x1 = Math.max(x1, g.x1);
  }
  return x0 < x1 ? { x0, x1, size: row.size } : null;
}

/** True where the rows stand on both sides: enough on a page that follows one in two columns. */
const parted = (rows: readonly Row[], x: number): boolean =>
  (['left', 'right'] as const).every((which) => rows.filter((row) => extent(row, x, which)).length >= LEAST);

/**
 * True where the rows make two columns of running text: both sides used, each line of a side nearly full, and the gutter
 * an em wide but for hanging punctuation. Gaps between the words of a scan's text layer are narrower.
 */
function filled(rows: readonly Row[], x: number): boolean {
  const lefts = rows.map((row) => extent(row, x, 'left'));
  const rights = rows.map((row) => extent(row, x, 'right'));
  const both = lefts.flatMap((left, i) => {
    const right = rights[i];
    return left && right ? [right.x0 - left.x1 > left.size] : [];
  });
  if (both.filter((wide) => wide).length < 0.6 * both.length) return false;
  return [lefts, rights].every((strip) => {
    const part = strip.filter((e) => e !== null);
    if (part.length < LEAST) return false;
    const width = Math.max(...part.map((e) => e.x1)) - Math.min(...part.map((e) => e.x0));
    const used = part.reduce((sum, e) => sum + e.x1 - e.x0, 0) / (part.length * width);
    const em = part.map((e) => e.size).toSorted((a, b) => a - b)[part.length >> 1] ?? 12;
    return used > 0.6 && width > 8 * em;
  });
}

// 1. · 2.1 · （三） · ① · 第四条 · ● · a bullet of a symbol font
const LABEL =
  /^(?:[（(]?[\d.．一二三四五六七八九十]{1,6}[）)、.．]?|[①-⑳]|第.{1,4}[章节条]|[●■◆▲○□◇–—·•\ue000-\uf8ff])$/u;

/** A list item whose label a tab parts from its text. */
const isItem = (row: Row): boolean => {
  const [label] = row.segments;
  return row.segments.length === 2 && label !== undefined && LABEL.test(label.glyphs.map((g) => g.ch.trim()).join(''));
};

/** Runs of three or more rows whose stretches begin or end or centre at the same places are rows of an unruled table. */
function tabular(rows: readonly Row[]): Line[] {
  const aligned = (a: Row, b: Row): boolean => {
    if (a.segments.length < 2 || a.segments.length !== b.segments.length) return false;
    const near = 0.8 * Math.max(a.size, b.size);
    return a.segments.every((s, i) => {
      const t = b.segments[i];
      return (
        t !== undefined &&
        (Math.abs(s.x0 - t.x0) < near || Math.abs(s.x1 - t.x1) < near || Math.abs(s.x0 + s.x1 - t.x0 - t.x1) < 2 * near)
      );
    });
  };
  const out: Line[] = [];
  for (let i = 0; i < rows.length; ) {
    const first = rows[i];
    if (!first) break;
    let end = i + 1;
    for (let next = rows[end]; next && aligned(first, next); next = rows[end]) end += 1;
    const table = end - i >= 3 && !rows.slice(i, end).every(isItem);
    for (const row of rows.slice(i, end)) {
      const cells = row.segments.map((s) => ({
        rows: [toRow(s.glyphs)],
        x0: s.x0,
        y0: row.base - row.size,
        x1: s.x1,
        y1: row.base + 0.2 * row.size,
      }));
      out.push(table ? { row, zone: null, cells } : { row, zone: null });
    }
    i = end;
  }
  return out;
}
