/**
 * Scores the extractors before the whole pipeline stands: cuts a plain text into sections line by line,
 * runs the kinds and prints what score.mjs says.
 *   node tests/measure-extractors.ts TEXT GOLD.jsonl SCORE.mjs [--misses] [--only kind,kind]
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Context, Section } from '../extractors/extractor.ts';
import { type AnyExtractor, EXTRACTORS } from '../extractors/index.ts';
import type { Unit } from '../records/structure.ts';

const LEVELS: readonly [RegExp, (label: string) => string][] = [
  [/^附件\s*(\d*)(?=$|\s)/, (l) => l.replace(/\s/g, '')],
  [/^[一二三四五六七八九十]+、/, (l) => l.slice(0, -1)],
  [/^第[一二三四五六七八九十百零]+[条章](?=\s|　)/, (l) => l],
  [/^[（(][一二三四五六七八九十]+[)）]/, (l) => l.replace('(', '（').replace(')', '）')],
  [/^\d{1,2}[.．](?!\d)/, (l) => l.slice(0, -1)],
];

/** Lines as sections with path, headings, label and run-in heading. */
export function cutSections(text: string): Section[] {
  const out: Section[] = [];
  const stack: { level: number; label: string; heading: string }[] = [];
  let at = 0;
  for (const raw of text.split('\n')) {
    const line = raw.trim();
    const start = at + raw.indexOf(line);
    at += raw.length + 1;
    if (line === '') continue;
    const level = LEVELS.findIndex(([re]) => re.test(line));
    let label = 0;
    let lead = 0;
    if (level >= 0) {
      const found = LEVELS[level];
      const matched = found?.[0].exec(line)?.[0] ?? '';
      while ((stack.at(-1)?.level ?? -1) >= level) stack.pop();
      label = matched.length;
      const rest = line.slice(label);
      const stop = rest.search(/[。:：]/);
      const head =
        stop >= 0 && stop <= 40 && !/[;；]/.test(rest.slice(0, stop))
          ? rest.slice(0, stop)
          : rest.length <= 40
            ? rest
            : '';
      lead = head === '' || head === rest ? 0 : label + head.length + 1;
      stack.push({ level, label: found?.[1](matched) ?? matched, heading: head.trim() });
    }
    const role: Unit['role'] = line.includes('\t') ? 'row' : 'body';
    out.push({
      path: stack.map((s) => s.label).join('/'),
      role,
      headings: stack.map((s) => s.heading).filter((h) => h !== ''),
      text: line,
      start,
      label,
      lead,
      previous: out.at(-1) ?? null,
    });
  }
  return out;
}

export function runAll(text: string, context: Context, kinds: readonly AnyExtractor[]): Record<string, unknown>[] {
  return cutSections(text).flatMap((s) =>
    kinds.flatMap((k) =>
      k.extract(s, context).map((r) => ({ ...r, path: s.path, quote: text.slice(r.span.start, r.span.end) })),
    ),
  );
}

if (import.meta.main) {
  const [file = '', gold = '', scorer = '', ...flags] = process.argv.slice(2);
  const text = readFileSync(file, 'utf8');
  const title = text.split('\n').find((l) => /关于|方案|意见|办法/.test(l)) ?? '';
  const issuers = [/^\s*(\S{2,20}(?:局|厅|委|府|组|办公厅))\s*$/m.exec(text)?.[1] ?? ''].filter((s) => s !== '');
  const context: Context = {
    text,
    title: title.trim(),
    issuers,
    level: 'unknown',
    issuedOn: null,
    genre: null,
    attachments: [],
  };
  const only = flags.includes('--only') ? (flags[flags.indexOf('--only') + 1] ?? '').split(',') : null;
  const kinds = EXTRACTORS.filter((k) => !only || only.includes(k.type));
  const out = join(mkdtempSync(join(tmpdir(), 'measure-')), 'out.json');
  writeFileSync(out, JSON.stringify({ documents: [{ text, records: runAll(text, context, kinds) }] }));
  process.stdout.write(
    execFileSync('node', [scorer, 'extract', gold, out, ...flags.filter((f) => f === '--misses')], {
      encoding: 'utf8',
    }),
  );
}
