import type { Period } from '../../records/clause.ts';
import { BROUGHT_ZH, type BroughtBy, type BroughtKind, countWithin, periodHolding } from '../../records/ledger.ts';
import type { Store } from '../store.ts';
import { schoolKey } from './reach.ts';
import { registeredExams } from './registered.ts';

/** The period that each kind is bounded by (教师厅〔2025〕2号 二至四; 泉丰教〔2024〕59号 三（二）). */
export const PER: Readonly<Partial<Record<BroughtKind, Period>>> = {
  visit: 'semester',
  exam: 'year',
  campaign: 'school-year',
  special: 'school-year',
  supervision: 'year',
};
export const TALLIED = [
  'visit',
  'exam',
  'campaign',
  'special',
  'supervision',
] as const satisfies readonly BroughtKind[];

export interface RunningTotal {
  readonly kind: BroughtKind;
  readonly said: string;
  /** For each school of the place, or for the one that was asked for. */
  readonly count: number;
  readonly parts: readonly {
    readonly by: BroughtBy['by'];
    readonly name: string;
    readonly count: number;
    readonly said: boolean;
    readonly schools: readonly string[] | null;
  }[];
  readonly uncounted: readonly { readonly by: BroughtBy['by']; readonly name: string; readonly why: string }[];
}

/** Running totals of the period that holds `on`. Notices to named schools count only where that school is asked for. */
export async function runningTotals(
  store: Store,
  query: {
    readonly on: string;
    readonly region?: string;
    readonly school?: string;
    readonly kinds?: readonly (typeof TALLIED)[number][];
  },
): Promise<RunningTotal[]> {
  const place = query.region ? { region: query.region } : {};
  const issued = await store.ledger.brought({ kinds: query.kinds ?? TALLIED, ...place });
  const lists = await store.ledger.lists({ ...place, kinds: ['exam'] });
  const exams = lists.length > 0 ? await store.ledger.entries({ lists: lists.map((l) => l.id) }) : [];
  const all = [...issued, ...registeredExams(lists, exams, issued)];
  const key = query.school ? schoolKey(query.school) : null;
  return (query.kinds ?? TALLIED).map((kind) => {
    const period = periodHolding(query.on, PER[kind] ?? 'year');
    const parts: RunningTotal['parts'][number][] = [];
    const uncounted: RunningTotal['uncounted'][number][] = [];
    for (const b of all.filter((x) => x.kind === kind)) {
      if (b.schools !== null && (key === null || !b.schools.includes(key))) {
        if (key === null && (b.days === null || (b.days.first <= period.last && period.first <= b.days.last)))
          uncounted.push({ by: b.by, name: b.name, why: `只涉及${b.schools.join('、')}` });
        continue;
      }
      const n = countWithin(b, period);
      if (n.count === null) uncounted.push({ by: b.by, name: b.name, why: n.why });
      else if (n.count > 0) parts.push({ by: b.by, name: b.name, count: n.count, said: b.said, schools: b.schools });
    }
    return { kind, said: period.said, count: parts.reduce((s, p) => s + p.count, 0), parts, uncounted };
  });
}

export const sayTotal = (t: RunningTotal): string =>
  [
    `${t.said} ${BROUGHT_ZH[t.kind]}：${t.count} 次`,
    ...t.parts.map(
      (p) => `  ${p.count} 次　“${p.name}”　${p.by.docNumber ?? p.by.title}${p.said ? '' : '（未写次数，按1次计）'}`,
    ),
    ...t.uncounted.map((u) => `  未计入　“${u.name}”　${u.by.docNumber ?? u.by.title}：${u.why}`),
  ].join('\n');
