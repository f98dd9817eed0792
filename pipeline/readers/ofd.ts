import { WenhengError } from '../../records/errors.ts';
import type { Aside, Block, Note, Page, Place } from '../../records/page.ts';
import type { Box } from '../../records/span.ts';
import { PAGE_POINTS } from './limits.ts';
import { saveImages } from './media.ts';
import { type OfdDocument, OfdPackage, type OfdPage } from './ofd-document.ts';
import { boxOf, type Drawn, draw, IDENTITY, nothing, POINTS } from './ofd-objects.ts';
import { openParts } from './parts.ts';
import { type Leaf, toBlocks } from './pdf-blocks.ts';
import { toGlyphs } from './pdf-glyphs.ts';
import { toKind } from './pdf-kinds.ts';
import { toRows } from './pdf-rows.ts';
import { toGrids } from './pdf-tables.ts';
import type { PageImage, Read, Reader, ReadOptions } from './reader.ts';
import { child, childrenOf, textOf, type XmlNode } from './xml.ts';

/** OFD of GB/T 33190: text by position, laid out as for PDF; places in millimetres and by object id. */
export const ofd: Reader = {
  formats: ['ofd'],
  async read(bytes: Uint8Array, options: ReadOptions) {
    const parts = await openParts(bytes, options.name);
    const pack = new OfdPackage(parts, options.name);
    const bodies = childrenOf(await pack.xml('OFD.xml'), 'DocBody');
    const pages: Page[] = [];
    const leaves: Leaf[] = [];
    const aside: Aside[] = [];
    const notes: Note[] = [];
    const images: PageImage[] = [];
    const fields: Record<string, string> = {};
    for (const body of bodies) {
      const document = await pack.document(body, options.limits.pages);
      if (pages.length + document.pages.length > options.limits.pages) {
        throw new WenhengError('too-many-pages', {
          file: options.name,
          pages: `超过 ${options.limits.pages}`,
          limit: options.limits.pages,
        });
      }
      describe(document, fields, notes);
      const often = usage(document.pages);
      for (const page of document.pages) {
        const number = pages.length + 1;
        const sheet = readPage(document, page, number, often, options.name);
        const found = sheet.pictures.flatMap(({ resource, box }) => {
          const path = document.media(resource);
          return path === undefined
            ? []
            : [{ page: number, region: box, millimetres: box.x1 - box.x0, read: () => parts.read(path) }];
        });
        const saved = sheet.page.kind === 'scan' ? await saveImages(found, options) : [];
        if (sheet.page.kind === 'scan' && saved.length === 0) {
          notes.push({ code: 'image-unread', message: `第 ${number} 页是图像，但其格式无法打开`, page: number });
        }
        pages.push(sheet.page);
        leaves.push(sheet.leaf);
        aside.push(...sheet.aside);
        notes.push(...sheet.notes);
        images.push(...saved);
      }
    }
    if (pages.length === 0) throw new WenhengError('no-pages', { file: options.name });
    const laid = toBlocks(leaves);
    const ids = leaves.map(objectFinder);
    const blocks = laid.blocks.map((block) => inMillimetres(block, ids));
    aside.push(...laid.aside.map((a) => ({ ...a, place: objectPlace(a.place, ids) })));
    if (blocks.length === 0 && images.length === 0) throw new WenhengError('no-text', { file: options.name });
    return { pages: { format: 'ofd', pages, blocks, aside, fields, notes }, images } satisfies Read;
  },
};

/** Pages on which each template stands. */
function usage(pages: readonly OfdPage[]): Map<XmlNode, number> {
  const often = new Map<XmlNode, number>();
  for (const page of pages) for (const t of page.templates) often.set(t, (often.get(t) ?? 0) + 1);
  return often;
}

interface Sheet {
  readonly page: Page;
  readonly leaf: Leaf;
  readonly aside: readonly Aside[];
  readonly notes: readonly Note[];
  readonly pictures: Drawn['pictures'];
}

const said = (drawn: Drawn): string =>
  drawn.items
    .map((i) => i.str)
    .join('')
    .trim();

