import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { read, type World } from '../../pipeline/index.ts';
import { type Ocr, openOcr } from '../../pipeline/ocr/index.ts';
import { Sandbox } from '../../pipeline/readers/index.ts';
import { type MadeParagraph, makeOfd } from '../../pipeline/readers/ofd-fixture.ts';
import type { ClauseRecord } from '../../records/clause.ts';
import type { Reading } from '../../records/reading.ts';
import { ROOT } from '../shared.ts';

/** The same notice as TXT, DOCX with automatic numbers, OFD and PDF: the same records, each pointing into its own format. */
const NOTICES = ['nation-school-affairs', 'dingcheng-plan'];
const soffice = ['/usr/bin/soffice', '/usr/local/bin/soffice'].find(existsSync);
let folder = '';
let world: World;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wenheng-formats-'));
  mkdirSync(join(folder, 'scratch'));
  world = {
    sandbox: new Sandbox({ concurrency: 1, path: process.env['PATH'] ?? '' }),
    ocr: openOcr({ engine: 'none', workers: 1 }),
    scratch: join(folder, 'scratch'),
  };
});
afterAll(async () => {
  await world.sandbox.close();
  rmSync(folder, { recursive: true, force: true });
});

/** As a notice is set: title, signature and date by their places, paragraphs indented by two. */
function setLine(line: string): MadeParagraph {
  if (/^(?:\d{4}年|.{4,24}(?:局|厅|办公厅|人民政府))$/.test(line)) return { text: line, align: 'right' };
  return /[。；：:]$|^[一二三四五六七八九十]+、|^（|^\d/.test(line)
    ? { text: line, indent: /：$/.test(line) ? 0 : 2 }
    : { text: line, align: 'center' };
}

/** What a record says, without where it stands: spaces and the quote's reach may differ by layout. */
function says(r: ClauseRecord): string {
  const shared = [r.type, r.path, r.strength];
  switch (r.type) {
    case 'limit':
    case 'target':
      return [...shared, r.comparator, r.value, r.unit, r.per, r.each].join(' ');
    case 'deadline':
      return [...shared, r.when].join(' ');
    case 'prohibition':
      return [...shared, r.modality].join(' ');
    case 'approval':
      return [...shared, r.procedure, r.authority].join(' ');
    case 'duty':
      return [...shared, r.bearer].join(' ');
    case 'oversight':
      return [...shared, r.kind].join(' ');
    case 'reference':
      return [...shared, r.docNumber, r.role].join(' ');
    default:
      return r satisfies never;
  }
}

async function one(content: string | Uint8Array, name: string, within: World = world): Promise<Reading> {
  const readings = await read({ content, name }, within);
  expect(readings).toHaveLength(1);
  const [reading] = readings;
  if (!reading) throw new RangeError('no document');
  for (const r of reading.records) expect(reading.document.text.slice(r.span.start, r.span.end)).toBe(r.quote);
  return reading;
}

describe('a scan', () => {
  let ocr: Ocr;
  beforeAll(() => {
    ocr = openOcr({ engine: 'auto', workers: 1 });
  });
  afterAll(() => ocr.close());

  test('gives the limits and deadlines of its text original, each number gated', async () => {
    const base = join(ROOT, 'corpus', 'samples', 'nation-school-affairs', 'nation-school-affairs');
    const scan = await one(`${base}.scan.pdf`, 'scan.pdf', { ...world, ocr });
    const measured = (r: Reading): ClauseRecord[] =>
      r.records.filter((x) => x.type === 'limit' || x.type === 'deadline');
    const original = await one(`${base}.txt`, 'original.txt');
    expect(measured(scan).map(says).sort()).toEqual(measured(original).map(says).sort());
    expect(scan.document.docNumber).toBe(original.document.docNumber);
    const limits = scan.records.filter((r) => r.type === 'limit');
    expect(limits.every((r) => r.verification !== undefined)).toBe(true);
    expect(limits.filter((r) => r.verification?.state === 'verified').length / limits.length).toBeGreaterThan(0.5);
  }, 300_000);
});

describe.each(NOTICES)('%s', (slug) => {
  const base = join(ROOT, 'corpus', 'samples', slug, slug);
  const text = (): Promise<Reading> => one(`${base}.txt`, `${slug}.txt`);

  test('DOCX, each automatic number included', async () => {
    const docx = await one(`${base}.docx`, `${slug}.docx`);
    expect(docx.document.format).toBe('docx');
    expect(docx.records.map(says).sort()).toEqual((await text()).records.map(says).sort());
  });

  test('OFD, with page and box', async () => {
    const lines = readFileSync(`${base}.txt`, 'utf8')
      .split('\n')
      .filter((l) => l.trim() !== '' && !l.includes('\t'));
    const plain = await one(new TextEncoder().encode(lines.join('\n\n')), `${slug}.txt`);
    const ofd = await one(makeOfd(lines.map((line) => setLine(line.trim()))), `${slug}.ofd`);
    expect(ofd.document.format).toBe('ofd');
    expect(ofd.records.map(says).sort()).toEqual(plain.records.map(says).sort());
    for (const r of ofd.records) expect(r.boxes?.length).toBeGreaterThan(0);
  });

  test.skipIf(soffice === undefined)(
    `PDF, with page and box${soffice ? '' : ': LibreOffice is not installed'}`,
    async () => {
      writeFileSync(join(folder, `${slug}.docx`), readFileSync(`${base}.docx`));
      execFileSync(
        soffice ?? '',
        [
          '--headless',
          `-env:UserInstallation=file://${join(folder, 'office')}`,
          '--convert-to',
          'pdf',
          '--outdir',
          folder,
          join(folder, `${slug}.docx`),
        ],
        { stdio: 'ignore', timeout: 120_000 },
      );
      const pdf = await one(join(folder, `${slug}.pdf`), `${slug}.pdf`);
      expect(pdf.document.format).toBe('pdf');
      expect(pdf.records.map(says).sort()).toEqual((await text()).records.map(says).sort());
      for (const r of pdf.records) {
        expect(r.page).toBeGreaterThan(0);
        expect(r.boxes?.length).toBeGreaterThan(0);
      }
    },
  );
});
