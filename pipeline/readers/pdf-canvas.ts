import { createRequire } from 'node:module';
import { createCanvas, GlobalFonts } from '@napi-rs/canvas';
import type { PDFPageProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';
import type { Raster } from './raster.ts';

let font: unknown;

/**
 * Draws a page by pdf.js: slower than pdfium, but fonts that are named and not embedded come out in a Chinese font
 * instead of blank. The font is registered once, under the family names that pdf.js falls back to.
 */
export async function renderByCanvas(page: PDFPageProxy, dpi: number): Promise<Raster> {
  if (font === undefined) {
    const path = createRequire(import.meta.url).resolve(
      '@expo-google-fonts/noto-serif-sc/400Regular/NotoSerifSC_400Regular.ttf',
    );
    font = GlobalFonts.registerFromPath(path, 'Noto Serif SC');
  }
  const viewport = page.getViewport({ scale: dpi / 72 });
  const width = Math.max(1, Math.round(viewport.width));
  const height = Math.max(1, Math.round(viewport.height));
  const canvas = createCanvas(width, height);
  const context = canvas.getContext('2d');
  context.fillStyle = '#ffffff';
  context.fillRect(0, 0, width, height);
  await page.render({ canvas: null, canvasContext: Object(context), viewport }).promise;
  const { data } = context.getImageData(0, 0, width, height);
  const rgb = new Uint8Array(width * height * 3);
  for (let from = 0, to = 0; from < data.length; from += 4, to += 3) rgb.set(data.subarray(from, from + 3), to);
  return { data: rgb, width, height };
}
