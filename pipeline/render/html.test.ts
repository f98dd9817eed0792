import { load } from 'cheerio';
import { describe, expect, it } from 'vitest';
import { reportToHtml } from './html.ts';
import { DRAFT_TEXT, SUPERIOR_TEXT, sampleReport } from './testing.ts';

const report = sampleReport();
const sources = new Map([['d_up', { title: '某省教育厅关于印发《减负办法》的通知', text: SUPERIOR_TEXT }]]);
const page = reportToHtml(report, sources);
const $ = load(page);

describe('reportToHtml', () => {
  it('marks the words of every finding in the draft and links both ways', () => {
    report.findings.forEach((f, i) => {
      const n = i + 1;
      expect($(`.draft .text #d-${n}`).text()).toBe(f.draft.quote);
      expect($(`.draft .text a[href="#f-${n}"]`).text()).toBe(String(n));
      expect($(`#f-${n} h3 a`).attr('href')).toBe(`#d-${n}`);
    });
  });

  it('shows the superior in its paragraph with the clause marked, and its whole text', () => {
    expect($('#f-1 mark.cited').text()).toBe('每所学校每学期进校园活动不超过6次');
    expect($('#f-1 blockquote').last().text()).toContain('其他活动从严控制');
    expect($('#s-1').text()).toBe('每所学校每学期进校园活动不超过6次');
    expect(
      $('details .text')
        .text()
        .replace(/\s/g, '')
        .replace(/\u2060\d/g, ''),
    ).toContain('严禁以打卡方式验收活动');
  });

  it('shows the edit as del and ins, the doubt, the calculation', () => {
    expect($('#f-1 .edit del').text()).toBe('8次');
    expect($('#f-1 .edit ins').text()).toBe('6次');
    expect($('#f-1 .calc').text()).toBe('8 次/学期 > 6 次/学期');
    expect($('#f-2 .ask').text()).toContain('请核对原件');
    expect($('#f-2 .chip.notice').text()).toContain('原则上');
  });

  it('resolves every inner link, has unique ids, and reaches for nothing outside', () => {
    const ids = $('[id]')
      .map((_, e) => $(e).attr('id'))
      .get();
    expect(new Set(ids).size).toBe(ids.length);
    for (const href of $('a')
      .map((_, e) => $(e).attr('href'))
      .get()) {
      expect(href).toMatch(/^#/);
      expect(ids).toContain(href.slice(1));
    }
    expect($('script, link, img, iframe, [style], [onclick]').length).toBe(0);
    expect($('style').text()).not.toMatch(/url\(|@import/);
    expect($('meta[http-equiv]').attr('content')).toContain("default-src 'none'");
  });

  it('lists every clause and every superior', () => {
    expect($('section:has(#h-cover) tbody tr').length).toBe(report.coverage.length);
    expect($('section:has(#h-against) tbody tr').length).toBe(report.against.length);
  });

  it('escapes what documents say', () => {
    expect($('#d-2').text()).toContain('按<规定>执行');
    const hostile = "</title></style><script>alert(1)</script>\"onmouseover='x'\u202e\u0000";
    const d = { ...report.document, title: hostile, source: hostile, text: DRAFT_TEXT.replaceAll('通知', hostile) };
    const finding = report.findings[0];
    if (!finding?.superior) throw new Error('the sample has a superior');
    const bad = {
      ...finding,
      reason: hostile,
      suggestion: hostile,
      calculation: hostile,
      superior: { ...finding.superior, title: hostile, quote: hostile },
    };
    const out = reportToHtml(
      { ...report, document: d, findings: [bad], against: [], coverage: [] },
      new Map([['d_up', { title: hostile, text: hostile }]]),
    );
    const parsed = load(out);
    expect(parsed('script').length).toBe(0);
    expect(parsed('[onmouseover]').length).toBe(0);
    expect(out).not.toContain('\u202e');
    expect(parsed('title').text()).toContain('<script>');
  });

  it('shows repairs with their source, candidates and gaps', () => {
    const at = report.document.text.indexOf('营造');
    const span = { start: at, end: at + 2 };
    const document = {
      ...report.document,
      quality: {
        usable: true,
        why: '已还原 1 处',
        repairs: [
          { kind: 'respun' as const, span, sourceText: '打造', reading: '营造', method: '改写词表', confidence: 0.85 },
        ],
        issues: [
          {
            kind: 'redacted' as const,
            count: 1,
            spans: [span],
            unresolved: [{ span, candidates: ['甲', '乙'], why: '遮盖' }],
          },
        ],
      },
    };
    const parsed = load(reportToHtml({ ...report, document }));
    expect(parsed('u.repair').attr('title')).toContain('打造');
    expect(parsed('.doubt').attr('title')).toContain('甲、乙');
    expect(parsed('section:has(#h-copy)').text()).toContain('改写词表');
  });

  it('overlapping findings keep their own numbers', () => {
    const [first] = report.findings;
    if (!first) throw new Error('the sample has findings');
    const inner = {
      ...first,
      id: 'f_9',
      draft: { ...first.draft, span: { start: first.draft.span.start + 2, end: first.draft.span.end + 1 } },
    };
    const parsed = load(reportToHtml({ ...report, findings: [first, inner] }));
    expect(parsed('.draft #d-1').length).toBe(1);
    expect(parsed('.draft #d-2').length).toBe(1);
    expect(
      parsed('.draft .text')
        .text()
        .replace(/\u2060\d/g, '')
        .replace(/\s/g, ''),
    ).toBe(report.document.text.replace(/\s/g, ''));
  });
});
