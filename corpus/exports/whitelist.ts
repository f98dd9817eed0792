import type { Unit } from '../../records/structure.ts';
import type { Store } from '../store.ts';
import { brief, documentsOf, type FormQuery, placeOf } from './select.ts';
import type { Sheet } from './sheet.ts';

/** 附件7 of 新教领秘〔2024〕2号. */
const HEADS = [
  '序号',
  '活动名称',
  '实施单位',
  '开展依据',
  '开展时间',
  '开展地点',
  '实施范围',
  '活动主要内容（100字以内）',
  '开展形式',
  '验收方式',
  '备注',
] as const;

/** How lists that bureaus publish head the same columns. */
const COLUMNS: readonly (readonly [RegExp, number])[] = [
  [/^(?:活动|事项|项目)名称$|^(?:活动|事项|项目)$/, 1],
  [/(?:实施|主办|牵头|责任|组织)(?:单位|部门)/, 2],
  [/依据/, 3],
  [/时间|频次|时段/, 4],
  [/地点|场所/, 5],
  [/范围|对象|年级|学段/, 6],
  [/内容/, 7],
  [/形式|方式(?<!验收方式)/, 8],
  [/验收/, 9],
  [/备注|说明/, 10],
];

/** 社会事务进校园白名单: rows of the lists that the archive's documents carry, in one form. */
export async function whitelist(store: Store, query: FormQuery = {}): Promise<Sheet> {
  const rows: (string | number)[][] = [];
  for (const head of await documentsOf(store, query, ['campus-activity'])) {
    const reading = await store.reading(head.id);
    if (!reading) continue;
    for (const unit of reading.units) {
      const cells = listed(unit, reading.document.text);
      if (!cells) continue;
      const source = `${placeOf(head.region)} ${head.docNumber ?? head.title}`;
      const own = cells.map((c, i) => (i === 7 ? brief(c, 100) : c));
      own[2] = own[2] === '' ? head.issuers.join('、') : (own[2] ?? '');
      own[10] = [own[10], source].filter((x) => x).join('；');
      rows.push([rows.length + 1, ...own.slice(1)]);
    }
  }
  return {
    name: '白名单',
    title: '社会事务进校园白名单',
    note: `填报单位（盖章）：${query.unit ?? '＿＿＿＿＿＿'}　　本级社会事务进校园总量为${rows.length}项`,
    heads: HEADS,
    widths: [8, 30, 22, 30, 16, 14, 18, 48, 14, 14, 36],
    rows,
  };
}

/** Cells of a table row in the form's columns; null where the table is no list of activities or the row is its head. */
function listed(unit: Unit, text: string): string[] | null {
  if (unit.role !== 'row' || !unit.columns) return null;
  const places = unit.columns.map(
    (column) => COLUMNS.find(([words]) => words.test(column.replace(/\s/g, '')))?.[1] ?? null,
  );
  if (!places.includes(1) || !places.some((p) => p === 2 || p === 4 || p === 7)) return null;
  const cells = text
    .slice(unit.span.start, unit.span.end)
    .split('\t')
    .map((c) => c.trim());
  if (cells.every((cell, i) => cell === '' || cell === unit.columns?.[i])) return null;
  const out = HEADS.map(() => '');
  cells.forEach((cell, i) => {
    const place = places[i];
    if (place !== null && place !== undefined) out[place] = out[place] === '' ? cell : `${out[place]} ${cell}`;
  });
  return out[1] === '' ? null : out;
}
