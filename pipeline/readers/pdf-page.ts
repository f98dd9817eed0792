import type { PDFDocumentProxy, PDFPageProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { z } from 'zod';
import { WenhengError } from '../../records/errors.ts';
import type { Aside, Note, Page } from '../../records/page.ts';
import { PAGE_POINTS, TEXT_UNITS } from './limits.ts';
import type { Leaf } from './pdf-blocks.ts';
import { type Fields, toFields } from './pdf-fields.ts';
import { type Content, type Glyph, type Item, intoFrame, toBox, toGlyphs, toShown } from './pdf-glyphs.ts';
import { toKind, toLies } from './pdf-kinds.ts';
import type { Rectangle } from './pdf-matrix.ts';
import { type Drawing, NOTHING, type Paper } from './pdf-paper.ts';
import { toRows, toText } from './pdf-rows.ts';
import { lookAt, rescue, type Shown, unlie } from './pdf-scan.ts';
import { toGrids } from './pdf-tables.ts';
import type { PageImage, ReadOptions } from './reader.ts';

/** A piece of pdf.js' text stream, which its types leave open. */
const Chunk = z.object({
  items: z.array(
    z.union([
      z.object({
        str: z.string(),
        transform: z.array(z.number()).length(6),
        width: z.number(),
        height: z.number(),
        fontName: z.string(),
      }),
      z.object({ type: z.string() }),
    ]),
  ),
  styles: z.record(z.string(), z.object({ vertical: z.boolean().optional() })),
});

/** One page as read, before running heads and margins are looked for across pages. */
export interface Leafed {
  readonly page: Page;
  readonly leaf: Leaf;
  readonly images: readonly PageImage[];
  readonly aside: readonly Aside[];
  readonly notes: readonly Note[];
  /** Of the largest image on the page. */
  readonly pixels: number;
  /** True where pdf.js could not parse the page. */
  readonly damaged: boolean;
}

/** Throws WenhengError where a page asks for more than any real one. */
export async function readPage(
  document: PDFDocumentProxy,
  paper: Paper | null,
  number: number,
  options: ReadOptions,
  hurry: boolean,
): Promise<Leafed> {
  const told = await tell(document, number, options);
  if ('damage' in told) return damagedPage(paper, number, options);
  const { page, fields } = told;
  const viewport = page.getViewport({ scale: 1 });
  const { width, height } = viewport;
  const drawing: Drawing = paper?.drawing(number) ?? NOTHING;
  const shown = (r: Rectangle): Rectangle => toShown(viewport.transform, r);
  const pictures = drawing.images.map((image): Shown => {
    const box = shown(image);
    const inches = Math.max(box.x1 - box.x0, box.y1 - box.y0) / 72;
    const pixels = image.pixelWidth * image.pixelHeight;
    return { ...box, pixels, dpi: inches > 0 ? Math.max(image.pixelWidth, image.pixelHeight) / inches : 0 };
  });
  const covered = coverage(pictures, width, height);
  // Under a scan, invisible text is its text layer; elsewhere nobody has seen it who signed the page.
  const { content, unseen } =
    covered > 0.5
      ? { content: told.content, unseen: [] }
      : parted(told.content, drawing.unseen.map(shown), drawing.seen.map(shown));
  const text = content.glyphs.map((g) => g.ch.trim()).join('');
  const guess = toKind({ text, coverage: covered, hidden: unseen.length > 0 ? 0 : drawing.hidden });
  const surface = { page, paper, width, height, content, pictures, drawing };
  const seen = hurry ? unlooked(guess, number) : await lookAt(surface, guess, options);
  const rules = drawing.rules.map((rule) => {
    const r = shown(rule);
    const [x0, y0, x1, y1] = intoFrame(content.frame, r.x0, r.y0, r.x1, r.y1);
    return { x0, y0, x1, y1 };
  });
  const turned = content.frame.turn % 2 === 1;
  const grids = toGrids(rules, content.glyphs, toRows);
  const inside = new Set(grids.flatMap((grid) => grid.glyphs));
  const rows = toRows(inside.size === 0 ? content.glyphs : content.glyphs.filter((g) => !inside.has(g)));
  const good = seen.kind === 'text' || seen.kind === 'mixed';
  const lies = good ? toLies(rows.map((row) => row.glyphs.map((g) => g.ch).join(''))) : [];
  const looked = lies.includes(true)
    ? await unlie(
        surface,
        seen,
        rows.filter((_, i) => lies[i]),
        options,
      )
    : seen;
  page.cleanup();
  return {
    page: { number, width, height, unit: 'pt', kind: looked.kind, ocr: looked.kind === 'ocr-layer' },
    leaf: {
      content,
      grids,
      rows: rows.filter((_, i) => !lies[i]),
      rules,
      garbage: looked.kind === 'garbage',
      width: turned ? height : width,
      height: turned ? width : height,
    },
    images: looked.images,
    damaged: false,
    pixels: Math.max(0, ...pictures.map((picture) => picture.pixels)),
    aside: [...fields.aside, ...looked.aside, ...unseen],
    notes: [...looked.notes, ...remarks(looked.kind, number, { signed: fields.signed, blind: paper?.alive !== true })],
  };
}

interface Told {
  readonly page: PDFPageProxy;
  readonly fields: Fields;
  readonly content: Content;
}

/**
 * What pdf.js makes of a page. On damaged pages it throws errors of many kinds; those of memory and stack are passed on,
 * since they are about the file and not the page.
 */
async function tell(
  document: PDFDocumentProxy,
  number: number,
  options: ReadOptions,
): Promise<Told | { damage: unknown }> {
  try {
    const page = await document.getPage(number);
    const { width, height } = page.getViewport({ scale: 1 });
    if (width > PAGE_POINTS || height > PAGE_POINTS) {
      const size = `第 ${number} 页 ${Math.round(width)}×${Math.round(height)} 点`;
      throw new WenhengError('image-too-large', { file: options.name, size, limit: `${PAGE_POINTS} 点` });
    }
    if (!(width > 0 && height > 0)) return { damage: 'a page without extent' };
    const fields = await toFields(page);
    return { page, fields, content: await contentOf(page, fields.items, options.name) };
  } catch (error) {
    if (error instanceof WenhengError || error instanceof RangeError) throw error;
    return { damage: error };
  }
}

/** A page that pdf.js cannot parse may still be drawn by pdfium, and read by OCR. */
async function damagedPage(paper: Paper | null, number: number, options: ReadOptions): Promise<Leafed> {
  const { width, height, images } = await rescue(paper, number, options);
  const frame = { page: number, turn: 0, width, height } as const;
  const message = `第 ${number} 页的数据已损坏，${images.length > 0 ? '按图像识别' : '未能读取'}`;
  return {
    page: { number, width, height, unit: 'pt', kind: images.length > 0 ? 'scan' : 'blank', ocr: false },
    leaf: {
      content: { frame, outside: '', glyphs: [], slanted: [] },
      grids: [],
      rows: [],
      rules: [],
      garbage: false,
      width,
      height,
    },
    images,
    pixels: 0,
    damaged: true,
    aside: [],
    notes: [{ code: images.length > 0 ? 'page-damaged' : 'page-unread', message, page: number }],
  };
}

/** Takes text that is drawn invisibly out of a page, unless the same place is drawn visibly too. */
function parted(
  content: Content,
  hidden: readonly Rectangle[],
  visible: readonly Rectangle[],
): { content: Content; unseen: Aside[] } {
  if (hidden.length === 0) return { content, unseen: [] };
  const { frame } = content;
  const inside = (boxes: readonly Rectangle[], g: Glyph): boolean => {
    const box = toBox(frame, g.x0, g.base - 0.7 * g.size, g.x1, g.base);
    const [x, y] = [(box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2];
    // pdfium's boxes end with the ink, and 。 has ink on its left only.
    const slack = 0.6 * g.size;
    return boxes.some((r) => x >= r.x0 - slack && x <= r.x1 + slack && y >= r.y0 - slack / 2 && y <= r.y1 + slack / 2);
  };
  const unseen = new Set(content.glyphs.filter((g) => inside(hidden, g) && !inside(visible, g)));
  const aside = toRows([...unseen]).map((row): Aside => {
    const box = toBox(frame, row.x0, row.base - row.size, row.x1, row.base + 0.2 * row.size);
    return { kind: 'hidden-text', text: toText(row.glyphs, row.size).text, place: { kind: 'page', box } };
  });
  return { content: { ...content, glyphs: content.glyphs.filter((g) => !unseen.has(g)) }, unseen: aside };
}

/** Share of the page under its largest image. */
function coverage(pictures: readonly Rectangle[], width: number, height: number): number {
  const seen = pictures.map(
    (p) =>
      Math.max(0, Math.min(width, p.x1) - Math.max(0, p.x0)) * Math.max(0, Math.min(height, p.y1) - Math.max(0, p.y0)),
  );
  return Math.max(0, ...seen) / (width * height);
}

const unlooked = (kind: Page['kind'], page: number): { kind: Page['kind']; images: []; aside: []; notes: Note[] } => {
  const needed = kind === 'scan' || kind === 'garbage';
  return {
    kind,
    images: [],
    aside: [],
    notes: needed ? [{ code: 'page-unread', message: `第 ${page} 页未作识别：读取本文件的时间已到上限`, page }] : [],
  };
};

function remarks(kind: Page['kind'], page: number, { signed, blind }: { signed: boolean; blind: boolean }): Note[] {
  const notes: Note[] = [];
  if (kind === 'garbage')
    notes.push({ code: 'garbage-text', message: `第 ${page} 页的文字层是乱码，须作文字识别`, page });
  if (kind === 'ocr-layer')
    notes.push({ code: 'foreign-ocr', message: `第 ${page} 页的文字由其他软件识别，可能有误`, page });
  if (blind) notes.push({ code: 'drawing-unread', message: `第 ${page} 页只读到文字，图形和图像未能读取`, page });
  if (signed) notes.push({ code: 'signature-unverified', message: `第 ${page} 页有电子签名，未作验证`, page });
  return notes;
}

/** Reads the page's text as it is parsed, so that a page that never ends is left once it has said too much. */
async function contentOf(page: PDFPageProxy, extra: readonly Item[], name: string): Promise<Content> {
  const viewport = page.getViewport({ scale: 1 });
  const items: Item[] = [...extra];
  const vertical = new Set<string>();
  let units = 0;
  const reader = page.streamTextContent({ disableNormalization: true }).getReader();
  for (let step = await reader.read(); !step.done; step = await reader.read()) {
    const chunk = Chunk.parse(step.value);
    for (const [font, style] of Object.entries(chunk.styles)) if (style.vertical) vertical.add(font);
    for (const item of chunk.items) {
      if (!('str' in item)) continue;
      units += item.str.length;
      items.push(item);
    }
    if (units > TEXT_UNITS) {
      await reader.cancel();
      throw new WenhengError('file-too-large', {
        file: name,
        size: `第 ${page.pageNumber} 页 ${units} 字以上`,
        limit: `${TEXT_UNITS} 字`,
      });
    }
  }
  return toGlyphs(items, (font) => vertical.has(font), {
    number: page.pageNumber,
    width: viewport.width,
    height: viewport.height,
    viewport: viewport.transform,
  });
}
