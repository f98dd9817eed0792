import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SAMPLES } from '../../app/samples.ts';
import { discard, PASSWORD, startServer, type TestServer } from '../doors/api-server.ts';
import { draftDocx, openBrowser, overflow, PHONE, prepareWeb, violations, visit, WITHOUT } from './browser.ts';

const OLD = ['nation-school-affairs', 'hunan-plan', 'changde-opinion'];

describe.skipIf(WITHOUT !== null)(`the other pages in a browser${WITHOUT ? ` (${WITHOUT})` : ''}`, () => {
  let server: TestServer;
  let browser: Browser;
  beforeAll(async () => {
    await prepareWeb();
    [server, browser] = await Promise.all([startServer([], OLD), openBrowser()]);
  });
  afterAll(async () => {
    await browser?.close();
    if (server) await discard(server);
  });

  test('a zip with a bad file in it: the good ones are in the archive, the bad one says why', async () => {
    const { page, complaints } = await visit(browser, server.url);
    await page.goto('/archive');
    await page.getByRole('link', { name: '湖南省规范涉校涉师事务实施方案' }).waitFor();
    expect(await violations(page)).toEqual([]);
    const notice = await readFile(join(SAMPLES, 'dingcheng-plan', 'dingcheng-plan.txt'));
    const zip = zipSync({ '鼎城/方案.txt': new Uint8Array(notice), '鼎城/坏.pdf': strToU8('%PDF-1.7\nno more') });
    await page
      .getByLabel('选择文件', { exact: true })
      .setInputFiles({ name: '鼎城.zip', mimeType: 'application/zip', buffer: Buffer.from(zip) });
    await page.getByText('编入完毕').waitFor();
    const files = page.getByRole('list', { name: '逐个文件的结果' }).getByRole('listitem');
    const bad = files.filter({ hasText: '坏.pdf' });
    await bad.getByText('失败', { exact: true }).waitFor();
    expect((await bad.textContent())?.length).toBeGreaterThan(20);
    await files.filter({ hasText: '方案.txt' }).getByText('已编入').waitFor();
    expect(await violations(page)).toEqual([]);

    await page.getByLabel('标题、文号、机关').fill('鼎城');
    await page.getByRole('link', { name: '鼎城区教师减负专项行动方案' }).click();
    await page.getByRole('tab', { name: /^记录/ }).waitFor();
    expect(await violations(page)).toEqual([]);
    await page.locator('.clauses button', { hasText: '进校园活动 ≤ 7 次/学期' }).click();
    expect(await page.locator('.draft .m.active').first().textContent()).toContain('每校每学期进校园活动不超过7次');
    await page.getByRole('button', { name: '这条是怎么得出的' }).click();
    await page.locator('pre').waitFor();
    for (const tab of ['提纲', '副本', '引用', '信息']) {
      await page.getByRole('tab', { name: tab }).click();
      expect(await violations(page), tab).toEqual([]);
    }
    await page.getByRole('tab', { name: '引用' }).click();
    await page
      .getByRole('region', { name: '引用关系图' })
      .getByRole('link', { name: /常教发〔2025〕42号/ })
      .waitFor();

    await page.goto('/jobs');
    await page.getByRole('heading', { name: '未能编入的文件' }).waitFor();
    expect(await violations(page)).toEqual([]);
    expect(complaints).toEqual([]);
  });

  test('limits of two regions: each beside its superiors, a cell leads to its clause', async () => {
    const { page, complaints } = await visit(browser, server.url);
    await page.goto('/limits');
    await page.getByRole('region', { name: '事项与地区对照表' }).waitFor();
    await page.locator('.chart svg').waitFor();
    expect(await violations(page)).toEqual([]);
    const columns = (): Promise<string[]> => page.locator('.heat thead th:not(.corner)').allInnerTexts();
    expect(await columns()).toEqual(expect.arrayContaining(['全国', '湖南省', '常德市']));

    await page.getByRole('combobox', { name: '地区' }).fill('鼎城');
    await page.getByRole('option', { name: '湖南省 常德市 鼎城区' }).click();
    await page.getByRole('heading', { name: /鼎城区与上级、同级/ }).waitFor();
    expect((await columns()).map((c) => c.replace(/\s/g, ''))).toEqual([
      '上级全国',
      '上级湖南省',
      '上级常德市',
      '本地鼎城区',
    ]);
    await page.locator('.heat td.looser button', { hasText: '≤ 7 次/学期' }).click();
    const detail = page.getByRole('complementary');
    expect(await detail.textContent()).toContain('7 次/学期 > 6 次/学期');
    expect(await violations(page)).toEqual([]);
    await detail.getByRole('link').first().click();
    await page.locator('.draft .m.active', { hasText: '不超过7次' }).waitFor();

    await page.goto('/limits?region=430000');
    await page.getByRole('heading', { name: /^湖南省与上级/ }).waitFor();
    expect((await columns()).map((c) => c.replace(/\s/g, ''))).toEqual([
      '上级全国',
      '本地湖南省',
      '下级常德市',
      '下级鼎城区',
    ]);
    expect(complaints).toEqual([]);
  });

  test('search, settings and the phone', async () => {
    const { page, complaints } = await visit(browser, server.url, PHONE);
    await page.goto('/search');
    await page.getByLabel('要找的词').fill('借用教师');
    await page.keyboard.press('Enter');
    const hit = page.locator('.hits li').first();
    await hit.waitFor();
    expect(await hit.locator('mark').count()).toBeGreaterThan(0);
    expect(await violations(page)).toEqual([]);
    for (const path of ['/archive', '/limits', '/search?q=%E5%80%9F%E7%94%A8', '/jobs', '/settings', '/reviews']) {
      await page.goto(path, { waitUntil: 'networkidle' });
      const wide = await overflow(page);
      expect(wide, path).toBeLessThanOrEqual(0);
      if (path === '/settings') expect(await violations(page)).toEqual([]);
    }
    expect(complaints).toEqual([]);
  });
});

