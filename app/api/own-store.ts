import type { EntryFilter, Ledger, ListFilter } from '../../corpus/ledger/ledger.ts';
import type { Store, StoredReview } from '../../corpus/store.ts';
import type { LedgerList } from '../../records/ledger.ts';
import type { Who } from './accounts.ts';
import type { Context } from './context.ts';

/** The archive as one organisation sees it: all documents, its own reviews, failures and lists, and the lists that are public. */
export function ownStore(context: Context, who: Who): Store {
  const { store, owned, jobs } = context;
  return {
    ...store,
    async reviews(limit = 50) {
      const out: StoredReview[] = [];
      for (const { review } of owned.list(who.organisation, limit)) {
        const found = await store.review(review);
        if (found) out.push(found);
      }
      return out;
    },
    review: (id) => (owned.find(id, who.organisation) ? store.review(id) : Promise.resolve(null)),
    async failures() {
      return (await store.failures()).filter(({ source }) => {
        const job = UPLOADED.exec(source)?.[1];
        return !job || jobs.organisation(job) === who.organisation;
      });
    },
    ledger: ownLedger(context, who),
  };
}

/** Where an uploaded file lay, with the job that it came by. */
export const UPLOADED = /uploads[/\\](j_[\w-]+)[/\\]\w*[/\\]?/;

function ownLedger({ store: { ledger }, lists, now }: Context, who: Who): Ledger {
  const seen = async (filter: ListFilter): Promise<LedgerList[]> =>
    (await ledger.lists(filter)).filter((list) => lists.mayRead(list, who.organisation));
  return {
    ...ledger,
    async put(list, entries) {
      const stands = (await ledger.lists({ kinds: [list.kind] })).some((l) => l.id === list.id);
      lists.claim(list.id, who, stands, now().toISOString());
      await ledger.put(list, entries);
    },
    lists: (filter = {}) => seen(filter),
    async entries(filter: EntryFilter = {}) {
      const ids = (await seen(filter)).map((l) => l.id);
      return ledger.entries({ ...filter, lists: ids.filter((id) => filter.lists?.includes(id) ?? true) });
    },
  };
}
