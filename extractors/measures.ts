import type { ExtractedOf, RecordType } from '../records/clause.ts';
import { deadline as everyDeadline } from './deadline.ts';
import type { Context, Extractor, Section } from './extractor.ts';
import { limit as everyLimit } from './limit.ts';
import { once } from './once.ts';
import { target as everyTarget } from './target.ts';

/** Characters of one piece. Paragraphs of notices stay far below; what is longer is hostile or has lost its breaks. */
const PIECE = 2_000;

/** A paragraph of any length in pieces that end at a mark, the strongest within reach, so that cost stays linear. */
export function pieces(section: Section): Section[] {
  const { text } = section;
  if (text.length <= 2 * PIECE) return [section];
  const out: Section[] = [];
  let from = 0;
  while (from < text.length) {
    let to = Math.min(text.length, from + PIECE);
    if (to < text.length) {
      const window = text.slice(from, to);
      const mark = ['。', '；', '，', '、'].map((m) => window.lastIndexOf(m)).find((at) => at > PIECE / 2);
      if (mark !== undefined) to = from + mark + 1;
    }
    const first = from === 0;
    out.push({
      ...section,
      text: text.slice(from, to),
      start: section.start + from,
      label: first ? section.label : 0,
      lead: first ? section.lead : 0,
    });
    from = to;
  }
  return out;
}

/** The kinds that measure look round a number within its sentence; a section too long for that is read piece by piece. */
function inPieces<K extends RecordType>(kind: Extractor<K>): Extractor<K> {
  return {
    type: kind.type,
    rules: kind.rules,
    extract: (section: Section, context: Context): ExtractedOf<K>[] =>
      pieces(section).flatMap((piece) => kind.extract(piece, context)),
  };
}

/** Read once a section: duty leaves out the 分句 that are theirs. */
export const limit = once(inPieces(everyLimit));
export const target = once(inPieces(everyTarget));
export const deadline = once(inPieces(everyDeadline));
