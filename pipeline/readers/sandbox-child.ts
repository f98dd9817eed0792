import { readFile } from 'node:fs/promises';
import { WenhengError } from '../../records/errors.ts';
import { dispatch } from './dispatch.ts';
import { type Answer, type Beat, type Order, type Reply, type Task, toFailure } from './sandbox-messages.ts';
import { sniff } from './sniff.ts';
import { type ZipEntry, zipEntries } from './zip.ts';

/** The child's side of the sandbox: takes one task at a time from the parent and answers it. */

/** What foreign libraries throw when memory or the stack runs out is a RangeError; only its wording tells which. */
function translate(error: unknown): WenhengError {
  if (error instanceof WenhengError) return error;
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  if (/call stack/.test(text)) return new WenhengError('markup-hostile', { why: '嵌套过深' }, { cause: error });
  if (
    /allocation failed|out of memory|Invalid (typed )?array( buffer)? length|memory access|Cannot enlarge|could not be allocated/i.test(
      text,
    )
  ) {
    return new WenhengError('memory-limit', {}, { cause: error });
  }
  if (error instanceof Error && 'code' in error && error.code === 'ENOSPC')
    return new WenhengError('disk-full', {}, { cause: error });
  return new WenhengError('reader-crashed', {}, { cause: error });
}

/** Bytes of resident memory; a child that has read a hundred ordinary files stays under 300 MB. */
const WORN = 400e6;

const bytesOf = async ({ source }: Order): Promise<Uint8Array> =>
  'path' in source ? new Uint8Array(await readFile(source.path)) : new Uint8Array(source.bytes);

const beat = (): void => {
  process.send?.({ beat: true } satisfies Beat);
};

/** The archive being taken apart, between one entry and the next. */
let entries: AsyncGenerator<ZipEntry> | undefined;

async function nextEntry(): Promise<Reply> {
  const step = await entries?.next();
  if (!step || step.done) return { kind: 'end' };
  const { error, ...entry } = step.value;
  return { kind: 'entry', entry: { ...entry, error: error === null ? null : toFailure(error) } };
}

async function answer(task: Task): Promise<Reply> {
  switch (task.job) {
    case 'sniff':
      return { kind: 'sniffed', format: sniff(await bytesOf(task), task.name) };
    case 'read': {
      const { pages, images } = await dispatch(await bytesOf(task), { ...task, beat });
      return { kind: 'read', pages, images: [...images] };
    }
    case 'unpack': {
      const { name, scratch, budget, source } = task;
      entries = zipEntries('path' in source ? source.path : source.bytes, { name, scratch, budget });
      return nextEntry();
    }
    case 'next':
      return nextEntry();
    default:
      return task satisfies never;
  }
}

process.on('message', (task: Task) => {
  void answer(task)
    .catch((error: unknown): Reply => ({ kind: 'error', failure: toFailure(translate(error)) }))
    .then((reply) => process.send?.({ reply, worn: process.memoryUsage.rss() > WORN } satisfies Answer));
});
process.on('disconnect', () => process.exit(0));
