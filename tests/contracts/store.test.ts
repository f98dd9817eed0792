import { fork } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openPostgres, openPostgresDatabase } from '../../corpus/postgres.ts';
import { openSqlite } from '../../corpus/sqlite.ts';
import type { Store } from '../../corpus/store.ts';
import { fold } from '../../corpus/terms.ts';
import { toFindings } from '../../pipeline/findings.ts';
import { VERSIONS } from '../../pipeline/index.ts';
import { toReport } from '../../pipeline/report.ts';
import type { Reading } from '../../records/reading.ts';
import { dump } from './dump.ts';
import { notice, noticeText, readNotice, samples } from './notices.ts';
import { type ScratchPostgres, startPostgres, whyNoPostgres } from './scratch-postgres.ts';

const missing = whyNoPostgres();
const folder = mkdtempSync(join(tmpdir(), 'wenheng-store-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let cluster: ScratchPostgres | null = null;
let made = 0;

interface Kind {
  readonly name: string;
  readonly why: string | null;
  fresh(): string;
  open(address: string, patience?: number): Promise<Store>;
}

const KINDS: readonly Kind[] = [
  {
    name: 'SQLite',
    why: null,
    fresh: () => join(folder, `archive${++made}.sqlite`),
    open: (address, patience) => openSqlite(address, patience === undefined ? {} : { patience }),
  },
  {
    name: 'PostgreSQL',
    why: missing,
    fresh: () => cluster?.database() ?? '',
    open: (address, patience) => openPostgres(address, patience === undefined ? {} : { patience }),
  },
];

beforeAll(async () => {
  if (missing === null) cluster = await startPostgres();
});
afterAll(() => cluster?.stop());

const RULES = {
  issuer: '湖南省教育厅',
  number: '湘教规〔2021〕3号',
  title: '关于规范社会事务进校园的暂行办法',
  body: [
    '一、每所学校每学期进校园活动不超过8次。',
    '二、借用教师的时间不得超过6个月。',
    '三、未列入准入清单的活动一律不得进入校园。',
  ],
  date: '2021年3月5日',
} as const;
const REPEALS = {
  issuer: '湖南省教育厅',
  number: '湘教规〔2024〕9号',
  title: '关于规范社会事务进校园的规定',
  body: [
    '一、每所学校每学期进校园活动不超过6次。',
    '二、本规定自2024年9月1日起施行，《关于规范社会事务进校园的暂行办法》（湘教规〔2021〕3号）同时废止。',
  ],
  date: '2024年8月1日',
} as const;
const COUNTY = {
  issuer: '石门县教育局',
  number: '石教发〔2024〕12号',
  title: '关于减轻教师负担的通知',
  body: [
    '根据《湖南省教育厅关于规范社会事务进校园的规定》（湘教规〔2024〕9号，以下简称《规定》），现通知如下：',
    '一、每所学校每学期进校园活动不超过5次。',
    '二、严格执行《规定》，不得向学校摊派任务。',
  ],
  date: '2024年10月10日',
} as const;

for (const kind of KINDS)
  describe.skipIf(kind.why !== null)(`the archive in ${kind.name}${kind.why ? ` (skipped: ${kind.why})` : ''}`, () => {
    let address = '';
    let store: Store;
    beforeEach(async () => {
      address = kind.fresh();
      store = await kind.open(address);
      return () => store.close();
    });
    const saveAll = async (...all: readonly (readonly Reading[])[]): Promise<void> => {
      for (const readings of all) await store.save(readings, VERSIONS);
    };

    it('gives back what was saved, and the same again changes nothing', async () => {
      const all = samples();
      expect(all.length).toBeGreaterThan(8);
      for (const reading of all) await store.save([reading], VERSIONS);
      for (const reading of all) expect(await store.reading(reading.document.id)).toEqual(reading);
      const before = await dump(store);
      for (const reading of all.toReversed()) await store.save([reading], VERSIONS);
      expect(await dump(store)).toEqual(before);
      const [first] = all;
      expect(await store.record(first?.records[0]?.id ?? '')).toMatchObject({ record: first?.records[0] });
      expect(await store.reading('d_none')).toBeNull();
      expect(await store.record('none')).toBeNull();
    });

    it('takes the same files from several writers at once as from one', async () => {
      const all = samples();
      for (const reading of all) await store.save([reading], VERSIONS);
      const expected = await dump(store);
      const shared = kind.fresh();
      const writers = await Promise.all(Array.from({ length: 4 }, () => kind.open(shared)));
      try {
        // Each brings all of them, each in another order, so that two meet at the same file now and then.
        await Promise.all(
          writers.map(async (writer, n) => {
            const at = Math.floor((n * all.length) / (2 * writers.length));
            for (const reading of [...all.slice(at), ...all.slice(0, at)]) await writer.save([reading], VERSIONS);
          }),
        );
        const [writer] = writers;
        if (writer) expect(await dump(writer)).toEqual(expected);
      } finally {
        await Promise.all(writers.map((writer) => writer.close()));
      }
    });

    it('knows content by its hash and the versions that read it', async () => {
      const [reading] = notice(RULES);
      const sha256 = reading?.document.sha256 ?? '';
      expect(await store.knows(sha256, VERSIONS)).toBe(false);
      await saveAll(notice(RULES));
      expect(await store.knows(sha256, VERSIONS)).toBe(true);
      expect(await store.knows(sha256, { ...VERSIONS, clauses: VERSIONS.clauses + 1 })).toBe(false);
      const later = { ...VERSIONS, text: VERSIONS.text + 1 };
      expect(await store.documents({ olderThan: later })).toHaveLength(1);
      await store.save(notice(RULES), later);
      expect(await store.documents({ olderThan: later })).toHaveLength(0);
      await store.remove(reading?.document.id ?? '');
      expect(await store.knows(sha256, VERSIONS)).toBe(false);
      expect(await store.documents()).toEqual([]);
    });

    it('lists documents by level, place, matter, words and time, page by page', async () => {
      await saveAll(notice(RULES), notice(REPEALS), notice(COUNTY));
      const titles = async (filter: Parameters<Store['documents']>[0]): Promise<(string | null)[]> =>
        (await store.documents(filter)).map((d) => d.docNumber);
      expect(await titles({})).toEqual([COUNTY.number, REPEALS.number, RULES.number]);
      expect(await titles({ level: 'county' })).toEqual([COUNTY.number]);
      expect(await titles({ region: '430000' })).toHaveLength(3);
      expect(await titles({ region: '430000', exact: true })).toEqual([REPEALS.number, RULES.number]);
      expect(await titles({ region: '430700' })).toEqual([COUNTY.number]);
      expect(await titles({ region: '410000' })).toEqual([]);
      expect(await titles({ matters: ['secondment'] })).toEqual([RULES.number]);
      expect(await titles({ words: '教师 负担' })).toEqual([COUNTY.number]);
      expect(await titles({ words: '100%' })).toEqual([]);
      expect(await titles({ from: '2024-01-01', until: '2024-08-31' })).toEqual([REPEALS.number]);
      expect(await titles({ inForceOn: '2022-01-01' })).toEqual([RULES.number]);
      expect(await titles({ inForceOn: '2024-08-15' })).toEqual([RULES.number]);
      expect(await titles({ inForceOn: '2025-01-01' })).toEqual([COUNTY.number, REPEALS.number]);
      const [page] = await store.documents({ limit: 1 });
      const rest = await store.documents({ after: page?.id ?? '' });
      expect(rest.map((d) => d.docNumber)).toEqual([REPEALS.number, RULES.number]);
    });

    it('finds what a citation means, and says where title and number disagree', async () => {
      await saveAll(notice(RULES), notice(REPEALS));
      const find = async (title: string, docNumber: string | null): Promise<unknown> =>
        (await store.cited({ title, docNumber })).map((c) => [
          c.document.docNumber,
          c.by,
          c.exact,
          c.mismatch !== null,
        ]);
      expect(await find('关于规范社会事务进校园的规定', '湘教规[2024]9号')).toEqual([
        [REPEALS.number, 'number', true, false],
      ]);
      expect(await find('湖南省教育厅关于规范社会事务进校园的规定', null)).toEqual([
        [REPEALS.number, 'title', true, false],
      ]);
      expect(await find('关于加强食品安全的意见', REPEALS.number)).toEqual([[REPEALS.number, 'number', false, true]]);
      expect(await find('关于规范社会事务进校园的规定', '湘教规〔2024〕19号')).toEqual([
        [REPEALS.number, 'title', true, true],
      ]);
      expect(await find('关于规范社会事务进校圆的规定', null)).toContainEqual([REPEALS.number, 'title', false, false]);
      expect(await find('规定', null)).toEqual([]);
      expect(await find('关于粮食收购的通知', '湘粮〔2024〕1号')).toEqual([]);
    });

    it('draws the edges of the graph, short names resolved, and ends what is repealed', async () => {
      await saveAll(notice(COUNTY), notice(RULES), notice(REPEALS));
      const byNumber = new Map((await store.documents()).map((d) => [d.docNumber, d]));
      const county = byNumber.get(COUNTY.number);
      const rules = byNumber.get(RULES.number);
      const later = byNumber.get(REPEALS.number);
      expect(await store.edges(county?.id ?? '')).toEqual([
        expect.objectContaining({ kind: 'cites', to: later?.id, docNumber: REPEALS.number, mismatch: null }),
      ]);
      expect((await store.edges(rules?.id ?? '')).map((e) => [e.kind, e.from, e.to])).toEqual([
        ['repeals', later?.id, rules?.id],
      ]);
      expect([rules?.endedBy, rules?.endedOn]).toEqual([later?.id, '2024-09-01']);
      await store.remove(later?.id ?? '');
      expect(await store.head(rules?.id ?? '')).toMatchObject({ endedBy: null, endedOn: null });
    });

    it('keeps copies of one notice as one work, whatever the order they come in', async () => {
      const clean = notice(RULES);
      const respun = readNotice(
        'copy.txt',
        noticeText({
          ...RULES,
          body: RULES.body.map((line) => line.replace('不得', '没有得').replace('活动', '行动')),
        }),
      );
      const untitled = readNotice('page.txt', noticeText({ ...RULES, number: '' }));
      const other = notice({ ...RULES, number: '湘教规〔2021〕4号', date: '2021年4月6日' });
      const all = [clean, respun, untitled, other];
      const orders = [all, all.toReversed(), [untitled, other, clean, respun]];
      const dumps: string[][] = [];
      for (const order of orders) {
        const here = await kind.open(kind.fresh());
        for (const readings of order) await here.save(readings, VERSIONS);
        dumps.push(await dump(here));
        const copies = await here.copies(clean[0]?.document.id ?? '');
        expect(copies.map((c) => c.source).sort()).toEqual(['copy.txt', 'page.txt', `${RULES.number}.txt`].sort());
        expect(copies.filter((c) => c.best)).toHaveLength(1);
        expect(await here.copies(other[0]?.document.id ?? '')).toHaveLength(1);
        expect((await here.records({ types: ['limit'] })).length).toBe(
          (await here.records({ types: ['limit'], documents: [copies[0]?.id ?? '', other[0]?.document.id ?? ''] }))
            .length,
        );
        await here.remove(copies[0]?.id ?? '');
        expect((await here.copies(copies[1]?.id ?? '')).map((c) => c.best)).toEqual([true, false]);
        await here.close();
      }
      expect(dumps[1]).toEqual(dumps[0]);
      expect(dumps[2]).toEqual(dumps[0]);
    });

    it('selects records by type, matter, place, words and time', async () => {
      await saveAll(notice(RULES), notice(REPEALS), notice(COUNTY));
      const quotes = async (filter: Parameters<Store['records']>[0]): Promise<string[]> =>
        (await store.records(filter)).map((r) => r.record.quote);
      expect(await quotes({ types: ['limit'], matters: ['campus-activity'], inForceOn: '2025-01-01' })).toEqual([
        expect.stringContaining('6次'),
        expect.stringContaining('5次'),
      ]);
      expect(await quotes({ types: ['limit'], subject: '借用' })).toEqual([expect.stringContaining('6个月')]);
      expect(await quotes({ types: ['limit'], subject: '进校园 活动', region: '430700' })).toEqual([
        expect.stringContaining('5次'),
      ]);
      expect(
        await quotes({ types: ['limit'], region: '430000', exact: true, level: 'province', limit: 1 }),
      ).toHaveLength(1);
      expect(await quotes({ types: ['limit'], subject: '不存在的词' })).toEqual([]);
    });

    it('finds words, phrases and single characters, and marks them', async () => {
      await saveAll(notice(RULES), notice(REPEALS), notice(COUNTY));
      const find = async (query: Parameters<Store['search']>[0]): Promise<string[]> => {
        const hits = await store.search(query);
        for (const hit of hits) {
          const marked = hit.marks.map((m) => fold(hit.snippet.slice(m.start, m.end)));
          expect(marked.length).toBeGreaterThan(0);
          for (const m of marked) expect(fold(query.words)).toContain(m);
        }
        return hits.map((h) => h.snippet);
      };
      expect(await find({ words: '准入清单' })).toEqual([expect.stringContaining('准入清单')]);
      // 校每 is cut by no segmenter as a word: only the characters can find it.
      expect(await find({ words: '校每学', phrase: true })).toHaveLength(3);
      expect(await find({ words: '派' })).toEqual([expect.stringContaining('摊派')]);
      expect(await find({ words: '活动 不超过', region: '430726' })).toEqual([expect.stringContaining('5次')]);
      expect(await find({ words: '活动', matter: 'campus-activity', type: 'limit', level: 'province' })).toHaveLength(
        2,
      );
      expect(await find({ words: '活动', inForceOn: '2025-01-01', type: 'limit' })).toHaveLength(2);
      expect(await find({ words: '湘教规〔2021〕3号', phrase: true })).not.toHaveLength(0);
      expect(await find({ words: '粮食收购' })).toEqual([]);
      expect(await find({ words: '，。' })).toEqual([]);
      expect(await find({ words: '\' OR * " NEAR(' })).toEqual([]);
      expect(await find({ words: '学校', limit: 2, offset: 1 })).toEqual((await find({ words: '学校' })).slice(1, 3));
    });

    it('keeps failures with their first time until the file is read', async () => {
      const failure = {
        source: '/a.pdf',
        sha256: 'x',
        code: 'file-damaged',
        message: '坏',
        at: '2026-01-01T00:00:00Z',
      };
      await store.fail(failure);
      await store.fail({ ...failure, at: '2026-02-02T00:00:00Z' });
      expect(await store.failures()).toEqual([failure]);
      await store.fail({ ...failure, code: 'no-text', at: '2026-03-03T00:00:00Z' });
      expect(await store.failures()).toMatchObject([{ code: 'no-text', at: '2026-03-03T00:00:00Z' }]);
      await store.forgive('/a.pdf');
      const sha256 = notice(RULES)[0]?.document.sha256 ?? '';
      await store.fail({ ...failure, sha256 });
      await saveAll(notice(RULES));
      expect(await store.failures()).toEqual([]);
    });

    it('keeps reviews and disposals, and tells when a review has aged', async () => {
      const [draft] = notice(COUNTY);
      const superiors = notice(REPEALS);
      await saveAll(superiors);
      if (!draft || !superiors[0]) throw new Error('no reading');
      const chosen = [{ reading: superiors[0], reason: '文稿引用' }];
      const report = toReport(draft, toFindings(draft, superiors), chosen, [], '2024-10-10');
      const id = await store.saveReview(report, '2026-01-01T08:00:00Z');
      expect(await store.saveReview(report, '2026-01-01T08:00:00Z')).toBe(id);
      expect(await store.review(id)).toEqual({ id, report, at: '2026-01-01T08:00:00Z', disposals: [], stale: false });
      const disposal = {
        reviewId: id,
        findingId: 'f1',
        state: 'accepted' as const,
        note: '照改',
        by: '张三',
        at: '2026-01-02T08:00:00Z',
      };
      await store.dispose({ ...disposal, state: 'rejected' });
      await store.dispose(disposal);
      expect((await store.review(id))?.disposals).toEqual([disposal]);
      await saveAll(
        notice({
          ...REPEALS,
          issuer: '湖南省教育厅',
          number: '湘教规〔2025〕30号',
          title: '关于修改有关文件的决定',
          body: ['《关于规范社会事务进校园的规定》（湘教规〔2024〕9号）自本决定发布之日起废止。'],
          date: '2025年9月1日',
        }),
      );
      expect(await store.reviews()).toMatchObject([{ id, stale: true }]);
      expect(await store.review('v_none')).toBeNull();
    });

    it('keeps nothing of a save that fails half way', async () => {
      const [reading] = notice(RULES);
      if (!reading) throw new Error('no reading');
      await expect(store.save([reading, reading], VERSIONS)).rejects.toThrow();
      expect(await store.documents()).toEqual([]);
      expect(await store.search({ words: '校', limit: 1 })).toEqual([]);
      await store.save([reading], VERSIONS);
      expect(await store.documents()).toHaveLength(1);
    });

    it('is read by a second process while it is written', async () => {
      const child = fork(fileURLToPath(new URL('./store-reader.ts', import.meta.url)), [address]);
      try {
        await new Promise((resolve) => child.once('message', resolve));
        const all = samples();
        for (const reading of all) await store.save([reading], VERSIONS);
        const told = new Promise<unknown>((resolve) => child.once('message', resolve));
        child.send('stop');
        const { counts, torn } = (await told) as { counts: number[]; torn: number };
        expect(torn).toBe(0);
        expect(counts.at(-1)).toBe(all.length);
        expect(counts).toEqual(counts.toSorted((a, b) => a - b));
        expect(new Set(counts).size).toBeGreaterThan(2);
      } finally {
        child.kill();
      }
    });

    it('says that a newer program made it', async () => {
      await store.close();
      if (kind.name === 'SQLite') {
        const db = new DatabaseSync(address);
        db.exec('pragma user_version = 99');
        db.close();
      } else {
        const client = new pg.Client({ connectionString: address });
        await client.connect();
        await client.query('insert into schema_version (version) values (99)');
        await client.end();
      }
      await expect(kind.open(address)).rejects.toMatchObject({ code: 'store-newer', holes: { found: 99 } });
    });

    it('says that another writer holds it, and goes on when that one has gone', async () => {
      const hurried = await kind.open(address, 200);
      const other = await holdWriter(kind.name, address);
      await expect(hurried.save(notice(RULES), VERSIONS)).rejects.toMatchObject({ code: 'store-busy' });
      expect(await hurried.documents()).toEqual([]);
      await other();
      await hurried.save(notice(RULES), VERSIONS);
      expect(await hurried.documents()).toHaveLength(1);
      await hurried.close();
    });
  });

/** Another program that writes and does not end; returns how to end it. */
async function holdWriter(name: string, address: string): Promise<() => Promise<void>> {
  if (name === 'SQLite') {
    const db = new DatabaseSync(address);
    db.exec('begin immediate');
    return async () => db.close();
  }
  const client = new pg.Client({ connectionString: address });
  await client.connect();
  await client.query('begin');
  await client.query('lock table document in access exclusive mode');
  await client.query('rollback');
  await client.query('begin');
  await client.query(`select pg_advisory_xact_lock(${0x65878861})`);
  return () => client.end();
}

describe('the archive in SQLite alone', () => {
  it('says that the disk is full and keeps what was there', async () => {
    const path = join(folder, 'full.sqlite');
    const store = await openSqlite(path, { maxPages: 120 });
    const saved: string[] = [];
    const fill = async (): Promise<void> => {
      for (const reading of samples()) {
        await store.save([reading], VERSIONS);
        saved.push(reading.document.id);
      }
    };
    await expect(fill()).rejects.toMatchObject({ code: 'disk-full' });
    expect((await store.documents()).map((d) => d.id).sort()).toEqual(saved.sort());
    await store.close();
  });

  it('refuses a file that is no archive', async () => {
    const path = join(folder, 'letter.sqlite');
    writeFileSync(path, '这不是数据库。'.repeat(500));
    await expect(openSqlite(path)).rejects.toMatchObject({ code: 'file-damaged' });
    const foreign = join(folder, 'foreign.sqlite');
    const db = new DatabaseSync(foreign);
    db.exec('create table notes (words text)');
    db.close();
    await expect(openSqlite(foreign)).rejects.toMatchObject({ code: 'file-damaged' });
  });

  it('cuts the words anew when the segmenter has changed', async () => {
    const path = join(folder, 'segmenter.sqlite');
    const first = await openSqlite(path);
    await first.save(notice(RULES), VERSIONS);
    await first.close();
    const db = new DatabaseSync(path);
    db.exec("update meta set value = 'another 1.0' where name = 'segmenter'");
    db.exec('delete from term where rowid in (select id from unit)');
    db.close();
    const again = await openSqlite(path);
    expect(await again.search({ words: '准入清单', matter: 'campus-activity' })).toHaveLength(1);
    await again.close();
  });
});

describe.skipIf(missing !== null)('the archive in PostgreSQL alone', () => {
  it('says that the server is away', async () => {
    await expect(openPostgres('postgres://nobody@127.0.0.1:1/none', { patience: 2000 })).rejects.toMatchObject({
      code: 'service-away',
    });
  });

  it('tells it when the server goes away in the middle of a transaction, and goes on when it is back', async () => {
    // A server of its own: the others of this file stay up.
    const own = await startPostgres();
    const db = await openPostgresDatabase(own.database());
    try {
      const writing = db.write(async (session) => {
        await session.all('select 1');
        // Cut while no statement is under way: nobody waits for an answer that could tell it.
        await own.restart();
        await new Promise((r) => setTimeout(r, 50));
        await session.all('select 1');
      });
      await expect(writing).rejects.toMatchObject({ code: 'service-away' });
      expect(await db.write((session) => session.all('select 1 as n'))).toEqual([{ n: 1 }]);
    } finally {
      await db.close();
      own.stop();
    }
  });
});
