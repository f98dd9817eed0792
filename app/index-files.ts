import { xlsxOf } from '../corpus/exports/sheet.ts';
import type { Failure, Store, Versions } from '../corpus/store.ts';
import { read, type World } from '../pipeline/index.ts';
import { ERROR_CODES, ERRORS, type ErrorCode, isWenhengError, WenhengError } from '../records/errors.ts';
import type { Reading } from '../records/reading.ts';
import { levelOfRegion, type Region } from '../records/region.ts';
import { sayReason } from './progress.ts';
import { entriesOf, hashFile, isZip, listFiles, plainSource, type Source } from './sources.ts';

export { progressBar } from './progress.ts';
export { watchFolder } from './watch.ts';

export interface IndexOptions {
  readonly store: Store;
  readonly world: World;
  readonly versions: Versions;
  /** Files read at a time. */
  readonly concurrency: number;
  readonly onProgress?: (progress: Progress) => void;
  /** Ends the batch after the files at hand; what is done is kept. */
  readonly signal?: AbortSignal;
  /** Where documents belong whose own text does not tell. */
  readonly region?: Region;
  /** Called with each file before it is read, while it still lies there: an archive's entries go afterwards. */
  readonly keep?: (file: string, sha256: string) => Promise<void>;
}

export interface Progress {
  readonly done: number;
  /** Files found so far: an archive's entries are counted as they come. */
  readonly total: number;
  readonly indexed: number;
  readonly known: number;
  readonly failed: ReadonlyMap<string, number>;
  /** Name of the file that was finished last. */
  readonly name: string;
}

export interface IndexResult {
  readonly files: number;
  readonly documents: number;
  readonly records: number;
  /** Content that the archive had already, or that stood twice in the batch. */
  readonly known: number;
  readonly failed: readonly Failure[];
  readonly stopped: boolean;
  /** The same for a person, in Chinese, lines ended. */
  readonly summary: string;
}

/** What ends a batch: going on would only fail again and again. */
const FATAL: ReadonlySet<ErrorCode> = new Set(['disk-full', 'store-busy', 'store-newer', 'service-away']);

/**
 * Reads files, folders and archives into the archive. Content that is known is passed over, so a batch that was broken
 * off goes on where it stopped. One bad file never stops the batch. Throws file-missing, disk-full and what the store throws.
 */
export async function indexPaths(paths: readonly string[], options: IndexOptions): Promise<IndexResult> {
  const batch = new Batch(options);
  const files = await listFiles(paths);
  batch.expect(files.length);
  await inParallel(options.concurrency, batch.sources(files), (work) => work());
  return batch.result();
}

type Work = () => Promise<void>;

class Batch {
  readonly #options: IndexOptions;
  readonly #failed: Failure[] = [];
  readonly #reasons = new Map<string, number>();
  /** Contents taken in this run: the first of equal files, in the order of the walk, gives the name. */
  readonly #taken = new Set<string>();
  #total = 0;
  #done = 0;
  #indexed = 0;
  #known = 0;
  #documents = 0;
  #records = 0;

  constructor(options: IndexOptions) {
    this.#options = options;
  }

  expect(files: number): void {
    this.#total += files;
  }

  /** Work in the order of the walk; hashing comes first and one by one, so that equal files are told in that order. */
  async *sources(files: readonly { name: string; path: string }[]): AsyncGenerator<Work> {
    for (const file of files) {
      if (this.#options.signal?.aborted) return;
      if (!(await isZip(file).catch(() => false))) {
        yield* this.#work(plainSource(file));
        continue;
      }
      this.#total--;
      for await (const entry of entriesOf(file, this.#options.world)) {
        this.#total++;
        if (this.#options.signal?.aborted) {
          await entry.release();
          return;
        }
        yield* this.#work(entry);
      }
    }
  }

  async *#work(source: Source): AsyncGenerator<Work> {
    const { store, versions } = this.#options;
    const { file } = source;
    if (file === null) {
      await this.#fail(source, null, source.error);
      return;
    }
    let sha256: string;
    try {
      sha256 = await hashFile(file);
    } catch (error) {
      await this.#fail(source, null, error);
      return;
    }
    if (this.#taken.has(sha256) || (await store.knows(sha256, versions))) {
      this.#known++;
      await source.release();
      this.#tell(source);
      return;
    }
    this.#taken.add(sha256);
    yield () => this.#read(source, file, sha256);
  }

  async #read(source: Source, file: string, sha256: string): Promise<void> {
    const { store, world, versions, region } = this.#options;
    let readings: Reading[];
    try {
      await this.#options.keep?.(file, sha256);
      readings = (await read({ content: file, name: source.name }, world)).map((r) => placed(r, region));
    } catch (error) {
      await this.#fail(source, sha256, renamed(error, source.name));
      return;
    } finally {
      await source.release();
    }
    await store.save(readings, versions);
    await store.forgive(source.path);
    this.#indexed++;
    this.#documents += readings.length;
    this.#records += readings.reduce((n, r) => n + r.records.length, 0);
    this.#tell(source);
  }

