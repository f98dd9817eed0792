import type { Matter, Reference } from '../records/clause.ts';
import { MATTER_ZH } from '../records/clause.ts';
import { LEVEL_ZH, type Level, rankOf } from '../records/document.ts';
import type { Reading } from '../records/reading.ts';
import { ancestors, contains, NATION, type Region, regionByCode } from '../records/region.ts';
import type { Against } from '../records/report.ts';
import { citationsOf } from './citations.ts';
import { numberKey, titleKey, titleLikeness } from './keys.ts';
import type { Cited, DocumentHead, Store } from './store.ts';

export interface SuperiorOptions {
  /** ISO date on which the superiors must be in force. */
  readonly asOf: string;
  /** Override what the draft itself tells. */
  readonly level?: Level;
  readonly region?: string;
}

export interface Superior {
  readonly reading: Reading;
  readonly reason: string;
}

export interface Superiors {
  readonly chosen: readonly Superior[];
  /** What the draft cites but is not compared with, and why. `documentId` is '' where the archive lacks it. */
  readonly leftOut: readonly Against[];
  /** Cited documents that had come to their end by `asOf`, for the basis check; `how` reads 已被《…》废止. */
  readonly ended: readonly { readonly reading: Reading; readonly how: string }[];
}

/** Superiors by matter, and earlier documents of the draft's own place; those cited come on top. */
const MOST = 24;
const MOST_OWN = 6;

/** design.md "Which superiors a draft answers to". Each document once, with its first reason. */
export async function superiorsOf(store: Store, draft: Reading, options: SuperiorOptions): Promise<Superiors> {
  const place = placeOf(draft, options);
  const taken = new Map<string, Superior>();
  const leftOut: Against[] = [];
  const ended: { reading: Reading; how: string }[] = [];
  const take = async (head: DocumentHead, reason: string): Promise<void> => {
    if (taken.has(head.work)) return;
    const reading = await store.reading(head.id);
    if (reading) taken.set(head.work, { reading, reason });
  };

  for (const citation of citationsOf(draft)) {
    if (citation.kind === 'repeals') continue;
    const found = (await store.cited(citation)).filter((c) => !isDraft(c.document, draft));
    const [first] = found;
    const said = `《${citation.title}》${citation.docNumber ? `（${citation.docNumber}）` : ''}`;
    if (!first) {
      leftOut.push(missing(citation.title, citation.docNumber));
      continue;
    }
    const how = await endOf(store, first.document, options.asOf);
    if (how !== null) {
      leftOut.push(against(first.document, `文稿引用${said}，但${how}`, false));
      const reading = await store.reading(first.document.id);
      if (reading) ended.push({ reading, how });
      continue;
    }
    await take(await bestCopy(store, first), citedReason(citation.kind, said, first));
  }

  const matters = mattersOf(draft);
  const candidates = await higher(store, draft, place, matters, options.asOf);
  for (const { head, reason } of candidates.slice(0, MOST)) await take(head, reason);
  for (const { head, reason } of (await own(store, draft, place, matters, options.asOf)).slice(0, MOST_OWN))
    await take(head, reason);
  return { chosen: [...taken.values()], leftOut, ended };
}

interface Place {
  readonly region: Region | null;
  readonly level: Level;
  readonly rank: number;
}

/** A draft whose level is not told answers to all levels above its region's own documents. */
function placeOf(draft: Reading, options: SuperiorOptions): Place {
  const region = options.region ? regionByCode(options.region) : draft.document.region;
  const level = options.level ?? draft.document.level;
  const fromRegion = region ? 1 + ancestors(region).length : 1;
  const depth = region === null || region.code === NATION.code ? 0 : Math.min(3, fromRegion - 1);
  return { region, level, rank: rankOf(level) ?? depth };
}

const isDraft = (head: DocumentHead, draft: Reading): boolean =>
  head.id === draft.document.id ||
  (head.docNumber !== null &&
    draft.document.docNumber !== null &&
    numberKey(head.docNumber) === numberKey(draft.document.docNumber)) ||
  (head.issuedOn === draft.document.issuedOn &&
    head.region?.code === draft.document.region?.code &&
    titleKey(head.title) === titleKey(draft.document.title));

async function bestCopy(store: Store, { document }: Cited): Promise<DocumentHead> {
  if (document.best) return document;
  return (await store.copies(document.id)).find((c) => c.best) ?? document;
}

function citedReason(kind: string, said: string, found: Cited): string {
  const verb =
    kind === 'implements'
      ? '文稿贯彻落实'
      : kind === 'forwards'
        ? '文稿转发'
        : kind === 'amends'
          ? '文稿修改'
          : '文稿引用';
  const how = found.by === 'number' ? '按文号找到' : found.exact ? '按标题找到' : '按相近标题找到';
  return `${verb}${said}，${how}${found.mismatch ? `；${found.mismatch}` : ''}`;
}

