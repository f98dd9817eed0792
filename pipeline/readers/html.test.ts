import { describe, expect, test } from 'vitest';
import { HTML_DEPTH, html } from './html.ts';
import { nesting } from './html-depth.ts';
import { hasInputs, input, optionsFor, paragraphs, refusal, squeeze, truth, WHY_SKIPPED } from './testing.ts';

const read = async (markup: string | Uint8Array) =>
  (await html.read(typeof markup === 'string' ? Buffer.from(markup) : markup, optionsFor('page.html'))).pages;

const BODY =
  '<p>各乡镇中心校：</p><p style="text-indent:2em">每学期进校园活动不得超过六次，确需增加的，应当报县教育局审批。各校要建立台账，定期公开，接受监督，不得以任何理由拒绝检查；违者通报。</p>';
const PAGE = `<html><head><title>通知_青溪县教育局</title><meta name="PubDate" content="2025-03-02"></head><body>
<div class="nav"><a href="/">首页</a><a href="/a">政务公开</a></div>
<table><tr><td>索 引 号：</td><td>QX01-2025-0003</td><td>发文字号：</td><td>青教〔2025〕3号</td></tr>
<tr><td>发文机关：</td><td>青溪县教育局</td><td>成文日期：</td><td>2025年3月1日</td></tr></table>
<div id="zoom">${BODY}</div><div class="footer"><a href="/b">网站地图</a> 主办单位：青溪县人民政府</div></body></html>`;

describe('a saved page of a government site', () => {
  test('the body is the text, the rest stands aside', async () => {
    const pages = await read(PAGE);
    expect(pages.blocks.map((b) => b.text.slice(0, 8))).toEqual(['各乡镇中心校：', '每学期进校园活动']);
    expect(pages.blocks[1]?.look?.indent).toBe(2);
    expect(pages.aside.every((a) => a.kind === 'page-chrome')).toBe(true);
    expect(pages.aside.map((a) => a.text).join()).toContain('网站地图');
  });

  test('what the page states about the notice becomes fields under one name each', async () => {
    expect((await read(PAGE)).fields).toMatchObject({
      索引号: 'QX01-2025-0003',
      发文字号: '青教〔2025〕3号',
      发布机构: '青溪县教育局',
      成文日期: '2025年3月1日',
      发布日期: '2025-03-02',
      标题: '通知',
    });
  });

  test('metadata given as a list, keys and values in one', async () => {
    const list = '<ul><li>索引号：QX-9</li><li>文号：青教办〔2025〕9号</li><li>公文生成日期：2025-05-09</li></ul>';
    const { fields, blocks } = await read(`<html><body>${list}<div class="TRS_Editor">${BODY}</div></body></html>`);
    expect(fields).toMatchObject({ 索引号: 'QX-9', 发文字号: '青教办〔2025〕9号', 成文日期: '2025-05-09' });
    expect(blocks).toHaveLength(2);
  });

  test('a page without any known place loses nothing but its links', async () => {
    const pages = await read(`<body><h1>实施办法</h1><div><div>${BODY}</div><p>青溪县教育局</p></div></body>`);
    expect(pages.blocks.map((b) => b.text.slice(0, 6))).toEqual([
      '实施办法',
      '各乡镇中心校',
      '每学期进校园',
      '青溪县教育局',
    ]);
  });

  test('merged cells stand once, in the column they begin in', async () => {
    const table =
      '<table><tr><th>序号</th><th>事项</th></tr><tr><td rowspan="2">1</td><td>甲</td></tr><tr><td>乙</td></tr></table>';
    const rows = (await read(`<body><div id="zoom">${BODY}${table}</div></body>`)).blocks.filter(
      (b) => b.kind === 'row',
    );
    expect(rows.map((r) => r.text)).toEqual(['序号\t事项', '1\t甲', '乙']);
    expect(rows[2]?.cells?.[0]?.place).toMatchObject({ cell: { table: 1, row: 3, column: 2 } });
  });

  test('hidden text is kept aside under its own kind', async () => {
    const pages = await read(`<body><div id="zoom">${BODY}<p style="display:none">采集器水印</p></div></body>`);
    expect(pages.aside).toMatchObject([{ kind: 'hidden-text', text: '采集器水印' }]);
  });

  test('metadata in boxes of their own', async () => {
    const boxes = ['索引号：|QX-7', '发文字号：|青教〔2025〕7号', '成文日期：|2025-04-01'].map(
      (e) => `<div class="item"><label>${e.split('|')[0]}</label><p>${e.split('|')[1]}</p></div>`,
    );
    const pages = await read(`<body><div class="meta">${boxes.join('')}</div><div id="zoom">${BODY}</div></body>`);
    expect(pages.fields).toMatchObject({ 索引号: 'QX-7', 发文字号: '青教〔2025〕7号', 成文日期: '2025-04-01' });
    expect(pages.blocks).toHaveLength(2);
    // The same in one box with the body: nothing of the body is lost.
    const short = await read(
      `<body><div><p>索引号：QX-7</p><p>文号：青教〔2025〕7号</p><div>${BODY}</div></div></body>`,
    );
    expect(short.blocks.map((b) => b.text).join('')).toContain('每学期进校园活动不得超过六次');
  });

  test('what names itself as furniture and holds prose is none', async () => {
    const pages = await read(
      `<body><div class="x"><div id="print">${BODY}</div><div class="share">分享到 微信</div><p>打印　　　　　　　　大　　　　　　　　中　　　　　　　　小</p></div></body>`,
    );
    expect(pages.blocks.map((b) => b.text.slice(0, 7))).toEqual(['各乡镇中心校：', '每学期进校园活']);
    expect(pages.aside.map((a) => a.kind)).toEqual(['page-chrome', 'page-chrome']);
  });

  test('numbers of ordered lists, which the file does not hold as text', async () => {
    const pages = await read(
      `<body><div id="zoom">${BODY}<ol start="3"><li><p>建立清单。</p></li><li>严格审批。</li></ol><ol style="list-style:none"><li>附则</li></ol><ul><li>其他</li></ul></div></body>`,
    );
    expect(pages.blocks.slice(2).map((b) => [b.label, b.text])).toEqual([
      ['3.', '3.建立清单。'],
      ['4.', '4.严格审批。'],
      [undefined, '附则'],
      [undefined, '其他'],
    ]);
  });

  test('hidden words inside a paragraph stand aside', async () => {
    const pages = await read(
      `<body><div id="zoom">${BODY}<p>各校<span style="display:none">水印</span>应当报批。</p></div></body>`,
    );
    expect(pages.blocks.at(-1)?.text).toBe('各校应当报批。');
    expect(pages.aside).toMatchObject([{ kind: 'hidden-text', text: '水印' }]);
  });

  test('a page that is a shell says so', async () => {
    expect((await read('<body><div id="app">加载中</div></body>')).notes.map((n) => n.code)).toEqual([
      'page-without-body',
    ]);
    expect(await refusal(() => read('<html><body><script>load()</script></body></html>'))).toBe('no-text');
  });
});

