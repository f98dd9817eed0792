import { createHash } from 'node:crypto';
import type { LedgerEntry, LedgerList } from '../../records/ledger.ts';
import { regionByCode } from '../../records/region.ts';
import type { Store } from '../store.ts';
import { formOf } from './forms.ts';

/**
 * 专项整治相关信息统计表 (附件1 of 新教领秘〔2024〕2号): the units that were handed in, and those that the ledger
 * knows as holders of lists or owners of problems, with blanks to fill in.
 */
export async function contacts(
  store: Store,
  { region, on }: { readonly region?: string; readonly on: string },
): Promise<{ list: LedgerList; entries: LedgerEntry[] }> {
  const place = region ? { region } : {};
  const own = await store.ledger.lists({ ...place, kinds: ['contact'] });
  const entries = own.length > 0 ? [...(await store.ledger.entries({ lists: own.map((l) => l.id) }))] : [];
  const [first] = own;
  const list: LedgerList = first ?? {
    id: 'l_contact',
    kind: 'contact',
    title: formOf('contact').title(null),
    unit: null,
    region: region ? regionByCode(region) : null,
    year: null,
    total: null,
    source: '台账',
    importedOn: on,
    around: [],
    extra: [],
  };
  const known = new Set(entries.map((e) => e.name));
  const units = [
    ...(await store.ledger.lists(place)).flatMap((l) => (l.unit === null ? [] : [l.unit])),
    ...(await store.ledger.entries({ ...place, kinds: ['rectification', 'inspection', 'whitelist'] })).flatMap((e) =>
      e.body === null ? [] : e.body.split('、'),
    ),
  ];
  for (const name of [...new Set(units)].toSorted((a, b) => a.localeCompare(b, 'zh')))
    if (!known.has(name))
      entries.push({
        id: `e_${createHash('sha256').update(`contact ${name}`).digest('hex').slice(0, 12)}`,
        listId: list.id,
        kind: 'contact',
        seq: entries.length + 1,
        matter: 'other',
        name,
        body: null,
        school: null,
        period: null,
        documentId: null,
        state: 'active',
        cells: { name },
        faults: [],
      });
  return { list, entries };
}
