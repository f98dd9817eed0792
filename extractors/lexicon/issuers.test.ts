import { existsSync, readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Level } from '../../records/document.ts';
import { childRegions, levelOfRegion, NATION, Region, regionByCode } from '../../records/region.ts';
import { BODY_KINDS, BODY_ROWS, bodyRow } from './bodies.ts';
import { parseIssuer, splitIssuers } from './issuers.ts';
import { NATIONAL_BODIES } from './national.ts';
import { ZONES } from './zones.ts';

const says = (name: string, hint = {}): [string, string | null] => {
  const { level, region } = parseIssuer(name, hint);
  return [level, region?.code ?? null];
};

describe('names of every province', () => {
  it.each([
    ['北京市教育委员会', 'province', '110000'],
    ['北京市朝阳区教育委员会', 'county', '110105'],
    ['中共北京市西城区月坛街道工作委员会', 'township', '110102'],
    ['北京经济技术开发区管理委员会', 'county', '110000'],
    ['天津市滨海新区教育体育局', 'county', '120116'],
    ['天津市宝坻区教育局', 'county', '120115'],
    ['石家庄市新华区教育局', 'county', '130105'],
    ['沧州市新华区教育局', 'county', '130902'],
    ['河北省邯郸市永年区教育体育局', 'county', '130408'],
    ['邢台市桥东区教育局', 'county', '130502'],
    ['太原市教育局', 'city', '140100'],
    ['晋城市城区教育局', 'county', '140502'],
    ['内蒙古自治区人民政府办公厅', 'province', '150000'],
    ['锡林郭勒盟教育局', 'city', '152500'],
    ['准格尔旗教育体育局', 'county', '150622'],
    ['中共兴安盟委办公室', 'city', '152200'],
    ['沈阳市浑南区教育局', 'county', '210112'],
    ['大连金普新区教育和文化旅游局', 'county', '210213'],
    ['吉林省教育厅', 'province', '220000'],
    ['吉林市教育局', 'city', '220200'],
    ['延边朝鲜族自治州教育局', 'city', '222400'],
    ['公主岭市教育局', 'county', '220184'],
    ['黑龙江省教育厅', 'province', '230000'],
    ['大兴安岭地区行政公署教育局', 'city', '232700'],
    ['上海市浦东新区教育局', 'county', '310115'],
    ['上海市闸北区教育局', 'county', '310106'],
    ['江苏省教育厅办公室', 'province', '320000'],
    ['南京市鼓楼区教育局', 'county', '320106'],
    ['苏州工业园区教育局', 'county', '320500'],
    ['昆山市玉山镇人民政府', 'township', '320583'],
    ['浙江省教育厅', 'province', '330000'],
    ['杭州市江干区教育局', 'county', '330102'],
    ['中共宁波市鄞州区委教育工委', 'county', '330212'],
    ['合肥市庐阳区教育体育局', 'county', '340103'],
    ['徽州地区行政公署', 'city', '341000'],
    ['福建省人民政府办公厅', 'province', '350000'],
    ['泉州台商投资区管理委员会', 'county', '350500'],
    ['福州市鼓楼区教育局', 'county', '350102'],
    ['江西省教育厅', 'province', '360000'],
    ['赣州市赣县区教育科技体育局', 'county', '360704'],
    ['济南市章丘区教育和体育局', 'county', '370114'],
    ['莱芜市教育局', 'city', '370116'],
    ['青岛西海岸新区教育和体育局', 'county', '370211'],
    ['中共河南省委教育工委', 'province', '410000'],
    ['济源市教育体育局', 'county', '419001'],
    ['郑州航空港经济综合实验区管理委员会', 'county', '410100'],
    ['洛阳市伊滨区教育局', 'county', '410300'],
    ['洛阳市吉利区教育局', 'county', '410308'],
    ['巩义市产业集聚区管理委员会', 'township', '410181'],
    ['洛阳市洛龙区开元路街道办事处', 'township', '410311'],
    ['湖北省教育厅', 'province', '420000'],
    ['襄樊市教育局', 'city', '420600'],
    ['恩施州教育局', 'city', '422800'],
    ['仙桃市教育局', 'county', '429004'],
    ['神农架林区教育局', 'county', '429021'],
    ['长沙市雨花区教育局', 'county', '430111'],
    ['湖南湘江新区管理委员会', 'county', '430100'],
    ['广东省教育厅', 'province', '440000'],
    ['东莞市虎门镇人民政府', 'township', '441900'],
    ['中共佛山市顺德区北滘镇委员会', 'township', '440606'],
    ['广西壮族自治区教育厅', 'province', '450000'],
    ['三江侗族自治县教育局', 'county', '450226'],
    ['海南省教育厅', 'province', '460000'],
    ['儋州市教育局', 'city', '460400'],
    ['琼海市教育局', 'county', '469002'],
    ['重庆市教育委员会', 'province', '500000'],
    ['重庆市渝北区教育委员会', 'county', '500157'],
    ['中共四川省委教育工委', 'province', '510000'],
    ['甘孜州教育和体育局', 'city', '513300'],
    ['成都高新技术产业开发区教育局', 'county', '510100'],
    ['贵州省教育厅', 'province', '520000'],
    ['贵州贵安新区管理委员会', 'city', '520000'],
    ['六枝特区教育局', 'county', '520203'],
    ['云南省教育厅', 'province', '530000'],
    ['思茅市教育局', 'city', '530800'],
    ['西双版纳傣族自治州教育体育局', 'city', '532800'],
    ['西藏自治区教育厅', 'province', '540000'],
    ['中共阿里地委', 'city', '542500'],
    ['拉萨市城关区教育局', 'county', '540102'],
    ['西安市长安区教育局', 'county', '610116'],
    ['杨凌示范区教育局', 'city', '610403'],
    ['兰州市城关区教育局', 'county', '620102'],
    ['嘉峪关市教育局', 'city', '620200'],
    ['合作市教育局', 'county', '623001'],
    ['青海省教育厅', 'province', '630000'],
    ['海南藏族自治州教育局', 'city', '632500'],
    ['宁夏回族自治区教育厅', 'province', '640000'],
    ['新疆维吾尔自治区党委教育工委', 'province', '650000'],
    ['新疆生产建设兵团教育局', 'province', '650000'],
    ['新疆生产建设兵团第八师石河子市教育局', 'city', '659001'],
    ['新疆生产建设兵团第一师教育局', 'city', '650000'],
    ['香港特别行政区政府教育局', 'province', '810000'],
  ])('%s', (name, level, code) => {
    expect(says(name)).toEqual([level, code]);
  });

  it('of every county: bureau, government, school, leading group; and joint issuers of it stay two', () => {
    for (const region of childRegions(NATION)
      .flatMap((p) => childRegions(p))
      .flatMap((c) => [c, ...childRegions(c)])) {
      const name = region.name.split('/').slice(-2).join('');
      const level = levelOfRegion(region);
      for (const tail of ['教育体育局', '人民政府办公室', '市场监督管理局', '人民政府教育督导委员会办公室'])
        expect(says(name + tail), name + tail).toEqual([level, region.code]);
      expect(says(`中共${name}委教育工作领导小组秘书组`), name).toEqual([level, region.code]);
      expect(says(`${name}第一中学`), name).toEqual(['school', region.code]);
      expect(says(`${name}城关镇人民政府`), name).toEqual(['township', region.code]);
      expect(splitIssuers(`${name}教育局中共${name}委组织部`), name).toEqual([`${name}教育局`, `中共${name}委组织部`]);
    }
  });

  it('are of every province', () => {
    for (const province of childRegions(NATION)) {
      expect(says(`${province.name}教育厅`)).toEqual(['province', province.code]);
      for (const below of childRegions(province)) {
        const path = `中共${below.name.replaceAll('/', '')}委教育工委`;
        expect(says(path), path).toEqual([levelOfRegion(below), below.code]);
      }
    }
  });
});

