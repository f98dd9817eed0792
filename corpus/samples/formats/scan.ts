/** A notice as photographed pages: set in Noto Serif, a little skewed, greyed and noisy, as JPEG. */
import { createCanvas, GlobalFonts, type SKRSContext2D } from '@napi-rs/canvas';
import type { Block } from './layout.ts';

/** A4 at 150 dpi, in pixels. */
export const PAGE = { width: 1240, height: 1754 } as const;
const MARGIN = { left: 150, right: 150, top: 190, bottom: 170 };
const BODY = 33;
const LEADING = 54;
const WIDTH = PAGE.width - MARGIN.left - MARGIN.right;
const FAMILY = 'Scan Serif';
/** What a line break does not cut: 2025, 18:00. */
const WHOLE = /[\d:.]+|./gu;
/** Characters that must not begin a line. */
const NO_START = /[，。；：、！？）”》〉]/;

/** Small seeded generator (mulberry32): the pages must come out the same each time. 0 ≤ n < 1. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

function wrap(ctx: SKRSContext2D, text: string, width: number, indent = 0): string[] {
  const lines: string[] = [];
  let line = '';
  for (const ch of text.match(WHOLE) ?? []) {
    const room = width - (lines.length === 0 ? indent : 0);
    if (line !== '' && ctx.measureText(line + ch).width > room && !NO_START.test(ch)) {
      lines.push(line);
      line = '';
    }
    line += ch;
  }
  return [...lines, line];
}

interface Stroke {
  readonly height: number;
  readonly draw: (ctx: SKRSContext2D, y: number) => void;
}

const font = (size: number): string => `${size}px "${FAMILY}"`;

function centred(text: string, size: number, color: string, after = 0): Stroke {
  return {
    height: size * 1.6 + after,
    draw: (ctx, y) => {
      ctx.font = font(size);
      ctx.fillStyle = color;
      ctx.fillText(text, (PAGE.width - ctx.measureText(text).width) / 2, y + size * 1.2);
    },
  };
}

function strokes(ctx: SKRSContext2D, block: Block): Stroke[] {
  ctx.font = font(BODY);
  const lines = (text: string, indent: number): Stroke[] =>
    wrap(ctx, text, WIDTH, indent).map((line, i) => ({
      height: LEADING,
      draw: (c, y) => {
        c.font = font(BODY);
        c.fillStyle = '#181818';
        c.fillText(line, MARGIN.left + (i === 0 ? indent : 0), y + BODY * 1.2);
      },
    }));
  switch (block.kind) {
    case 'red':
      return [centred(block.text, 84, '#c8201c', 30)];
    case 'number': {
      const rule: Stroke = {
        height: 50,
        draw: (c, y) => {
          c.fillStyle = '#c8201c';
          c.fillRect(MARGIN.left, y, WIDTH, 5);
        },
      };
      return [centred(block.text, BODY, '#181818', 10), rule];
    }
    case 'title':
      return block.text.split('\n').flatMap((part) => {
        ctx.font = font(44);
        return wrap(ctx, part, WIDTH).map((line) => centred(line, 44, '#181818'));
      });
    case 'flush':
      return lines(block.text, 0);
    case 'item':
      return lines(block.label + block.text, BODY * 2);
    case 'body':
      return lines(block.text, BODY * 2);
    case 'sign': {
      const left = WIDTH - ctx.measureText(block.text).width - BODY * 2;
      return lines(block.text, left);
    }
    case 'table':
      return tableStrokes(ctx, block.rows);
  }
}

function tableStrokes(ctx: SKRSContext2D, rows: readonly (readonly string[])[]): Stroke[] {
  const size = 26;
  const columns = rows[0]?.length ?? 0;
  const longest = Array.from({ length: columns }, (_, c) =>
    Math.max(3, ...rows.map((r) => Math.min(14, r[c]?.length ?? 0))),
  );
  const sum = longest.reduce((a, b) => a + b, 0);
  const widths = longest.map((n) => (n / sum) * WIDTH);
  const grid = rows.length === 1 ? [...rows, ...[1, 2].map(() => Array.from({ length: columns }, () => ''))] : rows;
  return grid.map((row) => {
    ctx.font = font(size);
    const cells = row.map((cell, c) => wrap(ctx, cell, (widths[c] ?? 0) - 16));
    const height = Math.max(...cells.map((l) => l.length)) * size * 1.4 + 18;
    return {
      height,
      draw: (c, y) => {
        c.font = font(size);
        c.fillStyle = '#181818';
        c.strokeStyle = '#303030';
        c.lineWidth = 2;
        let x = MARGIN.left;
        cells.forEach((lines, i) => {
          const width = widths[i] ?? 0;
          c.strokeRect(x, y, width, height);
          lines.forEach((line, n) => {
            c.fillText(line, x + 8, y + 8 + size * (1.1 + 1.4 * n));
          });
          x += width;
        });
      },
    };
  });
}

/** JPEG bytes of each page. `fontFile`: a TTF with Chinese glyphs. */
export function toScan(blocks: readonly Block[], fontFile: string, seed: number): Buffer[] {
  if (!GlobalFonts.has(FAMILY)) GlobalFonts.registerFromPath(fontFile, FAMILY);
  const random = seeded(seed);
  const measure = createCanvas(8, 8).getContext('2d');
  const pages: { y: number; stroke: Stroke }[][] = [[]];
  let y: number = MARGIN.top;
  for (const stroke of blocks.flatMap((block) => strokes(measure, block))) {
    if (y + stroke.height > PAGE.height - MARGIN.bottom) {
      pages.push([]);
      y = MARGIN.top;
    }
    pages.at(-1)?.push({ y, stroke });
    y += stroke.height;
  }
  return pages.map((page, n) => photograph(page, n + 1, random));
}

function photograph(page: readonly { y: number; stroke: Stroke }[], number: number, random: () => number): Buffer {
  const canvas = createCanvas(PAGE.width, PAGE.height);
  const ctx = canvas.getContext('2d');
  ctx.fillStyle = '#f4f3ef';
  ctx.fillRect(0, 0, PAGE.width, PAGE.height);
  const degrees = (random() - 0.5) * 1.6;
  ctx.translate(PAGE.width / 2, PAGE.height / 2);
  ctx.rotate((degrees * Math.PI) / 180);
  ctx.translate(-PAGE.width / 2, -PAGE.height / 2);
  for (const { y, stroke } of page) stroke.draw(ctx, y);
  ctx.font = font(26);
  ctx.fillStyle = '#181818';
  ctx.fillText(`— ${number} —`, PAGE.width / 2 - 40, PAGE.height - 110);
  const image = ctx.getImageData(0, 0, PAGE.width, PAGE.height);
  for (let i = 0; i < image.data.length; i += 4) {
    const noise = (random() + random() - 1) * 9;
    for (let k = 0; k < 3; k++) image.data[i + k] = Math.max(0, Math.min(255, (image.data[i + k] ?? 0) + noise));
  }
  ctx.putImageData(image, 0, 0);
  return canvas.toBuffer('image/jpeg', 34);
}
