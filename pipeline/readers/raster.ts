import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import sharp from 'sharp';

/** Pixels in rows from the top left, three bytes each: red, green, blue. */
export interface Raster {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** What a raster shows, as shares of its pixels. */
export interface Ink {
  /** Dark enough to be print. */
  readonly dark: number;
  /** The red of seals and letterheads. */
  readonly red: number;
  readonly coloured: boolean;
}

export function toInk({ data, width, height }: Raster): Ink {
  let dark = 0;
  let red = 0;
  let coloured = 0;
  for (let i = 0; i < data.length; i += 3) {
    const r = data[i] ?? 255;
    const g = data[i + 1] ?? 255;
    const b = data[i + 2] ?? 255;
    const high = Math.max(r, g, b);
    const low = Math.min(r, g, b);
    if (high - low > 40) coloured += 1;
    if (r > 120 && r - Math.max(g, b) > 60) red += 1;
    else if (r + g + b < 420) dark += 1;
  }
  const all = width * height;
  return { dark: dark / all, red: red / all, coloured: coloured / all > 0.0005 };
}

/** Paints a rectangle white; coordinates in pixels, clipped to the raster. Changes the raster in place. */
export function whiten({ data, width, height }: Raster, x0: number, y0: number, x1: number, y1: number): void {
  const left = Math.max(0, Math.floor(x0));
  const right = Math.min(width, Math.ceil(x1));
  if (left >= right) return;
  for (let y = Math.max(0, Math.floor(y0)); y < Math.min(height, Math.ceil(y1)); y += 1)
    data.fill(255, (y * width + left) * 3, (y * width + right) * 3);
}

/** Writes a PNG under a fresh name into the folder and returns its path; greys only where no colour is. */
export async function savePng(raster: Raster, folder: string, coloured: boolean): Promise<string> {
  const file = join(folder, `${randomUUID()}.png`);
  const image = sharp(raster.data, { raw: { width: raster.width, height: raster.height, channels: 3 } });
  await (coloured ? image : image.greyscale()).png({ compressionLevel: 2 }).toFile(file);
  return file;
}
