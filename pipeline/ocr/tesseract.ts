import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { createWorker, OEM, PSM } from 'tesseract.js';
import type { Engine, EngineChar, EngineLine, EnginePage, LineReading, Raster } from './engine.ts';
import { skewOf } from './prepare.ts';
import { type Affine, applyTo, sample } from './raster.ts';

/** White rows and columns round a line crop; without them the first and last character suffer. */
const AIR = 12;

/**
 * tesseract.js with the `best_int` Chinese data of its npm package, offline: the second, independent reader of the digit
 * gate, and the fallback where onnxruntime does not load. Alone it takes 5–21 % of characters wrong, so its pages are
 * always marked low in trust.
 */
export async function openTesseract(): Promise<Engine> {
  const data = dirname(createRequire(import.meta.url).resolve('@tesseract.js-data/chi_sim/package.json'));
  const worker = await createWorker('chi_sim', OEM.LSTM_ONLY, {
    langPath: join(data, '4.0.0_best_int'),
    gzip: true,
    // Anything else writes chi_sim.traineddata into the working folder.
    cacheMethod: 'none',
    errorHandler: () => undefined,
  });
  let mode: PSM | null = null;
  const readAs = async (wanted: PSM): Promise<void> => {
    if (mode === wanted) return;
    // preserve_interword_spaces: without it a space stands between most Han characters.
    await worker.setParameters({
      tessedit_pageseg_mode: wanted,
      preserve_interword_spaces: '1',
      user_defined_dpi: '200',
    });
    mode = wanted;
  };
  const bytesOf = (r: Raster, air: number, paper = 255): Promise<Buffer> =>
    sharp(r.data, { raw: { width: r.width, height: r.height, channels: r.channels } })
      .extend({ top: air, bottom: air, left: air, right: air, background: { r: paper, g: paper, b: paper } })
      .png({ compressionLevel: 0 })
      .toBuffer();

  return {
    id: 'tesseract.js-7',

    async recognize(image: Raster): Promise<EnginePage> {
      await readAs(PSM.SINGLE_COLUMN);
      const skew = skewOf(image);
      const radians = (skew * Math.PI) / 180;
      const [cos, sin] = [Math.cos(radians), Math.sin(radians)];
      const [cx, cy] = [image.width / 2, image.height / 2];
      const level: Affine = {
        a: cos,
        b: -sin,
        c: cx - cos * cx + sin * cy,
        d: sin,
        e: cos,
        f: cy - sin * cx - cos * cy,
      };
      const straight = withoutRules(skew === 0 ? image : sample(image, level, image.width, image.height));
      const { data: page } = await worker.recognize(await bytesOf(straight, 0), {}, { text: true, blocks: true });
      const lines: EngineLine[] = [];
      for (const block of page.blocks ?? []) {
        for (const paragraph of block.paragraphs) {
          for (const line of paragraph.lines) {
            const { x0, y0, x1, y1 } = line.bbox;
            const chars: EngineChar[] = line.words.flatMap((word) =>
              word.symbols.map((s) => ({
                ch: s.text,
                confidence: Math.max(0, Math.min(1, s.confidence / 100)),
                x0: s.bbox.x0 - x0,
                x1: s.bbox.x1 - x0,
              })),
            );
            const text = chars.map((c) => c.ch).join('');
            if (text.trim() === '') continue;
            const quad = [
              { x: x0, y: y0 },
              { x: x1, y: y0 },
              { x: x1, y: y1 },
              { x: x0, y: y1 },
            ].map((p) => applyTo(level, p));
            lines.push({
              text,
              confidence: chars.reduce((sum, c) => sum + c.confidence, 0) / chars.length,
              quad,
              chars,
            });
          }
        }
      }
      return {
        engine: 'tesseract.js-7',
        width: image.width,
        height: image.height,
        lines,
        turned: 0,
        skew,
        warnings: ['fallback'],
      };
    },

    async recognizeLine(crop: Raster): Promise<LineReading> {
      const { paper, ink } = tonesOf(crop);
      if (paper - ink < 40) return { text: '', confidence: 0 };
      await readAs(PSM.SINGLE_LINE);
      const { data: page } = await worker.recognize(await bytesOf(crop, AIR, paper), {}, { text: true });
      const text = page.text.replace(/\s+/g, '');
      return { text, confidence: text === '' ? 0 : Math.max(0, Math.min(1, page.confidence / 100)) };
    },

    async close(): Promise<void> {
      await worker.terminate();
    },
  };
}

/** Brightness of the paper and of the darkest print. Air of another tone than the paper would be read as a stroke. */
function tonesOf({ data }: Raster): { paper: number; ink: number } {
  const sorted = Uint8Array.from(data).sort();
  return { paper: sorted[Math.floor(sorted.length * 0.8)] ?? 255, ink: sorted[Math.floor(sorted.length * 0.005)] ?? 0 };
}

/** Takes the rules of tables out: tesseract drops a ruled table whole. Runs of ink far longer than any stroke are rules. */
function withoutRules({ width, height, data }: Raster): Raster {
  const out = Uint8Array.from(data);
  const longest = Math.round(width / 14);
  const erase = (length: number, at: (i: number) => number, step: number): void => {
    let run = 0;
    for (let i = 0; i <= length; i++) {
      if (i < length && (data[at(i)] ?? 255) < 160) {
        run++;
        continue;
      }
      if (run >= longest) {
        for (let k = i - run; k < i; k++) for (let s = -1; s <= 1; s++) out[at(k) + s * step] = 255;
      }
      run = 0;
    }
  };
  for (let y = 0; y < height; y++) erase(width, (x) => y * width + x, width);
  for (let x = 0; x < width; x++) erase(height, (y) => y * width + x, 1);
  return { width, height, channels: 1, data: out };
}
