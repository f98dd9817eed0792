import type { Point, Raster } from './engine.ts';
import { corners, cutLine, sizeOf } from './raster.ts';

/** Boxes taller than this many times the usual hold more than one printed line. */
const TOO_TALL = 1.6;
const INK = 140;

/**
 * The detector lets closely set lines (a heading and the line under it) grow together into one box, of which the recogniser
 * makes a jumble. Such boxes are cut into lines by their ink, row by row; lines that other boxes already have are left out.
 */
export function cutTall(page: Raster, boxes: readonly Point[][]): Point[][] {
  const heights = boxes
    .flatMap((b) => (sizeOf(b).length > 3 * sizeOf(b).height ? [sizeOf(b).height] : []))
    .sort((a, b) => a - b);
  const usual = heights[Math.floor(heights.length / 2)];
  if (usual === undefined || heights.length < 4) return [...boxes];
  const tall = (b: readonly Point[]): boolean =>
    sizeOf(b).height > usual * TOO_TALL && sizeOf(b).length > sizeOf(b).height * 1.2;
  const others = boxes.filter((b) => !tall(b));
  return boxes.flatMap((box) => {
    if (!tall(box)) return [box];
    const lines = linesIn(page, box, usual).filter((line) => !others.some((o) => holds(o, middleOf(line))));
    // A title in large type is one line: it stays as it was found.
    return lines.length > 1 ? lines : [box];
  });
}

function linesIn(page: Raster, box: readonly Point[], usual: number): Point[][] {
  const { height, length } = sizeOf(box);
  const crop = cutLine(page, box, Math.round(height));
  const scale = height / crop.height;
  const dark = (x: number, y: number): boolean => (crop.data[y * crop.width + x] ?? 255) < INK;
  const rows = Array.from({ length: crop.height }, (_, y) => {
    let ink = 0;
    for (let x = 0; x < crop.width; x++) if (dark(x, y)) ink++;
    return ink;
  });
  const print = (usual / scale) * 0.7;
  const bands = bandsOf(rows, 0, rows.length, print);
  const [tl, tr, , bl] = corners(box);
  const at = (x: number, y: number): Point => ({
    x: tl.x + ((tr.x - tl.x) * x * scale) / length + ((bl.x - tl.x) * y * scale) / height,
    y: tl.y + ((tr.y - tl.y) * x * scale) / length + ((bl.y - tl.y) * y * scale) / height,
  });
  return bands.flatMap(([from, to]) => {
    if (to - from < print * 0.6) return [];
    let [x0, x1] = [crop.width, -1];
    for (let x = 0; x < crop.width; x++) {
      for (let y = from; y < to; y++) {
        if (!dark(x, y)) continue;
        x0 = Math.min(x0, x);
        x1 = Math.max(x1, x);
        break;
      }
    }
    if (x1 - x0 < print * 0.5) return [];
    const air = Math.min(print * 0.2, 6);
    return [[at(x0 - air, from - air), at(x1 + air, from - air), at(x1 + air, to + air), at(x0 - air, to + air)]];
  });
}

/** Rows that hold ink, in bands; a band too high for one line is cut where it holds least. */
function bandsOf(rows: readonly number[], start: number, end: number, print: number): [number, number][] {
  const least = Math.max(1, Math.max(...rows) * 0.02);
  const out: [number, number][] = [];
  let from = -1;
  for (let y = start; y <= end; y++) {
    const ink = y < end && (rows[y] ?? 0) > least;
    if (ink && from < 0) from = y;
    if (ink || from < 0) continue;
    out.push(...cutBand(rows, from, y, print));
    from = -1;
  }
  return out;
}

function cutBand(rows: readonly number[], from: number, to: number, print: number): [number, number][] {
  if (to - from < print * 1.9) return [[from, to]];
  let cut = -1;
  for (let y = Math.round(from + print * 0.5); y < to - print * 0.5; y++)
    if (cut < 0 || (rows[y] ?? 0) < (rows[cut] ?? 0)) cut = y;
  const peak = Math.max(...rows.slice(from, to));
  if (cut < 0 || (rows[cut] ?? 0) > peak * 0.15) return [[from, to]];
  return [...cutBand(rows, from, cut, print), ...cutBand(rows, cut, to, print)];
}

const middleOf = (quad: readonly Point[]): Point => ({
  x: quad.reduce((sum, p) => sum + p.x, 0) / quad.length,
  y: quad.reduce((sum, p) => sum + p.y, 0) / quad.length,
});

function holds(quad: readonly Point[], p: Point): boolean {
  const xs = quad.map((q) => q.x);
  const ys = quad.map((q) => q.y);
  return p.x > Math.min(...xs) && p.x < Math.max(...xs) && p.y > Math.min(...ys) && p.y < Math.max(...ys);
}
