import type { QualityIssue } from '../../records/text.ts';
import { chosen, confidenceOf, type Hit, ROWS, Table } from './respun-table.ts';
import { oddWords } from './respun-unknown.ts';
import type { Damage, Edit } from './restore.ts';
import { Revision } from './revision.ts';
import { corrected } from './witness.ts';

type Open = QualityIssue['unresolved'][number];

/** What speaks for a copy whose words were replaced by a rewriting tool. */
export interface Respun {
  /** Different words of the table that clean official text does not use. */
  readonly distinct: number;
  /** Their places per thousand characters of Chinese. */
  readonly density: number;
  readonly respun: boolean;
}

const TABLE = new Table(ROWS);

/**
 * How the text reads: three different words that no clean notice uses, and one such place in each thousand
 * characters. One or two may be a quotation, a name, or a slip.
 */
export function measure(text: string, table: Table = TABLE): Respun {
  const words = new Set<string>();
  let places = 0;
  for (const hit of table.hits(text, (r) => !r.common)) {
    // 双轨制: the word of the table is part of another word that the row itself knows.
    if (chosen(text, hit)?.to === null) continue;
    words.add(hit.row.respun);
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

function sweep(draft: Revision, table: Table, choose: Chooser): Revision {
  const edits: Edit[] = [];
  const done = draft.repairs().map((r) => r.span);
  let next = 0;
  for (const hit of table.hits(draft.text)) {
    // What a row put in is the official word: no other row reads it as a rewritten one.
    const end = hit.at + hit.row.respun.length;
    while (next < done.length && (done[next]?.end ?? 0) <= hit.at) next++;
    const repaired = done[next];
    if (repaired && repaired.start <= hit.at && end <= repaired.end) continue;
    const to = choose(draft.text, hit);
    if (to === undefined || to === null) continue;
    const { at, row } = hit;
    const method = `respun ${row.respun} → ${to} (${row.source})`;
    edits.push({ start: at, end, reading: to, method, confidence: confidenceOf(row, to) });
  }
  return draft.with(edits, 'respun');
}

/** Conditions are read in the half-restored text, so they are tried again until nothing changes. */
function settle(draft: Revision, table: Table): Revision {
  let now = draft;
  for (let round = 0; round < 4; round++) {
    const next = sweep(sweep(now, table, plain), table, byContext);
    if (next.text === now.text) break;
    now = next;
  }
  return now;
}

/** Words of the table that stand without a reading: 姿首 between 形式 and 项目. */
function openRows(draft: Revision, table: Table): Open[] {
  const out: Open[] = [];
  for (const hit of table.hits(draft.text)) {
    const { row, at } = hit;
    if (row.free.length < 2 || row.free.includes(null) || chosen(draft.text, hit) !== undefined) continue;
    out.push({
      span: draft.toSource({ start: at, end: at + row.respun.length }),
      candidates: row.free.filter((r) => r !== null),
      why: `“${row.respun}”是替换用词，原词不止一种可能`,
    });
  }
  return out;
}

/** Rewritten copies by a table of words: detection, restoration in context, and what the table does not know. */
export const respunBy = (table: Table): Damage => ({
  kind: 'respun',
  find(text, { witnesses }) {
    if (!measure(text, table).respun) return { edits: [], issues: [] };
    const first = settle(new Revision(text), table);
    const guessed = settle(sweep(first, table, byDefault), table);
    const touched = guessed.repairs().map((r) => r.span);
    const draft = guessed.with(corrected(witnesses, guessed.text, touched), 'respun');
    const known = openRows(draft, table);
    const unresolved = [...known];
    const listed = new Set(known.flatMap(({ span }) => [span.start, span.end - 1]));
    for (const span of oddWords(draft.text)) {
      const place = draft.toSource(span);
      // A word that a row put in is no unknown one.
      if (text.slice(place.start, place.end) !== draft.text.slice(span.start, span.end)) continue;
      if (listed.has(place.start) || listed.has(place.end - 1)) continue;
      unresolved.push({ span: place, candidates: [], why: '洗稿文本中不合公文用语的词，原词不明' });
    }
    if (unresolved.length === 0) return { edits: draft.edits(), issues: [] };
    unresolved.sort((a, b) => a.span.start - b.span.start);
    const issue = {
      kind: 'respun' as const,
      count: unresolved.length,
      spans: unresolved.map((u) => u.span),
      unresolved,
    };
    return { edits: draft.edits(), issues: [issue] };
  },
});

export const respun: Damage = respunBy(TABLE);
