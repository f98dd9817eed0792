import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ListForm, ListView } from '../../app/api/ledger-schemas.ts';
import { importList } from '../../corpus/ledger/import.ts';
import { VERSIONS } from '../../pipeline/index.ts';
import type { LedgerEntry } from '../../records/ledger.ts';
import { notice } from '../contracts/notices.ts';
import { INSPECTION, NOTICES, RULES, WHITELIST, YEARLY } from '../ledger/school-year.ts';
import { Client, discard, draftAt, startServer, type TestServer, upload } from './api-server.ts';

/** The ledger over HTTP, with two houses on one server. */
const PEOPLE = [
  { name: '甲查看', organisation: '石门县教育局', role: 'view' },
  { name: '甲评估', organisation: '石门县教育局', role: 'review' },
  { name: '甲管理', organisation: '石门县教育局', role: 'manage' },
  { name: '乙评估', organisation: '石门县公安局', role: 'review' },
  { name: '乙管理', organisation: '石门县公安局', role: 'manage' },
] as const;
type Name = (typeof PEOPLE)[number]['name'];

let server: TestServer;
const people = new Map<string, Client>();
const as = (name: Name): Client => {
  const client = people.get(name);
  if (!client) throw new Error(`${name} has not logged in`);
  return client;
};
beforeAll(async () => {
  server = await startServer(PEOPLE, ['nation-school-affairs']);
  for (const n of [RULES, ...NOTICES]) await server.store.save(notice(n), VERSIONS);
  for (const { name } of PEOPLE) {
    const client = new Client(server.url);
    await client.login(name);
    people.set(name, client);
  }
});
afterAll(() => discard(server));

const fileOf = (words: string | Uint8Array<ArrayBuffer>, name: string, more: Record<string, string> = {}): FormData => {
  const form = new FormData();
  form.append('file', new File([words], name));
  for (const [k, v] of Object.entries(more)) form.append(k, v);
  return form;
};
interface Loaded {
  list: ListView;
  remarks: { row: number | null; column: string | null; grave: boolean; said: string }[];
}
const load = (name: Name, words: string, file: string, more: Record<string, string> = {}): Promise<Loaded> =>
  as(name).ask<Loaded>('POST', '/api/ledger/lists', fileOf(words, file, more));
const entries = async (name: Name, query: string): Promise<LedgerEntry[]> =>
  (await as(name).ask<{ items: LedgerEntry[] }>('GET', `/api/ledger/entries?${query}`)).items;

const REGISTER = [
  '教师姓名,派出学校,借用单位,起始日期,到期日期',
  '向小满,石门县第三完全小学,石门县融媒体中心,2025年1月1日,2025年6月30日',
  '覃大暑,,石门县融媒体中心,适时,2025年6月30日',
  ',石门县第一中学,石门县融媒体中心,2025年1月1日,2025年6月30日',
].join('\n');

