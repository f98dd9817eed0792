import type { Aside, Block, Look } from '../../records/page.ts';
import { emptyRuns, type Runs, type Story, walkRuns } from './docx-runs.ts';
import { type Numbering, numberingOf, propertiesOf, type Styles } from './docx-styles.ts';
import { Counters } from './numbering.ts';
import { flat, paragraphBlocks } from './word-paragraph.ts';
import { child, childrenOf, elements, type XmlNode } from './xml.ts';

type Cell = NonNullable<Block['cells']>[number];
type CellPlace = { readonly table: number; readonly row: number; readonly column: number };

/** Reads the block content of a story (body, text box, cell) in order, counting paragraphs from 1. */
export class Body {
  readonly blocks: Block[] = [];
  readonly aside: Aside[] = [];
  readonly pictures: string[] = [];
  /** Notes referred to, with the paragraph that does. */
  readonly references: {
    readonly kind: 'footnote' | 'endnote' | 'comment';
    readonly id: string;
    readonly paragraph: number;
  }[] = [];
  deletions = 0;
  /** Entries of a table of contents, kept aside: they repeat the headings. */
  contents = 0;
  readonly #styles: Styles;
  readonly #numbering: Numbering;
  readonly #counters = new Counters();
  readonly #story: Story;
  /** What stands before a paragraph mark that was deleted: it belongs to the next paragraph. */
  #carried: Runs | null = null;
  #paragraphs = 0;
  #tables = 0;

  constructor(styles: Styles, numbering: Numbering) {
    this.#styles = styles;
    this.#numbering = numbering;
    this.#story = { styles, fields: [], symbols: 0 };
  }

  get symbols(): number {
    return this.#story.symbols;
  }

  /** One child of the body. */
  take(node: XmlNode): void {
    if (node.name === 'p') this.blocks.push(...this.#paragraph(node));
    else if (node.name === 'tbl') this.#table(node);
    else if (TRANSPARENT.has(node.name)) for (const inner of elements(node)) this.take(inner);
    else if (node.name === 'AlternateContent') {
      const chosen = child(node, 'Choice') ?? child(node, 'Fallback');
      if (chosen) for (const inner of elements(chosen)) this.take(inner);
    }
  }

  #aside(kind: Aside['kind'], text: string, paragraph: number, cell?: CellPlace): void {
    const said = flat(text);
    if (said !== '')
      this.aside.push({ kind, text: said, place: { kind: 'paragraph', paragraph, ...(cell ? { cell } : {}) } });
  }

  /** Blocks of a paragraph; text boxes anchored in it come before it. `gone`: the whole paragraph was deleted (a table row). */
  #paragraph(node: XmlNode, cell?: CellPlace, gone = false): Block[] {
    const number = ++this.#paragraphs;
    const pPr = child(node, 'pPr');
    const mark = child(pPr, 'rPr');
    const style = child(pPr, 'pStyle')?.attributes.val;
    const own = propertiesOf(pPr, undefined);
    const inherited = this.#styles.resolve(style, 'paragraph');

