import { z } from 'zod';
import { Verification } from './page.ts';
import { Box, Span } from './span.ts';

/** What a clause is about. The first seven are 新教领秘〔2024〕2号's own 问题类别. */
export const MATTERS = [
  'supervision',
  'campus-activity',
  'document-meeting',
  'report-survey',
  'secondment',
  'duty-roster',
  'city-campaign',
  'training-exam',
  'app',
  'after-school',
  'homework',
  'tutoring',
  'other',
] as const;
export const Matter = z.enum(MATTERS);
export type Matter = z.infer<typeof Matter>;

export const MATTER_ZH: Readonly<Record<Matter, string>> = {
  supervision: '督查检查评比考核',
  'campus-activity': '社会事务进校园',
  'document-meeting': '文件和会议',
  'report-survey': '报表填写、调研统计',
  secondment: '抽调借用教师',
  'duty-roster': '校园值班值守',
  'city-campaign': '城市创优评先和街道社区事务',
  'training-exam': '教师培训、社会考试与监考',
  app: '教育移动应用、政务APP、工作群',
  'after-school': '课后服务',
  homework: '作业',
  tutoring: '校外培训',
  other: '其他',
};

export const STRENGTHS = ['must', 'principle', 'encouraged'] as const;
export const Strength = z.enum(STRENGTHS);
export type Strength = z.infer<typeof Strength>;

/** The part common to all eight types (records.md "fields that all types share"). */
const common = {
  id: z.string(),
  path: z.string(),
  span: Span,
  quote: z.string(),
  page: z.int().positive().optional(),
  boxes: z.array(Box).optional(),
  matter: Matter,
  actor: z.string().nullable(),
  strength: Strength,
  exception: z.string().nullable(),
  /** Name of the rule that made the record, readable by a lawyer, holes in <>. */
  rule: z.string(),
  sourceQuote: z.string().optional(),
  verification: Verification.optional(),
  unresolved: z.array(z.string()).optional(),
  confidence: z.number().min(0).max(1),
};

export const COMPARATORS = ['<=', '>=', '<', '>', '=='] as const;
export const Comparator = z.enum(COMPARATORS);
export type Comparator = z.infer<typeof Comparator>;

export const PERIODS = ['semester', 'school-year', 'year', 'quarter', 'month', 'week', 'day', 'session'] as const;
export const Period = z.enum(PERIODS);
export type Period = z.infer<typeof Period>;

export const PERIOD_ZH: Readonly<Record<Period, string>> = {
  semester: '学期',
  'school-year': '学年',
  year: '年',
  quarter: '季度',
  month: '月',
  week: '周',
  day: '日',
  session: '次（场）',
};

const amount = {
  subject: z.string(),
  comparator: Comparator,
  /** A number in `unit`; clock times are "HH:MM" with unit 时刻. */
  value: z.union([z.number(), z.string().regex(/^\d{2}:\d{2}$/)]),
  unit: z.string(),
  per: Period.nullable(),
  /** What it is counted for: school province city county teacher class document meeting form-field … */
  each: z.string().nullable(),
  scope: z.string().nullable(),
};

export const Limit = z.object({ ...common, type: z.literal('limit'), ...amount });
export type Limit = z.infer<typeof Limit>;

export const Target = z.object({ ...common, type: z.literal('target'), ...amount, by: z.string().nullable() });
export type Target = z.infer<typeof Target>;

export const Deadline = z.object({
  ...common,
  type: z.literal('deadline'),
  action: z.string(),
  /** records.md "deadline": <=2024-10-31 · -P1M · +P30D · R/year<=02 · R/year<anchor · >anchor … (when.ts). */
  when: z.string(),
  /** Set where the days of a P…D length are working days (10个工作日内). */
  workdays: z.boolean().optional(),
  anchor: z.string().nullable(),
});
export type Deadline = z.infer<typeof Deadline>;

export const Prohibition = z.object({
  ...common,
  type: z.literal('prohibition'),
  modality: z.string(),
  act: z.string(),
  pretext: z.string().nullable(),
});
export type Prohibition = z.infer<typeof Prohibition>;

export const PROCEDURES = ['approve', 'file', 'consent', 'publish', 'list'] as const;
export const Procedure = z.enum(PROCEDURES);
export type Procedure = z.infer<typeof Procedure>;
export const PROCEDURE_ZH: Readonly<Record<Procedure, string>> = {
  approve: '审批同意',
  file: '备案',
  consent: '征得同意',
  publish: '向社会公布',
  list: '列入清单',
};

export const Approval = z.object({
  ...common,
  type: z.literal('approval'),
  procedure: Procedure,
  authority: z.string().nullable(),
  act: z.string(),
});
export type Approval = z.infer<typeof Approval>;

export const BEARERS = [
  'school',
  'teacher',
  'student',
  'parent',
  'education-department',
  'other-department',
  'training-institution',
  'government',
] as const;
export const Bearer = z.enum(BEARERS);
export type Bearer = z.infer<typeof Bearer>;

export const Duty = z.object({ ...common, type: z.literal('duty'), bearer: Bearer, act: z.string() });
export type Duty = z.infer<typeof Duty>;

export const OVERSIGHT_KINDS = [
  'inspection',
  'assessment',
  'award',
  'veto',
  'accountability',
  'enforcement',
  'pledge',
] as const;
export const OversightKind = z.enum(OVERSIGHT_KINDS);
export type OversightKind = z.infer<typeof OversightKind>;
export const OVERSIGHT_ZH: Readonly<Record<OversightKind, string>> = {
  inspection: '督查检查',
  assessment: '考核评价',
  award: '创建评选',
  veto: '一票否决',
  accountability: '追责问责',
  enforcement: '查处处罚',
  pledge: '责任状',
};

export const Oversight = z.object({
  ...common,
  type: z.literal('oversight'),
  kind: OversightKind,
  target: z.string().nullable(),
});
export type Oversight = z.infer<typeof Oversight>;

export const ROLES = ['basis', 'implements', 'amends', 'repeals', 'mentions'] as const;
export const Role = z.enum(ROLES);
export type Role = z.infer<typeof Role>;

export const Reference = z.object({
  ...common,
  type: z.literal('reference'),
  title: z.string(),
  docNumber: z.string().nullable(),
  role: Role,
});
export type Reference = z.infer<typeof Reference>;

/** One clause record: what the extractors produce, the store keeps and the review compares. */
export const ClauseRecord = z.discriminatedUnion('type', [
  Limit,
  Target,
  Deadline,
  Prohibition,
  Approval,
  Duty,
  Oversight,
  Reference,
]);
export type ClauseRecord = z.infer<typeof ClauseRecord>;
export type RecordType = ClauseRecord['type'];

export const RECORD_TYPES = [
  'limit',
  'target',
  'deadline',
  'prohibition',
  'approval',
  'duty',
  'oversight',
  'reference',
] as const satisfies readonly RecordType[];

export const TYPE_ZH: Readonly<Record<RecordType, string>> = {
  limit: '限额',
  target: '指标',
  deadline: '期限',
  prohibition: '禁止',
  approval: '审批备案',
  duty: '职责义务',
  oversight: '督查考核问责',
  reference: '引用',
};

/** What an extractor yields: a record without what only the text's map can tell (id, page, boxes, source, verification). */
type Distributed<T> = T extends unknown
  ? Omit<T, 'id' | 'page' | 'boxes' | 'sourceQuote' | 'verification' | 'path' | 'quote'>
  : never;
export type Extracted = Distributed<ClauseRecord>;
export type ExtractedOf<K extends RecordType> = Extract<Extracted, { type: K }>;
