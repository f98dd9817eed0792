import { FINDING_ZH, type Finding, type Report, SEVERITY_ZH } from '../../records/report.ts';
import { type Cell, toCsv } from './csv.ts';
import { nestQuotes, sayDocument, sayPath } from './wording.ts';

export const DISPOSAL_STATES = ['accepted', 'rejected', 'explained'] as const;
export type DisposalState = (typeof DISPOSAL_STATES)[number];
export const DISPOSAL_ZH: Readonly<Record<DisposalState, string>> = {
  accepted: '采纳',
  rejected: '不采纳',
  explained: '说明理由',
};

/** What was decided on a finding, by whom and when (the archive's `Disposal` has it). */
export interface Disposed {
  readonly findingId: string;
  readonly state: DisposalState;
  readonly note: string;
  readonly by: string;
  /** ISO date or time. */
  readonly at: string;
}

/** The last decision on a finding counts; earlier ones stay in the archive. */
export function disposalOf(finding: Finding, disposals: readonly Disposed[]): Disposed | null {
  const own = disposals.filter((d) => d.findingId === finding.id).sort((a, b) => a.at.localeCompare(b.at));
  return own.at(-1) ?? null;
}

/** 采纳 / 不采纳：理由, '' while nothing is decided. */
export function sayDisposal(finding: Finding, disposals: readonly Disposed[]): string {
  const d = disposalOf(finding, disposals);
  return d ? `${DISPOSAL_ZH[d.state]}${d.note ? `：${d.note}` : ''}` : '';
}

export const DISPOSAL_COLUMNS = [
  '序号',
  '问题类别',
  '程度',
  '文稿位置',
  '文稿原文',
  '上级依据',
  '上级原文',
  '评估意见',
  '修改建议',
  '处理意见',
  '理由',
  '处理人',
  '处理时间',
] as const;

/** One row a finding, in the order of DISPOSAL_COLUMNS; undecided ones have four empty cells. */
export const disposalRows = (report: Report, disposals: readonly Disposed[]): Cell[][] =>
  report.findings.map((f, i) => {
    const d = disposalOf(f, disposals);
    return [
      i + 1,
      FINDING_ZH[f.kind],
      SEVERITY_ZH[f.severity],
      sayPath(f.draft.path),
      f.draft.quote,
      f.superior ? `${sayDocument(f.superior)}${f.superior.path ? ` ${sayPath(f.superior.path)}` : ''}` : null,
      f.superior?.quote ?? null,
      nestQuotes(f.reason),
      nestQuotes(f.suggestion),
      d ? DISPOSAL_ZH[d.state] : null,
      d?.note ?? null,
      d?.by ?? null,
      d?.at ?? null,
    ];
  });

export const disposalsToCsv = (report: Report, disposals: readonly Disposed[]): string =>
  toCsv([DISPOSAL_COLUMNS, ...disposalRows(report, disposals)]);

/** A gold case in the format of the review's expected results. */
export interface GoldCase {
  readonly draft: string;
  readonly against: readonly string[];
  readonly verdict: Report['verdict'];
  readonly document: { readonly level: string; readonly region: string | null; readonly issuedOn: string | null };
  readonly findings: readonly GoldFinding[];
  /** Words on which no finding may come again. */
  readonly silent: readonly string[];
}
export interface GoldFinding {
  readonly kind: Finding['kind'];
  readonly severity: Finding['severity'];
  readonly quote: string;
  readonly superior: string | null;
  readonly superiorPath: string | null;
  readonly why: string;
  readonly optional?: true;
}

/**
 * What the reviewers decided, as a gold case: accepted and explained findings must be found again, rejected ones must
 * not, undecided ones may. The verdict follows from what was kept; 需人工复核 stays.
 */
export function goldOf(report: Report, disposals: readonly Disposed[]): GoldCase {
  const decided = report.findings.map((f) => ({ f, d: disposalOf(f, disposals) }));
  const kept = decided.filter((x) => x.d?.state !== 'rejected');
  const settled = kept.filter((x) => x.d !== null).map((x) => x.f);
  const { level, region, issuedOn } = report.document;
  return {
    draft: report.document.source,
    against: [...new Set(report.against.filter((a) => a.usable).map((a) => a.source))],
    verdict: verdictOf(report, settled, kept.length > settled.length),
    document: { level, region: region?.code ?? null, issuedOn },
    findings: kept.map(({ f, d }) => ({
      kind: f.kind,
      severity: f.severity,
      quote: f.draft.quote,
      superior: f.superior?.source ?? null,
      superiorPath: f.superior?.path ?? null,
      why: d?.note || f.reason,
      ...(d === null ? { optional: true as const } : {}),
    })),
    silent: decided.filter((x) => x.d?.state === 'rejected' && x.f.draft.quote !== '').map((x) => x.f.draft.quote),
  };
}

function verdictOf(report: Report, settled: readonly Finding[], open: boolean): Report['verdict'] {
  if (report.verdict === 'needs-review' || open) return report.verdict;
  if (settled.some((f) => f.severity === 'conflict')) return 'inconsistent';
  return settled.some((f) => f.severity === 'warning') ? 'mostly-consistent' : 'consistent';
}
