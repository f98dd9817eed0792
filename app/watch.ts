import { stat } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { type IndexOptions, indexPaths } from './index-files.ts';
import { listFiles } from './sources.ts';

/** Seconds between two looks. A file is taken when it has not changed between them: it may still be being copied. */
const EVERY = 2;

/**
 * Watches drop folders until the signal ends it; new and changed files are read as they come. It looks by itself
 * instead of waiting for the system's word, which network drives do not send.
 */
export async function watchFolder(
  paths: readonly string[],
  options: IndexOptions,
  out: { write(text: string): void },
  every = EVERY,
): Promise<void> {
  const { signal } = options;
  out.write('正在监视文件夹，按 Ctrl-C 结束。\n');
  const taken = new Map<string, string>();
  let before = new Map<string, string>();
  // What lay there before is looked at once more: a file may have come between the batch and the first look.
  while (!signal?.aborted) {
    await pause(every * 1000, undefined, signal ? { signal } : {}).catch((error: unknown) => {
      if (!signal?.aborted) throw error;
    });
    if (signal?.aborted) return;
    const now = await look(paths);
    const settled = [...now].filter(([path, state]) => taken.get(path) !== state && before.get(path) === state);
    before = now;
    for (const [path, state] of settled) taken.set(path, state);
    if (settled.length === 0) continue;
    const result = await indexPaths(
      settled.map(([path]) => path),
      options,
    );
    if (result.documents > 0 || result.failed.length > 0) out.write(result.summary);
  }
}

/** Size and time of every file. One that goes while it is looked at is left out. */
async function look(paths: readonly string[]): Promise<Map<string, string>> {
  const out = new Map<string, string>();
  for (const { path } of await listFiles(paths)) {
    const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
      return null;
    });
    if (found) out.set(path, `${found.size} ${found.mtimeMs}`);
  }
  return out;
}
