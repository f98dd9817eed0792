import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdtemp, open, readdir, rm, stat } from 'node:fs/promises';
import { basename, join, relative, resolve } from 'node:path';
import type { World } from '../pipeline/index.ts';
import { type Budget, unpackFile } from '../pipeline/readers/index.ts';
import { WenhengError } from '../records/errors.ts';

/** `wenheng index` on the operator's own machine (shared limits of the ZIP reader); nested to depth 2. */
export const INDEX_BUDGET: Budget = { entries: 50_000, bytes: 50e9 };
/** Bytes of one archive. */
const ARCHIVE_BYTES = 50e9;

/** A file of a batch, in the order of the walk. */
export interface Source {
  /** Shown and kept with the document: its name, with the folders inside the one that was named. */
  readonly name: string;
  /** The absolute path; of an archive's entry the archive's path and the entry's name. */
  readonly path: string;
  /** Where its bytes are; null for an entry that the archive's reader refused. */
  readonly file: string | null;
  readonly error: WenhengError | null;
  /** Removes an unpacked entry. */
  release(): Promise<void>;
}

interface Named {
  readonly name: string;
  readonly path: string;
}

const nothing = async (): Promise<void> => undefined;
/** What systems and office programs leave behind in folders. */
const NOISE = /^(?:\.|~\$|README(?:\.\w+)?$|Thumbs\.db$|desktop\.ini$|__MACOSX$)/i;

/** Program files and data, passed over in folders: they never are notices. A file that is named itself is read all the same. */
const FOREIGN = /\.(?:jsonl?|[cm]?[jt]sx?|css|map|py|sh|lock|log|sqlite(?:-wal|-shm)?|db)$/i;

/** The files under the paths, sorted, so that each run meets them in the same order. Throws file-missing. */
export async function listFiles(paths: readonly string[]): Promise<Named[]> {
  const out = new Map<string, Named>();
  for (const path of paths) {
    const found = await stat(path).catch((cause: unknown) => {
      throw new WenhengError('file-missing', { file: path }, { cause });
    });
    const root = resolve(path);
    if (!found.isDirectory()) out.set(root, { name: basename(root), path: root });
    else
      for (const file of await walk(root))
        if (!out.has(file)) out.set(file, { name: relative(root, file), path: file });
  }
  return [...out.values()];
}

async function walk(folder: string): Promise<string[]> {
  const out: string[] = [];
  const entries = await readdir(folder, { withFileTypes: true });
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    if (NOISE.test(entry.name) || (entry.isFile() && FOREIGN.test(entry.name))) continue;
    const path = join(folder, entry.name);
    // Links are not followed: they may lead in a circle or out of the folder.
    if (entry.isDirectory()) out.push(...(await walk(path)));
    else if (entry.isFile()) out.push(path);
  }
  return out;
}

export async function isZip({ path, name }: Named): Promise<boolean> {
  if (!/\.zip$/i.test(name)) return false;
  const handle = await open(path);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(4), 0, 4, 0);
    return bytesRead === 4 && buffer.readUInt32LE(0) === 0x04034b50;
  } finally {
    await handle.close();
  }
}

/** Entries of an archive, unpacked one by one; what is wrong with the whole is one source with its error. */
export async function* entriesOf(archive: Named, world: World): AsyncGenerator<Source> {
  const scratch = await mkdtemp(join(world.scratch, 'zip-'));
  const held = new Set<Promise<void>>();
  try {
    const limits = { ...world.limits, bytes: ARCHIVE_BYTES };
    const options = { sandbox: world.sandbox, scratch, name: archive.name, limits, budget: INDEX_BUDGET };
    for await (const entry of unpackFile(archive.path, options)) {
      const { file, error } = entry;
      const free = Promise.withResolvers<void>();
      held.add(free.promise);
      yield {
        name: `${archive.name}/${entry.name}`,
        path: `${archive.path}/${entry.name}`,
        file,
        error,
        release: async () => {
          if (file !== null) await rm(file, { force: true });
          held.delete(free.promise);
          free.resolve();
        },
      };
    }
  } catch (error) {
    if (!(error instanceof WenhengError) || error.code === 'disk-full') throw error;
    yield { ...archive, file: null, error, release: nothing };
  } finally {
    // The folder goes when the last of its entries has been read.
    await Promise.all(held);
    await rm(scratch, { recursive: true, force: true });
  }
}

export const plainSource = (file: Named): Source => ({ ...file, file: file.path, error: null, release: nothing });

export async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