describe('a list comes in, is read and goes out', () => {
  let whitelist: ListView;
  test('the whitelist, recognised by its heads; every house reads it', async () => {
    const { list, remarks } = await load('甲管理', WHITELIST, '白名单.csv');
    expect(remarks).toEqual([]);
    expect(list).toMatchObject({
      kind: 'whitelist',
      unit: '石门县教育局',
      year: '2025',
      total: 5,
      organisation: '石门县教育局',
      own: true,
      entries: 5,
      states: [{ state: 'active', count: 5 }],
    });
    whitelist = list;
    const seen = await as('乙评估').ask<{ items: ListView[] }>('GET', '/api/ledger/lists?kind=whitelist');
    expect(seen.items).toEqual([{ ...list, own: false }]);
    expect(await entries('乙评估', `list=${list.id}`)).toHaveLength(5);
  });

  test.each(['xlsx', 'docx', 'csv'] as const)('it is downloaded as %s and reads the same again', async (format) => {
    const response = await as('甲查看').send('GET', `/api/ledger/lists/${whitelist.id}/file?format=${format}`);
    expect(response.headers.get('content-disposition')).toContain(encodeURIComponent(`-2025.${format}`));
    expect(response.headers.get('content-security-policy')).toContain('sandbox');
    const back = await importList(new Uint8Array(await response.arrayBuffer()), {
      file: `白名单.${format}`,
      importedOn: '2025-03-01',
    });
    expect(back.entries.map((e) => e.cells)).toEqual((await entries('甲查看', 'kind=whitelist')).map((e) => e.cells));
  });

  test('a bad row is named with its number, its column and what is wrong; it is kept and counts for nothing', async () => {
    const { list, remarks } = await load('甲管理', REGISTER, '借调.csv');
    expect(remarks.filter((r) => r.grave)).toEqual([
      { row: 4, column: '教师姓名', grave: true, said: '第4行“教师姓名”：“教师姓名”没有填写' },
    ]);
    expect(remarks.map((r) => r.said)).toContain('第3行“起始日期”：“适时”读不出日期，原样保留，不参与期限和学期计算');
    // The file names no house: it is that of who hands it in.
    expect(list.unit).toBe('石门县教育局');
    expect(list.states).toContainEqual({ state: 'faulty', count: 1 });
  });

  test.each<[string, FormData, number, RegExp]>([
    ['no list', fileOf('甲,乙\n1,2\n', '别的.csv'), 422, /没有找到任何一种台账的表头/],
    ['of another kind', fileOf(WHITELIST, '白.csv', { kind: 'meeting' }), 422, /没有找到《会议年度计划》的表头/],
    ['empty', fileOf('', '空.csv'), 422, /文件是空的/],
    ['a broken XLSX', fileOf(new Uint8Array([0x50, 0x4b, 3, 4, 1, 2]), '坏.xlsx'), 422, /已损坏/],
    ['an unknown place', fileOf(WHITELIST, '白.csv', { region: '石们县' }), 400, /没有这个地区/],
    ['a year that is none', fileOf(WHITELIST, '白.csv', { year: '去年' }), 400, /年度要写成/],
    ['a kind that is none', fileOf(WHITELIST, '白.csv', { kind: 'none' }), 400, /请求有误/],
    ['without a file', new FormData(), 400, /没有名为 file 的文件/],
  ])('%s is refused in words', async (_, form, status, says) => {
    const response = await as('甲管理').send('POST', '/api/ledger/lists', form);
    const problem = (await response.json()) as { detail: string };
    expect([response.status, problem.detail]).toEqual([status, expect.stringMatching(says)]);
    expect(response.headers.get('content-type')).toContain('application/problem+json');
  });

  test('pages follow each other to the end, and an answer that has not changed is not sent again', async () => {
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page: { items: LedgerEntry[]; next: string | null } = await as('甲查看').ask(
        'GET',
        `/api/ledger/entries?kind=whitelist&limit=2${cursor ? `&cursor=${cursor}` : ''}`,
      );
      seen.push(...page.items.map((e) => e.name));
      cursor = page.next;
    }
    expect(seen).toEqual(['禁毒知识进校园', '消防安全进校园', '健康素养进校园', '交通安全进校园', '心理健康进校园']);
    const first = await as('甲查看').send('GET', '/api/ledger/lists');
    const again = await as('甲查看').send('GET', '/api/ledger/lists', undefined, {
      'if-none-match': first.headers.get('etag') ?? '',
    });
    expect(again.status).toBe(304);
  });

  test('the columns of every form are told with the notice that prescribes them', async () => {
    const { items } = await as('甲查看').ask<{ items: ListForm[] }>('GET', '/api/ledger/forms');
    expect(items.find((f) => f.kind === 'whitelist')).toMatchObject({ source: '新教领秘〔2024〕2号 附件7' });
    expect(items.map((f) => f.kind)).toContain('secondment');
  });
});

