import type { FindingKind, Relation, Severity } from '../../records/report.ts';
import type { DraftClause } from './clause.ts';
import type { Rule } from './superior.ts';

/** What a judge says of one clause of the draft. `toFindings` merges neighbours and lets the most specific kind win. */
export interface Judged {
  readonly kind: FindingKind;
  readonly severity: Severity;
  readonly clause: DraftClause;
  readonly rule: Rule | null;
  readonly relation: Relation;
  readonly calculation: string | null;
  /** What is wrong, as the middle of a Chinese sentence. */
  readonly why: string;
  /** What to write instead. */
  readonly suggestion: string;
  readonly edit: { readonly from: string; readonly to: string } | null;
  /** Strength of the alignment: the better evidence is kept. */
  readonly score: number;
}

/** A pair that was compared without a finding: it stands in the coverage list. */
export interface Compared {
  readonly clause: DraftClause;
  readonly rule: Rule;
  readonly relation: Relation;
  readonly calculation: string | null;
  readonly why: string;
}

export interface Judgement {
  readonly judged: readonly Judged[];
  readonly compared: readonly Compared[];
}

/** 违反 is said of a rule without reserve; a rule of strength 原则上 is not called so (records.md "Review report"). */
export const breach = (rule: Rule): string =>
  rule.record.strength === 'principle' ? '与上级“原则上”的要求不一致' : '违反上级规定';

/** 《标题》（文号）三/（二） */
export function cite(rule: Rule): string {
  const { document } = rule.reading;
  const where = rule.record.path ? `“${rule.record.path.replaceAll('/', '')}”部分` : '';
  return `《${document.title}》${document.docNumber ? `（${document.docNumber}）` : ''}${where}`;
}

/** A superior's number that is itself doubtful makes no conflict. */
export const doubtful = (rule: Rule): boolean =>
  rule.record.verification?.state === 'unverified' ||
  (rule.record.unresolved?.length ?? 0) > 0 ||
  rule.record.confidence < 0.4;
