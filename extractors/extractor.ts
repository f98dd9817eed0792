import type { ExtractedOf, RecordType } from '../records/clause.ts';
import type { Level } from '../records/document.ts';
import type { Unit } from '../records/structure.ts';

/** One unit of the document as an extractor sees it. Offsets into `text` plus `start` are offsets into the document's text. */
export interface Section {
  readonly path: string;
  readonly role: Unit['role'];
  /** Headings from the root to this unit's own, words only. */
  readonly headings: readonly string[];
  readonly text: string;
  readonly start: number;
  /** Length of the leading label inside `text`. */
  readonly label: number;
  /** Length of label and run-in heading inside `text`. */
  readonly lead: number;
  /** Header cells of the table this row belongs to. */
  readonly columns?: readonly string[];
  /** The unit that leads this one in: 学校应当按照下列标准配备保安员：above its （一）. */
  readonly above: Section | null;
}

/** What a rule may know of the document beyond its own section. */
export interface Context {
  readonly text: string;
  readonly title: string;
  readonly issuers: readonly string[];
  readonly level: Level;
  /** 成文日期 by its precision, or null. */
  readonly issuedOn: string | null;
  readonly genre: string | null;
  readonly attachments: readonly string[];
}

/** One clause kind. `extract` is pure; spans are offsets into the document's text. */
export interface Extractor<K extends RecordType = RecordType> {
  readonly type: K;
  /** Names of its rules, as stored in `record.rule`. */
  readonly rules: readonly string[];
  extract(section: Section, context: Context): ExtractedOf<K>[];
}

/** Units that tell about the document itself: they hold no rules. */
export const SILENT_ROLES: ReadonlySet<Unit['role']> = new Set([
  'masthead',
  'doc-number',
  'title',
  'addressee',
  'attachment-list',
  'signature',
  'date',
  'imprint',
  'contact',
  'meta',
]);
