import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { init, type WrappedPdfiumModule } from '@embedpdf/pdfium';
import { apply, between, type Matrix, product, type Rectangle, transformed, UNIT } from './pdf-matrix.ts';
import type { Raster } from './raster.ts';

/** What is drawn on a page besides its characters; boxes in PDF user space (points, origin at the bottom left). */
export interface Drawing {
  readonly images: readonly Picture[];
  /** Straight horizontal and vertical strokes, and rectangles so thin that they are strokes. */
  readonly rules: readonly Rectangle[];
  /** Share of the text, by width, that is drawn invisibly: 1 for the text layer that OCR puts under a scan. */
  readonly hidden: number;
  /** Where text is drawn invisibly, and where visibly; empty on pages without invisible text. */
  readonly unseen: readonly Rectangle[];
  readonly seen: readonly Rectangle[];
  /** Filled or stroked shapes that are no rules: drawings, or characters drawn as outlines. */
  readonly shapes: number;
}

/** An image as it lies on the page. */
export interface Picture extends Rectangle {
  /** Pixels it is made of, whatever size it is shown at. */
  readonly pixelWidth: number;
  readonly pixelHeight: number;
}

const TEXT = 1;
const PATH = 2;
const IMAGE = 3;
const FORM = 5;
const INVISIBLE = 3;

/** A page that draws more than this is a drawing, and walking it only costs time. */
const MOST_OBJECTS = 20_000;
const DEEPEST = 8;
/** Points; wider rectangles are areas. */
const THIN = 2.5;

let instance: Promise<WrappedPdfiumModule> | undefined;

async function pdfium(): Promise<WrappedPdfiumModule> {
  const path = createRequire(import.meta.url).resolve('@embedpdf/pdfium/pdfium.wasm');
  const file = await readFile(path);
  const wasm = await init({ wasmBinary: file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength) });
  wasm.PDFiumExt_Init();
  return wasm;
}

/** The instance's memory, looked up anew each time: it moves when it grows. The package's types leave it out. */
function heapOf(wasm: WrappedPdfiumModule): Uint8Array {
  const heap: unknown = Reflect.get(wasm.pdfium, 'HEAPU8');
  if (!(heap instanceof Uint8Array)) throw new TypeError('pdfium shows no memory');
  return heap;
}

/** A PDF opened by pdfium: what it draws, and how it looks. Null where pdfium cannot open what pdf.js could. */
export async function openPaper(bytes: Uint8Array): Promise<Paper | null> {
  instance ??= pdfium();
  const wasm = await instance;
  const at = wasm.pdfium.wasmExports.malloc(bytes.length);
  if (at !== 0) heapOf(wasm).set(bytes, at);
  const document = at === 0 ? 0 : wasm.FPDF_LoadMemDocument(at, bytes.length, '');
  if (document === 0) {
    wasm.pdfium.wasmExports.free(at);
    return null;
  }
  return new Paper(wasm, document, at);
}

/** A page of which nothing is known but its text. */
export const NOTHING: Drawing = { images: [], rules: [], hidden: 0, unseen: [], seen: [], shapes: 0 };

export class Paper {
  readonly #wasm: WrappedPdfiumModule;
  readonly #document: number;
  readonly #bytes: number;
  #dead = false;
  /** Room for the numbers that pdfium hands back through pointers. */
  readonly #slots: number;

  constructor(wasm: WrappedPdfiumModule, document: number, bytes: number) {
    this.#wasm = wasm;
    this.#document = document;
    this.#bytes = bytes;
    this.#slots = wasm.pdfium.wasmExports.malloc(32);
  }

  /** False once pdfium has broken down over this file. */
  get alive(): boolean {
    return !this.#dead;
  }

