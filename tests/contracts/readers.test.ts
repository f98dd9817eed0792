import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { dispatch, READERS } from '../../pipeline/readers/dispatch.ts';
import type { Read } from '../../pipeline/readers/reader.ts';
import { sniff } from '../../pipeline/readers/sniff.ts';
import { optionsFor, squeeze } from '../../pipeline/readers/testing.ts';
import { isWenhengError } from '../../records/errors.ts';
import { FORMATS, Pages, type Place } from '../../records/page.ts';
import { BODY, CELLS, samples, TITLE } from './reader-samples.ts';

/** What every reader owes, whatever its format. */

const all = await samples();

const placesOf = ({ pages }: Read): Place[] => [
  ...pages.blocks.flatMap((block) => [block.place, ...(block.cells?.map((cell) => cell.place) ?? [])]),
  ...pages.aside.map((aside) => aside.place),
];

/** What a reading says, without the names of the files it wrote. */
const said = ({ pages, images }: Read): unknown => ({ pages, images: images.map(({ file: _, ...image }) => image) });

test('each format has a reader that names it, but archives, which are taken apart', async () => {
  expect(FORMATS.filter((format) => !READERS[format])).toEqual(['zip']);
  for (const format of FORMATS) {
    const reader = await READERS[format]?.();
    if (reader) expect(reader.formats).toContain(format);
  }
});

describe.each(all)('$name', ({ format, name, bytes, text }) => {
  const options = optionsFor(name);
  const read = (): Promise<Read> => dispatch(bytes, options);

  test('is known by its bytes, and read the same under any name', async () => {
    expect(sniff(bytes, 'x.bin')).toBe(format);
    expect(said(await dispatch(bytes, { ...options, name: '别的名字.xyz' }))).toEqual(said(await read()));
  });

  test('gives a valid record and leaves the bytes alone', async () => {
    const before = Buffer.from(bytes);
    const { pages } = await read();
    expect(Pages.parse(pages)).toEqual(pages);
    expect(pages.format).toBe(format);
    expect(before.equals(bytes)).toBe(true);
  });

  test.skipIf(!text)('gives the words in order, a table’s cells apart', async () => {
    const { pages } = await read();
    const got = pages.blocks.map((block) => squeeze(block.text));
    expect(got.join('')).toContain(squeeze([TITLE, ...BODY].join('')));
    const cells = pages.blocks.flatMap((block) => block.cells?.map((cell) => cell.text) ?? []);
    if (['html', 'pdf', 'docx'].includes(format)) expect(cells).toEqual(CELLS);
  });

  test('keeps tabs for the cells of rows, labels in front, and an edge for each unit', async () => {
    const { pages } = await read();
    for (const block of pages.blocks) {
      if (block.cells) expect(block.text).toBe(block.cells.map((cell) => cell.text).join('\t'));
      else expect(block.text).not.toMatch(/[\t\r\n]/);
      if (block.label !== undefined) expect(block.text.startsWith(block.label)).toBe(true);
      if (block.edges) expect(block.edges).toHaveLength(block.text.length + 1);
    }
  });

  test('points at places that are there', async () => {
    const result = await read();
    const { pages } = result.pages;
    expect(pages.map((page) => page.number)).toEqual(pages.map((_, i) => i + 1));
    for (const place of placesOf(result)) {
      if (!('box' in place)) continue;
      const page = pages[place.box.page - 1];
      expect(page).toBeDefined();
      expect(place.box.x0).toBeLessThanOrEqual(place.box.x1);
      expect(place.box.y0).toBeLessThanOrEqual(place.box.y1);
      expect(place.box.x1).toBeLessThanOrEqual((page?.width ?? 0) + 1);
      expect(place.box.y1).toBeLessThanOrEqual((page?.height ?? 0) + 1);
    }
  });

  test('hands images over as files of the size it says, for the pages that need OCR', async () => {
    const { pages, images } = await read();
    for (const image of images) {
      expect(dirname(image.file)).toBe(options.scratch);
      const { width, height } = await sharp(image.file).metadata();
      expect([width, height]).toEqual([image.width, image.height]);
    }
    const needing = pages.pages.filter((page) => page.kind === 'scan' || page.kind === 'garbage');
    expect(needing.map((page) => page.number)).toEqual(images.map((image) => image.page));
    expect(images.length > 0).toBe(!text);
  });

  test('cut off anywhere or with flipped bits, it is read or refused by name', { timeout: 60_000 }, async () => {
    // A fixed stride: the same damage on every run.
    for (let i = 1; i <= 16; i += 1) {
      const cut = bytes.slice(0, Math.floor((bytes.length * i) / 17));
      const flipped = bytes.slice();
      for (let k = 0; k < 4; k += 1) {
        const at = (i * 7919 + k * 104_729) % flipped.length;
        flipped[at] = (flipped[at] ?? 0) ^ (1 << (i % 8));
      }
      for (const damaged of [cut, flipped]) {
        try {
          const result = await dispatch(damaged, options);
          Pages.parse(result.pages);
          for (const image of result.images) expect(existsSync(image.file)).toBe(true);
        } catch (error) {
          if (!isWenhengError(error)) throw new Error(`damage ${i} escaped as another error`, { cause: error });
        }
      }
    }
  });
});
