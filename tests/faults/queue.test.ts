import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { type Composition, compose } from '../../app/compose.ts';
import { readConfig } from '../../app/config.ts';
import { retry, sumOf } from '../../app/retry.ts';
import { review } from '../../app/review.ts';
import { follow, submitPaths } from '../../app/submit.ts';
import { metricsPage, openMetrics, readiness, startWorker, type WorkerOptions } from '../../app/worker.ts';
import { layout } from '../../corpus/samples/formats/layout.ts';
import { toPdf } from '../../corpus/samples/formats/pdf.ts';
import { PAGE, toScan } from '../../corpus/samples/formats/scan.ts';
import { VERSIONS } from '../../pipeline/index.ts';
import type { Blobs } from '../../queues/blobs.ts';
import { BLOB } from '../../queues/blobs.ts';
import { openLocal } from '../../queues/local.ts';
import type { Entry } from '../../queues/queue.ts';
import { RULES } from '../../queues/workers.ts';
import { PRIORITY, reviewJob } from '../../records/job.ts';
import { dump } from '../contracts/dump.ts';
import { type NoticeParts, noticeText } from '../contracts/notices.ts';
import { NOTICES, RULES as SCHOOL_RULES, SUM } from '../ledger/school-year.ts';

const root = mkdtempSync(join(tmpdir(), 'wenheng-workers-'));
const SAMPLES = fileURLToPath(new URL('../../corpus/samples/', import.meta.url));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const each of open.splice(0).toReversed()) await each.close();
});

/** The program's composition in a folder of its own; short pauses, so that tests wait for nothing. */
function program(name: string, change: (blobs: Blobs) => Blobs = (b) => b, ocr = 'none'): Composition {
  const home = join(root, name);
  mkdirSync(home, { recursive: true });
  const parts = compose(readConfig({ WENHENG_HOME: home, WENHENG_OCR: ocr, PATH: process.env['PATH'] }));
  const queue = openLocal(join(home, 'queue.sqlite'), { now: () => Date.now(), lease: 5000, pause: 50 });
  const whole: Composition = {
    ...parts,
    queue: () => queue,
    blobs: async () => change(await parts.blobs()),
    async close() {
      await (await queue).close();
      await parts.close();
    },
  };
  open.push(whole);
  return whole;
}

async function worker(parts: Composition, options: Partial<WorkerOptions> = {}) {
  const metrics = openMetrics();
  const log = pino({ level: 'silent' });
  const working = await startWorker(parts, { concurrency: 2, log, metrics, renewEvery: 100, ...options });
  open.push({ close: () => working.stop() });
  return metrics;
}

async function index(parts: Composition, ...paths: string[]): Promise<readonly Entry[]> {
  const [queue, store, blobs, world] = await Promise.all([parts.queue(), parts.store(), parts.blobs(), parts.world()]);
  const now = (): string => '2026-03-01T00:00:00Z';
  const { keys } = await submitPaths(paths, { queue, store, blobs, world, region: null, now });
  return (await follow(queue, keys)).ended;
}

const FONT = createRequire(import.meta.url).resolve(
  '@expo-google-fonts/noto-serif-sc/400Regular/NotoSerifSC_400Regular.ttf',
);
const sample = (name: string, ending = 'txt'): string => join(SAMPLES, name, `${name}.${ending}`);

