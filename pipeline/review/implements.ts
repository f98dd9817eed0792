import type { Level } from '../../records/document.ts';
import type { Reading } from '../../records/reading.ts';
import { conceptsOf, contents, meets, shingles, weigh } from './concepts.ts';
import type { WholeFinding } from './whole.ts';

/** Words by which a superior addresses a level. */
const ADDRESSED: Readonly<Partial<Record<Level, RegExp>>> = {
  province: /省级|各省|各地/,
  city: /各市|市级|设区的?市|各地|市直/,
  county: /各县|县级|县（市、区）|各区|区县|各地/,
  township: /乡镇|街道|各地/,
  school: /各?学校|幼儿园/,
};

/**
 * not-implemented: what the superiors that the draft says it implements tell this level to do, and the draft leaves out.
 * A notice, not a warning: a draft on one part of a superior document need not repeat the rest.
 */
export function judgeImplements(draft: Reading, superiors: readonly Reading[]): WholeFinding[] {
  const addressed = ADDRESSED[draft.document.level];
  if (!addressed) return [];
  const text = draft.document.text;
  const own = conceptsOf(text);
  const words = shingles(text);
  const about = conceptsOf(draft.document.title);
  const out: WholeFinding[] = [];
  for (const superior of superiors) {
    const cited = draft.records.find(
      (r) =>
        r.type === 'reference' &&
        (r.role === 'basis' || r.role === 'implements') &&
        ((r.docNumber !== null && r.docNumber === superior.document.docNumber) ||
          (superior.document.title.length > 6 && r.title.includes(superior.document.title))),
    );
    if (!cited) continue;
    for (const record of superior.records) {
      if (record.type !== 'duty' && record.type !== 'approval' && record.type !== 'deadline') continue;
      if (!addressed.test(`${record.actor ?? ''}${record.quote.slice(0, 16)}`)) continue;
      const act = record.type === 'deadline' ? record.action : record.act;
      const theirs = conceptsOf(act);
      // Only what the draft's own subject touches: a draft on secondment need not speak of homework.
      if (weigh(contents(theirs).filter((c) => about.some((x) => x.id === c.id))) < 2) continue;
      const grams = shingles(act);
      const covered = [...grams].filter((g) => words.has(g)).length / Math.max(1, grams.size);
      if (covered >= 0.5 || meets(theirs, own) >= 0.99) continue;
      out.push({
        kind: 'not-implemented',
        severity: 'notice',
        draft: { path: cited.path, span: cited.span, quote: cited.quote, recordId: cited.id },
        superior: {
          documentId: superior.document.id,
          source: superior.document.source,
          title: superior.document.title,
          docNumber: superior.document.docNumber,
          level: superior.document.level,
          path: record.path,
          quote: record.quote,
          recordId: record.id,
        },
        relation: 'missing',
        calculation: null,
        reason: `上级要求本级“${record.quote}”，文稿没有涉及。`,
        suggestion: '如属本文件应落实的内容，建议补充；另文部署的可不处理。',
        edit: null,
      });
    }
  }
  return out;
}
