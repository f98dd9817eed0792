import {
  AlignmentType,
  convertMillimetersToTwip,
  Footer,
  type IParagraphOptions,
  type ISectionOptions,
  LineRuleType,
  PageNumber,
  PageOrientation,
  Paragraph,
  TextRun,
  UnderlineType,
} from 'docx';
import { FACES, type Face } from './docx-fonts.ts';

/** Points to the half-points and twentieths that the format counts in. */
const half = (points: number): number => Math.round(points * 2);
const twips = (points: number): number => Math.round(points * 20);

export interface Words {
  readonly text: string;
  readonly face?: Face;
  readonly strike?: boolean;
  readonly underline?: boolean;
  readonly bold?: boolean;
}

/** Characters that XML cannot hold would make the file unreadable. */
const clean = (text: string): string => text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '');

export const run = (words: Words, face: Face, size: number): TextRun => {
  const name = FACES[words.face ?? face].name;
  return new TextRun({
    text: clean(words.text),
    size: half(size),
    // 3号 is 15.75 pt, which Word rounds to 16: a quarter of a point less lets 28 characters stand on a line (GB/T 9704 5.2.3).
    ...(size === 16 ? { characterSpacing: -5 } : {}),
    font: { ascii: name, hAnsi: name, eastAsia: name, cs: name, hint: 'eastAsia' },
    ...(words.bold ? { bold: true } : {}),
    ...(words.strike ? { strike: true } : {}),
    ...(words.underline ? { underline: { type: UnderlineType.SINGLE } } : {}),
  });
};

const paragraph = (
  words: readonly Words[],
  face: Face,
  size: number,
  line: number,
  options: Omit<IParagraphOptions, 'children' | 'spacing'>,
  after = 0,
): Paragraph =>
  new Paragraph({
    ...options,
    spacing: { line: twips(line), lineRule: LineRuleType.EXACT, before: 0, after: twips(after) },
    children: words.map((w) => run(w, face, size)),
  });

const plain = (text: string): Words[] => [{ text }];

/** GB/T 9704: 标题 2号小标宋 · 正文 3号仿宋, 28 pt a line, two characters in · 一级 黑体 · 二级 楷体. */
export const title = (text: string): Paragraph =>
  paragraph(plain(text), 'title', 22, 32, { alignment: AlignmentType.CENTER, keepNext: true }, 8);
export const blank = (): Paragraph => paragraph([], 'body', 16, 28, {});
export const body = (words: string | readonly Words[], keepNext = false): Paragraph =>
  paragraph(typeof words === 'string' ? plain(words) : words, 'body', 16, 28, {
    // Not justified: LibreOffice 7.4 loses a stop at the end of a justified line, and 28 whole characters fill it anyway.
    alignment: AlignmentType.LEFT,
    indent: { firstLineChars: 200, firstLine: twips(32) },
    keepNext,
  });
export const first = (text: string): Paragraph =>
  paragraph(plain(text), 'heading', 16, 28, { indent: { firstLineChars: 200, firstLine: twips(32) }, keepNext: true });
export const second = (text: string): Paragraph =>
  paragraph(plain(text), 'second', 16, 28, { indent: { firstLineChars: 200, firstLine: twips(32) }, keepNext: true });
/** 署名 and 成文日期: right, `room` characters free. */
export const right = (text: string, room: number, keepNext = false): Paragraph =>
  paragraph(plain(text), 'body', 16, 28, {
    alignment: AlignmentType.RIGHT,
    indent: { right: twips(16 * room) },
    keepNext,
  });
export const left = (text: string, face: Face = 'body'): Paragraph =>
  paragraph(plain(text), face, 16, 28, { keepNext: true });
/** Cells: 小五 (9 pt), 13 pt a line, so that several findings stand on a page. */
export const cell = (words: readonly Words[], centred = false, face: Face = 'body'): Paragraph =>
  paragraph(words, face, 9, 13, { alignment: centred ? AlignmentType.CENTER : AlignmentType.LEFT });

/** “— 1 —”, 4号宋体: odd pages right, even pages left, one character in. */
const footer = (side: 'odd' | 'even'): Footer => {
  const name = FACES.page.name;
  return new Footer({
    children: [
      new Paragraph({
        alignment: side === 'odd' ? AlignmentType.RIGHT : AlignmentType.LEFT,
        indent: side === 'odd' ? { right: twips(14) } : { left: twips(14) },
        children: [
          new TextRun({
            children: ['— ', PageNumber.CURRENT, ' —'],
            size: half(14),
            font: { ascii: name, hAnsi: name, eastAsia: name, cs: name },
          }),
        ],
      }),
    ],
  });
};

/** A4, 天头 37 mm, 订口 28 mm, 版心 156 × 225 mm; landscape pages are the same sheet turned. */
export function section(children: ISectionOptions['children'], landscape = false): ISectionOptions {
  const mm = convertMillimetersToTwip;
  const margin = landscape
    ? { top: mm(28), bottom: mm(26), left: mm(35), right: mm(37), header: mm(15), footer: mm(15) }
    : { top: mm(37), right: mm(26), bottom: mm(35), left: mm(28), header: mm(15), footer: mm(24) };
  return {
    properties: {
      page: {
        size: {
          width: mm(210),
          height: mm(297),
          orientation: landscape ? PageOrientation.LANDSCAPE : PageOrientation.PORTRAIT,
        },
        margin,
      },
    },
    footers: { default: footer('odd'), even: footer('even') },
    children,
  };
}
