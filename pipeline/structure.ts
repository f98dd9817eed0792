import type { Structure, Unit } from '../records/structure.ts';
import type { Repair, Text } from '../records/text.ts';
import { labelOf } from './structure/labels.ts';
import { layoutOf } from './structure/layout.ts';
import { linesOf, type TextLine } from './structure/lines.ts';
import { headingsOf, type Node, outlineOf, toHeading } from './structure/outline.ts';

/**
 * `text -> structure`. Total: every line of any text becomes one unit, in order, so that the units hold all words.
 * Paths join the labels of the outline by / (第一章/第三条/（一）); 款 of a 条 carry the 条's path.
 */
export function toStructure(text: Text): Structure {
  const lines = linesOf(text.text);
  const layout = layoutOf(lines);
  const restored = new Set(text.repairs.filter(isRestoredLabel).map((r) => r.span.start));
  const outline = outlineOf(lines, layout, (at) => restored.has(at));
  const byLine = new Map(outline.nodes.map((n) => [n.line, n]));
  const headings = new Map<Node, string[]>();
  let columns: readonly string[] | null = null;
  const units = lines.map((line, i): Unit => {
    const role = outline.roles[i] ?? 'body';
    const node = outline.owner[i] ?? null;
    const own = byLine.get(i);
    const header = line.row ? (columns ?? headerOf(lines, i)) : null;
    const isHeader = line.row && columns === null;
    columns = line.row ? header : null;
    return {
      role,
      path: node?.path ?? '',
      span: { start: line.start, end: line.end },
      headings: headingsOf(node, headings),
      label: own ? own.labelLength : 0,
      lead: own ? own.lead : 0,
      ...(line.row && header && !isHeader ? { columns: [...header] } : {}),
    };
  });
  return { outline: outline.roots.map((n) => toHeading(n, lines)), units, faults: [...outline.faults] };
}

/** 二、 put in where nothing stood: the copy had lost it. */
const isRestoredLabel = (repair: Repair): boolean =>
  repair.sourceText === '' && labelOf(repair.reading)?.length === repair.reading.length;

/** Header cells, where the first row of a table is one: short words, no figures. */
function headerOf(lines: readonly TextLine[], at: number): readonly string[] {
  const cells = (lines[at]?.words ?? '').split('\t').map((c) => c.trim());
  return cells.every((c) => c.length <= 20 && !/[。；]/.test(c)) && cells.filter((c) => c !== '').length >= 2
    ? cells
    : [];
}
