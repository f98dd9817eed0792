import { type ClauseRecord, TYPE_ZH } from '../../records/clause.ts';
import { LEVEL_ZH } from '../../records/document.ts';
import type { Reading } from '../../records/reading.ts';
import { type Cell, toCsv } from './csv.ts';
import { tame } from './paint.ts';
import { STRENGTH_ZH, sayValue } from './values.ts';
import { padEnd, widthOf, wrapText } from './width.ts';
import { sayDocument, sayPath } from './wording.ts';

export const RECORD_FORMATS = ['table', 'json', 'jsonl', 'csv'] as const;
export type RecordFormat = (typeof RECORD_FORMATS)[number];

/**
 * The records of readings as `wenheng extract` prints them. `json`: {documents:[{…document, records:[…]}]}; `jsonl`: one
 * record a line with its document's id, source, title and 文号; `csv`: the same, flat; `table`: for a terminal of `width`
 * columns.
 */
export function recordsTo(readings: readonly Reading[], format: RecordFormat, width: number): string {
  switch (format) {
    case 'json':
      return `${JSON.stringify({ documents: readings.map((r) => ({ ...r.document, records: r.records })) }, null, 1)}\n`;
    case 'jsonl':
      return readings.flatMap((r) => r.records.map((x) => `${JSON.stringify({ ...headOf(r), ...x })}\n`)).join('');
    case 'csv':
      return recordsToCsv(readings);
    case 'table':
      return readings.map((r) => tableOf(r, Math.min(160, Math.max(60, width)))).join('\n');
    default:
      return format satisfies never;
  }
}

const headOf = ({ document: d }: Reading) => ({
  documentId: d.id,
  source: d.source,
  documentTitle: d.title,
  documentNumber: d.docNumber,
});

/** Fields that all types share, then those of single types, in the order of the public format. */
const COMMON = [
  'type',
  'path',
  'matter',
  'actor',
  'strength',
  'exception',
  'quote',
  'rule',
  'confidence',
  'page',
] as const;
const OWN = [
  'subject',
  'comparator',
  'value',
  'unit',
  'per',
  'each',
  'scope',
  'by',
  'action',
  'when',
  'workdays',
  'anchor',
  'modality',
  'act',
  'pretext',
  'procedure',
  'authority',
  'bearer',
  'kind',
  'target',
  'title',
  'docNumber',
  'role',
] as const;

function recordsToCsv(readings: readonly Reading[]): string {
  const header = ['documentId', 'source', 'documentTitle', 'documentNumber', 'id', ...COMMON, 'start', 'end', ...OWN];
  const rows = readings.flatMap((reading) =>
    reading.records.map((record): Cell[] => {
      const fields = new Map<string, unknown>(Object.entries(record));
      const cell = (name: string): Cell => {
        const value = fields.get(name);
        return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
      };
      const head = headOf(reading);
      return [
        head.documentId,
        head.source,
        head.documentTitle,
        head.documentNumber,
        record.id,
        ...COMMON.map(cell),
        record.span.start,
        record.span.end,
        ...OWN.map(cell),
        ...[verificationOf(record), record.unresolved?.join('|') ?? null, record.sourceQuote ?? null],
      ];
    }),
  );
  return toCsv([[...header, 'verification', 'unresolved', 'sourceQuote'], ...rows]);
}

const verificationOf = (r: ClauseRecord): string | null => r.verification?.state ?? null;

/** 存疑 in a few words, '' where nothing is. */
export const sayRecordDoubt = (r: ClauseRecord): string =>
  [
    r.verification?.state === 'unverified' ? `数字未确认（${r.verification.readings.join('/')}）` : '',
    r.unresolved ? `可能是 ${r.unresolved.join(' 或 ')}` : '',
  ]
    .filter((x) => x !== '')
    .join('；');

function tableOf(reading: Reading, width: number): string {
  const { document: d, records } = reading;
  const head = [
    sayDocument(d),
    `${[d.issuers.join('、'), d.level === 'unknown' ? '' : LEVEL_ZH[d.level], d.issuedOn ?? '', d.source].filter((x) => x !== '').join(' · ')} · ${records.length} 条记录`,
  ].flatMap((line) => wrapText(tame(line), width));
  const path = 1 + Math.min(16, Math.max(4, ...records.map((r) => widthOf(sayPath(r.path)))));
  const rest = width - 13 - path - 3;
  const value = Math.floor(rest * 0.45);
  const columns = [13, path, value, rest - value];
  const line = (cells: readonly string[]): string[] => {
    const wrapped = cells.map((c, i) => wrapText(tame(c), (columns[i] ?? 10) - (i === 3 ? 0 : 1)));
    const height = Math.max(...wrapped.map((w) => w.length));
    return Array.from({ length: height }, (_, row) =>
      wrapped
        .map((w, i) => (i === 3 ? (w[row] ?? '') : padEnd(w[row] ?? '', columns[i] ?? 10)))
        .join('')
        .trimEnd(),
    );
  };
  const body = records.flatMap((r) => {
    const marks = [
      r.strength === 'must' ? '' : STRENGTH_ZH[r.strength],
      sayRecordDoubt(r),
      r.confidence < 0.7 ? `可信度 ${Math.round(r.confidence * 100)}%` : '',
    ].filter((x) => x !== '');
    return line([
      TYPE_ZH[r.type],
      sayPath(r.path),
      sayValue(r),
      `${r.quote}${marks.length > 0 ? `（${marks.join('；')}）` : ''}`,
    ]);
  });
  return [...head, '─'.repeat(width), ...line(['类型', '位置', '内容', '原文']), '─'.repeat(width), ...body, ''].join(
    '\n',
  );
}
