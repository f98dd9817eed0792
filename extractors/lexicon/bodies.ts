/** Kinds of issuing bodies as rows: how a name ends, what such a body is, one name that shows it, and where the kind is laid down. */

export const BODY_KINDS = [
  'government',
  'party',
  'education',
  'leading-group',
  'congress',
  'court',
  'mass',
  'township',
  'zone',
  'school',
  'department',
] as const;
export type BodyKind = (typeof BODY_KINDS)[number];

export interface BodyRow {
  /** The end of the body's name without 办公室, 党组 and the like behind it. */
  readonly ending: string;
  readonly kind: BodyKind;
  readonly sample: string;
  readonly source: string;
}

const ORGANIC = '《地方各级人民代表大会和地方各级人民政府组织法》（2022年修正）';
const PARTY = '《中国共产党工作机关条例（试行）》（2017年）、《中国共产党地方委员会工作条例》（2015年）';
const EDUCATION = '《教育法》（2021年修正）第十五条；地方机构改革后教育行政部门的名称';
const STATE = '《国务院关于机构设置的通知》（国发〔2023〕5号）';
const SCHOOL = '《教育法》（2021年修正）第十七条、第二十七条';
const GROUP = '《地方各级人民政府机构设置和编制管理条例》（国务院令第486号）第十一条：议事协调机构';
const MASS = '《参照〈公务员法〉管理的单位审批办法》：人民团体和群众团体';

const rows = (kind: BodyKind, source: string, list: Readonly<Record<string, string>>): BodyRow[] =>
  Object.entries(list).map(([ending, sample]) => ({ ending, kind, sample, source }));

