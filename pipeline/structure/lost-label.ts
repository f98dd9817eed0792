import type { Change } from '../text-anchor.ts';
import { nameOf } from './labels.ts';
import { layoutOf } from './layout.ts';
import { type TextLine, titleLike } from './lines.ts';
import { type Node, outlineOf } from './outline.ts';

/** Method of the repair, by which the structure knows a restored label again. */
export const LOST_LABEL = 'label by sequence';

/**
 * Headings whose label the copy lost: 一、指导思想 … 工作原则 … 三、工作措施. Where one number is missing and one line
 * between its neighbours can be the heading, the label is put back; where several can, it stays a gap.
 */
export function lostLabels(lines: readonly TextLine[]): Change[] {
  if (!skips(lines)) return [];
  const layout = layoutOf(lines);
  const { nodes, owner, roles } = outlineOf(lines, layout, () => false);
  const out: Change[] = [];
  for (const siblings of groupsOf(nodes)) {
    const standing = siblings.filter((s) => s.heading !== '' && s.lead === lines[s.line]?.words.length).length;
    if (standing * 2 < siblings.length) continue;
    siblings.forEach((node, i) => {
      const before = siblings[i - 1];
      const missing = node.value - 1;
      if (before ? before.value !== missing - 1 : missing !== 1) return;
      const from = before ? before.line + 1 : (node.parent?.line ?? layout.body - 1) + 1;
      const found = candidates(lines, roles, owner, from, node, before ?? node.parent);
      const line = lines[found[0] ?? -1];
      if (found.length !== 1 || !line) return;
      const name = nameOf(family(node), missing, node.label);
      const reading = node.family === 'cn' ? `${name}、` : name;
      const { start } = line;
      out.push({ start, end: start, reading, kind: 'lost-characters', method: LOST_LABEL, confidence: 0.95 });
    });
  }
  return out.sort((a, b) => a.start - b.start);
}

/** Whether any 一、 or （一） comes two after the one before: without that there is nothing to put back. */
function skips(lines: readonly TextLine[]): boolean {
  const last = { cn: 0, pcn: 0 };
  for (const { label } of lines) {
    if (label?.family !== 'cn' && label?.family !== 'pcn') continue;
    if (label.value !== 1 && label.value !== last[label.family] + 1) return true;
    last[label.family] = label.value;
  }
  return false;
}

const family = (node: Node): 'cn' | 'pcn' => (node.family === 'pcn' ? 'pcn' : 'cn');

/** Items of one style under one heading, in order: 一、 二、 … and （一）（二）… only, whose headings stand alone. */
function groupsOf(nodes: readonly Node[]): Node[][] {
  const groups = new Map<Node | null, { cn: Node[]; pcn: Node[] }>();
  for (const node of nodes) {
    if (node.family !== 'cn' && node.family !== 'pcn') continue;
    const group = groups.get(node.parent) ?? { cn: [], pcn: [] };
    group[node.family].push(node);
    groups.set(node.parent, group);
  }
  return [...groups.values()].flatMap(({ cn, pcn }) => [cn, pcn]);
}

/** Short lines without a stop under the neighbour before, followed by text of their own. */
function candidates(
  lines: readonly TextLine[],
  roles: readonly string[],
  owner: readonly (Node | null)[],
  from: number,
  node: Node,
  above: Node | null,
): number[] {
  const out: number[] = [];
  for (let i = from; i < node.line; i++) {
    const line = lines[i];
    const next = lines[i + 1];
    if (!line || !next || roles[i] !== 'body' || !titleLike(line)) continue;
    if (line.words.length < 2 || line.words.length > 20 || /[，,：:“”《》\d]/.test(line.words)) continue;
    if (i + 1 >= node.line || next.words.length < line.words.length) continue;
    if (owner[i] !== above && !isUnder(owner[i] ?? null, above)) continue;
    out.push(i);
  }
  return out;
}

function isUnder(node: Node | null, above: Node | null): boolean {
  for (let n = node; n; n = n.parent) if (n === above) return true;
  return above === null;
}
