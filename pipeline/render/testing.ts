/** For tests only: a report made by hand over a text read by the line, so that each rendering has something of every kind. */
import type { Document } from '../../records/document.ts';
import type { Reading } from '../../records/reading.ts';
import type { Coverage, Finding, Report, SuperiorClause } from '../../records/report.ts';
import { readPages } from '../index.ts';
import { pagesOf } from '../testing.ts';

export const DRAFT_TEXT = `常宁市教育局

关于开展“清风校园”活动的通知

（征求意见稿）

各中小学校：

为营造氛围，现将有关事项通知如下。

一、活动安排

（一）每所学校每学期举办进校园活动8次。

（二）借调教师时间为1年，按<规定>执行。

二、工作要求

（一）各校每周在工作群打卡。

常宁市教育局
2026年1月12日
`;

export const readingOf = (text: string, name = '样例.txt'): Reading => {
  const [reading] = readPages(pagesOf(text), { name, sha256: 'ab'.repeat(32) });
  if (!reading) throw new RangeError('readingOf: no document');
  return reading;
};

const superior = (quote: string, path: string, more: Partial<SuperiorClause> = {}): SuperiorClause => ({
  documentId: 'd_up',
  source: '上级.txt',
  title: '某省教育厅关于印发《减负办法》的通知',
  docNumber: '某教发〔2025〕11号',
  level: 'province',
  path,
  quote,
  recordId: null,
  ...more,
});

export const SUPERIOR_TEXT = `某省教育厅关于印发《减负办法》的通知

二、限额

（二）每所学校每学期进校园活动不超过6次。其他活动从严控制。

三、借调

原则上借调时间不超过6个月。

严禁以打卡方式验收活动。`;

function at(document: Document, quote: string): Finding['draft'] {
  const start = document.text.indexOf(quote);
  if (start < 0) throw new RangeError(`not in the draft: ${quote}`);
  const path = document.outline.length > 0 ? '一/（一）' : '';
  return { path, span: { start, end: start + quote.length }, quote, recordId: null };
}

/** Three findings: a breach with an edit, a departure from 原则上 with an unverified number, a warning whose whole clause goes. */
export function sampleReport(text = DRAFT_TEXT): Report {
  const { document } = readingOf(text, '征求意见稿.txt');
  const findings: Finding[] = [
    {
      id: 'f_1',
      kind: 'exceeds-limit',
      severity: 'conflict',
      draft: at(document, '每所学校每学期举办进校园活动8次'),
      superior: superior('每所学校每学期进校园活动不超过6次', '二/（二）', { strength: 'must' }),
      relation: 'looser',
      calculation: '8 次/学期 > 6 次/学期',
      reason: '文稿“每所学校每学期举办进校园活动8次”超出上级规定的上限，违反上级规定。',
      suggestion:
        '建议将“8次”调整为不超过6次，与《某省教育厅关于印发〈减负办法〉的通知》（某教发〔2025〕11号）保持一致。',
      edit: { from: '8次', to: '6次' },
    },
    {
      id: 'f_2',
      kind: 'exceeds-limit',
      severity: 'conflict',
      draft: at(document, '借调教师时间为1年，按<规定>执行'),
      superior: superior('原则上借调时间不超过6个月', '三'),
      relation: 'looser',
      calculation: '12 个月 > 6 个月',
      reason: '文稿规定的借调时间与上级“原则上”的要求不一致。',
      suggestion: '建议将借调时间改为6个月以内。',
      edit: { from: '1年', to: '6个月' },
      verification: { state: 'unverified', readings: ['1年', '7年'], why: '两次识读不一致' },
    },
    {
      id: 'f_3',
      kind: 'adds-burden',
      severity: 'warning',
      draft: at(document, '各校每周在工作群打卡'),
      superior: null,
      relation: 'stricter',
      calculation: null,
      reason: '文稿“各校每周在工作群打卡”增加了学校负担，称其为“清风校园”活动并不改变性质。',
      suggestion: '建议删除“各校每周在工作群打卡”。',
      edit: { from: '各校每周在工作群打卡', to: '' },
    },
  ];
  const coverage: Coverage[] = findings.map((f) => ({
    path: f.draft.path,
    span: f.draft.span,
    state: 'finding',
    relation: f.relation,
    superior: f.superior,
    why: f.reason,
  }));
  const greeting = document.text.indexOf('为营造氛围');
  return {
    document,
    verdict: 'inconsistent',
    verdictReason: '发现 2 处冲突、1 处提示。',
    findings,
    coverage: [
      {
        path: '',
        span: { start: greeting, end: greeting + 5 },
        state: 'no-superior',
        relation: null,
        superior: null,
        why: '没有找到对应的上级条款',
      },
      ...coverage,
    ],
    against: [
      {
        documentId: 'd_up',
        source: '上级.txt',
        title: '某省教育厅关于印发《减负办法》的通知',
        docNumber: '某教发〔2025〕11号',
        level: 'province',
        region: null,
        reason: '上级机关文件',
        usable: true,
      },
      {
        documentId: 'd_gone',
        source: '',
        title: '旧办法',
        docNumber: null,
        level: 'unknown',
        region: null,
        reason: '文稿引用，尚未入库',
        usable: false,
      },
    ],
    asOf: '2026-01-15',
  };
}
