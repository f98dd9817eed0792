import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drawPage } from '../../bench/ocr-pages.ts';
import { align, scored } from '../../bench/ocr-score.ts';
import type { Engine, Raster } from '../../pipeline/ocr/engine.ts';
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
  // Seed 7 is a page of rules and numbers.
  const drawn = await drawPage(7, 'clean150');
  await drawn.save(join(folder, 'page.png'));
  printed = drawn.lines;
  page = flatten(withoutRed((await decode(join(folder, 'page.png'), null)).raster));
});
afterAll(async () => rm(folder, { recursive: true, force: true }));

describe.each(ENGINES)('engine $name', ({ open, errors, reads }) => {
  let engine: Engine = none;
  beforeAll(async () => {
    engine = await open();
  });
  afterAll(async () => engine.close());

  it('reads a page, and gives every character a place and a confidence', async () => {
    const read = await engine.recognize(page, { dpi: 150 });
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
    const text = read.lines
      .filter((l) => (l.quad[0]?.y ?? 0) < page.height * 0.92)
      .toSorted((a, b) => (a.quad[0]?.y ?? 0) - (b.quad[0]?.y ?? 0))
      .map((l) => scored(l.text))
      .join('');
    const truth = printed.map(scored).join('');
    expect(align(truth, text).cost / truth.length).toBeLessThan(errors);
  });

  it('puts no space between Han characters', async () => {
    for (const line of (await engine.recognize(page)).lines)
      expect(line.text).not.toMatch(/[\u3400-\u9fff] [\u3400-\u9fff]/);
  });

  it('finds nothing on an empty page and in an empty crop, with no confidence', async () => {
    const empty: Raster = { width: 600, height: 800, channels: 1, data: new Uint8Array(480_000).fill(250) };
    expect((await engine.recognize(empty)).lines).toEqual([]);
    const strip: Raster = { width: 120, height: 40, channels: 1, data: new Uint8Array(4800).fill(250) };
    expect(await engine.recognizeLine(strip)).toMatchObject({ text: '', confidence: 0 });
  });

  it.runIf(reads)('reads one cropped line', async () => {
    const target = printed.find((l) => l.length > 12 && /\d/.test(l)) ?? '';
    const lines = (await engine.recognize(page)).lines;
    const line = lines.find((l) => align(scored(target), scored(l.text)).cost < target.length / 3);
    if (!line) throw new Error(`no line like ${target}`);
    const { text, confidence } = await engine.recognizeLine(cutLine(page, line.quad, 40));
    expect(align(scored(target), scored(text)).cost).toBeLessThanOrEqual(target.length * 0.2);
    expect(confidence).toBeGreaterThan(0.4);
  });
});
