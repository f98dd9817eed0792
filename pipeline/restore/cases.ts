import type { Damage, DamageContext } from './restore.ts';
import { Revision } from './revision.ts';

/**
 * A case of a detector's gold: `⟦damaged→true⟧` marks what it must repair, `⟦damaged?⟧` what it must leave and report.
 * A case without marks must stay as it is, and says why.
 */
export interface Case {
  readonly text: string;
  readonly why?: string;
  readonly context?: Partial<DamageContext>;
}

const MARK = /⟦([^⟦⟧→?]*)(?:→([^⟦⟧]*)|\?)⟧/g;

export interface Ran {
  readonly restored: string;
  readonly expected: string;
  readonly open: string[];
  readonly expectedOpen: string[];
}

/** Runs one detector, to its own fixed point, over the damaged side of a case. */
export function run(damage: Damage, { text, context }: Case): Ran {
  const source = text.replace(MARK, (_, damaged: string) => damaged);
  const expected = text.replace(MARK, (_, damaged: string, reading: string | undefined) => reading ?? damaged);
  const known: DamageContext = { year: context?.year ?? null, witnesses: context?.witnesses ?? [] };
  const found = damage.find(source, known);
  const draft = new Revision(source).with(found.edits, damage.kind);
  const open = found.issues.flatMap((i) => i.unresolved.map((u) => source.slice(u.span.start, u.span.end)));
  const expectedOpen = [...text.matchAll(MARK)].flatMap((m) =>
    m[2] === undefined && m[1] !== undefined ? [m[1]] : [],
  );
  return { restored: draft.text, expected, open, expectedOpen };
}
