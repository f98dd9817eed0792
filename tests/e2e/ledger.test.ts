import { readFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { importList } from '../../corpus/ledger/import.ts';
import { VERSIONS } from '../../pipeline/index.ts';
import { notice } from '../contracts/notices.ts';
import { Client, discard, draftAt, startServer, type TestServer, upload } from '../doors/api-server.ts';
import { NOTICES, RULES, WHITELIST, YEARLY } from '../ledger/school-year.ts';
import { openBrowser, overflow, PHONE, prepareWeb, violations, visit, WITHOUT } from './browser.ts';

const csv = (name: string, words: string) => ({ name, mimeType: 'text/csv', buffer: Buffer.from(words) });
const REGISTER = csv(
  '借调.csv',
  [
    '教师姓名,派出学校,借用单位,起始日期,到期日期',
    '向小满,石门县第三完全小学,石门县融媒体中心,2025年1月1日,2025年6月30日',
    ',石门县第一中学,石门县融媒体中心,2025年1月1日,适时',
  ].join('\n'),
);
const LAST = YEARLY.replaceAll('2025', '2024').replace('学校安全工作考核', '德育工作考核');
const VIEWS = ['lists', 'totals', 'problems', 'compare'] as const;

describe.skipIf(WITHOUT !== null)(`台账 in a browser${WITHOUT ? ` (${WITHOUT})` : ''}`, () => {
  let server: TestServer;
  let browser: Browser;
  beforeAll(async () => {
    await prepareWeb();
    [server, browser] = await Promise.all([startServer([], ['nation-school-affairs']), openBrowser()]);
    for (const n of [RULES, ...NOTICES]) await server.store.save(notice(n), VERSIONS);
  });
  afterAll(async () => {
    await browser?.close();
    if (server) await discard(server);
  });
  const handIn = (page: Page, file: ReturnType<typeof csv>): Promise<void> =>
    page.getByLabel('选择文件', { exact: true }).setInputFiles(file);
  const row = (page: Page, words: string) => page.getByRole('row').filter({ hasText: words });

  test('a list with a bad row: the message names it; the row is put right and the list leaves as XLSX', async () => {
    const { page, complaints } = await visit(browser, server.url);
    await page.goto('/');
    await page.getByRole('navigation', { name: '主菜单' }).getByRole('link', { name: '台账' }).click();
    await page.getByText('还没有登记清单').waitFor();
    expect(await violations(page)).toEqual([]);

    await handIn(page, REGISTER);
    const remarks = page.getByRole('region', { name: '逐行说明' });
    await remarks.getByText('第3行“教师姓名”：“教师姓名”没有填写').waitFor();
    expect(await remarks.getByRole('listitem').first().textContent()).toContain('请核对');
    await remarks.getByText('“适时”读不出日期').waitFor();
    const rows = page.getByRole('region', { name: '抽调借用教师登记的条目' });
    await rows.getByText('向小满').waitFor();
    expect(await violations(page)).toEqual([]);

    // By keyboard alone: open the row, be refused, put it right.
    await rows.getByRole('button', { name: '办理 第2项' }).focus();
    await page.keyboard.press('Enter');
    const editor = page.getByRole('dialog', { name: /办理/ });
    await editor.getByLabel('教师姓名').fill('覃大暑');
    await editor.getByLabel('到期日期').fill('不久');
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Enter');
    await editor.getByRole('alert').filter({ hasText: '“到期日期”读不出日期' }).waitFor();
    await editor.getByLabel('到期日期').fill('2025年6月30日');
    await editor.getByLabel('状态').selectOption('active');
    await editor.getByRole('button', { name: '保存' }).click();
    await rows.getByText('覃大暑').waitFor();
    await editor.waitFor({ state: 'hidden' });

    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: '下载抽调借用教师登记 XLSX' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('抽调借用教师登记.xlsx');
    const { entries } = await importList(new Uint8Array(await readFile(await download.path())), {
      file: '借调.xlsx',
      importedOn: '2025-03-01',
    });
    expect(entries.map((e) => [e.name, e.state, e.period?.last])).toEqual([
      ['向小满', 'active', '2025-06-30'],
      ['覃大暑', 'active', '2025-06-30'],
    ]);

    // A file that is no list at all.
    await handIn(page, csv('别的.csv', '甲,乙\n1,2\n'));
    await page.getByRole('alert').filter({ hasText: '没有找到任何一种台账的表头' }).waitFor();
    // The refusal is an answer of the server, which Chromium logs too.
    expect(complaints.filter((c) => !/status of (?:400|422)/.test(c))).toEqual([]);
  });

  test('a running total names the notices that fill it; a withdrawn one falls out', async () => {
    const { page, complaints } = await visit(browser, server.url);
    await page.goto('/ledger?view=totals&on=2025-11-01&region=430726');
    const visits = page.getByRole('region', { name: /^进校园活动/ });
    await visits.getByText('3 次', { exact: true }).waitFor();
    expect(await visits.getByRole('heading').textContent()).toMatch(/2025年秋季学期.*还可安排 3 次/);
    await visits.getByText('“每所学校每学期各类进校园活动不超过6次”').waitFor();
    for (const number of ['石公发〔2025〕31号', '石消〔2025〕18号', '石卫发〔2025〕40号'])
      await visits.getByText(number).waitFor();
    expect(await violations(page)).toEqual([]);
    page.once('dialog', (asks) => void asks.accept('并入其他活动'));
    await row(page, '石消〔2025〕18号').getByRole('button', { name: /^撤回/ }).click();
    await visits.getByText('2 次', { exact: true }).waitFor();
    await row(page, '并入其他活动')
      .getByRole('button', { name: /^恢复计入/ })
      .click();
    await visits.getByText('3 次', { exact: true }).waitFor();
    // One school has an exam of its own.
    await page.getByLabel('以哪所学校计').fill('石门县第一中学');
    await page
      .getByRole('region', { name: /^社会考试/ })
      .getByText('1 次', { exact: true })
      .waitFor();
    await page.getByLabel('以哪所学校计').fill('');
    await visits.getByRole('link', { name: /消防安全进校园/ }).click();
    await page.locator('.draft', { hasText: '消防安全进校园' }).waitFor();
    expect(complaints).toEqual([]);
  });

  test('problems of a review become entries and are closed; two years are compared; a phone shows it all', async () => {
    const client = new Client(server.url);
    const { id } = await client.ask<{ id: string }>(
      'POST',
      '/api/reviews',
      await upload('draft', draftAt('wuling-reading-conflict'), '稿.txt'),
    );
    await client.follow(id);
    const { page, complaints } = await visit(browser, server.url);
    await page.goto('/ledger');
    for (const [name, words] of [
      ['白名单.csv', WHITELIST],
      ['年度清单.csv', YEARLY],
      ['上年清单.csv', LAST],
    ] as const) {
      await handIn(page, csv(name, words));
      await page.getByText('逐行读过，没有需要说明的地方').waitFor();
    }
    await page.getByRole('link', { name: '整改销号' }).click();
    await page.getByRole('button', { name: '列入评估发现的问题' }).click();
    await page.getByText(/^新列入 \d+ 项/).waitFor();
    await page.getByRole('heading', { name: '到期未办结' }).waitFor();
    const problems = page.getByRole('region', { name: '专项整治问题整改清单的条目' });
    await problems.getByRole('button', { name: /^办理/ }).first().click();
    await page.getByLabel('状态').selectOption('closed');
    await page.getByRole('button', { name: '保存' }).click();
    await problems.getByText('已销号').first().waitFor();
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    expect(await violations(page)).toEqual([]);

    await page.getByRole('link', { name: '两年对照' }).click();
    await page.getByText('（达到目标）').waitFor();
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    await row(page, '德育工作考核').getByText('取消').waitFor();
    expect(await violations(page)).toEqual([]);

    const phone = await visit(browser, server.url, PHONE);
    for (const view of VIEWS) {
      await phone.page.goto(`/ledger?view=${view}&on=2025-11-01`, { waitUntil: 'networkidle' });
      expect(await overflow(phone.page), view).toBeLessThanOrEqual(0);
      expect(await violations(phone.page), view).toEqual([]);
    }
    expect([...complaints, ...phone.complaints]).toEqual([]);
  });
});
