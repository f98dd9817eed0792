import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { zipSync } from 'fflate';
import { readSheet } from 'read-excel-file/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Composition, compose } from '../../app/compose.ts';
import { readConfig } from '../../app/config.ts';
import { failuresToXlsx, type IndexOptions, indexPaths, type Progress, watchFolder } from '../../app/index-files.ts';
import { line } from '../../app/progress.ts';
import { noticeBy } from '../../bench/archive-generator.ts';
import { VERSIONS } from '../../pipeline/index.ts';
import { regionByCode } from '../../records/region.ts';

const root = mkdtempSync(join(tmpdir(), 'wenheng-index-'));
let parts: Composition;
let options: IndexOptions;
beforeAll(async () => {
  parts = compose(readConfig({ WENHENG_HOME: join(root, 'home'), WENHENG_OCR: 'none', PATH: process.env['PATH'] }));
  options = { store: await parts.store(), world: await parts.world(), versions: VERSIONS, concurrency: 2 };
});
afterAll(async () => {
  await parts.close();
  rmSync(root, { recursive: true, force: true });
});

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (i: number): string => noticeBy(77, i).text;

describe('the batch index', () => {
  it('takes folders and archives in archives, passes over what is no document, and names what failed', async () => {
    const folder = join(root, 'mixed');
    mkdirSync(join(folder, '子文件夹'), { recursive: true });
    writeFileSync(join(folder, 'a.txt'), text(0));
    writeFileSync(join(folder, '子文件夹', 'b.txt'), text(1));
    writeFileSync(join(folder, 'same-as-a.txt'), text(0));
    writeFileSync(join(folder, 'settings.json'), '{}');
    writeFileSync(join(folder, '~$a.docx'), 'lock');
    const inner = zipSync({ 'c.txt': bytes(text(2)) });
    const third = zipSync({ 'd.zip': zipSync({ 'e.txt': bytes(text(3)) }) });
    writeFileSync(
      join(folder, 'packed.zip'),
      zipSync({ '内层.zip': inner, '更深.zip': third, '../evil.txt': bytes(text(4)), 'noise.txt': bytes('  \n') }),
    );
    writeFileSync(join(folder, 'broken.zip'), bytes('PK\u0003\u0004 and nothing behind it'));
    writeFileSync(join(folder, 'broken.pdf'), '%PDF-1.7 nothing');
    const seen: Progress[] = [];
    const result = await indexPaths([folder], { ...options, onProgress: (p) => seen.push(p) });
    expect(result.documents).toBe(3);
    expect(result.known).toBe(1);
    const failed = result.failed.map((f) => [f.source.slice(folder.length + 1), f.code]);
    expect(failed).toEqual(
      expect.arrayContaining([
        ['broken.zip', 'file-damaged'],
        ['packed.zip/../evil.txt', 'archive-unsafe'],
        ['packed.zip/更深.zip/d.zip', 'archive-bomb'],
      ]),
    );
    expect(failed.map(([name]) => name)).toEqual(expect.arrayContaining(['broken.pdf', 'packed.zip/noise.txt']));
    expect((await options.store.documents()).map((d) => d.source).sort()).toEqual([
      'a.txt',
      'packed.zip/内层.zip/c.txt',
      '子文件夹/b.txt',
    ]);
    expect(await options.store.failures()).toEqual(result.failed);
    expect(seen.at(-1)).toMatchObject({ done: result.files, total: result.files });
    expect(result.summary).toContain('编入 3 个文件');
    const rows = await readSheet(Buffer.from(await failuresToXlsx(result.failed)));
    expect(rows).toHaveLength(2 + result.failed.length);
    expect(rows[2]?.[1]).toBe(result.failed[0]?.source);

    writeFileSync(join(folder, 'broken.pdf'), text(5));
    const again = await indexPaths([folder], options);
    expect([again.documents, again.known]).toEqual([1, 4]);
    expect((await options.store.failures()).map((f) => f.source)).not.toContain(join(folder, 'broken.pdf'));
  });

  it('gives a place to documents whose text does not tell theirs, and to no others', async () => {
    const path = join(root, 'somewhere.txt');
    writeFileSync(
      path,
      '关于做好课后服务工作的通知\n各学校：\n　　一、课后服务结束时间不晚于18:00。\n　　二、每周课后服务不少于3天，认真组织实施，及时总结经验。\n',
    );
    const region = regionByCode('430726');
    if (!region) throw new Error('no region');
    await indexPaths([path, join(root, 'mixed', 'a.txt')], { ...options, region });
    const [placed] = await options.store.documents({ words: 'somewhere' });
    expect(placed?.region).toEqual(region);
    expect(placed?.level).toBe('county');
    const [other] = await options.store.documents({ words: 'a.txt' });
    expect(other?.region?.code).toBe(noticeBy(77, 0).place.region.code);
  });

  it('throws for a path that is not there', async () => {
    await expect(indexPaths([join(root, 'none')], options)).rejects.toMatchObject({ code: 'file-missing' });
  });

  it('watches a folder and takes new files when they have settled', async () => {
    const folder = join(root, 'drop');
    mkdirSync(folder);
    const stop = new AbortController();
    const said: string[] = [];
    const watching = watchFolder([folder], { ...options, signal: stop.signal }, { write: (s) => said.push(s) }, 0.05);
    writeFileSync(join(folder, 'new.txt'), text(6));
    for (let i = 0; i < 400 && (await options.store.documents({ words: 'new.txt' })).length === 0; i++) await pause(50);
    expect(await options.store.documents({ words: 'new.txt' })).toHaveLength(1);
    stop.abort();
    await watching;
    expect(said[0]).toContain('监视');
  });

  it('tells rate, time left and failures by reason', () => {
    const failed = new Map([
      ['file-damaged', 2],
      ['no-text', 1],
    ]);
    const said = line({ done: 400, total: 1000, indexed: 390, known: 7, failed, name: 'x' }, 32);
    expect(said).toContain('40%  400/1000  12.5 个/秒  剩余 0:48  失败 3（文件损坏 2、没有文字 1）');
  });
});
