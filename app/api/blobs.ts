import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { access, copyFile, link, mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/**
 * Files as they were handed in, by the hash of their content, so that a page can be looked at beside its text. The folders
 * are those of the workers' blob store (queues/blobs.ts): what a worker keeps on this machine is found here too.
 */
export class Blobs {
  readonly #root: string;

  constructor(home: string) {
    this.#root = join(home, 'files');
  }

  path(sha256: string): string {
    if (!/^[0-9a-f]{64}$/.test(sha256)) throw new RangeError('a blob is named by its hash');
    return join(this.#root, sha256.slice(0, 2), sha256.slice(2, 4), sha256);
  }

  /** Keeps a file; the original stays where it is. Keeping it again changes nothing. */
  async keep(file: string, sha256: string): Promise<void> {
    const path = this.path(sha256);
    if (await this.has(sha256)) return;
    await mkdir(dirname(path), { recursive: true });
    const temporary = `${path}.${process.pid}.${performance.now()}`;
    try {
      // A second name for the same bytes where the file system allows it.
      await link(file, temporary).catch(() => copyFile(file, temporary));
      await rename(temporary, path);
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
  }

  has(sha256: string): Promise<boolean> {
    return access(this.path(sha256)).then(
      () => true,
      () => false,
    );
  }
}

export async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
