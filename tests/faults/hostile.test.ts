import { existsSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { deflateSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Budget, readFile, Sandbox, unpackFile } from '../../pipeline/readers/index.ts';
import { firstExtra, pdfOf, samplePdf, stream } from '../../pipeline/readers/testing-pdf.ts';
import { type ErrorCode, isWenhengError } from '../../records/errors.ts';

const folder = mkdtempSync(join(tmpdir(), 'wenheng-hostile-'));
const sandbox = new Sandbox({ concurrency: 2 });
afterAll(() => sandbox.close());

/** Seconds for one file: most of these run into a limit of memory within ten on two busy cores, the rest into this. */
const SECONDS = 15;
const BUDGET: Budget = { entries: 500, bytes: 300e6 };

/** What a file ends in: `read`, the codes of its refused entries, or its own error. */
async function ending(source: string | Uint8Array, name: string): Promise<string> {
  const options = { sandbox, scratch: mkdtempSync(join(folder, 'scratch-')), name, limits: { seconds: SECONDS } };
  try {
    if (!/\.zip$/.test(name)) {
      await readFile(source, options);
      return 'read';
    }
    const codes = new Set<string>();
    for await (const entry of unpackFile(source, { ...options, budget: BUDGET }))
      codes.add(entry.error?.code ?? 'read');
    return [...codes].join(' ');
  } catch (error) {
    if (!isWenhengError(error)) throw error;
    expect(error.message).toMatch(/[一-鿿]/);
    return error.code;
  }
}

const good = samplePdf([{ texts: [{ text: '临江市教育局关于规范进校园活动的通知', x: 90, y: 120 }] }]);
const upsideDown = samplePdf([{ texts: [{ text: '各校每学期进校园活动不超过六次', x: 505, y: 722, angle: 180 }] }]);

/** Locked: the checks of the standard security handler fail for the empty password. */
const locked = (() => {
  const plain = Buffer.from(good).toString('latin1');
  const key = 'ab'.repeat(32);
  const encrypt = `/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <${key}> /U <${key}> >> /ID [<${'01'.repeat(16)}> <${'01'.repeat(16)}>]`;
  return new Uint8Array(Buffer.from(plain.replace('trailer <<', `trailer << ${encrypt}`), 'latin1'));
})();

/** A page whose content is `bytes`, packed twice: a few kilobytes that become hundreds of megabytes. */
const packed = (bytes: Buffer): Uint8Array =>
  samplePdf(
    [{ texts: [], resources: `/XObject << /X ${firstExtra(1)} 0 R >>`, draw: '/X Do' }],
    [
      stream(
        deflateSync(deflateSync(bytes, { level: 9 }), { level: 9 }),
        '/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources << /Font << /F 2 0 R >> >> /Filter [/FlateDecode /FlateDecode]',
      ),
    ],
  );

/** Forms that draw the next one ten times each: 10^9 at the bottom. */
const forms = samplePdf(
  [{ texts: [], resources: `/XObject << /X ${firstExtra(1)} 0 R >>`, draw: '/X Do' }],
  Array.from({ length: 10 }, (_, i) => {
    const next =
      i < 9
        ? `/Resources << /XObject << /X ${firstExtra(1) + i + 1} 0 R >> >>`
        : '/Resources << /Font << /F 2 0 R >> >>';
    const body = i < 9 ? '/X Do '.repeat(10) : 'BT /F 10 Tf <4E00> Tj ET';
    return stream(Buffer.from(body), `/Type /XObject /Subtype /Form /BBox [0 0 595 842] ${next}`);
  }),
);

const SICK: readonly (readonly [
  name: string,
  bytes: Uint8Array | (() => Uint8Array),
  ends: readonly (ErrorCode | 'read')[],
])[] = [
  ['空.pdf', new Uint8Array(), ['file-empty']],
  ['截断.pdf', good.slice(0, good.length >> 1), ['file-damaged']],
  ['加密.pdf', locked, ['password-locked']],
  ['零页.pdf', samplePdf([]), ['no-pages']],
  ['空白页.pdf', samplePdf([{ texts: [] }]), ['no-text']],
  ['倒置.pdf', upsideDown, ['read']],
  ['其实是PDF.docx', good, ['read']],
  [
    '其实是文本.pdf',
    new TextEncoder().encode('临江市教育局关于规范进校园活动的通知\n各校每学期不超过六次。'),
    ['read'],
  ],
  ['二进制.txt', Uint8Array.from({ length: 4000 }, (_, i) => (i * 7919) % 251), ['not-text', 'format-unknown']],
  ['只有文件头.pdf', new TextEncoder().encode('%PDF-1.7\n'), ['file-damaged']],
  ['没有目录.pdf', pdfOf(['<< /Type /Nothing >>']), ['file-damaged', 'no-pages']],
  ['只有文件头.jpg', Uint8Array.from([0xff, 0xd8, 0xff, 0xe0, 0, 16, 0x4a, 0x46, 0x49, 0x46]), ['file-damaged']],
  ['只有文件头.zip', Uint8Array.from([0x50, 0x4b, 3, 4, 0, 0, 0, 0, 0, 0]), ['file-damaged']],
  ['巨幅页面.pdf', samplePdf([{ texts: [], width: 200_000, height: 200_000 }]), ['image-too-large']],
  ['层层引用.pdf', forms, ['memory-limit', 'time-limit']],
  ['膨胀内容.pdf', () => packed(Buffer.alloc(600e6, 0x20)), ['memory-limit', 'time-limit', 'no-text']],
  [
    '千万文字.pdf',
    () => packed(Buffer.concat([Buffer.from('BT /F 1 Tf '), Buffer.alloc(60e6, '<4E00>Tj 1 0 Td ')])),
    ['memory-limit', 'time-limit', 'file-too-large', 'read'],
  ],
  ['千万线条.pdf', () => packed(Buffer.alloc(60e6, '1 1 m 9 9 l S ')), ['memory-limit', 'time-limit', 'no-text']],
];

const INPUTS = fileURLToPath(new URL('../../../shared/inputs/', import.meta.url));
const why = existsSync(INPUTS) ? '' : '（跳过：仓库旁没有 shared/inputs）';

/** Every file of the hostile folder has its row; a new file without one fails. */
const HOSTILE: Readonly<Record<string, string>> = {
  // Arrays nested 100,000 deep in a content stream: pdf.js gives the stream up, and nothing else is on the page.
  'deep-array.pdf': 'no-text',
  'exp-forms.pdf': 'memory-limit | time-limit',
  // Repeats 2,000,000,000 times over a short text, clamped to its length.
  'hostile.ofd': 'read',
  'img-20k-rgb.pdf': 'image-too-large',
  'laughs.xml': 'markup-hostile',
  'liar.zip': 'archive-bomb',
  'million-pages.pdf': 'too-many-pages',
  'overlap.zip': 'archive-bomb',
  'pixel-15k.png': 'image-too-large',
  'traversal.zip': 'archive-unsafe read',
  '../enc-user.pdf': 'password-locked',
  '../truncated.pdf': 'file-damaged',
};

/** One run over everything, healthy files between the sick ones: what each ends in, and how the parent grew. */
const ends = new Map<string, string>();
const HEALTHY = ['一.pdf', '二.pdf', '三.pdf'];
let growth = 0;

beforeAll(async () => {
  const put = (name: string, bytes: Uint8Array): string => {
    writeFileSync(join(folder, name), bytes);
    return join(folder, name);
  };
  const sick = [
    ...SICK.map(([name, bytes]) => ({ name, path: put(name, typeof bytes === 'function' ? bytes() : bytes) })),
    ...(why === '' ? Object.keys(HOSTILE).map((name) => ({ name, path: join(INPUTS, 'hostile', name) })) : []),
  ];
  const third = Math.ceil(sick.length / 3);
  const batch = HEALTHY.flatMap((name, i) => [
    ...sick.slice(i * third, (i + 1) * third),
    { name, path: put(name, good) },
  ]);
  const idle = process.memoryUsage().rss;
  const watch = setInterval(() => {
    growth = Math.max(growth, process.memoryUsage().rss - idle);
  }, 20);
  await Promise.all(batch.map(async ({ name, path }) => ends.set(name, await ending(path, name))));
  clearInterval(watch);
}, 300_000);

test('a batch of all of them reads the three good files between, and the parent hardly grows', () => {
  expect(HEALTHY.map((name) => ends.get(name))).toEqual(['read', 'read', 'read']);
  expect(growth).toBeLessThan(150e6);
});

test.each(SICK)('%s ends in its own error', (name, _, expected) => {
  expect(expected).toContain(ends.get(name));
});

test('so do a folder and a path that is not there', async () => {
  expect(await ending(folder, '文件夹')).toBe('is-folder');
  expect(await ending(join(folder, '没有.pdf'), '没有.pdf')).toBe('file-missing');
});

describe.skipIf(why !== '')(`measured hostile files${why}`, () => {
  test('have a row each', () => {
    expect(readdirSync(join(INPUTS, 'hostile')).filter((name) => !(name in HOSTILE))).toEqual([]);
  });

  test.each(Object.entries(HOSTILE))('%s: %s', (name, end) => {
    expect(end.split(' | ')).toContain(ends.get(name));
  });
});
