import { formCopies } from './doc-copies.ts';
import type { DocFile } from './doc-file.ts';
import { type DocStyle, Runs, readDocStyles, readFonts, styleChain } from './doc-formats.ts';
import { type DocLists, readDocLists } from './doc-lists.ts';
import {
  applyCharacter,
  applyParagraph,
  type CharacterProperties,
  characterStyle,
  noCharacter,
  noParagraph,
  type ParagraphProperties,
} from './doc-sprm.ts';
import { circled, symbolText } from './symbols.ts';
import { flat } from './word-paragraph.ts';

/** Text of a stretch of a story, with what was taken out of it. */
export interface Said {
  text: string;
  deleted: string;
  hidden: string;
  bold: number;
  size: number | undefined;
  /** Character positions of anchors: notes, comments, drawings. */
  readonly anchors: { readonly at: number; readonly ch: string }[];
}
export const silence = (): Said => ({ text: '', deleted: '', hidden: '', bold: 0, size: undefined, anchors: [] });

interface Field {
  code: string;
  inResult: boolean;
}

export interface DocParagraph {
  readonly start: number;
  /** Position of its mark. */
  readonly end: number;
  readonly properties: ParagraphProperties;
  readonly own: ParagraphProperties;
  readonly styled: CharacterProperties;
}

const EMPTY = Buffer.alloc(0);

/** Text and properties of a binary Word file, by character position. */
export class DocText {
  readonly file: DocFile;
  readonly lists: DocLists;
  symbols = 0;
  /** Positions of form fields that only repeat the text beside them, start → end. */
  readonly copies: ReadonlyMap<number, number>;
  readonly #styles: readonly (DocStyle | undefined)[];
  readonly #fonts: readonly string[];
  readonly #paragraphRuns: Runs;
  readonly #characterRuns: Runs;
  readonly #styledParagraph = new Map<number, ParagraphProperties>();
  readonly #styledCharacter = new Map<number, CharacterProperties>();
  readonly #fields: Field[] = [];

  constructor(file: DocFile) {
    this.file = file;
    this.copies = formCopies(file.text);
    this.#styles = readDocStyles(file);
    this.#fonts = readFonts(file);
    this.lists = readDocLists(file);
    this.#paragraphRuns = new Runs(file, 'paragraph');
    this.#characterRuns = new Runs(file, 'character');
  }

