import { expect, test } from 'vitest';
import { formatNumber, NUMBER_FORMATS, type NumberFormat } from './number-format.ts';

test.each<[NumberFormat, readonly (readonly [number, string])[]]>([
  [
    'chineseCountingThousand',
    [
      [1, '一'],
      [10, '十'],
      [11, '十一'],
      [20, '二十'],
      [100, '一百'],
      [101, '一百零一'],
      [110, '一百一十'],
      [1001, '一千零一'],
      [10_010, '一万零一十'],
    ],
  ],
  [
    'chineseCounting',
    [
      [9, '九'],
      [10, '十'],
      [21, '二十一'],
      [99, '九十九'],
      [100, '一〇〇'],
    ],
  ],
  [
    'japaneseCounting',
    [
      [1, '一'],
      [10, '十'],
      [19, '十九'],
      [100, '百'],
      [101, '百一'],
      [210, '二百十'],
    ],
  ],
  [
    'chineseLegalSimplified',
    [
      [1, '壹'],
      [10, '壹拾'],
      [25, '贰拾伍'],
      [101, '壹佰零壹'],
    ],
  ],
  [
    'ideographDigital',
    [
      [1, '一'],
      [10, '一〇'],
      [25, '二五'],
    ],
  ],
  [
    'decimalEnclosedCircle',
    [
      [1, '①'],
      [20, '⑳'],
      [21, '21'],
    ],
  ],
  [
    'decimalEnclosedParen',
    [
      [1, '⑴'],
      [20, '⒇'],
    ],
  ],
  [
    'decimalEnclosedFullstop',
    [
      [1, '⒈'],
      [10, '⒑'],
    ],
  ],
  [
    'ideographEnclosedCircle',
    [
      [1, '㈠'],
      [10, '㈩'],
      [11, '11'],
    ],
  ],
  ['decimalFullWidth', [[12, '１２']]],
  [
    'decimalZero',
    [
      [3, '03'],
      [12, '12'],
    ],
  ],
  [
    'upperRoman',
    [
      [4, 'IV'],
      [9, 'IX'],
      [2024, 'MMXXIV'],
    ],
  ],
  [
    'lowerLetter',
    [
      [1, 'a'],
      [26, 'z'],
      [27, 'aa'],
      [28, 'bb'],
    ],
  ],
  [
    'ordinal',
    [
      [1, '1st'],
      [2, '2nd'],
      [11, '11th'],
      [23, '23rd'],
    ],
  ],
  [
    'ideographTraditional',
    [
      [1, '甲'],
      [10, '癸'],
      [11, '11'],
    ],
  ],
  [
    'ideographZodiacTraditional',
    [
      [1, '甲子'],
      [13, '丙子'],
    ],
  ],
])('%s', (format, cases) => {
  for (const [value, text] of cases) expect([value, formatNumber(value, format)]).toEqual([value, text]);
});

test('no format fails on any number a file may hold', () => {
  for (const format of NUMBER_FORMATS) {
    for (const value of [-5, 0, 1, 99, 32_767, 2e9]) expect(formatNumber(value, format).length).toBeLessThan(50);
  }
});
