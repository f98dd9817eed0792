import { randomUUID } from 'node:crypto';
import { stat, unlink, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { WenhengError } from '../../records/errors.ts';
import type { Format } from '../../records/page.ts';
import { LIMITS, megabytes } from './limits.ts';
import type { Limits, Read } from './reader.ts';
import type { Sandbox } from './sandbox.ts';
import type { Budget, Order } from './sandbox-messages.ts';
import type { ZipEntry } from './zip.ts';

export { LIMITS } from './limits.ts';
export type { Limits, PageImage, Read } from './reader.ts';
export { Sandbox, type SandboxOptions } from './sandbox.ts';
export type { Budget } from './sandbox-messages.ts';
export type { ZipEntry } from './zip.ts';

export interface ReadFileOptions {
  /** Where the bytes are parsed; share one among all callers and close it at the end. */
  readonly sandbox: Sandbox;
  /** An existing folder for page images and entries; the caller removes it once they have been read. */
  readonly scratch: string;
  /** Shown in messages; the path's last part by default. */
  readonly name?: string;
  readonly limits?: Partial<Limits>;
}

/** Larger files reach the child through the disk, so that the parent does not hold them twice. */
const BY_VALUE = 1_000_000;

/**
 * `bytes -> pages`: reads a file of any supported format. The bytes decide the format, never the name.
 * Throws WenhengError for every file that cannot be read; a ZIP is format-unsupported here, see `unpackFile`.
 */
export async function readFile(source: string | Uint8Array, options: ReadFileOptions): Promise<Read> {
  const { order, release } = await hold(source, options);
  return options.sandbox.read(order).finally(release);
}

/** What the bytes are. Throws WenhengError for files that no reader takes. */
export async function formatOf(source: string | Uint8Array, options: ReadFileOptions): Promise<Format> {
  const { order, release } = await hold(source, options);
  return options.sandbox.sniff(order).finally(release);
}

/**
 * Takes a ZIP apart into `scratch`, one entry at a time; the caller may read and delete each before asking for the next.
 * `limits.bytes` bounds the archive itself, `limits.seconds` the time for one entry.
 */
export async function* unpackFile(
  source: string | Uint8Array,
  options: ReadFileOptions & { readonly budget: Budget },
): AsyncGenerator<ZipEntry> {
  const { order, release } = await hold(source, options);
  try {
    yield* options.sandbox.unpack(order, options.budget);
  } finally {
    await release();
  }
}

interface Held {
  readonly order: Order;
  /** Removes what was written to disk for the child. */
  readonly release: () => Promise<void>;
}

/** The source checked and, if large, on disk until it is released. */
async function hold(source: string | Uint8Array, options: ReadFileOptions): Promise<Held> {
  const name = options.name ?? (typeof source === 'string' ? basename(source) : '上传的文件');
  const limits: Limits = { ...LIMITS, ...options.limits };
  const size = typeof source === 'string' ? await sizeOf(source, name) : source.byteLength;
  if (size === 0) throw new WenhengError('file-empty', { file: name });
  if (size > limits.bytes)
    throw new WenhengError('file-too-large', { file: name, size: megabytes(size), limit: megabytes(limits.bytes) });
  const base = { name, scratch: options.scratch, limits };
  const nothing = async (): Promise<void> => undefined;
  if (typeof source === 'string') return { order: { ...base, source: { path: source } }, release: nothing };
  if (size <= BY_VALUE) return { order: { ...base, source: { bytes: source } }, release: nothing };
  const path = join(options.scratch, `${randomUUID()}.upload`);
  await writeFile(path, source);
  return { order: { ...base, source: { path } }, release: () => unlink(path) };
}

async function sizeOf(path: string, name: string): Promise<number> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    throw new WenhengError('file-missing', { file: name }, { cause: error });
  });
  if (found.isDirectory()) throw new WenhengError('is-folder', { file: name });
  return found.size;
}
