import type { BroughtBy, BroughtKind, EntryState, LedgerEntry, LedgerList, ListKind } from '../../records/ledger.ts';

export interface ListFilter {
  readonly kinds?: readonly ListKind[];
  /** Code of a division: its own lists, those of its divisions and those of the divisions above. */
  readonly region?: string;
  /** That division's own lists only. */
  readonly exact?: boolean;
  /** 2025: lists of that year and its quarters, and those without a year. */
  readonly year?: string;
}

export interface EntryFilter extends ListFilter {
  readonly states?: readonly EntryState[];
  readonly lists?: readonly string[];
}

/** What changes when a row of a list is dealt with. */
export interface Settling {
  readonly state: EntryState;
  /** What was done, in words: 完成情况, 审核意见, 返校日期 … by the column's key. */
  readonly cells?: Readonly<Record<string, string>>;
}

/** A notice that was taken back: what it brings does not count. */
export interface Withdrawn {
  readonly documentId: string;
  /** ISO date. */
  readonly on: string;
  readonly why: string;
}

export interface BroughtFilter {
  readonly kinds?: readonly BroughtKind[];
  /** Notices that reach this division: its own, those above it and those of its divisions. */
  readonly region?: string;
  /** Documents that do not count: the draft itself. */
  readonly except?: { readonly id: string; readonly sha256: string; readonly docNumber: string | null };
}

/** The ledger beside the archive. The same list put twice changes nothing; another list of the same name, place and year replaces it. */
export interface Ledger {
  put(list: LedgerList, entries: readonly LedgerEntry[]): Promise<void>;
  lists(filter?: ListFilter): Promise<readonly LedgerList[]>;
  /** In the order of their lists and rows. */
  entries(filter?: EntryFilter): Promise<readonly LedgerEntry[]>;
  /** Throws not-found. */
  settle(entryId: string, change: Settling): Promise<LedgerEntry>;
  removeList(listId: string): Promise<void>;
  /** Takes a notice back: what it brings no longer counts. The document need not be in the archive yet. */
  withdraw(documentId: string, on: string, why: string): Promise<void>;
  restore(documentId: string): Promise<void>;
  /** Notices that were taken back, the latest first. */
  withdrawn(): Promise<readonly Withdrawn[]>;
  /**
   * What the notices of the archive bring, those that stand: the copy that counts, no drafts, not taken back, not ended
   * before the activity began. A function of what the archive holds alone, whatever the order in which it came.
   */
  brought(filter?: BroughtFilter): Promise<readonly BroughtBy[]>;
}
