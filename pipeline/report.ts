import type { Reading } from '../records/reading.ts';
import type { Against, Report, Verdict } from '../records/report.ts';
import type { Findings } from './findings.ts';

/** A superior chosen for the draft, and why. */
export interface Chosen {
  readonly reading: Reading;
  readonly reason: string;
}

/** `findings -> report`. `leftOut`: what the draft cites but cannot be compared with, and why. */
export function toReport(
  draft: Reading,
  found: Findings,
  chosen: readonly Chosen[],
  leftOut: readonly Against[],
  asOf: string,
): Report {
  const against: Against[] = [
    ...chosen.map(({ reading: { document: d }, reason }) => ({
      documentId: d.id,
      source: d.source,
      title: d.title,
      docNumber: d.docNumber,
      level: d.level,
      region: d.region,
      reason: d.quality.usable ? reason : `${reason}；${d.quality.why}`,
      usable: d.quality.usable,
    })),
    ...leftOut,
  ];
  const [verdict, verdictReason] = decide(draft, found, against);
  return {
    document: draft.document,
    verdict,
    verdictReason,
    findings: [...found.findings],
    coverage: [...found.coverage],
    against,
    asOf,
  };
}

/** records.md "verdict". A draft or superiors that could not be read soundly never yield 一致. */
function decide(draft: Reading, found: Findings, against: readonly Against[]): [Verdict, string] {
  const conflicts = found.findings.filter((f) => f.severity === 'conflict').length;
  const warnings = found.findings.filter((f) => f.severity === 'warning').length;
  if (conflicts > 0) return ['inconsistent', `发现 ${conflicts} 处冲突${warnings > 0 ? `、${warnings} 处提示` : ''}。`];
  if (!against.some((a) => a.usable))
    return [
      'needs-review',
      against.length === 0 ? '没有可供比对的上级文件。' : '上级文件都不可用（未入库或副本损坏），无法比对。',
    ];
  if (!draft.document.quality.usable) return ['needs-review', `文稿副本损坏：${draft.document.quality.why}`];
  if (found.findings.some((f) => f.verification?.state === 'unverified'))
    return ['needs-review', '有数字未能从扫描件上确认，请核对原图。'];
  if (warnings > 0) return ['mostly-consistent', `没有冲突，有 ${warnings} 处需要说明。`];
  return ['consistent', '逐条比对，没有发现与上级文件不一致之处。'];
}
