import { type DocFile, plc, TABLE } from './doc-file.ts';

/** A stretch of the main stream (byte offsets) with one set of property changes. */
interface Run {
  readonly start: number;
  readonly end: number;
  readonly grpprl: Buffer;
  /** Paragraph style; 0 for characters. */
  readonly istd: number;
}

/** Property changes by byte offset, from the 512-byte pages that hold them. ([MS-DOC] 2.9.33, 2.9.175) */
export class Runs {
  readonly #runs: readonly Run[];

  constructor(file: DocFile, kind: 'paragraph' | 'character') {
    const { rows } = plc(file.table(kind === 'paragraph' ? TABLE.paragraphPages : TABLE.characterPages), 4);
    const seen = new Set<number>();
    this.#runs = rows
      .flatMap((row) => {
        const at = (row.readUInt32LE() & 0x3fffff) * 512;
        if (seen.has(at) || at + 512 > file.main.length) return [];
        seen.add(at);
        const page = file.main.subarray(at, at + 512);
        return kind === 'paragraph' ? paragraphPage(page) : characterPage(page);
      })
      .sort((a, b) => a.start - b.start);
  }

  at(offset: number): Run | undefined {
    let low = 0;
    for (let high = this.#runs.length; low < high; ) {
      const middle = (low + high) >> 1;
      if ((this.#runs[middle]?.end ?? 0) <= offset) low = middle + 1;
      else high = middle;
    }
    const run = this.#runs[low];
    return run && run.start <= offset ? run : undefined;
  }
}

const EMPTY = Buffer.alloc(0);

function bounds(page: Buffer): [number, number][] {
  const count = Math.min(page[511] ?? 0, 126);
  return Array.from({ length: count }, (_, i) => [page.readUInt32LE(i * 4), page.readUInt32LE(i * 4 + 4)]);
}

function characterPage(page: Buffer): Run[] {
  const all = bounds(page);
  return all.map(([start, end], i) => {
    const at = (page[(all.length + 1) * 4 + i] ?? 0) * 2;
    const size = at === 0 ? 0 : (page[at] ?? 0);
    return { start, end, grpprl: page.subarray(at + 1, Math.min(511, at + 1 + size)), istd: 0 };
  });
}

function paragraphPage(page: Buffer): Run[] {
  const all = bounds(page);
  return all.map(([start, end], i) => {
    const at = (page[(all.length + 1) * 4 + i * 13] ?? 0) * 2;
    if (at === 0) return { start, end, grpprl: EMPTY, istd: 0 };
    const words = page[at] ?? 0;
    const [from, size] = words === 0 ? [at + 2, (page[at + 1] ?? 0) * 2] : [at + 1, words * 2 - 1];
    const papx = page.subarray(from, Math.min(511, from + size));
    return papx.length < 2
      ? { start, end, grpprl: EMPTY, istd: 0 }
      : { start, end, grpprl: papx.subarray(2), istd: papx.readUInt16LE() };
  });
}

export interface DocStyle {
  /** Number of a built-in style; 19–27 are the levels of a table of contents. ([MS-DOC] 2.9.260) */
  readonly sti: number;
  readonly base: number | undefined;
  readonly paragraph: Buffer;
  readonly character: Buffer;
}

const NO_STYLE = 0xfff;

/** The style sheet, by style index. ([MS-DOC] 2.9.271) */
export function readDocStyles(file: DocFile): (DocStyle | undefined)[] {
  const bytes = file.table(TABLE.styles);
  if (bytes.length < 6) return [];
  const header = bytes.readUInt16LE(0);
  const count = bytes.readUInt16LE(2);
  const baseSize = bytes.readUInt16LE(4);
  const styles: (DocStyle | undefined)[] = [];
  let at = 2 + header;
  for (let i = 0; i < count && at + 2 <= bytes.length; i++) {
    const size = bytes.readUInt16LE(at);
    styles.push(size < 10 ? undefined : readStyle(bytes.subarray(at + 2, at + 2 + size), baseSize));
    at += 2 + size;
  }
  return styles;
}

function readStyle(std: Buffer, baseSize: number): DocStyle | undefined {
  if (std.length < baseSize + 2) return undefined;
  const kind = std.readUInt16LE(2) & 0xf;
  const base = std.readUInt16LE(2) >> 4;
  const count = std.readUInt16LE(4) & 0xf;
  let at = baseSize + 2 + std.readUInt16LE(baseSize) * 2 + 2;
  const changes: Buffer[] = [];
  for (let i = 0; i < count && at + 2 <= std.length; i++) {
    const size = std.readUInt16LE(at);
    changes.push(std.subarray(at + 2, at + 2 + size));
    at += 2 + size + (size & 1);
  }
  const [first = EMPTY, second = EMPTY] = changes;
  // Paragraph and list styles begin with their own index.
  return {
    sti: std.readUInt16LE(0) & 0xfff,
    base: base === NO_STYLE ? undefined : base,
    paragraph: kind === 2 || first.length < 2 ? EMPTY : first.subarray(2),
    character: kind === 2 ? first : second,
  };
}

/** A style and all it is based on, the farthest first. */
export function styleChain(
  styles: readonly (DocStyle | undefined)[],
  istd: number,
): { index: number; style: DocStyle }[] {
  const out: { index: number; style: DocStyle }[] = [];
  for (let at: number | undefined = istd; at !== undefined && out.length < 32; ) {
    const style: DocStyle | undefined = styles[at];
    if (!style || out.some((s) => s.index === at)) break;
    out.unshift({ index: at, style });
    at = style.base;
  }
  return out;
}

/** Names of the fonts by index, lower case. ([MS-DOC] 2.9.86, 2.9.286) */
export function readFonts(file: DocFile): string[] {
  const bytes = file.table(TABLE.fonts);
  const names: string[] = [];
  for (let at = 4; at + 1 <= bytes.length; ) {
    const size = bytes[at] ?? 0;
    const name = bytes.subarray(at + 40, at + 1 + size).toString('utf16le');
    names.push((name.split('\0')[0] ?? '').toLowerCase());
    at += 1 + size;
  }
  return names;
}
