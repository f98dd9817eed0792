import type { DamageKind, QualityIssue } from '../../records/text.ts';

/** One edit of a text: `text.slice(start, end)` becomes `reading`. Offsets are into the text handed to the rule. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly reading: string;
  readonly method: string;
  readonly confidence: number;
}

/** What a damage detector knows beside the text: enough to judge in context, nothing of the store. */
export interface DamageContext {
  /** The nearest evidence for the document's own year, from its 文号 or dates; null when unknown. */
  readonly year: number | null;
  /** Another copy of the same notice, or a document that cites it, where the archive has one. */
  readonly witnesses: readonly string[];
}

/**
 * One kind of damage a file. `find` is pure, yields edits only where one reading is possible,
 * and reports every further place as unresolved. Running it on its own result yields no edit.
 */
export interface Damage {
  readonly kind: DamageKind;
  find(
    text: string,
    context: DamageContext,
  ): { readonly edits: readonly Edit[]; readonly issues: readonly QualityIssue[] };
}
