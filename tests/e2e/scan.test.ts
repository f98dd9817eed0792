import { createRequire } from 'node:module';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { layout } from '../../corpus/samples/formats/layout.ts';
import { toPdf } from '../../corpus/samples/formats/pdf.ts';
import { PAGE, toScan } from '../../corpus/samples/formats/scan.ts';
import { discard, startServer, type TestServer } from '../doors/api-server.ts';
import { draftText, openBrowser, prepareWeb, violations, visit, WITHOUT } from './browser.ts';

const FONT = createRequire(import.meta.url).resolve(
  '@expo-google-fonts/noto-serif-sc/400Regular/NotoSerifSC_400Regular.ttf',
);

describe.skipIf(WITHOUT !== null)(`a scanned draft in a browser${WITHOUT ? ` (${WITHOUT})` : ''}`, () => {
  let server: TestServer;
  let browser: Browser;
  beforeAll(async () => {
    await prepareWeb();
    [server, browser] = await Promise.all([
      startServer([], ['nation-school-affairs', 'hunan-plan'], { WENHENG_OCR: 'auto' }),
      openBrowser(),
    ]);
  });
  afterAll(async () => {
    await browser?.close();
    if (server) await discard(server);
  });

  test('is read off its pages while the stages show, and each finding stands on the page image', async () => {
    const { page, complaints } = await visit(browser, server.url);
    await page.goto('/');
    const jpegs = toScan(layout(await draftText('wuling-reading-conflict'), ['常德市武陵区教育局']), FONT, 3);
    await page.getByLabel('选择文件').setInputFiles({
      name: '武陵区征求意见稿（扫描）.pdf',
      mimeType: 'application/pdf',
      buffer: toPdf(jpegs, PAGE),
    });
    const stages = page.getByRole('list', { name: /的进度/ });
    await stages.waitFor();
    await page.waitForURL('**/reviews/v_*', { timeout: 150_000 });
    await page.getByText('不一致', { exact: true }).waitFor();

    // The number was read twice off the picture: a verdict where both agree, 请核对原图 where they do not.
    const limit = page.locator('.finding', { hasText: '突破限额' }).filter({ hasText: /8 次\/学期 > 6 次\/学期/ });
    await limit.getByRole('button').first().click();
    await page.getByRole('group', { name: '文字或页面' }).getByRole('button', { name: '页面' }).click();
    const sheets = page.getByRole('region', { name: '原件页面' });
    await sheets.locator('img').first().waitFor();
    const shown = (): Promise<number> =>
      sheets
        .locator('img')
        .evaluateAll((all) => Math.max(...all.map((img) => ('naturalWidth' in img ? Number(img.naturalWidth) : 0))));
    await expect.poll(shown, { timeout: 15_000 }).toBeGreaterThan(600);
    expect(await violations(page)).toEqual([]);
    expect(complaints).toEqual([]);
    if (process.env['WENHENG_SHOTS'])
      await page.screenshot({ path: `${process.env['WENHENG_SHOTS']}/scan-review.png` });
  }, 240_000);
});
