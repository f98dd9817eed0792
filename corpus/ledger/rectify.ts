import { createHash } from 'node:crypto';
import type { Matter } from '../../records/clause.ts';
import { type EntryState, type LedgerEntry, type LedgerList, shift } from '../../records/ledger.ts';
import { contains, regionByCode } from '../../records/region.ts';
import { FINDING_ZH } from '../../records/report.ts';
import { brief, categoryOf } from '../exports/select.ts';
import type { Store } from '../store.ts';
import { formOf } from './forms.ts';

export interface Collecting {
  /** Code of a division: problems of its documents and of those inside it; all by default. */
  readonly region?: string;
  /** Whose list it is, where several keep their own: 填报单位. */
  readonly unit?: string;
  /** ISO date. */
  readonly on: string;
  /** Days to the due date of a new problem. */
  readonly within?: number;
}

/** A month: 整改 is to be reported within the campaign's next stage; the owner may set another day. */
const WITHIN = 30;

const hash = (parts: readonly string[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 12);

/**
 * Findings of reviews and problems of the archive as entries of 问题整改清单: owner, due date, measure, state.
 * What is on the list already keeps its state and what was written into it; run twice it changes nothing.
 */
export async function collectProblems(
  store: Store,
  { region, unit, on, within = WITHIN }: Collecting,
): Promise<{ list: LedgerList; entries: readonly LedgerEntry[]; added: number }> {
  const form = formOf('rectification');
  const place = region ? regionByCode(region) : null;
  const id = `l_${hash(['rectification', region ?? '', unit ?? '', ''])}`;
  const known = (await store.ledger.entries({ lists: [id] })).filter((e) => e.kind === 'rectification');
  const held = new Set(known.map((e) => e.id));
  const entries: LedgerEntry[] = [...known];
  const due = shift(on, within);
  const add = (
    key: readonly string[],
    matter: Matter,
    documentId: string | null,
    cells: Record<string, string>,
    body: string,
  ): void => {
    const entryId = `e_${hash([id, ...key])}`;
    if (held.has(entryId)) return;
    held.add(entryId);
    entries.push({
      id: entryId,
      listId: id,
      kind: 'rectification',
      seq: entries.length + 1,
      matter,
      name: cells['name'] ?? '',
      body: body === '' ? null : body,
      school: null,
      period: { first: on, last: due },
      documentId,
      state: 'active',
      cells: { category: categoryOf(matter), ...cells, body, due: zh(due), done: '未整改' },
      faults: [],
    });
  };
  for (const { report, disposals } of await store.reviews(1000)) {
    const { document, findings } = report;
    if (place && (document.region === null || !contains(place, document.region))) continue;
    for (const f of findings) {
      const disposal = disposals.findLast((d) => d.findingId === f.id);
      // A finding that was rejected or explained needs no correction.
      if (f.severity === 'notice' || disposal?.state === 'rejected' || disposal?.state === 'explained') continue;
      // A draft is not in the archive; the rule that it breaks says what it is about.
      const records = [f.draft.recordId, f.superior?.recordId ?? null].filter((id) => id !== null);
      const [stored] = (await Promise.all(records.map((id) => store.record(id)))).filter((r) => r !== null);
      add(
        [document.id, f.id],
        stored?.record.matter ?? MATTER_OF[f.kind] ?? 'other',
        document.id,
        {
          name: `${FINDING_ZH[f.kind]}：${brief(f.draft.quote === '' ? f.reason : f.draft.quote, 40)}`,
          basis: f.superior
            ? `${f.superior.docNumber ?? `《${f.superior.title}》`}：${brief(f.superior.quote, 80)}`
            : '',
          measure: f.suggestion,
          remark: f.calculation ?? '',
        },
        document.issuers.join('、'),
      );
    }
  }
  for (const head of await store.documents({ best: true, ...(region ? { region } : {}) }))
    if (!head.usable)
      add(
        [head.id, 'unusable'],
        'other',
        head.id,
        {
          name: `档案副本不可用：${brief(head.title, 40)}`,
          basis: '',
          measure: '向来文单位索取完好的原件，重新编入档案库。',
          remark: head.why,
        },
        '',
      );
  if (!region)
    for (const failure of await store.failures())
      add(
        [failure.source, failure.code],
        'other',
        null,
        {
          name: `文件未能编入：${brief(failure.source, 40)}`,
          basis: '',
          measure: failure.message,
          remark: '',
        },
        '',
      );
  const list: LedgerList = {
    id,
    kind: 'rectification',
    title: form.title(null),
    unit: unit ?? null,
    region: place,
    year: null,
    total: null,
    source: '评估结论和档案库',
    importedOn: on,
    around: [],
    extra: [],
  };
  const added = entries.length - known.length;
  if (added > 0) await store.ledger.put(list, entries);
  return { list, entries, added };
}

/** The category that a kind of finding speaks of where no record tells. */
const MATTER_OF: Readonly<Record<string, Matter>> = {
  'unauthorised-oversight': 'supervision',
  'adds-burden': 'report-survey',
  'basis-defect': 'document-meeting',
  'copies-superior': 'document-meeting',
};

const zh = (day: string): string => {
  const [y, m, d] = day.split('-').map(Number);
  return `${y}年${m}月${d}日`;
};

/** What the columns of a list say of a state that a clerk gives a row; the form of each list takes those that it has. */
export function cellsOfState(state: EntryState, on: string): Readonly<Record<string, string>> {
  switch (state) {
    case 'closed':
      return { done: '已销号', returned: zh(on) };
    case 'doing':
      return { done: '整改中' };
    case 'active':
      return { done: '未整改' };
    default:
      return {};
  }
}

/** What is due by a day and not yet done: problems past their date, secondments past their end (限期清退). */
export function dueBy(entries: readonly LedgerEntry[], day: string): LedgerEntry[] {
  return entries
    .filter(
      (e) => (e.kind === 'rectification' || e.kind === 'secondment') && (e.state === 'active' || e.state === 'doing'),
    )
    .filter((e) => e.period !== null && e.period.last <= day)
    .toSorted((a, b) => (a.period?.last ?? '').localeCompare(b.period?.last ?? '') || a.id.localeCompare(b.id));
}
