import { describe, expect, test } from 'vitest';
import type { Block } from '../../records/page.ts';
import { hasInputs, input, optionsFor, refusal, WHY_SKIPPED } from './testing.ts';
import { textBlocks, txt, wrapWidth } from './txt.ts';

const NOTICE = [
  '青溪县教育局关于规范社会事务进校园的通知',
  '',
  '各中小学校、幼儿园：',
  '　　为减轻教师负担，现就有关事项通知如下。每学期进校园活动不得超过六次，确需增加的应当报县教育局审批。',
  '一、建立清单。',
].join('\r\n');

const read = async (bytes: Uint8Array): Promise<Block[]> =>
  (await txt.read(bytes, optionsFor('通知.txt'))).pages.blocks;
const utf16 = (text: string, bigEndian: boolean): Uint8Array => {
  const bytes = Buffer.from(text, 'utf16le');
  return bigEndian ? bytes.swap16() : bytes;
};

describe('encodings', () => {
  test.each([
    ['UTF-8', Buffer.from(NOTICE)],
    ['UTF-8 with mark', Buffer.concat([Buffer.from('efbbbf', 'hex'), Buffer.from(NOTICE)])],
    ['UTF-16LE without mark', utf16(NOTICE, false)],
    ['UTF-16BE without mark', utf16(NOTICE, true)],
    ['UTF-16LE with mark', Buffer.concat([Buffer.from('fffe', 'hex'), utf16(NOTICE, false)])],
  ])('%s', async (_, bytes) => {
    expect((await read(bytes)).map((b) => b.text).join('|')).toBe(
      NOTICE.replaceAll('　', '')
        .split(/(?:\r\n)+/)
        .join('|'),
    );
  });

  test('a character cut in two at the end is left out, not reported as damage', async () => {
    const { pages } = await txt.read(Buffer.from(NOTICE).subarray(0, -1), optionsFor('a.txt'));
    expect(pages.notes).toEqual([]);
    expect(pages.blocks.at(-1)?.text).toBe('一、建立清单');
  });

  test('GB18030, a few characters', async () => {
    // 关于减负 in GBK bytes
    expect((await read(Buffer.from('b9d8d3dabcf5b8ba', 'hex')))[0]?.text).toBe('关于减负');
    // 通知 in GBK is valid UTF-8 of two other characters
    expect((await read(Buffer.from('cda8d6aa', 'hex')))[0]?.text).toBe('通知');
  });

  test.each([
    ['關於減輕教師負擔的通知 in Big5', 'c3f6a9f3b4eebbb4b1d0ae76ad74bee1aabab371aabe', '關於減輕教師負擔的通知'],
    ['联通 in GBK, which is valid UTF-8 too', 'c1aacda8', '联通'],
    ['通知 in UTF-16LE without mark', '1a90e577', '通知'],
  ])('%s', async (_, hex, text) => {
    expect((await read(Buffer.from(hex, 'hex')))[0]?.text).toBe(text);
  });

  test('damaged bytes are counted in a note', async () => {
    const bytes = Buffer.from(NOTICE.repeat(5));
    bytes[40] = 0xff;
    const { pages } = await txt.read(bytes, optionsFor('a.txt'));
    expect(pages.notes.map((n) => n.code)).toEqual(['decode-loss']);
  });

  test('refusals', async () => {
    expect(await refusal(() => read(new Uint8Array()))).toBe('file-empty');
    expect(await refusal(() => read(Buffer.from(' \n\t\r\n　')))).toBe('file-empty');
    expect(await refusal(() => read(Buffer.from([0, 1, 2, 3, 4, 5, 6, 7, 200, 0, 0, 1])))).toBe('not-text');
  });
});

