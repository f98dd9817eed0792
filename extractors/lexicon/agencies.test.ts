import { describe, expect, it } from 'vitest';
import { regionByCode } from '../../records/region.ts';
import { agencyRegion, CITY_LETTERS, NATIONAL_AGENCIES, PROVINCE_LETTERS } from './agencies.ts';

describe('letters of central bodies', () => {
  it('each reach their row, with the body that uses them', () => {
    for (const row of NATIONAL_AGENCIES) {
      expect(agencyRegion(row.prefix), row.prefix).toMatchObject({
        region: { code: '000000' },
        level: 'national',
        certainty: row.certainty,
        issuer: row.issuer,
      });
      expect(row.source).not.toBe('');
    }
    expect(new Set(NATIONAL_AGENCIES.map((r) => r.prefix)).size).toBe(NATIONAL_AGENCIES.length);
  });

  it.each([
    ['教师厅', '教育部办公厅'],
    ['教基厅函', '教育部办公厅'],
    ['教师', '教育部'],
    ['教监管函', '教育部'],
    ['国办发', '国务院办公厅'],
    ['国发', '国务院'],
    ['国教督办', '国务院教育督导委员会办公室'],
    ['中办发', '中共中央办公厅'],
    ['建房', '住房和城乡建设部'],
    ['财税', '财政部'],
    ['人社部发', '人力资源和社会保障部'],
    ['国卫办医发', '国家卫生健康委员会'],
  ])('%s is %s', (agency, issuer) => {
    expect(agencyRegion(agency)?.issuer).toBe(issuer);
  });
});

describe('letters of provinces', () => {
  it('each reach their row: alone, or first among the candidates', () => {
    for (const { letter, code } of PROVINCE_LETTERS)
      expect(agencyRegion(`${letter}教`)?.candidates[0]?.code, letter).toBe(code);
  });

  it.each([
    ['豫教党', '410000'],
    ['闽政办', '350000'],
    ['京教', '110000'],
    ['沪府办', '310000'],
    ['粤教', '440000'],
    ['兵教发', '650000'],
  ])('%s is certain', (agency, code) => {
    expect(agencyRegion(agency)).toMatchObject({ region: { code }, level: 'province', certainty: 'certain' });
  });

  it.each([
    ['湘教规', '430000', '430300'],
    ['赣教', '360000', '360700'],
  ])('%s is likely: cities that begin so sign otherwise', (agency, code, city) => {
    const found = agencyRegion(agency);
    expect(found).toMatchObject({ region: { code }, level: 'province', certainty: 'likely' });
    expect(found?.candidates.map((r) => r.code)).toContain(city);
    expect(agencyRegion(agency, { within: city })).toMatchObject({ region: { code: city }, certainty: 'weak' });
  });

  it.each([
    ['苏教', ['320000', '320500']],
    ['青政发', ['630000', '370200']],
    ['新教领秘', ['650000', '360500', '410700']],
  ])('%s is not: a city has the same letter', (agency, codes) => {
    const found = agencyRegion(agency);
    expect(found).toMatchObject({ region: null, level: 'unknown', certainty: 'weak' });
    expect(found?.candidates.map((r) => r.code)).toEqual(codes);
  });

  it('gives the districts of a municipality as weak', () => {
    expect(agencyRegion('京海教')).toMatchObject({ region: { code: '110108' }, level: 'county', certainty: 'weak' });
  });
});

describe('letters of cities and counties', () => {
  it('of cities that are not their first character each reach the city', () => {
    for (const { letter, code } of CITY_LETTERS) {
      expect(regionByCode(code)?.code).toBe(code);
      expect(
        agencyRegion(`${letter}教`)?.candidates.map((r) => r.code),
        letter,
      ).toContain(code);
    }
  });

  it.each([
    ['洛教办', 'city', '410300'],
    ['泉丰教', 'county', '350503'],
    ['洛涧教体', 'county', '410305'],
    ['穗教', 'city', '440100'],
    ['涧教体', 'county', '410305'],
  ])('%s is weak evidence', (agency, level, code) => {
    expect(agencyRegion(agency)).toMatchObject({ level, region: { code }, certainty: 'weak' });
  });

  it('are narrowed by where the issuer is', () => {
    expect(agencyRegion('新教领秘', { within: '410700' })?.region?.code).toBe('410700');
    expect(agencyRegion('新教领秘', { within: '410000' })?.region?.code).toBe('410700');
    expect(agencyRegion('新政发', { within: '650100' })?.region?.code).toBe('650000');
    expect(agencyRegion('苏教', { within: '410000' })?.region, 'a hint that fits none changes nothing').toBeNull();
  });

  it.each(['市教', '区教体', '县政办', '〔2024〕', ''])('%j says no place', (agency) => {
    expect(agencyRegion(agency)).toBeNull();
  });
});
