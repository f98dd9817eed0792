import { deadline as everyDeadline } from './deadline.ts';
import { limit as everyLimit } from './limit.ts';
import { once } from './once.ts';
import { target as everyTarget } from './target.ts';

/** The kinds that measure, read once a section: duty leaves out the 分句 that are theirs. */
export const limit = once(everyLimit);
export const target = once(everyTarget);
export const deadline = once(everyDeadline);
