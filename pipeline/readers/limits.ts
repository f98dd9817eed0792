import type { Limits } from './reader.ts';

/** What one file may cost by default. Each number was measured against hostile files; a breach is a named WenhengError. */
export const LIMITS: Limits = {
  bytes: 100e6,
  pages: 2_000,
  seconds: 120,
  // A4 at 600 dpi is 35 Mpx.
  pixels: 40e6,
};

/** Pages of one TIFF; fax files of more are split by the sender. */
export const IMAGE_PAGES = 500;

/** Pixels of one rendered page: keeps a poster-sized page from filling the memory. */
export const RENDER_PIXELS = 20e6;

/** OCR gains nothing above this resolution for printed notices. */
export const RENDER_DPI = 200;

/** UTF-16 units in all blocks of one file, some fifty times the longest notice; bounds what crosses to the parent. */
export const TEXT_UNITS = 3_000_000;

/** Points; no sheet of paper is longer (A0 is 3,370), and a page box of 200,000 pt only exists to exhaust memory. */
export const PAGE_POINTS = 20_000;

export const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;
export const megapixels = (pixels: number): string => `${(pixels / 1e6).toFixed(1)} 百万像素`;

/** Seconds that each page drawn for OCR adds to the time of its file: four times what one takes on a quiet machine. */
export const BEAT_SECONDS = 2;

/** Times the file's own limit that it may reach by such pages. */
export const BEATS_AT_MOST = 10;
