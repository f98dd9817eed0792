import { z } from 'zod';
import { Aside, Format, Note } from './page.ts';
import { Region } from './region.ts';
import { Heading, SequenceFault } from './structure.ts';
import { type DamageKind, QualityIssue, Repair } from './text.ts';

export const LEVELS = ['national', 'province', 'city', 'county', 'township', 'school', 'unknown'] as const;
export const Level = z.enum(LEVELS);
export type Level = z.infer<typeof Level>;

export const LEVEL_ZH: Readonly<Record<Level, string>> = {
  national: '国家',
  province: '省级',
  city: '地市',
  county: '县区',
  township: '乡镇街道',
  school: '学校',
  unknown: '不明',
};

/** Smaller is higher. `unknown` ranks with nothing. */
export const rankOf = (level: Level): number | null => (level === 'unknown' ? null : LEVELS.indexOf(level));

export const DocNumberParts = z.object({ agency: z.string(), year: z.int(), serial: z.int() });
export type DocNumberParts = z.infer<typeof DocNumberParts>;

/** ISO 8601 date, month or year, by the precision the text has. */
export const PartialDate = z.string().regex(/^\d{4}(-\d{2}(-\d{2})?)?$/);

/** Where a metadata value was read. `from`: text · imprint · page-table · file-name · inferred. */
export const Evidence = z.object({
  from: z.enum(['text', 'imprint', 'page-table', 'file-name', 'inferred']),
  quote: z.string(),
  confidence: z.number().min(0).max(1),
});
export type Evidence = z.infer<typeof Evidence>;

export const Quality = z.object({
  issues: z.array(QualityIssue),
  repairs: z.array(Repair),
  /** Whether it may stand as a superior in a review, and why not. */
  usable: z.boolean(),
  why: z.string(),
});
export type Quality = z.infer<typeof Quality>;

/** records.md "Document". */
export const Document = z.object({
  id: z.string(),
  source: z.string(),
  sha256: z.string(),
  format: Format,
  title: z.string(),
  coverTitle: z.string().nullable(),
  docNumber: z.string().nullable(),
  docNumberParts: DocNumberParts.nullable(),
  issuers: z.array(z.string()),
  level: Level,
  region: Region.nullable(),
  issuedOn: PartialDate.nullable(),
  genre: z.string().nullable(),
  addressees: z.array(z.string()),
  attachments: z.array(z.string()),
  /** 依申请公开 · 主动公开 · 不予公开, or null. */
  disclosure: z.string().nullable(),
  /** True for 征求意见稿, 送审稿, 代拟稿. */
  draft: z.boolean(),
  text: z.string(),
  outline: z.array(Heading),
  faults: z.array(SequenceFault),
  quality: Quality,
  evidence: z.record(z.string(), Evidence),
  aside: z.array(Aside),
  notes: z.array(Note),
});
export type Document = z.infer<typeof Document>;

export const damageOf = (document: Document): DamageKind[] => document.quality.issues.map((i) => i.kind);