/** The longest ending that fits decides; a row without a `sample` of its own would never be tested. */
export const BODY_ROWS: readonly BodyRow[] = [
  ...rows('government', ORGANIC, {
    人民政府: '福建省人民政府',
    行政公署: '大兴安岭地区行政公署',
    行署: '阿里地区行署',
    政府: '洛阳市政府',
    生产建设兵团: '新疆生产建设兵团',
  }),
  ...rows('education', EDUCATION, {
    教育厅: '河南省教育厅',
    教育局: '洛阳市教育局',
    教体局: '郏县教体局',
    教科局: '西峡县教科局',
    教育体育局: '洛阳市涧西区教育体育局',
    教育和体育局: '大理市教育和体育局',
    教育科技局: '临汾市尧都区教育科技局',
    教育科技体育局: '安康市汉滨区教育科技体育局',
    教育文化体育局: '鸡西市鸡冠区教育文化体育局',
    教育科学技术局: '鄂尔多斯市东胜区教育科学技术局',
    文教体局: '无锡市某区文教体局',
    教育委员会: '上海市教育委员会',
    教委: '北京市海淀区教委',
    教育工委: '中共河南省委教育工委',
    教育工作委员会: '中共重庆市委教育工作委员会',
    教育督导局: '平顶山市教育督导局',
    教育督导委员会: '河南省人民政府教育督导委员会',
    教育督导团: '安徽省人民政府教育督导团',
    招生考试委员会: '广东省招生考试委员会',
    教育考试院: '山东省教育考试院',
    招生办公室: '洛阳市招生办公室',
    教学研究室: '安阳市教学研究室',
  }),
  ...rows('leading-group', GROUP, {
    领导小组: '中共新乡市委教育工作领导小组',
    协调小组: '湖北省教师减负协调小组',
    工作专班: '许昌市双减工作专班',
    联席会议: '四川省校外培训机构监管联席会议',
    指挥部: '郑州市疫情防控指挥部',
    专项工作机制: '中央层面整治形式主义为基层减负专项工作机制',
  }),
  ...rows('party', PARTY, {
    党委: '云南省党委',
    省委员会: '中国共产党河南省委员会',
    市委员会: '中国共产党洛阳市委员会',
    区委员会: '中共西安市雁塔区委员会',
    县委员会: '中共民权县委员会',
    州委: '中共恩施州委',
    盟委: '中共锡林郭勒盟委',
    旗委: '中共准格尔旗委',
    地委: '中共阿里地委',
    工委: '中共雄安新区工委',
    党工委: '洛阳高新区党工委',
    机关工作委员会: '中共合肥市委市直机关工作委员会',
    省委: '中共福建省委',
    市委: '中共泉州市委',
    区委: '中共新乡市卫滨区委',
    县委: '中共民权县委',
    组织部: '中共新乡市卫滨区委组织部',
    宣传部: '中共杭州市委宣传部',
    统战部: '中共武汉市委统战部',
    政法委: '中共长沙市委政法委',
    政法委员会: '中共长沙市委政法委员会',
    纪委: '中共西安市纪委',
    纪律检查委员会: '中共西安市纪律检查委员会',
    监察委员会: '西安市监察委员会',
    机构编制委员会: '中共南京市委机构编制委员会',
    机关工委: '中共合肥市委市直机关工委',
    文明办: '吉林市文明办',
    网信办: '成都市网信办',
    编办: '昆明市编办',
  }),
  ...rows('congress', ORGANIC, {
    人民代表大会: '海南省人民代表大会',
    人民代表大会常务委员会: '浙江省人民代表大会常务委员会',
    人大常委会: '浙江省人大常委会',
    政协: '银川市政协',
  }),
  ...rows('court', '《人民法院组织法》《人民检察院组织法》（2018年修订）', {
    人民法院: '洛阳市涧西区人民法院',
    人民检察院: '最高人民检察院',
  }),
  ...rows('mass', MASS, {
    团委: '沈阳市团委',
    团中央: '共青团中央',
    团省委: '辽宁团省委',
    团市委: '太原团市委',
    妇女联合会: '贵州省妇女联合会',
    妇联: '遵义市妇联',
    总工会: '青海省总工会',
    红十字会: '西宁市红十字会',
    科学技术协会: '广西壮族自治区科学技术协会',
    残疾人联合会: '兰州市残疾人联合会',
    工商业联合会: '温州市工商业联合会',
    文学艺术界联合会: '绍兴市文学艺术界联合会',
    关心下一代工作委员会: '大连市关心下一代工作委员会',
    工作委员会: '中国少年先锋队河南省工作委员会',
  }),
  ...rows('township', ORGANIC, {
    街道办事处: '泉州市丰泽区东海街道办事处',
    镇人民政府: '东莞市虎门镇人民政府',
    乡人民政府: '卢氏县双龙湾乡人民政府',
    镇政府: '义乌市佛堂镇政府',
    乡政府: '栾川县某某乡政府',
    苏木人民政府: '鄂温克族自治旗辉苏木人民政府',
    街道党工委: '北京市海淀区学院路街道党工委',
    街道工作委员会: '中共北京市西城区月坛街道工作委员会',
    街道工委: '中共上海市徐汇区湖南路街道工委',
    街道办: '深圳市南山区粤海街道办',
    镇党委: '昆山市玉山镇党委',
    乡党委: '中牟县某乡党委',
    镇委员会: '中共佛山市顺德区北滘镇委员会',
    乡委员会: '中共腾冲市和顺乡委员会',
    镇委: '中共东莞市长安镇委',
    村民委员会: '兰考县张庄村民委员会',
    居民委员会: '洛阳市涧西区某社区居民委员会',
    社区居委会: '洛阳市涧西区某社区居委会',
  }),
  ...rows('zone', '《国务院办公厅关于促进开发区改革和创新发展的若干意见》（国办发〔2017〕7号）', {
    管理委员会: '洛阳高新技术产业开发区管理委员会',
    管委会: '郑州航空港经济综合实验区管委会',
    开发区: '北京经济技术开发区',
    示范区: '新乡市平原城乡一体化示范区',
    高新区: '成都高新区',
    新区: '贵州贵安新区',
    园区: '苏州工业园区',
    社会事业局: '洛阳高新区社会事业局',
  }),
  ...rows('school', SCHOOL, {
    大学: '河南师范大学',
    学院: '洛阳师范学院',
    学校: '洛阳市实验学校',
    中学: '新乡市第一中学',
    小学: '泉州市丰泽区实验小学',
    高中: '洛阳市第一高中',
    高级中学: '民权县高级中学',
    初中: '开封市金明初中',
    幼儿园: '海口市中心幼儿园',
    一中: '漳州一中',
    附中: '华东师大二附中',
    附小: '南京师大附小',
    中专: '漯河市卫生中专',
    教育集团: '杭州市学军教育集团',
  }),
  ...rows('department', STATE, {
    厅: '甘肃省财政厅',
    局: '洛阳市财政局',
    部: '住房城乡建设部',
    署: '审计署',
    总局: '国家体育总局',
    委: '国家发展改革委',
    改革委员会: '河北省发展和改革委员会',
    健康委员会: '宁夏回族自治区卫生健康委员会',
    事务委员会: '云南省民族宗教事务委员会',
    监督管理委员会: '国务院国有资产监督管理委员会',
    委员会: '北京市交通委员会',
    办公室: '办公室',
    中心: '洛阳市住房公积金管理中心',
    队: '国家统计局河南调查总队',
    银行: '中国人民银行',
    分行: '中国人民银行河南省分行',
    院: '国务院',
    会: '中国证监会',
    社: '新华社',
    党校: '中共洛阳市委党校',
    公司: '洛阳市城市发展投资集团有限公司',
    军区: '河南省军区',
  }),
];

/** What may stand behind a body's own name without changing what it is. */
const BEHIND = /(?:办公厅|办公室|秘书组|秘书处|综合组|机关党委|党组|党委|党总支|党支部|文件)$/;

const byEnding = new Map(BODY_ROWS.map((row) => [row.ending, row]));
const longest = Math.max(...BODY_ROWS.map((row) => row.ending.length));

/**
 * The row whose ending is the longest that fits. A general ending (办公室, 党组, …) gives way to the body in front of it:
 * 教育工作领导小组办公室 is a leading group, 人民政府办公厅 a government, but 招生办公室 has a row of its own.
 */
export function bodyRow(name: string): BodyRow | null {
  const direct = endingOf(name);
  if (direct && direct.kind !== 'department' && direct.ending !== '党委') return direct;
  const own = name.replace(BEHIND, '');
  return own === '' || own === name ? direct : (bodyRow(own) ?? direct);
}

function endingOf(text: string): BodyRow | null {
  for (let size = Math.min(longest, text.length); size > 0; size--) {
    const row = byEnding.get(text.slice(text.length - size));
    if (row) return row;
  }
  return null;
}
