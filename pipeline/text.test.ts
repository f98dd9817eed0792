import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Block, Pages } from '../records/page.ts';
import { sourceOf, type Text } from '../records/text.ts';
import { toStructure } from './structure.ts';
import { hasShared, ownGold, pagesOf, sharedGold, WHY_SKIPPED } from './testing.ts';
import { toTexts } from './text.ts';
import { type Anchored, applyChanges, type Change, sliceAnchored } from './text-anchor.ts';
import { chromeOf } from './text-chrome.ts';
import { assemble } from './text-lines.ts';
import { toParts } from './text-parts.ts';

const of = (blocks: readonly Omit<Block, 'place'>[]): Pages => ({
  ...pagesOf(''),
  blocks: blocks.map((b, i) => ({ ...b, place: { kind: 'line', line: i + 1 } })),
});
const one = (pages: Pages): Anchored => assemble(pages);
const texts = (text: string): string[] => toParts(pagesOf(text)).map((p) => p.text);

/** Anchors are sorted, apart and total; they lead back in order, and equal lengths hold equal characters up to blanks. */
function expectAnchored({ text, anchors, repairs }: Anchored | Text, pages: Pages, exact: boolean): void {
  let at = 0;
  let last = { block: 0, to: 0 };
  for (const a of anchors) {
    expect(a.start).toBe(at);
    expect(a.end).toBeGreaterThan(a.start);
    expect(a.to).toBeGreaterThanOrEqual(a.from);
    const source = pages.blocks[a.block]?.text ?? '';
    expect(a.to).toBeLessThanOrEqual(source.length);
    expect(a.block > last.block || (a.block === last.block && a.from >= last.to)).toBe(true);
    if (exact && a.end - a.start === a.to - a.from) {
      expect(text.slice(a.start, a.end).replace(/\s/g, ' ')).toBe(source.slice(a.from, a.to).replace(/\s/g, ' '));
    }
    at = a.end;
    last = { block: a.block, to: a.to };
  }
  expect(at).toBe(text.length);
  let end = 0;
  for (const r of repairs) {
    expect(r.span.start).toBeGreaterThanOrEqual(end);
    expect(text.slice(r.span.start, r.span.end)).toBe(r.reading);
    end = r.span.end;
  }
}

describe('blocks to paragraphs', () => {
  it('joins a paragraph that breaks off inside a word or clause, and keeps the break as a repair', () => {
    const a = '重点排查抽调借用中小学教师从事无关工作的问题，违规将“短';
    const b = '期借调”异化为“长期占有”的问题，一并整改。';
    const { text, repairs } = one(pagesOf(`${a}\n\n${b}\n`));
    expect(text).toBe(`${a}${b}\n`);
    expect(repairs).toMatchObject([{ kind: 'broken-line', reading: '', span: { start: a.length, end: a.length } }]);
  });

  it.each([
    ['白名单经审核后公布，务必于每年', '春季学期开学前向社会公布，确保落实。'],
    ['各地要统筹推进各项工作，确保相关部门按照', '职责分工抓好落实，形成合力。'],
  ])('%s / %s', (a, b) => {
    const long = `${a.padStart(30, '深')}`;
    expect(one(pagesOf(`${long}\n\n${b}`)).text).toBe(`${long}${b}\n`);
  });

  it.each([
    ['保障教师聚焦主责主业，努力营造良好的教育教学环境和校园氛围', '力争年底前建立统筹规划制度，向社会公布清单。'],
    ['现将工作方案印发给你们，请结合实际认真贯彻执行，抓好落实', '某某县教育局'],
    ['有下列情形之一的，不得申报，并且不得参加相应的评选和', '（一）未经批准的，以及其他情形。'],
    ['加强组织领导，确保各项工作按照既定的时间安排稳步推进。', '各校要高度重视，认真落实。'],
  ])('does not join %s / %s', (a, b) => {
    expect(one(pagesOf(`${a}\n\n${b}\n`)).text).toBe(`${a}\n${b}\n`);
  });

  it('printed lines: full ones go on, short ones end, labels and indents begin', () => {
    const line = (text: string, look: Block['look']) => ({ kind: 'line' as const, text, look });
    const pages = of([
      line('为切实减轻中小学教师负担，现就有关', { full: true, indent: 2 }),
      line('事项通知如下。', { full: false, indent: 0 }),
      line('一、总体要求', { full: false, indent: 2 }),
      line('全面贯彻落实有关精神，坚决反对形式', { full: true, indent: 2 }),
      line('主义。', { full: false, indent: 0 }),
      line('各校要高度重视。', { full: false, indent: 2 }),
    ]);
    expect(one(pages).text.split('\n').slice(0, -1)).toEqual([
      '为切实减轻中小学教师负担，现就有关事项通知如下。',
      '一、总体要求',
      '全面贯彻落实有关精神，坚决反对形式主义。',
      '各校要高度重视。',
    ]);
    expect(one(pages).repairs).toEqual([]);
  });

  it('puts blanks in order, keeps tabs between cells', () => {
    const pages = of([
      { kind: 'paragraph', text: '　　填表人：      联系电话：　' },
      { kind: 'row', text: '序号\t 事项 \t\t期限' },
    ]);
    expect(one(pages).text).toBe('填表人： 联系电话：\n序号\t事项\t\t期限\n');
  });
});

