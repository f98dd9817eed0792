/**
 * Measures the pages in a real browser: `node tests/e2e/measure.ts`. Prints the script of the first load (gzip) of each
 * page, and the longest task while the report of a 50-page draft with 200 findings is scrolled and stepped through.
 */
import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { Client, discard, startServer } from '../doors/api-server.ts';
import { DESK, openBrowser, prepareWeb, visit, WITHOUT } from './browser.ts';

const ORDERS = [
  '每所学校每学期举办各类进校园活动8次',
  '区教育局每月对学校组织一次专项检查',
  '对排名末位的学校通报批评',
  '各校每周在工作群上传活动照片',
  '打卡天数与教师评先挂钩',
];
const FILLING = [
  '各校要结合本校实际，认真研究活动的内容和形式，注重学生的阅读兴趣和阅读习惯，让学生在活动中有所收获',
  '学校图书馆在课间和课后向学生开放，由图书管理人员做好登记、整理和修补',
  '语文教师可以在课堂上用一点时间，与学生交流近期所读的书目和心得',
  '活动所需经费由区教育局从年度预算中安排，不向学生和家长收取任何费用',
];
const NUMERALS = [...'一二三四五六七八九十'];
const numeral = (n: number): string =>
  `${n < 11 ? '' : n < 20 ? '十' : `${NUMERALS[Math.floor(n / 10) - 1]}十`}${n % 10 === 0 ? (n === 10 ? '十' : '') : NUMERALS[(n % 10) - 1]}`;

/** 25 sections of 8 paragraphs, one order against the rules in each: some 27,000 characters. */
function longDraft(): string {
  const at = (list: readonly string[], i: number): string => list[i % list.length] ?? '';
  const sections = Array.from({ length: 25 }, (_, s) => {
    const items = Array.from({ length: 8 }, (_, i) => {
      const k = s * 8 + i;
      return `（${numeral(i + 1)}）${at(FILLING, k)}。${at(ORDERS, k)}。${at(FILLING, k + 1)}。${at(FILLING, k + 2)}。`;
    });
    return [`${numeral(s + 1)}、第${numeral(s + 1)}批活动安排`, ...items].join('\n');
  });
  return `常德市武陵区教育局\n关于开展读书系列活动的通知\n（征求意见稿）\n各中小学校：\n${sections.join('\n')}\n常德市武陵区教育局\n2026年1月12日\n`;
}

/** Milliseconds of the tasks over 50 ms since the page was opened or last asked. */
const WATCH = `window.longTasks = []; new PerformanceObserver((l) => { for (const e of l.getEntries()) window.longTasks.push(Math.round(e.duration)); }).observe({ type: 'longtask', buffered: true })`;
async function tasks(page: Page): Promise<string> {
  const found = String(await page.evaluate('window.longTasks.splice(0).join()'));
  const list = found === '' ? [] : found.split(',').map(Number);
  return `${list.length} 个超过 50 ms，最长 ${Math.max(0, ...list)} ms`;
}

if (WITHOUT !== null) throw new Error(WITHOUT);
await prepareWeb();
const server = await startServer([], ['nation-school-affairs', 'changde-opinion', 'hunan-plan']);
const browser = await openBrowser();
try {
  for (const path of ['/reviews', '/archive', '/limits', '/search', '/jobs', '/settings']) {
    const { page, context } = await visit(browser, server.url);
    const scripts: Promise<number>[] = [];
    page.on('response', (response) => {
      if (response.url().endsWith('.js')) scripts.push(response.body().then((body) => gzipSync(body).length));
    });
    await page.goto(path, { waitUntil: 'networkidle' });
    const bytes = (await Promise.all(scripts)).reduce((sum, n) => sum + n, 0);
    process.stdout.write(`${path}：首次加载脚本 ${(bytes / 1000).toFixed(1)} kB（gzip），${scripts.length} 个文件\n`);
    await context.close();
  }
  const client = new Client(server.url);
  const form = new FormData();
  form.append('draft', new File([longDraft()], '长文稿.txt'));
  const { id } = await client.ask<{ id: string }>('POST', '/api/reviews', form);
  const { job } = await client.follow(id);
  const { page } = await visit(browser, server.url, DESK);
  await page.goto(`/reviews/${job.reviewId}`);
  await page.locator('.finding').first().waitFor();
  process.stdout.write(`报告 ${await page.locator('.finding').count()} 个问题，${longDraft().length} 字\n`);
  await page.evaluate(WATCH);
  process.stdout.write(`打开：${await tasks(page)}\n`);
  for (const pane of ['.draft .text-pane', '#middle']) {
    await page.locator(pane).hover();
    for (let i = 0; i < 60; i++) await page.mouse.wheel(0, 600);
    process.stdout.write(`滚动 ${pane}：${await tasks(page)}\n`);
  }
  for (let i = 0; i < 40; i++) await page.keyboard.press('j');
  process.stdout.write(`逐个前进 40 次：${await tasks(page)}\n`);
} finally {
  await browser.close();
  await discard(server);
}
