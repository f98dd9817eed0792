import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isWenhengError } from './errors.ts';
import { make } from './region/make.ts';
import { nameIndex, shortNames } from './region/names.ts';
import { current } from './region/table.ts';
import {
  ancestors,
  childRegions,
  contains,
  findRegions,
  formerDivisions,
  leadingRegions,
  levelOfRegion,
  NATION,
  parseRegion,
  Region,
  regionByCode,
  regionOfName,
  siblingRegions,
  suggestRegion,
} from './region.ts';

const named = (text: string, hint = {}): (string | null)[] =>
  findRegions(text, hint).map((m) => m.region?.code ?? null);

describe('the table of divisions', () => {
  it('is what its sources give', () => {
    expect(readFileSync(new URL('region/divisions.json', import.meta.url), 'utf8')).toBe(make());
  });

  it('has every province, and a parent in force for every row', () => {
    expect(childRegions(NATION)).toHaveLength(34);
    for (const code of current().keys()) {
      const region = regionByCode(code);
      expect(Region.safeParse(region).success, code).toBe(true);
      expect(ancestors(code).at(-1), code).toBe(NATION);
      expect(
        ancestors(code).every((a) => contains(a, code)),
        code,
      ).toBe(true);
    }
  });

  it('gives no two divisions of one parent the same name', () => {
    const paths = [...current().keys()].map((code) => regionByCode(code)?.name);
    expect(new Set(paths).size).toBe(paths.length);
  });

  it('finds every division in force by its path, and by its full name behind its parent', () => {
    for (const code of current().keys()) {
      const region = regionByCode(code);
      if (!region) throw new Error(code);
      expect(regionOfName(region.name), region.name).toEqual(region);
      expect(regionOfName(region.name.replaceAll('/', '')), region.name).toEqual(region);
    }
  });

  it('finds every former division by its old name behind the division it lies in today', () => {
    for (const { code, name, successors } of formerDivisions()) {
      const [main] = successors;
      if (!main) throw new Error(`${name} has no successor`);
      // a prefecture behind its province, a county behind its prefecture: 邢台市桥东区, 安徽省徽州地区
      const outer = code.endsWith('00') ? regionByCode(`${main.code.slice(0, 2)}0000`) : (ancestors(main)[0] ?? null);
      const found = findRegions(`${outer?.name}/${name}`, { asOf: '1980' }).at(-1);
      expect(
        found?.candidates.map((c) => c.code),
        `${outer?.name}/${name}`,
      ).toContain(main.code);
    }
  });
});

describe('short names', () => {
  it.each([
    ['河南省', 'province', ['河南']],
    ['新疆维吾尔自治区', 'province', ['新疆']],
    ['香港特别行政区', 'province', ['香港']],
    ['恩施土家族苗族自治州', 'city', ['恩施州', '恩施']],
    ['博尔塔拉蒙古自治州', 'city', ['博尔塔拉州', '博尔塔拉']],
    ['锡林郭勒盟', 'city', ['锡林郭勒']],
    ['阿里地区', 'city', ['阿里']],
    ['双江拉祜族佤族布朗族傣族自治县', 'county', ['双江']],
    ['鄂温克族自治旗', 'county', []],
    ['叶县', 'county', []],
    ['城区', 'county', []],
    ['井陉矿区', 'county', []],
    ['浦东新区', 'county', ['浦东']],
    ['神农架林区', 'county', ['神农架']],
  ] as const)('%s', (name, level, expected) => {
    expect(shortNames({ name, level })).toEqual(expected);
  });
});

describe('regions by code', () => {
  it('writes the path from the province', () => {
    expect(regionByCode('410305')).toEqual({ code: '410305', name: '河南省/洛阳市/涧西区' });
    expect(regionByCode('110108')).toEqual({ code: '110108', name: '北京市/海淀区' });
    expect(regionByCode('419001')).toEqual({ code: '419001', name: '河南省/济源市' });
    expect(regionByCode('000000')).toEqual(NATION);
  });

  it('knows no code that is not there', () => {
    expect(regionByCode('419999')).toBeNull();
    expect(regionByCode('130171'), 'a statistical code of a development zone').toBeNull();
  });

  it.each([
    ['410381', '410307', '偃师市'],
    ['420600', '420600', '襄樊市 kept its code'],
    ['371200', '370116', '莱芜市'],
    ['110103', '110101', '崇文区'],
    ['500112', '500157', '渝北区'],
  ])('%s is %s today (%s)', (code, today) => {
    expect(regionByCode(code)?.code).toBe(today);
  });
});

