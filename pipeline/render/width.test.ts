import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clip, padEnd, widthOf, wrapRuns, wrapText } from './width.ts';

describe('wrapText', () => {
  it('keeps a 文号 and a figure with its unit whole', () => {
    for (let width = 14; width < 40; width++) {
      const lines = wrapText('按照教规厅〔2025〕11号的规定，提前45日报审，每学期不超过6次。', width);
      expect(lines.some((l) => l.includes('〔2025〕11号'))).toBe(true);
      expect(lines.some((l) => l.includes('45日'))).toBe(true);
      expect(lines.some((l) => l.includes('6次'))).toBe(true);
    }
  });

  const words = fc
    .array(
      fc.constantFrom(
        '学',
        '校',
        '，',
        '。',
        '（',
        '）',
        '《',
        '》',
        '“',
        '”',
        '6',
        '次',
        '18:30',
        ' ',
        'APP',
        '👨‍👩‍👧',
        '\n',
      ),
      { maxLength: 80 },
    )
    .map((x) => x.join(''));

  it('loses and adds nothing but blanks', () => {
    fc.assert(
      fc.property(words, fc.integer({ min: 4, max: 60 }), (text, width) => {
        expect(wrapText(text, width).join('').replace(/\s/g, '')).toBe(text.replace(/\s/g, ''));
      }),
    );
  });
  const clause = fc
    .tuple(
      fc.constantFrom('中小学校', '每学期', '提前45日', '不超过6次', '教师', 'APP'),
      fc.constantFrom('，', '。', '）', '”，', '》', ''),
      fc.constantFrom('', '（', '《', '“'),
    )
    .map((x) => x.join(''));
  it('stays within the width, begins no line with a closing mark and ends none with an opening one', () => {
    fc.assert(
      fc.property(fc.array(clause, { maxLength: 30 }), fc.integer({ min: 16, max: 60 }), (clauses, width) => {
        for (const line of wrapText(`学校${clauses.join('')}校`, width)) {
          expect(widthOf(line)).toBeLessThanOrEqual(width);
          expect(line).not.toMatch(/^[，。）》”]/);
          expect(line).not.toMatch(/[（《“]$/);
        }
      }),
    );
  });
  it('keeps the styles on their words', () => {
    const lines = wrapRuns([{ text: '甲乙丙丁' }, { text: '戊己庚辛', style: 'x' }], 10);
    expect(lines).toEqual([[{ text: '甲乙丙丁' }, { text: '戊', style: 'x' }], [{ text: '己庚辛', style: 'x' }]]);
  });
});

it('clips and pads by columns', () => {
  expect(clip('中小学校', 5)).toBe('中小…');
  expect(clip('中小', 5)).toBe('中小');
  expect(padEnd('中a', 5)).toBe('中a  ');
});
