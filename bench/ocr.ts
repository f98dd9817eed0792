/**
 * node bench/ocr.ts [--pages N] [--flat N]
 * Pages a minute, peak memory and wrong numbers beside `ocrmypdf -l chi_sim`, on the same pages in one run, with the digit
 * gate and without. Both sides get two processes. `--flat N` instead reads N pages in one worker and tells its memory on
 * the way.
 */
import { execFileSync, spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { openOcr } from '../pipeline/ocr/index.ts';
import { readSheet, type Sheet } from './measure-ocr.ts';
import { CONDITIONS, drawPage } from './ocr-pages.ts';
import { readingOf, type Score, score, scored, sum } from './ocr-score.ts';

interface Run {
  readonly name: string;
  readonly seconds: number;
  /** MB, this program and all processes it started. */
  readonly peak: number;
  readonly score: Score;
}

/** Resident memory in MB of a process and all that descend from it (Linux). */
async function memoryOf(root: number): Promise<number> {
  const parents = new Map<number, { parent: number; pages: number }>();
  for (const entry of await readdir('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      const stat = await readFile(`/proc/${entry}/stat`, 'utf8');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      parents.set(Number(entry), { parent: Number(fields[1]), pages: Number(fields[21]) });
    } catch (cause) {
      // The process ended between the listing and the reading.
      if (!(cause instanceof Error && 'code' in cause && (cause.code === 'ENOENT' || cause.code === 'ESRCH')))
        throw cause;
    }
  }
  const below = (pid: number): boolean => {
    for (let at = pid; at > 1; at = parents.get(at)?.parent ?? 0) if (at === root) return true;
    return false;
  };
  let pages = 0;
  for (const [pid, p] of parents) if (below(pid)) pages += p.pages;
  return (pages * 4096) / 1e6;
}

async function timed(name: string, work: () => Promise<{ score: Score; root?: number }>): Promise<Run> {
  let peak = 0;
  let busy = false;
  const timer = setInterval(() => {
    if (busy) return;
    busy = true;
    void memoryOf(process.pid).then((mb) => {
      peak = Math.max(peak, mb);
      busy = false;
    });
  }, 250);
  const start = performance.now();
  try {
    const { score: result } = await work();
    return { name, seconds: (performance.now() - start) / 1000, peak, score: result };
  } finally {
    clearInterval(timer);
  }
}

/** A PDF with one JPEG picture a page, A4. */
async function pdfOf(files: readonly string[]): Promise<Buffer> {
  const parts: Buffer[] = [Buffer.from('%PDF-1.4\n')];
  const offsets: number[] = [];
  let length = parts[0]?.length ?? 0;
  const add = (...chunks: Buffer[]): void => {
    for (const c of chunks) {
      parts.push(c);
      length += c.length;
    }
  };
  const object = (n: number, ...chunks: Buffer[]): void => {
    offsets[n] = length;
    add(Buffer.from(`${n} 0 obj\n`), ...chunks, Buffer.from('\nendobj\n'));
  };
  object(1, Buffer.from('<</Type/Catalog/Pages 2 0 R>>'));
  object(
    2,
    Buffer.from(`<</Type/Pages/Count ${files.length}/Kids[${files.map((_, i) => `${3 + i * 3} 0 R`).join(' ')}]>>`),
  );
  for (const [i, file] of files.entries()) {
    const jpeg = file.endsWith('.jpg') ? await readFile(file) : await sharp(file).jpeg({ quality: 95 }).toBuffer();
    const { width, height } = await sharp(jpeg).metadata();
    const [w, h] = width < height ? [595, 842] : [842, 595];
    const n = 3 + i * 3;
    const content = Buffer.from(`q ${w} 0 0 ${h} 0 0 cm /I Do Q`);
    object(
      n,
      Buffer.from(
        `<</Type/Page/Parent 2 0 R/MediaBox[0 0 ${w} ${h}]/Contents ${n + 1} 0 R/Resources<</XObject<</I ${n + 2} 0 R>>>>>>`,
      ),
    );
    object(n + 1, Buffer.from(`<</Length ${content.length}>>stream\n`), content, Buffer.from('\nendstream'));
    const head = `<</Type/XObject/Subtype/Image/Width ${width}/Height ${height}/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter/DCTDecode/Length ${jpeg.length}>>stream\n`;
    object(n + 2, Buffer.from(head), jpeg, Buffer.from('\nendstream'));
  }
  const start = length;
  const count = 3 + files.length * 3;
  add(Buffer.from(`xref\n0 ${count}\n0000000000 65535 f \n`));
  for (let n = 1; n < count; n++) add(Buffer.from(`${String(offsets[n] ?? 0).padStart(10, '0')} 00000 n \n`));
  add(Buffer.from(`trailer<</Size ${count}/Root 1 0 R>>\nstartxref\n${start}\n%%EOF\n`));
  return Buffer.concat(parts);
}

async function ours(name: string, sheets: readonly Sheet[], gate: boolean): Promise<Run> {
  const ocr = openOcr({ engine: 'ppocr', workers: 2, gate });
  try {
    return await timed(name, async () => {
      const scores = await Promise.all(
        sheets.map(async (s) => score(s.truth, readingOf((await readSheet(ocr, s.file)).blocks))),
      );
      return { score: sum(scores) };
    });
  } finally {
    await ocr.close();
  }
}

async function peer(sheets: readonly Sheet[], folder: string): Promise<Run> {
  const [pdf, text, out] = [join(folder, 'pages.pdf'), join(folder, 'pages.txt'), join(folder, 'out.pdf')];
  await writeFile(pdf, await pdfOf(sheets.map((s) => s.file)));
  const run = await timed('ocrmypdf -l chi_sim', async () => {
    await new Promise<void>((done, fail) => {
      const args = [
        '-l',
        'chi_sim',
        '--jobs',
        '2',
        '--rotate-pages',
        '--deskew',
        '--output-type',
        'pdf',
        '--optimize',
        '0',
        '--sidecar',
        text,
        pdf,
        out,
      ];
      const child = spawn('ocrmypdf', args, {
        stdio: ['ignore', 'ignore', 'pipe'],
        env: { ...process.env, OMP_THREAD_LIMIT: '1' },
      });
      let said = '';
      child.stderr.on('data', (d: Buffer) => {
        said += d.toString();
      });
      child.on('error', fail);
      child.on('exit', (code) =>
        code === 0 ? done() : fail(new Error(`ocrmypdf ended with ${code}: ${said.slice(-400)}`)),
      );
    });
    return { score: sum([]) };
  });
  const pages = (await readFile(text, 'utf8')).split('\f');
  const scores = sheets.map((s, i) =>
    score(s.truth, { text: (pages[i] ?? '').split('\n').map(scored).join('\n'), checks: [] }),
  );
  return { ...run, score: sum(scores) };
}

/** Reads `count` pages, ten different ones in turn, in one worker; prints the memory of this program and the worker. */
async function flat(sheets: readonly Sheet[], count: number): Promise<void> {
  const ocr = openOcr({ engine: 'ppocr', workers: 1 });
  try {
    for (let i = 1; i <= count; i++) {
      const sheet = sheets[i % sheets.length];
      if (sheet) await readSheet(ocr, sheet.file);
      if (i % Math.max(1, Math.floor(count / 10)) === 0)
        console.log(`${i} pages: ${(await memoryOf(process.pid)).toFixed(0)} MB, worker ${ocr.pids.join()}`);
    }
  } finally {
    await ocr.close();
  }
}

async function compare(sheets: readonly Sheet[], folder: string): Promise<void> {
  const runs = [await ours('文衡, no gate', sheets, false), await ours('文衡, digit gate', sheets, true)];
  try {
    console.log(execFileSync('ocrmypdf', ['--version'], { encoding: 'utf8' }).trim());
    runs.push(await peer(sheets, folder));
  } catch (cause) {
    console.log(`ocrmypdf is not here or failed: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
  console.log(`${sheets.length} pages, ${cpus().length} cores, 2 processes each`);
  console.log(
    'run | pages a minute | peak MB | characters wrong | numbers | numbers wrong | verified | verified wrong',
  );
  for (const r of runs) {
    const s = r.score;
    const rate = ((sheets.length / r.seconds) * 60).toFixed(1);
    const cer = `${((100 * s.errors) / Math.max(1, s.characters)).toFixed(2)} %`;
    console.log([r.name, rate, r.peak.toFixed(0), cer, s.numbers, s.wrong, s.verified, s.verifiedWrong].join(' | '));
  }
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { pages: { type: 'string', default: '20' }, flat: { type: 'string' } } });
  const folder = await mkdtemp(join(tmpdir(), 'wenheng-ocr-'));
  try {
    const sheets: Sheet[] = [];
    for (let i = 0; i < Number(values.pages); i++) {
      const condition = CONDITIONS[i % CONDITIONS.length] ?? 'clean200';
      const page = await drawPage(5000 + i, condition);
      const file = join(folder, `${i}.${page.extension}`);
      await page.save(file);
      sheets.push({ name: String(i), condition, file, truth: { lines: page.lines } });
    }
    if (values.flat !== undefined) {
      await flat(sheets.slice(0, 10), Number(values.flat));
    } else await compare(sheets, folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
