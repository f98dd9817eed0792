import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drawPage } from '../../bench/ocr-pages.ts';
import { readingOf, score } from '../../bench/ocr-score.ts';
import { type Ocr, openOcr, readImages } from '../../pipeline/ocr/index.ts';
import type { PageImage } from '../../pipeline/readers/reader.ts';
import { Pages } from '../../records/page.ts';

let folder = '';
let ocr: Ocr;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wenheng-ocr-'));
  ocr = openOcr({ engine: 'ppocr', workers: 1 });
});
afterAll(async () => {
  await ocr.close();
  await rm(folder, { recursive: true, force: true });
});

async function imageOf(file: string, page = 1): Promise<PageImage> {
  const { width, height } = await sharp(file, { limitInputPixels: false }).metadata();
  return { page, file, width, height, dpi: null };
}

const bare = (images: readonly PageImage[], kind: Pages['pages'][number]['kind'] = 'scan'): Pages => ({
  format: 'image',
  pages: images.map((i) => ({ number: i.page, width: i.width, height: i.height, unit: 'px', kind, ocr: false })),
  blocks: [],
  aside: [],
  fields: {},
  notes: [],
});

async function drawn(
  seed: number,
  condition: Parameters<typeof drawPage>[1],
): Promise<{ image: PageImage; lines: readonly string[] }> {
  const page = await drawPage(seed, condition);
  const file = join(folder, `${seed}.${condition}.${page.extension}`);
  await page.save(file);
  return { image: await imageOf(file), lines: page.lines };
}

describe('readImages', () => {
  it('gives lines in reading order with boxes, edges, confidences and judged numbers; page number and seal aside', async () => {
    const { image, lines } = await drawn(10, 'seal200');
    const told: string[] = [];
    const pages = Pages.parse(
      await readImages([image], bare([image]), ocr, (done, total) => told.push(`${done}/${total}`)),
    );
    expect(told).toEqual(['1/1']);
    expect(pages.pages[0]?.ocr).toBe(true);
    const result = score({ lines }, readingOf(pages.blocks));
    expect(result.errors / result.characters).toBeLessThan(0.01);
    expect(result.verifiedWrong + result.wordsVerifiedWrong).toBe(0);
    expect(result.verified / result.numbers).toBeGreaterThan(0.7);
    for (const block of pages.blocks) {
      expect(block.edges).toHaveLength(block.text.length + 1);
      expect(block.ocr?.chars.map((c) => c.ch).join('')).toBe(block.text);
      if (block.place.kind !== 'page') throw new Error('a read block stands on the page');
      const { x0, y0, x1, y1 } = block.place.box;
      expect(x0 < x1 && y0 < y1 && x0 >= 0 && x1 <= image.width && y1 <= image.height).toBe(true);
      for (const { start, end, verification } of block.ocr?.checks ?? []) {
        expect(verification.readings[0]).toBe(block.text.slice(start, end));
        if (verification.state === 'unverified') expect(verification.crop).toBeDefined();
      }
    }
    const [head] = pages.blocks;
    expect(head?.text).toBe(lines[0]);
    expect(pages.aside.map((a) => a.kind).sort()).toEqual(['page-number', 'seal']);
    expect(pages.aside.find((a) => a.kind === 'seal')?.text).toBe(lines[0]?.replace('文件', ''));
  });

  it('turns a page that lies on its side, and says where on the file each line stands', async () => {
    const { image, lines } = await drawn(8, 'turned200');
    const pages = await readImages([image], bare([image]), ocr);
    const result = score({ lines }, readingOf(pages.blocks));
    expect(result.errors / result.characters).toBeLessThan(0.02);
    expect(pages.notes.map((n) => n.code)).toContain('turned');
  });

  it('says so when a picture holds no print', async () => {
    const [width, height] = [640, 480];
    const data = Buffer.alloc(width * height * 3);
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++)
        for (let k = 0; k < 3; k++)
          data[(y * width + x) * 3 + k] = 128 + 90 * Math.sin(x / (17 + k) + y / 41) * Math.cos(y / (23 - k));
    const file = join(folder, 'cat.jpg');
    await sharp(data, { raw: { width, height, channels: 3 } })
      .jpeg()
      .toFile(file);
    const image = await imageOf(file);
    const pages = await readImages([image], bare([image]), ocr);
    expect(pages.blocks).toEqual([]);
    expect(pages.notes).toEqual([{ code: 'empty-picture', message: expect.stringContaining('没有读到文字'), page: 1 }]);
  });

  it('leaves out what a mixed page already says in text', async () => {
    const { image, lines } = await drawn(7, 'clean150');
    const start = bare([image], 'mixed');
    const whole = await readImages([image], start, ocr);
    const [first, ...rest] = whole.blocks;
    if (!first) throw new Error('nothing read');
    const { ocr: _, edges: __, ...typed } = first;
    const pages = await readImages([image], { ...start, blocks: [typed] }, ocr);
    expect(pages.blocks).toEqual([typed, ...rest]);
    expect(lines[0]).toBe(first.text);
  });

  it('refuses an image past 100 megapixels, reads a large one smaller, and names a damaged one', async () => {
    const large = join(folder, 'large.png');
    await sharp({ create: { width: 9000, height: 9000, channels: 3, background: '#fff' } })
      .png()
      .toFile(large);
    const pages = await readImages([await imageOf(large)], bare([await imageOf(large)]), ocr);
    expect(pages.notes.map((n) => n.code)).toContain('empty-picture');

    const huge = join(folder, 'huge.png');
    await sharp({ create: { width: 10_400, height: 10_400, channels: 3, background: '#fff' }, limitInputPixels: false })
      .png()
      .toFile(huge);
    await expect(readImages([await imageOf(huge)], bare([await imageOf(huge)]), ocr)).rejects.toMatchObject({
      code: 'image-too-large',
    });

    const broken = join(folder, 'broken.png');
    await writeFile(broken, 'not a picture');
    const image: PageImage = { page: 1, file: broken, width: 100, height: 100, dpi: null };
    await expect(readImages([image], bare([image]), ocr)).rejects.toMatchObject({ code: 'file-damaged' });
  });

  it('without an engine refuses a scan and marks the unread pages of a document that has text', async () => {
    const off = openOcr({ engine: 'none', workers: 1 });
    const image: PageImage = { page: 2, file: join(folder, 'x.png'), width: 100, height: 100, dpi: null };
    await expect(readImages([image], bare([image]), off)).rejects.toMatchObject({ code: 'ocr-missing' });
    const text = {
      ...bare([image]),
      blocks: [{ kind: 'paragraph' as const, text: '有文字', place: { kind: 'paragraph' as const, paragraph: 1 } }],
    };
    expect((await readImages([image], text, off)).notes).toEqual([
      { code: 'ocr-off', message: expect.stringContaining('第2页') },
    ]);
    await off.close();
  });
});