/** How a document had come to its end by that day, or null while it is in force. */
export async function endOf(store: Store, head: DocumentHead, asOf: string): Promise<string | null> {
  if (head.endedOn === null || head.endedOn > asOf) return null;
  if (head.endedBy === null) return `有效期已于${head.endedOn}前届满`;
  const by = await store.head(head.endedBy);
  const name = by ? `《${by.title}》${by.docNumber ? `（${by.docNumber}）` : ''}` : '其他文件';
  const edges = by ? await store.edges(by.id) : [];
  const repealed = edges.some((e) => e.kind === 'repeals' && e.from === head.endedBy && e.to === head.id);
  return `已被${name}${repealed ? '废止' : '替代'}（${head.endedOn}起）`;
}

const missing = (title: string, docNumber: string | null): Against => ({
  documentId: '',
  source: '',
  title,
  docNumber,
  level: 'unknown',
  region: null,
  reason: '文稿引用，但档案库中没有这份文件',
  usable: false,
});

const against = (head: DocumentHead, reason: string, usable: boolean): Against => ({
  documentId: head.id,
  source: head.source,
  title: head.title,
  docNumber: head.docNumber,
  level: head.level,
  region: head.region,
  reason,
  usable,
});

/** Matters of the draft's own rules, how often each. 其他 joins nothing by itself. */
function mattersOf(draft: Reading): Map<Matter, number> {
  const out = new Map<Matter, number>();
  const rules = draft.records.filter((r): r is Exclude<typeof r, Reference> => r.type !== 'reference');
  for (const r of rules) if (r.matter !== 'other') out.set(r.matter, (out.get(r.matter) ?? 0) + 1);
  return out;
}

interface Candidate {
  readonly head: DocumentHead;
  readonly reason: string;
  readonly score: number;
}

async function higher(
  store: Store,
  draft: Reading,
  place: Place,
  matters: ReadonlyMap<Matter, number>,
  asOf: string,
): Promise<Candidate[]> {
  // Without a region only the country is surely above.
  const above = place.region === null ? [NATION] : [...ancestors(place.region), place.region];
  const out: Candidate[] = [];
  for (const region of above) {
    const found = await store.documents({
      region: region.code,
      exact: true,
      inForceOn: asOf,
      best: true,
      limit: 400,
      ...(matters.size > 0 ? { matters: [...matters.keys()] } : {}),
    });
    for (const head of found) {
      const rank = rankOf(head.level);
      if (rank === null || rank >= place.rank || isDraft(head, draft)) continue;
      if (place.region && head.region && !contains(head.region, place.region)) continue;
      const met = meeting(draft, head, matters);
      if (met)
        out.push({
          head,
          score: met.score,
          reason: `${LEVEL_ZH[head.level]}文件，适用于${place.region?.name ?? '全国'}，${met.why}`,
        });
    }
  }
  return out.sort(bestFirst);
}

/** Earlier documents of the draft's own place and level on its matters. */
async function own(
  store: Store,
  draft: Reading,
  place: Place,
  matters: ReadonlyMap<Matter, number>,
  asOf: string,
): Promise<Candidate[]> {
  if (place.region === null || place.level === 'unknown') return [];
  const until = draft.document.issuedOn ?? asOf;
  const found = await store.documents({
    region: place.region.code,
    exact: true,
    level: place.level,
    inForceOn: asOf,
    best: true,
    limit: 100,
    ...(matters.size > 0 ? { matters: [...matters.keys()] } : {}),
  });
  const out: Candidate[] = [];
  for (const head of found) {
    if (isDraft(head, draft) || head.issuedOn === null || head.issuedOn > until) continue;
    const met = meeting(draft, head, matters);
    if (met) out.push({ head, score: met.score, reason: `本地区此前的文件，${met.why}` });
  }
  return out.sort(bestFirst);
}

const bestFirst = (a: Candidate, b: Candidate): number =>
  b.score - a.score || (b.head.issuedOn ?? '').localeCompare(a.head.issuedOn ?? '') || (a.head.id < b.head.id ? -1 : 1);

/**
 * How far a document's matters meet the draft's: by shared matters, weighed by how much the draft says on each; a draft
 * whose matters are all 其他 meets documents whose title is about the same.
 */
function meeting(
  draft: Reading,
  head: DocumentHead,
  matters: ReadonlyMap<Matter, number>,
): { score: number; why: string } | null {
  const likeness = titleLikeness(subjectOf(draft.document.title), subjectOf(head.title));
  if (matters.size === 0)
    return likeness >= 0.4 ? { score: likeness, why: `标题与文稿相近（《${head.title}》）` } : null;
  const shared = [...matters.keys()].filter((m) => head.matters[m] !== undefined);
  if (shared.length === 0) return null;
  const total = [...matters.values()].reduce((a, b) => a + b, 0);
  const weight = shared.reduce((sum, m) => sum + (matters.get(m) ?? 0), 0) / total;
  const names = shared.sort((a, b) => (matters.get(b) ?? 0) - (matters.get(a) ?? 0)).map((m) => MATTER_ZH[m]);
  return { score: weight + 0.5 * likeness, why: `同样涉及${names.slice(0, 4).join('、')}` };
}

/** A title without the words that most titles have. */
const subjectOf = (title: string): string =>
  titleKey(title).replace(/关于|进一步|印发|实施|方案|工作|通知|意见|办法|规定|做好|加强|规范|若干|措施|的/g, '');
