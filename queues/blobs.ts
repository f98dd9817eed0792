import { randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { named } from './failure.ts';

/**
 * Where workers share bytes: original files, page images, what was read from them. A folder (of one machine, or a
 * network folder), or any S3-compatible store (blobs-s3.ts). Keys are paths of plain characters.
 * A blob is there as a whole or not at all. Errors: disk-full, service-away.
 */
export interface Blobs {
  put(key: string, bytes: Uint8Array): Promise<void>;
  /** Null where there is none. */
  get(key: string): Promise<Uint8Array | null>;
  has(key: string): Promise<boolean>;
  /** Removes what is there under the key, and all whose keys begin with it and a slash. */
  remove(key: string): Promise<void>;
}

/** Keys of the blobs by content hash; `rules` names the version of the stage that made them. */
export const BLOB = {
  file: (sha256: string): string => `files/${sha256.slice(0, 2)}/${sha256}`,
  /** What the file's pages say, to the end of OCR: re-runs of the later stages begin here. */
  pages: (sha256: string, rules: string): string => `pages/${fan(sha256)}/${rules}.json.gz`,
  /** A scan that goes page by page: what its reader said, its images, what OCR said of each. */
  scan: (sha256: string, rules: string): string => `scans/${fan(sha256)}/${rules}`,
  opened: (sha256: string, rules: string): string => `${BLOB.scan(sha256, rules)}/opened.json.gz`,
  image: (sha256: string, rules: string, n: number): string => `${BLOB.scan(sha256, rules)}/${n}.image`,
  read: (sha256: string, rules: string, n: number): string => `${BLOB.scan(sha256, rules)}/${n}.json.gz`,
} as const;

/** Two levels of folders, so that none holds a million names. */
const fan = (sha256: string): string => `${sha256.slice(0, 2)}/${sha256.slice(2, 4)}/${sha256}`;

export function openFolder(root: string): Blobs {
  const at = (key: string): string => {
    if (!/^[\w-]+(?:[./][\w-]+)*$/.test(key)) throw new RangeError(`no key of a blob: ${key}`);
    return join(root, key);
  };
  const missing = (error: unknown): boolean =>
    error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
  return {
    async put(key, bytes) {
      const path = at(key);
      const draft = `${path}.${randomUUID()}.part`;
      try {
        await mkdir(dirname(path), { recursive: true });
        const file = await open(draft, 'w');
        try {
          await file.writeFile(bytes);
          await file.sync();
        } finally {
          await file.close();
        }
        await rename(draft, path);
      } catch (error) {
        await rm(draft, { force: true });
        throw named(error);
      }
    },
    async get(key) {
      try {
        return new Uint8Array(await readFile(at(key)));
      } catch (error) {
        if (missing(error)) return null;
        throw named(error);
      }
    },
    async has(key) {
      try {
        await stat(at(key));
        return true;
      } catch (error) {
        if (missing(error)) return false;
        throw named(error);
      }
    },
    async remove(key) {
      // The folder above stays, empty or not: another process may be about to write into it.
      await rm(at(key), { recursive: true, force: true });
    },
  };
}

const zip = promisify(gzip);
const unzip = promisify(gunzip);

export const pack = async (value: unknown): Promise<Uint8Array> =>
  new Uint8Array(await zip(JSON.stringify(value), { level: 3 }));
export const unpack = async (bytes: Uint8Array): Promise<unknown> => JSON.parse((await unzip(bytes)).toString('utf8'));
