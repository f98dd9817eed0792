import { zipSync } from 'fflate';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { docx } from './docx.ts';
import { common, hasInputs, input, optionsFor, paragraphs, refusal, squeeze, truth, WHY_SKIPPED } from './testing.ts';
import { splitLines } from './word-paragraph.ts';

const W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:mc="m" xmlns:r="r" xmlns:a="a"';
const TYPE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

interface Extra {
  readonly styles?: string;
  readonly numbering?: string;
  readonly footnotes?: string;
  readonly comments?: string;
  readonly footer?: string;
  readonly files?: Readonly<Record<string, Uint8Array>>;
  readonly relations?: string;
}

/** A DOCX with this body and these parts, as a word processor would pack it. */
function pack(body: string, extra: Extra = {}): Uint8Array {
  const parts: Record<string, Uint8Array> = { ...extra.files };
  const put = (path: string, xml: string): void => {
    parts[path] = Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>${xml}`);
  };
  put('[Content_Types].xml', '<Types/>');
  put(
    '_rels/.rels',
    `<Relationships><Relationship Id="r" Type="${TYPE}/officeDocument" Target="word/document.xml"/></Relationships>`,
  );
  put('word/document.xml', `<w:document ${W}><w:body>${body}</w:body></w:document>`);
  const related = (['styles', 'numbering', 'footnotes', 'comments', 'footer'] as const).flatMap((type) => {
    const xml = extra[type];
    if (xml === undefined) return [];
    const element = {
      styles: 'styles',
      numbering: 'numbering',
      footnotes: 'footnotes',
      comments: 'comments',
      footer: 'ftr',
    }[type];
    put(`word/${type}.xml`, `<w:${element} ${W}>${xml}</w:${element}>`);
    return [`<Relationship Id="${type}" Type="${TYPE}/${type}" Target="${type}.xml"/>`];
  });
  put('word/_rels/document.xml.rels', `<Relationships>${related.join('')}${extra.relations ?? ''}</Relationships>`);
  return zipSync(parts);
}

const r = (text: string, rPr = ''): string => `<w:r><w:rPr>${rPr}</w:rPr><w:t xml:space="preserve">${text}</w:t></w:r>`;
const p = (content: string, pPr = ''): string =>
  `<w:p><w:pPr>${pPr}</w:pPr>${content.startsWith('<') ? content : r(content)}</w:p>`;
const tc = (content: string, tcPr = ''): string => `<w:tc><w:tcPr>${tcPr}</w:tcPr>${content}</w:tc>`;
const read = async (bytes: Uint8Array) => docx.read(bytes, optionsFor('通知.docx'));
const texts = async (body: string, extra?: Extra): Promise<string[]> =>
  (await read(pack(body, extra))).pages.blocks.map((b) => b.text);

describe('text', () => {
  test('tracked changes are accepted, what they took away stands aside', async () => {
    const { pages } = await read(
      pack(
        p(`${r('每学期')}<w:del><w:r><w:delText>不超过十次</w:delText></w:r></w:del><w:ins>${r('不超过六次')}</w:ins>`),
      ),
    );
    expect(pages.blocks.map((b) => b.text)).toEqual(['每学期不超过六次']);
    expect(pages.aside).toMatchObject([{ kind: 'deleted-text', text: '不超过十次', place: { paragraph: 1 } }]);
    expect(pages.notes.map((n) => n.code)).toEqual(['tracked-changes']);
  });

  test('a deleted paragraph mark joins two paragraphs; the second one gives the number', async () => {
    const body = p('应当报教育局', '<w:rPr><w:del/></w:rPr>') + p('审批后实施。');
    expect(await texts(body)).toEqual(['应当报教育局审批后实施。']);
    expect(await texts(p('末段', '<w:rPr><w:del/></w:rPr>'))).toEqual(['末段']);
  });

  test('hidden text, own or by style, stands aside', async () => {
    const styles = '<w:style w:type="character" w:styleId="h"><w:rPr><w:vanish/></w:rPr></w:style>';
    const body = p(
      `${r('甲')}${r('机密', '<w:vanish/>')}${r('乙', '<w:vanish w:val="0"/>')}${r('丙', '<w:rStyle w:val="h"/>')}`,
    );
    const { pages } = await read(pack(body, { styles }));
    expect(pages.blocks[0]?.text).toBe('甲乙');
    expect(pages.aside).toMatchObject([{ kind: 'hidden-text', text: '机密丙' }]);
  });

  test('a text box comes once, before the paragraph it is anchored in', async () => {
    const box = `<w:txbxContent>${p('联系人：李老师')}</w:txbxContent>`;
    const run = `<w:r><mc:AlternateContent><mc:Choice><w:drawing>${box}</w:drawing></mc:Choice><mc:Fallback><w:pict>${box}</w:pict></mc:Fallback></mc:AlternateContent></w:r>`;
    expect(await texts(p(run + r('正文。')))).toEqual(['联系人：李老师', '正文。']);
  });

  test('fields give their result, never their code; a circled EQ gives its number', async () => {
    const field = (code: string, result: string): string =>
      `<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>${code}</w:instrText></w:r>${
        result ? `<w:r><w:fldChar w:fldCharType="separate"/></w:r>${r(result)}` : ''
      }<w:r><w:fldChar w:fldCharType="end"/></w:r>`;
    expect(await texts(p(field(' DATE ', '2024年6月') + r('印发') + field('eq \\o\\ac(○,3)', '') + r('事项')))).toEqual(
      ['2024年6月印发③事项'],
    );
  });

  test('symbols of Wingdings are told apart from unknown ones', async () => {
    const sym = (font: string, char: string): string => `<w:r><w:sym w:font="${font}" w:char="${char}"/></w:r>`;
    const { pages } = await read(pack(p(sym('Wingdings', 'F0FE') + r('是') + sym('Odd', 'F123'))));
    expect(pages.blocks[0]?.text).toBe('☑是\ufffd');
    expect(pages.notes.map((n) => n.code)).toEqual(['symbols']);
  });

  test('a table of contents stands aside: it repeats the headings', async () => {
    const styles = '<w:style w:type="paragraph" w:styleId="11"><w:name w:val="toc 1"/></w:style>';
    const { pages } = await read(pack(p('一、总体要求\t1', '<w:pStyle w:val="11"/>') + p('一、总体要求'), { styles }));
    expect(pages.blocks.map((b) => b.text)).toEqual(['一、总体要求']);
    expect(pages.aside).toMatchObject([{ kind: 'page-chrome', text: '一、总体要求 1' }]);
    expect(pages.notes.map((n) => n.code)).toEqual(['contents']);
  });

  test('soft breaks part labelled lines and finished sentences, and join a broken title', () => {
    expect(splitLines('关于规范社会事务\n进校园的通知')).toEqual(['关于规范社会事务进校园的通知']);
    expect(splitLines('一、总体要求\n二、主要任务')).toEqual(['一、总体要求', '二、主要任务']);
    expect(splitLines('完成整改。\n各校报送')).toEqual(['完成整改。', '各校报送']);
    expect(splitLines('正文\f附件')).toEqual(['正文', '附件']);
  });

  test('look: alignment, size, bold and indent, own before style', async () => {
    const styles =
      '<w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val="32"/></w:rPr></w:rPrDefault></w:docDefaults><w:style w:type="paragraph" w:styleId="t"><w:pPr><w:jc w:val="center"/></w:pPr><w:rPr><w:b/></w:rPr></w:style>';
    const { pages } = await read(
      pack(
        p('标题', '<w:pStyle w:val="t"/>') +
          p(r('正文', '<w:sz w:val="28"/>'), '<w:ind w:firstLine="560"/>') +
          p('落款', '<w:jc w:val="right"/>'),
        { styles },
      ),
    );
    expect(pages.blocks.map((b) => b.look)).toEqual([
      { align: 'center', fontSize: 16, bold: true },
      { fontSize: 14, indent: 2 },
      { align: 'right', fontSize: 16 },
    ]);
  });

  test('footnotes, comments and page numbers stand aside, separators nowhere', async () => {
    const { pages } = await read(
      pack(p(`${r('教师')}<w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:commentReference w:id="0"/></w:r>`), {
        footnotes: `<w:footnote w:type="separator" w:id="1">${p('线')}</w:footnote><w:footnote w:id="2">${p('指在编教师。')}</w:footnote>`,
        comments: `<w:comment w:id="0">${p('是否含幼儿园？')}</w:comment>`,
        footer: p('— 1 —'),
      }),
    );
    expect(pages.blocks.map((b) => b.text)).toEqual(['教师']);
    expect(pages.aside.map((a) => [a.kind, a.text])).toEqual([
      ['page-number', '— 1 —'],
      ['annotation', '指在编教师。'],
      ['annotation', '是否含幼儿园？'],
    ]);
  });
});

describe('numbers', () => {
  const lvl = (at: number, format: string, text: string, more = ''): string =>
    `<w:lvl w:ilvl="${at}"><w:start w:val="1"/><w:numFmt w:val="${format}"/>${more}<w:lvlText w:val="${text}"/></w:lvl>`;
  const numbered = (text: string, numId: number, ilvl?: number): string =>
    p(text, `<w:numPr>${ilvl === undefined ? '' : `<w:ilvl w:val="${ilvl}"/>`}<w:numId w:val="${numId}"/></w:numPr>`);
  const numbering = `<w:abstractNum w:abstractNumId="0">${lvl(0, 'chineseCounting', '%1、')}${lvl(1, 'decimal', '%2.', '<w:pStyle w:val="item"/>')}</w:abstractNum>
    <w:abstractNum w:abstractNumId="1"><w:numStyleLink w:val="listStyle"/></w:abstractNum>
    <w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>
    <w:num w:numId="3"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num>`;
  const styles = `<w:style w:type="numbering" w:styleId="listStyle"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>
    <w:style w:type="paragraph" w:styleId="item"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>
    <w:style w:type="paragraph" w:styleId="sub"><w:basedOn w:val="item"/></w:style>`;

  test('label stands before the text and in `label`', async () => {
    const { pages } = await read(
      pack(numbered('总体要求', 1, 0) + numbered('建立清单。', 1, 1), { numbering, styles }),
    );
    expect(pages.blocks.map((b) => [b.label, b.text])).toEqual([
      ['一、', '一、总体要求'],
      ['1.', '1.建立清单。'],
    ]);
  });

  test('through styles, style links, overrides; switched off by 0', async () => {
    const body =
      numbered('甲', 2, 0) +
      p('乙', '<w:pStyle w:val="sub"/>') +
      numbered('丙', 3, 0) +
      p('丁', '<w:pStyle w:val="item"/><w:numPr><w:numId w:val="0"/></w:numPr>');
    expect(await texts(body, { numbering, styles })).toEqual(['一、甲', '1.乙', '五、丙', '丁']);
  });

  test('styles and lists that point at themselves end', async () => {
    const ring =
      '<w:style w:type="paragraph" w:styleId="a"><w:basedOn w:val="b"/></w:style><w:style w:type="paragraph" w:styleId="b"><w:basedOn w:val="a"/></w:style>';
    const self =
      '<w:abstractNum w:abstractNumId="0"><w:numStyleLink w:val="s"/></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>';
    const link =
      '<w:style w:type="numbering" w:styleId="s"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>';
    expect(
      await texts(p('甲', '<w:pStyle w:val="a"/>') + numbered('乙', 1, 0), { numbering: self, styles: ring + link }),
    ).toEqual(['甲', '乙']);
  });
});

describe('tables', () => {
  test('merged cells stand once, each cell at its grid column', async () => {
    const table = `<w:tbl><w:tr>${tc(p('合计'), '<w:gridSpan w:val="2"/>')}${tc(p('3'))}</w:tr><w:tr>${tc(p('甲'), '<w:vMerge w:val="restart"/>')}${tc(p('乙'))}${tc(p('1'))}</w:tr><w:tr>${tc(p(''), '<w:vMerge/>')}${tc(p('丙'))}${tc(p('2'))}</w:tr></w:tbl>`;
    const { pages } = await read(pack(table));
    expect(pages.blocks.map((b) => b.text)).toEqual(['合计\t3', '甲\t乙\t1', '丙\t2']);
    expect(
      pages.blocks.map((b) => b.cells?.map((c) => (c.place.kind === 'paragraph' ? c.place.cell?.column : 0))),
    ).toEqual([
      [1, 3],
      [1, 2, 3],
      [2, 3],
    ]);
  });

  test('a frame of one cell is prose; a deleted row stands aside', async () => {
    expect(await texts(`<w:tbl><w:tr>${tc(p('第一段。') + p('第二段。'))}</w:tr></w:tbl>`)).toEqual([
      '第一段。',
      '第二段。',
    ]);
    const { pages } = await read(
      pack(`${p('前')}<w:tbl><w:tr><w:trPr><w:del/></w:trPr>${tc(p('旧'))}${tc(p('行'))}</w:tr></w:tbl>`),
    );
    expect(pages.blocks.map((b) => b.text)).toEqual(['前']);
    expect(pages.aside.map((a) => a.text)).toEqual(['旧', '行']);
  });
});

describe('a scan pasted into a document', () => {
  test('its pictures are pages for OCR', async () => {
    const png = await sharp({ create: { width: 300, height: 200, channels: 3, background: 'white' } })
      .png()
      .toBuffer();
    const body = p('<w:r><w:drawing><a:blip r:embed="p1"/></w:drawing></w:r>');
    const relations = `<Relationship Id="p1" Type="${TYPE}/image" Target="media/image1.png"/>`;
    const { images, pages } = await read(pack(body, { relations, files: { 'word/media/image1.png': png } }));
    expect(images).toMatchObject([{ page: 1, width: 300, height: 200, dpi: null }]);
    expect(pages.notes.map((n) => n.code)).toEqual(['picture-pages']);
  });
});

describe('refusals', () => {
  test.each([
    ['nothing in it', pack(''), 'no-text'],
    ['a cut file', pack(p('通知')).subarray(0, 300), 'file-damaged'],
    [
      'entities',
      zipSync({
        '[Content_Types].xml': Buffer.from('x'),
        'word/document.xml': Buffer.from('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'),
      }),
      'markup-hostile',
    ],
    [
      'broken markup',
      zipSync({ '[Content_Types].xml': Buffer.from('x'), 'word/document.xml': Buffer.from('<w:a><w:b></w:a>') }),
      'file-damaged',
    ],
    ['depth', pack('<w:sdt>'.repeat(400) + '</w:sdt>'.repeat(400)), 'markup-hostile'],
    [
      'a part that swells',
      zipSync({ '[Content_Types].xml': Buffer.from('x'), 'word/document.xml': Buffer.alloc(30e6, 0x20) }),
      'archive-bomb',
    ],
  ])('%s', async (_, bytes, code) => {
    expect(await refusal(() => read(bytes))).toBe(code);
  });
});

describe.skipIf(!hasInputs)(`measured inputs${WHY_SKIPPED}`, () => {
  const expected = (name: string): string[] => {
    const t = truth(name);
    if (!Array.isArray(t)) throw new TypeError('unexpected truth');
    return t.map((x) => squeeze(String(x)));
  };

  test('wordlike.docx: 41 of 41 paragraphs, 18 of 18 numbers', async () => {
    const { pages } = await read(input('wordlike.docx'));
    expect(paragraphs(pages)).toEqual(expected('wordlike'));
    expect(pages.aside.filter((a) => /^(deleted|hidden)/.test(a.kind)).map((a) => a.text)).toEqual([
      '可以超过',
      '移动前的句子。',
      '隐藏机密',
    ]);
  });

  test('std-ttf.docx: all text in order', async () => {
    const want = expected('std-ttf').join('');
    const got = squeeze((await read(input('std-ttf.docx'))).pages.blocks.map((b) => b.text).join(''));
    expect(common(want, got) / want.length).toBeGreaterThanOrEqual(0.995);
    expect(got.length / want.length).toBeLessThanOrEqual(1.01);
  });
});
