import { type Column, formOf, TICK } from '../../corpus/ledger/forms.ts';
import { type Imported, toList } from '../../corpus/ledger/import.ts';
import type { ListKind } from '../../records/ledger.ts';

/** Words in which a spreadsheet is tempted to see something else: a number, a date, a formula, several lines. */
const WORDS = [
  '学校安全宣讲',
  '007',
  '3-4',
  '=1+1',
  '第一行\n第二行',
  '市“双减”专班，教育局',
  '１２项',
  '2025',
  'TRUE',
  '-',
];

const cell = (column: Column, row: number, at: number): string => {
  switch (column.holds) {
    case 'number':
      return String(row + 1);
    case 'tick':
      return (row + at) % 3 === 0 ? TICK : '';
    case 'days':
      return ['2025年9月', '2025年9月1日至10月15日', '2025年秋季学期', '全年'][row % 4] ?? '';
    case 'day':
      return ['2025年9月1日', '2025-10-08', '2025.11.3', '2025年12月31日'][row % 4] ?? '';
    case 'text':
      return column.needed
        ? `${column.head}${'甲乙丙丁'.charAt(row)}${WORDS[(row + at) % WORDS.length] ?? ''}`
        : (WORDS[(row + at) % WORDS.length] ?? '');
    default:
      return column.holds satisfies never;
  }
};

/** A list of each kind with four rows, every column filled. */
export function filled(kind: ListKind): Imported {
  const form = formOf(kind);
  const columns = form.columns.filter((c) => !c.own);
  const rows = [
    [form.title('2025')],
    [form.note({ unit: '石门县教育局', total: 4 })],
    columns.map((c) => c.head),
    ...[0, 1, 2, 3].map((r) => columns.map((c, i) => cell(c, r, i))),
  ];
  return toList(
    rows.map((cells, i) => ({ at: i + 1, cells })),
    { kind, file: '清单.xlsx', importedOn: '2025-03-01', unit: '石门县教育局', year: '2025' },
  );
}
