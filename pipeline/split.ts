import { layoutOf } from './structure/layout.ts';
import { genreEnd, linesOf, type TextLine, titleLike } from './structure/lines.ts';
import { DOC_NUMBER_LINE } from './structure/marks.ts';

/**
 * Where the documents of a text begin: offsets, the first always 0. A new one begins where, after numbered text, a
 * title stands by itself and the numbers start again below it. An attachment under its 附件, a plan under the notice
 * that issues it, and titles that the list of attachments names are parts of one document.
 */
export function documentStarts(text: string): number[] {
  const lines = linesOf(text);
  const starts = [0];
  let from = 0;
  for (;;) {
    const next = nextStart(lines, from);
    if (next < 0) return starts;
    starts.push(lines[next]?.start ?? text.length);
    from = next;
  }
}

const isFirst = (line: TextLine): boolean =>
  line.label !== null && line.label.value === 1 && ['part', 'chapter', 'article', 'cn'].includes(line.label.family);

function nextStart(all: readonly TextLine[], from: number): number {
  const lines = all.slice(from);
  const first = lines.findIndex(isFirst);
  if (first < 0) return -1;
  const layout = layoutOf(lines);
  const family = lines[first]?.label?.family;
  const attached = new Set(
    lines.flatMap((l, i) =>
      layout.roles[i] === 'attachment-list'
        ? [fold(l.words.replace(/^附件[:：]?/, '').slice(l.label?.length ?? 0))]
        : [],
    ),
  );
  const annexFrom = layout.annexes[0]?.line ?? lines.length;
  const body = Math.max(first, layout.body);
  for (let i = body + 1; i < lines.length; i++) {
    const line = lines[i];
    if (!line || line.row) continue;
    if (isSection(line)) return from + i;
    if (DOC_NUMBER_LINE.test(line.words) && i > body + 3 && i < annexFrom) return from + titleAbove(lines, i, body);
    if (i >= annexFrom || layout.roles[i] !== 'body' || !titleLike(line) || !genreEnd(line.words)) continue;
    if (line.words.length < 8 || attached.has(fold(line.words))) continue;
    const top = titleAbove(lines, i + 1, body);
    if (restarts(lines, i + 1, family)) return from + top;
  }
  return -1;
}

/** 篇二：…方案 · 【第2篇】 : a collection's own heading. */
const isSection = (line: TextLine): boolean =>
  /^[【[（(]?\s?(?:第\s?[二三四五六七八九十2-9]\s?篇|篇[二三四五六七八九十2-9])/.test(line.words);

/** The first line of the title that ends above `end`, with its masthead and issuer lines. */
function titleAbove(lines: readonly TextLine[], end: number, floor: number): number {
  let i = end;
  while (i - 1 > floor && end - i < 5) {
    const above = lines[i - 1];
    if (!above || !titleLike(above) || above.words.length > 60 || (i < end - 1 && /^\d{4}年/.test(above.words))) break;
    i--;
  }
  return i;
}

/** Below the title: at most 8 lines of preamble, then the outline's first number again. */
function restarts(lines: readonly TextLine[], from: number, family: string | undefined): boolean {
  for (let i = from; i < Math.min(lines.length, from + 9); i++) {
    const line = lines[i];
    if (!line || line.annex) return false;
    if (isFirst(line)) return i > from || line.label?.family === family;
    if (line.label) return false;
  }
  return false;
}

const fold = (words: string): string => words.normalize('NFKC').replace(/[\s\d.、，,（）()《》:：]/g, '');
