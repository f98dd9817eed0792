import type { Raster } from './engine.ts';
import { type Affine, sample } from './raster.ts';

/** A straight rule of a form, in pixels of the level page: `at` across it, `from`..`to` along it. */
export interface Rule {
  readonly at: number;
  readonly from: number;
  readonly to: number;
  /** Pieces of one rule (a photographed rule is bent and found in pieces) share a number. */
  readonly id: number;
}

export interface Table {
  readonly across: readonly Rule[];
  readonly down: readonly Rule[];
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

const INK = 190;
/** Width in pixels of the copy that rules are looked for in. */
const LOOK = 1240;

/**
 * Finds ruled tables on a flattened page whose lines fall by `skew` degrees: runs of ink far longer than a stroke, level and
 * upright, that meet. Coordinates are those of the level page (`level` below), in pixels of `page`.
 */
export function tablesOn(page: Raster, skew: number): Table[] {
  const scale = Math.max(1, page.width / LOOK);
  const width = Math.floor(page.width / scale);
  const height = Math.floor(page.height / scale);
  const radians = (skew * Math.PI) / 180;
  const m: Affine = {
    a: Math.cos(radians) * scale,
    b: -Math.sin(radians) * scale,
    c: 0,
    d: Math.sin(radians) * scale,
    e: Math.cos(radians) * scale,
    f: 0,
  };
  const seen = sample(page, m, width, height);
  const dark = (x: number, y: number): boolean => (seen.data[y * width + x] ?? 255) < INK;
  const across = pieces(height, width, (i, k) => dark(k, i), width / 14).map((p) => grow(p, scale));
  const down = pieces(width, height, (i, k) => dark(i, k), width / 34).map((p) => grow(p, scale));
  const near = 8 * scale;
  const whole = {
    across: join(across, near / 2, width * scale * 0.03),
    down: join(down, near / 2, width * scale * 0.03),
  };
  // Rules that meet belong to one table.
  const parent = [...whole.across, ...whole.down].map((_, i) => i);
  const find = (i: number): number => {
    let at = i;
    while (parent[at] !== at) at = parent[at] ?? at;
    return at;
  };
  const shift = whole.across.length;
  whole.across.forEach((h, i) => {
    whole.down.forEach((v, j) => {
      const meets = v.at > h.from - near && v.at < h.to + near && h.at > v.from - near && h.at < v.to + near;
      if (meets) parent[find(i)] = find(shift + j);
    });
  });
  const groups = new Map<number, { across: Rule[]; down: Rule[] }>();
  const groupOf = (i: number): { across: Rule[]; down: Rule[] } => {
    const root = find(i);
    const group = groups.get(root) ?? { across: [], down: [] };
    groups.set(root, group);
    return group;
  };
  whole.across.forEach((h, i) => void groupOf(i).across.push(h));
  whole.down.forEach((v, j) => void groupOf(shift + j).down.push(v));
  const tables: Table[] = [];
  for (const { across: hs, down: vs } of groups.values()) {
    if (new Set(hs.map((h) => h.id)).size < 2 || new Set(vs.map((v) => v.id)).size < 2) continue;
    tables.push({
      across: hs,
      down: vs,
      x0: Math.min(...hs.map((h) => h.from), ...vs.map((v) => v.at)),
      x1: Math.max(...hs.map((h) => h.to), ...vs.map((v) => v.at)),
      y0: Math.min(...vs.map((v) => v.from), ...hs.map((h) => h.at)),
      y1: Math.max(...vs.map((v) => v.to), ...hs.map((h) => h.at)),
    });
  }
  return tables;
}

/** The meshes of a table's grid, borders left out. A cell that spans several gives several meshes. */
export function meshesOf(table: Table): { x0: number; y0: number; x1: number; y1: number }[] {
  const places = (rules: readonly Rule[]): number[] => {
    const byRule = Map.groupBy(rules, (r) => r.id);
    const middles = [...byRule.values()]
      .map((list) => list.reduce((sum, r) => sum + r.at, 0) / list.length)
      .sort((a, b) => a - b);
    return middles.filter((at, i) => i === 0 || at - (middles[i - 1] ?? 0) > 12);
  };
  const xs = places(table.down);
  const ys = places(table.across);
  return ys
    .slice(1)
    .flatMap((y1, j) =>
      xs.slice(1).map((x1, i) => ({ x0: (xs[i] ?? 0) + 5, y0: (ys[j] ?? 0) + 5, x1: x1 - 5, y1: y1 - 5 })),
    )
    .filter((m) => m.x1 - m.x0 > 10 && m.y1 - m.y0 > 10);
}

interface Piece {
  readonly at: number;
  readonly from: number;
  readonly to: number;
}

const grow = (p: Piece, by: number): Piece => ({ at: p.at * by, from: p.from * by, to: p.to * by });

/** Runs of ink along each of `count` rows (or columns) that are at least `shortest` long; small breaks are bridged. */
function pieces(count: number, length: number, dark: (i: number, k: number) => boolean, shortest: number): Piece[] {
  const found: Piece[] = [];
  for (let i = 1; i < count - 1; i++) {
    let from = -1;
    let last = -1;
    for (let k = 0; k <= length; k++) {
      // A slanting rule wanders into the next row.
      const ink = k < length && (dark(i, k) || dark(i - 1, k) || dark(i + 1, k));
      if (ink) {
        if (from < 0) from = k;
        last = k;
      } else if (from >= 0 && (k - last > 3 || k >= length)) {
        if (last - from >= shortest && thin(i, from, last, dark, count)) found.push({ at: i, from, to: last });
        from = -1;
      }
    }
  }
  return found;
}

/** A rule has paper on both sides of it; a dark border of the picture or a bar has not. */
function thin(i: number, from: number, to: number, dark: (i: number, k: number) => boolean, count: number): boolean {
  const paper = (row: number): boolean => {
    if (row < 0 || row >= count) return false;
    let ink = 0;
    let n = 0;
    for (let k = from; k <= to; k += 2) {
      n++;
      if (dark(row, k)) ink++;
    }
    return ink < n * 0.5;
  };
  return (paper(i - 5) || paper(i - 7)) && (paper(i + 5) || paper(i + 7));
}

/** Gives pieces that continue one another one number. */
function join(list: readonly Piece[], beside: number, apart: number): Rule[] {
  const ids = list.map((_, i) => i);
  const find = (i: number): number => {
    let at = i;
    while (ids[at] !== at) at = ids[at] ?? at;
    return at;
  };
  list.forEach((p, i) => {
    for (let j = 0; j < i; j++) {
      const q = list[j];
      if (!q) continue;
      const gap = Math.max(p.from, q.from) - Math.min(p.to, q.to);
      if (Math.abs(p.at - q.at) <= beside && gap < apart) ids[find(i)] = find(j);
    }
  });
  return list.map((p, i) => ({ ...p, id: find(i) }));
}
