import type { Look } from '../../records/page.ts';
import { boxOf, median, type Placed, type Printed } from './layout.ts';

/** Where full lines of body print begin and end, and how large body print is; pixels. */
export interface TypeArea {
  readonly left: number;
  readonly right: number;
  readonly em: number;
}

export function typeAreaOf(printed: readonly Printed[]): TypeArea | null {
  const lines = printed
    .filter((p) => p.kind === 'line' && !p.red)
    .map((p) => ({ ...boxOf(p.cells.flat()), em: emOf(p.cells.flat()).em }));
  if (lines.length < 3) return null;
  const size = median(lines.map((b) => b.y1 - b.y0));
  const body = lines.filter((b) => Math.abs(b.y1 - b.y0 - size) < size * 0.25);
  const widest = Math.max(...body.map((b) => b.x1 - b.x0));
  const long = body.filter((b) => b.x1 - b.x0 > widest * 0.8);
  const starts = body.map((b) => b.x0).sort((a, b) => a - b);
  return {
    left: starts[Math.floor(starts.length / 10)] ?? 0,
    right: median(long.map((b) => b.x1)),
    em: median(long.map((b) => b.em)),
  };
}

/** How a line looks: evidence for titles and paragraph starts. `width`: of the page, in pixels. */
export function lookOf(
  box: ReturnType<typeof boxOf>,
  pieces: readonly Placed[],
  body: TypeArea | null,
  dpi: number | null,
  width: number,
): Look {
  const look: Look = {};
  const own = emOf(pieces);
  // Sizes measured on a picture scatter, on short lines most; what is near the body's size is body print.
  const near = own.sure ? 0.12 : 0.35;
  const em = body && Math.abs(own.em / body.em - 1) < near ? body.em : own.em;
  if (dpi !== null) look.fontSize = Math.round((em / dpi) * 72 * 2) / 2;
  if (!body) return look;
  const indent = (box.x0 - body.left) / em;
  const full = box.x1 > body.right - 1.3 * em;
  look.indent = Math.round(Math.max(0, indent) * 10) / 10;
  look.full = full;
  const middle = (body.left + body.right) / 2;
  if (!full && indent > 2.6 && Math.abs((box.x0 + box.x1) / 2 - middle) < Math.max(1.2 * em, width * 0.01))
    look.align = 'center';
  else if (indent > 8 && full) look.align = 'right';
  else look.align = 'left';
  return look;
}

/** Side of a Han character in pixels, `sure` when taken from enough steps from one to the next, else by the height of the box. */
function emOf(pieces: readonly Placed[]): { em: number; sure: boolean } {
  const steps: number[] = [];
  for (const { line } of pieces) {
    line.chars.forEach((c, i) => {
      const next = line.chars[i + 1];
      if (next && /[\u3400-\u9fff]/.test(c.ch) && /[\u3400-\u9fff]/.test(next.ch))
        steps.push((next.x0 + next.x1 - c.x0 - c.x1) / 2);
    });
  }
  if (steps.length >= 6) return { em: median(steps), sure: true };
  // The detector's box is about 1.35 times as high as the print in it (measured on pages of known size).
  return { em: Math.max(1, median(pieces.map((p) => p.y1 - p.y0)) / 1.35), sure: false };
}
