import type { ClauseRecord, Matter } from '../../records/clause.ts';
import { parseRegion } from '../../records/region.ts';
import type { DocumentHead, Store, StoredRecord } from '../store.ts';

/** What a form is filled from. */
export interface FormQuery {
  /** Code or name: its own documents and those inside it; all by default. */
  readonly region?: string;
  /** ISO dates of issue. */
  readonly from?: string;
  readonly until?: string;
  /** Blank to be filled in by hand: 填报单位. */
  readonly unit?: string;
  /** ISO date of filling in; blank by default. */
  readonly filledOn?: string;
}

/** 问题类别 of the reduction notices, in their order; all other matters are the eighth. */
export const CATEGORIES: readonly (readonly [Matter, string])[] = [
  ['supervision', '（一）监督检查评比考核'],
  ['campus-activity', '（二）社会事务进校园'],
  ['document-meeting', '（三）文件和会议'],
  ['report-survey', '（四）报表填写、调研统计'],
  ['secondment', '（五）抽调借用中小学教师'],
  ['duty-roster', '（六）校园值班值守'],
  ['city-campaign', '（七）城市创优评先和街道社区事务'],
];
export const categoryOf = (matter: Matter): string => CATEGORIES.find(([m]) => m === matter)?.[1] ?? '（八）其他';

/** Documents that are about the burdens of schools and teachers at all. */
export const BURDEN: readonly Matter[] = [
  ...CATEGORIES.map(([matter]) => matter),
  'training-exam',
  'app',
  'after-school',
  'homework',
];

export const placeOf = (region: DocumentHead['region']): string => region?.name.replaceAll('/', '') ?? '';

export const filling = ({ unit, filledOn }: FormQuery): string =>
  `填报单位（盖章）：${unit ?? '＿＿＿＿＿＿'}　　填报时间：${filledOn ? dayZh(filledOn) : '＿＿＿＿＿＿'}　　填报人员及电话：＿＿＿＿＿＿`;

export function dayZh(date: string): string {
  const [year, month, day] = date.split('-').map(Number);
  return `${year}年${month === undefined ? '' : `${month}月`}${day === undefined ? '' : `${day}日`}`;
}

/** Documents of the query, by place and date; the copy that counts, drafts left out. */
export async function documentsOf(store: Store, query: FormQuery, matters: readonly Matter[]): Promise<DocumentHead[]> {
  const heads = await store.documents({
    best: true,
    matters,
    ...(query.region ? { region: parseRegion(query.region).code } : {}),
    ...(query.from ? { from: query.from } : {}),
    ...(query.until ? { until: query.until } : {}),
  });
  const key = (h: DocumentHead): string => `${h.region?.code ?? '999999'} ${h.issuedOn ?? '9999'} ${h.id}`;
  return heads.filter((h) => !h.draft).toSorted((a, b) => (key(a) < key(b) ? -1 : 1));
}

export async function recordsOf(
  store: Store,
  query: FormQuery,
  types: readonly ClauseRecord['type'][],
): Promise<StoredRecord[]> {
  const records = await store.records({ types, ...(query.region ? { region: parseRegion(query.region).code } : {}) });
  return records.filter(({ document: { draft, issuedOn } }) => {
    if (draft) return false;
    if (query.from && (issuedOn === null || issuedOn < query.from)) return false;
    return !(query.until && issuedOn !== null && issuedOn > query.until);
  });
}

/** A clause without its number, cut to so many characters. 2025年12月 begins with no number of a clause. */
export function brief(words: string, most: number): string {
  const plain = words
    .replace(/\s+/g, '')
    .replace(
      /^(?:[（(][一二三四五六七八九十\d]+[）)]|[一二三四五六七八九十\d]+[、.．]|[①-⑳])(?=[\p{Script=Han}])/u,
      '',
    );
  return plain.length <= most ? plain : `${plain.slice(0, most - 1)}…`;
}
