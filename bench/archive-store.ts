import { existsSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { queryLimits } from '../corpus/limits.ts';
import { openPostgres } from '../corpus/postgres.ts';
import { openSqlite } from '../corpus/sqlite.ts';
import type { Store } from '../corpus/store.ts';
import { superiorsOf } from '../corpus/superiors.ts';
import { MATTERS } from '../records/clause.ts';
import { diceBy, placeBy } from './archive-generator.ts';
import { RECORDS_EACH, readingBy } from './archive-readings.ts';

const SEED = 7;
const VERSIONS = { pages: 1, text: 1, structure: 1, clauses: 1 };
const AS_OF = '2026-01-01';

/** Milliseconds that the bars of the issue allow. */
const BARS = { limits: 20, search: 100, compare: 1000 };

/** Fills a store (once: one that is full enough is measured as it is) and times its queries. */
export async function measureStore(address: string, records: number, write: (line: string) => void): Promise<boolean> {
  const file = join(tmpdir(), 'wenheng-bench.sqlite');
  const store = address === 'sqlite' ? await openSqlite(file) : await openPostgres(address);
  try {
    await fill(store, Math.ceil(records / RECORDS_EACH), write);
    if (address === 'sqlite' && existsSync(file)) write(`档案库 ${(statSync(file).size / 1e6).toFixed(0)} MB`);
    return await measure(store, write);
  } finally {
    await store.close();
  }
}

async function fill(store: Store, documents: number, write: (line: string) => void): Promise<void> {
  const started = performance.now();
  let saved = 0;
  for (let i = 0; i < documents; i++) {
    const reading = readingBy(SEED, i);
    if (await store.knows(reading.document.sha256, VERSIONS)) continue;
    await store.save([reading], VERSIONS);
    saved++;
    if (saved % 1000 === 0) {
      const seconds = (performance.now() - started) / 1000;
      write(`  ${i + 1} 份，${((saved * RECORDS_EACH) / seconds).toFixed(0)} 条记录/秒`);
    }
  }
}

async function measure(store: Store, write: (line: string) => void): Promise<boolean> {
  const dice = diceBy(99);
  const regions = Array.from({ length: 200 }, () => placeBy(dice).region.code).filter(
    (c) => c.endsWith('00') === false || c.endsWith('0000') === false,
  );
  const counties = regions.filter((c) => c !== '000000' && !c.endsWith('0000'));
  const region = (): string => dice.pick(counties);
  const words = [
    '教师',
    '校园安全',
    '进校园活动',
    '台账',
    '一刀切',
    '不超过',
    '控辍保学',
    '学校 减负',
    '心理辅导 台账',
    '营养改善',
    '报表',
    '值班人数',
    '底数清',
    '闭环管理',
    '综合性督查',
    '家校沟通',
    '书面作业',
    '课后服务 天数',
  ];
  const rows = [
    await time('limits：一事项一地区', 100, BARS.limits, () =>
      queryLimits(store, { matters: [dice.pick(MATTERS)], region: region(), asOf: AS_OF, compare: false }),
    ),
    await time('limits：一事项一地区并列比较', 60, null, () =>
      queryLimits(store, { matters: [dice.pick(MATTERS)], region: region(), asOf: AS_OF, compare: true }),
    ),
    await time('全文：词', 100, BARS.search, () => store.search({ words: dice.pick(words) })),
    await time('全文：词，一地区', 60, BARS.search, () => store.search({ words: dice.pick(words), region: region() })),
    await time('全文：短语', 60, BARS.search, () =>
      store.search({ words: dice.pick(words).replace(' ', ''), phrase: true }),
    ),
    await time('全文：单字', 40, BARS.search, () => store.search({ words: dice.pick([...'教校班表鉴园责']) })),
    await time('limits：全部地区并列比较', 5, BARS.compare, () =>
      queryLimits(store, { matters: ['campus-activity'], asOf: AS_OF, compare: true }),
    ),
    await time('上级文件', 20, null, async () =>
      superiorsOf(store, readingBy(SEED + 1, dice.between(0, 500)), { asOf: AS_OF }),
    ),
  ];
  write('查询                              中位 ms     p95 ms     CPU 中位    CPU p95    界限 ms');
  for (const row of rows)
    write(
      `${row.name.padEnd(24, '　')} ${[row.median, row.p95, row.cpu.median, row.cpu.p95].map((n) => n.toFixed(1).padStart(10)).join(' ')} ${row.bar === null ? '—' : String(row.bar)}`,
    );
  return rows.every((row) => row.bar === null || row.p95 < row.bar);
}

interface Row {
  readonly name: string;
  readonly median: number;
  readonly p95: number;
  /** The same of this process's CPU: on a busy machine the clock tells more of the neighbours than of the store. */
  readonly cpu: { readonly median: number; readonly p95: number };
  readonly bar: number | null;
}

async function time(name: string, times: number, bar: number | null, run: () => Promise<unknown>): Promise<Row> {
  await run();
  const all: number[] = [];
  const busy: number[] = [];
  for (let i = 0; i < times; i++) {
    const started = performance.now();
    const before = process.cpuUsage();
    await run();
    const { user, system } = process.cpuUsage(before);
    all.push(performance.now() - started);
    busy.push((user + system) / 1000);
  }
  const at = (times: readonly number[], share: number): number =>
    times.toSorted((a, b) => a - b)[Math.min(times.length - 1, Math.ceil(share * times.length) - 1)] ?? 0;
  const both = (times: readonly number[]): { median: number; p95: number } => ({
    median: at(times, 0.5),
    p95: at(times, 0.95),
  });
  return { name, ...both(all), cpu: both(busy), bar };
}
