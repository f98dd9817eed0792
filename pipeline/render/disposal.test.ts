import { describe, expect, it } from 'vitest';
import { DISPOSAL_COLUMNS, disposalRows, disposalsToCsv, goldOf, sayDisposal } from './disposal.ts';
import { sampleReport } from './testing.ts';

const report = sampleReport();
const on = (findingId: string, state: 'accepted' | 'rejected' | 'explained', at = '2026-01-16', note = '') => ({
  findingId,
  state,
  note,
  by: '王某',
  at,
});

describe('disposals', () => {
  it('the last decision counts', () => {
    const [f] = report.findings;
    if (!f) throw new Error('the sample has findings');
    expect(sayDisposal(f, [on('f_1', 'rejected', '2026-01-17', '口径不同'), on('f_1', 'accepted')])).toBe(
      '不采纳：口径不同',
    );
    expect(sayDisposal(f, [])).toBe('');
  });
  it('give a row a finding in the columns named', () => {
    const rows = disposalRows(report, [on('f_1', 'accepted')]);
    expect(rows.length).toBe(3);
    for (const row of rows) expect(row.length).toBe(DISPOSAL_COLUMNS.length);
    expect(rows[0]?.slice(-4)).toEqual(['采纳', '', '王某', '2026-01-16']);
    expect(rows[1]?.slice(-4)).toEqual([null, null, null, null]);
    expect(disposalsToCsv(report, []).split('\r\n')[0]).toBe(`\ufeff${DISPOSAL_COLUMNS.join(',')}`);
  });
});

describe('goldOf', () => {
  it('accepted and explained must be found again, rejected stay silent, undecided may be found', () => {
    const gold = goldOf(report, [on('f_1', 'accepted'), on('f_2', 'rejected', '2026-01-16', '系引用')]);
    expect(gold.findings.map((f) => [f.quote, f.optional])).toEqual([
      ['每所学校每学期举办进校园活动8次', undefined],
      ['各校每周在工作群打卡', true],
    ]);
    expect(gold.silent).toEqual(['借调教师时间为1年，按<规定>执行']);
    expect(gold.against).toEqual(['上级.txt']);
    expect(gold.findings[0]).toMatchObject({ superior: '上级.txt', superiorPath: '二/（二）' });
    expect(gold.document.issuedOn).toBe('2026-01-12');
  });
  it('the verdict follows from what was kept once all is decided', () => {
    expect(goldOf(report, [on('f_1', 'rejected'), on('f_2', 'rejected'), on('f_3', 'rejected')]).verdict).toBe(
      'consistent',
    );
    expect(goldOf(report, [on('f_1', 'rejected'), on('f_2', 'rejected'), on('f_3', 'explained')]).verdict).toBe(
      'mostly-consistent',
    );
    expect(goldOf(report, [on('f_1', 'rejected')]).verdict).toBe('inconsistent');
  });
});
