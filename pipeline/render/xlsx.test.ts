import readSheets from 'read-excel-file/node';
import { describe, expect, it } from 'vitest';
import { CATEGORIES, categoryOf } from './category.ts';
import { sampleReport } from './testing.ts';
import { reportToXlsx } from './xlsx.ts';

const report = sampleReport();
const sheetsOf = async (bytes: Uint8Array) => readSheets(Buffer.from(bytes));

describe('reportToXlsx', () => {
  it('has the columns of the rectification list, a row a finding, and the other sheets', async () => {
    const sheets = await sheetsOf(await reportToXlsx(report, { bureau: '某市教育局' }));
    expect(sheets.map((s) => s.sheet)).toEqual(['整改清单', '问题明细', '逐句比对', '评估依据']);
    const list = sheets[0]?.data ?? [];
    expect(list[2]).toEqual([
      '序号',
      '问题类别',
      '事项名称',
      '牵头实施单位',
      '整改依据',
      '整改措施',
      '整改时限',
      '完成情况',
      '备注',
    ]);
    expect(String(list[1]?.[0])).toContain('填报单位（盖章）：某市教育局');
    const first = list[3] ?? [];
    expect(first[0]).toBe(1);
    expect(CATEGORIES).toContain(first[1]);
    expect(first[2]).toContain('每所学校每学期举办进校园活动8次');
    expect(first[4]).toContain('某教发〔2025〕11号');
    expect(first[6]).toBe('印发前');
    expect(String(list.at(-1)?.[0])).toContain('（八）其他');
    expect(sheets[1]?.data.length).toBe(3 + report.findings.length);
    expect(sheets[2]?.data.length).toBe(3 + report.coverage.length);
    expect(sheets[3]?.data.length).toBe(3 + report.against.length);
  });

  it('writes what looks like a formula as text', async () => {
    const [f] = report.findings;
    if (!f) throw new Error('the sample has findings');
    const bytes = await reportToXlsx({ ...report, findings: [{ ...f, suggestion: '=HYPERLINK("x")\u0001' }] });
    const sheets = await sheetsOf(bytes);
    expect(sheets[0]?.data[3]?.[5]).toBe('=HYPERLINK("x")');
  });

  it('gives the same bytes each time and carries disposals', async () => {
    const disposals = [{ findingId: 'f_1', state: 'accepted' as const, note: '', by: '王某', at: '2026-01-16' }];
    const [a, b] = [await reportToXlsx(report, { disposals }), await reportToXlsx(report, { disposals })];
    expect(Buffer.from(a).equals(Buffer.from(b))).toBe(true);
    expect((await sheetsOf(a))[0]?.data[3]?.[7]).toBe('采纳');
  });
});

it('finds the category by the words of the clause', () => {
  const [activity, secondment] = report.findings;
  if (!activity || !secondment) throw new Error('the sample has findings');
  expect(categoryOf(report, activity)).toBe('社会事务进校园');
  expect(categoryOf(report, secondment)).toBe('抽调借用中小学教师');
  expect(categoryOf(report, { ...activity, kind: 'unauthorised-oversight' })).toBe('监督检查评比考核');
});
