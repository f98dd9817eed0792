import type { Engine, Point, Raster } from './engine.ts';
import { type Placed, place } from './layout.ts';
import { cutLine } from './raster.ts';
import { meshesOf, type Table } from './rules.ts';

/** The detector overlooks a lone digit now and then: in a table cell, and the page number. Both are looked for by their ink. */
const INK = 120;

interface Field {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

/** Turns places of the level page back to the page as it lies in the raster. */
function levelled(skew: number): (x: number, y: number) => Point {
  const radians = (skew * Math.PI) / 180;
  const [cos, sin] = [Math.cos(radians), Math.sin(radians)];
  return (x, y) => ({ x: x * cos - y * sin, y: x * sin + y * cos });
}

/** Box and count of the dark pixels in a field of the level page. */
function inkIn(flat: Raster, back: (x: number, y: number) => Point, field: Field): Field & { count: number } {
  let [x0, y0, x1, y1, count] = [field.x1, field.y1, field.x0, field.y0, 0];
  for (let y = field.y0; y < field.y1; y++) {
    for (let x = field.x0; x < field.x1; x++) {
      const at = back(x, y);
      if ((flat.data[Math.round(at.y) * flat.width + Math.round(at.x)] ?? 255) > INK) continue;
      count++;
      x0 = Math.min(x0, x);
      x1 = Math.max(x1, x);
      y0 = Math.min(y0, y);
      y1 = Math.max(y1, y);
    }
  }
  return { x0, y0, x1, y1, count };
}

/** Reads the ink in a box, with some paper round it; null when that is no print. */
async function readInk(flat: Raster, skew: number, box: Field, height: number, engine: Engine): Promise<Placed | null> {
  const back = levelled(skew);
  const middle = (box.y0 + box.y1) / 2;
  const half = height * 0.85;
  const quad = [
    back(box.x0 - half / 2, middle - half),
    back(box.x1 + half / 2, middle - half),
    back(box.x1 + half / 2, middle + half),
    back(box.x0 - half / 2, middle + half),
  ];
  const crop = cutLine(flat, quad, 48);
  const { text, confidence, chars } = await engine.recognizeLine(crop);
  if (text === '' || confidence < 0.6 || !chars) return null;
  const scale = (2 * half) / crop.height;
  return place(
    { text, confidence, quad, chars: chars.map((c) => ({ ...c, x0: c.x0 * scale, x1: c.x1 * scale })) },
    skew,
    false,
  );
}

/** Lines of table cells that hold ink and no line. */
export async function lostCells(
  flat: Raster,
  skew: number,
  tables: readonly Table[],
  kept: readonly Placed[],
  engine: Engine,
): Promise<Placed[]> {
  const found: Placed[] = [];
  for (const mesh of tables.flatMap(meshesOf)) {
    const taken = kept.some(
      (p) =>
        Math.min(p.x1, mesh.x1) - Math.max(p.x0, mesh.x0) > 4 && Math.min(p.y1, mesh.y1) - Math.max(p.y0, mesh.y0) > 4,
    );
    if (taken) continue;
    const ink = inkIn(flat, levelled(skew), mesh);
    // A speck of dirt is smaller than any digit.
    if (ink.count < 14 || ink.y1 - ink.y0 < 8) continue;
    const line = await readInk(flat, skew, ink, ink.y1 - ink.y0, engine);
    if (line) found.push(line);
  }
  return found;
}

/** The page number, when the foot of the page holds ink and no line. */
export async function lostFoot(flat: Raster, skew: number, kept: readonly Placed[], engine: Engine): Promise<Placed[]> {
  if (kept.length === 0) return [];
  const last = Math.max(...kept.map((p) => p.y1));
  const print = kept.map((p) => p.y1 - p.y0).sort((a, b) => a - b)[Math.floor(kept.length / 2)] ?? 0;
  const from = Math.max(Math.round(flat.height * 0.88), Math.round(last - print * 0.05));
  const field = {
    x0: Math.round(flat.width * 0.08),
    x1: Math.round(flat.width * 0.92),
    y0: from,
    y1: Math.round(flat.height * 0.965),
  };
  if (field.y1 - field.y0 < print) return [];
  const ink = inkIn(flat, levelled(skew), field);
  if (ink.count < 14 || ink.y1 - ink.y0 < 8 || ink.y1 - ink.y0 > print * 1.2 || ink.x1 - ink.x0 > flat.width * 0.2)
    return [];
  const line = await readInk(flat, skew, ink, Math.max(print * 0.6, ink.y1 - ink.y0), engine);
  return line && /\d/.test(line.line.text) ? [line] : [];
}
