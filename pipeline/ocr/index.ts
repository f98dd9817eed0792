import { WenhengError } from '../../records/errors.ts';
import type { Aside, Block, Note, Page, Pages } from '../../records/page.ts';
import type { PageImage } from '../readers/reader.ts';
import { type EngineChoice, type Hello, PageUnread, Pool, type PoolOptions } from './pool.ts';
import type { Area, ImageReading, ReadBlock } from './read.ts';

export type { EngineChoice, Hello } from './pool.ts';

/** OCR as the pipeline sees it: a pool of warm worker processes behind one function. */
export interface Ocr {
  readonly engine: EngineChoice;
  /** Null when no engine is configured. Throws `ocr-missing` when the configured one does not load. */
  hello(): Promise<Hello | null>;
  /** Reads one image file; throws `image-too-large`, `file-damaged`, `ocr-missing` or PageUnread. */
  read(file: string, dpi: number | null): Promise<{ hello: Hello; reading: ImageReading }>;
  /** Process ids of the workers, for doctor and for tests that kill them. */
  readonly pids: readonly number[];
  close(): Promise<void>;
}

/**
 * Opens OCR. Processes start with the first image, not here. `auto` takes PP-OCRv4 and falls back to tesseract.js where
 * onnxruntime does not load; `none` reads nothing.
 */
export function openOcr(options: PoolOptions): Ocr {
  const pool = new Pool(options);
  return {
    engine: options.engine,
    hello: async () => (options.engine === 'none' ? null : pool.hello()),
    read: (file, dpi) => pool.read(file, dpi),
    get pids() {
      return pool.pids;
    },
    close: () => pool.close(),
  };
}

/**
 * Reads the images of a document and puts what they say into its pages, in reading order. On a scanned page, a page whose
 * text layer lies and a page with a foreign OCR layer the read blocks take the place of what the reader gave; on a mixed
 * page they are sorted in among its text, and lines that the text layer already has are left out.
 * Throws `ocr-missing` when there is no engine and without OCR the document has no text; `image-too-large`; `reader-crashed`
 * when no page at all could be read.
 */
export async function readImages(
  images: readonly PageImage[],
  pages: Pages,
  ocr: Ocr,
  onPage?: (done: number, total: number) => void,
): Promise<Pages> {
  if (images.length === 0) return pages;
  if (ocr.engine === 'none') return unread(images, pages);
  let done = 0;
  const results = await Promise.all(
    images.map(async (image) => {
      try {
        return { image, ...(await ocr.read(image.file, image.dpi)) };
      } catch (cause) {
        // One unreadable page must not take the others with it: it is reported, and stays unread.
        if (cause instanceof PageUnread) return { image, failed: cause.message };
        throw cause;
      } finally {
        onPage?.(++done, images.length);
      }
    }),
  );
  const notes: Note[] = [];
  const asides: Aside[] = [];
  const found = new Map<number, Block[]>();
  for (const result of results) {
    const { image } = result;
    const page = pages.pages.find((p) => p.number === image.page);
    if (!page) throw new Error(`an image of page ${image.page}, which the document does not have`);
    if ('failed' in result) {
      notes.push({
        code: 'ocr-failed',
        message: `第${image.page}页的图像两次识别都未完成，本页未读`,
        page: image.page,
      });
      continue;
    }
    const { hello, reading } = result;
    const { blocks, aside } = onto(page, image, reading);
    found.set(image.page, [...(found.get(image.page) ?? []), ...blocks]);
    asides.push(...aside);
    for (const note of reading.notes)
      notes.push({ code: note.code, message: `第${image.page}页${note.message}`, page: image.page });
    if (hello.fallback !== null && !notes.some((n) => n.code === 'engine-fallback')) {
      notes.push({
        code: 'engine-fallback',
        message: '默认的文字识别引擎无法加载，已改用备用引擎；数字一律请核对原图',
      });
    }
  }
  const [failure] = results.filter((r) => 'failed' in r);
  if (failure && found.size === 0 && !pages.blocks.some((b) => b.text.trim() !== '')) {
    throw new WenhengError('reader-crashed', { file: nameOf(failure.image) }, { cause: new Error(failure.failed) });
  }
  const heads = runningHeads(pages, found);
  for (const [number, blocks] of found) {
    found.set(
      number,
      blocks.filter((b) => {
        if (!heads.has(b)) return true;
        asides.push({ kind: 'running-head', text: b.text, place: b.place });
        return false;
      }),
    );
  }
  return {
    ...pages,
    pages: pages.pages.map((p) => (found.has(p.number) ? { ...p, ocr: true } : p)),
    blocks: pages.pages.length === 0 ? pages.blocks : merged(pages, found),
    aside: [...pages.aside, ...asides],
    notes: [...pages.notes, ...notes],
  };
}

/** Height of the strip at the top and the foot of a page in which running heads stand, as a share of the page. */
const MARGIN = 0.1;

/**
 * Lines that are no part of the text: the first or last line of a page, in its margin, that other pages bear too (two others,
 * or one that the reader has already set aside).
 */
