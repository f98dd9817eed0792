import { createHash } from 'node:crypto';
import { numerals } from '../../extractors/numerals.ts';
import { WenhengError } from '../../records/errors.ts';
import {
  ENTRY_STATE_ZH,
  ENTRY_STATES,
  type EntryState,
  LedgerEntry,
  LedgerList,
  LIST_ZH,
  type ListKind,
} from '../../records/ledger.ts';
import { findRegions, type Region } from '../../records/region.ts';
import { CATEGORIES } from '../exports/select.ts';
import { halved, plain, tenure } from './cells.ts';
import { type Column, columnOf, foldHead, formOf, LIST_FORMS, type ListForm } from './forms.ts';
import { type GridRow, gridOf } from './grid.ts';
import { type Remark, rowCells } from './row.ts';

export interface ImportOptions {
  /** Recognised by the heads where it is not given. */
  readonly kind?: ListKind;
  readonly region?: Region;
  readonly unit?: string;
  /** 2025 · 2025-Q3; read from the title or file name where it is not given. */
  readonly year?: string;
  /** File name, for messages. */
  readonly file: string;
  /** ISO date. */
  readonly importedOn: string;
}

export interface Imported {
  readonly list: LedgerList;
  readonly entries: readonly LedgerEntry[];
  /** One for each thing that was wrong or read differently from what stood there, by row. */
  readonly remarks: readonly Remark[];
}

/** Reads a list from XLSX, CSV or DOCX. Nothing is dropped: what is no entry stands in `list.around`. Throws file-damaged, format-unsupported. */
export async function importList(bytes: Uint8Array, options: ImportOptions): Promise<Imported> {
  return toList(await gridOf(bytes, options.file), options);
}

/** The second half: a grid as a list. Pure. */
export function toList(grid: readonly GridRow[], options: ImportOptions): Imported {
  const head = headOf(grid, options);
  const { form } = head;
  const remarks: Remark[] = [...head.remarks];
  const above = grid.slice(0, head.index).flatMap(linesOf);
  const title = above.find((l) => isTitle(form, l)) ?? form.title(null);
  const year = options.year ?? yearOf(form, [title, ...above, options.file]);
  const unit = options.unit ?? unitOf(above);
  const region = options.region ?? regionOf(unit);
  const total = totalOf(above);
  const id = `l_${hash([form.kind, region?.code ?? '', unit ?? '', year ?? ''])}`;
  const around: string[] = [];
  const entries: LedgerEntry[] = [];
  const seen = new Map<string, number>();
  const rowAt = new Map<string, number>();
  for (const row of grid.slice(head.index + head.rows)) {
    const texts = row.cells.map(plain);
    const filled = texts.flatMap((t, i) => (t === '' ? [] : [i]));
    if (isHead(form, texts)) {
      remarks.push({ row: row.at, column: null, grave: false, zh: '重复的表头，已跳过' });
      continue;
    }
    const only = filled.length === 1 ? (filled[0] ?? null) : null;
    if (only !== null && head.columns[only]?.key !== form.name) {
      const words = texts[only] ?? '';
      if (/^\d+$/.test(halved(words)))
        remarks.push({ row: row.at, column: null, grave: false, zh: `只有序号“${words}”，没有内容，未作为条目` });
      else {
        around.push(...words.split('\n').filter((l) => l !== ''));
        if (entries.length === 0 || !isFoot(words))
          remarks.push({
            row: row.at,
            column: null,
            grave: false,
            zh: `合并的标题行或说明，原样保留，未作为条目：“${short(words)}”`,
          });
      }
      continue;
    }
    const read = rowCells(row, head.columns, head.foreign, year);
    remarks.push(...read.remarks);
    const { cells, days, faults } = read;
    const name = cells[form.name] ?? '';
    const key = [
      name,
      form.body === null ? '' : (cells[form.body] ?? ''),
      ...daysKey(form, cells),
      form.school === null ? '' : (cells[form.school] ?? ''),
    ]
      .map(foldHead)
      .join('|');
    const before = rowAt.get(key);
    const said = stateSaid(cells['state']);
    let state: EntryState = said ?? stateOf(form.kind, cells);
    if (faults.length > 0) state = said ?? 'faulty';
    else if (before !== undefined) {
      state = said ?? 'doubled';
      remarks.push({
        row: row.at,
        column: null,
        grave: true,
        zh: `与第${before}行重复（${short(name)}），只计一次，本行保留备核`,
      });
    } else rowAt.set(key, row.at);
    const n = seen.get(key) ?? 0;
    seen.set(key, n + 1);
    const { state: _, ...kept } = cells;
    entries.push({
      id: `e_${hash([id, key, n])}`,
      listId: id,
      kind: form.kind,
      seq: entries.length + 1,
      matter: form.kind === 'rectification' ? matterOf(cells['category'] ?? '') : form.matter,
      name,
      body: orNull(form.body === null ? '' : (cells[form.body] ?? '')) ?? (form.kind === 'inspection' ? unit : null),
      school: orNull(form.school === null ? '' : (cells[form.school] ?? '')),
      period: form.kind === 'secondment' ? tenure(days) : form.days === null ? null : (days[form.days] ?? null),
      documentId: null,
      state,
      cells: kept,
      faults,
    });
  }
  const replaced = new Set(entries.flatMap((e) => (e.cells['replaces'] ? [foldHead(e.cells['replaces'])] : [])));
  const settled = entries.map(
    (e): LedgerEntry => (e.state === 'active' && replaced.has(foldHead(e.name)) ? { ...e, state: 'replaced' } : e),
  );
  remarks.push(...totals(form, region, total, settled));
  const own = new Set(
    [form.title(year), form.note({ unit, total: settled.length }), ...(form.remark ?? '').split('\n')].map(foldHead),
  );
  const list: LedgerList = {
    id,
    kind: form.kind,
    title,
    unit,
    region: region ?? null,
    year,
    total,
    source: options.file,
    importedOn: options.importedOn,
    around: [...above.filter((l) => l !== title && !isBlankNote(l)), ...around].filter((l) => !own.has(foldHead(l))),
    extra: head.foreign.flatMap((f) => (f === null ? [] : [f])),
  };
  return { list: LedgerList.parse(list), entries: LedgerEntry.array().parse(settled), remarks };
}

