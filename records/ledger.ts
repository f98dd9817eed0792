import { z } from 'zod';
import { Matter, type Period } from './clause.ts';
import { Level } from './document.ts';
import { Region } from './region.ts';
import { Span } from './span.ts';

/** The lists that the reduction notices make a rule of; their columns: corpus/ledger/forms.ts. */
export const LIST_KINDS = [
  'whitelist',
  'inspection',
  'meeting',
  'document-plan',
  'entry-request',
  'app',
  'secondment',
  'exam',
  'form',
  'rectification',
  'contact',
] as const;
export const ListKind = z.enum(LIST_KINDS);
export type ListKind = z.infer<typeof ListKind>;

export const LIST_ZH: Readonly<Record<ListKind, string>> = {
  whitelist: '社会事务进校园白名单',
  inspection: '督查检查考核评比事项年度清单',
  meeting: '会议年度计划',
  'document-plan': '季度发文计划',
  'entry-request': '进校申请',
  app: '教育移动应用清单',
  secondment: '抽调借用教师登记',
  exam: '社会考试承担登记',
  form: '报表和调研登记',
  rectification: '专项整治问题整改清单',
  contact: '专项整治相关信息统计表',
};

/** faulty: kept as it stood, a person must look; doubled: the same row stands above. Neither counts. */
export const ENTRY_STATES = ['active', 'faulty', 'doubled', 'replaced', 'withdrawn', 'doing', 'closed'] as const;
export const EntryState = z.enum(ENTRY_STATES);
export type EntryState = z.infer<typeof EntryState>;
export const ENTRY_STATE_ZH: Readonly<Record<EntryState, string>> = {
  active: '在列',
  faulty: '待核',
  doubled: '重复',
  replaced: '已置换',
  withdrawn: '已撤回',
  doing: '办理中',
  closed: '已销号',
};

/** First and last day, ISO. */
export const Days = z.object({ first: z.string(), last: z.string() });
export type Days = z.infer<typeof Days>;

/** One list as it was handed in. */
export const LedgerList = z.object({
  id: z.string(),
  kind: ListKind,
  title: z.string(),
  /** 填报单位. */
  unit: z.string().nullable(),
  region: Region.nullable(),
  /** 2025 · 2025-Q3; null where the list is for no time of its own. */
  year: z.string().nullable(),
  /** 本级总量, as the form states it. */
  total: z.int().nullable(),
  source: z.string(),
  importedOn: z.string(),
  /** Lines above and below the table that are no form of ours, kept as they stood. */
  around: z.array(z.string()),
  /** Columns that the form does not have, in their order. */
  extra: z.array(z.string()),
});
export type LedgerList = z.infer<typeof LedgerList>;

/** One row of a list. `cells` holds every cell of the row under the column's key (forms.ts), foreign columns under their own head. */
export const LedgerEntry = z.object({
  id: z.string(),
  listId: z.string(),
  kind: ListKind,
  seq: z.int(),
  matter: Matter,
  name: z.string(),
  /** Who holds it, asks for it or is to settle it. */
  body: z.string().nullable(),
  /** The schools or teachers it reaches, as text. */
  school: z.string().nullable(),
  /** When it takes place; for a problem its last day is the due date. */
  period: Days.nullable(),
  /** The document it comes from or that settles it. */
  documentId: z.string().nullable(),
  state: EntryState,
  cells: z.record(z.string(), z.string()),
  /** What was wrong with the row when it came in. */
  faults: z.array(z.string()),
});
export type LedgerEntry = z.infer<typeof LedgerEntry>;

/** What a notice brings to schools, by the kind it is counted or compared under. */
export const BROUGHT_KINDS = ['visit', 'exam', 'campaign', 'special', 'supervision', 'form', 'inspection'] as const;
export const BroughtKind = z.enum(BROUGHT_KINDS);
export type BroughtKind = z.infer<typeof BroughtKind>;
export const BROUGHT_ZH: Readonly<Record<BroughtKind, string>> = {
  visit: '进校园活动',
  exam: '社会考试',
  campaign: '城市创优评先活动',
  special: '专项工作',
  supervision: '综合督导',
  form: '报表、调研',
  inspection: '督查检查考核',
};

export const STAGES = ['kindergarten', 'primary', 'junior', 'senior'] as const;
export const Stage = z.enum(STAGES);
export type Stage = z.infer<typeof Stage>;
export const STAGE_ZH: Readonly<Record<Stage, string>> = {
  kindergarten: '幼儿园',
  primary: '小学',
  junior: '初中',
  senior: '高中',
};

const PERIOD = z.enum(['semester', 'school-year', 'year', 'quarter', 'month', 'week', 'day', 'session']);

