import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import mammoth from 'mammoth';
import stringWidth from 'string-width';
import WordExtractor from 'word-extractor';
import { z } from 'zod';
import { readFile, Sandbox } from '../pipeline/readers/index.ts';
import { common, paragraphs, squeeze } from '../pipeline/readers/testing.ts';
import { samplePdf } from '../pipeline/readers/testing-pdf.ts';
import { inSequence } from './sequence.ts';

/**
 * `npm run bench:readers`: our readers beside pdftotext (pages a second, characters in order) and beside mammoth and
 * word-extractor (paragraphs and cells right), all in one run on one machine. Medians of `RUNS`, first run left out.
 */
const INPUTS = fileURLToPath(new URL('../../shared/inputs/', import.meta.url));
const RUNS = 5;
const scratch = mkdtempSync(join(tmpdir(), 'wenheng-bench-'));
const sandbox = new Sandbox({ concurrency: 1 });

const pad = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - stringWidth(text)));
const row = (...cells: readonly string[]): void =>
  console.log(cells.map((cell, i) => pad(cell, i === 0 ? 26 : 22)).join(''));
const truth = (name: string): string[] =>
  z.array(z.string()).parse(JSON.parse(readFileSync(join(INPUTS, 'truth', `${name}.truth.json`), 'utf8')));

async function median(run: () => Promise<unknown> | unknown): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i <= RUNS; i += 1) {
    const began = performance.now();
    await run();
    if (i > 0) times.push(performance.now() - began);
  }
  return times.sort((a, b) => a - b)[RUNS >> 1] ?? Number.NaN;
}

const ours = (path: string) => readFile(path, { sandbox, scratch });

function pdftotext(path: string): string | null {
  const run = spawnSync('pdftotext', ['-enc', 'UTF-8', path, '-'], { maxBuffer: 1e9, encoding: 'utf8' });
  return run.error || run.status !== 0 ? null : run.stdout;
}

/** Two hundred full pages of our own making: what a collection of notices weighs. */
function collection(): string {
  const line = '各学校要严格执行进校园活动审批制度，未列入清单的活动一律不得进';
  const page = {
    texts: Array.from({ length: 28 }, (_, i) => ({ text: line.slice(i % 5, 26 + (i % 5)), x: 90, y: 100 + 25 * i })),
  };
  const path = join(scratch, '二百页.pdf');
  writeFileSync(path, samplePdf(Array.from({ length: 200 }, () => page)));
  return path;
}

async function pdfs(): Promise<void> {
  row('PDF', '文衡 页/秒', 'pdftotext 页/秒', '文衡 按序字符', 'pdftotext 按序字符');
  const files = [{ name: '二百页.pdf', path: collection(), truth: null }];
  const measured = ['std-ttf', 'stsong-noembed', 'two-col'].map((name) => ({
    name: `${name}.pdf`,
    path: join(INPUTS, `${name}.pdf`),
    truth: name,
  }));
  for (const file of [...files, ...measured]) {
    if (!existsSync(file.path)) {
      row(file.name, '跳过：没有这个文件');
      continue;
    }
    const { pages } = await ours(file.path);
    const peer = pdftotext(file.path);
    const mine = (1000 * pages.pages.length) / (await median(() => ours(file.path)));
    const theirs = peer === null ? null : (1000 * pages.pages.length) / (await median(() => pdftotext(file.path)));
    const want = file.truth === null ? null : squeeze(truth(file.truth).join(''));
    const share = (text: string): string =>
      want === null ? '—' : `${((100 * common(squeeze(text), want)) / want.length).toFixed(2)}%`;
    row(
      file.name,
      mine.toFixed(0),
      theirs === null ? '跳过：没有 pdftotext' : theirs.toFixed(0),
      share(paragraphs(pages).join('')),
      peer === null ? '—' : share(peer),
    );
  }
}

const lines = (text: string): string[] =>
  text
    .split(/[\n\t]+/)
    .map(squeeze)
    .filter((line) => line !== '');

async function words(): Promise<void> {
  row('DOCX · DOC', '文衡 段落', 'mammoth 段落', 'word-extractor 段落', '文衡 / 对手 毫秒');
  for (const [file, name] of [
    ['wordlike.docx', 'wordlike'],
    ['std-ttf.docx', 'std-ttf'],
    ['wordlike.doc', 'wordlike'],
  ] as const) {
    const path = join(INPUTS, file);
    if (!existsSync(path)) {
      row(file, '跳过：没有这个文件');
      continue;
    }
    const want = truth(name)
      .flatMap((paragraph) => (name === 'wordlike' ? [paragraph] : lines(paragraph)))
      .map(squeeze);
    const right = (got: readonly string[]): string => `${inSequence(got, want)}/${want.length}`;
    const { pages } = await ours(path);
    const byMammoth = async (): Promise<string[]> => lines((await mammoth.extractRawText({ path })).value);
    const byExtractor = async (): Promise<string[]> => lines((await new WordExtractor().extract(path)).getBody());
    const docx = file.endsWith('.docx');
    row(
      file,
      right(paragraphs(pages)),
      docx ? right(await byMammoth()) : '不读 DOC',
      right(await byExtractor()),
      `${(await median(() => ours(path))).toFixed(0)} / ${(await median(docx ? byMammoth : byExtractor)).toFixed(0)}`,
    );
  }
}

await pdfs();
console.log();
await words();
await sandbox.close();
rmSync(scratch, { recursive: true });
