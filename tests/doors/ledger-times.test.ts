import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fromArchive, reviewReading } from '../../app/review.ts';
import { csvRows } from '../../corpus/ledger/grid.ts';
import { toList } from '../../corpus/ledger/import.ts';
import { openSqlite } from '../../corpus/sqlite.ts';
import type { Store } from '../../corpus/store.ts';
import { VERSIONS } from '../../pipeline/index.ts';
import type { Finding, Report } from '../../records/report.ts';
import { type NoticeParts, notice } from '../contracts/notices.ts';
import { RULES, WHITELIST, YEARLY } from '../ledger/school-year.ts';

/** Two rules about days: inspections are made known ahead, whitelists are filed or made public before the spring term. */
const rules = (...more: readonly string[]): NoticeParts => ({ ...RULES, body: [...RULES.body, ...more] });
const AHEAD = '六、安排督查检查。教育行政部门开展督查检查考核，应当提前1个月明确检查内容、范围与方式，不得重复检查。';
const FILING = '七、公布白名单。2025年起，社会事务进校园白名单应当于每年春季学期开学前公布于众。';

let folder: string;
let store: Store;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'wenheng-times-'));
  store = await openSqlite(join(folder, 'times.sqlite'));
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

async function review(draft: Partial<NoticeParts> & { body: readonly string[]; date: string }): Promise<Report> {
  const [reading] = notice({
    issuer: '石门县教育局',
    title: '关于有关工作安排的通知（征求意见稿）',
    to: '全县各中小学校',
    ...draft,
  });
  if (!reading) throw new RangeError('the draft is read');
  const asOf = '2026-01-01';
  return reviewReading(reading, await fromArchive(store, reading, { asOf }), asOf).report;
}
const load = (words: string): Promise<void> => {
  const { list, entries } = toList(csvRows(words), { file: '清单.csv', importedOn: '2025-03-01' });
  return store.ledger.put(list, entries);
};
const late = (report: Report, words = ''): Finding[] =>
  report.findings.filter((f) => f.kind === 'deadline-conflict' && (f.superior?.quote ?? '').includes(words));

