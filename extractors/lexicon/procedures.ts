import type { Procedure } from '../../records/clause.ts';

/** A verb by which another body decides on something or receives it. */
export interface DecidingWord {
  readonly word: string;
  readonly procedure: Procedure;
  readonly source: string;
}

const LICENSING = '《中华人民共和国行政许可法》 and 《重大行政决策程序暂行条例》';
const OFFICE = '《党政机关公文处理工作条例》 请示、批复 usage';

/** 备案 that follows 审批/审核 of the same body is folded into it (records.md "approval"). */
export const DECIDING: readonly DecidingWord[] = [
  ...['审批', '批准', '同意', '审核', '核准', '审定', '批复'].map((word) => ({
    word,
    procedure: 'approve' as const,
    source: LICENSING,
  })),
  ...[
    '审核同意',
    '审批同意',
    '审核批准',
    '审查批准',
    '审查同意',
    '审核通过',
    '审议通过',
    '审议',
    '研究同意',
    '讨论通过',
    '研究批准',
    '研究决定',
    '审核把关',
    '核定',
  ].map((word) => ({ word, procedure: 'approve' as const, source: OFFICE })),
  ...['审批备案', '审核备案', '批准备案', '审批报备', '审核报备', '审定备案'].map((word) => ({
    word,
    procedure: 'approve' as const,
    source: OFFICE,
  })),
  ...['备案', '报备', '核备', '备案登记'].map((word) => ({
    word,
    procedure: 'file' as const,
    source: '《法规规章备案审查条例》 usage',
  })),
];
