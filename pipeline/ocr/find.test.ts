import { describe, expect, it } from 'vitest';
import { quadsOf } from './detect.ts';
import type { Raster } from './engine.ts';
import { sizeOf } from './raster.ts';
import { meshesOf, tablesOn } from './rules.ts';
import { sealsOn, unroll } from './seal.ts';
import { cutTall } from './tall.ts';

function sheet(width: number, height: number, ink: (x: number, y: number) => boolean): Raster {
  const data = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) data[y * width + x] = ink(x, y) ? 20 : 250;
  return { width, height, channels: 1, data };
}

describe('ruled tables', () => {
  const grid = (x: number, y: number): boolean =>
    x >= 100 && x <= 902 && y >= 200 && y <= 502 && ((x - 100) % 200 < 2 || (y - 200) % 100 < 2);

  it('are found with their rules, and their grid has a mesh for each cell', () => {
    const [table, ...more] = tablesOn(sheet(1000, 800, grid), 0);
    expect(more).toEqual([]);
    if (!table) throw new Error('no table');
    expect([table.x0, table.y0, table.x1, table.y1].map((v) => Math.round(v / 10))).toEqual([10, 20, 90, 50]);
    expect(meshesOf(table)).toHaveLength(12);
  });

  it('are not seen in lines of text, nor in a single rule under a head', () => {
    const text = sheet(1000, 800, (x, y) => y % 40 < 14 && x % 30 < 22 && x > 100 && x < 900);
    expect(tablesOn(text, 0)).toEqual([]);
    expect(
      tablesOn(
        sheet(1000, 800, (x, y) => y > 300 && y < 304 && x > 100 && x < 900),
        0,
      ),
    ).toEqual([]);
  });
});

describe('seals', () => {
  const ring = (x: number, y: number): boolean => Math.abs(Math.hypot(x - 600, y - 700) - 100) < 3;
  it('are found by their closed rim, and text round the rim is unrolled', () => {
    const marks = (x: number, y: number): boolean =>
      Math.abs(Math.hypot(x - 600, y - 700) - 75) < 12 && y < 700 && Math.floor(x / 12) % 2 === 0;
    const page = sheet(1000, 1000, (x, y) => ring(x, y) || marks(x, y));
    const [seal, ...more] = sealsOn(page);
    expect(more).toEqual([]);
    if (!seal) throw new Error('no seal');
    expect(Math.hypot(seal.x - 600, seal.y - 700)).toBeLessThan(5);
    expect(Math.abs(seal.radius - 100)).toBeLessThan(6);
    const strip = unroll(page, seal, 48);
    expect(strip.height).toBe(48);
    expect(strip.width).toBeGreaterThan(200);
  });

  it('are not seen in a red bar or a line of red print', () => {
    expect(sealsOn(sheet(1000, 1000, (x, y) => y > 100 && y < 104 && x > 100 && x < 900))).toEqual([]);
    expect(sealsOn(sheet(1000, 1000, (x, y) => y > 100 && y < 160 && x % 60 < 48 && x > 100 && x < 900))).toEqual([]);
  });
});

describe('text boxes', () => {
  it('come from patches of the map, widened to the full line; specks and doubtful patches are none', () => {
    const [width, height] = [320, 160];
    const map = new Float32Array(width * height);
    const fill = (x0: number, y0: number, x1: number, y1: number, p: number): void => {
      for (let y = y0; y < y1; y++) map.fill(p, y * width + x0, y * width + x1);
    };
    fill(40, 40, 280, 52, 0.9);
    fill(40, 80, 280, 92, 0.4);
    fill(300, 120, 302, 122, 0.9);
    const quads = quadsOf(map, width, height);
    expect(quads).toHaveLength(1);
    const [quad] = quads;
    if (!quad) throw new Error('no box');
    expect(sizeOf(quad).height).toBeGreaterThan(20);
    expect(sizeOf(quad).length).toBeGreaterThan(250);
  });

  it('that hold two closely set lines are cut in two, one in large type is not', () => {
    const rows = [100, 160, 220, 280, 340];
    const page = sheet(
      900,
      700,
      (x, y) =>
        x > 100 &&
        x < 800 &&
        x % 30 < 24 &&
        (rows.some((r) => y >= r && y < r + 28) || (y >= 420 && y < 448) || (y >= 452 && y < 480)),
    );
    const box = (y0: number, y1: number) => [
      { x: 90, y: y0 },
      { x: 810, y: y0 },
      { x: 810, y: y1 },
      { x: 90, y: y1 },
    ];
    const lines = rows.map((r) => box(r - 6, r + 34));
    const cut = cutTall(page, [...lines, box(412, 490)]);
    expect(cut).toHaveLength(7);
    for (const quad of cut) expect(sizeOf(quad).height).toBeLessThan(60);
    const large = sheet(900, 700, (x, y) => x > 100 && x < 800 && x % 70 < 60 && y >= 420 && y < 478);
    expect(cutTall(large, [...lines, box(410, 488)])).toHaveLength(6);
  });
});