describe('page chrome in plain text', () => {
  const page = `首页 > 政务公开 > 通知公告
索 引 号：A01-2024-00012
发布机构：某某县教育局
某某县教育局关于某事的通知
时间：2024-05-16 17:47
各学校：
现将有关事项通知如下，请认真贯彻执行。 当前隐藏内容免费查看
一、要求
认真落实，按时完成各项任务，不得弄虚作假，不得增加学校和教师负担。
某某县教育局
2024年5月9日
附件：工作台账.docx
扫一扫在手机打开当前页
相关解读
上一篇：关于另一事的通知
版权所有：某某县人民政府
查看全文
false
`;

  it('is taken out and kept among the repairs', () => {
    const [part] = toParts(pagesOf(page));
    expect(part?.text).toBe(`某某县教育局关于某事的通知
各学校：
现将有关事项通知如下，请认真贯彻执行。
一、要求
认真落实，按时完成各项任务，不得弄虚作假，不得增加学校和教师负担。
某某县教育局
2024年5月9日
`);
    expect(part?.repairs.map((r) => r.sourceText.trim())).toContain('发布机构：某某县教育局');
    expect(part?.repairs.every((r) => r.kind === 'page-chrome')).toBe(true);
  });

  it('the source can be read back', () => {
    const [part] = toParts(pagesOf(page));
    const source = part ? sourceOf(part.text, part.repairs, { start: 0, end: part.text.length + 1 }) : '';
    expect(source).toContain('相关解读');
  });

  it('is not seen in a notice that speaks of such things', () => {
    for (const { name, text } of ownGold()) expect(chromeOf(assemble(pagesOf(text)).text), name).toEqual([]);
  });
});

describe('several documents in one file', () => {
  const plan = (title: string): string =>
    `${title}\n为做好工作，制定本方案。\n一、目标\n减轻负担。\n二、措施\n（一）精简会议。\n（二）精简文件。\n`;

  it('two plans are two', () => {
    const found = texts(`${plan('某县作业管理实施方案')}${plan('某县课后服务实施方案')}`);
    expect(found).toHaveLength(2);
    expect(found[1]?.startsWith('某县课后服务实施方案\n')).toBe(true);
  });
  it('a collection’s numbers behind titles are no part of them', () => {
    const found = texts(`${plan('作业管理实施方案1')}${plan('作业管理实施方案2')}`);
    expect(found.map((t) => t.split('\n')[0])).toEqual(['作业管理实施方案', '作业管理实施方案']);
  });
  it('a notice and the plan it issues are one', () => {
    const cover =
      '某县教育局关于印发《某县作业管理实施方案》的通知\n各学校：\n现将方案印发给你们，请认真执行。\n某县教育局\n2024年5月1日\n';
    expect(texts(`${cover}${plan('某县作业管理实施方案')}`)).toHaveLength(1);
  });
  it('a notice and its attachments are one', () => {
    const notice =
      '某县教育局关于某事的通知\n各学校：\n现通知如下。\n一、要求\n抓好落实。\n附件：某县作业管理实施方案\n某县教育局\n2024年5月1日\n附件\n';
    expect(texts(`${notice}${plan('某县作业管理实施方案')}`)).toHaveLength(1);
  });
});

