import stringWidth from 'string-width';
import type { Cell, Row } from 'write-excel-file/node';

/** One table as it leaves the house: title, a line of blanks to fill in, heads, rows, a remark below. */
export interface Sheet {
  /** Name of the sheet's tab. */
  readonly name: string;
  readonly title: string;
  /** A line under the title: 填报单位（盖章）：… */
  readonly note?: string;
  readonly heads: readonly string[];
  /** Merged head above each column, or null: 分类 over 督导, 检查, 考核 and 评比. CSV leaves it out. */
  readonly groups?: readonly (string | null)[];
  /** Width of each column in characters of half width. */
  readonly widths: readonly number[];
  readonly rows: readonly (readonly (string | number)[])[];
  /** 备注 below the table. */
  readonly remark?: string;
}

// GB/T 9704-2012: the title in 2号小标宋体, the text in 仿宋; tables are set two sizes smaller to fit the page.
const TITLE_FONT = '方正小标宋简体';
const HEAD_FONT = '黑体';
const BODY_FONT = '仿宋_GB2312';
const HEAD_GREY = '#F2F2F2';

/** What a cell can hold: no control characters (XML 1.0 has none), at most what Excel takes. */
const held = (words: string): string =>
  words
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
    .replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '')
    .slice(0, 32_000);

/** Characters that fit across A4 with Excel's own margins. */
const ACROSS = 104;

const border = { borderStyle: 'thin', borderColor: '#000000' } as const;

/** An XLSX file of one sheet, for A4 across. */
export async function xlsxOf(sheet: Sheet): Promise<Uint8Array<ArrayBuffer>> {
  const across = sheet.heads.length;
  const fit = Math.min(1, ACROSS / sheet.widths.reduce((a, b) => a + b, 0));
  const widths = sheet.widths.map((width) => Math.max(5, Math.round(width * fit)));
  // Narrow columns that were widened to 5 are paid for by the widest, or the last one falls on another page.
  for (let over = widths.reduce((a, b) => a + b, 0) - ACROSS; over > 0; over--) {
    const at = widths.indexOf(Math.max(...widths));
    widths[at] = Math.max(5, (widths[at] ?? 5) - 1);
  }
  const wide = (cell: Cell): Row => [cell, ...Array.from({ length: across - 1 }, () => null)];
  const data: Row[] = [
    wide({
      value: held(sheet.title),
      type: String,
      columnSpan: across,
      align: 'center',
      alignVertical: 'center',
      fontFamily: TITLE_FONT,
      fontSize: 20,
      height: 40,
    }),
  ];
  if (sheet.note !== undefined)
    data.push(
      wide({
        value: held(sheet.note),
        type: String,
        columnSpan: across,
        fontFamily: BODY_FONT,
        fontSize: 12,
        height: 24,
      }),
    );
  const head = {
    type: String,
    align: 'center' as const,
    alignVertical: 'center' as const,
    fontFamily: HEAD_FONT,
    fontSize: 12,
    backgroundColor: HEAD_GREY,
    wrap: true,
    ...border,
  };
  const { groups } = sheet;
  if (groups)
    data.push(
      sheet.heads.map((name, i): Cell => {
        const group = groups[i] ?? null;
        if (group === null) return { ...head, value: held(name), rowSpan: 2, height: 22 };
        if (i > 0 && groups[i - 1] === group) return null;
        return { ...head, value: held(group), columnSpan: groupEnd(groups, i) - i, height: 22 };
      }),
    );
  data.push(
    sheet.heads.map(
      (name, i): Cell =>
        groups && (groups[i] ?? null) === null
          ? null
          : { ...head, value: held(name), height: groups ? 22 : heightOf(sheet.heads, widths) },
    ),
  );
  for (const row of sheet.rows)
    data.push(
      row.map((value, i) => ({
        ...(typeof value === 'number' ? { value, type: Number } : { value: held(value), type: String }),
        align: i === 0 && typeof value === 'number' ? ('center' as const) : ('left' as const),
        alignVertical: 'center' as const,
        height: heightOf(row, widths),
        fontFamily: BODY_FONT,
        fontSize: 11,
        wrap: true,
        ...border,
      })),
    );
  if (sheet.remark !== undefined)
    data.push(
      wide({
        value: held(sheet.remark),
        type: String,
        columnSpan: across,
        fontFamily: BODY_FONT,
        fontSize: 11,
        wrap: true,
        height: Math.min(400, Math.max(48, 18 * sheet.remark.split('\n').length)),
      }),
    );
  // Loaded when a file is written: a query on the terminal starts without it.
  const { default: writeXlsxFile } = await import('write-excel-file/node');
  const file = await writeXlsxFile(data, {
    sheet: sheet.name.replace(/[[\]:*?/\\]/g, '').slice(0, 31) || '表',
    orientation: 'landscape',
    columns: widths.map((width) => ({ width })),
    stickyRowsCount: (sheet.note === undefined ? 2 : 3) + (groups ? 1 : 0),
  }).toBuffer();
  return Uint8Array.from(file);
}

/** The first column after those under the group that begins at `from`. */
export function groupEnd(groups: readonly (string | null)[], from: number): number {
  let end = from + 1;
  while (end < groups.length && groups[end] === groups[from]) end++;
  return end;
}

/** Points of one line of a table. */
const LINE = 16;

/** No program makes wrapped rows of a finished file as high as they must be: the lines are counted here. */
function heightOf(row: readonly (string | number)[], widths: readonly number[]): number {
  const lines = row.map((cell, i) =>
    String(cell)
      .split('\n')
      .reduce((n, line) => n + Math.max(1, Math.ceil((1.08 * stringWidth(line)) / ((widths[i] ?? 10) - 1))), 0),
  );
  // Excel's own limit is 409 points.
  return Math.min(400, LINE * Math.max(1, ...lines) + 4);
}

/** CSV for Excel in Chinese: with a byte order mark; a cell that a spreadsheet would run as a formula is held back by '. */
export function csvOf(rows: readonly (readonly string[])[]): string {
  const cell = (words: string): string => {
    const safe = /^[=+\-@\t\r]/.test(words) ? `'${words}` : words;
    return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  return `\uFEFF${rows.map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`;
}
