import type { Aside, Block } from '../../records/page.ts';
import type { Box } from '../../records/span.ts';
import { furnish } from './pdf-furniture.ts';
import { type Content, type Frame, toBox } from './pdf-glyphs.ts';
import type { Line, Rule } from './pdf-layout.ts';
import { type Margins, toLook, toMargins } from './pdf-look.ts';
import { type Row, toText } from './pdf-rows.ts';

/** One page as read: its characters, and its lines in reading order. */
export interface Leaf {
  readonly content: Content;
  readonly lines: readonly Line[];
  readonly rules: readonly Rule[];
  /** Of the reading frame, points. */
  readonly height: number;
}

const rowBox = (frame: Frame, row: Row): Box =>
  toBox(frame, row.x0, row.base - 0.88 * row.size, row.x1, row.base + 0.15 * row.size);

/** Blocks of a document: body page by page, then the footnotes; running heads, page numbers and watermarks aside. */
export function toBlocks(leaves: readonly Leaf[]): { blocks: Block[]; aside: Aside[] } {
  const furnished = furnish(
    leaves.map(({ content, lines, rules, height }) => ({ frame: content.frame, height, lines, rules })),
  );
  const wide = (frame: Frame): number => Math.round(frame.turn % 2 === 1 ? frame.height : frame.width);
  const margins = new Map(
    [...Map.groupBy(furnished, ({ draft }) => wide(draft.frame))].map(([width, pages]) => [
      width,
      toMargins(pages.flatMap(({ body }) => body.filter((line) => line.zone === null))),
    ]),
  );
  const body: Block[] = [];
  const notes: Block[] = [];
  const aside: Aside[] = [];
  furnished.forEach((page, i) => {
    const { frame } = page.draft;
    const area = margins.get(wide(frame)) ?? null;
    for (const line of page.body) body.push(toBlock(line, frame, area));
    for (const line of page.notes) notes.push(toBlock(line, frame, area));
    const put = (kind: Aside['kind'], line: Line, text?: string): void => {
      aside.push({
        kind,
        text: text ?? toText(line.row.glyphs, line.row.size).text,
        place: { kind: 'page', box: rowBox(frame, line.row) },
      });
    };
    for (const line of page.heads) put('running-head', line);
    for (const line of page.numbers) put('page-number', line);
    for (const { mark, line } of page.marks) put('annotation', line, `脚注标记 ${mark}`);
    for (const { text, box } of leaves[i]?.content.slanted ?? [])
      aside.push({ kind: 'watermark', text, place: { kind: 'page', box } });
  });
  return { blocks: [...body, ...notes].filter((block) => block.text !== ''), aside };
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
