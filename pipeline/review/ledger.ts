import { createHash } from 'node:crypto';
import type { BroughtBy, LedgerView } from '../../records/ledger.ts';
import type { Reading } from '../../records/reading.ts';
import type { Coverage, Finding } from '../../records/report.ts';
import { overlaps } from '../../records/span.ts';
import type { Findings } from '../findings.ts';
import { judgeAhead } from './ledger-ahead.ts';
import { judgeForms, judgeInspections } from './ledger-doubles.ts';
import { judgeFiling } from './ledger-filing.ts';
import type { LedgerJudgement, Said } from './ledger-judged.ts';
import { judgeLists } from './ledger-lists.ts';
import { judgeSecondments } from './ledger-secondment.ts';
import { judgeTotals } from './ledger-totals.ts';
import { rulesOf } from './superior.ts';

/** The draft against the ledger that is handed in. Pure. */
export function judgeLedger(draft: Reading, superiors: readonly Reading[], view: LedgerView): LedgerJudgement {
  const rules = rulesOf(superiors);
  const { issuers } = draft.document;
  const cites = (by: BroughtBy['by']): boolean =>
    draft.records.some(
      (r) =>
        r.type === 'reference' &&
        ((r.docNumber !== null && r.docNumber === by.docNumber) || (r.title.length >= 8 && by.title.includes(r.title))),
    );
  const all = [
    judgeTotals(view, rules),
    judgeAhead(draft, view, rules),
    judgeFiling(draft, view, rules),
    judgeInspections(view, rules, issuers),
    judgeForms(view, rules, cites),
    judgeLists(draft, view, rules),
    judgeSecondments(draft, view, rules),
  ];
  return {
    findings: all.flatMap((j) => j.findings),
    compared: all.flatMap((j) => j.compared),
    settled: all.flatMap((j) => j.settled),
  };
}

/**
 * Findings with those of the ledger. One finding a bound or act: of two of one kind at one place the ledger's stays, for
 * it names the notices, and takes over the superior that it has none of its own. What a list allows falls away.
 */
export function withLedger(found: Findings, draft: Reading, superiors: readonly Reading[], view: LedgerView): Findings {
  const ledger = judgeLedger(draft, superiors, view);
  const kept = found.findings.filter(
    (f) =>
      !ledger.settled.some((s) => s.kind === f.kind && overlaps(s.span, f.draft.span) && asksForList(f)) &&
      !ledger.findings.some(
        (s) =>
          s.kind === f.kind &&
          s.severity !== 'notice' &&
          s.kind !== 'exceeds-limit' &&
          // Two terms of two rules are two findings.
          (s.kind !== 'deadline-conflict' || s.superior?.recordId === f.superior?.recordId) &&
          overlaps(s.at.span, f.draft.span),
      ),
  );
  const added = ledger.findings
    // What the draft breaks by its own number is told already.
    .filter(
      (s) =>
        s.kind !== 'exceeds-limit' ||
        !found.findings.some(
          (f) => f.kind === s.kind && f.severity === 'conflict' && overlaps(s.at.span, f.draft.span),
        ),
    )
    .map((s) => toFinding(s, found.findings));
  return {
    findings: [...kept, ...added].toSorted((a, b) => a.draft.span.start - b.draft.span.start),
    coverage: found.coverage.map((c) => covered(c, added, kept, ledger)),
  };
}

const asksForList = (f: Finding): boolean =>
  f.superior === null || /清单|计划|白名单|审批|备案|报备/.test(f.superior.quote);

function toFinding(s: Said, before: readonly Finding[]): Finding {
  const echo = before.find((f) => f.kind === s.kind && overlaps(f.draft.span, s.at.span));
  const superior = s.superior ?? echo?.superior ?? null;
  const id = createHash('sha256')
    .update(JSON.stringify(['ledger', s.kind, s.at.span, s.calculation, superior?.recordId ?? '']))
    .digest('hex')
    .slice(0, 10);
  return {
    id: `f_${id}`,
    kind: s.kind,
    severity: s.severity,
    draft: { path: s.at.path, span: s.at.span, quote: s.at.quote, recordId: echo?.draft.recordId ?? null },
    superior,
    relation: s.relation,
    calculation: s.calculation,
    reason: s.reason,
    suggestion: s.suggestion,
    edit: null,
  };
}

function covered(c: Coverage, added: readonly Finding[], kept: readonly Finding[], ledger: LedgerJudgement): Coverage {
  const hit = added.find((f) => f.severity !== 'notice' && overlaps(f.draft.span, c.span));
  if (hit)
    return c.state === 'finding'
      ? c
      : { ...c, state: 'finding', relation: hit.relation, superior: hit.superior, why: hit.reason };
  const kin = ledger.compared.filter((x) => overlaps(x.span, c.span));
  if (kin.length === 0 || kept.some((f) => f.severity !== 'notice' && overlaps(f.draft.span, c.span))) return c;
  const superior = kin.find((x) => x.superior !== null)?.superior ?? c.superior;
  const why = [...new Set(kin.map((x) => x.why))].join('；');
  return { ...c, state: 'consistent', relation: 'equal', superior, why };
}
