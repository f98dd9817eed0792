import { type ComputedRef, computed, shallowRef } from 'vue';
import { api, ask, type Disposed } from '../api/client.ts';

export type State = Disposed['state'];

/** What was decided on each finding; the last decision counts. */
export function useDisposals(review: () => string): {
  byFinding: ComputedRef<ReadonlyMap<string, Disposed>>;
  start(all: readonly Disposed[]): void;
  dispose(finding: string, state: State, note: string): Promise<void>;
} {
  const all = shallowRef<readonly Disposed[]>([]);
  const byFinding = computed(() => {
    const sorted = [...all.value].sort((a, b) => a.at.localeCompare(b.at));
    return new Map(sorted.map((d) => [d.findingId, d]));
  });
  return {
    byFinding,
    start(given) {
      all.value = given;
    },
    async dispose(finding, state, note) {
      const made = await ask(
        api.POST('/api/reviews/{id}/findings/{finding}/disposal', {
          params: { path: { id: review(), finding } },
          body: { state, note },
        }),
      );
      all.value = [...all.value, made];
    },
  };
}
