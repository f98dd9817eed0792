import { type ClauseRecord, TYPE_ZH } from '../records/clause.ts';
import type { JobResult } from '../records/job.ts';
import type { Reading } from '../records/reading.ts';
import { FINDING_ZH, type Report } from '../records/report.ts';

type Difference = NonNullable<JobResult['difference']>;

/** Lines kept with a job. */
const SHOWN = 20;

/** What a re-run gained and lost; equal lines cancel out one by one. */
export function difference(before: readonly string[], after: readonly string[]): Difference {
  const count = new Map<string, number>();
  for (const line of before) count.set(line, (count.get(line) ?? 0) + 1);
  const gained: string[] = [];
  let same = 0;
  for (const line of after) {
    const left = count.get(line) ?? 0;
    if (left > 0) {
      count.set(line, left - 1);
      same++;
    } else gained.push(line);
  }
  const lost = [...count].flatMap(([line, n]) => Array.from({ length: n }, () => line));
  const lines = [...lost.map((l) => `- ${l}`), ...gained.map((l) => `+ ${l}`)].slice(0, SHOWN);
  return { gained: gained.length, lost: lost.length, same, lines };
}

/** A record in one line, its values too: everything of it that a rule decides, but not where in the text it stands. */
export const recordLines = (readings: readonly Reading[]): string[] =>
  readings.flatMap((r) => r.records.map((record) => recordLine(record)));

function recordLine({ id: _id, span: _span, page: _page, boxes: _boxes, ...said }: ClauseRecord): string {
  const { type, path, quote, ...values } = said;
  // In one order: a record from the archive and a fresh one may name their fields in another.
  const held = Object.entries(values)
    .filter(([, value]) => value !== null && value !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `${TYPE_ZH[type]} ${path}「${quote}」${JSON.stringify(Object.fromEntries(held))}`;
}

export const findingLines = ({ findings, verdict }: Report): string[] => [
  `结论 ${verdict}`,
  ...findings.map((f) => `${FINDING_ZH[f.kind]} ${f.draft.path}「${f.draft.quote}」${f.superior?.title ?? ''}`),
];
