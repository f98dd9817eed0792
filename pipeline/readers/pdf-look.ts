import type { Look } from '../../records/page.ts';
import type { Line, Zone } from './pdf-layout.ts';

/** Left and right edge of the type area. */
export type Margins = Zone;

/**
 * The type area of pages of one width: the outermost left and right edges that many lines share, so that a short last
 * page or a hanging punctuation mark does not move them. Null without lines.
 */
export function toMargins(lines: readonly Line[]): Margins | null {
  const rows = lines.filter((line) => line.cells === undefined).map((line) => line.row);
  const edge = (values: readonly number[], outer: (a: number, b: number) => number): number | undefined => {
    const bins = Map.groupBy(values, (x) => Math.round(x / 6));
    const common = [...bins.values()].filter((bin) => bin.length >= Math.max(2, 0.08 * values.length));
    return (common.length > 0 ? common : [...bins.values()])
      .map((bin) => bin.reduce((a, b) => outer(a, b)))
      .reduce((a, b) => outer(a, b));
  };
  if (rows.length === 0) return null;
  const x0 = edge(
    rows.map((row) => row.x0),
    Math.min,
  );
  const x1 = edge(
    rows.map((row) => row.x1),
    Math.max,
  );
  return x0 === undefined || x1 === undefined || x1 <= x0 ? null : { x0, x1 };
}

/** How a line sits between its margins; evidence for titles, paragraph starts and paragraph ends. */
export function toLook(line: Line, margins: Margins, bold: boolean): Look {
  const { x0, x1, size } = line.row;
  const left = x0 - margins.x0;
  const right = margins.x1 - x1;
  const em = size || 12;
  // A line is full where the next character would not have fitted: one em, and half of one for squeezed punctuation.
  const full = right < 1.5 * em;
  // Lines indented by the usual two ems and nearly full are paragraphs even where the rest happens to match.
  const centred =
    left > 1.5 * em && right > 1.5 * em && Math.abs(left - right) < Math.max(em, 0.06 * (margins.x1 - margins.x0));
  const align = centred ? 'center' : right < 3 * em && left > 0.35 * (margins.x1 - margins.x0) ? 'right' : 'left';
  return {
    align,
    fontSize: Math.round(em * 10) / 10,
    ...(bold ? { bold: true } : {}),
    indent: Math.round((left / em) * 10) / 10,
    full,
  };
}