  async #fail(source: Source, sha256: string | null, error: unknown): Promise<void> {
    await source.release();
    if (isWenhengError(error) && FATAL.has(error.code)) throw error;
    const known = isWenhengError(error);
    const code = known ? error.code : 'bug';
    const message = known ? error.message : `程序出错：${error instanceof Error ? error.message : String(error)}`;
    const failure = { source: source.path, sha256, code, message, at: new Date().toISOString() };
    await this.#options.store.fail(failure);
    this.#failed.push(failure);
    this.#reasons.set(code, (this.#reasons.get(code) ?? 0) + 1);
    this.#tell(source);
  }

  #tell({ name }: Source): void {
    this.#done++;
    this.#options.onProgress?.({
      done: this.#done,
      total: this.#total,
      indexed: this.#indexed,
      known: this.#known,
      failed: this.#reasons,
      name,
    });
  }

  result(): IndexResult {
    const failed = this.#failed.toSorted((a, b) => (a.source < b.source ? -1 : 1));
    const stopped = this.#options.signal?.aborted === true && this.#done < this.#total;
    const reasons = [...this.#reasons].map(([code, n]) => `${sayReason(code)} ${n}`).join('、');
    const lines = [
      `编入 ${this.#indexed} 个文件（${this.#documents} 份公文，${this.#records} 条记录），已在库 ${this.#known} 个，失败 ${failed.length} 个${reasons === '' ? '' : `（${reasons}）`}。`,
      ...(stopped ? ['已中断；再次运行同一命令会从中断处继续。'] : []),
      ...failed.slice(0, SHOWN).map((f) => `  ${f.source}：${f.message}`),
      ...(failed.length > SHOWN ? [`  …… 另有 ${failed.length - SHOWN} 个，完整清单用 --failures 导出。`] : []),
    ];
    return {
      files: this.#done,
      documents: this.#documents,
      records: this.#records,
      known: this.#known,
      failed,
      stopped,
      summary: `${lines.join('\n')}\n`,
    };
  }
}

/** Messages name the file that was handed in, not a page image or a scratch file of it. */
const renamed = (error: unknown, file: string): unknown =>
  isWenhengError(error) && 'file' in error.holes
    ? new WenhengError(error.code, { ...error.holes, file }, { cause: error })
    : error;

const SHOWN = 20;

/** A document whose text does not tell its place gets that of its batch. */
export function placed(reading: Reading, region: Region | undefined): Reading {
  if (region === undefined || reading.document.region !== null) return reading;
  const { document } = reading;
  const level = document.level === 'unknown' ? levelOfRegion(region) : document.level;
  const evidence = { ...document.evidence, region: { from: 'inferred' as const, quote: region.name, confidence: 0.5 } };
  return { ...reading, document: { ...document, region, level, evidence } };
}

/** Runs work as it comes, so many at a time. The first error ends it, after what is under way has ended. */
async function inParallel(most: number, all: AsyncGenerator<Work>, run: (work: Work) => Promise<void>): Promise<void> {
  const under = new Set<Promise<void>>();
  const errors: unknown[] = [];
  try {
    for await (const work of all) {
      const task: Promise<void> = run(work)
        .catch((error: unknown) => {
          errors.push(error);
        })
        .finally(() => under.delete(task));
      under.add(task);
      if (under.size >= Math.max(1, most)) await Promise.race(under);
      if (errors.length > 0) break;
    }
  } finally {
    await Promise.all(under);
  }
  if (errors.length > 0) throw errors[0];
}

const isCode = (code: string): code is ErrorCode => ERROR_CODES.some((c) => c === code);

/** The failed files with their reasons, as a list to hand back to those who sent them. */
export const failuresToXlsx = (failed: readonly Failure[]): Promise<Uint8Array<ArrayBuffer>> =>
  xlsxOf({
    name: '失败清单',
    title: '未能编入的文件',
    heads: ['序号', '文件', '原因', '说明', '建议', '时间'],
    widths: [8, 60, 16, 60, 48, 22],
    rows: failed.map((f, i) => [
      i + 1,
      f.source,
      sayReason(f.code),
      f.message,
      isCode(f.code) ? ERRORS[f.code].todo : '请把这份文件交给维护人员。',
      f.at,
    ]),
  });
