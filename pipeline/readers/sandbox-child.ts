import { readFile } from 'node:fs/promises';
import { WenhengError } from '../../records/errors.ts';
import { dispatch, unpack } from './dispatch.ts';
import type { Reply, Task } from './sandbox.ts';

/** The child's side of the sandbox: takes one task at a time from the parent and answers with pages or a named error. */

/** What foreign libraries throw when memory or the stack runs out is a RangeError; only its wording tells which. */
const translate = (error: unknown): WenhengError => {
  if (error instanceof WenhengError) return error;
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  if (/call stack/.test(text)) return new WenhengError('markup-hostile', { why: '嵌套过深' }, { cause: error });
  if (
    /allocation failed|out of memory|Invalid (typed )?array( buffer)? length|memory access|Cannot enlarge|could not be allocated/i.test(
      text,
    )
  )
    return new WenhengError('memory-limit', {}, { cause: error });
  if (error instanceof Error && 'code' in error && error.code === 'ENOSPC')
    return new WenhengError('disk-full', {}, { cause: error });
  return new WenhengError('reader-crashed', {}, { cause: error });
};

async function answer(task: Task): Promise<Reply> {
  try {
    if (task.job === 'unpack') return { kind: 'unpacked', entries: [...(await unpack(task))] };
    const bytes =
      'path' in task.source ? new Uint8Array(await readFile(task.source.path)) : new Uint8Array(task.source.bytes);
    const { pages, images } = await dispatch(bytes, task);
    return { kind: 'read', pages, images: [...images] };
  } catch (error) {
    const { code, holes, cause } = translate(error);
    const why =
      cause instanceof Error ? (cause.stack ?? cause.message) : cause === undefined ? undefined : String(cause);
    return { kind: 'error', code, holes, ...(why === undefined ? {} : { cause: why.slice(0, 2000) }) };
  }
}

process.on('message', (task: Task) => {
  void answer(task).then((reply) => process.send?.(reply));
});
process.on('disconnect', () => process.exit(0));
