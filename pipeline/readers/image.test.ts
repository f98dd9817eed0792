import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { image } from './image.ts';
import { IMAGE_PAGES } from './limits.ts';
import { optionsFor, refusal } from './testing.ts';
import { pixelShape } from './tiff.ts';

const options = optionsFor('扫描.tif');
const white = (width: number, height: number) => sharp({ create: { width, height, channels: 3, background: '#fff' } });

/** A one-bit TIFF of `pages` pages, 16 × `height` white pixels each, with the resolutions given in dots an inch. */
function tiff(pages: number, { height = 8, x = 204, y = 98, little = true } = {}): Uint8Array {
  const file = Buffer.alloc(8 + pages * (2 + 12 * 10 + 4 + 16 + 2 * height));
  const u16 = (value: number, at: number): number =>
    little ? file.writeUInt16LE(value, at) : file.writeUInt16BE(value, at);
  const u32 = (value: number, at: number): number =>
    little ? file.writeUInt32LE(value, at) : file.writeUInt32BE(value, at);
  file.write(little ? 'II' : 'MM', 0);
  u16(42, 2);
  u32(8, 4);
  let at = 8;
  for (let page = 0; page < pages; page += 1) {
    const values = at + 2 + 12 * 10 + 4;
    const strip = values + 16;
    const next = strip + 2 * height;
    u16(10, at);
    const SHORT = 3;
    const LONG = 4;
    const RATIONAL = 5;
    const entries: readonly (readonly [tag: number, type: number, value: number])[] = [
      [256, LONG, 16],
      [257, LONG, height],
      [258, SHORT, 1],
      [259, SHORT, 1],
      [262, SHORT, 1],
      [273, LONG, strip],
      [278, LONG, height],
      [279, LONG, 2 * height],
      [282, RATIONAL, values],
      [283, RATIONAL, values + 8],
    ];
    for (const [i, [tag, type, value]] of entries.entries()) {
      const entry = at + 2 + 12 * i;
      u16(tag, entry);
      u16(type, entry + 2);
      u32(1, entry + 4);
      if (type === SHORT) u16(value, entry + 8);
      else u32(value, entry + 8);
    }
    u32(page + 1 < pages ? next : 0, at + 2 + 120);
    for (const [i, value] of [x, 1, y, 1].entries()) u32(value, values + 4 * i);
    file.fill(0xff, strip, next);
    at = next;
  }
  return new Uint8Array(file);
}

describe('TIFF', () => {
  test('all pages, in order, the flat pixels of a fax made square', async () => {
    const { pages, images } = await image.read(tiff(3), options);
    expect(pages.pages.map((p) => [p.number, p.width, p.height, p.kind])).toEqual(
      [1, 2, 3].map((n) => [n, 16, 17, 'scan']),
    );
    expect(images).toHaveLength(3);
    expect(await sharp(images[2]?.file ?? '').metadata()).toMatchObject({ width: 16, height: 17, format: 'png' });
  });

  test('square pixels stay', async () => {
    const { pages } = await image.read(tiff(1, { x: 200, y: 200 }), options);
    expect(pages.pages[0]).toMatchObject({ width: 16, height: 8 });
  });

  test('pixel shapes of either byte order, and 1 for nonsense', () => {
    expect(pixelShape(tiff(1), 0)).toBeCloseTo(204 / 98);
    expect(pixelShape(tiff(2, { little: false }), 1)).toBeCloseTo(204 / 98);
    expect(pixelShape(tiff(1, { y: 0 }), 0)).toBe(1);
    expect(pixelShape(tiff(1), 5)).toBe(1);
    for (let length = 0; length < 200; length += 1) expect(pixelShape(tiff(1).slice(0, length), 0)).toBeGreaterThan(0);
  });

  test('more pages than anyone faxes', async () => {
    expect(await refusal(() => image.read(tiff(IMAGE_PAGES + 1), options))).toBe('too-many-pages');
  });
});

describe('photographs and screenshots', () => {
  test('a photograph held sideways is turned upright, transparency becomes paper', async () => {
    const sideways = await white(30, 20).withMetadata({ orientation: 6 }).jpeg().toBuffer();
    expect((await image.read(sideways, options)).pages.pages[0]).toMatchObject({ width: 20, height: 30, unit: 'px' });
    const clear = await sharp({ create: { width: 4, height: 4, channels: 4, background: '#00000000' } })
      .png()
      .toBuffer();
    const { images } = await image.read(clear, options);
    const { data } = await sharp(images[0]?.file ?? '')
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect([...data].every((value) => value === 255)).toBe(true);
  });

  test('resolution is told where the file tells it', async () => {
    const known = await white(20, 20).withMetadata({ density: 300 }).png().toBuffer();
    expect((await image.read(known, options)).images[0]?.dpi).toBe(300);
    expect((await image.read(await white(20, 20).png().toBuffer(), options)).images[0]?.dpi).toBeNull();
  });

  test('too many pixels, and none that can be decoded', async () => {
    const small = { ...options, limits: { ...options.limits, pixels: 399 } };
    expect(await refusal(async () => image.read(await white(20, 20).png().toBuffer(), small))).toBe('image-too-large');
    const cut = (await white(200, 200).jpeg().toBuffer()).subarray(0, 300);
    expect(await refusal(() => image.read(cut, options))).toBe('file-damaged');
  });
});
