import { describe, expect, test } from 'vitest';
import { Pages } from '../../records/page.ts';
import { pdf } from './pdf.ts';
import { isGarbage } from './pdf-kinds.ts';
import { foldRadical } from './radicals.ts';
import type { Read } from './reader.ts';
import { optionsFor, refusal } from './testing.ts';
import { gridOf, type SamplePage, type SampleText, samplePdf } from './testing-pdf.ts';

const read = (pages: readonly SamplePage[], extra: readonly (string | Buffer)[] = []): Promise<Read> =>
  pdf.read(samplePdf(pages, extra), optionsFor('样本.pdf'));
const texts = ({ pages }: Read): string[] => pages.blocks.map((block) => block.text);
const aside = ({ pages }: Read): string[] => pages.aside.map((a) => `${a.kind} ${a.text}`);

/** Twenty-six characters to a line: a page of 16 pt type between margins of 90 pt. */
const PROSE =
  '各学校要严格执行进校园活动审批制度，未列入清单的活动一律不得进入校园。' +
  '教育部门统筹安排督查检查评比考核事项，每年开展不超过一次，不得要求教师填报重复的材料。' +
  '社会事务进校园实行清单管理，由市教育局会同有关部门制定并向社会公布，清单之外学校有权拒绝。' +
  '各县区要加强组织领导，压实工作责任，定期通报工作进展，对落实不力的单位严肃追究责任。';
const linesOf = (text: string, width: number): string[] => text.match(new RegExp(`.{1,${width}}`, 'gu')) ?? [];
const set = (lines: readonly string[], x: number, y: number, size = 16): SampleText[] =>
  lines.map((text, i) => ({ text, x, y: y + 26 * i, size }));

/** A fixed order that is none: the same on every run. */
const shuffled = <T>(list: readonly T[]): T[] =>
  list
    .map((value, i) => ({ value, key: ((i * 7919) % 104729) % 31 }))
    .sort((a, b) => a.key - b.key)
    .map((o) => o.value);

describe('reading order', () => {
  const prose = linesOf(PROSE, 26);
  const narrow = linesOf(PROSE, 12);
  const half = Math.ceil(narrow.length / 2);
  const left = set(narrow.slice(0, half), 80, 120);
  const right = set(narrow.slice(half), 310, 120);

  test('lines written in any order come out from top to bottom', async () => {
    expect(texts(await read([{ texts: shuffled(set(prose, 90, 120)) }])).join('')).toBe(PROSE);
  });

  test('two columns are read one after the other, whether the file holds them by column or by row', async () => {
    expect(texts(await read([{ texts: [...left, ...right] }])).join('')).toBe(PROSE);
    const byRow = left.flatMap((line, i) => [line, ...right.slice(i, i + 1)]);
    expect(texts(await read([{ texts: byRow }])).join('')).toBe(PROSE);
  });

  test('a title across both columns stays above them, and a page number across the gutter goes aside', async () => {
    const title = { text: '关于规范进校园活动的通知', x: 150, y: 80, size: 22 };
    const number = { text: '— 1 —', x: 280, y: 780, size: 12 };
    const result = await read([{ texts: [number, ...left, ...right, title] }]);
    expect(texts(result).join('')).toBe(title.text + PROSE);
    expect(aside(result)).toEqual(['page-number — 1 —']);
  });

  test.each([0, 90, 180, 270])('a page turned by %i degrees reads the same', async (rotate) => {
    expect(texts(await read([{ texts: set(prose, 90, 120), rotate }])).join('')).toBe(PROSE);
  });

  test('text drawn upside down or sideways on an upright page reads the same, its boxes on the page', async () => {
    const flipped = set(prose, 90, 120).map(({ text, x, y }) => ({ text, x: 595 - x, y: 842 - y, angle: 180 }));
    const result = await read([{ texts: flipped }]);
    expect(texts(result).join('')).toBe(PROSE);
    const first = result.pages.blocks[0]?.place;
    expect(first?.kind === 'page' && first.box.y0 > 700 && first.box.x1 <= 595).toBe(true);
    expect(result.pages.blocks[0]?.edges).toBeUndefined();
    const sideways = set(prose, 90, 120).map(({ text, x, y }) => ({ text, x: y, y: 842 - x, angle: 90 }));
    expect(texts(await read([{ texts: sideways }])).join('')).toBe(PROSE);
  });
});

