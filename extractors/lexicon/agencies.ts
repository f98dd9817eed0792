/**
 * 机关代字, the letters before the year of a 发文字号: 教师厅, 豫教党, 泉丰教. Central bodies have fixed ones; local ones
 * begin with the short name of their province, or with the first characters of their city and county.
 */
import {
  childRegions,
  contains,
  levelOfRegion,
  NATION,
  type Region,
  type RegionHint,
  regionByCode,
} from '../../records/region.ts';

export interface AgencyReading {
  /** Null when several regions use these letters. */
  readonly region: Region | null;
  readonly level: 'national' | 'province' | 'city' | 'county' | 'unknown';
  /** `certain`: letters of one body only. `likely`: used so by one, possible for others. `weak`: first characters of names. */
  readonly certainty: 'certain' | 'likely' | 'weak';
  /** All regions that the letters fit, the higher first. */
  readonly candidates: readonly Region[];
  /** The issuing body where the letters name one: 教育部办公厅. */
  readonly issuer: string | null;
}

export interface NationalAgency {
  readonly prefix: string;
  readonly issuer: string;
  readonly certainty: 'certain' | 'likely';
  readonly source: string;
}

const OFFICE = '国务院、中共中央及其办公厅的文件字号';
const MINISTRY = '该部门在其网站公开的文件字号';
const EDUCATION = '教育部文件公开目录：教+司局代字，办公厅文件加“厅”';

const fixed = (
  certainty: 'certain' | 'likely',
  source: string,
  list: Readonly<Record<string, string>>,
): NationalAgency[] =>
  Object.entries(list).flatMap(([issuer, prefixes]) =>
    prefixes.split(' ').map((prefix) => ({ prefix, issuer, certainty, source })),
  );

/** 教师厅, 教基厅函 (the office of the ministry) and 教师, 教基函 (the ministry): the letters of the ministry's departments. */
const DEPARTMENTS =
  '办 规 政法 发 人 财 材 基 监管 职成 高 督 民 师 体艺 思政 社科 技 科信 科技 学 研 语用 语信 外 港澳台 党 考试 民族'.split(
    ' ',
  );

export const NATIONAL_AGENCIES: readonly NationalAgency[] = [
  ...fixed('certain', OFFICE, {
    国务院: '国发 国函 国令 国发明电',
    国务院办公厅: '国办发 国办函 国办发明电 国办字',
    中共中央: '中发 中委',
    中共中央办公厅: '中办发 中办 厅字 中办厅字',
    中央机构编制委员会办公室: '中编办 中央编办',
    全国人民代表大会常务委员会: '常办',
  }),
  ...DEPARTMENTS.filter((d) => d !== '办').map(
    (d): NationalAgency => ({ prefix: `教${d}厅`, issuer: '教育部办公厅', certainty: 'certain', source: EDUCATION }),
  ),
  { prefix: '教办厅', issuer: '教育部办公厅', certainty: 'certain', source: EDUCATION },
  ...DEPARTMENTS.map(
    (d): NationalAgency => ({ prefix: `教${d}`, issuer: '教育部', certainty: 'likely', source: EDUCATION }),
  ),
  ...fixed('certain', EDUCATION, {
    国务院教育督导委员会办公室: '国教督办',
    国务院教育督导委员会: '国教督',
    国务院学位委员会: '学位',
    国家语言文字工作委员会: '国语',
  }),
  ...fixed('certain', MINISTRY, {
    人力资源和社会保障部: '人社部发 人社部函 人社部规',
    人力资源和社会保障部办公厅: '人社厅发 人社厅函',
    国家发展和改革委员会: '发改价格 发改社会 发改投资 发改规 发改环资 发改高技 发改体改 发改办',
    国家卫生健康委员会: '国卫',
    国家市场监督管理总局: '国市监',
    工业和信息化部: '工信部',
    科学技术部: '国科发 国科办',
    中共中央组织部: '中组发 组通字 组厅字 中组部',
    中共中央宣传部: '中宣发 中宣办',
    中央网络安全和信息化委员会办公室: '中网办 国信办',
    共青团中央: '中青发 中青联发 中青办发',
    公安部: '公通字',
    国家税务总局: '税总 国税发 国税函',
    国家新闻出版署: '国新出',
    国家药品监督管理局: '国药监',
    国家中医药管理局: '国中医药',
    国家疾病预防控制局: '国疾控',
    国家能源局: '国能',
    国家机关事务管理局: '国管',
    国务院国有资产监督管理委员会: '国资发 国资委',
    国务院安全生产委员会: '安委 安委办',
    中国银行保险监督管理委员会: '银保监',
    最高人民法院: '法发 法释',
    最高人民检察院: '高检发',
    中华全国妇女联合会: '妇字',
    中华全国总工会: '总工发 总工办',
    国家民族事务委员会: '民委发',
    退役军人事务部: '退役军人部',
    自然资源部: '自然资发 自然资规 自然资办',
    交通运输部: '交运发 交公路发 交办',
  }),
  ...fixed('likely', MINISTRY, {
    财政部: '财教 财税 财预 财社 财综 财建 财行 财办 财会 财金 财农 财资 财库',
    住房和城乡建设部: '建房 建办 建金 建保 建城 建村 建质 建规 建法 建市 建标',
    民政部: '民发 民函 民办发 民办函',
    司法部: '司发 司发通',
    文化和旅游部: '文旅 办公共',
    国家体育总局: '体群字 体青字 体经字 体规字',
    应急管理部: '应急',
    生态环境部: '环发 环办 环教',
    农业农村部: '农发 农办',
    国家医疗保障局: '医保发 医保办发',
    中国人民银行: '银发 银办发',
    国家广播电视总局: '广电发 广电办发',
    审计署: '审办',
    海关总署: '署法发 署办',
    国家市场监督管理总局: '市监',
    国家统计局: '国统字',
  }),
];

