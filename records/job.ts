import { z } from 'zod';

/**
 * A piece of work for a worker. It carries ids and names, never content: bytes and readings lie in the blob store under
 * the content hash, results in the archive.
 */
const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const Code = z
  .string()
  .regex(/^\d{6}$/)
  .nullable();

/** A file as it was handed in. */
export const JobSource = z.object({
  sha256: Sha256,
  /** Shown and kept with the document: its name, with the folders inside the one that was named. */
  name: z.string().min(1),
  /** Where it lay; failures are listed under it. */
  path: z.string().min(1),
  /** GB/T 2260 code of the batch, for documents whose own text does not tell their place. */
  region: Code,
  /** Read even if the archive knows the content by the present rules. */
  fresh: z.boolean().default(false),
});
export type JobSource = z.infer<typeof JobSource>;

/** How soon: a draft that someone waits for, a document already begun, a batch, a re-run. Lower goes first. */
export const PRIORITY = { draft: 1, begun: 3, batch: 5, again: 7 } as const;
export const Priority = z.union([
  z.literal(PRIORITY.draft),
  z.literal(PRIORITY.begun),
  z.literal(PRIORITY.batch),
  z.literal(PRIORITY.again),
]);
export type Priority = z.infer<typeof Priority>;

const common = {
  /** Derived from the content hash, the stage and its version: adding a job twice is harmless. */
  key: z.string().regex(/^[\w.-]{1,200}$/),
  priority: Priority,
};

/** Bytes to records: one job a document. A long scan is only opened here and goes on as `pages` and `assemble`. */
export const ReadJob = z.object({ kind: z.literal('read'), ...common, payload: JobSource });
/** Some page images of a scan, by their numbers in the list of its images, from 0, `to` exclusive. */
export const PagesJob = z.object({
  kind: z.literal('pages'),
  ...common,
  payload: JobSource.pick({ sha256: true, name: true }).extend({ from: z.int().min(0), to: z.int().min(1) }),
});
/** Puts the pages of a scan together, when all of them have ended, and goes on to the records. */
export const AssembleJob = z.object({ kind: z.literal('assemble'), ...common, payload: JobSource });
/** Pages that were read before to records: text, structure and clauses by the present rules. */
export const ExtractJob = z.object({ kind: z.literal('extract'), ...common, payload: JobSource });
/** A draft against the archive. `after` names the review that this one renews (待复审). */
export const ReviewJob = z.object({
  kind: z.literal('review'),
  ...common,
  payload: JobSource.extend({
    asOf: z.iso.date(),
    /** What asked for it: two who hand in the same draft each get their own review. Null for a renewal. */
    asked: z
      .string()
      .regex(/^[\w-]{1,80}$/)
      .nullable()
      .default(null),
    /** When it was asked for, ISO: the same job run twice is one review. */
    at: z.iso.datetime(),
    after: z.string().nullable(),
  }),
});

export const Job = z.discriminatedUnion('kind', [ReadJob, PagesJob, AssembleJob, ExtractJob, ReviewJob]);
export type Job = z.infer<typeof Job>;
export type JobKind = Job['kind'];
export type JobOf<K extends JobKind> = Extract<Job, { kind: K }>;
export const JOB_KINDS = ['read', 'pages', 'assemble', 'extract', 'review'] as const satisfies readonly JobKind[];
export const JobKindSchema = z.enum(JOB_KINDS);

export const JOB_ZH: Readonly<Record<JobKind, string>> = {
  read: '读取',
  pages: '识别',
  assemble: '合并',
  extract: '提取',
  review: '评估',
};

/** `rules` names the versions of the stages that the job runs, so that a new rule is new work. */
const keyOf = (kind: JobKind, sha256: string, rules: string, rest = ''): string => `${kind}.${sha256}.${rules}${rest}`;

export const readJob = (payload: JobSource, rules: string, priority: Priority = PRIORITY.batch): JobOf<'read'> => ({
  kind: 'read',
  key: keyOf('read', payload.sha256, rules),
  priority,
  payload,
});

export const pagesJob = (payload: JobOf<'pages'>['payload'], rules: string, priority: Priority): JobOf<'pages'> => ({
  kind: 'pages',
  key: keyOf('pages', payload.sha256, rules, `.${payload.from}-${payload.to}`),
  priority,
  payload,
});

export const assembleJob = (payload: JobSource, rules: string, priority: Priority): JobOf<'assemble'> => ({
  kind: 'assemble',
  key: keyOf('assemble', payload.sha256, rules),
  priority,
  payload,
});

export const extractJob = (
  payload: JobSource,
  rules: string,
  priority: Priority = PRIORITY.again,
): JobOf<'extract'> => ({ kind: 'extract', key: keyOf('extract', payload.sha256, rules), priority, payload });

export const reviewJob = (
  payload: JobOf<'review'>['payload'],
  rules: string,
  priority: Priority = PRIORITY.draft,
): JobOf<'review'> => ({
  kind: 'review',
  key: keyOf(
    'review',
    payload.sha256,
    rules,
    `.${payload.asOf}${payload.region ? `.${payload.region}` : ''}${payload.after ? `.${payload.after}` : ''}${payload.asked ? `.${payload.asked}` : ''}`,
  ),
  priority,
  payload,
});

/**
 * Why a job did not come through. `transient`: something around it is away, it waits and no attempt is counted.
 * `terminal`: its input is bad, or the program is; never tried again by itself. `poison`: it ended the process that
 * worked on it twice, and is set aside.
 */
export const FAILURE_CLASSES = ['transient', 'terminal', 'poison'] as const;
export const JobFailure = z.object({
  class: z.enum(FAILURE_CLASSES),
  /** A code of records/errors.ts, `bug`, or `worker-lost`. */
  code: z.string(),
  message: z.string(),
});
export type JobFailure = z.infer<typeof JobFailure>;
export const FAILURE_ZH: Readonly<Record<JobFailure['class'], string>> = {
  transient: '暂时等待',
  terminal: '不再重试',
  poison: '已隔离',
};

/** What a job left behind for whoever asks: small, since queues keep it. */
export const JobResult = z.object({
  /** Ids of documents or of the review made. */
  made: z.array(z.string()),
  /** True where the archive had it already. */
  known: z.boolean().default(false),
  /** True where a scan went on as a flow. */
  split: z.boolean().default(false),
  /** What is different from before, for re-runs. */
  difference: z
    .object({
      gained: z.int().min(0),
      lost: z.int().min(0),
      same: z.int().min(0),
      /** The first few, one a line, `+` or `-` in front. */
      lines: z.array(z.string()),
    })
    .nullable()
    .default(null),
});
export type JobResult = z.infer<typeof JobResult>;

/** The steps of a review, in order. */
export const REVIEW_STAGES = ['pages', 'clauses', 'superiors', 'findings', 'report'] as const;
export type ReviewStage = (typeof REVIEW_STAGES)[number];

export const JobProgress = z.object({
  done: z.int().min(0),
  total: z.int().min(0),
  /** Of a review. */
  stage: z.enum(REVIEW_STAGES).exactOptional(),
});
export type JobProgress = z.infer<typeof JobProgress>;
