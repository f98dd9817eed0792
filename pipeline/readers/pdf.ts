import type { PDFPageProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';
import type { Note, Page } from '../../records/page.ts';
import { type Leaf, toBlocks } from './pdf-blocks.ts';
import { type Content, type Item, toGlyphs } from './pdf-glyphs.ts';
import { toLines } from './pdf-layout.ts';
import { openPdf } from './pdf-open.ts';
import { toRows } from './pdf-rows.ts';
import type { Read, Reader, ReadOptions } from './reader.ts';

/** PDF: text and positions by pdf.js, page images by pdfium. */
export const pdf: Reader = { formats: ['pdf'], read: readPdf };

async function readPdf(bytes: Uint8Array, options: ReadOptions): Promise<Read> {
  const document = await openPdf(bytes, options);
  try {
    const pages: Page[] = [];
    const leaves: Leaf[] = [];
    const notes: Note[] = [];
    for (let number = 1; number <= document.numPages; number += 1) {
      const page = await document.getPage(number);
      const content = await contentOf(page);
      const { width, height } = page.getViewport({ scale: 1 });
      const turned = content.frame.turn % 2 === 1;
      leaves.push({
        content,
        lines: toLines(content.glyphs, [], toRows, turned ? height : width),
        rules: [],
        height: turned ? width : height,
      });
      pages.push({ number, width, height, unit: 'pt', kind: 'text', ocr: false });
      page.cleanup();
    }
    const { blocks, aside } = toBlocks(leaves);
    return { pages: { format: 'pdf', pages, blocks, aside, fields: {}, notes }, images: [] };
  } finally {
    await document.loadingTask.destroy();
  }
}

async function contentOf(page: PDFPageProxy): Promise<Content> {
  const viewport = page.getViewport({ scale: 1 });
  const { items, styles } = await page.getTextContent({ disableNormalization: true });
  const texts = items.flatMap((item): Item[] => ('str' in item ? [item] : []));
  return toGlyphs(texts, (font) => styles[font]?.vertical ?? false, {
    number: page.pageNumber,
    width: viewport.width,
    height: viewport.height,
    viewport: viewport.transform,
  });
}
