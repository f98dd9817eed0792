/** A stretch of a section's text. Offsets are into that text. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

const OPEN = '（(“‘《〈「『【〔[';
const CLOSE = '）)”’》〉」』】〕]';

/**
 * Cuts `text` at the given marks, but never inside brackets, quotation marks or 《》.
 * An opening mark that is never closed (a copy lost its twin) does not swallow the rest:
 * it counts as closed at the next 。 or line end.
 */
function cut(text: string, marks: string, from: number, to: number): Stretch[] {
  let known = recent.get(text);
  if (!known) {
    if (recent.size >= 16) recent.clear();
    known = new Map();
    recent.set(text, known);
  }
  const key = `${marks}${from}-${to}`;
  const before = known.get(key);
  if (before) return before;
  const stretches = cutAnew(text, marks, from, to);
  known.set(key, stretches);
  return stretches;
}

/** Every rule asks for the same cuts of the section at hand; without this a long paragraph costs its square. */
const recent = new Map<string, Map<string, Stretch[]>>();

function cutAnew(text: string, marks: string, from: number, to: number): Stretch[] {
  const out: Stretch[] = [];
  const closing: number[] = [];
  let start = from;
  for (let i = from; i < to; i++) {
    const ch = text.charAt(i);
    const open = OPEN.indexOf(ch);
    if (open >= 0) {
      const at = closes(text, i, to, CLOSE.charAt(open), ch);
      if (at >= 0) closing.push(at);
      continue;
    }
    while (closing.length > 0 && (closing.at(-1) ?? 0) <= i) closing.pop();
    if (closing.length === 0 && marks.includes(ch) && !insideNumber(text, i)) {
      if (i + 1 > start) out.push({ start, end: i + 1 });
      start = i + 1;
    }
  }
  if (start < to) out.push({ start, end: to });
  return out.map((s) => trim(text, s)).filter((s) => s.end > s.start);
}

/** Where the bracket opened at `at` closes: nesting counted, at most 400 characters away and within its line; -1 if lost. */
function closes(text: string, at: number, to: number, close: string, open: string): number {
  let depth = 0;
  const limit = Math.min(to, at + 400);
  for (let i = at; i < limit; i++) {
    const ch = text.charAt(i);
    if (ch === '\n') return -1;
    if (ch === open) depth++;
    else if (ch === close && --depth === 0) return i;
  }
  return -1;
}

/** 3,000 and 18:30 and 1.5 hold marks that part nothing. */
const insideNumber = (text: string, i: number): boolean =>
  /[,.:：]/.test(text.charAt(i)) && /\d/.test(text.charAt(i - 1)) && /\d/.test(text.charAt(i + 1));

function trim(text: string, s: Stretch): Stretch {
  let { start, end } = s;
  while (start < end && /\s/.test(text.charAt(start))) start++;
  while (end > start && /\s/.test(text.charAt(end - 1))) end--;
  return { start, end };
}

/** Sentences: 。！？ and line ends. The closing mark belongs to its sentence; 。” and 。） stay together. */
export const sentences = (text: string, from = 0, to = text.length): Stretch[] => cut(text, '。！？!?\n', from, to);

/** Runs of a sentence parted by ；: each is usually one rule of a list. */
export const members = (text: string, from = 0, to = text.length): Stretch[] => cut(text, '；;。！？!?\n', from, to);

/** 分句: parted by ，；：。 and tabs (the cells of a row). 、 parts words, never 分句. */
export const clauses = (text: string, from = 0, to = text.length): Stretch[] =>
  cut(text, '，,；;：:。！？!?\n\t', from, to);

/** The stretch without the mark that closes it. */
export function bare(text: string, s: Stretch): Stretch {
  let end = s.end;
  while (end > s.start && /[，,；;：:。！？!?\s、]/.test(text.charAt(end - 1))) end--;
  return { start: s.start, end };
}

/** The items of an enumeration joined by 、 和 及 以及 或 与, brackets and quotes kept whole. */
export function items(text: string): string[] {
  return cut(text, '、', 0, text.length)
    .flatMap((s) =>
      text
        .slice(s.start, s.end)
        .replace(/、$/, '')
        .split(
          /(?:以及|及其|(?<!共)和(?!谐|解|睦|平)|(?<![普涉波以])及(?!时|格)|或者|或|(?<![参赋授给])与)(?=[^（）]*$)/,
        ),
    )
    .map((s) => s.trim())
    .filter((s) => s.length > 0);
}
