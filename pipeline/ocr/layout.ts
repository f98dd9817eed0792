import type { EngineChar, EngineLine } from './engine.ts';
import { sizeOf } from './raster.ts';
import type { Table } from './rules.ts';

/** A line on the level page: its box in pixels, left to right and top to bottom. */
export interface Placed {
  readonly line: EngineLine;
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
  /** Where the places of the line's characters count from. */
  readonly origin: number;
  /** Printed in red ink. */
  readonly red: boolean;
}

/** A printed line or a row of a table, its pieces in reading order. */
export interface Printed {
  readonly kind: 'line' | 'row';
  /** For a line one cell. Each cell's pieces are read one after the other. */
  readonly cells: readonly (readonly Placed[])[];
  readonly red: boolean;
}

/** Where a line stands once the page is level. */
export function place(line: EngineLine, skew: number, red: boolean): Placed {
  const radians = (skew * Math.PI) / 180;
  const [cos, sin] = [Math.cos(radians), Math.sin(radians)];
  const xs = line.quad.map((p) => p.x * cos + p.y * sin);
  const ys = line.quad.map((p) => p.y * cos - p.x * sin);
  const middle = ys.reduce((sum, y) => sum + y, 0) / ys.length;
  // A lying line (read upwards) keeps its whole box; others the height across the line.
  const { length, height } = sizeOf(line.quad);
  const lying = Math.max(...ys) - Math.min(...ys) > length * 0.8 && length > height;
  const half = lying ? length / 2 : height / 2;
  return {
    line,
    origin: Math.min(...xs),
    x0: Math.min(...xs),
    x1: Math.max(...xs),
    y0: middle - half,
    y1: middle + half,
    red,
  };
}

const heightOf = (p: Placed): number => p.y1 - p.y0;
const middleOf = (p: Placed): number => (p.y0 + p.y1) / 2;

export const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
};

/** The box round several pieces. */
export const boxOf = (list: readonly Placed[]): { x0: number; y0: number; x1: number; y1: number } => ({
  x0: Math.min(...list.map((p) => p.x0)),
  y0: Math.min(...list.map((p) => p.y0)),
  x1: Math.max(...list.map((p) => p.x1)),
  y1: Math.max(...list.map((p) => p.y1)),
});

/** Lines in reading order, ruled tables as rows of cells, columns one after the other. */
export function layOut(lines: readonly Placed[], tables: readonly Table[]): Printed[] {
  const inside = new Map<Table, Placed[]>();
  const free: Placed[] = [];
  for (const line of lines) {
    const x = (line.x0 + line.x1) / 2;
    const table = tables.find((t) => x > t.x0 && x < t.x1 && middleOf(line) > t.y0 && middleOf(line) < t.y1);
    if (table) inside.set(table, [...(inside.get(table) ?? []), ...splitAtRules(line, table)]);
    else free.push(line);
  }
  const blocks: { top: number; printed: Printed[] }[] = [];
  for (const [table, members] of inside) blocks.push({ top: table.y0, printed: rowsOf(members, table) });
  if (blocks.length === 0) return columnsOf(free).flatMap((column) => linesOf(column));
  // Free lines between, above and below the tables.
  blocks.sort((a, b) => a.top - b.top);
  const out: Printed[] = [];
  let rest = free;
  for (const block of blocks) {
    const above = rest.filter((l) => middleOf(l) < block.top);
    rest = rest.filter((l) => middleOf(l) >= block.top);
    out.push(...linesOf(above), ...block.printed);
  }
  return [...out, ...linesOf(rest)];
}

/** Two columns of text, or the two pages of an open spread: a gutter near the middle that no line crosses. */
function columnsOf(lines: readonly Placed[]): Placed[][] {
  const x0 = Math.min(...lines.map((l) => l.x0));
  const x1 = Math.max(...lines.map((l) => l.x1));
  const width = x1 - x0;
  const step = width / 100;
  for (let k = 40; k <= 60; k++) {
    const x = x0 + k * step;
    const left = lines.filter((l) => l.x1 <= x + step);
    const right = lines.filter((l) => l.x0 >= x - step);
    if (left.length < 8 || right.length < 8) continue;
    const crossing = lines.filter((l) => l.x1 > x + step && l.x0 < x - step);
    const long = (side: readonly Placed[]): boolean => median(side.map((l) => l.x1 - l.x0)) > width * 0.28;
    if (crossing.length > Math.min(left.length, right.length) * 0.15 || !long(left) || !long(right)) continue;
    // Heads and feet over both columns keep their place.
    const top = Math.min(...left.map((l) => l.y0), ...right.map((l) => l.y0));
    return [
      crossing.filter((l) => l.y1 < top + heightOf(l)),
      left,
      right,
      crossing.filter((l) => l.y1 >= top + heightOf(l)),
    ].filter((c) => c.length > 0);
  }
  return [[...lines]];
}

