import { lostDates } from './lost-dates.ts';
import { lostLabels } from './lost-labels.ts';
import { lostMarks } from './lost-marks.ts';
import type { Damage } from './restore.ts';

/** Digits stand without their units, quotation marks without their partners, headings without their stops and labels. */
export const lostCharacters: Damage = {
  kind: 'lost-characters',
  find(text, context) {
    const found = [lostDates(text, context.year), lostMarks(text), lostLabels(text)];
    const unresolved = found.flatMap((f) => f.open);
    return {
      edits: found.flatMap((f) => f.edits),
      issues: unresolved.length
        ? [{ kind: 'lost-characters', count: unresolved.length, spans: unresolved.map((u) => u.span), unresolved }]
        : [],
    };
  },
};
