import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { WenhengError } from '../records/errors.ts';
import type { Pages } from '../records/page.ts';
import type { Reading } from '../records/reading.ts';
import type { Text } from '../records/text.ts';
import { toClauses } from './clauses.ts';
import { toMetadata } from './metadata.ts';
import { type File, toPages, type World } from './pages.ts';
import { judgeQuality } from './restore/index.ts';
import { toStructure } from './structure.ts';
import { toTexts } from './text.ts';

export type { File, World } from './pages.ts';

/** Bump when a stage's rules change what it yields: stored documents of an older version are re-read on request. */
export const VERSIONS = { pages: 1, text: 1, structure: 1, clauses: 1, findings: 1 } as const;

/**
 * The first half of the line: `bytes -> pages -> text -> structure -> clauses`.
 * One file may hold several documents. Throws WenhengError for a file that cannot be read or is no Chinese text.
 */
export async function read(
  file: File,
  world: World,
  onPage?: (done: number, total: number) => void,
): Promise<Reading[]> {
  const pages = await toPages(file, world, onPage);
  const sha256 = await hashOf(file.content);
  return readPages(pages, { name: file.name, sha256 });
}

/** The same from pages on: what a re-run of the later stages uses. */
export function readPages(pages: Pages, source: { readonly name: string; readonly sha256: string }): Reading[] {
  const texts = toTexts(pages);
  assertChinese(texts, source.name);
  return texts.map((text, index) => readText(pages, text, source, index));
}

function readText(
  pages: Pages,
  text: Text,
  source: { readonly name: string; readonly sha256: string },
  index: number,
): Reading {
  const id = `d_${source.sha256.slice(0, 12)}${index > 0 ? `_${index + 1}` : ''}`;
  const structure = toStructure(text);
  const metadata = toMetadata(pages, text, structure, source.name);
  const context = { text: text.text, ...metadata };
  const records = toClauses(id, pages, text, structure, context);
  const quality = { issues: text.issues, repairs: text.repairs, ...judgeQuality(text.text, text.repairs, text.issues) };
  const document = {
    id,
    source: source.name,
    sha256: source.sha256,
    format: pages.format,
    ...metadata,
    text: text.text,
    outline: structure.outline,
    faults: structure.faults,
    quality,
    aside: pages.aside,
    notes: pages.notes,
  };
  return { document, units: structure.units, records };
}

/** An English contract, a binary that decodes to rubbish: said plainly instead of an empty record list. */
function assertChinese(texts: readonly Text[], name: string): void {
  const text = texts.map((t) => t.text).join('\n');
  if (text.trim() === '') throw new WenhengError('no-text', { file: name });
  const han = text.match(/\p{Script=Han}/gu)?.length ?? 0;
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  if (han < 10 || han < 0.3 * letters) throw new WenhengError('not-chinese', { file: name });
}

async function hashOf(content: string | Uint8Array): Promise<string> {
  const hash = createHash('sha256');
  if (typeof content === 'string') for await (const chunk of createReadStream(content)) hash.update(chunk as Buffer);
  else hash.update(content);
  return hash.digest('hex');
}
