/** For tests only: text files as pages, and the gold that stands in the repository and, where a machine has it, beside it. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { DocNumberParts, Level } from '../records/document.ts';
import type { Pages } from '../records/page.ts';
import { Region } from '../records/region.ts';
import { sourceOf, type Text } from '../records/text.ts';
import { textBlocks } from './readers/txt.ts';
import { toStructure } from './structure.ts';

const SHARED = new URL('../../shared/', import.meta.url);
export const hasShared = existsSync(SHARED);
export const WHY_SKIPPED = hasShared ? '' : '（跳过：仓库旁没有 shared 文件夹）';

export const pagesOf = (text: string): Pages => ({
  format: 'txt',
  pages: [],
  blocks: textBlocks(text),
  aside: [],
  fields: {},
  notes: [],
});

const Stated = z.object({
  title: z.string(),
  coverTitle: z.string().nullish(),
  docNumber: z.string().nullable(),
  docNumberParts: DocNumberParts.nullish(),
  issuers: z.array(z.string()),
  level: Level,
  region: Region.nullable(),
  issuedOn: z.string().nullable(),
  genre: z.string(),
  addressees: z.array(z.string()),
  attachments: z.array(z.string()),
  outline: z.array(z.tuple([z.string(), z.string()])).optional(),
});
export type Stated = z.infer<typeof Stated>;

const Quoted = z.object({ path: z.string(), quote: z.string() });
export type Quoted = z.infer<typeof Quoted>;

export interface Gold {
  readonly name: string;
  readonly text: string;
  readonly documents: readonly Stated[];
  readonly quotes: readonly Quoted[];
}

const lines = (url: URL): Quoted[] =>
  existsSync(url)
    ? readFileSync(url, 'utf8')
        .split('\n')
        .filter((l) => l.trim() !== '')
        .map((l) => Quoted.parse(JSON.parse(l)))
    : [];

const table = (url: URL): Record<string, Stated[]> =>
  z.record(z.string(), z.array(Stated)).parse(JSON.parse(readFileSync(url, 'utf8')));

/** Gold beside the repository: real notices, some of them damaged copies. */
export function sharedGold(): Gold[] {
  if (!hasShared) return [];
  const gold = new URL('gold/', SHARED);
  const records = readdirSync(gold);
  return Object.entries(table(new URL('documents.json', gold))).map(([name, documents]) => ({
    name,
    text: readFileSync(new URL(`seeds/${name}`, SHARED), 'utf8'),
    documents,
    quotes: lines(
      new URL(records.find((r) => r.startsWith(name.replace('.txt', '.')) && r.endsWith('.jsonl')) ?? 'none', gold),
    ),
  }));
}

/** The project's own gold and sample notices. */
export function ownGold(): Gold[] {
  const gold = new URL('../tests/gold/', import.meta.url);
  const samples = new URL('../corpus/samples/', import.meta.url);
  const fromGold = Object.entries(table(new URL('documents.json', gold))).map(([name, documents]) => ({
    name,
    text: readFileSync(new URL(name, gold), 'utf8'),
    documents,
    quotes: lines(new URL(name.replace('.txt', '.jsonl'), gold)),
  }));
  const fromSamples = readdirSync(samples, { withFileTypes: true })
    .filter((e) => e.isDirectory() && existsSync(new URL(`${e.name}/about.json`, samples)))
    .map(({ name }) => ({
      name,
      text: readFileSync(new URL(`${name}/${name}.txt`, samples), 'utf8'),
      documents: [Stated.parse(JSON.parse(readFileSync(new URL(`${name}/about.json`, samples), 'utf8')))],
      quotes: lines(new URL(`${name}/${name}.jsonl`, samples)),
    }));
  return [...fromGold, ...fromSamples];
}

/** Width, blanks and marks folded away, as the scorer folds. */
export const fold = (words: string | null | undefined): string =>
  (words ?? '')
    .normalize('NFKC')
    .replace(/[\s"'“”‘’「」《》<>〈〉、,，.。;；:：()（）[\]〔〕【】*_~\-—–·•]/g, '')
    .toLowerCase();

/** Paths of the units in whose source the quote begins; empty where it is not found. */
export function pathsOfQuote(texts: readonly Text[], quote: string): string[] {
  const wanted = fold(quote);
  const out: string[] = [];
  for (const text of texts) {
    const { units } = toStructure(text);
    const parts = units.map((u) => fold(sourceOf(text.text, text.repairs, u.span)));
    const whole = parts.join('');
    const starts: number[] = [];
    let at = 0;
    for (const part of parts) {
      starts.push(at);
      at += part.length;
    }
    for (let i = whole.indexOf(wanted); i >= 0 && wanted !== ''; i = whole.indexOf(wanted, i + 1)) {
      const unit = starts.findLastIndex((s) => s <= i);
      out.push(units[unit]?.path ?? '');
    }
  }
  return out;
}
