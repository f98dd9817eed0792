import type { PDFPageProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';
import type { Aside, Note, Page } from '../../records/page.ts';
import { megapixels, PAGE_POINTS, RENDER_DPI, RENDER_PIXELS } from './limits.ts';
import { renderByCanvas } from './pdf-canvas.ts';
import { type Content, toBox } from './pdf-glyphs.ts';
import type { Rectangle } from './pdf-matrix.ts';
import type { Drawing, Paper } from './pdf-paper.ts';
import { type Row, toText } from './pdf-rows.ts';
import { type Ink, type Raster, savePng, toInk, whiten } from './raster.ts';
import type { PageImage, ReadOptions } from './reader.ts';

/** An image as shown on the page: points from the top left, and the pixels it is made of. */
export interface Shown extends Rectangle {
  readonly pixels: number;
  /** Pixels an inch at which it is shown. */
  readonly dpi: number;
}

export interface Surface {
  readonly page: PDFPageProxy;
  readonly paper: Paper | null;
  readonly width: number;
  readonly height: number;
  readonly content: Content;
  readonly pictures: readonly Shown[];
  readonly drawing: Drawing;
}

/** What looking at the page as an image adds to what its text says. */
export interface Looked {
  readonly kind: Page['kind'];
  readonly images: readonly PageImage[];
  readonly aside: readonly Aside[];
  readonly notes: readonly Note[];
}

/** A3 in points; scans larger than that are usually pixels taken for points, and say nothing about the paper. */
const A3 = 842 * 1191;
/** Share of dark pixels above which something stands on the page; dust stays below. */
const INKED = 0.0004;
/** Share of the page below which an image is an ornament, and points below which it is a rule. */
const ORNAMENT = 0.01;
const SLIM = 24;

const area = (r: Rectangle): number => Math.max(0, r.x1 - r.x0) * Math.max(0, r.y1 - r.y0);

export async function lookAt(surface: Surface, kind: Page['kind'], options: ReadOptions): Promise<Looked> {
  const { page, pictures } = surface;
  const number = page.pageNumber;
  const huge = pictures.find((picture) => picture.pixels > options.limits.pixels);
  if (huge && kind !== 'text') {
    const message = `第 ${number} 页的图像过大（${megapixels(huge.pixels)}），未作识别`;
    return { kind: 'scan', images: [], aside: [], notes: [{ code: 'image-too-large', message, page: number }] };
  }
  switch (kind) {
    case 'scan':
    case 'garbage':
    case 'ocr-layer':
      return { kind, images: await wholePage(surface, kind, options), aside: [], notes: [] };
    case 'blank':
      return blank(surface, options);
    case 'text':
    case 'mixed':
      return pasted(surface, options);
    default:
      return kind satisfies never;
  }
}

/** A4 in points, for pages that do not tell. */
const A4 = { width: 595, height: 842 };

/** A page drawn by pdfium alone, for OCR; no image where pdfium shows nothing either. */
export async function rescue(
  paper: Paper | null,
  number: number,
  options: ReadOptions,
): Promise<{ width: number; height: number; images: PageImage[] }> {
  const { width, height } = paper?.size(number) ?? A4;
  const nothing = { ...A4, images: [] };
  if (!(width > 0 && height > 0 && width <= PAGE_POINTS && height <= PAGE_POINTS)) return nothing;
  const dpi = Math.min(RENDER_DPI, Math.sqrt((RENDER_PIXELS * 72 ** 2) / (width * height)));
  const raster = paper?.render(number, dpi);
  const ink = raster ? toInk(raster) : null;
  if (!raster || !ink || ink.dark + ink.red < INKED) return { width, height, images: [] };
  const file = await savePng(raster, options.scratch, ink.coloured);
  return { width, height, images: [{ page: number, file, width: raster.width, height: raster.height, dpi }] };
}

/** Bounded by OCR's needs, the memory, and, for pages of no real paper size, by the pixels that are there. */
function resolution({ width, height, pictures }: Surface): { dpi: number; real: boolean } {
  const inches = (width * height) / 72 ** 2;
  const real = width * height <= 1.1 * A3;
  const fitting = Math.min(RENDER_DPI, Math.sqrt(RENDER_PIXELS / inches));
  const native = pictures.find((picture) => area(picture) > 0.8 * width * height)?.dpi;
  return { dpi: real || native === undefined ? fitting : Math.min(fitting, Math.max(native, 36)), real };
}

async function wholePage(surface: Surface, kind: Page['kind'], options: ReadOptions): Promise<PageImage[]> {
  const { dpi, real } = resolution(surface);
  const drawn = await draw(surface, dpi);
  // What the text layer of a scan says by itself (a typed page number) must not be read twice.
  if (kind === 'scan') maskGlyphs(drawn.raster, surface, dpi, 0, 0);
  const ink = kind === 'scan' ? toInk(drawn.raster) : drawn.ink;
  if (ink.dark + ink.red < INKED) return [];
  const file = await savePng(drawn.raster, options.scratch, ink.coloured);
  return [
    {
      page: surface.page.pageNumber,
      file,
      width: drawn.raster.width,
      height: drawn.raster.height,
      dpi: real ? dpi : null,
    },
  ];
}

/** By pdfium; where it shows nothing though something should stand there, by pdf.js with a Chinese font at hand. */
async function draw({ page, paper, content, pictures }: Surface, dpi: number): Promise<{ raster: Raster; ink: Ink }> {
  const raster = paper?.render(page.pageNumber, dpi) ?? null;
  const ink = raster ? toInk(raster) : null;
  if (raster && ink && (ink.dark + ink.red >= INKED || (content.glyphs.length === 0 && pictures.length === 0)))
    return { raster, ink };
  const again = await renderByCanvas(page, dpi);
  return { raster: again, ink: toInk(again) };
}

function maskGlyphs(raster: Raster, { content }: Surface, dpi: number, left: number, top: number): void {
  const scale = dpi / 72;
  for (const g of content.glyphs) {
    const box = toBox(content.frame, g.x0 - 1, g.base - g.size, g.x1 + 1, g.base + 0.3 * g.size);
    whiten(raster, (box.x0 - left) * scale, (box.y0 - top) * scale, (box.x1 - left) * scale, (box.y1 - top) * scale);
  }
}

/** A page without text and images may still bear characters drawn as outlines. */
async function blank(surface: Surface, options: ReadOptions): Promise<Looked> {
  const nothing: Looked = { kind: 'blank', images: [], aside: [], notes: [] };
  if (surface.drawing.shapes === 0 && surface.drawing.rules.length === 0 && surface.content.glyphs.length === 0)
    return nothing;
  const glance = surface.paper?.render(surface.page.pageNumber, 50);
  if (!glance) return nothing;
  maskGlyphs(glance, surface, 50, 0, 0);
  const { dark, red } = toInk(glance);
  if (dark + red < INKED) return nothing;
  return { ...nothing, kind: 'scan', images: await wholePage(surface, 'scan', options) };
}

/** Images on a page of text: a seal stands aside, a light background is left alone, anything else goes to OCR. */
async function pasted(surface: Surface, options: ReadOptions): Promise<Looked> {
  const { page, paper, width, height, pictures } = surface;
  const images: PageImage[] = [];
  const aside: Aside[] = [];
  const notes: Note[] = [];
  const { dpi, real } = resolution(surface);
  for (const picture of pictures) {
    const region = {
      x0: Math.max(0, picture.x0),
      y0: Math.max(0, picture.y0),
      x1: Math.min(width, picture.x1),
      y1: Math.min(height, picture.y1),
    };
    if (area(region) < ORNAMENT * width * height || region.x1 - region.x0 < SLIM || region.y1 - region.y0 < SLIM)
      continue;
    if (picture.pixels > options.limits.pixels) {
      notes.push({
        code: 'image-too-large',
        message: `第 ${page.pageNumber} 页有图像过大（${megapixels(picture.pixels)}），未作识别`,
        page: page.pageNumber,
      });
      continue;
    }
    const raster = paper?.render(page.pageNumber, dpi, region);
    if (!raster) continue;
    maskGlyphs(raster, surface, dpi, region.x0, region.y0);
    const ink = toInk(raster);
    const box = { page: page.pageNumber, ...region };
    if (ink.red > 0.01 && ink.red > 3 * ink.dark)
      aside.push({ kind: 'seal', text: '印章', place: { kind: 'page', box } });
    else if (ink.dark >= 5 * INKED) {
      const file = await savePng(raster, options.scratch, ink.coloured);
      images.push({
        page: page.pageNumber,
        file,
        width: raster.width,
        height: raster.height,
        dpi: real ? dpi : null,
        region,
      });
    }
  }
  return { kind: images.length > 0 ? 'mixed' : 'text', images, aside, notes };
}

/** Lines whose text lies leave the text, stand aside, and go to OCR as stripes of the page. */
export async function unlie(
  surface: Surface,
  seen: Looked,
  rows: readonly Row[],
  options: ReadOptions,
): Promise<Looked> {
  const { page, paper, content } = surface;
  const { dpi, real } = resolution(surface);
  const stripes: Rectangle[] = [];
  const aside: Aside[] = [];
  for (const row of rows) {
    const box = toBox(content.frame, row.x0, row.base - 1.1 * row.size, row.x1, row.base + 0.4 * row.size);
    aside.push({ kind: 'hidden-text', text: toText(row.glyphs, row.size).text, place: { kind: 'page', box } });
    const last = stripes.at(-1);
    // Neighbouring lines are one stripe: OCR reads blocks better than single lines.
    if (last && box.y0 < last.y1 + row.size && box.y1 > last.y0 - row.size) {
      stripes[stripes.length - 1] = {
        x0: Math.min(last.x0, box.x0),
        y0: Math.min(last.y0, box.y0),
        x1: Math.max(last.x1, box.x1),
        y1: Math.max(last.y1, box.y1),
      };
    } else stripes.push(box);
  }
  const images: PageImage[] = [];
  for (const { x0, y0, x1, y1 } of stripes) {
    const region = { x0, y0, x1, y1 };
    const raster = paper?.render(page.pageNumber, dpi, region);
    if (!raster) continue;
    const file = await savePng(raster, options.scratch, toInk(raster).coloured);
    images.push({
      page: page.pageNumber,
      file,
      width: raster.width,
      height: raster.height,
      dpi: real ? dpi : null,
      region,
    });
  }
  const message = `第 ${page.pageNumber} 页有 ${rows.length} 行文字是乱码，须作文字识别`;
  return {
    kind: 'mixed',
    images: [...seen.images, ...images],
    aside: [...seen.aside, ...aside],
    notes: [...seen.notes, { code: 'garbage-text', message, page: page.pageNumber }],
  };
}