describe.skipIf(WITHOUT !== null)(`two organisations in a browser${WITHOUT ? ` (${WITHOUT})` : ''}`, () => {
  test('each logs in, sees its own reviews and the shared archive', async () => {
    await prepareWeb();
    const server = await startServer(
      [
        { name: '甲', organisation: '甲局', role: 'review' },
        { name: '乙', organisation: '乙局', role: 'view' },
      ],
      ['nation-school-affairs'],
    );
    const browser = await openBrowser();
    try {
      const login = async (name: string) => {
        const { page } = await visit(browser, server.url);
        await page.goto('/reviews');
        await page.getByLabel('登录名').fill(name);
        await page.getByLabel('密码').fill('不是这个口令');
        await page.getByRole('button', { name: '登录' }).click();
        await page.getByRole('alert').waitFor();
        expect(await violations(page)).toEqual([]);
        await page.getByLabel('密码').fill(PASSWORD);
        await page.getByRole('button', { name: '登录' }).click();
        await page.getByRole('heading', { name: '已评估的文稿' }).waitFor();
        return page;
      };
      const a = await login('甲');
      await a.getByLabel('选择文件').setInputFiles(await draftDocx('wuling-reading-conflict', '常德市武陵区教育局'));
      await a.waitForURL('**/reviews/v_*');
      const review = a.url();
      const b = await login('乙');
      await b.getByText('还没有评估过文稿').waitFor();
      expect(await b.getByLabel('选择文件').count()).toBe(0);
      await b.goto(review);
      await b.getByRole('alert').filter({ hasText: '没有找到' }).waitFor();
      await b.goto('/archive');
      await b.getByRole('link', { name: /教育部办公厅/ }).waitFor();
      await a.getByRole('button', { name: '退出' }).click();
      await a.goto(review);
      await a.getByRole('button', { name: '登录' }).waitFor();
    } finally {
      await browser.close();
      await discard(server);
    }
  });
});
