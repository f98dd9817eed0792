import CFB from 'cfb';
import { TABLE } from './doc-file.ts';

/** For tests only: binary Word files made in code, one paragraph page and one character page long. */

/** Property change: code, then operand bytes. */
export const sprm = (code: number, ...operand: number[]): number[] => [code & 0xff, code >> 8, ...operand];
export const word = (value: number): [number, number] => [value & 0xff, (value >> 8) & 0xff];

export interface MadeRun {
  readonly text: string;
  readonly chpx?: readonly number[];
}
export interface MadeParagraph {
  readonly runs: readonly MadeRun[];
  /** \r by default; \x07 ends a cell. */
  readonly mark?: string;
  readonly markChpx?: readonly number[];
  readonly istd?: number;
  readonly papx?: readonly number[];
}
export const para = (text: string, more: Omit<MadeParagraph, 'runs'> = {}): MadeParagraph => ({
  runs: [{ text }],
  ...more,
});

export interface MadeLevel {
  readonly nfc: number;
  /** Level indices as characters 0–8. */
  readonly text: string;
  readonly start?: number;
  readonly legal?: boolean;
}
export interface MadeDoc {
  readonly paragraphs: readonly MadeParagraph[];
  /** Paragraph styles: built-in number, base style and property changes. */
  readonly styles?: readonly {
    readonly sti?: number;
    readonly base?: number;
    readonly papx?: readonly number[];
    readonly chpx?: readonly number[];
  }[];
  /** List definitions of nine levels; the last level given is repeated. */
  readonly lists?: readonly (readonly MadeLevel[])[];
  /** Instances: definition by index, and starts that it overrides. */
  readonly instances?: readonly { readonly list: number; readonly start?: readonly [level: number, value: number] }[];
  readonly nFib?: number;
  readonly flags?: number;
  /** Changes the finished streams. */
  readonly spoil?: (main: Buffer, table: Buffer) => void;
}

const u16 = (n: number): Buffer => Buffer.from(word(n));
const u32 = (n: number): Buffer => {
  const b = Buffer.alloc(4);
  b.writeInt32LE(n | 0);
  return b;
};

const TEXT_AT = 0x400;

/** A 512-byte page of runs: positions, pointers, and the properties from the end backwards. */
function page(runs: readonly { from: number; to: number; bytes: Buffer }[], pointer: number): Buffer {
  const out = Buffer.alloc(512);
  out[511] = runs.length;
  let free = 510;
  runs.forEach((run, i) => {
    out.writeUInt32LE(run.from, i * 4);
    out.writeUInt32LE(run.to, i * 4 + 4);
    if (run.bytes.length === 0) return;
    free = (free - run.bytes.length) & ~1;
    run.bytes.copy(out, free);
    out[(runs.length + 1) * 4 + i * pointer] = free / 2;
  });
  return out;
}

/** PAPX: count of words, style, changes. An odd length of changes needs none of the padding forms. */
function papx(istd: number, grpprl: readonly number[]): Buffer {
  const body = Buffer.concat([u16(istd), Buffer.from(grpprl)]);
  return body.length % 2 === 1
    ? Buffer.concat([Buffer.from([(body.length + 1) / 2]), body])
    : Buffer.concat([Buffer.from([0, body.length / 2]), body]);
}

function styleSheet(styles: NonNullable<MadeDoc['styles']>): Buffer {
  const rows = styles.map(({ sti = 0, base = 0xfff, papx: p = [], chpx: c = [] }, i) => {
    const pad = (b: Buffer): Buffer => (b.length % 2 ? Buffer.concat([b, Buffer.alloc(1)]) : b);
    const first = Buffer.concat([u16(i), Buffer.from(p)]);
    const std = Buffer.concat([
      u16(sti),
      u16(1 | (base << 4)),
      u16(2),
      u16(0),
      u16(0),
      u16(1),
      Buffer.from('s', 'utf16le'),
      u16(0),
      u16(first.length),
      pad(first),
      u16(c.length),
      pad(Buffer.from(c)),
    ]);
    return Buffer.concat([u16(std.length), std]);
  });
  return Buffer.concat([u16(6), u16(styles.length), u16(10), u16(0), ...rows]);
}

function level({ nfc, text, start = 1, legal = false }: MadeLevel): Buffer {
  const lvlf = Buffer.alloc(28);
  lvlf.writeInt32LE(start, 0);
  lvlf[4] = nfc;
  lvlf[5] = legal ? 4 : 0;
  let n = 0;
  [...text].forEach((ch, i) => {
    if (ch.charCodeAt(0) < 9) lvlf[6 + n++] = i + 1;
  });
  return Buffer.concat([lvlf, u16(text.length), Buffer.from(text, 'utf16le')]);
}

