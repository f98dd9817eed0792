import { type Limit, MATTER_ZH, MATTERS, type Matter } from '../records/clause.ts';
import { type Level, rankOf } from '../records/document.ts';
import { WenhengError } from '../records/errors.ts';
import { ancestors, contains, NATION, parseRegion, type Region, siblingRegions } from '../records/region.ts';
import { compareTopics, KIN_ENOUGH, kinship, type Relation, type Topic, topicOf } from './limit-topics.ts';
import type { DocumentHead, Store, StoredRecord } from './store.ts';

export interface LimitQuery {
  readonly matters?: readonly Matter[];
  readonly subject?: string;
  /** Code or name: its own limits, those inside it, and those above it. */
  readonly region?: string;
  readonly level?: Level;
  /** ISO date on which the documents are in force. */
  readonly asOf: string;
  /** Sets each row beside its superiors and, where a region is named, that region's siblings. */
  readonly compare: boolean;
}

/** What one limit is to another row of the table, which is never the other way round: the row is measured by `to`. */
export interface LimitRelation {
  readonly to: string;
  readonly kind: 'superior' | 'sibling';
  readonly region: string;
  readonly document: string;
  readonly relation: Relation;
  readonly calculation: string;
  readonly why: string | null;
}

export const ROW_ROLES = ['superior', 'own', 'inside', 'sibling'] as const;
export interface LimitRow {
  readonly limit: Limit;
  readonly document: DocumentHead;
  /** What the row's region is to the region asked for; `own` where none was. */
  readonly role: (typeof ROW_ROLES)[number];
  /** What must be known before the number is used: 未核对原图, 读数存疑, 据修复读出, 置信度低. */
  readonly marks: readonly string[];
  readonly relations: readonly LimitRelation[];
}

/** Rows from the nation down the hierarchy, siblings last within their level. */
export interface LimitTable {
  readonly asOf: string;
  readonly matters: readonly Matter[];
  readonly subject: string | null;
  readonly region: Region | null;
  readonly compare: boolean;
  readonly rows: readonly LimitRow[];
}

/** What each region allows. Throws unknown-region. */
export async function queryLimits(store: Store, query: LimitQuery): Promise<LimitTable> {
  const region = query.region === undefined ? null : parseRegion(query.region);
  const found = region === null ? await ask(store, query) : await around(store, query, region);
  const rows = found
    .filter((f): f is StoredRecord & { record: Limit } => f.record.type === 'limit')
    .map(({ record, document }) => ({
      limit: record,
      document,
      role: roleOf(document, region),
      marks: marksOf(record),
    }));
  rows.sort(down);
  const relations = query.compare ? compareAll(rows, region) : null;
  return {
    asOf: query.asOf,
    matters: query.matters ?? [],
    subject: query.subject ?? null,
    region,
    compare: query.compare,
    rows: rows.map((row, i) => ({ ...row, relations: relations?.[i] ?? [] })),
  };
}

type Bare = Omit<LimitRow, 'relations'>;

const ask = (store: Store, query: LimitQuery, region?: string, exact = false): Promise<readonly StoredRecord[]> =>
  store.records({
    types: ['limit'],
    inForceOn: query.asOf,
    ...(query.matters && query.matters.length > 0 ? { matters: query.matters } : {}),
    ...(query.subject ? { subject: query.subject } : {}),
    ...(query.level ? { level: query.level } : {}),
    ...(region === undefined ? {} : { region, exact }),
  });

async function around(store: Store, query: LimitQuery, region: Region): Promise<StoredRecord[]> {
  // A level asked for narrows the region's own rows; what stands above is what they are measured by.
  const { level: _, ...anyLevel } = query;
  const above = await Promise.all(ancestors(region).map((r) => ask(store, anyLevel, r.code, true)));
  const own = await ask(store, query, region.code);
  const beside = query.compare
    ? await Promise.all(siblingRegions(region).map((r) => ask(store, query, r.code, true)))
    : [];
  return [...above.flat(), ...own, ...beside.flat()];
}

function roleOf({ region }: DocumentHead, asked: Region | null): LimitRow['role'] {
  if (asked === null || region === null || region.code === asked.code) return 'own';
  if (contains(region.code, asked.code)) return 'superior';
  return contains(asked.code, region.code) ? 'inside' : 'sibling';
}

const place = (row: Bare): string => row.document.region?.code ?? '999999';
const down = (a: Bare, b: Bare): number =>
  (rankOf(a.document.level) ?? 9) - (rankOf(b.document.level) ?? 9) ||
  Number(a.role === 'sibling') - Number(b.role === 'sibling') ||
  compareText(place(a), place(b)) ||
  compareText(b.document.issuedOn ?? '', a.document.issuedOn ?? '') ||
  compareText(a.document.id, b.document.id) ||
  a.limit.span.start - b.limit.span.start;
const compareText = (a: string, b: string): number => (a === b ? 0 : a < b ? -1 : 1);

const LOW = 0.6;
const REPAIRED = 0.9;

