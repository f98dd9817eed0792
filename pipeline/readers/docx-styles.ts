import { numberFormat } from './number-format.ts';
import type { Level, List } from './numbering.ts';
import { child, childrenOf, descendants, elements, type XmlNode } from './xml.ts';

/** What a paragraph or run says about itself; absent means: as inherited. */
export interface Properties {
  readonly numId?: string;
  readonly ilvl?: number;
  readonly jc?: string;
  /** First-line indent in hundredths of a character, and in twentieths of a point. */
  readonly firstLineChars?: number;
  readonly firstLine?: number;
  /** Half points. */
  readonly size?: number;
  readonly bold?: boolean;
  readonly hidden?: boolean;
}

type Mutable = { -readonly [K in keyof Properties]: Properties[K] };

const val = (node: XmlNode | undefined): string | undefined => node?.attributes.val;
const number = (text: string | undefined): number | undefined => {
  const n = text === undefined ? Number.NaN : Number(text);
  return Number.isFinite(n) ? n : undefined;
};
/** `<w:b/>` is on; `w:val` may turn it off. */
const toggle = (node: XmlNode | undefined): boolean | undefined =>
  node ? !/^(0|false|off|none)$/i.test(val(node) ?? '1') : undefined;

const compact = (properties: { [K in keyof Properties]: Properties[K] | undefined }): Properties => {
  const out: Mutable = {};
  if (properties.numId !== undefined) out.numId = properties.numId;
  if (properties.ilvl !== undefined) out.ilvl = properties.ilvl;
  if (properties.jc !== undefined) out.jc = properties.jc;
  if (properties.firstLineChars !== undefined) out.firstLineChars = properties.firstLineChars;
  if (properties.firstLine !== undefined) out.firstLine = properties.firstLine;
  if (properties.size !== undefined) out.size = properties.size;
  if (properties.bold !== undefined) out.bold = properties.bold;
  if (properties.hidden !== undefined) out.hidden = properties.hidden;
  return out;
};

/** Properties written in a `pPr` and an `rPr`. */
export function propertiesOf(pPr: XmlNode | undefined, rPr: XmlNode | undefined): Properties {
  const numPr = child(pPr, 'numPr');
  const ind = child(pPr, 'ind');
  return compact({
    numId: val(child(numPr, 'numId')),
    ilvl: number(val(child(numPr, 'ilvl'))),
    jc: val(child(pPr, 'jc')),
    firstLineChars: number(ind?.attributes.firstLineChars),
    firstLine: number(ind?.attributes.firstLine),
    size: number(val(child(rPr, 'sz'))),
    bold: toggle(child(rPr, 'b')),
    hidden: toggle(child(rPr, 'vanish')),
  });
}

interface Style {
  readonly id: string;
  readonly name: string;
  readonly basedOn: string | undefined;
  readonly own: Properties;
}

export interface Styles {
  /** Properties of a style and all it is based on; document defaults for a paragraph style. */
  resolve(id: string | undefined, kind: 'paragraph' | 'character'): Properties;
  /** The style and what it is based on, nearest first. */
  chain(id: string | undefined): readonly string[];
  own(id: string): Properties;
  /** Lower case, as the program names it: `heading 1`, `toc 2`; '' for none. */
  name(id: string | undefined): string;
}

export function readStyles(root: XmlNode | undefined): Styles {
  const styles = new Map<string, Style>();
  let normal: string | undefined;
  for (const node of childrenOf(root, 'style')) {
    const id = node.attributes.styleId;
    if (id === undefined) continue;
    styles.set(id, {
      name: (val(child(node, 'name')) ?? '').toLowerCase(),
      id,
      basedOn: val(child(node, 'basedOn')),
      own: propertiesOf(child(node, 'pPr'), child(node, 'rPr')),
    });
    if (node.attributes.type === 'paragraph' && /^(1|true|on)$/.test(node.attributes.default ?? '')) normal ??= id;
  }
  const docDefaults = child(root, 'docDefaults');
  const defaults = propertiesOf(
    child(child(docDefaults, 'pPrDefault'), 'pPr'),
    child(child(docDefaults, 'rPrDefault'), 'rPr'),
  );

  const chain = (id: string | undefined): string[] => {
    const out: string[] = [];
    // Styles based on each other in a ring end where they began.
    for (let at = id; at !== undefined && styles.has(at) && !out.includes(at); at = styles.get(at)?.basedOn)
      out.push(at);
    return out;
  };
  const resolved = new Map<string, Properties>();
  return {
    chain,
    own: (id) => styles.get(id)?.own ?? {},
    name: (id) => (id === undefined ? '' : (styles.get(id)?.name ?? '')),
    resolve: (id, kind) => {
      const from = kind === 'paragraph' ? (id !== undefined && styles.has(id) ? id : normal) : id;
      const key = `${kind}/${from}`;
      const known = resolved.get(key);
      if (known) return known;
      const all: Mutable = kind === 'paragraph' ? { ...defaults } : {};
      for (const at of chain(from).reverse()) Object.assign(all, styles.get(at)?.own);
      resolved.set(key, all);
      return all;
    },
  };
}

