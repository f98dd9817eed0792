import { z } from 'zod';
import { Span } from './span.ts';

/** A node of the outline. `label` without its dot or 、 (records.md `path`): 三 · （二） · 6 · ① · 第五条 · 附件2 · 第一阶段. */
export interface Heading {
  label: string;
  /** The heading's words without its label; '' where the item has no heading of its own. */
  heading: string;
  /** Labels from the root, joined by /. */
  path: string;
  /** The label and heading in the text. */
  span: Span;
  /** True where the copy lost the label and the sequence gave it back. */
  restored: boolean;
  children: Heading[];
}
export const Heading: z.ZodType<Heading> = z.object({
  label: z.string(),
  heading: z.string(),
  path: z.string(),
  span: Span,
  restored: z.boolean(),
  get children() {
    return z.array(Heading);
  },
});

/** What part a unit plays in the document (GB/T 9704: 版头 主体 版记, and what a web page adds). */
export const UNIT_ROLES = [
  'masthead', // 发文机关标志：洛阳市教育局文件
  'doc-number', // 发文字号
  'title',
  'cover', // the text of the notice that issues a plan
  'addressee', // 主送机关
  'heading', // a heading that stands alone
  'body',
  'row', // a table row, cells parted by \t
  'form', // labels and blanks of a form
  'attachment-list', // 附件：1.… 2.…
  'signature', // 发文机关署名
  'date', // 成文日期
  'imprint', // 版记：抄送、印发机关、印发日期、依申请公开
  'contact', // 联系人、电话、邮箱
  'meta', // a page's own metadata table
] as const;

/** One paragraph or row of the text with its place in the outline. Units are in order, do not overlap and cover all words. */
export const Unit = z.object({
  role: z.enum(UNIT_ROLES),
  /** '' before the first heading. */
  path: z.string(),
  span: Span,
  /** Headings from the root down to this unit's own, words only. */
  headings: z.array(z.string()),
  /** Length of the leading label (三、 / 1. / （一）) inside the unit, 0 if none. */
  label: z.int().nonnegative(),
  /** Length of label + run-in heading (（一）宣传部署。), 0 if none; the body follows. */
  lead: z.int().nonnegative(),
  /** For rows: header cells of the table, by column, where known. */
  columns: z.array(z.string()).optional(),
});
export type Unit = z.infer<typeof Unit>;

/** A gap, repeat or wrong order in the numbers: lost text in a copy, a slip in a draft. */
export const SequenceFault = z.object({
  kind: z.enum(['gap', 'repeat', 'order']),
  path: z.string(),
  span: Span,
  /** The label found and the one that was due. */
  found: z.string(),
  due: z.string(),
  message: z.string(),
});
export type SequenceFault = z.infer<typeof SequenceFault>;

/** `text -> structure`. Total: any text gives units that cover it. */
export const Structure = z.object({
  outline: z.array(Heading),
  units: z.array(Unit),
  faults: z.array(SequenceFault),
});
export type Structure = z.infer<typeof Structure>;

/** The outline as a flat list, parents before children. */
export const flatten = (outline: readonly Heading[]): Heading[] => outline.flatMap((h) => [h, ...flatten(h.children)]);
