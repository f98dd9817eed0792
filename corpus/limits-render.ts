import stringWidth from 'string-width';
import { type COMPARATORS, type Limit, MATTER_ZH, PERIOD_ZH, type Strength } from '../records/clause.ts';
import { LEVEL_ZH } from '../records/document.ts';
import { csvOf, xlsxOf } from './exports/sheet.ts';
import { sayEach } from './limit-topics.ts';
import type { LimitRelation, LimitRow, LimitTable } from './limits.ts';

export type LimitFormat = 'table' | 'json' | 'csv' | 'xlsx';

const COMPARATOR_ZH: Readonly<Record<(typeof COMPARATORS)[number], string>> = {
  '<=': '≤',
  '>=': '≥',
  '<': '＜',
  '>': '＞',
  '==': '＝',
};
export const STRENGTH_ZH: Readonly<Record<Strength, string>> = { must: '', principle: '原则上', encouraged: '鼓励' };
const RELATION_ZH = { tighter: '严于', equal: '等于', looser: '宽于', incomparable: '无法比较' } as const;

/** ≤ 6 次/学期·每校 */
export function sayLimit({ comparator, value, unit, per, each }: Limit): string {
  const amount = unit === '时刻' ? String(value) : `${shortened(value)} ${unit}`;
  const period = per === null || unit === '时刻' ? '' : `/${PERIOD_ZH[per]}`;
  return `${COMPARATOR_ZH[comparator]} ${amount}${period}${each === null ? '' : `·${sayEach(each)}`}`;
}

// 三分之二 is 66.6666… %
const shortened = (value: number | string): string =>
  typeof value === 'number' ? String(Math.round(value * 100) / 100) : value;

export function sayRelation({ kind, region, relation, calculation, why }: LimitRelation): string {
  const side = kind === 'sibling' ? '同级' : '上级';
  return why === null
    ? `${RELATION_ZH[relation]}${side}${region}（${calculation}）`
    : `与${side}${region}${RELATION_ZH[relation]}：${why}`;
}

const HEADS = [
  '地区',
  '级别',
  '事项',
  '限额对象',
  '限额',
  '范围',
  '语气',
  '例外',
  '条款原文',
  '位置',
  '文件标题',
  '发文字号',
  '成文日期',
  '比较',
  '提示',
] as const;

const cells = (row: LimitRow): string[] => [
  row.document.region?.name ?? '不明',
  LEVEL_ZH[row.document.level],
  MATTER_ZH[row.limit.matter],
  row.limit.subject,
  sayLimit(row.limit),
  row.limit.scope ?? '',
  STRENGTH_ZH[row.limit.strength],
  row.limit.exception ?? '',
  row.limit.quote,
  row.limit.path,
  row.document.title,
  row.document.docNumber ?? '',
  row.document.issuedOn ?? '',
  row.relations.map(sayRelation).join('；'),
  row.marks.join('；'),
];

export async function renderLimits(
  table: LimitTable,
  format: LimitFormat,
  width = 140,
): Promise<string | Uint8Array<ArrayBuffer>> {
  switch (format) {
    case 'table':
      return toTerminal(table, width);
    case 'json':
      return `${JSON.stringify(table, null, 2)}\n`;
    case 'csv':
      return csvOf([HEADS, ...table.rows.map(cells)]);
    case 'xlsx':
      return xlsxOf({
        name: '限额',
        title: titleOf(table),
        note: `截至${table.asOf}有效的文件`,
        heads: HEADS,
        widths: [18, 8, 16, 24, 18, 14, 8, 16, 48, 14, 40, 22, 12, 48, 24],
        rows: table.rows.map(cells),
      });
    default:
      return format satisfies never;
  }
}

function titleOf({ matters, subject, region }: LimitTable): string {
  const about = [...matters.map((m) => MATTER_ZH[m]), ...(subject ? [`“${subject}”`] : [])].join('、');
  return `${region ? region.name.replaceAll('/', '') : '各地'}${about === '' ? '' : about}限额一览`;
}

/** One block a row: what is allowed, then the clause and where it stands, then how it stands to others. */
function toTerminal(table: LimitTable, width: number): string {
  if (table.rows.length === 0)
    return `${titleOf(table)}：没有找到限额。\n可以换一个事项或词，或先用 wenheng index 编入文件。\n`;
  const lines = [`${titleOf(table)}（截至${table.asOf}，共${table.rows.length}条）`];
  const places = table.rows.map((r) => r.document.region?.name ?? '不明');
  const first = Math.min(26, Math.max(6, ...places.map((p) => stringWidth(p))));
  const second = Math.min(34, Math.max(8, ...table.rows.map((r) => stringWidth(r.limit.subject))));
  const third = Math.min(28, Math.max(...table.rows.map((r) => stringWidth(sayLimit(r.limit)))));
  let before = '';
  for (const row of table.rows) {
    const name = row.document.region?.name ?? '不明';
    if (name !== before) lines.push('─'.repeat(Math.min(width, 100)));
    const head = pad(name === before ? '' : name, first);
    before = name;
    const { limit, document } = row;
    const extra = [limit.scope, STRENGTH_ZH[limit.strength], limit.exception ? `例外：${limit.exception}` : '']
      .filter((x) => x)
      .join('，');
    lines.push(`${head}  ${pad(limit.subject, second)}  ${pad(sayLimit(limit), third)}  ${extra}`.trimEnd());
    const indent = ' '.repeat(first + 2);
    lines.push(
      ...wrap(
        `“${limit.quote}” ${[document.docNumber ?? `《${document.title}》`, limit.path].filter((x) => x !== '').join(' ')}`,
        indent,
        width,
      ),
    );
    for (const relation of row.relations)
      lines.push(...wrap(`${SIGN[relation.relation]} ${sayRelation(relation)}`, indent, width));
    for (const mark of row.marks) lines.push(...wrap(`⚠ ${mark}`, indent, width));
  }
  return `${lines.join('\n')}\n`;
}

const SIGN = { tighter: '▼', equal: '＝', looser: '▲', incomparable: '？' } as const;

/** Cut or filled to so many columns of a terminal, in which a Chinese character takes two. */
function pad(words: string, columns: number): string {
  let out = '';
  for (const ch of words) {
    if (stringWidth(out + ch) > columns) {
      while (stringWidth(out) > columns - 1) out = out.slice(0, -1);
      out += '…';
      break;
    }
    out += ch;
  }
  return out + ' '.repeat(Math.max(0, columns - stringWidth(out)));
}

function wrap(words: string, indent: string, width: number): string[] {
  const room = Math.max(20, width - indent.length);
  const lines: string[] = [];
  let line = '';
  for (const ch of words) {
    if (stringWidth(line + ch) > room) {
      lines.push(indent + line);
      line = '';
    }
    line += ch;
  }
  if (line !== '') lines.push(indent + line);
  return lines;
}