  close(): void {
    if (this.#dead) return;
    this.#wasm.FPDF_CloseDocument(this.#document);
    this.#wasm.pdfium.wasmExports.free(this.#slots);
    this.#wasm.pdfium.wasmExports.free(this.#bytes);
  }

  /** Files embedded in the document. */
  attachments(): number {
    return this.#dead ? 0 : this.#wasm.FPDFDoc_GetAttachmentCount(this.#document);
  }

  /** Points, as the page is shown; null where pdfium cannot load the page. */
  size(number: number): { readonly width: number; readonly height: number } | null {
    return this.#with(number, null, (page) => {
      if (page === 0) return null;
      return { width: this.#wasm.FPDF_GetPageWidthF(page), height: this.#wasm.FPDF_GetPageHeightF(page) };
    });
  }

  /** Page numbers begin at 1. */
  drawing(number: number): Drawing {
    return this.#with(number, NOTHING, (page) => {
      if (page === 0) return NOTHING;
      const found = {
        images: [] as Picture[],
        rules: [] as Rectangle[],
        unseen: [] as Rectangle[],
        seen: [] as Rectangle[],
        shapes: 0,
        objects: 0,
        text: 0,
        hidden: 0,
      };
      const walk = (count: number, get: (i: number) => number, matrix: Matrix, depth: number): void => {
        for (let i = 0; i < count && found.objects < MOST_OBJECTS; i += 1) {
          const object = get(i);
          found.objects += 1;
          const type = this.#wasm.FPDFPageObj_GetType(object);
          if (type === FORM) {
            if (depth < DEEPEST)
              walk(
                this.#wasm.FPDFFormObj_CountObjects(object),
                (k) => this.#wasm.FPDFFormObj_GetObject(object, k),
                product(matrix, this.#matrix(object)),
                depth + 1,
              );
            continue;
          }
          const box = transformed(this.#bounds(object), matrix);
          if (!box) continue;
          if (type === IMAGE) found.images.push({ ...box, ...this.#pixels(object) });
          else if (type === TEXT) {
            const width = Math.max(box.x1 - box.x0, box.y1 - box.y0);
            found.text += width;
            const invisible = this.#wasm.FPDFTextObj_GetTextRenderMode(object) === INVISIBLE;
            if (invisible) found.hidden += width;
            (invisible ? found.unseen : found.seen).push(box);
          } else if (type === PATH) {
            const rules = this.#rules(object, box, matrix);
            if (rules.length === 0) found.shapes += 1;
            found.rules.push(...rules);
          }
        }
      };
      walk(this.#wasm.FPDFPage_CountObjects(page), (i) => this.#wasm.FPDFPage_GetObject(page, i), UNIT, 0);
      const { images, rules, shapes, text, hidden, unseen, seen } = found;
      return {
        images,
        rules,
        shapes,
        hidden: text > 0 ? hidden / text : 0,
        unseen,
        seen: unseen.length > 0 ? seen : [],
      };
    });
  }

  /**
   * Draws a page, or a part of it given in points from the top left as the page is shown, on white.
   * Null where pdfium gives no bitmap of that size.
   */
  render(number: number, dpi: number, part?: Rectangle): Raster | null {
    return this.#with(number, null, (page) => {
      if (page === 0) return null;
      const wasm = this.#wasm;
      const scale = dpi / 72;
      const pageWidth = wasm.FPDF_GetPageWidthF(page);
      const pageHeight = wasm.FPDF_GetPageHeightF(page);
      const { x0, y0, x1, y1 } = part ?? { x0: 0, y0: 0, x1: pageWidth, y1: pageHeight };
      const width = Math.max(1, Math.round((x1 - x0) * scale));
      const height = Math.max(1, Math.round((y1 - y0) * scale));
      const bitmap = wasm.FPDFBitmap_Create(width, height, 0);
      if (bitmap === 0) return null;
      try {
        wasm.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, 0xffffffff);
        // Annotations (stamps, seals) are drawn too; bytes come in the order R G B.
        const flags = 0x01 | 0x10;
        const [left, top] = [Math.round(-x0 * scale), Math.round(-y0 * scale)];
        wasm.FPDF_RenderPageBitmap(
          bitmap,
          page,
          left,
          top,
          Math.round(pageWidth * scale),
          Math.round(pageHeight * scale),
          0,
          flags,
        );
        const stride = wasm.FPDFBitmap_GetStride(bitmap);
        const from = wasm.FPDFBitmap_GetBuffer(bitmap);
        const heap = heapOf(wasm);
        const data = new Uint8Array(width * height * 3);
        for (let y = 0, to = 0; y < height; y += 1)
          for (let x = 0, at = from + y * stride; x < width; x += 1, at += 4, to += 3) {
            data[to] = heap[at] ?? 255;
            data[to + 1] = heap[at + 1] ?? 255;
            data[to + 2] = heap[at + 2] ?? 255;
          }
        return { data, width, height };
      } finally {
        wasm.FPDFBitmap_Destroy(bitmap);
      }
    });
  }

