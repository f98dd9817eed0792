import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { DRAFT, demo } from '../../app/demo.ts';

const folder = mkdtempSync(join(tmpdir(), 'wenheng-demo-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function run(name: string, draft: string): Promise<string> {
  let out = '';
  const code = await demo(
    join(folder, name),
    draft,
    {
      write: (t) => {
        out += t;
      },
      warn: (t) => {
        out += t;
      },
      columns: null,
    },
    { PATH: process.env['PATH'], WENHENG_OCR: 'none' },
  );
  expect(out).not.toMatch(/\n\s+at /);
  expect(code).toBe(0);
  return out;
}

/** The first run of a newcomer: samples indexed, the bundled draft reviewed, the HTML named. */
test('the demo finds the 8 visits a semester; with 5 the finding goes', async () => {
  const first = await run('as-it-is', DRAFT);
  expect(first).toContain('不一致');
  expect(first).toMatch(/8 次\/学期 > 6 次\/学期|8 次\/学期 > 5 次\/学期/);
  expect(first).toContain('评估报告.html');
  const html = readFileSync(join(folder, 'as-it-is', '评估报告.html'), 'utf8');
  expect(html).toContain('进校园活动8次');
  expect(html).not.toMatch(/<script|https?:\/\/(?!www\.w3\.org)/);

  const mended = join(folder, 'mended.txt');
  const text = readFileSync(DRAFT, 'utf8');
  expect(text).toContain('进校园活动8次');
  writeFileSync(mended, text.replace('进校园活动8次', '进校园活动5次'));
  const second = await run('mended', mended);
  expect(second).not.toMatch(/8 次\/学期|5 次\/学期 >/);
  expect(second).toContain('不一致');
});
