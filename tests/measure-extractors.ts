/**
 * Scores the extractors over the whole line `pages -> text -> structure -> clauses` for a plain text.
 *   node tests/measure-extractors.ts TEXT GOLD.jsonl SCORE.mjs [--doc N] [--misses]
 *   node tests/measure-extractors.ts TEXT --list [kind,kind]      prints the records instead
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { readPages } from '../pipeline/index.ts';
import { textBlocks } from '../pipeline/readers/txt.ts';
import type { ClauseRecord } from '../records/clause.ts';

interface Read {
  readonly text: string;
  readonly records: readonly ClauseRecord[];
}

function readText(file: string): Read[] {
  const blocks = textBlocks(
    readFileSync(file, 'utf8')
      .replace(/^\uFEFF/, '')
      .replaceAll('\r', ''),
  );
  const pages = { format: 'txt' as const, pages: [], blocks, aside: [], fields: {}, notes: [] };
  return readPages(pages, { name: basename(file), sha256: '0'.repeat(64) }).map((r) => ({
    text: r.document.text,
    records: r.records,
  }));
}

function line(r: ClauseRecord): string {
  const {
    type,
    path,
    quote,
    matter,
    strength,
    exception,
    rule,
    actor,
    id: _,
    span: __,
    confidence: ___,
    ...values
  } = r;
  return `${type} ${path} | ${quote} | ${JSON.stringify(values)} | ${strength} | ${matter} | ${actor ?? '-'} | ${exception ?? '-'} | ${rule}`;
}

const [file = '', second = '', third = '', ...flags] = process.argv.slice(2);
const documents = readText(file);
if (second === '--list') {
  const kinds = third === '' ? null : third.split(',');
  for (const d of documents) for (const r of d.records) if (!kinds || kinds.includes(r.type)) console.log(line(r));
} else {
  const out = join(mkdtempSync(join(tmpdir(), 'measure-')), 'out.json');
  writeFileSync(out, JSON.stringify({ documents }));
  process.stdout.write(execFileSync('node', [third, 'extract', second, out, ...flags], { encoding: 'utf8' }));
}
