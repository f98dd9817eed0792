import type { Glyph } from './pdf-glyphs.ts';
import { type Row, toRow } from './pdf-rows.ts';
import { type Grid, toGrids } from './pdf-tables.ts';

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

/** Rows of a page in the order in which they are read: tables whole, columns one after the other. */
export function toLines(
  glyphs: readonly Glyph[],
  rules: readonly Rule[],
  rowsOf: (glyphs: readonly Glyph[]) => Row[],
  width: number,
): Line[] {
  const grids = toGrids(rules, glyphs, rowsOf);
  const inside = new Set(grids.flatMap((grid) => grid.glyphs));
  const rows = rowsOf(glyphs.filter((g) => !inside.has(g)));
  const loose = columns(rows, width);
  return [...placeGrids(loose, grids)];
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

/** Rows without characters between two lines of a column; fewer are a heading beside a number. */
const LEAST = 4;

/**
 * Finds gutters: vertical strips that no row crosses over at least four rows on either side. Text that fills both sides
 * is two columns, read one after the other, whatever order the file holds; sparse text is an unruled table.
 */
function columns(rows: readonly Row[], width: number): Line[] {
  const best = widestGutter(rows, width);
  if (!best) return tabular(rows);
  const { from, to, x } = best;
  const zone = rows.slice(from, to);
  const left = zone.flatMap((row) => side(row, (s) => s.x1 <= x));
  const right = zone.flatMap((row) => side(row, (s) => s.x0 >= x));
  const as = (part: readonly Row[]): Line[] => {
    const strip = { x0: Math.min(...part.map((r) => r.x0)), x1: Math.max(...part.map((r) => r.x1)) };
    return part.map((row) => ({ row, zone: strip }));
  };
  return [...columns(rows.slice(0, from), width), ...as(left), ...as(right), ...columns(rows.slice(to), width)];
}

const side = (row: Row, keep: (segment: Row['segments'][number]) => boolean): Row[] => {
  const glyphs = row.segments.filter(keep).flatMap((segment) => segment.glyphs);
  return glyphs.length === 0 ? [] : [{ ...toRow(glyphs), base: row.base }];
};

interface Gutter {
  readonly from: number;
  readonly to: number;
  readonly x: number;
}

function widestGutter(rows: readonly Row[], width: number): Gutter | undefined {
  let best: (Gutter & { readonly rows: number }) | undefined;
  for (let x = 0.25 * width; x <= 0.75 * width; x += 3) {
    let from = 0;
    for (let to = 0; to <= rows.length; to += 1) {
      const row = rows[to];
      if (row && !row.segments.some((s) => s.x0 < x && x < s.x1)) continue;
      if (to - from >= LEAST && filled(rows.slice(from, to), x) && (!best || to - from > best.rows))
        best = { from, to, x, rows: to - from };
      from = to + 1;
    }
  }
  return best;
}

/** True where the rows make two columns of running text: both sides used, and each line of a side nearly full. */
function filled(rows: readonly Row[], x: number): boolean {
  return [(r: Row) => side(r, (s) => s.x1 <= x), (r: Row) => side(r, (s) => s.x0 >= x)].every((pick) => {
    const part = rows.flatMap(pick);
    if (part.length < LEAST) return false;
    const strip = Math.max(...part.map((r) => r.x1)) - Math.min(...part.map((r) => r.x0));
    const used = part.reduce((sum, r) => sum + r.x1 - r.x0, 0) / (part.length * strip);
    const em = part[0]?.size ?? 12;
    return used > 0.6 && strip > 8 * em;
  });
}

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
    const table = end - i >= 3;
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
