import type { Span } from '../../records/span.ts';
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
import { settledBy } from './witness.ts';
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

const key = (span: Span): string => `${span.start}:${span.end}`;

/** A place left open, with what stood there, so that a later repair of it shows. */
interface Place {
  readonly kind: DamageKind;
  readonly span: Span;
  readonly words: string;
  readonly open: QualityIssue['unresolved'][number];
}

/** The text as it should read, with all that was repaired and all that was left open. Restoring twice equals once. */
export function restore(text: string, context: Partial<DamageContext> = {}): Restored {
  const witnesses = context.witnesses ?? [];
  let draft = new Revision(text);
  let places: Place[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const start = draft;
    // A date restored in the last round may be the one that tells the year.
    const known: DamageContext = { year: context.year ?? yearOf(draft.text), witnesses };
    for (const damage of DETECTORS) {
      const found = damage.find(draft.text, known);
      const open = found.issues.flatMap((i) => i.unresolved);
      const listed = new Set(places.filter((p) => p.kind === damage.kind).map((p) => key(p.span)));
      for (const o of open)
        if (!listed.has(key(o.span)))
          places.push({ kind: damage.kind, span: o.span, words: draft.text.slice(o.span.start, o.span.end), open: o });
      const before = draft;
      draft = draft.with([...found.edits, ...settledBy(witnesses, draft.text, open)], damage.kind);
      if (draft.text !== before.text) places = followed(places, before, draft);
    }
    if (draft.text === start.text) break;
  }
  const repairs = draft.repairs();
  return { text: draft.text, repairs, issues: gather(repairs, places), segments: draft.segments() };
}

/** Open places of `before` as they stand in `after`, both revisions of one source; those that a repair took are gone. */
function followed(places: readonly Place[], before: Revision, after: Revision): Place[] {
  return places.flatMap((p) => {
    const span = after.toText(before.toSource(p.span));
    return after.text.slice(span.start, span.end) === p.words ? [{ ...p, span }] : [];
  });
}

function gather(repairs: readonly Repair[], places: readonly Place[]): QualityIssue[] {
  return DAMAGE.flatMap((kind) => {
    const left = places.filter((p) => p.kind === kind);
    const done = repairs.filter((r) => r.kind === kind);
    const spans = [...done.map((r) => r.span), ...left.map((p) => p.span)];
    if (spans.length === 0) return [];
    spans.sort((a, b) => a.start - b.start || a.end - b.end);
    const unresolved = left.map((p) => ({ ...p.open, span: p.span })).sort((a, b) => a.span.start - b.span.start);
    return [{ kind, count: spans.length, spans, unresolved }];
  });
}
