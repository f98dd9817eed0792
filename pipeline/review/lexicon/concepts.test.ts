import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { CONCEPTS } from './concepts.ts';

/** `// 联考 · 统一供卷 ✗ 国家义务教育质量监测` above a row: what it is meant for, and what it must leave alone. */
const ROW = /^ {2}\/\/ (.+)\n {2}c\(\s*'([^']+)'/gm;
const samples = readdirSync(import.meta.dirname)
  .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
  .flatMap((name) => [...readFileSync(join(import.meta.dirname, name), 'utf8').matchAll(ROW)])
  .map(([, line = '', id = '']) => {
    const [meant = '', spared = ''] = line.split('✗');
    const each = (part: string) =>
      part
        .split('·')
        .map((s) => s.trim())
        .filter((s) => s !== '');
    return { id, meant: each(meant), spared: each(spared) };
  });

describe('rows of ideas', () => {
  test('ids are unique, and every row has its samples', () => {
    expect(new Set(CONCEPTS.map((x) => x.id)).size).toBe(CONCEPTS.length);
    expect(samples.map((s) => s.id).toSorted()).toEqual(CONCEPTS.map((x) => x.id).toSorted());
  });
  test.each(samples)('$id', ({ id, meant, spared }) => {
    const row = CONCEPTS.find((x) => x.id === id);
    expect(meant.filter((s) => !row?.words.test(s))).toEqual([]);
    expect(spared.filter((s) => row?.words.test(s))).toEqual([]);
  });
  test('no word matches the empty text, nor an ordinary sentence of another field', () => {
    for (const text of ['', '今天天气晴朗，他们沿着小路慢慢走回家。'])
      expect(CONCEPTS.filter((x) => x.words.test(text)).map((x) => x.id)).toEqual([]);
  });
});
