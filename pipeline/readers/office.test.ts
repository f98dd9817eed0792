import { spawnSync } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { office, toDocx } from './office.ts';
import { optionsFor, refusal } from './testing.ts';

/** Words of UTF-16 as RTF writes them. */
const rtf = (text: string): string => [...text].map((ch) => (ch < '\x80' ? ch : `\\u${ch.charCodeAt(0)}?`)).join('');

describe('MHT', () => {
  const PAGE =
    '<html><body><div id="zoom"><p>各乡镇中心校：</p><p>每学期进校园活动不得超过六次，确需增加的，应当报县教育局审批，未经审批的，一律不得进入校园。</p></div></body></html>';
  const archive = (encoding: string, body: string): Uint8Array =>
    Buffer.from(
      `From: <Saved by Browser>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\tboundary="--=_x"\r\n\r\n----=_x\r\nContent-Type: text/html; charset="utf-8"\r\nContent-Transfer-Encoding: ${encoding}\r\n\r\n${body}\r\n----=_x\r\nContent-Type: image/png\r\n\r\nabc\r\n----=_x--\r\n`,
    );
  const quoted = [...Buffer.from(PAGE)]
    .map((b) => (b > 126 || b === 61 ? `=${b.toString(16).toUpperCase()}` : String.fromCharCode(b)))
    .join('');

  test.each([
    ['base64', Buffer.from(PAGE).toString('base64').replace(/.{76}/g, '$&\r\n')],
    ['quoted-printable', quoted.replace(/(?:[^=]|=..){60}/g, '$&=\r\n')],
    ['8bit', PAGE],
  ])('%s', async (encoding, body) => {
    const { pages } = await office.read(archive(encoding, body), optionsFor('网页.mht'));
    expect(pages.format).toBe('mht');
    expect(pages.blocks.map((b) => b.text.slice(0, 7))).toEqual(['各乡镇中心校：', '每学期进校园活']);
  });

  test('an archive without a page', async () => {
    const bytes = Buffer.from(
      'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\nContent-Type: image/png\r\n\r\nabc\r\n--x--',
    );
    expect(await refusal(() => office.read(bytes, optionsFor('a.mht')))).toBe('file-damaged');
  });
});

describe('RTF', () => {
  const bytes = Buffer.from(
    `{\\rtf1\\ansi\\ansicpg936\\deff0{\\fonttbl{\\f0 SimSun;}}\\pard\\qc ${rtf('实施方案')}\\par\\pard\\ql ${rtf('各校应当报批。')}\\par}`,
  );

  test('without LibreOffice it is a named error, and nothing is left behind', async () => {
    const options = optionsFor('通知.rtf');
    expect(await refusal(() => toDocx(bytes, options, ['no-such-office-program']))).toBe('converter-missing');
    expect(readdirSync(options.scratch)).toEqual([]);
  });

  test('a converter that hangs is ended with its children', async () => {
    const options = { ...optionsFor('通知.rtf'), limits: { bytes: 1e8, pages: 9, seconds: 0.2, pixels: 1e6 } };
    const stuck = join(optionsFor('').scratch, 'stuck');
    writeFileSync(stuck, '#!/bin/sh\nsleep 60 & wait\n', { mode: 0o755 });
    expect(await refusal(() => toDocx(bytes, options, [stuck]))).toBe('time-limit');
    expect(readdirSync(options.scratch)).toEqual([]);
  });

  const installed = spawnSync('soffice', ['--version']).error === undefined;
  test.skipIf(!installed)(`through LibreOffice${installed ? '' : '（跳过：这台机器没有 LibreOffice）'}`, async () => {
    const { pages } = await office.read(bytes, optionsFor('通知.rtf'));
    expect(pages.format).toBe('rtf');
    expect(pages.blocks.map((b) => [b.text, b.look?.align])).toEqual([
      ['实施方案', 'center'],
      ['各校应当报批。', 'left'],
    ]);
  });
});
