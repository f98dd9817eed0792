import type { Store } from '../../corpus/store.ts';
import { LOCAL } from './accounts.ts';
import { type Ownership, summaryOf } from './owned.ts';

/** Reviews that an earlier command of the archive may have left without an owner; without accounts they are this machine's. */
const MOST = 1000;

export async function adopt(store: Store, owned: Ownership): Promise<void> {
  for (const { id, report, at } of await store.reviews(MOST))
    if (!owned.knows(id)) owned.take(id, LOCAL, null, at, summaryOf(report), []);
}
