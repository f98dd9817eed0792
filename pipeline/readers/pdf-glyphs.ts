import type { Box } from '../../records/span.ts';
import { apply, between, product, type Rectangle, toMatrix } from './pdf-matrix.ts';
import { foldRadical } from './radicals.ts';

/** One character where it is drawn, in the reading frame (points, origin at the top left, text running to the right). */
export interface Glyph {
  readonly ch: string;
  readonly x0: number;
  readonly x1: number;
  /** Baseline. */
  readonly base: number;
  /** Font size in points. */
  readonly size: number;
  readonly font: string;
  /** Runs keep their inner order; `run` is the left edge of the one this glyph belongs to. */
  readonly run: number;
  /** Which run of the page, in the file's order. */
  readonly item: number;
}

/** Quarter turns clockwise by which the text of a page stands on it. */
export type Turn = 0 | 1 | 2 | 3;

/** A page's reading frame: the page turned so that its text runs left to right. */
export interface Frame {
  readonly page: number;
  readonly turn: Turn;
  /** Of the page as it is shown, before turning. */
  readonly width: number;
  readonly height: number;
}

/** The fields of pdf.js' TextItem that are read here. */
export interface Item {
  readonly str: string;
  readonly transform: readonly number[];
  readonly width: number;
  readonly height: number;
  readonly fontName: string;
}

interface Run {
  readonly item: Item;
  readonly turn: Turn | null;
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly length: number;
}

/** A rectangle of PDF user space as it is shown: points from the top left of the page, turned as the page says. */
export function toShown(viewport: readonly number[], r: Rectangle): Rectangle {
  const matrix = toMatrix(viewport);
  return between(apply(matrix, r.x0, r.y0), apply(matrix, r.x1, r.y1));
}

/** Degrees off a right angle up to which a line still counts as straight (scans with a text layer lean a little). */
const LEAN = 6;

function placed(item: Item, vertical: boolean, viewport: readonly number[]): Run {
  const [a, b, c, d, x, y] = product(toMatrix(viewport), toMatrix(item.transform));
  const angle = (Math.atan2(b, a) * 180) / Math.PI + (vertical ? 90 : 0);
  const quarter = Math.round(angle / 90);
  const turns: readonly Turn[] = [0, 1, 2, 3];
  const turn = Math.abs(angle - quarter * 90) <= LEAN ? (turns[((quarter % 4) + 4) % 4] ?? 0) : null;
  return { item, turn, x, y, size: Math.hypot(c, d), length: vertical ? item.height : item.width };
}

/** Page point to reading frame. */
function into({ turn, width, height }: Frame, x: number, y: number): [number, number] {
  switch (turn) {
    case 0:
      return [x, y];
    case 1:
      return [y, width - x];
    case 2:
      return [width - x, height - y];
    case 3:
      return [height - y, x];
  }
}

/** A rectangle of the reading frame as a box on the page. */
export function toBox(frame: Frame, x0: number, y0: number, x1: number, y1: number): Box {
  const { page, turn, width, height } = frame;
  const round = (value: number): number => Math.round(value * 100) / 100;
  const box = (a: number, b: number, c: number, d: number): Box => ({
    page,
    x0: round(a),
    y0: round(b),
    x1: round(c),
    y1: round(d),
  });
  switch (turn) {
    case 0:
      return box(x0, y0, x1, y1);
    case 1:
      return box(width - y1, x0, width - y0, x1);
    case 2:
      return box(width - x1, height - y1, width - x0, height - y0);
    case 3:
      return box(y0, height - x1, y1, height - x0);
  }
}

/** A rectangle of the page (a ruling line, a form field) in the reading frame. */
export function intoFrame(
  frame: Frame,
  x0: number,
  y0: number,
  x1: number,
  y1: number,
): [number, number, number, number] {
  const [a, b] = into(frame, x0, y0);
  const [c, d] = into(frame, x1, y1);
  return [Math.min(a, c), Math.min(b, d), Math.max(a, c), Math.max(b, d)];
}

/** Han, kana and full-width forms fill an em; Latin about half of it. */
export const weight = (ch: string): number =>
  ch < '⺀' && ch !== '—' && ch !== '…' && ch !== '“' && ch !== '”' ? 0.5 : 1;

/**
 * Spreads a run's width over its characters: within 2.5 pt of the true boxes for 95 % of characters.
 * pdf.js tells only where a run begins and ends.
 */
function spread(run: Run, item: number, frame: Frame): Glyph[] {
  const chars = [...run.item.str];
  const total = chars.reduce((sum, ch) => sum + weight(ch), 0);
  if (total === 0) return [];
  const [left, base] = into(frame, run.x, run.y);
  const unit = run.length / total;
  let x = left;
  return chars.map((raw) => {
    const x0 = x;
    x += weight(raw) * unit;
    return { ch: foldRadical(raw), x0, x1: x, base, size: run.size, font: run.item.fontName, run: left, item };
  });
}

/** Characters kept of what lies outside of a page. */
const OUTSIDE = 2_000;

export interface Content {
  readonly frame: Frame;
  /** Text that lies beyond the edges of the page, cut at `OUTSIDE`. */
  readonly outside: string;
  readonly glyphs: readonly Glyph[];
  /** Text that runs slantwise, against the reading direction, or large across other text: watermarks, binding-edge notes. */
  readonly slanted: readonly { readonly text: string; readonly box: Box }[];
}

