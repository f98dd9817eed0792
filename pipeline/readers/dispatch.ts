import { WenhengError } from '../../records/errors.ts';
import type { Format } from '../../records/page.ts';
import { TEXT_UNITS } from './limits.ts';
import type { Read, Reader, ReadOptions } from './reader.ts';
import type { Task, Unpacked } from './sandbox.ts';
import { sniff } from './sniff.ts';

/** Readers are loaded when first needed: a child that reads text files never pays for PDF. */
const READERS: Partial<Record<Format, () => Promise<Reader>>> = {
  txt: async () => (await import('./txt.ts')).txt,
  html: async () => (await import('./html.ts')).html,
  image: async () => (await import('./image.ts')).image,
  tiff: async () => (await import('./image.ts')).image,
  pdf: async () => (await import('./pdf.ts')).pdf,
};

/** Runs inside a sandbox child: finds out the format and lets its reader read. Throws WenhengError. */
export async function dispatch(bytes: Uint8Array, options: ReadOptions): Promise<Read> {
  const format = sniff(bytes, options.name);
  const load = READERS[format];
  if (!load) throw new WenhengError('format-unsupported', { file: options.name, format });
  const read = await (await load()).read(bytes, options);
  let units = 0;
  for (const block of read.pages.blocks) units += block.text.length;
  if (units > TEXT_UNITS)
    throw new WenhengError('file-too-large', { file: options.name, size: `${units} 字`, limit: `${TEXT_UNITS} 字` });
  if (read.images.length === 0 && !read.pages.blocks.some((block) => /\S/u.test(block.text)))
    throw new WenhengError('no-text', { file: options.name });
  return read;
}

export async function unpack(task: Task): Promise<readonly Unpacked[]> {
  throw new WenhengError('format-unsupported', { file: task.name, format: 'zip' });
}