  /**
   * pdfium ends in abort() where memory runs out; the instance is lost then, and this paper with it. pdf.js has still
   * read the text, so the page goes on as if nothing were drawn on it.
   */
  #with<T>(number: number, otherwise: T, use: (page: number) => T): T {
    if (this.#dead) return otherwise;
    try {
      const page = this.#wasm.FPDF_LoadPage(this.#document, number - 1);
      try {
        return use(page);
      } finally {
        if (page !== 0) this.#wasm.FPDF_ClosePage(page);
      }
    } catch (error) {
      // WebAssembly.RuntimeError; the types of Node do not name it.
      if (!(error instanceof Error && error.name === 'RuntimeError')) throw error;
      this.#dead = true;
      instance = undefined;
      return otherwise;
    }
  }

  #float(i: number): number {
    return this.#wasm.pdfium.getValue(this.#slots + 4 * i, 'float');
  }

  #bounds(object: number): Rectangle | null {
    const s = this.#slots;
    if (!this.#wasm.FPDFPageObj_GetBounds(object, s, s + 4, s + 8, s + 12)) return null;
    return { x0: this.#float(0), y0: this.#float(1), x1: this.#float(2), y1: this.#float(3) };
  }

  #pixels(image: number): { pixelWidth: number; pixelHeight: number } {
    const s = this.#slots;
    if (!this.#wasm.FPDFImageObj_GetImagePixelSize(image, s, s + 4)) return { pixelWidth: 0, pixelHeight: 0 };
    return { pixelWidth: this.#wasm.pdfium.getValue(s, 'i32'), pixelHeight: this.#wasm.pdfium.getValue(s + 4, 'i32') };
  }

  #matrix(object: number): Matrix {
    if (!this.#wasm.FPDFPageObj_GetMatrix(object, this.#slots)) return UNIT;
    return [this.#float(0), this.#float(1), this.#float(2), this.#float(3), this.#float(4), this.#float(5)];
  }

  /** The straight strokes of a path; none where it is something else. */
  #rules(path: number, box: Rectangle, outer: Matrix): Rectangle[] {
    if (box.x1 - box.x0 < THIN || box.y1 - box.y0 < THIN) return [box];
    const s = this.#slots;
    if (!this.#wasm.FPDFPath_GetDrawMode(path, s, s + 4) || this.#wasm.pdfium.getValue(s + 4, 'i32') === 0) return [];
    const count = this.#wasm.FPDFPath_CountSegments(path);
    if (count > 500) return [];
    const matrix = product(outer, this.#matrix(path));
    const rules: Rectangle[] = [];
    let last: readonly [number, number] | undefined;
    let start: readonly [number, number] | undefined;
    for (let i = 0; i < count; i += 1) {
      const segment = this.#wasm.FPDFPath_GetPathSegment(path, i);
      const type = this.#wasm.FPDFPathSegment_GetType(segment);
      // A curve: this is a drawing.
      if (type === 1) return [];
      this.#wasm.FPDFPathSegment_GetPoint(segment, s, s + 4);
      const point = apply(matrix, this.#float(0), this.#float(1));
      if (type === 2) start = point;
      else if (last) rules.push(between(last, point));
      if (this.#wasm.FPDFPathSegment_GetClose(segment) && start) rules.push(between(point, start));
      last = point;
    }
    return rules.every((r) => r.x1 - r.x0 < THIN || r.y1 - r.y0 < THIN) ? rules : [];
  }
}
