import { describe, expect, it } from 'vitest';
import { agree, gist, impossible, tokensOf } from './tokens.ts';

const found = (text: string): string[] => tokensOf(text).map((t) => `${t.kind} ${text.slice(t.start, t.end)}`);

describe('tokens the digit gate looks at', () => {
  it.each([
    ['临教办〔2023〕18号', ['document-number 〔2023〕18号']],
    ['临教办[2023]18号', ['document-number [2023]18号']],
    ['于2023年9月20日前报送', ['date 2023年9月20日']],
    ['6～7月集中整改', ['date 6～7月']],
    ['2023年6-7月', ['date 2023年6-7月']],
    ['时长不得超过45分钟', ['comparator 不得超过', 'number 45分钟']],
    ['不晚于18:30结束', ['comparator 不晚于', 'clock 18:30']],
    ['比例不低于50%', ['comparator 不低于', 'number 50%']],
    ['每3—5年一次', ['number 3—5年', 'han-number 一次']],
    ['第十二条规定十五日以内', ['han-number 第十二条', 'han-number 十五日', 'comparator 以内']],
    ['一律不得进校', ['comparator 不得']],
    ['进一步加强统筹', []],
  ])('%s', (text, expected) => {
    expect(found(text)).toEqual(expected);
  });

  it('reads the same value from differently printed signs', () => {
    expect(agree('date', '6~7月', '6-7月')).toBe(true);
    expect(agree('date', '9-10月', '9一10月')).toBe(true);
    expect(agree('document-number', '〔2023〕18号', '[2023]18号')).toBe(true);
    expect(agree('document-number', '〔2023〕18号', '202318号')).toBe(false);
    expect(agree('date', '6~7月', '67月')).toBe(false);
    expect(agree('comparator', '不超过', '超过')).toBe(false);
  });

  it('lets the second reader miss a percent sign but not find one the first has lost', () => {
    expect(agree('number', '36%', '36宛')).toBe(true);
    expect(agree('number', '36', '36%')).toBe(false);
  });

  it('keeps 万 in the value', () => {
    expect(gist('number', '3万元')).not.toBe(gist('number', '3元'));
  });
});

describe('what no date and no 文号 can be', () => {
  it.each([
    ['date', '27月'],
    ['date', '2023年13月'],
    ['date', '9月45日'],
    ['date', '4年6月5日'],
    ['date', '1023年5月'],
    ['document-number', '〔1023〕5号'],
    ['clock', '27:30'],
  ] as const)('%s %s', (kind, text) => {
    expect(impossible(kind, text)).not.toBeNull();
  });

  it.each([
    ['date', '2~7月'],
    ['date', '2023年12月31日'],
    ['document-number', '〔2023〕5号'],
    ['clock', '18:30'],
    ['number', '99次'],
  ] as const)('%s %s may stand', (kind, text) => {
    expect(impossible(kind, text)).toBeNull();
  });
});