describe('characters', () => {
  test('each UTF-16 unit has its left edge, and the line its place', async () => {
    const { pages } = await read([{ texts: [{ text: '一、总体要求2024年', x: 90, y: 120 }] }]);
    const [block] = pages.blocks;
    expect(block?.edges).toHaveLength((block?.text.length ?? 0) + 1);
    expect(block?.edges?.[0]).toBeCloseTo(90, 0);
    expect(block?.edges?.[6]).toBeCloseTo(90 + 6 * 16, 0);
    expect(block?.edges?.every((x, i, all) => i === 0 || x >= (all[i - 1] ?? 0))).toBe(true);
    expect(block?.place).toEqual({ kind: 'page', box: expect.objectContaining({ page: 1, x0: 90 }) });
  });

  test('radicals are folded and nothing else is', () => {
    expect([...'⻔⻓⻛⻅⻢⻰⼾⽂⼯⼀'].map(foldRadical).join('')).toBe('门长风见马龙户文工一');
    const kept = '（一）：；①〔〕“”％Ａ１…—';
    expect([...kept].map(foldRadical).join('')).toBe(kept);
  });

  test('characters drawn twice to look bold stand once', async () => {
    const bold = [
      { text: '二、主要任务', x: 90, y: 120 },
      { text: '二、主要任务', x: 90.4, y: 120 },
      { text: '三、工作——要求', x: 90, y: 150 },
      { text: '三、工作——要求', x: 90, y: 150 },
    ];
    expect(texts(await read([{ texts: bold }]))).toEqual(['二、主要任务', '三、工作——要求']);
  });

  test('the typesetter’s spaces go, those after a number that opens a heading stay', async () => {
    const result = await read([
      {
        texts: [
          { text: '为 贯 彻 落 实 有 关 要 求', x: 90, y: 120 },
          { text: '1 总则', x: 90, y: 150 },
          { text: '自 2024 年 6 月 7 日起施行', x: 90, y: 180 },
        ],
      },
    ]);
    expect(texts(result)).toEqual(['为贯彻落实有关要求', '1 总则', '自2024年6月7日起施行']);
  });
});

