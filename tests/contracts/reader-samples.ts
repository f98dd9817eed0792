import { zipSync } from 'fflate';
import sharp from 'sharp';
import { makeDoc, para } from '../../pipeline/readers/doc-fixture.ts';
import { gridOf, samplePdf } from '../../pipeline/readers/testing-pdf.ts';
import type { Format } from '../../records/page.ts';

/** The same short notice in every format that can be made here; images carry it as pixels only. */
export interface ReaderSample {
  readonly format: Format;
  readonly name: string;
  readonly bytes: Uint8Array;
  /** False for formats whose text only OCR can tell. */
  readonly text: boolean;
}

export const TITLE = '临江市教育局关于规范进校园活动的通知';
export const BODY = ['各学校：', '一、每学期各类进校园活动不超过6次。', '二、未列入清单的活动，一律不得进入校园。'];
export const CELLS = ['序号', '事项', '1', '进校园活动审批'];
const LINES = [TITLE, ...BODY];

const packed = (files: Readonly<Record<string, string>>): Uint8Array =>
  zipSync(
    Object.fromEntries(
      Object.entries(files).map(([path, xml]) => [path, Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>${xml}`)]),
    ),
  );

const W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';
const REL = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument';

function docx(): Uint8Array {
  const p = (text: string): string => `<w:p><w:r><w:t>${text}</w:t></w:r></w:p>`;
  const row = (cells: readonly string[]): string =>
    `<w:tr>${cells.map((text) => `<w:tc>${p(text)}</w:tc>`).join('')}</w:tr>`;
  const table = `<w:tbl>${row(CELLS.slice(0, 2))}${row(CELLS.slice(2))}</w:tbl>`;
  return packed({
    '[Content_Types].xml': '<Types/>',
    '_rels/.rels': `<Relationships><Relationship Id="r" Type="${REL}" Target="word/document.xml"/></Relationships>`,
    'word/document.xml': `<w:document ${W}><w:body>${LINES.map(p).join('')}${table}</w:body></w:document>`,
  });
}

function ofd(): Uint8Array {
  const ns = 'xmlns="http://www.ofdspec.org/2016"';
  const objects = LINES.map(
    (text, i) =>
      `<TextObject ID="${20 + i}" Boundary="25 ${40 + 10 * i} 150 7" Size="5"><TextCode X="0" Y="5" DeltaX="g ${[...text].length - 1} 5">${text}</TextCode></TextObject>`,
  );
  return packed({
    'OFD.xml': `<OFD ${ns}><DocBody><DocRoot>/Doc_0/Document.xml</DocRoot></DocBody></OFD>`,
    'Doc_0/Document.xml': `<Document ${ns}><CommonData><PageArea><PhysicalBox>0 0 210 297</PhysicalBox></PageArea></CommonData><Pages><Page ID="1" BaseLoc="P0.xml"/></Pages></Document>`,
    'Doc_0/P0.xml': `<Page ${ns}><Content><Layer>${objects.join('')}</Layer></Content></Page>`,
  });
}

const html = `<html><head><title>通知</title></head><body><div class="nav"><a href="/">首页</a></div><div id="zoom">${LINES.map((text) => `<p>${text}</p>`).join('')}<table><tr><td>序号</td><td>事项</td></tr><tr><td>1</td><td>进校园活动审批</td></tr></table></div></body></html>`;

function pdf(): Uint8Array {
  const lines = LINES.map((text, i) => ({ text, x: 90, y: 120 + 26 * i }));
  const cells = CELLS.map((text, i) => ({ text, x: 95 + 100 * (i % 2), y: 320 + 30 * Math.floor(i / 2), size: 12 }));
  return samplePdf([{ texts: [...lines, ...cells], draw: gridOf([90, 190, 400], [300, 330, 360]) }]);
}

const bars = Array.from({ length: 6 }, (_, i) => `<rect x="60" y="${60 + 50 * i}" width="480" height="20"/>`).join('');
const drawing = Buffer.from(
  `<svg xmlns="http://www.w3.org/2000/svg" width="600" height="400"><rect width="600" height="400" fill="#fff"/>${bars}</svg>`,
);

export async function samples(): Promise<readonly ReaderSample[]> {
  const text = (format: Format, name: string, bytes: Uint8Array): ReaderSample => ({ format, name, bytes, text: true });
  const seen = (format: Format, name: string, bytes: Uint8Array): ReaderSample => ({
    format,
    name,
    bytes,
    text: false,
  });
  return [
    text('txt', '通知.txt', new TextEncoder().encode(LINES.join('\n'))),
    text('html', '通知.html', new TextEncoder().encode(html)),
    text('pdf', '通知.pdf', pdf()),
    text('docx', '通知.docx', docx()),
    text('doc', '通知.doc', makeDoc({ paragraphs: LINES.map((line) => para(line)) })),
    text('ofd', '通知.ofd', ofd()),
    seen('image', '扫描.png', new Uint8Array(await sharp(drawing).png().toBuffer())),
    seen('image', '扫描.jpg', new Uint8Array(await sharp(drawing).jpeg().toBuffer())),
    seen(
      'tiff',
      '传真.tif',
      new Uint8Array(await sharp(drawing).greyscale().tiff({ compression: 'deflate' }).toBuffer()),
    ),
  ];
}
