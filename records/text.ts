import { z } from 'zod';
import { Span } from './span.ts';

/** The kinds of damage a copy can have (records.md, Document `quality`). */
export const DAMAGE = [
  'respun',
  'lost-characters',
  'redacted',
  'ocr-confusion',
  'page-chrome',
  'broken-line',
  'duplicated-text',
  'overwritten',
  'truncated',
] as const;
export const DamageKind = z.enum(DAMAGE);
export type DamageKind = z.infer<typeof DamageKind>;

export const DAMAGE_ZH: Readonly<Record<DamageKind, string>> = {
  respun: '同义词替换（洗稿）',
  'lost-characters': '字符缺失',
  redacted: '涂抹遮盖',
  'ocr-confusion': '形近字误识',
  'page-chrome': '网页导航杂质',
  'broken-line': '断行',
  'duplicated-text': '段落重复',
  overwritten: '年份被改写',
  truncated: '文本截断',
};

/** A change from what stood in the source to what is read. The source is never lost. */
export const Repair = z.object({
  kind: DamageKind,
  /** Where the reading stands in the reading text. Empty span: the source's characters were dropped. */
  span: Span,
  /** What stood in the source. Empty: characters were put in. */
  sourceText: z.string(),
  /** `text.slice(span.start, span.end)`. */
  reading: z.string(),
  /** Name of the rule or row that did it. */
  method: z.string(),
  confidence: z.number().min(0).max(1),
});
export type Repair = z.infer<typeof Repair>;

/** Damage found; spans point at it. A place that could not be repaired carries its candidates. */
export const QualityIssue = z.object({
  kind: DamageKind,
  count: z.int().positive(),
  spans: z.array(Span),
  /** Places left as they are, with the readings that are possible (none: unknown). */
  unresolved: z.array(z.object({ span: Span, candidates: z.array(z.string()), why: z.string() })),
});
export type QualityIssue = z.infer<typeof QualityIssue>;

/**
 * A run of the offset map: `text[start, end)` came from `blocks[block].text[from, to)`.
 * Runs are sorted, do not overlap and cover the whole text. Equal lengths map character by character;
 * unequal ones (a repair, a joined line end) map as a whole. A paragraph break maps to an empty source range.
 */
export const Anchor = z.object({
  start: z.int().nonnegative(),
  end: z.int().nonnegative(),
  block: z.int().nonnegative(),
  from: z.int().nonnegative(),
  to: z.int().nonnegative(),
});
export type Anchor = z.infer<typeof Anchor>;

/** The reading text of one document: `pages -> text`. Paragraphs end in \n, cells of a row are parted by \t. */
export const Text = z.object({
  text: z.string(),
  anchors: z.array(Anchor),
  repairs: z.array(Repair),
  issues: z.array(QualityIssue),
});
export type Text = z.infer<typeof Text>;

/** The runs of the offset map that touch a span. Binary search: anchors are sorted and total. */
export function anchorsOf(anchors: readonly Anchor[], span: Span): Anchor[] {
  let low = 0;
  let high = anchors.length;
  while (low < high) {
    const mid = (low + high) >> 1;
    if ((anchors[mid]?.end ?? 0) <= span.start) low = mid + 1;
    else high = mid;
  }
  const out: Anchor[] = [];
  for (let i = low; i < anchors.length; i++) {
    const anchor = anchors[i];
    if (!anchor || anchor.start >= span.end) break;
    out.push(anchor);
  }
  return out;
}

/** Repairs that touch a span, so that a record can carry what stood in the source. Repairs are sorted by span. */
export const repairsIn = (repairs: readonly Repair[], span: Span): Repair[] =>
  repairs.filter(
    (r) =>
      r.span.start < span.end &&
      (r.span.end > span.start || (r.span.start === r.span.end && r.span.start >= span.start)),
  );

/** The span's words as they stood in the source: the reading with each repair undone. */
export function sourceOf(text: string, repairs: readonly Repair[], span: Span): string {
  let out = '';
  let at = span.start;
  for (const r of repairsIn(repairs, span)) {
    const start = Math.max(r.span.start, at);
    out += text.slice(at, start) + r.sourceText;
    at = Math.max(at, r.span.end);
  }
  return out + text.slice(at, Math.max(at, span.end));
}
