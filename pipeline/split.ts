import { type Layout, layoutOf } from './structure/layout.ts';
import { genreEnd, type TextLine, titleLike } from './structure/lines.ts';
import { ADDRESSEE, DOC_NUMBER_LINE } from './structure/marks.ts';

/**
 * Where the documents of a text begin: offsets of their first lines, the first always 0. A new one begins where, after numbered text, a
 * title stands by itself and the numbers start again below it. An attachment under its 附件, a plan under the notice
 * that issues it, and titles that the list of attachments names are parts of one document.
 */
export function documentStarts(lines: readonly TextLine[]): number[] {
  const starts = [0];
  for (let from = 0; ; ) {
    const next = nextStart(lines, from);
    const line = lines[next];
    if (next <= from || !line) return starts;
    starts.push(line.start);
    from = next;
  }
}

const isFirst = (line: TextLine): boolean =>
  line.label !== null && line.label.value === 1 && ['part', 'chapter', 'article', 'cn'].includes(line.label.family);

/** What the document so far says about a line that may begin another. */
interface Known {
  readonly layout: Layout;
  readonly annexFrom: number;
  readonly attached: ReadonlySet<string>;
}

function known(lines: readonly TextLine[], to: number): Known {
  const layout = layoutOf(lines.slice(0, to));
  const attached = lines.flatMap((l, i) =>
    layout.roles[i] === 'attachment-list' ? [fold(l.words.replace(/^附件[:：]?/, '').slice(l.label?.length ?? 0))] : [],
  );
  return { layout, annexFrom: layout.annexes[0]?.line ?? Number.POSITIVE_INFINITY, attached: new Set(attached) };
}

/** Cheap tests find a candidate; only then is the document above it laid out. */
function nextStart(all: readonly TextLine[], from: number): number {
  const first = all.findIndex((l, i) => i >= from && isFirst(l));
  if (first < 0) return -1;
  const family = all[first]?.label?.family;
  let above: Known | null = null;
  for (let i = first + 1; i < all.length; i++) {
    const line = all[i];
    if (!line || line.row) continue;
    if (isSection(line)) return i;
    const number = line.words.endsWith('号') && i > first + 3 && DOC_NUMBER_LINE.test(line.words);
    const title =
      !number &&
      titleLike(line) &&
      line.words.length >= 8 &&
      genreEnd(line.words) !== null &&
      restarts(all, i + 1, family);
    if (!number && !title) continue;
    const at = i - from;
    if (!above || above.annexFrom > at) {
      const window = all.slice(from, Math.min(all.length, i + 12));
      above = known(window, window.length);
    }
    if (at <= above.layout.body) continue;
    const behind = at >= above.annexFrom;
    if (number && (!behind || standsAlone(all, i))) return titleAbove(all, i, first);
    if (title && !behind && above.layout.roles[at] === 'body' && !above.attached.has(fold(line.words))) {
      return titleAbove(all, i + 1, first);
    }
  }
  return -1;
}

/** Among attachments a 文号 begins a document only with an addressee below it and no 附件 right above. */
function standsAlone(lines: readonly TextLine[], at: number): boolean {
  const above = lines.slice(Math.max(0, at - 4), at);
  const below = lines.slice(at + 1, at + 7);
  return above.every((l) => l.annex === null) && below.some((l) => /[：:]$/.test(l.words) && ADDRESSEE.test(l.words));
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
