import sharp from 'sharp';
import { WenhengError } from '../../records/errors.ts';
import type { EnginePage, Point, Raster } from './engine.ts';

/** Images past this many pixels are refused: a sheet of A3 at 600 dpi has 70 million. */
export const MAX_PIXELS = 100_000_000;
/** More dots an inch than this bring no better reading (measured: 200 and 300 dpi read alike) and cost time and memory. */
const WORKING_DPI = 200;
/** Long side in pixels of an image that does not tell its dpi: A4 at 200 dpi. */
const WORKING_SIDE = 2340;
const A4_HEIGHT_INCHES = 11.69;

export interface Decoded {
  readonly raster: Raster;
  /** Pixels of the file for one pixel of the raster, 1 or more. */
  readonly shrink: number;
  /** Dots an inch of the raster; null when neither the caller nor the shape of the sheet tells. */
  readonly dpi: number | null;
  /** True when the file holds black and white only, no greys (a fax): such a scan has lost what tells 3 from 8. */
  readonly bilevel: boolean;
}

/** Dots an inch of a sheet that has the shape of A4, upright or lying; null for any other shape. */
export function dpiOfSheet(width: number, height: number): number | null {
  const long = Math.max(width, height);
  const ratio = long / Math.min(width, height);
  return Math.abs(ratio - Math.SQRT2) < 0.06 ? long / A4_HEIGHT_INCHES : null;
}

const problem = (cause: unknown): string =>
  cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : String(cause);

/**
 * Reads an image file into 8-bit RGB, smaller where it is larger than OCR can use.
 * `dpi` is what the reader knows of the printed page; the resolution an image file states of itself is mostly made up, so the
 * shape of the sheet is asked instead.
 * Throws `image-too-large` past MAX_PIXELS and `file-damaged` for a file that cannot be decoded.
 */
export async function decode(file: string, dpi: number | null): Promise<Decoded> {
  const name = file.replace(/^.*[/\\]/, '');
  const options = { limitInputPixels: MAX_PIXELS, failOn: 'none', sequentialRead: true } as const;
  let width: number;
  let height: number;
  let bits: number | undefined;
  let sideways: boolean;
  try {
    // The header only: the bound is checked here, before a pixel is decoded.
    const meta = await sharp(file, { ...options, limitInputPixels: false }).metadata();
    width = meta.width;
    height = meta.height;
    bits = meta.bitsPerSample;
    sideways = (meta.orientation ?? 1) >= 5;
  } catch (cause) {
    throw new WenhengError('file-damaged', { file: name, why: problem(cause) }, { cause });
  }
  if (width * height > MAX_PIXELS) {
    throw new WenhengError('image-too-large', { file: name, size: `${width}×${height} 像素`, limit: '1 亿像素' });
  }
  const known = dpi ?? dpiOfSheet(width, height);
  const long = Math.max(width, height);
  // A tall screenshot (a chat saved as one picture) is bounded by its width: its length says nothing about its print.
  const tall = long / Math.min(width, height) > 2.2;
  const byShape = tall ? Math.min(width, height) / 1654 : long / WORKING_SIDE;
  const shrink = Math.max(1, dpi === null ? byShape : dpi / WORKING_DPI, long / 12_000);
  const size = { width: Math.max(1, Math.round(width / shrink)), height: Math.max(1, Math.round(height / shrink)) };
  try {
    let picture = sharp(file, options).autoOrient();
    if (shrink > 1.02) {
      picture = picture.resize({
        width: sideways ? size.height : size.width,
        height: sideways ? size.width : size.height,
        fit: 'fill',
        kernel: 'cubic',
      });
    }
    const { data, info } = await picture
      .flatten({ background: '#fff' })
      .toColourspace('srgb')
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    const rgb = info.channels === 3 ? new Uint8Array(data.buffer, data.byteOffset, data.length) : greyToRgb(data);
    const raster: Raster = { width: info.width, height: info.height, channels: 3, data: rgb };
    const real = (sideways ? height : width) / info.width;
    return {
      raster,
      shrink: real,
      dpi: known === null ? null : known / real,
      bilevel: bits === 1 || (await isBilevel(file, width, height)),
    };
  } catch (cause) {
    throw new WenhengError('file-damaged', { file: name, why: problem(cause) }, { cause });
  }
}