  /** Byte offset of a character in the main stream, its width, and the changes of its piece. */
  #locate(at: number): { offset: number; width: number; changes: Buffer } {
    const { pieces } = this.file;
    let low = 0;
    for (let high = pieces.length - 1; low < high; ) {
      const middle = (low + high) >> 1;
      if ((pieces[middle]?.end ?? 0) <= at) low = middle + 1;
      else high = middle;
    }
    const piece = pieces[low];
    if (!piece) return { offset: 0, width: 1, changes: EMPTY };
    const width = piece.wide ? 2 : 1;
    return { offset: piece.offset + (at - piece.start) * width, width, changes: piece.changes };
  }

  #paragraphStyle(istd: number): ParagraphProperties {
    const known = this.#styledParagraph.get(istd);
    if (known) return known;
    const out = noParagraph();
    for (const { index, style } of styleChain(this.#styles, istd)) {
      applyParagraph(out, style.paragraph, this.file.data);
      // A style that names a list without a level has the one it is tied to.
      if (out.ilfo !== undefined && out.ilvl === undefined) out.ilvl = this.lists.levelOf(out.ilfo, index);
    }
    this.#styledParagraph.set(istd, out);
    return out;
  }

  #characterStyle(istd: number): CharacterProperties {
    const known = this.#styledCharacter.get(istd);
    if (known) return known;
    const out = noCharacter();
    for (const { style } of styleChain(this.#styles, istd)) applyCharacter(out, style.character, { ...out });
    this.#styledCharacter.set(istd, out);
    return out;
  }

  /** True for an entry of a table of contents. */
  isContents(istd: number): boolean {
    const sti = this.#styles[istd]?.sti ?? 0;
    return sti >= 19 && sti <= 27;
  }

  /** Paragraphs of a story. A page break ends one only where its properties end as well. */
  *paragraphs([from, to]: readonly [number, number]): Generator<DocParagraph> {
    let start = from;
    for (let at = from; at < to; at++) {
      at = Math.max(at, Math.min(to, this.copies.get(at) ?? at));
      if (at >= to) return;
      const ch = this.file.text.charCodeAt(at);
      const last = at === to - 1;
      if (ch !== 0x0d && ch !== 0x07 && ch !== 0x0c && !last) continue;
      const { offset, width, changes } = this.#locate(at);
      const run = this.#paragraphRuns.at(offset);
      if (ch === 0x0c && !last && run && run.end > offset + width) continue;
      const istd = run?.istd ?? 0;
      const own = noParagraph();
      applyParagraph(own, run?.grpprl ?? EMPTY, this.file.data);
      applyParagraph(own, changes, this.file.data);
      const styled = this.#paragraphStyle(istd);
      const properties: ParagraphProperties = {
        ...own,
        istd,
        jc: own.jc ?? styled.jc,
        firstLine: own.firstLine ?? styled.firstLine,
        firstLineChars: own.firstLineChars ?? styled.firstLineChars,
        ilfo: own.ilfo ?? styled.ilfo,
        ilvl: own.ilvl ?? (own.ilfo === undefined ? styled.ilvl : undefined),
      };
      yield { start, end: at, properties, own, styled: this.#characterStyle(istd) };
      start = at + 1;
    }
  }

  /** Adds what stands between two positions; returns the properties of the character at `to` (the paragraph mark). */
  say(from: number, to: number, styled: CharacterProperties, said: Said): CharacterProperties {
    let [until, properties] = [-1, noCharacter()];
    for (let at = from; at <= to; at++) {
      at = Math.min(to, this.copies.get(at) ?? at);
      const { offset, width, changes } = this.#locate(at);
      if (offset >= until || at === from || changes !== EMPTY) {
        const run = this.#characterRuns.at(offset);
        until = run ? run.end : offset + width;
        const istd = run ? characterStyle(run.grpprl) : undefined;
        properties = { ...styled, deleted: false, special: false };
        if (istd !== undefined)
          for (const { style } of styleChain(this.#styles, istd)) applyCharacter(properties, style.character, styled);
        applyCharacter(properties, run?.grpprl ?? EMPTY, styled);
        applyCharacter(properties, changes, styled);
      }
      if (at === to) break;
      this.#character(at, properties, said);
      // Pieces need not follow each other in the stream.
      if (this.#locate(at + 1).offset !== offset + width) until = -1;
    }
    return properties;
  }

  #character(at: number, properties: CharacterProperties, said: Said): void {
    const ch = this.file.text.charAt(at);
    const put = (text: string): void => {
      if (text === '' || this.#fields.some((f) => !f.inResult)) return;
      if (properties.deleted) said.deleted += text;
      else if (properties.hidden) said.hidden += text;
      else {
        said.text += text;
        if (text.trim() === '') return;
        if (properties.bold) said.bold++;
        said.size ??= properties.size;
      }
    };
    switch (ch) {
      case '\x13':
        this.#fields.push({ code: '', inResult: false });
        return;
      case '\x14': {
        const field = this.#fields.at(-1);
        if (field) field.inResult = true;
        return;
      }
      case '\x15': {
        const field = this.#fields.pop();
        if (field && !field.inResult) put(circled(field.code));
        return;
      }
      case '\x01':
      case '\x02':
      case '\x05':
      case '\x08':
        // In a field's code it stands for the field's own data.
        if (!properties.deleted && this.#fields.every((f) => f.inResult)) said.anchors.push({ at, ch });
        return;
      case '\x0b':
        put('\n');
        return;
      case '\x0c':
      case '\x0e':
        put('\f');
        return;
      case '\x1e':
        put('-');
        return;
      case '\t':
        put('\t');
        return;
    }
    const field = this.#fields.at(-1);
    if (field && !field.inResult) {
      field.code += ch;
      return;
    }
    if (properties.symbol && (properties.special || ch === '(')) {
      const [font, code] = properties.symbol;
      const known = symbolText(this.#fonts[font] ?? '', code);
      if (known === null) this.symbols++;
      put(known ?? '\ufffd');
    } else if (ch >= ' ') put(ch);
  }

  /** Plain text of a stretch of a side story: a note, a header. */
  plain(from: number, to: number): string {
    const said = silence();
    for (const { start, end, styled } of this.paragraphs([from, to])) {
      this.say(start, end, styled, said);
      said.text += ' ';
    }
    this.#fields.length = 0;
    return flat(said.text);
  }
}
