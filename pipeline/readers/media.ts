import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp, { type Metadata } from 'sharp';
import type { PageImage, ReadOptions } from './reader.ts';

export interface Picture {
  read(): Promise<Uint8Array>;
  /** 1-based; the picture's own position in the list when absent. */
  readonly page?: number;
  readonly region?: NonNullable<PageImage['region']>;
  /** Width of the printed picture in millimetres, where the file tells; gives the resolution. */
  readonly millimetres?: number;
}

/**
 * Writes pictures of a document to the scratch folder as PNG or JPEG, for OCR. Pictures that no decoder here opens
 * (JBIG2, EMF, WMF) and those beyond the pixel limit are left out: what is returned says which pages have an image.
 */
export async function saveImages(pictures: readonly Picture[], { scratch, limits }: ReadOptions): Promise<PageImage[]> {
  const saved: PageImage[] = [];
  for (const [index, picture] of pictures.slice(0, limits.pages).entries()) {
    const page = picture.page ?? index + 1;
    const image = sharp(await picture.read(), { limitInputPixels: limits.pixels, failOn: 'error' });
    const { format, width, height } = await image.metadata().catch((): Partial<Metadata> => ({}));
    if (!format || !width || !height || width < 100 || height < 100 || width * height > limits.pixels) continue;
    const keep = format === 'png' || format === 'jpeg';
    const file = join(scratch, `picture-${index + 1}.${format === 'jpeg' ? 'jpg' : 'png'}`);
    const data = keep
      ? await picture.read()
      : await image
          .png()
          .toBuffer()
          .catch(() => null);
    if (!data) continue;
    await writeFile(file, data);
    const dpi = picture.millimetres ? Math.round((width / picture.millimetres) * 25.4) : null;
    saved.push({ page, file, width, height, dpi, ...(picture.region ? { region: picture.region } : {}) });
  }
  return saved;
}
