import type { Pages } from '../records/page.ts';
import { documentStarts } from './split.ts';
import { linesOf } from './structure/lines.ts';
import { LOST_LABEL, lostLabels } from './structure/lost-label.ts';
import { type Anchored, applyChanges, type Change, sliceAnchored } from './text-anchor.ts';
import { CHROME_METHODS, chromeOf } from './text-chrome.ts';
import { assemble, BROKEN_LINE } from './text-lines.ts';
import { ROW_REJOINED } from './text-tables.ts';

const SERIAL = 'serial of the collection';

/** Methods of the repairs made here; `restore` counts its own. */
export const OWN_METHODS: ReadonlySet<string> = new Set([
  ...CHROME_METHODS,
  BROKEN_LINE,
  ROW_REJOINED,
  LOST_LABEL,
  SERIAL,
]);

/** The documents of a file as they stand there: joined, page chrome out, split, lost labels put back. */
export function toParts(pages: Pages): Anchored[] {
  const all = assemble(pages);
  const read = applyChanges(all, chromeOf(all.text));
  const lines = linesOf(read.text);
  const starts = documentStarts(lines);
  if (starts.length === 1) return [applyChanges(read, lostLabels(lines))];
  return starts.map((start, i) => {
    const part = sliceAnchored(read, start, starts[i + 1] ?? read.text.length, i === starts.length - 1);
    const own = applyChanges(part, serialOf(part.text));
    return applyChanges(own, lostLabels(linesOf(own.text)));
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
  return [{ start, end, reading: '', kind: 'page-chrome', method: SERIAL, confidence: 0.8 }];
}