describe('any blocks', () => {
  const words = fc
    .array(
      fc.oneof(
        {
          weight: 6,
          arbitrary: fc.constantFrom(
            '一、',
            '（二）',
            '1.',
            '附件1',
            '各校',
            '不得',
            '，',
            '。',
            '“',
            '”',
            '（',
            '\t',
            ' ',
            '　',
            '查看全文',
            '相关解读',
            '工作方案',
            '通知',
            '于每年',
            '二、',
            '短',
            '\u200b',
          ),
        },
        { weight: 1, arbitrary: fc.string({ maxLength: 8 }) },
      ),
      { maxLength: 20 },
    )
    .map((parts) => parts.join('').replace(/[\n\r]/g, ''));
  const block = fc.record({
    kind: fc.constantFrom('paragraph' as const, 'line' as const, 'row' as const),
    text: words,
  });
  const pages = fc.array(block, { maxLength: 25 }).map(of);

  it('assemble: anchors total and monotone', () => {
    fc.assert(
      fc.property(pages, (p) => expectAnchored(assemble(p), p, true)),
      { numRuns: 500, seed: 20200729 },
    );
  });

  it('toTexts: anchors total and monotone, units cover the words, never throws', () => {
    fc.assert(
      fc.property(pages, (p) => {
        for (const t of toTexts(p)) {
          expectAnchored(t, p, false);
          const { units } = toStructure(t);
          expect(
            units
              .map((u) => t.text.slice(u.span.start, u.span.end))
              .join('')
              .replace(/\s/g, ''),
          ).toBe(t.text.replace(/\s/g, ''));
        }
      }),
      { numRuns: 300, seed: 20251014 },
    );
  });

  it('cleaning twice equals once', () => {
    fc.assert(
      fc.property(pages, (p) => {
        const [first] = toParts(p);
        if (!first || first.text === '') return;
        const again = applyChanges(assemble(pagesOf(first.text)), chromeOf(assemble(pagesOf(first.text)).text));
        expect(applyChanges(again, chromeOf(again.text)).text).toBe(again.text);
      }),
      { numRuns: 300, seed: 20240509 },
    );
  });

  it('changes keep the way back: undoing the repairs gives the source', () => {
    const change = fc.record({
      start: fc.nat(40),
      length: fc.nat(4),
      reading: fc.constantFrom('', '甲', '乙丙', '丁戊己'),
    });
    fc.assert(
      fc.property(
        fc.string({ minLength: 44, maxLength: 60 }),
        fc.array(fc.array(change, { maxLength: 6 }), { maxLength: 4 }),
        (source, rounds) => {
          let state: Anchored = {
            text: source,
            anchors: [{ start: 0, end: source.length, block: 0, from: 0, to: source.length }],
            repairs: [],
          };
          for (const round of rounds) {
            let at = 0;
            const changes: Change[] = [];
            for (const c of [...round].sort((a, b) => a.start - b.start)) {
              const end = Math.min(state.text.length, c.start + c.length);
              if (c.start < at || end < c.start || (end === c.start && c.reading === '')) continue;
              changes.push({ start: c.start, end, reading: c.reading, kind: 'respun', method: 'test', confidence: 1 });
              at = end + 1;
            }
            state = applyChanges(state, changes);
          }
          expect(sourceOf(`${state.text}\n`, state.repairs, { start: 0, end: state.text.length + 1 })).toBe(
            `${source}\n`,
          );
          expectAnchored(
            state,
            { ...pagesOf(''), blocks: [{ kind: 'paragraph', text: source, place: { kind: 'line', line: 1 } }] },
            false,
          );
        },
      ),
      { numRuns: 1000, seed: 20200103 },
    );
  });

  it('a slice carries its own anchors and repairs', () => {
    const whole = applyChanges(assemble(pagesOf('甲乙丙\n丁戊己\n')), [
      { start: 4, end: 5, reading: '庚辛', kind: 'respun', method: 'test', confidence: 1 },
    ]);
    const part = sliceAnchored(whole, 4, whole.text.length, true);
    expect(part.text).toBe('庚辛戊己\n');
    expect(part.repairs).toMatchObject([{ span: { start: 0, end: 2 }, sourceText: '丁' }]);
    expectAnchored(part, pagesOf('甲乙丙\n丁戊己\n'), false);
  });
});

describe('real copies', () => {
  it.skipIf(!hasShared)(`anchors lead back, repairs read as they say ${WHY_SKIPPED}`, () => {
    for (const { text } of sharedGold()) {
      const pages = pagesOf(text);
      for (const t of toTexts(pages)) expectAnchored(t, pages, false);
    }
  });
  it('own samples need no repair', () => {
    for (const { name, text } of ownGold())
      expect(
        toParts(pagesOf(text)).flatMap((p) => p.repairs),
        name,
      ).toEqual([]);
  });
});

