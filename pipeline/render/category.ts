import type { Context, Section } from '../../extractors/extractor.ts';
import { matterOf } from '../../extractors/matter.ts';
import type { ClauseRecord, Matter } from '../../records/clause.ts';
import type { Finding, Report } from '../../records/report.ts';
import { flatten } from '../../records/structure.ts';

/** 问题类别 of the rectification list (新教领秘〔2024〕2号 附件3, its own note), in its order. */
export const CATEGORIES = [
  '监督检查评比考核',
  '社会事务进校园',
  '文件和会议',
  '报表填写、调研统计',
  '抽调借用中小学教师',
  '校园值班值守',
  '城市创优评先和街道社区事务',
  '其他',
] as const;
export type Category = (typeof CATEGORIES)[number];

const OF_MATTER: Readonly<Partial<Record<Matter, Category>>> = {
  supervision: '监督检查评比考核',
  'campus-activity': '社会事务进校园',
  'document-meeting': '文件和会议',
  'report-survey': '报表填写、调研统计',
  secondment: '抽调借用中小学教师',
  'duty-roster': '校园值班值守',
  'city-campaign': '城市创优评先和街道社区事务',
};

/**
 * The list's category of a finding: by the matter of the draft's record where the records are at hand, else by the words
 * of the clause, its paragraph and headings, else by the superior's words, else by the draft's title. What none of the seven covers is 其他.
 */
export function categoryOf(report: Report, finding: Finding, records: readonly ClauseRecord[] = []): Category {
  if (finding.kind === 'unauthorised-oversight') return '监督检查评比考核';
  const known = records.find((r) => r.id === finding.draft.recordId)?.matter;
  if (known && known !== 'other') return OF_MATTER[known] ?? '其他';
  const { document } = report;
  const { start, end } = finding.draft.span;
  const from = document.text.lastIndexOf('\n', Math.max(0, start - 1)) + 1;
  const stop = document.text.indexOf('\n', end);
  const headings = flatten(document.outline)
    .filter((h) => finding.draft.path === h.path || finding.draft.path.startsWith(`${h.path}/`))
    .map((h) => h.heading);
  const own = judge(
    document,
    finding.draft.path,
    headings,
    document.text.slice(from, stop < 0 ? undefined : stop),
    from,
    { start, end },
  );
  if (own !== 'other') return OF_MATTER[own] ?? '其他';
  const quote = finding.superior?.quote ?? '';
  const theirs = quote === '' ? 'other' : judge(document, '', [], quote, 0, { start: 0, end: quote.length });
  if (theirs !== 'other') return OF_MATTER[theirs] ?? '其他';
  // 承办单位提前报审 names no matter of its own: it is about what the draft is about.
  const whole = judge(document, '', [], document.title, 0, { start: 0, end: document.title.length });
  return OF_MATTER[whole] ?? '其他';
}

function judge(
  context: Context,
  path: string,
  headings: readonly string[],
  text: string,
  start: number,
  span: { start: number; end: number },
): Matter {
  const section: Section = { path, role: 'body', headings, text, start, label: 0, lead: 0, above: null };
  return matterOf(section, span, context).matter;
}
