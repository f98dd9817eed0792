import {
  AlignmentType,
  Document,
  Footer,
  LineRuleType,
  Packer,
  PageNumber,
  PageOrientation,
  Paragraph,
  Table,
  TableCell,
  TableRow,
  TextRun,
  VerticalAlign,
  WidthType,
} from 'docx';
import { groupEnd, type Sheet } from './sheet.ts';

// GB/T 9704-2012: 天头 37 mm, 订口 28 mm, 版心 156 × 225 mm on A4; title 2号小标宋体, text 3号仿宋, page number 4号宋体.
const MM = 56.7;
const A4 = { width: Math.round(210 * MM), height: Math.round(297 * MM) };
const MARGIN = {
  top: Math.round(37 * MM),
  left: Math.round(28 * MM),
  right: Math.round(26 * MM),
  bottom: Math.round(35 * MM),
};
/** Half points. */
const SIZE = { title: 44, text: 32, page: 28, cell: 21 };
const FONT = {
  title: { ascii: 'Times New Roman', eastAsia: '方正小标宋简体' },
  text: { ascii: 'Times New Roman', eastAsia: '仿宋_GB2312' },
  head: { ascii: 'Times New Roman', eastAsia: '黑体' },
  page: { ascii: '宋体', eastAsia: '宋体' },
};
/** 28.95 points: 22 lines a page. */
const LINE = { line: 579, lineRule: LineRuleType.EXACT };

/** A sheet as a Word document; more than five columns are set across the page. */
export async function docxOf(sheet: Sheet): Promise<Uint8Array<ArrayBuffer>> {
  const across = sheet.heads.length > 5;
  const room = (across ? A4.height : A4.width) - MARGIN.left - MARGIN.right;
  const total = sheet.widths.reduce((a, b) => a + b, 0);
  const widths = sheet.heads.map((_, i) => Math.floor((room * (sheet.widths[i] ?? 10)) / total));
  const row = (cells: readonly (string | number)[], head: boolean): TableRow =>
    new TableRow({
      tableHeader: head,
      cantSplit: true,
      children: cells.map((cell, i) => cellOf(String(cell), widths[i] ?? 500, head, typeof cell === 'number')),
    });
  const document = new Document({
    creator: '文衡',
    title: sheet.title,
    sections: [
      {
        properties: {
          page: {
            size: { ...A4, orientation: across ? PageOrientation.LANDSCAPE : PageOrientation.PORTRAIT },
            margin: MARGIN,
          },
        },
        footers: { default: footer() },
        children: [
          paragraph(sheet.title, { font: FONT.title, size: SIZE.title, align: AlignmentType.CENTER, after: 240 }),
          ...(sheet.note === undefined ? [] : [paragraph(sheet.note, { font: FONT.text, size: 24, after: 120 })]),
          new Table({
            width: { size: room, type: WidthType.DXA },
            columnWidths: widths,
            rows: [...headRows(sheet, widths, row), ...sheet.rows.map((r) => row(r, false))],
          }),
          ...(sheet.remark === undefined ? [] : [paragraph(sheet.remark, { font: FONT.text, size: 21, before: 120 })]),
        ],
      },
    ],
  });
  return Uint8Array.from(await Packer.toBuffer(document));
}

/** One row of heads, or two where columns stand under a merged one. */
function headRows(
  { heads, groups }: Sheet,
  widths: readonly number[],
  row: (cells: readonly string[], head: boolean) => TableRow,
): TableRow[] {
  if (!groups) return [row(heads, true)];
  const top: TableCell[] = [];
  const below: TableCell[] = [];
  heads.forEach((name, i) => {
    const group = groups[i] ?? null;
    const width = widths[i] ?? 500;
    if (group === null) top.push(cellOf(name, width, true, true, { rowSpan: 2 }));
    else {
      if (i === 0 || groups[i - 1] !== group) {
        const columnSpan = groupEnd(groups, i) - i;
        top.push(cellOf(group, width * columnSpan, true, true, { columnSpan }));
      }
      below.push(cellOf(name, width, true, true));
    }
  });
  return [top, below].map((children) => new TableRow({ tableHeader: true, cantSplit: true, children }));
}

interface Style {
  readonly font: { readonly ascii: string; readonly eastAsia: string };
  readonly size: number;
  readonly align?: (typeof AlignmentType)[keyof typeof AlignmentType];
  readonly before?: number;
  readonly after?: number;
}

const paragraph = (words: string, { font, size, align, before, after }: Style): Paragraph =>
  new Paragraph({
    ...(align === undefined ? {} : { alignment: align }),
    spacing: { ...(size > 30 ? LINE : {}), before: before ?? 0, after: after ?? 0 },
    // A line end inside a run is a blank to Word and LibreOffice.
    children: held(words)
      .split('\n')
      .map((text, i) => new TextRun({ text, font, size, ...(i > 0 ? { break: 1 } : {}) })),
  });

/** XML has no control characters. */
const held = (words: string): string => words.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '');

const cellOf = (
  words: string,
  width: number,
  head: boolean,
  centred: boolean,
  spans: { readonly rowSpan?: number; readonly columnSpan?: number } = {},
): TableCell =>
  new TableCell({
    ...spans,
    width: { size: width, type: WidthType.DXA },
    verticalAlign: VerticalAlign.CENTER,
    margins: { left: 60, right: 60, top: 30, bottom: 30 },
    children: [
      paragraph(words, {
        font: head ? FONT.head : FONT.text,
        size: SIZE.cell,
        align: head || centred ? AlignmentType.CENTER : AlignmentType.LEFT,
      }),
    ],
  });

/** — 1 — */
const footer = (): Footer =>
  new Footer({
    children: [
      new Paragraph({
        alignment: AlignmentType.CENTER,
        children: [new TextRun({ children: ['— ', PageNumber.CURRENT, ' —'], font: FONT.page, size: SIZE.page })],
      }),
    ],
  });
