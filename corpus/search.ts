import { type Database, number, text } from './database.ts';
import { headsOf, inTime, Where } from './select.ts';
import type { SearchHit, SearchQuery } from './store.ts';
import {
  fold,
  levelTag,
  matterTag,
  regionTag,
  type Sought,
  soughtPhrase,
  soughtWords,
  stemOfRegion,
  typeTag,
} from './terms.ts';
import { loadSegmenter } from './words.ts';

/** Paragraphs that are read and ranked for one query; a word that stands in every notice has millions. */
const CANDIDATES = 1000;
/** Characters of a paragraph that a hit shows. */
const SNIPPET = 160;

/**
 * Full text. Words: every word must stand in the paragraph; a query whose words are cut otherwise in the text (an
 * unknown name) is looked for as a phrase too. Phrase: the characters themselves, blanks aside, from one upwards.
 */
export async function search(db: Database, query: SearchQuery): Promise<SearchHit[]> {
  const limit = query.limit ?? 20;
  const offset = query.offset ?? 0;
  const chunks = query.words.split(/\s+/).filter((w) => w !== '');
  const phrases = query.phrase ? [soughtPhrase(query.words)] : chunks.map(soughtPhrase);
  const exact = together(phrases);
  if (exact.said.length === 0) return [];
  const hits = query.phrase || needsNoSegmenter(chunks) ? [] : await find(db, query, await inWords(chunks));
  const more = hits.length >= offset + limit ? [] : await find(db, query, exact);
  const known = new Set(hits.map((h) => h.unit));
  return [...hits, ...more.filter((h) => !known.has(h.unit))].slice(offset, offset + limit).map((h) => h.hit);
}

/** A single character stands in words of all lengths: the words' index would miss most of them. */
const needsNoSegmenter = (chunks: readonly string[]): boolean => chunks.every((c) => [...fold(c)].length === 1);

async function inWords(chunks: readonly string[]): Promise<Sought> {
  const segmenter = await loadSegmenter();
  return soughtWords(chunks.flatMap((c) => segmenter.cut(c)));
}

const together = (all: readonly Sought[]): Sought => ({
  terms: [...new Set(all.flatMap((s) => s.terms))],
  said: [...new Set(all.flatMap((s) => s.said))],
});

interface Found {
  readonly unit: number;
  readonly hit: SearchHit;
}

async function find(db: Database, query: SearchQuery, sought: Sought): Promise<Found[]> {
  if (sought.terms.length === 0) return [];
  const tags = [
    ...(query.level ? [levelTag(query.level)] : []),
    ...(query.region && stemOfRegion(query.region) !== '' ? [regionTag(query.region)] : []),
    ...(query.matter ? [matterTag(query.matter)] : []),
    ...(query.type ? [typeTag(query.type)] : []),
  ];
  const where = new Where();
  const matching = db.dialect.found([...sought.terms, ...tags]);
  where.and(matching.sql, ...matching.values);
  if (!query.copies) where.and('d.best = 1');
  inTime(where, 'd', query);
  const rows = await db.all(
    `select u.id, u.doc, u.path, u.text from ${db.dialect.indexed} join document d on d.key = u.doc ${where.sql} limit ${CANDIDATES}`,
    where.values,
  );
  const ranked = rows
    .map((row) => ({ row, rank: rankOf(fold(text(row, 'text')), sought.said) }))
    .filter(({ rank }) => rank > 0)
    .sort((a, b) => b.rank - a.rank || number(a.row, 'id') - number(b.row, 'id'))
    .slice(0, (query.offset ?? 0) + (query.limit ?? 20));
  const heads = await headsOf(
    db,
    ranked.map(({ row }) => number(row, 'doc')),
  );
  return ranked.flatMap(({ row, rank }) => {
    const document = heads.get(number(row, 'doc'));
    const unit = number(row, 'id');
    return document
      ? [{ unit, hit: { document, path: text(row, 'path'), ...cut(text(row, 'text'), sought.said), rank } }]
      : [];
  });
}

const MIDDLE = 60;

/** BM25 without the rarity of a word, which is the same for all candidates: they hold all the words. 0: not there after all. */
function rankOf(folded: string, said: readonly string[]): number {
  let sum = 0;
  for (const word of said) {
    let times = 0;
    for (let at = folded.indexOf(word); at >= 0; at = folded.indexOf(word, at + word.length)) times++;
    if (times === 0) return 0;
    sum += (word.length * times * 2.2) / (times + 1.2 * (0.25 + (0.75 * folded.length) / MIDDLE));
  }
  return sum;
}

interface Cut {
  readonly snippet: string;
  readonly marks: SearchHit['marks'];
}

/** The paragraph round its first hit, and where the words stand in what is shown. */
export function cut(words: string, said: readonly string[]): Cut {
  const whole = marksIn(words, said);
  const first = whole[0]?.start ?? 0;
  const start = words.length <= SNIPPET ? 0 : Math.max(0, Math.min(first - 40, words.length - SNIPPET));
  const end = Math.min(words.length, start + SNIPPET);
  const head = start > 0 ? '…' : '';
  const shift = head.length - start;
  return {
    snippet: `${head}${words.slice(start, end)}${end < words.length ? '…' : ''}`,
    marks: whole
      .filter((m) => m.start >= start && m.end <= end)
      .map((m) => ({ start: m.start + shift, end: m.end + shift })),
  };
}

function marksIn(words: string, said: readonly string[]): { start: number; end: number }[] {
  // Folding drops blanks and may change lengths: each folded character remembers the one it came from.
  const from: number[] = [];
  let folded = '';
  for (let i = 0; i < words.length; i++) {
    const piece = fold(words.charAt(i));
    for (let k = 0; k < piece.length; k++) from.push(i);
    folded += piece;
  }
  const spans: { start: number; end: number }[] = [];
  for (const word of said)
    for (let at = folded.indexOf(word); at >= 0; at = folded.indexOf(word, at + word.length)) {
      const start = from[at];
      const last = from[at + word.length - 1];
      if (start !== undefined && last !== undefined) spans.push({ start, end: last + 1 });
    }
  spans.sort((a, b) => a.start - b.start || b.end - a.end);
  const merged: { start: number; end: number }[] = [];
  for (const span of spans) {
    const before = merged.at(-1);
    if (before && span.start <= before.end) before.end = Math.max(before.end, span.end);
    else merged.push({ ...span });
  }
  return merged;
}
