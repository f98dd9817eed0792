import type { Styles } from './docx-styles.ts';
import { propertiesOf } from './docx-styles.ts';
import { circled, symbolText } from './symbols.ts';
import { child, elements, textOf, type XmlNode } from './xml.ts';

/** What a paragraph's runs come to. `\n` is a soft line break, `\f` a page or column break, `\t` a tab. */
export interface Runs {
  text: string;
  /** Text that tracked changes took away. */
  deleted: string;
  hidden: string;
  /** Half points of the first run that has text. */
  size: number | undefined;
  /** Characters in bold. */
  bold: number;
  /** Text boxes anchored here: their block content. */
  readonly boxes: XmlNode[];
  readonly footnotes: string[];
  readonly endnotes: string[];
  readonly comments: string[];
  /** Relationship ids of pictures. */
  readonly pictures: string[];
}

/** A field in progress: its code is no text, its result is. Fields nest and run over paragraphs. */
interface Field {
  code: string;
  inResult: boolean;
  seen: boolean;
}

export interface Story {
  readonly styles: Styles;
  readonly fields: Field[];
  /** Number of symbols of a symbol font that have no character of their own. */
  symbols: number;
}

function symbol(node: XmlNode, story: Story): string {
  const said = symbolText(node.attributes.font ?? '', Number.parseInt(node.attributes.char ?? '', 16));
  if (said === null) story.symbols++;
  return said ?? '\ufffd';
}

const inCode = (story: Story): boolean => story.fields.some((f) => !f.inResult);

export function emptyRuns(): Runs {
  return {
    text: '',
    deleted: '',
    hidden: '',
    size: undefined,
    bold: 0,
    boxes: [],
    footnotes: [],
    endnotes: [],
    comments: [],
    pictures: [],
  };
}

/** Elements that only wrap runs. */
const WRAPPERS = new Set(
  'ins moveTo hyperlink smartTag sdt sdtContent customXml fldSimple dir bdo oMath oMathPara e sub sup num den fName rad f d'.split(
    ' ',
  ),
);
const GONE = new Set(['del', 'moveFrom']);

/** Adds what stands in a paragraph (or in a wrapper inside it) to `runs`. */
export function walkRuns(node: XmlNode, runs: Runs, story: Story, gone = false): void {
  for (const part of elements(node)) {
    if (part.name === 'r') walkRun(part, runs, story, gone);
    else if (GONE.has(part.name)) walkRuns(part, runs, story, true);
    else if (part.name === 'commentReference') runs.comments.push(part.attributes.id ?? '');
    else if (WRAPPERS.has(part.name)) walkRuns(part, runs, story, gone);
  }
}

function walkRun(run: XmlNode, runs: Runs, story: Story, gone: boolean): void {
  const rPr = child(run, 'rPr');
  const style = story.styles.resolve(child(rPr, 'rStyle')?.attributes.val, 'character');
  const own = { ...style, ...propertiesOf(undefined, rPr) };
  const put = (text: string): void => {
    if (text === '' || inCode(story)) return;
    if (gone) runs.deleted += text;
    else if (own.hidden) runs.hidden += text;
    else {
      runs.text += text;
      if (own.bold) runs.bold += text.replace(/\s/g, '').length;
      if (text.trim() !== '') runs.size ??= own.size;
    }
  };
  for (const part of elements(run)) walkPart(part, runs, story, put, gone);
}

function walkPart(part: XmlNode, runs: Runs, story: Story, put: (text: string) => void, gone: boolean): void {
  switch (part.name) {
    case 't':
    case 'delText': {
      const text = textOf(part).replace(/[\r\n]+/g, ' ');
      put(part.attributes.space === 'preserve' || part.prefix === 'm' ? text : text.replace(/^[ \t]+|[ \t]+$/g, ''));
      return;
    }
    case 'tab':
    case 'ptab':
      put('\t');
      return;
    case 'br':
      put(part.attributes.type === 'page' || part.attributes.type === 'column' ? '\f' : '\n');
      return;
    case 'cr':
      put('\n');
      return;
    case 'noBreakHyphen':
      put('-');
      return;
    case 'sym':
      put(symbol(part, story));
      return;
    case 'fldChar':
      fieldChar(part, story, put);
      return;
    case 'instrText': {
      const field = story.fields.at(-1);
      if (field && !field.inResult) field.code += textOf(part);
      return;
    }
    case 'footnoteReference':
      if (!gone) runs.footnotes.push(part.attributes.id ?? '');
      return;
    case 'endnoteReference':
      if (!gone) runs.endnotes.push(part.attributes.id ?? '');
      return;
    case 'commentReference':
      runs.comments.push(part.attributes.id ?? '');
      return;
    // 拼音指南: the base is the text, what stands above it is not.
    case 'ruby': {
      const base = child(part, 'rubyBase');
      if (base) walkRuns(base, runs, story, gone);
      return;
    }
    case 'AlternateContent': {
      // Choice and Fallback hold the same text box twice, for new and old programs.
      const chosen = child(part, 'Choice') ?? child(part, 'Fallback');
      if (chosen) for (const inner of elements(chosen)) walkPart(inner, runs, story, put, gone);
      return;
    }
    case 'drawing':
    case 'pict':
    case 'object':
      if (!gone) drawing(part, runs);
      return;
  }
}

function drawing(node: XmlNode, runs: Runs): void {
  for (const part of elements(node)) {
    if (part.name === 'txbxContent') runs.boxes.push(part);
    else if (part.name === 'Fallback' && child(node, 'Choice')) continue;
    else {
      const picture =
        part.name === 'blip' ? part.attributes.embed : part.name === 'imagedata' ? part.attributes.id : undefined;
      if (picture !== undefined) runs.pictures.push(picture);
      drawing(part, runs);
    }
  }
}

function fieldChar(part: XmlNode, story: Story, put: (text: string) => void): void {
  const kind = part.attributes.fldCharType;
  if (kind === 'begin') {
    story.fields.push({ code: '', inResult: false, seen: false });
    // A check box of a form: the mark is the field's own state, not text.
    const box = child(child(part, 'ffData'), 'checkBox');
    if (!box) return;
    const state = child(box, 'checked') ?? child(box, 'default');
    const on = state !== undefined && !/^(0|false|off)$/.test(state.attributes.val ?? '1');
    const field = story.fields.at(-1);
    if (field) field.code = on ? 'FORMCHECKBOX-ON' : 'FORMCHECKBOX-OFF';
    return;
  }
  const field = story.fields.at(-1);
  if (!field) return;
  if (kind === 'separate') field.inResult = true;
  else if (kind === 'end') {
    story.fields.pop();
    if (field.inResult) return;
    if (field.code.startsWith('FORMCHECKBOX-O')) put(field.code.startsWith('FORMCHECKBOX-ON') ? '☑' : '□');
    else put(circled(field.code));
  }
}
