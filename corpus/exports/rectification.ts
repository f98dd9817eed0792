import { contains, parseRegion } from '../../records/region.ts';
import type { Disposal, Store } from '../store.ts';
import { brief, categoryOf, type FormQuery, filling } from './select.ts';
import type { Sheet } from './sheet.ts';

const STATE_ZH: Readonly<Record<Disposal['state'], string>> = {
  accepted: '已采纳整改',
  rejected: '不采纳',
  explained: '已说明',
};

/** 专项整治问题整改清单 (附件3 of 新教领秘〔2024〕2号): what reviews found, with the clause it rests on and its disposal. */
export async function rectification(store: Store, query: FormQuery = {}): Promise<Sheet> {
  const region = query.region ? parseRegion(query.region) : null;
  const rows: (string | number)[][] = [];
  for (const { report, disposals } of await store.reviews(1000)) {
    const { document, findings } = report;
    if (region && (document.region === null || !contains(region, document.region))) continue;
    for (const finding of findings) {
      if (finding.severity === 'notice') continue;
      const stored = finding.draft.recordId === null ? null : await store.record(finding.draft.recordId);
      const { superior } = finding;
      const disposal = disposals.findLast((d) => d.findingId === finding.id);
      rows.push([
        rows.length + 1,
        categoryOf(stored?.record.matter ?? 'other'),
        brief(finding.draft.quote === '' ? finding.reason : finding.draft.quote, 40),
        document.issuers.join('、'),
        superior
          ? `${superior.docNumber ?? `《${superior.title}》`}${superior.path === '' ? '' : ` ${superior.path}`}：${brief(superior.quote, 80)}`
          : '',
        finding.suggestion,
        '',
        disposal ? STATE_ZH[disposal.state] : '未处理',
        [finding.reason, disposal?.note ?? ''].filter((x) => x !== '').join('；'),
      ]);
    }
  }
  return {
    name: '问题整改清单',
    title: '专项整治问题整改清单',
    note: filling(query),
    heads: ['序号', '问题类别', '事项名称', '牵头实施单位', '整改依据', '整改措施', '整改时限', '完成情况', '备注'],
    widths: [8, 22, 36, 22, 48, 40, 14, 14, 44],
    rows,
    remark: '备注：由历次评估结论自动生成，整改时限由牵头实施单位填写。',
  };
}
