import { randomUUID } from 'node:crypto';
import { readFile as bytesOf, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { World } from '../pipeline/index.ts';
import { type Ocr, readImages } from '../pipeline/ocr/index.ts';
import { type Hello, PageUnread } from '../pipeline/ocr/pool.ts';
import type { ImageReading } from '../pipeline/ocr/read.ts';
import { readFile } from '../pipeline/readers/index.ts';
import { Failure, toError, toFailure } from '../pipeline/readers/sandbox-messages.ts';
import { isWenhengError, WenhengError } from '../records/errors.ts';
import { assembleJob, type JobOf, type JobSource, PRIORITY, type Priority, pagesJob } from '../records/job.ts';
import { Pages } from '../records/page.ts';
import { BLOB, pack, unpack } from './blobs.ts';
import type { Parts } from './workers.ts';

/** Images that one job reads: long enough that the queue costs nothing beside them, short enough to share a scan out. */
export const RANGE = 8;

const Image = z.object({
  page: z.int().positive(),
  width: z.int().positive(),
  height: z.int().positive(),
  dpi: z.number().positive().nullable(),
  region: z.object({ x0: z.number(), y0: z.number(), x1: z.number(), y1: z.number() }).exactOptional(),
});
const Opened = z.object({ pages: Pages, images: z.array(Image) });

/** What OCR said of one image, or why it refused it; both are as good as the engine's own answer. */
const Heard = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('read'),
    hello: z.object({ engine: z.string(), second: z.string().nullable(), fallback: z.string().nullable() }),
    reading: z.custom<ImageReading>((v) => typeof v === 'object' && v !== null && 'engine' in v && 'blocks' in v),
  }),
  z.object({ kind: z.literal('refused'), failure: Failure }),
]);
type Heard = z.infer<typeof Heard>;

/**
 * The original file, opened by its reader. A long scan yields null: its pages are jobs of their own from here on.
 * Without a priority it is read as a whole.
 */
export async function openFile(
  source: JobSource,
  parts: Parts,
  priority: Priority | null,
  onPage: (done: number, total: number) => void,
): Promise<Pages | null> {
  const { world, blobs, queue, rules, range } = parts;
  const bytes = await blobs.get(BLOB.file(source.sha256));
  if (bytes === null) throw new WenhengError('file-missing', { file: source.name });
  return inScratch(world, async (scratch) => {
    const { sandbox, limits } = world;
    const { pages, images } = await readFile(bytes, {
      sandbox,
      scratch,
      name: source.name,
      ...(limits ? { limits } : {}),
    });
    if (priority === null || images.length <= range || world.ocr.engine === 'none')
      return readImages(images, pages, world.ocr, onPage);
    for (const [n, image] of images.entries())
      await blobs.put(BLOB.image(source.sha256, rules.pages, n), new Uint8Array(await bytesOf(image.file)));
    const opened = { pages, images: images.map(({ file: _, ...image }) => image) };
    await blobs.put(BLOB.opened(source.sha256, rules.pages), await pack(opened));
    const begun = priority === PRIORITY.batch ? PRIORITY.begun : priority;
    const { sha256, name } = source;
    const ranges = Array.from({ length: Math.ceil(images.length / range) }, (_, i) => {
      const to = Math.min(images.length, (i + 1) * range);
      return pagesJob({ sha256, name, from: i * range, to }, rules.pages, begun);
    });
    await queue.addFlow(assembleJob(source, rules.all, begun), ranges);
    return null;
  });
}

/** Some images of a scan, each read once: what an earlier run has read already is passed over. */
export async function readRange(
  { sha256, from, to }: JobOf<'pages'>['payload'],
  { world, blobs, rules }: Parts,
  onPage: (done: number, total: number) => void,
): Promise<void> {
  const opened = await openedOf(sha256, blobs, rules.pages);
  let done = 0;
  await inScratch(world, async (scratch) => {
    await Promise.all(
      opened.images.slice(from, to).map(async (image, i) => {
        const n = from + i;
        const key = BLOB.read(sha256, rules.pages, n);
        if (!(await blobs.has(key))) {
          const bytes = await blobs.get(BLOB.image(sha256, rules.pages, n));
          if (bytes === null) throw new WenhengError('file-missing', { file: `第${image.page}页的图像` });
          const file = join(scratch, `${n}.image`);
          await writeFile(file, bytes);
          const heard = await hear(world.ocr, file, image.dpi);
          if (heard) await blobs.put(key, await pack(heard));
        }
        onPage(++done, to - from);
      }),
    );
  });
}

/** Null for a page that broke the engines twice: it stays unread, and the document says so. */
async function hear(ocr: Ocr, file: string, dpi: number | null): Promise<Heard | null> {
  try {
    return { kind: 'read', ...(await ocr.read(file, dpi)) };
  } catch (error) {
    if (error instanceof PageUnread) return null;
    if (isWenhengError(error) && error.code !== 'ocr-missing') return { kind: 'refused', failure: toFailure(error) };
    throw error;
  }
}

/** The pages of a scan put together exactly as one process would have done it. */
export async function assembled({ sha256 }: JobSource, { blobs, rules }: Parts): Promise<Pages> {
  const { pages, images } = await openedOf(sha256, blobs, rules.pages);
  const numbered = images.map((image, n) => ({ ...image, file: String(n) }));
  const recorded = async (file: string): Promise<{ hello: Hello; reading: ImageReading }> => {
    const bytes = await blobs.get(BLOB.read(sha256, rules.pages, Number(file)));
    if (bytes === null) throw new PageUnread('no reading of this image');
    const heard = Heard.parse(await unpack(bytes));
    if (heard.kind === 'refused') throw toError(heard.failure);
    return { hello: heard.hello, reading: heard.reading };
  };
  const replay: Ocr = {
    engine: 'auto',
    hello: async () => null,
    read: recorded,
    pids: [],
    close: async () => undefined,
  };
  return readImages(numbered, pages, replay);
}

async function openedOf(sha256: string, blobs: Parts['blobs'], rules: string): Promise<z.infer<typeof Opened>> {
  const bytes = await blobs.get(BLOB.opened(sha256, rules));
  if (bytes === null) throw new WenhengError('file-missing', { file: `扫描件 ${sha256.slice(0, 12)}` });
  return Opened.parse(await unpack(bytes));
}

async function inScratch<T>(world: World, work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(world.scratch, `job-${randomUUID().slice(0, 8)}-`));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
