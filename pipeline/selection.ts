import type { LedgerView } from '../records/ledger.ts';
import type { Reading } from '../records/reading.ts';
import type { Against, Report } from '../records/report.ts';
import { type Ended, toFindings } from './findings.ts';
import { type Chosen, toReport } from './report.ts';
import { withLedger } from './review/ledger.ts';

/** What a draft is judged by: superiors, what it cites but cannot be compared with, and the lists and running totals. */
export interface Selection {
  readonly chosen: readonly Chosen[];
  readonly leftOut: readonly Against[];
  readonly ended: readonly Ended[];
  /** Absent where files are named or the ledger says nothing of the place. */
  readonly ledger?: LedgerView | null;
}

/** The second half of the line, `clauses -> findings -> report`: the same in one process and in a worker's child. */
export function judge(draft: Reading, selection: Selection, asOf: string): Report {
  const usable = selection.chosen.filter((c) => c.reading.document.quality.usable).map((c) => c.reading);
  const alone = toFindings(draft, usable, selection.ended);
  const found = selection.ledger ? withLedger(alone, draft, usable, selection.ledger) : alone;
  return toReport(draft, found, selection.chosen, selection.leftOut, asOf);
}
