import type { BroughtBy, LedgerEntry, LedgerList } from '../../records/ledger.ts';
import { overlap } from '../../records/overlap.ts';
import { halved } from './cells.ts';
import { schoolKey } from './reach.ts';

/** Names of two exams that share this much, in overlapping days, are one exam. */
const ALIKE = 0.6;

/** Exams of the register that no notice of the archive tells of, as if a notice brought them. */
export function registeredExams(
  lists: readonly LedgerList[],
  entries: readonly LedgerEntry[],
  issued: readonly BroughtBy[],
): BroughtBy[] {
  return entries
    .filter((e) => e.kind === 'exam' && (e.state === 'active' || e.state === 'closed'))
    .flatMap((e): BroughtBy[] => {
      const list = lists.find((l) => l.id === e.listId);
      const days = e.period;
      const told = issued.some(
        (b) =>
          b.kind === 'exam' &&
          days &&
          b.days &&
          b.days.first <= days.last &&
          days.first <= b.days.last &&
          overlap(b.name, e.name).share >= ALIKE,
      );
      if (!list || told) return [];
      const schools = (e.school ?? '')
        .split(/[、，,；;\n]/)
        .map((s) => schoolKey(s.trim()))
        .filter((s) => s !== '' && !/^(?:各|全)/.test(s));
      const said = /^\d+$/.test(halved(e.cells['count'] ?? ''));
      return [
        {
          kind: 'exam',
          name: e.name,
          count: said ? Number(halved(e.cells['count'] ?? '')) : 1,
          said,
          per: null,
          days,
          dated: days ? 'said' : null,
          schools: schools.length > 0 ? schools : null,
          stages: null,
          fields: [],
          path: '',
          span: { start: 0, end: 0 },
          quote: '',
          why: null,
          by: {
            documentId: e.id,
            work: e.id,
            source: list.source,
            title: `${list.title}第${e.seq}项`,
            docNumber: null,
            issuers: e.body === null ? [] : [e.body],
            level: 'unknown',
            region: list.region,
            issuedOn: days?.first ?? null,
            endedOn: null,
          },
        },
      ];
    });
}