export interface ProvinceLetter {
  readonly letter: string;
  readonly code: string;
  readonly source: string;
}

const SHORT = '省级行政区简称（《中华人民共和国行政区划简册》）';

/** 内 and 兵 are the letters in use for 内蒙古 and the Corps (内政发, 兵教发), not their short names. */
export const PROVINCE_LETTERS: readonly ProvinceLetter[] = [
  ...Object.entries({
    京: '110000',
    津: '120000',
    冀: '130000',
    晋: '140000',
    蒙: '150000',
    辽: '210000',
    吉: '220000',
    黑: '230000',
    沪: '310000',
    苏: '320000',
    浙: '330000',
    皖: '340000',
    闽: '350000',
    赣: '360000',
    鲁: '370000',
    豫: '410000',
    鄂: '420000',
    湘: '430000',
    粤: '440000',
    桂: '450000',
    琼: '460000',
    渝: '500000',
    川: '510000',
    蜀: '510000',
    黔: '520000',
    贵: '520000',
    云: '530000',
    滇: '530000',
    藏: '540000',
    陕: '610000',
    秦: '610000',
    甘: '620000',
    陇: '620000',
    青: '630000',
    宁: '640000',
    新: '650000',
    台: '710000',
    港: '810000',
    澳: '820000',
  }).map(([letter, code]) => ({ letter, code, source: SHORT })),
  { letter: '内', code: '150000', source: '内蒙古自治区人民政府的文件字号（内政发）' },
  { letter: '兵', code: '650000', source: '新疆生产建设兵团的文件字号（兵教发、新兵发）' },
];

export interface CityLetter {
  readonly letter: string;
  readonly code: string;
  readonly source: string;
}

/** Letters of cities that are not the first character of their name. */
export const CITY_LETTERS: readonly CityLetter[] = Object.entries({
  穗: '440100',
  甬: '330200',
  筑: '520100',
  榕: '350100',
  宁: '320100',
  洪: '360100',
  并: '140100',
  汴: '410200',
  锡: '320200',
  蓉: '510100',
  邕: '450100',
  鹭: '350200',
  鹏: '440300',
  庐: '340100',
  虞: '320500',
  莞: '441900',
}).map(([letter, code]) => ({ letter, code, source: '城市别称' }));

/** What may follow the letters of a region: the first character of a body's letters. 豫教, 闽政办, 沪府办, 豫财预, 洛教办 */
const ORGAN = /^[教政府办发委党组财人社建民公司文体科农交水商环应市自审统信宣纪团妇工函字令厅局领减双医卫安督招学综]/;

const byLength = [...NATIONAL_AGENCIES].sort((a, b) => b.prefix.length - a.prefix.length);

