/**
 * npm run measure:ocr [-- --pages N] [-- --only given|own] [-- --peer]
 * Character errors and the digit gate on the given page images (../shared/inputs/ocr), then on pages drawn here by seed.
 */
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { z } from 'zod';
import { type EngineChoice, openOcr, readImages } from '../pipeline/ocr/index.ts';
import type { Pages } from '../records/page.ts';
import { CONDITIONS, drawPage } from './ocr-pages.ts';
import { readingOf, type Score, score, sum, type Truth } from './ocr-score.ts';

const GIVEN = join(dirname(fileURLToPath(import.meta.url)), '../../shared/inputs/ocr');
const TruthLine = z.object({
  text: z.string(),
  x: z.number(),
  y: z.number(),
  w: z.number(),
  h: z.number(),
  kind: z.string(),
});

/** Lines in reading order; the printed lines of one table cell joined, cells by rows. Page numbers are read aside. */
export function truthOf(lines: readonly z.infer<typeof TruthLine>[]): Truth {
  const cells: z.infer<typeof TruthLine>[] = [];
  const out: { text: string; y: number; x: number }[] = [];
  for (const line of lines) {
    if (line.kind === 'pageno') continue;
    if (line.kind !== 'cell') {
      out.push(line);
      continue;
    }
    const above = cells.findLast(
      (c) => Math.abs(c.x - line.x) < 2 && line.y > c.y && line.y - (c.y + c.h) < 0.9 * line.h,
    );
    if (above) {
      above.text += line.text;
      above.h = line.y + line.h - above.y;
    } else cells.push({ ...line });
  }
  const all = [...out, ...cells].sort((a, b) => (Math.abs(a.y - b.y) < 12 ? a.x - b.x : a.y - b.y));
  return { lines: all.map((l) => l.text) };
}

export interface Sheet {
  readonly name: string;
  readonly condition: string;
  readonly file: string;
  readonly truth: Truth;
}

/** Reads one picture as the pipeline does, as a document of one page. */
export async function readSheet(ocr: ReturnType<typeof openOcr>, file: string): Promise<Pages> {
  const { width, height } = await sharp(file).metadata();
  const pages: Pages = {
    format: 'image',
    pages: [{ number: 1, width, height, unit: 'px', kind: 'scan', ocr: false }],
    blocks: [],
    aside: [],
    fields: {},
    notes: [],
  };
  return readImages([{ page: 1, file, width, height, dpi: null }], pages, ocr);
}

async function given(): Promise<Sheet[]> {
  if (!existsSync(GIVEN)) return [];
  const files = await readdir(GIVEN);
  const sheets: Sheet[] = [];
  for (const file of files.filter((f) => /\.(?:png|jpg)$/.test(f)).sort()) {
    const [page = '', condition = ''] = file.split('.');
    const { lines } = z
      .object({ lines: z.array(TruthLine) })
      .parse(JSON.parse(await readFile(join(GIVEN, `${page}.json`), 'utf8')));
    sheets.push({ name: file, condition, file: join(GIVEN, file), truth: truthOf(lines) });
  }
  return sheets;
}

async function own(folder: string, count: number): Promise<Sheet[]> {
  const sheets: Sheet[] = [];
  for (let seed = 1; seed <= count; seed++) {
    const condition = CONDITIONS[(seed - 1) % CONDITIONS.length] ?? 'clean200';
    const page = await drawPage(seed, condition);
    const file = join(folder, `${seed}.${condition}.${page.extension}`);
    await page.save(file);
    sheets.push({ name: `seed ${seed}`, condition, file, truth: { lines: page.lines } });
  }
  return sheets;
}

const percent = (part: number, whole: number): string => (whole === 0 ? '–' : `${((100 * part) / whole).toFixed(2)} %`);

export function table(title: string, rows: readonly (readonly [string, Score])[]): void {
  console.log(`\n${title}`);
  console.log(
    'condition | characters | errors | numbers | read wrong | verified | verified wrong | words verified | of them wrong',
  );
  for (const [name, s] of rows) {
    const words = `${s.wordsVerified}/${s.words}`;
    console.log(
      [
        name,
        s.characters,
        percent(s.errors, s.characters),
        s.numbers,
        s.wrong,
        percent(s.verified, s.numbers),
        s.verifiedWrong,
        words,
        s.wordsVerifiedWrong,
      ].join(' | '),
    );
  }
}

async function measure(
  sheets: readonly Sheet[],
  engine: EngineChoice,
  verbose: boolean,
): Promise<(readonly [string, Score])[]> {
  const ocr = openOcr({ engine, workers: 2 });
  const scores = new Map<string, Score[]>();
  try {
    await Promise.all(
      sheets.map(async (sheet) => {
        const pages = await readSheet(ocr, sheet.file);
        const result = score(sheet.truth, readingOf(pages.blocks));
        scores.set(sheet.condition, [...(scores.get(sheet.condition) ?? []), result]);
        if (verbose) for (const slip of result.slips) console.log(`  ${sheet.name} ${sheet.condition}: ${slip}`);
      }),
    );
  } finally {
    await ocr.close();
  }
  const rows = [...scores].sort(([a], [b]) => a.localeCompare(b)).map(([name, list]) => [name, sum(list)] as const);
  return [...rows, ['all', sum([...scores.values()].flat())]];
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      pages: { type: 'string', default: '100' },
      only: { type: 'string' },
      peer: { type: 'boolean', default: false },
      quiet: { type: 'boolean', default: false },
    },
  });
  const folder = await mkdtemp(join(tmpdir(), 'wenheng-ocr-'));
  try {
    const sets: [string, Sheet[]][] = [];
    if (values.only !== 'own') sets.push(['given pages', await given()]);
    if (values.only !== 'given') sets.push([`own pages (${values.pages})`, await own(folder, Number(values.pages))]);
    for (const [title, sheets] of sets) {
      if (sheets.length === 0) {
        console.log(`${title}: not here (../shared/inputs/ocr)`);
        continue;
      }
      table(`${title} · PP-OCRv4 with the digit gate`, await measure(sheets, 'ppocr', !values.quiet));
      if (values.peer) table(`${title} · tesseract.js alone`, await measure(sheets, 'tesseract', false));
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
