import type { AnyNode, Element } from 'domhandler';
import type { Block, Look } from '../../records/page.ts';
import { formatNumber, type NumberFormat } from './number-format.ts';

/** A block and the element sets it was found in. */
export interface Found {
  readonly block: Block;
  /** Inside the element chosen as the notice. */
  readonly body: boolean;
  /** Inside furniture (navigation, share buttons, metadata table) wherever it stands. */
  readonly furniture: boolean;
  readonly hidden: boolean;
}

const SILENT = new Set([
  'script',
  'style',
  'noscript',
  'template',
  'head',
  'svg',
  'select',
  'button',
  'object',
  'iframe',
]);
const BLOCK = new Set(
  'address article aside blockquote body center dd div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr html li main nav ol p pre section table tbody td tfoot th thead tr ul'.split(
    ' ',
  ),
);
const FURNITURE =
  /(?:^|[\s_-])(share|bdsharebuttonbox|print|dayin|xgxx|related|pager|nav|footer|header|breadcrumb|dqwz|toolbar)(?:$|[\s_-])/i;

/** Named as furniture, and holding no prose: many pages call the part that is to be printed `print`. */
function isNamedFurniture(node: Element): boolean {
  if (!FURNITURE.test(`${node.attribs.class ?? ''} ${node.attribs.id ?? ''}`)) return false;
  return (plain(node).match(/[。，；]/g)?.length ?? 0) < 5;
}

/** Number formats of ordered lists, by the `type` attribute and by style. */
const MARKERS: Readonly<Record<string, NumberFormat>> = {
  '1': 'decimal',
  a: 'lowerLetter',
  A: 'upperLetter',
  i: 'lowerRoman',
  I: 'upperRoman',
  'cjk-ideographic': 'chineseCountingThousand',
  'simp-chinese-informal': 'chineseCountingThousand',
};

/** What a browser prints before an item of an ordered list: 3. or 三、; nothing where the list shows no markers. */
function itemLabel(item: Element): string {
  const list = item.parent;
  if (!list || !isElement(list) || list.name !== 'ol') return '';
  const style = /list-style(?:-type)?\s*:\s*([\w-]+)/i.exec(
    `${item.attribs.style ?? ''};${list.attribs.style ?? ''}`,
  )?.[1];
  if (style === 'none') return '';
  const items = list.children.filter((c) => isElement(c) && c.name === 'li');
  const number = (Number.parseInt(list.attribs.start ?? '1', 10) || 1) + items.indexOf(item);
  const format = MARKERS[style ?? list.attribs.type ?? '1'] ?? 'decimal';
  return `${formatNumber(number, format)}${format === 'chineseCountingThousand' ? '、' : '.'}`;
}

interface Inherited {
  readonly body: boolean;
  readonly furniture: boolean;
  readonly hidden: boolean;
  readonly bold: boolean;
  readonly look: Look;
}

const isElement = (node: AnyNode): node is Element =>
  node.type === 'tag' || node.type === 'script' || node.type === 'style';

/** Look from attributes and inline style: align, text-align, text-indent: 2em, font-size: 16pt. */
function lookOf(element: Element, from: Look): Look {
  const style = element.attribs.style ?? '';
  const align = (/text-align\s*:\s*(left|center|right)/i.exec(style)?.[1] ?? element.attribs.align ?? '').toLowerCase();
  const indent = /text-indent\s*:\s*([\d.]+)(em|pt|px)/i.exec(style);
  const font = /font-size\s*:\s*([\d.]+)(pt|px)/i.exec(style);
  const fontSize = font ? Number(font[1]) * (font[2]?.toLowerCase() === 'px' ? 0.75 : 1) : from.fontSize;
  const ems = indent
    ? Number(indent[1]) / (indent[2]?.toLowerCase() === 'em' ? 1 : indent[2] === 'px' ? 16 : (fontSize ?? 16))
    : from.indent;
  return {
    ...from,
    ...(align === 'left' || align === 'center' || align === 'right'
      ? { align }
      : element.name === 'center'
        ? { align: 'center' as const }
        : {}),
    ...(fontSize !== undefined && fontSize > 0 ? { fontSize } : {}),
    ...(ems !== undefined && ems > 0 ? { indent: ems } : {}),
  };
}

/** 　　 and &nbsp;&nbsp;&nbsp;&nbsp; before a paragraph are its indent, in ems. */
const leading = (text: string): number =>
  [...(/^[\s\u00a0\u3000]*/.exec(text)?.[0] ?? '')].reduce(
    (n, ch) => n + (ch === '\u3000' ? 1 : ch === '\u00a0' ? 0.5 : 0),
    0,
  );

/** Source line ends between Han characters are layout of the source; other runs of blanks are one blank. */
const collapse = (text: string): string =>
  text
    .replace(/[ \t\r\n\f\u00a0]+/g, (blanks) => (/[\r\n]/.test(blanks) ? '\n' : ' '))
    .replace(/(?<=[\u2e80-\uffef])\n(?=[\u2e80-\uffef])/g, '')
    .replaceAll('\n', ' ')
    .replace(/[\u200b\ufeff]/g, '')
    .trim();

/** Columns of a table beyond which merged cells are no longer kept track of. */
const WIDEST = 1000;

/** A table that lays out the page rather than listing something: tables in it, long prose in a cell, or one column. */
function isLayout(table: Element): boolean {
  const rows = rowsOf(table);
  return (
    rows.length === 0 ||
    rows.every((row) => cellsOf(row).length <= 1) ||
    rows.some((row) => cellsOf(row).some((cell) => has(cell, 'table') || plain(cell).length > 1500))
  );
}
const has = (node: Element, name: string): boolean =>
  node.children.some((child) => isElement(child) && (child.name === name || has(child, name)));