describe('an inspection is made known a month ahead', () => {
  const inspect = (time: string, date: string): Promise<Report> =>
    review({
      title: '关于开展学校安全工作考核的通知（征求意见稿）',
      body: [`一、定于${time}对各学校安全工作进行考核。`],
      date,
    });

  test.each([
    [
      '2025年12月5日',
      '2025年11月20日',
      '2025年11月20日（文稿日期）+ 1个月 = 2025年12月20日 > 2025年12月5日（检查开始）',
    ],
    ['2025年12月', '2025年12月1日', '2025年12月1日（文稿日期）+ 1个月 = 2026年1月1日 > 2025年12月（检查开始）'],
    // The month has no such day: it ends with its last.
    ['2025年2月27日', '2025年1月31日', '2025年1月31日（文稿日期）+ 1个月 = 2025年2月28日 > 2025年2月27日（检查开始）'],
  ])('%s by a draft of %s: too late', async (time, date, calculation) => {
    await store.save(notice(rules(AHEAD)), VERSIONS);
    const [f, ...others] = late(await inspect(time, date), '提前1个月');
    expect(others).toEqual([]);
    expect(f).toMatchObject({
      severity: 'conflict',
      relation: 'looser',
      calculation,
      superior: { docNumber: '湘教规〔2025〕6号', path: '六' },
    });
    expect(f?.reason).toContain('违反上级规定（');
    expect(f?.draft.quote).toContain('进行考核');
  });

  test.each([
    ['2025年12月20日', '2025年11月20日'],
    ['2026年1月', '2025年11月20日'],
    ['2025年2月28日', '2025年1月31日'],
  ])('%s by a draft of %s: in time, and the coverage says by which sum', async (time, date) => {
    await store.save(notice(rules(AHEAD)), VERSIONS);
    const report = await inspect(time, date);
    expect(late(report, '提前1个月')).toEqual([]);
    expect(report.coverage.map((c) => c.why).join()).toMatch(/\+ 1个月 = .* ≤ /);
  });

  test('a month that may be early or late enough is left open', async () => {
    await store.save(notice(rules(AHEAD)), VERSIONS);
    const [f] = late(await inspect('2025年12月', '2025年11月15日'), '提前1个月');
    expect(f).toMatchObject({ severity: 'notice', relation: 'incomparable' });
    expect(f?.reason).toContain('取决于开始的日期');
  });

  test('a draft that names no day is judged by the month on the yearly list', async () => {
    await store.save(notice(rules(AHEAD)), VERSIONS);
    await load(YEARLY);
    const body = ['一、对各学校安全工作进行考核。'];
    const title = '关于开展学校安全工作考核的通知（征求意见稿）';
    const [f] = late(await review({ title, body, date: '2025年12月3日' }), '提前1个月');
    expect(f?.reason).toContain('第3项');
    expect(f?.calculation).toContain('> 2025年12月（检查开始）');
    expect(late(await review({ title, body, date: '2025年9月3日' }), '提前1个月')).toEqual([]);
  });

  test.each([
    ['a rule without such a term', [], '定于2025年12月5日对各学校安全工作进行考核'],
    ['an inspection that is over', [AHEAD], '2025年10月对各学校安全工作进行了考核'],
    ['a visit that is not announced by its nature', [AHEAD], '2025年12月5日以“四不两直”方式对各学校安全工作进行考核'],
    ['no inspection', [AHEAD], '2025年12月5日召开各学校安全工作会议'],
    ['a ban on inspections', [AHEAD], '2025年12月5日前不得对各学校进行考核'],
  ])('no finding: %s', async (_, more, order) => {
    await store.save(notice(rules(...more)), VERSIONS);
    const report = await review({
      title: '关于学校安全工作的通知（征求意见稿）',
      body: [`一、${order}。`],
      date: '2025年11月20日',
    });
    expect(late(report, '提前1个月')).toEqual([]);
  });

  test('a term for the province alone is a notice to a county, a conflict to the province', async () => {
    const province = AHEAD.replace('教育行政部门', '省级教育行政部门');
    await store.save(
      notice({
        ...rules(province),
        issuer: '教育部办公厅',
        number: '教规厅〔2025〕9号',
        to: '各省、自治区、直辖市教育厅',
      }),
      VERSIONS,
    );
    const [county] = late(await inspect('2025年12月5日', '2025年11月20日'), '提前1个月');
    expect([county?.severity, county?.reason]).toEqual(['notice', expect.stringContaining('本级可参照')]);
    const [own] = late(
      await review({
        issuer: '湖南省教育厅',
        to: '各市州教育局',
        title: '关于开展学校安全工作考核的通知（征求意见稿）',
        body: ['一、定于2025年12月5日对各学校安全工作进行考核。'],
        date: '2025年11月20日',
      }),
      '提前1个月',
    );
    expect(own?.severity).toBe('conflict');
  });
});

