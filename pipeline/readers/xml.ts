import { SaxesParser } from 'saxes';
import { WenhengError } from '../../records/errors.ts';
import { decodeText } from './encoding.ts';

/** An element without its namespace prefix; whoever writes the file chooses prefixes freely. */
export interface XmlNode {
  readonly name: string;
  readonly prefix: string;
  /** By local name; of two attributes with one local name the first stands. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly (XmlNode | string)[];
}

export interface XmlOptions {
  /** The document's name, for messages. */
  readonly name: string;
  /** Elements nested deeper than this are refused as markup-hostile. */
  readonly depth: number;
  /**
   * Takes the finished children of every element of this local name as they come, which are then dropped from the
   * tree, so that a long document never stands in memory whole.
   */
  readonly each?: { readonly of: string; readonly take: (node: XmlNode) => void };
}

/** Elements and texts of one tree; the longest real notice has some 200,000. */
const MOST_NODES = 4_000_000;

interface Open {
  readonly node: XmlNode;
  readonly children: (XmlNode | string)[];
}

const local = (name: string): string => name.slice(name.indexOf(':') + 1);

/**
 * The root element. Throws markup-hostile on a document type, on depth and on size, file-damaged on broken markup.
 * Entities other than the five of XML itself are unknown, so nothing can expand.
 */
export function readXml(bytes: Uint8Array, { name, depth, each }: XmlOptions): XmlNode {
  const decoded = decodeText(bytes);
  if (!decoded) throw new WenhengError('file-damaged', { file: name, why: '内部文件不是文本' });
  const hostile = (why: string): WenhengError => new WenhengError('markup-hostile', { file: name, why });

  const parser = new SaxesParser({ position: false });
  const stack: Open[] = [];
  let root: XmlNode | null = null;
  let nodes = 0;

  const text = (data: string): void => {
    const top = stack.at(-1);
    if (!top) return;
    const last = top.children.length - 1;
    const before = top.children[last];
    if (typeof before === 'string') top.children[last] = before + data;
    else top.children.push(data);
  };
  parser.on('doctype', () => {
    throw hostile('带有文档类型声明');
  });
  parser.on('error', (error) => {
    throw new WenhengError('file-damaged', { file: name, why: '内部标记不完整' }, { cause: error });
  });
  parser.on('opentag', (tag) => {
    if (stack.length >= depth) throw hostile(`嵌套超过 ${depth} 层`);
    if (++nodes > MOST_NODES) throw hostile('元素过多');
    const attributes: Record<string, string> = {};
    for (const [key, value] of Object.entries(tag.attributes)) {
      if (!key.startsWith('xmlns')) attributes[local(key)] ??= value;
    }
    const children: (XmlNode | string)[] = [];
    const colon = tag.name.indexOf(':');
    const node: XmlNode = {
      name: local(tag.name),
      prefix: colon < 0 ? '' : tag.name.slice(0, colon),
      attributes,
      children,
    };
    root ??= node;
    stack.push({ node, children });
  });
  parser.on('text', text);
  parser.on('cdata', text);
  parser.on('closetag', () => {
    const done = stack.pop();
    const parent = stack.at(-1);
    if (!done || !parent) return;
    if (each && parent.node.name === each.of) each.take(done.node);
    else parent.children.push(done.node);
  });

  // In slices: the parser keeps what it has not consumed, and positions within a huge string would be copied.
  for (let at = 0; at < decoded.text.length; at += 65_536) parser.write(decoded.text.slice(at, at + 65_536));
  parser.close();
  if (!root) throw new WenhengError('file-damaged', { file: name, why: '内部文件是空的' });
  return root;
}

export const elements = (node: XmlNode): XmlNode[] => node.children.filter((c): c is XmlNode => typeof c !== 'string');
export const child = (node: XmlNode | undefined, name: string): XmlNode | undefined =>
  node?.children.find((c): c is XmlNode => typeof c !== 'string' && c.name === name);
export const childrenOf = (node: XmlNode | undefined, name: string): XmlNode[] =>
  node ? elements(node).filter((c) => c.name === name) : [];
/** Text of the element itself and of all below it. */
export const textOf = (node: XmlNode | undefined): string =>
  node ? node.children.map((c) => (typeof c === 'string' ? c : textOf(c))).join('') : '';
/** Every element of this local name below, in document order. */
export const descendants = (node: XmlNode, name: string): XmlNode[] =>
  elements(node).flatMap((c) => (c.name === name ? [c, ...descendants(c, name)] : descendants(c, name)));
