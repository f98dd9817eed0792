import { describe, expect, it } from 'vitest';
import type { EngineLine } from './engine.ts';
import { layOut, type Placed, place } from './layout.ts';
import type { Rule, Table } from './rules.ts';

function line(text: string, x: number, y: number, width = text.length * 30, height = 40): Placed {
  const quad = [
    { x, y },
    { x: x + width, y },
    { x: x + width, y: y + height },
    { x, y: y + height },
  ];
  const chars = [...text].map((ch, i) => ({
    ch,
    confidence: 1,
    x0: (i * width) / text.length,
    x1: ((i + 1) * width) / text.length,
  }));
  const read: EngineLine = { text, confidence: 1, quad, chars };
  return place(read, 0, false);
}

const texts = (lines: readonly Placed[], tables: readonly Table[] = []): string[] =>
  layOut(lines, tables).map(
    (p) => `${p.kind} ${p.cells.map((cell) => cell.map((c) => c.line.text).join('')).join('|')}`,
  );

const rules = (at: readonly number[], from: number, to: number, first: number): Rule[] =>
  at.map((a, i) => ({ at: a, from, to, id: first + i }));

describe('reading order', () => {
  it('joins pieces of one printed line and orders lines from the top', () => {
    expect(texts([line('丙', 100, 200), line('乙丁', 170, 102), line('甲', 100, 100)])).toEqual([
      'line 甲乙丁',
      'line 丙',
    ]);
  });

  it('parts what stands far apart on one level', () => {
    expect(texts([line('临教办〔2023〕2号', 100, 100), line('签发人：王某', 900, 101)])).toEqual([
      'line 临教办〔2023〕2号',
      'line 签发人：王某',
    ]);
  });

  it('reads two columns one after the other', () => {
    const lines = Array.from({ length: 10 }, (_, i) => [
      line(`左${i}左左左左左左左左`, 100, 100 + i * 60, 500),
      line(`右${i}右右右右右右右右`, 700, 100 + i * 60, 500),
    ]).flat();
    const order = texts(lines);
    expect(order.slice(0, 10).every((t) => t.startsWith('line 左'))).toBe(true);
    expect(order.slice(10).every((t) => t.startsWith('line 右'))).toBe(true);
  });

  it('takes three aligned levels for a table without rules', () => {
    const rows = [100, 160, 220].flatMap((y) => [line('项目', 100, y), line('6次', 500, y), line('市局', 900, y)]);
    expect(texts(rows)).toEqual(['row 项目|6次|市局', 'row 项目|6次|市局', 'row 项目|6次|市局']);
  });
});

describe('ruled tables', () => {
  const table: Table = {
    across: rules([0, 100, 200], 0, 600, 0),
    down: rules([0, 300, 600], 0, 200, 10),
    x0: 0,
    y0: 0,
    x1: 600,
    y1: 200,
  };

  it('gives rows of cells, the printed lines of a cell joined', () => {
    const lines = [
      line('单位', 20, 5),
      line('名称', 20, 50),
      line('次数', 320, 30),
      line('东湖区', 20, 130),
      line('6次', 320, 130),
    ];
    expect(texts(lines, [table])).toEqual(['row 单位名称|次数', 'row 东湖区|6次']);
  });

  it('splits a line that the detector drew across a rule, each number staying in its cell', () => {
    expect(texts([line('123456', 210, 30, 180)], [table])).toEqual(['row 123|456']);
  });

  it('keeps text above and below the table in its place', () => {
    const lower: Table = {
      ...table,
      across: rules([300, 400], 0, 600, 0),
      down: rules([0, 300, 600], 300, 400, 10),
      y0: 300,
      y1: 400,
    };
    expect(texts([line('表后', 0, 500), line('表内', 20, 330), line('表前', 0, 100)], [lower])).toEqual([
      'line 表前',
      'row 表内',
      'line 表后',
    ]);
  });
});