const reading = (
  candidates: readonly Region[],
  certainty: AgencyReading['certainty'],
  issuer: string | null = null,
): AgencyReading => {
  const [first, second] = candidates;
  const levels = new Set(candidates.map(levelOfRegion));
  const [level] = levels;
  return {
    region: first && !second ? first : null,
    level: level && levels.size === 1 ? level : 'unknown',
    certainty,
    candidates,
    issuer,
  };
};

let cities: readonly Region[] | null = null;
const allCities = (): readonly Region[] => {
  cities ??= childRegions(NATION)
    .flatMap((p) => childRegions(p))
    .filter((r) => levelOfRegion(r) === 'city');
  return cities;
};

let counties: readonly Region[] | null = null;
const allCounties = (): readonly Region[] => {
  counties ??= [
    ...allCities().flatMap((c) => childRegions(c)),
    ...childRegions(NATION)
      .flatMap((p) => childRegions(p))
      .filter((r) => levelOfRegion(r) === 'county'),
  ];
  return counties;
};

const beginsWith = (region: Region, letter: string): boolean =>
  region.name.slice(region.name.lastIndexOf('/') + 1).startsWith(letter);

/**
 * The region that the letters of a 发文字号 speak for. Null when they are not the letters of a region or central body.
 * Local letters are first characters and several places share them (洛, 新): `weak`, with all candidates; a hint
 * (the region of the issuer or of the archive) leaves those that lie in it or contain it.
 */
export function agencyRegion(agency: string, hint: RegionHint = {}): AgencyReading | null {
  const text = agency.replace(/\s/g, '');
  const national = byLength.find((row) => text.startsWith(row.prefix));
  if (national) return reading([NATION], national.certainty, national.issuer);
  const letter = text.charAt(0);
  // 市教, 区教体, 县政办 name a level and no place
  if (letter === '' || /^[市州盟区县旗]/.test(letter)) return null;
  const province = PROVINCE_LETTERS.find((row) => row.letter === letter);
  const alias = CITY_LETTERS.filter((row) => row.letter === letter).map((row) => row.code);
  const inCity = allCities().filter((c) => beginsWith(c, letter) || alias.includes(c.code));
  const second = text.charAt(1);
  if (province && inCity.length === 0) {
    const region = regionByCode(province.code);
    if (!region) return null;
    // 京海教 is 海淀区, 津南教 津南区 or a district in 南: a municipality's districts follow its letter
    const districts = /^[京津沪渝]/.test(text) && !ORGAN.test(text.slice(1)) ? childRegions(region) : [];
    const inside = districts.filter((r) => beginsWith(r, text.slice(0, 2)) || (second !== '' && beginsWith(r, second)));
    return narrow(inside.length > 0 ? reading(inside, 'weak') : reading([region], 'certain'), hint);
  }
  const below = inCity.flatMap((c) => childRegions(c)).filter((r) => second !== '' && beginsWith(r, second));
  const own = ORGAN.test(text.slice(1)) || text.length === 1 || below.length === 0 ? inCity : [];
  const above = province && (ORGAN.test(text.slice(1)) || text.length === 1) ? regionByCode(province.code) : null;
  const first = inCity.length === 0 && !province ? allCounties().filter((r) => beginsWith(r, letter)) : [];
  const candidates = [...(above ? [above] : []), ...own, ...below, ...first];
  if (candidates.length === 0) return null;
  const found = reading(candidates, 'weak');
  const likely = above && PROVINCE_FIRST.test(letter) && candidates.length > 1;
  return narrow(likely ? { ...found, region: above, level: 'province', certainty: 'likely' } : found, hint);
}

/**
 * Letters with which the prefectures of the same first character do not sign alone (湘潭 signs 潭, 辽阳 辽市, 黔南 黔南), so that
 * the province is likely. The others (新教, 鄂府, 宁教, 甘府, 吉府) are in use by both.
 */
const PROVINCE_FIRST = /[湘晋桂辽赣黔黑]/;

function narrow(found: AgencyReading, hint: RegionHint): AgencyReading {
  const { within } = hint;
  if (within === undefined || found.candidates.length < 2) return found;
  const inside = found.candidates.filter((r) => contains(within, r) || contains(r, within));
  // 新教领秘 under 新乡市: the city itself stands before the districts in it
  const exact = inside.filter((r) => r.code === (typeof within === 'string' ? within : within.code));
  return inside.length === 0 ? found : reading(exact.length > 0 ? exact : inside, 'weak');
}
