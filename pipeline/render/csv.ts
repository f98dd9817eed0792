export type Cell = string | number | boolean | null | undefined;

/** A cell that a spreadsheet would take for a formula is disarmed by a leading ' ; a `when` like -P1M or +P30D is none. */
const FORMULA = /^(?:[=@\t\r]|[+-](?!P?T?\d))/;

function cellOf(value: Cell): string {
  if (value === null || value === undefined) return '';
  if (typeof value !== 'string') return String(value);
  const safe = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** RFC 4180 with a byte order mark, without which Excel takes UTF-8 for GBK. */
export const toCsv = (rows: readonly (readonly Cell[])[]): string =>
  `\ufeff${rows.map((row) => row.map(cellOf).join(',')).join('\r\n')}\r\n`;
