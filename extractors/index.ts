import type { RecordType } from '../records/clause.ts';
import type { Extractor } from './extractor.ts';
import { prohibition } from './prohibition.ts';

/** One extractor of any kind; which one tells `type`. */
export type AnyExtractor = { [K in RecordType]: Extractor<K> }[RecordType];

/** The kinds, in the order in which their records are printed. */
export const EXTRACTORS: readonly AnyExtractor[] = [prohibition];
