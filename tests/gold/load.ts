/** The project's own gold: which texts there are, their records, what is expected of the sample drafts. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { Approval, Deadline, Duty, Limit, Oversight, Prohibition, Reference, Target } from '../../records/clause.ts';
import { DocNumberParts, Level, PartialDate } from '../../records/document.ts';
import { Region } from '../../records/region.ts';
import { FindingKind, Severity, Verdict } from '../../records/report.ts';

const here = import.meta.dirname;
export const SAMPLES = join(here, '../../corpus/samples');
export const DRAFTS = join(SAMPLES, 'drafts');
export const NEGATIVE = join(here, 'negative');

/** What an annotator cannot know, and the mark of a case on which two annotators part. */
const machine = { id: true, span: true, rule: true, confidence: true } as const;
const mark = { optional: z.literal(true).optional() };
export const GoldRecord = z.discriminatedUnion('type', [
  Limit.omit(machine).extend(mark).strict(),
  Target.omit(machine).extend(mark).strict(),
  Deadline.omit(machine).extend(mark).strict(),
  Prohibition.omit(machine).extend(mark).strict(),
  Approval.omit(machine).extend(mark).strict(),
  Duty.omit(machine).extend(mark).strict(),
  Oversight.omit(machine).extend(mark).strict(),
  Reference.omit(machine).extend(mark).strict(),
]);
export type GoldRecord = z.infer<typeof GoldRecord>;

const head = {
  title: z.string(),
  coverTitle: z.string().optional(),
  docNumber: z.string().nullable(),
  issuers: z.array(z.string()).min(1),
  level: Level,
  region: Region.nullable(),
  issuedOn: PartialDate,
  genre: z.string(),
  addressees: z.array(z.string()),
  attachments: z.array(z.string()),
};
export const About = z
  .object({
    ...head,
    source: z.literal('文衡项目自撰样例'),
    licence: z.literal('Apache-2.0'),
    sha256: z.string().length(64),
  })
  .strict();
export const GoldDocument = z
  .object({
    ...head,
    docNumberParts: DocNumberParts.nullable(),
    outline: z.array(z.tuple([z.string(), z.string()])),
    quality: z.object({ issues: z.array(z.string()) }),
  })
  .strict();

/** The format of the review cases: what a report on the draft must, may and must not hold. */
export const Expected = z
  .object({
    draft: z.string(),
    against: z.array(z.string()).min(1),
    verdict: Verdict,
    document: z.object({ level: Level, region: z.string(), issuedOn: PartialDate }),
    findings: z.array(
      z.object({
        kind: FindingKind,
        severity: Severity,
        quote: z.string(),
        superior: z.string().nullable(),
        superiorPath: z.string().nullable(),
        also: z.array(z.string()).optional(),
        alsoDocuments: z.array(z.string()).optional(),
        alsoKinds: z.array(FindingKind).optional(),
        why: z.string(),
        optional: z.literal(true).optional(),
      }),
    ),
    silent: z.array(z.string()),
  })
  .strict();
export type Expected = z.infer<typeof Expected>;

export interface GoldText {
  /** `wuhu-housing`; the text is `<slug>.txt`, the records `<slug>.jsonl` in the same folder. */
  readonly slug: string;
  readonly txt: string;
  readonly jsonl: string;
  readonly text: string;
  /** `sample`: the small archive of corpus/samples. `field`: other fields, for the generality of the rules. */
  readonly set: 'sample' | 'field';
}

const gold = (folder: string, slug: string, set: GoldText['set']): GoldText => {
  const txt = join(folder, `${slug}.txt`);
  return { slug, txt, jsonl: join(folder, `${slug}.jsonl`), text: readFileSync(txt, 'utf8'), set };
};

export function goldTexts(): GoldText[] {
  const fields = readdirSync(here)
    .filter((name) => name.endsWith('.txt'))
    .map((name) => gold(here, name.slice(0, -4), 'field'));
  const samples = readdirSync(SAMPLES)
    .filter((name) => existsSync(join(SAMPLES, name, 'about.json')))
    .map((name) => gold(join(SAMPLES, name), name, 'sample'));
  return [...fields, ...samples];
}

export const goldRecords = (text: GoldText): GoldRecord[] =>
  readFileSync(text.jsonl, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => GoldRecord.parse(JSON.parse(line)));

export const expectations = (): Expected[] =>
  readdirSync(DRAFTS)
    .filter((name) => name.endsWith('.expected.json'))
    .map((name) => Expected.parse(JSON.parse(readFileSync(join(DRAFTS, name), 'utf8'))));
