import type { LedgerEntry } from '../../records/ledger.ts';
import { overlap } from '../../records/overlap.ts';
import type { Sheet } from '../exports/sheet.ts';

export type Fate = 'kept' | 'merged' | 'dropped' | 'new';
export const FATE_ZH: Readonly<Record<Fate, string>> = { kept: '保留', merged: '合并', dropped: '取消', new: '新增' };

export interface Reduction {
  readonly rows: readonly {
    readonly fate: Fate;
    readonly before: LedgerEntry | null;
    readonly after: LedgerEntry | null;
  }[];
  readonly before: number;
  readonly after: number;
  /** Items of the earlier list that were dropped, or went into another with others, over all of them. 0–1. */
  readonly rate: number;
  /** (before − after) / before: what schools feel, new items counted. */
  readonly net: number;
  readonly target: number | null;
  /** 压减合并率 reached; null without a target or an earlier list. */
  readonly reached: boolean | null;
}

/** Names that share this much mean one item. */
const ALIKE = 0.6;
const fold = (s: string): string => s.normalize('NFKC').replace(/[^\p{L}\p{N}]/gu, '');

/**
 * Two years' lists: what was dropped, merged, kept and is new. `target` in percent (泉丰教〔2024〕59号 一: 20).
 * Several items of the earlier year that meet one of the later are merged into it; the likest of them stands for it.
 */
export function compareLists(
  earlier: readonly LedgerEntry[],
  later: readonly LedgerEntry[],
  target: number | null,
): Reduction {
  const counts = (e: LedgerEntry): boolean => e.state === 'active' || e.state === 'closed';
  const old = earlier.filter(counts);
  const now = later.filter(counts);
  const meets = old.map((before) => {
    const best = now
      .map((after) => ({ after, share: fold(after.name) === fold(before.name) ? 2 : meeting(before, after) }))
      .toSorted((a, b) => b.share - a.share || a.after.seq - b.after.seq)[0];
    return { before, after: best && best.share >= ALIKE ? best.after : null, share: best?.share ?? 0 };
  });
  const stands = new Map<string, LedgerEntry>();
  for (const m of meets.toSorted((a, b) => b.share - a.share || a.before.seq - b.before.seq))
    if (m.after && !stands.has(m.after.id)) stands.set(m.after.id, m.before);
  const rows = [
    ...meets.map(({ before, after }) => ({
      fate:
        after === null
          ? ('dropped' as const)
          : stands.get(after.id) === before
            ? ('kept' as const)
            : ('merged' as const),
      before,
      after,
    })),
    ...now.filter((n) => !stands.has(n.id)).map((after) => ({ fate: 'new' as const, before: null, after })),
  ];
  const gone = rows.filter((r) => r.fate === 'dropped' || r.fate === 'merged').length;
  const rate = old.length === 0 ? 0 : gone / old.length;
  return {
    rows,
    before: old.length,
    after: now.length,
    rate,
    net: old.length === 0 ? 0 : (old.length - now.length) / old.length,
    target,
    reached: target === null || old.length === 0 ? null : 100 * gone >= target * old.length,
  };
}

/** 校园安全和消防检查 names what 校园安全检查 was, and its content may too. */
function meeting(before: LedgerEntry, after: LedgerEntry): number {
  const byName = overlap(before.name, after.name).share;
  const content = after.cells['content'] ?? '';
  return Math.max(byName, content === '' ? 0 : 0.9 * overlap(before.name, content).share);
}

const percent = (x: number): string => `${Math.round(x * 1000) / 10}%`;

/** 压减合并率 (2 取消 + 1 合并) ÷ 8 = 37.5% ≥ 20% */
export function sayReduction(r: Reduction): string {
  const n = (fate: Fate): number => r.rows.filter((row) => row.fate === fate).length;
  const against =
    r.target === null ? '' : ` ${r.reached ? '≥' : '<'} ${r.target}%（${r.reached ? '达到' : '未达到'}目标）`;
  return `上年 ${r.before} 项，本年 ${r.after} 项：保留 ${n('kept')}、合并 ${n('merged')}、取消 ${n('dropped')}、新增 ${n('new')}。压减合并率（${n('dropped')} 取消 + ${n('merged')} 合并）÷ ${r.before} = ${percent(r.rate)}${against}；净减 ${percent(r.net)}。`;
}

export const reductionSheet = (r: Reduction, title: string): Sheet => ({
  name: '压减对照',
  title,
  heads: ['序号', '上年事项', '本年事项', '去向', '备注'],
  widths: [8, 50, 50, 10, 40],
  rows: r.rows.map((row, i) => [
    i + 1,
    row.before?.name ?? '',
    row.after?.name ?? '',
    FATE_ZH[row.fate],
    row.fate === 'merged' ? `并入“${row.after?.name ?? ''}”` : '',
  ]),
  remark: sayReduction(r),
});
