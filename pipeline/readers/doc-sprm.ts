/** One property change of a binary Word file: its code and the place of its operand. ([MS-DOC] 2.6.1) */
export interface Sprm {
  readonly code: number;
  readonly operand: Buffer;
}

const SIZES = [1, 1, 2, 4, 2, 2, 0, 3] as const;
const T_DEF_TABLE = 0xd608;
const P_CHG_TABS = 0xc615;

/** Property changes in order; a list cut off by damage ends where the bytes do. */
export function* sprms(grpprl: Buffer): Generator<Sprm> {
  for (let at = 0; at + 2 <= grpprl.length; ) {
    const code = grpprl.readUInt16LE(at);
    at += 2;
    let size: number = SIZES[code >> 13] ?? 0;
    if (code >> 13 === 6) {
      if (at >= grpprl.length) return;
      if (code === T_DEF_TABLE) {
        if (at + 2 > grpprl.length) return;
        size = 1 + grpprl.readUInt16LE(at);
      } else if (code === P_CHG_TABS && grpprl[at] === 255) {
        const deleted = grpprl[at + 1] ?? 0;
        size = 3 + deleted * 4 + (grpprl[at + 2 + deleted * 4] ?? 0) * 3;
      } else size = 1 + (grpprl[at] ?? 0);
    }
    if (at + size > grpprl.length) return;
    yield { code, operand: grpprl.subarray(at, at + size) };
    at += size;
  }
}

export interface ParagraphProperties {
  istd: number;
  jc: number | undefined;
  /** 1-based list instance, 0 for none. */
  ilfo: number | undefined;
  ilvl: number | undefined;
  inTable: boolean;
  rowEnd: boolean;
  innerRowEnd: boolean;
  /** Table nesting; 1 is a plain table. */
  depth: number;
  /** Twentieths of a point, hundredths of a character. */
  firstLine: number | undefined;
  firstLineChars: number | undefined;
  /** Left edges of the cells of a row and, per cell, how it is merged. */
  cells: RowCells | undefined;
}
export interface RowCells {
  readonly edges: readonly number[];
  /** A continuation of the cell to the left or above. */
  readonly merged: boolean[];
}

export const noParagraph = (): ParagraphProperties => ({
  istd: 0,
  jc: undefined,
  ilfo: undefined,
  ilvl: undefined,
  inTable: false,
  rowEnd: false,
  innerRowEnd: false,
  depth: 0,
  firstLine: undefined,
  firstLineChars: undefined,
  cells: undefined,
});

/** `data` is the stream that holds changes too long for their page. */
export function applyParagraph(to: ParagraphProperties, grpprl: Buffer, data: Buffer): void {
  for (const { code, operand } of sprms(grpprl)) {
    switch (code) {
      case 0x2403: // sprmPJc80
      case 0x2461: // sprmPJc
        to.jc = operand.readUInt8();
        break;
      case 0x260a:
        to.ilvl = operand.readUInt8();
        break;
      case 0x460b:
        to.ilfo = operand.readUInt16LE();
        break;
      case 0x2416:
        to.inTable = operand.readUInt8() !== 0;
        break;
      case 0x2417:
        to.rowEnd = operand.readUInt8() !== 0;
        break;
      case 0x244c:
        to.innerRowEnd = operand.readUInt8() !== 0;
        break;
      case 0x6649:
        to.depth = operand.readInt32LE();
        break;
      case 0x8411: // sprmPDxaLeft180
      case 0x8460: // sprmPDxaLeft1
        to.firstLine = operand.readInt16LE();
        break;
      case 0x4457:
        to.firstLineChars = operand.readInt16LE();
        break;
      case 0x6645: // sprmPHugePapx
      case 0x6646: {
        const at = operand.readUInt32LE();
        const size = at + 2 <= data.length ? data.readUInt16LE(at) : 0;
        if (size > 0) applyParagraph(to, data.subarray(at + 2, at + 2 + size), Buffer.alloc(0));
        break;
      }
      case T_DEF_TABLE:
        to.cells = tableDefinition(operand);
        break;
      case 0xd62b: {
        // sprmTVertMerge: cell index, 1 continues the one above, 3 begins
        const [, cell = 0, how = 0] = operand;
        if (to.cells && cell < to.cells.merged.length) to.cells.merged[cell] = how === 1;
        break;
      }
    }
  }
}

/** TDefTableOperand: cb, itcMac, itcMac + 1 edges, then 20 bytes a cell whose first two say how it is merged. */
function tableDefinition(operand: Buffer): RowCells {
  const count = operand[2] ?? 0;
  const edges: number[] = [];
  const merged: boolean[] = [];
  for (let i = 0; i <= count && 3 + i * 2 + 2 <= operand.length; i++) edges.push(operand.readInt16LE(3 + i * 2));
  for (let i = 0; i < count; i++) {
    const at = 3 + (count + 1) * 2 + i * 20;
    const flags = at + 2 <= operand.length ? operand.readUInt16LE(at) : 0;
    merged.push((flags & 2) !== 0 || ((flags & 0x20) !== 0 && (flags & 0x40) === 0));
  }
  return { edges, merged };
}

export interface CharacterProperties {
  deleted: boolean;
  hidden: boolean;
  bold: boolean;
  special: boolean;
  /** Half points. */
  size: number | undefined;
  /** Font index and character of an inserted symbol. */
  symbol: readonly [number, number] | undefined;
}
export const noCharacter = (): CharacterProperties => ({
  deleted: false,
  hidden: false,
  bold: false,
  special: false,
  size: undefined,
  symbol: undefined,
});

/** 0 off, 1 on, 0x80 as the style has it, 0x81 the opposite of that. */
const toggled = (operand: Buffer, style: boolean): boolean => {
  const value = operand.readUInt8();
  return value === 0x80 ? style : value === 0x81 ? !style : value !== 0;
};

export const characterStyle = (grpprl: Buffer): number | undefined => {
  for (const { code, operand } of sprms(grpprl)) if (code === 0x4a30) return operand.readUInt16LE();
  return undefined;
};

export function applyCharacter(to: CharacterProperties, grpprl: Buffer, style: Readonly<CharacterProperties>): void {
  for (const { code, operand } of sprms(grpprl)) {
    switch (code) {
      case 0x0800: // sprmCFRMarkDel
        to.deleted = toggled(operand, style.deleted);
        break;
      case 0x083c: // sprmCFVanish
        to.hidden = toggled(operand, style.hidden);
        break;
      case 0x0835: // sprmCFBold
        to.bold = toggled(operand, style.bold);
        break;
      case 0x0855: // sprmCFSpec
        to.special = toggled(operand, style.special);
        break;
      case 0x4a43: // sprmCHps
        to.size = operand.readUInt16LE();
        break;
      case 0x6a09: // sprmCSymbol
        to.symbol = [operand.readUInt16LE(0), operand.readUInt16LE(2)];
        break;
    }
  }
}
