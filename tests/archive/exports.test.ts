import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import { readSheet } from 'read-excel-file/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { calendar, FORMS, fillForm, renderSheet } from '../../corpus/exports/index.ts';
import { csvOf, xlsxOf } from '../../corpus/exports/sheet.ts';
import { timingOf } from '../../corpus/exports/times.ts';
import { openSqlite } from '../../corpus/sqlite.ts';
import type { Store } from '../../corpus/store.ts';
import { toFindings } from '../../pipeline/findings.ts';
import { VERSIONS } from '../../pipeline/index.ts';
import { toReport } from '../../pipeline/report.ts';
import type { Deadline } from '../../records/clause.ts';
import { notice, samples } from '../contracts/notices.ts';

const folder = mkdtempSync(join(tmpdir(), 'wenheng-exports-'));
const NOW = '2026-01-01T00:00:00Z';
let store: Store;

const PLAN = {
  issuer: '石门县教育局',
  number: '石教发〔2025〕21号',
  title: '关于开展进校园活动清理工作的通知',
  body: [
    '一、各学校要在2025年10月31日前完成进校园活动清理。',
    '二、县教育局每年2月底前公布进校园活动清单。',
    '三、县教育局将组织专项督查，对落实不力的学校予以通报。',
    '四、各学校应当安排教师每周到社区值守2次。',
  ],
  date: '2025年9月8日',
};

