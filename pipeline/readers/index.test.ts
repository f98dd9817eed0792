import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { afterAll, describe, expect, test } from 'vitest';
import { formatOf, readFile, Sandbox, unpackFile } from './index.ts';
import { hasInputs, input, refusal, WHY_SKIPPED } from './testing.ts';

const scratch = mkdtempSync(join(tmpdir(), 'wenheng-index-'));
const sandbox = new Sandbox({ concurrency: 1 });
const options = { sandbox, scratch };
afterAll(() => sandbox.close());

const TEXT = '临江市教育局关于规范进校园活动的通知\n一、每学期各类进校园活动不超过6次。';
const said = async (source: string | Uint8Array): Promise<string> =>
  (await readFile(source, options)).pages.blocks.map((block) => block.text).join('\n');

test('a path and its bytes read the same, small or large, and nothing stays behind', async () => {
  const path = join(scratch, '通知.txt');
  const long = `${TEXT}\n`.repeat(20_000);
  writeFileSync(path, TEXT);
  expect(await said(path)).toBe(await said(Buffer.from(TEXT)));
  expect(await said(path)).toBe(TEXT);
  writeFileSync(path, long);
  expect(Buffer.byteLength(long)).toBeGreaterThan(1_000_000);
  expect(await said(Buffer.from(long))).toBe(await said(path));
  expect(readdirSync(scratch)).toEqual(['通知.txt']);
});

describe('refused before any child is asked', () => {
  test('nothing, a folder, no bytes, too many bytes', async () => {
    mkdirSync(join(scratch, '夹'));
    expect(await refusal(() => readFile(join(scratch, '没有'), options))).toBe('file-missing');
    expect(await refusal(() => readFile(join(scratch, '夹'), options))).toBe('is-folder');
    expect(await refusal(() => readFile(new Uint8Array(), options))).toBe('file-empty');
    expect(await refusal(() => readFile(Buffer.from(TEXT), { ...options, limits: { bytes: 10 } }))).toBe(
      'file-too-large',
    );
  });
});

describe('archives', () => {
  const zip = zipSync({ 'a/通知.txt': Buffer.from(TEXT), '../坏.txt': Buffer.from(TEXT) });

  test('are known, not read as one file, and taken apart while their entries are read', async () => {
    expect(await formatOf(zip, options)).toBe('zip');
    expect(await refusal(() => readFile(zip, options))).toBe('format-unsupported');
    const rows: string[] = [];
    for await (const entry of unpackFile(zip, { ...options, budget: { entries: 10, bytes: 1e6 } }))
      rows.push(`${entry.name} ${entry.file === null ? entry.error?.code : await said(entry.file)}`);
    expect(rows).toEqual([`a/通知.txt ${TEXT}`, '../坏.txt archive-unsafe']);
  });

  test('may be left halfway', async () => {
    for await (const entry of unpackFile(zip, { ...options, budget: { entries: 10, bytes: 1e6 } })) {
      expect(entry.bytes).toBe(Buffer.byteLength(TEXT));
      break;
    }
    expect(await said(Buffer.from(TEXT))).toBe(TEXT);
  });

  test('end as a whole when they hold too much', async () => {
    const walk = async (): Promise<void> => {
      for await (const _ of unpackFile(zip, { ...options, budget: { entries: 1, bytes: 1e6 } }));
    };
    expect(await refusal(walk)).toBe('archive-too-many');
  });

  test.skipIf(!hasInputs)(`GBK names are right${WHY_SKIPPED}`, async () => {
    const names: string[] = [];
    for await (const entry of unpackFile(input('gbk-names.zip'), { ...options, budget: { entries: 10, bytes: 1e6 } })) {
      names.push(entry.name);
      if (entry.file !== null) expect(readFileSync(entry.file).length).toBe(entry.bytes);
    }
    expect(names.length).toBeGreaterThan(0);
    expect(names.join('')).toMatch(/[一-鿿]/);
    expect(names.join('')).not.toMatch(/[\ufffd]|[À-ÿ]/);
  });
});
