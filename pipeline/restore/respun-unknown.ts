import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import jieba from 'nodejieba';
import { ODD, OFFICIAL, SINGLES } from './official-words.ts';

/** How often the segmenter's own dictionary must have met a word for it to pass as common. */
const COMMON = 300;

let common: Set<string> | null = null;

/** Two-character words that the segmenter's dictionary counts as common. Read once, when the first rewritten copy comes. */
function commonWords(): Set<string> {
  if (common) return common;
  common = new Set();
  const path = createRequire(import.meta.url).resolve('nodejieba/submodules/cppjieba/dict/jieba.dict.utf8');
  for (const line of readFileSync(path, 'utf8').split('\n')) {
    const [word, count] = line.split(' ');
    if (word?.length === 2 && Number(count) >= COMMON) common.add(word);
  }
  return common;
}

/** Numbers, times, places, bodies, proper nouns, measures. */
const NAMED = /^(?:m|mq|q|ns|nt|nz|eng)$/;
const HAN = /^[\u4e00-\u9fff]+$/;
/** A noun that ends like this names a person, a rate, an office or a place. */
const SUFFIX = /[员率费局室厅区县市镇乡村站]$/;

/** A modal or a measure that the segmenter joined to what follows it. */
const LEAD = /^[须应请拟均每可于并将]|[于]$/;

interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * Words that do not belong in an official notice: rare in general language and not of the official vocabulary, or
 * characters that make no word at all. Meant for a copy known to be rewritten; a clean notice has such words too.
 */
export function oddWords(text: string): Span[] {
  const known = commonWords();
  const out: Span[] = [];
  let run = -1;
  let at = 0;
  const athome = (i: number): boolean => {
    for (const word of [text.slice(i - 1, i + 1), text.slice(i, i + 2)]) if (OFFICIAL.has(word)) return true;
    return false;
  };
  const closeRun = (end: number) => {
    if (run >= 0 && end - run >= 2) out.push({ start: run, end });
    run = -1;
  };
  for (const word of jieba.cut(text)) {
    const start = at;
    at += word.length;
    if (word.length === 1) {
      const bare = HAN.test(word) && !SINGLES.has(word) && !athome(start);
      if (!bare) closeRun(start);
      else if (run < 0) run = start;
      continue;
    }
    closeRun(start);
    if (word.length !== 2 || !HAN.test(word) || OFFICIAL.has(word)) continue;
    if (ODD.has(word)) out.push({ start, end: at });
    else if (known.has(word) || LEAD.test(word) || SUFFIX.test(word) || (athome(start) && athome(start + 1))) continue;
    else if (!NAMED.test(jieba.tag(word)[0]?.tag ?? '')) out.push({ start, end: at });
  }
  closeRun(at);
  return out;
}
