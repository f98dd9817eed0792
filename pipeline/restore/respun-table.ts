import { ALIGNED, FAMILY, INFERRED } from './respun-rows.ts';

export type RowSource = 'aligned' | 'inferred' | 'family';

export interface Reading {
  /** `null`: the word stands as it is. */
  readonly to: string | null;
  readonly before: RegExp | null;
  readonly after: RegExp | null;
}

export interface Row {
  readonly respun: string;
  /** Clean notices use the word too. */
  readonly common: boolean;
  readonly conditional: readonly Reading[];
  /** Readings that need no context: one is the default, several are candidates. */
  readonly free: readonly (string | null)[];
  readonly source: RowSource;
  /** Readings that fit the place and are not more than probable. */
  readonly doubtful: ReadonlySet<string>;
}

/** By the source of the row; a reading chosen among several is less sure, one marked doubtful little more than a guess. */
const CERTAINTY: Readonly<Record<RowSource, number>> = { aligned: 0.95, inferred: 0.85, family: 0.65 };
const DOUBTFUL = 0.5;
export const confidenceOf = (row: Row, to: string): number =>
  row.doubtful.has(to) ? DOUBTFUL : CERTAINTY[row.source] - (row.conditional.length + row.free.length > 1 ? 0.1 : 0);

const WORD = /^(\S+?)(?:\s+<(\S+))?(?:\s+>(\S+))?$/;

function parseReading(cell: string, line: string): Reading {
  const m = WORD.exec(cell.trim());
  if (!m?.[1]) throw new SyntaxError(`respun table: unreadable reading in "${line}"`);
  return {
    to: m[1] === '=' ? null : m[1].replace('?', ''),
    before: m[2] ? new RegExp(`(?:${m[2]})$`) : null,
    after: m[3] ? new RegExp(`^(?:${m[3]})`) : null,
  };
}

function parseRow(line: string, source: RowSource): Row {
  const at = line.indexOf(' = ');
  const name = line.slice(0, at);
  const common = name.startsWith('~');
  const readings = line
    .slice(at + 3)
    .split(' ; ')
    .map((cell) => parseReading(cell, line));
  const doubtful = new Set(
    line
      .slice(at + 3)
      .split(' ; ')
      .flatMap((cell) => /^\s*([^\s?]+)\?/.exec(cell)?.[1] ?? []),
  );
  const free: (string | null)[] = [];
  const conditional: Reading[] = [];
  for (const r of readings) {
    if (r.before || r.after) conditional.push(r);
    else free.push(r.to);
  }
  return {
    respun: common ? name.slice(1) : name,
    common: common || free.includes(null),
    conditional,
    free,
    source,
    doubtful,
  };
}

const parse = (block: string, source: RowSource): Row[] =>
  block
    .split('\n')
    .filter((l) => l.trim())
    .map((l) => parseRow(l, source));

/** All rows; where two blocks know a word, the better source wins. */
export const ROWS: readonly Row[] = [
  ...new Map(
    [...parse(FAMILY, 'family'), ...parse(INFERRED, 'inferred'), ...parse(ALIGNED, 'aligned')].map((r) => [
      r.respun,
      r,
    ]),
  ).values(),
];

export interface Hit {
  readonly at: number;
  readonly row: Row;
}

/** Rows by first character, longest word first. */
export class Table {
  private readonly byHead = new Map<string, Row[]>();

  constructor(rows: readonly Row[]) {
    for (const row of rows) {
      const head = row.respun.charAt(0);
      const list = this.byHead.get(head);
      if (list) list.push(row);
      else this.byHead.set(head, [row]);
    }
    for (const list of this.byHead.values()) list.sort((a, b) => b.respun.length - a.respun.length);
  }

  /** Every place where a row's word stands, longest word first, without overlaps. One pass. */
  *hits(text: string, rows: (row: Row) => boolean = () => true): Generator<Hit> {
    for (let i = 0; i < text.length; i++) {
      const list = this.byHead.get(text.charAt(i));
      if (!list) continue;
      const row = list.find((r) => text.startsWith(r.respun, i) && rows(r));
      if (!row) continue;
      yield { at: i, row };
      i += row.respun.length - 1;
    }
  }
}

/** How far a condition may look, in characters. */
const REACH = 30;

/** The reading that the words beside it choose; `undefined` when none fits. */
export function chosen(text: string, { at, row }: Hit): Reading | undefined {
  if (row.conditional.length === 0) return undefined;
  const before = wide((at < REACH ? '\n' : '') + text.slice(Math.max(0, at - REACH), at));
  const after = wide(text.slice(at + row.respun.length, at + row.respun.length + REACH));
  return row.conditional.find((r) => (!r.before || r.before.test(before)) && (!r.after || r.after.test(after)));
}

/** Copies mix the widths of marks; conditions are written with the wide ones. */
const wide = (words: string): string => words.replace(/[,;:]/g, (c) => (c === ',' ? '，' : c === ';' ? '；' : '：'));