describe('what is not body text', () => {
  const page = (n: number): SamplePage => ({
    texts: [
      { text: '临江市教育局政府信息公开', x: 240, y: 60, size: 9 },
      ...set(linesOf(PROSE, 26), 90, 120),
      { text: `第${n}条 各校应当落实。`, x: 90, y: 500 },
      { text: `－${n}－`, x: 280, y: 790, size: 12 },
    ],
  });

  test('running heads and page numbers are kept aside with their place', async () => {
    const result = await read([page(1), page(2), page(3)]);
    expect(aside(result)).toEqual(
      [1, 2, 3].flatMap((n) => ['running-head 临江市教育局政府信息公开', `page-number －${n}－`]),
    );
    expect(texts(result).filter((t) => t.startsWith('第'))).toEqual([
      '第1条 各校应当落实。',
      '第2条 各校应当落实。',
      '第3条 各校应当落实。',
    ]);
  });

  test('a line of a single page is body wherever it stands', async () => {
    expect(texts(await read([{ texts: [{ text: '临江市教育局文件', x: 200, y: 60, size: 30 }] }]))).toEqual([
      '临江市教育局文件',
    ]);
  });

  test('a footnote follows the body and its mark leaves the text', async () => {
    const body = set(['各校应当建立进校园活动清单', '并向社会公布。'], 90, 120);
    const mark = { text: '1', x: 90 + 13 * 16, y: 114, size: 9 };
    const note = { text: '1 进校园活动指非教育部门组织的活动。', x: 90, y: 700, size: 10 };
    const result = await read([{ texts: [...body, mark, note] }, { texts: set(['第二页的正文。'], 90, 120) }]);
    expect(texts(result)).toEqual([
      '各校应当建立进校园活动清单',
      '并向社会公布。',
      '第二页的正文。',
      '1 进校园活动指非教育部门组织的活动。',
    ]);
    expect(aside(result)).toContain('annotation 脚注标记 1');
  });

  test('large type across the lines is a watermark, a large title is not', async () => {
    const body = set(linesOf(PROSE, 26), 90, 150);
    const title = { text: '临江市教育局文件', x: 160, y: 90, size: 36 };
    const result = await read([{ texts: [title, ...body, { text: '征求意见稿', x: 150, y: 220, size: 60 }] }]);
    expect(texts(result).join('')).toBe(title.text + PROSE);
    expect(aside(result)).toEqual(['watermark 征求意见稿']);
  });

  test('text drawn invisibly where no scan is stands aside, unless it is drawn visibly as well', async () => {
    const invisible = (text: string, y: number): string =>
      `BT 3 Tr /F 16 Tf 1 0 0 1 90 ${842 - y} Tm <${Buffer.from(text, 'utf16le').swap16().toString('hex')}> Tj 0 Tr ET`;
    const body = set(['各校每学期不超过6次。'], 90, 120);
    const draw = [invisible('各校每学期不超过60次。', 300), invisible('各校每学期不超过6次。', 120)].join('\n');
    const result = await read([{ texts: body, draw }]);
    expect(texts(result)).toEqual(['各校每学期不超过6次。']);
    expect(aside(result)).toEqual(['hidden-text 各校每学期不超过60次。']);
  });

  test('slanted text is a watermark', async () => {
    const result = await read([
      { texts: [...set(linesOf(PROSE, 26), 90, 120), { text: '征求意见稿', x: 200, y: 500, size: 40, angle: 45 }] },
    ]);
    expect(aside(result)).toEqual(['watermark 征求意见稿']);
  });
});

describe('tables', () => {
  test('a ruled table comes out row by row, wrapped cells whole and merged cells once', async () => {
    const xs = [80, 160, 320, 480];
    const ys = [200, 230, 290, 320];
    // The last row's first two cells are one: its inner wall is missing.
    const draw = [gridOf(xs, ys.slice(0, 3)), gridOf([80, 320, 480], ys.slice(2))].join('\n');
    const cells: SampleText[] = [
      { text: '序号', x: 90, y: 220, size: 12 },
      { text: '事项', x: 170, y: 220, size: 12 },
      { text: '时限', x: 330, y: 220, size: 12 },
      { text: '1', x: 90, y: 260, size: 12 },
      { text: '进校园活动', x: 170, y: 250, size: 12 },
      { text: '审批', x: 170, y: 268, size: 12 },
      { text: '6月30日前', x: 330, y: 260, size: 12 },
      { text: '合计两项', x: 90, y: 310, size: 12 },
      { text: '无', x: 330, y: 310, size: 12 },
    ];
    const { pages } = await read([
      { texts: [{ text: '附件1', x: 90, y: 150 }, ...cells, { text: '填表说明', x: 90, y: 380 }], draw },
    ]);
    expect(pages.blocks.map((b) => `${b.kind} ${b.text}`)).toEqual([
      'line 附件1',
      'row 序号\t事项\t时限',
      'row 1\t进校园活动审批\t6月30日前',
      'row 合计两项\t无',
      'line 填表说明',
    ]);
    expect(pages.blocks[3]?.cells?.[0]?.place).toEqual({
      kind: 'page',
      box: expect.objectContaining({ x0: 80, x1: 320 }),
    });
  });

  test('list items are lines however far the label stands from its text', async () => {
    const items = ['1.', '2.', '3.'].flatMap((label, i) => [
      { text: label, x: 90, y: 200 + 30 * i },
      { text: '各校建立台账', x: 140, y: 200 + 30 * i },
    ]);
    const { pages } = await read([{ texts: items }]);
    expect(pages.blocks.map((b) => `${b.kind} ${b.text}`)).toEqual([
      'line 1. 各校建立台账',
      'line 2. 各校建立台账',
      'line 3. 各校建立台账',
    ]);
  });

  test('aligned columns without rules are rows; a spaced-out title is a line', async () => {
    const rows = ['甲校', '乙校', '丙校'].flatMap((name, i) => [
      { text: name, x: 90, y: 200 + 30 * i },
      { text: `${i + 1}次`, x: 250, y: 200 + 30 * i },
      { text: '每学期', x: 400, y: 200 + 30 * i },
    ]);
    const title = [
      { text: '通', x: 240, y: 100, size: 22 },
      { text: '知', x: 330, y: 100, size: 22 },
    ];
    const { pages } = await read([{ texts: [...title, ...rows] }]);
    expect(pages.blocks.map((b) => `${b.kind} ${b.text}`)).toEqual([
      'line 通 知',
      'row 甲校\t1次\t每学期',
      'row 乙校\t2次\t每学期',
      'row 丙校\t3次\t每学期',
    ]);
  });
});

