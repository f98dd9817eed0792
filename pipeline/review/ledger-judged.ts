import type { Level } from '../../records/document.ts';
import type { Brought, Issued } from '../../records/ledger.ts';
import type { FindingKind, Relation, Severity, SuperiorClause } from '../../records/report.ts';
import type { Span } from '../../records/span.ts';

/** A finding that rests on the ledger, before it has its id. */
export interface Said {
  readonly kind: FindingKind;
  readonly severity: Severity;
  readonly at: Pick<Brought, 'path' | 'span' | 'quote'>;
  readonly superior: SuperiorClause | null;
  readonly relation: Relation;
  readonly calculation: string | null;
  readonly reason: string;
  readonly suggestion: string;
}

export interface LedgerJudgement {
  readonly findings: readonly Said[];
  /** What was compared with the ledger and keeps to it. */
  readonly compared: readonly { readonly span: Span; readonly superior: SuperiorClause | null; readonly why: string }[];
  /** Places that a list allows: a finding of the kind that only asks for the list falls away. */
  readonly settled: readonly { readonly span: Span; readonly kind: FindingKind }[];
}

/** Words by which a rule names the level that it binds. */
const LEVEL_WORDS: readonly (readonly [Level, RegExp])[] = [
  ['national', /国家级|中央/],
  ['province', /省级|各省|省教育厅/],
  ['city', /市级|地市|各市(?!县)|市直/],
  ['county', /县级|区级|各县|县（市、区）|区县/],
];

/** A rule that names levels binds those alone; one that names none binds every level, an unknown one too. */
export function addressed(words: string, level: Level): boolean {
  const named = LEVEL_WORDS.filter(([, pattern]) => pattern.test(words)).map(([l]) => l);
  return named.length === 0 || named.includes(level);
}

/** 2025年10月9日 */
export const dayZh = (day: string): string => {
  const [year, month, date] = day.split('-').map(Number);
  return `${year}年${month}月${date}日`;
};

/** 《关于…的通知》（文号）: the number says who issued it. */
export const named = (by: Pick<Issued, 'title' | 'docNumber'> | undefined): string =>
  by
    ? `《${by.title.replace(/^[^《》]{2,30}?(?=关于)/, '')}》${by.docNumber ? `（${by.docNumber}）` : ''}`
    : '已发文件';
