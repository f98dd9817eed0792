import { z } from 'zod';
import { Strength } from './clause.ts';
import { Document, Level } from './document.ts';
import { Verification } from './page.ts';
import { Region } from './region.ts';
import { Span } from './span.ts';

export const FINDING_KINDS = [
  'exceeds-limit',
  'contravenes-prohibition',
  'out-of-scope-duty',
  'unauthorised-oversight',
  'missing-procedure',
  'deadline-conflict',
  'adds-burden',
  'basis-defect',
  'copies-superior',
  'not-implemented',
  'internal-conflict',
] as const;
export const FindingKind = z.enum(FINDING_KINDS);
export type FindingKind = z.infer<typeof FindingKind>;

export const FINDING_ZH: Readonly<Record<FindingKind, string>> = {
  'exceeds-limit': '突破限额',
  'contravenes-prohibition': '触犯禁止性规定',
  'out-of-scope-duty': '超出教师职责边界',
  'unauthorised-oversight': '违规设置督查考核评选问责',
  'missing-procedure': '缺少审批备案程序',
  'deadline-conflict': '期限冲突',
  'adds-burden': '层层加码',
  'basis-defect': '依据缺陷',
  'copies-superior': '照抄照转',
  'not-implemented': '未落实上级要求',
  'internal-conflict': '前后矛盾',
};

export const Severity = z.enum(['conflict', 'warning', 'notice']);
export type Severity = z.infer<typeof Severity>;
export const SEVERITY_ZH: Readonly<Record<Severity, string>> = { conflict: '冲突', warning: '提示', notice: '备注' };

export const Relation = z.enum(['looser', 'contrary', 'missing', 'stricter', 'equal', 'incomparable']);
export type Relation = z.infer<typeof Relation>;
export const RELATION_ZH: Readonly<Record<Relation, string>> = {
  looser: '宽于上级',
  contrary: '与上级相反',
  missing: '缺失',
  stricter: '严于上级',
  equal: '一致',
  incomparable: '无法比较',
};

export const Verdict = z.enum(['consistent', 'mostly-consistent', 'inconsistent', 'needs-review']);
export type Verdict = z.infer<typeof Verdict>;
export const VERDICT_ZH: Readonly<Record<Verdict, string>> = {
  consistent: '一致',
  'mostly-consistent': '基本一致',
  inconsistent: '不一致',
  'needs-review': '需人工复核',
};

/** A clause of a superior document, cited so that a clerk finds it. */
export const SuperiorClause = z.object({
  documentId: z.string(),
  source: z.string(),
  title: z.string(),
  docNumber: z.string().nullable(),
  level: Level,
  path: z.string(),
  quote: z.string(),
  recordId: z.string().nullable(),
  /** Strength of the rule: one of `principle` is not said to be 违反. Absent: read from the quote. */
  strength: Strength.optional(),
});
export type SuperiorClause = z.infer<typeof SuperiorClause>;

/** records.md "Review report", one finding. */
export const Finding = z.object({
  id: z.string(),
  kind: FindingKind,
  severity: Severity,
  draft: z.object({ path: z.string(), span: Span, quote: z.string(), recordId: z.string().nullable() }),
  superior: SuperiorClause.nullable(),
  relation: Relation,
  /** What was compared, as a reader would write it: `15 次/学年 > 2 × 6 次/学期`. */
  calculation: z.string().nullable(),
  reason: z.string(),
  suggestion: z.string(),
  /** The smallest rewording of the draft's own sentence that removes the conflict, where there is one. */
  edit: z.object({ from: z.string(), to: z.string() }).nullable(),
  verification: Verification.optional(),
});
export type Finding = z.infer<typeof Finding>;

export const COVERAGE_STATES = ['consistent', 'finding', 'incomparable', 'no-superior', 'unread'] as const;
export const CoverageState = z.enum(COVERAGE_STATES);
export type CoverageState = z.infer<typeof CoverageState>;
export const COVERAGE_ZH: Readonly<Record<CoverageState, string>> = {
  consistent: '与上级一致',
  finding: '有问题',
  incomparable: '无法比较',
  'no-superior': '无对应上级规定',
  unread: '未能读取',
};

export const Coverage = z.object({
  path: z.string(),
  span: Span,
  state: CoverageState,
  relation: Relation.nullable(),
  superior: SuperiorClause.nullable(),
  why: z.string(),
});
export type Coverage = z.infer<typeof Coverage>;

export const Against = z.object({
  documentId: z.string(),
  source: z.string(),
  title: z.string(),
  docNumber: z.string().nullable(),
  level: Level,
  region: Region.nullable(),
  /** Why it was chosen, or why it was left out. */
  reason: z.string(),
  usable: z.boolean(),
});
export type Against = z.infer<typeof Against>;

export const Report = z.object({
  document: Document,
  verdict: Verdict,
  /** One sentence why. */
  verdictReason: z.string(),
  findings: z.array(Finding),
  coverage: z.array(Coverage),
  against: z.array(Against),
  /** "Now" of the review, an ISO date handed in. */
  asOf: z.string(),
});
export type Report = z.infer<typeof Report>;
