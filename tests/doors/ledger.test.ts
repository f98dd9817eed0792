import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { main } from '../../app/cli.ts';
import { renderList } from '../../corpus/ledger/export.ts';
import { csvRows } from '../../corpus/ledger/grid.ts';
import { importList, toList } from '../../corpus/ledger/import.ts';
import { sayRemark } from '../../corpus/ledger/row.ts';
import { LedgerEntry, LIST_KINDS } from '../../records/ledger.ts';
import { Report } from '../../records/report.ts';
import { filled } from '../ledger/filled.ts';
import { DRAFTS, NOTICES, RULES, textOf, WHITELIST, YEARLY } from '../ledger/school-year.ts';

const folder = mkdtempSync(join(tmpdir(), 'wenheng-ledger-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string): string => join(folder, name);
const put = (name: string, content: string | Uint8Array): string => {
  writeFileSync(at(name), content);
  return at(name);
};

async function run(...argv: string[]): Promise<{ code: number; out: string; err: string }> {
  let out = '';
  let err = '';
  const code = await main(
    ['--home', at('home'), ...argv],
    { PATH: process.env['PATH'], WENHENG_OCR: 'none' },
    { write: (t) => (out += t), warn: (t) => (err += t), columns: null },
  );
  return { code, out, err };
}
const review = async (draft: string): Promise<Report> =>
  Report.parse(JSON.parse((await run('review', draft, '--as-of', '2025-11-01', '--format', 'json')).out));

describe('a school year, played through', () => {
  beforeAll(async () => {
    mkdirSync(at('通知'), { recursive: true });
    for (const [i, n] of [RULES, ...NOTICES].entries()) put(`通知/${String(i).padStart(2, '0')}.txt`, textOf(n));
    for (const [name, draft] of Object.entries(DRAFTS)) put(`${name}.txt`, textOf(draft));
    for (const [name, list] of [
      ['白名单.csv', WHITELIST],
      ['年度清单.csv', YEARLY],
    ] as const) {
      const { code, out, err } = await run('ledger', 'import', put(name, list));
      expect({ code, err }).toEqual({ code: 0, err: '' });
      expect(out).toMatch(/已登记/);
    }
    expect((await run('index', at('通知'))).out).toContain('13 份公文');
  });

  test('legal alone, but the sum of the semester is broken', async () => {
    const f = (await review(at('sum.txt'))).findings.find((x) => x.kind === 'exceeds-limit');
    expect(f).toMatchObject({
      severity: 'conflict',
      calculation: '3 已发 + 4 本件 > 6 次/学期',
      superior: { docNumber: '湘教规〔2025〕6号' },
    });
    for (const number of ['石公发〔2025〕31号', '石消〔2025〕18号', '石卫发〔2025〕40号'])
      expect(f?.reason).toContain(number);
    expect(f?.reason).not.toContain('石公发〔2025〕44号'); // of the next semester
    expect(f?.suggestion).toContain('3次以内');
  });

  test('its inspection doubles a listed one', async () => {
    const { findings } = await review(at('inspection.txt'));
    const f = findings.filter((x) => x.kind === 'unauthorised-oversight');
    expect(f).toHaveLength(1);
    expect(f[0]).toMatchObject({ severity: 'conflict', calculation: '内容重合 100%：食堂食品安全' });
    expect(f[0]?.reason).toMatch(/石门县市场监督管理局的“学校食堂食品安全检查”.*第1项（2025年10月）/);
  });

  test('its survey was already asked for', async () => {
    const f = (await review(at('survey.txt'))).findings.find((x) => x.kind === 'contravenes-prohibition');
    expect(f?.calculation).toBe('重复 5/6 项：姓名、出生年月、任教学科、学历、职称');
    expect(f?.reason).toContain('石教发〔2025〕52号');
  });

  test('off the lists: a visit that is not on the whitelist, an inspection that is not on the yearly list', async () => {
    const draft = put(
      'off.txt',
      textOf({
        issuer: '石门县教育局',
        title: '关于秋季学期有关工作的通知（征求意见稿）',
        to: '全县各中小学校',
        body: [
          '一、2025年12月在全县各中小学校开展“垃圾分类进校园”活动，每校1场。',
          '二、2025年12月对各学校体育器材配备情况进行专项检查。',
        ],
        date: '2025年10月28日',
      }),
    );
    const { findings } = await review(draft);
    expect(findings.find((f) => f.kind === 'missing-procedure')?.calculation).toMatch(
      /白名单共 5 项，无“垃圾分类进校园”/,
    );
    expect(findings.find((f) => f.kind === 'unauthorised-oversight')?.calculation).toBe(
      '2025年度清单共 3 项，均无此项',
    );
  });

  test('a listed inspection of the issuer itself is no finding, and the coverage says which row allows it', async () => {
    const draft = put(
      'own.txt',
      textOf({
        issuer: '石门县教育局',
        title: '关于开展学校安全工作考核的通知（征求意见稿）',
        to: '全县各中小学校',
        body: ['一、定于2025年12月对各学校安全工作进行考核。'],
        date: '2025年10月28日',
      }),
    );
    const { findings, coverage } = await review(draft);
    expect(findings.filter((f) => f.kind === 'unauthorised-oversight' && f.superior?.quote.includes('清单'))).toEqual(
      [],
    );
    expect(coverage.some((c) => c.why.includes('第3项“学校安全工作考核”'))).toBe(true);
  });

  test('a teacher on the register is not borrowed beyond six months and one extension', async () => {
    const register = [
      '教师姓名,派出学校,借用单位,起始日期,到期日期',
      '向小满,石门县第三完全小学,石门县融媒体中心,2025年1月1日,2025年8月31日',
    ].join('\n');
    await run('ledger', 'import', put('借调.csv', register), '--region', '石门县');
    const draft = put(
      'borrow.txt',
      textOf({
        issuer: '石门县融媒体中心',
        title: '关于借调教师的函（征求意见稿）',
        to: '石门县教育局',
        body: [
          '根据《湖南省教育厅关于减轻中小学教师非教学负担的规定》（湘教规〔2025〕6号），商请借调如下。',
          '一、借调向小满老师到我单位工作，时间自2025年11月1日至2026年3月31日。',
        ],
        date: '2025年10月20日',
      }),
    );
    const f = (await review(draft)).findings.find((x) => x.kind === 'exceeds-limit');
    expect(f?.calculation).toBe('8 个月（已借）+ 5 个月（本件）> 6 + 6 个月');
    expect((await run('ledger', 'due', '--as-of', '2025-11-01')).out).toMatch(
      /2025-08-31　抽调借用教师登记　向小满.*\n到期 1 项/,
    );
  });

  test('problems become entries, are closed, and fill the forms', async () => {
    const report = at('报告.json');
    await run('review', at('sum.txt'), '--as-of', '2025-11-01', '--format', 'json', '-o', report);
    expect((await run('ledger', 'collect', report, '--as-of', '2025-11-01')).out).toBe(
      '新列入 2 项，整改清单共 2 项\n',
    );
    expect((await run('ledger', 'collect', report, '--as-of', '2025-11-02')).out).toBe(
      '新列入 0 项，整改清单共 2 项\n',
    );
    const listed = await run('ledger', 'list', '--kind', 'rectification', '--format', 'json');
    const problems = LedgerEntry.array().parse(JSON.parse(listed.out).entries);
    const id = problems.find((e) => e.name.startsWith('突破限额'))?.id ?? '';
    expect((await run('ledger', 'close', id, '--evidence', '修改后的通知')).out).toMatch(/已销号/);
    await run('ledger', 'export', 'rectification', '-o', at('整改.xlsx'));
    const back = await importList(new Uint8Array(readFileSync(at('整改.xlsx'))), {
      file: '整改.xlsx',
      importedOn: '2025-11-02',
    });
    expect(back.entries.map((e) => e.state).toSorted()).toEqual(['active', 'closed']);
    await run('ledger', 'export', 'report', '-o', at('总结.docx'), '--as-of', '2025-12-02');
    const words = strFromU8(
      unzipSync(new Uint8Array(readFileSync(at('总结.docx'))))['word/document.xml'] ?? new Uint8Array(),
    ).replace(/<[^>]+>/g, '');
    expect(words).toContain('共排查问题2个');
    expect(words).toContain('已销号1个，销号率50%；逾期未销号1个');
  });

  test('a withdrawn notice no longer counts; restored it does', async () => {
    const { out } = await run('query', 'limits', '--region', '石门县', '--format', 'json');
    expect(out).toContain('湘教规');
    const total = async (): Promise<string> =>
      (await run('ledger', 'total', '--region', '石门县', '--as-of', '2025-11-01')).out;
    expect(await total()).toContain('2025年秋季学期 进校园活动：3 次');
    const id = /d_[0-9a-f]+/.exec((await run('search', '消防安全进校园')).out)?.[0] ?? '';
    await run('ledger', 'withdraw', id, '--why', '并入其他活动');
    expect(await total()).toContain('2025年秋季学期 进校园活动：2 次');
    await run('ledger', 'withdraw', id, '--restore');
    expect(await total()).toContain('2025年秋季学期 进校园活动：3 次');
  });

  test('two years compared against the target', async () => {
    const last = YEARLY.replaceAll('2025', '2024')
      .replace(/3,,,√/, '4,,√,,,学校食堂食品安全抽查,2024年6月,1天,抽查,食品安全法,石门县市场监督管理局\n3,,,√')
      .replace('学校安全工作考核', '德育工作考核');
    await run('ledger', 'import', put('上年清单.csv', last));
    const { out } = await run('ledger', 'compare', '2024', '2025', '--target', '20', '-o', at('对照.xlsx'));
    expect(out).toContain('压减合并率（1 取消 + 1 合并）÷ 4 = 50% ≥ 20%（达到目标）；净减 25%');
    expect(out).toMatch(/合并　学校食堂食品安全抽查 → 学校食堂食品安全检查/);
  });
});

describe('a bad list: one message a row in Chinese, nothing lost', () => {
  const BAD = [
    '2025年督查检查考核评比事项备案审批表,,,,,,,,,',
    '石门县教育局（单位）　填表日期：2025年2月20日,,,,,,,,,',
    '序号,分类,,,,内容,时间（具体到月）,时长,检查方式,联系人',
    ',督导,检查,考核,评比,,,,,',
    '1,,√,,,食堂检查,45931,2天,实地查看,向某',
    '2,√,,,,质量督导,２０２５年５月,3天,查阅资料,',
    '市直部门,,,,,,,,,',
    '3,,是,,,,9月,1天,,',
    '4,,√,,,食堂检查,45931,2天,实地查看,向某',
    '5,,,,√,平安校园评比,适时,,,,多出的话',
    '填表人：向某,,,,,,,,,',
  ].join('\n');
  const read = toList(csvRows(BAD), { file: '清单.csv', importedOn: '2025-03-01' });
  const said = read.remarks.map(sayRemark);

  test.each([
    '第3行“依据（法律、政策）”：缺少“依据（法律、政策）”栏',
    '第3行“联系人”：“联系人”不是《督查检查考核评比事项年度清单》的栏目，原样保留',
    '第5行“时间（具体到月）”：日期序列号“45931”读作2025年10月1日',
    '第6行“时间（具体到月）”：全角数字“２０２５年５月”按“2025年5月”计算',
    '第7行：合并的标题行或说明，原样保留，未作为条目：“市直部门”',
    '第8行“内容”：“内容”没有填写',
    '第9行：与第5行重复（食堂检查），只计一次，本行保留备核',
    '第10行“时间（具体到月）”：“适时”读不出日期，原样保留，不参与期限和学期计算',
    '第10行：超出表头的第11栏有内容“多出的话”，原样保留',
  ])('%s', (message) => expect(said).toContain(message));

  test('every word of the file is kept', () => {
    const held = [
      read.list.title,
      ...read.list.around,
      ...read.list.extra,
      ...read.entries.flatMap((e) => Object.values(e.cells)),
    ].join('\n');
    for (const word of [
      '食堂检查',
      '质量督导',
      '平安校园评比',
      '向某',
      '市直部门',
      '多出的话',
      '适时',
      '填表日期：2025年2月20日',
      '填表人：向某',
    ])
      expect(held).toContain(word);
    expect(read.entries.map((e) => e.state)).toEqual(['active', 'active', 'faulty', 'doubled', 'active']);
  });

  test('a file without the heads of any list is refused with the heads that it should have', async () => {
    const { code, err } = await run('ledger', 'import', put('别的.csv', '甲,乙\n1,2\n'), '--kind', 'whitelist');
    expect(code).toBe(3);
    expect(err).toMatch(/没有找到《社会事务进校园白名单》的表头（应有：序号、活动名称/);
  });
});

describe.each(['xlsx', 'csv', 'docx'] as const)('round trip as %s', (format) => {
  test.each(LIST_KINDS)('%s', async (kind) => {
    const { list, entries } = filled(kind);
    expect(entries).toHaveLength(4);
    const file = await renderList(list, entries, format);
    const back = await importList(typeof file === 'string' ? new TextEncoder().encode(file) : file, {
      kind,
      file: '清单.xlsx',
      importedOn: '2025-03-01',
    });
    // A quarter's plan names no unit on its form.
    expect(
      back.entries.map(({ id, listId, ...rest }) => (kind === 'document-plan' ? rest : { ...rest, id, listId })),
    ).toEqual(entries.map(({ id, listId, ...rest }) => (kind === 'document-plan' ? rest : { ...rest, id, listId })));
  });
});

const NO_OFFICE = spawnSync('soffice', ['--version']).status === 0 ? null : 'LibreOffice (soffice) is not installed';
describe(`through LibreOffice${NO_OFFICE ? ` — skipped: ${NO_OFFICE}` : ''}`, () => {
  const convert = (to: string, names: readonly string[]): void => {
    execFileSync(
      'soffice',
      [
        '--headless',
        `-env:UserInstallation=file://${at('office')}`,
        '--convert-to',
        to,
        '--outdir',
        folder,
        ...names.map(at),
      ],
      { stdio: 'ignore', timeout: 150_000 },
    );
  };
  test.skipIf(NO_OFFICE !== null).each([
    { format: 'xlsx', flat: 'fods' },
    { format: 'docx', flat: 'fodt' },
  ] as const)(
    'each list goes out as $format, one cell is changed in LibreOffice, and comes back otherwise the same',
    async ({ format, flat }) => {
      for (const kind of LIST_KINDS) {
        const { list, entries } = filled(kind);
        put(`${kind}.${format}`, await renderList(list, entries, format));
      }
      convert(
        flat,
        LIST_KINDS.map((k) => `${k}.${format}`),
      );
      for (const kind of LIST_KINDS) {
        rmSync(at(`${kind}.${format}`));
        const sheet = readFileSync(at(`${kind}.${flat}`), 'utf8');
        expect(sheet).toContain('市“双减”专班，教育局');
        put(`${kind}.${flat}`, sheet.replaceAll('市“双减”专班，教育局', '改过的单元格'));
      }
      convert(
        format,
        LIST_KINDS.map((k) => `${k}.${flat}`),
      );
      for (const kind of LIST_KINDS) {
        const { entries } = filled(kind);
        const back = await importList(new Uint8Array(readFileSync(at(`${kind}.${format}`))), {
          kind,
          file: `清单.${format}`,
          importedOn: '2025-03-01',
        });
        const changed = entries.map((e) =>
          Object.fromEntries(
            Object.entries(e.cells).map(([k, v]) => [k, v.replaceAll('市“双减”专班，教育局', '改过的单元格')]),
          ),
        );
        expect(
          back.entries.map((e) => e.cells),
          kind,
        ).toEqual(changed);
        expect(
          back.entries.map((e) => e.period),
          kind,
        ).toEqual(entries.map((e) => e.period));
      }
    },
    200_000,
  );
});
