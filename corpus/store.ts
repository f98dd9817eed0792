import type { ClauseRecord, Matter, RecordType } from '../records/clause.ts';
import type { Document, Level } from '../records/document.ts';
import type { Reading } from '../records/reading.ts';
import type { Report } from '../records/report.ts';
import type { Ledger } from './ledger/ledger.ts';

/** Rules and engines that made what is stored; a later version re-runs only what depends on it. */
export interface Versions {
  readonly pages: number;
  readonly text: number;
  readonly structure: number;
  readonly clauses: number;
}

/** A document without its text: what lists and choices need. */
export interface DocumentHead {
  readonly id: string;
  readonly source: string;
  readonly title: string;
  readonly coverTitle: string | null;
  readonly docNumber: string | null;
  readonly issuers: readonly string[];
  readonly level: Level;
  readonly region: { readonly code: string; readonly name: string } | null;
  readonly issuedOn: string | null;
  readonly genre: string | null;
  readonly draft: boolean;
  readonly format: Document['format'];
  readonly usable: boolean;
  readonly why: string;
  readonly records: number;
  /** How many of its records are about each matter, references aside. */
  readonly matters: Readonly<Partial<Record<Matter, number>>>;
  /** The work it is a copy of; equal for the copies of one notice. */
  readonly work: string;
  /** True for the copy that counts. */
  readonly best: boolean;
  /** The document that repealed or superseded it, if the archive knows one, and since when. */
  readonly endedBy: string | null;
  readonly endedOn: string | null;
}

export interface DocumentFilter {
  readonly level?: Level;
  /** Code of a division: the division itself and all inside it. */
  readonly region?: string;
  /** That division's own documents only. */
  readonly exact?: boolean;
  /** Documents with a record of one of these. */
  readonly matters?: readonly Matter[];
  readonly format?: Document['format'];
  /** Read by rules of an earlier version in one stage at least. */
  readonly olderThan?: Versions;
  /** Each stands in the title, number, issuers or source. */
  readonly words?: string;
  readonly from?: string;
  readonly until?: string;
  readonly inForceOn?: string;
  /** Only the copy that counts. */
  readonly best?: boolean;
  readonly limit?: number;
  readonly after?: string;
}

export interface RecordFilter {
  readonly types?: readonly RecordType[];
  readonly matters?: readonly Matter[];
  readonly documents?: readonly string[];
  readonly level?: Level;
  /** `exact`: that division's own documents; otherwise its divisions too. */
  readonly region?: string;
  readonly exact?: boolean;
  /** Words that the quote or subject must hold, segmented as in the index. */
  readonly subject?: string;
  readonly inForceOn?: string;
  /** Copies that do not count too; so it is anyway where `documents` names them. */
  readonly copies?: boolean;
  readonly limit?: number;
}

export interface StoredRecord {
  readonly record: ClauseRecord;
  readonly document: DocumentHead;
}

export interface SearchQuery {
  readonly words: string;
  /** True: the words as one phrase. */
  readonly phrase?: boolean;
  readonly level?: Level;
  readonly region?: string;
  readonly matter?: Matter;
  readonly type?: RecordType;
  readonly from?: string;
  readonly until?: string;
  readonly inForceOn?: string;
  /** Copies that do not count too. */
  readonly copies?: boolean;
  readonly limit?: number;
  readonly offset?: number;
}

export interface SearchHit {
  readonly document: DocumentHead;
  readonly path: string;
  /** The unit's words; `marks` are the hits in it. */
  readonly snippet: string;
  readonly marks: readonly { readonly start: number; readonly end: number }[];
  readonly rank: number;
}

export const EDGE_KINDS = ['cites', 'implements', 'forwards', 'amends', 'repeals', 'succeeds'] as const;
export type EdgeKind = (typeof EDGE_KINDS)[number];

/** An edge of the document graph. `to` is null while the cited document is not in the archive. */
export interface Edge {
  readonly from: string;
  readonly to: string | null;
  readonly kind: EdgeKind;
  readonly title: string;
  readonly docNumber: string | null;
  readonly recordId: string;
  /** Title and number of the citation disagree with the document found. */
  readonly mismatch: string | null;
}

export const DISPOSALS = ['accepted', 'rejected', 'explained'] as const;
export interface Disposal {
  readonly reviewId: string;
  readonly findingId: string;
  readonly state: (typeof DISPOSALS)[number];
  readonly note: string;
  readonly by: string;
  readonly at: string;
}

export interface StoredReview {
  readonly id: string;
  readonly report: Report;
  readonly at: string;
  readonly disposals: readonly Disposal[];
  /** True when a superior it rests on was added, amended or repealed since: 待复审. */
  readonly stale: boolean;
}

/** A document that a citation may mean. */
export interface Cited {
  readonly document: DocumentHead;
  readonly by: 'number' | 'title';
  /** False where only part of the title, or almost the title, was found, or title and number disagree. */
  readonly exact: boolean;
  readonly mismatch: string | null;
}

/** A file that could not be indexed, with its named reason. */
export interface Failure {
  readonly source: string;
  readonly sha256: string | null;
  readonly code: string;
  readonly message: string;
  readonly at: string;
}

/**
 * The port of the archive. Implementations: sqlite.ts (embedded), postgres.ts (scaled); one contract suite runs on both.
 * Errors: store-newer, store-busy, disk-full, service-away (records/errors.ts). Writing the same reading twice changes nothing.
 */
export interface Store {
  save(readings: readonly Reading[], versions: Versions): Promise<void>;
  /** Whether this content was read by these versions already. */
  knows(sha256: string, versions: Versions): Promise<boolean>;
  /** The same failure again keeps the time of the first. */
  fail(failure: Failure): Promise<void>;
  /** The file was read after all. */
  forgive(source: string): Promise<void>;
  failures(): Promise<readonly Failure[]>;
  reading(documentId: string): Promise<Reading | null>;
  head(documentId: string): Promise<DocumentHead | null>;
  documents(filter?: DocumentFilter): Promise<readonly DocumentHead[]>;
  /** Documents that a citation means, the likeliest first: by 文号, else by title (folded), else by a title that is near. */
  cited(citation: { readonly title: string; readonly docNumber: string | null }): Promise<readonly Cited[]>;
  records(filter: RecordFilter): Promise<readonly StoredRecord[]>;
  record(recordId: string): Promise<StoredRecord | null>;
  search(query: SearchQuery): Promise<readonly SearchHit[]>;
  /** Out of the document first, then those that lead to it. */
  edges(documentId: string): Promise<readonly Edge[]>;
  copies(documentId: string): Promise<readonly DocumentHead[]>;
  saveReview(report: Report, at: string): Promise<string>;
  review(reviewId: string): Promise<StoredReview | null>;
  reviews(limit?: number): Promise<readonly StoredReview[]>;
  dispose(disposal: Disposal): Promise<void>;
  remove(documentId: string): Promise<void>;
  /** The lists and running totals kept beside the documents. */
  readonly ledger: Ledger;
  close(): Promise<void>;
}
