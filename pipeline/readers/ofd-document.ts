import { posix } from 'node:path';
import { isWenhengError } from '../../records/errors.ts';
import { boxOf, type Rectangle } from './ofd-objects.ts';
import type { Parts } from './parts.ts';
import { child, childrenOf, descendants, readXml, textOf, type XmlNode } from './xml.ts';

const DEPTH = 64;

/** A file inside the package: absolute from its root, else relative to the file that names it. */
const resolve = (from: string, loc: string): string =>
  loc.startsWith('/') ? loc.slice(1) : posix.join(posix.dirname(from), loc);

export interface OfdPage {
  readonly id: string;
  /** Undefined where the package lacks the page or it is broken. */
  readonly root: XmlNode | undefined;
  /** Millimetres. */
  readonly box: Rectangle;
  readonly templates: readonly XmlNode[];
}

export interface OfdAnnotation {
  readonly type: string;
  readonly node: XmlNode;
}

export interface OfdDocument {
  readonly info: XmlNode | undefined;
  readonly pages: readonly OfdPage[];
  /** Page id → annotations. */
  readonly annotations: ReadonlyMap<string, readonly OfdAnnotation[]>;
  /** Stamps of electronic signatures: page id and place in millimetres. */
  readonly stamps: readonly { readonly page: string; readonly box: Rectangle | null }[];
  readonly signatures: number;
  readonly attachments: number;
  /** Picture file of a resource. */
  media(id: string): string | undefined;
  composite(id: string): XmlNode | undefined;
}

const A4: Rectangle = { x0: 0, y0: 0, x1: 210, y1: 297 };

export class OfdPackage {
  readonly #parts: Parts;
  readonly #name: string;

  constructor(parts: Parts, name: string) {
    this.#parts = parts;
    this.#name = name;
  }

  async xml(path: string): Promise<XmlNode> {
    return readXml(await this.#parts.read(path), { name: this.#name, depth: DEPTH });
  }

  /** A part that the rest can be read without; hostile markup still ends the reading. */
  async #optional(path: string | undefined): Promise<XmlNode | undefined> {
    if (path === undefined || !this.#parts.has(path)) return undefined;
    try {
      return await this.xml(path);
    } catch (e) {
      if (isWenhengError(e) && e.code === 'file-damaged') return undefined;
      throw e;
    }
  }

  /** One document of the package (a package may hold several DocBody). `most` bounds the pages that are opened. */
  async document(body: XmlNode, most: number): Promise<OfdDocument> {
    const path = textOf(child(body, 'DocRoot')).trim().replace(/^\//, '');
    const root = await this.xml(path);
    const common = child(root, 'CommonData');
    const { media, composites } = await this.#resources(path, common);
    const standard = boxOf(textOf(child(child(common, 'PageArea'), 'PhysicalBox'))) ?? A4;

    const templates = new Map<string, XmlNode>();
    for (const t of childrenOf(common, 'TemplatePage')) {
      const page = await this.#optional(resolve(path, t.attributes.BaseLoc ?? ''));
      if (page) templates.set(t.attributes.ID ?? '', page);
    }
    const pages: OfdPage[] = [];
    for (const p of childrenOf(child(root, 'Pages'), 'Page').slice(0, most + 1)) {
      const page = await this.#optional(resolve(path, p.attributes.BaseLoc ?? ''));
      pages.push({
        id: p.attributes.ID ?? '',
        root: page,
        box: boxOf(textOf(child(child(page, 'Area'), 'PhysicalBox'))) ?? standard,
        templates: childrenOf(page, 'Template').flatMap((t) => templates.get(t.attributes.TemplateID ?? '') ?? []),
      });
    }
    const signed = await this.#signatures(path, body);
    return {
      info: child(body, 'DocInfo'),
      pages,
      annotations: await this.#annotations(path, root),
      ...signed,
      attachments: await this.#attachments(path, root),
      media: (id) => media.get(id),
      composite: (id) => composites.get(id),
    };
  }

  async #resources(path: string, common: XmlNode | undefined) {
    const media = new Map<string, string>();
    const composites = new Map<string, XmlNode>();
    for (const loc of [...childrenOf(common, 'PublicRes'), ...childrenOf(common, 'DocumentRes')]) {
      const file = resolve(path, textOf(loc).trim());
      const res = await this.#optional(file);
      if (!res) continue;
      const folder = resolve(file, `${res.attributes.BaseLoc ?? '.'}/x`);
      for (const m of descendants(res, 'MultiMedia')) {
        const target = textOf(child(m, 'MediaFile')).trim();
        const found = [resolve(folder, target), resolve(file, target)].find((f) => this.#parts.has(f));
        if (found !== undefined) media.set(m.attributes.ID ?? '', found);
      }
      for (const c of descendants(res, 'CompositeGraphicUnit')) composites.set(c.attributes.ID ?? '', c);
    }
    return { media, composites };
  }

  async #annotations(path: string, root: XmlNode): Promise<Map<string, OfdAnnotation[]>> {
    const out = new Map<string, OfdAnnotation[]>();
    const file = textOf(child(root, 'Annotations')).trim();
    if (file === '') return out;
    const list = resolve(path, file);
    for (const page of childrenOf(await this.#optional(list), 'Page')) {
      const annotations = await this.#optional(resolve(list, textOf(child(page, 'FileLoc')).trim()));
      const found = childrenOf(annotations, 'Annot').map((node) => ({ type: node.attributes.Type ?? '', node }));
      out.set(page.attributes.PageID ?? '', found);
    }
    return out;
  }

  async #signatures(path: string, body: XmlNode): Promise<Pick<OfdDocument, 'stamps' | 'signatures'>> {
    const loc = textOf(child(body, 'Signatures')).trim();
    if (loc === '') return { stamps: [], signatures: 0 };
    // Named from the package's root file; some programs name it from the document's folder.
    const file = [loc.replace(/^\//, ''), resolve(path, loc)].find((f) => this.#parts.has(f));
    const list = childrenOf(await this.#optional(file), 'Signature');
    const stamps: { page: string; box: Rectangle | null }[] = [];
    for (const s of list) {
      const signature = await this.#optional(resolve(file ?? '', s.attributes.BaseLoc ?? ''));
      for (const stamp of signature ? descendants(signature, 'StampAnnot') : []) {
        stamps.push({ page: stamp.attributes.PageRef ?? '', box: boxOf(stamp.attributes.Boundary) });
      }
    }
    return { stamps, signatures: Math.max(list.length, file === undefined ? 1 : 0) };
  }

  async #attachments(path: string, root: XmlNode): Promise<number> {
    const loc = textOf(child(root, 'Attachments')).trim();
    return loc === '' ? 0 : childrenOf(await this.#optional(resolve(path, loc)), 'Attachment').length;
  }
}
