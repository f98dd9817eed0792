import { z } from 'zod';
import { ClauseRecord } from './clause.ts';
import { Document } from './document.ts';
import { Unit } from './structure.ts';

/** One document read to the end of the line's first half: metadata and text, its units, its clause records. */
export const Reading = z.object({
  document: Document,
  units: z.array(Unit),
  records: z.array(ClauseRecord),
});
export type Reading = z.infer<typeof Reading>;
