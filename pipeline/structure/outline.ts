import type { Heading, SequenceFault, Unit } from '../../records/structure.ts';
import { FAMILIES, type Family, type Label } from './labels.ts';
import type { Layout, Role } from './layout.ts';
import { markLeads } from './lead.ts';
import type { TextLine } from './lines.ts';
import { BLANKS, FORM_TITLE, NOTE } from './marks.ts';
import { Sequences } from './sequence.ts';

/** A node while the outline grows. */
export interface Node {
  readonly family: Family | 'annex';
  readonly value: number;
  readonly label: string;
  readonly path: string;
  readonly parent: Node | null;
  readonly children: Node[];
  /** Index of its line. */
  readonly line: number;
  /** Length of the label, and of label and heading together, in its line. Set by markLeads. */
  readonly labelLength: number;
  lead: number;
  heading: string;
  /** End of the heading in the text; for attachments the end of the title below the label. */
  end: number;
  restored: boolean;
}

export interface Outline {
  readonly roots: readonly Node[];
  readonly nodes: readonly Node[];
  /** The node each line belongs to; null for lines outside the outline. */
  readonly owner: readonly (Node | null)[];
  readonly roles: readonly Role[];
  readonly faults: readonly SequenceFault[];
}

const rank = (family: Family | 'annex'): number => (family === 'annex' ? -1 : FAMILIES.indexOf(family));

/** Lines that stand outside the outline: path ''. */
const OUTSIDE: ReadonlySet<Role> = new Set<Role>([
  'masthead',
  'doc-number',
  'title',
  'cover',
  'addressee',
  'attachment-list',
  'signature',
  'date',
  'imprint',
  'meta',
]);

/** Builds the tree by one pass with a stack. `restored` tells whether a label at an offset was put back. */
export function outlineOf(lines: readonly TextLine[], layout: Layout, restored: (at: number) => boolean): Outline {
  const roots: Node[] = [];
  const nodes: Node[] = [];
  const owner: (Node | null)[] = new Array<Node | null>(lines.length).fill(null);
  const roles = [...layout.roles];
  const annexAt = new Map(layout.annexes.map((a) => [a.line, a]));
  const sequences = new Sequences(lines);
  let stack: Node[] = [];
  let form = false;
  /** Heads of a table's columns, one a line, that stand over an attachment: repeated at page breaks. */
  let heads = new Set<string>();
  let opening = false;
  let note = false;

  const push = (node: Node): void => {
    (node.parent?.children ?? roots).push(node);
    nodes.push(node);
    stack.push(node);
  };

  for (let i = 0; i < lines.length; i++) {
    const line = lines[i];
    const role = roles[i] ?? 'body';
    if (!line || OUTSIDE.has(role)) continue;
    const annex = annexAt.get(i);
    if (annex && line.annex) {
      stack = [];
      note = false;
      heads = new Set();
      opening = true;
      const titles = lines.slice(annex.title.start, annex.title.end);
      const heading = squeeze(titles.length > 0 ? titles.map((t) => t.words).join('') : line.annex.rest);
      form = FORM_TITLE.test(heading);
      const offset = line.words.indexOf('附');
      push({
        family: 'annex',
        value: line.annex.number ?? 0,
        label: line.annex.name,
        path: line.annex.name,
        parent: null,
        children: [],
        line: i,
        labelLength: Math.min(line.words.length, offset + line.annex.length),
        lead: line.words.length,
        heading,
        end: titles.at(-1)?.end ?? line.end,
        restored: false,
      });
      const node = stack[0] ?? null;
      if (node) sequences.annex(node);
      for (let t = i; t < Math.max(i + 1, annex.title.end); t++) owner[t] = node;
      i = Math.max(i, annex.title.end - 1);
      continue;
    }
    const inAnnex = stack[0]?.family === 'annex';
    if (inAnnex && NOTE.test(line.words)) note = true;
    else if (note && line.label && (line.label.family === 'cn' || line.label.family === 'article')) note = false;
    if (inAnnex && role === 'body' && !line.label && line.words.length <= 12 && !/[。；，：:]/.test(line.words)) {
      if (opening) {
        heads.add(line.words);
        roles[i] = 'form';
      } else if (heads.has(line.words)) {
        stack = stack.slice(0, 1);
        roles[i] = 'form';
      }
    } else opening = false;
    const label = note || line.row || (role !== 'body' && role !== 'heading') ? null : line.label;
    if (label) {
      stack = place(stack, roots, label, lines, i, roles);
      const parent = stack.at(-1) ?? null;
      const node: Node = {
        family: label.family,
        value: label.value,
        label: label.name,
        path: parent ? `${parent.path}/${label.name}` : label.name,
        parent,
        children: [],
        line: i,
        labelLength: label.length,
        lead: 0,
        heading: '',
        end: line.start + label.length,
        restored: restored(line.start),
      };
      sequences.next(node, parent ? parent.children : roots);
      push(node);
      owner[i] = node;
      continue;
    }
    // A paragraph behind the 项 of a 条 is the 条's next 款.
    const article = role === 'body' ? stack.findLastIndex((n) => n.family === 'article') : -1;
    if (article >= 0) stack = stack.slice(0, article + 1);
    owner[i] = note ? (stack[0] ?? null) : (stack.at(-1) ?? null);
    if (inAnnex && form && !note && role === 'body' && isFormLine(line.words)) roles[i] = 'form';
  }
  markLeads(lines, nodes, roles);
  return { roots, nodes, owner, roles, faults: sequences.faults };
}