export interface Numbering {
  /** The list instance of this id; undefined for none (0) and unknown ones. */
  list(numId: string): List | undefined;
  /** The level that this paragraph style is tied to in a list. */
  levelOf(numId: string, style: string): number | undefined;
}

/** `mc:AlternateContent` round a number format: the custom one stands in `mc:Choice`, a plain one in `mc:Fallback`. */
const formatNode = (lvl: XmlNode): XmlNode | undefined => child(lvl, 'numFmt') ?? descendants(lvl, 'numFmt')[0];

function levelFrom(lvl: XmlNode): Level {
  const restart = number(val(child(lvl, 'lvlRestart')));
  const suffix = val(child(lvl, 'suff'));
  const format = formatNode(lvl);
  // w:format="01, 02, 03, …" is the one custom format in use
  const custom = val(format) === 'custom' && /^0\d,/.test(format?.attributes.format ?? '') ? 'decimalZero' : undefined;
  return {
    start: number(val(child(lvl, 'start'))) ?? 0,
    format: custom ?? numberFormat(val(format) ?? 'decimal'),
    // Word itself takes no more.
    text: (val(child(lvl, 'lvlText')) ?? '').slice(0, 255),
    suffix: suffix === 'nothing' || suffix === 'space' ? suffix : 'tab',
    legal: toggle(child(lvl, 'isLgl')) ?? false,
    ...(restart === undefined ? {} : { restart }),
  };
}

export function readNumbering(root: XmlNode | undefined, styles: Styles): Numbering {
  const definitions = new Map<string, XmlNode>();
  for (const node of childrenOf(root, 'abstractNum')) definitions.set(node.attributes.abstractNumId ?? '', node);
  const instances = new Map<string, XmlNode>();
  for (const node of childrenOf(root, 'num')) instances.set(node.attributes.numId ?? '', node);

  /** A definition may point at a numbering style, whose instance points at the definition that holds the levels. */
  const definitionOf = (numId: string, hops = 0): { id: string; node: XmlNode } | undefined => {
    const id = val(child(instances.get(numId), 'abstractNumId'));
    const node = id === undefined ? undefined : definitions.get(id);
    if (id === undefined || !node) return undefined;
    const link = val(child(node, 'numStyleLink'));
    const target = link === undefined ? undefined : styles.own(link).numId;
    return target !== undefined && hops < 8 ? (definitionOf(target, hops + 1) ?? { id, node }) : { id, node };
  };

  const known = new Map<string, List | undefined>();
  const build = (numId: string): List | undefined => {
    const definition = definitionOf(numId);
    if (!definition) return undefined;
    const levels: (Level | undefined)[] = [];
    const overrides = new Map<number, number>();
    for (const lvl of childrenOf(definition.node, 'lvl')) levels[number(lvl.attributes.ilvl) ?? 0] = levelFrom(lvl);
    for (const override of childrenOf(instances.get(numId), 'lvlOverride')) {
      const at = number(override.attributes.ilvl) ?? 0;
      const lvl = child(override, 'lvl');
      if (lvl) levels[at] = levelFrom(lvl);
      const start = number(val(child(override, 'startOverride')));
      if (start !== undefined) overrides.set(at, start);
    }
    return { id: numId, definition: definition.id, levels, overrides };
  };
  return {
    list(numId) {
      if (!known.has(numId)) known.set(numId, numId === '0' ? undefined : build(numId));
      return known.get(numId);
    },
    levelOf(numId, style) {
      const definition = definitionOf(numId);
      const lvl =
        definition && elements(definition.node).find((n) => n.name === 'lvl' && val(child(n, 'pStyle')) === style);
      return lvl ? number(lvl.attributes.ilvl) : undefined;
    },
  };
}

/**
 * The list and level of a paragraph. Its own numPr wins; through a style the level is the style's, else the one tied to
 * the style by `pStyle`, else the first. `numId` 0 switches numbering off.
 */
export function numberingOf(
  own: Properties,
  style: string | undefined,
  styles: Styles,
  numbering: Numbering,
): { list: List; level: number } | undefined {
  const chain = styles.chain(style);
  const inherited = chain.find((id) => styles.own(id).numId !== undefined);
  const numId = own.numId ?? (inherited === undefined ? undefined : styles.own(inherited).numId);
  const list = numId === undefined ? undefined : numbering.list(numId);
  if (numId === undefined || !list) return undefined;
  const tied = (): number | undefined => {
    for (const id of chain) {
      const level = styles.own(id).ilvl ?? numbering.levelOf(numId, id);
      if (level !== undefined) return level;
    }
    return undefined;
  };
  const level = own.ilvl ?? (own.numId === undefined ? tied() : numbering.levelOf(numId, style ?? '')) ?? 0;
  return { list, level: Math.max(0, Math.min(8, level)) };
}
