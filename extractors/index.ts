import type { RecordType } from '../records/clause.ts';
import { approval } from './approval.ts';
import { duty } from './duty.ts';
import type { Extractor } from './extractor.ts';
import { deadline, limit, target } from './measures.ts';
import { oversight } from './oversight.ts';
import { prohibition } from './prohibition.ts';
import { reference } from './reference.ts';

/** One extractor of any kind; which one tells `type`. */
export type AnyExtractor = { [K in RecordType]: Extractor<K> }[RecordType];

/** The kinds, in the order in which their records are printed. */
export const EXTRACTORS: readonly AnyExtractor[] = [
  limit,
  target,
  deadline,
  prohibition,
  approval,
  duty,
  oversight,
  reference,
];
