import { WenhengError } from '../../records/errors.ts';
import type { Aside, Note } from '../../records/page.ts';
import { DocBody } from './doc-body.ts';
import { type DocFile, openDoc, plc, TABLE } from './doc-file.ts';
import { DocText } from './doc-text.ts';
import type { Read, Reader, ReadOptions } from './reader.ts';
import { sniff } from './sniff.ts';
import { flat } from './word-paragraph.ts';

type Range = readonly [number, number];

/** Ranges of text boxes by the position of their anchor, and all of them in order. ([MS-DOC] 2.8.23, 2.8.37) */
function textBoxes(file: DocFile): { at(position: number): Range | undefined; rest(): Range[] } {
  const [base] = file.stories.textBoxes;
  const { positions, rows } = plc(file.table(TABLE.textBoxes), 22);
  const boxes = new Map<number, Range>();
  rows.forEach((row, i) => {
    const range = [
      base + (positions[i] ?? 0),
      Math.min(file.stories.textBoxes[1], base + (positions[i + 1] ?? 0)),
    ] as const;
    // The last row only closes the list.
    if (range[1] > range[0] && i < rows.length - 1) boxes.set(row.readInt32LE(14), range);
  });
  const shapes = plc(file.table(TABLE.shapes), 26);
  const shapeAt = new Map(shapes.rows.map((row, i) => [shapes.positions[i] ?? -1, row.readInt32LE(0)]));
  const used = new Set<number>();
  return {
    at(position) {
      const shape = shapeAt.get(position);
      if (shape === undefined || used.has(shape)) return undefined;
      const box = boxes.get(shape);
      if (box) used.add(shape);
      return box;
    },
    rest: () => [...boxes].flatMap(([shape, range]) => (used.has(shape) ? [] : [range])),
  };
}

/** Texts of notes, by the position of their mark in the main story. */
function notesOf(text: DocText, references: number, rowSize: number, texts: number, story: Range): Map<number, string> {
  const { positions } = plc(text.file.table(references), rowSize);
  const ends = plc(text.file.table(texts), 0).positions;
  return new Map(
    positions.slice(0, -1).map((at, i) => {
      const [from, to] = [story[0] + (ends[i] ?? 0), Math.min(story[1], story[0] + (ends[i + 1] ?? 0))];
      return [at, to > from ? text.plain(from, to) : ''] as const;
    }),
  );
}

/** Running heads and page numbers: six texts a section, after six that separate notes. ([MS-DOC] 2.8.22) */
function headers(text: DocText): Aside[] {
  const { headers: story } = text.file.stories;
  const ends = plc(text.file.table(TABLE.headers), 0).positions;
  const seen = new Set<string>();
  return ends.slice(6, -1).flatMap((end, i): Aside[] => {
    const [from, to] = [story[0] + end, Math.min(story[1], story[0] + (ends[i + 7] ?? end))];
    const said = to > from ? text.plain(from, to) : '';
    if (said === '' || seen.has(said)) return [];
    seen.add(said);
    const kind = /^[-—–\s第页共/\d]*$/.test(said) ? 'page-number' : 'running-head';
    return [{ kind, text: said, place: { kind: 'paragraph', paragraph: 1 } }];
  });
}

function readDoc(bytes: Uint8Array, { name }: ReadOptions, format: 'doc' | 'wps'): Read {
  const text = new DocText(openDoc(bytes, name));
  const { file } = text;
  const boxes = textBoxes(file);
  const body = new DocBody(text, boxes.at);
  body.read(file.stories.main);
  for (const box of boxes.rest()) body.readBox(box);
  if (body.blocks.length === 0) throw new WenhengError('no-text', { file: name });

  const footnotes = notesOf(text, TABLE.footnoteReferences, 2, TABLE.footnoteText, file.stories.footnotes);
  const endnotes = notesOf(text, TABLE.endnoteReferences, 2, TABLE.endnoteText, file.stories.endnotes);
  const comments = notesOf(text, TABLE.commentReferences, 30, TABLE.commentText, file.stories.comments);
  const aside: Aside[] = [...body.aside, ...headers(text)];
  let [feet, remarks] = [0, 0];
  for (const { at, ch, paragraph } of body.anchors) {
    const said = ch === '\x05' ? comments.get(at) : (footnotes.get(at) ?? endnotes.get(at));
    if (!said) continue;
    if (ch === '\x05') remarks++;
    else feet++;
    aside.push({ kind: 'annotation', text: said, place: { kind: 'paragraph', paragraph } });
  }

  const notes: Note[] = [];
  if (feet > 0) notes.push({ code: 'footnotes', message: `有 ${feet} 条脚注或尾注，未并入正文，列在“未入正文”中` });
  if (remarks > 0) notes.push({ code: 'comments', message: `有 ${remarks} 条批注，未并入正文` });
  if (body.deletions > 0)
    notes.push({
      code: 'tracked-changes',
      message: `文件带有修订痕迹：按接受修订后的文字读取，${body.deletions} 处删除另列`,
    });
  const hidden = body.aside.filter((a) => a.kind === 'hidden-text').length;
  if (hidden > 0) notes.push({ code: 'hidden-text', message: `有 ${hidden} 处隐藏文字，未并入正文` });
  if (body.contents > 0) notes.push({ code: 'contents', message: `目录 ${body.contents} 行未并入正文` });
  if (text.symbols > 0)
    notes.push({ code: 'symbols', message: `有 ${text.symbols} 个符号字体字符无法识别，以“�”代替` });
  for (const [from, to] of text.copies) {
    const said = flat(/\x14([^\x15]*)/.exec(file.text.slice(from, to))?.[1] ?? '');
    aside.push({ kind: 'hidden-text', text: said, place: { kind: 'paragraph', paragraph: 1 } });
  }
  if (text.copies.size > 0)
    notes.push({ code: 'form-copies', message: `有 ${text.copies.size} 个表单域重复了相邻正文，未并入` });
  const pictures = body.anchors.filter((a) => a.ch === '\x01').length;
  if (pictures > 0) notes.push({ code: 'pictures', message: `有 ${pictures} 张图片，图中文字未读取` });
  return { pages: { format, pages: [], blocks: body.blocks, aside, fields: {}, notes }, images: [] };
}

/** Word 97–2003 and the binary files of WPS, which are of the same form. */
export const doc: Reader = {
  formats: ['doc', 'wps'],
  async read(bytes: Uint8Array, options: ReadOptions) {
    const format = sniff(bytes, options.name);
    if (format !== 'doc' && format !== 'wps') {
      throw new WenhengError('file-damaged', { file: options.name, why: '内容不是 DOC' });
    }
    try {
      return readDoc(bytes, options, format);
    } catch (e) {
      // An offset that points outside of its stream.
      if (e instanceof RangeError)
        throw new WenhengError('file-damaged', { file: options.name, why: '内部偏移越界' }, { cause: e });
      throw e;
    }
  },
};