describe('whose a list is', () => {
  test('another house reads no register of people, and changes no list', async () => {
    const [list] = (await as('甲查看').ask<{ items: ListView[] }>('GET', '/api/ledger/lists?kind=secondment')).items;
    expect((await as('乙管理').ask<{ items: ListView[] }>('GET', '/api/ledger/lists?kind=secondment')).items).toEqual(
      [],
    );
    expect(await entries('乙管理', 'kind=secondment')).toEqual([]);
    expect((await as('乙管理').send('GET', `/api/ledger/entries?list=${list?.id}`)).status).toBe(404);
    const [whitelisted] = await entries('乙评估', 'kind=whitelist');
    const path = `/api/ledger/entries/${whitelisted?.id}`;
    expect((await as('乙评估').send('PATCH', path, { state: 'withdrawn' })).status).toBe(403);
    expect((await as('乙管理').send('DELETE', `/api/ledger/lists/${whitelisted?.listId}`)).status).toBe(403);
    // The same form of the same unit from another house would replace it.
    expect((await as('乙管理').send('POST', '/api/ledger/lists', fileOf(WHITELIST, '白.csv'))).status).toBe(403);
    expect(await entries('甲查看', 'kind=whitelist&state=active')).toHaveLength(5);
  });

  test('what came in by the command line is read but not changed', async () => {
    const { list, entries: rows } = await importList(new TextEncoder().encode(YEARLY), {
      file: '年度清单.csv',
      importedOn: '2025-03-01',
    });
    await server.store.ledger.put(list, rows);
    const view = await as('甲查看').ask<ListView>('GET', `/api/ledger/lists/${list.id}`);
    expect([view.organisation, view.own]).toEqual(['本机', false]);
    expect((await as('甲管理').send('POST', '/api/ledger/lists', fileOf(YEARLY, '清单.csv'))).status).toBe(403);
  });

  test('two houses hand in registers that name no unit: each keeps its own', async () => {
    const theirs = await load('乙管理', REGISTER.replaceAll('向小满', '吴立秋'), '借调.csv');
    expect(theirs.list.organisation).toBe('石门县公安局');
    expect((await entries('乙评估', 'kind=secondment')).map((e) => e.name)).toContain('吴立秋');
    expect((await entries('甲评估', 'kind=secondment')).map((e) => e.name)).not.toContain('吴立秋');
  });
});

describe('rows are dealt with', () => {
  test('a teacher is extended and comes back; what is due changes with it', async () => {
    const due = async (on: string): Promise<string[]> =>
      (await as('甲查看').ask<{ items: LedgerEntry[] }>('GET', `/api/ledger/due?on=${on}`)).items.map((e) => e.name);
    expect(await due('2025-07-01')).toEqual(['向小满']);
    const [teacher] = await entries('甲查看', 'kind=secondment');
    const path = `/api/ledger/entries/${teacher?.id}`;
    const later = await as('甲评估').ask<LedgerEntry>('PATCH', path, { cells: { extended: '2025年9月30日' } });
    expect(later.period).toEqual({ first: '2025-01-01', last: '2025-09-30' });
    expect(await due('2025-07-01')).toEqual([]);
    expect(await due('2025-10-01')).toEqual(['向小满']);
    const back = await as('甲评估').ask<LedgerEntry>('PATCH', path, { state: 'closed' });
    expect([back.state, back.cells['returned']]).toEqual(['closed', expect.stringMatching(/^\d{4}年\d+月\d+日$/)]);
    expect(await due('2025-10-01')).toEqual([]);
  });

  test.each([
    [{ cells: { until: '适时' } }, /“到期日期”读不出日期：适时/],
    [{ cells: { name: '' } }, /“教师姓名”不能为空/],
    [{ cells: { none: 'x' } }, /没有“none”这一栏/],
    [{ state: 'faulty' }, /请求有误/],
  ])('%j is refused', async (change, says) => {
    const [teacher] = await entries('甲查看', 'kind=secondment');
    const response = await as('甲评估').send('PATCH', `/api/ledger/entries/${teacher?.id}`, change);
    expect(response.status).toBe(400);
    expect(((await response.json()) as { detail: string }).detail).toMatch(says);
    expect((await entries('甲查看', 'kind=secondment'))[0]).toEqual(teacher);
  });

  test('problems of one’s own reviews become entries, are closed, and fill the papers', async () => {
    const clerk = as('甲评估');
    const { id } = await clerk.ask<{ id: string }>(
      'POST',
      '/api/reviews',
      await upload('draft', draftAt('wuling-reading-conflict'), '稿.txt'),
    );
    await clerk.follow(id);
    const collect = (name: Name) =>
      as(name).ask<{ added: number; list: ListView | null }>('POST', '/api/ledger/problems', { on: '2025-11-01' });
    const first = await collect('甲评估');
    expect(first.added).toBeGreaterThan(1);
    expect(first.list).toMatchObject({ unit: '石门县教育局', own: true });
    expect((await collect('甲评估')).added).toBe(0);
    // Another house has not reviewed anything.
    expect(await collect('乙评估')).toEqual({ added: 0, list: null });
    expect(await entries('乙管理', 'kind=rectification')).toEqual([]);

    const [problem] = await entries('甲查看', 'kind=rectification');
    const change = { state: 'closed', cells: { body: '办公室', measure: '改为6次', remark: '佐证：改稿' } };
    const path = `/api/ledger/entries/${problem?.id}`;
    expect(await clerk.ask('PATCH', path, change)).toMatchObject({
      state: 'closed',
      body: '办公室',
      cells: { done: '已销号', measure: '改为6次' },
    });
    const paper = async (query: string, name: string): Promise<Response> => {
      const response = await as('甲查看').send('GET', `/api/ledger/papers/${query}`);
      expect(decodeURIComponent(response.headers.get('content-disposition') ?? '')).toContain(name);
      return response;
    };
    for (const [query, name] of [
      ['report?target=20', '总结报告提纲.docx'],
      [`case?entry=${problem?.id}`, '典型案例提纲.docx'],
      ['contact?format=xlsx', '专项整治相关信息统计表.xlsx'],
    ] as const)
      expect((await (await paper(query, name)).arrayBuffer()).byteLength).toBeGreaterThan(2000);
    const contacts = await (await paper('contact?format=csv', '专项整治相关信息统计表.csv')).text();
    expect(contacts).toContain('办公室');
  });
});