describe('names in text', () => {
  it.each([
    ['河南省洛阳市涧西区教育体育局', ['410000', '410300', '410305']],
    ['泉州市丰泽区东海街道办事处', ['350500', '350503']],
    ['中共新乡市卫滨区委组织部', ['410700', '410703']],
    ['新乡县教育体育局', ['410721']],
    ['北京海淀', ['110000', '110108']],
    ['黔东南州凯里市', ['522600', '522601']],
    ['吉林省吉林市', ['220000', '220200']],
    ['海南藏族自治州共和县', ['632500', '632521']],
    ['四平市公主岭市', ['220300', '220184']],
    ['濮阳市范县，在叶县', ['410900', '410926', '410422']],
    ['范县教育局', ['410926']],
  ])('%s', (text, codes) => {
    expect(named(text)).toEqual(codes);
  });

  it.each([
    ['XX区教育局', 'a redacted name'],
    ['老城区改造和新城区建设', 'common words'],
    ['长江西路与黄河南岸', 'province names inside words'],
    ['求长治久安，防止最大连续降雨', 'prefecture names inside words'],
    ['各位来宾', 'a word'],
    ['创建示范县、责任县区，各市和县，乡村振兴县，管理县域', 'two-character counties at the seam of words'],
    ['优质资源县域共享，新建区县学校，校企合作市级项目', 'full names that are words'],
    ['海淀区域内', '区域'],
    ['南京路步行街', 'a street'],
    ['双方和平解决', 'a county short name without its parent'],
  ])('finds nothing in %s: %s', (text) => {
    expect(findRegions(text)).toEqual([]);
  });

  it('gives the place of each name', () => {
    const text = '各县区，洛阳市 涧西区，';
    for (const m of findRegions(text)) expect(text.slice(m.start, m.end)).toBe(m.region?.name.split('/').at(-1));
    expect(findRegions(text)).toHaveLength(2);
  });

  it('tells equal names apart by the parent before them, the text before them, or the hint', () => {
    expect(findRegions('南京市鼓楼区')[1]).toMatchObject({ by: 'parent', region: { code: '320106' } });
    expect(findRegions('福州市发文后，鼓楼区转发')[1]).toMatchObject({ by: 'context', region: { code: '350102' } });
    expect(findRegions('鼓楼区教育局', { within: '410200' })[0]).toMatchObject({
      by: 'hint',
      region: { code: '410204' },
    });
    expect(findRegions('鼓楼区教育局', { within: '410204' })[0]).toMatchObject({
      by: 'hint',
      region: { code: '410204' },
    });
  });

  it('leaves equal names undecided when nothing decides, with all that bear the name', () => {
    for (const name of ['鼓楼区', '新华区', '朝阳区']) {
      const [match] = findRegions(`${name}教育局`);
      expect(match, name).toMatchObject({ region: null, by: 'undecided', level: 'county' });
      expect(match?.candidates.length, name).toBeGreaterThan(1);
    }
    expect(findRegions('城关区教育局')[0]?.candidates.map((c) => c.name)).toEqual([
      '西藏自治区/拉萨市/城关区',
      '甘肃省/兰州市/城关区',
    ]);
  });

  it('reads former names as what stands there today, and keeps their own level', () => {
    expect(findRegions('莱芜市教育局')[0]).toMatchObject({
      region: { code: '370116' },
      level: 'city',
      former: { code: '371200', until: '2018', successors: [{ code: '370116' }, { code: '370117' }] },
    });
    expect(named('邢台市桥东区')).toEqual(['130500', '130502']);
    expect(named('杭州市下城区')).toEqual(['330100', '330105']);
    expect(named('徽州地区行政公署')).toEqual(['341000']);
  });

  it('lets the date decide between a name that was a prefecture and is a county now', () => {
    expect(findRegions('巢湖市教育局')[0]).toMatchObject({ level: 'county', former: null });
    expect(findRegions('巢湖市教育局', { asOf: '2009-05-01' })[0]).toMatchObject({
      level: 'city',
      former: { code: '341400' },
    });
    expect(findRegions('巢湖市教育局', { asOf: '2015' })[0]).toMatchObject({ level: 'county', former: null });
  });

  it('never throws, and its matches are ordered, apart and names of the table', () => {
    const names = [...nameIndex().names.keys()];
    const piece = fc.oneof(
      fc.constantFrom(...names),
      fc.constantFrom('省', '市', '区', '县', '教育局', '、', '/', '\n'),
      fc.string({ maxLength: 4 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const text = pieces.join('');
        let end = 0;
        for (const m of findRegions(text)) {
          expect(m.start).toBeGreaterThanOrEqual(end);
          expect(nameIndex().names.has(text.slice(m.start, m.end))).toBe(true);
          expect(m.candidates.length).toBeGreaterThan(0);
          if (m.region) expect(m.candidates).toContainEqual(m.region);
          end = m.end;
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('relations', () => {
  it('contains', () => {
    expect(contains(NATION, '410305')).toBe(true);
    expect(contains('410000', '410300')).toBe(true);
    expect(contains('410300', '410300')).toBe(true);
    expect(contains('410300', '410000')).toBe(false);
    expect(contains('410300', '410703')).toBe(false);
    expect(contains('410000', '419001')).toBe(true);
    expect(contains('410305', '410300')).toBe(false);
  });

  it('ancestors, children, siblings, levels', () => {
    expect(ancestors('410305').map((r) => r.name)).toEqual(['河南省/洛阳市', '河南省', '全国']);
    expect(ancestors('110108').map((r) => r.name)).toEqual(['北京市', '全国']);
    expect(childRegions('410300').map((r) => r.code)).toContain('410307');
    expect(childRegions('410000').map((r) => r.code)).toContain('419001');
    expect(siblingRegions('410305').map((r) => r.code)).toContain('410311');
    expect(siblingRegions('410305').map((r) => r.code)).not.toContain('410305');
    expect(['000000', '410000', '410300', '410305'].map(levelOfRegion)).toEqual([
      'national',
      'province',
      'city',
      'county',
    ]);
  });

  it('takes the chain at the head of a name', () => {
    expect(leadingRegions('河南省洛阳市涧西区教育体育局').map((m) => m.region?.code)).toEqual([
      '410000',
      '410300',
      '410305',
    ]);
    expect(leadingRegions('转发洛阳市教育局')).toEqual([]);
    expect(leadingRegions('洛阳市教育局、新乡市教育局').map((m) => m.region?.code)).toEqual(['410300']);
  });
});

describe('what a user writes', () => {
  it.each([
    ['410305', '410305'],
    ['41', '410000'],
    ['4103', '410300'],
    ['410305001', '410305'],
    ['洛阳', '410300'],
    ['涧西', '410305'],
    ['河南省/洛阳市', '410300'],
    ['洛阳市涧西区', '410305'],
    ['济南莱芜', '370116'],
    ['全国', '000000'],
    [' 广西 ', '450000'],
    ['偃师', '410307'],
    ['沙县', '350405'],
  ])('%s', (input, code) => {
    expect(parseRegion(input).code).toBe(code);
  });

  it.each([
    ['洛杨市', '河南省/洛阳市'],
    ['河南省洛阳市间西区', '河南省/洛阳市/涧西区'],
    ['鼓楼', '福建省/福州市/鼓楼区'],
    ['410399', '河南省/洛阳市'],
    ['朝阳区', '北京市/朝阳区'],
  ])('%s is refused, and %s proposed', (input, near) => {
    expect(suggestRegion(input).map((r) => r.name)).toContain(near);
    try {
      parseRegion(input);
      expect.unreachable();
    } catch (error) {
      expect(isWenhengError(error) && error.code).toBe('unknown-region');
      expect(String(error)).toContain(near);
    }
  });

  it('proposes nothing for what resembles no name', () => {
    expect(suggestRegion('Atlantis')).toEqual([]);
    expect(() => parseRegion('Atlantis')).toThrow('没有这个地区：Atlantis。');
  });
});
