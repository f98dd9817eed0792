/**
 * Load on the query and search routes of the real server over a large archive, 50 connections at a time.
 *   node bench/api.ts [--store FILE.sqlite] [--records 1000000] [--seconds 10] [--connections 50]
 * Without --store the archive of `bench/archive.ts store sqlite` is made or taken. Exit code 1 where a request failed.
 */
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import autocannon from 'autocannon';
import { MATTERS } from '../records/clause.ts';
import { openServer } from '../tests/doors/api-server.ts';
import { diceBy, placeBy } from './archive-generator.ts';
import { measureStore } from './archive-store.ts';

const { values } = parseArgs({
  options: {
    store: { type: 'string' },
    records: { type: 'string', default: '1000000' },
    seconds: { type: 'string', default: '10' },
    connections: { type: 'string', default: '50' },
  },
});
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const file = values.store ?? join(tmpdir(), 'wenheng-bench.sqlite');
if (values.store === undefined) await measureStore('sqlite', Number(values.records), say);

const home = mkdtempSync(join(tmpdir(), 'wenheng-api-load-'));
copyFileSync(file, join(home, 'archive.sqlite'));
const server = await openServer(home);
const dice = diceBy(5);
const counties = Array.from({ length: 400 }, () => placeBy(dice).region.code).filter((c) => !c.endsWith('00'));
const WORDS = [
  '教师',
  '校园安全',
  '进校园活动',
  '台账',
  '学校 减负',
  '心理辅导 台账',
  '营养改善',
  '报表',
  '综合性督查',
];
const ask = (words: string): string => encodeURIComponent(words);

const ROUTES: readonly { readonly name: string; paths(): string[] }[] = [
  {
    name: '限额：一事项一地区',
    paths: () =>
      Array.from({ length: 200 }, () => `/api/limits?matter=${dice.pick(MATTERS)}&region=${dice.pick(counties)}`),
  },
  { name: '检索：词', paths: () => WORDS.map((w) => `/api/search?q=${ask(w)}`) },
  {
    name: '检索：词，一地区',
    paths: () =>
      Array.from({ length: 100 }, () => `/api/search?q=${ask(dice.pick(WORDS))}&region=${dice.pick(counties)}`),
  },
  {
    name: '文件：一地区',
    paths: () => Array.from({ length: 100 }, () => `/api/documents?region=${dice.pick(counties)}`),
  },
];

let failed = 0;
say(`${values.connections} 个连接，每条路由 ${values.seconds} 秒`);
say('路由　　　　　　　　　　  次/秒   p50 ms   p99 ms   最慢 ms   失败   每次 KB');
try {
  for (const { name, paths } of ROUTES) {
    const result = await autocannon({
      url: server.url,
      connections: Number(values.connections),
      duration: Number(values.seconds),
      timeout: 30,
      requests: paths().map((path) => ({ method: 'GET' as const, path })),
    });
    const bad = result.errors + result.timeouts + result.non2xx;
    failed += bad;
    say(
      `${name.padEnd(12, '　')} ${result.requests.average.toFixed(0).padStart(6)} ${String(result.latency.p50).padStart(8)} ${String(result.latency.p99).padStart(8)} ${String(result.latency.max).padStart(8)} ${String(bad).padStart(6)} ${(result.throughput.average / Math.max(1, result.requests.average) / 1024).toFixed(0).padStart(8)}`,
    );
  }
} finally {
  await server.close();
  rmSync(home, { recursive: true, force: true });
}
if (failed > 0) process.exitCode = 1;
