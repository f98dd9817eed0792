/**
 * What the API hands out and takes, beside the public records themselves (records/). One declaration gives the types,
 * the validation and the OpenAPI description; the web application's client is generated from it.
 */
import { z } from 'zod';
import type { LimitRow, LimitTable } from '../../corpus/limits.ts';
import { DISPOSALS, type DocumentHead, EDGE_KINDS, type Edge, type SearchHit } from '../../corpus/store.ts';
import { ClauseRecord, Limit, Matter, RECORD_TYPES } from '../../records/clause.ts';
import { Document, Level, PartialDate } from '../../records/document.ts';
import { ERROR_CODES } from '../../records/errors.ts';
import { Format } from '../../records/page.ts';
import { Reading } from '../../records/reading.ts';
import { Region } from '../../records/region.ts';
import { Finding, FindingKind, Relation, Report, Severity, Verdict } from '../../records/report.ts';
import { Unit } from '../../records/structure.ts';

/** RFC 9457, in Chinese. `code` is a row of docs/errors.md, or `bug`. */
export const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  code: z.string(),
  todo: z.string(),
  /** Where the request did not fit, for forms. */
  fields: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
});
export type Problem = z.infer<typeof Problem>;
export const ErrorCodes = z.enum(ERROR_CODES as [string, ...string[]]);

/** 查看 · 评估 · 管理; each may do what the one before may. */
export const ROLES = ['view', 'review', 'manage'] as const;
export const AccountRole = z.enum(ROLES);
export type AccountRole = z.infer<typeof AccountRole>;
export const ROLE_ZH: Readonly<Record<AccountRole, string>> = { view: '查看', review: '评估', manage: '管理' };

export const AccountName = z
  .string()
  .trim()
  .regex(/^[\p{L}\p{N}._@-]{1,64}$/u, '登录名只能用文字、数字和 . _ @ -');
/** NIST SP 800-63B: length counts, no rules of composition. */
export const Password = z.string().min(8, '密码至少 8 个字符').max(256);

export const Account = z.object({
  name: AccountName,
  organisation: z.string(),
  role: AccountRole,
  disabled: z.boolean(),
  createdAt: z.string(),
});
export type Account = z.infer<typeof Account>;

export const Me = z.object({
  name: z.string(),
  organisation: z.string(),
  role: AccountRole,
  /** To be sent back as the header x-csrf-token with every request that changes something; '' where no login is needed. */
  csrf: z.string(),
  /** False: this machine only, no login. */
  accounts: z.boolean(),
});
export type Me = z.infer<typeof Me>;

export const Entrance = z.object({
  accounts: z.boolean(),
  oidc: z.string().nullable(),
  /** Address of the queue's dashboard, for those who may manage; null where this machine does the work itself. */
  queue: z.string().nullable(),
  version: z.string(),
});

/** Cursor paging: hand `next` back as `cursor`; null on the last page. */
export const pageOf = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item), next: z.string().nullable() });
export const Cursor = z.string().max(400).optional();
export const count = (most: number, usual: number) => z.coerce.number().int().min(1).max(most).default(usual);
export const Flag = z
  .enum(['true', 'false', '1', '0', ''])
  .transform((v) => v === 'true' || v === '1' || v === '')
  .optional();
export const Day = z.iso.date('日期要写成 年-月-日');
/** One or several: ?matter=app&matter=homework */
export const several = <T extends z.ZodType>(item: T) =>
  z.union([item.transform((v) => [v]), z.array(item)]).optional();

export const Head = z.object({
  id: z.string(),
  source: z.string(),
  title: z.string(),
  coverTitle: z.string().nullable(),
  docNumber: z.string().nullable(),
  issuers: z.array(z.string()).readonly(),
  level: Level,
  region: Region.readonly().nullable(),
  issuedOn: PartialDate.nullable(),
  genre: z.string().nullable(),
  draft: z.boolean(),
  format: Format,
  usable: z.boolean(),
  why: z.string(),
  records: z.int(),
  matters: z.partialRecord(Matter, z.int()).readonly(),
  work: z.string(),
  best: z.boolean(),
  endedBy: z.string().nullable(),
  endedOn: z.string().nullable(),
});
true satisfies Same<z.infer<typeof Head>, DocumentHead>;

export const GraphEdge = z.object({
  from: z.string(),
  to: z.string().nullable(),
  kind: z.enum(EDGE_KINDS),
  title: z.string(),
  docNumber: z.string().nullable(),
  recordId: z.string(),
  mismatch: z.string().nullable(),
});
true satisfies Same<z.infer<typeof GraphEdge>, Edge>;

/** A document with all that is known about it. */
export const DocumentView = z.object({
  head: Head,
  document: Document,
  units: z.array(Unit),
  records: z.array(ClauseRecord),
  copies: z.array(Head),
  /** Out of the document first, then those that lead to it; `ends` are the documents at their other ends. */
  edges: z.array(GraphEdge),
  ends: z.array(Head),
  /** Whether the file itself is kept, and how many page images it gives. */
  file: z.boolean(),
  pages: z.array(
    z.object({ number: z.int(), width: z.number(), height: z.number(), unit: z.enum(['pt', 'px', 'mm']) }),
  ),
});

export const RecordView = z.object({
  record: ClauseRecord,
  document: Head,
  /** The rule that made it, what stood in the source, the repairs it rests on: as `wenheng explain` prints it. */
  explanation: z.string(),
});

export const Hit = z.object({
  document: Head,
  path: z.string(),
  snippet: z.string(),
  marks: z.array(z.object({ start: z.int(), end: z.int() }).readonly()).readonly(),
  rank: z.number(),
});
true satisfies Same<z.infer<typeof Hit>, SearchHit>;