/** Groups lines that stand on one level, reading from the top. */
function levels(lines: readonly Placed[]): Placed[][] {
  const out: Placed[][] = [];
  for (const line of lines.toSorted((a, b) => middleOf(a) - middleOf(b))) {
    const level = out.findLast((members) =>
      members.every((m) => {
        const lower = Math.min(heightOf(m), heightOf(line));
        const overlap = Math.min(m.x1, line.x1) - Math.max(m.x0, line.x0);
        return Math.abs(middleOf(m) - middleOf(line)) < 0.45 * lower && overlap < 0.5 * lower && m.red === line.red;
      }),
    );
    if (level) level.push(line);
    else out.push([line]);
  }
  return out
    .map((level) => level.toSorted((a, b) => a.x0 - b.x0))
    .sort((a, b) => median(a.map(middleOf)) - median(b.map(middleOf)));
}

/** A wider break than this many line heights parts two statements that share a level (发文字号 and 签发人). */
const BREAK = 1.6;

function linesOf(lines: readonly Placed[]): Printed[] {
  const rows = levels(lines).map((level) => {
    const parts: Placed[][] = [];
    for (const item of level) {
      const last = parts.at(-1)?.at(-1);
      if (last && item.x0 - last.x1 < BREAK * Math.min(heightOf(last), heightOf(item))) parts.at(-1)?.push(item);
      else parts.push([item]);
    }
    return parts;
  });
  return rows.flatMap((parts, i): Printed[] => {
    const red = parts[0]?.[0]?.red === true;
    // Three levels of equally many parts under one another are a table without rules.
    const like = (j: number): boolean => rows[j]?.length === parts.length && aligned(parts, rows[j] ?? []);
    const tabular =
      parts.length >= 2 &&
      ((like(i - 1) && like(i + 1)) || (like(i - 1) && like(i - 2)) || (like(i + 1) && like(i + 2)));
    if (tabular) return [{ kind: 'row', cells: parts, red }];
    return parts.map((part) => ({ kind: 'line', cells: [part], red }));
  });
}

function aligned(a: readonly (readonly Placed[])[], b: readonly (readonly Placed[])[]): boolean {
  return a.every((part, i) => {
    const p = part[0];
    const q = b[i]?.[0];
    return p && q && Math.abs(p.x0 - q.x0) < heightOf(p);
  });
}

/** A detector box that runs over a rule holds the text of two cells. */
function splitAtRules(placed: Placed, table: Table): Placed[] {
  const height = heightOf(placed);
  const cut = table.down.find(
    (v) =>
      v.from < middleOf(placed) &&
      v.to > middleOf(placed) &&
      v.at > placed.x0 + 0.7 * height &&
      v.at < placed.x1 - 0.7 * height,
  );
  if (!cut) return [placed];
  const { line } = placed;
  const at = cut.at - placed.x0;
  const before = line.chars.filter((c) => (c.x0 + c.x1) / 2 < at);
  const after = line.chars.filter((c) => (c.x0 + c.x1) / 2 >= at);
  if (before.length === 0 || after.length === 0) return [placed];
  // The quad stays whole: character places are measured from its corner, and the crop is cut by them.
  const left = { ...placed, line: part(line, before), x1: cut.at };
  const right = { ...placed, line: part(line, after), x0: cut.at };
  return [left, ...splitAtRules(right, { ...table, down: table.down.filter((v) => v.at > cut.at + height) })];
}

const part = (line: EngineLine, chars: readonly EngineChar[]): EngineLine => ({
  ...line,
  text: chars.map((c) => c.ch).join(''),
  chars,
  confidence: chars.reduce((sum, c) => sum + c.confidence, 0) / chars.length,
});

/** Rows of a ruled table: a cell is what the same four rules enclose; a cell that spans rows stands in its first. */
function rowsOf(members: readonly Placed[], table: Table): Printed[] {
  const cells = new Map<string, { top: number; left: number; lines: Placed[] }>();
  const nearest = (
    list: readonly { at: number; from: number; to: number; id: number }[],
    along: number,
    before: number,
  ): { id: number; at: number } => {
    let best = { id: -1, at: -Infinity };
    for (const rule of list)
      if (rule.from - 6 <= along && rule.to + 6 >= along && rule.at <= before && rule.at > best.at) best = rule;
    return best;
  };
  for (const line of members) {
    const x = (line.x0 + line.x1) / 2;
    const y = middleOf(line);
    const left = nearest(table.down, y, x);
    const top = nearest(table.across, x, y);
    const key = `${left.id}/${top.id}`;
    const cell = cells.get(key) ?? { top: top.at, left: left.at, lines: [] };
    cell.lines.push(line);
    cells.set(key, cell);
  }
  const size = median(members.map(heightOf));
  const rows: { top: number; cells: { left: number; lines: Placed[] }[] }[] = [];
  for (const cell of [...cells.values()].sort((a, b) => a.top - b.top)) {
    const row = rows.find((r) => Math.abs(r.top - cell.top) < size * 0.7);
    if (row) row.cells.push(cell);
    else rows.push({ top: cell.top, cells: [cell] });
  }
  return rows.map((row) => ({
    kind: 'row',
    red: false,
    cells: row.cells.toSorted((a, b) => a.left - b.left).map((cell) => levels(cell.lines).flat()),
  }));
}
