import type { Raster } from './engine.ts';
import { shrinkTo } from './raster.ts';

/** One channel of weight: how strongly a pixel is red, 0 for grey and blue ink. */
const redness = (r: number, g: number, b: number): number => Math.max(0, r - Math.max(g, b));

/**
 * The picture without its red ink: the red channel, in which a seal and a red head fade to paper, lifted further by how red
 * the pixel is. Black print under a seal stays dark. (Red channel instead of brightness: sealed pages 1.32 % → 0.60 % wrong.)
 */
export function withoutRed({ width, height, channels, data }: Raster): Raster {
  if (channels === 1) return { width, height, channels, data };
  const out = new Uint8Array(width * height);
  for (let i = 0, j = 0; i < out.length; i++, j += 3) {
    const r = data[j] ?? 0;
    out[i] = Math.min(255, r + redness(r, data[j + 1] ?? 0, data[j + 2] ?? 0) * 0.8);
  }
  return { width, height, channels: 1, data: out };
}

/**
 * The red ink alone, as dark on white: the red head and the seal. How dark is taken from the green channel, which is sharp;
 * colour itself is stored at half resolution in most JPEG files and only says where red ink is.
 */
export function onlyRed({ width, height, channels, data }: Raster): Raster {
  const out = new Uint8Array(width * height).fill(255);
  if (channels === 3) {
    for (let i = 0, j = 0; i < out.length; i++, j += 3) {
      const g = data[j + 1] ?? 0;
      const red = redness(data[j] ?? 0, g, data[j + 2] ?? 0);
      if (red > 10) out[i] = 255 - (255 - g) * Math.min(1, (red - 10) / 36);
    }
  }
  return { width, height, channels: 1, data: out };
}

/** Brightness: what an eye without colour sees. Used where a second reader shall look at another picture. */
export function brightness({ width, height, channels, data }: Raster): Raster {
  if (channels === 1) return { width, height, channels, data };
  const out = new Uint8Array(width * height);
  for (let i = 0, j = 0; i < out.length; i++, j += 3) {
    out[i] = (data[j] ?? 0) * 0.299 + (data[j + 1] ?? 0) * 0.587 + (data[j + 2] ?? 0) * 0.114;
  }
  return { width, height, channels: 1, data: out };
}

/** Share of pixels that are clearly red. */
export function shareOfRed({ channels, data }: Raster): number {
  if (channels === 1) return 0;
  let red = 0;
  for (let j = 0; j < data.length; j += 12) {
    if (redness(data[j] ?? 0, data[j + 1] ?? 0, data[j + 2] ?? 0) > 60) red++;
  }
  return red / (data.length / 12);
}

/**
 * Evens the light out: each pixel is divided by the brightness of the paper round it (a high percentile of its tile,
 * smoothed, never darker than two fifths of the sheet's, so that a dark desk beside the sheet is not blown up to noise).
 */
