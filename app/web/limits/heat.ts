import { sayValue } from '../../../pipeline/render/values.ts';
import type { LimitLine, LimitList } from '../api/client.ts';

export type Tone = 'looser' | 'tighter' | 'equal' | 'incomparable' | 'plain';
export interface Column {
  readonly code: string;
  readonly name: string;
  readonly path: string;
  readonly role: LimitLine['role'];
}
/** One thing that is bounded, in each region that bounds it: rows that the comparison has set beside each other. */
export interface Topic {
  readonly title: string;
  readonly cells: ReadonlyMap<string, readonly LimitLine[]>;
}
export interface MatterRow {
  readonly matter: string;
  readonly cells: ReadonlyMap<string, readonly LimitLine[]>;
  readonly topics: readonly Topic[];
}
export interface Heat {
  readonly columns: readonly Column[];
  readonly rows: readonly MatterRow[];
  /** Regions left out because no window is that wide. */
  readonly more: number;
}

const NOWHERE = '999999';
export const MOST_COLUMNS = 40;
const ROLE_ORDER = { superior: 0, own: 1, sibling: 2, inside: 3 } as const;
const codeOf = (row: LimitLine): string => row.document.region?.code ?? NOWHERE;

export function heatOf(list: LimitList): Heat {
  const columns = new Map<string, Column>();
  for (const row of list.rows) {
    const code = codeOf(row);
    const path = row.document.region?.name ?? '地区不明';
    if (!columns.has(code))
      columns.set(code, { code, path, name: path.split('/').at(-1) ?? path, role: list.region ? row.role : 'own' });
  }
  const sorted = [...columns.values()].sort(
    (a, b) => ROLE_ORDER[a.role] - ROLE_ORDER[b.role] || depth(a) - depth(b) || a.code.localeCompare(b.code),
  );
  const kept = sorted.slice(0, MOST_COLUMNS);
  const shown = new Set(kept.map((c) => c.code));
  const inside = list.rows.filter((r) => shown.has(codeOf(r)));
  const byMatter = Map.groupBy(inside, (r) => r.limit.matter);
  return {
    columns: kept,
    more: sorted.length - kept.length,
    rows: [...byMatter].map(([matter, rows]) => ({ matter, cells: Map.groupBy(rows, codeOf), topics: topicsOf(rows) })),
  };
}

/** `430700` belongs to `430000`: zeros at the end tell how high it stands. */
const depth = (c: Column): number =>
  c.code === '000000' ? 0 : c.code.endsWith('0000') ? 1 : c.code.endsWith('00') ? 2 : 3;

function topicsOf(rows: readonly LimitLine[]): Topic[] {
  const parent = new Map(rows.map((r) => [r.limit.id, r.limit.id]));
  const root = (id: string): string => {
    let at = id;
    for (let up = parent.get(at); up !== undefined && up !== at; up = parent.get(at)) at = up;
    return at;
  };
  for (const r of rows)
    for (const link of r.relations) if (parent.has(link.to)) parent.set(root(r.limit.id), root(link.to));
  return [...Map.groupBy(rows, (r) => root(r.limit.id)).values()]
    .map((group) => ({ title: titleOf(group), cells: Map.groupBy(group, codeOf) }))
    .sort((a, b) => b.cells.size - a.cells.size);
}

/** The shortest name that says something; the highest document speaks first. */
const titleOf = (group: readonly LimitLine[]): string =>
  group.map((r) => r.limit.subject).find((s) => s.length >= 4 && s.length <= 24) ?? group[0]?.limit.subject ?? '';

/** What a cell tells at a glance: looser than a superior before all else. */
export function toneOf(rows: readonly LimitLine[]): Tone {
  const relations = new Set(
    rows.flatMap((r) => r.relations.filter((l) => l.kind === 'superior').map((l) => l.relation)),
  );
  for (const tone of ['looser', 'incomparable', 'tighter', 'equal'] as const) if (relations.has(tone)) return tone;
  return 'plain';
}
export const TONE_ZH: Readonly<Record<Tone, string>> = {
  looser: '宽于上级',
  tighter: '严于上级',
  equal: '与上级相同',
  incomparable: '无法比较',
  plain: '无上级限额可比',
};

/** ≤ 6 次/学期 每校, without what it bounds. */
export function sayBound({ limit }: LimitLine): string {
  const value = typeof limit.value === 'number' ? Math.round(limit.value * 100) / 100 : limit.value;
  return sayValue({ ...limit, value, subject: '' }).trim();
}

/** Bars of one topic: rows of one unit and period, so that lengths mean something. */
export interface Series {
  readonly key: string;
  readonly title: string;
  readonly unit: string;
  readonly clock: boolean;
  readonly bars: readonly {
    readonly row: LimitLine;
    readonly region: string;
    readonly value: number;
    readonly tone: Tone;
  }[];
}

export function seriesOf(heat: Heat): Series[] {
  const out: Series[] = [];
  for (const { matter, topics } of heat.rows)
    for (const [i, topic] of topics.entries()) {
      const rows = [...topic.cells.values()].flat();
      for (const [kind, same] of Map.groupBy(rows, (r) => `${r.limit.unit}/${r.limit.per ?? ''}`)) {
        const regions = new Set(same.map(codeOf));
        const [first] = same;
        if (regions.size < 2 || !first) continue;
        const clock = first.limit.unit === '时刻';
        const seen = sayBound(first);
        out.push({
          key: `${matter} ${i} ${kind}`,
          title: topic.title,
          unit: clock ? '时刻' : (/[\d.]+ (\S+)/.exec(seen)?.[1] ?? first.limit.unit),
          clock,
          bars: same.map((row) => ({
            row,
            region: row.document.region?.name.split('/').at(-1) ?? '地区不明',
            value: typeof row.limit.value === 'number' ? row.limit.value : minutes(row.limit.value),
            tone: toneOf([row]),
          })),
        });
      }
    }
  return out.sort((a, b) => b.bars.length - a.bars.length);
}

const minutes = (clock: string): number => {
  const [h = 0, m = 0] = clock.split(':').map(Number);
  return h * 60 + m;
};
export const sayMinutes = (n: number): string => `${Math.floor(n / 60)}:${String(Math.round(n % 60)).padStart(2, '0')}`;
