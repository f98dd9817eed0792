import { WenhengError } from '../../records/errors.ts';
import type { Format } from '../../records/page.ts';
import { TEXT_UNITS } from './limits.ts';
import type { Read, Reader, ReadOptions } from './reader.ts';
import { sniff } from './sniff.ts';

/** Readers are loaded when first needed: a child that reads text files never pays for PDF. */
export const READERS: Readonly<Partial<Record<Format, () => Promise<Reader>>>> = {
  txt: async () => (await import('./txt.ts')).txt,
  html: async () => (await import('./html.ts')).html,
  pdf: async () => (await import('./pdf.ts')).pdf,
  docx: async () => (await import('./docx.ts')).docx,
  doc: async () => (await import('./doc.ts')).doc,
  wps: async () => (await import('./doc.ts')).doc,
  rtf: async () => (await import('./office.ts')).office,
  mht: async () => (await import('./office.ts')).office,
  ofd: async () => (await import('./ofd.ts')).ofd,
  image: async () => (await import('./image.ts')).image,
  tiff: async () => (await import('./image.ts')).image,
};

/** Runs inside a sandbox child: finds out the format and lets its reader read. Throws WenhengError. */
export async function dispatch(bytes: Uint8Array, options: ReadOptions): Promise<Read> {
  const file = options.name;
  const format = sniff(bytes, file);
  const load = READERS[format];
  if (!load) throw new WenhengError('format-unsupported', { file, format: format.toUpperCase() });
  const read = await (await load()).read(bytes, options);
  const units = read.pages.blocks.reduce((sum, block) => sum + block.text.length, 0);
  if (units > TEXT_UNITS)
    throw new WenhengError('file-too-large', { file, size: `${units} 字`, limit: `${TEXT_UNITS} 字` });
  const unread = read.images.length === 0 && !read.pages.notes.some((note) => note.code === 'page-unread');
  if (unread && !read.pages.blocks.some((block) => block.text.trim() !== ''))
    throw new WenhengError('no-text', { file });
  return read;
}
