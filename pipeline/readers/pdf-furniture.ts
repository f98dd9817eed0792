import { type Row, toText } from './pdf-rows.ts';

/** The rows of one page, outside of its tables. */
export interface Sheet {
  readonly number: number;
  /** Height of the page in its reading frame, points. */
  readonly height: number;
  readonly rows: readonly Row[];
}

export interface Furniture {
  readonly heads: ReadonlySet<Row>;
  readonly numbers: ReadonlySet<Row>;
}

/** Shares of the page height in which running heads and page numbers stand. */
const TOP = 0.12;
const BOTTOM = 0.09;
/** A page number that looks like one may stand a little higher. */
const BOTTOM_NUMBERED = 0.15;
/** Share of the pages on which a row must return to be a running head. */
const OFTEN = 0.4;
/** Points by which it may move between pages. */
const DRIFT = 4;

// — 3 — · －3－ · 第3页 · 第 3 页 共 8 页 · 3/8
const NUMBERED = /^(?:[-—–－―·]+\d{1,4}[-—–－―·]+|第\d{1,4}页(?:[，,/]?共\d{1,4}页)?|\d{1,4}\/\d{1,4})$/;

const masked = (text: string): string => text.replace(/\d+/g, '#');

interface Edge {
  readonly sheet: Sheet;
  readonly row: Row;
  readonly text: string;
  readonly where: 'top' | 'bottom';
}

function edges(sheet: Sheet): Edge[] {
  return sheet.rows.flatMap((row): Edge[] => {
    const share = row.base / sheet.height;
    if (share > TOP && share < 1 - BOTTOM_NUMBERED) return [];
    const text = toText(row.glyphs, row.size).text.replace(/\s/g, '');
    if (share <= TOP) return [{ sheet, row, text, where: 'top' }];
    return share >= 1 - BOTTOM || NUMBERED.test(text) ? [{ sheet, row, text, where: 'bottom' }] : [];
  });
}

/**
 * Running heads and page numbers: rows at the edge of the page that return on other pages with other digits, and rows
 * that can be nothing but a page number. Looked for before columns are, since they stand across the gutter.
 */
export function toFurniture(sheets: readonly Sheet[]): Furniture {
  const heads = new Set<Row>();
  const numbers = new Set<Row>();
  const all = sheets.flatMap(edges);
  for (const alike of Map.groupBy(all, (edge) => `${edge.where} ${masked(edge.text)}`).values())
    for (const edge of alike) {
      const pages = new Set(alike.filter((o) => Math.abs(o.row.base - edge.row.base) <= DRIFT).map((o) => o.sheet))
        .size;
      const returns = pages >= 2 && pages >= OFTEN * sheets.length;
      const bare = /^\d{1,4}$/.test(edge.text) && (returns || Number(edge.text) === edge.sheet.number);
      if (NUMBERED.test(edge.text) || bare) numbers.add(edge.row);
      else if (returns) heads.add(edge.row);
    }
  return { heads, numbers };
}
