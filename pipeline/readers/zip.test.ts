import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { deflateRawSync } from 'node:zlib';
import { type Zippable, zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { hasInputs, input, optionsFor, refusal, WHY_SKIPPED } from './testing.ts';
import { UPLOAD, type ZipBudget, type ZipEntry, zipEntries } from './zip.ts';
import { unsafe } from './zip-names.ts';

const TEXT = Buffer.from('关于减轻教师负担的通知');

async function unpack(bytes: Uint8Array, budget: ZipBudget = UPLOAD): Promise<ZipEntry[]> {
  const { name, scratch } = optionsFor('批量.zip');
  const rows: ZipEntry[] = [];
  for await (const row of zipEntries(bytes, { name, scratch, budget })) rows.push(row);
  const kept = rows.flatMap((r) => (r.file === null ? [] : [r.file]));
  // Whatever was refused leaves nothing on the disk, and nothing lies outside the folder.
  expect(readdirSync(scratch)).toHaveLength(kept.length);
  expect(kept.every((f) => f.startsWith(scratch) && existsSync(f))).toBe(true);
  return rows;
}
const summary = (rows: readonly ZipEntry[]) => rows.map((r) => [r.name, r.error?.code ?? 'ok']);
const zip = (files: Zippable) => zipSync(files);

/** The archive with one entry's central and local name overwritten by bytes of the same length. */
function renamed(archive: Uint8Array, from: string, to: Buffer): Uint8Array {
  const copy = Buffer.from(archive);
  const old = Buffer.from(from);
  for (let at = copy.indexOf(old); at >= 0; at = copy.indexOf(old, at + 1)) to.copy(copy, at);
  return copy;
}

test('entries come out as they went in, folders and packers’ noise left out', async () => {
  const rows = await unpack(
    zip({ 'a/通知.txt': TEXT, '__MACOSX/a/._通知.txt': TEXT, 'a/.DS_Store': TEXT, 'b.txt': new Uint8Array() }),
  );
  expect(summary(rows)).toEqual([
    ['a/通知.txt', 'ok'],
    ['b.txt', 'ok'],
  ]);
  expect(readFileSync(rows[0]?.file ?? '')).toEqual(TEXT);
});

test('names in GBK', async () => {
  // 通知.txt in GBK
  const rows = await unpack(renamed(zip({ 'AAAA.txt': TEXT }), 'AAAA.txt', Buffer.from('cda8d6aa2e747874', 'hex')));
  expect(summary(rows)).toEqual([['通知.txt', 'ok']]);
});

test.each([
  '../x.txt',
  '/x.txt',
  'C:/x.txt',
  'c:x.txt',
  'a\\b.txt',
  'a/../../x.txt',
  'ok/..%2fx.txt',
  'a\0b',
  '..',
  '',
])('%j is unsafe', (name) => {
  expect(unsafe(name, 0)).toBe(true);
});
test('harmless names pass; links do not', () => {
  expect(['a..b.txt', '附件/1..txt', '…/x', '.hidden'].filter((n) => unsafe(n, 0))).toEqual([]);
  expect(unsafe('link', 0xa1ff0000)).toBe(true);
});

test('an unsafe entry is refused and the batch goes on', async () => {
  expect(summary(await unpack(zip({ '../evil.txt': TEXT, 'good.txt': TEXT })))).toEqual([
    ['../evil.txt', 'archive-unsafe'],
    ['good.txt', 'ok'],
  ]);
});

describe('bombs', () => {
  test('an entry that swells beyond the ratio', async () => {
    expect(summary(await unpack(zip({ 'zeros.txt': Buffer.alloc(30e6), 'good.txt': TEXT })))).toEqual([
      ['zeros.txt', 'archive-bomb'],
      ['good.txt', 'ok'],
    ]);
  });

  test('all entries together beyond the budget', async () => {
    const noise = Uint8Array.from({ length: 40_000 }, (_, i) => (i * i * 31 + i * 7) % 251);
    const rows = await unpack(zip({ 'a.bin': noise, 'b.bin': noise, 'c.bin': noise }), { entries: 10, bytes: 100_000 });
    expect(summary(rows).map((r) => r[1])).toEqual(['ok', 'ok', 'archive-bomb']);
  });

  test('an entry larger than it says', async () => {
    const copy = Buffer.from(zip({ 'liar.txt': Buffer.alloc(5000, 65) }));
    const at = copy.indexOf('PK\x01\x02');
    copy.writeUInt32LE(10, at + 24);
    expect(summary(await unpack(copy))).toEqual([['liar.txt', 'archive-bomb']]);
  });

  test('too many entries; entries over one another', async () => {
    const many = Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`${i}.txt`, TEXT]));
    expect(await refusal(() => unpack(zip(many), { entries: 10, bytes: 1e6 }))).toBe('archive-too-many');
    expect(await refusal(() => unpack(overlapping(50)))).toBe('archive-bomb');
  });

  test('archives within archives', async () => {
    const third = zip({ 'deep.txt': TEXT });
    const second = zip({ '三层.zip': third, 'b.txt': TEXT });
    expect(
      summary(await unpack(zip({ '二层.zip': second, 'a.txt': TEXT, '坏.zip': Buffer.from('PK\x03\x04cut') }))),
    ).toEqual([
      ['二层.zip/三层.zip', 'archive-bomb'],
      ['二层.zip/b.txt', 'ok'],
      ['a.txt', 'ok'],
      ['坏.zip', 'file-damaged'],
    ]);
  });
});