describe('central bodies', () => {
  it.each([
    '教育部办公厅',
    '国务院',
    '中共中央办公厅',
    '国务院教育督导委员会办公室',
    '人社部办公厅',
    '教育部等八部门',
    '共青团中央',
    '最高人民检察院',
    '国家疾控局综合司',
  ])('%s', (name) => {
    expect(says(name)).toEqual(['national', '000000']);
  });

  it('are each reached by their name and short names', () => {
    for (const { name, also } of NATIONAL_BODIES)
      for (const n of [name, ...also]) expect(says(`${n}办公厅`), n).toEqual(['national', '000000']);
  });

  it('give way to the region of their local branch', () => {
    expect(says('国家税务总局洛阳市税务局')).toEqual(['city', '410300']);
    expect(says('国家税务总局洛阳市涧西区税务局')).toEqual(['county', '410305']);
    expect(says('国家统计局河南调查总队')).toEqual(['province', '410000']);
    expect(says('中国人民银行河南省分行')).toEqual(['province', '410000']);
    expect(says('中国共产党洛阳市委员会')).toEqual(['city', '410300']);
    expect(says('中国少年先锋队河南省工作委员会')).toEqual(['province', '410000']);
  });
});

describe('names that do not tell the place', () => {
  it.each([
    ['省教育厅', 'province'],
    ['自治区教育厅', 'province'],
    ['市教育局', 'city'],
    ['区教育体育局', 'county'],
    ['县委办公室', 'county'],
    ['XX区教育局', 'county'],
    ['某某市教育局', 'city'],
    ['××县人民政府', 'county'],
    ['XX市XX区教育局', 'county'],
    ['XX区', 'county'],
    ['鼓楼区教育局', 'county'],
    ['新城区教育局', 'county'],
    ['伊滨区教育局', 'county'],
    ['东海街道办事处', 'township'],
    ['实验小学', 'school'],
    ['清华大学', 'school'],
    ['财政局', 'unknown'],
    ['', 'unknown'],
  ])('%s', (name, level) => {
    expect(says(name)).toEqual([level, null]);
  });

  it('take it from the hint, at their own level', () => {
    expect(says('市教育局', { within: '410305' })).toEqual(['city', '410300']);
    expect(says('区教育体育局', { within: '410305' })).toEqual(['county', '410305']);
    expect(says('区教育体育局', { within: '410300' })).toEqual(['county', null]);
    expect(says('东海街道办事处', { within: '350503' })).toEqual(['township', '350503']);
    expect(says('鼓楼区教育局', { within: '350100' })).toEqual(['county', '350102']);
    expect(says('财政局', { within: regionByCode('410300') ?? undefined })).toEqual(['city', '410300']);
    expect(says('新城区教育局', { within: '150000' })).toEqual(['county', '150102']);
    expect(says('老城区教育局'), 'the only one in the country').toEqual(['county', '410302']);
    expect(says('XX区教育局', { within: '410305' }), 'a redacted name stays open').toEqual(['county', null]);
  });

  it('take the date from the hint: a prefecture until 2011, a county since', () => {
    expect(says('巢湖市教育局', { asOf: '2009-05-01' })[0]).toBe('city');
    expect(says('巢湖市教育局', { asOf: '2019-05-01' })).toEqual(['county', '340181']);
  });
});

