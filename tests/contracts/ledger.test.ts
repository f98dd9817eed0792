import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { csvRows } from '../../corpus/ledger/grid.ts';
import { toList } from '../../corpus/ledger/import.ts';
import { openPostgres } from '../../corpus/postgres.ts';
import { openSqlite } from '../../corpus/sqlite.ts';
import type { Store } from '../../corpus/store.ts';
import { VERSIONS } from '../../pipeline/index.ts';
import { NOTICES, RULES, WHITELIST, YEARLY } from '../ledger/school-year.ts';
import { notice } from './notices.ts';
import { type ScratchPostgres, startPostgres, whyNoPostgres } from './scratch-postgres.ts';

const missing = whyNoPostgres();
const folder = mkdtempSync(join(tmpdir(), 'wenheng-ledger-'));
let cluster: ScratchPostgres | null = null;
beforeAll(async () => {
  if (missing === null) cluster = await startPostgres();
});
afterAll(() => {
  cluster?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const KINDS = [
  { name: 'SQLite', why: null, open: () => openSqlite(join(folder, 'ledger.sqlite')) },
  { name: 'PostgreSQL', why: missing, open: () => openPostgres(cluster?.database() ?? '') },
] as const;

/** Both stores carry the ledger alike. */
describe.each(KINDS)('ledger in $name', ({ why, open }) => {
  let store: Store | null = null;
  const ledger = (): Store['ledger'] => {
    if (!store) throw new Error('not opened');
    return store.ledger;
  };
  afterAll(() => store?.close());
  const list = toList(csvRows(WHITELIST), { file: '白名单.csv', importedOn: '2025-03-01' });
  const yearly = toList(csvRows(YEARLY), { file: '年度清单.csv', importedOn: '2025-03-01' });

  test.skipIf(why !== null)('lists: put twice is put once; put changed is replaced; filters', async () => {
    store = await open();
    for (const l of [list, yearly, list]) await ledger().put(l.list, l.entries);
    expect(await ledger().lists()).toEqual([yearly.list, list.list]);
    expect(await ledger().entries({ lists: [list.list.id] })).toEqual(list.entries);
    expect(await ledger().lists({ region: '430726', exact: true, kinds: ['whitelist'], year: '2025' })).toEqual([
      list.list,
    ]);
    expect(await ledger().lists({ region: '430000' })).toHaveLength(2);
    expect(await ledger().lists({ region: '410000' })).toEqual([]);
    expect(await ledger().lists({ year: '2024' })).toEqual([]);
    await ledger().put(list.list, list.entries.slice(0, 2));
    expect(await ledger().entries({ kinds: ['whitelist'] })).toHaveLength(2);
    await ledger().put(list.list, list.entries);
  });

  test.skipIf(why !== null)('an entry is settled; an unknown one is not found', async () => {
    const id = yearly.entries[0]?.id ?? '';
    const settled = await ledger().settle(id, { state: 'closed', cells: { length: '3天', none: 'x' } });
    expect(settled).toMatchObject({ state: 'closed', cells: { length: '3天' } });
    expect(settled.cells).not.toHaveProperty('none');
    expect(await ledger().entries({ states: ['closed'] })).toEqual([settled]);
    const register = toList(csvRows('教师姓名,派出学校,起始日期,到期日期\n向某,一中,2025-01-01,2025-06-30\n'), {
      file: '借调.csv',
      importedOn: '2025-03-01',
    });
    await ledger().put(register.list, register.entries);
    const cells = { extended: '2025年9月30日', school: '二中' };
    expect(await ledger().settle(register.entries[0]?.id ?? '', { state: 'active', cells })).toMatchObject({
      school: '二中',
      period: { first: '2025-01-01', last: '2025-09-30' },
    });
    await ledger().removeList(register.list.id);
    await expect(ledger().settle('e_none', { state: 'closed' })).rejects.toMatchObject({ code: 'not-found' });
  });

  test.skipIf(why !== null)(
    'what notices bring: derived once, withdrawn, restored, without the draft itself',
    async () => {
      for (const n of [RULES, ...NOTICES]) await store?.save(notice(n), VERSIONS);
      const all = await ledger().brought({ kinds: ['visit'], region: '430726' });
      expect(all.map((b) => `${b.by.docNumber} ${b.count} ${b.days?.first}`)).toEqual([
        '石公发〔2025〕44号 2 2025-04-01',
        '石公发〔2025〕31号 1 2025-09-01',
        '石消〔2025〕18号 1 2025-10-01',
        '石卫发〔2025〕40号 1 2025-11-01',
      ]);
      expect(await ledger().brought({ kinds: ['visit'], region: '410000' })).toEqual([]);
      expect(await ledger().brought({ kinds: ['visit'] })).toEqual(all);
      const [first] = all;
      if (!first) throw new Error('brought nothing');
      await ledger().withdraw(first.by.documentId, '2025-03-20', '合并');
      expect(await ledger().brought({ kinds: ['visit'] })).toEqual(all.slice(1));
      expect(await ledger().withdrawn()).toEqual([{ documentId: first.by.documentId, on: '2025-03-20', why: '合并' }]);
      await ledger().restore(first.by.documentId);
      expect(await ledger().withdrawn()).toEqual([]);
      expect(await ledger().brought({ kinds: ['visit'] })).toEqual(all);
      const except = { id: 'd_none', sha256: '', docNumber: '石公发[2025]44号' };
      expect(await ledger().brought({ kinds: ['visit'], except })).toEqual(all.slice(1));
    },
  );
});
