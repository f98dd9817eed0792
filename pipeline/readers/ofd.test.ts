import { zipSync } from 'fflate';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { ofd } from './ofd.ts';
import { deltas } from './ofd-objects.ts';
import { common, hasInputs, input, optionsFor, refusal, squeeze, truth, WHY_SKIPPED } from './testing.ts';

interface Made {
  /** Content of each page; undefined leaves the page's file out. */
  readonly pages: readonly (string | undefined)[];
  readonly template?: string;
  /** Page box, millimetres. */
  readonly area?: string;
  readonly common?: string;
  readonly document?: string;
  readonly body?: string;
  readonly files?: Readonly<Record<string, Uint8Array | string>>;
  /** Prefix of the elements, with its colon. */
  readonly prefix?: string;
}

const text = (id: number, x: number, y: number, said: string, more = '', size = 5): string =>
  `<TextObject ID="${id}" Boundary="${x} ${y} 150 7" Size="${size}" ${more}><TextCode X="0" Y="5" DeltaX="g ${[...said].length - 1} ${size}">${said}</TextCode></TextObject>`;

/** An OFD of one document with these pages. */
function pack({
  pages,
  template,
  area: box = '0 0 210 297',
  common: shared = '',
  document = '',
  body = '',
  files = {},
  prefix = '',
}: Made): Uint8Array {
  const named = (xml: string): string => xml.replace(/<(\/?)(?=[A-Z])/g, `<$1${prefix}`);
  const ns =
    prefix === ''
      ? 'xmlns="http://www.ofdspec.org/2016"'
      : `xmlns:${prefix.slice(0, -1)}="http://www.ofdspec.org/2016"`;
  const parts: Record<string, Uint8Array> = {};
  const put = (path: string, xml: string): void => {
    parts[path] = Buffer.from(named(xml).replace(/<([\w:]+)/, `<$1 ${ns}`));
  };
  put(
    'OFD.xml',
    `<OFD><DocBody><DocInfo><Title>题名</Title></DocInfo><DocRoot>/Doc_0/Document.xml</DocRoot>${body}</DocBody></OFD>`,
  );
  const list = pages.map((_, i) => `<Page ID="${10 + i}" BaseLoc="Pages/P${i}.xml"/>`).join('');
  const area = `<PageArea><PhysicalBox>${box}</PhysicalBox></PageArea>`;
  const tpl = template === undefined ? '' : '<TemplatePage ID="2" BaseLoc="T.xml"/>';
  put(
    'Doc_0/Document.xml',
    `<Document><CommonData>${area}${tpl}${shared}</CommonData><Pages>${list}</Pages>${document}</Document>`,
  );
  if (template !== undefined) put('Doc_0/T.xml', `<Page><Content><Layer>${template}</Layer></Content></Page>`);
  const uses = template === undefined ? '' : '<Template TemplateID="2"/>';
  for (const [i, page] of pages.entries()) {
    if (page !== undefined)
      put(`Doc_0/Pages/P${i}.xml`, `<Page>${uses}<Content><Layer>${page}</Layer></Content></Page>`);
  }
  for (const [path, file] of Object.entries(files)) {
    if (typeof file === 'string') put(path, file);
    else parts[path] = file;
  }
  return zipSync(parts);
}

const read = async (made: Made | Uint8Array) =>
  ofd.read(made instanceof Uint8Array ? made : pack(made), optionsFor('通知.ofd'));
const LINE = '每学期进校园活动不得超过六次。';

