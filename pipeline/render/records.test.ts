import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ClauseRecord } from '../../records/clause.ts';
import { Document } from '../../records/document.ts';
import { documentToTerminal, explainToTerminal, hitsToTerminal, repairsToTerminal } from './document.ts';
import { recordsTo } from './records.ts';
import { readingOf, SUPERIOR_TEXT } from './testing.ts';
import { sayWhen } from './values.ts';
import { widthOf } from './width.ts';

const reading = readingOf(
  `某市教育局\n\n关于减轻负担的通知\n\n某教发〔2025〕9号\n\n各学校：\n\n${SUPERIOR_TEXT.split('\n').slice(2).join('\n')}\n\n各校应于2025年10月31日前报送工作总结。\n\n某市教育局\n2025年9月1日\n`,
);

describe('recordsTo', () => {
  it('json keeps the public field names', () => {
    const parsed = z
      .object({ documents: z.array(Document.extend({ records: z.array(ClauseRecord) })) })
      .parse(JSON.parse(recordsTo([reading], 'json', 80)));
    expect(parsed.documents[0]?.records).toEqual(reading.records);
    expect(parsed.documents[0]?.text).toBe(reading.document.text);
  });
  it('jsonl has one record a line', () => {
    const lines = recordsTo([reading, reading], 'jsonl', 80).trimEnd().split('\n');
    expect(lines.length).toBe(2 * reading.records.length);
    const first: unknown = JSON.parse(lines[0] ?? '');
    expect(first).toMatchObject({
      documentId: reading.document.id,
      documentNumber: '某教发〔2025〕9号',
      type: reading.records[0]?.type,
    });
  });
  it('csv has a row a record, with a byte order mark, and no cell that a spreadsheet runs', () => {
    const [record] = reading.records;
    if (!record) throw new Error('the text has records');
    const csv = recordsTo(
      [{ ...reading, records: [{ ...record, quote: '=1+1,"a"\n2' }, ...reading.records] }],
      'csv',
      80,
    );
    expect(csv.startsWith('\ufeffdocumentId,')).toBe(true);
    expect(csv).toContain(`"'=1+1,""a""\n2"`);
    expect(csv.split('\r\n').length).toBe(reading.records.length + 3);
  });
  it.each([60, 90, 140])('table stays within %i columns and names every record', (width) => {
    const table = recordsTo([reading], 'table', width);
    for (const line of table.split('\n')) expect(widthOf(line)).toBeLessThanOrEqual(width);
    expect(table).toContain('限额');
    expect(table).toMatch(/≤ 6/);
    expect(table.match(/^(?:限额|禁止|期限|审批备案|职责义务|督查考核问责|指标|引用) /gm)?.length).toBe(
      reading.records.length,
    );
  });
});

describe('sayWhen', () => {
  it.each([
    ['<=2024-10-31', null, '2024年10月31日前'],
    ['<=2024-10', null, '2024年10月底前'],
    ['>=2025', null, '2025年起'],
    ['2024-06/2024-07', null, '2024年6月至2024年7月'],
    ['-P1M', '开展', '开展前至少1个月'],
    ['+P30D', '收到', '收到后30日内'],
    ['R/year<=02', null, '每年2月底前'],
    ['R/month<=20', null, '每月20日前'],
    ['R/quarter<=01-01', null, '每季度第1个月1日前'],
    ['R/year<anchor', '春季学期开学', '每年春季学期开学前'],
    ['R/year=1', '年初', '每年年初'],
    ['R/3year=1', null, '每3年1次'],
    ['<anchor', '开学', '开学前'],
    ['>anchor', '期满', '期满后'],
    ['whatever', null, 'whatever'],
  ])('%s (%s) is said %s', (when, anchor, said) => expect(sayWhen(when, anchor)).toBe(said));
  it('tells working days', () => expect(sayWhen('-P10D', '检查', true)).toBe('检查前至少10个工作日'));
});

describe('views of a document', () => {
  const view = { width: 80, colour: false };
  it('shows the head with where it was read, and the outline', () => {
    const out = documentToTerminal(reading, view);
    expect(out).toContain('某教发〔2025〕9号  正文');
    expect(out).toContain('二  限额');
    for (const line of out.split('\n')) expect(widthOf(line)).toBeLessThanOrEqual(80);
  });
  it('explains a record by its rule and its place', () => {
    const limit = reading.records.find((r) => r.type === 'limit');
    if (!limit) throw new Error('the text has a limit');
    const out = explainToTerminal(limit, reading, view);
    expect(out).toContain(limit.rule);
    expect(out).toContain(limit.id);
    expect(out).toContain(`第 ${limit.span.start}–${limit.span.end} 字`);
    expect(out).toContain('《');
  });
  it('shows repairs beside their source', () => {
    const at = reading.document.text.indexOf('借调');
    const repair = {
      kind: 'respun' as const,
      span: { start: at, end: at + 2 },
      sourceText: '调借',
      reading: '借调',
      method: '改写词表',
      confidence: 0.85,
    };
    const document = { ...reading.document, quality: { ...reading.document.quality, repairs: [repair] } };
    const out = repairsToTerminal({ ...reading, document }, view);
    expect(out).toContain('【调借】');
    expect(out).toContain('【借调】');
    expect(out).toContain('改写词表  85%');
    expect(repairsToTerminal(reading, view)).toContain('没有需要复原');
  });
  it('marks what a search found', () => {
    const hit = {
      document: { id: 'd_1', title: '通知', docNumber: null, level: 'city' as const, issuedOn: null },
      path: '二',
      snippet: '进校园活动',
      marks: [{ start: 0, end: 3 }],
    };
    expect(hitsToTerminal([hit], view)).toContain('【进校园】活动');
    expect(hitsToTerminal([hit], { ...view, colour: true })).toContain('\u001b[');
    expect(hitsToTerminal([], view)).toContain('没有找到');
  });
});
