/** What the API hands out and takes of the ledger, beside its own records (records/ledger.ts). */
import { z } from 'zod';
import type { Fate } from '../../corpus/ledger/compare.ts';
import type { Holds } from '../../corpus/ledger/forms.ts';
import { BroughtKind, EntryState, Issued, LedgerEntry, LedgerList, ListKind } from '../../records/ledger.ts';

/** A list with whose it is, and how many of its rows are in which state. */
export const ListView = LedgerList.extend({
  organisation: z.string(),
  /** Whether who asks may change it. */
  own: z.boolean(),
  entries: z.int(),
  states: z.array(z.object({ state: EntryState, count: z.int() })),
});
export type ListView = z.infer<typeof ListView>;

/** The columns of one kind of list, as its form prints them. */
export const ListForm = z.object({
  kind: ListKind,
  zh: z.string(),
  /** The notice that prescribes it. */
  source: z.string(),
  columns: z.array(
    z.object({
      key: z.string(),
      head: z.string(),
      group: z.string().nullable(),
      holds: z.enum(['number', 'text', 'tick', 'days', 'day'] as const satisfies readonly Holds[]),
      needed: z.boolean(),
      /** Not on the form: shown only where a row has it. */
      own: z.boolean(),
    }),
  ),
});
export type ListForm = z.infer<typeof ListForm>;
/** What is to be said of a row of a file that came in. `said` names row and column; `grave`: a person must look. */
export const ListRemark = z.object({
  row: z.int().nullable(),
  column: z.string().nullable(),
  grave: z.boolean(),
  said: z.string(),
});
export const LoadedList = z.object({ list: ListView, remarks: z.array(ListRemark) });

export const EntryChange = z.object({
  state: z.enum(['active', 'doing', 'closed', 'withdrawn']).optional(),
  /** By the column's key (GET /api/ledger/forms); '' empties a cell. */
  cells: z.record(z.string().max(100), z.string().max(2000)).optional(),
});

/** The tightest limit in force over a place for a running total. */
export const TotalBound = z.object({
  /** The largest number that it allows. */
  most: z.number(),
  /** 6 次/学期 */
  said: z.string(),
  quote: z.string(),
  path: z.string(),
  recordId: z.string(),
  documentId: z.string(),
  title: z.string(),
  docNumber: z.string().nullable(),
  /** What must be known before the number is used: 读数存疑 … */
  marks: z.array(z.string()),
});

export const LedgerTotal = z.object({
  kind: BroughtKind,
  /** 2025年秋季学期. */
  said: z.string(),
  count: z.int(),
  /** Null where no place was named, or no limit of the period is in force there. */
  bound: TotalBound.nullable(),
  parts: z.array(
    z.object({
      name: z.string(),
      count: z.int(),
      /** False where no number stands and one time is taken for granted. */
      said: z.boolean(),
      schools: z.array(z.string()).nullable(),
      by: Issued,
    }),
  ),
  uncounted: z.array(z.object({ name: z.string(), why: z.string(), by: Issued })),
});

const FATES = ['kept', 'merged', 'dropped', 'new'] as const satisfies readonly Fate[];
export const Reduction = z.object({
  rows: z.array(z.object({ fate: z.enum(FATES), before: z.string().nullable(), after: z.string().nullable() })),
  before: z.int(),
  after: z.int(),
  rate: z.number(),
  net: z.number(),
  target: z.number().nullable(),
  reached: z.boolean().nullable(),
  /** 压减合并率（2 取消 + 1 合并）÷ 8 = 37.5% ≥ 20% */
  calculation: z.string(),
});

const Told = z.object({
  name: z.string(),
  body: z.string(),
  when: z.string(),
  where: z.string(),
  documentId: z.string().nullable(),
});
export const Double = z.object({
  kind: z.enum(['inspection', 'form']),
  one: Told,
  other: Told,
  common: z.array(z.string()),
  share: z.number(),
});

export const Withdrawn = z.object({
  documentId: z.string(),
  on: z.string(),
  why: z.string(),
  title: z.string().nullable(),
  docNumber: z.string().nullable(),
});

export { BroughtKind, EntryState, LedgerEntry, LedgerList, ListKind };
