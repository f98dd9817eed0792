import { describe, expect, it } from 'vitest';
import type { Engine, EngineLine, Raster } from './engine.ts';
import { counterpart, digitStep, type GateContext, type Glyph, judge } from './gate.ts';
import { none } from './none.ts';

const paper: Raster = { width: 800, height: 60, channels: 1, data: new Uint8Array(800 * 60).fill(255) };

/** A line 40 pixels high with 20 pixels from digit to digit and 40 from Han to Han; `gaps` widens the step before a place. */
function lineOf(text: string, confidence = 0.99, gaps: Readonly<Record<number, number>> = {}): Glyph[] {
  const chars: { ch: string; confidence: number; x0: number; x1: number }[] = [];
  let x = 0;
  [...text].forEach((ch, i) => {
    x += gaps[i] ?? 0;
    const width = /[\x20-\x7e]/.test(ch) ? 20 : 40;
    chars.push({ ch, confidence, x0: x, x1: x + width });
    x += width;
  });
  const quad = [
    { x: 0, y: 0 },
    { x, y: 0 },
    { x, y: 40 },
    { x: 0, y: 40 },
  ];
  const piece: EngineLine = { text, confidence, quad, chars };
  return chars.map((c) => ({ ...c, piece }));
}

const saying = (text: string, id = 'second'): Engine => ({
  ...none,
  id,
  recognizeLine: async () => ({ text, confidence: 0.9 }),
});

const context = (second: Engine | null, more: Partial<GateContext> = {}): GateContext => ({
  flat: paper,
  plain: paper,
  reader: 'first',
  second,
  dpi: 200,
  bilevel: false,
  ...more,
});

const verdict = async (glyphs: Glyph[], ctx: GateContext): Promise<string[]> =>
  (await judge(glyphs, ctx, null)).map((c) => (c.verification.state === 'verified' ? 'verified' : c.verification.why));

describe('the digit gate', () => {
  it('verifies what two engines read alike', async () => {
    expect(await verdict(lineOf('共6次'), context(saying('共6次')))).toEqual(['verified']);
  });

  it('keeps both readings when they differ', async () => {
    const [check] = await judge(lineOf('共6次'), context(saying('共8次')), null);
    expect(check?.verification).toMatchObject({ state: 'unverified', readings: ['6次', '8次'] });
  });

  it('does not take an engine as witness to itself, and verifies nothing without a second', async () => {
    expect(await verdict(lineOf('共6次'), context(saying('共6次', 'first')))).not.toContain('verified');
    expect(await verdict(lineOf('共6次'), context(null))).not.toContain('verified');
  });

  it('doubts an unsure digit, a letter beside one, and a date that cannot be', async () => {
    expect(await verdict(lineOf('共6次', 0.8), context(saying('共6次')))).not.toContain('verified');
    expect(await verdict(lineOf('2U4年'), context(saying('2U4年')))).not.toContain('verified');
    expect(await verdict(lineOf('在27月份'), context(saying('在27月份')))).not.toContain('verified');
  });

  it('doubts digits that stand too far apart, though both readers lost the sign between them', async () => {
    expect(await verdict(lineOf('共27个'), context(saying('共27个')))).toEqual(['verified']);
    expect(await verdict(lineOf('共27个', 0.99, { 2: 14 }), context(saying('共27个')))).toEqual([
      '数字之间空隙过大，可能漏字',
    ]);
  });

  it('verifies nothing on black-and-white scans or far too coarse ones', async () => {
    expect(await verdict(lineOf('共6次'), context(saying('共6次'), { bilevel: true }))).not.toContain('verified');
    expect(await verdict(lineOf('共6次'), context(saying('共6次'), { dpi: 90 }))).not.toContain('verified');
  });

  it('asks for two agreeing readings below 130 dpi', async () => {
    let asked = 0;
    const once: Engine = {
      ...none,
      id: 'second',
      recognizeLine: async () => ({ text: asked++ === 0 ? '共6次' : '', confidence: 0.9 }),
    };
    expect(await verdict(lineOf('共6次'), context(once, { dpi: 110 }))).not.toContain('verified');
    expect(await verdict(lineOf('共6次'), context(saying('共6次'), { dpi: 110 }))).toEqual(['verified']);
  });

  it('sees a 不 that the first reader lost', async () => {
    expect(await verdict(lineOf('次数超过'), context(saying('次数不超过')))).not.toContain('verified');
  });

  /** A reader that takes each digit for the next one, always and with full confidence. */
  it('never verifies a constant digit error, whichever reader makes it', async () => {
    const wrong = (text: string): string => text.replace(/\d/g, (d) => String((Number(d) + 1) % 10));
    for (const text of [
      '每学期不超过6次',
      '临教办〔2023〕18号',
      '2021年3月4日前',
      '6~7月',
      '18:30',
      '占50%',
      '12.5小时',
      '0379-1234567',
    ]) {
      for (const [first, second] of [
        [wrong(text), text],
        [text, wrong(text)],
      ] as const) {
        const numbers = (await judge(lineOf(first), context(saying(second)), null)).filter((c) =>
          /\d/.test(first.slice(c.start, c.end)),
        );
        expect(numbers.length, first).toBeGreaterThan(0);
        for (const c of numbers) expect(c.verification.state, `${first} / ${second}`).toBe('unverified');
      }
      const same = await judge(lineOf(wrong(text)), context(saying(wrong(text), 'first')), null);
      for (const c of same) expect(c.verification.state).toBe('unverified');
    }
  });
});

describe('finding a token in the second reading', () => {
  it.each([
    ['超过6次。', '超过6次。', 2, 4, '6次'],
    ['超过6次。', '起过6次', 2, 4, '6次'],
    ['超过6次。', '超过16次。', 2, 4, '16次'],
    ['间为27月', '间为2~7月', 2, 5, '2~7月'],
    ['过27个', '过2个', 1, 3, '2'],
  ])('%s in %s', (expected, reading, start, end, answer) => {
    expect(counterpart(expected, reading, start, end)).toBe(answer);
  });
});

describe('the step from digit to digit', () => {
  it('is the median of a page, or unknown', () => {
    expect(digitStep([lineOf('123456789012')])).toBeCloseTo(0.5);
    expect(digitStep([lineOf('12')])).toBeNull();
  });
});
