/**
 * What the archive needs of an SQL database. Statements are written once, with `?` for values; what the two databases
 * do differently (keys, the word index, errors) stands in their own files.
 */
export type Value = string | number | null;
export type Row = Readonly<Record<string, unknown>>;

export interface Session {
  all(sql: string, values?: readonly Value[]): Promise<Row[]>;
  run(sql: string, values?: readonly Value[]): Promise<void>;
  /** Many rows of one table, in order. */
  insert(table: string, columns: readonly string[], rows: readonly (readonly Value[])[]): Promise<void>;
}

/** A paragraph to be put into the archive with the terms it is found by (terms.ts). */
export interface UnitRow {
  readonly seq: number;
  readonly path: string;
  readonly text: string;
  readonly terms: readonly string[];
}

export interface Condition {
  readonly sql: string;
  readonly values: readonly Value[];
}

export interface Dialect {
  readonly name: 'sqlite' | 'postgres';
  /** Statements that make version `n + 1` of the schema from version `n`. */
  readonly migrations: readonly (readonly string[])[];
  /** The paragraphs `u` beside their terms, for `found`. */
  readonly indexed: string;
  /** Condition on `indexed` that a paragraph has all the terms; the database may stop at the first ones. */
  found(terms: readonly string[]): Condition;
  /** Condition that `id` is the number of a paragraph with all the terms. */
  matching(id: string, terms: readonly string[]): Condition;
  /** Puts paragraphs and their terms in; returns their ids in order. */
  insertUnits(session: Session, doc: number, units: readonly UnitRow[]): Promise<number[]>;
  removeUnits(session: Session, doc: number): Promise<void>;
  /** Replaces the terms of one paragraph, when the segmenter has changed. */
  reindexUnit(session: Session, id: number, terms: readonly string[]): Promise<void>;
}

export interface Database extends Pick<Session, 'all'> {
  readonly dialect: Dialect;
  /**
   * One transaction; several calls wait for one another. Nothing of it is kept when `work` throws. `ahead` is the part
   * of it that need not wait: it may only put in rows that no other call changes, and sees what was committed before.
   */
  write<T>(work: (session: Session) => Promise<T>): Promise<T>;
  write<A, T>(work: (session: Session, ahead: A) => Promise<T>, ahead: (session: Session) => Promise<A>): Promise<T>;
  close(): Promise<void>;
}

/** Columns of a row by name; another type than the schema's is a bug in a statement. */
export const text = (row: Row, column: string): string => {
  const value = row[column];
  if (typeof value !== 'string') throw new TypeError(`column ${column}: text expected, ${typeof value} found`);
  return value;
};
export const textOrNull = (row: Row, column: string): string | null =>
  row[column] === null ? null : text(row, column);
export const number = (row: Row, column: string): number => {
  const value = row[column];
  if (typeof value !== 'number') throw new TypeError(`column ${column}: number expected, ${typeof value} found`);
  return value;
};
export const numberOrNull = (row: Row, column: string): number | null =>
  row[column] === null ? null : number(row, column);

/** `?, ?, ?` for a list of values. */
export const holes = (values: readonly unknown[]): string => values.map(() => '?').join(', ');