export function makeDoc({
  paragraphs,
  styles = [{}],
  lists = [],
  instances = [],
  nFib = 0xc1,
  flags = 0,
  spoil,
}: MadeDoc): Uint8Array {
  let text = '';
  const at = (): number => TEXT_AT + text.length * 2;
  const paragraphRuns: { from: number; to: number; bytes: Buffer }[] = [];
  const characterRuns: { from: number; to: number; bytes: Buffer }[] = [];
  for (const { runs, mark = '\r', markChpx = [], istd = 0, papx: changes = [] } of paragraphs) {
    const from = at();
    for (const { text: said, chpx = [] } of [...runs, { text: mark, chpx: markChpx }]) {
      const start = at();
      text += said;
      characterRuns.push({
        from: start,
        to: at(),
        bytes: chpx.length === 0 ? Buffer.alloc(0) : Buffer.from([chpx.length, ...chpx]),
      });
    }
    paragraphRuns.push({ from, to: at(), bytes: papx(istd, changes) });
  }
  const body = Buffer.from(text, 'utf16le');
  const pages = Math.ceil((TEXT_AT + body.length) / 512);
  const main = Buffer.concat([
    Buffer.alloc(TEXT_AT),
    body,
    Buffer.alloc(pages * 512 - TEXT_AT - body.length),
    page(paragraphRuns, 13),
    page(characterRuns, 1),
    Buffer.alloc(4096),
  ]);
  main.writeUInt16LE(0xa5ec, 0);
  main.writeUInt16LE(nFib, 2);
  main.writeUInt16LE(flags, 0x0a);
  main.writeUInt32LE(text.length, 0x4c);
  main.writeUInt16LE(93, 0x98);

  const clx = Buffer.concat([Buffer.from([2]), u32(16), u32(0), u32(text.length), u16(0), u32(TEXT_AT), u16(0)]);
  const bte = (number: number): Buffer => Buffer.concat([u32(TEXT_AT), u32(TEXT_AT + body.length), u32(number)]);
  const lstf = lists.map((_, i) =>
    Buffer.concat([u32(100 + i), u32(0), ...Array.from({ length: 9 }, () => u16(0xfff)), Buffer.alloc(2)]),
  );
  const levels = lists.flatMap((list) =>
    Array.from({ length: 9 }, (_, i) => level(list[Math.min(i, list.length - 1)] ?? { nfc: 255, text: '' })),
  );
  const lfo = instances.map(({ list, start }) =>
    Buffer.concat([u32(100 + list), u32(0), u32(0), Buffer.from([start ? 1 : 0, 0, 0, 0])]),
  );
  const lfoData = instances.map(({ start }) =>
    Buffer.concat([u32(-1), ...(start ? [u32(start[1]), u32(start[0] | 0x10)] : [])]),
  );
  const structures: [number, Buffer, Buffer][] = [
    [TABLE.pieces, clx, Buffer.alloc(0)],
    [TABLE.paragraphPages, bte(pages), Buffer.alloc(0)],
    [TABLE.characterPages, bte(pages + 1), Buffer.alloc(0)],
    [TABLE.styles, styleSheet(styles), Buffer.alloc(0)],
    // The levels follow outside of the list's stated length.
    [TABLE.lists, Buffer.concat([u16(lists.length), ...lstf]), Buffer.concat(levels)],
    [TABLE.overrides, Buffer.concat([u32(instances.length), ...lfo, ...lfoData]), Buffer.alloc(0)],
  ];
  let table = Buffer.alloc(0);
  for (const [index, bytes, after] of structures) {
    main.writeUInt32LE(table.length, 0x9a + index * 8);
    main.writeUInt32LE(bytes.length, 0x9a + index * 8 + 4);
    table = Buffer.concat([table, bytes, after]);
  }
  table = Buffer.concat([table, Buffer.alloc(Math.max(0, 4096 - table.length))]);
  spoil?.(main, table);
  const file = CFB.utils.cfb_new();
  CFB.utils.cfb_add(file, '/WordDocument', main);
  CFB.utils.cfb_add(file, '/0Table', table);
  const out: unknown = CFB.write(file, { type: 'buffer' });
  if (!(out instanceof Uint8Array)) throw new TypeError('compound file');
  return out;
}