const plain = (node: AnyNode): string =>
  node.type === 'text' ? node.data : isElement(node) && !SILENT.has(node.name) ? node.children.map(plain).join('') : '';
const rowsOf = (node: Element): Element[] =>
  node.children.flatMap((child) =>
    isElement(child)
      ? child.name === 'tr'
        ? [child]
        : /^(tbody|thead|tfoot)$/.test(child.name)
          ? rowsOf(child)
          : []
      : [],
  );
const cellsOf = (row: Element): Element[] =>
  row.children.filter((child): child is Element => isElement(child) && /^t[dh]$/.test(child.name));

/** Every block of the page in document order, numbered from 1, furniture and hidden ones among them. */
export function pageBlocks(root: Element, body: Element, furniture: ReadonlySet<Element>): Found[] {
  const found: Found[] = [];
  let pending = '';
  let boldChars = 0;
  let tables = 0;
  /** Number of the list item whose text comes next. */
  let label = '';

  const put = (block: Block, state: Inherited): void => {
    found.push({ block, body: state.body, furniture: state.furniture, hidden: state.hidden });
  };
  const flush = (state: Inherited): void => {
    const text = collapse(pending);
    const indent = leading(pending);
    const bold = text !== '' && boldChars >= text.replace(/\s/g, '').length;
    pending = '';
    boldChars = 0;
    if (text === '') return;
    const number = label;
    label = '';
    const look: Look = { ...state.look, ...(indent > 0 ? { indent } : {}), ...(bold ? { bold } : {}) };
    put(
      {
        kind: 'paragraph',
        text: `${number}${text}`,
        ...(number === '' ? {} : { label: number }),
        place: { kind: 'paragraph', paragraph: found.length + 1 },
        ...(Object.keys(look).length > 0 ? { look } : {}),
      },
      state,
    );
  };

  const walkTable = (table: Element, state: Inherited): void => {
    tables++;
    const number = tables;
    /** Rows still covered by a cell above, by column. */
    const covered: number[] = [];
    rowsOf(table).forEach((row, index) => {
      const paragraph = found.length + 1;
      let column = 0;
      const cells = cellsOf(row).map((cell) => {
        while ((covered[column] ?? 0) > 0) column++;
        const place = {
          kind: 'paragraph',
          paragraph,
          cell: { table: number, row: index + 1, column: column + 1 },
        } as const;
        const span = (name: string): number =>
          Math.min(1000, Math.max(1, Number.parseInt(cell.attribs[name] ?? '1', 10) || 1));
        const wide = span('colspan');
        for (let i = 0; i < wide && column + i < WIDEST; i++) covered[column + i] = span('rowspan');
        column += wide;
        return { text: collapse(cellText(cell)), place };
      });
      for (let i = 0; i < covered.length; i++) covered[i] = Math.max(0, (covered[i] ?? 0) - 1);
      if (cells.some((cell) => cell.text !== '')) {
        put(
          { kind: 'row', text: cells.map((c) => c.text).join('\t'), place: { kind: 'paragraph', paragraph }, cells },
          state,
        );
      }
    });
  };

  const walk = (node: AnyNode, from: Inherited, pre: boolean): void => {
    if (node.type === 'text') {
      if (!pre) pending += node.data;
      else {
        node.data.split(/\r\n|\n|\r/).forEach((line, i) => {
          if (i > 0) flush(from);
          pending += line;
        });
      }
      if (from.bold) boldChars += node.data.replace(/[\s\u00a0\u3000]/g, '').length;
      return;
    }
    if (!isElement(node) || SILENT.has(node.name)) return;
    if (node.name === 'br') {
      flush(from);
      return;
    }
    const isBlock = BLOCK.has(node.name);
    if (isBlock) flush(from);
    const style = node.attribs.style ?? '';
    const state: Inherited = {
      body: from.body || node === body,
      furniture:
        from.furniture ||
        furniture.has(node) ||
        /^(nav|footer)$/.test(node.name) ||
        (isBlock && node !== body && isNamedFurniture(node)),
      hidden: from.hidden || /display\s*:\s*none|visibility\s*:\s*hidden/i.test(style) || 'hidden' in node.attribs,
      bold: from.bold || /^(b|strong|h[1-6])$/.test(node.name) || /font-weight\s*:\s*(bold|[6-9]00)/i.test(style),
      look: isBlock ? lookOf(node, from.look) : from.look,
    };
    // A few hidden words inside a visible paragraph, such as those that mark copies.
    if (!isBlock && state.hidden && !from.hidden) {
      const text = collapse(cellText(node));
      if (text !== '')
        put({ kind: 'paragraph', text, place: { kind: 'paragraph', paragraph: found.length + 1 } }, state);
      return;
    }
    if (node.name === 'li') label = itemLabel(node);
    // Known only when the body is entered: a body inside furniture-like names is no furniture.
    const inside = node === body ? { ...state, furniture: false, hidden: false } : state;
    if (node.name === 'table' && !isLayout(node)) walkTable(node, inside);
    else for (const child of node.children) walk(child, inside, pre || node.name === 'pre');
    if (isBlock) flush(inside);
  };

  walk(root, { body: root === body, furniture: false, hidden: false, bold: false, look: {} }, false);
  return found;
}

/** Paragraphs of a cell, a blank between them. */
function cellText(node: Element): string {
  return node.children
    .map((child) => {
      if (child.type === 'text') return child.data;
      if (!isElement(child) || SILENT.has(child.name)) return '';
      return child.name === 'br' ? ' ' : BLOCK.has(child.name) ? ` ${cellText(child)} ` : cellText(child);
    })
    .join('');
}
