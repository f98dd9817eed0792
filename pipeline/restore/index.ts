import type { DamageKind, QualityIssue, Repair } from '../../records/text.ts';
import { DAMAGE } from '../../records/text.ts';
import { duplicated } from './duplicated.ts';
import { lostCharacters } from './lost-characters.ts';
import { ocrConfusion } from './ocr-confusion.ts';
import { overwritten } from './overwritten.ts';
import { redacted } from './redacted.ts';
import { respun } from './respun.ts';
import type { Damage, DamageContext } from './restore.ts';
import { Revision, type Segment } from './revision.ts';
import { truncated } from './truncated.ts';
import { yearOf } from './year.ts';

export type { Segment } from './revision.ts';
export { judgeQuality } from './verdict.ts';

/** In the order they build on each other: covered characters first, words next, then what is read off the words. */
export const DETECTORS: readonly Damage[] = [
  duplicated,
  redacted,
  ocrConfusion,
  respun,
  lostCharacters,
  overwritten,
  truncated,
];

export interface Restored {
  readonly text: string;
  /** Sorted by place. `span` is in the restored text. */
  readonly repairs: Repair[];
  /** One a kind, in the order of DAMAGE: every place found, the repaired ones among them. */
  readonly issues: QualityIssue[];
  /** Total monotone map from the restored text to the text handed in. */
  readonly segments: Segment[];
}

/** A detector may need what another one restored; nothing known needs more than three rounds. */
const ROUNDS = 6;

/** The text as it should read, with all that was repaired and all that was left open. Restoring twice equals once. */
export function restore(text: string, context: Partial<DamageContext> = {}): Restored {
  const known: DamageContext = { year: context.year ?? yearOf(text), witnesses: context.witnesses ?? [] };
  let draft = new Revision(text);
  let open: QualityIssue[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const start = draft;
    open = [];
    for (const damage of DETECTORS) {
      const found = damage.find(draft.text, known);
      const before = draft;
      draft = draft.with(found.edits, damage.kind);
      // Places left open are followed through the edits that come after them.
      open = open.map((issue) => follow(issue, before, draft));
      open.push(...found.issues.map((issue) => follow(issue, before, draft)));
    }
    if (draft.text === start.text) break;
  }
  const repairs = draft.repairs();
  return { text: draft.text, repairs, issues: gather(repairs, open), segments: draft.segments() };
}

/** An issue's places in `before.text`, read in `after.text`. Both are revisions of one source. */
function follow(issue: QualityIssue, before: Revision, after: Revision): QualityIssue {
  if (before.text === after.text) return issue;
  const move = (span: { start: number; end: number }) => after.toText(before.toSource(span));
  return {
    ...issue,
    spans: issue.spans.map(move),
    unresolved: issue.unresolved.map((u) => ({ ...u, span: move(u.span) })),
  };
}

function gather(repairs: readonly Repair[], open: readonly QualityIssue[]): QualityIssue[] {
  const of = (kind: DamageKind): QualityIssue => {
    const left = open.filter((i) => i.kind === kind);
    const unresolved = left.flatMap((i) => i.unresolved);
    const spans = new Map<string, { start: number; end: number }>();
    for (const span of [
      ...repairs.filter((r) => r.kind === kind).map((r) => r.span),
      ...left.flatMap((i) => i.spans),
      ...unresolved.map((u) => u.span),
    ])
      spans.set(`${span.start}:${span.end}`, span);
    const sorted = [...spans.values()].sort((a, b) => a.start - b.start || a.end - b.end);
    return { kind, count: Math.max(1, sorted.length), spans: sorted, unresolved };
  };
  return DAMAGE.filter((kind) => repairs.some((r) => r.kind === kind) || open.some((i) => i.kind === kind)).map(of);
}
