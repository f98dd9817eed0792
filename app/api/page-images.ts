import { Worker } from 'node:worker_threads';
import { z } from 'zod';
import { WenhengError } from '../../records/errors.ts';
import { Format } from '../../records/page.ts';

export const PageSize = z.object({
  number: z.int(),
  width: z.number(),
  height: z.number(),
  unit: z.enum(['pt', 'px', 'mm']),
});
export type PageSize = z.infer<typeof PageSize>;

export const PageOrder = z.object({
  id: z.int(),
  path: z.string(),
  format: Format,
  /** Null asks for the sizes of all pages. */
  page: z.int().positive().nullable(),
  /** Pixels across. */
  width: z.int(),
});
export type PageOrder = z.infer<typeof PageOrder>;
export const PageAnswer = z.object({
  id: z.int(),
  sizes: z.array(PageSize),
  image: z.instanceof(Uint8Array).nullable(),
});
export type PageAnswer = z.infer<typeof PageAnswer>;

/** Formats whose pages look the same to everyone. */
const PAGED: ReadonlySet<Format> = new Set<Format>(['pdf', 'image', 'tiff']);
const SECONDS = 30;

/**
 * Pictures of pages, drawn in a thread of their own that is ended when a page takes too long: what is drawn came from
 * outside. Sizes are in the unit of the boxes that records carry.
 */
export class PageImages {
  #thread: Worker | null = null;
  #next = 1;
  readonly #waiting = new Map<number, { resolve(answer: PageAnswer): void; reject(error: Error): void }>();

  /** Empty for formats without fixed pages and for files that cannot be drawn. */
  async sizes(path: string, format: Format): Promise<readonly PageSize[]> {
    return PAGED.has(format) ? (await this.#ask({ path, format, page: null, width: 0 })).sizes : [];
  }

  /** A JPEG. Throws not-found where there is no such page. */
  async image(path: string, format: Format, page: number, width: number): Promise<Uint8Array> {
    const image = PAGED.has(format) ? (await this.#ask({ path, format, page, width })).image : null;
    if (!image) throw new WenhengError('not-found', { what: `第 ${page} 页的图像` });
    return image;
  }

  async close(): Promise<void> {
    await this.#thread?.terminate();
  }

  #ask(order: Omit<PageOrder, 'id'>): Promise<PageAnswer> {
    const id = this.#next++;
    const thread = this.#thread ?? this.#start();
    return new Promise<PageAnswer>((resolve, reject) => {
      const clock = setTimeout(() => {
        reject(new WenhengError('time-limit', { file: '页面图像', limit: SECONDS }));
        thread.terminate().catch(reject);
      }, SECONDS * 1000);
      const ended = (): void => {
        clearTimeout(clock);
        this.#waiting.delete(id);
      };
      this.#waiting.set(id, {
        resolve: (answer) => {
          ended();
          resolve(answer);
        },
        reject: (error) => {
          ended();
          reject(error);
        },
      });
      thread.postMessage({ id, ...order });
    });
  }

  #start(): Worker {
    const thread = new Worker(new URL('./page-thread.ts', import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: 512 },
    });
    thread.unref();
    thread.on('message', (message: unknown) => {
      const answer = PageAnswer.parse(message);
      this.#waiting.get(answer.id)?.resolve(answer);
    });
    const gone = (cause: unknown): void => {
      if (this.#thread === thread) this.#thread = null;
      const error = new WenhengError('reader-crashed', { file: '页面图像' }, { cause });
      for (const waiting of [...this.#waiting.values()]) waiting.reject(error);
    };
    thread.on('error', gone).on('exit', gone);
    this.#thread = thread;
    return thread;
  }
}
