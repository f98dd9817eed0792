/** For tests only: gold cases with ⟦marked⟧ spans, sections and contexts made from one line of text. */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { Extracted } from '../records/clause.ts';
import type { Context, Section } from './extractor.ts';

/** One case of a `<kind>.gold.json`: the n-th `expect` belongs to the n-th mark (the last mark serves all that follow). */
export const GoldCase = z
  .object({
    text: z.string(),
    expect: z.array(z.object({ rule: z.string() }).loose()),
    /** Why nothing is expected: a negative needs a reason. */
    why: z.string().optional(),
    /** Why the case cannot be met yet; it is counted, not failed. */
    open: z.string().optional(),
    title: z.string().optional(),
    issuer: z.string().optional(),
    headings: z.array(z.string()).optional(),
  })
  .strict();
export type GoldCase = z.infer<typeof GoldCase>;

export const goldOf = (kind: string): GoldCase[] =>
  z.array(GoldCase).parse(JSON.parse(readFileSync(new URL(`./${kind}.gold.json`, import.meta.url), 'utf8')));

/** `申请人应当⟦在10日内⟧提交` -> the text without marks, and where they stood. */
export function unmark(marked: string): { text: string; marks: { start: number; end: number }[] } {
  const marks: { start: number; end: number }[] = [];
  let text = '';
  for (const ch of marked) {
    if (ch === '⟦') marks.push({ start: text.length, end: text.length });
    else if (ch === '⟧') {
      const open = marks.findLast((m) => m.end === m.start);
      if (open) open.end = text.length;
    } else text += ch;
  }
  return { text, marks };
}

export const sectionOf = (text: string, more: Partial<Section> = {}): Section => ({
  path: '一',
  role: 'body',
  headings: [],
  text,
  start: 0,
  label: 0,
  lead: 0,
  above: null,
  ...more,
});

export const contextOf = (text: string, more: Partial<Context> = {}): Context => ({
  text,
  title: '关于规范有关工作的通知',
  issuers: ['某市教育局'],
  level: 'city',
  issuedOn: '2025-03-01',
  genre: '通知',
  attachments: [],
  ...more,
});

/** What is wrong with the records of one case, in words; empty when all is right. */
export function faults(gold: GoldCase, extract: (section: Section, context: Context) => Extracted[]): string[] {
  const { text, marks } = unmark(gold.text);
  const section = sectionOf(text, { headings: gold.headings ?? [] });
  const context = contextOf(text, {
    ...(gold.title === undefined ? {} : { title: gold.title }),
    ...(gold.issuer === undefined ? {} : { issuers: [gold.issuer] }),
  });
  const records = extract(section, context);
  const said = (r: Extracted): string => `${r.rule} at ⟦${text.slice(r.span.start, r.span.end)}⟧`;
  const out: string[] = [];
  gold.expect.forEach((want, i) => {
    const got = records[i];
    if (!got) {
      out.push(`missing ${want.rule}`);
      return;
    }
    const mark = marks[Math.min(i, marks.length - 1)];
    if (mark && (mark.start !== got.span.start || mark.end !== got.span.end))
      out.push(`span of ${said(got)}, wanted ⟦${text.slice(mark.start, mark.end)}⟧`);
    const values = new Map<string, unknown>(Object.entries(got));
    for (const [key, value] of Object.entries(want)) {
      if (JSON.stringify(values.get(key)) !== JSON.stringify(value))
        out.push(`${key} is ${JSON.stringify(values.get(key))}, wanted ${JSON.stringify(value)}`);
    }
  });
  for (const extra of records.slice(gold.expect.length)) out.push(`unexpected ${said(extra)}`);
  return out;
}