export const LimitLink = z.object({
  to: z.string(),
  kind: z.enum(['superior', 'sibling']),
  region: z.string(),
  document: z.string(),
  relation: z.enum(['tighter', 'equal', 'looser', 'incomparable']),
  calculation: z.string(),
  why: z.string().nullable(),
});
export const LimitLine = z.object({
  limit: Limit,
  document: Head,
  role: z.enum(['superior', 'own', 'inside', 'sibling']),
  marks: z.array(z.string()).readonly(),
  relations: z.array(LimitLink.readonly()).readonly(),
});
true satisfies Extends<LimitRow, z.infer<typeof LimitLine>>;
export const LimitList = z.object({
  asOf: z.string(),
  matters: z.array(Matter).readonly(),
  subject: z.string().nullable(),
  region: Region.nullable(),
  compare: z.boolean(),
  rows: z.array(LimitLine.readonly()).readonly(),
});
true satisfies Extends<LimitTable, z.infer<typeof LimitList>>;

/** 评估 or 编入档案. */
export const JOB_KINDS = ['review', 'archive'] as const;
export const JobKind = z.enum(JOB_KINDS);
export type JobKind = z.infer<typeof JobKind>;
export const JOB_STATES = ['waiting', 'running', 'done', 'failed', 'cancelled'] as const;
export const JobState = z.enum(JOB_STATES);
export type JobState = z.infer<typeof JobState>;

/** The stages of a review, in order; an archive job has the one stage `files`. */
export const STAGES = ['pages', 'clauses', 'superiors', 'findings', 'report', 'files'] as const;
export const Stage = z.enum(STAGES);
export type Stage = z.infer<typeof Stage>;
export const STAGE_ZH: Readonly<Record<Stage, string>> = {
  pages: '读取页面',
  clauses: '提取条款',
  superiors: '查找上级文件',
  findings: '逐条比对',
  report: '出具报告',
  files: '编入档案',
};

export const FILE_STATES = ['waiting', 'done', 'known', 'failed', 'skipped'] as const;
/** One file of an upload. `known`: the archive had it; `skipped`: no notice by its name (system files). */
export const JobFile = z.object({
  name: z.string(),
  state: z.enum(FILE_STATES),
  documents: z.array(z.string()),
  code: z.string().nullable(),
  message: z.string().nullable(),
});
export type JobFile = z.infer<typeof JobFile>;

export const Job = z.object({
  id: z.string(),
  kind: JobKind,
  /** Name of the draft, or of the upload. */
  name: z.string(),
  state: JobState,
  by: z.string(),
  at: z.string(),
  startedAt: z.string().nullable(),
  endedAt: z.string().nullable(),
  stage: Stage.nullable(),
  /** Pages of the stage `pages`, files of the stage `files`. */
  done: z.int(),
  total: z.int(),
  /** How many wait before it. */
  ahead: z.int(),
  reviewId: z.string().nullable(),
  error: z.object({ code: z.string(), message: z.string(), todo: z.string() }).nullable(),
});
export type Job = z.infer<typeof Job>;
export const JobView = Job.extend({ files: z.array(JobFile) });
export type JobView = z.infer<typeof JobView>;

export const Disposed = z.object({
  findingId: z.string(),
  state: z.enum(DISPOSALS),
  note: z.string(),
  by: z.string(),
  at: z.string(),
});
export const DisposalInput = z.object({ state: z.enum(DISPOSALS), note: z.string().max(2000).default('') });

export const ReviewHead = z.object({
  id: z.string(),
  at: z.string(),
  by: z.string(),
  title: z.string(),
  docNumber: z.string().nullable(),
  source: z.string(),
  level: Level,
  region: Region.nullable(),
  verdict: Verdict,
  conflicts: z.int(),
  warnings: z.int(),
  notices: z.int(),
  disposed: z.int(),
  /** 待复审: a superior it rests on was added, amended or repealed since. */
  stale: z.boolean(),
});
export type ReviewHead = z.infer<typeof ReviewHead>;

export const ReviewView = z.object({
  id: z.string(),
  at: z.string(),
  by: z.string(),
  stale: z.boolean(),
  report: Report,
  disposals: z.array(Disposed),
  file: z.boolean(),
  pages: z.array(
    z.object({ number: z.int(), width: z.number(), height: z.number(), unit: z.enum(['pt', 'px', 'mm']) }),
  ),
});

export const StoredFailure = z.object({
  source: z.string(),
  sha256: z.string().nullable(),
  code: z.string(),
  message: z.string(),
  todo: z.string(),
  at: z.string(),
});

export const Vocabulary = z.object({
  matters: Names(),
  levels: Names(),
  recordTypes: Names(),
  findingKinds: Names(),
  severities: Names(),
  relations: Names(),
  verdicts: Names(),
  coverageStates: Names(),
  damage: Names(),
  periods: Names(),
  strengths: Names(),
  bearers: Names(),
  procedures: Names(),
  oversight: Names(),
  disposals: Names(),
  stages: Names(),
  roles: Names(),
  forms: Names(),
  listKinds: Names(),
  entryStates: Names(),
  broughtKinds: Names(),
  fates: Names(),
});
function Names() {
  return z.array(z.object({ key: z.string(), zh: z.string() }));
}

export const AuditEntry = z.object({
  n: z.int(),
  at: z.string(),
  by: z.string(),
  organisation: z.string(),
  action: z.string(),
  target: z.string(),
  address: z.string(),
  outcome: z.string(),
});

export {
  ClauseRecord,
  Document,
  Finding,
  FindingKind,
  Level,
  Matter,
  RECORD_TYPES,
  Reading,
  Region,
  Relation,
  Report,
  Severity,
  Verdict,
};

type Extends<A, B> = A extends B ? true : false;
type Same<A, B> = A extends B ? (B extends A ? true : false) : false;
