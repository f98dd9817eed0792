import {
  BorderStyle,
  convertMillimetersToTwip,
  type Paragraph,
  Table,
  TableCell,
  TableLayoutType,
  TableRow,
  VerticalAlign,
  WidthType,
} from 'docx';
import { COVERAGE_ZH, FINDING_ZH, type Finding, RELATION_ZH, type Report, SEVERITY_ZH } from '../../records/report.ts';
import { type Disposed, sayDisposal } from './disposal.ts';
import { cell, type Words } from './docx-layout.ts';
import { besideQuote, chargeOf, editPieces, nestQuotes, sayDocument, sayDoubt, sayPath } from './wording.ts';

const LINE = { style: BorderStyle.SINGLE, size: 4, color: '000000' };
const BORDERS = { top: LINE, bottom: LINE, left: LINE, right: LINE, insideHorizontal: LINE, insideVertical: LINE };

/** Widths in mm; together 225, the text's width on a turned sheet. */
function tableOf(
  columns: readonly (readonly [name: string, width: number])[],
  rows: readonly (readonly Paragraph[][])[],
): Table {
  const widths = columns.map(([, width]) => convertMillimetersToTwip(width));
  const toCell = (children: readonly Paragraph[], i: number): TableCell =>
    new TableCell({
      children: [...children],
      width: { size: widths[i] ?? 0, type: WidthType.DXA },
      verticalAlign: i === 0 ? VerticalAlign.CENTER : VerticalAlign.TOP,
      margins: { top: 40, bottom: 40, left: 85, right: 85 },
    });
  return new Table({
    layout: TableLayoutType.FIXED,
    columnWidths: widths,
    width: { size: widths.reduce((a, b) => a + b, 0), type: WidthType.DXA },
    borders: BORDERS,
    rows: [
      new TableRow({
        tableHeader: true,
        cantSplit: true,
        children: columns.map(([name], i) => toCell([cell([{ text: name }], true, 'heading')], i)),
      }),
      ...rows.map((row) => new TableRow({ cantSplit: true, children: row.map(toCell) })),
    ],
  });
}

const words = (text: string): Paragraph[] => [cell([{ text }])];
const centred = (text: string): Paragraph[] => [cell([{ text }], true)];

export function findingsTable(report: Report, disposals: readonly Disposed[]): Table {
  return tableOf(
    [
      ['序号', 11],
      ['问题类别', 22],
      ['文稿位置及原文', 42],
      ['上级规定', 54],
      ['评估意见', 42],
      ['修改建议', 36],
      ['采纳情况', 18],
    ],
    report.findings.map((f, i) => [
      centred(String(i + 1)),
      [cell([{ text: FINDING_ZH[f.kind] }]), cell([{ text: `（${SEVERITY_ZH[f.severity]}）` }])],
      [cell([{ text: sayPath(f.draft.path), face: 'heading' }]), cell([{ text: f.draft.quote || '（全文）' }])],
      superiorOf(f),
      opinionOf(f),
      suggestionOf(f),
      words(sayDisposal(f, disposals)),
    ]),
  );
}

function superiorOf(f: Finding): Paragraph[] {
  const s = f.superior;
  if (!s) return words('—');
  return [
    cell([{ text: `${sayDocument(s)}${s.path ? ` ${sayPath(s.path)}` : ''}`, face: 'heading' }]),
    cell([{ text: s.quote }]),
  ];
}

function opinionOf(f: Finding): Paragraph[] {
  const doubt = sayDoubt(f);
  return [
    ...(f.calculation ? [cell([{ text: f.calculation, face: 'heading' }])] : []),
    cell([{ text: besideQuote(f, f.reason) }]),
    ...(chargeOf(f) === 'principle' ? [cell([{ text: '（上级规定为“原则上”的要求。）' }])] : []),
    ...(doubt ? [cell([{ text: `${doubt}。`, face: 'heading' }])] : []),
  ];
}

function suggestionOf(f: Finding): Paragraph[] {
  // A deletion of the whole is told by the suggestion.
  const pieces: Words[] = (f.edit?.to === '' ? [] : editPieces(f)).map((p) => ({
    text: p.text,
    ...(p.change === 'delete' ? { strike: true } : p.change === 'insert' ? { underline: true, bold: true } : {}),
  }));
  return [
    cell([{ text: besideQuote(f, f.suggestion) }]),
    ...(pieces.length > 0 ? [cell([{ text: '改为：', face: 'heading' }, ...pieces])] : []),
  ];
}

export function coverageTable(report: Report): Table {
  const { text } = report.document;
  return tableOf(
    [
      ['序号', 11],
      ['位置', 22],
      ['文稿分句', 82],
      ['结果', 28],
      ['对应的上级规定及说明', 82],
    ],
    report.coverage.map((c, i) => {
      const hits = report.findings.flatMap((f, n) =>
        f.draft.span.start < c.span.end && c.span.start < f.draft.span.end ? [String(n + 1)] : [],
      );
      const why = c.state === 'finding' && hits.length > 0 ? `见问题表第${hits.join('、')}项` : nestQuotes(c.why);
      // 与上级一致（严于上级）; 一致（一致） and 无法比较（无法比较） would say it twice.
      const relation =
        c.state === 'consistent' && c.relation && c.relation !== 'equal' ? `（${RELATION_ZH[c.relation]}）` : '';
      return [
        centred(String(i + 1)),
        words(sayPath(c.path)),
        words(text.slice(c.span.start, c.span.end)),
        words(`${COVERAGE_ZH[c.state]}${relation}`),
        words(why || (c.superior ? sayDocument(c.superior) : '—')),
      ];
    }),
  );
}
