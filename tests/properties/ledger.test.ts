import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { toList } from '../../corpus/ledger/import.ts';
import { runningTotals } from '../../corpus/ledger/totals.ts';
import { openSqlite } from '../../corpus/sqlite.ts';
import type { Store, Versions } from '../../corpus/store.ts';
import { VERSIONS } from '../../pipeline/index.ts';
import { PERIODS } from '../../records/clause.ts';
import { countWithin, LIST_KINDS, periodHolding } from '../../records/ledger.ts';
import { overlap } from '../../records/overlap.ts';
import type { Reading } from '../../records/reading.ts';
import { type NoticeParts, notice, noticeText, readNotice } from '../contracts/notices.ts';
import { NOTICES, RULES } from '../ledger/school-year.ts';

const folder = mkdtempSync(join(tmpdir(), 'wenheng-ledger-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const NEWER: Versions = { ...VERSIONS, clauses: VERSIONS.clauses + 1 };
const [first, second, third, , , , , , , spring] = NOTICES;
if (!first || !second || !third || !spring) throw new RangeError('the school year has its notices');

/** Takes back the second notice before its activity begins. */
const REPEAL: NoticeParts = {
  issuer: '石门县消防救援大队',
  number: '石消〔2025〕19号',
  title: '关于取消消防安全进校园活动的通知',
  to: '全县各中小学校',
  body: ['一、《关于开展消防安全进校园活动的通知》（石消〔2025〕18号）自2025年9月15日起废止。'],
  date: '2025年9月15日',
};
/** The same notice from another source: a copy of one work. */
const COPY = readNotice(
  '转载.txt',
  noticeText(third).replace('文件\n', '文件\n\n').replace('三、有关要求。', '三、有关 要求。'),
);
/** A later version of the rules reads that only the primary schools are meant. */
const AGAIN: Reading[] = notice(first).map((r) => ({ ...r, document: { ...r.document, addressees: ['全县各小学'] } }));

const index = (readings: readonly Reading[], versions: Versions) => async (store: Store) => {
  const sha256 = readings[0]?.document.sha256 ?? '';
  // As the indexing does: what a later version has read is not read again by an earlier one.
  if (!(await store.knows(sha256, versions))) await store.save(readings, versions);
};
const idOf = (parts: NoticeParts): string => notice(parts)[0]?.document.id ?? '';

const EVENTS: readonly { readonly name: string; readonly happen: (store: Store) => Promise<void> }[] = [
  { name: 'rules', happen: index(notice(RULES), VERSIONS) },
  { name: 'first', happen: index(notice(first), VERSIONS) },
  { name: 'first by newer rules', happen: index(AGAIN, NEWER) },
  { name: 'second', happen: index(notice(second), VERSIONS) },
  { name: 'second repealed', happen: index(notice(REPEAL), VERSIONS) },
  { name: 'third', happen: index(notice(third), VERSIONS) },
  { name: 'copy of the third', happen: index(COPY, VERSIONS) },
  { name: 'spring', happen: index(notice(spring), VERSIONS) },
  { name: 'spring withdrawn', happen: (store) => store.ledger.withdraw(idOf(spring), '2025-03-20', '') },
  // Totals asked for in between derive what is there by then.
  { name: 'asked', happen: async (store) => void (await runningTotals(store, { on: '2025-11-01' })) },
];

let made = 0;
async function played(order: readonly (typeof EVENTS)[number][]): Promise<unknown> {
  const store = await openSqlite(join(folder, `${++made}.sqlite`));
  try {
    for (const event of order) await event.happen(store);
    const totals = [
      ...(await runningTotals(store, { on: '2025-11-01' })),
      ...(await runningTotals(store, { on: '2025-04-01' })),
    ];
    return totals.map((t) => ({
      kind: t.kind,
      said: t.said,
      count: t.count,
      parts: t.parts.map((p) => `${p.by.docNumber} ${p.count} ${p.name}`).toSorted(),
      uncounted: t.uncounted.map((u) => `${u.by.docNumber} ${u.why}`).toSorted(),
    }));
  } finally {
    await store.close();
  }
}

describe('running totals', () => {
  test('any order of the same events gives the same totals', async () => {
    const expected = await played(EVENTS);
    // 禁毒 and 健康 remain: 消防 was repealed before it began, 交通 was withdrawn, the copy counts once.
    expect(expected).toContainEqual(expect.objectContaining({ kind: 'visit', said: '2025年秋季学期', count: 2 }));
    expect(expected).toContainEqual(expect.objectContaining({ kind: 'visit', said: '2025年春季学期', count: 0 }));
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray([...EVENTS], { minLength: EVENTS.length }), async (order) => {
        expect(await played(order)).toEqual(expected);
      }),
      { numRuns: 25 },
    );
  }, 120_000);

  test('each event changes what it should: without it the totals are others', async () => {
    const without = async (name: string): Promise<string> =>
      JSON.stringify(await played(EVENTS.filter((e) => e.name !== name)));
    const all = JSON.stringify(await played(EVENTS));
    for (const name of ['second repealed', 'spring withdrawn']) expect(await without(name)).not.toBe(all);
    expect(await without('copy of the third')).toBe(all);
  });

  test('removed and read again, a notice counts as before', async () => {
    const store = await openSqlite(join(folder, 'removed.sqlite'));
    const count = async (): Promise<number> =>
      (await runningTotals(store, { on: '2025-11-01', kinds: ['visit'] }))[0]?.count ?? -1;
    await store.save(notice(first), VERSIONS);
    expect(await count()).toBe(1);
    await store.remove(idOf(first));
    expect(await count()).toBe(0);
    await store.save(notice(first), VERSIONS);
    expect(await count()).toBe(1);
    await store.close();
  });
});

