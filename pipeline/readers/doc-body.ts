import type { Aside, Block, Look } from '../../records/page.ts';
import type { CharacterProperties, ParagraphProperties } from './doc-sprm.ts';
import { type DocParagraph, type DocText, type Said, silence } from './doc-text.ts';
import { Counters } from './numbering.ts';
import { flat, paragraphBlocks } from './word-paragraph.ts';

interface Row {
  readonly cells: Block[][];
  readonly properties: ParagraphProperties;
  readonly from: number;
}

/** Blocks of the main story, and of text boxes where they are anchored. */
export class DocBody {
  readonly blocks: Block[] = [];
  readonly aside: Aside[] = [];
  /** Notes and comments referred to, by the position of their mark. */
  readonly anchors: { readonly at: number; readonly ch: string; readonly paragraph: number }[] = [];
  deletions = 0;
  /** Entries of a table of contents, kept aside: they repeat the headings. */
  contents = 0;
  readonly #text: DocText;
  readonly #counters = new Counters();
  readonly #boxAt: (at: number) => readonly [number, number] | undefined;
  #paragraphs = 0;
  #tables = 0;
  #carried: Said | null = null;
  #rows: Row[] = [];
  #cells: Block[][] = [];
  #cell: Block[] = [];
  #rowFrom = 0;

  constructor(text: DocText, boxAt: (at: number) => readonly [number, number] | undefined) {
    this.#text = text;
    this.#boxAt = boxAt;
  }

  read(story: readonly [number, number]): void {
    for (const paragraph of this.#text.paragraphs(story)) this.#take(paragraph);
    this.#endTable();
    const rest = this.#carried ? flat(this.#carried.text) : '';
    if (rest !== '')
      this.blocks.push({ kind: 'paragraph', text: rest, place: { kind: 'paragraph', paragraph: this.#paragraphs } });
  }

  /** Text boxes that no anchor of the main story led to, at the end. */
  readBox(story: readonly [number, number]): void {
    for (const p of this.#text.paragraphs(story))
      this.blocks.push(...this.#paragraph(p, Math.max(1, this.#paragraphs)));
  }

  #take(p: DocParagraph): void {
    const { properties } = p;
    const number = ++this.#paragraphs;
    if (!properties.inTable) {
      this.#endTable();
      this.blocks.push(...this.#paragraph(p, number));
      return;
    }
    if (this.#cells.length === 0 && this.#cell.length === 0) this.#rowFrom ||= number;
    if (properties.rowEnd) {
      if (this.#cell.length > 0) this.#cells.push(this.#cell);
      this.#rows.push({ cells: this.#cells, properties, from: this.#rowFrom || number });
      [this.#cells, this.#cell, this.#rowFrom] = [[], [], 0];
      return;
    }
    if (properties.innerRowEnd) return;
    this.#cell.push(...this.#paragraph(p, number));
    if (this.#text.file.text.charCodeAt(p.end) === 0x07 && properties.depth <= 1) {
      this.#cells.push(this.#cell);
      this.#cell = [];
    }
  }

  #endTable(): void {
    const rows = this.#rows;
    const loose = [...this.#cells.flat(), ...this.#cell];
    [this.#rows, this.#cells, this.#cell, this.#rowFrom] = [[], [], [], 0];
    if (rows.length > 0) this.#table(rows);
    this.blocks.push(...loose);
  }

  #table(rows: readonly Row[]): void {
    const table = ++this.#tables;
    const edges = [...new Set(rows.flatMap((r) => r.properties.cells?.edges ?? []))]
      .sort((a, b) => a - b)
      .filter((e, i, all) => i === 0 || e - (all[i - 1] ?? 0) > 30);
    const columnOf = (edge: number | undefined, index: number): number =>
      edge === undefined ? index + 1 : Math.max(1, edges.filter((e) => e <= edge + 30).length);
    const frame = rows.length <= 2 && rows.every((r) => r.cells.length === 1);
    rows.forEach(({ cells, properties, from }, at) => {
      const [only] = cells;
      if (frame && only && only.length > 1) {
        this.blocks.push(...only);
        return;
      }
      const kept = cells.flatMap((inside, index) => {
        const text = inside.map((b) => b.text).join(' ');
        if (text === '' && properties.cells?.merged[index]) return [];
        const [first] = inside;
        const paragraph = first?.place.kind === 'paragraph' ? first.place.paragraph : from;
        const cell = { table, row: at + 1, column: columnOf(properties.cells?.edges[index], index) };
        return [{ text, place: { kind: 'paragraph', paragraph, cell } as const }];
      });
      if (kept.every((c) => c.text === '')) return;
      this.blocks.push({
        kind: 'row',
        text: kept.map((c) => c.text).join('\t'),
        place: { kind: 'paragraph', paragraph: from },
        cells: kept,
      });
    });
  }

  #aside(kind: Aside['kind'], text: string, paragraph: number): void {
    const said = flat(text);
    if (said !== '') this.aside.push({ kind, text: said, place: { kind: 'paragraph', paragraph } });
  }

  #paragraph({ start, end, properties, styled }: DocParagraph, number: number): Block[] {
    const said = this.#carried ?? silence();
    this.#carried = null;
    const mark = this.#text.say(start, end, styled, said);
    const boxes: Block[] = [];
    for (const anchor of said.anchors.splice(0)) {
      const box = anchor.ch === '\x08' ? this.#boxAt(anchor.at) : undefined;
      if (box) for (const inner of this.#text.paragraphs(box)) boxes.push(...this.#paragraph(inner, number));
      this.anchors.push({ ...anchor, paragraph: number });
    }
    if (said.deleted !== '') this.deletions++;
    this.#aside('deleted-text', said.deleted, number);
    this.#aside('hidden-text', said.hidden, number);
    const allHidden = said.hidden !== '' && said.text.trim() === '';
    [said.deleted, said.hidden] = ['', ''];
    if (mark.deleted && !properties.inTable) {
      this.#carried = said;
      return boxes;
    }
    const numbered =
      !(allHidden && mark.hidden) && properties.ilfo !== undefined && properties.ilfo > 0 && properties.ilfo < 0x7ff;
    const list = numbered && properties.ilfo !== undefined ? this.#text.lists.list(properties.ilfo) : undefined;
    const { label, gap } = list ? this.#counters.next(list, Math.min(8, properties.ilvl ?? 0)) : { label: '', gap: '' };
    if (this.#text.isContents(properties.istd)) {
      this.contents++;
      this.#aside('page-chrome', label + gap + said.text, number);
      return boxes;
    }
    const place = { kind: 'paragraph', paragraph: number } as const;
    return [
      ...boxes,
      ...paragraphBlocks({ text: said.text, label, gap, look: lookOf(properties, styled, said), place }),
    ];
  }
}

const ALIGN = ['left', 'center', 'right'] as const;

function lookOf(p: ParagraphProperties, styled: CharacterProperties, said: Said): Look {
  const align = p.jc === undefined ? undefined : ALIGN[p.jc];
  const size = (said.size ?? styled.size ?? 21) / 2;
  const indent = p.firstLineChars ? p.firstLineChars / 100 : (p.firstLine ?? 0) / 20 / size;
  const chars = said.text.replace(/\s/g, '').length;
  return {
    ...(align ? { align } : {}),
    ...(said.size !== undefined || styled.size !== undefined ? { fontSize: size } : {}),
    ...(chars > 0 && said.bold >= chars ? { bold: true } : {}),
    ...(indent > 0 ? { indent: Math.round(indent * 100) / 100 } : {}),
  };
}
