import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Expected } from '../gold/load.ts';
import { openCases } from '../score.ts';

const here = import.meta.dirname;
const cases = readdirSync(here)
  .filter((name) => name.endsWith('.expected.json'))
  .map((name) => [name.replace('.expected.json', ''), readFileSync(join(here, name), 'utf8')] as const);

describe('drafts of our own', () => {
  test.each(cases)('%s: the expectation is well formed and quotes the draft', (name, json) => {
    const expected = Expected.parse(JSON.parse(json));
    const text = readFileSync(join(here, expected.draft), 'utf8');
    expect(expected.draft).toBe(`${name}.txt`);
    for (const quote of [...expected.findings.map((f) => f.quote), ...expected.silent]) expect(text).toContain(quote);
    const musts = expected.findings.filter((f) => f.optional === undefined);
    expect(expected.verdict).toBe(musts.some((f) => f.severity === 'conflict') ? 'inconsistent' : 'consistent');
  });

  test('at least a third expect no finding', () => {
    const silent = cases.filter(([, json]) => Expected.parse(JSON.parse(json)).findings.length === 0);
    expect(silent.length * 3).toBeGreaterThanOrEqual(cases.length);
  });

  test('what stays open is a draft, with a reason', () => {
    for (const name of Object.keys(openCases())) expect(cases.map(([n]) => n)).toContain(name);
  });
});
