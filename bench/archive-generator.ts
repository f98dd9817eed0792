/**
 * Notices for measuring the archive: made by seed, varied in place, structure, numbers and wording. It takes nothing
 * from extractors/, so that what is measured is not what was written for it.
 */
import { childRegions, type Region } from '../records/region.ts';

/** Numbers between 0 and 1 by seed (mulberry32). */
export function randomBy(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

export interface Dice {
  /** An integer from `low` to `high`, both included. */
  between(low: number, high: number): number;
  pick<T>(all: readonly T[]): T;
  chance(share: number): boolean;
}

export function diceBy(seed: number): Dice {
  const random = randomBy(seed);
  const between = (low: number, high: number): number => low + Math.floor(random() * (high - low + 1));
  return {
    between,
    pick: (all) => {
      const value = all[between(0, all.length - 1)];
      if (value === undefined) throw new RangeError('pick: nothing to pick from');
      return value;
    },
    chance: (share) => random() < share,
  };
}

export interface Place {
  readonly region: Region;
  readonly level: 'national' | 'province' | 'city' | 'county';
  readonly bureau: string;
  /** 机关代字 */
  readonly agency: string;
}

const PROVINCES = childRegions('000000').filter((r) => !/^(?:71|81|82)/.test(r.code));

export function placeBy(dice: Dice): Place {
  const draw = dice.between(1, 100);
  if (draw <= 2)
    return { region: { code: '000000', name: '全国' }, level: 'national', bureau: '教育部办公厅', agency: '教综厅' };
  const province = dice.pick(PROVINCES);
  const short = (r: Region): string => r.name.split('/').at(-1)?.slice(0, 1) ?? '';
  if (draw <= 10)
    return { region: province, level: 'province', bureau: `${province.name}教育厅`, agency: `${short(province)}教规` };
  const cities = childRegions(province);
  const city = dice.pick(cities);
  const name = (r: Region): string => r.name.split('/').at(-1) ?? r.name;
  const kind = dice.pick(['教育局', '教育和体育局', '人民政府办公室']);
  const letters = `${short(province)}${short(city)}`;
  if (draw <= 40 || childRegions(city).length === 0) {
    const level = city.code.endsWith('00') ? 'city' : 'county';
    return { region: city, level, bureau: `${name(city)}${kind}`, agency: `${letters}教发` };
  }
  const county = dice.pick(childRegions(city));
  return {
    region: county,
    level: 'county',
    bureau: `${name(city)}${name(county)}${kind}`,
    agency: `${letters}${short(county)}教`,
  };
}

type Sentence = (dice: Dice) => string;

/** Rules with numbers, by what they are about. Each has several wordings. */
const RULES: readonly { readonly head: string; readonly say: readonly Sentence[] }[] = [
  {
    head: '社会事务进校园',
    say: [
      (d) => `每所学校每学期各类进校园活动不超过${d.between(3, 9)}次。`,
      (d) => `各校每学年接纳的进校园活动控制在${d.between(6, 16)}次以内，单次时长不超过${d.between(3, 6)}0分钟。`,
      (d) => `进校园活动实行清单管理，本级清单不超过${d.between(4, 14)}项，未列入清单的一律不得进入校园。`,
      () => '任何单位不得以安全教育、文化宣传为名组织学生参加商业性活动。',
      () => '确需临时开展的，主办单位应提前一个月报教育主管部门审批，并抄送当地党委教育工作领导小组。',
    ],
  },
  {
    head: '督查检查考核',
    say: [
      (d) => `每校每年接受综合性督查检查不得多于${d.between(1, 4)}次。`,
      (d) => `检查组人数原则上不超过${d.between(3, 9)}人，在校时间不超过${d.between(1, 3)}天。`,
      () => '严禁将学校参与无关评比的情况纳入年度考核，不得搞一票否决。',
      (d) => `对落实不力的单位予以通报，连续${d.between(2, 3)}次排名末位的约谈主要负责人。`,
    ],
  },
  {
    head: '文件与会议',
    say: [
      (d) => `召开校长参加的会议每月至多${d.between(1, 3)}次，每次时间不超过${d.between(1, 3)}小时。`,
      (d) => `印发学校的文件篇幅一般控制在${d.between(2, 6)}000字以内。`,
      (d) => `会议讲话人数不超过${d.between(1, 3)}人，发言材料不超过${d.between(5, 15)}分钟。`,
      () => '能采用视频形式召开的会议，一律采用视频形式，不得要求学校层层陪会。',
    ],
  },
  {
    head: '报表与调研',
    say: [
      (d) => `学校每学期填报的报表不超过${d.between(2, 8)}张，每张表的指标不超过${d.between(10, 40)}项。`,
      (d) => `留给学校的填报时间不得少于${d.between(2, 7)}个工作日。`,
      (d) => `各单位须于每年${d.between(1, 12)}月底前将下一年度数据采集计划报送备案。`,
      () => '同一内容的数据不得重复采集，已有平台能够提取的不再要求学校上报。',
    ],
  },
  {
    head: '借用教师',
    say: [
      (d) => `借用教师的时间不得超过${d.between(2, 12)}个月。`,
      (d) => `借调期满确需延长的，延长时间不超过${d.between(1, 6)}个月，且只能延长一次。`,
      (d) =>
        `各单位应在${d.between(2024, 2026)}年${d.between(1, 12)}月${d.between(1, 28)}日前完成超期借用人员的清退工作。`,
      () => '未经教育主管部门同意，任何单位和个人不得从学校抽调教师。',
    ],
  },
  {
    head: '作业管理',
    say: [
      (d) => `小学三至六年级每天书面作业平均完成时间不超过${d.between(4, 7)}0分钟。`,
      (d) => `初中每天书面作业平均完成时间不超过${d.between(7, 10)}0分钟。`,
      () => '小学一、二年级不布置书面家庭作业，严禁要求家长批改作业。',
      (d) => `学校应当每${d.pick(['周', '月', '学期'])}对作业总量进行公示。`,
    ],
  },
  {
    head: '课后服务',
    say: [
      (d) => `课后服务结束时间原则上不晚于1${d.between(7, 8)}:${d.pick(['00', '30'])}。`,
      (d) => `课后服务每周开展${d.between(3, 5)}天，每天不少于${d.between(1, 2)}小时。`,
      (d) => `每名教师每周承担课后服务一般不超过${d.between(2, 4)}天。`,
      () => '不得利用课后服务时间集体补课或讲授新课。',
    ],
  },
  {
    head: '值班与培训',
    say: [
      (d) => `寒暑假期间每天值班人数不超过${d.between(1, 4)}人。`,
      (d) => `学校每年承担社会考试不超过${d.between(2, 8)}次。`,
      (d) => `单次脱产培训不超过${d.between(3, 15)}日，每名教师每学年参加培训不少于${d.between(2, 9)}0学时。`,
      (d) => `收到申请之日起${d.between(5, 30)}日内作出答复。`,
    ],
  },
];

const SUBJECTS = [
  '各地',
  '各级教育部门',
  '各学校',
  '有关单位',
  '各县区',
  '各中心学校',
  '局机关各科室',
  '相关部门',
  '各乡镇街道',
  '属地政府',
];
const VERBS = [
  '统筹推进',
  '认真落实',
  '逐项梳理',
  '全面排查',
  '稳妥处理',
  '协同做好',
  '及时完善',
  '分类指导',
  '定期分析',
  '持续巩固',
];
const OBJECTS = [
  '校园安全防护',
  '食堂食品卫生',
  '教学常规管理',
  '师德师风建设',
  '校舍维修改造',
  '信息系统整合',
  '家校沟通机制',
  '图书配备更新',
  '体育场地开放',
  '学生心理辅导',
  '招生入学秩序',
  '经费使用公开',
  '教研活动安排',
  '特殊教育保障',
  '控辍保学台账',
  '营养改善计划',
];
const WAYS = [
  '结合本地实际细化工作举措',
  '建立台账、销号管理',
  '明确专人负责',
  '依托现有平台开展',
  '听取一线教师意见',
  '按照权限依规办理',
  '注重日常积累',
  '形成闭环管理',
  '防止简单化和一刀切',
  '做到底数清、情况明',
];

/** Sentences that bear no rule, as most of a notice does. */
const filler = (d: Dice): string =>
  `${d.pick(SUBJECTS)}要${d.pick(VERBS)}${d.pick(OBJECTS)}，${d.pick(WAYS)}${d.chance(0.4) ? `，${d.pick(WAYS)}` : ''}。`;

const DIGITS = '零一二三四五六七八九十';
export const chinese = (n: number): string =>
  n <= 10
    ? (DIGITS[n] ?? '')
    : n < 20
      ? `十${DIGITS[n - 10]}`
      : `${DIGITS[Math.floor(n / 10)]}十${n % 10 === 0 ? '' : DIGITS[n % 10]}`;

export interface MadeNotice {
  readonly name: string;
  readonly text: string;
  readonly number: string;
  readonly place: Place;
}

/** Notice `index` of the archive that `seed` stands for: the same for the same two numbers. */
export function noticeBy(seed: number, index: number): MadeNotice {
  const dice = diceBy(seed * 1_000_003 + index);
  const place = placeBy(dice);
  const year = dice.between(2019, 2025);
  const number = `${place.agency}〔${year}〕${1 + (index % 9973)}号`;
  const topics = [...RULES].sort(() => dice.between(0, 2) - 1).slice(0, dice.between(2, 5));
  const first = topics[0]?.head ?? '';
  const kind = dice.pick(['通知', '意见', '实施方案', '若干措施', '管理办法']);
  const title = `关于${dice.pick(['进一步规范', '切实加强', '扎实做好', '深入推进', '持续改进'])}${first}${dice.pick(['工作', '有关工作', '管理工作'])}的${kind}`;
  const earlier = index > 10 && dice.chance(0.3) ? noticeHead(seed, dice.between(0, index - 1)) : null;
  const basis = earlier ? `根据《${earlier.title}》（${earlier.number}）要求，` : '为进一步减轻学校和教师负担，';
  const style = dice.between(0, 2);
  let article = 0;
  const body = topics.flatMap((topic, t) => {
    const rules = topic.say.filter(() => dice.chance(0.7)).map((say) => say(dice));
    const lines = [filler(dice), ...rules, ...(dice.chance(0.5) ? [filler(dice)] : [])];
    if (style === 0) return [`${chinese(t + 1)}、${topic.head}`, ...lines.map((l, i) => `（${chinese(i + 1)}）${l}`)];
    if (style === 1) return lines.map((l) => `第${chinese(++article)}条 ${l}`);
    return [`${chinese(t + 1)}、${topic.head}。${lines[0] ?? ''}`, ...lines.slice(1).map((l, i) => `${i + 1}.${l}`)];
  });
  const date = `${year}年${dice.between(1, 12)}月${dice.between(1, 28)}日`;
  const text = [
    `${place.bureau}文件`,
    number,
    `${place.bureau}${title}`,
    `${dice.pick(['各有关单位', '各县（市、区）教育局，市直各学校', '各中小学校', '各乡镇中心学校，县直各学校'])}：`,
    `　　${basis}结合实际，现就有关事项通知如下。`,
    ...body.map((line) => `　　${line}`),
    `　　本${kind.slice(-2)}自印发之日起施行。`,
    `　　　　${place.bureau}`,
    `　　　　${date}`,
    '',
  ].join('\n');
  return { name: `${String(index).padStart(6, '0')}.txt`, text, number, place };
}

function noticeHead(seed: number, index: number): { title: string; number: string } {
  const made = noticeBy(seed, index);
  const [, , title = ''] = made.text.split('\n');
  return { title, number: made.number };
}

export { filler, RULES };
