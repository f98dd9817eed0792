import { describe, expect, it } from 'vitest';
import { flatten } from '../records/structure.ts';
import { toMetadata } from './metadata.ts';
import { toStructure } from './structure.ts';
import { fold, type Gold, hasShared, ownGold, pagesOf, type Stated, sharedGold, WHY_SKIPPED } from './testing.ts';
import { toTexts } from './text.ts';

interface Found extends Stated {
  readonly disclosure: string | null;
  readonly draft: boolean;
}

function read(text: string, source = 'notice.txt'): Found[] {
  const pages = pagesOf(text);
  return toTexts(pages).map((t) => {
    const structure = toStructure(t);
    const meta = toMetadata(pages, t, structure, source);
    return {
      ...meta,
      genre: meta.genre ?? '',
      outline: flatten(structure.outline).map((h): [string, string] => [h.path, h.heading]),
    };
  });
}

const folded = (d: Stated) => ({
  title: fold(d.title),
  coverTitle: fold(d.coverTitle),
  docNumber: fold(d.docNumber),
  ...(d.docNumberParts === undefined ? {} : { docNumberParts: d.docNumberParts }),
  issuers: d.issuers.map(fold).sort(),
  level: d.level,
  region: d.region,
  issuedOn: d.issuedOn,
  genre: d.genre,
  addressees: d.addressees.map(fold).sort(),
  attachments: d.attachments.map(fold).sort(),
});

function check(gold: Gold): void {
  const found = read(gold.text, gold.name);
  gold.documents.forEach((expected, i) => {
    const got = found[i];
    expect(got, gold.name).toBeDefined();
    if (!got) return;
    const { docNumberParts, ...rest } = folded(got);
    expect(expected.docNumberParts === undefined ? rest : { ...rest, docNumberParts }).toEqual(folded(expected));
    const headings = new Set((got.outline ?? []).map(([path, heading]) => `${fold(path)} ${fold(heading)}`));
    for (const [path, heading] of expected.outline ?? []) expect(headings).toContain(`${fold(path)} ${fold(heading)}`);
  });
}

describe('metadata and headings of gold documents', () => {
  it.for(ownGold().map((g) => [g.name, g] as const))('%s', ([, gold]) => check(gold));
  it.skipIf(!hasShared)(`gold beside the repository ${WHY_SKIPPED}`, () => {
    for (const gold of sharedGold()) check(gold);
  });
  it.skipIf(!hasShared)(`two plans in one file are two documents, a notice and its plan one ${WHY_SKIPPED}`, () => {
    const counts = sharedGold().map((g) => read(g.text).length);
    expect(counts.sort()).toEqual([1, 1, 1, 2]);
  });
});

/** Names of a gold copy given to another place: metadata must follow, and nothing else change. */
const RENAMED: readonly (readonly [string, readonly (readonly [string, string])[], object])[] = [
  [
    '003_',
    [
      ['新乡', '岳阳'],
      ['河南', '湖南'],
      ['新教领秘〔2024〕2号', '岳教领秘〔2023〕17号'],
      ['2024年6月4日', '2023年9月11日'],
    ],
    {
      docNumber: '岳教领秘〔2023〕17号',
      docNumberParts: { agency: '岳教领秘', year: 2023, serial: 17 },
      issuers: ['中共岳阳市委教育工作领导小组秘书组'],
      level: 'city',
      region: { code: '430600', name: '湖南省/岳阳市' },
      issuedOn: '2023-09-11',
    },
  ],
  [
    '004_',
    [
      ['洛阳市', '大理白族自治州漾濞彝族自治县'],
      ['洛教办〔2020〕103号', '漾教发〔2021〕8号'],
      ['2020年7月29日', '2021年11月30日'],
    ],
    {
      docNumber: '漾教发〔2021〕8号',
      issuers: ['大理白族自治州漾濞彝族自治县教育局'],
      level: 'county',
      region: { code: '532922', name: '云南省/大理白族自治州/漾濞彝族自治县' },
      issuedOn: '2021-11-30',
    },
  ],
];