describe('tables laid out cell by cell', () => {
  const notice = (cells: string): string =>
    `某县教育局关于某事的通知\n各学校：\n现通知如下。\n一、要求\n按附件抓好落实，按时完成各项任务。\n附件1\n工作任务清单\n${cells}\n附件2\n问题清单\n一、问题\n`;
  const cells =
    '时间\n工作事项\n责任单位\n2024年5月10日前\n制定方案，报市局备案。\n办公室\n2024年6月底前\n1.畅通举报途径。\n2.公布监督方式。\n各股室\n每月20日\n填报情况表。\n办公室';

  it('come back into rows that know their columns', () => {
    const [text] = toTexts(pagesOf(notice(cells)));
    expect(text?.text).toContain('\n2024年6月底前\t1.畅通举报途径。 2.公布监督方式。\t各股室\n');
    const rows = text ? toStructure(text).units.filter((u) => u.role === 'row') : [];
    expect(rows.map((u) => u.path)).toEqual(['附件1', '附件1', '附件1', '附件1']);
    expect(rows[2]?.columns).toEqual(['时间', '工作事项', '责任单位']);
    expect(text?.repairs.every((r) => r.sourceText === '\n')).toBe(true);
  });

  it('stay as they are where the cells do not come out even', () => {
    const [text] = toTexts(pagesOf(notice(cells.replace('制定方案，报市局备案。\n', ''))));
    expect(text?.text).not.toContain('\t');
  });

  it('heads repeated at a page break are no items', () => {
    const [text] = toTexts(
      pagesOf(
        notice(
          '整治重点\n工作要点\n（一）\n摊派任务的问题。\n1.不得摊派。\n整治重点\n工作要点\n（二）\n重复检查的问题。\n1.不得重复。',
        ),
      ),
    );
    const units = text ? toStructure(text).units : [];
    expect(
      units.filter((u) => text?.text.slice(u.span.start, u.span.end) === '整治重点').map((u) => [u.role, u.path]),
    ).toEqual([
      ['form', '附件1'],
      ['form', '附件1'],
    ]);
    expect(units.filter((u) => u.label > 0 && u.path.startsWith('附件1/')).map((u) => u.path)).toEqual([
      '附件1/（一）',
      '附件1/（一）/1',
      '附件1/（二）',
      '附件1/（二）/1',
    ]);
  });
});

describe('printed lines', () => {
  const page = (lines: readonly [string, number, number][]): Pages => ({
    ...pagesOf(''),
    format: 'pdf',
    pages: [{ number: 1, width: 600, height: 800, unit: 'pt', kind: 'text', ocr: false }],
    blocks: lines.map(([text, x0, x1], i) => ({
      kind: 'line',
      text,
      place: { kind: 'page', box: { page: 1, x0, y0: 100 + 20 * i, x1, y1: 116 + 20 * i } },
    })),
  });
  const read = (lines: readonly [string, number, number][]): string[] =>
    assemble(page(lines)).text.split('\n').slice(0, -1);
  const ROOM: [string, number, number][] = [
    ['各校要认真学习领会文件精神，切实抓好各项', 112, 512],
    ['工作任务的落实。', 80, 208],
    ['各地要加强统筹协调，形成工作合力，并将有', 112, 512],
    ['关情况报送市局。', 80, 208],
  ];

  it('a line that ends early in the middle of a sentence goes on where indents mark paragraphs', () => {
    expect(read([...ROOM, ['各县要形成白名单，并于（2024', 112, 440], ['年6月24日前）公布。', 80, 240]]).at(-1)).toBe(
      '各县要形成白名单，并于（2024年6月24日前）公布。',
    );
  });
  it('a flush line that begins like an item goes on where a bracket is open', () => {
    expect(
      read([...ROOM, ['会议须报局办公室备案（详见附件', 112, 512], ['2）。未列入计划的不得召开。', 80, 300]]).at(-1),
    ).toBe('会议须报局办公室备案（详见附件2）。未列入计划的不得召开。');
  });
  it('blanks of justified print are closed', () => {
    expect(read([...ROOM, ['1.严 格执行年 度 计 划。督查实行“ 清单 ”管理。', 112, 480]]).at(-1)).toBe(
      '1.严格执行年度计划。督查实行“清单”管理。',
    );
  });
});
