import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Pages } from '../records/page.ts';
import type { Ocr } from './ocr/index.ts';
import { readImages } from './ocr/index.ts';
import { type Limits, readFile, type Sandbox } from './readers/index.ts';

/** The parts of the world that reading needs; app/compose.ts hands them in. */
export interface World {
  readonly sandbox: Sandbox;
  readonly ocr: Ocr;
  /** An existing folder for page images, one sub-folder a file, removed behind it. */
  readonly scratch: string;
  readonly limits?: Partial<Limits>;
}

/** A file to read: its path on disk or its bytes, and the name that messages and records carry. */
export interface File {
  readonly content: string | Uint8Array;
  readonly name: string;
}

/** `bytes -> pages`: the format's own reader in its child process, then OCR for the pages that have no usable text. */
export async function toPages(
  file: File,
  world: World,
  onPage?: (done: number, total: number) => void,
): Promise<Pages> {
  const scratch = await mkdtemp(join(world.scratch, 'read-'));
  try {
    const read = await readFile(file.content, {
      sandbox: world.sandbox,
      scratch,
      name: file.name,
      ...(world.limits ? { limits: world.limits } : {}),
    });
    return read.images.length === 0 ? read.pages : await readImages(read.images, read.pages, world.ocr, onPage);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
