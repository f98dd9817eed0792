import { randomUUID } from 'node:crypto';
import { stat, unlink, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { WenhengError } from '../../records/errors.ts';
import { LIMITS, megabytes } from './limits.ts';
import type { Limits, Read } from './reader.ts';
import type { Sandbox, Source, Unpacked } from './sandbox.ts';

export { LIMITS } from './limits.ts';
export type { Limits, PageImage, Read } from './reader.ts';
export { Sandbox, type SandboxOptions, type Unpacked } from './sandbox.ts';

export interface ReadFileOptions {
  /** Where the bytes are parsed; share one among all callers and close it at the end. */
  readonly sandbox: Sandbox;
  /** An existing folder for page images; the caller removes it once OCR has read them. */
  readonly scratch: string;
  /** Shown in messages; the path's last part by default. */
  readonly name?: string;
  readonly limits?: Partial<Limits>;
}

export interface Budget {
  readonly entries: number;
  /** Bytes of all entries together, counted while they are unpacked. */
  readonly bytes: number;
}

/** Larger files reach the child through the disk, so that the parent does not hold them twice. */
const BY_VALUE = 1_000_000;

/**
 * `bytes -> pages`: reads a file of any supported format. The bytes decide the format, never the name.
 * Throws WenhengError for every file that cannot be read.
 */
export async function readFile(source: string | Uint8Array, options: ReadFileOptions): Promise<Read> {
  return handOver(source, options, (task) => options.sandbox.read(task));
}

/** Takes a ZIP apart into `scratch`: one row an entry, in the archive's order, refused entries with their reason. */
export async function unpackFile(
  source: string | Uint8Array,
  options: ReadFileOptions & { readonly budget: Budget },
): Promise<readonly Unpacked[]> {
  return handOver(source, options, (task) => options.sandbox.unpack({ ...task, budget: options.budget }));
}

interface Handover {
  readonly source: Source;
  readonly name: string;
  readonly scratch: string;
  readonly limits: Limits;
}

async function handOver<T>(
  source: string | Uint8Array,
  options: ReadFileOptions,
  run: (task: Handover) => Promise<T>,
): Promise<T> {
  const name = options.name ?? (typeof source === 'string' ? basename(source) : '上传的文件');
  const limits: Limits = { ...LIMITS, ...options.limits };
  const size = typeof source === 'string' ? await sizeOf(source, name) : source.byteLength;
  if (size === 0) throw new WenhengError('file-empty', { file: name });
  if (size > limits.bytes)
    throw new WenhengError('file-too-large', { file: name, size: megabytes(size), limit: megabytes(limits.bytes) });
  const task = { name, scratch: options.scratch, limits };
  if (typeof source === 'string') return run({ ...task, source: { path: source } });
  if (size <= BY_VALUE) return run({ ...task, source: { bytes: source } });
  const path = join(options.scratch, `${randomUUID()}.upload`);
  await writeFile(path, source);
  try {
    return await run({ ...task, source: { path } });
  } finally {
    await unlink(path);
  }
}

async function sizeOf(path: string, name: string): Promise<number> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    throw new WenhengError('file-missing', { file: name }, { cause: error });
  });
  if (found.isDirectory()) throw new WenhengError('is-folder', { file: name });
  return found.size;
}
