import type { Change } from '../text-anchor.ts';
import { nameOf } from './labels.ts';
import { layoutOf } from './layout.ts';
import { linesOf, type TextLine, titleLike } from './lines.ts';
import { type Node, outlineOf } from './outline.ts';

/** Method of the repair, by which the structure knows a restored label again. */
export const LOST_LABEL = 'label by sequence';

/**
 * Headings whose label the copy lost: 一、指导思想 … 工作原则 … 三、工作措施. Where one number is missing and one line
 * between its neighbours can be the heading, the label is put back; where several can, it stays a gap.
 */
export function lostLabels(text: string): Change[] {
  const lines = linesOf(text);
  const layout = layoutOf(lines);
  const { nodes, roots, owner, roles } = outlineOf(lines, layout, () => false);
  const out: Change[] = [];
  for (const node of nodes) {
    if (node.family !== 'cn' && node.family !== 'pcn') continue;
    const siblings = (node.parent?.children ?? roots).filter((s) => s.family === node.family);
    const index = siblings.indexOf(node);
    const before = siblings[index - 1];
    const missing = node.value - 1;
    if (before ? before.value !== missing - 1 : missing !== 1) continue;
    const from = before ? before.line + 1 : (node.parent?.line ?? layout.body - 1) + 1;
    const standing = siblings.filter((s) => s.heading !== '' && s.lead === lines[s.line]?.words.length).length;
    if (standing * 2 < siblings.length) continue;
    const found = candidates(lines, roles, owner, from, node, before ?? node.parent);
    const line = lines[found[0] ?? -1];
    if (found.length !== 1 || !line) continue;
    const name = nameOf(node.family, missing, node.label);
    const reading = node.family === 'cn' ? `${name}、` : name;
    out.push({
      start: line.start,
      end: line.start,
      reading,
      kind: 'lost-characters',
      method: LOST_LABEL,
      confidence: 0.95,
    });
  }
  return out.sort((a, b) => a.start - b.start);
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
