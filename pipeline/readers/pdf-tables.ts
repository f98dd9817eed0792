import type { Glyph } from './pdf-glyphs.ts';
import type { Cell, Rule } from './pdf-layout.ts';
import type { Row } from './pdf-rows.ts';

/** A table drawn with rules: its rows of cells, and the characters they hold. */
export interface Grid {
  readonly rows: readonly (readonly Cell[])[];
  readonly glyphs: readonly Glyph[];
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

/** Points by which rules may miss each other and still meet. */
const MEET = 3;

const isHorizontal = (r: Rule): boolean => r.x1 - r.x0 >= r.y1 - r.y0;

const touch = (a: Rule, b: Rule): boolean =>
  a.x0 <= b.x1 + MEET && b.x0 <= a.x1 + MEET && a.y0 <= b.y1 + MEET && b.y0 <= a.y1 + MEET;

/** Rules that touch, directly or through others. */
function clusters(rules: readonly Rule[]): Rule[][] {
  const groups: Rule[][] = [];
  for (const rule of rules) {
    const met = groups.filter((group) => group.some((other) => touch(rule, other)));
    for (const group of met) groups.splice(groups.indexOf(group), 1);
    groups.push([rule, ...met.flat()]);
  }
  return groups;
}

/** Positions with those closer than `MEET` taken as one. */
function positions(values: readonly number[]): number[] {
  const out: number[] = [];
  for (const value of values.toSorted((a, b) => a - b))
    if (value - (out.at(-1) ?? Number.NEGATIVE_INFINITY) > MEET) out.push(value);
  return out;
}

/** A drawing, not a table: nobody rules a notice this finely, and hostile files draw millions of lines. */
const MOST_RULES = 2_000;
const MOST_CELLS = 20_000;

/** Finds ruled tables: at least two columns or two rows of cells, with text in them. */
export function toGrids(
  rules: readonly Rule[],
  glyphs: readonly Glyph[],
  rowsOf: (glyphs: readonly Glyph[]) => Row[],
): Grid[] {
  if (rules.length > MOST_RULES) return [];
  return clusters(rules).flatMap((group) => {
    const ys = positions(group.filter(isHorizontal).map((r) => (r.y0 + r.y1) / 2));
    const xs = positions(group.filter((r) => !isHorizontal(r)).map((r) => (r.x0 + r.x1) / 2));
    const cells = (xs.length - 1) * (ys.length - 1);
    if (xs.length < 2 || ys.length < 2 || cells < 2 || cells > MOST_CELLS) return [];
    const grid = toCells(group, xs, ys, glyphs, rowsOf);
    return grid.rows.length > 0 && grid.glyphs.length > 0 ? [grid] : [];
  });
}

function toCells(
  group: readonly Rule[],
  xs: readonly number[],
  ys: readonly number[],
  glyphs: readonly Glyph[],
  rowsOf: (glyphs: readonly Glyph[]) => Row[],
): Grid {
  const columns = xs.length - 1;
  const lines = ys.length - 1;
  const at = (list: readonly number[], i: number): number => list[i] ?? 0;
  const middle = (list: readonly number[], i: number): number => (at(list, i) + at(list, i + 1)) / 2;
  const walls = group.filter((r) => !isHorizontal(r));
  const floors = group.filter(isHorizontal);
  const wall = (x: number, y: number): boolean =>
    walls.some((r) => Math.abs((r.x0 + r.x1) / 2 - x) <= MEET && r.y0 - MEET <= y && y <= r.y1 + MEET);
  const floor = (x: number, y: number): boolean =>
    floors.some((r) => Math.abs((r.y0 + r.y1) / 2 - y) <= MEET && r.x0 - MEET <= x && x <= r.x1 + MEET);
  // Neighbours without a rule between them are one merged cell.
  const parent = Array.from({ length: columns * lines }, (_, i) => i);
  const root = (i: number): number => {
    let r = i;
    for (let up = parent[r]; up !== undefined && up !== r; up = parent[r]) r = up;
    return r;
  };
  for (let row = 0; row < lines; row += 1)
    for (let column = 0; column < columns; column += 1) {
      const here = row * columns + column;
      if (column + 1 < columns && !wall(at(xs, column + 1), middle(ys, row))) parent[root(here + 1)] = root(here);
      if (row + 1 < lines && !floor(middle(xs, column), at(ys, row + 1))) parent[root(here + columns)] = root(here);
    }
  const roots = parent.map((_, i) => root(i));
  const members = Map.groupBy(roots.keys(), (i) => roots[i] ?? i);
  const held = new Map<number, Glyph[]>();
  const all: Glyph[] = [];
  const slot = (list: readonly number[], value: number): number => list.findLastIndex((edge) => edge <= value);
  for (const g of glyphs) {
    const column = slot(xs, (g.x0 + g.x1) / 2);
    const row = slot(ys, g.base - 0.35 * g.size);
    if (column < 0 || column >= columns || row < 0 || row >= lines) continue;
    const cell = roots[row * columns + column] ?? 0;
    const inner = held.get(cell);
    if (inner) inner.push(g);
    else held.set(cell, [g]);
    all.push(g);
  }
  // A merged cell is written down in the row and column where it begins.
  const rows = Array.from({ length: lines }, (): Cell[] => []);
  for (const [cell, parts] of members) {
    const first = Math.min(...parts);
    const right = Math.max(...parts.map((i) => i % columns));
    const bottom = Math.max(...parts.map((i) => Math.floor(i / columns)));
    const row = Math.floor(first / columns);
    const inner = (held.get(cell) ?? []).toSorted((a, b) => a.run - b.run || a.x0 - b.x0);
    rows[row]?.push({
      rows: rowsOf(inner),
      x0: at(xs, first % columns),
      y0: at(ys, row),
      x1: at(xs, right + 1),
      y1: at(ys, bottom + 1),
    });
  }
  const written = rows
    .filter((cells) => cells.some((cell) => cell.rows.length > 0))
    .map((cells) => cells.toSorted((a, b) => a.x0 - b.x0));
  return { rows: written, glyphs: all, x0: at(xs, 0), y0: at(ys, 0), x1: at(xs, columns), y1: at(ys, lines) };
}
