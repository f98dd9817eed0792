import type { Look } from '../../records/page.ts';
import type { Line, Zone } from './pdf-layout.ts';
import type { Row } from './pdf-rows.ts';

/** Left and right edge of the type area. */
export type Margins = Zone;

/** Lines that must end together to show where the type area ends, as a number and as a share of all. */
const TOGETHER = { least: 3, share: 0.12 };
/** Short lines end together by chance: far inside the page, this share of all lines must do so. */
const INSIDE = { least: 5, share: 0.4 };
/** Ems by which the right margin may be wider than the left one without being far inside. */
const WIDER = 4;

/**
 * The type area of pages of one width: the outermost edges that many lines share, so that a short last page or a
 * hanging punctuation mark does not move them. Where too few lines end together (a list of headings, a form), the right
 * margin is taken to be as wide as the left one, as GB/T 9704 has it within 2 mm. Null without lines.
 */
export function toMargins(lines: readonly Line[], width: number): Margins | null {
  const rows = lines.filter((line) => line.cells === undefined).map((line) => line.row);
  if (rows.length === 0) return null;
  const together = (edge: (row: Row) => number, row: Row): number =>
    rows.filter((other) => Math.abs(edge(other) - edge(row)) <= 0.75 * row.size).length;
  const lefts = rows.filter((row) => together((r) => r.x0, row) >= Math.min(2, rows.length));
  const x0 = Math.min(...(lefts.length > 0 ? lefts : rows).map((row) => row.x0));
  const even = width - x0;
  const rights = rows.filter((row) => {
    const { least, share } = row.x1 >= even - WIDER * row.size ? TOGETHER : INSIDE;
    return together((r) => r.x1, row) >= Math.max(least, share * rows.length);
  });
  const x1 = Math.max(...(rights.length > 0 ? rights.map((row) => row.x1) : [...rows.map((row) => row.x1), even]));
  return x1 > x0 ? { x0, x1 } : null;
}

/** How a line sits between its margins; evidence for titles, paragraph starts and paragraph ends. */
export function toLook(line: Line, margins: Margins, bold: boolean): Look {
  const { x0, x1, size } = line.row;
  const left = x0 - margins.x0;
  const right = margins.x1 - x1;
  const em = size || 12;
  // A line is full where the next character would not have fitted: one em, and half of one for squeezed punctuation.
  const full = right < 1.5 * em;
  // A line that begins where paragraphs begin, two ems in, is centred only if its other side says so exactly.
  const slack = Math.abs(left - 2 * em) < 0.3 * em ? 0.5 * em : Math.max(em, 0.06 * (margins.x1 - margins.x0));
  const centred = left > 1.5 * em && right > 1.5 * em && Math.abs(left - right) < slack;
  const align = centred ? 'center' : right < 3 * em && left > 0.35 * (margins.x1 - margins.x0) ? 'right' : 'left';
  return {
    align,
    fontSize: Math.round(em * 10) / 10,
    ...(bold ? { bold: true } : {}),
    indent: Math.round((left / em) * 10) / 10,
    full,
  };
}
