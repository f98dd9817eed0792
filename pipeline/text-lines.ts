import type { Block, Look, Pages } from '../records/page.ts';
import { annexOf, labelOf, nameOf } from './structure/labels.ts';
import { genreEnd } from './structure/lines.ts';
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
  /** How far the line reaches towards the right margin, 0–1; 0 where unknown. */
  readonly share: number;
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

const CJK = /[\u2e80-\u9fff\uf900-\ufaff\u3000-\u303f\uff00-\uffef“”‘’…—]/;
const CJK_MARK = /[\u3001-\u301f\uff01-\uff0f\uff1a-\uff1f“”‘’…]/;

/**
 * Blanks that justified print puts between Chinese characters: beside a mark always; between characters where the line
 * is torn into single ones (严 格执行年 度 计 划).
 */
function tightened(list: Piece[]): Piece[] {
  const text = list.map((p) => p.text).join('');
  const torn = / [\u4e00-\u9fff] |^[\u4e00-\u9fff] (?=[\u4e00-\u9fff])/.test(text) && text.length > 8;
  return list.filter((p, i) => {
    if (p.text !== ' ') return true;
    const before = list[i - 1]?.text.at(-1) ?? '';
    const after = list[i + 1]?.text.at(0) ?? '';
    if (!CJK.test(before) || !CJK.test(after)) return true;
    return !(torn || CJK_MARK.test(before) || CJK_MARK.test(after));
  });
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
    const list = b.kind === 'line' && !row ? tightened(pieces(b.text, row)) : pieces(b.text, row);
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
    const width = m ? m.right - m.left : 0;
    out.push({
      block: index,
      kind: row ? 'row' : b.kind,
      pieces: list,
      text,
      look: b.look,
      page: box ? box.page : null,
      gap,
      full: b.look?.full ?? (measured && end >= m.right - 1.6 * em),
      share: measured && m && width > 0 ? Math.min(1, (end - m.left) / width) : 0,
      indent:
        b.look?.indent ??
        (box && m ? (box.x0 - m.left) / em : number === null ? null : widthOf(/^\s*/.exec(b.text)?.[0] ?? '') / 2),
    });
    gap = false;
  });
  return out;
}

