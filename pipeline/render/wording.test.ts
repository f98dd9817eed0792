import { describe, expect, it } from 'vitest';
import { sampleReport } from './testing.ts';
import {
  besideQuote,
  chargeOf,
  editPieces,
  nestQuotes,
  sayCharge,
  sayCounts,
  sayDate,
  sayDocument,
  sayDoubt,
  sayEdit,
  sayPath,
} from './wording.ts';

const report = sampleReport();
const [breach, principle, burden] = report.findings;
if (!breach || !principle || !burden) throw new Error('the sample has three findings');

describe('paths, dates and titles', () => {
  it.each([
    ['三/（二）/6', '三（二）6'],
    ['附件2/（一）/3', '附件2（一）3'],
    ['8/2', '8·2'],
    ['附件1/1', '附件1·1'],
    ['', '文首'],
  ])('%s is said %s', (path, said) => expect(sayPath(path)).toBe(said));
  it.each([
    ['2026-01-15', '2026年1月15日'],
    ['2024-10', '2024年10月'],
    ['2024', '2024年'],
    ['不详', '不详'],
  ])('%s is said %s', (date, said) => expect(sayDate(date)).toBe(said));
  it('puts 〈〉 into 《》', () => {
    expect(sayDocument({ title: '关于印发《办法》的通知', docNumber: null })).toBe('《关于印发〈办法〉的通知》');
  });
});

describe('nestQuotes', () => {
  it('sets inner marks single', () => expect(nestQuotes('文稿“开展“书香”活动”。')).toBe('文稿“开展‘书香’活动”。'));
  it('leaves neighbours alone', () => expect(nestQuotes('“甲”和“乙”')).toBe('“甲”和“乙”'));
  it.each(['“甲', '甲”', '甲”“乙'])('leaves unpaired marks as they stand: %s', (t) => expect(nestQuotes(t)).toBe(t));
});

describe('a rule of strength 原则上 is not called 违反', () => {
  it('by the strength that the judge gave', () => {
    expect(chargeOf(breach)).toBe('breach');
    expect(sayCharge(breach, '某教发〔2025〕11号')).toBe('违反某教发〔2025〕11号的规定');
  });
  it('by the quote where no strength is given', () => {
    expect(principle.superior?.strength).toBeUndefined();
    expect(chargeOf(principle)).toBe('principle');
    expect(sayCharge(principle, '某教发〔2025〕11号')).toBe('与某教发〔2025〕11号“原则上”的要求不一致');
  });
  it('a warning is to be explained', () => {
    expect(chargeOf(burden)).toBe('explain');
    expect(sayCharge(burden, null)).not.toContain('违反');
    expect(sayCharge({ ...breach, severity: 'warning' }, '甲')).not.toContain('违反');
  });
});

describe('edits', () => {
  it('stand in the sentence', () => {
    expect(editPieces(breach)).toEqual([
      { text: '每所学校每学期举办进校园活动', change: 'keep' },
      { text: '8次', change: 'delete' },
      { text: '6次', change: 'insert' },
    ]);
    expect(sayEdit(breach)).toBe('“8次”改为“6次”');
    expect(sayEdit(burden)).toBe('删去“各校每周在工作群打卡”');
  });
  it('stand alone where the words are not in the quote', () => {
    expect(editPieces({ ...breach, edit: { from: '甲', to: '乙' } })).toEqual([
      { text: '甲', change: 'delete' },
      { text: '乙', change: 'insert' },
    ]);
  });
});

it('shortens exact repeats beside the quote', () => {
  expect(besideQuote(breach, breach.reason)).toBe('该句超出上级规定的上限，违反上级规定。');
  expect(besideQuote(breach, breach.suggestion)).toBe('建议将“8次”调整为不超过6次，与某教发〔2025〕11号保持一致。');
  expect(besideQuote(burden, burden.reason)).toContain('“清风校园”');
});

it('counts and doubts', () => {
  expect(sayCounts(report)).toBe('冲突2处、提示1处');
  expect(sayCounts({ ...report, findings: [] })).toBe('没有发现问题');
  expect(sayDoubt(principle)).toContain('读作“1年”或“7年”');
  expect(sayDoubt(breach)).toBeNull();
});
