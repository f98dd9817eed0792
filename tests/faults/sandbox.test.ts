import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from 'vitest';
import { readFile, Sandbox, type SandboxOptions } from '../../pipeline/readers/index.ts';
import { isWenhengError } from '../../records/errors.ts';

const scratch = mkdtempSync(join(tmpdir(), 'wenheng-sandbox-'));
const open: Sandbox[] = [];
const sandboxOf = (options: SandboxOptions = {}): Sandbox => {
  const script = fileURLToPath(new URL('./moody-child.ts', import.meta.url));
  const sandbox = new Sandbox({ concurrency: 1, script, ...options });
  open.push(sandbox);
  return sandbox;
};
afterEach(async () => {
  await Promise.all(open.splice(0).map((sandbox) => sandbox.close()));
});

/** The text the child answers with, or the code it ends in. */
async function outcome(sandbox: Sandbox, name: string, seconds = 30): Promise<string> {
  try {
    const { pages } = await readFile(new Uint8Array([1]), { sandbox, scratch, name, limits: { seconds } });
    return pages.blocks.map((block) => block.text).join('');
  } catch (error) {
    if (!isWenhengError(error)) throw error;
    // The message names the file whatever the child called it.
    expect(error.message).toContain(name);
    return error.code;
  }
}

describe('a child that fails', () => {
  test.each([
    ['silent', 'time-limit'],
    ['busy', 'time-limit'],
    ['endless', 'time-limit'],
    ['crash', 'reader-crashed'],
    ['abort', 'memory-limit'],
    ['babble', 'reader-crashed'],
    ['escape', 'reader-crashed'],
    ['refuse', 'password-locked'],
  ])('%s: %s, and the next file is read', async (name, code) => {
    const sandbox = sandboxOf();
    expect(await outcome(sandbox, name, name === 'endless' ? 0.4 : code === 'time-limit' ? 1 : 30)).toBe(code);
    expect(await outcome(sandbox, '好文件.txt')).toBe('正文');
  });

  test('pages drawn for OCR give a file more time', async () => {
    expect(await outcome(sandboxOf(), 'diligent', 1)).toBe('正文');
  });

  test.skipIf(process.platform !== 'linux')('a hungry one dies of its own limit', async () => {
    const sandbox = sandboxOf({ memory: 900_000 });
    expect(await outcome(sandbox, 'hungry')).toBe('memory-limit');
    expect(await outcome(sandbox, '好文件.txt')).toBe('正文');
  });
});

describe('the pool', () => {
  test('keeps a child for many files, replaces it after its share, after a fault, and when it is worn', async () => {
    const sandbox = sandboxOf({ recycleAfter: 3 });
    const pids = [];
    for (let i = 0; i < 4; i += 1) pids.push(await outcome(sandbox, 'pid'));
    expect(new Set(pids.slice(0, 3)).size).toBe(1);
    expect(pids[3]).not.toBe(pids[0]);
    expect(await outcome(sandbox, 'refuse')).toBe('password-locked');
    expect(await outcome(sandbox, 'pid')).toBe(pids[3]);
    await outcome(sandbox, 'crash');
    const fresh = await outcome(sandbox, 'worn');
    expect(fresh).not.toBe(pids[3]);
    expect(await outcome(sandbox, 'pid')).not.toBe(fresh);
  });

  test('reads as many at once as it may, and all that wait', async () => {
    const sandbox = sandboxOf({ concurrency: 2 });
    const pids = await Promise.all(Array.from({ length: 8 }, () => outcome(sandbox, 'pid')));
    expect(new Set(pids).size).toBe(2);
  });

  test('shows a child nothing of the parent’s environment', async () => {
    const shown = await outcome(sandboxOf({ path: '/usr/bin:/bin' }), 'environment');
    const names = shown.split(' ').filter((name) => !/^(NODE_CHANNEL_|_$|PWD$|OLDPWD$|SHLVL$)/.test(name));
    expect(names).toEqual(['LANG', 'PATH']);
  });

  test('rejects what waits and what comes after it is closed', async () => {
    const sandbox = sandboxOf();
    const running = outcome(sandbox, 'silent');
    const waiting = outcome(sandbox, '好文件.txt');
    await sandbox.close();
    expect(await Promise.all([running, waiting, outcome(sandbox, '好文件.txt')])).not.toContain('正文');
  });
});
