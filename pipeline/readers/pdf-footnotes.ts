import type { Line, Rule } from './pdf-layout.ts';
import { isRaised, toRow, toText } from './pdf-rows.ts';

const compact = (line: Line): string => toText(line.row.glyphs, line.row.size).text.replace(/\s/g, '');

const MARK = /^(?:\d{1,2}|[①-⑳]|\*{1,3}|\[\d{1,2}\]|〔\d{1,2}〕)/u;

export interface Footed {
  readonly body: readonly Line[];
  readonly notes: readonly Line[];
  /** Marks taken out of the body, with the line they stood in. */
  readonly marks: readonly { readonly mark: string; readonly line: Line }[];
}

/** Ems above a footnote where no rule and no smaller type sets it off. */
const SET_OFF = 2.2;

/**
 * Footnotes: lines at the foot of the page, set off by a wider gap, smaller type or a short rule, that begin with a mark
 * raised somewhere above. They leave the page so that a paragraph may run on to the next one.
 */
export function toFooted(lines: readonly Line[], rules: readonly Rule[], height: number): Footed {
  const none = { body: lines, notes: [], marks: [] };
  const raised = lines.flatMap((line) => {
    const glyphs = line.cells ? [] : line.row.glyphs.filter((g) => isRaised(g, line.row));
    const mark = glyphs
      .map((g) => g.ch)
      .join('')
      .trim();
    return MARK.test(mark) ? [{ mark, line }] : [];
  });
  if (raised.length === 0) return none;
  const marks = new Set(raised.map((r) => r.mark));
  const start = lines.findIndex((line, i) => {
    if (line.cells || line.row.base < 0.5 * height) return false;
    const mark = MARK.exec(compact(line))?.[0];
    if (
      mark === undefined ||
      !marks.has(mark) ||
      raised.some((r) => r.line === line && compact(line).indexOf(mark) > 0)
    )
      return false;
    const above = lines[i - 1];
    if (!above) return false;
    const gap = line.row.base - above.row.base;
    const ruled = rules.some(
      (r) => r.y1 - r.y0 < 2 && r.y0 > above.row.base && r.y1 < line.row.base && r.x1 - r.x0 > 20,
    );
    return ruled || line.row.size < 0.9 * above.row.size || gap > SET_OFF * line.row.size;
  });
  if (start < 0) return none;
  const body = lines.slice(0, start);
  const found = raised.filter(({ line }) => body.includes(line));
  const cited = new Map(found.map(({ line }) => [line, unmarked(line)]));
  return { body: body.map((line) => cited.get(line) ?? line), notes: lines.slice(start), marks: found };
}

const unmarked = (line: Line): Line => ({
  ...line,
  row: { ...toRow(line.row.glyphs.filter((g) => !isRaised(g, line.row))), base: line.row.base, size: line.row.size },
});
