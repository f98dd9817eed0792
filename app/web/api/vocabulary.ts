import { shallowRef } from 'vue';
import { api, ask, type Shapes } from './client.ts';

type Vocabulary = Shapes['Vocabulary'];
type List = keyof Vocabulary;

const words = shallowRef<Vocabulary | null>(null);
const index = new Map<string, string>();

/** The Chinese names of every key, once a visit. */
export async function loadVocabulary(): Promise<void> {
  if (words.value) return;
  const loaded = await ask(api.GET('/api/vocabulary'));
  for (const [list, names] of Object.entries(loaded)) for (const { key, zh } of names) index.set(`${list} ${key}`, zh);
  words.value = loaded;
}

/** 突破限额 for `findingKinds`, `exceeds-limit`; a key without a name stays itself. */
export const say = (list: List, key: string): string => index.get(`${list} ${key}`) ?? key;
export const named = (list: List): Vocabulary[List] => words.value?.[list] ?? [];