const day = fc
  .date({ min: new Date('2000-01-01T00:00:00Z'), max: new Date('2060-12-31T00:00:00Z'), noInvalidDate: true })
  .map((d) => d.toISOString().slice(0, 10));

test('a period holds its day, and the periods of a kind do not overlap', () => {
  fc.assert(
    fc.property(day, day, fc.constantFrom(...PERIODS), (a, b, per) => {
      const x = periodHolding(a, per);
      const y = periodHolding(b, per);
      expect(x.first <= a && a <= x.last).toBe(true);
      expect((x.first === y.first && x.last === y.last) || x.last < y.first || y.last < x.first).toBe(true);
    }),
  );
});

test('what is counted in two semesters is what is counted in their school year, where both can be told', () => {
  fc.assert(
    fc.property(
      day,
      fc.integer({ min: 0, max: 200 }),
      fc.integer({ min: 1, max: 9 }),
      fc.constantFrom(null, 'semester', 'month'),
      (from, length, count, per) => {
        const end = new Date(`${from}T00:00:00Z`);
        end.setUTCDate(end.getUTCDate() + length);
        const b = { count, per, why: null, days: { first: from, last: end.toISOString().slice(0, 10) } } as const;
        const year = periodHolding(from, 'school-year');
        const autumn = countWithin(b, periodHolding(year.first, 'semester'));
        const spring = countWithin(b, periodHolding(year.last, 'semester'));
        const whole = countWithin(b, year);
        if (autumn.count !== null && spring.count !== null && whole.count !== null)
          expect(autumn.count + spring.count).toBe(whole.count);
      },
    ),
  );
});

test('overlap is symmetric, between 0 and 1, and whole for equal names with a core', () => {
  const name = fc
    .array(fc.constantFrom('食堂', '食品', '安全', '消防', '专项', '检查', '师德', '师风', '2025年', '关于', '作业'), {
      maxLength: 6,
    })
    .map((w) => w.join(''));
  fc.assert(
    fc.property(name, name, (a, b) => {
      const x = overlap(a, b);
      expect(x.share).toBeCloseTo(overlap(b, a).share);
      expect(x.share >= 0 && x.share <= 1).toBe(true);
      const own = overlap(a, a).share;
      expect(own === 0 || own === 1).toBe(true);
    }),
  );
});

test('any table of words is read without loss, or refused for want of heads', () => {
  const word = fc.string({
    unit: fc.constantFrom('校', '活', '动', '1', '２', '年', '月', '√', '：', '\n', '，', '=', ' ', '第', '项'),
    maxLength: 8,
  });
  fc.assert(
    fc.property(
      fc.constantFrom(...LIST_KINDS),
      fc.array(fc.array(word, { maxLength: 14 }), { maxLength: 8 }),
      (kind, rows) => {
        const heads: Readonly<Record<(typeof LIST_KINDS)[number], readonly string[]>> = {
          whitelist: ['序号', '活动名称', '实施单位', '开展时间'],
          inspection: ['序号', '内容', '时间（具体到月）', '时长'],
          meeting: ['序号', '会议内容', '会议规模'],
          'document-plan': ['序号', '单位名称', '拟下发文件名称'],
          'entry-request': ['序号', '活动名称', '申请单位', '审核意见'],
          app: ['序号', '应用名称', '用途'],
          secondment: ['序号', '教师姓名', '起始日期', '到期日期'],
          exam: ['序号', '考试名称', '考试日期', '次数'],
          form: ['序号', '报表（调研）名称', '填报内容'],
          rectification: ['序号', '问题类别', '事项名称', '整改时限'],
          contact: ['序号', '单位名称', '负责人'],
        };
        const grid = [heads[kind], ...rows].map((cells, i) => ({ at: i + 1, cells }));
        const { list, entries, remarks } = toList(grid, { kind, file: 'x', importedOn: '2025-01-01' });
        const held = [...list.around, ...entries.flatMap((e) => Object.values(e.cells)), ...remarks.map((r) => r.zh)]
          .join('\n')
          .replace(/\s/g, '');
        for (const row of rows)
          row.forEach((cell, i) => {
            // The number of a row is counted anew; a row of heads is told as one.
            if (i === 0 || cell.trim() === '' || cell.trim() === '√') return;
            for (const line of cell.split('\n')) expect(held).toContain(line.replace(/\s/g, ''));
          });
      },
    ),
  );
});
