import { viewOf } from '../corpus/ledger/view.ts';
import type { Store } from '../corpus/store.ts';
import { superiorsOf } from '../corpus/superiors.ts';
import type { Ended } from '../pipeline/findings.ts';
import { type File, read, type World } from '../pipeline/index.ts';
import type { Chosen } from '../pipeline/report.ts';
import { judge, type Selection } from '../pipeline/selection.ts';
import type { Reading } from '../records/reading.ts';
import type { Report } from '../records/report.ts';

export interface ReviewOptions {
  /** Files to compare with; overrides the archive. */
  readonly against?: readonly File[];
  /** The archive, for superiors by level, region and matter. */
  readonly store?: Store;
  /** GB/T 2260 code that overrides the draft's own region. */
  readonly region?: string;
  readonly asOf: string;
}

/** Reads a draft and reviews it: the whole line. The first document of the draft's file is the draft. */
export async function review(
  draft: File,
  world: World,
  options: ReviewOptions,
): Promise<{ report: Report; superiors: readonly Reading[] }> {
  const [reading] = await read(draft, world);
  if (!reading) throw new RangeError('review: a file that was read has a document');
  return reviewReading(reading, await select(reading, world, options), options.asOf);
}

/** The second half: a draft already read against a selection. */
export function reviewReading(
  draft: Reading,
  selection: Selection,
  asOf: string,
): { report: Report; superiors: readonly Reading[] } {
  return { report: judge(draft, selection, asOf), superiors: selection.chosen.map((c) => c.reading) };
}

/** What the draft is compared with: the named files, else the archive's superiors and its lists and totals. */
export async function select(draft: Reading, world: World, options: ReviewOptions): Promise<Selection> {
  if (options.against) return named(options.against, world);
  if (!options.store) return { chosen: [], leftOut: [], ended: [] };
  return fromArchive(options.store, draft, {
    asOf: options.asOf,
    ...(options.region ? { region: options.region } : {}),
  });
}

/** The superiors that the archive holds for the draft, and what its lists and totals say of the place. */
export async function fromArchive(
  store: Store,
  draft: Reading,
  place: { readonly asOf: string; readonly region?: string },
): Promise<Selection> {
  return { ...(await superiorsOf(store, draft, place)), ledger: await viewOf(store, draft, place) };
}

async function named(files: readonly File[], world: World): Promise<Selection> {
  const chosen: Chosen[] = [];
  for (const file of files)
    for (const reading of await read(file, world)) chosen.push({ reading, reason: '由评估人指定' });
  return { chosen, leftOut: [], ended: endings(chosen) };
}

/** Documents among the named ones that another of them says it repeals. */
function endings(chosen: readonly Chosen[]): Ended[] {
  const out: Ended[] = [];
  for (const { reading } of chosen)
    for (const record of reading.records) {
      if (record.type !== 'reference' || record.role !== 'repeals') continue;
      const over = chosen.find(
        (c) =>
          c.reading !== reading &&
          ((record.docNumber !== null && c.reading.document.docNumber === record.docNumber) ||
            c.reading.document.title.includes(record.title)),
      );
      if (over) out.push({ reading: over.reading, how: `已被《${reading.document.title}》废止` });
    }
  return out;
}
