import { type Duty, OVERSIGHT_ZH, type Oversight, PERIOD_ZH } from '../../records/clause.ts';
import type { Finding } from '../../records/report.ts';
import type { Store, StoredRecord } from '../store.ts';
import { brief, categoryOf, type FormQuery, filling, recordsOf } from './select.ts';
import type { Sheet } from './sheet.ts';
import { timingOf } from './times.ts';

/**
 * 专项整治问题摸排清单 (附件2 of 新教领秘〔2024〕2号): what documents lay on schools and teachers, one row an item.
 * 清理/保留/优化 is the reviewer's to say: it is filled in only where a review of the document has found something.
 */
export async function survey(store: Store, query: FormQuery = {}): Promise<Sheet> {
  const items = (await recordsOf(store, query, ['oversight', 'duty'])).filter(isItem);
  const times = await timesOf(store, query);
  const found = await findingsOf(store);
  const rows = items
    .map((item) => ({ item, category: categoryOf(item.record.matter) }))
    .toSorted((a, b) => (a.category === b.category ? 0 : a.category < b.category ? -1 : 1))
    .map(({ item, category }, i) => rowOf(i + 1, category, item, times, found));
  return {
    name: '问题摸排清单',
    title: '专项整治问题摸排清单',
    note: filling(query),
    heads: [
      '序号',
      '问题类别',
      '事项名称',
      '牵头实施单位',
      '开展时间',
      '开展地点',
      '实施范围',
      '活动主要内容（100字以内）',
      '开展形式',
      '意见建议（清理/保留/优化）',
      '备注',
    ],
    widths: [8, 22, 30, 22, 18, 12, 20, 52, 14, 18, 40],
    rows,
    remark: '备注：由档案库按条款自动摸排，“意见建议”仅在已有评估结论时填写，其余由填报单位研究确定；依据见“备注”栏。',
  };
}

type Item = StoredRecord & { readonly record: Oversight | Duty };

/** An inspection, an award, a sanction; or a task for schools and teachers that a matter of the list is about. */
function isItem(stored: StoredRecord): stored is Item {
  const { record } = stored;
  if (record.type === 'oversight') return record.matter !== 'tutoring';
  return (
    record.type === 'duty' && (record.bearer === 'school' || record.bearer === 'teacher') && record.matter !== 'other'
  );
}

const FORM_ZH: Readonly<Partial<Record<Item['record']['matter'], string>>> = {
  'campus-activity': '进校园活动',
  'document-meeting': '文件、会议',
  'report-survey': '填报报表',
  secondment: '抽调借用',
  'duty-roster': '值班值守',
  'city-campaign': '创建活动',
  'training-exam': '培训、考试',
  app: '线上应用',
};

const formOf = ({ record }: Item): string =>
  record.type === 'oversight' ? OVERSIGHT_ZH[record.kind] : (FORM_ZH[record.matter] ?? '');

const BEARER_ZH = { school: '中小学校', teacher: '中小学教师' } as const;

function scopeOf({ record, document }: Item): string {
  if (record.type === 'oversight' && record.target) return record.target;
  if (record.type === 'duty' && (record.bearer === 'school' || record.bearer === 'teacher'))
    return BEARER_ZH[record.bearer];
  return document.region?.name.split('/').at(-1) ?? '';
}

/** Times of the clauses under the same heading of the same document. */
async function timesOf(store: Store, query: FormQuery): Promise<Map<string, string>> {
  const out = new Map<string, string>();
  for (const { record, document } of await recordsOf(store, query, ['deadline', 'limit'])) {
    const key = `${document.id} ${record.path}`;
    const year = Number((document.issuedOn ?? '2000').slice(0, 4));
    if (record.type === 'deadline') out.set(key, timingOf(record, year).said);
    else if (record.type === 'limit' && record.per !== null && !out.has(key))
      out.set(key, `每${PERIOD_ZH[record.per]}`);
  }
  return out;
}

interface Found {
  readonly finding: Finding;
  readonly said: string;
}

/** What reviews have found, by the record of the draft. */
async function findingsOf(store: Store): Promise<Map<string, Found>> {
  const out = new Map<string, Found>();
  for (const { report } of await store.reviews(500))
    for (const finding of report.findings) {
      const id = finding.draft.recordId;
      if (id !== null && !out.has(id))
        out.set(id, { finding, said: finding.severity === 'conflict' ? '清理' : '优化' });
    }
  return out;
}

function rowOf(
  n: number,
  category: string,
  item: Item,
  times: ReadonlyMap<string, string>,
  found: ReadonlyMap<string, Found>,
): (string | number)[] {
  const { record, document } = item;
  const judged = found.get(record.id);
  const source = `${document.docNumber ?? `《${document.title}》`}${record.path === '' ? '' : ` ${record.path}`}`;
  return [
    n,
    category,
    brief(record.type === 'duty' ? record.act : record.quote, 30),
    record.actor ?? document.issuers.join('、'),
    times.get(`${document.id} ${record.path}`) ?? '',
    '',
    scopeOf(item),
    brief(record.quote, 100),
    formOf(item),
    judged?.said ?? '',
    judged ? `${source}；${judged.finding.reason}` : source,
  ];
}
