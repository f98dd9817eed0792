import type { Head, Shapes } from '../api/client.ts';

export type Edge = Shapes['GraphEdge'];
export const EDGE_ZH: Readonly<Record<Edge['kind'], string>> = {
  cites: '引用',
  implements: '贯彻落实',
  forwards: '转发',
  amends: '修改',
  repeals: '废止',
  succeeds: '接替',
};
export const WIDTH = 190;
export const HEIGHT = 58;
const GAP_X = 16;
const GAP_Y = 62;
const LEVELS = ['national', 'province', 'city', 'county', 'township', 'school', 'unknown'];

export interface Placed {
  readonly head: Head;
  readonly x: number;
  readonly y: number;
}
export interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly Placed[];
  readonly lines: readonly { readonly edge: Edge; readonly path: string; readonly x: number; readonly y: number }[];
}

/** Documents in rows from the nation down, lines from the one that cites to the one cited. */
export function draw(nodes: readonly Head[], edges: readonly Edge[]): Drawing {
  const rows = LEVELS.map((level) => nodes.filter((n) => n.level === level)).filter((row) => row.length > 0);
  const width = Math.max(...rows.map((r) => r.length), 1) * (WIDTH + GAP_X) - GAP_X;
  const placed = rows.flatMap((row, i) => {
    const left = (width - (row.length * (WIDTH + GAP_X) - GAP_X)) / 2;
    return row.map((head, n): Placed => ({ head, x: left + n * (WIDTH + GAP_X), y: i * (HEIGHT + GAP_Y) }));
  });
  const at = new Map(placed.map((p) => [p.head.id, p]));
  // Of several citations between the same two documents one line is drawn, the strongest.
  const strongest = new Map<string, Edge>();
  for (const e of edges) {
    const key = `${e.from} ${e.to}`;
    const known = strongest.get(key);
    if (!known || (known.kind === 'cites' && e.kind !== 'cites')) strongest.set(key, e);
  }
  const lines = [...strongest.values()].flatMap((edge) => {
    const from = at.get(edge.from);
    const to = edge.to === null ? undefined : at.get(edge.to);
    if (!from || !to || from === to) return [];
    const up = from.y > to.y;
    const level = from.y === to.y;
    const [x1, y1] = [from.x + WIDTH / 2, up || level ? from.y : from.y + HEIGHT];
    const [x2, y2] = [to.x + WIDTH / 2, level ? to.y : up ? to.y + HEIGHT : to.y];
    const bend = level ? -30 : (y2 - y1) / 2;
    const path = `M${x1} ${y1} C${x1} ${y1 + bend} ${x2} ${y2 - (level ? 30 : bend)} ${x2} ${y2}`;
    return [{ edge, path, x: (x1 + x2) / 2, y: (y1 + y2) / 2 + (level ? -22 : 0) }];
  });
  return { width, height: rows.length * (HEIGHT + GAP_Y) - GAP_Y, nodes: placed, lines };
}