describe('what it comes to', () => {
  interface Totals {
    items: {
      kind: string;
      said: string;
      count: number;
      bound: { most: number; said: string } | null;
      parts: { count: number; by: { documentId: string; docNumber: string | null } }[];
      uncounted: { why: string }[];
    }[];
  }
  const visits = async (query: string): Promise<Totals['items'][number] | undefined> =>
    (await as('甲查看').ask<Totals>('GET', `/api/ledger/totals?${query}`)).items.find((t) => t.kind === 'visit');

  test('the running total of a semester names the notices that fill it', async () => {
    const total = await visits('region=石门县&on=2025-11-01');
    expect([total?.said, total?.count]).toEqual(['2025年秋季学期', 3]);
    expect(total?.parts.map((p) => p.by.docNumber)).toEqual([
      '石公发〔2025〕31号',
      '石消〔2025〕18号',
      '石卫发〔2025〕40号',
    ]);
    expect((await visits('region=石门县&on=2025-04-01'))?.count).toBe(2);
    expect(total?.bound).toMatchObject({
      most: 6,
      said: '6 次/学期',
      docNumber: '湘教规〔2025〕6号',
      path: '一',
      marks: [],
    });
    // Without a place there is no telling whose limit counts, and before the rules there was none of the province.
    expect((await visits('on=2025-11-01'))?.bound).toBeNull();
    expect((await visits('region=石门县&on=2024-11-01'))?.bound).toBeNull();
  });

  test('one school has what is meant for it alone on top', async () => {
    const exams = async (query: string): Promise<Totals['items'][number] | undefined> =>
      (await as('甲查看').ask<Totals>('GET', `/api/ledger/totals?on=2025-11-01&region=430726${query}`)).items.find(
        (t) => t.kind === 'exam',
      );
    expect((await exams(''))?.uncounted).toHaveLength(1);
    expect((await exams(`&school=${encodeURIComponent('石门县第一中学')}`))?.count).toBe(1);
  });

  test('a withdrawn notice does not count until it is restored', async () => {
    const part = (await visits('region=石门县&on=2025-11-01'))?.parts[1];
    const path = `/api/ledger/withdrawn/${part?.by.documentId}`;
    expect((await as('甲管理').send('PUT', path, { why: '并入其他活动' })).status).toBe(204);
    expect((await visits('region=石门县&on=2025-11-01'))?.count).toBe(2);
    expect(await as('甲查看').ask('GET', '/api/ledger/withdrawn')).toMatchObject({
      items: [{ docNumber: '石消〔2025〕18号', why: '并入其他活动' }],
    });
    expect((await as('甲管理').send('DELETE', path)).status).toBe(204);
    expect((await visits('region=石门县&on=2025-11-01'))?.count).toBe(3);
    expect((await as('甲管理').send('DELETE', path)).status).toBe(404);
    expect((await as('甲管理').send('PUT', '/api/ledger/withdrawn/d_none', {})).status).toBe(404);
  });

  test('an inspection that two bodies hold, and none that its own row tells of', async () => {
    const doubles = async (query: string) =>
      (
        await as('甲查看').ask<{ items: { one: { where: string }; other: { where: string }; common: string[] }[] }>(
          'GET',
          `/api/ledger/doubles?${query}`,
        )
      ).items;
    // The market supervision's notice carries out its own row of the yearly list.
    expect(await doubles('region=石门县&on=2025-11-01')).toEqual([]);
    await server.store.save(
      notice({ ...INSPECTION, number: '石卫发〔2025〕45号', title: INSPECTION.title.replace('（征求意见稿）', '') }),
      VERSIONS,
    );
    const found = await doubles('region=石门县&on=2025-11-01');
    expect(found.map((d) => [d.one.where, d.other.where]).toSorted()).toEqual([
      ['《2025年督查检查考核评比事项备案审批表》第1项', '石卫发〔2025〕45号'],
      ['石市监〔2025〕27号', '石卫发〔2025〕45号'],
    ]);
    expect(found[0]?.common.join()).toContain('食堂');
    expect(await doubles('region=石门县&on=2024-11-01')).toEqual([]);
    expect(await doubles('region=410000&on=2025-11-01')).toEqual([]);
  });

  test('two years of one list, with the rate against the target', async () => {
    const last = YEARLY.replaceAll('2025', '2024').replace('学校安全工作考核', '德育工作考核');
    await load('甲管理', last, '上年清单.csv');
    const path = '/api/ledger/compare?before=2024&after=2025&target=20';
    expect(await as('甲查看').ask('GET', path)).toMatchObject({
      before: 3,
      after: 3,
      reached: true,
      calculation: expect.stringContaining('压减合并率（1 取消 + 0 合并）÷ 3 = 33.3% ≥ 20%（达到目标）'),
    });
    const csv = await (await as('甲查看').send('GET', path.replace('compare?', 'compare/file?format=csv&'))).text();
    expect(csv).toContain('德育工作考核');
    expect((await as('甲查看').send('GET', '/api/ledger/compare?before=2020&after=2025')).status).toBe(404);
  });

  test('a list that is removed is gone, and its name is free', async () => {
    const [list] = (await as('乙管理').ask<{ items: ListView[] }>('GET', '/api/ledger/lists?kind=secondment')).items;
    expect((await as('乙管理').send('DELETE', `/api/ledger/lists/${list?.id}`)).status).toBe(204);
    expect((await as('乙管理').send('GET', `/api/ledger/lists/${list?.id}`)).status).toBe(404);
    expect(await entries('乙管理', 'kind=secondment')).toEqual([]);
  });
});

test('who loaded, changed, removed and took lists away is in the audit log', async () => {
  const { items } = await as('甲管理').ask<{ items: { by: string; action: string; outcome: string }[] }>(
    'GET',
    '/api/audit?limit=500',
  );
  const acts = items.map((e) => `${e.by} ${e.action} ${e.outcome}`);
  for (const act of [
    '甲管理 POST /api/ledger/lists 201',
    '甲评估 PATCH /api/ledger/entries/:id 200',
    '甲查看 GET /api/ledger/lists/:id/file 200',
    '甲管理 PUT /api/ledger/withdrawn/:document 204',
  ])
    expect(acts).toContain(act);
});