describe('whitelists before the spring term', () => {
  const publish = (date: string, year = '2026'): Promise<Report> =>
    review({
      title: `关于公布${year}年社会事务进校园白名单的通知（征求意见稿）`,
      body: ['一、现将社会事务进校园白名单予以公布，请遵照执行。'],
      date,
    });
  const filed = (date: string): string => WHITELIST.replace('总量为5项', `总量为5项　填报时间：${date}`);
  const visit = (date: string): Promise<Report> =>
    review({ body: ['一、2025年12月在全县各中小学校开展“心理健康进校园”活动，每校1场。'], date });

  test('a draft that publishes it in April is late', async () => {
    await store.save(notice(rules(FILING)), VERSIONS);
    const [f] = late(await publish('2026年4月10日'), '春季学期');
    expect(f).toMatchObject({
      severity: 'conflict',
      calculation: '2026-04-10 晚于每年春季学期开学前（最迟 03-15）',
      superior: { path: '七' },
    });
    expect(f?.draft.quote).toContain('白名单');
  });

  test.each([
    ['in January of its year', '2026年1月10日', '2026'],
    ['in the December before', '2025年12月10日', '2026'],
  ])('%s it is in time', async (_, date, year) => {
    await store.save(notice(rules(FILING)), VERSIONS);
    expect(late(await publish(date, year), '春季学期')).toEqual([]);
  });

  test('the list of a year that is over is late; between the openings of the provinces it is left open', async () => {
    await store.save(notice(rules(FILING)), VERSIONS);
    expect(late(await publish('2026年1月10日', '2025'), '春季学期')[0]?.calculation).toBe(
      '2026年1月10日，晚于2025年春季学期开学',
    );
    expect(late(await publish('2026年2月20日'), '春季学期')[0]).toMatchObject({
      severity: 'notice',
      relation: 'incomparable',
    });
  });

  test('the term holds from its own year on, and binds the level that it names', async () => {
    await store.save(notice(rules(FILING.replace('2025年起', '2027年起'))), VERSIONS);
    expect(late(await publish('2026年4月10日'), '春季学期')).toEqual([]);
    await store.save(notice(rules(FILING.replace('社会事务', '省级社会事务'))), VERSIONS);
    expect(late(await publish('2026年4月10日'), '春季学期')).toEqual([]);
  });

  test('rules about whitelists publish none', async () => {
    await store.save(notice(rules(FILING)), VERSIONS);
    const report = await review({
      title: '关于规范社会事务进校园白名单公布工作的通知（征求意见稿）',
      body: ['一、社会事务进校园白名单向社会公布，每学期各类进校园活动不超过5次。'],
      date: '2026年4月10日',
    });
    expect(late(report, '春季学期')).toEqual([]);
  });

  test('a visit stands on a list that was filed in March: a warning with row and day', async () => {
    await store.save(notice(rules(FILING)), VERSIONS);
    await load(filed('2025年3月20日'));
    const [f] = late(await visit('2025年10月28日'), '春季学期');
    expect(f).toMatchObject({ severity: 'warning', relation: 'looser' });
    expect(f?.calculation).toBe('2025-03-20 晚于每年春季学期开学前（最迟 03-15）');
    expect(f?.reason).toMatch(/第5项“心理健康进校园”，清单2025年3月20日才填报/);
  });

  test('filed in January it is in time, which the coverage says', async () => {
    await store.save(notice(rules(FILING)), VERSIONS);
    await load(filed('2025年1月15日'));
    const report = await visit('2025年10月28日');
    expect(late(report, '春季学期')).toEqual([]);
    expect(report.coverage.map((c) => c.why).join()).toMatch(/所依据的白名单：2025-01-15 早于每年春季学期开学前/);
  });

  test('a list that tells no day, and a visit that is on no list, are not judged by it', async () => {
    await store.save(notice(rules(FILING)), VERSIONS);
    await load(WHITELIST);
    expect(late(await visit('2025年10月28日'), '春季学期')).toEqual([]);
    await load(filed('2025年3月20日').replace('心理健康进校园', '垃圾分类进校园').replace('心理健康辅导', '垃圾分类'));
    expect(late(await visit('2025年10月28日'), '春季学期')).toEqual([]);
  });

  test('the spring term runs and only last year’s list is there', async () => {
    await store.save(notice(rules(FILING)), VERSIONS);
    await load(WHITELIST);
    const spring = (date: string): Promise<Report> =>
      review({ body: ['一、2026年5月在全县各中小学校开展“心理健康进校园”活动，每校1场。'], date });
    const absent = (report: Report): Finding | undefined =>
      report.findings.find((f) => f.kind === 'missing-procedure' && f.reason.includes('台账里没有2026年的白名单'));
    expect(absent(await spring('2026年4月10日'))).toMatchObject({
      severity: 'warning',
      calculation: expect.stringContaining('2026年 0 份，最近一份为2025年'),
    });
    expect(absent(await spring('2026年1月10日'))).toBeUndefined();
  });
});
