import { posix } from 'node:path';
import { WenhengError } from '../../records/errors.ts';
import type { Aside, Note } from '../../records/page.ts';
import { Body, plainText } from './docx-body.ts';
import { readNumbering, readStyles } from './docx-styles.ts';
import { saveImages } from './media.ts';
import { openParts, type Parts } from './parts.ts';
import type { PageImage, Read, Reader, ReadOptions } from './reader.ts';
import { sniff } from './sniff.ts';
import { child, childrenOf, descendants, readXml, textOf, type XmlNode } from './xml.ts';

/** Real documents nest some 40 elements deep. */
const DEPTH = 256;

interface Relation {
  readonly id: string;
  /** Last part of the relationship type: officeDocument, styles, footnotes … */
  readonly type: string;
  /** Part name. */
  readonly target: string;
  readonly external: boolean;
}

class Package {
  readonly #parts: Parts;
  readonly #name: string;

  constructor(parts: Parts, name: string) {
    this.#parts = parts;
    this.#name = name;
  }

  async xml(path: string | undefined): Promise<XmlNode | undefined> {
    if (path === undefined || !this.#parts.has(path)) return undefined;
    return readXml(await this.#parts.read(path), { name: this.#name, depth: DEPTH });
  }

  async relations(path: string): Promise<Relation[]> {
    const folder = posix.dirname(path);
    const root = await this.xml(posix.join(folder, '_rels', `${posix.basename(path)}.rels`));
    return childrenOf(root, 'Relationship').map(({ attributes: a }) => ({
      id: a.Id ?? '',
      type: (a.Type ?? '').split('/').at(-1) ?? '',
      target: a.Target?.startsWith('/') ? a.Target.slice(1) : posix.join(folder, a.Target ?? ''),
      external: a.TargetMode === 'External',
    }));
  }

  /** Notes of a footnotes, endnotes or comments part, by id; separators left out. */
  async notes(path: string | undefined, element: string): Promise<Map<string, XmlNode>> {
    const root = await this.xml(path);
    return new Map(
      childrenOf(root, element).flatMap((n) => (n.attributes.type ? [] : [[n.attributes.id ?? '', n] as const])),
    );
  }
}

/** — 3 — · 第 3 页 共 9 页 · or the field that prints it: a footer that only numbers pages. */
const isPageNumber = (root: XmlNode, text: string): boolean =>
  /^[-—–\s第页共/\d]*$/.test(text) &&
  (text !== '' || descendants(root, 'instrText').some((n) => /\b(PAGE|NUMPAGES)\b/.test(textOf(n))));

async function readDocument(parts: Parts, { name, scratch, limits }: ReadOptions): Promise<Read> {
  const pack = new Package(parts, name);
  const main = (await pack.relations('')).find((r) => r.type === 'officeDocument')?.target ?? 'word/document.xml';
  if (!parts.has(main)) throw new WenhengError('file-damaged', { file: name, why: '缺少正文部分' });
  const relations = (await pack.relations(main)).filter((r) => !r.external);
  const target = (type: string): string | undefined => relations.find((r) => r.type === type)?.target;

  const styles = readStyles(await pack.xml(target('styles')));
  const numbering = readNumbering(await pack.xml(target('numbering')), styles);
  const body = new Body(styles, numbering);
  readXml(await parts.read(main), { name, depth: DEPTH, each: { of: 'body', take: (node) => body.take(node) } });
  body.finish();

  const aside: Aside[] = [...body.aside];
  const notes: Note[] = [];
  const first = { kind: 'paragraph', paragraph: 1 } as const;
  for (const { type, target: part } of relations.filter((r) => r.type === 'header' || r.type === 'footer')) {
    const root = await pack.xml(part);
    const text = root ? plainText(root, styles) : '';
    if (root && (text !== '' || type === 'footer')) {
      const kind = isPageNumber(root, text) ? 'page-number' : 'running-head';
      if (text !== '') aside.push({ kind, text, place: first });
    }
  }

  const kept = {
    footnote: await pack.notes(target('footnotes'), 'footnote'),
    endnote: await pack.notes(target('endnotes'), 'endnote'),
    comment: await pack.notes(target('comments'), 'comment'),
  };
  const counts = { footnote: 0, endnote: 0, comment: 0 };
  for (const { kind, id, paragraph } of body.references) {
    const node = kept[kind].get(id);
    const text = node ? plainText(node, styles) : '';
    if (text === '') continue;
    counts[kind]++;
    aside.push({ kind: 'annotation', text, place: { kind: 'paragraph', paragraph } });
  }
  const feet = counts.footnote + counts.endnote;
  if (feet > 0) notes.push({ code: 'footnotes', message: `有 ${feet} 条脚注或尾注，未并入正文，列在“未入正文”中` });
  if (counts.comment > 0) notes.push({ code: 'comments', message: `有 ${counts.comment} 条批注，未并入正文` });
  if (body.deletions > 0)
    notes.push({
      code: 'tracked-changes',
      message: `文件带有修订痕迹：按接受修订后的文字读取，${body.deletions} 处删除另列`,
    });
  const hidden = body.aside.filter((a) => a.kind === 'hidden-text').length;
  if (hidden > 0) notes.push({ code: 'hidden-text', message: `有 ${hidden} 处隐藏文字，未并入正文` });
  if (body.contents > 0) notes.push({ code: 'contents', message: `目录 ${body.contents} 行未并入正文` });
  if (body.symbols > 0)
    notes.push({ code: 'symbols', message: `有 ${body.symbols} 个符号字体字符无法识别，以“�”代替` });

  // A scan pasted into a document: the pictures are the pages.
  let images: PageImage[] = [];
  const chars = body.blocks.reduce((n, b) => n + b.text.length, 0);
  if (body.pictures.length > 0 && chars < 50) {
    const files = body.pictures.flatMap(
      (id) => relations.find((r) => r.id === id && parts.has(r.target))?.target ?? [],
    );
    images = await saveImages(
      files.map((path) => ({ read: () => parts.read(path) })),
      { name, scratch, limits },
    );
    if (images.length > 0)
      notes.push({ code: 'picture-pages', message: `正文是 ${images.length} 张图片，需要文字识别` });
  } else if (body.pictures.length > 0) {
    notes.push({ code: 'pictures', message: `有 ${body.pictures.length} 张图片，图中文字未读取` });
  }
  if (body.blocks.length === 0 && images.length === 0) throw new WenhengError('no-text', { file: name });

  const properties = await pack.xml((await pack.relations('')).find((r) => r.type === 'core-properties')?.target);
  const fields: Record<string, string> = {};
  for (const [key, element] of [
    ['属性标题', 'title'],
    ['属性作者', 'creator'],
    ['属性修改时间', 'modified'],
  ] as const) {
    const value = textOf(child(properties, element)).trim();
    if (value !== '') fields[key] = value;
  }
  return { pages: { format: 'docx', pages: [], blocks: body.blocks, aside, fields, notes }, images };
}

export const docx: Reader = {
  formats: ['docx'],
  async read(bytes: Uint8Array, options: ReadOptions) {
    // Encrypted office files are compound files, and only sniffing names them.
    const format = sniff(bytes, options.name);
    if (format !== 'docx') throw new WenhengError('file-damaged', { file: options.name, why: '内容不是 DOCX' });
    return readDocument(await openParts(bytes, options.name), options);
  },
};
