import type { ClauseRecord } from '../../records/clause.ts';
import { LEVEL_ZH } from '../../records/document.ts';
import { COVERAGE_ZH, FINDING_ZH, RELATION_ZH, type Report, SEVERITY_ZH, VERDICT_ZH } from '../../records/report.ts';
import { CATEGORIES, categoryOf } from './category.ts';
import { DISPOSAL_ZH, type Disposed, disposalOf, sayDisposal } from './disposal.ts';
import { nestQuotes, sayDate, sayDocument, sayDoubt, sayEdit, sayPath } from './wording.ts';
import { type Grid, writeBook } from './xlsx-book.ts';

export interface ListMeta {
  /** 填报单位; left open without it. */
  readonly bureau?: string;
  /** 填报人员及电话 */
  readonly reviewer?: string;
  /** Records of the draft, for the category of each finding. */
  readonly records?: readonly ClauseRecord[];
  readonly disposals?: readonly Disposed[];
}

/** 问题整改清单 in the columns of 新教领秘〔2024〕2号 附件3, then the findings in full, the coverage and the basis. */
export const reportToXlsx = (report: Report, meta: ListMeta = {}): Promise<Uint8Array> =>
  writeBook(
    [rectification(report, meta), findings(report, meta.disposals ?? []), coverage(report), basis(report)],
    report.asOf,
  );

function rectification(report: Report, meta: ListMeta): Grid {
  const { document: d } = report;
  const disposals = meta.disposals ?? [];
  return {
    name: '整改清单',
    title: '专项整治问题整改清单',
    lead: `填报单位（盖章）：${meta.bureau ?? '　　　　　　　'}　　填报时间：${sayDate(report.asOf)}　　填报人员及电话：${meta.reviewer ?? '　　　　　　　'}`,
    columns: [
      { name: '序号', width: 6, centred: true },
      { name: '问题类别', width: 14 },
      { name: '事项名称', width: 34 },
      { name: '牵头实施单位', width: 16 },
      { name: '整改依据', width: 40 },
      { name: '整改措施', width: 40 },
      { name: '整改时限', width: 11 },
      { name: '完成情况', width: 16 },
      { name: '备注', width: 22 },
    ],
    rows: report.findings.map((f, i) => [
      i + 1,
      categoryOf(report, f, meta.records),
      nestQuotes(`${sayDocument(d)}${sayPath(f.draft.path)}：“${f.draft.quote || '全文'}”`),
      d.issuers.join('、'),
      f.superior
        ? nestQuotes(
            `${sayDocument(f.superior)}${f.superior.path ? ` ${sayPath(f.superior.path)}` : ''}：“${f.superior.quote}”`,
          )
        : null,
      nestQuotes(f.suggestion),
      d.draft ? '印发前' : null,
      sayDisposal(f, disposals) || null,
      [`${FINDING_ZH[f.kind]}（${SEVERITY_ZH[f.severity]}）`, f.calculation, sayDoubt(f)]
        .filter((x) => x !== null)
        .join('；'),
    ]),
    note: `备注：问题类别：${CATEGORIES.map((c, i) => `（${'一二三四五六七八'.charAt(i)}）${c}`).join('；')}。`,
  };
}

const findings = (report: Report, disposals: readonly Disposed[]): Grid => ({
  name: '问题明细',
  title: `发文一致性评估问题明细（${VERDICT_ZH[report.verdict]}）`,
  lead: `${sayDocument(report.document)}　　评估日期：${sayDate(report.asOf)}　　${report.verdictReason}`,
  columns: [
    { name: '序号', width: 6, centred: true },
    { name: '类别', width: 16 },
    { name: '程度', width: 7, centred: true },
    { name: '文稿位置', width: 11 },
    { name: '文稿原文', width: 32 },
    { name: '上级文件', width: 30 },
    { name: '上级位置', width: 10 },
    { name: '上级原文', width: 34 },
    { name: '关系', width: 10 },
    { name: '计算', width: 20 },
    { name: '理由', width: 44 },
    { name: '建议', width: 44 },
    { name: '改法', width: 28 },
    { name: '存疑', width: 18 },
    { name: '处理意见', width: 10 },
    { name: '处理说明', width: 20 },
    { name: '处理人', width: 9 },
    { name: '处理时间', width: 12 },
  ],
  rows: report.findings.map((f, i) => {
    const d = disposalOf(f, disposals);
    return [
      i + 1,
      FINDING_ZH[f.kind],
      SEVERITY_ZH[f.severity],
      sayPath(f.draft.path),
      f.draft.quote,
      f.superior ? sayDocument(f.superior) : null,
      f.superior ? (f.superior.path ? sayPath(f.superior.path) : null) : null,
      f.superior?.quote ?? null,
      RELATION_ZH[f.relation],
      f.calculation,
      nestQuotes(f.reason),
      nestQuotes(f.suggestion),
      sayEdit(f),
      sayDoubt(f),
      d ? DISPOSAL_ZH[d.state] : null,
      d?.note || null,
      d?.by ?? null,
      d?.at ?? null,
    ];
  }),
});

const coverage = (report: Report): Grid => ({
  name: '逐句比对',
  title: '文稿逐句比对清单',
  lead: `${sayDocument(report.document)}　　共 ${report.coverage.length} 个分句`,
  columns: [
    { name: '序号', width: 6, centred: true },
    { name: '位置', width: 12 },
    { name: '文稿分句', width: 50 },
    { name: '结果', width: 16 },
    { name: '关系', width: 10 },
    { name: '上级文件', width: 40 },
    { name: '上级位置', width: 11 },
    { name: '说明', width: 50 },
  ],
  rows: report.coverage.map((c, i) => [
    i + 1,
    sayPath(c.path),
    report.document.text.slice(c.span.start, c.span.end),
    COVERAGE_ZH[c.state],
    c.relation ? RELATION_ZH[c.relation] : null,
    c.superior ? sayDocument(c.superior) : null,
    c.superior?.path ? sayPath(c.superior.path) : null,
    nestQuotes(c.why),
  ]),
});

const basis = (report: Report): Grid => ({
  name: '评估依据',
  title: '评估依据',
  lead: `以${sayDate(report.asOf)}有效的文件为准`,
  columns: [
    { name: '序号', width: 6, centred: true },
    { name: '文件', width: 60 },
    { name: '发文字号', width: 22 },
    { name: '层级', width: 9 },
    { name: '地区', width: 22 },
    { name: '是否比对', width: 10, centred: true },
    { name: '理由', width: 50 },
    { name: '来源', width: 30 },
  ],
  rows: report.against.map((a, i) => [
    i + 1,
    a.title,
    a.docNumber,
    LEVEL_ZH[a.level],
    a.region?.name.replaceAll('/', ' ') ?? null,
    a.usable ? '是' : '否',
    a.reason,
    a.source,
  ]),
});