describe('schools', () => {
  it.each([
    ['洛阳市第一中学', '410300'],
    ['洛阳市涧西区中信小学', '410305'],
    ['河南师范大学', '410000'],
    ['洛阳师范学院', '410300'],
    ['新乡市卫滨区实验幼儿园', '410703'],
    ['泉州五中', '350500'],
  ])('%s', (name, code) => {
    expect(says(name)).toEqual(['school', code]);
  });

  it('are not the bodies that name them', () => {
    expect(says('中共洛阳市委党校')[0]).toBe('city');
    expect(says('洛阳市中小学校安全工作领导小组')[0]).toBe('city');
    expect(says('北京市海淀区学院路街道办事处')[0]).toBe('township');
    expect(says('洛阳市招生办公室')[0]).toBe('city');
  });
});

describe('bodies', () => {
  it('stand behind the region', () => {
    expect(parseIssuer('中共新乡市委教育工作领导小组秘书组')).toMatchObject({
      body: '党委教育工作领导小组秘书组',
      kind: 'leading-group',
    });
    expect(parseIssuer('泉州市丰泽区东海街道办事处')).toMatchObject({ body: '东海街道办事处', kind: 'township' });
    expect(parseIssuer('共青团洛阳市委')).toMatchObject({ body: '团委', kind: 'mass' });
    expect(parseIssuer(' 洛 阳 市 教 育 局 文件')).toMatchObject({
      name: '洛阳市教育局',
      body: '教育局',
      kind: 'education',
    });
    expect(parseIssuer('河南省教育厅等五部门')).toMatchObject({ level: 'province', kind: 'education' });
    expect(parseIssuer('洛阳市城市管理委员会').kind, 'no zone').toBe('department');
  });

  it.each(BODY_ROWS.map((row) => [row.ending, row] as const))('…%s has a sample that reaches its row', (_, row) => {
    expect(bodyRow(row.sample)).toBe(row);
    expect(row.source).not.toBe('');
  });

  it('have a row for every kind, and no ending twice', () => {
    expect(new Set(BODY_ROWS.map((r) => r.kind))).toEqual(new Set(BODY_KINDS));
    expect(new Set(BODY_ROWS.map((r) => r.ending)).size).toBe(BODY_ROWS.length);
  });
});

describe('zones', () => {
  it('are each reached by every name, and carry a code in force', () => {
    for (const { name, also, code, level } of ZONES) {
      expect(regionByCode(code)?.code, name).toBe(code);
      for (const n of [name, ...also]) expect(says(`${n}管理委员会`), n).toEqual([level, code]);
    }
  });

  it('are not every name with 区', () => {
    expect(says('河南省太行山自然保护区管理局')).toEqual(['province', '410000']);
    expect(says('河南省军区')).toEqual(['province', '410000']);
    expect(says('洛阳市社区教育指导中心')).toEqual(['city', '410300']);
    expect(says('洛阳市各县区教育局')[0]).toBe('city');
  });
});

