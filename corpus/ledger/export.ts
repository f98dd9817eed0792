import { ENTRY_STATE_ZH, type LedgerEntry, type LedgerList } from '../../records/ledger.ts';
import { renderSheet, type SheetFormat } from '../exports/index.ts';
import { csvOf, type Sheet } from '../exports/sheet.ts';
import { type Column, formOf, type ListForm } from './forms.ts';
import { STATE, stateOf } from './import.ts';

/** A form that prints no year gets it before its title, so that a list of a year comes back as one. */
function titleOf(form: ListForm, year: string | null): string {
  const title = form.title(year);
  return year === null || title !== form.title(null) ? title : `${year.slice(0, 4)}年${title}`;
}

/** A list in the form's own columns; columns that the form does not have follow where a row needs them. */
export function sheetOf(list: LedgerList, entries: readonly LedgerEntry[]): Sheet {
  const form = formOf(list.kind);
  const columns: Column[] = form.columns.filter((c) => !c.own || entries.some((e) => e.cells[c.key]));
  const told = (e: LedgerEntry): boolean =>
    e.state === stateOf(e.kind, e.cells) ||
    e.state === 'faulty' ||
    e.state === 'doubled' ||
    (e.state === 'replaced' && entries.some((x) => x.cells['replaces'] === e.name));
  const stated = entries.some((e) => !told(e));
  const foreign = [...new Set([...list.extra, ...entries.flatMap((e) => Object.keys(e.cells))])].filter(
    (key) => !form.columns.some((c) => c.key === key),
  );
  const groups = columns.map((c) => c.group ?? null);
  const rest = [...foreign.map(() => null), ...(stated ? [null] : [])];
  return {
    name: form.title(list.year).slice(0, 30),
    title: list.title === form.title(null) ? titleOf(form, list.year) : list.title,
    note: form.note({ unit: list.unit, total: entries.filter((e) => e.state === 'active').length }),
    heads: [...columns.map((c) => c.head), ...foreign, ...(stated ? [STATE.head] : [])],
    ...(groups.some((g) => g !== null) ? { groups: [...groups, ...rest] } : {}),
    widths: [...columns.map((c) => c.width), ...foreign.map(() => 18), ...(stated ? [STATE.width] : [])],
    rows: entries.map((e, i) => [
      ...columns.map((c) => (c.key === 'seq' ? i + 1 : (e.cells[c.key] ?? ''))),
      ...foreign.map((key) => e.cells[key] ?? ''),
      ...(stated ? [told(e) ? '' : ENTRY_STATE_ZH[e.state]] : []),
    ]),
    ...(form.remark !== undefined || list.around.length > 0
      ? { remark: [...(form.remark === undefined ? [] : [form.remark]), ...list.around].join('\n') }
      : {}),
  };
}

/** The list as a file. CSV keeps the lines above and below the table too, so that it comes back the same. */
export async function renderList(
  list: LedgerList,
  entries: readonly LedgerEntry[],
  format: SheetFormat,
): Promise<Uint8Array<ArrayBuffer> | string> {
  const sheet = sheetOf(list, entries);
  if (format !== 'csv') return renderSheet(sheet, format);
  const alone = (words: string | undefined): string[][] =>
    words === undefined ? [] : words.split('\n').map((l) => [l]);
  const rows = sheet.rows.map((row) => row.map(String));
  return csvOf([...alone(sheet.title), ...alone(sheet.note), [...sheet.heads], ...rows, ...alone(sheet.remark)]);
}
