import type { Format, Pages } from '../../records/page.ts';

/** An image of a page (or an image file) whose text only OCR can tell, written to disk so that memory stays bounded. */
export interface PageImage {
  /** 1-based page of the source. */
  readonly page: number;
  /** PNG or JPEG file in the scratch folder handed to the reader. */
  readonly file: string;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  /** Dots an inch of this image relative to the printed page; null when the source does not tell. */
  readonly dpi: number | null;
  /** Where the image lies on the page, in the page's unit; the whole page when absent. */
  readonly region?: { readonly x0: number; readonly y0: number; readonly x1: number; readonly y1: number };
}

/** What a reader yields: everything the file says by itself, and the images that OCR must still read. */
export interface Read {
  readonly pages: Pages;
  readonly images: readonly PageImage[];
}

/** Limits of shared/spikes/formats.md §6; each breach is a named WenhengError. */
export interface Limits {
  readonly bytes: number;
  readonly pages: number;
  /** Seconds for one document; pages drawn for OCR add to them (`ReadOptions.beat`). */
  readonly seconds: number;
  /** Pixels of one image. */
  readonly pixels: number;
}

export interface ReadOptions {
  /** The file's name, for messages only. */
  readonly name: string;
  /** Folder that the reader may write page images to. */
  readonly scratch: string;
  readonly limits: Limits;
  /** Called after each page drawn for OCR: scans take longer than text, and the time limit grows with them. */
  readonly beat?: () => void;
}

/**
 * One format. Runs inside a child process with a memory limit and a kill timer (sandbox.ts), never on the main thread.
 * Throws WenhengError and nothing else for any input.
 */
export interface Reader {
  readonly formats: readonly Format[];
  read(bytes: Uint8Array, options: ReadOptions): Promise<Read>;
}