describe('joint issuers', () => {
  it.each([
    ['新乡市卫滨区教育体育局 中共新乡市卫滨区委组织部', ['新乡市卫滨区教育体育局', '中共新乡市卫滨区委组织部']],
    ['教育部办公厅、国家发展改革委办公厅', ['教育部办公厅', '国家发展改革委办公厅']],
    ['中共中央办公厅国务院办公厅', ['中共中央办公厅', '国务院办公厅']],
    ['中共中央 国务院', ['中共中央', '国务院']],
    ['洛阳市教育局\n洛阳市财政局\n', ['洛阳市教育局', '洛阳市财政局']],
    ['洛阳市教育局洛阳市财政局', ['洛阳市教育局', '洛阳市财政局']],
    ['洛阳市教育局 财政局 公安局', ['洛阳市教育局', '财政局', '公安局']],
    ['教育部财政部人力资源社会保障部', ['教育部', '财政部', '人力资源社会保障部']],
    ['中共河南省委 河南省人民政府', ['中共河南省委', '河南省人民政府']],
    [
      '河南省教育厅　中共河南省委教育工委　共青团河南省委文件',
      ['河南省教育厅', '中共河南省委教育工委', '共青团河南省委'],
    ],
    ['泉州市教育局\n泉州市总工会\n泉州市妇联', ['泉州市教育局', '泉州市总工会', '泉州市妇联']],
  ])('%j', (line, names) => {
    expect(splitIssuers(line)).toEqual(names);
  });

  it.each([
    ['洛 阳 市 教 育 局', '洛阳市教育局'],
    ['白银市会宁县教育局', '白银市会宁县教育局'],
    ['中共白银市会宁县委组织部', '中共白银市会宁县委组织部'],
    ['中共新乡市委教育工作\n领导小组秘书组', '中共新乡市委教育工作领导小组秘书组'],
    ['国家税务总局洛阳市税务局', '国家税务总局洛阳市税务局'],
    ['国务院教育督导委员会办公室', '国务院教育督导委员会办公室'],
    ['河南省人民政府教育督导委员会办公室', '河南省人民政府教育督导委员会办公室'],
    ['中国少年先锋队河南省工作委员会', '中国少年先锋队河南省工作委员会'],
    ['教育部等八部门', '教育部等八部门'],
    ['新疆生产建设兵团第八师石河子市教育局', '新疆生产建设兵团第八师石河子市教育局'],
    ['中共河南省教育厅党组', '中共河南省教育厅党组'],
  ])('%j is one name', (line, name) => {
    expect(splitIssuers(line)).toEqual([name]);
  });

  it('lose no character but separators, whatever stands there', () => {
    const piece = fc.constantFrom(
      '洛阳市',
      '教育局',
      '中共',
      '涧西区委',
      '组织部',
      ' ',
      '、',
      '\n',
      '教育部',
      '办公厅',
      '等',
      '小学',
      '街道办事处',
      'X',
      '国务院',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const text = pieces.join('');
        expect(splitIssuers(text).join('')).toBe(text.replace(/[\s、]/g, ''));
        expect(Level.safeParse(parseIssuer(text).level).success).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});

const gold = new URL('../../../shared/gold/documents.json', import.meta.url);
const cases = new URL('../../../shared/cases/', import.meta.url);
const Gold = z.record(
  z.string(),
  z.array(z.object({ issuers: z.array(z.string()), level: Level, region: Region.nullable() })),
);

describe('the annotated documents', () => {
  it.skipIf(!existsSync(gold))('agree in level and region (skipped without ../shared beside the repository)', () => {
    let seen = 0;
    for (const document of Object.values(Gold.parse(JSON.parse(readFileSync(gold, 'utf8')))).flat())
      for (const issuer of document.issuers) {
        expect(parseIssuer(issuer), issuer).toMatchObject({
          name: issuer,
          level: document.level,
          region: document.region,
        });
        expect(splitIssuers(issuer)).toEqual([issuer]);
        seen++;
      }
    expect(seen).toBeGreaterThan(0);
  });

  it.skipIf(!existsSync(cases))('have heads that give county or township issuers (skipped without ../shared)', () => {
    const heads = readdirSync(cases)
      .filter((file) => file.endsWith('.txt'))
      .map((file) => readFileSync(new URL(file, cases), 'utf8').split('\n')[0] ?? '');
    expect(heads.length).toBeGreaterThan(0);
    for (const name of heads.flatMap(splitIssuers)) {
      const { level, region } = parseIssuer(name);
      expect(['county', 'township'], name).toContain(level);
      expect(region?.code, name).toMatch(/^\d{4}(?!00)\d{2}$/);
    }
  });
});
