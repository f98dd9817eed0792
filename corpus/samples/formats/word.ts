/** A notice as DOCX. 一、 and （一） are automatic numbers: they stand in numbering.xml, not in the text. */
import {
  AlignmentType,
  BorderStyle,
  Document,
  type ILevelsOptions,
  LevelFormat,
  LevelSuffix,
  Packer,
  Paragraph,
  Table,
  TableCell,
  TableRow,
  TextRun,
  WidthType,
} from 'docx';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import type { Block } from './layout.ts';

/** GB/T 9704: 3号 is 16 pt, 2号 22 pt; docx counts half points, and twentieths of a point for indents. */
const BODY = 32;
const TITLE = 44;
const TWO_CHARACTERS = 640;
const level = (at: number, text: string): ILevelsOptions => ({
  level: at,
  format: LevelFormat.CHINESE_COUNTING_THOUSAND,
  text,
  alignment: AlignmentType.LEFT,
  suffix: LevelSuffix.NOTHING,
  style: { paragraph: { indent: { left: 0, firstLine: TWO_CHARACTERS } } },
});

const run = (text: string, font: string, size = BODY, color = '000000'): TextRun =>
  new TextRun({ text, size, color, font: { eastAsia: font, ascii: 'Times New Roman', hAnsi: 'Times New Roman' } });

function paragraph(block: Exclude<Block, { kind: 'table' }>): Paragraph[] {
  switch (block.kind) {
    case 'red':
      return [
        new Paragraph({ alignment: AlignmentType.CENTER, children: [run(block.text, '方正小标宋简体', 72, 'FF0000')] }),
      ];
    case 'number':
      return [new Paragraph({ alignment: AlignmentType.CENTER, children: [run(block.text, '仿宋_GB2312')] })];
    case 'title':
      return block.text
        .split('\n')
        .map(
          (line) => new Paragraph({ alignment: AlignmentType.CENTER, children: [run(line, '方正小标宋简体', TITLE)] }),
        );
    case 'flush':
      return [new Paragraph({ children: [run(block.text, '仿宋_GB2312')] })];
    case 'item': {
      const font = block.depth === 0 ? '黑体' : '仿宋_GB2312';
      return [
        new Paragraph({ numbering: { reference: 'notice', level: block.depth }, children: [run(block.text, font)] }),
      ];
    }
    case 'body':
      return [new Paragraph({ indent: { firstLine: TWO_CHARACTERS }, children: [run(block.text, '仿宋_GB2312')] })];
    case 'sign':
      return [new Paragraph({ alignment: AlignmentType.RIGHT, children: [run(block.text, '仿宋_GB2312')] })];
  }
}

const table = (rows: readonly (readonly string[])[]): Table => {
  const edge = { style: BorderStyle.SINGLE, size: 4, color: '000000' };
  return new Table({
    width: { size: 100, type: WidthType.PERCENTAGE },
    borders: { top: edge, bottom: edge, left: edge, right: edge, insideHorizontal: edge, insideVertical: edge },
    rows: rows.map(
      (cells) =>
        new TableRow({
          children: cells.map(
            (cell) => new TableCell({ children: [new Paragraph({ children: [run(cell, '宋体', 24)] })] }),
          ),
        }),
    ),
  });
};

/** The same bytes for the same text: the dates that the writer puts in are taken out again. */
export async function toDocx(blocks: readonly Block[], title: string): Promise<Uint8Array> {
  const document = new Document({
    title,
    creator: '文衡项目',
    numbering: { config: [{ reference: 'notice', levels: [level(0, '%1、'), level(1, '（%2）')] }] },
    sections: [
      { children: blocks.flatMap((b): (Paragraph | Table)[] => (b.kind === 'table' ? [table(b.rows)] : paragraph(b))) },
    ],
  });
  const parts = unzipSync(new Uint8Array(await Packer.toBuffer(document)));
  const core = parts['docProps/core.xml'];
  if (core) {
    const undated = strFromU8(core).replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '2025-01-01T00:00:00Z');
    parts['docProps/core.xml'] = strToU8(undated);
  }
  return zipSync(parts, { mtime: '2025-01-01T00:00:00Z', level: 9 });
}
