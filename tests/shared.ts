import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readPages } from '../pipeline/index.ts';
import { txt } from '../pipeline/readers/txt.ts';
import type { Reading } from '../records/reading.ts';

/** The house's shared material beside the clone: seeds, gold and cases. Tests that need it skip with this reason where it is absent. */
export const ROOT = fileURLToPath(new URL('..', import.meta.url));
export const SHARED = join(ROOT, '..', 'shared');
export const hasShared = existsSync(join(SHARED, 'gold'));
export const NO_SHARED = '../shared 不在仓库旁边';

const known = new Map<string, Reading[]>();

/** Reads a text file of ours through the whole first half of the line, in this process: for tests and measures, not for untrusted files. */
export async function readTrusted(path: string): Promise<Reading[]> {
  const cached = known.get(path);
  if (cached) return cached;
  const bytes = new Uint8Array(readFileSync(path));
  const { pages } = await txt.read(bytes, {
    name: basename(path),
    scratch: '/nonexistent',
    limits: { bytes: 1e8, pages: 2000, seconds: 60, pixels: 4e7 },
  });
  const readings = readPages(pages, { name: basename(path), sha256: createHash('sha256').update(bytes).digest('hex') });
  known.set(path, readings);
  return readings;
}

export const listed = (folder: string, ending: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder)
        .filter((f) => f.endsWith(ending))
        .sort()
    : [];
