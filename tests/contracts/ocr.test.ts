import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drawPage } from '../../bench/ocr-pages.ts';
import { align, scored } from '../../bench/ocr-score.ts';
import type { Engine, EnginePage, Raster } from '../../pipeline/ocr/engine.ts';
import { layOut, place } from '../../pipeline/ocr/layout.ts';
import { none } from '../../pipeline/ocr/none.ts';
import { openPpocr } from '../../pipeline/ocr/ppocr.ts';
import { flatten, withoutRed } from '../../pipeline/ocr/prepare.ts';
import { cutLine, decode, sizeOf } from '../../pipeline/ocr/raster.ts';
import { openTesseract } from '../../pipeline/ocr/tesseract.ts';

/** What every engine behind the port must hold to; `errors`: the share of characters it may take wrong on a clean page. */
const ENGINES: readonly { name: string; open: () => Promise<Engine>; errors: number; reads: boolean }[] = [
  { name: 'ppocr', open: () => openPpocr(), errors: 0.01, reads: true },
  { name: 'tesseract', open: () => openTesseract(), errors: 0.15, reads: true },
  { name: 'none', open: async () => none, errors: 1, reads: false },
];

let folder = '';
let page: Raster = { width: 1, height: 1, channels: 1, data: new Uint8Array(1) };
let printed: readonly string[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wenheng-ocr-'));
  // Seed 1 is a page of rules and numbers without red ink.
  const drawn = await drawPage(1, 'clean150');
  await drawn.save(join(folder, 'page.png'));
  printed = drawn.lines;
  page = flatten(withoutRed((await decode(join(folder, 'page.png'), null)).raster));
});
afterAll(async () => rm(folder, { recursive: true, force: true }));

describe.each(ENGINES)('engine $name', ({ open, errors, reads }) => {
  let engine: Engine = none;
  let read: EnginePage;
  beforeAll(async () => {
    engine = await open();
    read = await engine.recognize(page, { dpi: 150 });
  });
  afterAll(async () => engine.close());

  it('reads a page, and gives every character a place and a confidence', () => {
    expect(read.engine).toBe(engine.id);
    expect(read.turned).toBe(0);
    for (const line of read.lines) {
      expect(line.text).toBe(line.chars.map((c) => c.ch).join(''));
      expect(line.quad).toHaveLength(4);
      const { length, height } = sizeOf(line.quad);
      let before = -Infinity;
      for (const c of line.chars) {
        expect(c.confidence).toBeGreaterThanOrEqual(0);
        expect(c.confidence).toBeLessThanOrEqual(1);
        expect(c.x1).toBeGreaterThanOrEqual(c.x0);
        expect(c.x0).toBeGreaterThanOrEqual(Math.min(0, before));
        expect(c.x1).toBeLessThanOrEqual(length + height);
        before = c.x0;
      }
    }
    if (!reads) {
      expect(read.lines).toEqual([]);
      return;
    }
    // The page number at the foot is not among the drawn lines.
    const body = read.lines
      .filter((l) => (l.quad[0]?.y ?? 0) < page.height * 0.92)
      .map((l) => place(l, read.skew, false));
    const text = layOut(body, [])
      .flatMap((p) => p.cells.flat().map((c) => scored(c.line.text)))
      .join('');
    const truth = printed.map(scored).join('');
    expect(align(truth, text).cost / truth.length).toBeLessThan(errors);
  });

  it.runIf(reads && errors < 0.1)('reads a long strip (a chat saved as one picture) as well as a sheet', async () => {
    // Four times the upper two fifths of the page.
    const third = Math.round(page.height * 0.4);
    const part = page.data.subarray(0, third * page.width);
    const strip: Raster = { ...page, height: third * 4, data: new Uint8Array(part.length * 4) };
    for (let k = 0; k < 4; k++) strip.data.set(part, k * part.length);
    const once = (await engine.recognize({ ...page, height: third, data: part })).lines.length;
    const { lines } = await engine.recognize(strip);
    expect(once).toBeGreaterThan(4);
    expect(Math.abs(lines.length - 4 * once)).toBeLessThanOrEqual(3);
    expect(lines.filter((l) => l.confidence > 0.9).length).toBeGreaterThan(lines.length * 0.8);
  });

  it('puts no space between Han characters', () => {
    for (const line of read.lines) expect(line.text).not.toMatch(/[\u3400-\u9fff] [\u3400-\u9fff]/);
  });

  it('finds nothing on an empty page and in an empty crop, with no confidence', async () => {
    const empty: Raster = { width: 600, height: 800, channels: 1, data: new Uint8Array(480_000).fill(250) };
    expect((await engine.recognize(empty)).lines).toEqual([]);
    const strip: Raster = { width: 120, height: 40, channels: 1, data: new Uint8Array(4800).fill(250) };
    expect(await engine.recognizeLine(strip)).toMatchObject({ text: '', confidence: 0 });
  });

  it.runIf(reads)('reads one cropped line', async () => {
    const target = printed.find((l) => l.length > 12 && /\d/.test(l)) ?? '';
    const line = read.lines.find((l) => align(scored(target), scored(l.text)).cost < target.length / 3);
    if (!line) throw new Error(`no line like ${target}`);
    const { text, confidence } = await engine.recognizeLine(cutLine(page, line.quad, 40));
    expect(align(scored(target), scored(text)).cost).toBeLessThanOrEqual(target.length * 0.2);
    expect(confidence).toBeGreaterThan(0.4);
  });
});
