import type { Heading } from '../../records/structure.ts';
import { flatten } from '../../records/structure.ts';
import { type Content, html, type Markup } from './markup.ts';

/** A stretch of the text to be marked. Layers may overlap; `wrap` gets the piece, and whether the layer starts or ends in it. */
export interface Layer {
  readonly start: number;
  readonly end: number;
  wrap(content: Content, at: { readonly first: boolean; readonly last: boolean }): Markup;
}

/** `text[start, end)` with its layers; of overlapping layers the later in the list lies outside. */
export function markedRun(text: string, start: number, end: number, layers: readonly Layer[]): Markup {
  const here = layers.filter((l) =>
    l.start === l.end ? l.start >= start && l.start < end : l.start < end && l.end > start,
  );
  const cuts = [...new Set([start, end, ...here.flatMap((l) => [l.start, l.end])])]
    .filter((c) => c >= start && c <= end)
    .sort((a, b) => a - b);
  const pieces = cuts.flatMap((from, i): Content[] => {
    const to = cuts[i + 1];
    const points = here
      .filter((l) => l.start === l.end && l.start === from)
      .map((l) => l.wrap('', { first: true, last: true }));
    if (to === undefined) return points;
    const piece = here
      .filter((l) => l.start <= from && l.end >= to && l.start < l.end)
      .reduce<Content>(
        (content, l) => l.wrap(content, { first: l.start === from, last: l.end === to }),
        text.slice(from, to),
      );
    return [...points, piece];
  });
  return html`${pieces}`;
}

interface Line {
  readonly start: number;
  readonly end: number;
}

function linesOf(text: string): Line[] {
  const out: Line[] = [];
  let at = 0;
  for (const line of text.split('\n')) {
    if (line.trim() !== '') out.push({ start: at, end: at + line.length });
    at += line.length + 1;
  }
  return out;
}

/** What of the document tells how a paragraph is set. */
export interface Setting {
  readonly title: string;
  readonly coverTitle?: string | null;
  readonly issuers?: readonly string[];
  readonly outline?: readonly Heading[];
}

const DATE_LINE = /^[\d〇○零一二三四五六七八九十]{4}年[\d一二三四五六七八九十]{1,3}月[\d一二三四五六七八九十]{1,3}日$/;
const fold = (s: string): string => s.replace(/\s/g, '');

/** A document's text in paragraphs, headings, rows and signature, with its layers. */
export function markedText(text: string, layers: readonly Layer[], setting: Setting): Markup {
  const headings = new Map(flatten(setting.outline ?? []).map((h) => [h.span.start, h]));
  const titles = [setting.title, setting.coverTitle ?? ''].map(fold).join('\n');
  const issuers = new Set((setting.issuers ?? []).map(fold));
  const firstHeading = Math.min(text.length, ...headings.keys());
  const lines = linesOf(text);
  const out: Markup[] = [];
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i];
    if (!line) break;
    const words = text.slice(line.start, line.end);
    if (words.includes('\t')) {
      const rows: Markup[] = [];
      for (let row = lines[i]; row && text.slice(row.start, row.end).includes('\t'); row = lines[++i])
        rows.push(rowOf(text, row, layers));
      i--;
      out.push(html`<div class="rows" tabindex="0"><table>${rows}</table></div>`);
      continue;
    }
    const folded = fold(words);
    const heading = headings.get(line.start);
    // 三、健全制度。各校应当…: only the run-in heading is set as one.
    const alone = heading !== undefined && heading.span.end >= line.start + words.trimEnd().length;
    const level = heading?.path.split('/').length ?? 0;
    const centred =
      line.start < firstHeading && folded.length >= 4 && (titles.includes(folded) || /^（[^）]{2,8}稿）$/.test(folded));
    const signed = i > 0 && line.start > firstHeading && (issuers.has(folded) || DATE_LINE.test(folded));
    const name = alone && level === 1 ? 'h1' : centred ? 'title' : signed ? 'sign' : '';
    const lead: Layer[] =
      heading && heading.heading !== '' && !alone && level <= 2
        ? [{ ...heading.span, wrap: (c) => html`<b>${c}</b>` }]
        : [];
    out.push(html`<p class="${name}">${markedRun(text, line.start, line.end, [...lead, ...layers])}</p>`);
  }
  return html`${out}`;
}

function rowOf(text: string, line: Line, layers: readonly Layer[]): Markup {
  let at = line.start;
  const cells = text
    .slice(line.start, line.end)
    .split('\t')
    .map((cell) => {
      const start = at;
      at += cell.length + 1;
      return html`<td>${markedRun(text, start, start + cell.length, layers)}</td>`;
    });
  return html`<tr>${cells}</tr>`;
}

/** The paragraph of `text` round the words, at most some 400 characters, as offsets; null where the words do not stand. */
export function paragraphOf(
  text: string,
  words: string,
): { start: number; end: number; from: number; to: number } | null {
  const from = words === '' ? -1 : text.indexOf(words);
  if (from < 0) return null;
  const to = from + words.length;
  const start = Math.max(text.lastIndexOf('\n', from) + 1, from - 200);
  const next = text.indexOf('\n', to);
  return { start, end: Math.min(next < 0 ? text.length : next, to + 200), from, to };
}
