import type { Matter, RecordType } from '../records/clause.ts';
import type { Level } from '../records/document.ts';
import { levelOfRegion } from '../records/region.ts';

/**
 * The terms that a paragraph is found by. Three kinds, told apart by their first letter so that none meets another:
 *   w学校          a word, cut by the segmenter
 *   g学校 g校活     two characters that stand side by side, for phrases
 *   c学 c校 c活     each character, for queries of a single one
 *   xr4103 xlcity   what the paragraph belongs to: region and those above it, level, matters and types of its records
 * One list of row numbers a term, no places: a phrase is verified in the paragraph's own words.
 */
/** Bump when the terms of a paragraph change: archives are indexed anew at their next use. */
export const TERMS = 2;

const WORD = 'w';
const GRAM = 'g';
const CHARACTER = 'c';
const TAG = 'x';

/** One writing for all: full-width as half-width, lower case, blanks out. Offsets are kept unless NFKC changes lengths. */
export const fold = (text: string): string => text.normalize('NFKC').toLowerCase().replace(/\s/gu, '');

const RUNS = /[\p{L}\p{N}]+/gu;
const SPOKEN = /[\p{L}\p{N}]/u;

export const wordTerms = (words: readonly string[]): string[] =>
  words.flatMap((word) => [...fold(word).matchAll(RUNS)].map((m) => WORD + m[0]));

export function gramTerms(folded: string): string[] {
  const out: string[] = [];
  for (const [run] of folded.matchAll(RUNS)) {
    const letters = [...run];
    letters.forEach((letter, i) => {
      out.push(CHARACTER + letter);
      const next = letters[i + 1];
      if (next !== undefined) out.push(GRAM + letter + next);
    });
  }
  return out;
}

/** Terms that every paragraph holding the phrase has. */
export function phraseTerms(folded: string): string[] {
  const out: string[] = [];
  for (const [run] of folded.matchAll(RUNS)) {
    const letters = [...run];
    if (letters.length === 1) out.push(CHARACTER + run);
    for (let i = 0; i + 1 < letters.length; i++) out.push(GRAM + (letters[i] ?? '') + (letters[i + 1] ?? ''));
  }
  return [...new Set(out)];
}

export const levelTag = (level: Level): string => `${TAG}l${level}`;
export const matterTag = (matter: Matter): string => `${TAG}m${matter.replaceAll('-', '')}`;
export const typeTag = (type: RecordType): string => `${TAG}t${type}`;

const DIGITS = { national: 0, province: 2, city: 4, county: 6 } as const;
/** The digits that all codes inside a region share; none for the country. */
export const stemOfRegion = (code: string): string => code.slice(0, DIGITS[levelOfRegion(code)]);
export const regionTag = (code: string): string => `${TAG}r${stemOfRegion(code)}`;

export interface Tagged {
  readonly level: Level;
  readonly regionCode: string | null;
  readonly matters: Iterable<Matter>;
  readonly types: Iterable<RecordType>;
}

export function tagTerms({ level, regionCode, matters, types }: Tagged): string[] {
  const stem = regionCode === null ? '' : stemOfRegion(regionCode);
  return [
    levelTag(level),
    ...[2, 4, 6].filter((n) => n <= stem.length).map((n) => `${TAG}r${stem.slice(0, n)}`),
    ...[...matters].map(matterTag),
    ...[...types].map(typeTag),
  ];
}

/** A query cut into what must be found: words of two and more characters, and single characters anywhere. */
export interface Sought {
  readonly terms: readonly string[];
  /** The folded strings to be marked and counted. */
  readonly said: readonly string[];
}

export function soughtWords(words: readonly string[]): Sought {
  const said = [...new Set(words.map(fold).filter((w) => SPOKEN.test(w)))];
  return {
    terms: [...new Set(said.flatMap((w) => ([...w].length === 1 ? phraseTerms(w) : wordTerms([w]))))],
    said,
  };
}

export function soughtPhrase(phrase: string): Sought {
  const folded = fold(phrase);
  return { terms: phraseTerms(folded), said: folded === '' ? [] : [folded] };
}