/** The rectangle that a page's items cover, in millimetres. */
function around(drawn: Drawn, page: number): Box {
  const xs = drawn.items.flatMap((i) => [i.transform[4] ?? 0, (i.transform[4] ?? 0) + i.width]);
  const ys = drawn.items.flatMap((i) => [(i.transform[5] ?? 0) - i.height, i.transform[5] ?? 0]);
  const least = (list: readonly number[]): number =>
    list.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY) / POINTS;
  const most = (list: readonly number[]): number =>
    list.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY) / POINTS;
  return drawn.items.length === 0
    ? { page, x0: 0, y0: 0, x1: 0, y1: 0 }
    : { page, x0: least(xs), y0: least(ys), x1: most(xs), y1: most(ys) };
}

function readPage(
  document: OfdDocument,
  { id, root, box, templates }: OfdPage,
  number: number,
  often: ReadonlyMap<XmlNode, number>,
  file: string,
): Sheet {
  const [width, height] = [box.x1 - box.x0, box.y1 - box.y0];
  if (!(width > 0 && height > 0 && width * POINTS <= PAGE_POINTS && height * POINTS <= PAGE_POINTS)) {
    throw new WenhengError('image-too-large', {
      file,
      size: `第 ${number} 页 ${width}×${height} mm`,
      limit: `${Math.round(PAGE_POINTS / POINTS)} mm`,
    });
  }
  const aside: Aside[] = [];
  const notes: Note[] = [];
  const drawn = nothing();
  for (const template of templates) {
    // A template of one page alone holds that page's own text, as some converters write it.
    const shared = (often.get(template) ?? 0) > 1;
    const own = shared ? nothing() : drawn;
    const content = child(template, 'Content');
    if (content) draw(content, IDENTITY, document.composite, own);
    if (shared && said(own) !== '')
      aside.push({ kind: 'running-head', text: said(own), place: { kind: 'page', box: around(own, number) } });
  }
  const content = child(root, 'Content');
  if (content) draw(content, IDENTITY, document.composite, drawn);
  if (!root) notes.push({ code: 'page-missing', message: `第 ${number} 页在文件中缺失或已损坏`, page: number });

  for (const { type, node } of document.annotations.get(id) ?? []) {
    const appearance = child(node, 'Appearance');
    const at = boxOf(appearance?.attributes.Boundary);
    const own = nothing();
    if (appearance) draw(appearance, at ? [1, 0, 0, 1, at.x0, at.y0] : IDENTITY, document.composite, own);
    const kind = type === 'Stamp' ? 'seal' : type === 'Watermark' ? 'watermark' : 'annotation';
    const text = said(own) || textOf(child(node, 'Remark')).trim() || (kind === 'seal' ? '印章' : '');
    if (text !== '')
      aside.push({
        kind,
        text,
        place: {
          kind: 'object',
          object: node.attributes.ID ?? '',
          box: at ? { page: number, ...at } : around(own, number),
        },
      });
  }
  for (const stamp of document.stamps) {
    if (stamp.page === id)
      aside.push({
        kind: 'seal',
        text: '电子印章（未验证）',
        place: { kind: 'page', box: { page: number, ...(stamp.box ?? box) } },
      });
  }

  const largest = drawn.pictures.reduce(
    (most, { box: b }) => Math.max(most, ((b.x1 - b.x0) * (b.y1 - b.y0)) / (width * height)),
    0,
  );
  const text = said(drawn).replace(/\s/g, '');
  const all = text.length + drawn.hidden.length;
  const guess = toKind({
    text: text + drawn.hidden,
    coverage: Math.min(1, largest),
    hidden: all === 0 ? 0 : drawn.hidden.length / all,
  });
  // A page of a few characters and no image is still read.
  const kind = guess === 'blank' && text !== '' ? 'text' : guess;
  if (drawn.hidden.trim() !== '')
    aside.push({
      kind: 'hidden-text',
      text: drawn.hidden.trim(),
      place: { kind: 'page', box: { page: number, ...box } },
    });
  if (kind === 'garbage')
    notes.push({
      code: 'garbage-text',
      message: `第 ${number} 页的文字层是乱码，无法读取；请索取其他格式的原件`,
      page: number,
    });
  if (kind === 'blank' && drawn.paths > 20) {
    notes.push({
      code: 'no-text-layer',
      message: `第 ${number} 页的文字以图形绘制，没有文本层，未能读取`,
      page: number,
    });
  }
  // Under a scan the visible text is the page's, the invisible one some other program's reading of it.
  const scanned = kind === 'ocr-layer' || kind === 'scan';
  return {
    page: { number, width, height, unit: 'mm', kind: scanned ? 'scan' : kind, ocr: false },
    leaf: toLeaf(drawn, number, width, height, kind === 'garbage'),
    aside,
    notes,
    pictures: scanned ? drawn.pictures : [],
  };
}

