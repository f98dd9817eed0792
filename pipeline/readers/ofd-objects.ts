import type { Item } from './pdf-glyphs.ts';
import { weight } from './pdf-glyphs.ts';
import type { Rule } from './pdf-layout.ts';
import { child, childrenOf, elements, textOf, type XmlNode } from './xml.ts';

/** Points in a millimetre: OFD measures in millimetres, the layout shared with PDF in points. */
export const POINTS = 72 / 25.4;

/** x' = a·x + c·y + e, y' = b·x + d·y + f, in millimetres, y downwards. */
export type Matrix = readonly [number, number, number, number, number, number];
export const IDENTITY: Matrix = [1, 0, 0, 1, 0, 0];

export interface Rectangle {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

/** What stands on a page, in points; `fontName` of an item is the id of its object. */
export interface Drawn {
  readonly items: Item[];
  /** Text that is drawn invisibly: an OCR layer under a scan. */
  hidden: string;
  readonly rules: Rule[];
  /** In millimetres. */
  readonly pictures: { readonly resource: string; readonly box: Rectangle }[];
  paths: number;
}
export const nothing = (): Drawn => ({ items: [], hidden: '', rules: [], pictures: [], paths: 0 });

const numbers = (text: string | undefined): number[] =>
  (text ?? '')
    .trim()
    .split(/[\s,]+/)
    .filter((s) => s !== '')
    .map(Number)
    .filter(Number.isFinite);

export function boxOf(text: string | undefined): Rectangle | null {
  const [x, y, w, h] = numbers(text);
  return x === undefined || y === undefined || w === undefined || h === undefined
    ? null
    : { x0: x, y0: y, x1: x + w, y1: y + h };
}

const times = (m: Matrix, n: Matrix): Matrix => [
  m[0] * n[0] + m[2] * n[1],
  m[1] * n[0] + m[3] * n[1],
  m[0] * n[2] + m[2] * n[3],
  m[1] * n[2] + m[3] * n[3],
  m[0] * n[4] + m[2] * n[5] + m[4],
  m[1] * n[4] + m[3] * n[5] + m[5],
];
const at = (m: Matrix, x: number, y: number): [number, number] => [
  m[0] * x + m[2] * y + m[4],
  m[1] * x + m[3] * y + m[5],
];

/** The object's own space on the page: its boundary's corner, then its CTM. */
function spaceOf(node: XmlNode, outer: Matrix): Matrix {
  const box = boxOf(node.attributes.Boundary);
  const [a, b, c, d, e, f] = numbers(node.attributes.CTM);
  const moved = times(outer, [1, 0, 0, 1, box?.x0 ?? 0, box?.y0 ?? 0]);
  return a === undefined || b === undefined || c === undefined || d === undefined
    ? moved
    : times(moved, [a, b, c, d, e ?? 0, f ?? 0]);
}

/** Distances from each character to the next: plain numbers, and `g n v` for n times v. At most `count` are given. */
export function deltas(text: string | undefined, count: number): number[] {
  const out: number[] = [];
  const words = (text ?? '').trim().split(/[\s,]+/);
  for (let i = 0; i < words.length && out.length < count; i++) {
    if (words[i] === 'g') {
      const times = Math.min(Math.max(0, Math.trunc(Number(words[i + 1]) || 0)), count - out.length);
      const value = Number(words[i + 2]) || 0;
      for (let n = 0; n < times; n++) out.push(value);
      i += 2;
    } else if (words[i] !== '') out.push(Number(words[i]) || 0);
  }
  return out;
}

function textObject(node: XmlNode, outer: Matrix, drawn: Drawn): void {
  const space = spaceOf(node, outer);
  const size = Number(node.attributes.Size) || 0;
  const wide = Number(node.attributes.HScale) || 1;
  const turn = ((Number(node.attributes.ReadDirection) || 0) * Math.PI) / 180;
  const unseen =
    node.attributes.Alpha === '0' || (node.attributes.Fill === 'false' && node.attributes.Stroke !== 'true');
  let [x, y] = [0, 0];
  for (const code of childrenOf(node, 'TextCode')) {
    x = Number(code.attributes.X ?? x) || 0;
    y = Number(code.attributes.Y ?? y) || 0;
    const chars = [...textOf(code).replace(/[\r\n\t]/g, '')];
    const dx = deltas(code.attributes.DeltaX, chars.length);
    const dy = deltas(code.attributes.DeltaY, chars.length);
    const given = dx.length > 0 || dy.length > 0;
    let [px, py] = [x, y];
    for (const [index, ch] of chars.entries()) {
      const advance = weight(ch) * size * wide;
      const [left, base] = at(space, px, py);
      // The direction of writing and the height of type after turning and scaling.
      const [a, b] = [
        space[0] * Math.cos(turn) + space[2] * Math.sin(turn),
        space[1] * Math.cos(turn) + space[3] * Math.sin(turn),
      ];
      const scale = Math.hypot(a, b);
      const tall = Math.hypot(space[2], space[3]) * size * POINTS;
      const width = Math.min(
        advance,
        dx[index] !== undefined && dx[index] > 0.3 * size ? Math.max(dx[index], 0.4 * size) : advance,
      );
      if (unseen) drawn.hidden += ch;
      else if (scale > 0 && tall > 0) {
        drawn.items.push({
          str: ch,
          transform: [
            (a / scale) * tall,
            (b / scale) * tall,
            (-b / scale) * tall,
            (a / scale) * tall,
            left * POINTS,
            base * POINTS,
          ],
          width: width * scale * POINTS,
          height: tall,
          fontName: node.attributes.ID ?? '',
        });
      }
      px += dx[index] ?? (given ? 0 : advance * Math.cos(turn));
      py += dy[index] ?? (given ? 0 : advance * Math.sin(turn));
    }
  }
}

/** Straight strokes along the axes, from which tables are ruled: `M 0 0 L 50 0` (commands of GB/T 33190 table 35). */
function pathObject(node: XmlNode, outer: Matrix, drawn: Drawn): void {
  drawn.paths++;
  if (drawn.rules.length > 4000) return;
  const space = spaceOf(node, outer);
  const words = textOf(child(node, 'AbbreviatedData')).trim().split(/\s+/).slice(0, 4000);
  const takes: Readonly<Record<string, number>> = { S: 2, M: 2, L: 2, Q: 4, B: 6, A: 7, C: 0 };
  let [x, y, startX, startY] = [0, 0, 0, 0];
  const line = (toX: number, toY: number): void => {
    const [ax, ay] = at(space, x, y);
    const [bx, by] = at(space, toX, toY);
    if (Math.abs(ax - bx) < 0.2 || Math.abs(ay - by) < 0.2) {
      drawn.rules.push({
        x0: Math.min(ax, bx) * POINTS,
        y0: Math.min(ay, by) * POINTS,
        x1: Math.max(ax, bx) * POINTS,
        y1: Math.max(ay, by) * POINTS,
      });
    }
  };
  for (let i = 0; i < words.length; ) {
    const command = words[i] ?? '';
    const count = takes[command];
    if (count === undefined) {
      i++;
      continue;
    }
    const values = words.slice(i + 1, i + 1 + count).map((w) => Number(w) || 0);
    const [toX = startX, toY = startY] = values.slice(-2);
    if (command === 'L' || command === 'C') line(toX, toY);
    if (command === 'M' || command === 'S') [startX, startY] = [toX, toY];
    [x, y] = [toX, toY];
    i += 1 + count;
  }
}

/** Nesting of page blocks and composite objects. */
const DEPTH = 16;

/** Adds every object below a node: a page's content, a template's, an annotation's appearance. */
export function draw(
  node: XmlNode,
  outer: Matrix,
  composite: (id: string) => XmlNode | undefined,
  drawn: Drawn,
  depth = 0,
): void {
  for (const part of elements(node)) {
    if (part.attributes.Visible === 'false') continue;
    switch (part.name) {
      case 'TextObject':
        textObject(part, outer, drawn);
        break;
      case 'PathObject':
        pathObject(part, outer, drawn);
        break;
      case 'ImageObject': {
        const box = boxOf(part.attributes.Boundary);
        if (!box) break;
        const [x0, y0] = at(outer, box.x0, box.y0);
        const [x1, y1] = at(outer, box.x1, box.y1);
        drawn.pictures.push({ resource: part.attributes.ResourceID ?? '', box: { x0, y0, x1, y1 } });
        break;
      }
      case 'CompositeObject': {
        const unit = composite(part.attributes.ResourceID ?? '');
        if (unit && depth < DEPTH) draw(unit, spaceOf(part, outer), composite, drawn, depth + 1);
        break;
      }
      case 'Content':
      case 'Layer':
      case 'PageBlock':
        if (depth < DEPTH) draw(part, outer, composite, drawn, depth + 1);
        break;
    }
  }
}
