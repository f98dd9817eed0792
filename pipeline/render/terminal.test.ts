import { describe, expect, it } from 'vitest';
import { reportToTerminal } from './terminal.ts';
import { DRAFT_TEXT, sampleReport } from './testing.ts';
import { widthOf } from './width.ts';

const report = sampleReport();
const joined = (text: string): string => text.replace(/\s/g, '');

describe('reportToTerminal', () => {
  it.each([40, 60, 80, 100])('stays within %i columns and loses no words', (width) => {
    const out = reportToTerminal(report, { width, colour: false });
    for (const line of out.split('\n')) expect(widthOf(line)).toBeLessThanOrEqual(width);
    for (const f of report.findings) {
      expect(joined(out)).toContain(joined(f.draft.quote));
      if (f.superior) expect(joined(out)).toContain(joined(f.superior.quote));
      if (f.calculation) expect(joined(out)).toContain(joined(f.calculation));
    }
    for (const a of report.against) expect(joined(out)).toContain(joined(a.reason));
  });

  it('writes no escape without colour, and the same words with it', () => {
    const plain = reportToTerminal(report, { width: 80, colour: false });
    const coloured = reportToTerminal(report, { width: 80, colour: true });
    expect(plain).not.toContain('\u001b');
    expect(coloured).toContain('\u001b[');
    const bare = coloured.replace(/\u001b\[[\d;]*m/g, '');
    for (const word of ['不一致', '突破限额', '文稿 一（一）', '8 次/学期 > 6 次/学期']) {
      expect(plain).toContain(word);
      expect(bare).toContain(word);
    }
  });

  it('lets no words of a document steer the terminal', () => {
    const text = DRAFT_TEXT.replace('打卡', '打\u001b]0;owned\u0007卡');
    const hostile = { ...report, document: { ...report.document, title: `\u001b[2J${report.document.title}\u202e` } };
    const found = hostile.findings.map((f) => ({ ...f, draft: { ...f.draft, quote: text.slice(0, 200) } }));
    const out = reportToTerminal({ ...hostile, findings: found }, { width: 80, colour: false });
    expect(out).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
    expect(out).toContain('␛');
  });

  it('says so when nothing was found and nothing could be compared', () => {
    const empty = reportToTerminal(
      {
        ...report,
        verdict: 'needs-review',
        verdictReason: '没有可供比对的上级文件。',
        findings: [],
        coverage: [],
        against: [],
      },
      { width: 80, colour: false },
    );
    expect(empty).toContain('需人工复核');
    expect(empty).toContain('没有可用的上级文件');
  });
});
