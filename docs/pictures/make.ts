/**
 * Draws the pictures of the README from the sample notices, by the same commands that a reader would run:
 * `node docs/pictures/make.ts`. Needs Chromium, LibreOffice and pdftoppm on the path, and the Noto CJK fonts.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { escapeText } from '../../pipeline/render/markup.ts';
import { reportToTerminal } from '../../pipeline/render/terminal.ts';
import { widthOf } from '../../pipeline/render/width.ts';
import { Report } from '../../records/report.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const HERE = fileURLToPath(new URL('./', import.meta.url));
const SAMPLES = 'corpus/samples';
const DRAFT = `${SAMPLES}/drafts/wuling-reading-conflict.txt`;
const AGAINST = ['nation-school-affairs', 'hunan-plan', 'changde-opinion'].map((n) => `${SAMPLES}/${n}/${n}.txt`);
const folder = mkdtempSync(join(tmpdir(), 'pictures-'));

/** The official faces are rarely installed: the Noto faces stand in for them, in the pictures only. */
const FONTS = `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><include>/etc/fonts/fonts.conf</include>${[
  ['仿宋_GB2312', 'Noto Serif CJK SC'],
  ['楷体_GB2312', 'Noto Serif CJK SC'],
  ['方正小标宋简体', 'Noto Serif CJK SC'],
  ['宋体', 'Noto Serif CJK SC'],
  ['黑体', 'Noto Sans CJK SC'],
]
  .map(([from, to]) => `<alias binding="same"><family>${from}</family><prefer><family>${to}</family></prefer></alias>`)
  .join('')}</fontconfig>`;

function review(format: string): string {
  const out = join(folder, `report.${format}`);
  const run = [
    'app/cli.ts',
    'review',
    DRAFT,
    '--against',
    ...AGAINST,
    '--as-of',
    '2026-01-15',
    '--format',
    format,
    '-o',
    out,
  ];
  execFileSync(process.execPath, run, { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'] });
  return out;
}

function shoot(page: string, width: number, height: number, scale = 1): Buffer {
  const out = join(folder, 'shot.png');
  execFileSync(
    'chromium',
    [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--hide-scrollbars',
      `--force-device-scale-factor=${scale}`,
      `--window-size=${width},${height}`,
      `--screenshot=${out}`,
      `file://${page}`,
    ],
    { stdio: 'ignore' },
  );
  return readFileSync(out);
}

const save = (image: sharp.Sharp, name: string): Promise<unknown> =>
  image.png({ palette: true, colours: 96, effort: 10 }).toFile(join(HERE, name));

const ink: Readonly<Record<string, string>> = {
  '1': 'font-weight:700',
  '2': 'color:#8b949e',
  '4': 'text-decoration:underline;text-underline-offset:4px',
  '9': 'text-decoration:line-through',
  '30': 'color:#1b1f24',
  '31': 'color:#ff6b66',
  '32': 'color:#3fb950',
  '33': 'color:#e3b341',
  '34': 'color:#79b8ff',
  '36': 'color:#56d4dd',
  '97': 'color:#fff',
  '41': 'background:#c9302c',
  '42': 'background:#238636',
  '43': 'background:#e3b341',
  '46': 'background:#1b7c83',
};

/** A terminal draws “ ─ █ in one cell; a Chinese face would take two: these come from a Latin face of half the width. */
const cells = (text: string): string =>
  escapeText(text).replace(/[^\u0000-\u007f]+/gu, (run) =>
    [...run].map((ch) => (widthOf(ch) === 1 ? `<i>${ch}</i>` : ch)).join(''),
  );

/** SGR sequences as spans: `\u001b[1;31m…\u001b[0m`. */
const toPage = (text: string): string =>
  `<meta charset="utf-8"><style>body{margin:0;background:#0d1117}pre{margin:0;padding:18px 22px;color:#e6edf3;font:15px/1.5 "Noto Sans Mono CJK SC","Noto Sans Mono",monospace}i{font:normal 12.46px/1 "DejaVu Sans Mono"}</style><pre>${text
    .split(/(\u001b\[[\d;]*m)/)
    .map((part) => {
      const codes = /^\u001b\[([\d;]*)m$/.exec(part)?.[1];
      if (codes === undefined) return cells(part);
      return codes === '0'
        ? '</span>'
        : `<span style="${codes
            .split(';')
            .map((c) => ink[c] ?? '')
            .join(';')}">`;
    })
    .join('')}</pre>`;

async function drawTerminal(): Promise<void> {
  const report = Report.parse(JSON.parse(readFileSync(review('json'), 'utf8')));
  const lines = reportToTerminal(report, { width: 92, colour: true }).split('\n');
  const conflict = report.findings.findIndex((f) => f.kind === 'exceeds-limit');
  const starts = lines.flatMap((line, i) => (line.includes('─'.repeat(92)) ? [i] : []));
  // The head, two findings from the first limit on, and the end: coverage and basis.
  const shown = [
    ...lines.slice(0, starts[0]),
    ...lines.slice(starts[conflict], starts[conflict + 2]),
    '\u001b[2m  ……\u001b[0m',
    '',
    ...lines.slice(starts.at(-2)),
  ];
  const page = join(folder, 'terminal.html');
  writeFileSync(page, toPage(`\u001b[2m$ wenheng review 征求意见稿.txt\u001b[0m\n\n${shown.join('\n')}`));
  await save(sharp(shoot(page, 734, Math.ceil(22.5 * (shown.length + 2) + 36), 1.5)), 'terminal.png');
}

async function drawHtml(): Promise<void> {
  await save(sharp(shoot(review('html'), 1366, 1180)), 'report-html.png');
}

async function drawDocx(): Promise<void> {
  const fonts = join(folder, 'fonts.conf');
  writeFileSync(fonts, FONTS);
  execFileSync('soffice', ['--headless', '--convert-to', 'pdf', '--outdir', folder, review('docx')], {
    env: { ...process.env, FONTCONFIG_FILE: fonts },
    stdio: 'ignore',
  });
  const pdf = join(folder, 'report.pdf');
  const all = execFileSync('pdftotext', [pdf, '-'], { encoding: 'utf8' }).split('\f');
  // The letter's first page and the first page of the table.
  const pages = [1, all.findIndex((text) => /^附件\s*1/.test(text.trim())) + 1].map((n) => {
    const out = join(folder, `page-${n}`);
    execFileSync('pdftoppm', ['-r', '72', '-f', String(n), '-l', String(n), '-singlefile', '-png', pdf, out]);
    return `${out}.png`;
  });
  const sizes = await Promise.all(pages.map((p) => sharp(p).metadata()));
  const width = sizes.reduce((sum, s) => sum + (s.width ?? 0) + 20, 20);
  const height = Math.max(...sizes.map((s) => s.height ?? 0)) + 40;
  let left = 20;
  const composite = pages.map((input, i) => {
    const at = { input, left, top: 20 };
    left += (sizes[i]?.width ?? 0) + 20;
    return at;
  });
  await save(
    sharp({ create: { width, height, channels: 3, background: '#8a9099' } }).composite(composite),
    'report-docx.png',
  );
}

try {
  await drawTerminal();
  await drawHtml();
  await drawDocx();
} finally {
  rmSync(folder, { recursive: true });
}
