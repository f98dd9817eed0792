import { WenhengError } from '../../records/errors.ts';
import type { Note } from '../../records/page.ts';
import { BEAT_SECONDS, BEATS_AT_MOST, megapixels } from './limits.ts';
import { toBlocks } from './pdf-blocks.ts';
import { openPdf } from './pdf-open.ts';
import { type Leafed, readPage } from './pdf-page.ts';
import { openPaper } from './pdf-paper.ts';
import type { Read, Reader, ReadOptions } from './reader.ts';

/** PDF: text and positions by pdf.js; what is drawn, and images of the pages that only OCR can read, by pdfium. */
export const pdf: Reader = { formats: ['pdf'], read: readPdf };

/** Of the time given, the share after which pages are no longer drawn: what was read by then is worth returning. */
const ENOUGH = 0.75;

async function readPdf(bytes: Uint8Array, options: ReadOptions): Promise<Read> {
  const began = performance.now();
  const document = await openPdf(bytes, options);
  const paper = await openPaper(bytes);
  try {
    const read: Leafed[] = [];
    let drawn = 0;
    for (let number = 1; number <= document.numPages; number += 1) {
      const allowed = ENOUGH * (options.limits.seconds + BEAT_SECONDS * drawn);
      const hurry =
        performance.now() - began > 1000 * Math.min(allowed, ENOUGH * options.limits.seconds * BEATS_AT_MOST);
      const page = await readPage(document, paper, number, options, hurry);
      read.push(page);
      if (page.images.length > 0) {
        drawn += 1;
        options.beat?.();
      }
    }
    const { blocks, aside } = toBlocks(read.map(({ leaf }) => leaf));
    const notes: Note[] = read.flatMap((page) => page.notes);
    const attached = paper?.attachments() ?? 0;
    if (attached > 0) notes.push({ code: 'attachments', message: `文件内嵌了 ${attached} 个附件，未读取` });
    const images = read.flatMap((page) => page.images);
    const huge = Math.max(0, ...read.map((page) => page.pixels));
    if (huge > options.limits.pixels && images.length === 0 && blocks.length === 0) {
      throw new WenhengError('image-too-large', {
        file: options.name,
        size: megapixels(huge),
        limit: megapixels(options.limits.pixels),
      });
    }
    if (blocks.length === 0 && images.length === 0 && read.every((page) => page.damaged)) {
      throw new WenhengError('file-damaged', { file: options.name, why: '每一页都无法解析' });
    }
    return {
      pages: {
        format: 'pdf',
        pages: read.map(({ page }) => page),
        blocks,
        aside: [...aside, ...read.flatMap((page) => page.aside)],
        fields: {},
        notes,
      },
      images,
    };
  } finally {
    paper?.close();
    await document.loadingTask.destroy();
  }
}
