import { describe, expect, test } from 'vitest';
import { EXTRACTORS } from './index.ts';
import { contextOf, sectionOf } from './testing.ts';

/** Openings that patterns wait on, repeated without what would close them. */
const SEEDS = [
  '《',
  '“',
  '（',
  '不',
  '不得',
  '除',
  '除以外',
  '经',
  '报',
  '由',
  '向',
  '对',
  '未经',
  '根据',
  '形成',
  '建立',
  '通过',
  '以',
  '应当',
  '负责',
  '不得甲乙，',
  '学校应当做乙。',
  '报县局审批，',
  '对甲依法查处。',
  '根据《某法》，',
  '不超过3次，',
  '在2025年6月1日前办理，',
  '确需',
  '的，',
  '等',
  '、',
  '第',
  '〔2020〕',
  '取消',
  '暂停',
  '一律',
  '开展',
  '纳入',
  '追究',
  '处五',
  '义务教育法、',
  '1',
  '一',
  '各县（',
  '审批',
  '未列入',
  '　',
];
const work = (text: string): number => {
  const before = process.cpuUsage().user;
  for (const kind of EXTRACTORS) kind.extract(sectionOf(text), contextOf(text));
  return process.cpuUsage().user - before;
};

describe('no pattern backtracks beyond its length', () => {
  // Four times the text may cost four times the work, with room for noise; a quadratic pattern costs sixteen times.
  test.each(SEEDS.map((s) => [s]))(
    '%s repeated',
    (seed) => {
      const small = seed.repeat(Math.ceil(4_000 / seed.length));
      const large = seed.repeat(Math.ceil(16_000 / seed.length));
      work(small);
      const least = (text: string): number => Math.min(work(text), work(text));
      const base = Math.max(least(small), 3_000);
      expect(least(large) / base).toBeLessThan(12);
    },
    180_000,
  );

  test('records are slices of the text, whatever it says', () => {
    let state = 20_250_301;
    const next = (n: number): number => {
      state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
      return state % n;
    };
    for (let round = 0; round < 300; round++) {
      const text = Array.from({ length: 20 + next(60) }, () => SEEDS[next(SEEDS.length)] ?? '').join('');
      for (const kind of EXTRACTORS) {
        for (const r of kind.extract(sectionOf(text, { start: 7 }), contextOf(`1234567${text}`))) {
          expect(r.span.start).toBeGreaterThanOrEqual(7);
          expect(r.span.end).toBeLessThanOrEqual(7 + text.length);
          expect(r.span.start).toBeLessThan(r.span.end);
        }
      }
    }
  });
});
