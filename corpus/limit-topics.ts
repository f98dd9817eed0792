import type { Limit } from '../records/clause.ts';
import { compareBounds, dimensionOf, interval } from '../records/quantity.ts';

/**
 * Which limits of two documents speak of the same thing. Bureaus name it differently (借调时间, 借用期限), so the words
 * alone do not decide: matter, kind of quantity and side must be equal, words that set a rule apart must stand in both,
 * and then either enough words are shared or the matter has only one such quantity.
 */
interface Marker {
  readonly id: string;
  /** A rule with these words is another rule than one without. */
  readonly words: RegExp;
}

const MARKERS: readonly Marker[] = [
  { id: 'extension', words: /延长|延期|展期|续借/ },
  { id: 'speech', words: /发言|讲话|致辞/ },
  { id: 'meal', words: /用餐|餐费|伙食/ },
  { id: 'weekend', words: /周末|周六|周日|双休|节假日|寒暑假|假期/ },
  { id: 'online', words: /线上|在线|网上|电子设备/ },
  { id: 'evening', words: /晚自习|寄宿|住宿/ },
  { id: 'form-field', words: /活动内容|主要内容|[（(]\d+字/ },
  { id: 'indicator', words: /指标|栏目/ },
  { id: 'list', words: /清单|白名单|目录/ },
  { id: 'summary', words: /总结|报告篇幅|撰写/ },
  { id: 'exam', words: /社会考试|监考|考务/ },
  { id: 'allowance', words: /补助|补贴|津贴|标准每/ },
  { id: 'class-time', words: /课间|上课时间|下课时间|到校/ },
];

/** One writing for words that mean one thing in these rules. */
const SAME: readonly (readonly [RegExp, string])[] = [
  [/抽调|借调|抽用|借用/g, '借用'],
  [/期限|时限|时长|用时|时间/g, '时间'],
  [/进入校园|入校园|入校/g, '进校园'],
  [/检查督导|督导检查|督查检查|教育督导|综合督导|综合检查|督查|督导/g, '检查'],
  [/准入清单|白名单/g, '清单'],
  [/报表|表格|表册/g, '报表'],
  [/手机应用|移动应用|应用程序|APP/gi, '应用'],
];

// What most limits have: operators, periods, numbers, whom they bind.
const COMMON =
  /不得超过|不超过|不得少于|不少于|不得高于|不低于|不得晚于|不晚于|不早于|控制在|以内|以下|以上|最多|最长|至多|至少|一般|原则上|平均|合计|累计|总量|总数|各类|同一所|每所|一所|每校|各校|学校|每学期|每学年|每年|一年内|一学期|每月|每周|每天|每次|单次|全年|开展|举办|承担|安排|[\d零一二三四五六七八九十百千万半两]+|次|项|个月|小时|分钟/g;

// Whom or what part a limit is for is compared apart.
const NARROWING =
  /其中|面向|毕业年级|毕业班|同一年级|个别年级|[一二三四五六七八九、至到—-]+年级|小学|初中|高中|中学|幼儿园|其他年级|学生|的/g;

const GRADES: readonly (readonly [RegExp, string])[] = [
  [/幼儿园/, '幼儿园'],
  [/小学一、二年级|[一1][、至到—-]?[二2]年级/, '小学低年级'],
  [/[三3][、至到—-][六6]年级|小学其他年级|小学高年级/, '小学中高年级'],
  [/小学(?!一、二年级|其他年级|高年级|低年级)/, '小学'],
  [/初中/, '初中'],
  [/高中|中职/, '高中'],
  [/(?<!高|初|小)(?<!中)中学(?!生)/, '中学'],
];

/** A part of what a limit of the same words bounds as a whole. */
const PART = /其中|同一年级|毕业年级|毕业班|个别年级|单个/;
const PLACE = /(省级|市级|县级|区级|校级|国家级)/;

export interface Topic {
  readonly limit: Limit;
  /** Limits of another bucket are never the same thing. */
  readonly bucket: string;
  readonly shingles: ReadonlySet<string>;
  readonly grades: readonly string[];
  readonly part: boolean;
  readonly place: string | null;
}

const KIN: Readonly<Record<string, string>> = {
  days: 'length',
  workdays: 'length',
  months: 'length',
  'clock-length': 'minutes',
  lessons: 'minutes',
  items: 'counted',
  times: 'counted',
};

/** What the words of a limit tell; many notices use the same ones. */
interface Wording {
  readonly markers: string;
  readonly shingles: ReadonlySet<string>;
  readonly grades: readonly string[];
  readonly part: boolean;
  readonly place: string | null;
}

const wordings = new Map<string, Wording>();
const MOST_WORDINGS = 50_000;

function wordingOf(words: string, scope: string): Wording {
  const key = `${words}\n${scope}`;
  const known = wordings.get(key);
  if (known) return known;
  const whom = `${scope} ${words.replace(/中小学/g, '')}`;
  const wording = {
    markers: MARKERS.filter((m) => m.words.test(words))
      .map((m) => m.id)
      .join('|'),
    shingles: shinglesOf(words),
    grades: GRADES.filter(([pattern]) => pattern.test(whom)).map(([, grade]) => grade),
    part: PART.test(words),
    place: PLACE.exec(words)?.[1] ?? null,
  };
  if (wordings.size >= MOST_WORDINGS) wordings.clear();
  wordings.set(key, wording);
  return wording;
}

/** `before`: the limit that stands before it under the same heading, for clauses that leave out what they count (毕业年级不超过2次). */
export function topicOf(limit: Limit, before?: Topic): Topic {
  const wording = wordingOf(`${limit.subject} ${limit.quote}`, limit.scope ?? '');
  const { dimension } = dimensionOf(limit.unit);
  const side = interval(limit).high === null ? 'floor' : 'cap';
  const { markers, shingles, grades, part, place } = wording;
  return {
    limit,
    bucket: [limit.matter, KIN[dimension] ?? dimension, side, ...(markers === '' ? [] : [markers])].join('|'),
    shingles: shingles.size === 0 && before ? before.shingles : shingles,
    grades,
    part,
    place,
  };
}

function shinglesOf(words: string): Set<string> {
  let plain = words.normalize('NFKC');
  for (const [pattern, said] of SAME) plain = plain.replace(pattern, said);
  const clean = plain
    .replace(NARROWING, ' ')
    .replace(COMMON, ' ')
    .replace(/[^\p{Script=Han}\p{L}]/gu, ' ');
  const out = new Set<string>();
  for (let i = 0; i + 1 < clean.length; i++) {
    const pair = clean.slice(i, i + 2);
    if (!pair.includes(' ')) out.add(pair);
  }
  return out;
}

/** Matter and kind of quantity of which there is one rule, whatever it is called. */
const SINGLE = new Set([
  'secondment|length|cap',
  'after-school|clock|cap',
  'homework|minutes|cap',
  'document-meeting|minutes|cap',
  'campus-activity|minutes|cap',
]);

/** 0–1: how surely two limits of one bucket speak of the same thing. */
export function kinship(a: Topic, b: Topic): number {
  if (a.bucket !== b.bucket) return 0;
  let both = 0;
  for (const s of a.shingles) if (b.shingles.has(s)) both++;
  const share = both / Math.max(1, Math.min(a.shingles.size, b.shingles.size));
  return SINGLE.has(a.bucket) ? Math.max(0.6, share) : share;
}

export const KIN_ENOUGH = 0.4;

export type Relation = 'tighter' | 'equal' | 'looser' | 'incomparable';

export interface Compared {
  readonly relation: Relation;
  readonly calculation: string;
  /** Why it cannot be compared; null where it can. */
  readonly why: string | null;
}

/** A limit beside another one on the same thing: is it tighter, looser, equal? */
export function compareTopics(own: Topic, other: Topic): Compared {
  const a = own.limit;
  const b = other.limit;
  const apart = difference(own, other);
  const found = compareBounds(a, b);
  if (apart !== null) return { relation: 'incomparable', calculation: found.calculation, why: apart };
  switch (found.relation) {
    case 'equal':
      return { relation: 'equal', calculation: found.calculation, why: null };
    case 'stricter':
      return { relation: 'tighter', calculation: found.calculation, why: null };
    case 'looser':
      return { relation: 'looser', calculation: found.calculation, why: null };
    case 'incomparable':
      return { relation: 'incomparable', calculation: found.calculation, why: 'why' in found ? found.why : '无法换算' };
    default:
      return found satisfies never;
  }
}

const EACH_ZH: Readonly<Record<string, string>> = {
  school: '每校',
  teacher: '每名教师',
  class: '每班',
  student: '每名学生',
  province: '每省',
  city: '每市',
  county: '每县',
  document: '每份文件',
  meeting: '每次会议',
  department: '每个科室',
  form: '每张报表',
  'form-field': '每栏',
  person: '每人',
};
export const sayEach = (each: string): string => EACH_ZH[each] ?? `每${each}`;

/** What sets two limits on one thing apart, so that their numbers say nothing about each other. */
function difference(a: Topic, b: Topic): string | null {
  if (a.place !== b.place && a.place !== null && b.place !== null) return `一个约束${a.place}，一个约束${b.place}`;
  if (a.part !== b.part) return '一方只约束其中一部分';
  const grades = (t: Topic): string => (t.grades.length === 0 ? '未分学段' : t.grades.join('、'));
  if (a.grades.join() !== b.grades.join()) return `学段不同（${grades(a)} 与 ${grades(b)}）`;
  const [x, y] = [a.limit.each, b.limit.each];
  // 每学期每校6次 and 每学期6次 in a rule for schools are the same; 每名教师 and 每校 are not.
  if (x !== null && y !== null && x !== y) return `计算对象不同（${sayEach(x)} 与 ${sayEach(y)}）`;
  return null;
}
