import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { main } from '../../app/cli.ts';

/** The commands as a clerk runs them: what comes out, what is said on trouble, and the exit code. */
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wenheng-cli-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function run(...argv: string[]): Promise<{ code: number; out: string; err: string }> {
  let out = '';
  let err = '';
  const code = await main(
    ['--home', join(folder, 'home'), ...argv],
    { PATH: process.env['PATH'], WENHENG_OCR: 'none' },
    {
      write: (t) => {
        out += t;
      },
      warn: (t) => {
        err += t;
      },
      columns: null,
    },
  );
  return { code, out, err };
}

const put = (name: string, content: string | Uint8Array): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};

const NOTICE = `芜湖市镜湖区教育局

关于规范校外参观的通知

镜教〔2025〕8号

各中小学校：

现就规范校外参观通知如下。

一、每所学校每学期组织校外参观不超过2次。

二、严禁以参观名义收取费用。

芜湖市镜湖区教育局
2025年3月1日
`;

describe('bad input: a Chinese message that says what and what to do, exit code 3, no stack', () => {
  const cases: readonly (readonly [name: string, make: () => string, says: RegExp])[] = [
    ['a missing file', () => join(folder, '没有这个文件.txt'), /找不到文件.*请检查路径/],
    ['an empty file', () => put('空.txt', ''), /文件是空的.*重新/],
    [
      'a binary under the name .txt',
      () =>
        put(
          '数据.txt',
          Uint8Array.from({ length: 4096 }, (_, i) => (i * 37 + (i >> 3)) % 256),
        ),
      /不是文本|认不出.*格式/,
    ],
    [
      'an English text',
      () => put('contract.txt', 'This Agreement is made between the parties hereinafter named. '.repeat(40)),
      /没有中文.*公文/,
    ],
    ['a folder', () => folder, /是文件夹.*一个文件/],
  ];
  test.each(cases)('%s', async (_, make, says) => {
    const { code, err, out } = await run('extract', make());
    expect(err).toMatch(says);
    expect(err).not.toMatch(/\n\s+at /);
    expect(out).toBe('');
    expect(code).toBe(3);
  });
});

describe('extract', () => {
  test('prints the public format as JSON, every quote a slice of the text', async () => {
    const { code, out } = await run('extract', put('通知.txt', NOTICE), '--format', 'json');
    expect(code).toBe(0);
    const { documents } = JSON.parse(out) as {
      documents: {
        text: string;
        docNumber: string;
        level: string;
        region: { code: string };
        records: {
          type: string;
          quote: string;
          span: { start: number; end: number };
          path: string;
          rule: string;
          confidence: number;
        }[];
      }[];
    };
    expect(documents).toHaveLength(1);
    const [d] = documents;
    expect(d).toMatchObject({ docNumber: '镜教〔2025〕8号', level: 'county', region: { code: '340202' } });
    expect(d?.records.map((r) => r.type).sort()).toEqual(['limit', 'prohibition']);
    for (const r of d?.records ?? []) {
      expect(d?.text.slice(r.span.start, r.span.end)).toBe(r.quote);
      expect(r.path).toMatch(/^[一二]$/);
      expect(r.rule).not.toBe('');
    }
  });
});

describe('usage', () => {
  test('an unknown command, an unknown format and a date that is none give 2', async () => {
    expect((await run('reviw', 'x')).code).toBe(2);
    expect((await run('extract', put('b.txt', NOTICE), '--format', 'xml')).code).toBe(2);
    expect((await run('review', put('c.txt', NOTICE), '--as-of', '明天')).code).toBe(2);
  });
  test.each(['review', 'extract', 'index', 'search', 'show', 'explain', 'doctor'])(
    '%s --help has an example',
    async (command) => {
      const { code, out } = await run(command, '--help');
      expect(code).toBe(0);
      expect(out).toContain('例：');
      expect(out).toContain(`wenheng ${command}`);
    },
  );
  test('--lang en says errors in English', async () => {
    expect((await run('--lang', 'en', 'extract', join(folder, 'none.txt'))).err).toMatch(/File not found/);
  });
});

test('review --fail-on conflict exits 1 only where there is a conflict', async () => {
  const superior = put('上级.txt', NOTICE);
  const draft = (n: number): string =>
    put(`文稿${n}.txt`, NOTICE.replace('不超过2次', `不超过${n}次`).replace('镜教〔2025〕8号\n\n', ''));
  expect((await run('review', draft(5), '--against', superior, '--fail-on', 'conflict')).code).toBe(1);
  expect((await run('review', draft(1), '--against', superior, '--fail-on', 'conflict')).code).toBe(0);
});