function greyToRgb(grey: Uint8Array): Uint8Array {
  const rgb = new Uint8Array(grey.length * 3);
  for (let i = 0; i < grey.length; i++) rgb.fill(grey[i] ?? 0, i * 3, i * 3 + 3);
  return rgb;
}

/**
 * Black and white alone, judged on the pixels of the file, before any shrinking makes greys of them. Readers hand faxes over
 * as 8-bit PNG, so the depth of the file does not tell.
 */
async function isBilevel(file: string, width: number, height: number): Promise<boolean> {
  const region = {
    left: Math.floor(width * 0.1),
    top: Math.floor(height * 0.1),
    width: Math.ceil(width * 0.8),
    height: Math.ceil(height * 0.4),
  };
  const data = await sharp(file, { limitInputPixels: MAX_PIXELS, failOn: 'none', sequentialRead: true })
    .extract(region)
    .greyscale()
    .raw()
    .toBuffer();
  let [between, black] = [0, 0];
  for (const v of data) {
    if (v < 25) black++;
    else if (v < 231) between++;
  }
  return black > 100 && between < data.length / 2000 && between < black / 50;
}

/** Averages each target pixel over the source pixels it covers; for shrinking only. Grey in, grey out. */
export function shrinkTo(source: Raster, width: number, height: number): Raster {
  const out = new Uint8Array(width * height);
  const sx = source.width / width;
  const sy = source.height / height;
  for (let y = 0; y < height; y++) {
    const y0 = Math.floor(y * sy);
    const y1 = Math.max(y0 + 1, Math.min(source.height, Math.round((y + 1) * sy)));
    for (let x = 0; x < width; x++) {
      const x0 = Math.floor(x * sx);
      const x1 = Math.max(x0 + 1, Math.min(source.width, Math.round((x + 1) * sx)));
      let sum = 0;
      for (let yy = y0; yy < y1; yy++) {
        const row = yy * source.width;
        for (let xx = x0; xx < x1; xx++) sum += source.data[row + xx] ?? 0;
      }
      out[y * width + x] = sum / ((y1 - y0) * (x1 - x0));
    }
  }
  return { width, height, channels: 1, data: out };
}

/** Places in a plane: `x = a·u + b·v + c`, `y = d·u + e·v + f`. */
export interface Affine {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
  readonly e: number;
  readonly f: number;
}

export const applyTo = (m: Affine, p: Point): Point => ({
  x: m.a * p.x + m.b * p.y + m.c,
  y: m.d * p.x + m.e * p.y + m.f,
});

/** Samples `source` (grey or RGB) at `m(u, v)` for each target pixel, bilinear; `outside` beyond the border. */
export function sample(source: Raster, m: Affine, width: number, height: number, outside = 255): Raster {
  const { data, channels } = source;
  const out = new Uint8Array(width * height * channels);
  const maxX = source.width - 1;
  const maxY = source.height - 1;
  const stride = source.width * channels;
  for (let v = 0; v < height; v++) {
    for (let u = 0; u < width; u++) {
      const at = (v * width + u) * channels;
      const x = m.a * u + m.b * v + m.c;
      const y = m.d * u + m.e * v + m.f;
      if (x < -1 || y < -1 || x > maxX + 1 || y > maxY + 1) {
        for (let k = 0; k < channels; k++) out[at + k] = outside;
        continue;
      }
      const cx = Math.min(maxX, Math.max(0, x));
      const cy = Math.min(maxY, Math.max(0, y));
      const x0 = Math.floor(cx);
      const y0 = Math.floor(cy);
      const fx = cx - x0;
      const fy = cy - y0;
      const right = x0 < maxX ? channels : 0;
      const below = y0 < maxY ? stride : 0;
      const i = y0 * stride + x0 * channels;
      for (let k = 0; k < channels; k++) {
        const top = (data[i + k] ?? 0) * (1 - fx) + (data[i + right + k] ?? 0) * fx;
        const low = (data[i + below + k] ?? 0) * (1 - fx) + (data[i + below + right + k] ?? 0) * fx;
        out[at + k] = top * (1 - fy) + low * fy + 0.5;
      }
    }
  }
  return { width, height, channels, data: out };
}

