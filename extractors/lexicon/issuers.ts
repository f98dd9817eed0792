/**
 * Names of issuing bodies: level, region and kind of each; lines of joint issuers split into names.
 * The rows are in bodies.ts (kinds), national.ts (central bodies), zones.ts (zones) and records/region (divisions).
 */
import type { Level } from '../../records/document.ts';
import {
  ancestors,
  contains,
  findRegions,
  leadingRegions,
  levelOfRegion,
  NATION,
  type Region,
  type RegionHint,
  regionByCode,
  regionOfName,
} from '../../records/region.ts';
import { type BodyKind, bodyRow } from './bodies.ts';
import { nationalBody } from './national.ts';
import { type Zone, zoneAt } from './zones.ts';

export type { BodyKind } from './bodies.ts';

export interface Issuer {
  /** The name without spaces and without a closing 文件. */
  readonly name: string;
  readonly level: Level;
  /** Null when the name does not tell (区教育局, XX区教育局, 鼓楼区教育局). A township or school carries its county's code. */
  readonly region: Region | null;
  /** What stands behind the region: 教育局, 党委组织部, 东海街道办事处. */
  readonly body: string;
  readonly kind: BodyKind | null;
}

export interface IssuerHint extends RegionHint {
  /** The region of the document where it is known: 区教育局 of a notice from 洛阳市涧西区. */
  readonly within?: Region | string | undefined;
}

const PARTY = /^(?:中国共产党|中共)(?!中央)/;
const LEAGUE = /^(?:中国共产主义青年团|共青团|中国少年先锋队|少先队)(?!中央|全国)/;

// 国家税务总局洛阳市税务局 · 国家统计局河南调查总队 · 中国人民银行河南省分行
const VERTICAL =
  /^(?:国家|中国)[^，。、]*?(?:局|总局|银行|公司|委|会)(?=.*(?:局|总队|调查队|分行|支行|分公司|办|专员办|监管局)$)/;

// 洛阳师范学院 · 第一中学 · 实验小学党支部; not 党校, 行政学院
const SCHOOL =
  /(?:大学|学院|学校|中学|小学|高中|初中|幼儿园|中专|技校|教育集团|[一二三四五六七八九十\d]+[中小高]|附[中小]|实小|外国语)(?:[(（].{1,10}[)）])?(?:党委|党总支|党支部|委员会|办公室)?$/;
const NO_SCHOOL = /(?:党校|行政学院|干部学院|社会主义学院)$/;

// 东海街道办事处 · 虎门镇人民政府 · 中共…北滘镇委员会 · 张庄村民委员会
const TOWNSHIP =
  /^.{0,14}?(?:(?:街道|镇|乡|苏木)(?:办事处|办$|人民政府|政府|党工委|工作委员会|工委|党委|委$|委员会|人大|团委|纪委|中心学校|教育办|中心校)|(?:村民|居民)委员会|居委会|村委会)/;

// 高新技术产业开发区管理委员会 · 城乡一体化示范区社会事业局 · 伊滨区教育局 (a district that GB/T 2260 does not know)
const ZONE =
  /^(.{1,20}?(?:开发区|高新区|经开区|示范区|试验区|实验区|合作区|集聚区|园区|保税区|度假区|管理区|投资区|新区))(?=管委会|管理委员会|党工委|工委|党委|教|社会|公共|人民政府|政府|党群|组织|宣传|财政|民政|卫生|纪|.{0,8}(?:街道|镇|乡)|$)/;
const UNLISTED =
  /^(?!.{0,6}(?:保护区|社区|灾区|山区|库区|林区|景区|校区|地区|小区|住宅区|城区|牧区|军区|片区|辖区|县区|市区)|各|全)([\u4e00-\u9fff]{2,6}?区)(?=人民政府|教|管委会|管理委员会|委|党|政府|办|社会|财政|纪|政|人|公)/;

