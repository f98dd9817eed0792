import type { QualityIssue } from '../../records/text.ts';
import { chosen, confidenceOf, type Hit, hits, type Row } from './respun-table.ts';
import type { Damage, Edit } from './restore.ts';
import { Revision } from './revision.ts';

/** What speaks for a copy whose words were replaced by a rewriting tool. */
export interface Respun {
  /** Different words of the table that clean official text does not use. */
  readonly distinct: number;
  /** Their places per thousand characters of Chinese. */
  readonly density: number;
  readonly respun: boolean;
}

/**
 * How the text reads: three different words that no clean notice uses, and one such place in each thousand
 * characters. One or two may be a quotation, a name, or a slip.
 */
export function measure(text: string): Respun {
  const words = new Set<string>();
  let places = 0;
  for (const { at, row } of hits(text, (r) => !r.common)) {
    // 双轨制, 人工授精粹: the word of the table is part of another word that the row itself knows.
    if (chosen(text, { at, row })?.to === null) continue;
    words.add(row.respun);
    places++;
  }
  let han = 0;
  if (places >= 3)
    for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) >= 0x4e00 && text.charCodeAt(i) <= 0x9fff) han++;
  const density = han === 0 ? 0 : (places * 1000) / han;
  return { distinct: words.size, density, respun: words.size >= 3 && density >= 1 };
}

type Chooser = (text: string, hit: Hit) => string | null | undefined;

const plain: Chooser = (_, { row }) =>
  row.conditional.length === 0 && row.free.length === 1 ? row.free[0] : undefined;
const byContext: Chooser = (text, hit) => chosen(text, hit)?.to;
const byDefault: Chooser = (text, hit) =>
  hit.row.free.length === 1 && chosen(text, hit) === undefined ? hit.row.free[0] : undefined;

function sweep(draft: Revision, choose: Chooser): Revision {
  const edits: Edit[] = [];
  for (const hit of hits(draft.text)) {
    const to = choose(draft.text, hit);
    if (to === undefined || to === null) continue;
    const { at, row } = hit;
    const method = `respun ${row.respun} → ${to} (${row.source})`;
    edits.push({ start: at, end: at + row.respun.length, reading: to, method, confidence: confidenceOf(row) });
  }
  return draft.with(edits, 'respun');
}

/** Conditions are read in the half-restored text, so they are tried again until nothing changes. */
function settle(draft: Revision): Revision {
  let now = draft;
  for (let round = 0; round < 4; round++) {
    const next = sweep(sweep(now, plain), byContext);
    if (next.text === now.text) break;
    now = next;
  }
  return now;
}

/** Words of the table that stand without a reading: 姿首 between 形式 and 项目. */
function open(text: string): { row: Row; at: number }[] {
  return [...hits(text)].filter(
    (hit) => chosen(text, hit) === undefined && !hit.row.free.includes(null) && hit.row.free.length > 1,
  );
}

export const respun: Damage = {
  kind: 'respun',
  find(text) {
    if (!measure(text).respun) return { edits: [], issues: [] };
    let draft = settle(new Revision(text));
    draft = settle(sweep(draft, byDefault));
    const unresolved = open(draft.text).map(({ at, row }) => ({
      span: draft.toSource({ start: at, end: at + row.respun.length }),
      candidates: row.free.filter((r) => r !== null),
      why: `“${row.respun}”是替换用词，原词不止一种可能`,
    }));
    const issues: QualityIssue[] = unresolved.length
      ? [{ kind: 'respun', count: unresolved.length, spans: unresolved.map((u) => u.span), unresolved }]
      : [];
    return { edits: draft.edits(), issues };
  },
};
