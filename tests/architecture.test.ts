import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { EXTRACTORS } from '../extractors/index.ts';
import { RECORD_TYPES } from '../records/clause.ts';
import { ROOT } from './shared.ts';

/** Who may import whom (style.md §2; our corpus/ holds what it calls stores/). Packages are not folders of ours and are free. */
const LAW: Readonly<Record<string, readonly string[]>> = {
  records: ['records'],
  extractors: ['records', 'extractors'],
  pipeline: ['records', 'extractors', 'pipeline'],
  corpus: ['records', 'extractors', 'corpus'],
  queues: ['records', 'queues'],
  app: ['records', 'extractors', 'pipeline', 'corpus', 'queues', 'app'],
  bench: ['records', 'extractors', 'pipeline', 'corpus', 'queues', 'app', 'bench', 'tests'],
  tests: ['records', 'extractors', 'pipeline', 'corpus', 'queues', 'app', 'bench', 'tests'],
};

/** Edges beyond the folder's law, each with its reason. */
const ALSO: readonly { readonly from: RegExp; readonly to: RegExp; readonly why: string }[] = [
  {
    from: /^queues\/workers/,
    to: /^(?:pipeline\/|corpus\/store\.ts$)/,
    why: 'the table of job kinds calls stages and saves (style.md §2)',
  },
  {
    from: /^pipeline\/review\//,
    to: /^corpus\/store\.ts$/,
    why: 'review is handed the store as an argument (design.md)',
  },
  {
    from: /^pipeline\/render\//,
    to: /^corpus\/store\.ts$/,
    why: 'renderers name the types of search hits and disposals',
  },
  { from: /\.test\.ts$/, to: /.*/, why: 'tests may look at everything' },
  { from: /^corpus\/samples\//, to: /.*/, why: 'scripts that make samples' },
];

const files = (folder: string): string[] =>
  readdirSync(join(ROOT, folder)).flatMap((name) => {
    const path = join(folder, name);
    if (name === 'node_modules' || name === 'dist') return [];
    return statSync(join(ROOT, path)).isDirectory()
      ? files(path)
      : /\.ts$/.test(name) && !/\.d\.ts$/.test(name)
        ? [path]
        : [];
  });

/** import … from '…', export … from '…', import('…'): the specifier. */
const IMPORT = /(?:from|import)\s*\(?\s*['"]([^'"\n]+)['"]/g;
const withoutComments = (source: string): string =>
  source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');

const sources = Object.keys(LAW)
  .filter((folder) => existsSync(join(ROOT, folder)))
  .flatMap(files);

describe('the import law', () => {
  test.each(Object.keys(LAW))('%s', (folder) => {
    const broken: string[] = [];
    for (const file of sources.filter((f) => f.startsWith(`${folder}/`)))
      for (const m of withoutComments(readFileSync(join(ROOT, file), 'utf8')).matchAll(IMPORT)) {
        const specifier = m[1] ?? '';
        if (!specifier.startsWith('.')) continue;
        const target = relative(ROOT, resolve(ROOT, dirname(file), specifier));
        const into = target.split('/')[0] ?? '';
        if (!(into in LAW) || LAW[folder]?.includes(into)) continue;
        if (!ALSO.some((a) => a.from.test(file) && a.to.test(target))) broken.push(`${file} -> ${target}`);
      }
    expect(broken).toEqual([]);
  });

  test('records imports no package but zod', () => {
    const packages = sources
      .filter((f) => f.startsWith('records/') && !f.endsWith('.test.ts') && !f.endsWith('make.ts'))
      .flatMap((f) => [...withoutComments(readFileSync(join(ROOT, f), 'utf8')).matchAll(IMPORT)].map((m) => m[1] ?? ''))
      .filter((s) => !s.startsWith('.') && !s.startsWith('node:'));
    expect([...new Set(packages)]).toEqual(['zod']);
  });

  test('below app nobody reads the environment', () => {
    const readers = sources.filter(
      (f) =>
        /^(?:records|extractors|pipeline|corpus|queues)\//.test(f) &&
        !f.endsWith('.test.ts') &&
        !f.startsWith('corpus/samples/') &&
        /process\.env\b/.test(withoutComments(readFileSync(join(ROOT, f), 'utf8'))),
    );
    expect(readers).toEqual([]);
  });
});

test('every record type has its extractor, and every extractor its record type', () => {
  expect(EXTRACTORS.map((e) => e.type).sort()).toEqual([...RECORD_TYPES].sort());
});

test('no folder of odds and ends', () => {
  expect(sources.filter((f) => /(?:^|\/)(?:utils|helpers|common|misc)(?:\/|\.ts$)/.test(f))).toEqual([]);
});