const STOP = /[。！？!?…]["”’』」）)]*$/;
const ENDS = /[。！？!?…：:；;]["”’』」）)]*$|[）)]$/;
const startsItem = (text: string): boolean => labelOf(text) !== null || annexOf(text) !== null;

/** Whether first lines of paragraphs are indented in this file, so that a flush line goes on with the one above. */
function indentsParagraphs(lines: readonly Line[]): boolean {
  const printed = lines.filter((l) => l.kind === 'line' && l.indent !== null && l.look?.align !== 'center');
  const indented = printed.filter((l) => (l.indent ?? 0) >= 1.5 && (l.indent ?? 0) <= 3).length;
  const flush = printed.filter((l) => Math.abs(l.indent ?? 9) < 0.6).length;
  return printed.length >= 6 && indented >= printed.length * 0.1 && flush >= printed.length * 0.2;
}

/** Printed lines of one paragraph (PDF, OFD, OCR, wrapped text files). */
function wraps(a: Line, b: Line, paragraph: string, indents: boolean): boolean {
  const flush = b.indent !== null && b.indent < 0.6;
  // （详见附件 / 2）。 : an open bracket goes on, whatever the next line looks like.
  if (openEnd(a.text, b.text) && (flush || b.indent === null)) return true;
  const [from, to] = [alignOf(a), alignOf(b)];
  const sizes = a.look?.fontSize && b.look?.fontSize ? Math.abs(a.look.fontSize - b.look.fontSize) : null;
  if (startsItem(b.text)) {
    const weak = ['dig', 'pdig', 'circled', 'multi', 'letter', 'article'].includes(labelOf(b.text)?.family ?? '');
    if (weak && indents && flush && a.full && !ENDS.test(a.text) && to === 'left') return true;
    return a.full && flush && countsOn(paragraph, b.text);
  }
  // A title that fills its line and ends in the middle of the next.
  if (a.full && to === 'center' && from !== 'right') return sizes !== null && sizes < 0.5 && !ENDS.test(a.text);
  if (from !== to || from !== 'left') return false;
  if (sizes !== null && sizes > 1.5) return false;
  if (b.indent !== null && b.indent >= 1.2) return false;
  if (isTitle(paragraph) && !/^[的》和及与]/.test(b.text)) return false;
  if (a.full) return !(STOP.test(a.text) && b.indent === null);
  if (indents && flush && (a.indent ?? 0) < 3 && a.share >= 0.6 && !ENDS.test(a.text)) return true;
  // Without indents, a line that nearly fills its page in the middle of a sentence goes on.
  if (!indents && flush && a.page !== null && a.share >= 0.8 && !ENDS.test(a.text)) return true;
  return /[，、,“（《]$/.test(a.text);
}

/** 临江市教育局关于…的通知 : complete; what follows is the addressee. */
const isTitle = (paragraph: string): boolean =>
  paragraph.length <= 90 && genreEnd(paragraph) !== null && !/[，。；：]/.test(paragraph);

/** A line indented by two ems that ends two ems early is no centred one. */
const alignOf = ({ look, text }: Line): 'left' | 'center' | 'right' =>
  look?.align === 'center' && (look.indent ?? 9) <= 2.5 && text.length > 20 ? 'left' : (look?.align ?? 'left');

/** 备注：问题类别：（一）…；（二）…； / （三）… : the label before this one stands inside the paragraph. */
function countsOn(paragraph: string, next: string): boolean {
  const label = labelOf(next);
  if (!label || label.value < 2 || (label.family !== 'pcn' && label.family !== 'pdig')) return false;
  const before = nameOf(label.family, label.value - 1, label.name);
  return paragraph.replace(/\(/g, '（').replace(/\)/g, '）').lastIndexOf(before) > 0;
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
function brokenInside(a: string, b: string, stopped: number): boolean {
  if (a.length < 20 || /[。；;：:！？!?]["”’）)]*$/.test(a) || startsItem(b)) return false;
  if (!/[，,。；;、]/.test(a) || !/[，,。；;、”]/.test(b)) return false;
  if (openEnd(a, b) || /^[，。；、：”’）》,;)]/.test(b)) return true;
  if (stopped < 0.7) return false;
  return DANGLING.test(a) || WANTING.test(a);
}

/** Method of the repair that joins a broken paragraph. */
export const BROKEN_LINE = 'paragraph broken inside a clause';

/**
 * Blocks to one text: a paragraph a line, cells of a row parted by tabs. Holds afterwards: no blank lines, no
 * blanks at line ends, no two blanks together, a `\n` after each paragraph.
 */
export function assemble(pages: Pages): Anchored {
  const lines = linesOf(pages);
  const long = lines.filter((l) => l.kind === 'paragraph' && l.text.length >= 60);
  const stopped =
    long.length === 0 ? 1 : long.filter((l) => ENDS.test(l.text) || l.text.endsWith('”')).length / long.length;
  const indents = indentsParagraphs(lines);
  const out = new AnchoredBuilder();
  let previous: Line | null = null;
  /** The paragraph so far, of which `previous` is the last line. */
  let paragraph = '';
  for (const line of lines) {
    if (previous) {
      const source = pages.blocks[previous.block]?.text.length ?? 0;
      const printed = previous.kind === 'line' && line.kind === 'line';
      if (printed && wraps(previous, line, paragraph, indents)) {
        if (/[A-Za-z0-9,.;]$/.test(previous.text) && /^[A-Za-z]/.test(line.text)) {
          out.add(' ', previous.block, source, source);
        }
        paragraph += line.text;
      } else if (previous.kind !== 'row' && line.kind !== 'row' && brokenInside(paragraph, line.text, stopped)) {
        out.omit(line.gap ? '\n\n' : '\n', 'broken-line', BROKEN_LINE, 0.9);
        paragraph += line.text;
      } else {
        out.add('\n', previous.block, source, source);
        paragraph = line.text;
      }
    } else paragraph = line.text;
    for (const p of line.pieces) out.add(p.text, line.block, p.from, p.to);
    previous = line;
  }
  if (previous) {
    const source = pages.blocks[previous.block]?.text.length ?? 0;
    out.add('\n', previous.block, source, source);
  }
  return out.build();
}