describe('worker processes', () => {
  it('replaces a worker killed in the middle of a page and reads the page again', async () => {
    const { image, lines } = await drawn(7, 'clean150');
    const pool = openOcr({ engine: 'ppocr', workers: 1, gate: false });
    try {
      await pool.hello();
      const [first] = pool.pids;
      if (first === undefined) throw new Error('no worker');
      const reading = pool.read(image.file, null);
      process.kill(first, 'SIGKILL');
      expect((await reading).reading.blocks[0]?.text).toBe(lines[0]);
      expect(pool.pids).toHaveLength(1);
      expect(pool.pids).not.toContain(first);
    } finally {
      await pool.close();
    }
    expect(pool.pids).toEqual([]);
  });

  it('gives a page up after the second try and reports it; a document with nothing read at all fails', async () => {
    const { image } = await drawn(7, 'clean150');
    // No engine can open within a millisecond: the worker is killed each time.
    const hasty = openOcr({ engine: 'ppocr', workers: 1, gate: false, seconds: 0.001 });
    try {
      const text = {
        ...bare([image]),
        blocks: [{ kind: 'paragraph' as const, text: '有文字', place: { kind: 'paragraph' as const, paragraph: 1 } }],
      };
      const pages = await readImages([image], text, hasty);
      expect(pages.pages[0]?.ocr).toBe(false);
      expect(pages.notes).toEqual([{ code: 'ocr-failed', message: expect.stringContaining('第1页'), page: 1 }]);
      await expect(readImages([image], bare([image]), hasty)).rejects.toMatchObject({ code: 'reader-crashed' });
    } finally {
      await hasty.close();
    }
  });

  it('reads with tesseract.js alone when asked, and verifies nothing then', async () => {
    const { image } = await drawn(7, 'clean150');
    const alone = openOcr({ engine: 'tesseract', workers: 1 });
    try {
      const pages = await readImages([image], bare([image]), alone);
      expect(pages.notes.map((n) => n.code)).toContain('fallback-engine');
      const checks = pages.blocks.flatMap((b) => b.ocr?.checks ?? []);
      expect(checks.length).toBeGreaterThan(5);
      expect(checks.every((c) => c.verification.state === 'unverified')).toBe(true);
    } finally {
      await alone.close();
    }
  });
});

const GIVEN = join(dirname(fileURLToPath(import.meta.url)), '../../../shared/inputs/ocr');

describe.skipIf(!existsSync(GIVEN))('given page images (skipped without ../shared/inputs/ocr)', () => {
  it('reads the scanned number page with no wrong number verified', async () => {
    const truth: { lines: { text: string; kind: string }[] } = JSON.parse(
      await readFile(join(GIVEN, 'p9.json'), 'utf8'),
    );
    const image = await imageOf(join(GIVEN, 'p9.scan200.jpg'));
    const pages = await readImages([image], bare([image]), ocr);
    const result = score(
      { lines: truth.lines.filter((l) => l.kind !== 'pageno').map((l) => l.text) },
      readingOf(pages.blocks),
    );
    expect(result.errors / result.characters).toBeLessThan(0.008);
    expect(result.verifiedWrong).toBe(0);
    // A tenth of this page's numbers are dates no calendar has, which the gate must not verify.
    expect(result.verified / result.numbers).toBeGreaterThan(0.8);
  });
});