function toLeaf(drawn: Drawn, number: number, width: number, height: number, garbage: boolean): Leaf {
  const content = toGlyphs(drawn.items, () => false, {
    number,
    width: width * POINTS,
    height: height * POINTS,
    viewport: IDENTITY,
  });
  const grids = toGrids(drawn.rules, content.glyphs, toRows);
  const inside = new Set(grids.flatMap((grid) => grid.glyphs));
  const turned = content.frame.turn % 2 === 1;
  return {
    content,
    grids,
    rows: toRows(content.glyphs.filter((g) => !inside.has(g))),
    rules: drawn.rules,
    garbage,
    width: (turned ? height : width) * POINTS,
    height: (turned ? width : height) * POINTS,
  };
}

type Finder = (box: Box) => string;

/** The object that the first character in a box (in points) belongs to. */
function objectFinder({ content }: Leaf): Finder {
  if (content.frame.turn !== 0) return () => '';
  const glyphs = content.glyphs.toSorted((a, b) => a.base - b.base);
  return ({ x0, y0, x1, y1 }) => {
    let low = 0;
    for (let high = glyphs.length; low < high; ) {
      const middle = (low + high) >> 1;
      if ((glyphs[middle]?.base ?? 0) < y0) low = middle + 1;
      else high = middle;
    }
    let best: { x0: number; font: string } | undefined;
    for (let i = low; i < glyphs.length; i++) {
      const g = glyphs[i];
      if (!g || g.base > y1) break;
      if (g.x0 >= x0 - 1 && g.x0 <= x1 && (!best || g.x0 < best.x0)) best = g;
    }
    return best?.font ?? '';
  };
}

const mm = (points: number): number => Math.round((points / POINTS) * 100) / 100;

/** A place of the shared layout (points) as OFD has it: the object, and a box in millimetres. */
function objectPlace(place: Place, ids: readonly Finder[]): Place {
  if (place.kind !== 'page') return place;
  const { page, x0, y0, x1, y1 } = place.box;
  const object = ids[page - 1]?.(place.box) ?? '';
  const box = { page, x0: mm(x0), y0: mm(y0), x1: mm(x1), y1: mm(y1) };
  return object === '' ? { kind: 'page', box } : { kind: 'object', object, box };
}

function inMillimetres(block: Block, ids: readonly Finder[]): Block {
  return {
    ...block,
    place: objectPlace(block.place, ids),
    ...(block.edges ? { edges: block.edges.map(mm) } : {}),
    ...(block.cells ? { cells: block.cells.map((c) => ({ text: c.text, place: objectPlace(c.place, ids) })) } : {}),
  };
}

/** What the document says about itself, and what the reader of a report should know about it. */
function describe(document: OfdDocument, fields: Record<string, string>, notes: Note[]): void {
  for (const [key, element] of [
    ['属性标题', 'Title'],
    ['属性作者', 'Author'],
    ['属性创建时间', 'CreationDate'],
  ] as const) {
    const value = textOf(child(document.info, element)).trim();
    if (value !== '') fields[key] ??= value;
  }
  for (const data of childrenOf(child(document.info, 'CustomDatas'), 'CustomData')) {
    const [key, value] = [data.attributes.Name?.trim() ?? '', textOf(data).trim()];
    if (/[\u4e00-\u9fff]/.test(key) && value !== '' && value.length <= 500) fields[key] ??= value;
  }
  if (document.signatures > 0) {
    notes.push({
      code: 'signature-unverified',
      message: `文件带有 ${document.signatures} 个电子签章；已读取，未验证其真伪`,
    });
  }
  if (document.attachments > 0)
    notes.push({ code: 'attachments', message: `文件内嵌 ${document.attachments} 个附件，未读取` });
}
