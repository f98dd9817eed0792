import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSqlite } from '../../corpus/sqlite.ts';
import type { Store } from '../../corpus/store.ts';
import { superiorsOf } from '../../corpus/superiors.ts';
import { VERSIONS } from '../../pipeline/index.ts';
import type { Reading } from '../../records/reading.ts';
import { notice, samples } from '../contracts/notices.ts';

const folder = mkdtempSync(join(tmpdir(), 'wenheng-superiors-'));
let store: Store;
const old = {
  issuer: '湖南省教育厅',
  number: '湘教规〔2019〕4号',
  title: '关于规范借用教师的暂行规定',
  body: ['一、借用教师的时间不得超过12个月。'],
  date: '2019年4月1日',
};

beforeAll(async () => {
  store = await openSqlite(join(folder, 'archive.sqlite'));
  for (const reading of samples()) await store.save([reading], VERSIONS);
  await store.save(notice(old), VERSIONS);
  await store.save(
    notice({
      issuer: '湖南省教育厅',
      number: '湘教规〔2023〕8号',
      title: '关于规范借用教师的规定',
      body: ['一、借用教师的时间不得超过6个月。', '二、《关于规范借用教师的暂行规定》（湘教规〔2019〕4号）同时废止。'],
      date: '2023年5月1日',
    }),
    VERSIONS,
  );
});
afterAll(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

const draft = (body: readonly string[], issuer = '桃源县教育局'): Reading => {
  const [reading] = notice({ issuer, title: '关于借用教师和进校园活动的通知', body, date: '2025年12月1日' });
  if (!reading) throw new Error('no reading');
  return reading;
};
const RULES = ['一、借用教师的时间不超过8个月。', '二、每所学校每学期进校园活动不超过7次。'];

describe('the superiors that a draft answers to', () => {
  it('are what it cites, then higher documents of its region on its matters, each with its reason', async () => {
    const { chosen, leftOut } = await superiorsOf(
      store,
      draft(['根据《湖南省规范涉校涉师事务实施方案》（湘教规〔2025〕18号），通知如下：', ...RULES]),
      { asOf: '2025-12-01' },
    );
    const numbers = chosen.map((c) => c.reading.document.docNumber);
    expect(numbers[0]).toBe('湘教规〔2025〕18号');
    expect(chosen[0]?.reason).toContain('文稿引用');
    expect(numbers).toEqual(expect.arrayContaining(['教规厅〔2025〕11号', '常教发〔2025〕42号', '湘教规〔2023〕8号']));
    // Another province, a district beside it, and what is repealed bind it to nothing.
    for (const foreign of ['绵教体发〔2025〕63号', '川教规〔2025〕14号', '鼎教通〔2025〕57号', old.number])
      expect(numbers).not.toContain(foreign);
    expect(leftOut).toEqual([]);
    expect(chosen.every((c) => c.reason.length > 4)).toBe(true);
  });

  it('leave out what is not in the archive or has ended, and say so', async () => {
    const body = [
      `根据《${old.title}》（${old.number}）和《湖南省教育厅关于校园文化的意见》（湘教通〔2022〕66号），通知如下：`,
      ...RULES,
    ];
    const { leftOut, ended, chosen } = await superiorsOf(store, draft(body), { asOf: '2025-12-01' });
    expect(leftOut.map((l) => [l.docNumber, l.reason])).toEqual([
      [old.number, expect.stringMatching(/已被《.*规定》（湘教规〔2023〕8号）废止/)],
      ['湘教通〔2022〕66号', expect.stringContaining('档案库中没有')],
    ]);
    expect(ended.map((e) => e.reading.document.docNumber)).toEqual([old.number]);
    expect(chosen.map((c) => c.reading.document.docNumber)).not.toContain(old.number);
    const then = await superiorsOf(store, draft(body), { asOf: '2021-01-01' });
    expect(then.chosen.map((c) => c.reading.document.docNumber)).toContain(old.number);
  });

  it("follow the region and level that are named instead of the draft's own", async () => {
    const { chosen } = await superiorsOf(store, draft(RULES), {
      asOf: '2025-12-01',
      region: '510700',
      level: 'county',
    });
    const numbers = chosen.map((c) => c.reading.document.docNumber);
    expect(numbers).toContain('绵教体发〔2025〕63号');
    expect(numbers).not.toContain('常教发〔2025〕42号');
  });

  it('hold earlier documents of the same place', async () => {
    const { chosen } = await superiorsOf(store, draft(RULES, '常德市教育局'), { asOf: '2025-12-01' });
    const own = chosen.find((c) => c.reading.document.docNumber === '常教发〔2025〕42号');
    expect(own?.reason).toContain('本地区此前的文件');
  });
});
