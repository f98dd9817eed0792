import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readPages } from '../../pipeline/index.ts';
import { textBlocks } from '../../pipeline/readers/txt.ts';
import type { Reading } from '../../records/reading.ts';

/** Notices for the tests of the archive, read by the real line from plain text. */
export function readNotice(name: string, text: string): Reading[] {
  const blocks = textBlocks(text.replace(/^\uFEFF/, '').replaceAll('\r', ''));
  const pages = { format: 'txt' as const, pages: [], blocks, aside: [], fields: {}, notes: [] };
  return readPages(pages, { name, sha256: createHash('sha256').update(text).digest('hex') });
}

export interface NoticeParts {
  readonly issuer: string;
  readonly number?: string;
  readonly title: string;
  readonly to?: string;
  readonly body: readonly string[];
  /** 2024年3月1日 */
  readonly date: string;
}

export const noticeText = ({ issuer, number, title, to, body, date }: NoticeParts): string =>
  [
    ...(number ? [`${issuer}文件`, '', number, ''] : []),
    `${issuer}${title}`,
    '',
    `${to ?? '各有关单位'}：`,
    ...body.map((line) => `　　${line}`),
    '',
    `　　　　${issuer}`,
    `　　　　${date}`,
    '',
  ].join('\n');

export function notice(parts: NoticeParts): Reading[] {
  return readNotice(`${parts.number ?? parts.title}.txt`, noticeText(parts));
}

const SAMPLES = fileURLToPath(new URL('../../corpus/samples/', import.meta.url));

/** The bundled samples, one reading a text file. */
export function samples(): Reading[] {
  return readdirSync(SAMPLES, { withFileTypes: true })
    .filter((e) => e.isDirectory() && e.name !== 'drafts')
    .flatMap((e) =>
      readdirSync(`${SAMPLES}${e.name}`)
        .filter((f) => f === `${e.name}.txt`)
        .flatMap((f) => readNotice(f, readFileSync(`${SAMPLES}${e.name}/${f}`, 'utf8'))),
    );
}
