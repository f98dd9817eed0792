import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { access, copyFile, link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { BLOB, type Blobs as Shared } from '../../queues/blobs.ts';
import type { Config } from '../config.ts';

/**
 * Files as they were handed in, by the hash of their content, so that a page can be looked at beside its text: those of
 * the workers' blob store. Where that is a folder they are read in place; from anywhere else a copy is brought here first.
 */
export class Blobs {
  readonly #home: string;
  readonly #root: string;
  readonly #shared: Shared | null;

  /** `shared`: the workers' store, where that is no folder. */
  constructor({ home, blobs }: Pick<Config, 'home' | 'blobs'>, shared: Shared | null = null) {
    this.#home = home;
    this.#root = blobs.kind === 'folder' ? blobs.path : home;
    this.#shared = shared;
  }

  path(sha256: string): string {
    if (!/^[0-9a-f]{64}$/.test(sha256)) throw new RangeError('a blob is named by its hash');
    const path = join(this.#root, BLOB.file(sha256));
    // Where the server kept its own files before it shared the workers' store.
    const old = join(this.#home, 'files', sha256.slice(0, 2), sha256.slice(2, 4), sha256);
    return !existsSync(path) && existsSync(old) ? old : path;
  }

  /** Keeps a file; the original stays where it is. Keeping it again changes nothing. */
  async keep(file: string, sha256: string): Promise<void> {
    const key = BLOB.file(sha256);
    if (this.#shared && !(await this.#shared.has(key)))
      await this.#shared.put(key, new Uint8Array(await readFile(file)));
    const path = this.path(sha256);
    if (await there(path)) return;
    // A second name for the same bytes where the file system allows it.
    await whole(path, (temporary) => link(file, temporary).catch(() => copyFile(file, temporary)));
  }

  async has(sha256: string): Promise<boolean> {
    const path = this.path(sha256);
    if (await there(path)) return true;
    const bytes = await this.#shared?.get(BLOB.file(sha256));
    if (!bytes) return false;
    await whole(path, (temporary) => writeFile(temporary, bytes, { mode: 0o600 }));
    return true;
  }
}

const there = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

/** A file is there as a whole or not at all. */
async function whole(path: string, write: (temporary: string) => Promise<void>): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const temporary = `${path}.${process.pid}.${performance.now()}`;
  try {
    await write(temporary);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

export async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
