import { strFromU8, unzipSync } from 'fflate';
import { readSheet } from 'read-excel-file/node';
import { SaxesParser } from 'saxes';
import { WenhengError } from '../../records/errors.ts';
import type { RawCell } from './cells.ts';

/** A table as the file has it; `at` is the number of the row there, from 1. Blank rows are left out. */
export interface GridRow {
  readonly at: number;
  readonly cells: readonly RawCell[];
}

export const GRID_FORMATS = ['xlsx', 'csv', 'docx'] as const;
export type GridFormat = (typeof GRID_FORMATS)[number];

/** By content, not by name: both office formats are ZIP files. Throws format-unsupported. */
export function formatOf(bytes: Uint8Array, file: string): GridFormat {
  if (bytes[0] === 0x50 && bytes[1] === 0x4b) {
    const names: string[] = [];
    try {
      unzipSync(bytes, { filter: ({ name }) => names.push(name) < 0 });
    } catch (cause) {
      throw new WenhengError('file-damaged', { file, why: '不是完整的 XLSX 或 DOCX' }, { cause });
    }
    if (names.includes('word/document.xml')) return 'docx';
    if (names.some((n) => n.startsWith('xl/'))) return 'xlsx';
    throw new WenhengError('format-unsupported', { format: '这种压缩', file });
  }
  // The old binary formats of Office.
  if (bytes[0] === 0xd0 && bytes[1] === 0xcf)
    throw new WenhengError('format-unsupported', { format: 'XLS 或 DOC', file });
  return 'csv';
}

/** Uncompressed bytes of one part at most: a list is some hundred rows. */
const MOST = 64 * 1024 * 1024;

export async function gridOf(bytes: Uint8Array, file: string): Promise<GridRow[]> {
  if (bytes.length === 0) throw new WenhengError('file-empty', { file });
  const format = formatOf(bytes, file);
  if (format === 'csv') return csvRows(decode(bytes));
  const huge = unpacked(bytes) > MOST;
  if (huge) throw new WenhengError('file-too-large', { file, size: '解压后过大', limit: '64 MB' });
  return format === 'docx' ? docxRows(bytes, file) : xlsxRows(bytes, file);
}

function unpacked(bytes: Uint8Array): number {
  let total = 0;
  unzipSync(bytes, {
    filter: ({ originalSize }) => {
      total += originalSize;
      return false;
    },
  });
  return total;
}

async function xlsxRows(bytes: Uint8Array, file: string): Promise<GridRow[]> {
  try {
    const rows = await readSheet(Buffer.from(bytes));
    return kept(rows.map((cells) => cells.map(rawOf)));
  } catch (cause) {
    throw new WenhengError('file-damaged', { file, why: '读不出工作表' }, { cause });
  }
}

/** The library's types name the class of dates where it yields a date. */
const rawOf = (value: unknown): RawCell =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' || value instanceof Date
    ? value
    : null;

const kept = (rows: readonly (readonly RawCell[])[]): GridRow[] =>
  rows
    .map((cells, i) => ({ at: i + 1, cells }))
    .filter(({ cells }) => cells.some((c) => c !== null && String(c).trim() !== ''));

/** UTF-8 with or without a mark, or GB 18030, which Excel in Chinese writes. */
function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return new TextDecoder('gb18030').decode(bytes);
  }
}

/** RFC 4180, with , or tab or ；; a ' that holds a formula back is taken off again. */
export function csvRows(text: string): GridRow[] {
  const source = text.replace(/^\uFEFF/, '');
  const first = source.slice(0, source.search(/\r|\n|$/));
  const mark = [',', '\t', ';'].toSorted((a, b) => first.split(b).length - first.split(a).length)[0] ?? ',';
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = '';
  let quoted = false;
  for (let i = 0; i < source.length; i++) {
    const ch = source.charAt(i);
    if (quoted) {
      if (ch !== '"') cell += ch;
      else if (source.charAt(i + 1) === '"') {
        cell += '"';
        i++;
      } else quoted = false;
    } else if (ch === '"' && cell === '') quoted = true;
    else if (ch === mark) {
      row.push(cell);
      cell = '';
    } else if (ch === '\n' || ch === '\r') {
      if (ch === '\r' && source.charAt(i + 1) === '\n') i++;
      rows.push([...row, cell]);
      row = [];
      cell = '';
    } else cell += ch;
  }
  if (cell !== '' || row.length > 0) rows.push([...row, cell]);
  return kept(rows.map((r) => r.map((c) => c.replace(/^'(?=[=+\-@\t\r])/, ''))));
}

/** Paragraphs before and after the table are rows of one cell; of several tables the one with most rows counts. */
function docxRows(bytes: Uint8Array, file: string): GridRow[] {
  const part = unzipSync(bytes, { filter: ({ name }) => name === 'word/document.xml' })['word/document.xml'];
  if (!part) throw new WenhengError('file-damaged', { file, why: '没有正文' });
  const rows: RawCell[][] = [];
  /** Rows of tables, each with the open cells; tables inside cells add to the cell. */
  const open: string[] = [];
  let depth = 0;
  let row: string[] | null = null;
  let cell: string | null = null;
  let span = 1;
  let text = '';
  let paragraph = '';
  let inText = false;
  const parser = new SaxesParser();
  parser.on('error', (cause) => {
    throw new WenhengError('file-damaged', { file, why: 'XML 不完整' }, { cause });
  });
  parser.on('opentag', ({ name, attributes }) => {
    open.push(name);
    if (name === 'w:tbl') depth++;
    else if (name === 'w:tr' && depth === 1) row = [];
    else if (name === 'w:tc' && depth === 1) {
      cell = '';
      span = 1;
    } else if (name === 'w:gridSpan' && depth === 1) span = Number(attributes['w:val']) || 1;
    else if (name === 'w:t') inText = true;
    else if (name === 'w:tab') paragraph += '\t';
    else if (name === 'w:br') paragraph += '\n';
  });
  parser.on('text', (t) => {
    if (inText) paragraph += t;
  });
  parser.on('closetag', ({ name }) => {
    open.pop();
    if (name === 'w:t') inText = false;
    else if (name === 'w:p') {
      if (cell !== null) text += (text === '' ? '' : '\n') + paragraph;
      else if (paragraph.trim() !== '') rows.push([paragraph.trim()]);
      paragraph = '';
    } else if (name === 'w:tc' && depth === 1) {
      row?.push(text.trim(), ...Array.from({ length: span - 1 }, () => ''));
      cell = null;
      text = '';
    } else if (name === 'w:tr' && depth === 1) {
      if (row) rows.push(row);
      row = null;
    } else if (name === 'w:tbl') depth--;
  });
  parser.write(strFromU8(part)).close();
  return kept(rows);
}
