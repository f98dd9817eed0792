import { readFile } from 'node:fs/promises';
import mammoth from 'mammoth';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ReviewHead } from '../../app/api/schemas.ts';
import { Client, discard, startServer, type TestServer } from '../doors/api-server.ts';
import { draftDocx, openBrowser, overflow, PHONE, prepareWeb, violations, visit, WITHOUT } from './browser.ts';

describe.skipIf(WITHOUT !== null)(`评估 in a browser${WITHOUT ? ` (${WITHOUT})` : ''}`, () => {
  let server: TestServer;
  let browser: Browser;
  beforeAll(async () => {
    await prepareWeb();
    [server, browser] = await Promise.all([
      startServer([], ['nation-school-affairs', 'changde-opinion', 'hunan-plan']),
      openBrowser(),
    ]);
  });
  afterAll(async () => {
    await browser?.close();
    if (server) await discard(server);
  });

  test('a conflicting draft goes in as DOCX, is read, disposed of by keyboard and leaves as DOCX', async () => {
    const { page, complaints } = await visit(browser, server.url);
    await page.goto('/');
    await page.getByRole('heading', { name: '发文一致性评估' }).waitFor();
    expect(await violations(page)).toEqual([]);

    await page.getByLabel('选择文件').setInputFiles(await draftDocx('wuling-reading-conflict', '常德市武陵区教育局'));
    const stages = page.getByRole('list', { name: /的进度/ });
    await stages.waitFor();
    expect(await stages.getByRole('listitem').allInnerTexts()).toHaveLength(5);
    await page.waitForURL('**/reviews/v_*');
    await page.getByText('不一致', { exact: true }).waitFor();
    expect(await violations(page)).toEqual([]);

    // The findings, the draft and the superior stand beside each other and speak of the same.
    const limit = page.locator('.finding', { hasText: '突破限额' }).filter({ hasText: '8 次/学期 > 6 次/学期' });
    await limit.getByRole('button').first().click();
    expect(await page.locator('.draft .m.active').allInnerTexts()).toContain(
      '每所学校每学期举办“书香武陵”等各类进校园活动8次',
    );
    await page
      .locator('.superior .m.active', { hasText: /不超过6次/ })
      .first()
      .waitFor();
    expect(await page.locator('.superior .m.active').first().evaluate(isInSight)).toBe(true);

    const order = (): Promise<string | null> => page.locator('.finding.active .name').textContent();
    const before = await order();
    await page.keyboard.press('j');
    expect(await order()).not.toBe(before);
    await page.keyboard.press('k');
    expect(await order()).toBe(before);
    await page.keyboard.press('a');
    await page.locator('.finding.active .chip', { hasText: '采纳' }).waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('r');
    await page.locator('.finding.active .chip', { hasText: '不采纳' }).waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('e');
    await page.getByLabel('说明理由的理由').fill('已与 j 校、k 校商定');
    await page.getByRole('button', { name: '保存' }).click();
    await page.getByText(/已处理 3\//).waitFor();

    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: '评估意见书 DOCX' }).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/^评估意见-.*\.docx$/);
    const { value } = await mammoth.extractRawText({ buffer: await readFile(await download.path()) });
    expect(value).toContain('书香武陵');

    // What was decided is on the server, not in the page alone.
    await page.reload();
    await page.getByText(/已处理 3\//).waitFor();
    const { items } = await new Client(server.url).ask<{ items: ReviewHead[] }>('GET', '/api/reviews');
    expect(items.map((r) => r.disposed)).toEqual([3]);

    for (const tab of ['逐句', '依据', '副本']) {
      await page.getByRole('tab', { name: tab }).click();
      expect(await violations(page), tab).toEqual([]);
    }
    expect(complaints).toEqual([]);
  });

  test('a phone shows one pane at a time and nothing runs off its side', async () => {
    const { page, complaints } = await visit(browser, server.url, PHONE);
    await page.goto('/reviews');
    await page.getByRole('link', { name: /书香武陵/ }).click();
    await page.locator('.finding').first().waitFor();
    for (const pane of ['文稿', '上级', /^问题/]) {
      await page.getByRole('group', { name: '显示哪一栏' }).getByRole('button', { name: pane }).click();
      const wide = await overflow(page);
      expect(wide, String(pane)).toBeLessThanOrEqual(0);
    }
    expect(await violations(page)).toEqual([]);
    expect(complaints).toEqual([]);
  });

  test('a file that is no notice says why, and what to do', async () => {
    const { page } = await visit(browser, server.url);
    await page.goto('/reviews');
    await page
      .getByLabel('选择文件')
      .setInputFiles({ name: '坏.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7\nno more') });
    await page.locator('.failure').waitFor();
    expect((await page.locator('.failure').textContent())?.length).toBeGreaterThan(12);
    await page.getByRole('button', { name: '再试一次' }).waitFor();
  });
});

interface Placed {
  getBoundingClientRect(): { readonly top: number; readonly bottom: number };
  closest(selector: string): Placed | null;
}
/** Runs in the page. */
function isInSight(el: Placed): boolean {
  const box = el.getBoundingClientRect();
  const pane = el.closest('.text-pane')?.getBoundingClientRect();
  return pane !== undefined && box.top >= pane.top && box.bottom <= pane.bottom;
}
