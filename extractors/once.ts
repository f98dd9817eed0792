import type { ExtractedOf, RecordType } from '../records/clause.ts';
import type { Context, Extractor, Section } from './extractor.ts';

/** The extractor, working once per section: duty looks at what the other kinds found in the same paragraph. */
export function once<K extends RecordType>(kind: Extractor<K>): Extractor<K> {
  const known = new WeakMap<Section, { context: Context; records: readonly ExtractedOf<K>[] }>();
  return {
    type: kind.type,
    rules: kind.rules,
    extract(section: Section, context: Context): ExtractedOf<K>[] {
      const before = known.get(section);
      if (before?.context === context) return [...before.records];
      const records = kind.extract(section, context);
      known.set(section, { context, records });
      return [...records];
    },
  };
}
