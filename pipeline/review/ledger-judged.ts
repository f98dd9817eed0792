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

/** 《关于…的通知》（文号）: the number says who issued it. */
export const named = (by: Pick<Issued, 'title' | 'docNumber'> | undefined): string =>
  by
    ? `《${by.title.replace(/^[^《》]{2,30}?(?=关于)/, '')}》${by.docNumber ? `（${by.docNumber}）` : ''}`
    : '已发文件';
