import type { Pages } from '../records/page.ts';
import type { Text } from '../records/text.ts';
import { documentStarts } from './split.ts';
import { lostLabels } from './structure/lost-label.ts';
import { type Anchored, applyChanges, type Change, issuesOf, sliceAnchored } from './text-anchor.ts';
import { chromeOf } from './text-chrome.ts';
import { assemble } from './text-lines.ts';

export interface TextOptions {
  /** Other copies of the notice, or documents that cite it, for the damage detectors. */
  readonly witnesses?: readonly string[];
}

/**
 * `pages -> text`, one for each document of the file. Holds afterwards: a paragraph a line, no blank lines; the
 * anchors cover the text and lead back to the blocks in order; every repair keeps what stood in the source.
 */
export function toTexts(pages: Pages, options: TextOptions = {}): Text[] {
  const all = assemble(pages);
  const read = applyChanges(all, chromeOf(all.text));
  const starts = documentStarts(read.text);
  return starts.map((start, i) => {
    const end = starts[i + 1] ?? read.text.length;
    const part = sliceAnchored(read, start, end, i === starts.length - 1);
    return restored(starts.length > 1 ? applyChanges(part, serialOf(part.text)) : part, options);
  });
}

/** …实施方案1: the number that a collection hangs on a title. */
function serialOf(text: string): Change[] {
  const title =
    /^([^\n]{6,80}(?:方案|意见|通知|办法|计划|总结|报告|要点|措施|规定))(\s?[\d一二三四五六七八九十]{1,2})(?=\n)/.exec(
      text,
    );
  if (!title?.[1] || !title[2]) return [];
  const start = title[1].length;
  const end = start + title[2].length;
  return [{ start, end, reading: '', kind: 'page-chrome', method: 'serial of the collection', confidence: 0.8 }];
}

function restored(part: Anchored, _options: TextOptions): Text {
  const labelled = applyChanges(part, lostLabels(part.text));
  return {
    text: labelled.text,
    anchors: [...labelled.anchors],
    repairs: [...labelled.repairs],
    issues: issuesOf(labelled.repairs),
  };
}
