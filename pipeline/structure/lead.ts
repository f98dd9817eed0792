import type { Role } from './layout.ts';
import type { TextLine } from './lines.ts';
import { type Node, squeeze } from './outline.ts';

/** Words by which a first sentence is a rule and no heading: （一）各校要高度重视，主要负责人亲自抓。 */
const RULE =
  /^(?:各(?!项|类)|本|该|凡|我|对于|由|自\d|经|除|未|如|每|从即日)|[校区市县局部门位师厅院会](?:要|应|须|负责|可)|应当|必须|不超过|不少于|不低于|原则上|可以|^要|\d+\s?(?:次|个|名|项|小时|分钟|%|日|天|元)|[一二三四五六七八九十](?:次|小时|分钟|天)/;

const SHORT = 12;
const LONG = 30;

/** End of the run-in heading in the line (after its stop), by the first stop; -1 where none can be. */
function runIn(words: string, label: number): number {
  const stop = words.slice(label, label + LONG + 2).search(/[。：:]/);
  if (stop <= 0) return -1;
  const at = label + stop;
  return at + 1 < words.length && words.charAt(at) === '。' ? at + 1 : -1;
}

type Shape = 'alone' | 'sure' | 'maybe' | 'none';

/**
 * 一、总体要求 (alone) · （一）宣传部署。各县… (sure: short and no rule) · a longer first sentence (maybe: it is a
 * heading where most of its siblings have one).
 */
function shapeOf(words: string, label: number, headsText: boolean): { shape: Shape; lead: number } {
  const rest = words.slice(label);
  if (rest === '') return { shape: 'alone', lead: words.length };
  if (rest.length <= 45 && !/[。；;！？!?…]/.test(rest) && !/[，,：:]$/.test(rest)) {
    const commas = rest.split(/[，,]/).length - 1;
    if (commas <= 2 && !(commas > 0 && RULE.test(rest)) && !/不得|严禁/.test(rest.slice(12)))
      return { shape: 'alone', lead: words.length };
  }
  if (rest.length <= 10 && /^[^，。；]+[：:]$/.test(rest) && !/如下|下列|以下|按/.test(rest))
    return { shape: 'alone', lead: words.length };
  if (headsText && rest.length <= SHORT + 4 && /^[^，。；：]+。$/.test(rest) && !RULE.test(rest))
    return { shape: 'maybe', lead: words.length };
  const lead = runIn(words, label);
  if (lead < 0) return { shape: 'none', lead: 0 };
  // （一）自查摸排（3月1日至3月31日）。: the time in brackets makes no rule of a heading.
  const first = words.slice(label, lead - 1).replace(/（[^（）]*[年月日旬][^（）]*）$/, '');
  if (/[；;]/.test(first)) return { shape: 'none', lead: 0 };
  if (RULE.test(first)) return { shape: 'none', lead: 0 };
  return { shape: first.length <= SHORT ? 'sure' : 'maybe', lead };
}

/** Whether words of its own follow the line: a paragraph, or an item of a deeper style. */
function headsText(lines: readonly TextLine[], node: Node): boolean {
  const next = lines[node.line + 1];
  if (!next || next.annex) return false;
  return next.label === null ? next.words.length > 12 : next.label.value === 1 && next.label.family !== node.family;
}

/** Sets `lead`, `heading` and `end` of each labelled node, and the role of lines that are headings alone. */
export function markLeads(lines: readonly TextLine[], nodes: readonly Node[], roles: Role[]): void {
  const groups = new Map<Node | null, Map<string, { node: Node; shape: Shape; lead: number }[]>>();
  for (const node of nodes) {
    if (node.family === 'annex') continue;
    const words = lines[node.line]?.words ?? '';
    const families = groups.get(node.parent) ?? new Map<string, { node: Node; shape: Shape; lead: number }[]>();
    const group = families.get(node.family) ?? [];
    group.push({ node, ...shapeOf(words, node.labelLength, headsText(lines, node)) });
    families.set(node.family, group);
    groups.set(node.parent, families);
  }
  for (const families of groups.values()) {
    for (const group of families.values()) {
      const headed = group.filter((g) => g.shape !== 'none').length;
      const most = headed >= group.length * 0.6;
      for (const { node, shape, lead } of group) {
        const line = lines[node.line];
        if (!line || shape === 'none' || (shape === 'maybe' && !most)) continue;
        // 十二、鼓励使用电子发票。… among eleven rules without a heading is a rule too.
        if (shape === 'sure' && headed * 4 < group.length) continue;
        node.lead = lead;
        node.heading = squeeze(line.words.slice(node.labelLength, lead).replace(/[。：:]$/, ''));
        node.end = line.start + lead;
        if (lead === line.words.length) roles[node.line] = 'heading';
      }
    }
  }
}