export function flatten({ width, height, data }: Raster): Raster {
  const tile = Math.max(16, Math.round(Math.max(width, height) / 72));
  const columns = Math.max(1, Math.ceil(width / tile));
  const rows = Math.max(1, Math.ceil(height / tile));
  const paper = new Float32Array(columns * rows);
  const counts = new Uint32Array(256);
  for (let ty = 0; ty < rows; ty++) {
    for (let tx = 0; tx < columns; tx++) {
      counts.fill(0);
      let n = 0;
      for (let y = ty * tile; y < Math.min(height, (ty + 1) * tile); y += 2) {
        for (let x = tx * tile; x < Math.min(width, (tx + 1) * tile); x += 2) {
          const v = data[y * width + x] ?? 0;
          counts[v] = (counts[v] ?? 0) + 1;
          n++;
        }
      }
      let left = n * 0.15;
      let level = 255;
      for (left -= counts[level] ?? 0; level > 0 && left > 0; left -= counts[level] ?? 0) level--;
      paper[ty * columns + tx] = level;
    }
  }
  const sheet = percentile(paper, 0.8);
  const smooth = new Float32Array(paper.length);
  for (let ty = 0; ty < rows; ty++) {
    for (let tx = 0; tx < columns; tx++) {
      let sum = 0;
      let n = 0;
      for (let y = Math.max(0, ty - 1); y <= Math.min(rows - 1, ty + 1); y++) {
        for (let x = Math.max(0, tx - 1); x <= Math.min(columns - 1, tx + 1); x++) {
          sum += paper[y * columns + x] ?? 0;
          n++;
        }
      }
      smooth[ty * columns + tx] = Math.max(sum / n, sheet * 0.4, 1);
    }
  }
  const out = new Uint8Array(width * height);
  const gain = new Float32Array(width);
  for (let y = 0; y < height; y++) {
    const v = Math.min(rows - 1, Math.max(0, (y + 0.5) / tile - 0.5));
    const v0 = Math.floor(v);
    const v1 = Math.min(rows - 1, v0 + 1);
    const fv = v - v0;
    for (let x = 0; x < width; x++) {
      const u = Math.min(columns - 1, Math.max(0, (x + 0.5) / tile - 0.5));
      const u0 = Math.floor(u);
      const u1 = Math.min(columns - 1, u0 + 1);
      const fu = u - u0;
      const top = (smooth[v0 * columns + u0] ?? 1) * (1 - fu) + (smooth[v0 * columns + u1] ?? 1) * fu;
      const low = (smooth[v1 * columns + u0] ?? 1) * (1 - fu) + (smooth[v1 * columns + u1] ?? 1) * fu;
      gain[x] = 250 / (top * (1 - fv) + low * fv);
    }
    const row = y * width;
    for (let x = 0; x < width; x++) out[row + x] = Math.min(255, (data[row + x] ?? 0) * (gain[x] ?? 1));
  }
  return { width, height, channels: 1, data: out };
}

function percentile(values: Float32Array, share: number): number {
  const sorted = Float32Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 255;
}

/**
 * Degrees by which the lines of a flattened sheet fall to the right (positive: clockwise), within ±6°. The angle is right
 * when the rows' sums of ink differ most from row to row.
 */
export function skewOf(sheet: Raster): number {
  const width = Math.min(sheet.width, 800);
  const small = shrinkTo(sheet, width, Math.max(1, Math.round((sheet.height * width) / sheet.width)));
  const xs: number[] = [];
  const ys: number[] = [];
  for (let y = 0; y < small.height; y++) {
    for (let x = 0; x < small.width; x++) {
      if ((small.data[y * small.width + x] ?? 255) < 150) {
        xs.push(x - small.width / 2);
        ys.push(y);
      }
    }
  }
  if (xs.length < 200) return 0;
  const stride = Math.max(1, Math.floor(xs.length / 60_000));
  const sums = new Float32Array(small.height * 2);
  const sharpness = (degrees: number): number => {
    sums.fill(0);
    const slope = Math.tan((degrees * Math.PI) / 180);
    const shift = small.height / 2;
    for (let i = 0; i < xs.length; i += stride) {
      const row = Math.round((ys[i] ?? 0) - (xs[i] ?? 0) * slope + shift);
      if (row >= 0 && row < sums.length) sums[row] = (sums[row] ?? 0) + 1;
    }
    let score = 0;
    for (let i = 1; i < sums.length; i++) score += ((sums[i] ?? 0) - (sums[i - 1] ?? 0)) ** 2;
    return score;
  };
  const best = (from: number, to: number, step: number): number => {
    let angle = 0;
    let top = -1;
    for (let a = from; a <= to + 1e-9; a += step) {
      const score = sharpness(a);
      if (score > top) {
        top = score;
        angle = a;
      }
    }
    return angle;
  };
  const coarse = best(-6, 6, 0.5);
  const fine = best(coarse - 0.5, coarse + 0.5, 0.1);
  return sharpness(fine) > sharpness(0) * 1.05 ? fine : 0;
}

/** Turns a picture clockwise by a quarter, half or three quarters. */
export function turn({ width, height, channels, data }: Raster, degrees: 0 | 90 | 180 | 270): Raster {
  if (degrees === 0) return { width, height, channels, data };
  const out = new Uint8Array(data.length);
  const across = degrees === 180 ? width : height;
  const down = degrees === 180 ? height : width;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const u = degrees === 90 ? height - 1 - y : degrees === 180 ? width - 1 - x : y;
      const v = degrees === 90 ? x : degrees === 180 ? height - 1 - y : width - 1 - x;
      for (let k = 0; k < channels; k++)
        out[(v * across + u) * channels + k] = data[(y * width + x) * channels + k] ?? 0;
    }
  }
  return { width: across, height: down, channels, data: out };
}
