import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { layout } from './formats/layout.ts';
import { toPdf } from './formats/pdf.ts';
import { seeded } from './formats/scan.ts';
import { toDocx } from './formats/word.ts';

const LIMIT = 400_000;
const here = import.meta.dirname;

describe.each(['nation-school-affairs', 'dingcheng-plan'])('%s in other formats', (slug) => {
  const text = readFileSync(join(here, slug, `${slug}.txt`), 'utf8');
  const docx = readFileSync(join(here, slug, `${slug}.docx`));
  const scan = readFileSync(join(here, slug, `${slug}.scan.pdf`));

  it('stays small', () => {
    expect(docx.length).toBeLessThan(LIMIT);
    expect(scan.length).toBeLessThan(LIMIT);
  });

  it('numbers its headings in the DOCX, not in the text', () => {
    const parts = unzipSync(docx);
    const body = strFromU8(parts['word/document.xml'] ?? new Uint8Array());
    const words = body.replace(/<[^>]+>/g, '');
    expect(strFromU8(parts['word/numbering.xml'] ?? new Uint8Array())).toContain('chineseCountingThousand');
    const items = text
      .split('\n')
      .filter((line) => /^(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）)/.test(line));
    expect(items.length).toBeGreaterThan(5);
    for (const item of items) {
      expect(words).not.toContain(item);
      expect(words).toContain(item.replace(/^[^、）]+[、）]/, ''));
    }
    expect(body.match(/<w:numPr>/g)?.length).toBe(items.length);
  });

  it('is a picture and nothing else in the scan', () => {
    const raw = scan.toString('latin1');
    expect(raw.startsWith('%PDF-1.4')).toBe(true);
    expect(raw).not.toContain('/Font');
    const pages = raw.match(/\/Type \/Page /g)?.length ?? 0;
    expect(pages).toBeGreaterThan(1);
    expect(raw.match(/\/DCTDecode/g)?.length).toBe(pages);
  });
});

it('writes the same DOCX twice', async () => {
  const blocks = layout('甲局\n关于乙的通知\n\n各单位：\n\n一、总则\n\n（一）内容不超过3项。\n\n甲局\n2025年1月2日\n', [
    '甲局',
  ]);
  expect(blocks.map((b) => b.kind)).toEqual(['title', 'flush', 'item', 'item', 'sign', 'sign']);
  expect(await toDocx(blocks, '乙')).toEqual(await toDocx(blocks, '乙'));
});

it('points the cross-reference table of the PDF at its objects', () => {
  const pdf = toPdf([Buffer.from('jpeg one'), Buffer.from('jpeg two')], { width: 10, height: 20 }).toString('latin1');
  const table = pdf.slice(Number(/startxref\n(\d+)/.exec(pdf)?.[1]));
  const starts = [...table.matchAll(/^(\d{10}) 00000 n/gm)].map((m) => Number(m[1]));
  expect(starts).toHaveLength(8);
  starts.forEach((start, n) => {
    expect(pdf.slice(start)).toMatch(new RegExp(`^${n + 1} 0 obj`));
  });
});

it('gives the same noise for the same seed', () => {
  const [a, b, c] = [seeded(7), seeded(7), seeded(8)];
  expect([a(), a(), a()]).toEqual([b(), b(), b()]);
  expect(c()).not.toBe(seeded(7)());
});
