import type { Extractor } from './extractor.ts';

/** The kinds, in the order in which their records are printed. */
export const EXTRACTORS: readonly Extractor[] = [];