// 老城区教育局, 合作市教育局 (names that are common words too) · 伊滨区教育局 without its city
const DISTRICT =
  /^([\u4e00-\u9fff]{1,6}[区县旗市])(?=教育|教体|教委|教科|人民政府|政府|人民法院|人民检察院|委|党|财政|卫生|人力|公安|市场|纪)/;

// 省教育厅 · 市教育局 · 区委 · XX区教育局 · ××县 · 某某市
const RELATIVE = /^(?:[A-Za-zＡ-Ｚ×某＊*○〇□]{1,4}(?=\S)|(?=..))(省|自治区|市|自治州|州|盟|区|县|旗|镇|乡|街道)/;
const RELATIVE_LEVEL: Readonly<Record<string, Level>> = {
  省: 'province',
  自治区: 'province',
  市: 'city',
  自治州: 'city',
  州: 'city',
  盟: 'city',
  区: 'county',
  县: 'county',
  旗: 'county',
  镇: 'township',
  乡: 'township',
  街道: 'township',
};

const tidy = (name: string): string =>
  name
    .replace(/[\s\u3000]+/g, '')
    .replace(/^[“"《]|[”"》]$/g, '')
    .replace(/文件$/, '');

/** 委教育工作领导小组 of 中共新乡市委教育工作领导小组 is 党委教育工作领导小组; of 共青团洛阳市委 it is 团委. */
const bodyOf = (tail: string, prefix: 'party' | 'league' | null): string =>
  prefix === null ? tail : tail.replace(/^委(?:员会)?/, prefix === 'party' ? '党委' : '团委');

/** What a name of an issuing body says. Never throws; a name that tells nothing is `unknown`. */
export function parseIssuer(raw: string, hint: IssuerHint = {}): Issuer {
  const name = tidy(raw);
  const prefix = PARTY.test(name) ? 'party' : LEAGUE.test(name) ? 'league' : null;
  const bare = name.replace(PARTY, '').replace(LEAGUE, '');
  const make = (level: Level, region: Region | null, tail: string): Issuer => {
    const body = bodyOf(tail, prefix);
    return { name, level, region, body, kind: kindOf(level, body) };
  };
  const zone = zoneNamed(bare, hint);
  if (zone) return make(zone.row.level, regionByCode(zone.row.code), bare.slice(zone.start));
  const chain = leadingRegions(bare, hint);
  const last = chain.at(-1);
  if (last) {
    const tail = bare.slice(last.end);
    const region = last.region;
    const corps = /^生产建设兵团(?:第?([一二三四五六七八九十]+|\d+)师)?/.exec(tail);
    if (corps) return ofCorps(make, tail, corps);
    const rank: Level = last.level;
    if (SCHOOL.test(tail) && !NO_SCHOOL.test(tail)) return make('school', region, tail);
    const inZone = zoneLevel(tail, rank, region);
    if (inZone) return make(TOWNSHIP.test(tail.slice(inZone.end)) ? 'township' : inZone.level, region, tail);
    if (TOWNSHIP.test(tail)) return make('township', region, tail);
    // 岳阳市住房公积金管理中心华容县管理部: an outpost of the city's body works for the county that it names.
    const outpost = OUTPOST.test(tail)
      ? findRegions(tail, { ...hint, ...(region ? { within: region } : {}) }).find(
          (m) => m.region && region && contains(region, m.region),
        )
      : undefined;
    if (outpost?.region) return make(outpost.level, outpost.region, tail);
    return make(rank, region, tail);
  }
  if (/^兵团/.test(bare)) return make('province', regionByCode('650000'), bare.slice(2));
  if (SCHOOL.test(bare) && !NO_SCHOOL.test(bare)) return make('school', schoolRegion(bare, hint), bare);
  if (VERTICAL.test(bare)) {
    const [first] = findRegions(bare, hint);
    if (first) {
      const inner = leadingRegions(bare.slice(first.start), hint).at(-1) ?? first;
      const end = inner === first ? first.end : first.start + inner.end;
      return make(inner.level, inner.region, bare.slice(end));
    }
  }
  // before 市…: 市场监管总局
  if (nationalBody(name)) return make('national', NATION, name);
  const relative = RELATIVE.exec(bare);
  if (relative) return ofRelative(make, bare, relative, hint);
  if (/^(?:国务院|国家|中央|中共中央|全国|最高人民|中国|中华)/.test(name)) return make('national', NATION, name);
  if (TOWNSHIP.test(bare)) return make('township', hinted(hint, 'county'), bare);
  const district = DISTRICT.exec(bare)?.[1];
  const named = district === undefined ? null : regionOfName(district, hint);
  // an unknown 某市 may be a prefecture or a county
  if (district !== undefined && (named || !district.endsWith('市')))
    return make('county', named, bare.slice(district.length));
  const within = hintRegion(hint);
  // 财政局 beside 洛阳市教育局
  if (within && bodyRow(bare)) return make(levelOfRegion(within), within, bare);
  return make('unknown', null, bare);
}