describe('a worker', () => {
  it('sets aside the text that hangs a rule and the one that eats memory, and reads the rest', async () => {
    const folder = join(root, 'bad-texts');
    mkdirSync(folder);
    const head = '关于有关事项的通知\n各学校：\n一、';
    writeFileSync(join(folder, 'hang.txt'), `${head}此件使解析停住，请各单位遵照执行。\n`);
    writeFileSync(join(folder, 'eat.txt'), `${head}此件使内存耗尽，请各单位遵照执行。\n`);
    writeFileSync(join(folder, 'poem.txt'), 'Shall I compare thee to a summer’s day? Thou art more lovely.\n');
    cpSync(sample('hunan-plan'), join(folder, 'good.txt'));
    const parts = program('aside');
    const script = fileURLToPath(new URL('../../bench/faults-child.ts', import.meta.url));
    const metrics = await worker(parts, { stages: { script, seconds: 12 } });
    const ended = await index(parts, folder);
    const outcome = Object.fromEntries(
      ended.map((e) => [e.job.payload.name, `${e.state} ${e.failure?.class ?? ''} ${e.failure?.code ?? ''}`.trim()]),
    );
    expect(outcome).toEqual({
      'eat.txt': 'failed poison memory-limit',
      'good.txt': 'done',
      'hang.txt': 'failed poison time-limit',
      'poem.txt': 'failed terminal not-chinese',
    });
    const store = await parts.store();
    expect((await store.failures()).map((f) => f.code).toSorted()).toEqual([
      'memory-limit',
      'not-chinese',
      'time-limit',
    ]);
    expect(await store.documents()).toHaveLength(1);
    const { text } = await metricsPage(parts, metrics);
    expect(text).toContain(
      'wenheng_jobs_total{kind="read",format="txt",end="later",class="poison",code="time-limit"} 1',
    );
    expect(text).toContain('wenheng_queue_failed_jobs{class="terminal",code="not-chinese"} 1');
    expect(text).toContain('wenheng_queue_jobs{kind="read",state="done"} 1');
    expect(await readiness(parts)).toMatchObject({ ok: true });
  });

  it('waits while the disk of the blobs is full, and loses nothing', async () => {
    let refusals = 6;
    const parts = program('full', (blobs) => ({
      ...blobs,
      async put(key, bytes) {
        if (key.startsWith('pages/') && refusals-- > 0)
          throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
        return blobs.put(key, bytes);
      },
    }));
    await worker(parts);
    const ended = await index(parts, sample('hunan-plan'), sample('hunan-app'));
    expect(ended.map((e) => e.state)).toEqual(['done', 'done']);
    expect(refusals).toBeLessThanOrEqual(0);
    expect(await (await parts.store()).failures()).toEqual([]);
  });

  it('gives the same archive for a scan shared out page by page as for one read at once', async () => {
    const page = (text: string) => toScan(layout(text, []), FONT, 1);
    const [one, two] = [
      '关于规范进校园活动的通知\n各学校：\n一、每学期进校园活动不超过6次。\n',
      '二、借用教师的时间不超过3个月。\n三、未列入清单的活动一律不得进入校园。\n',
    ].map(page);
    const scan = join(root, 'scan.pdf');
    writeFileSync(scan, toPdf([...(one ?? []), ...(two ?? [])], PAGE));
    const lines: (readonly string[])[] = [];
    for (const range of [1, 100]) {
      const parts = program(`scan-${range}`, undefined, 'auto');
      await worker(parts, { range });
      const [ended] = await index(parts, scan);
      expect(ended?.job.kind).toBe(range === 1 ? 'assemble' : 'read');
      expect(ended?.state).toBe('done');
      lines.push(await dump(await parts.store()));
      // What was needed between the jobs is gone.
      const blobs = await parts.blobs();
      expect(await blobs.has(BLOB.scan(ended?.job.payload.sha256 ?? '', RULES.pages))).toBe(false);
    }
    expect(lines[0]?.length).toBe(4);
    expect(lines[0]?.[1]).toContain('不超过6次');
    expect(lines[0]?.[1]).toContain('不超过3个月');
    expect(lines[0]).toEqual(lines[1]);
  });

  it('re-reads what it is asked to, and tells what is different', async () => {
    const parts = program('again');
    await worker(parts);
    await index(parts, sample('hunan-plan'), sample('hunan-app'));
    const [queue, store, blobs] = await Promise.all([parts.queue(), parts.store(), parts.blobs()]);
    const before = await dump(store);
    // As if older rules had read it: one record less, one of another value.
    const head = (await store.documents()).find((d) => d.source === 'hunan-plan.txt');
    const reading = await store.reading(head?.id ?? '');
    if (!reading) throw new Error('the sample is not in the archive');
    const records = reading.records.slice(1).map((r, i) => (i === 0 ? { ...r, confidence: r.confidence / 2 } : r));
    await store.save([{ ...reading, records }], { ...VERSIONS, clauses: VERSIONS.clauses - 1 });
    const all = { stage: 'extract', failed: false, olderThan: null, region: null, format: null, engine: null } as const;
    const options = { queue, store, blobs, asOf: '2026-03-01', at: '2026-03-01T00:00:00Z' };
    const { keys, missing } = await retry({ ...all, olderThan: VERSIONS.clauses }, options);
    expect([keys.length, missing]).toEqual([1, []]);
    const sum = sumOf((await follow(queue, keys)).ended);
    expect(sum).toMatchObject({ documents: 1, changed: 1, gained: 2, lost: 1, same: reading.records.length - 2 });
    expect(await dump(store)).toEqual(before);
    expect((await retry({ ...all, olderThan: VERSIONS.clauses }, options)).keys).toEqual([]);
    expect((await retry({ ...all, format: 'docx' }, options)).keys).toEqual([]);
    expect((await retry({ ...all, region: '430000' }, options)).keys).toHaveLength(2);
    await queue.drain();
  });

  it('reviews with the running totals of the archive, as one process does', async () => {
    const parts = program('ledger');
    await worker(parts);
    const folder = join(root, 'school-year');
    mkdirSync(folder);
    const write = (notice: NoticeParts, i: number): string => {
      const file = join(folder, `${i}.txt`);
      writeFileSync(file, noticeText(notice));
      return file;
    };
    await index(parts, ...[SCHOOL_RULES, ...NOTICES].map(write));
    const draft = write(SUM, 99);
    const [queue, store, blobs, world] = await Promise.all([
      parts.queue(),
      parts.store(),
      parts.blobs(),
      parts.world(),
    ]);
    const content = readFileSync(draft);
    const sha256 = createHash('sha256').update(content).digest('hex');
    await blobs.put(BLOB.file(sha256), content);
    const asOf = '2025-12-01';
    const payload = { sha256, name: '99.txt', path: draft, region: null, fresh: false };
    const job = reviewJob(
      { ...payload, asOf, at: '2025-12-01T00:00:00Z', asked: null, after: null },
      RULES.review,
      PRIORITY.draft,
    );
    await queue.add([job]);
    const [{ result } = { result: null }] = (await follow(queue, [job.key])).ended;
    const made = await store.review(result?.made[0] ?? '');
    const { report } = await review({ content: draft, name: '99.txt' }, world, { store, asOf });
    expect(report.findings.some((f) => f.calculation?.includes('已发'))).toBe(true);
    expect(made?.report.findings).toEqual(report.findings);
  });

  it('renews a review when a superior comes in, once, with the difference', async () => {
    const parts = program('renew');
    await worker(parts);
    const draft = join(SAMPLES, 'drafts', 'jiangyou-homework-conflict.txt');
    const [queue, store] = await Promise.all([parts.queue(), parts.store()]);
    // The draft is handed in as a document as well, so that its matters are known.
    const [first] = await index(parts, draft);
    const payload = first?.job.kind === 'read' ? first.job.payload : null;
    if (!payload) throw new Error('the draft was not read');
    const job = reviewJob(
      { ...payload, asOf: '2026-03-01', at: '2026-03-01T00:00:00Z', asked: null, after: null },
      RULES.review,
      PRIORITY.draft,
    );
    await queue.add([job]);
    const [{ result } = { result: null }] = (await follow(queue, [job.key])).ended;
    const id = result?.made[0] ?? '';
    const old = await store.review(id);
    expect(old?.stale).toBe(false);
    await index(parts, sample('nation-homework'));
    while ((await store.reviews()).length < 2) await new Promise((r) => setTimeout(r, 20));
    await queue.drain();
    const renewed = (await queue.entries({ states: ['done'], kinds: ['review'] })).find(
      (e) => e.job.kind === 'review' && e.job.payload.after === id,
    );
    expect(renewed?.result?.difference?.gained).toBeGreaterThan(0);
    expect(renewed?.result?.difference?.lines.join('\n')).toContain('结论');
    // Nothing has changed since: it stays at two.
    await new Promise((r) => setTimeout(r, 300));
    expect(await store.reviews()).toHaveLength(2);
    const [latest] = await store.reviews();
    expect(latest?.stale).toBe(false);
    expect(latest?.report.findings.length).toBeGreaterThan(old?.report.findings.length ?? 0);
  });
});
