import type { ClauseRecord } from '../../records/clause.ts';
import type { Reading } from '../../records/reading.ts';
import type { SuperiorClause } from '../../records/report.ts';
import type { Unit } from '../../records/structure.ts';
import { conceptsOf, contents } from './concepts.ts';
import type { Concept } from './lexicon/concepts.ts';
import { wordPairs } from './wording.ts';

/** A rule of a superior with what alignment needs, computed once a review. */
export interface Rule<R extends ClauseRecord = ClauseRecord> {
  readonly record: R;
  readonly reading: Reading;
  readonly concepts: readonly Concept[];
  /** Ideas of its whole sentence: the condition that stands in front of the quote. */
  readonly sentence: readonly Concept[];
  /** Words that say what is regulated: the act, subject or action, and the quote. */
  readonly words: string;
  /** Character pairs of what is regulated, and of its sentence up to there, weighted by rarity among all rules. */
  readonly grams: Grams;
}
export interface Grams {
  readonly own: ReadonlyMap<string, number>;
  readonly sentence: ReadonlyMap<string, number>;
}

/** Every record of every usable superior as a rule, higher levels first. */
export function rulesOf(superiors: readonly Reading[]): Rule[] {
  const bare = superiors.flatMap((reading) =>
    reading.records.map((record) => {
      const words = wordsOf(record);
      const own = conceptsOf(words);
      const { sentence, heading } = aroundOf(record, reading);
      // 小学最晚不得晚于18:00, 确因工作需要的应当经…同意: the sentence and heading say what it is about.
      const named = contents(own).some((c) => !STEPS.has(c.id));
      const concepts = named
        ? own
        : [...own, ...contents(conceptsOf(`${sentence}，${heading}`)).filter((c) => !own.includes(c))];
      const grams = { own: wordPairs(subjectOf(record)), sentence: wordPairs(sentence) };
      return { record, reading, concepts, sentence: conceptsOf(sentence), words, grams };
    }),
  );
  const often = new Map<string, number>();
  for (const rule of bare) for (const gram of rule.grams.sentence) often.set(gram, (often.get(gram) ?? 0) + 1);
  const weighed = (grams: ReadonlySet<string>): ReadonlyMap<string, number> =>
    new Map([...grams].map((gram) => [gram, 1 / Math.sqrt(often.get(gram) ?? 1)]));
  return bare.map((rule) => ({
    ...rule,
    grams: { own: weighed(rule.grams.own), sentence: weighed(rule.grams.sentence) },
  }));
}

/** What the rule regulates, without its number or operator. */
function subjectOf(record: ClauseRecord): string {
  switch (record.type) {
    case 'limit':
    case 'target':
      return wordPairs(record.subject).size >= 2 ? record.subject : `${record.subject}，${record.scope ?? ''}`;
    case 'deadline':
      return `${record.action}，${record.anchor ?? ''}`;
    case 'prohibition':
    case 'approval':
    case 'duty':
      return record.act;
    case 'oversight':
    case 'reference':
      return record.quote;
    default:
      return record satisfies never;
  }
}

/** Steps of a procedure: they say how, not what. */
export const STEPS: ReadonlySet<string> = new Set(['approve', 'file-report', 'plan', 'publish-list']);

/** The paragraph that a record begins in. */
export const unitOf = ({ record, reading }: Pick<Rule, 'record' | 'reading'>): Unit | undefined =>
  reading.units.find((u) => u.span.start <= record.span.start && record.span.start < u.span.end);

/** The sentence up to the record's end, and the nearest heading. */
function aroundOf(record: ClauseRecord, reading: Reading): { sentence: string; heading: string } {
  const unit = unitOf({ record, reading });
  if (!unit) return { sentence: '', heading: '' };
  const text = reading.document.text.slice(unit.span.start, record.span.end);
  const stop = text.lastIndexOf('。', text.length - record.quote.length - 1);
  return { sentence: text.slice(stop + 1), heading: unit.headings.at(-1) ?? '' };
}

function wordsOf(record: ClauseRecord): string {
  switch (record.type) {
    case 'limit':
    case 'target':
      return `${record.subject}，${record.scope ?? ''}，${record.quote}`;
    case 'deadline':
      return `${record.action}，${record.anchor ?? ''}，${record.quote}`;
    case 'prohibition':
      return `${record.act}，${record.pretext ?? ''}，${record.quote}`;
    case 'approval':
    case 'duty':
      return `${record.act}，${record.quote}`;
    case 'oversight':
      return `${record.target ?? ''}，${record.quote}`;
    case 'reference':
      return record.title;
    default:
      return record satisfies never;
  }
}

/** The rules of one type. */
export const ofType = <K extends ClauseRecord['type']>(
  rules: readonly Rule[],
  type: K,
): Rule<Extract<ClauseRecord, { type: K }>>[] =>
  rules.filter((r): r is Rule<Extract<ClauseRecord, { type: K }>> => r.record.type === type);

/** The clause as a report cites it. */
export const citeOf = ({ record, reading }: Rule): SuperiorClause => ({
  documentId: reading.document.id,
  source: reading.document.source,
  title: reading.document.title,
  docNumber: reading.document.docNumber,
  level: reading.document.level,
  path: record.path,
  quote: record.quote,
  recordId: record.id,
  strength: record.strength,
});