function marksOf(limit: Limit): string[] {
  const marks: string[] = [];
  if (limit.verification?.state === 'unverified')
    marks.push(`未核对原图（${limit.verification.readings.join(' / ')}）`);
  if (limit.unresolved && limit.unresolved.length > 0) marks.push(`读数存疑（${limit.unresolved.join(' / ')}）`);
  else if (limit.sourceQuote !== undefined && limit.confidence < REPAIRED)
    marks.push(`据修复读出（原文：${limit.sourceQuote}）`);
  if (limit.confidence < LOW) marks.push(`置信度低（${limit.confidence.toFixed(2)}）`);
  return marks;
}

/** Rows of one region and bucket that another row is measured by: the latest documents speak first. */
const MOST_BESIDE = 12;

function compareAll(rows: readonly Bare[], asked: Region | null): LimitRelation[][] {
  const topics: Topic[] = [];
  rows.forEach((row, i) => {
    const before = rows[i - 1];
    const follows = before?.document.id === row.document.id && before.limit.path === row.limit.path;
    topics.push(topicOf(row.limit, follows ? topics[i - 1] : undefined));
  });
  const shelves = new Map<string, number[]>();
  rows.forEach((row, i) => {
    const name = `${place(row)} ${topics[i]?.bucket ?? ''}`;
    const shelf = shelves.get(name);
    if (shelf) shelf.push(i);
    else shelves.set(name, [i]);
  });
  const above = remembered((code) => (code === '999999' ? [] : ancestors(code)));
  const beside = asked === null ? [] : siblingRegions(asked);
  return rows.map((row, i) => {
    const topic = topics[i];
    const code = place(row);
    if (!topic || row.role === 'sibling') return [];
    const measure = (kind: LimitRelation['kind'], region: Region): LimitRelation[] => {
      const best = bestOf(topic, shelves.get(`${region.code} ${topic.bucket}`) ?? [], rows, topics, row);
      return best ? [relationTo(topic, best.topic, best.row, kind, region)] : [];
    };
    // Within one code the county stands above its townships and schools.
    const own = rankOf(row.document.level);
    const same = own !== null && own > 3 ? [{ code, name: row.document.region?.name ?? '' }] : [];
    return [
      ...[...same, ...above(code)].reverse().flatMap((r) => measure('superior', r)),
      ...(row.role === 'own' && asked !== null && code === asked.code
        ? beside.flatMap((r) => measure('sibling', r))
        : []),
    ];
  });
}

const remembered = <T>(make: (code: string) => T): ((code: string) => T) => {
  const known = new Map<string, T>();
  return (code) => {
    const value = known.get(code) ?? make(code);
    known.set(code, value);
    return value;
  };
};

interface Best {
  readonly row: Bare;
  readonly topic: Topic;
}

/** The row that speaks most surely of the same thing; among equals one of the same scope, then the latest. */
function bestOf(
  topic: Topic,
  shelf: readonly number[],
  rows: readonly Bare[],
  topics: readonly Topic[],
  self: Bare,
): Best | null {
  let best: (Best & { score: number }) | null = null;
  let looked = 0;
  for (const i of shelf) {
    const row = rows[i];
    const other = topics[i];
    if (!row || !other || row.document.id === self.document.id) continue;
    if ((rankOf(row.document.level) ?? 9) > (rankOf(self.document.level) ?? 9)) continue;
    if (++looked > MOST_BESIDE) break;
    const score = kinship(topic, other);
    if (score < KIN_ENOUGH) continue;
    const fit =
      score +
      (other.grades.join() === topic.grades.join() ? 0.5 : 0) +
      (other.part === topic.part ? 0.5 : 0) +
      (other.place === topic.place ? 0.5 : 0) +
      (other.limit.per === topic.limit.per ? 0.2 : 0);
    if (best === null || fit > best.score) best = { row, topic: other, score: fit };
  }
  return best;
}

const relationTo = (
  own: Topic,
  other: Topic,
  row: Bare,
  kind: LimitRelation['kind'],
  region: Region,
): LimitRelation => ({
  to: row.limit.id,
  kind,
  region: region.code === NATION.code ? NATION.name : region.name,
  document: row.document.docNumber ?? row.document.title,
  ...compareTopics(own, other),
});

/** A matter by its key or part of its Chinese name. Throws unknown-matter with the nearest one. */
export function parseMatter(input: string): Matter {
  const asked = input.trim();
  const key = MATTERS.find((m) => m === asked);
  if (key) return key;
  const named = MATTERS.filter((m) => asked !== '' && MATTER_ZH[m].includes(asked));
  if (named.length === 1 && named[0]) return named[0];
  const near = MATTERS.map((m) => ({ m, score: nearness(asked, `${m}${MATTER_ZH[m]}`) })).sort(
    (a, b) => b.score - a.score,
  )[0];
  throw new WenhengError('unknown-matter', {
    matter: asked,
    near: near && near.score > 0 ? `，是不是 ${near.m}（${MATTER_ZH[near.m]}）？` : '',
  });
}

function nearness(asked: string, name: string): number {
  let score = 0;
  for (let i = 0; i < asked.length; i++) {
    if (name.includes(asked.slice(i, i + 2)) && i + 1 < asked.length) score += 2;
    else if (/\p{Script=Han}/u.test(asked.charAt(i)) && name.includes(asked.charAt(i))) score += 1;
  }
  return score / Math.max(1, asked.length) > 0.5 ? score : 0;
}
