import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSheet } from 'read-excel-file/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LimitRow, type LimitTable, parseMatter, queryLimits } from '../../corpus/limits.ts';
import { renderLimits, sayLimit, sayRelation } from '../../corpus/limits-render.ts';
import { openSqlite } from '../../corpus/sqlite.ts';
import type { Store } from '../../corpus/store.ts';
import { VERSIONS } from '../../pipeline/index.ts';
import { notice, samples } from '../contracts/notices.ts';

const folder = mkdtempSync(join(tmpdir(), 'wenheng-limits-'));
const AS_OF = '2026-01-01';
let store: Store;

beforeAll(async () => {
  store = await openSqlite(join(folder, 'archive.sqlite'));
  for (const reading of samples()) await store.save([reading], VERSIONS);
});
afterAll(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

const said = (row: LimitRow): string => `${row.document.region?.name} ${sayLimit(row.limit)}`;
const table = (query: Partial<Parameters<typeof queryLimits>[1]>): Promise<LimitTable> =>
  queryLimits(store, { asOf: AS_OF, compare: true, ...query });
const find = (found: LimitTable, region: string, words: string): LimitRow => {
  const row = found.rows.find((r) => r.document.region?.name.endsWith(region) && r.limit.quote.includes(words));
  if (!row) throw new Error(`no row ${region} ${words}`);
  return row;
};
const relations = (row: LimitRow): string[] => row.relations.map((r) => `${r.kind} ${r.region} ${r.relation}`);

describe('what each region allows', () => {
  it('goes from the nation down, and marks tighter, equal, looser and incomparable with the reason', async () => {
    const found = await table({ matters: ['campus-activity'] });
    const codes = found.rows.map((r) => r.document.level);
    const ranks = codes.map((l) => ['national', 'province', 'city', 'county'].indexOf(l));
    expect(ranks).toEqual(ranks.toSorted((a, b) => a - b));
    expect(relations(find(found, '湖南省', '6次'))).toEqual(['superior 全国 equal']);
    expect(relations(find(found, '常德市', '5次'))).toEqual(['superior 全国 tighter', 'superior 湖南省 tighter']);
    const looser = find(found, '鼎城区', '7次');
    expect(relations(looser)).toEqual([
      'superior 全国 looser',
      'superior 湖南省 looser',
      'superior 湖南省/常德市 looser',
    ]);
    expect(looser.relations[2]?.calculation).toBe('7 次/学期 > 5 次/学期');
    // 8 a school year is within twice 6 a semester, which proves nothing for either semester.
    const [mianyang] = find(found, '绵阳市', '8次').relations;
    expect(mianyang).toMatchObject({ relation: 'incomparable', why: expect.stringContaining('总量') });
    expect(found.rows.every((r) => r.limit.quote !== '' && r.document.id !== '')).toBe(true);
  });

  it('does not set lists of one level against those of another, nor a part against the whole', async () => {
    const found = await table({ matters: ['campus-activity'] });
    const city = find(found, '湖南省', '市级准入清单');
    expect(city.relations.map(sayRelation)).toEqual([expect.stringContaining('一个约束市级，一个约束省级')]);
    const part = find(found, '湖南省', '同一年级');
    expect(part.relations.map((r) => r.relation)).toEqual(['incomparable']);
  });

  it('shows a region with those above it, and its siblings where it is compared', async () => {
    await store.save(
      notice({
        issuer: '常德市澧县教育局',
        number: '澧教发〔2025〕5号',
        title: '关于规范借用教师的通知',
        body: ['一、借用教师的时间不得超过3个月。'],
        date: '2025年5月6日',
      }),
      VERSIONS,
    );
    const found = await table({ matters: ['secondment'], region: '鼎城区' });
    expect([...new Set(found.rows.map((r) => r.role))].sort()).toEqual(['own', 'sibling', 'superior']);
    const own = find(found, '鼎城区', '6个月');
    expect(relations(own)).toEqual([
      'superior 全国 equal',
      'superior 湖南省 equal',
      'superior 湖南省/常德市 equal',
      'sibling 湖南省/常德市/澧县 looser',
    ]);
    const plain = await table({ matters: ['secondment'], region: '430703', compare: false });
    expect(plain.rows.map((r) => r.role)).not.toContain('sibling');
    expect(plain.rows.flatMap((r) => r.relations)).toEqual([]);
  });

  it('takes only what is in force on the day', async () => {
    const before = await table({ matters: ['secondment'], asOf: '2025-05-01' });
    expect(before.rows.map(said)).not.toContain('湖南省/常德市/澧县 ≤ 3 个月');
    expect((await table({ subject: '借用', level: 'county' })).rows.map(said)).toContain('湖南省/常德市/澧县 ≤ 3 个月');
  });

  it('writes a table, JSON, CSV and XLSX with the clause behind each number', async () => {
    const found = await table({ matters: ['campus-activity'] });
    const text = await renderLimits(found, 'table', 120);
    expect(text).toContain('▲ 宽于上级湖南省/常德市（7 次/学期 > 5 次/学期）');
    expect(text).toContain('鼎教通〔2025〕57号');
    expect(JSON.parse(String(await renderLimits(found, 'json')))).toMatchObject({
      asOf: AS_OF,
      rows: { length: found.rows.length },
    });
    const csv = String(await renderLimits(found, 'csv'));
    expect(csv.startsWith('\uFEFF地区,级别,')).toBe(true);
    expect(csv.trimEnd().split('\r\n')).toHaveLength(found.rows.length + 1);
    const xlsx = await renderLimits(found, 'xlsx');
    if (typeof xlsx === 'string') throw new Error('xlsx expected');
    const rows = await readSheet(Buffer.from(xlsx));
    expect(rows[2]?.[0]).toBe('地区');
    expect(rows).toHaveLength(found.rows.length + 3);
    expect(await renderLimits(await table({ subject: '不存在' }), 'table')).toContain('没有找到限额');
  });

  it('names the nearest region or matter for an unknown one', async () => {
    await expect(table({ region: '常得市' })).rejects.toMatchObject({
      code: 'unknown-region',
      message: expect.stringContaining('常德市'),
    });
    expect(parseMatter('进校园')).toBe('campus-activity');
    expect(() => parseMatter('进校圆活动')).toThrow(/campus-activity/);
    expect(() => parseMatter('粮油')).toThrow(/没有这个事项/);
  });
});
