import CFB from 'cfb';
import { WenhengError } from '../../records/errors.ts';

/** Pairs of offset and length in the table stream, by their index in the file information block. ([MS-DOC] 2.5.6) */
export const TABLE = {
  styles: 1,
  footnoteReferences: 2,
  footnoteText: 3,
  commentReferences: 4,
  commentText: 5,
  headers: 11,
  characterPages: 12,
  paragraphPages: 13,
  fonts: 15,
  pieces: 33,
  shapes: 40,
  endnoteReferences: 46,
  endnoteText: 47,
  textBoxes: 56,
  lists: 73,
  overrides: 74,
} as const;

interface Piece {
  /** Character positions. */
  readonly start: number;
  readonly end: number;
  /** Byte offset of the first character in the main stream, one or two bytes each. */
  readonly offset: number;
  readonly wide: boolean;
  /** Property changes of a fast-saved piece. */
  readonly changes: Buffer;
}

/** Stories of the document, as ranges of character positions. */
export interface Stories {
  readonly main: readonly [number, number];
  readonly footnotes: readonly [number, number];
  readonly headers: readonly [number, number];
  readonly comments: readonly [number, number];
  readonly endnotes: readonly [number, number];
  readonly textBoxes: readonly [number, number];
}

export interface DocFile {
  /** All stories one after the other; one UTF-16 unit a character position. */
  readonly text: string;
  readonly stories: Stories;
  readonly main: Buffer;
  /** Property changes too long for their page. */
  readonly data: Buffer;
  readonly pieces: readonly Piece[];
  /** A structure of the table stream; empty where the file has none. */
  table(index: number): Buffer;
  /** The table stream from the start of a structure on: list levels follow their list outside its stated length. */
  tableFrom(index: number): Buffer;
}

const EMPTY = Buffer.alloc(0);

/** Bytes of a compound file's stream. */
function stream(container: CFB.CFB$Container, name: string): Buffer | null {
  const entry = CFB.find(container, `/${name}`);
  return entry && entry.content.length > 0 ? Buffer.from(entry.content) : null;
}

/** Most characters a document may hold; a hostile piece table could repeat one page for ever. */
const MOST_CHARACTERS = 20_000_000;

/** Opens a Word 97–2003 or binary WPS file. Throws password-locked, format-unsupported or file-damaged. */
export function openDoc(bytes: Uint8Array, name: string): DocFile {
  const damaged = (why: string, cause?: unknown): WenhengError =>
    new WenhengError('file-damaged', { file: name, why }, { cause });
  let container: CFB.CFB$Container;
  try {
    container = CFB.read(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), { type: 'buffer' });
  } catch (e) {
    throw damaged('复合文档结构损坏', e);
  }
  const main = stream(container, 'WordDocument');
  if (!main || main.length < 0x200 || main.readUInt16LE(0) !== 0xa5ec) throw damaged('缺少正文数据流');
  // Word 97 writes 0xC1; later versions more, and say so elsewhere too.
  if (main.readUInt16LE(2) < 0xc1)
    throw new WenhengError('format-unsupported', { file: name, format: 'Word 95 及更早版本' });
  const flags = main.readUInt16LE(0x0a);
  if (flags & 0x0100) throw new WenhengError('password-locked', { file: name });
  const tables = stream(container, flags & 0x0200 ? '1Table' : '0Table');
  if (!tables) throw damaged('缺少格式数据流');

  const pairs = main.readUInt16LE(0x98);
  const pair = (index: number): readonly [number, number] => {
    const at = 0x9a + index * 8;
    return index < pairs && at + 8 <= main.length ? [main.readUInt32LE(at), main.readUInt32LE(at + 4)] : [0, 0];
  };
  const table = (index: number): Buffer => {
    const [from, length] = pair(index);
    return length === 0 ? EMPTY : tables.subarray(from, from + length);
  };
  const pieces = readPieces(table(TABLE.pieces), damaged);

  let total = 0;
  const text = pieces
    .map(({ start, end, offset, wide }) => {
      total += end - start;
      if (total > MOST_CHARACTERS) throw damaged('字符数异常');
      const part = main.subarray(offset, offset + (end - start) * (wide ? 2 : 1));
      const said = wide ? part.toString('utf16le') : new TextDecoder('windows-1252').decode(part);
      if (said.length !== end - start) throw damaged('正文被截断');
      return said;
    })
    .join('');

  const counts = [0x4c, 0x50, 0x54, 0x58, 0x5c, 0x60, 0x64].map((at) => main.readUInt32LE(at));
  const starts = [0];
  for (const n of counts) starts.push((starts.at(-1) ?? 0) + n);
  const range = (i: number): readonly [number, number] => [
    Math.min(starts[i] ?? 0, text.length),
    Math.min(starts[i + 1] ?? 0, text.length),
  ];
  return {
    text,
    stories: {
      main: range(0),
      footnotes: range(1),
      headers: range(2),
      comments: range(4),
      endnotes: range(5),
      textBoxes: range(6),
    },
    main,
    data: stream(container, 'Data') ?? EMPTY,
    pieces,
    table,
    tableFrom: (index) => {
      const [from, length] = pair(index);
      return length === 0 ? EMPTY : tables.subarray(from);
    },
  };
}

/** Clx: property changes of fast saves, then the piece table. ([MS-DOC] 2.9.38) */
function readPieces(clx: Buffer, damaged: (why: string) => Error): Piece[] {
  const changes: Buffer[] = [];
  let at = 0;
  while (at + 3 <= clx.length && clx[at] === 1) {
    const size = clx.readUInt16LE(at + 1);
    changes.push(clx.subarray(at + 3, at + 3 + size));
    at += 3 + size;
  }
  if (clx[at] !== 2 || at + 5 > clx.length) throw damaged('分段表损坏');
  const plc = clx.subarray(at + 5, at + 5 + clx.readUInt32LE(at + 1));
  const count = Math.floor((plc.length - 4) / 12);
  const pieces: Piece[] = [];
  for (let i = 0; i < count; i++) {
    const [start, end] = [plc.readUInt32LE(i * 4), plc.readUInt32LE(i * 4 + 4)];
    const row = (count + 1) * 4 + i * 8;
    const fc = plc.readUInt32LE(row + 2);
    const prm = plc.readUInt16LE(row + 6);
    if (end < start || (pieces.at(-1)?.end ?? 0) !== start) throw damaged('分段表损坏');
    const wide = (fc & 0x40000000) === 0;
    const offset = wide ? fc & 0x3fffffff : (fc & 0x3fffffff) >>> 1;
    pieces.push({ start, end, offset, wide, changes: prm & 1 ? (changes[prm >> 1] ?? EMPTY) : EMPTY });
  }
  return pieces;
}

/** Positions and rows of a PLC: n + 1 positions of four bytes, then n rows of `size` bytes. */
export function plc(bytes: Buffer, size: number): { positions: number[]; rows: Buffer[] } {
  const count = Math.max(0, Math.floor((bytes.length - 4) / (4 + size)));
  const positions = Array.from({ length: bytes.length >= 4 ? count + 1 : 0 }, (_, i) => bytes.readUInt32LE(i * 4));
  const rows = Array.from({ length: count }, (_, i) =>
    bytes.subarray((count + 1) * 4 + i * size, (count + 1) * 4 + (i + 1) * size),
  );
  return { positions, rows };
}