const distance = (p: Point, q: Point): number => Math.hypot(p.x - q.x, p.y - q.y);

/** Length along the line and height across it, of a quad whose corners run clockwise from the top left. */
export function sizeOf(quad: readonly Point[]): { readonly length: number; readonly height: number } {
  const [tl, tr, br, bl] = corners(quad);
  return { length: (distance(tl, tr) + distance(bl, br)) / 2, height: (distance(tl, bl) + distance(tr, br)) / 2 };
}

export function corners(quad: readonly Point[]): [Point, Point, Point, Point] {
  const [tl, tr, br, bl] = quad;
  if (!tl || !tr || !br || !bl) throw new RangeError('a quad has four corners');
  return [tl, tr, br, bl];
}

/**
 * Cuts a text line out, turned level and scaled to `height` pixels. `from`..`to` (pixels along the line) take a part of it;
 * beyond the ends the picture goes on, which gives the reader some air. `pad` widens across the line, in line heights.
 */
export function cutLine(
  source: Raster,
  quad: readonly Point[],
  height: number,
  part?: { from: number; to: number; pad: number },
): Raster {
  const [tl, tr, , bl] = corners(quad);
  const size = sizeOf(quad);
  const along = { x: (tr.x - tl.x) / Math.max(1, size.length), y: (tr.y - tl.y) / Math.max(1, size.length) };
  const across = { x: (bl.x - tl.x) / Math.max(1, size.height), y: (bl.y - tl.y) / Math.max(1, size.height) };
  const from = part?.from ?? 0;
  const to = part?.to ?? size.length;
  const pad = (part?.pad ?? 0) * size.height;
  const step = (size.height + 2 * pad) / height;
  const width = Math.max(4, Math.min(6000, Math.round((to - from) / step)));
  const m: Affine = {
    a: along.x * step,
    d: along.y * step,
    b: across.x * step,
    e: across.y * step,
    c: tl.x + along.x * (from + step / 2) - across.x * (pad - step / 2) - 0.5,
    f: tl.y + along.y * (from + step / 2) - across.y * (pad - step / 2) - 0.5,
  };
  if (step <= 1.6) return sample(source, m, width, height);
  // Shrinking by more than bilinear sampling bears: sample finer, then average.
  const fine = Math.ceil(step);
  const finer: Affine = { ...m, a: m.a / fine, b: m.b / fine, d: m.d / fine, e: m.e / fine };
  const large = sample(source, finer, width * fine, height * fine);
  return large.channels === 1 ? shrinkTo(large, width, height) : shrinkColours(large, width, height, fine);
}

function shrinkColours(source: Raster, width: number, height: number, by: number): Raster {
  const out = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let k = 0; k < 3; k++) {
        let sum = 0;
        for (let j = 0; j < by; j++) {
          for (let i = 0; i < by; i++) sum += source.data[((y * by + j) * source.width + x * by + i) * 3 + k] ?? 0;
        }
        out[(y * width + x) * 3 + k] = sum / (by * by);
      }
    }
  }
  return { width, height, channels: 3, data: out };
}

type Sized = Pick<Raster, 'width' | 'height'>;

/** Where a point of `image` stands once the picture has been turned clockwise. */
export function turnPoint(p: Point, image: Sized, turned: EnginePage['turned']): Point {
  switch (turned) {
    case 0:
      return p;
    case 90:
      return { x: image.height - p.y, y: p.x };
    case 180:
      return { x: image.width - p.x, y: image.height - p.y };
    case 270:
      return { x: p.y, y: image.width - p.x };
    default:
      return turned satisfies never;
  }
}

/** Where a point of the turned picture stood in `image`, the picture before turning. */
export function turnBack(p: Point, image: Sized, turned: EnginePage['turned']): Point {
  switch (turned) {
    case 0:
      return p;
    case 90:
      return { x: p.y, y: image.height - p.x };
    case 180:
      return { x: image.width - p.x, y: image.height - p.y };
    case 270:
      return { x: image.width - p.y, y: p.x };
    default:
      return turned satisfies never;
  }
}
