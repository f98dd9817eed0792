/** Draws pages for PageImages, one at a time. */
import { readFile } from 'node:fs/promises';
import { parentPort } from 'node:worker_threads';
import sharp from 'sharp';
import { LIMITS } from '../../pipeline/readers/index.ts';
import { openPaper } from '../../pipeline/readers/pdf-paper.ts';
import { pixelShape } from '../../pipeline/readers/tiff.ts';
import { type PageAnswer, PageOrder, type PageSize } from './page-images.ts';

const port = parentPort;
if (!port) throw new TypeError('page-thread runs as a worker thread');
const QUALITY = 82;

let turn: Promise<void> = Promise.resolve();
port.on('message', (message: unknown) => {
  const order = PageOrder.parse(message);
  turn = turn.then(() => answer(order).then((a) => port.postMessage(a)));
});

async function answer(order: PageOrder): Promise<PageAnswer> {
  const { id, format, path } = order;
  const bytes = await readFile(path);
  return { id, ...(format === 'pdf' ? await ofPdf(bytes, order) : await ofImage(bytes, order)) };
}

type Drawn = Pick<PageAnswer, 'sizes' | 'image'>;
const NOTHING: Drawn = { sizes: [], image: null };

async function ofPdf(bytes: Uint8Array, { page, width }: PageOrder): Promise<Drawn> {
  const paper = await openPaper(bytes);
  if (!paper) return NOTHING;
  try {
    if (page === null) {
      const sizes: PageSize[] = [];
      for (let number = 1; number <= LIMITS.pages; number++) {
        const size = paper.size(number);
        if (!size) break;
        sizes.push({ number, ...size, unit: 'pt' });
      }
      return { sizes, image: null };
    }
    const size = paper.size(page);
    const raster = size ? paper.render(page, (72 * width) / size.width) : null;
    if (!raster) return NOTHING;
    const raw = { width: raster.width, height: raster.height, channels: 3 } as const;
    const image = await sharp(raster.data, { raw }).jpeg({ quality: QUALITY, mozjpeg: false }).toBuffer();
    return { sizes: [], image: Uint8Array.from(image) };
  } finally {
    paper.close();
  }
}

/** Upright and with square pixels, as the reader saw it. */
async function ofImage(bytes: Uint8Array, { page, width }: PageOrder): Promise<Drawn> {
  const open = (at: number) => sharp(bytes, { page: at, pages: 1, limitInputPixels: LIMITS.pixels });
  const first = await open(0)
    .metadata()
    .catch(() => null);
  if (!first) return NOTHING;
  const count = first.pages ?? 1;
  const sizeOf = async (at: number): Promise<PageSize> => {
    const meta = await open(at).metadata();
    const turned = (meta.orientation ?? 1) >= 5;
    const shape = meta.format === 'tiff' ? pixelShape(bytes, at) : 1;
    const [w, h] = [meta.width, Math.round(meta.height * (shape > 1.05 ? shape : 1))];
    return { number: at + 1, width: turned ? h : w, height: turned ? w : h, unit: 'px' };
  };
  if (page === null) {
    const sizes: PageSize[] = [];
    for (let at = 0; at < count; at++) sizes.push(await sizeOf(at));
    return { sizes, image: null };
  }
  if (page > count) return NOTHING;
  const size = await sizeOf(page - 1);
  const across = Math.min(width, size.width);
  const image = await open(page - 1)
    .autoOrient()
    .flatten({ background: '#ffffff' })
    .resize({ width: across, height: Math.round((across * size.height) / size.width), fit: 'fill' })
    .jpeg({ quality: QUALITY })
    .toBuffer();
  return { sizes: [], image: Uint8Array.from(image) };
}
