import { createHash } from 'node:crypto';
import type { Context, Section } from '../extractors/extractor.ts';
import { EXTRACTORS } from '../extractors/index.ts';
import type { ClauseRecord, Extracted } from '../records/clause.ts';
import type { Block, Pages, Verification } from '../records/page.ts';
import { around, type Box, overlaps, type Span } from '../records/span.ts';
import type { Structure, Unit } from '../records/structure.ts';
import { type Anchor, anchorsOf, repairsIn, sourceOf, type Text } from '../records/text.ts';

/**
 * `structure -> clauses`: runs every extractor over every unit and gives each record what only the text's map can tell:
 * page, boxes, the source's words, the digit gate's verdict, candidates of what could not be repaired.
 * Postcondition: `text.slice(span.start, span.end) === quote` for every record.
 */
export function toClauses(
  documentId: string,
  pages: Pages,
  text: Text,
  structure: Structure,
  context: Context,
): ClauseRecord[] {
  const out: ClauseRecord[] = [];
  if (!official(text.text, context)) return out;
  const seen = new Set<string>();
  for (const section of toSections(text.text, structure.units))
    for (const extractor of EXTRACTORS)
      for (const found of extractor.extract(section, context)) {
        const record = place(documentId, pages, text, section.path, found);
        if (seen.has(record.id)) continue;
        seen.add(record.id);
        out.push(record);
      }
  return out.sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
}

// 应当 · 不得 (not 不得不) · 严禁 · 原则上 · 备案 · 现…通知如下: how notices speak, and stories do not.
const NORMS =
  /应当|不得(?!不)|严禁|禁止|必须|一律|原则上|须经|须[报由在于]|备案|审批|不超过|不少于|不低于|负责|通知如下|贯彻|落实|本(?:办法|规定|条例|通知|意见|方案|细则|公告)/g;

/**
 * Whether a text is a document that can hold rules: it says what it is (文种, 发文机关), or speaks like one.
 * A novel's 三天之内要动手术 is no deadline.
 */
function official(text: string, context: Context): boolean {
  if (context.genre !== null || context.issuers.length > 0) return true;
  return (text.match(NORMS)?.length ?? 0) >= 2;
}

/** Units as extractors see them, each knowing the one whose words lead it in. */
export function toSections(text: string, units: readonly Unit[]): Section[] {
  const out: Section[] = [];
  const byPath = new Map<string, Section>();
  for (const unit of units) {
    const above = byPath.get(unit.path.slice(0, Math.max(0, unit.path.lastIndexOf('/'))));
    const section: Section = {
      path: unit.path,
      role: unit.role,
      headings: unit.headings,
      text: text.slice(unit.span.start, unit.span.end),
      start: unit.span.start,
      label: unit.label,
      lead: unit.lead,
      ...(unit.columns ? { columns: unit.columns } : {}),
      above: above !== undefined && unit.path.includes('/') && /[：:]\s*$/.test(above.text) ? above : null,
    };
    out.push(section);
    byPath.set(unit.path, section);
  }
  return out;
}

function place(documentId: string, pages: Pages, text: Text, path: string, found: Extracted): ClauseRecord {
  const quote = text.text.slice(found.span.start, found.span.end);
  const anchors = anchorsOf(text.anchors, found.span);
  const boxes = boxesOf(anchors, pages.blocks);
  const repairs = repairsIn(text.repairs, found.span);
  const verification = verificationOf(anchors, pages.blocks);
  const candidates = text.issues.flatMap((i) =>
    i.unresolved.filter((u) => overlaps(u.span, found.span)).flatMap((u) => u.candidates),
  );
  const confidence =
    found.confidence *
    Math.min(1, ...repairs.map((r) => r.confidence)) *
    (candidates.length > 0 ? 0.5 : 1) *
    (verification?.state === 'unverified' ? 0.5 : 1);
  const { span, ...values } = found;
  const id = `${documentId}.${createHash('sha256')
    .update(JSON.stringify([found.type, path, span.start, values]))
    .digest('hex')
    .slice(0, 10)}`;
  const first = boxes[0];
  return {
    ...found,
    id,
    path,
    quote,
    confidence: Math.round(confidence * 1000) / 1000,
    ...(first ? { page: first.page, boxes } : {}),
    ...(repairs.length > 0 ? { sourceQuote: sourceOf(text.text, text.repairs, found.span) } : {}),
    ...(verification ? { verification } : {}),
    ...(candidates.length > 0 ? { unresolved: [...new Set(candidates)] } : {}),
  };
}

/** One box a printed line: the part of each block that the span covers. */
export function boxesOf(anchors: readonly Anchor[], blocks: readonly Block[]): Box[] {
  const byBlock = new Map<number, { from: number; to: number }>();
  for (const a of anchors) {
    const known = byBlock.get(a.block);
    byBlock.set(
      a.block,
      known ? { from: Math.min(known.from, a.from), to: Math.max(known.to, a.to) } : { from: a.from, to: a.to },
    );
  }
  const out: Box[] = [];
  for (const [index, range] of byBlock) {
    const block = blocks[index];
    if (!block || range.to <= range.from || (block.place.kind !== 'page' && block.place.kind !== 'object')) continue;
    const { box } = block.place;
    const x0 = block.edges?.[range.from] ?? box.x0;
    const x1 = block.edges?.[range.to] ?? box.x1;
    out.push(around([{ ...box, x0: Math.min(x0, x1), x1: Math.max(x0, x1) }]));
  }
  return out;
}

/** The digit gate's verdicts inside the span: one unverified reading makes the record unverified. */
function verificationOf(anchors: readonly Anchor[], blocks: readonly Block[]): Verification | null {
  const checks = anchors.flatMap((a) =>
    (blocks[a.block]?.ocr?.checks ?? []).filter((c) => c.start < a.to && a.from < c.end),
  );
  if (checks.length === 0) return null;
  const doubtful = checks.find((c) => c.verification.state === 'unverified');
  return (
    doubtful?.verification ?? {
      state: 'verified',
      readings: [...new Set(checks.flatMap((c) => c.verification.readings))],
    }
  );
}

/** Whether a span stands on words of the document: what every record must satisfy. */
export const cited = (text: string, record: { readonly span: Span; readonly quote: string }): boolean =>
  text.slice(record.span.start, record.span.end) === record.quote;