beforeAll(async () => {
  store = await openSqlite(join(folder, 'archive.sqlite'));
  for (const reading of samples()) await store.save([reading], VERSIONS);
  await store.save(notice(PLAN), VERSIONS);
});
afterAll(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('the forms', () => {
  it('the catalogue has the columns of the form, one row a document, by place and date', async () => {
    const sheet = await fillForm(store, 'catalog', {
      now: NOW,
      region: '湖南省',
      unit: '湖南省教育厅',
      filledOn: '2026-01-05',
    });
    expect(sheet.heads).toEqual(['序号', '地区', '发文单位', '公文标题', '公文文号', '发文时间']);
    expect(sheet.rows).toContainEqual([
      expect.any(Number),
      '湖南省常德市石门县',
      '石门县教育局',
      '石门县教育局关于开展进校园活动清理工作的通知',
      '石教发〔2025〕21号',
      '2025年9月8日',
    ]);
    expect(sheet.rows.map((r) => r[0])).toEqual(sheet.rows.map((_, i) => i + 1));
    expect(sheet.rows.every((r) => String(r[1]).startsWith('湖南省'))).toBe(true);
    const early = await fillForm(store, 'catalog', { now: NOW, from: '2025-09-01' });
    expect(early.rows.length).toBeLessThan(sheet.rows.length);
    expect(sheet.note).toContain('湖南省教育厅');
    expect(sheet.note).toContain('2026年1月5日');
    await expect(fillForm(store, 'catalog', { now: NOW, region: '乌有省' })).rejects.toMatchObject({
      code: 'unknown-region',
    });
  });

  it('the survey lists what a document lays on schools, and says 清理 only where a review has found it', async () => {
    const before = await fillForm(store, 'survey', { now: NOW, region: '石门县' });
    expect(before.heads).toHaveLength(11);
    expect(before.rows.map((r) => r[1])).toEqual(before.rows.map((r) => r[1]).toSorted());
    expect(before.rows.some((r) => String(r[7]).includes('专项督查'))).toBe(true);
    expect(
      before.rows.every(
        (r) => r[9] === '' && String(r[7]).length <= 100 && String(r[10]).includes('石教发〔2025〕21号'),
      ),
    ).toBe(true);
    const [draft] = notice(PLAN);
    const superiors = samples().filter((s) => s.document.level === 'national' || s.document.region?.code === '430000');
    if (!draft) throw new Error('no reading');
    const report = toReport(
      draft,
      toFindings(draft, superiors),
      superiors.map((reading) => ({ reading, reason: '指定' })),
      [],
      '2026-01-01',
    );
    expect(report.findings.length).toBeGreaterThan(0);
    await store.saveReview(report, NOW);
    const after = await fillForm(store, 'survey', { now: NOW, region: '石门县' });
    expect(after.rows.some((r) => r[9] === '清理' || r[9] === '优化')).toBe(true);
    const todo = await fillForm(store, 'rectification', { now: NOW, region: '石门县' });
    expect(todo.rows.length).toBeGreaterThan(0);
    expect(todo.rows.every((r) => r[7] === '未处理')).toBe(true);
    expect((await fillForm(store, 'rectification', { now: NOW, region: '四川省' })).rows).toEqual([]);
  });

  it.each(FORMS)('%s opens as XLSX and as DOCX', async (form) => {
    const sheet = await fillForm(store, form, { now: NOW });
    const xlsx = await renderSheet(sheet, 'xlsx');
    const docx = await renderSheet(sheet, 'docx');
    if (typeof xlsx === 'string' || typeof docx === 'string') throw new Error('bytes expected');
    const rows = await readSheet(Buffer.from(xlsx));
    const head = rows.findIndex((r) => r[0] === sheet.heads[0]);
    expect(rows[head]?.slice(0, sheet.heads.length)).toEqual([...sheet.heads]);
    expect(rows.length).toBeGreaterThanOrEqual(head + 1 + sheet.rows.length);
    const parts = unzipSync(docx);
    const body = strFromU8(parts['word/document.xml'] ?? new Uint8Array());
    expect(body).toContain(sheet.title);
    expect(body).toContain('仿宋_GB2312');
    for (const h of sheet.heads) expect(body).toContain(h);
  });

  it('keeps control characters, formulas and over-long words from breaking a file', async () => {
    const bad = {
      name: 'a/b:c',
      title: '题\u0001',
      heads: ['甲', '乙'],
      widths: [10, 10],
      rows: [['\u0000\ud800坏', `${'长'.repeat(40_000)}`]],
    };
    const rows = await readSheet(Buffer.from(await xlsxOf(bad)));
    expect(rows.at(-1)?.[0]).toBe('坏');
    expect(csvOf([['=1+1', 'a"b', '甲,乙']])).toBe('\uFEFF\'=1+1,"a""b","甲,乙"\r\n');
  });
});

describe('the calendar', () => {
  it('has whole days, rules for days that come again, and nothing that hangs on an event', async () => {
    const ics = await calendar(store, { now: NOW, region: '石门县' });
    const events = ics.split('BEGIN:VEVENT').slice(1);
    expect(ics.startsWith('BEGIN:VCALENDAR')).toBe(true);
    const dated = events.find((e) => e.includes('20251031')) ?? '';
    expect(dated).toContain('DTSTART;VALUE=DATE:20251031');
    expect(dated).toContain('DTEND;VALUE=DATE:20251101');
    const yearly = events.find((e) => e.includes('RRULE')) ?? '';
    expect(yearly).toContain('RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1');
    expect(yearly).toContain('DTSTART;VALUE=DATE:20260228');
    for (const line of ics.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
    expect(await calendar(store, { now: NOW, region: '石门县' })).toBe(ics);
    expect(await calendar(store, { now: NOW, region: '石门县', dueFrom: '2026-01-01' })).not.toContain('20251031');
  });

  it('lists time, item and who is to do it, dated ones first', async () => {
    const sheet = await fillForm(store, 'worklist', { now: NOW, region: '石门县' });
    expect(sheet.heads).toEqual(['时间', '工作事项', '责任人（股室）']);
    expect(sheet.rows[0]?.[0]).toBe('2025年10月31日前');
    expect(sheet.rows.map((r) => r[0])).toContain('每年2月底前');
    expect(sheet.rows.every((r) => r[2] !== '')).toBe(true);
  });

  const deadline = (when: string, anchor: string | null = null): Deadline => ({
    id: 'x',
    type: 'deadline',
    path: '',
    span: { start: 0, end: 1 },
    quote: 'x',
    matter: 'other',
    actor: null,
    strength: 'must',
    exception: null,
    rule: 'x',
    confidence: 1,
    action: 'x',
    when,
    anchor,
  });
  it.each([
    ['<=2024-10-31', null, '2024年10月31日前', '2024-10-31', null],
    ['<=2024-10', null, '2024年10月底前', '2024-10-31', null],
    ['2024-06/2024-07', null, '2024年6月至2024年7月', '2024-07-31', null],
    ['>=2025', null, '2025年起', '2025-01-01', null],
    ['-P1M', '开展', '开展前1个月', null, null],
    ['+P30D', '收到', '收到后30日内', null, null],
    ['R/month<=20', null, '每月20日前', '2026-01-20', 'FREQ=MONTHLY;BYMONTHDAY=20'],
    ['R/quarter<=01-01', null, '每季度第1个月1日前', '2026-01-01', 'FREQ=YEARLY;BYMONTH=1,4,7,10;BYMONTHDAY=1'],
    ['R/3year=1', null, '每3年1次', null, null],
    ['R/year<anchor', '春季学期开学', '每年春季学期开学前', null, null],
    ['<anchor', '开学', '开学前', null, null],
  ])('says %s (%s) as %s', (when, anchor, said, last, rule) => {
    const timing = timingOf(deadline(when, anchor), 2026);
    expect([timing.said, timing.days?.last ?? null, timing.rule]).toEqual([said, last, rule]);
  });
});
