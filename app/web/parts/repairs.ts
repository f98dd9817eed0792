import type { Shapes } from '../api/client.ts';

/** Repairs of words, with the ids that their marks bear (marks.ts `copyMarks`). */
export const flattenRepairs = (quality: Shapes['Document']['quality']): (Shapes['Repair'] & { id: string })[] =>
  quality.repairs
    .filter((r) => r.kind !== 'page-chrome' && r.kind !== 'broken-line')
    .map((r, i) => ({ ...r, id: `repair-${i}` }));
