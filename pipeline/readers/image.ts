import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import sharp from 'sharp';
import { WenhengError } from '../../records/errors.ts';
import type { Page } from '../../records/page.ts';
import { IMAGE_PAGES, megapixels } from './limits.ts';
import type { PageImage, Read, Reader, ReadOptions } from './reader.ts';
import { pixelShape } from './tiff.ts';

/** PNG, JPEG, GIF, WebP and TIFF with all its pages: no text of their own, only images for OCR. */
export const image: Reader = { formats: ['image', 'tiff'], read: readImage };

/** libvips keeps decoded images for reuse; in a child that reads one file after another that is only memory. */
sharp.cache(false);

async function readImage(bytes: Uint8Array, options: ReadOptions): Promise<Read> {
  const file = options.name;
  const damaged = (cause: unknown): never => {
    throw new WenhengError('file-damaged', { file, why: '图像无法解码' }, { cause });
  };
  // The pixels are counted here, before anything is decoded; libvips' own limit would say so without a number.
  const open = (page: number) => sharp(bytes, { page, pages: 1, limitInputPixels: false, failOn: 'error' });
  const first = await open(0).metadata().catch(damaged);
  const count = first.pages ?? 1;
  if (count > IMAGE_PAGES) throw new WenhengError('too-many-pages', { file, pages: count, limit: IMAGE_PAGES });
  const pages: Page[] = [];
  const images: PageImage[] = [];
  for (let at = 0; at < count; at += 1) {
    const meta = at === 0 ? first : await open(at).metadata().catch(damaged);
    const pixels = meta.width * meta.height;
    if (pixels > options.limits.pixels)
      throw new WenhengError('image-too-large', {
        file,
        size: `第 ${at + 1} 页 ${megapixels(pixels)}`,
        limit: megapixels(options.limits.pixels),
      });
    const path = join(options.scratch, `${randomUUID()}.png`);
    // Fax machines store fewer rows than columns an inch: the pixels are made square, or characters come out half as high.
    const shape = meta.format === 'tiff' ? pixelShape(bytes, at) : 1;
    const upright = open(at).autoOrient().flatten({ background: '#ffffff' });
    const square =
      shape > 1.05
        ? upright.resize({ width: meta.width, height: Math.round(meta.height * shape), fit: 'fill' })
        : upright;
    const { width, height } = await square
      .toColourspace(meta.channels >= 3 ? 'srgb' : 'b-w')
      .png({ compressionLevel: 2 })
      .toFile(path)
      .catch(damaged);
    // 72 is what libvips says when the file says nothing.
    const dpi = meta.density !== undefined && meta.density > 72 ? meta.density : null;
    options.beat?.();
    images.push({ page: at + 1, file: path, width, height, dpi });
    pages.push({ number: at + 1, width, height, unit: 'px', kind: 'scan', ocr: false });
  }
  if (pages.length === 0) throw new WenhengError('no-pages', { file });
  return {
    pages: { format: first.format === 'tiff' ? 'tiff' : 'image', pages, blocks: [], aside: [], fields: {}, notes: [] },
    images,
  };
}
