import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import writeExcelFile, { type Cell, type Sheet } from 'write-excel-file/node';
import { widthOf } from './width.ts';

export interface Column {
  readonly name: string;
  /** Characters of the Latin kind; a Han character takes two. */
  readonly width: number;
  readonly centred?: boolean;
}

/** A sheet as the forms have it: title, a line above the table, the table, a note under it. */
export interface Grid {
  /** At most 31 characters, none of []:*?/\ (the format's rule). */
  readonly name: string;
  readonly title?: string;
  readonly lead?: string;
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly (string | number | null | undefined)[])[];
  readonly note?: string;
}

/** The most that a cell of the format may hold is 32,767 characters. */
const CELL_LIMIT = 32_000;
const clean = (text: string): string =>
  text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '').slice(0, CELL_LIMIT);

const BORDER = { borderStyle: 'thin', borderColor: '#000000' } as const;
const BODY = { fontFamily: '仿宋_GB2312', fontSize: 11, alignVertical: 'center', wrap: true } as const;

/** Sheets to an .xlsx in A4 landscape, one page wide, the header row repeated on each page. Cells are text or numbers, never formulas. */
export async function writeBook(grids: readonly Grid[], date: string): Promise<Uint8Array> {
  const bytes = await writeExcelFile(grids.map(sheetOf)).toBuffer();
  return forPrint(new Uint8Array(bytes), grids, date);
}

/** Points of a line of 11 pt text, and the tallest row the format allows. */
const LINE = 15.5;
const TALLEST = 409;

/** Programs do not fit rows to wrapped text by themselves: the lines are counted here, with a little room. */
const heightOf = (row: readonly unknown[], columns: readonly Column[]): number => {
  const lines = row.map((value, i) =>
    String(value ?? '')
      .split('\n')
      .reduce(
        (n, part) => n + Math.max(1, Math.ceil((widthOf(part) * 1.06) / Math.max(2, (columns[i]?.width ?? 10) - 1))),
        0,
      ),
  );
  return Math.min(TALLEST, Math.max(1, ...lines) * LINE + 6);
};

const headRows = (grid: Grid): number => (grid.title ? 1 : 0) + (grid.lead ? 1 : 0) + 1;

function sheetOf(grid: Grid): Sheet<never> {
  const n = grid.columns.length;
  const wide = (cell: Exclude<Cell, null | string | number | boolean | Date | undefined>): Cell[] => [
    { ...cell, columnSpan: n },
    ...Array.from({ length: n - 1 }, () => null),
  ];
  const rows = grid.rows.map((row) => {
    const height = heightOf(row, grid.columns);
    return grid.columns.map((column, i): Cell => {
      const value = row[i];
      const style = { ...BODY, ...BORDER, height, align: column.centred ? ('center' as const) : ('left' as const) };
      if (typeof value === 'number') return { ...style, value, type: Number };
      return value === null || value === undefined || value === ''
        ? { ...style, value: '', type: String }
        : { ...style, value: clean(value), type: String, format: '@' };
    });
  });
  return {
    sheet: grid.name,
    orientation: 'landscape',
    stickyRowsCount: headRows(grid),
    columns: grid.columns.map((c) => ({ width: c.width })),
    data: [
      ...(grid.title
        ? [
            wide({
              value: clean(grid.title),
              fontFamily: '方正小标宋简体',
              fontSize: 18,
              align: 'center',
              alignVertical: 'center',
              height: 34,
            }),
          ]
        : []),
      ...(grid.lead
        ? [
            wide({
              value: clean(grid.lead),
              fontFamily: '楷体_GB2312',
              fontSize: 11,
              align: 'left',
              alignVertical: 'center',
              wrap: true,
              height: 24,
            }),
          ]
        : []),
      grid.columns.map(
        (c): Cell => ({
          value: c.name,
          ...BORDER,
          fontFamily: '黑体',
          fontSize: 11,
          align: 'center',
          alignVertical: 'center',
          wrap: true,
          height: 26,
          backgroundColor: '#F2F2F2',
        }),
      ),
      ...rows,
      ...(grid.note
        ? [
            wide({
              value: clean(grid.note),
              fontFamily: '楷体_GB2312',
              fontSize: 10.5,
              wrap: true,
              alignVertical: 'top',
              height: 36,
            }),
          ]
        : []),
    ],
  };
}

/** What the writer does not offer: fit to one page's width on A4, repeated header rows; the report's date instead of the clock's. */
function forPrint(bytes: Uint8Array, grids: readonly Grid[], date: string): Uint8Array {
  const stamp = /^\d{4}-\d{2}-\d{2}$/.test(date) ? date : '1980-01-01';
  const parts = unzipSync(bytes);
  const out: Record<string, Uint8Array> = {};
  const edit = (name: string, change: (xml: string) => string): void => {
    const part = parts[name];
    if (part) parts[name] = strToU8(change(strFromU8(part)));
  };
  grids.forEach((grid, i) => {
    // A wide table is still legible on A3 (paper 8), not on A4 (9).
    const paper = grid.columns.reduce((n, c) => n + c.width, 0) > 260 ? 8 : 9;
    edit(`xl/worksheets/sheet${i + 1}.xml`, (xml) =>
      xml
        .replace(/(<worksheet[^>]*>)/, '$1<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>')
        .replace(
          /<pageMargins[^>]*\/>\s*<pageSetup[^>]*\/>/,
          `<pageMargins left="0.5" right="0.5" top="0.6" bottom="0.6" header="0.3" footer="0.3"/><pageSetup paperSize="${paper}" orientation="landscape" fitToWidth="1" fitToHeight="0"/><headerFooter><oddFooter>&amp;C— &amp;P —</oddFooter></headerFooter>`,
        ),
    );
  });
  edit('xl/workbook.xml', (xml) => {
    const names = grids
      .map(
        (g, i) =>
          `<definedName name="_xlnm.Print_Titles" localSheetId="${i}">'${g.name}'!$1:$${headRows(g)}</definedName>`,
      )
      .join('');
    return xml.replace(/<\/sheets>(?:<definedNames\/>)?/, `</sheets><definedNames>${names}</definedNames>`);
  });
  edit('docProps/core.xml', (xml) =>
    xml.replace(/(<dcterms:(?:created|modified)[^>]*>)[^<]*/g, `$1${stamp}T00:00:00Z`),
  );
  const names = Object.keys(parts).sort((a, b) => Number(b.startsWith('[')) - Number(a.startsWith('[')));
  for (const name of names) {
    const part = parts[name];
    if (part) out[name] = part;
  }
  return zipSync(out, { mtime: new Date(`${stamp < '1980-01-01' ? '1980-01-01' : stamp}T12:00:00`) });
}
