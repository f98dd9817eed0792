import type { Store } from '../../corpus/store.ts';

/** All that the archive says, in one order: two archives with the same contents give the same lines. */
export async function dump(store: Store): Promise<string[]> {
  const heads = (await store.documents()).toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const out: string[] = [];
  for (const head of heads) {
    out.push(
      JSON.stringify(head),
      JSON.stringify(await store.reading(head.id)),
      JSON.stringify(await store.edges(head.id)),
    );
    out.push(JSON.stringify((await store.copies(head.id)).map((c) => c.id)));
  }
  return out;
}
