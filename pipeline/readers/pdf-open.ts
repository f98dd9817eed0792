import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import {
  getDocument,
  InvalidPDFException,
  PasswordException,
  type PDFDocumentProxy,
} from 'pdfjs-dist/legacy/build/pdf.mjs';
import { WenhengError } from '../../records/errors.ts';
import type { ReadOptions } from './reader.ts';

const home = dirname(createRequire(import.meta.url).resolve('pdfjs-dist/package.json'));

/**
 * Settings without which pdf.js fails silently: no CMaps, no text from GB fonts that are named but not embedded; no
 * WASM, blank JBIG2 and JPEG 2000 scans. Paths must end in a slash.
 */
const SETTINGS = {
  cMapUrl: `${home}/cmaps/`,
  standardFontDataUrl: `${home}/standard_fonts/`,
  wasmUrl: `${home}/wasm/`,
  iccUrl: `${home}/iccs/`,
  useSystemFonts: false,
  verbosity: 0,
};

/** Throws password-locked, file-damaged, no-pages, too-many-pages. */
export async function openPdf(bytes: Uint8Array, { name, limits }: ReadOptions): Promise<PDFDocumentProxy> {
  // pdf.js takes the buffer away from its owner, and pdfium needs it too.
  const task = getDocument({ ...SETTINGS, data: bytes.slice(), maxImageSize: limits.pixels });
  const document = await task.promise.catch((error: unknown) => {
    if (error instanceof PasswordException) throw new WenhengError('password-locked', { file: name }, { cause: error });
    if (error instanceof InvalidPDFException)
      throw new WenhengError('file-damaged', { file: name, why: '不是完整的 PDF' }, { cause: error });
    if (error instanceof RangeError) throw error;
    // Whatever else pdf.js stumbles over while it opens a file is the file's fault.
    throw new WenhengError('file-damaged', { file: name, why: '文件结构无法解析' }, { cause: error });
  });
  if (document.numPages > limits.pages) {
    const pages = document.numPages;
    await task.destroy();
    throw new WenhengError('too-many-pages', { file: name, pages, limit: limits.pages });
  }
  if (document.numPages === 0) throw new WenhengError('no-pages', { file: name });
  return document;
}
