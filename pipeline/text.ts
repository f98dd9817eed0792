import type { Pages } from '../records/page.ts';
import type { QualityIssue, Repair, Text } from '../records/text.ts';
import { dateIn } from './metadata/date.ts';
import { docNumberIn } from './metadata/number.ts';
import { restore } from './restore/index.ts';
import { DATE_LINE } from './structure/marks.ts';
import { type Anchored, applyChanges, type Change, issuesOf } from './text-anchor.ts';
import { OWN_METHODS, toParts } from './text-parts.ts';
import { stackedTables } from './text-tables.ts';

export interface TextOptions {
  /** Other copies of the notice, or documents that cite it, for the damage detectors. */
  readonly witnesses?: readonly string[];
}

/**
 * `pages -> text`, one for each document of the file. Holds afterwards: a paragraph a line, no blank lines; the
 * anchors cover the text and lead back to the blocks in order; every repair keeps what stood in the source.
 */
export function toTexts(pages: Pages, options: TextOptions = {}): Text[] {
  return toParts(pages).map((part) => restored(part, options));
}

function restored(part: Anchored, options: TextOptions): Text {
  const read = restore(part.text, { year: yearOf(part), witnesses: options.witnesses ?? [] });
  const whole = applyChanges(part, changesOf(read.repairs));
  if (whole.text !== read.text) throw new RangeError('restore: its repairs do not lead from the source to its text');
  // Times are whole by now, and a line end gives way to one tab or blank: no span moves.
  const { text, anchors, repairs } = applyChanges(whole, stackedTables(whole.text));
  const own = issuesOf(repairs.filter((r) => OWN_METHODS.has(r.method)));
  return { text, anchors: [...anchors], repairs: [...repairs], issues: merged(own, read.issues) };
}

/** Repairs, whose spans lie in the text read, as changes of the text before. */
function changesOf(repairs: readonly Repair[]): Change[] {
  let delta = 0;
  return repairs.map((r) => {
    const start = r.span.start - delta;
    delta += r.reading.length - r.sourceText.length;
    return {
      start,
      end: start + r.sourceText.length,
      reading: r.reading,
      kind: r.kind,
      method: r.method,
      confidence: r.confidence,
    };
  });
}

/** The document's own year: of its 文号, else of the last date that stands alone. */
function yearOf({ text, repairs }: Anchored): number | null {
  const chrome = repairs.filter((r) => r.kind === 'page-chrome').map((r) => r.sourceText);
  for (const line of [...text.slice(0, 2000).split('\n').slice(0, 20), ...chrome]) {
    if (line.length > 60) continue;
    const number = docNumberIn(line);
    if (number?.parts) return number.parts.year;
  }
  const dates = text.split('\n').filter((line) => line.length < 24 && DATE_LINE.test(line));
  const iso = dateIn(dates.at(-1) ?? '') ?? dateIn(chrome.find((line) => /日期|时间/.test(line)) ?? '');
  return iso ? Number(iso.slice(0, 4)) : null;
}

function merged(own: readonly QualityIssue[], found: readonly QualityIssue[]): QualityIssue[] {
  const out = new Map<string, QualityIssue>();
  for (const issue of [...own, ...found]) {
    const had = out.get(issue.kind);
    out.set(
      issue.kind,
      had
        ? {
            ...had,
            count: had.count + issue.count,
            spans: [...had.spans, ...issue.spans].sort((a, b) => a.start - b.start),
            unresolved: [...had.unresolved, ...issue.unresolved],
          }
        : issue,
    );
  }
  return [...out.values()];
}
