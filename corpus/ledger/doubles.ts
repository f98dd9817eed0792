import { LIST_ZH, shift } from '../../records/ledger.ts';
import { overlap } from '../../records/overlap.ts';
import type { Store } from '../store.ts';

/** An inspection or a form as a list or a notice tells of it. */
export interface Told {
  readonly name: string;
  readonly body: string;
  /** 2025年10月; '' where it is not told. */
  readonly when: string;
  /** 《…清单》第1项, or the notice's number. */
  readonly where: string;
  /** Null for a row of a list. */
  readonly documentId: string | null;
}

export interface Double {
  readonly kind: 'inspection' | 'form';
  readonly one: Told;
  readonly other: Told;
  /** What both say: the words that their names share, or the fields that both ask for. */
  readonly common: readonly string[];
  /** 0–1. */
  readonly share: number;
}

/** Names that share this much mean one thing (as in the review). */
const ALIKE = 0.6;
const YEAR = 366;

interface Item extends Told {
  readonly fields: readonly string[];
}

/**
 * Inspections of one year that two bodies hold on the same thing, and forms of the last twelve months that ask for the same,
 * the likest first. They are for a person to look at: a lower notice that passes on a higher one looks the same.
 */
export async function doublesOf(
  store: Store,
  { on, region }: { readonly on: string; readonly region?: string },
): Promise<Double[]> {
  const place = region ? { region } : {};
  const year = on.slice(0, 4);
  const lists = await store.ledger.lists({ ...place, kinds: ['inspection', 'form'], year });
  const entries = lists.length > 0 ? await store.ledger.entries({ lists: lists.map((l) => l.id) }) : [];
  const issued = await store.ledger.brought({ ...place, kinds: ['inspection', 'form'] });
  const of = (kind: Double['kind']): Item[] => [
    ...entries
      .filter((e) => e.kind === kind && e.state === 'active')
      .map((e) => ({
        name: e.name,
        body: e.body ?? '',
        when: e.cells['days'] ?? '',
        where: `《${lists.find((l) => l.id === e.listId)?.title ?? LIST_ZH[kind]}》第${e.seq}项`,
        documentId: null,
        fields: (e.cells['fields'] ?? '').split(/[、，,；;\n]/).filter((f) => f.length >= 2),
      })),
    ...issued
      .filter((b) => b.kind === kind)
      .filter((b) =>
        kind === 'form'
          ? (b.by.issuedOn ?? '') >= shift(on, -YEAR) && (b.by.issuedOn ?? '') <= on
          : b.dated === 'said' && b.days?.first.startsWith(year),
      )
      .map((b) => ({
        name: b.name,
        body: b.by.issuers.join('、'),
        when: b.days ? (b.days.first === b.days.last ? b.days.first : `${b.days.first}至${b.days.last}`) : '',
        where: b.by.docNumber ?? `《${b.by.title}》`,
        documentId: b.by.documentId,
        fields: b.fields,
      })),
  ];
  return [...pairs('inspection', of('inspection')), ...pairs('form', of('form'))].toSorted((a, b) => b.share - a.share);
}

function pairs(kind: Double['kind'], items: readonly Item[]): Double[] {
  return items.flatMap((one, i) =>
    items.slice(i + 1).flatMap((other) => {
      // A notice that carries out its own row of the list is that row; a second form of one body is its own doing.
      if (one.documentId !== null && one.documentId === other.documentId) return [];
      if (one.body !== '' && sameBody(one.body, other.body)) return [];
      const how = alike(one, other);
      return how === null || how.share < ALIKE || how.common.length === 0
        ? []
        : [{ kind, one: bare(one), other: bare(other), ...how }];
    }),
  );
}

function alike(one: Item, other: Item): { share: number; common: readonly string[] } | null {
  if (one.fields.length >= 2 && other.fields.length >= 2) {
    const common = one.fields.filter((f) => other.fields.includes(f));
    return { share: common.length / Math.min(one.fields.length, other.fields.length), common };
  }
  return overlap(one.name, other.name);
}

const bare = ({ fields: _, ...told }: Item): Told => told;
/** 教育局 and 石门县教育局 are one within a place. */
const sameBody = (a: string, b: string): boolean => b !== '' && (a.endsWith(b) || b.endsWith(a));
