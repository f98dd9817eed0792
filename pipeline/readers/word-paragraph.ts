import type { Block, Look, Place } from '../../records/page.ts';

/** A list label at the head of a line: 一、 （二） 3. （4） ① 第五条 附件1 */
const LABEL =
  /^(?:第[一二三四五六七八九十百零〇\d]+[编章节条款项]|[一二三四五六七八九十]+、|[（(][一二三四五六七八九十\d]+[）)]|\d+[.．、]|[①-⑳]|附件?\d*[:：])/;
const CJK = /[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef，。、；：（）《》“”]/;

/**
 * Parts of a word processor's paragraph at its page breaks (`\f`), and at those soft line breaks (`\n`) that part what
 * typists mean as paragraphs: behind a finished sentence, or before a label.
 */
export function splitLines(text: string): string[] {
  return text.split('\f').flatMap((page) => {
    const lines: string[][] = [];
    let before = '';
    for (const line of page.split('\n')) {
      const last = lines.at(-1);
      if (!last || before.trim() === '' || /[。；：！？;:]$/.test(before.trimEnd()) || LABEL.test(line.trim()))
        lines.push([line]);
      else {
        const close = CJK.test(before.trimEnd().slice(-1)) && CJK.test(line.trimStart().slice(0, 1));
        last.push(close ? line.trim() : ` ${line.trim()}`);
      }
      before = line;
    }
    return lines.map((parts) => parts.map((part, i) => (i + 1 < parts.length ? part.trimEnd() : part)).join(''));
  });
}

/** One line of text: no tabs, no invisible characters, no blanks at its ends. */
export const tidy = (text: string): string =>
  text
    .replace(/[\t\v\u00a0\u2028\u2029]/g, ' ')
    .replace(/[\u00ad\u200b\ufeff]/g, '')
    .trim();

/** The same for text that may run over lines. */
export const flat = (text: string): string => tidy(text.replace(/[\n\f]/g, ' ')).replace(/ {2,}/g, ' ');

export interface WordParagraph {
  /** `\n` soft break, `\f` page break, `\t` tab. */
  readonly text: string;
  /** Automatic number, and what parts it from the text. */
  readonly label: string;
  readonly gap: string;
  readonly look: Look;
  readonly place: Place;
}

/** Blocks of a paragraph; the label stands before the first. A paragraph without text and number yields none. */
export function paragraphBlocks({ text, label, gap, look, place }: WordParagraph): Block[] {
  return splitLines(text).flatMap((line, index): Block[] => {
    const first = index === 0 ? label : '';
    const said = tidy(line);
    if (said === '' && first === '') return [];
    // Typists indent with tabs or full-width blanks as well.
    const typed = /^[\s\u3000]*\t/.test(line) ? (look.indent ?? 0) + 2 : (/^\u3000*/.exec(line)?.[0].length ?? 0);
    const indent = typed || look.indent;
    const seen: Look = { ...look, ...(indent ? { indent } : {}) };
    return [
      {
        kind: 'paragraph',
        text: first === '' ? said : `${first}${said === '' ? '' : gap}${said}`,
        ...(first === '' ? {} : { label: first }),
        place,
        ...(Object.keys(seen).length > 0 ? { look: seen } : {}),
      },
    ];
  });
}
