import { type Ref, ref, type ShallowRef, shallowRef, watch } from 'vue';
import { onBeforeRouteLeave, useRoute } from 'vue-router';
import { type Problem, sayError } from '../api/client.ts';

/** What the page's address asks for by a name; `usual` where it does not. */
export function useAsked(): (name: string, usual?: string) => string {
  const route = useRoute();
  return (name, usual = '') => {
    const value = route.query[name];
    return typeof value === 'string' ? value : usual;
  };
}

/** What is asked for, without what was left blank. */
export const filled = (given: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== ''));

/** Runs when the filter has stood still for so many milliseconds, and no more once the page is left. */
export function whenStill(filter: object, pause: number, run: () => void): void {
  let timer: number | undefined;
  watch(filter, () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(run, pause);
  });
  // An address written late would call back the reader who has already gone on.
  onBeforeRouteLeave(() => window.clearTimeout(timer));
}

interface Latest {
  readonly loading: Ref<boolean>;
  readonly wrong: ShallowRef<Problem | null>;
  /** Asks, and takes the answer unless something was asked since. */
  latest<T>(question: () => Promise<T>, take: (answer: T) => void): Promise<void>;
}

/** Of several questions only the last counts: its answer, its error, its end. `busy`: how `loading` stands at first. */
export function useLatest(busy = true): Latest {
  const loading = ref(busy);
  const wrong = shallowRef<Problem | null>(null);
  let turn = 0;
  return {
    loading,
    wrong,
    async latest(question, take) {
      const mine = ++turn;
      loading.value = true;
      wrong.value = null;
      try {
        const answer = await question();
        if (mine === turn) take(answer);
      } catch (error) {
        if (mine === turn) wrong.value = sayError(error);
      } finally {
        if (mine === turn) loading.value = false;
      }
    },
  };
}
