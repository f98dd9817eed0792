/**
 * npm run demo: a newcomer's first run. Indexes the bundled samples into a fresh archive, reviews the bundled draft against
 * it, prints the report and names the HTML it wrote.
 */
import { mkdir, rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { main, type Output } from './cli.ts';
import { SAMPLES, sampleFiles } from './samples.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
export const DRAFT = join(SAMPLES, 'drafts', 'wuling-reading-conflict.txt');

/** Runs the demo in `folder`; the exit code of the first command that fails, else 0. */
export async function demo(
  folder: string,
  draft: string,
  out: Output,
  env: Readonly<Record<string, string | undefined>>,
): Promise<number> {
  const home = join(folder, 'archive');
  const html = join(folder, '评估报告.html');
  const at = ['--home', home];
  out.write(`一、把 ${sampleFiles().length} 份样例通知编入档案库\n`);
  const indexed = await main([...at, 'index', ...sampleFiles()], env, out);
  if (indexed !== 0) return indexed;
  out.write(`\n二、评估征求意见稿 ${relative(ROOT, draft)}\n\n`);
  const reviewed = await main([...at, 'review', draft], env, out);
  if (reviewed !== 0) return reviewed;
  const written = await main([...at, 'review', draft, '--format', 'html', '-o', html], env, {
    ...out,
    warn: () => undefined,
  });
  if (written === 0) out.write(`\n网页报告：${relative(process.cwd(), html)}（用浏览器打开）\n`);
  return written;
}

if (import.meta.main) {
  const folder = join(ROOT, 'out', 'demo');
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  process.exitCode = await demo(
    folder,
    process.argv[2] ?? DRAFT,
    {
      write: (text) => process.stdout.write(text),
      warn: (text) => process.stderr.write(text),
      columns: process.stdout.isTTY ? process.stdout.columns : null,
    },
    process.env,
  );
}
