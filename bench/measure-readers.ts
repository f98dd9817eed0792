import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import stringWidth from 'string-width';
import { z } from 'zod';
import { type Read, readFile, Sandbox } from '../pipeline/readers/index.ts';
import { common, paragraphs, squeeze } from '../pipeline/readers/testing.ts';
import { isWenhengError } from '../records/errors.ts';
import { inSequence } from './sequence.ts';

/**
 * `npm run measure:readers`: what each reader gets out of files whose text is known, beside the bar it must reach.
 * Prints one row a file; a bar missed makes the exit code 1.
 */
const INPUTS = fileURLToPath(new URL('../../shared/inputs/', import.meta.url));

const Html = z.object({ title: z.string(), body: z.array(z.string()), no: z.string(), idx: z.string() });

interface Measured {
  readonly said: string;
  readonly reached: boolean;
}

type Measure = (read: Read) => Measured;

const load = (name: string): unknown => JSON.parse(readFileSync(join(INPUTS, 'truth', `${name}.truth.json`), 'utf8'));
const percent = (share: number): string => `${(100 * share).toFixed(2)}%`;

/** Characters of the truth found in order, and characters it lacks, as shares of the truth; blanks left out. */
const inOrder =
  (truth: readonly string[], least: number): Measure =>
  ({ pages }) => {
    const want = squeeze(truth.join(''));
    const got = paragraphs(pages).join('');
    const found = common(got, want);
    const recall = found / want.length;
    const extra = (got.length - found) / want.length;
    return {
      said: `按序 ${percent(recall)}（≥${percent(least)}）　多出 ${percent(extra)}（≤1%）`,
      reached: recall >= least && extra <= 0.01,
    };
  };

const known = (name: string, least: number): Measure => inOrder(z.array(z.string()).parse(load(name)), least);

/** Whole paragraphs and cells equal to the truth, in order, and automatic numbers among them. */
const word =
  (least: number, leastNumbers: number): Measure =>
  ({ pages }) => {
    const want = z.array(z.string()).parse(load('wordlike')).map(squeeze);
    const got = paragraphs(pages);
    const exact = inSequence(got, want);
    const labels = pages.blocks.filter(
      (block) => block.label !== undefined && want.includes(squeeze(block.text)),
    ).length;
    // The table's first column holds nothing but automatic numbers, and a cell has no label of its own.
    const cells = pages.blocks
      .flatMap((block) => block.cells?.slice(0, 1) ?? [])
      .filter((cell) => /^\d$/.test(cell.text)).length;
    const numbers = labels + cells;
    return {
      said: `段落 ${exact}/${want.length}（≥${least}）　自动编号 ${numbers}/18（≥${leastNumbers}）`,
      reached: exact >= least && numbers >= leastNumbers,
    };
  };

const html =
  (name: string): Measure =>
  (read) => {
    const truth = Html.parse(load(name));
    const { fields } = read.pages;
    const right = [fields['标题'] === truth.title, fields['发文字号'] === truth.no, fields['索引号'] === truth.idx];
    const text = inOrder(truth.body, 0.995)(read);
    const count = right.filter((ok) => ok).length;
    return { said: `${text.said}　元数据 ${count}/3`, reached: text.reached && count === 3 };
  };

const kinds =
  (expected: string): Measure =>
  ({ pages, images }) => {
    const got = pages.pages.map((page) => page.kind).join(' ');
    return { said: `页类 ${got}　图像 ${images.length}`, reached: got === expected };
  };

const utf8 = (): Measure => {
  const truth = readFileSync(join(INPUTS, 'txt/utf8.txt'), 'utf8');
  return inOrder([truth], 1);
};

const same =
  (text: string): Measure =>
  ({ pages }) => {
    const got = paragraphs(pages).join('');
    return { said: `读作 ${got}`, reached: got === text };
  };

const all = (count: number, kind: string): string => Array.from({ length: count }, () => kind).join(' ');

const FILES: readonly (readonly [file: string, measure: () => Measure])[] = [
  ['std-ttf.pdf', () => known('std-ttf', 0.995)],
  ['stsong-noembed.pdf', () => known('stsong-noembed', 0.995)],
  ['two-col.pdf', () => known('two-col', 0.99)],
  ['tounicode-shuffled.pdf', () => kinds(all(8, 'garbage'))],
  ['mixed.pdf', () => kinds('text text text scan scan text text blank scan')],
  ['scan-jpeg.pdf', () => kinds(all(4, 'scan'))],
  ['scan-with-ocr-layer.pdf', () => kinds(all(2, 'ocr-layer'))],
  ['scan-multipage.tif', () => kinds(all(4, 'scan'))],
  ['form.pdf', () => same('BODYFIELDVALUE')],
  ['std-ttf.docx', () => known('std-ttf', 0.995)],
  ['wordlike.docx', () => word(41, 18)],
  ['wordlike.doc', () => word(39, 17)],
  ['std.ofd', () => known('std.ofd', 0.995)],
  ['html/trs.html', () => html('html-trs')],
  ['html/table-gbk.html', () => html('html-table-gbk')],
  ...['utf8', 'utf8bom', 'gb18030', 'utf16le-nobom'].map((name) => [`txt/${name}.txt`, utf8] as const),
  [
    'txt/short-gbk.txt',
    () => same(squeeze(new TextDecoder('gb18030').decode(readFileSync(join(INPUTS, 'txt/short-gbk.txt'))))),
  ],
];

const pad = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - stringWidth(text)));

async function main(): Promise<void> {
  if (!existsSync(INPUTS)) {
    console.log('跳过：仓库旁没有 shared/inputs。');
    return;
  }
  const sandbox = new Sandbox({ concurrency: 1 });
  const scratch = mkdtempSync(join(tmpdir(), 'wenheng-measure-'));
  let missed = 0;
  console.log(`${pad('文件', 26)}${pad('毫秒', 8)}结果`);
  for (const [file, measure] of FILES) {
    const path = join(INPUTS, file);
    if (!existsSync(path)) {
      console.log(`${pad(file, 26)}${pad('', 8)}跳过：没有这个文件`);
      continue;
    }
    const began = performance.now();
    try {
      const read = await readFile(path, { sandbox, scratch });
      const milliseconds = Math.round(performance.now() - began);
      const { said, reached } = measure()(read);
      if (!reached) missed += 1;
      console.log(`${pad(file, 26)}${pad(String(milliseconds), 8)}${reached ? '✓' : '✗'} ${said}`);
    } catch (error) {
      if (!isWenhengError(error)) throw error;
      missed += 1;
      console.log(`${pad(file, 26)}${pad('', 8)}✗ ${error.message}`);
    }
  }
  await sandbox.close();
  rmSync(scratch, { recursive: true });
  if (missed > 0) {
    console.log(`${missed} 个文件未达标。`);
    process.exitCode = 1;
  }
}

await main();
