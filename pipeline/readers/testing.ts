import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isWenhengError } from '../../records/errors.ts';
import type { Pages } from '../../records/page.ts';
import type { ReadOptions } from './reader.ts';

/** For tests only: the folder of measured inputs beside the repository, where a machine has it. */
const INPUTS = new URL('../../../shared/inputs/', import.meta.url);
export const hasInputs = existsSync(INPUTS);
export const WHY_SKIPPED = hasInputs ? '' : '（跳过：仓库旁没有 shared/inputs）';
export const input = (path: string): Uint8Array => readFileSync(new URL(path, INPUTS));
export const truth = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`truth/${name}.truth.json`, INPUTS), 'utf8'));

const scratches: string[] = [];
process.once('exit', () => {
  for (const folder of scratches) rmSync(folder, { recursive: true, force: true });
});

function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), 'wenheng-readers-'));
  scratches.push(folder);
  return folder;
}

export const optionsFor = (name: string): ReadOptions => ({
  name,
  scratch: scratch(),
  limits: { bytes: 100e6, pages: 2000, seconds: 120, pixels: 40e6 },
});

export const squeeze = (text: string): string => text.replace(/\s/g, '');

/** Paragraphs and cells in reading order, without blanks; empty cells left out. */
export const paragraphs = (pages: Pages): string[] =>
  pages.blocks
    .flatMap((b) => (b.cells ? b.cells.map((c) => c.text) : [b.text]))
    .map(squeeze)
    .filter((t) => t !== '');

/** The code of the WenhengError that the call ends in; fails the test by another value when it ends otherwise. */
export async function refusal(call: () => unknown): Promise<string> {
  try {
    await call();
  } catch (e) {
    if (isWenhengError(e)) return e.code;
    throw e;
  }
  return 'no refusal';
}

/** Length of the longest common subsequence of two texts, in characters. Quadratic time: a few thousand characters. */
export function common(a: string, b: string): number {
  let row = new Uint32Array(b.length + 1);
  for (let i = 0; i < a.length; i++) {
    const next = new Uint32Array(b.length + 1);
    const ch = a.charCodeAt(i);
    for (let j = 0; j < b.length; j++) {
      next[j + 1] = b.charCodeAt(j) === ch ? (row[j] ?? 0) + 1 : Math.max(row[j + 1] ?? 0, next[j] ?? 0);
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
