import { createRequire } from 'node:module';

/**
 * How Chinese is cut into words for the index. The segmenter's name and version are stored with the index, since two
 * segmenters agree on only four sentences in five; loading its dictionary costs a second, so it is loaded at first use.
 */
export interface Segmenter {
  /** Name, version and mode; another one than the index was made with means that the index is made anew. */
  readonly name: string;
  /** Words of a text, overlapping ones included (义务教育 gives 义务, 教育, 义务教育), in order, punctuation too. */
  cut(text: string): string[];
}

const require = createRequire(import.meta.url);

const installed = (): string => {
  const found: unknown = require('nodejieba/package.json');
  if (typeof found === 'object' && found !== null && 'version' in found) return String(found.version);
  throw new TypeError('nodejieba/package.json has no version');
};

/** Known without loading the dictionary. */
export const segmenterName = (): string => `nodejieba ${installed()} cutForSearch hmm`;

let loaded: Promise<Segmenter> | null = null;

export const loadSegmenter = (): Promise<Segmenter> => (loaded ??= load());

async function load(): Promise<Segmenter> {
  const { default: jieba } = await import('nodejieba');
  // `true`: without it 2025 is cut into 2, 0, 2, 5.
  return { name: segmenterName(), cut: (text) => jieba.cutForSearch(text, true) };
}
