import type { LedgerView } from '../../records/ledger.ts';
import type { Reading } from '../../records/reading.ts';
import { contains, type Region, regionByCode } from '../../records/region.ts';
import { daysOf } from '../../records/when.ts';
import type { Store } from '../store.ts';
import { broughtBy } from './brought.ts';
import { registeredExams } from './registered.ts';

/** The ledger as a review of this draft sees it; null where it has nothing to say about the draft's place. */
export async function viewOf(
  store: Store,
  draft: Reading,
  options: { readonly asOf: string; readonly region?: string },
): Promise<LedgerView | null> {
  const { document } = draft;
  const region: Region | null = options.region ? regionByCode(options.region) : document.region;
  const asOf = document.issuedOn === null ? options.asOf : daysOf(document.issuedOn).first;
  const place = region ? { region: region.code } : {};
  const lists = (await store.ledger.lists(place)).filter((l) => !l.region || !region || contains(l.region, region));
  const issued = await store.ledger.brought({
    ...place,
    except: { id: document.id, sha256: document.sha256, docNumber: document.docNumber },
  });
  const own = broughtBy(draft);
  // Two rules are about the draft's own day: inspections made known ahead, whitelists filed before the spring term.
  const dated = own.some((b) => b.kind === 'inspection') || /白名单|准入清单/.test(document.title);
  if (lists.length === 0 && issued.length === 0 && !dated) return null;
  const entries = lists.length === 0 ? [] : await store.ledger.entries({ lists: lists.map((l) => l.id) });
  const exams = registeredExams(lists, entries, issued);
  return { region, asOf, draft: own, issued: [...issued, ...exams], lists, entries };
}