function runningHeads(pages: Pages, found: ReadonlyMap<number, readonly Block[]>): Set<Block> {
  const outer: Block[] = [];
  for (const page of pages.pages) {
    const lines = (found.get(page.number) ?? []).filter((b) => b.kind === 'line');
    for (const line of [lines[0], lines.at(-1)]) {
      const box = line && boxOf(line);
      if (line && box && (box.y1 < page.height * MARGIN || box.y0 > page.height * (1 - MARGIN))) outer.push(line);
    }
  }
  const known = new Set(pages.aside.filter((a) => a.kind === 'running-head').map((a) => a.text.replace(/\s/g, '')));
  const times = new Map<string, number>();
  for (const b of outer) times.set(b.text, (times.get(b.text) ?? 0) + 1);
  return new Set(outer.filter((b) => (times.get(b.text) ?? 0) >= 3 || known.has(b.text)));
}

const nameOf = (image: PageImage): string => image.file.replace(/^.*[/\\]/, '');

function unread(images: readonly PageImage[], pages: Pages): Pages {
  const [image] = images;
  if (!pages.blocks.some((b) => b.text.trim() !== ''))
    throw new WenhengError('ocr-missing', { file: image ? nameOf(image) : '' });

  const numbers = [...new Set(images.map((i) => i.page))];
  const note: Note = { code: 'ocr-off', message: `第${numbers.join('、')}页是图像，未启用文字识别，未读` };
  return { ...pages, notes: [...pages.notes, note] };
}

/** Blocks and asides of an image in the unit of the page it lies on. */
function onto(page: Page, image: PageImage, reading: ImageReading): { blocks: Block[]; aside: Aside[] } {
  const region = image.region ?? { x0: 0, y0: 0, x1: page.width, y1: page.height };
  const x = (share: number): number => round(region.x0 + share * (region.x1 - region.x0));
  const y = (share: number): number => round(region.y0 + share * (region.y1 - region.y0));
  const box = (a: Area): { page: number; x0: number; y0: number; x1: number; y1: number } => ({
    page: page.number,
    x0: x(a.x0),
    y0: y(a.y0),
    x1: x(a.x1),
    y1: y(a.y1),
  });
  const blockOf = (b: ReadBlock): Block => {
    const chars = b.chars.map((c) => ({ ch: c.ch, confidence: c.confidence, x0: x(c.x0), x1: x(c.x1) }));
    const edges = [...chars.map((c) => c.x0), chars.at(-1)?.x1 ?? x(b.area.x1)];
    return {
      kind: b.kind,
      text: b.text,
      place: { kind: 'page', box: box(b.area) },
      look: b.look,
      ...(b.kind === 'row'
        ? { cells: b.cells.map((c) => ({ text: c.text, place: { kind: 'page' as const, box: box(c.area) } })) }
        : {}),
      edges,
      ocr: {
        engine: reading.engine,
        confidence: b.confidence,
        chars,
        checks: b.checks.map(({ start, end, verification, crop }) => ({
          start,
          end,
          verification: verification.state === 'verified' ? verification : { ...verification, crop: box(crop) },
        })),
      },
    };
  };
  return {
    blocks: reading.blocks.map(blockOf),
    aside: reading.asides.map((a) => ({ kind: a.kind, text: a.text, place: { kind: 'page', box: box(a.area) } })),
  };
}

const round = (v: number): number => Math.round(v * 100) / 100;

const pageOf = (b: Block): number | null =>
  b.place.kind === 'page' || b.place.kind === 'object' ? b.place.box.page : null;
const boxOf = (b: Block): { x0: number; y0: number; x1: number; y1: number } | null =>
  b.place.kind === 'page' || b.place.kind === 'object' ? b.place.box : null;

/** All blocks of the document, page by page, the read ones in their places. */
function merged(pages: Pages, found: ReadonlyMap<number, readonly Block[]>): Block[] {
  const loose = pages.blocks.filter((b) => pageOf(b) === null);
  const out: Block[] = [...loose];
  for (const page of pages.pages) {
    const own = pages.blocks.filter((b) => pageOf(b) === page.number);
    const read = found.get(page.number);
    if (!read) out.push(...own);
    else if (page.kind !== 'mixed' && page.kind !== 'text') out.push(...read);
    else out.push(...interleaved(own, read));
  }
  return out;
}

/** A read line that lies on text the page already has says it a second time. */
function interleaved(own: readonly Block[], read: readonly Block[]): Block[] {
  const fresh = read.filter((r) => {
    const a = boxOf(r);
    if (!a) return true;
    const covered = own.reduce((sum, o) => {
      const b = boxOf(o);
      if (!b) return sum;
      const w = Math.min(a.x1, b.x1) - Math.max(a.x0, b.x0);
      const h = Math.min(a.y1, b.y1) - Math.max(a.y0, b.y0);
      return w > 0 && h > 0 ? sum + w * h : sum;
    }, 0);
    return covered < 0.35 * (a.x1 - a.x0) * (a.y1 - a.y0);
  });
  const out = [...own];
  // Each read block goes before the first text block that begins below its middle; both lists keep their own order.
  let from = 0;
  for (const block of fresh) {
    const box = boxOf(block);
    const middle = box ? (box.y0 + box.y1) / 2 : 0;
    const at = out.findIndex((o, i) => i >= from && (boxOf(o)?.y0 ?? 0) >= middle);
    const index = at < 0 ? out.length : at;
    out.splice(index, 0, block);
    from = index + 1;
  }
  return out;
}