describe('lines', () => {
  test('blank lines go, line numbers stay, indent is measured in ems', () => {
    expect(textBlocks(NOTICE).map((b) => [b.kind, b.place, b.look?.indent])).toEqual([
      ['paragraph', { kind: 'line', line: 1 }, undefined],
      ['paragraph', { kind: 'line', line: 3 }, undefined],
      ['paragraph', { kind: 'line', line: 4 }, 2],
      ['paragraph', { kind: 'line', line: 5 }, undefined],
    ]);
  });

  test('padding tells where a line stands', () => {
    const [title, date] = textBlocks(`${' '.repeat(12)}实施方案\n${' '.repeat(40)}2024年6月4日`);
    expect([title?.look?.align, date?.look?.align]).toEqual(['center', 'right']);
  });

  test('tabs make rows, blank cells keep their column', () => {
    const [row] = textBlocks('1\t青溪县\t\t是\t');
    expect(row?.kind).toBe('row');
    expect(row?.cells?.map((c) => c.text)).toEqual(['1', '青溪县', '', '是', '']);
    expect(row?.text).toBe('1\t青溪县\t\t是\t');
  });

  test('one tab behind a label is no table', () => {
    expect(textBlocks('（一）\t建立清单。')[0]).toMatchObject({ kind: 'paragraph', text: '（一）建立清单。' });
  });

  test('text wrapped at a constant width yields lines', () => {
    const long = '各学校要建立社会事务进校园清单制度未列入清单的事项不得进入校园'.repeat(8);
    const wrapped = Array.from({ length: 10 }, (_, i) => long.slice(i * 25, i * 25 + 25)).join('\n');
    const blocks = textBlocks(`${wrapped}\n校长负责。`);
    expect(blocks.map((b) => b.kind)).toEqual(Array(11).fill('line'));
    expect(blocks[0]?.look?.full).toBe(true);
    expect(blocks[10]?.look?.full).toBeUndefined();
  });

  test('whole paragraphs and lists of about one length are no wrapped text', () => {
    const items = (text: string) => Array.from({ length: 20 }, (_, i) => ({ width: 40 + (i % 3), lead: 0, text }));
    expect(wrapWidth(items('按时完成。'))).toBeNull();
    expect(wrapWidth(items('（一）建立清单'))).toBeNull();
    expect(wrapWidth(items('建立清单').map((line, i) => ({ ...line, width: 30 + 5 * i })))).toBeNull();
  });

  test.each([20, 28, 39])('a notice of few long paragraphs wrapped at %i characters', (width) => {
    const paragraph = `　　${'各学校要建立社会事务进校园清单制度，未列入清单的事项不得进入校园'.repeat(4)}。`;
    const text = ['关于规范社会事务进校园的通知', '各学校：', ...Array<string>(6).fill(paragraph), '　　青溪县教育局'];
    const wrap = (line: string): string[] => line.match(new RegExp(`.{1,${width}}`, 'gu')) ?? [];
    expect(textBlocks(text.flatMap(wrap).join('\n'))[0]?.kind).toBe('line');
    expect(textBlocks(text.join('\n'))[0]?.kind).toBe('paragraph');
  });
});

describe.skipIf(!hasInputs)(`measured inputs${WHY_SKIPPED}`, () => {
  test('one text in four encodings', async () => {
    const [first = '', ...rest] = await Promise.all(
      ['utf8', 'utf8bom', 'utf16le-nobom'].map(async (f) =>
        (await read(input(`txt/${f}.txt`))).map((b) => b.text).join('\n'),
      ),
    );
    expect(first.split('\n')).toHaveLength(33);
    // The UTF-16 copy was cut to an even number of bytes of the same text.
    for (const text of rest) expect(text).toBe(first);
    const gb = (await read(input('txt/gb18030.txt'))).map((b) => b.text).join('\n');
    // Four-byte characters and an extension B character, in no older GB set.
    expect(gb).toBe(`${first}㐇㑇䶮𠮷𡈽镕`);
    expect((await read(input('txt/short-gbk.txt')))[0]?.text).toBe('关于减负的通知');
  });
});