    const runs = this.#carried ?? emptyRuns();
    this.#carried = null;
    walkRuns(node, runs, this.#story, gone);
    const before = runs.boxes.splice(0).flatMap((box) => this.#box(box));
    for (const id of runs.footnotes.splice(0)) this.references.push({ kind: 'footnote', id, paragraph: number });
    for (const id of runs.endnotes.splice(0)) this.references.push({ kind: 'endnote', id, paragraph: number });
    for (const id of runs.comments.splice(0)) this.references.push({ kind: 'comment', id, paragraph: number });
    this.pictures.push(...runs.pictures.splice(0));
    if (runs.deleted !== '') this.deletions++;
    this.#aside('deleted-text', runs.deleted, number, cell);
    runs.deleted = '';
    if (inherited.hidden) {
      runs.hidden += runs.text;
      runs.text = '';
    }
    this.#aside('hidden-text', runs.hidden, number, cell);
    const allHidden = runs.hidden !== '' && runs.text.trim() === '';
    runs.hidden = '';

    const markGone = gone || child(mark, 'del') !== undefined || child(mark, 'moveFrom') !== undefined;
    if (markGone && !cell) {
      this.#carried = runs;
      return before;
    }
    const markHidden = propertiesOf(undefined, mark).hidden ?? false;
    const numbered =
      gone || (allHidden && markHidden) ? undefined : numberingOf(own, style, this.#styles, this.#numbering);
    const { label, gap } = numbered ? this.#counters.next(numbered.list, numbered.level) : { label: '', gap: '' };
    const look = lookOf(runs, { ...inherited, ...own });
    if (/^(toc|目录) ?\d/.test(this.#styles.name(style))) {
      this.contents++;
      this.#aside('page-chrome', label + gap + runs.text, number, cell);
      return before;
    }
    const place = { kind: 'paragraph', paragraph: number, ...(cell ? { cell } : {}) } as const;
    return [...before, ...paragraphBlocks({ text: runs.text, label, gap, look, place })];
  }

  #box(content: XmlNode): Block[] {
    return elements(content).flatMap((node) => this.#nested(node));
  }

  /** Block content inside a box or a cell, as paragraphs. */
  #nested(node: XmlNode, cell?: CellPlace, gone = false): Block[] {
    if (node.name === 'p') return this.#paragraph(node, cell, gone);
    if (node.name === 'tbl') {
      return rowsOf(node).flatMap((row) =>
        cellsOf(row).flatMap((tc) => elements(tc).flatMap((n) => this.#nested(n, cell, gone))),
      );
    }
    return TRANSPARENT.has(node.name) ? elements(node).flatMap((n) => this.#nested(n, cell, gone)) : [];
  }

  #table(tbl: XmlNode): void {
    const table = ++this.#tables;
    const rows = rowsOf(tbl);
    // A frame drawn with a table: one cell a row, paragraphs in it.
    const frame = rows.every((row) => cellsOf(row).length === 1);
    rows.forEach((row, index) => {
      const gone = child(child(row, 'trPr'), 'del') !== undefined;
      const from = this.#paragraphs + 1;
      let column = 1 + Number(child(child(row, 'trPr'), 'gridBefore')?.attributes.val ?? 0);
      const cells: Cell[] = [];
      for (const tc of cellsOf(row)) {
        const tcPr = child(tc, 'tcPr');
        const cell = { table, row: index + 1, column };
        const first = this.#paragraphs + 1;
        const inside = elements(tc).flatMap((node) =>
          this.#nested(node, cell, gone || child(tcPr, 'cellDel') !== undefined),
        );
        const span = Number(child(tcPr, 'gridSpan')?.attributes.val ?? 1);
        column += Number.isFinite(span) ? Math.max(1, Math.min(1000, span)) : 1;
        if (frame && rows.length <= 2 && inside.length > 1) {
          this.blocks.push(...inside);
          continue;
        }
        const merge = child(tcPr, 'vMerge');
        const continued = merge !== undefined && merge.attributes.val !== 'restart';
        if (continued && inside.length === 0) continue;
        cells.push({ text: inside.map((b) => b.text).join(' '), place: { kind: 'paragraph', paragraph: first, cell } });
      }
      if (cells.every((c) => c.text === '')) return;
      this.blocks.push({
        kind: 'row',
        text: cells.map((c) => c.text).join('\t'),
        place: { kind: 'paragraph', paragraph: from },
        cells,
      });
    });
  }

  /** Text after the last paragraph mark that still exists. */
  finish(): void {
    const rest = this.#carried ? flat(this.#carried.text) : '';
    this.#carried = null;
    if (rest !== '')
      this.blocks.push({ kind: 'paragraph', text: rest, place: { kind: 'paragraph', paragraph: this.#paragraphs } });
  }
}

const TRANSPARENT = new Set(['sdt', 'sdtContent', 'smartTag', 'customXml', 'ins', 'moveTo']);
/** Rows and cells may be wrapped in content controls. */
const rowsOf = (tbl: XmlNode): XmlNode[] =>
  elements(tbl).flatMap((n) => (n.name === 'tr' ? [n] : TRANSPARENT.has(n.name) ? rowsOf(n) : []));
const cellsOf = (row: XmlNode): XmlNode[] =>
  elements(row).flatMap((n) => (n.name === 'tc' ? [n] : TRANSPARENT.has(n.name) ? cellsOf(n) : []));

function lookOf(runs: Runs, all: ReturnType<typeof propertiesOf>): Look {
  const align =
    all.jc === 'center'
      ? 'center'
      : all.jc === 'right' || all.jc === 'end'
        ? 'right'
        : all.jc === 'left' || all.jc === 'start'
          ? 'left'
          : undefined;
  const size = (runs.size ?? all.size ?? 21) / 2;
  const indent = all.firstLineChars !== undefined ? all.firstLineChars / 100 : (all.firstLine ?? 0) / 20 / size;
  const chars = runs.text.replace(/\s/g, '').length;
  const bold = chars > 0 && (runs.bold >= chars || (all.bold === true && runs.bold === 0));
  return {
    ...(align ? { align } : {}),
    ...(runs.size !== undefined || all.size !== undefined ? { fontSize: size } : {}),
    ...(bold ? { bold } : {}),
    ...(indent > 0 ? { indent: Math.round(indent * 100) / 100 } : {}),
  };
}

/** Plain text of a part that holds paragraphs: a header, a footer, a note, a comment. */
export function plainText(node: XmlNode, styles: Styles): string {
  const story: Story = { styles, fields: [], symbols: 0 };
  const walk = (at: XmlNode): string[] => {
    if (at.name !== 'p') return elements(at).flatMap(walk);
    const runs = emptyRuns();
    walkRuns(at, runs, story);
    return [...runs.boxes.flatMap((box) => childrenOf(box, 'p').flatMap(walk)), runs.text];
  };
  return flat(walk(node).join(' '));
}
