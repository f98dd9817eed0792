import type { SequenceFault } from '../../records/structure.ts';
import { type Family, nameOf } from './labels.ts';
import type { TextLine } from './lines.ts';
import type { Node } from './outline.ts';

/** Families whose numbers prove nothing: letters mark options, 1.1 restarts by its own prefix. */
const UNPROVED: ReadonlySet<string> = new Set(['letter', 'multi']);

/** Sequence proof: every label has the number that is due, or a fault says which is missing, twice or out of order. */
export class Sequences {
  readonly faults: SequenceFault[] = [];
  readonly #lines: readonly TextLine[];
  /** Last value of each family since the last attachment began: numbers may go on over （一）（二） and over chapters. */
  #running = new Map<Family, number>();
  #annex = 0;

  constructor(lines: readonly TextLine[]) {
    this.#lines = lines;
  }

  annex(node: Node): void {
    this.#running = new Map();
    if (node.value === 0) return;
    const due = this.#annex + 1;
    if (node.value > due) this.#fault('gap', node, `附件${due}`);
    else if (node.value < due - 1) this.#fault('order', node, `附件${due}`);
    this.#annex = node.value;
  }

  /** Call before the node joins its siblings. */
  next(node: Node, siblings: readonly Node[]): void {
    if (node.family === 'annex' || UNPROVED.has(node.family)) return;
    const before = siblings.findLast((s) => s.family === node.family);
    const running = this.#running.get(node.family) ?? 0;
    this.#running.set(node.family, node.value);
    const name = (value: number): string => nameOf(node.family === 'annex' ? 'dig' : node.family, value, node.label);
    if (node.restored) {
      this.#fault('gap', node, node.label, `“${node.label}”这一标号在文本中缺失，已按前后顺序补出`);
      return;
    }
    const due = before ? before.value + 1 : 1;
    if (node.value === due || node.value === running + 1) return;
    if (node.value === 1 && before) {
      // A second list under the same heading, with words between, is no fault.
      if (node.line > before.line + 1) return;
      this.#fault('order', node, name(due));
    } else if (node.value > due) this.#fault('gap', node, name(due));
    else if (before && node.value === before.value) this.#fault('repeat', node, name(due));
    else this.#fault('order', node, name(due));
  }

  #fault(kind: SequenceFault['kind'], node: Node, due: string, message?: string): void {
    const line = this.#lines[node.line];
    const start = line?.start ?? 0;
    const what = {
      gap: `此处应为“${due}”，实为“${node.label}”：中间可能有内容丢失，或编号有误`,
      repeat: `编号“${node.label}”重复，此处应为“${due}”`,
      order: `编号顺序有误：此处应为“${due}”，实为“${node.label}”`,
    }[kind];
    this.faults.push({
      kind,
      path: node.path,
      span: { start, end: start + node.labelLength },
      found: node.restored ? '' : node.label,
      due,
      message: message ?? what,
    });
  }
}