const isFormLine = (words: string): boolean => BLANKS.test(words) || (words.length <= 25 && !/[。；，]/.test(words));

/** Spaces out of a heading: 整治 实施方案 → 整治实施方案; kept between Latin words. */
export const squeeze = (words: string): string => words.replace(/(?<![A-Za-z0-9])\s+|\s+(?![A-Za-z0-9])/g, '').trim();

/**
 * The stack that a label hangs under. A family that is open already closes back to its level; a new one goes below
 * all that rank higher. Against the rank it goes deeper only where its run ends in the open item's successor
 * (1.… （一）… （二）… 2.…) or where the open item is a bare heading (一、总则 / 第一条 …).
 */
function place(
  stack: readonly Node[],
  roots: readonly Node[],
  label: Label,
  lines: readonly TextLine[],
  at: number,
  roles: readonly Role[],
): Node[] {
  const top = stack.at(-1);
  if (!top) return [];
  const open = stack.findLastIndex((n) => n.family === label.family);
  if (open >= 0) {
    const deeper =
      label.value === 1 && open < stack.length - 1 && top.family !== 'annex' && rank(top.family) < rank(label.family);
    return deeper ? [...stack] : stack.slice(0, open);
  }
  // 三、 after 二、 and a run of 条 closes back to where 二、 stood.
  for (let k = stack.length; label.value > 1 && k >= 0; k--) {
    const siblings = k > 0 ? (stack[k - 1]?.children ?? []) : roots;
    const before = siblings.at(-1);
    if (before?.family === label.family && before.value === label.value - 1) return stack.slice(0, k);
    if (siblings.length > 1 && siblings.findLast((s) => s.family === label.family)?.value === label.value - 1)
      return stack.slice(0, k);
  }
  const natural = stack.findLastIndex((n) => rank(n.family) < rank(label.family)) + 1;
  if (natural === stack.length || label.value !== 1) return stack.slice(0, natural);
  const bare =
    top.line === at - 1 && (lines[top.line]?.words.length ?? 99) <= 40 && !/[。；]/.test(lines[top.line]?.words ?? '');
  return bare || closesInside(stack, label, lines, at, roles) ? [...stack] : stack.slice(0, natural);
}

/** Looks at most 300 lines ahead for the successor of the open item before any other open level goes on. */
function closesInside(
  stack: readonly Node[],
  label: Label,
  lines: readonly TextLine[],
  at: number,
  roles: readonly Role[],
): boolean {
  const top = stack.at(-1);
  if (!top) return false;
  for (let i = at + 1; i < Math.min(lines.length, at + 300); i++) {
    if (roles[i] !== 'body') continue;
    const next = lines[i]?.label;
    if (!next || next.family === label.family) continue;
    if (next.family === top.family) return next.value === top.value + 1;
    if (stack.some((n) => n.family === next.family)) return false;
  }
  return false;
}

export function toHeading(node: Node, lines: readonly TextLine[]): Heading {
  return {
    label: node.label,
    heading: node.heading,
    path: node.path,
    span: { start: lines[node.line]?.start ?? 0, end: node.end },
    restored: node.restored,
    children: node.children.map((child) => toHeading(child, lines)),
  };
}

/** Headings from the root to a node, words only. */
export function headingsOf(node: Node | null, known: Map<Node, string[]>): string[] {
  if (!node) return [];
  const had = known.get(node);
  if (had) return had;
  const above = headingsOf(node.parent, known);
  const own = node.heading === '' ? above : [...above, node.heading];
  known.set(node, own);
  return own;
}

export type { Unit };