describe('text', () => {
  test.each(['', 'ofd:', 'x:'])('namespace prefix %j', async (prefix) => {
    const { pages } = await read({ pages: [text(1, 30, 40, LINE)], prefix });
    expect(pages.blocks).toMatchObject([
      { kind: 'line', text: LINE, place: { kind: 'object', object: '1', box: { page: 1 } } },
    ]);
    expect(pages.pages).toEqual([{ number: 1, width: 210, height: 297, unit: 'mm', kind: 'text', ocr: false }]);
    expect(pages.fields).toEqual({ 属性标题: '题名' });
  });

  test('edges tell where each character stands, in millimetres', async () => {
    const { pages } = await read({ pages: [text(1, 30, 40, '教师减负')] });
    expect(pages.blocks[0]?.edges).toEqual([30, 35, 40, 45, 50]);
    const place = pages.blocks[0]?.place;
    expect(place?.kind === 'object' && Math.abs(place.box.y1 - 45.75) < 0.1).toBe(true);
  });

  test('one object a character, written backwards and last line first', async () => {
    const chars = (line: string, y: number): string[] =>
      [...line].map((ch, i) => `<PageBlock>${text(y * 100 + i, 30 + 5 * i, y, ch)}</PageBlock>`).reverse();
    const { pages } = await read({ pages: [[...chars('各校应当报批。', 50), ...chars(LINE, 40)].join('')] });
    expect(pages.blocks.map((b) => b.text)).toEqual([LINE, '各校应当报批。']);
  });

  test('a CTM moves and scales, deltas through its linear part alone', async () => {
    const { pages } = await read({ pages: [text(1, 30, 40, '教师减负', 'CTM="2 0 0 2 7 0"')] });
    expect(pages.blocks[0]?.edges).toEqual([37, 47, 57, 67, 77]);
    expect(pages.blocks[0]?.look?.fontSize).toBeCloseTo(28.3, 0);
  });

  test('a later TextCode without X or Y carries the earlier one on', async () => {
    const object =
      '<TextObject ID="1" Boundary="30 40 150 20" Size="5"><TextCode X="0" Y="5" DeltaX="5">甲乙</TextCode><TextCode Y="15" DeltaX="5">丙丁</TextCode></TextObject>';
    const { pages } = await read({ pages: [object] });
    expect(pages.blocks.map((b) => [b.text, b.edges?.[0]])).toEqual([
      ['甲乙', 30],
      ['丙丁', 30],
    ]);
  });

  test('a table ruled by paths is read by cells', async () => {
    const rule = (path: string): string =>
      `<PathObject ID="9" Boundary="0 0 210 297"><AbbreviatedData>${path}</AbbreviatedData></PathObject>`;
    const lines = [40, 50, 60]
      .map((y) => rule(`M 30 ${y} L 130 ${y}`))
      .concat([30, 80, 130].map((x) => rule(`M ${x} 40 L ${x} 60`)));
    const cells =
      text(1, 32, 42, '事项') + text(2, 82, 42, '时限') + text(3, 32, 52, '审批') + text(4, 82, 52, '六月底前');
    const { pages } = await read({ pages: [lines.join('') + cells] });
    expect(pages.blocks.map((b) => [b.kind, b.text])).toEqual([
      ['row', '事项\t时限'],
      ['row', '审批\t六月底前'],
    ]);
    const place = pages.blocks[0]?.cells?.[1]?.place;
    expect(place?.kind === 'object' && [place.object, Math.round(place.box.x0)]).toEqual(['2', 80]);
  });

  test('counts in deltas are no more than the characters there are', () => {
    expect(deltas('g 2000000000 5', 2)).toEqual([5, 5]);
    expect(deltas('1 g 2 3 4', 9)).toEqual([1, 3, 3, 4]);
    expect(deltas('g -1 5 g x', 3)).toEqual([]);
  });
});

describe('what is kept aside', () => {
  test('a template of several pages is a running head, of one page it is that page’s text', async () => {
    const head = text(5, 80, 10, '青溪县教育局');
    const two = await read({ pages: [text(1, 30, 40, LINE), text(2, 30, 40, '各校应当报批。')], template: head });
    expect(two.pages.blocks.map((b) => b.text)).toEqual([LINE, '各校应当报批。']);
    expect(two.pages.aside.map((a) => [a.kind, a.text])).toEqual([
      ['running-head', '青溪县教育局'],
      ['running-head', '青溪县教育局'],
    ]);
    const one = await read({ pages: [text(1, 30, 40, LINE)], template: head });
    expect(one.pages.blocks.map((b) => b.text)).toEqual(['青溪县教育局', LINE]);
  });

  test('annotations and stamps; signatures are read, not verified, and a note says so', async () => {
    const { pages } = await read({
      pages: [text(1, 30, 40, LINE)],
      document: '<Annotations>Annots.xml</Annotations>',
      body: '<Signatures>Doc_0/Signs/Signatures.xml</Signatures>',
      files: {
        'Doc_0/Annots.xml': '<Annotations><Page PageID="10"><FileLoc>A0.xml</FileLoc></Page></Annotations>',
        'Doc_0/A0.xml': `<PageAnnot><Annot ID="90" Type="Stamp"><Appearance Boundary="140 230 42 42">${text(91, 5, 18, '公开印章')}</Appearance></Annot></PageAnnot>`,
        'Doc_0/Signs/Signatures.xml': '<Signatures><Signature ID="1" BaseLoc="S1.xml"/></Signatures>',
        'Doc_0/Signs/S1.xml':
          '<Signature><SignedInfo><StampAnnot PageRef="10" Boundary="120 220 40 40"/></SignedInfo></Signature>',
      },
    });
    expect(pages.blocks.map((b) => b.text)).toEqual([LINE]);
    expect(pages.aside).toMatchObject([
      { kind: 'seal', text: '公开印章', place: { object: '90', box: { page: 1, x0: 140, y1: 272 } } },
      { kind: 'seal', text: '电子印章（未验证）', place: { box: { x0: 120, x1: 160 } } },
    ]);
    expect(pages.notes.map((n) => n.code)).toEqual(['signature-unverified']);
  });
});

