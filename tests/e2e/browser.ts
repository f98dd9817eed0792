import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { SAMPLES } from '../../app/samples.ts';
import { buildWeb, isStale } from '../../app/web-build.ts';
import { layout } from '../../corpus/samples/formats/layout.ts';
import { toDocx } from '../../corpus/samples/formats/word.ts';

const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
/** Null where the browser tests run; else why they do not. */
export const WITHOUT = existsSync(CHROMIUM) ? null : `no Chromium at ${CHROMIUM}`;
const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
export const DESK = { width: 1366, height: 768 };
export const PHONE = { width: 390, height: 844 };

/** A server lists the built pages when it starts: so they are built, as they stand in the sources, before it. */
export async function prepareWeb(): Promise<void> {
  if (await isStale()) await buildWeb();
}

export const openBrowser = (): Promise<Browser> => chromium.launch({ executablePath: CHROMIUM, args: FLAGS });

export interface Visit {
  readonly page: Page;
  readonly context: BrowserContext;
  /** What the page complained about: errors of scripts, breaches of the policy, files not found. */
  readonly complaints: string[];
}

export async function visit(browser: Browser, url: string, viewport = DESK): Promise<Visit> {
  const context = await browser.newContext({ baseURL: url, viewport, locale: 'zh-CN', acceptDownloads: true });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    // A login that fails is an answer of the server, which Chromium also logs.
    if (message.type() === 'error' && !/status of 401/.test(message.text())) complaints.push(message.text());
  });
  page.setDefaultTimeout(15_000);
  return { page, context, complaints };
}

/** Serious and critical violations of WCAG 2.2 A and AA, as `rule: places`. */
export async function violations(page: Page): Promise<string[]> {
  const { violations: found } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
    .analyze();
  return found
    .filter((v) => v.impact === 'serious' || v.impact === 'critical')
    .map(
      (v) =>
        `${v.id}: ${v.nodes
          .map((n) => n.target.join(' '))
          .slice(0, 4)
          .join(' | ')}`,
    );
}

export const draftText = (name: string): Promise<string> => readFile(join(SAMPLES, 'drafts', `${name}.txt`), 'utf8');

/** A draft as Word would save it. */
export async function draftDocx(
  name: string,
  issuer: string,
): Promise<{ name: string; mimeType: string; buffer: Buffer }> {
  const docx = await toDocx(layout(await draftText(name), [issuer]), name);
  return {
    name: `${name}.docx`,
    mimeType: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    buffer: Buffer.from(docx),
  };
}

/** Pixels by which the page is wider than its window. */
export const overflow = async (page: Page): Promise<number> =>
  Number(await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth'));
