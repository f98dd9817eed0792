import { z } from 'zod';

/** Half-open range of UTF-16 offsets into the reading text of one document: `text.slice(start, end)`. */
export const Span = z.object({ start: z.int().nonnegative(), end: z.int().nonnegative() });
export type Span = z.infer<typeof Span>;

/** A rectangle on a page, in the page's own unit (see Page.unit), origin at the top left. */
export const Box = z.object({
  page: z.int().positive(),
  x0: z.number(),
  y0: z.number(),
  x1: z.number(),
  y1: z.number(),
});
export type Box = z.infer<typeof Box>;

export const contains = (outer: Span, inner: Span): boolean => outer.start <= inner.start && inner.end <= outer.end;
export const overlaps = (a: Span, b: Span): boolean => a.start < b.end && b.start < a.end;

/** The smallest rectangle round boxes of one page. Throws on an empty list or boxes of several pages. */
export function around(boxes: readonly Box[]): Box {
  const [first, ...rest] = boxes;
  if (!first) throw new RangeError('around: no boxes');
  return rest.reduce((a, b) => {
    if (a.page !== b.page) throw new RangeError('around: boxes of several pages');
    return {
      page: a.page,
      x0: Math.min(a.x0, b.x0),
      y0: Math.min(a.y0, b.y0),
      x1: Math.max(a.x1, b.x1),
      y1: Math.max(a.y1, b.y1),
    };
  }, first);
}
