import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { open, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type Entry, fromBufferPromise, openPromise, type ZipFile } from 'yauzl';
import { WenhengError } from '../../records/errors.ts';
import { type Meter, metered } from './zip-budget.ts';
import { entryName, unsafe } from './zip-names.ts';

export interface ZipBudget {
  readonly entries: number;
  /** Bytes of all entries together, counted while they are unpacked. */
  readonly bytes: number;
}
/** One upload through the web. */
export const UPLOAD: ZipBudget = { entries: 500, bytes: 1e9 };
/** `wenheng index` on the operator's own machine. */
export const INDEX: ZipBudget = { entries: 50_000, bytes: 50e9 };
/** An archive in an archive is opened, one within that is refused. */
export const ZIP_DEPTH = 2;

/** One entry, unpacked or refused; a refusal never ends the batch. */
export interface ZipEntry {
  /** Name inside the archive, decoded; an inner archive's name stands before its entries' names. */
  readonly name: string;
  /** In the scratch folder, under a generated name; null when refused. */
  readonly file: string | null;
  readonly bytes: number;
  readonly error: WenhengError | null;
}

export interface ZipOptions {
  /** The archive's name, for messages. */
  readonly name: string;
  readonly scratch: string;
  readonly budget: ZipBudget;
}

interface State {
  readonly options: ZipOptions;
  readonly meter: Meter;
  entries: number;
  depth: number;
}

/** What packers add and no one sent. */
const NOISE = /(^|\/)(__MACOSX\/|\.DS_Store$|Thumbs\.db$|desktop\.ini$|~\$[^/]*$)/i;

/**
 * Entries of a ZIP in its order, each written to the scratch folder as it comes, so that memory stays bounded.
 * Throws archive-too-many, archive-bomb (entries that overlap) or file-damaged for the archive as a whole; whatever is
 * wrong with one entry stands in its row.
 */
export async function* zipEntries(source: string | Uint8Array, options: ZipOptions): AsyncGenerator<ZipEntry> {
  yield* unpack(source, '', { options, meter: { used: 0, most: options.budget.bytes }, entries: 0, depth: 1 });
}

const OPEN = { lazyEntries: true, decodeStrings: false, autoClose: false } as const;

async function* unpack(source: string | Uint8Array, prefix: string, state: State): AsyncGenerator<ZipEntry> {
  const { name } = state.options;
  let zip: ZipFile;
  try {
    zip =
      typeof source === 'string'
        ? await openPromise(source, OPEN)
        : await fromBufferPromise(Buffer.from(source.buffer, source.byteOffset, source.byteLength), OPEN);
  } catch (e) {
    throw new WenhengError('file-damaged', { file: name, why: '压缩结构不完整' }, { cause: e });
  }
  try {
    for (const entry of await directory(zip, state)) yield* one(zip, entry, prefix, state);
  } finally {
    zip.close();
  }
}

/** All rows of the central directory. Entries that share bytes can only be meant to swell. */
async function directory(zip: ZipFile, state: State): Promise<Entry[]> {
  const { name, budget } = state.options;
  const entries: Entry[] = [];
  let packed = 0;
  try {
    for await (const entry of zip.eachEntry()) {
      packed += entry.compressedSize;
      if (packed > zip.fileSize) throw new WenhengError('archive-bomb', { file: name, why: '条目相互重叠' });
      entries.push(entry);
      if (entries.length > 200_000) break;
    }
  } catch (e) {
    if (e instanceof WenhengError) throw e;
    throw new WenhengError('file-damaged', { file: name, why: '压缩目录损坏' }, { cause: e });
  }
  state.entries += entries.length;
  if (state.entries > budget.entries) throw new WenhengError('archive-too-many', { file: name, limit: budget.entries });
  return entries;
}

async function* one(zip: ZipFile, entry: Entry, prefix: string, state: State): AsyncGenerator<ZipEntry> {
  const own = entryName(entry);
  const name = prefix === '' ? own : `${prefix}/${own}`;
  const refused = (error: WenhengError): ZipEntry => ({ name, file: null, bytes: 0, error });
  if (unsafe(own, entry.externalFileAttributes)) {
    yield refused(new WenhengError('archive-unsafe', { entry: name }));
    return;
  }
  if (own.endsWith('/') || NOISE.test(own)) return;
  if (entry.generalPurposeBitFlag & 1) {
    yield refused(new WenhengError('password-locked', { file: name }));
    return;
  }
  if (entry.compressionMethod !== 0 && entry.compressionMethod !== 8) {
    yield refused(
      new WenhengError('format-unsupported', { file: name, format: `ZIP 压缩方法 ${entry.compressionMethod}` }),
    );
    return;
  }
  const file = join(state.options.scratch, randomUUID());
  let bytes = 0;
  try {
    const stream = await zip.openReadStreamPromise(entry);
    const chunks = metered(stream, { file: name, packed: entry.compressedSize, meter: state.meter });
    await pipeline(
      async function* () {
        for await (const chunk of chunks) {
          bytes += chunk.length;
          yield chunk;
        }
      },
      createWriteStream(file, { flags: 'wx' }),
    );
  } catch (e) {
    await unlink(file).catch((missing: NodeJS.ErrnoException) => {
      if (missing.code !== 'ENOENT') throw missing;
    });
    if (isDisk(e)) throw new WenhengError('disk-full', {}, { cause: e });
    yield refused(
      e instanceof WenhengError
        ? e
        : new WenhengError('file-damaged', { file: name, why: '压缩数据损坏' }, { cause: e }),
    );
    return;
  }
  if (bytes > 0 && (await isArchive(file, own))) {
    yield* inner(file, name, state);
    return;
  }
  yield { name, file, bytes, error: null };
}

const isDisk = (e: unknown): boolean =>
  e instanceof Error && 'code' in e && (e.code === 'ENOSPC' || e.code === 'EDQUOT');

/** An archive by its bytes and, as office files are archives too, by its name: only .zip is taken apart here. */
async function isArchive(file: string, name: string): Promise<boolean> {
  if (!/\.zip$/i.test(name)) return false;
  const handle = await open(file);
  try {
    const { buffer } = await handle.read(Buffer.alloc(4), 0, 4, 0);
    return buffer.readUInt32LE(0) === 0x04034b50;
  } finally {
    await handle.close();
  }
}

/** An archive within the archive; what is wrong with it as a whole is one row. */
async function* inner(file: string, name: string, state: State): AsyncGenerator<ZipEntry> {
  if (state.depth >= ZIP_DEPTH) {
    await unlink(file);
    yield {
      name,
      file: null,
      bytes: 0,
      error: new WenhengError('archive-bomb', { file: name, why: `压缩包嵌套超过 ${ZIP_DEPTH} 层` }),
    };
    return;
  }
  state.depth++;
  try {
    yield* unpack(file, name, state);
  } catch (e) {
    if (!(e instanceof WenhengError) || e.code === 'disk-full') throw e;
    yield { name, file: null, bytes: 0, error: e };
  } finally {
    state.depth--;
    await unlink(file);
  }
}