describe('depth', () => {
  test.each([
    ['div', '<div>'.repeat(600)],
    ['b with wrong ends between', '<b></i>'.repeat(600)],
    ['nested lists', '<ul><li>'.repeat(600)],
  ])('%s is refused before parsing', async (_, markup) => {
    expect(await refusal(() => read(`<html><body>${markup}通知`))).toBe('markup-hostile');
  });

  test('paragraphs and cells left open are no depth; comments and scripts do not count', () => {
    expect(nesting('<p>一<p>二<li>三'.repeat(1000), HTML_DEPTH)).toBe(0);
    expect(nesting(`<!--${'<div>'.repeat(999)}--><script>${'<div>'.repeat(999)}</script><div>`, HTML_DEPTH)).toBe(1);
  });
});

interface HtmlTruth {
  readonly title: string;
  readonly body: readonly string[];
  readonly no: string;
  readonly idx: string;
}
const isHtmlTruth = (t: unknown): t is HtmlTruth =>
  typeof t === 'object' && t !== null && 'body' in t && Array.isArray(t.body);

describe.skipIf(!hasInputs)(`measured inputs${WHY_SKIPPED}`, () => {
  test.each(['trs', 'table-gbk'])('%s', async (name) => {
    const expected = truth(`html-${name}`);
    if (!isHtmlTruth(expected)) throw new TypeError('unexpected truth');
    const pages = await read(input(`html/${name}.html`));
    const want = expected.body.map(squeeze);
    const got = paragraphs(pages);
    expect(got.filter((p) => want.includes(p))).toEqual(want);
    const extra = got.filter((p) => !want.includes(p)).join('').length;
    expect(extra / want.join('').length).toBeLessThan(0.01);
    expect(pages.fields).toMatchObject({ 标题: expected.title, 发文字号: expected.no, 索引号: expected.idx });
  });
});