/** All characters of a page in the frame in which most of its text runs left to right. */
export function toGlyphs(
  items: readonly Item[],
  vertical: (font: string) => boolean,
  page: {
    readonly number: number;
    readonly width: number;
    readonly height: number;
    readonly viewport: readonly number[];
  },
): Content {
  const runs = items
    .filter((item) => item.str.trim() !== '')
    .map((item) => placed(item, vertical(item.fontName), page.viewport));
  const votes = [0, 0, 0, 0];
  for (const run of runs) if (run.turn !== null) votes[run.turn] = (votes[run.turn] ?? 0) + run.item.str.length;
  const turns: readonly Turn[] = [0, 1, 2, 3];
  const turn = turns.reduce((best, t) => ((votes[t] ?? 0) > (votes[best] ?? 0) ? t : best), 0 as Turn);
  const frame: Frame = { page: page.number, turn, width: page.width, height: page.height };
  const onPage = ({ x, y }: Run): boolean => x > -5 && y > -5 && x < page.width + 5 && y < page.height + 5;
  const straight = runs.filter((run) => run.turn === turn && run.size > 0.5 && onPage(run));
  // Text set beyond the edges of the page shows nowhere, yet a search would find it.
  const outside = runs.filter((run) => run.turn === turn && !onPage(run)).map(({ item }) => item.str);
  const slanted = runs
    .filter((run) => run.turn !== turn)
    .map(({ item, x, y, size }) => ({
      text: item.str,
      box: toBox({ ...frame, turn: 0 }, Math.max(0, x - size), Math.max(0, y - size), x + size, y + size),
    }));
  const { text, under } = lifted(straight.map((run, i) => spread(run, i, frame)));
  const across = under.flatMap((glyphs) => {
    const [first, last] = [glyphs[0], glyphs.at(-1)];
    if (!first || !last) return [];
    const box = toBox(frame, first.x0, first.base - 0.9 * first.size, last.x1, first.base + 0.2 * first.size);
    return [{ text: glyphs.map((g) => g.ch).join(''), box }];
  });
  return {
    frame,
    outside: outside.join('').slice(0, OUTSIDE),
    glyphs: once(text.flat()),
    slanted: [...slanted, ...across],
  };
}

/** Times the usual size from which a run may be a watermark, and characters of other runs that it must cover to be one. */
const LARGE = 1.5;
const COVERED = 3;
const MOST_LARGE = 200;

/** Parts large type that lies across other text, as 征求意见稿 does, from text that stands by itself, as a title does. */
function lifted(runs: readonly Glyph[][]): { text: Glyph[][]; under: Glyph[][] } {
  const sizes = runs.flatMap((glyphs) => glyphs.map((g) => g.size)).toSorted((a, b) => a - b);
  const usual = sizes[sizes.length >> 1] ?? 0;
  const large = runs.filter((glyphs) => (glyphs[0]?.size ?? 0) > LARGE * usual).length;
  // A page of mostly large type has no watermark, and comparing all with all would take long.
  if (large === 0 || large > MOST_LARGE) return { text: [...runs], under: [] };
  const lies = runs.map((glyphs) => {
    const [first, last] = [glyphs[0], glyphs.at(-1)];
    if (!first || !last || first.size <= LARGE * usual) return false;
    let covered = 0;
    for (const other of runs)
      for (const g of other) {
        if (g.size >= first.size || g.ch.trim() === '') continue;
        const [x, y] = [(g.x0 + g.x1) / 2, g.base - 0.35 * g.size];
        if (x > first.x0 && x < last.x1 && y > first.base - 0.8 * first.size && y < first.base) covered += 1;
      }
    return covered >= COVERED;
  });
  return { text: runs.filter((_, i) => !lies[i]), under: runs.filter((_, i) => lies[i]) };
}

/** Points; a shift to look bold is smaller than half of it. */
const CELL = 8;

/** Drops the second copy of characters drawn twice, in place or with a small shift to look bold. */
function once(glyphs: readonly Glyph[]): Glyph[] {
  const seen = new Map<string, Glyph[]>();
  const same = (a: Glyph, b: Glyph): boolean => {
    const shift = Math.min(0.15 * b.size, CELL / 2);
    return a.item !== b.item && Math.abs(a.x0 - b.x0) < shift && Math.abs(a.base - b.base) < shift;
  };
  return glyphs.filter((g) => {
    if (g.ch === ' ') return true;
    const column = Math.floor(g.x0 / CELL);
    const row = Math.floor(g.base / CELL);
    // A copy lies in the same cell or beyond the nearer edge of it.
    const nextColumn = column + (g.x0 / CELL - column < 0.5 ? -1 : 1);
    const nextRow = row + (g.base / CELL - row < 0.5 ? -1 : 1);
    const at = (x: number, y: number): readonly Glyph[] => seen.get(`${g.ch}${x},${y}`) ?? [];
    const near = [at(column, row), at(nextColumn, row), at(column, nextRow), at(nextColumn, nextRow)];
    if (near.some((list) => list.some((other) => same(other, g)))) return false;
    const key = `${g.ch}${column},${row}`;
    const list = seen.get(key);
    if (list) list.push(g);
    else seen.set(key, [g]);
    return true;
  });
}
