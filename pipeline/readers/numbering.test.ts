import { expect, test } from 'vitest';
import { Counters, type Level, type List } from './numbering.ts';

const level = (text: string, more: Partial<Level> = {}): Level => ({
  start: 1,
  format: 'decimal',
  text,
  suffix: 'tab',
  legal: false,
  ...more,
});
const HEADINGS: readonly Level[] = [
  level('%1、', { format: 'chineseCountingThousand' }),
  level('（%2）', { format: 'chineseCountingThousand' }),
  level('%3.'),
];
const list = (id: string, overrides: readonly (readonly [number, number])[] = [], levels = HEADINGS): List => ({
  id,
  definition: 'a',
  levels,
  overrides: new Map(overrides),
});
const run = (uses: readonly (readonly [List, number])[]): string[] => {
  const counters = new Counters();
  return uses.map(([l, at]) => counters.next(l, at).label);
};

test('deeper levels begin again under each higher one', () => {
  const l = list('1');
  expect(
    run([
      [l, 0],
      [l, 1],
      [l, 1],
      [l, 2],
      [l, 0],
      [l, 1],
      [l, 2],
    ]),
  ).toEqual(['一、', '（一）', '（二）', '1.', '二、', '（一）', '1.']);
});

test('two instances of one definition count on, unless one overrides its start', () => {
  const [a, b, c] = [list('1'), list('2'), list('3', [[0, 1]])];
  expect(
    run([
      [a, 0],
      [b, 0],
      [c, 0],
      [c, 0],
      [a, 0],
    ]),
  ).toEqual(['一、', '二、', '一、', '二、', '三、']);
});

test('a level that never restarts, and one that restarts only under the first', () => {
  const never = list('1', [], [level('%1.'), level('%2)', { restart: 0 })]);
  expect(
    run([
      [never, 0],
      [never, 1],
      [never, 0],
      [never, 1],
    ]),
  ).toEqual(['1.', '1)', '2.', '2)']);
  const first = list('1', [], [level('%1.'), level('%2)'), level('第%3条', { restart: 1 })]);
  expect(
    run([
      [first, 0],
      [first, 1],
      [first, 2],
      [first, 1],
      [first, 2],
      [first, 0],
      [first, 2],
    ]),
  ).toEqual(['1.', '1)', '第1条', '2)', '第2条', '2.', '第1条']);
});

test('a level above that was skipped counts as begun', () => {
  const l = list('1', [], [level('%1'), level('%1.%2')]);
  expect(
    run([
      [l, 1],
      [l, 1],
      [l, 0],
      [l, 1],
    ]),
  ).toEqual(['1.1', '1.2', '2', '2.1']);
});

test('legal numbering shows every number in Arabic digits', () => {
  const l = list('1', [], [level('第%1章', { format: 'chineseCounting' }), level('%1.%2', { legal: true })]);
  expect(
    run([
      [l, 0],
      [l, 0],
      [l, 1],
    ]),
  ).toEqual(['第一章', '第二章', '2.1']);
});

test('bullets and numbers without text are no labels; the gap follows the last sign', () => {
  const counters = new Counters();
  const l = list(
    '1',
    [],
    [level('\uf0b7', { format: 'bullet' }), level('第%2条'), level('%3、'), level('', { format: 'none' })],
  );
  expect([0, 1, 2, 3].map((at) => counters.next(l, at))).toEqual([
    { label: '', gap: '' },
    { label: '第1条', gap: ' ' },
    { label: '1、', gap: '' },
    { label: '', gap: '' },
  ]);
  expect(counters.next(l, 8)).toEqual({ label: '', gap: '' });
});
