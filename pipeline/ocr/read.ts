import type { Look } from '../../records/page.ts';
import type { Engine, EngineLine, EnginePage, Point, Raster } from './engine.ts';
import { type Check, digitStep, type GateContext, type Glyph, judge } from './gate.ts';
import { boxOf, layOut, type Placed, type Printed, place } from './layout.ts';
import { lookOf, type TypeArea, typeAreaOf } from './look.ts';
import { lostCells, lostFoot } from './overlooked.ts';
import { flatten, turn, withoutRed } from './prepare.ts';
import { type Decoded, decode, turnBack, turnPoint } from './raster.ts';
import { mostlyRed, readRed } from './red.ts';
import { tablesOn } from './rules.ts';

/** A rectangle as shares (0–1) of the image's width and height, as the image stands in the file. */
export interface Area {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

export interface ReadChar {
  readonly ch: string;
  readonly confidence: number;
  readonly x0: number;
  readonly x1: number;
}

export interface ReadCell {
  readonly text: string;
  readonly area: Area;
}

/** A line or a table row of an image. */
export interface ReadBlock {
  readonly kind: 'line' | 'row';
  readonly text: string;
  readonly area: Area;
  readonly cells: readonly ReadCell[];
  /** One for each UTF-16 unit of `text`; the tab between cells has confidence 1. */
  readonly chars: readonly ReadChar[];
  readonly confidence: number;
  readonly checks: readonly (Check & { readonly crop: Area })[];
  readonly look: Look;
}

export interface ReadAside {
  readonly kind: 'page-number' | 'seal';
  readonly text: string;
  readonly area: Area;
}

export interface ReadNote {
  readonly code: string;
  readonly message: string;
}

/** What a worker hands back for one image. Plain data. */
export interface ImageReading {
  readonly engine: string;
  readonly turned: EnginePage['turned'];
  readonly dpi: number | null;
  readonly blocks: readonly ReadBlock[];
  readonly asides: readonly ReadAside[];
  readonly notes: readonly ReadNote[];
}

export interface Readers {
  readonly primary: Engine;
  /** The independent reader of the digit gate; null switches the gate's second reading off (nothing is verified then). */
  readonly second: Engine | null;
}

/** Lines below this are not print (dirt, a seal's rim, a photograph). */
const PRINT = 0.5;

/** Decodes, prepares, reads and judges one image file. Throws `image-too-large` and `file-damaged`. */
export async function readImage(file: string, dpi: number | null, readers: Readers): Promise<ImageReading> {
  return readRaster(await decode(file, dpi), readers);
}

export async function readRaster(decoded: Decoded, readers: Readers): Promise<ImageReading> {
  const { primary } = readers;
  const black = flatten(withoutRed(decoded.raster));
  const page = await primary.recognize(black, { dpi: decoded.dpi });
  // From here on everything stands upright; `toFile` leads back.
  const rgb = turn(decoded.raster, page.turned);
  const flat = turn(black, page.turned);
  const toUpright = (p: Point): Point => turnPoint(p, decoded.raster, page.turned);
  const upright = page.lines.map((l) => ({ ...l, quad: l.quad.map(toUpright) }));
  const { lines: redLines, seals } = await readRed(rgb, primary);
  const { skew } = page;

  const notes: ReadNote[] = [];
  const asides: ReadAside[] = [];
  const area = areaOf(decoded.raster, page.turned, skew);
  const kept: Placed[] = [];
  let unclear = 0;
  for (const line of upright) {
    const placed = place(line, skew, false);
    const middle = centre(line.quad);
    const sealed = seals.some((s) => Math.hypot(s.x - middle.x, s.y - middle.y) < s.radius * 1.05);
    const again = redLines.some((r) => covers(place(r, skew, true), placed, mostlyRed(rgb, line.quad) ? 0.05 : 0.4));
    if (again || (sealed && line.confidence < 0.8)) continue;
    if (line.confidence < PRINT) unclear++;
    else kept.push(placed);
  }
  for (const line of redLines) kept.push(place(line, skew, true));
  for (const seal of seals) {
    const around = {
      x0: seal.x - seal.radius,
      y0: seal.y - seal.radius,
      x1: seal.x + seal.radius,
      y1: seal.y + seal.radius,
    };
    asides.push({ kind: 'seal', text: seal.text, area: area(around, true) });
  }

  const tables = tablesOn(flat, skew);
  kept.push(...(await lostCells(flat, skew, tables, kept, primary)), ...(await lostFoot(flat, skew, kept, primary)));
  let printed = isPrint(kept) ? layOut(kept, tables) : [];
  const number = pageNumber(printed, rgb.height);
  if (number) {
    printed = printed.filter((p) => p !== number.printed);
    const box = boxOf(number.printed.cells.flat());
    asides.push({ kind: 'page-number', text: number.text, area: area(box) });
  }
  if (printed.length === 0 && asides.length === 0) {
    notes.push({ code: 'empty-picture', message: '图像中没有读到文字：可能是照片、插图或空白页' });
  } else if (unclear > 0) {
    notes.push({ code: 'unclear-lines', message: `有${unclear}处痕迹无法辨认为文字，未收入正文` });
  }
  if (decoded.dpi !== null && decoded.dpi < 130) {
    notes.push({
      code: 'low-resolution',
      message: `图像分辨率偏低（约${Math.round(decoded.dpi)} dpi），数字请核对原图`,
    });
  }
  if (decoded.bilevel)
    notes.push({ code: 'bilevel', message: '黑白二值图像（传真或黑白扫描），笔画有损，数字请核对原图' });
  if (page.warnings.includes('fallback'))
    notes.push({ code: 'fallback-engine', message: '由备用引擎识别，准确率较低，数字一律请核对原图' });
  if (page.turned !== 0) notes.push({ code: 'turned', message: `页面方向不正，已旋转${page.turned}度后识别` });

  const context: GateContext = {
    flat,
    plain: withoutRed(rgb),
    reader: primary.id,
    second: readers.second,
    dpi: decoded.dpi,
    bilevel: decoded.bilevel,
  };
  const body = typeAreaOf(printed);
  const rows = printed.map((p) => p.cells.map((cell) => cell.flatMap(glyphsOf)));
  const step = digitStep(rows.flat());
  const blocks: ReadBlock[] = [];
  for (const [i, p] of printed.entries()) {
    const cells = rows[i] ?? [];
    blocks.push(await blockOf(p, cells, { context, step, area, body, dpi: decoded.dpi, width: rgb.width }));
  }
  return { engine: primary.id, turned: page.turned, dpi: decoded.dpi, blocks, asides, notes };
}

/** A photograph of anything but print gives a few uncertain scraps: print has Han characters, or digits, read for sure. */
function isPrint(lines: readonly Placed[]): boolean {
  const sure = lines
    .filter((l) => l.line.confidence > 0.8)
    .reduce((n, l) => n + (l.line.text.match(/[\u3400-\u9fff\d]/g)?.length ?? 0), 0);
  return sure >= 2;
}

const centre = (quad: readonly Point[]): Point => ({
  x: quad.reduce((sum, p) => sum + p.x, 0) / quad.length,
  y: quad.reduce((sum, p) => sum + p.y, 0) / quad.length,
});

/** True where `outer` lies over at least `share` of `inner`. */
function covers(outer: Placed, inner: Placed, share: number): boolean {
  const w = Math.min(outer.x1, inner.x1) - Math.max(outer.x0, inner.x0);
  const h = Math.min(outer.y1, inner.y1) - Math.max(outer.y0, inner.y0);
  return w > 0 && h > 0 && w * h > share * (inner.x1 - inner.x0) * (inner.y1 - inner.y0);
}

/** Leads boxes of the level (or, `upright`, the merely turned) page back to shares of the file's picture. */
function areaOf(image: Raster, turned: EnginePage['turned'], skew: number): (box: Area, upright?: boolean) => Area {
  const radians = (skew * Math.PI) / 180;
  const [cos, sin] = [Math.cos(radians), Math.sin(radians)];
  const share = (v: number): number => Math.min(1, Math.max(0, v));
  return (box, upright = false) => {
    const points = [
      { x: box.x0, y: box.y0 },
      { x: box.x1, y: box.y0 },
      { x: box.x1, y: box.y1 },
      { x: box.x0, y: box.y1 },
    ].map((p) => {
      const q = upright ? p : { x: p.x * cos - p.y * sin, y: p.x * sin + p.y * cos };
      return turnBack(q, image, turned);
    });
    return {
      x0: share(Math.min(...points.map((p) => p.x)) / image.width),
      y0: share(Math.min(...points.map((p) => p.y)) / image.height),
      x1: share(Math.max(...points.map((p) => p.x)) / image.width),
      y1: share(Math.max(...points.map((p) => p.y)) / image.height),
    };
  };
}

const textOf = (p: Printed): string => p.cells.map((cell) => cell.map((c) => c.line.text).join('')).join('\t');

/** — 7 — · -12- · 第3页 · 第 3 页 共 9 页, alone at the foot or the head of the page. */
const PAGE_NUMBER =
  /^(?:[-—–─一·•.~\s]*\d{1,4}[-—–─一·•.~\s]*|第\s*\d{1,4}\s*页(?:\s*[,，/]?\s*共\s*\d{1,4}\s*页)?|\d{1,4}\s*\/\s*\d{1,4})$/;

function pageNumber(printed: readonly Printed[], height: number): { printed: Printed; text: string } | null {
  const outer = printed.filter((p) => p.kind === 'line').map((p) => ({ p, box: boxOf(p.cells.flat()) }));
  for (const { p, box } of outer) {
    const foot = box.y0 > height * 0.88 && outer.every((o) => o.p === p || o.box.y0 < box.y1);
    const head = box.y1 < height * 0.08 && outer.every((o) => o.p === p || o.box.y1 > box.y0);
    const text = textOf(p);
    if ((foot || head) && PAGE_NUMBER.test(text)) return { printed: p, text };
  }
  return null;
}

function glyphsOf(placed: Placed): Glyph[] {
  const { line } = placed;
  return line.chars.flatMap((c) =>
    [...Array(c.ch.length).keys()].map((k) => ({
      ch: c.ch.charAt(k),
      confidence: c.confidence,
      x0: c.x0,
      x1: c.x1,
      piece: line,
    })),
  );
}

interface BlockContext {
  readonly context: GateContext;
  readonly step: number | null;
  readonly area: (box: Area) => Area;
  readonly body: TypeArea | null;
  readonly dpi: number | null;
  readonly width: number;
}

async function blockOf(
  p: Printed,
  cells: readonly (readonly Glyph[])[],
  { context, step, area, body, dpi, width }: BlockContext,
): Promise<ReadBlock> {
  const chars: ReadChar[] = [];
  const checks: (Check & { crop: Area })[] = [];
  for (const [i, glyphs] of cells.entries()) {
    const pieces = new Map<EngineLine, Placed>((p.cells[i] ?? []).map((placed) => [placed.line, placed]));
    const boxAt = (g: Glyph): Area => {
      const placed = pieces.get(g.piece);
      const origin = placed?.origin ?? 0;
      return { x0: origin + g.x0, x1: origin + g.x1, y0: placed?.y0 ?? 0, y1: placed?.y1 ?? 0 };
    };
    if (i > 0) chars.push({ ch: '\t', confidence: 1, x0: chars.at(-1)?.x1 ?? 0, x1: chars.at(-1)?.x1 ?? 0 });
    const shift = chars.length;
    for (const g of glyphs) {
      const at = area(boxAt(g));
      chars.push({ ch: g.ch, confidence: g.confidence, x0: at.x0, x1: at.x1 });
    }
    for (const check of await judge(glyphs, context, step)) {
      const boxes = glyphs.slice(check.start, check.end).map(boxAt);
      const crop = {
        x0: Math.min(...boxes.map((b) => b.x0)),
        y0: Math.min(...boxes.map((b) => b.y0)),
        x1: Math.max(...boxes.map((b) => b.x1)),
        y1: Math.max(...boxes.map((b) => b.y1)),
      };
      checks.push({ ...check, start: check.start + shift, end: check.end + shift, crop: area(crop) });
    }
  }
  const all = p.cells.flat();
  const box = boxOf(all);
  const glyphs = cells.flat();
  return {
    kind: p.kind,
    text: chars.map((c) => c.ch).join(''),
    area: area(box),
    cells:
      p.kind === 'row'
        ? p.cells.map((cell) => ({ text: cell.map((c) => c.line.text).join(''), area: area(boxOf(cell)) }))
        : [],
    chars,
    confidence: glyphs.length === 0 ? 0 : Math.min(1, glyphs.reduce((sum, g) => sum + g.confidence, 0) / glyphs.length),
    checks,
    look: lookOf(box, all, body, dpi, width),
  };
}