describe('looks', () => {
  test('short lines that only look alike are not full, and a signature at the right edge is', async () => {
    const items = [
      '一、总体要求',
      '（一）指导思想要明确',
      '（二）基本原则要坚持',
      '二、主要任务',
      '（一）精简督查检查项',
      '三、工作保障',
    ];
    const signed = { text: '临江市教育局', x: 595 - 90 - 6 * 16, y: 600 };
    const { pages } = await read([{ texts: [...set(items, 90, 120), signed] }]);
    expect(pages.blocks.map((b) => b.look?.full)).toEqual([...items.map(() => false), true]);
    expect(pages.blocks.at(-1)?.look?.align).toBe('right');
  });

  test('indent, full lines, and alignment are told apart', async () => {
    const title = { text: '关于规范办学的通知', x: 216, y: 80, size: 18 };
    const first = linesOf(PROSE.slice(0, 24), 24).map((text) => ({ text, x: 122, y: 120 }));
    const rest = set(linesOf(PROSE.slice(24), 26), 90, 146);
    const signed = { text: '临江市教育局', x: 410, y: 600 };
    const { pages } = await read([{ texts: [title, ...first, ...rest, signed] }]);
    const looks = pages.blocks.map((b) => b.look);
    expect(looks[0]).toMatchObject({ align: 'center', fontSize: 18 });
    expect(looks[1]).toMatchObject({ align: 'left', indent: 2, full: true });
    expect(looks[2]).toMatchObject({ align: 'left', indent: 0, full: true });
    expect(looks.at(-2)).toMatchObject({ full: false });
    expect(looks.at(-1)).toMatchObject({ align: 'right' });
  });
});

