import { describe, expect, it } from 'vitest';
import { citationsOf, forceOf, shortNames } from '../../corpus/citations.ts';
import { notice } from '../contracts/notices.ts';

describe('citations', () => {
  it('takes short names from the words that introduce them', () => {
    const text =
      '根据《关于规范校园活动的若干措施》（甲教厅〔2025〕2号，以下简称《若干措施》）和《双减工作意见（试行）》（以下简称“双减”意见），' +
      '结合《学校管理办法》（2023年修订）制定。';
    expect(shortNames(text)).toEqual([
      { short: '若干措施', title: '关于规范校园活动的若干措施', docNumber: '甲教厅〔2025〕2号' },
      { short: '双减', title: '双减工作意见（试行）', docNumber: null },
    ]);
  });

  it('tells a forwarded document from a cited one, and names each once', () => {
    const [reading] = notice({
      issuer: '石门县教育局',
      number: '石教发〔2024〕3号',
      title: '关于转发《湖南省教育厅关于规范作业管理的通知》的通知',
      body: [
        '现将《湖南省教育厅关于规范作业管理的通知》（湘教通〔2024〕7号）转发给你们，请遵照执行。',
        '一、根据《中华人民共和国教育法》和《湖南省教育厅关于规范作业管理的通知》（湘教通〔2024〕7号）要求，认真落实。',
      ],
      date: '2024年4月1日',
    });
    if (!reading) throw new Error('no reading');
    const found = citationsOf(reading).map((c) => [c.kind, c.title, c.docNumber]);
    expect(found).toContainEqual(['forwards', '湖南省教育厅关于规范作业管理的通知', '湘教通〔2024〕7号']);
    expect(found).toContainEqual(['cites', '中华人民共和国教育法', null]);
    expect(found.filter(([, , number]) => number === '湘教通〔2024〕7号')).toHaveLength(1);
  });

  it.each([
    ['本办法自2024年9月1日起施行，有效期五年。', '2024-09-01', '2029-08-31'],
    ['本办法自2024年9月1日起施行，有效期至2026年12月31日。', '2024-09-01', '2026-12-31'],
    ['本办法自发布之日起施行，有效期2年。', '2024-03-05', '2026-03-04'],
    ['本通知自印发之日起执行。', '2024-03-05', null],
    // A date that no calendar has comes from a damaged copy.
    ['本办法自2024年13月41日起施行。', '2024-03-05', null],
    ['食品有效期至2023年2月30日。', '2024-03-05', null],
  ])('reads from when to when a document is in force: %s', (text, from, until) => {
    expect(forceOf(text, '2024-03-05')).toEqual({ from, until });
  });
});