type Make = (level: Level, region: Region | null, tail: string) => Issuer;

function kindOf(level: Level, body: string): BodyKind | null {
  if (level === 'school' || level === 'township') return level;
  // 教育厅等五部门 · 教育部等八部门
  const row = bodyRow(body.replace(/等[一二三四五六七八九十\d]+(?:个)?(?:部门|单位|部委)$/, ''));
  // 城市管理委员会 runs no zone
  return row?.kind === 'zone' && !body.includes('区') ? 'department' : (row?.kind ?? null);
}

/** The Corps ranks as a province, its divisions (师) as prefectures; where a division shares its city, the city is the region. */
function ofCorps(make: Make, tail: string, corps: RegExpExecArray): Issuer {
  const body = tail.slice(corps[0].length);
  if (corps[1] === undefined) return make('province', regionByCode('650000'), tail);
  const city = leadingRegions(body).at(-1);
  return make('city', city?.region ?? regionByCode('650000'), city ? body.slice(city.end) : body);
}

/** 雄安新区, or behind its province or city: 四川天府新区, 南京市江北新区. Only where its code lies in the region named before. */
function zoneNamed(bare: string, hint: IssuerHint): { readonly row: Zone; readonly start: number } | null {
  const first = zoneAt(bare);
  if (first) return { row: first.row, start: 0 };
  for (const match of leadingRegions(bare, hint)) {
    const zone = zoneAt(bare.slice(match.end));
    if (zone && match.region && zone.row.code.startsWith(match.region.code.slice(0, 2)))
      return { row: zone.row, start: match.end };
  }
  return null;
}

const BELOW: Readonly<Record<string, Level>> = {
  national: 'province',
  province: 'city',
  city: 'county',
  county: 'township',
};

/** A zone's bodies rank one level below the division it lies in. Null when the name goes on without a zone. */
function zoneLevel(
  tail: string,
  rank: Level,
  region: Region | null,
): { readonly level: Level; readonly end: number } | null {
  const zone = ZONE.exec(tail) ?? (rank === 'county' ? null : UNLISTED.exec(tail));
  const end = zone?.[1]?.length;
  // 北京经济技术开发区: below a municipality come its districts
  const level = region && /^(?:11|12|31|50)0000$/.test(region.code) ? 'county' : BELOW[rank];
  return end !== undefined && level !== undefined ? { level, end } : null;
}

function schoolRegion(bare: string, hint: IssuerHint): Region | null {
  const relative = RELATIVE.exec(bare);
  return relative && relative[0].length === relative[1]?.length
    ? hinted(hint, RELATIVE_LEVEL[relative[1]] ?? 'unknown')
    : null;
}

const hintRegion = ({ within }: IssuerHint): Region | null =>
  within === undefined ? null : typeof within === 'string' ? regionByCode(within) : within;