test('a damaged entry is one row, a damaged archive is an error', async () => {
  const noise = Uint8Array.from({ length: 4000 }, (_, i) => (i * i * 31 + i * 7) % 251);
  const copy = Buffer.from(zip({ 'a.bin': noise, 'b.txt': TEXT }));
  copy.fill(0xff, 60, 200);
  expect(summary(await unpack(copy))).toEqual([
    ['a.bin', 'file-damaged'],
    ['b.txt', 'ok'],
  ]);
  expect(await refusal(() => unpack(copy.subarray(0, 300)))).toBe('file-damaged');
});

/** `count` directory rows that all point at one local entry. */
function overlapping(count: number): Uint8Array {
  const body = deflateRawSync(Buffer.alloc(100_000));
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt16LE(8, 8);
  local.writeUInt32LE(body.length, 18);
  local.writeUInt32LE(100_000, 22);
  local.writeUInt16LE(1, 26);
  const row = Buffer.alloc(46);
  row.writeUInt32LE(0x02014b50, 0);
  row.writeUInt16LE(8, 10);
  row.writeUInt32LE(body.length, 20);
  row.writeUInt32LE(100_000, 24);
  row.writeUInt16LE(1, 28);
  const name = Buffer.from('a');
  const start = Buffer.concat([local, name, body]);
  const directory = Buffer.concat(Array.from({ length: count }, () => [row, name]).flat());
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(count, 8);
  end.writeUInt16LE(count, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(start.length, 16);
  return Buffer.concat([start, directory, end]);
}

describe.skipIf(!hasInputs)(`measured inputs${WHY_SKIPPED}`, () => {
  test('gbk-names.zip', async () => {
    expect(summary(await unpack(input('gbk-names.zip')))).toEqual([
      ['关于减负的通知.txt', 'ok'],
      ['附件/清单（一）.txt', 'ok'],
    ]);
  });
  test('traversal.zip: the good entry alone comes through', async () => {
    const rows = summary(await unpack(input('hostile/traversal.zip')));
    expect(rows.filter((r) => r[1] === 'ok')).toEqual([['good.txt', 'ok']]);
    expect(rows.filter((r) => r[1] === 'archive-unsafe')).toHaveLength(7);
  });
  test('liar.zip and overlap.zip', async () => {
    expect(summary(await unpack(input('hostile/liar.zip')))).toEqual([['liar.txt', 'archive-bomb']]);
    expect(await refusal(() => unpack(input('hostile/overlap.zip')))).toBe('archive-bomb');
  });
});
