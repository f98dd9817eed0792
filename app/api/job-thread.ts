/** The thread that reads and reviews, so that reading a long draft never holds up an answer. One job at a time. */
import { parentPort, workerData } from 'node:worker_threads';
import { readPages, VERSIONS, type World } from '../../pipeline/index.ts';
import { toPages } from '../../pipeline/pages.ts';
import { isWenhengError } from '../../records/errors.ts';
import { regionByCode } from '../../records/region.ts';
import { type Composition, compose } from '../compose.ts';
import type { Config } from '../config.ts';
import { indexPaths } from '../index-files.ts';
import { reviewReading, select } from '../review.ts';
import { Blobs, sha256Of } from './blobs.ts';
import type { JobInput } from './jobs.ts';
import { Order, type Word } from './messages.ts';
import { summaryOf } from './owned.ts';
import type { JobFile, Stage } from './schemas.ts';

const port = parentPort;
if (!port) throw new TypeError('job-thread runs as a worker thread');
const config: Config = workerData;
const parts = compose(config);
const shared = config.blobs.kind === 'folder' ? null : await parts.blobs();
const blobs = new Blobs(config, shared);
let stopped = new AbortController();

const say = (word: Word): void => port.postMessage(word);
const progress = (stage: Stage, done: number, total: number): void => say({ kind: 'progress', stage, done, total });

port.on('message', (message: unknown) => {
  const order = Order.parse(message);
  switch (order.kind) {
    case 'run':
      stopped = new AbortController();
      run(order.input, order.at).catch((error: unknown) => {
        const known = isWenhengError(error);
        const words = error instanceof Error ? (error.stack ?? error.message) : String(error);
        say({ kind: 'failed', code: known ? error.code : 'bug', message: known ? error.message : words });
      });
      return;
    case 'stop':
      stopped.abort();
      return;
    case 'close':
      stopped.abort();
      parts.close().then(
        () => port.close(),
        (error: unknown) => {
          throw error;
        },
      );
      return;
    default:
      order satisfies never;
  }
});

const run = (input: JobInput, at: string): Promise<void> =>
  input.kind === 'review' ? review(input, at) : archive(input, parts);

async function review(input: Extract<JobInput, { kind: 'review' }>, at: string): Promise<void> {
  const world = await parts.world();
  const store = await parts.store();
  const file = { content: input.draft.path, name: input.draft.name };
  progress('pages', 0, 0);
  const pages = await toPages(file, world, (done, total) => progress('pages', done, total));
  progress('clauses', 0, 0);
  const sha256 = await sha256Of(input.draft.path);
  const [draft] = readPages(pages, { name: file.name, sha256 });
  if (!draft) throw new RangeError('a file that was read has a document');
  await blobs.keep(input.draft.path, sha256);
  progress('superiors', 0, 0);
  const selection = await select(draft, world, {
    asOf: input.asOf,
    ...(input.region === null ? {} : { region: input.region }),
    ...(input.against === null
      ? { store }
      : { against: input.against.map(({ path, name }) => ({ content: path, name })) }),
  });
  progress('findings', 0, 0);
  const { report, superiors } = reviewReading(draft, selection, input.asOf);
  progress('report', 0, 0);
  const reviewId = await store.saveReview(report, at);
  say({
    kind: 'reviewed',
    reviewId,
    summary: summaryOf(report),
    superiors: input.against === null ? [] : [...superiors],
  });
}

async function archive(input: Extract<JobInput, { kind: 'archive' }>, { config }: Composition): Promise<void> {
  const world: World = await parts.world();
  const store = await parts.store();
  const region = input.region === null ? null : regionByCode(input.region);
  /** What became of the files that have been saved or refused and not yet been told of, by name. */
  const ends = new Map<string, Omit<JobFile, 'name'>>();
  let failures = 0;
  const result = await indexPaths([input.folder], {
    world,
    versions: VERSIONS,
    concurrency: config.readers,
    signal: stopped.signal,
    ...(region ? { region } : {}),
    keep: (file, sha256) => blobs.keep(file, sha256),
    store: {
      ...store,
      async save(readings, versions) {
        await store.save(readings, versions);
        for (const { document } of readings) {
          const end = ends.get(document.source);
          const documents = [...(end?.documents ?? []), document.id];
          ends.set(document.source, { state: 'done', documents, code: null, message: null });
        }
      },
      async fail(failure) {
        await store.fail(failure);
        const name = failure.source.slice(input.folder.length + 1).replaceAll('\\', '/');
        ends.set(name, { state: 'failed', documents: [], code: failure.code, message: failure.message });
      },
    },
    onProgress({ done, total, name, failed }) {
      const plain = name.replaceAll('\\', '/');
      const end = ends.get(name) ?? ends.get(plain);
      ends.delete(name);
      ends.delete(plain);
      failures = [...failed.values()].reduce((a, b) => a + b, 0);
      say({
        kind: 'file',
        file: { name: plain, ...(end ?? { state: 'known', documents: [], code: null, message: null }) },
      });
      progress('files', done, total);
    },
  });
  if (result.stopped) return say({ kind: 'failed', code: 'cancelled', message: `已取消（失败 ${failures} 个）` });
  say({ kind: 'archived' });
}
