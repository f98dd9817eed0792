/** A point or rectangle in pixels of the image that was handed in (before any turning or scaling by the engine). */
export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface EngineChar {
  readonly ch: string;
  /** 0–1. */
  readonly confidence: number;
  /** Left and right edge along the line, in pixels of the image, from the quad's first corner. */
  readonly x0: number;
  readonly x1: number;
}

export interface EngineLine {
  readonly text: string;
  /** 0–1: the lowest-information summary, mean over characters; the gate uses the characters. */
  readonly confidence: number;
  /** Four corners, clockwise from the top left of the reading direction. */
  readonly quad: readonly Point[];
  readonly chars: readonly EngineChar[];
}

/** One page as an engine read it, lines in no particular order. */
export interface EnginePage {
  readonly engine: string;
  readonly width: number;
  readonly height: number;
  readonly lines: readonly EngineLine[];
  /** Clockwise degrees by which the page was turned before reading: 0, 90, 180, 270. */
  readonly turned: 0 | 90 | 180 | 270;
  /** Degrees by which lines fall to the right, after turning. */
  readonly skew: number;
  readonly warnings: readonly string[];
}

/** 8-bit pixels, row by row; 1 channel (grey) or 3 (RGB). */
export interface Raster {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  readonly data: Uint8Array;
}

export interface RecognizeOptions {
  readonly dpi?: number | null;
  /** True when the page is known to stand upright, so that no turning is tried. */
  readonly upright?: boolean;
}

/** A line read from a crop. */
export interface LineReading {
  readonly text: string;
  readonly confidence: number;
  /** Where the engine tells: places in pixels of the crop. */
  readonly chars?: readonly EngineChar[];
}

/**
 * The port. One engine reads one page at a time; parallel pages take parallel engines.
 * Implementations: ppocr.ts (default), tesseract.ts (second reader and fallback), none.ts (no OCR).
 */
export interface Engine {
  /** Name and version, stored with each record read by it. */
  readonly id: string;
  /** Reads a page in grey, its red ink taken out and its light evened by the caller (prepare.ts). */
  recognize(image: Raster, options?: RecognizeOptions): Promise<EnginePage>;
  /** Reads one cropped text line; used by the digit gate. Confidence of an empty reading is 0. */
  recognizeLine(crop: Raster): Promise<LineReading>;
  close(): Promise<void>;
}