const hash = (parts: readonly (string | number)[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 12);
const orNull = (s: string): string | null => (s === '' ? null : s);
const short = (words: string): string => (words.length > 24 ? `${words.slice(0, 23)}…` : words);
const linesOf = (row: GridRow): string[] =>
  row.cells
    .map(plain)
    .flatMap((c) => c.split('\n'))
    .filter((l) => l !== '');
const daysKey = (form: ListForm, cells: Readonly<Record<string, string>>): string[] =>
  form.columns.filter((c) => c.holds === 'days' || c.holds === 'day').map((c) => cells[c.key] ?? '');

interface Head {
  readonly form: ListForm;
  readonly index: number;
  readonly rows: 1 | 2;
  /** The form's column at each place, or null. */
  readonly columns: readonly (Column | null)[];
  /** The foreign head at each place, or null. */
  readonly foreign: readonly (string | null)[];
  readonly remarks: readonly Remark[];
}

/** Title rows may stand above; 分类 over 督导 检查 考核 评比 makes two rows of heads. */
const DEEP = 20;

function headOf(grid: readonly GridRow[], options: ImportOptions): Head {
  const forms = options.kind ? [formOf(options.kind)] : LIST_FORMS;
  let best: { form: ListForm; index: number; rows: 1 | 2; heads: string[]; hits: number } | null = null;
  for (const form of forms)
    grid.slice(0, DEEP).forEach((row, index) => {
      const top = row.cells.map(plain);
      const below = grid[index + 1]?.cells.map(plain) ?? [];
      const wide = Array.from({ length: Math.max(top.length, below.length) }, (_, i) => i);
      const both = wide.map((i) => (below[i] ? below[i] : (top[i] ?? '')));
      const grouped = top.some((h) => form.columns.some((c) => c.group !== undefined && c.group === foldHead(h)));
      const isTwo = grouped && wide.filter((i) => below[i] && columnOf(form, below[i] ?? '')?.group).length >= 2;
      const heads = isTwo ? both : top;
      const found = new Set(heads.map((h) => columnOf(form, h)?.key).filter((k) => k !== undefined));
      // 序号 and 备注 stand on every list.
      const own = [...found].filter((k) => k !== 'seq' && k !== 'remark').length;
      const hits = found.has(form.name) ? own + own / form.columns.length : 0;
      if (own >= 2 && hits > (best?.hits ?? 0)) best = { form, index, rows: isTwo ? 2 : 1, heads, hits };
    });
  const found = best as { form: ListForm; index: number; rows: 1 | 2; heads: string[] } | null;
  if (!found) {
    const wanted = options.kind
      ? `《${LIST_ZH[options.kind]}》的表头（应有：${formOf(options.kind)
          .columns.filter((c) => !c.own)
          .map((c) => c.head)
          .join('、')}）`
      : '任何一种台账的表头';
    throw new WenhengError('file-damaged', { file: options.file, why: `没有找到${wanted}` });
  }
  const { form, heads, index, rows } = found;
  const taken = new Set<string>();
  const columns = heads.map((h) => {
    const c = foldHead(h) === '状态' ? STATE : columnOf(form, h);
    if (!c || taken.has(c.key)) return null;
    taken.add(c.key);
    return c;
  });
  const foreign = heads.map((h, i) => (h === '' || columns[i] ? null : h.replaceAll('\n', '')));
  const at = grid[index]?.at ?? null;
  const missing = form.columns.filter((c) => !c.own && !taken.has(c.key));
  const remarks: Remark[] = [
    ...missing.map((c) => ({ row: at, column: c.head, grave: c.needed === true, zh: `缺少“${c.head}”栏` })),
    ...foreign.flatMap((f) =>
      f === null
        ? []
        : [{ row: at, column: f, grave: false, zh: `“${f}”不是《${LIST_ZH[form.kind]}》的栏目，原样保留` }],
    ),
  ];
  return { form, index, rows, columns, foreign, remarks };
}

export const STATE: Column = { key: 'state', head: '状态', holds: 'text', own: true, width: 10 };

const isHead = (form: ListForm, texts: readonly string[]): boolean => {
  const filled = texts.filter((t) => t !== '');
  const hits = filled.filter((t) =>
    form.columns.some((c) => foldHead(c.head) === foldHead(t) || c.group === foldHead(t)),
  );
  return filled.length >= 3 && hits.length === filled.length;
};
const isFoot = (words: string): boolean => /^(?:备注|注|说明|填表人|填报人|合计|总计|联系人)/.test(words);
const isTitle = (form: ListForm, line: string): boolean =>
  !/[：:]/.test(line) &&
  line.length <= 40 &&
  (foldHead(line) === foldHead(form.title(null)) ||
    /(?:白名单|清单|审批表|核准表|统计表|登记表|计划)(?:参考模板)?$/.test(foldHead(line)));
/** 填报单位（盖章）：X 填报时间：＿＿ with nothing but blanks to fill in says no more than the list's own fields. */
const isBlankNote = (line: string): boolean =>
  /填报单位|填表日期|（单位）|\(单位\)/.test(line) &&
  !/(?:时间|日期|电话|人员)[^：:]*[：:]\s*[^＿_\s　填]/.test(line.replace(/[＿_]+年[＿_]*月[＿_]*日/g, '＿'));

function unitOf(lines: readonly string[]): string | null {
  for (const line of lines) {
    const m =
      /填报单位(?:（盖章）|\(盖章\))?[：:]\s*([^\s　＿_]{2,40})/.exec(line) ??
      /^([^\s　＿_（(：:]{3,40})\s*[（(]单位[）)]/.exec(line);
    if (m?.[1]) return m[1];
  }
  return null;
}
const regionOf = (unit: string | null): Region | null =>
  unit === null ? null : (findRegions(unit).at(-1)?.region ?? null);

function yearOf(form: ListForm, lines: readonly string[]): string | null {
  for (const line of lines) {
    const year = /([12]\d{3})\s*年?/.exec(halved(line))?.[1];
    if (!year) continue;
    const quarter = form.kind === 'document-plan' ? /第?([一二三四1-4])\s*季度/.exec(halved(line))?.[1] : undefined;
    if (!quarter) return year;
    const n = '一二三四'.indexOf(quarter);
    return `${year}-Q${n >= 0 ? n + 1 : quarter}`;
  }
  return null;
}

// 本级社会事务进校园总量为８项 · 总量为十项
function totalOf(lines: readonly string[]): number | null {
  for (const line of lines) {
    const words = /总量(?:为|[：:])?\s*([^项，。\s]{1,6})\s*项/.exec(line)?.[1];
    const n = words ? numerals(halved(words))[0]?.value : undefined;
    if (n !== undefined && Number.isInteger(n)) return n;
  }
  return null;
}

/** 教师厅〔2025〕2号 三: at a province not more than 10. */
const PROVINCE_MOST = 10;

function totals(
  form: ListForm,
  region: Region | null | undefined,
  total: number | null,
  entries: readonly LedgerEntry[],
): Remark[] {
  if (form.kind !== 'whitelist') return [];
  const n = entries.filter((e) => e.state === 'active').length;
  const out: Remark[] = [];
  if (total !== null && total !== n)
    out.push({ row: null, column: null, grave: true, zh: `表头写明总量${total}项，实有有效条目${n}项` });
  if (region?.code.endsWith('0000') && region.code !== '000000' && n > PROVINCE_MOST)
    out.push({ row: null, column: null, grave: true, zh: `省级白名单${n}项 > ${PROVINCE_MOST}项，超出总量控制` });
  return out;
}

const stateSaid = (words: string | undefined): EntryState | null =>
  words ? (ENTRY_STATES.find((s) => ENTRY_STATE_ZH[s] === words) ?? null) : null;

/** What a row's own cells say of its state; a column 状态 says otherwise where it is needed. */
export function stateOf(kind: ListKind, cells: Readonly<Record<string, string>>): EntryState {
  if (kind === 'rectification') {
    const done = cells['done'] ?? '';
    if (/销号|(?<!未|没有)完成|已整改|已采纳|整改到位/.test(done) && !/未/.test(done)) return 'closed';
    return /中|正在|部分|推进/.test(done) ? 'doing' : 'active';
  }
  if (kind === 'secondment') return cells['returned'] ? 'closed' : 'active';
  if (kind === 'entry-request')
    return /不同意|不予|未通过|退回/.test(cells['answer'] ?? '')
      ? 'withdrawn'
      : /同意|批准|通过/.test(cells['answer'] ?? '')
        ? 'active'
        : 'doing';
  return 'active';
}

const matterOf = (category: string): LedgerEntry['matter'] => {
  const bare = category.replace(/^[（(][一二三四五六七八][）)]/, '');
  return (
    CATEGORIES.find(([, zh]) => zh.slice(3) === bare || (bare.length >= 2 && zh.includes(bare.slice(0, 4))))?.[0] ??
    'other'
  );
};
