import { strFromU8, unzipSync } from 'fflate';
import { SaxesParser } from 'saxes';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Report } from '../../records/report.ts';
import { reportToDocx } from './docx.ts';
import { sampleReport } from './testing.ts';

const report = sampleReport();
const meta = { bureau: '某市教育局', reviewer: '王某', date: '2026-01-15' };
const part = (bytes: Uint8Array, name: string): string => {
  const found = unzipSync(bytes)[name];
  if (!found) throw new Error(`no part ${name}`);
  return strFromU8(found);
};
const wordsOf = (xml: string): string[] =>
  xml
    .split('</w:p>')
    .map((p) => [...p.matchAll(/<w:t[^>]*>([^<]*)</g)].map((m) => m[1] ?? '').join(''))
    .filter((t) => t !== '');
const letterOf = async (r: Report): Promise<string> =>
  wordsOf(part(await reportToDocx(r, meta), 'word/document.xml')).join('\n');

describe('reportToDocx', () => {
  let bytes: Uint8Array;
  let xml: string;
  beforeAll(async () => {
    bytes = await reportToDocx(report, {
      ...meta,
      disposals: [{ findingId: 'f_1', state: 'explained', note: '已报批', by: '王某', at: '2026-01-16' }],
    });
    xml = part(bytes, 'word/document.xml');
  });

  it('is well-formed, its list of parts first, and the same bytes each time', async () => {
    for (const [name, content] of Object.entries(unzipSync(bytes))) {
      if (!/\.(?:xml|rels)$/.test(name)) continue;
      const parser = new SaxesParser();
      parser.on('error', (e) => {
        throw new Error(`${name}: ${e.message}`);
      });
      parser.write(strFromU8(content)).close();
    }
    expect(strFromU8(bytes.slice(30, 49))).toBe('[Content_Types].xml');
    const [a, b] = [await reportToDocx(report, meta), await reportToDocx(report, meta)];
    expect(Buffer.from(a).equals(Buffer.from(b))).toBe(true);
  });

  it('has the page of GB/T 9704: A4, 37/35/28/26 mm, 28 pt a line, its faces', () => {
    const twip = (mm: number): number => Math.round((mm / 25.4) * 1440);
    const margin = /<w:pgMar ([^>]*)\/>/.exec(xml)?.[1] ?? '';
    const of = (name: string): number => Number(new RegExp(`w:${name}="(\\d+)"`).exec(margin)?.[1]);
    for (const [name, mm] of [
      ['top', 37],
      ['bottom', 35],
      ['left', 28],
      ['right', 26],
    ] as const)
      expect(Math.abs(of(name) - twip(mm))).toBeLessThanOrEqual(1);
    expect(xml).toMatch(
      /<w:spacing [^>]*w:line="560"[^>]*w:lineRule="exact"|<w:spacing [^>]*w:lineRule="exact"[^>]*w:line="560"/,
    );
    for (const face of ['方正小标宋简体', '仿宋_GB2312', '黑体', '楷体_GB2312']) {
      expect(xml).toContain(`w:eastAsia="${face}"`);
      expect(part(bytes, 'word/fontTable.xml')).toContain(`w:name="${face}"><w:altName`);
    }
  });

  it('hangs no stop into the margin and speaks Chinese', () => {
    expect(part(bytes, 'word/styles.xml')).toContain('<w:overflowPunct w:val="0"/>');
    expect(part(bytes, 'word/styles.xml')).toContain('w:eastAsia="zh-CN"');
  });

  it('numbers pages as — 1 —, odd right and even left', () => {
    const footers = Object.keys(unzipSync(bytes)).filter((n) => /word\/footer\d+\.xml$/.test(n));
    expect(footers.length).toBeGreaterThanOrEqual(2);
    const all = footers.map((n) => part(bytes, n));
    expect(all.every((f) => f.includes('— ') && f.includes('PAGE') && f.includes(' —'))).toBe(true);
    expect(all.some((f) => f.includes('w:val="right"'))).toBe(true);
    expect(all.some((f) => f.includes('w:val="left"'))).toBe(true);
    expect(part(bytes, 'word/settings.xml')).toContain('evenAndOddHeaders');
  });

  it('sets tables on turned pages, header row repeated, rows whole', () => {
    expect(xml).toContain('w:orient="landscape"');
    expect(xml.match(/<w:tblHeader\/>/g)?.length).toBe(2);
    const rows = xml.match(/<w:tr>|<w:tr /g)?.length ?? 0;
    expect(rows).toBe(2 + report.findings.length + report.coverage.length);
    expect(xml.match(/<w:cantSplit\/>/g)?.length).toBe(rows);
  });

  it('says 违反 of a rule, 与“原则上”的要求不一致 of a principle, and lists the graver first', async () => {
    const letter = await letterOf(report);
    expect(letter).toContain(
      '1. 突破限额：“一（一）”部分“每所学校每学期举办进校园活动8次”，违反某教发〔2025〕11号“二（二）”部分的规定（8 次/学期 &gt; 6 次/学期）',
    );
    expect(letter).toContain('与某教发〔2025〕11号“三”部分“原则上”的要求不一致');
    expect(letter).not.toMatch(/违反某教发〔2025〕11号“三”部分/);
    expect(letter.indexOf('违反某教发')).toBeLessThan(letter.indexOf('“原则上”的要求不一致（12'));
  });

  it('is signed and dated, names what was left out, carries disposals', () => {
    const words = wordsOf(xml);
    expect(words).toContain('某市教育局');
    expect(words).toContain('2026年1月15日');
    expect(words.join('\n')).toContain('文稿引用，尚未入库');
    expect(words.join('\n')).toContain('说明理由：已报批');
    expect(part(bytes, 'docProps/core.xml')).toContain('2026-01-15T00:00:00Z');
  });

  it('has no table of findings for a consistent draft, and a place for the seal without a bureau', async () => {
    const consistent = { ...report, verdict: 'consistent' as const, verdictReason: '一致。', findings: [] };
    const clean = wordsOf(part(await reportToDocx(consistent, { date: '2026-01-15' }), 'word/document.xml')).join('\n');
    expect(clean).toContain('建议按程序印发');
    expect(clean).not.toContain('发文一致性评估问题表');
    expect(clean).toContain('（评估单位盖章）');
  });
});
