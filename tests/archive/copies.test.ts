import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { compareCopies } from '../../corpus/copies.ts';
import { openSqlite } from '../../corpus/sqlite.ts';
import { VERSIONS } from '../../pipeline/index.ts';
import { notice, noticeText, readNotice } from '../contracts/notices.ts';

const folder = mkdtempSync(join(tmpdir(), 'wenheng-copies-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const NOTICE = {
  issuer: '湖南省教育厅',
  number: '湘教规〔2024〕9号',
  title: '关于规范社会事务进校园的规定',
  body: [
    '一、每所学校每学期进校园活动不超过6次。',
    '二、借用教师的时间不得超过6个月。',
    '三、未列入准入清单的活动一律不得进入校园。',
    '四、各地要健全工作机制，明确责任分工。',
  ],
  date: '2024年8月1日',
};

describe('copies of one notice', () => {
  it('are shown beside the best one, with what was changed, lost and added', async () => {
    const store = await openSqlite(join(folder, 'archive.sqlite'));
    await store.save(notice(NOTICE), VERSIONS);
    const [one = '', two = '', , four = ''] = NOTICE.body;
    const body = [one.replace('6次', '8次'), two.replace('时间', '期限'), four, '五、此件公开发布。'];
    await store.save(readNotice('page.txt', noticeText({ ...NOTICE, number: '', body })), VERSIONS);
    const [head] = await store.documents({ best: true });
    const [report] = await compareCopies(store, head?.id ?? '');
    expect(report?.copy.source).toBe('page.txt');
    const told = report?.differences.map((d) => [d.best?.slice(0, 2) ?? null, d.copy?.slice(0, 2) ?? null, d.numbers]);
    expect(told).toEqual(
      expect.arrayContaining([
        ['一、', '一、', true],
        ['二、', '二、', false],
        ['三、', null, false],
        [null, '五、', false],
      ]),
    );
    expect(report?.differences.some((d) => d.best?.startsWith('四、') || d.copy?.startsWith('四、'))).toBe(false);
    expect(report?.same).toBeGreaterThan(0.3);
    expect(report?.same).toBeLessThan(1);
    await store.close();
    const single = await openSqlite(join(folder, 'single.sqlite'));
    const readings = notice(NOTICE);
    await single.save(readings, VERSIONS);
    expect(await compareCopies(single, readings[0]?.document.id ?? '')).toEqual([]);
    expect(await compareCopies(single, 'd_none')).toEqual([]);
    await single.close();
  });
});
