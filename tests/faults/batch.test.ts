import { type ChildProcess, fork } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noticeBy, randomBy } from '../../bench/archive-generator.ts';
import { openSqlite } from '../../corpus/sqlite.ts';
import { dump } from '../contracts/dump.ts';

/** A batch is killed at random moments and run again: the archive must end as if nothing had happened. */
const SEED = 31;
const NOTICES = 60;
const KILLS = 20;

const root = mkdtempSync(join(tmpdir(), 'wenheng-batch-'));
const folder = join(root, 'notices');
afterAll(() => rmSync(root, { recursive: true, force: true }));

beforeAll(() => {
  mkdirSync(join(folder, '2024'), { recursive: true });
  const packed: Record<string, Uint8Array> = {};
  for (let i = 0; i < NOTICES; i++) {
    const { name, text } = noticeBy(SEED, i);
    if (i % 4 === 3) packed[`压缩/${name}`] = new TextEncoder().encode(text);
    else writeFileSync(join(folder, i % 4 === 2 ? '2024' : '', name), text);
  }
  writeFileSync(join(folder, 'packed.zip'), zipSync(packed));
  writeFileSync(join(folder, 'copy-of-the-first.txt'), noticeBy(SEED, 0).text);
  writeFileSync(join(folder, 'empty.txt'), '');
  writeFileSync(join(folder, 'english.txt'), 'Dear Sir or Madam, please find enclosed our offer. '.repeat(20));
});

const script = fileURLToPath(new URL('./batch-child.ts', import.meta.url));
const start = (home: string): ChildProcess =>
  fork(script, [folder, home], { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });

/** Runs a batch to its end, or until `until` says that it is to be ended by this signal. */
async function run(
  home: string,
  until?: { readonly done: number; readonly after: number; readonly signal: NodeJS.Signals },
): Promise<string> {
  const child = start(home);
  let out = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    out += chunk.toString();
  });
  if (until)
    child.on('message', (done) => {
      // A little after the count is reached, so that reading, writing and committing are all met.
      if (typeof done === 'number' && done >= until.done) setTimeout(() => child.kill(until.signal), until.after);
    });
  await new Promise((resolve) => child.once('close', resolve));
  return out;
}

const contents = async (home: string): Promise<string[]> => {
  const store = await openSqlite(join(home, 'archive.sqlite'));
  try {
    const failures = await store.failures();
    return [...(await dump(store)), ...failures.map((f) => `${f.source} ${f.code} ${f.message}`)];
  } finally {
    await store.close();
  }
};

describe('a batch that is broken off', () => {
  it(`ends as an undisturbed one after ${KILLS} kills at random moments, and a second run changes nothing`, {
    timeout: 600_000,
  }, async () => {
    const calm = join(root, 'calm');
    expect(JSON.parse(await run(calm))).toEqual({ documents: NOTICES, known: 1, stopped: false });
    const expected = await contents(calm);
    expect(expected.length).toBeGreaterThan(4 * NOTICES);
    expect(expected.filter((line) => line.includes('file-empty') || line.includes('not-chinese'))).toHaveLength(2);

    const random = randomBy(SEED);
    const rough = join(root, 'rough');
    for (let n = 0; n < KILLS; n++) {
      // Each run passes over what is known, so that later kills come later.
      const done = 1 + Math.floor(random() * 4) + Math.floor((NOTICES * n) / KILLS);
      await run(rough, { done, after: Math.floor(random() * 40), signal: 'SIGKILL' });
    }
    await run(rough);
    expect(await contents(rough)).toEqual(expected);
    expect(JSON.parse(await run(rough))).toEqual({ documents: 0, known: NOTICES + 1, stopped: false });
    expect(await contents(rough)).toEqual(expected);
  });

  it('stops after the files at hand on Ctrl-C, says so, and goes on from there', { timeout: 120_000 }, async () => {
    const home = join(root, 'interrupted');
    const first = JSON.parse(await run(home, { done: 10, after: 0, signal: 'SIGINT' })) as {
      documents: number;
      stopped: boolean;
    };
    expect(first.stopped).toBe(true);
    expect(first.documents).toBeGreaterThan(5);
    expect(first.documents).toBeLessThan(NOTICES);
    const second = JSON.parse(await run(home)) as { documents: number; stopped: boolean };
    expect(second).toMatchObject({ documents: NOTICES - first.documents, stopped: false });
  });
});