describe('renamed copies', () => {
  it.skipIf(!hasShared)(`of gold documents carry the other place, number and date ${WHY_SKIPPED}`, () => {
    for (const [name, changes, expected] of RENAMED) {
      const gold = sharedGold().find((g) => g.name.startsWith(name));
      const renamed = changes.reduce((text, [from, to]) => text.replaceAll(from, to), gold?.text ?? '');
      const stated = gold?.documents[0];
      expect(read(renamed)[0]).toMatchObject({ ...expected, genre: stated?.genre, attachments: stated?.attachments });
    }
  });
});

const NOTICE = `临江县教育局文件

临教发〔2023〕7号

临江县教育局关于做好校园安全工作的通知

各乡镇中心校，县直各学校：

为做好校园安全工作，现就有关事项通知如下。

一、排查隐患

每校每月排查一次。

临江县教育局
2023年3月5日

（此件主动公开）
`;

describe('positions of GB/T 9704', () => {
  it('reads every field of a plain notice', () => {
    expect(read(NOTICE.replaceAll('临江县', '长沙县').replace('临教发', '长教发'))[0]).toMatchObject({
      title: '长沙县教育局关于做好校园安全工作的通知',
      coverTitle: null,
      docNumber: '长教发〔2023〕7号',
      issuers: ['长沙县教育局'],
      level: 'county',
      region: { code: '430121', name: '湖南省/长沙市/长沙县' },
      issuedOn: '2023-03-05',
      genre: '通知',
      addressees: ['各乡镇中心校', '县直各学校'],
      disclosure: '主动公开',
      draft: false,
    });
  });

  it.each([
    ['长沙县', '长教发〔2023〕7号', '430121', 'county'],
    ['洛阳市', '洛教发〔2019〕31号', '410300', 'city'],
    ['甘肃省', '甘教发〔2021〕115号', '620000', 'province'],
    ['昆明市五华区', '五教体发〔2025〕4号', '530102', 'county'],
  ])('a copy renamed to %s, %s', (region, number, code, level) => {
    const text = NOTICE.replaceAll('临江县', region).replace('临教发〔2023〕7号', number);
    expect(read(text)[0]).toMatchObject({
      title: `${region}教育局关于做好校园安全工作的通知`,
      docNumber: number,
      issuers: [`${region}教育局`],
      level,
      region: { code },
    });
  });

  it.each([
    ['洛阳市涧西区天津路街道办事处', 'township', '410305'],
    ['长沙市第一中学', 'school', '430100'],
    ['教育部办公厅', 'national', '000000'],
  ])('%s is of level %s', (issuer, level, code) => {
    expect(read(NOTICE.replaceAll('临江县教育局', issuer))[0]).toMatchObject({ level, region: { code } });
  });

  it.each([
    ['各乡镇人民政府、县直机关各单位：', ['各乡镇人民政府', '县直机关各单位']],
    ['各县（市、区）教育局、财政局：', ['各县（市、区）教育局、财政局']],
    [
      '各省、自治区、直辖市教育厅（教委），新疆生产建设兵团教育局：',
      ['各省、自治区、直辖市教育厅（教委）', '新疆生产建设兵团教育局'],
    ],
  ])('主送机关 %s', (line, addressees) => {
    expect(read(NOTICE.replace('各乡镇中心校，县直各学校：', line))[0]?.addressees).toEqual(addressees);
  });

  it('does not guess what XX hides', () => {
    expect(read(NOTICE.replaceAll('临江县', 'XX区'))[0]).toMatchObject({ level: 'county', region: null });
  });

  it('takes 征求意见稿 out of the title and keeps it as the draft mark', () => {
    const inTitle = NOTICE.replace('工作的通知', '工作的通知（征求意见稿）');
    const below = NOTICE.replace('工作的通知', '工作的通知\n（征求意见稿）');
    for (const text of [inTitle, below]) {
      expect(read(text)[0]).toMatchObject({
        title: '临江县教育局关于做好校园安全工作的通知',
        draft: true,
        genre: '通知',
      });
    }
  });

  it('knows joint issuers in one line or several', () => {
    const line = NOTICE.replace('临江县教育局文件\n', '').replace(
      '临江县教育局\n2023',
      '长沙县教育局 长沙县财政局\n2023',
    );
    expect(read(line)[0]?.issuers).toEqual(['长沙县教育局', '长沙县财政局']);
    expect(read(line.replace('局 长', '局\n长'))[0]?.issuers).toEqual(['长沙县教育局', '长沙县财政局']);
  });

  it('knows joint issuers of a 版头', () => {
    const joint = NOTICE.replace('临江县教育局文件', '长沙县教育局\n长沙县财政局文件\n长沙县卫生健康局').replace(
      '临江县教育局\n2023',
      '2023',
    );
    expect(read(joint)[0]).toMatchObject({
      title: '临江县教育局关于做好校园安全工作的通知',
      issuers: ['长沙县教育局', '长沙县财政局', '长沙县卫生健康局'],
    });
  });

  it.each([
    ['文件 on its own line', '长沙县教育局\n长沙县财政局\n文件'],
    ['no 文件 at all', '长沙县教育局\n长沙县财政局'],
    ['one issuer, no 文件', '长沙县教育局'],
  ])('takes no issuer above the 文号 for a title: %s', (_, head) => {
    const [found] = read(NOTICE.replace('临江县教育局文件', head).replace('临江县教育局关于', '关于'));
    expect(found).toMatchObject({ title: '关于做好校园安全工作的通知', docNumber: '临教发〔2023〕7号' });
  });

  it('of a forwarded notice takes its own number, issuer, addressee and date', () => {
    const own = NOTICE.replace(
      '关于做好校园安全工作的通知',
      '关于转发《长沙市教育局关于校园安全的通知》的通知',
    ).replace('（此件主动公开）\n', '');
    const other =
      '长沙市教育局关于校园安全的通知\n长教发〔2022〕99号\n各区县教育局：\n现通知如下。\n一、抓好落实。\n二、加强检查。\n长沙市教育局\n2022年12月1日\n';
    const found = read(own + other);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({
      title: '长沙市教育局关于校园安全的通知',
      coverTitle: '临江县教育局关于转发《长沙市教育局关于校园安全的通知》的通知',
      docNumber: '临教发〔2023〕7号',
      issuers: ['临江县教育局'],
      addressees: ['各乡镇中心校', '县直各学校'],
      issuedOn: '2023-03-05',
    });
  });

  it.each([
    ['2023年3月5日', '2023-03-05'],
    ['二〇二三年三月五日', '2023-03-05'],
    ['二○二三年十二月三十一日', '2023-12-31'],
    ['２０２３年３月５日', '2023-03-05'],
    ['2023-03-05', '2023-03-05'],
    ['2023年3月', '2023-03'],
    ['2023年 月 日', '2023'],
    ['202335', '2023-03-05'],
  ])('成文日期 %s', (written, iso) => {
    expect(read(NOTICE.replace('2023年3月5日', written))[0]?.issuedOn).toBe(iso);
  });

  it('reads the list that a saved page puts before the notice', () => {
    const bare = NOTICE.split('\n').slice(4, -3).join('\n').replace('临江县教育局\n2023年3月5日', '');
    const page = `索 引 号：LJ-0100-2023\n文    号：长教发〔2023〕7号\n发布机构：长沙县教育局\n成文日期：2023-03-05\n${bare}`;
    expect(read(page)[0]).toMatchObject({ docNumber: '长教发〔2023〕7号', issuedOn: '2023-03-05', level: 'county' });
  });

  it('falls back on the file name last', () => {
    expect(read('正文只有一句话。', '关于开展安全检查的通知.txt')[0]?.title).toBe('关于开展安全检查的通知');
  });
});
