import type { Frame } from './pdf-glyphs.ts';
import type { Line, Rule } from './pdf-layout.ts';
import { isRaised, toRow, toText } from './pdf-rows.ts';

/** A page on its way to blocks. */
export interface Draft {
  readonly frame: Frame;
  /** Height of the page in its reading frame, points. */
  readonly height: number;
  readonly lines: readonly Line[];
  readonly rules: readonly Rule[];
}

export interface Furnished {
  readonly draft: Draft;
  readonly body: readonly Line[];
  readonly notes: readonly Line[];
  readonly heads: readonly Line[];
  readonly numbers: readonly Line[];
  /** Footnote marks taken out of the body, with the line they stood in. */
  readonly marks: readonly { readonly mark: string; readonly line: Line }[];
}

/** Shares of the page height in which running heads and page numbers stand. */
const TOP = 0.12;
const BOTTOM = 0.09;
/** Share of the pages on which a line must return to be a running head. */
const OFTEN = 0.4;
/** Points by which it may move between pages. */
const DRIFT = 4;

// — 3 — · －3－ · 第3页 · 第 3 页 共 8 页 · 3/8
const NUMBERED = /^(?:[-—–－―·]+\d{1,4}[-—–－―·]+|第\d{1,4}页(?:[，,/]?共\d{1,4}页)?|\d{1,4}\/\d{1,4})$/;

const compact = (line: Line): string => toText(line.row.glyphs, line.row.size).text.replace(/\s/g, '');
const masked = (text: string): string => text.replace(/\d+/g, '#');

interface Edge {
  readonly draft: Draft;
  readonly line: Line;
  readonly text: string;
  readonly where: 'top' | 'bottom';
}

function edges(draft: Draft): Edge[] {
  return draft.lines.flatMap((line): Edge[] => {
    if (line.cells) return [];
    const text = compact(line);
    if (line.row.base <= TOP * draft.height) return [{ draft, line, text, where: 'top' }];
    if (line.row.base >= (1 - (NUMBERED.test(text) ? 0.15 : BOTTOM)) * draft.height)
      return [{ draft, line, text, where: 'bottom' }];
    return [];
  });
}

/** Parts running heads, page numbers and footnotes from the body of each page. */
export function furnish(drafts: readonly Draft[]): Furnished[] {
  const all = drafts.flatMap(edges);
  const returns = (edge: Edge): boolean => {
    const like = all.filter(
      (other) =>
        other.where === edge.where &&
        masked(other.text) === masked(edge.text) &&
        Math.abs(other.line.row.base - edge.line.row.base) <= DRIFT,
    );
    const pages = new Set(like.map((other) => other.draft)).size;
    return pages >= 2 && pages >= OFTEN * drafts.length;
  };
  return drafts.map((draft) => {
    const heads: Line[] = [];
    const numbers: Line[] = [];
    for (const edge of all.filter((e) => e.draft === draft)) {
      const bare = /^\d{1,4}$/.test(edge.text);
      if (NUMBERED.test(edge.text) || (bare && (Number(edge.text) === draft.frame.page || returns(edge))))
        numbers.push(edge.line);
      else if (returns(edge)) heads.push(edge.line);
    }
    const furniture = new Set([...heads, ...numbers]);
    return footnotes(
      draft,
      draft.lines.filter((line) => !furniture.has(line)),
      heads,
      numbers,
    );
  });
}

const MARK = /^(?:\d{1,2}|[①-⑳]|\*{1,3}|\[\d{1,2}\]|〔\d{1,2}〕)/u;

/**
 * Footnotes: lines at the foot of the page, set off by a wider gap, smaller type or a short rule, that begin with a mark
 * raised somewhere above. They leave the page so that a paragraph may run on to the next one.
 */
function footnotes(draft: Draft, lines: readonly Line[], heads: readonly Line[], numbers: readonly Line[]): Furnished {
  const none = { draft, body: lines, notes: [], heads, numbers, marks: [] };
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
    if (line.cells || line.row.base < 0.5 * draft.height) return false;
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
    const ruled = draft.rules.some(
      (r) => r.y1 - r.y0 < 2 && r.y0 > above.row.base && r.y1 < line.row.base && r.x1 - r.x0 > 20,
    );
    return ruled || line.row.size < 0.9 * above.row.size || gap > 2.2 * line.row.size;
  });
  if (start < 0) return none;
  const body = lines.slice(0, start);
  const found = raised.filter(({ line }) => body.includes(line));
  const cited = new Map(found.map(({ line }) => [line, unmarked(line)]));
  return { ...none, body: body.map((line) => cited.get(line) ?? line), notes: lines.slice(start), marks: found };
}

const unmarked = (line: Line): Line => ({
  ...line,
  row: { ...toRow(line.row.glyphs.filter((g) => !isRaised(g, line.row))), base: line.row.base, size: line.row.size },
});
