import type { Days } from '../../records/ledger.ts';
import { dateCell, halved, plain } from './cells.ts';
import { type Column, TICK } from './forms.ts';
import type { GridRow } from './grid.ts';

/** What is to be said of a row of a file; `row` is its number there, null for the file as a whole. */
export interface Remark {
  readonly row: number | null;
  readonly column: string | null;
  /** True where a person must look; false where it only tells how something was read. */
  readonly grave: boolean;
  readonly zh: string;
}

/** 第5行“开展时间”：… */
export const sayRemark = ({ row, column, zh }: Remark): string =>
  `${row === null ? '' : `第${row}行`}${column === null ? '' : `“${column}”`}${row === null && column === null ? '' : '：'}${zh}`;

export interface RowCells {
  readonly cells: Record<string, string>;
  readonly days: Record<string, Days | null>;
  readonly faults: string[];
  readonly remarks: Remark[];
}

const TICKED = /^(?:√|✓|✔|☑|是|有|1|y|yes|[vV])$/;

/** The cells of one row under their columns' keys; foreign ones under their own heads. */
export function rowCells(
  row: GridRow,
  columns: readonly (Column | null)[],
  foreign: readonly (string | null)[],
  year: string | null,
): RowCells {
  const out: RowCells = { cells: {}, days: {}, faults: [], remarks: [] };
  const say = (column: Column | null, grave: boolean, zh: string): void => {
    out.remarks.push({ row: row.at, column: column?.head ?? null, grave, zh });
    if (grave) out.faults.push(zh);
  };
  row.cells.forEach((raw, i) => {
    const column = columns[i] ?? null;
    const words = plain(raw);
    if (column === null) {
      const head = foreign[i] ?? `第${i + 1}栏`;
      if (words !== '') out.cells[head] = words;
      if (words !== '' && !foreign[i]) say(null, false, `超出表头的第${i + 1}栏有内容“${words}”，原样保留`);
      return;
    }
    if (column.key === 'seq' || words === '') return;
    switch (column.holds) {
      case 'days':
      case 'day': {
        const read = dateCell(raw, year);
        out.cells[column.key] = read.text;
        out.days[column.key] = read.days;
        if (read.note !== null) say(column, false, read.note);
        if (read.days === null) say(column, false, `“${words}”读不出日期，原样保留，不参与期限和学期计算`);
        return;
      }
      case 'tick':
        out.cells[column.key] = TICKED.test(words.trim()) ? TICK : words;
        if (!TICKED.test(words.trim())) say(column, false, `应打“${TICK}”，写作“${words}”，原样保留`);
        return;
      case 'number': {
        const half = halved(words);
        out.cells[column.key] = words;
        if (!/^\d+$/.test(half)) say(column, true, `“${words}”不是数字`);
        else if (half !== words) say(column, false, `全角数字“${words}”按“${half}”计算`);
        return;
      }
      case 'text': {
        out.cells[column.key] = words;
        if (/（100字以内）/.test(column.head) && [...words].length > 100)
          say(column, false, `有${[...words].length}字，超过100字`);
        return;
      }
      default:
        column.holds satisfies never;
    }
  });
  for (const column of columns)
    if (column?.needed && !out.cells[column.key]) say(column, true, `“${column.head}”没有填写`);
  return out;
}
