import { type DocFile, TABLE } from './doc-file.ts';
import type { NumberFormat } from './number-format.ts';
import type { Level, List } from './numbering.ts';

/** Number formats of binary files. ([MS-OSHARED] 2.2.1.3 MSONFC) */
const FORMATS: Readonly<Record<number, NumberFormat>> = {
  0: 'decimal',
  1: 'upperRoman',
  2: 'lowerRoman',
  3: 'upperLetter',
  4: 'lowerLetter',
  5: 'ordinal',
  10: 'ideographDigital',
  11: 'japaneseCounting',
  14: 'decimalFullWidth',
  15: 'decimal',
  16: 'japaneseLegal',
  17: 'ideographDigital',
  18: 'decimalEnclosedCircle',
  19: 'decimalFullWidth',
  22: 'decimalZero',
  23: 'bullet',
  26: 'decimalEnclosedFullstop',
  27: 'decimalEnclosedParen',
  28: 'decimalEnclosedCircle',
  29: 'ideographEnclosedCircle',
  30: 'ideographTraditional',
  31: 'ideographZodiac',
  32: 'ideographZodiacTraditional',
  33: 'taiwaneseCounting',
  34: 'ideographLegalTraditional',
  35: 'taiwaneseCountingThousand',
  36: 'taiwaneseDigital',
  37: 'chineseCounting',
  38: 'chineseLegalSimplified',
  39: 'chineseCountingThousand',
  40: 'ideographDigital',
  255: 'none',
};

interface Definition {
  readonly id: string;
  readonly levels: readonly Level[];
  /** Style tied to each level; 0xFFF for none. */
  readonly styles: readonly number[];
}

export interface DocLists {
  /** The list of a 1-based instance number. */
  list(ilfo: number): List | undefined;
  /** The level that a paragraph style is tied to in an instance. */
  levelOf(ilfo: number, istd: number): number | undefined;
}

/** A level and how many bytes it takes. ([MS-DOC] 2.9.149, 2.9.150) */
function readLevel(bytes: Buffer, at: number): { level: Level; size: number } | undefined {
  if (at + 30 > bytes.length) return undefined;
  const flags = bytes[at + 5] ?? 0;
  const properties = (bytes[at + 24] ?? 0) + (bytes[at + 25] ?? 0);
  const count = at + 30 + properties <= bytes.length ? bytes.readUInt16LE(at + 28 + properties) : 0;
  const from = at + 30 + properties;
  const raw = bytes.subarray(from, from + count * 2).toString('utf16le');
  // Placeholders are the level's index as a character, at the places that rgbxchNums lists from 1.
  const places = new Set([...bytes.subarray(at + 6, at + 15)]);
  const text = [...raw]
    .map((ch, i) => (ch.charCodeAt(0) < 9 && places.has(i + 1) ? `%${ch.charCodeAt(0) + 1}` : ch))
    .join('');
  const follow = bytes[at + 15] ?? 0;
  return {
    level: {
      start: bytes.readInt32LE(at),
      format: FORMATS[bytes[at + 4] ?? 0] ?? 'decimal',
      text,
      suffix: follow === 1 ? 'space' : follow === 2 ? 'nothing' : 'tab',
      legal: (flags & 4) !== 0,
      ...(flags & 8 ? { restart: bytes[at + 26] ?? 0 } : {}),
    },
    size: 30 + properties + count * 2,
  };
}

/** LSTF rows, then the levels of each: nine, or one of a simple list. ([MS-DOC] 2.9.131, 2.9.147) */
function readDefinitions(file: DocFile): Map<string, Definition> {
  const definitions = new Map<string, Definition>();
  const bytes = file.tableFrom(TABLE.lists);
  if (bytes.length < 2) return definitions;
  const count = bytes.readUInt16LE(0);
  let at = 2 + count * 28;
  for (let i = 0; i < count && 2 + (i + 1) * 28 <= bytes.length; i++) {
    const row = bytes.subarray(2 + i * 28, 2 + (i + 1) * 28);
    const id = String(row.readInt32LE(0));
    const levels: Level[] = [];
    for (let n = 0; n < ((row[26] ?? 0) & 1 ? 1 : 9); n++) {
      const read = readLevel(bytes, at);
      if (!read) return definitions;
      levels.push(read.level);
      at += read.size;
    }
    definitions.set(id, { id, levels, styles: Array.from({ length: 9 }, (_, n) => row.readUInt16LE(8 + n * 2)) });
  }
  return definitions;
}

/** LFO rows, then the overrides of each. ([MS-DOC] 2.9.133, 2.9.132) */
export function readDocLists(file: DocFile): DocLists {
  const definitions = readDefinitions(file);
  const bytes = file.table(TABLE.overrides);
  const lists: { list: List; definition: Definition }[] = [];
  const count = bytes.length >= 4 ? Math.min(bytes.readUInt32LE(0), Math.floor((bytes.length - 4) / 16)) : 0;
  let at = 4 + count * 16;
  for (let i = 0; i < count; i++) {
    const row = bytes.subarray(4 + i * 16, 20 + i * 16);
    const definition = definitions.get(String(row.readInt32LE(0))) ?? { id: '', levels: [], styles: [] };
    const levels = [...definition.levels];
    const overrides = new Map<number, number>();
    at += 4;
    for (let n = 0; n < (row[12] ?? 0) && at + 8 <= bytes.length; n++) {
      const start = bytes.readInt32LE(at);
      const flags = bytes.readUInt32LE(at + 4);
      const index = flags & 0xf;
      at += 8;
      if (flags & 0x20) {
        const read = readLevel(bytes, at);
        if (!read) break;
        levels[index] = read.level;
        at += read.size;
        if (flags & 0x10) overrides.set(index, read.level.start);
      } else if (flags & 0x10) overrides.set(index, start);
    }
    lists.push({ list: { id: String(i + 1), definition: definition.id, levels, overrides }, definition });
  }
  return {
    list: (ilfo) => lists[ilfo - 1]?.list,
    levelOf: (ilfo, istd) => {
      const at = lists[ilfo - 1]?.definition.styles.indexOf(istd) ?? -1;
      return at < 0 ? undefined : at;
    },
  };
}