/** The hint's region at a level: of 洛阳市涧西区 the city for 市教育局. */
function hinted(hint: IssuerHint, level: Level): Region | null {
  const within = hintRegion(hint);
  if (!within) return null;
  return [within, ...ancestors(within)].find((r) => levelOfRegion(r) === level) ?? null;
}

function ofRelative(make: Make, bare: string, relative: RegExpExecArray, hint: IssuerHint): Issuer {
  const [all, word = ''] = relative;
  const redacted = all.length > word.length;
  const level = RELATIVE_LEVEL[word] ?? 'unknown';
  const tail = bare.slice(all.length);
  const place = level === 'township' ? 'county' : level;
  // XX市XX区教育局: the next level down follows
  const deeper = RELATIVE.exec(tail);
  if (redacted && deeper && deeper[0].length > (deeper[1]?.length ?? 0)) return ofRelative(make, tail, deeper, {});
  return make(TOWNSHIP.test(tail) ? 'township' : level, redacted ? null : hinted(hint, place), tail);
}

/** A name that can stand alone: it ends as bodies end, and is more than a general word or the name of a party or league. */
const isBody = (text: string): boolean =>
  !/^(?:中国共产党|中国共产主义青年团|共青团|中国少年先锋队|少先队)$/.test(text) &&
  (SCHOOL.test(text) || TOWNSHIP.test(text) || nationalBody(text)?.end === text.length || complete(text));

/** 会 of 白银市会宁县 is no body: behind the region a general ending needs a word in front. */
function complete(text: string): boolean {
  const row = bodyRow(text);
  if (!row || text.length < 3) return false;
  const bare = text.replace(PARTY, '').replace(LEAGUE, '');
  return row.ending.length > 1 || bare.length - (leadingRegions(bare).at(-1)?.end ?? 0) > 1;
}

// 洛阳市财政局 after 洛阳市教育局 · 中共新乡市卫滨区委组织部 after 新乡市卫滨区教育体育局 · 国务院办公厅 after 中共中央办公厅
const begins = (text: string): boolean =>
  /^(?:中共|中国共产党|共青团|中国共产主义青年团)/.test(text) ||
  (leadingRegions(text)[0]?.name === 'full' && isBody(text)) ||
  (nationalBody(text)?.end ?? 0) >= 3;

/**
 * The names in a line or column of joint issuers, set apart by 、 ， spaces or line breaks, or by nothing where a new name
 * plainly begins. A single name that is spaced out (洛 阳 市 教 育 局) or broken over a line stays one.
 */
export function splitIssuers(lines: string): string[] {
  const parts = lines
    .replace(/文件\s*$/, '')
    .split(/[\s\u3000、，,；;]+/)
    .filter((part) => part !== '');
  const out: string[] = [];
  let open = '';
  for (const part of parts) {
    const joined = open + part;
    // a part that is no body of its own belongs to what follows or precedes: 洛阳市 教育局
    if (open !== '' && isBody(open) && (isBody(part) || begins(part))) {
      out.push(...unglue(open));
      open = part;
    } else open = joined;
  }
  if (open !== '') out.push(...unglue(open));
  return out;
}

/** The part of a body that sits in a county: …管理中心华容县管理部, …税务局第二税务所. */
const OUTPOST = /(?:管理部|分中心|管理处|营业部|办事部|监管所|税务所|工作站|派出机构)$/;

/** Cuts 中共中央办公厅国务院办公厅 where a complete name is followed by the beginning of another. */
function unglue(text: string): string[] {
  if (VERTICAL.test(text) && findRegions(text).length > 0) return [text];
  for (let i = 3; i < text.length - 2; i++) {
    const head = text.slice(0, i);
    const tail = text.slice(i);
    if (begins(tail) && isBody(tail) && isBody(head) && !OUTPOST.test(tail)) return [head, ...unglue(tail)];
  }
  return [text];
}
