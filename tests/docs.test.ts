import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ERROR_CODES, ERRORS } from '../records/errors.ts';

const page = readFileSync(new URL('../docs/errors.md', import.meta.url), 'utf8');
/** Text of each section by the code in its heading. */
const sections = new Map(
  page
    .split(/^## /m)
    .slice(1)
    .map((section) => [/^`([\w-]+)`/.exec(section)?.[1] ?? section.split('\n')[0] ?? '', section] as const),
);
const RETRY = { never: '不重试', later: '稍后自动再试，不计次数' } as const;

describe('docs/errors.md', () => {
  test('has one section for each error, in the order of the table, and none besides', () => {
    expect([...sections.keys()]).toEqual(ERROR_CODES);
  });

  test.each(ERROR_CODES)('%s: message, what to do, exit code, status and retry are those of the table', (code) => {
    const { zh, todo, exit, http, retry } = ERRORS[code];
    const section = sections.get(code) ?? '';
    expect(section).toContain(`> ${zh}\n`);
    expect(section).toContain(`**怎么办**：${todo}\n`);
    expect(section).toContain(`退出码 ${exit} · HTTP ${http} · ${RETRY[retry]}\n`);
    // What it means, beyond the message itself.
    const own = section.split('\n\n')[2] ?? '';
    expect(own.length).toBeGreaterThan(15);
  });
});
