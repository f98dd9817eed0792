import type { Block, Look, Pages } from '../records/page.ts';
import { annexOf, labelOf } from './structure/labels.ts';
import { type Anchored, AnchoredBuilder } from './text-anchor.ts';

/** A stretch of a line: as it is read, and where it stands in its block. */
interface Piece {
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

/** A block with its blanks in order. */
interface Line {
  readonly block: number;
  readonly kind: Block['kind'];
  readonly pieces: readonly Piece[];
  readonly text: string;
  readonly look: Look | undefined;
  readonly page: number | null;
  /** A blank line or block stands before it. */
  readonly gap: boolean;
  /** The printed line runs to the right margin: the next may continue it. */
  readonly full: boolean;
  /** Ems of first-line indent, where known. */
  readonly indent: number | null;
}

/** Blanks of every width, zero-width marks and control characters. */
const BLANKS = /[\s\u200b-\u200d\u2060\ufeff\u0000-\u001f\u007f-\u009f]+/g;

/** One blank for many, none at the edges; tabs stay where they part cells. */
function pieces(text: string, row: boolean): Piece[] {
  const out: Piece[] = [];
  let at = 0;
  const push = (from: number, to: number): void => {
    if (to > from) out.push({ text: text.slice(from, to), from, to });
  };
  for (const match of text.matchAll(BLANKS)) {
    const end = match.index + match[0].length;
    push(at, match.index);
    at = end;
    const visible = /[\s]/.test(match[0].replace(/\ufeff/g, ''));
    if (row && match[0].includes('\t')) out.push({ text: match[0].replace(/[^\t]/g, ''), from: match.index, to: end });
    else if (visible && out.length > 0 && end < text.length) out.push({ text: ' ', from: match.index, to: end });
  }
  push(at, text.length);
  return row ? out : trimmed(out);
}

function trimmed(list: Piece[]): Piece[] {
  while (list.at(-1)?.text === ' ') list.pop();
  return list;
}

/** 序号\t单位名称 is a row; a lone tab before a cell's words is only an indent. */
const isRow = (text: string): boolean => {
  const cells = text.split('\t');
  const filled = cells.filter((c) => c.trim() !== '').length;
  return filled >= 2 || (filled === 1 && cells.length >= 4);
};

/** Width in half-width units. */
function widthOf(text: string): number {
  let width = 0;
  for (let i = 0; i < text.length; i++) width += text.charCodeAt(i) > 0xff ? 2 : 1;
  return width;
}

/** Right margin of each page (or of the whole text file): 95th percentile of line ends. */
function margins(blocks: readonly Block[]): Map<number, { left: number; right: number }> {
  const ends = new Map<number, { x0: number; x1: number }[]>();
  for (const b of blocks) {
    if (b.kind !== 'line') continue;
    const box = b.place.kind === 'page' || b.place.kind === 'object' ? b.place.box : null;
    const key = box ? box.page : 0;
    const list = ends.get(key) ?? [];
    list.push(box ? { x0: box.x0, x1: box.x1 } : { x0: 0, x1: widthOf(b.text.trimEnd()) });
    ends.set(key, list);
  }
  const out = new Map<number, { left: number; right: number }>();
  for (const [key, list] of ends) {
    const right = list.map((e) => e.x1).sort((a, b) => a - b);
    const left = list.map((e) => e.x0).sort((a, b) => a - b);
    out.set(key, {
      left: left[Math.floor(left.length * 0.1)] ?? 0,
      right: right[Math.floor(right.length * 0.95)] ?? 0,
    });
  }
  return out;
}

function linesOf(pages: Pages): Line[] {
  const margin = margins(pages.blocks);
  const out: Line[] = [];
  let gap = false;
  let lastLine: number | null = null;
  pages.blocks.forEach((b, index) => {
    const row = b.kind === 'row' || isRow(b.text);
    const list = pieces(b.text, row);
    const text = list.map((p) => p.text).join('');
    if (text.trim() === '') {
      gap = true;
      return;
    }
    const number = b.place.kind === 'line' ? b.place.line : null;
    if (number !== null && lastLine !== null && number > lastLine + 1) gap = true;
    lastLine = number;
    const box = b.place.kind === 'page' || b.place.kind === 'object' ? b.place.box : null;
    const m = margin.get(box ? box.page : 0);
    const em = b.look?.fontSize ?? (box ? Math.max(1, box.y1 - box.y0) : 2);
    const end = box ? box.x1 : widthOf(b.text.trimEnd());
    const measured = b.kind === 'line' && m !== undefined;
    out.push({
      block: index,
      kind: row ? 'row' : b.kind,
      pieces: list,
      text,
      look: b.look,
      page: box ? box.page : null,
      gap,
      full: b.look?.full ?? (measured && end >= m.right - 1.6 * em),
      indent:
        b.look?.indent ??
        (box && m ? (box.x0 - m.left) / em : number === null ? null : widthOf(/^\s*/.exec(b.text)?.[0] ?? '') / 2),
    });
    gap = false;
  });
  return out;
}

const STOP = /[。！？!?…]["”’』」）)]*$/;
const startsItem = (text: string): boolean => labelOf(text) !== null || annexOf(text) !== null;

/** Printed lines of one paragraph (PDF, OFD, OCR, wrapped text files). */
function wraps(a: Line, b: Line): boolean {
  if (startsItem(b.text)) return false;
  const [from, to] = [a.look?.align ?? 'left', b.look?.align ?? 'left'];
  if (from !== to || from !== 'left') return false;
  if (a.look?.fontSize && b.look?.fontSize && Math.abs(a.look.fontSize - b.look.fontSize) > 1.5) return false;
  if (b.indent !== null && b.indent >= 1.2) return false;
  if (a.full) return !(STOP.test(a.text) && b.indent === null);
  return /[，、,“（《]$/.test(a.text) || openEnd(a.text, b.text);
}

const PAIRS: readonly (readonly [string, string])[] = [
  ['“', '”'],
  ['（', '）'],
  ['(', ')'],
  ['《', '》'],
];

/** …违规将“短 / 期借调”异化为…: opened here, closed there before anything opens. */
function openEnd(a: string, b: string): boolean {
  for (const [open, close] of PAIRS) {
    const at = a.lastIndexOf(open);
    if (at < 0 || a.includes(close, at) || a.length - at > 40) continue;
    const end = b.indexOf(close);
    const next = b.indexOf(open);
    if (end >= 0 && end <= 40 && (next < 0 || next > end)) return true;
  }
  return false;
}

/** Words that no clause ends in: 于每年 / 春季学期开学前. The look-behinds spare 存在, 参与, 行为, 应对, 方向 … */
const DANGLING =
  /(?:每年|每月|每周|每学期|每学年|(?<!限|属|关|等|低|高|大|小|多|少)于|(?<!存|现|所|潜|内|实)在|(?<!目)的|(?<!总|共|温|饱|调)和|(?<!参|给)与|(?<!涉|普|以|顾)及|以及|(?<!应|针|相|面|核|校)对|(?<!即|必)将|(?<!行|作|认|成|人|分|改|视|列)为|(?<!理|自|事|缘)由|(?<!方|导|倾|取|面)向|(?<!合|兼|吞)并|按照|根据|依据|通过|不得|应当|(?<!需|主|重|纪|摘|必|紧|次)要|[，、,“（《])$/;

/** Verbs that still want their object: 分类明确 / 作业总量. */
const WANTING = /(?:明确|加强|推进|健全|完善|制定|促进|强化|严格|做好|组织开展|进一步)$/;

/**
 * A paragraph that breaks off inside a clause and goes on in the next: …于每年 / 春季学期开学前向社会公布.
 * `stopped` is the share of the text's long paragraphs that end in a stop: where copies lost their stops, a missing
 * one proves nothing.
 */
function brokenInside(a: Line, b: Line, stopped: number): boolean {
  if (a.kind === 'row' || b.kind === 'row' || a.text.length < 20) return false;
  if (/[。；;：:！？!?]["”’）)]*$/.test(a.text) || startsItem(b.text)) return false;
  if (!/[，,。；;、]/.test(a.text) || !/[，,。；;、”]/.test(b.text)) return false;
  if (openEnd(a.text, b.text) || /^[，。；、：”’）》,;)]/.test(b.text)) return true;
  if (stopped < 0.7) return false;
  return DANGLING.test(a.text) || WANTING.test(a.text);
}

/** Method of the repair that joins a broken paragraph. */
export const BROKEN_LINE = 'paragraph broken inside a clause';

/**
 * Blocks to one text: a paragraph a line, cells of a row parted by tabs. Holds afterwards: no blank lines, no
 * blanks at line ends, no two blanks together, a `\n` after each paragraph.
 */
export function assemble(pages: Pages): Anchored {
  const lines = linesOf(pages);
  const long = lines.filter((l) => l.kind !== 'row' && l.text.length >= 60);
  const stopped = long.length === 0 ? 1 : long.filter((l) => /[。；;：:！？!?）)”]$/.test(l.text)).length / long.length;
  const out = new AnchoredBuilder();
  let previous: Line | null = null;
  for (const line of lines) {
    if (previous) {
      const source = pages.blocks[previous.block]?.text.length ?? 0;
      const printed = previous.kind === 'line' && line.kind === 'line' && !line.gap;
      if (printed && wraps(previous, line)) {
        if (/[A-Za-z0-9,.;]$/.test(previous.text) && /^[A-Za-z]/.test(line.text))
          out.add(' ', previous.block, source, source);
      } else if (brokenInside(previous, line, stopped)) {
        out.omit(line.gap ? '\n\n' : '\n', 'broken-line', BROKEN_LINE, 0.9);
      } else out.add('\n', previous.block, source, source);
    }
    for (const p of line.pieces) out.add(p.text, line.block, p.from, p.to);
    previous = line;
  }
  if (previous) {
    const source = pages.blocks[previous.block]?.text.length ?? 0;
    out.add('\n', previous.block, source, source);
  }
  return out.build();
}