/** One activity, exam, campaign, form or inspection that a notice brings to each school it reaches. */
export const Brought = z.object({
  kind: BroughtKind,
  name: z.string(),
  /** For each school; null where the notice does not tell, with `why`. */
  count: z.number().nullable(),
  /** False where no number stands and one time is taken for granted. */
  said: z.boolean(),
  /** Set where the count comes again every … */
  per: PERIOD.nullable(),
  days: Days.nullable(),
  /** Where the days were read: in the text, or taken from the day of issue. */
  dated: z.enum(['said', 'issued']).nullable(),
  /** Named schools; null: every school of the place. */
  schools: z.array(z.string()).nullable(),
  stages: z.array(Stage).nullable(),
  /** What a form asks for, head by head. */
  fields: z.array(z.string()),
  path: z.string(),
  span: Span,
  quote: z.string(),
  why: z.string().nullable(),
});
export type Brought = z.infer<typeof Brought>;

/** A notice as a running total names it. */
export const Issued = z.object({
  documentId: z.string(),
  work: z.string(),
  source: z.string(),
  title: z.string(),
  docNumber: z.string().nullable(),
  issuers: z.array(z.string()),
  level: Level,
  region: Region.nullable(),
  issuedOn: z.string().nullable(),
  endedOn: z.string().nullable(),
});
export type Issued = z.infer<typeof Issued>;
export type BroughtBy = Brought & { readonly by: Issued };

/** The ledger as a review sees it: read only, narrowed to the draft's place and time. */
export interface LedgerView {
  readonly region: Region | null;
  /** Day on which the draft is judged, ISO. */
  readonly asOf: string;
  /** What the draft itself would bring. */
  readonly draft: readonly Brought[];
  /** What notices in force, others than the draft, have brought already. */
  readonly issued: readonly BroughtBy[];
  readonly lists: readonly LedgerList[];
  readonly entries: readonly LedgerEntry[];
}

const two = (n: number): string => String(n).padStart(2, '0');
const lastDay = (year: number, month: number): string =>
  `${year}-${two(month)}-${two(new Date(Date.UTC(year, month, 0)).getUTCDate())}`;

/**
 * The period that holds a day. A school year runs from September to August; its first semester ends with January,
 * so that summer belongs to the second (the usual 秋季学期 and 春季学期; a place's own calendar may shift them by days).
 */
export function periodHolding(day: string, per: Period): Days & { readonly said: string } {
  const [year = 0, month = 1] = day.split('-').map(Number);
  const start = month >= 9 ? year : year - 1;
  switch (per) {
    case 'semester':
      return month >= 9 || month === 1
        ? { first: `${start}-09-01`, last: `${start + 1}-01-31`, said: `${start}年秋季学期` }
        : { first: `${year}-02-01`, last: `${year}-08-31`, said: `${year}年春季学期` };
    case 'school-year':
      return { first: `${start}-09-01`, last: `${start + 1}-08-31`, said: `${start}—${start + 1}学年` };
    case 'year':
      return { first: `${year}-01-01`, last: `${year}-12-31`, said: `${year}年` };
    case 'quarter': {
      const q = Math.ceil(month / 3);
      return {
        first: `${year}-${two(3 * q - 2)}-01`,
        last: lastDay(year, 3 * q),
        said: `${year}年第${'一二三四'.charAt(q - 1)}季度`,
      };
    }
    case 'month':
      return { first: `${year}-${two(month)}-01`, last: lastDay(year, month), said: `${year}年${month}月` };
    case 'week': {
      const at = new Date(`${day}T00:00:00Z`);
      const monday = shift(day, -((at.getUTCDay() + 6) % 7));
      return { first: monday, last: shift(monday, 6), said: `${monday}起的一周` };
    }
    case 'day':
    case 'session':
      return { first: day, last: day, said: day };
    default:
      return per satisfies never;
  }
}

/** Of two ISO days. */
export const earlier = (a: string, b: string): string => [a, b].toSorted()[0] ?? a;
export const later = (a: string, b: string): string => [a, b].toSorted()[1] ?? b;

/** So many days later. */
export const shift = (day: string, days: number): string => {
  const at = new Date(`${day}T00:00:00Z`);
  at.setUTCDate(at.getUTCDate() + days);
  return at.toISOString().slice(0, 10);
};

/** How often it falls to each school within `within`; `why` where that cannot be told. */
export function countWithin(
  b: Pick<Brought, 'count' | 'per' | 'days' | 'why'>,
  within: Days,
): { readonly count: number } | { readonly count: null; readonly why: string } {
  if (b.days === null) return { count: null, why: '没有写明时间' };
  const first = later(b.days.first, within.first);
  const last = earlier(b.days.last, within.last);
  if (first > last) return { count: 0 };
  if (b.count === null) return { count: null, why: b.why ?? '没有写明次数' };
  if (b.per === null)
    return b.days.first >= within.first && b.days.last <= within.last
      ? { count: b.count }
      : { count: null, why: '时间跨越两个计算周期，无法分摊' };
  const own = periodHolding(first, b.per);
  if (own.first < within.first || own.last > within.last) {
    // 每学年1次 says nothing of one semester; 每周1次 at the turn of a month may be let go.
    if (b.per !== 'week') return { count: null, why: '计算周期比限额的周期长，无法分摊' };
  }
  let n = 0;
  for (let day = first; day <= last; day = shift(periodHolding(day, b.per).last, 1)) n++;
  return { count: n * b.count };
}
