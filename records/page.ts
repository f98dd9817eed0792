import { z } from 'zod';
import { Box } from './span.ts';

/** The formats that bytes can turn out to be. Bytes decide, never the file's extension. */
export const FORMATS = [
  'txt',
  'html',
  'pdf',
  'docx',
  'doc',
  'wps',
  'rtf',
  'mht',
  'ofd',
  'image',
  'tiff',
  'zip',
] as const;
export const Format = z.enum(FORMATS);
export type Format = z.infer<typeof Format>;

/**
 * Where a stretch of text stands in its own format. Each format points in its own terms:
 * a page box, a paragraph number (DOCX, DOC, HTML), an object of an OFD page, a line of a text file.
 */
export const Place = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('page'), box: Box }),
  z.object({ kind: z.literal('object'), object: z.string(), box: Box }),
  z.object({
    kind: z.literal('paragraph'),
    paragraph: z.int().positive(),
    cell: z.object({ table: z.int().positive(), row: z.int().positive(), column: z.int().positive() }).optional(),
  }),
  z.object({ kind: z.literal('line'), line: z.int().positive() }),
]);
export type Place = z.infer<typeof Place>;

/** One character as an OCR engine read it. */
export const OcrChar = z.object({
  ch: z.string(),
  /** 0–1: the engine's own confidence in this character. */
  confidence: z.number().min(0).max(1),
  /** Left and right edge on the page, in the page's unit. */
  x0: z.number(),
  x1: z.number(),
});
export type OcrChar = z.infer<typeof OcrChar>;

/** Verdict of the digit gate on a number, date, 文号 or comparator read from an image (records.md `verification`). */
export const Verification = z.discriminatedUnion('state', [
  z.object({ state: z.literal('verified'), readings: z.array(z.string()) }),
  z.object({
    state: z.literal('unverified'),
    /** What each reader saw, first the one the text carries. */
    readings: z.array(z.string()),
    /** Where to look on the page. */
    crop: Box.optional(),
    why: z.string(),
  }),
]);
export type Verification = z.infer<typeof Verification>;

/** How a block looks, where the format tells: evidence for titles, run-in headings and paragraph starts. */
export const Look = z.object({
  align: z.enum(['left', 'center', 'right']).optional(),
  /** Points. */
  fontSize: z.number().optional(),
  bold: z.boolean().optional(),
  /** First-line indent in ems of the block's own font. */
  indent: z.number().optional(),
  /** True where the line runs to the right margin, so that the next line may continue it. */
  full: z.boolean().optional(),
});
export type Look = z.infer<typeof Look>;

/**
 * The unit a reader yields, in reading order.
 * `paragraph`: complete, never to be joined with its neighbours (DOCX, HTML, well-formed TXT).
 * `line`: one printed line; `toText` joins lines to paragraphs (PDF, OFD, OCR).
 * `row`: one table row, its cells joined by a tab.
 */
export const Block = z.object({
  kind: z.enum(['paragraph', 'line', 'row']),
  /** The text as read, automatic numbers (`label`) standing in front of it. No tabs but between the cells of a row, no line breaks. */
  text: z.string(),
  /** An automatic number that the file holds only as numbering properties; it is the prefix of `text`. */
  label: z.string().optional(),
  place: Place,
  look: Look.optional(),
  /** Cells of a row, in columns; merged cells stand once. */
  cells: z.array(z.object({ text: z.string(), place: Place })).optional(),
  /** Left edge of each UTF-16 unit of `text` plus the last right edge, in the page's unit: length = text.length + 1. */
  edges: z.array(z.number()).optional(),
  /** Present when an OCR engine read this block. */
  ocr: z
    .object({
      engine: z.string(),
      confidence: z.number().min(0).max(1),
      chars: z.array(OcrChar),
      /** Digit-gate results, `start`/`end` in UTF-16 units of `text`. */
      checks: z.array(z.object({ start: z.int(), end: z.int(), verification: Verification })),
    })
    .optional(),
});
export type Block = z.infer<typeof Block>;

/** Why something that stands in the file is not in the reading text. */
export const ASIDE_KINDS = [
  'running-head',
  'page-number',
  'page-chrome',
  'seal',
  'hidden-text',
  'deleted-text',
  'annotation',
  'watermark',
  'stamp',
] as const;

/** Something read but kept out of the reading text; nothing is dropped without standing here. */
export const Aside = z.object({ kind: z.enum(ASIDE_KINDS), text: z.string(), place: Place });
export type Aside = z.infer<typeof Aside>;

export const PAGE_KINDS = ['text', 'scan', 'mixed', 'ocr-layer', 'garbage', 'blank'] as const;

/** One page of a paged format. */
export const Page = z.object({
  number: z.int().positive(),
  width: z.number().positive(),
  height: z.number().positive(),
  unit: z.enum(['pt', 'px', 'mm']),
  /** What the page is made of; `scan`, `garbage` and parts of `mixed` need OCR. */
  kind: z.enum(PAGE_KINDS),
  /** True when its text came from OCR. */
  ocr: z.boolean().default(false),
});
export type Page = z.infer<typeof Page>;

/** A statement about the copy that the reader of the report should see, in Chinese. */
export const Note = z.object({
  code: z.string(),
  message: z.string(),
  page: z.int().positive().optional(),
});
export type Note = z.infer<typeof Note>;

/** What a reader yields from a file: `bytes -> pages`. */
export const Pages = z.object({
  format: Format,
  pages: z.array(Page),
  blocks: z.array(Block),
  aside: z.array(Aside),
  /** Metadata the file itself states (HTML metadata table, OFD or DOCX properties): 发文字号, 索引号, 发布机构, 日期, 标题 … */
  fields: z.record(z.string(), z.string()),
  notes: z.array(Note),
});
export type Pages = z.infer<typeof Pages>;
