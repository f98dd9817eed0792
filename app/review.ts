import type { Store } from '../corpus/store.ts';
import { toFindings } from '../pipeline/findings.ts';
import { type File, read, type World } from '../pipeline/index.ts';
import { type Chosen, toReport } from '../pipeline/report.ts';
import type { Reading } from '../records/reading.ts';
import type { Against, Report } from '../records/report.ts';

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
  const { chosen, leftOut } = options.against
    ? await named(options.against, world)
    : options.store
      ? await fromArchive(options.store, reading, options)
      : { chosen: [], leftOut: [] };
  const usable = chosen.filter((c) => c.reading.document.quality.usable).map((c) => c.reading);
  const report = toReport(reading, toFindings(reading, usable, endings(chosen)), chosen, leftOut, options.asOf);
  return { report, superiors: chosen.map((c) => c.reading) };
}

async function named(files: readonly File[], world: World): Promise<{ chosen: Chosen[]; leftOut: Against[] }> {
  const chosen: Chosen[] = [];
  for (const file of files)
    for (const reading of await read(file, world)) chosen.push({ reading, reason: '由评估人指定' });
  return { chosen, leftOut: [] };
}

async function fromArchive(
  store: Store,
  draft: Reading,
  options: ReviewOptions,
): Promise<{ chosen: Chosen[]; leftOut: Against[] }> {
  const { superiorsOf } = await import('../corpus/superiors.ts');
  return superiorsOf(store, draft, { asOf: options.asOf, ...(options.region ? { region: options.region } : {}) });
}

/** How documents among the chosen ended: one of them says that it repeals another. */
function endings(chosen: readonly Chosen[]): ReadonlyMap<string, string> {
  const out = new Map<string, string>();
  for (const { reading } of chosen)
    for (const record of reading.records) {
      if (record.type !== 'reference' || record.role !== 'repeals') continue;
      const ended = chosen.find(
        (c) =>
          (record.docNumber !== null && c.reading.document.docNumber === record.docNumber) ||
          c.reading.document.title.includes(record.title),
      );
      if (ended && ended.reading !== reading)
        out.set(ended.reading.document.id, `已被《${reading.document.title}》废止`);
    }
  return out;
}
