import type { Aside, Block } from '../../records/page.ts';
import type { Box } from '../../records/span.ts';
import { type Footed, toFooted } from './pdf-footnotes.ts';
import { toFurniture } from './pdf-furniture.ts';
import { type Content, type Frame, toBox } from './pdf-glyphs.ts';
import { type Line, type Rule, toLines } from './pdf-layout.ts';
import { type Margins, toLook, toMargins } from './pdf-look.ts';
import { type Row, toText } from './pdf-rows.ts';
import type { Grid } from './pdf-tables.ts';

/** One page as read: its characters, its tables, and the rows between them. */
export interface Leaf {
  readonly content: Content;
  readonly grids: readonly Grid[];
  readonly rows: readonly Row[];
  readonly rules: readonly Rule[];
  /** True where the text layer is no text: it is kept aside. */
  readonly garbage: boolean;
  /** Of the reading frame, points. */
  readonly width: number;
  readonly height: number;
}

const rowBox = (frame: Frame, row: Row): Box =>
  toBox(frame, row.x0, row.base - 0.88 * row.size, row.x1, row.base + 0.15 * row.size);

/** Blocks of a document: body page by page, then the footnotes; running heads, page numbers and watermarks aside. */
export function toBlocks(leaves: readonly Leaf[]): { blocks: Block[]; aside: Aside[] } {
  const told = leaves.filter((leaf) => !leaf.garbage);
  const { heads, numbers } = toFurniture(
    told.map(({ content, height, rows }) => ({ number: content.frame.page, height, rows })),
  );
  const aside: Aside[] = [];
  const put = (kind: Aside['kind'], frame: Frame, row: Row, text?: string): void => {
    aside.push({
      kind,
      text: text ?? toText(row.glyphs, row.size).text,
      place: { kind: 'page', box: rowBox(frame, row) },
    });
  };
  let hint: number | null = null;
  const pages: { frame: Frame; width: number; footed: Footed }[] = [];
  for (const { content, grids, rows, rules, garbage, width, height } of leaves) {
    const { frame } = content;
    for (const { text, box } of content.slanted) aside.push({ kind: 'watermark', text, place: { kind: 'page', box } });
    const sheet = toBox({ ...frame, turn: 0 }, 0, 0, frame.width, frame.height);
    if (content.outside !== '')
      aside.push({ kind: 'hidden-text', text: content.outside, place: { kind: 'page', box: sheet } });
    if (garbage) {
      for (const row of rows) put('hidden-text', frame, row);
      continue;
    }
    for (const row of rows) if (heads.has(row)) put('running-head', frame, row);
    for (const row of rows) if (numbers.has(row)) put('page-number', frame, row);
    const layout = toLines(
      rows.filter((row) => !heads.has(row) && !numbers.has(row)),
      grids,
      width,
      hint,
    );
    hint = layout.gutter ?? hint;
    const footed = toFooted(layout.lines, rules, height);
    for (const { mark, line } of footed.marks) put('annotation', frame, line.row, `脚注标记 ${mark}`);
    pages.push({ frame, width: Math.round(width), footed });
  }
  const margins = new Map(
    [...Map.groupBy(pages, (page) => page.width)].map(([width, same]) => [
      width,
      toMargins(
        same.flatMap(({ footed }) => footed.body.filter((line) => line.zone === null)),
        width,
      ),
    ]),
  );
  const blocks = (part: 'body' | 'notes'): Block[] =>
    pages.flatMap(({ frame, width, footed }) =>
      footed[part].map((line) => toBlock(line, frame, margins.get(width) ?? null)),
    );
  return { blocks: [...blocks('body'), ...blocks('notes')].filter((block) => block.text !== ''), aside };
}

function toBlock(line: Line, frame: Frame, area: Margins | null): Block {
  const place = { kind: 'page', box: rowBox(frame, line.row) } as const;
  if (line.cells) {
    const cells = line.cells.map((cell) => ({
      text: cell.rows.map((row) => toText(row.glyphs, row.size).text).join(''),
      place: { kind: 'page', box: toBox(frame, cell.x0, cell.y0, cell.x1, cell.y1) } as const,
    }));
    return { kind: 'row', text: cells.map((cell) => cell.text).join('\t'), place, cells };
  }
  const { text, edges } = toText(line.row.glyphs, line.row.size);
  const look = toLook(line, line.zone ?? area ?? line.row, false);
  // Edges run along x only where the page is read upright.
  return { kind: 'line', text, place, look, ...(frame.turn === 0 && text !== '' ? { edges } : {}) };
}