describe('pages without text', () => {
  const image = '<ImageObject ID="7" Boundary="0 0 210 297" ResourceID="20"/>';
  const res = '<DocumentRes>R.xml</DocumentRes>';
  const resource =
    '<Res BaseLoc="Res"><MultiMedias><MultiMedia ID="20" Type="Image"><MediaFile>a.png</MediaFile></MultiMedia></MultiMedias></Res>';
  const png = () =>
    sharp({ create: { width: 420, height: 594, channels: 3, background: 'white' } })
      .png()
      .toBuffer();

  test('a scanned page hands its image to OCR; an invisible layer over it stays aside', async () => {
    const layer = text(1, 30, 40, LINE, 'Alpha="0"');
    const { pages, images } = await read({
      pages: [image + layer],
      common: res,
      files: { 'Doc_0/R.xml': resource, 'Doc_0/Res/a.png': await png() },
    });
    expect(images).toMatchObject([
      { page: 1, width: 420, height: 594, dpi: 51, region: { x0: 0, y0: 0, x1: 210, y1: 297 } },
    ]);
    expect(pages.pages[0]?.kind).toBe('scan');
    expect(pages.aside).toMatchObject([{ kind: 'hidden-text', text: LINE }]);
  });

  test('an image that does not open is said so', async () => {
    const made = {
      pages: [image, text(1, 30, 40, LINE)],
      common: res,
      files: { 'Doc_0/R.xml': resource, 'Doc_0/Res/a.png': Buffer.from('no picture') },
    };
    expect((await read(made)).pages.notes).toMatchObject([{ code: 'image-unread', page: 1 }]);
  });

  test('text drawn as paths is said so, a missing page too', async () => {
    const path =
      '<PathObject ID="1" Boundary="0 0 9 9"><AbbreviatedData>M 0 0 Q 1 2 3 4 C</AbbreviatedData></PathObject>';
    const { notes } = (await read({ pages: [path.repeat(30), undefined, text(1, 30, 40, LINE)] })).pages;
    expect(notes).toMatchObject([
      { code: 'no-text-layer', page: 1 },
      { code: 'page-missing', page: 2 },
    ]);
  });
});

describe('refusals', () => {
  test.each([
    ['nothing drawn', pack({ pages: [''] }), 'no-text'],
    ['no pages', pack({ pages: [] }), 'no-pages'],
    [
      'no root',
      zipSync({ 'OFD.xml': Buffer.from('<OFD><DocBody><DocRoot>none.xml</DocRoot></DocBody></OFD>') }),
      'file-damaged',
    ],
    ['entities', zipSync({ 'OFD.xml': Buffer.from('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>') }), 'markup-hostile'],
    ['depth', pack({ pages: ['<PageBlock>'.repeat(100) + '</PageBlock>'.repeat(100)] }), 'markup-hostile'],
    ['a page of 200 metres', pack({ pages: [text(1, 1, 1, LINE)], area: '0 0 200000 297' }), 'image-too-large'],
  ])('%s', async (_, bytes, code) => {
    expect(await refusal(() => read(bytes))).toBe(code);
  });

  test('more pages than the limit', async () => {
    const options = { ...optionsFor('a.ofd'), limits: { bytes: 1e8, pages: 2, seconds: 9, pixels: 4e7 } };
    expect(await refusal(() => ofd.read(pack({ pages: ['', '', ''] }), options))).toBe('too-many-pages');
  });
});

describe.skipIf(!hasInputs)(`measured inputs${WHY_SKIPPED}`, () => {
  test('std.ofd: all text in order, head and page numbers aside', async () => {
    const t = truth('std.ofd');
    if (!Array.isArray(t)) throw new TypeError('unexpected truth');
    const want = t.map((x) => squeeze(String(x))).join('');
    const { pages } = await read(input('std.ofd'));
    const got = squeeze(pages.blocks.map((b) => b.text).join(''));
    expect(common(want, got) / want.length).toBeGreaterThanOrEqual(0.995);
    expect(got.length / want.length).toBeLessThanOrEqual(1.01);
    expect(new Set(pages.aside.map((a) => a.kind))).toEqual(new Set(['running-head', 'seal', 'page-number']));
  });

  test('hostile.ofd: what is there is read, what is not is said', async () => {
    const { pages } = await read(input('hostile/hostile.ofd'));
    expect(pages.blocks.map((b) => b.text)).toEqual(['短文']);
    expect(pages.notes).toMatchObject([{ code: 'page-missing', page: 1 }]);
  });
});
