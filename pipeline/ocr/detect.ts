import type { Point } from './engine.ts';

/** Settings of the text detector's last step, as measured: threshold 0.3, box score 0.5, widening 1.6. */
const INK = 0.3;
const SCORE = 0.5;
const WIDEN = 1.6;
const THINNEST = 3;

/**
 * Turns the detector's map (probability that a pixel belongs to the core of a text line) into quads, corners clockwise from
 * the top left, in pixels of the map. Each connected patch becomes its smallest rectangle, widened back to the full line.
 */
export function quadsOf(map: Float32Array, width: number, height: number): Point[][] {
  const seen = new Uint8Array(width * height);
  const stack = new Int32Array(width * height);
  const quads: Point[][] = [];
  for (let start = 0; start < map.length; start++) {
    if (seen[start] === 1 || (map[start] ?? 0) <= INK) continue;
    let depth = 0;
    stack[depth++] = start;
    seen[start] = 1;
    let sum = 0;
    let n = 0;
    // Leftmost and rightmost pixel of each row are enough for the hull.
    const left = new Map<number, number>();
    const right = new Map<number, number>();
    while (depth > 0) {
      const at = stack[--depth] ?? 0;
      const x = at % width;
      const y = (at - x) / width;
      sum += map[at] ?? 0;
      n++;
      if (x < (left.get(y) ?? Infinity)) left.set(y, x);
      if (x > (right.get(y) ?? -1)) right.set(y, x);
      for (let dy = -1; dy <= 1; dy++) {
        const yy = y + dy;
        if (yy < 0 || yy >= height) continue;
        for (let dx = -1; dx <= 1; dx++) {
          const xx = x + dx;
          if (xx < 0 || xx >= width) continue;
          const next = yy * width + xx;
          if (seen[next] === 1 || (map[next] ?? 0) <= INK) continue;
          seen[next] = 1;
          stack[depth++] = next;
        }
      }
    }
    if (n < 8 || sum / n < SCORE) continue;
    const points: Point[] = [];
    for (const [y, x] of left) points.push({ x, y }, { x, y: y + 1 });
    for (const [y, x] of right) points.push({ x: x + 1, y }, { x: x + 1, y: y + 1 });
    const quad = smallestRectangle(points);
    if (quad) quads.push(quad);
  }
  return quads;
}

function hull(points: Point[]): Point[] {
  const sorted = points.toSorted((p, q) => p.x - q.x || p.y - q.y);
  const half = (list: Point[]): Point[] => {
    const out: Point[] = [];
    for (const p of list) {
      for (
        let a = out.at(-2), b = out.at(-1);
        a && b && (b.x - a.x) * (p.y - a.y) - (b.y - a.y) * (p.x - a.x) <= 0;
        a = out.at(-2), b = out.at(-1)
      )
        out.pop();
      out.push(p);
    }
    return out.slice(0, -1);
  };
  return [...half(sorted), ...half(sorted.toReversed())];
}

/** The smallest rectangle round the points, widened; null when it is too thin to be print. */
function smallestRectangle(points: Point[]): Point[] | null {
  const shell = hull(points);
  let best: { area: number; angle: number; u0: number; u1: number; v0: number; v1: number } | null = null;
  for (let i = 0; i < shell.length; i++) {
    const p = shell[i];
    const q = shell[(i + 1) % shell.length];
    if (!p || !q) continue;
    const angle = Math.atan2(q.y - p.y, q.x - p.x);
    const cos = Math.cos(angle);
    const sin = Math.sin(angle);
    let u0 = Infinity;
    let u1 = -Infinity;
    let v0 = Infinity;
    let v1 = -Infinity;
    for (const s of shell) {
      const u = s.x * cos + s.y * sin;
      const v = s.y * cos - s.x * sin;
      if (u < u0) u0 = u;
      if (u > u1) u1 = u;
      if (v < v0) v0 = v;
      if (v > v1) v1 = v;
    }
    const area = (u1 - u0) * (v1 - v0);
    if (!best || area < best.area) best = { area, angle, u0, u1, v0, v1 };
  }
  if (!best) return null;
  let { angle, u0, u1, v0, v1 } = best;
  const across = u1 - u0;
  const down = v1 - v0;
  if (Math.min(across, down) < THINNEST) return null;
  const grow = (across * down * WIDEN) / (2 * (across + down));
  u0 -= grow;
  u1 += grow;
  v0 -= grow;
  v1 += grow;
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  const at = (u: number, v: number): Point => ({ x: u * cos - v * sin, y: u * sin + v * cos });
  const quad = [at(u0, v0), at(u1, v0), at(u1, v1), at(u0, v1)];
  return fromTopLeft(quad);
}

/** Starts the corners, already clockwise, at the one nearest to the top left. */
function fromTopLeft(quad: Point[]): Point[] {
  let first = 0;
  let least = Infinity;
  quad.forEach((p, i) => {
    if (p.x + p.y < least) {
      least = p.x + p.y;
      first = i;
    }
  });
  return [...quad.slice(first), ...quad.slice(0, first)];
}
