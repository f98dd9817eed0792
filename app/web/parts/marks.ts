import type { Shapes } from '../api/client.ts';

type Heading = Shapes['Heading'];

/** A stretch of a text to be marked. Marks may overlap. */
export interface Mark {
  readonly start: number;
  readonly end: number;
  /** What is chosen when it is clicked. */
  readonly id: string;
  readonly css: string;
  /** Number behind its end. */
  readonly badge?: { readonly text: string; readonly label: string };
  /** Shown on hover: what stood in the source, which readings are possible. */
  readonly note?: string;
}

export interface Segment {
  readonly text: string;
  readonly css: string;
  /** Ids of the marks on it, the narrowest first, joined by spaces. */
  readonly ids: string;
  readonly note: string;
  readonly badges: readonly {
    readonly text: string;
    readonly label: string;
    readonly css: string;
    readonly id: string;
  }[];
}

export interface Line {
  readonly start: number;
  readonly look: 'p' | 'title' | 'heading' | 'sign' | 'row';
  /** One run of segments; of a table row one for each cell. */
  readonly cells: readonly (readonly Segment[])[];
}

export interface Setting {
  readonly title: string;
  readonly coverTitle: string | null;
  readonly issuers: readonly string[];
  readonly outline: readonly Heading[];
}

// 2026年1月12日 · 二〇二六年一月十二日
const DATE_LINE = /^[\d〇○零一二三四五六七八九十]{4}年[\d一二三四五六七八九十]{1,3}月[\d一二三四五六七八九十]{1,3}日$/;
// （征求意见稿） under the title
const DRAFT_LINE = /^（[^）]{2,8}稿）$/;
const fold = (s: string): string => s.replace(/\s/g, '');

/** A text in lines as they are set on paper, each cut where marks begin and end. */
export function layOut(text: string, marks: readonly Mark[], setting: Setting): Line[] {
  const headings = new Map(flatten(setting.outline).map((h) => [h.span.start, h]));
  const titles = [setting.title, setting.coverTitle ?? ''].map(fold).join('\n');
  const issuers = new Set(setting.issuers.map(fold));
  const firstHeading = Math.min(text.length, ...headings.keys());
  const sorted = [...marks].sort((a, b) => a.start - b.start);
  const out: Line[] = [];
  let at = 0;
  let open: Mark[] = [];
  let taken = 0;
  for (const words of text.split('\n')) {
    const start = at;
    const end = at + words.length;
    at = end + 1;
    if (words.trim() === '') continue;
    open = open.filter((m) => m.end > start);
    for (let m = sorted[taken]; m && m.start <= end; m = sorted[++taken]) if (m.end >= start) open.push(m);
    const cells: Segment[][] = [];
    let from = start;
    for (const cell of words.split('\t')) {
      cells.push(cut(text, from, from + cell.length, open));
      from += cell.length + 1;
    }
    const heading = headings.get(start);
    const alone = heading !== undefined && heading.span.end >= start + words.trimEnd().length;
    const folded = fold(words);
    const look =
      cells.length > 1
        ? 'row'
        : alone && !heading.path.includes('/')
          ? 'heading'
          : start < firstHeading && folded.length >= 4 && (titles.includes(folded) || DRAFT_LINE.test(folded))
            ? 'title'
            : out.length > 0 && start > firstHeading && (issuers.has(folded) || DATE_LINE.test(folded))
              ? 'sign'
              : 'p';
    out.push({ start, look, cells });
  }
  return out;
}

function cut(text: string, start: number, end: number, marks: readonly Mark[]): Segment[] {
  const here = marks.filter((m) => m.start < end && m.end > start && m.start < m.end);
  const dropped = marks.filter((m) => m.start === m.end && m.start >= start && m.start <= end);
  const cuts = new Set([start, end]);
  for (const m of [...here, ...dropped]) {
    cuts.add(Math.max(m.start, start));
    cuts.add(Math.min(m.end, end));
  }
  const places = [...cuts].sort((a, b) => a - b);
  const out: Segment[] = [];
  places.forEach((from, i) => {
    for (const m of dropped)
      if (m.start === from) out.push({ text: '〔略〕', css: m.css, ids: m.id, note: m.note ?? '', badges: [] });
    const to = places[i + 1];
    if (to === undefined) return;
    const on = here.filter((m) => m.start <= from && m.end >= to).sort((a, b) => a.end - a.start - (b.end - b.start));
    out.push({
      text: text.slice(from, to),
      css: on.map((m) => m.css).join(' '),
      ids: on.map((m) => m.id).join(' '),
      note: on
        .map((m) => m.note ?? '')
        .filter(Boolean)
        .join('；'),
      badges: on.flatMap((m) => (m.badge && m.end === to ? [{ ...m.badge, css: m.css, id: m.id }] : [])),
    });
  });
  return out;
}

export const flatten = (outline: readonly Heading[]): Heading[] => outline.flatMap((h) => [h, ...flatten(h.children)]);

/** Repaired words and doubtful places of a copy, as marks. Broken lines and page chrome are the copy's looks, not its words. */
export function copyMarks(quality: Shapes['Document']['quality']): Mark[] {
  return [
    ...quality.repairs
      .filter((r) => r.kind !== 'page-chrome' && r.kind !== 'broken-line')
      .map((r, i) => ({
        ...r.span,
        id: `repair-${i}`,
        css: r.span.start === r.span.end ? 'dropped' : 'repair',
        note: `原件：${r.sourceText || '（无）'}；${r.method}；可信度 ${Math.round(r.confidence * 100)}%`,
      })),
    ...quality.issues.flatMap((issue, i) =>
      issue.unresolved.map((u, n) => ({
        ...u.span,
        id: `doubt-${i}-${n}`,
        css: 'doubt',
        note: `存疑，可能是：${u.candidates.join('、') || '不明'}（${u.why}）`,
      })),
    ),
  ];
}

/** The span's place in a text: the record's own where it is known, else where the words stand. */
export function placeOf(
  reading: { document: { text: string }; records: readonly { id: string; span: { start: number; end: number } }[] },
  clause: { quote: string; recordId: string | null },
): { start: number; end: number } | null {
  const record = reading.records.find((r) => r.id === clause.recordId);
  const start = clause.quote === '' ? -1 : reading.document.text.indexOf(clause.quote);
  if (record && reading.document.text.slice(record.span.start, record.span.end) === clause.quote) return record.span;
  if (start >= 0) return { start, end: start + clause.quote.length };
  return record?.span ?? null;
}
