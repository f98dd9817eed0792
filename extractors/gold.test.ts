import { describe, expect, test } from 'vitest';
import { approval } from './approval.ts';
import { deadline } from './deadline.ts';
import { duty } from './duty.ts';
import { limit } from './limit.ts';
import { oversight } from './oversight.ts';
import { prohibition } from './prohibition.ts';
import { reference } from './reference.ts';
import { target } from './target.ts';
import { faults, goldOf } from './testing.ts';

for (const kind of [limit, target, deadline, prohibition, approval, duty, oversight, reference]) {
  const cases = goldOf(kind.type);
  describe(`${kind.type}: its gold`, () => {
    test.each(cases.filter((c) => c.open === undefined))('$text', (gold) => {
      expect(faults(gold, (s, c) => kind.extract(s, c))).toEqual([]);
    });
    test.each(cases.filter((c) => c.open !== undefined))('open: $text', (gold) => {
      // An open case that is met must lose its mark.
      expect(faults(gold, (s, c) => kind.extract(s, c))).not.toEqual([]);
    });
    test('at least a third are negatives, each with its reason', () => {
      const negative = cases.filter((c) => c.expect.length === 0);
      expect(negative.every((c) => c.why !== undefined)).toBe(true);
      expect(negative.length * 3).toBeGreaterThanOrEqual(cases.length);
    });
    test('every rule fires on some case', () => {
      const seen = new Set(cases.flatMap((c) => c.expect.map((e) => e.rule)));
      expect(kind.rules.filter((r) => !seen.has(r))).toEqual([]);
    });
  });
}
