import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { layout } from '../corpus/samples/formats/layout.ts';
import { toDocx } from '../corpus/samples/formats/word.ts';
import { makeDoc, para } from '../pipeline/readers/doc-fixture.ts';
import { makeOfd } from '../pipeline/readers/ofd-fixture.ts';
import { ROOT, SHARED } from '../tests/shared.ts';
import { CONDITIONS, drawPage } from './ocr-pages.ts';

/** Texts of real notices and of our samples, and of what is no notice at all. */
function texts(): { name: string; text: string }[] {
  const folders = [
    ...readdirSync(join(ROOT, 'corpus/samples'), { withFileTypes: true })
      .filter((e) => e.isDirectory())
      .map((e) => join(ROOT, 'corpus/samples', e.name)),
    join(ROOT, 'tests/gold'),
    join(ROOT, 'tests/gold/negative'),
    join(SHARED, 'seeds'),
    join(SHARED, 'cases'),
  ];
  return folders.flatMap((folder) =>
    (existsSync(folder) ? readdirSync(folder) : [])
      .filter((f) => f.endsWith('.txt'))
      .sort()
      .map((f) => ({ name: f.slice(0, -4), text: readFileSync(join(folder, f), 'utf8') })),
  );
}

const WRITERS = {
  txt: async (text: string) => new Uint8Array(Buffer.from(text)),
  docx: (text: string) => toDocx(layout(text, []), text.trim().split('\n')[0] ?? ''),
  html: async (text: string) =>
    new Uint8Array(
      Buffer.from(
        `<!DOCTYPE html><html><head><meta charset="utf-8"><title>通知</title></head><body><div class="content">${text
          .split('\n')
          .filter((l) => l.trim() !== '')
          .map((l) => `<p>${l.trim().replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</p>`)
          .join('\n')}</div></body></html>`,
      ),
    ),
  doc: async (text: string) =>
    new Uint8Array(
      makeDoc({
        paragraphs: text
          .split('\n')
          .filter((l) => l.trim() !== '')
          .map((l) => para(l.trim())),
      }),
    ),
  ofd: async (text: string) =>
    makeOfd(
      text
        .split('\n')
        .filter((l) => l.trim() !== '')
        .map((l) => ({ text: l.trim(), indent: 2 })),
    ),
} as const;

const DOC_LINES = 28;

/** Inputs of other formats, sound, scanned and broken. */
const INPUTS = [
  'std-ttf.pdf',
  'two-col.pdf',
  'form.pdf',
  'stsong-noembed.pdf',
  'truncated.pdf',
  'enc-user.pdf',
  'wordlike.doc',
  'wordlike.docx',
  'std-ttf.docx',
  'std.ofd',
  'html/trs.html',
  'html/table-gbk.html',
  'txt/gb18030.txt',
  'txt/utf16le-nobom.txt',
  'gbk-names.zip',
];

export interface Batch {
  readonly folder: string;
  readonly files: number;
}

/**
 * A folder of real files of every format that the readers take, `most` at most; larger batches repeat the texts with a
 * line of their own. `scans` adds scanned notices, which need OCR.
 */
export async function makeBatch(folder: string, most: number, scans: number): Promise<Batch> {
  mkdirSync(folder, { recursive: true });
  let files = 0;
  const put = (name: string, bytes: Uint8Array): void => {
    writeFileSync(join(folder, name), bytes);
    files++;
  };
  for (const slug of ['dingcheng-plan', 'nation-school-affairs'].slice(0, scans))
    put(`${slug}.scan.pdf`, readFileSync(join(ROOT, 'corpus/samples', slug, `${slug}.scan.pdf`)));
  for (const path of INPUTS) {
    const file = join(SHARED, 'inputs', path);
    if (existsSync(file) && files < most) put(path.replaceAll('/', '-'), readFileSync(file));
  }
  const all = texts();
  for (let round = 0; files < most; round++)
    for (const { name, text } of all)
      for (const [ending, write] of Object.entries(WRITERS)) {
        if (files >= most) break;
        const own = round === 0 ? text : `${text.trimEnd()}\n（第${round + 1}次印发）\n`;
        // The DOC writer of the tests holds one page of paragraph properties; longer texts go in the other formats alone.
        if (ending === 'doc' && own.split('\n').length > DOC_LINES) continue;
        put(`${name}${round === 0 ? '' : `-${round + 1}`}.${ending}`, await write(own));
      }
  return { folder, files };
}

/** A folder of pages as scanners and phones make them, each a file: what costs a worker nearly nothing but its processor. */
export async function makeScans(folder: string, files: number, seed: number): Promise<Batch> {
  mkdirSync(folder, { recursive: true });
  for (let n = 0; n < files; n++) {
    const condition = CONDITIONS[n % CONDITIONS.length] ?? 'scan200';
    const page = await drawPage(seed + n, condition);
    await page.save(join(folder, `${n}-${condition}.${page.extension}`));
  }
  return { folder, files };
}

/** The generator mulberry32: the same seed, the same faults. */
export function seeded(seed: number): () => number {
  let a = seed >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
