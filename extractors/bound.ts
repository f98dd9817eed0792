import type { Period } from '../records/clause.ts';
import type { Section } from './extractor.ts';
import { type Quantity, quantities } from './quantity.ts';
import { type Stretch, sentences } from './sentence.ts';

/** What limit.ts and target.ts share: period and counted-for of a bounded quantity; subject.ts has its subject and scope. */

/** The word behind 每, as a period. */
export const PERIOD_NAMED: Readonly<Record<string, Period>> = {
  学期: 'semester',
  学年: 'school-year',
  年: 'year',
  季度: 'quarter',
  月: 'month',
  周: 'week',
  天: 'day',
  日: 'day',
};

// 每所学校 · 同一所小学 · 每校 · 各校每学期 · 每名教师 · 人均 · 每县（市、区） · 每班 · 每份文件 · 省级清单
// `carries`: set once in a sentence, it holds for the bounds behind it (每所学校每学期4次，毕业年级2次).
const COUNTED: readonly { readonly each: string; readonly pattern: RegExp; readonly carries: boolean }[] = [
  {
    each: 'school',
    pattern:
      /(?:每|同一|一)(?:一)?(?:所|个|间)(?:[\u4e00-\u9fa5]{0,6}?)(?:学校|小学|中学|高中|幼儿园|园所)|每校|每园|各(?:中小)?学?校(?=每|自选|[^，。；]{0,4}(?:每|不超过|至多))/,
    carries: true,
  },
  {
    each: 'teacher',
    pattern:
      /(?:每|同一)(?:一)?(?:名|位|个)?(?:[\u4e00-\u9fa5]{0,4}?)(?:教师|老师|教职工|教职员工|班主任|骨干)|(?:^|[，、])[\u4e00-\u9fa5]{0,6}(?:教师|班主任|校长|园长)(?:全员培训|培训)?每(?:\d|[一二三四五])?(?:学年|年|学期|周|人)/,
    carries: true,
  },
  {
    each: 'student',
    pattern:
      /(?:每|同一)(?:一)?(?:名|位|个)?(?!年级|学段|班)(?:[\u4e00-\u9fa5]{0,4}?)(?:学生|寄宿生|住校生|考生|幼儿|儿童|生(?=均|每))|生均|(?:^|[，、])(?:大|中|小)?学生每(?:学年|年|学期|周|天|日)/,
    carries: true,
  },
  { each: 'class', pattern: /每(?:一)?个?(?:教学)?班(?!次|车|期)|(?:[小中大]|混龄)班(?!额|次)/, carries: false },
  {
    each: 'province',
    pattern: /每(?:个)?省|省级[^，。；]{0,16}(?:总量|总数|清单|名单)/,
    carries: false,
  },
  {
    each: 'city',
    pattern: /每(?:个)?(?:设区)?市(?!场|民)|市级[^，。；]{0,16}(?:总量|总数|清单|名单)/,
    carries: false,
  },
  {
    each: 'county',
    pattern: /(?:每(?:个)?|各)(?:县|区)(?!域)|(?:县|区)级[^，。；]{0,16}(?:总量|总数|清单|名单)/,
    carries: false,
  },
  { each: 'township', pattern: /每(?:个)?(?:乡镇|乡|镇|街道)/, carries: false },
  { each: 'village', pattern: /每(?:个)?(?:行政)?村(?!民)|每(?:个)?社区/, carries: false },
  { each: 'room', pattern: /每(?:一)?间(?:宿舍|教室|房间|病房|寝室|客房)/, carries: false },
  { each: 'taxpayer', pattern: /(?:每|同一)(?:一)?(?:户|个|名)?纳税人/, carries: true },
  { each: 'couple', pattern: /每对(?:夫妇|夫妻)/, carries: true },
  { each: 'department', pattern: /每(?:个)?(?:部门|单位|科室|处室|股室)/, carries: true },
  { each: 'form-field', pattern: /栏[^，。；、]{0,6}(?:不超过|不得超过|控制在|限)\s*\d*字$/, carries: false },
  { each: 'form', pattern: /每(?:张|份)?(?:报表|表格|表)/, carries: false },
  {
    each: 'document',
    pattern:
      /每(?:份|件|个|篇)?(?:文件|材料|报告|总结|简报|论文|方案)|篇幅|字数|文件内容|(?:报告|总结|材料|文件|简报|案例|方案|讲话稿|论文|信息)[^，。；]{0,10}(?:[（(]|控制在|不超过|不得超过|一般不超过|原则上不超过|限|以内)/,
    carries: false,
  },
  { each: 'household', pattern: /每(?:户(?!纳税)|个?家庭)/, carries: false },
  { each: 'person', pattern: /每(?:人|名|位)|人均|每个?劳动力/, carries: true },
];

/** What a bound is counted for: the word in its own clause, else one that the sentence set before it. */
export function countedFor(section: Section, q: Quantity, clause: Stretch): string | null {
  const near = section.text.slice(clause.start, q.end);
  const shift = /值班|值守|轮班/.test(section.text);
  const fits = (row: (typeof COUNTED)[number], text: string): boolean => {
    if (
      row.each === 'document' &&
      (!['字', '页', '%'].includes(q.unit) || section.role === 'form' || section.role === 'row')
    )
      return false;
    // 不得超过农民人均纯收入的百分之五: of what the share is taken
    if (row.each === 'person' && q.unit === '%' && !/每/.test(text)) return false;
    // 值守每班 is a shift, 每班 elsewhere a class; 大班至多30分钟 counts no heads.
    return !(row.each === 'class' && (shift || (q.unit !== '名' && !text.includes('每')))) && row.pattern.test(text);
  };
  const own = COUNTED.find((row) => fits(row, near));
  if (own) return own.each;
  // 每张报表, 每处, 单次: the clause counts by something else.
  if (/每(?!学期|学年|年|季度|月|周|天|日|次)[\u4e00-\u9fa5]|单次/.test(near)) return null;
  const before = wider(section, clause);
  const set = before.includes('；') || before.includes(';') ? (before.split(/[；;]/).at(-1) ?? '') : before;
  // 每位老人每周探视2次，每次不超过2人: another unit is counted for itself, a share for nothing
  const others = quantities(set);
  if (q.unit === '%' || (others.length > 0 && !others.some((o) => o.unit === q.unit))) return null;
  return COUNTED.find((row) => row.carries && fits(row, set))?.each ?? null;
}

// 每学期 · 每学年 · 每年 · 全年 · 每季度 · 每月 · 每周 · 每天 · 每次 · 每场 · 每课时: the period is said.
const SAID: readonly (readonly [per: Period, pattern: RegExp])[] = [
  ['semester', /每(?:一|个)?学期|一个?学期(?:内)?|学期内|学期(?=结余|总|累计)/],
  ['school-year', /每(?:一|个)?学年|一个?学年(?:内)?|学年内/],
  [
    'year',
    /每(?:一)?年(?!级)|(?<![\d一二三四五六七八九十上去今明每])年(?=流失率|辍学率|增长率|增幅|折旧率|收费)|全年|(?<!上)年度内|(?<!上)一年之?内|(?<![上第十])一年(?=只|仅|最多|至多|不超|不多)|年均|(?<!上)一个?年度|每年度/,
  ],
  ['quarter', /每(?:个)?季度|一个?季度/],
  ['month', /每(?:个)?月|月均|月(?=缴存|租金|工资|收入|供款|还款|提取)|一个?月(?:内)|当月/],
  [
    'week',
    /每(?:一)?周|每星期|周均|一周(?:内)?|周六日|周六、?(?:周日|星期日)|周六和周日|双休日|周末(?=[^，。；]{0,4}安排|可)/,
  ],
  ['day', /每(?:一)?[天日]|日均|当[天日]|全天|每晚|一天内|单日|每个工作日/],
  [
    'session',
    /每(?:一)?(?:次|场|回|节|课时|堂|期|批|趟|轮|餐)|每班次|单次|一次性|次均|一次(?=[\u4e00-\u9fa5]{2,6}(?:不|最多|至多|控制))/,
  ],
];
// 会议时间 · 会期 · 活动时长: one session is meant.
const MEANT: readonly (readonly [per: Period, pattern: RegExp])[] = [
  ['session', /会期|(?:会议|例会|大会|座谈会|讲话|发言|活动|考试|课间|讲座|宣讲|测试)(?:的)?(?:时间|时长|用时|间隔)?/],
];

/** The period a bound counts over; a clock time is a bound of every day, the length of a meeting one of every session. */
export function periodOf(section: Section, q: Quantity, clause: Stretch): Period | null {
  if (q.unit === '时刻') return 'day';
  // 一次性收取时间跨度超过3个月的费用: a length paid for at once is no length of one session.
  // 以一个学期为限: the number itself names no period
  const itself = /^(?:学期|学年|年|季度|个月|周|天|日)$/.test(q.unit);
  const said = section.text.slice(clause.start, itself ? q.start : q.end);
  const near = /^(?:个月|课时|年|学期|元)$/.test(q.unit) ? said.replace(/一次性/g, '') : said;
  if (
    q.unit === '名' &&
    /^[^，。；]{0,4}(?:领导|负责人|负责同志|代表)?[^，。；]{0,4}(?:讲话|发言)/.test(
      section.text.slice(q.end, q.end + 12),
    )
  )
    return 'session';
  // 值守每班不超过3人: a shift is a session; elsewhere 每班 counts classes.
  if (/每班/.test(near) && /值班|值守|轮班|带班/.test(section.text)) return 'session';
  const found = nearest(near, q.start - clause.start, SAID);
  if (found) return found;
  const length = /^(?:分钟|小时|课时)$/.test(q.unit);
  const before = nearest(wider(section, clause).replace(/一次性/g, ''), Number.POSITIVE_INFINITY, SAID);
  // 每张报表指标不超过20项 counts by the form, whatever stands before.
  const counted = /每(?:一)?(?:张|份|件|篇|项|个|处|套|户)/.test(near);
  // 每日16时前报送，…立即报告，最迟不超过30分钟: the time to act in is no daily total.
  if (length && (before === 'day' || before === 'week') && !/最迟|最晚|至迟/.test(near)) return before;
  // 每次连续使用，小学不超过20分钟，初中不超过30分钟; 存放48小时 is no session's length.
  if (length && before === 'session' && !/存放|保存|冷藏|开放|间隔|提前/.test(near)) return before;
  if ((length || (q.unit === '名' && /讲话|发言/.test(near))) && nearest(near, q.start - clause.start, MEANT))
    return 'session';
  // A period set earlier in the sentence carries over: 每学期安排两类活动，总数不超过6次.
  if (before === null || counted) return null;
  if (before === 'session') return q.unit === '名' ? before : null;
  const fits = /^(?:次|场|项|个|元|件|份|篇|节|轮)$/.test(q.unit) || (q.unit === '天' && Number(q.value) < 1);
  return fits ? before : null;
}

function nearest(text: string, at: number, rows: readonly (readonly [per: Period, pattern: RegExp])[]): Period | null {
  let best: { per: Period; distance: number } | null = null;
  for (const [per, pattern] of rows)
    for (const m of text.matchAll(new RegExp(pattern.source, 'g'))) {
      const distance = Math.abs(Math.min(at, text.length) - (m.index + m[0].length));
      if (!best || distance < best.distance) best = { per, distance };
    }
  return best?.per ?? null;
}

/** The sentence in front of a clause. */
function wider(section: Section, clause: Stretch): string {
  const s = sentences(section.text).find((x) => x.start <= clause.start && clause.start < x.end);
  return s ? section.text.slice(s.start, clause.start) : '';
}