describe('page kinds', () => {
  test('a layer of rare characters or private codes is garbage, a notice is not, nor a short line', () => {
    expect(isGarbage(PROSE)).toBe(false);
    expect(isGarbage('附件1')).toBe(false);
    expect(isGarbage([...PROSE].map((ch) => String.fromCodePoint((ch.codePointAt(0) ?? 0) + 0x111)).join(''))).toBe(
      true,
    );
    expect(isGarbage([...PROSE].map((_, i) => String.fromCodePoint(0xe000 + i)).join(''))).toBe(true);
    expect(isGarbage('APP ①②√□★ 50% ≤6次 ℃ 〇 Ⅲ '.repeat(4) + PROSE)).toBe(false);
  });

  test('garbage leaves the text, stands aside, and goes to OCR', async () => {
    const lie = [...PROSE].map((ch) => (ch === '，' || ch === '。' ? ch : '鱻龘靐齉爨麤龖')[0] ?? ch).join('');
    const result = await read([{ texts: set(linesOf(lie, 26), 90, 120) }]);
    expect(result.pages.pages.map((p) => p.kind)).toEqual(['garbage']);
    expect(result.pages.blocks).toEqual([]);
    expect(result.images).toHaveLength(1);
    expect(result.pages.aside.every((a) => a.kind === 'hidden-text')).toBe(true);
    expect(result.pages.notes.map((n) => n.code)).toEqual(['garbage-text']);
  });

  test('a few lying lines on a good page go to OCR as a stripe, a list of names stays', async () => {
    const names = [
      '王建军　李秀英　张志强　刘桂兰　陈婷婷',
      '杨浩宇　赵梓涵　黄雅琪　周欣怡　吴俊杰',
      '徐嘉懿　孙奕辰　马思颖　朱煜城　胡玥彤',
    ];
    const lies = ['鱻龘靐齉爨麤龖鱻龘靐齉爨', '麤龖鱻龘靐齉爨麤龖鱻龘靐', '齉爨麤龖鱻龘靐齉爨麤龖鱻'];
    const good = linesOf(PROSE, 26);
    const result = await read([
      { texts: [...set(good, 90, 100), ...set(names, 90, 300), ...set(lies, 90, 420), ...set(['附件1'], 90, 600)] },
    ]);
    expect(result.pages.pages.map((p) => p.kind)).toEqual(['mixed']);
    expect(texts(result)).toHaveLength(good.length + names.length + 1);
    expect(result.pages.aside.map((a) => `${a.kind} ${a.text}`)).toEqual(lies.map((line) => `hidden-text ${line}`));
    expect(result.images).toHaveLength(1);
    const region = result.images[0]?.region;
    expect(region && region.y0 > 380 && region.y0 < 420 && region.y1 > 470 && region.y1 < 500).toBe(true);
  });

  test('an empty page is blank; one with characters drawn as outlines is a scan', async () => {
    const strokes = Array.from(
      { length: 40 },
      (_, i) => `${100 + (i % 8) * 40} ${600 - Math.floor(i / 8) * 40} 18 22 re 4 w f`,
    ).join('\n');
    const result = await read([{ texts: set(['有字的一页'], 90, 120) }, { texts: [] }, { texts: [], draw: strokes }]);
    expect(result.pages.pages.map((p) => p.kind)).toEqual(['text', 'blank', 'scan']);
    expect(result.images.map((i) => i.page)).toEqual([3]);
  });

  test('what is read fits the record', async () => {
    const { pages } = await read([{ texts: set(linesOf(PROSE, 26), 90, 120) }]);
    expect(Pages.parse(pages)).toEqual(pages);
  });
});

describe('refusals', () => {
  const options = optionsFor('坏.pdf');
  test('no pages', async () => {
    expect(await refusal(() => pdf.read(samplePdf([]), options))).toBe('no-pages');
  });
  test('more pages than allowed', async () => {
    const two = samplePdf([{ texts: [] }, { texts: [] }]);
    expect(await refusal(() => pdf.read(two, { ...options, limits: { ...options.limits, pages: 1 } }))).toBe(
      'too-many-pages',
    );
  });
  test('a sheet of 200,000 points', async () => {
    expect(await refusal(() => pdf.read(samplePdf([{ texts: [], width: 200_000, height: 200_000 }]), options))).toBe(
      'image-too-large',
    );
  });
  test('cut off in the middle', async () => {
    const whole = samplePdf([{ texts: set(linesOf(PROSE, 26), 90, 120) }]);
    expect(await refusal(() => pdf.read(whole.slice(0, 400), options))).toBe('file-damaged');
  });
});
