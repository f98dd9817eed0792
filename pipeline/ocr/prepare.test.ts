import { describe, expect, it } from 'vitest';
import type { Raster } from './engine.ts';
import { flatten, onlyRed, skewOf, turn, withoutRed } from './prepare.ts';
import { dpiOfSheet, turnBack, turnPoint } from './raster.ts';

const rgb = (pixels: readonly (readonly [number, number, number])[]): Raster => ({
  width: pixels.length,
  height: 1,
  channels: 3,
  data: Uint8Array.from(pixels.flat()),
});

describe('red ink', () => {
  // paper, red ink, black print, black print under red ink
  const page = rgb([
    [240, 240, 238],
    [205, 40, 45],
    [30, 30, 30],
    [60, 22, 20],
  ]);

  it('fades to paper while print under it stays', () => {
    const [paper = 0, ink = 0, print = 0, under = 0] = withoutRed(page).data;
    expect(ink).toBeGreaterThan(paper - 10);
    expect(print).toBeLessThan(60);
    expect(under).toBeLessThan(110);
  });

  it('is what remains when all else is left out', () => {
    const [paper = 0, ink = 0, print = 0] = onlyRed(page).data;
    expect(paper).toBe(255);
    expect(ink).toBeLessThan(60);
    expect(print).toBe(255);
  });
});

/** Bars of text, falling by `degrees`, on paper that darkens to the right by `shade`. */
function bars(degrees: number, shade = 0): Raster {
  const [width, height] = [700, 900];
  const data = new Uint8Array(width * height);
  const slope = Math.tan((degrees * Math.PI) / 180);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const row = y - (x - width / 2) * slope;
      const ink = x > 80 && x < 620 && row > 80 && row < 820 && row % 40 < 14 && x % 26 < 20;
      data[y * width + x] = (ink ? 40 : 235) * (1 - (shade * x) / width);
    }
  }
  return { width, height, channels: 1, data };
}

describe('light and angle', () => {
  it.each([-3.2, -1, 0, 0.7, 2.5])('finds a fall of %f degrees', (degrees) => {
    expect(skewOf(bars(degrees))).toBeCloseTo(degrees, 0);
  });

  it('evens out a shadow', () => {
    const page = bars(0, 0.5);
    const flat = flatten(page);
    const at = (r: Raster, x: number): number => r.data[30 * r.width + x] ?? 0;
    expect(at(page, 40) - at(page, 660)).toBeGreaterThan(80);
    expect(Math.abs(at(flat, 40) - at(flat, 660))).toBeLessThan(12);
  });
});

describe('turning', () => {
  it.each([0, 90, 180, 270] as const)('leads points there and back at %i degrees', (degrees) => {
    const image: Raster = { width: 3, height: 2, channels: 1, data: Uint8Array.from([1, 2, 3, 4, 5, 6]) };
    const turned = turn(image, degrees);
    for (let y = 0; y < 2; y++) {
      for (let x = 0; x < 3; x++) {
        const there = turnPoint({ x: x + 0.5, y: y + 0.5 }, image, degrees);
        expect(turned.data[Math.floor(there.y) * turned.width + Math.floor(there.x)]).toBe(image.data[y * 3 + x]);
        expect(turnBack(there, image, degrees)).toEqual({ x: x + 0.5, y: y + 0.5 });
      }
    }
  });
});

describe('dpi', () => {
  it('is told by the shape of an A4 sheet and by no other', () => {
    expect(dpiOfSheet(1654, 2339)).toBeCloseTo(200, 0);
    expect(dpiOfSheet(2339, 1654)).toBeCloseTo(200, 0);
    expect(dpiOfSheet(1080, 1920)).toBeNull();
  });
});
