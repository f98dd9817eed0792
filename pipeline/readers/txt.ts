import { WenhengError } from '../../records/errors.ts';
import type { Block, Look, Note } from '../../records/page.ts';
import { decodeText } from './encoding.ts';
import type { Reader, ReadOptions } from './reader.ts';

/** Bytes of a text file beyond which it is no notice. */
export const TXT_BYTES = 20e6;

/** Display columns: Han, kana and fullwidth forms are two wide, the rest one. */
export function columns(text: string): number {
  let n = 0;
  for (const ch of text) {
    const c = ch.codePointAt(0) ?? 0;
    n += c === 9 ? 4 : (c >= 0x1100 && c <= 0x115f) || (c >= 0x2010 && c <= 0x2027) || c >= 0x2e80 ? 2 : 1;
  }
  return n;
}

interface SourceLine {
  /** 1-based. */
  readonly line: number;
  /** Columns of leading blanks. */
  readonly lead: number;
  /** Without leading and trailing blanks. */
  readonly text: string;
  readonly raw: string;
  /** Columns from the left edge to the last character. */
  readonly width: number;
}

const BLANK = /[\s\u200b\ufeff\u001a]/;

/** Without the blanks at its ends. A pattern anchored at the end would try every blank inside the line first. */
function strip(text: string): string {
  let from = 0;
  let to = text.length;
  while (from < to && BLANK.test(text.charAt(from))) from++;
  while (to > from && BLANK.test(text.charAt(to - 1))) to--;
  return text.slice(from, to);
}

function toLines(text: string): SourceLine[] {
  return text.split(/\r\n|\n|\r/).flatMap((raw, index): SourceLine[] => {
    const trimmed = strip(raw);
    if (trimmed === '') return [];
    const lead = columns(raw.slice(0, raw.length - raw.trimStart().length));
    return [{ line: index + 1, lead, text: trimmed, raw, width: lead + columns(trimmed) }];
  });
}

/** A line that ends a sentence or a heading's clause is no sign of wrapping. */
const STOP = /[。；：！？;:!?.”』」）)》]$/;

/** Begins a paragraph whatever stands before it: 一、 （二） 3. 第四条 附件 */
const OPENS =
  /^(?:第[一二三四五六七八九十百零〇\d]+[编章节条款项]|[一二三四五六七八九十]+、|[（(][一二三四五六七八九十\d]+[）)]|\d+[.．、]|[①-⑳•·]|附件)/;

type Measured = Pick<SourceLine, 'width' | 'text' | 'lead'>;

/**
 * The width at which the text was wrapped by hand or by a printer driver, in columns; null when its lines are whole
 * paragraphs. Wrapped text has a right margin: no line runs past it, and several stop just before it in the middle of
 * a sentence that the next line takes up without indent or label.
 */
export function wrapWidth(lines: readonly Measured[]): number | null {
  const widths = lines.map((l) => l.width).sort((a, b) => a - b);
  // A table row or a line of dashes may stick out.
  const margins = [widths.at(-1) ?? 0, widths[Math.floor(widths.length * 0.97) - 1] ?? 0];
  return margins.find((margin) => isMargin(lines, margin)) ?? null;
}

function isMargin(lines: readonly Measured[], margin: number): boolean {
  if (lines.length < 6 || margin < 30 || margin > 160) return false;
  const near = lines.flatMap((line, i) =>
    line.width >= margin - 4 && line.width <= margin + 2 ? [{ line, next: lines[i + 1] }] : [],
  );
  const broken = near.filter(
    ({ line, next }) => next && !STOP.test(line.text) && next.lead <= line.lead && !OPENS.test(next.text),
  );
  return near.length >= Math.max(4, lines.length * 0.08) && broken.length >= near.length * 0.5;
}

/** A label with one tab behind it is a heading copied out of Word, not a table: 一、⇥总体要求 · 1.⇥建立清单 · 第三条⇥… */
const LABEL_TAB =
  /^(第?[一二三四五六七八九十百零〇\d]+[、.．条章节]|[（(][一二三四五六七八九十\d]+[）)]|[①-⑳])\t+(?=[^\t]+$)/;

/** 20 columns of blanks push a line to the right (落款, date), 8 of a short one to the middle (标题). */
function lookOf(line: SourceLine, margin: number | null): Look {
  const own = line.width - line.lead;
  const full = margin !== null && line.width >= margin - 4;
  const align = line.lead >= 20 ? 'right' : line.lead >= 8 && own <= 60 && !STOP.test(line.text) ? 'center' : undefined;
  return {
    ...(align ? { align } : line.lead > 0 ? { indent: line.lead / 2 } : {}),
    ...(full ? { full } : {}),
  };
}

function toBlock(line: SourceLine, margin: number | null): Block {
  const place = { kind: 'line', line: line.line } as const;
  const text = line.text.replace(LABEL_TAB, '$1');
  // Blanks at the ends of a table row are cells: 1⇥XX县⇥⇥
  const inner = line.raw.replace(/[\r\n\u001a]+$/, '').replace(LABEL_TAB, '$1');
  if (text.includes('\t') || (inner.match(/\t/g)?.length ?? 0) > 1) {
    const cells = inner.split('\t').map((cell) => ({ text: strip(cell), place }));
    return { kind: 'row', text: cells.map((c) => c.text).join('\t'), place, cells };
  }
  const look = lookOf(line, margin);
  return {
    kind: margin === null ? 'paragraph' : 'line',
    text: text.replace(/[\v\f\u2028\u2029]/g, ' '),
    place,
    ...(Object.keys(look).length > 0 ? { look } : {}),
  };
}

/** Blocks of a text; `line` when it was wrapped at a constant width, else `paragraph`; blank lines are dropped. */
export function textBlocks(text: string): Block[] {
  const lines = toLines(text);
  const margin = wrapWidth(lines.filter((l) => !l.text.includes('\t')));
  return lines.map((line) => toBlock(line, margin));
}

const size = (bytes: number): string => `${(bytes / 1e6).toFixed(0)} MB`;

/** The refusal of a file over its limit, with sizes a clerk reads. */
export const tooLarge = (name: string, bytes: number, limit: number): WenhengError =>
  new WenhengError('file-too-large', { file: name, size: size(bytes), limit: size(limit) });

export const txt: Reader = {
  formats: ['txt'],
  async read(bytes: Uint8Array, { name, limits }: ReadOptions) {
    if (bytes.length === 0) throw new WenhengError('file-empty', { file: name });
    const limit = Math.min(TXT_BYTES, limits.bytes);
    if (bytes.length > limit) throw tooLarge(name, bytes.length, limit);
    const decoded = decodeText(bytes);
    if (!decoded) throw new WenhengError('not-text', { file: name });
    const blocks = textBlocks(decoded.text);
    if (blocks.length === 0) throw new WenhengError('file-empty', { file: name });
    const notes: Note[] =
      decoded.lost > 0
        ? [{ code: 'decode-loss', message: `有 ${decoded.lost} 个字符无法解码（按 ${decoded.encoding}），以“�”代替` }]
        : [];
    return { pages: { format: 'txt', pages: [], blocks, aside: [], fields: {}, notes }, images: [] };
  },
};
