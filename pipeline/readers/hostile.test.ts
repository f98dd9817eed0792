import { zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { doc } from './doc.ts';
import { makeDoc, para } from './doc-fixture.ts';
import { docx } from './docx.ts';
import { html } from './html.ts';
import { readMht } from './mht.ts';
import { ofd } from './ofd.ts';
import type { Reader } from './reader.ts';
import { sniff } from './sniff.ts';
import { optionsFor, refusal } from './testing.ts';
import { txt } from './txt.ts';

/** Whatever the bytes, a reader yields pages or throws a named error; anything else fails the test with its seed. */
const SEED = 20_251_122;
const ROUNDS = 120;

/** Numbers from 0 below n, the same on every run. */
function dice(seed: number): (n: number) => number {
  let state = seed;
  return (n) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state >>> 8) % n;
  };
}

const store = (files: Record<string, string>): Uint8Array =>
  zipSync(Object.fromEntries(Object.entries(files).map(([path, text]) => [path, Buffer.from(text)])), { level: 0 });

const SAMPLES: Readonly<Record<string, readonly [Reader, Uint8Array]>> = {
  txt: [txt, Buffer.from('一、总体要求\n　　各校应当报批。\n1\t甲\t乙\n'.repeat(5))],
  html: [
    html,
    Buffer.from(
      '<html><body><table><tr><td colspan=2>索引号：</td><td rowspan=3>X</td></tr></table><div id="zoom"><p align=center>标题</p><br>每学期，不得超过。</div></body></html>',
    ),
  ],
  docx: [
    docx,
    store({
      '[Content_Types].xml': '<Types/>',
      'word/document.xml':
        '<w:document><w:body><w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>甲</w:t></w:r></w:p><w:tbl><w:tr><w:tc><w:p><w:r><w:t>乙</w:t></w:r></w:p></w:tc></w:tr></w:tbl></w:body></w:document>',
      'word/_rels/document.xml.rels':
        '<Relationships><Relationship Id="n" Type="x/numbering" Target="numbering.xml"/></Relationships>',
      'word/numbering.xml':
        '<w:numbering><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>',
    }),
  ],
  ofd: [
    ofd,
    store({
      'OFD.xml': '<OFD><DocBody><DocRoot>D.xml</DocRoot></DocBody></OFD>',
      'D.xml':
        '<Document><CommonData><PageArea><PhysicalBox>0 0 210 297</PhysicalBox></PageArea></CommonData><Pages><Page ID="1" BaseLoc="P.xml"/></Pages></Document>',
      'P.xml':
        '<Page><Content><Layer><TextObject ID="3" Boundary="30 40 99 9" Size="5" CTM="1 0 0 1 0 0"><TextCode X="0" Y="5" DeltaX="g 3 5">教师减负</TextCode></TextObject><PathObject Boundary="0 0 9 9"><AbbreviatedData>M 0 0 L 9 0</AbbreviatedData></PathObject></Layer></Content></Page>',
    }),
  ],
  doc: [doc, makeDoc({ paragraphs: [para('甲'), para('乙')] })],
};

describe.each(Object.entries(SAMPLES))('%s', (format, [reader, sample]) => {
  const outcome = async (bytes: Uint8Array): Promise<string> =>
    refusal(() => reader.read(bytes, optionsFor(`a.${format}`)));

  test('the sample is read', async () => {
    expect([sniff(sample), await outcome(sample)]).toEqual([format, 'no refusal']);
  });

  test('cut anywhere', async () => {
    for (let n = 0; n < 40; n++) {
      const length = Math.floor((sample.length * n) / 40);
      expect([format, length, typeof (await outcome(sample.subarray(0, length)))]).toEqual([format, length, 'string']);
    }
  });

  test('bytes changed anywhere', async () => {
    const roll = dice(SEED);
    for (let round = 0; round < ROUNDS; round++) {
      const bytes = Uint8Array.from(sample);
      for (let n = 0; n <= roll(6); n++) bytes[roll(bytes.length)] = roll(256);
      expect([SEED, round, typeof (await outcome(bytes))]).toEqual([SEED, round, 'string']);
    }
  });

  test('noise under its name', async () => {
    const roll = dice(SEED + 1);
    for (let round = 0; round < 20; round++) {
      const bytes = Uint8Array.from({ length: 1 + roll(600) }, () => roll(256));
      expect([SEED + 1, round, typeof (await outcome(bytes))]).toEqual([SEED + 1, round, 'string']);
      expect([SEED + 1, round, typeof (await refusal(() => sniff(bytes)))]).toEqual([SEED + 1, round, 'string']);
      expect([SEED + 1, round, typeof (await refusal(() => readMht(bytes, optionsFor('a.mht'))))]).toEqual([
        SEED + 1,
        round,
        'string',
      ]);
    }
  });
});

describe('no input makes a reader slow out of proportion', () => {
  // Counted in work done, not in seconds: each of these took minutes before its bound was set.
  test.each<[string, () => Promise<string>]>([
    ['open comments', () => refusal(() => html.read(Buffer.from('<!--'.repeat(200_000)), optionsFor('a.html')))],
    [
      'open tags',
      () => refusal(() => html.read(Buffer.from(`<html>${'<div '.repeat(200_000)}`), optionsFor('a.html'))),
    ],
    ['open scripts', () => refusal(() => html.read(Buffer.from('<script>'.repeat(100_000)), optionsFor('a.html')))],
    [
      'one line of blanks',
      () => refusal(() => txt.read(Buffer.from(`甲${' '.repeat(1_000_000)}乙`), optionsFor('a.txt'))),
    ],
    [
      'lines of tabs',
      () => refusal(() => txt.read(Buffer.from(`${'\t'.repeat(1000)}甲\n`.repeat(500)), optionsFor('a.txt'))),
    ],
    [
      'a rowspan of a billion',
      () =>
        refusal(() =>
          html.read(
            Buffer.from(`<table>${'<tr><td rowspan=999999999 colspan=999999999>甲<td>乙</tr>'.repeat(300)}</table>`),
            optionsFor('a.html'),
          ),
        ),
    ],
  ])(
    '%s',
    async (_, call) => {
      expect(typeof (await call())).toBe('string');
    },
    15_000,
  );
});
