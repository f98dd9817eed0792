import type { Limit } from '../../records/clause.ts';
import { type Level, rankOf } from '../../records/document.ts';
import { compareBounds, dimensionOf, magnitude } from '../../records/quantity.ts';
import { type Amount, amountsOf } from './amounts.ts';
import { type DraftClause, saidUpTo, TERM_OF } from './clause.ts';
import { contents, likeness, meets, shared, weigh } from './concepts.ts';
import { gradesAt, gradesOf } from './grades.ts';
import { breach, type Compared, cite, doubtful, type Judged, type Judgement } from './judged.ts';
import { type Near, type Nearness, standsNear } from './nearness.ts';
import { ofType, type Rule } from './superior.ts';
import { clashes, nearestOfEach, ranksClash, worded } from './wording.ts';

// 其中面向同一年级的不超过2次 · 毕业年级不超过1次: a part of the whole.
const NARROW = /其中|同一(?=年级|学段|批次|学生|班)|单个(?!学校|会议|活动|文件|项目|事项)|毕业|个别|特殊/;

/** A word that tells the rule from its neighbours stands on one side only. */
const setApart = (rule: Rule, clause: DraftClause): boolean =>
  ['extension', 'correct', 'online-training', 'offline-training', 'speech'].some((id) => {
    const there = rule.concepts.some((x) => x.id === id) && !/会议/.test(rule.words);
    // 学期中的线下培训，下课时间最迟为21:00: the sentence tells which.
    const said = /training$/.test(id) ? [...clause.concepts, ...clause.around] : clause.concepts;
    const here = said.some((x) => x.id === id);
    return there !== here && (there || (here && id === 'extension'));
  });

/** How well a rule's subject is the clause's subject, 0–1; 0 where a distinguishing word stands on one side only. */
export function alignment(rule: Rule, clause: DraftClause): number {
  const mine = contents(rule.concepts);
  const own = clause.concepts;
  if (setApart(rule, clause)) return 0;
  if (mine.length === 0) return likeness(rule.words, clause.quote) >= 0.5 ? 0.6 : 0;
  const direct = meets(rule.concepts, own);
  if (direct > 0 && weigh(shared(mine, own)) >= 2) return Math.max(direct, 0.5);
  // 每校最多不得突破10次: no content of its own; the sentence, then the heading say what it counts.
  if (contents(own).length > 0 && weigh(contents(own)) > 1) return 0;
  const around = weigh(shared(mine, clause.around)) >= 2 ? meets(rule.concepts, clause.around) * 0.8 : 0;
  // 线上培训每课时45分钟，全天结束时间不晚于20:45 under 课后服务: the sentence has named something else.
  const other = contents(clause.around).filter((c) => c.weight >= 2);
  if (around === 0 && other.length > 0 && shared(mine, other).length === 0) return 0;
  const heading = weigh(shared(mine, clause.heading)) >= 2 ? meets(rule.concepts, clause.heading) * 0.6 : 0;
  return Math.max(around, heading);
}

/** exceeds-limit: the draft allows more, or less for a floor, than a superior's bound on the same subject. */
export function judgeLimits(
  clauses: readonly DraftClause[],
  rules: readonly Rule[],
  level: Level,
  nearness: Nearness,
): Judgement {
  const judged: Judged[] = [];
  const compared: Compared[] = [];
  const limits = ofType(rules, 'limit');
  for (const clause of clauses) {
    if (clause.stance !== 'order' && clause.stance !== 'prohibition') continue;
    for (const amount of amountsOf(clause)) {
      const aligned = limits
        .filter(
          (rule) =>
            sameKind(amount, rule.record) &&
            !clashes(rule.record.subject, clause.quote) &&
            !clashes(rule.record.quote, clause.quote) &&
            !ranksClash(`${rule.record.subject}，${rule.record.quote}`, saidUpTo(clause)),
        )
        .map((rule) => {
          const near = worded(rule, clause);
          const score = Math.max(
            alignment(rule, clause),
            near >= 0.55 ? near : 0,
            sameUnit(amount, rule.record) ? passage(rule, clause, nearness) : 0,
          );
          return { rule, worded: near, score };
        })
        // 初中不超过70分钟 under 作业 answers no floor 每天不少于2小时 of something else near by.
        .filter(
          ({ rule, score, worded: near }) =>
            score >= 0.35 &&
            // A term alone has none of the words of what it is a term of.
            (TERM_OF.test(clause.quote) ||
              near >= 0.6 ||
              !farOff(nearness.near(clause, rule), alignment(rule, clause))) &&
            (sameSide(amount, rule.record) ||
              near >= 0.5 ||
              (facing(amount, rule.record) && alignment(rule, clause) >= 0.5)),
        );
      const found = nearestOfEach(withoutFarther(aligned, clause, nearness), 0.5)
        .map(({ rule, score, worded: near }) => ({
          rule,
          worded: near,
          score: score + (rule.record.each === amount.each ? 0.05 : 0),
          verdict: judge(amount, clause, rule, level),
        }))
        // What can be compared comes before what cannot.
        .sort(
          (a, b) =>
            Number(a.verdict.relation === 'incomparable') - Number(b.verdict.relation === 'incomparable') ||
            b.score - a.score ||
            (rankOf(a.rule.reading.document.level) ?? 9) - (rankOf(b.rule.reading.document.level) ?? 9),
        );
      const worst = found.find(
        (f) =>
          f.verdict.relation === 'looser' &&
          // A conversion that takes every month to be used up asks for the very subject.
          (f.verdict.sound || f.worded >= 0.5 || f.verdict.why === UNSAID) &&
          f.score >= (found[0]?.score ?? 0) - 0.3,
      );
      if (worst) judged.push(finding(clause, amount, worst.rule, worst.verdict, worst.score));
      else if (found[0])
        compared.push({
          clause,
          rule: found[0].rule,
          // Looser only if every period were used up, of a subject that is merely like it: no agreement either.
          relation: found[0].verdict.relation === 'looser' ? 'incomparable' : found[0].verdict.relation,
          calculation: found[0].verdict.calculation,
          why: 'why' in found[0].verdict ? found[0].verdict.why : '',
        });
    }
  }
  return { judged, compared };
}

/** 不少于三场 against 不超过2次 is a breach where the two surely speak of one thing. */
const facing = (amount: Amount, limit: Limit): boolean =>
  amount.comparator.startsWith('>') && limit.comparator.startsWith('<') && amount.per !== null;

/** No cap of the draft against a floor of the superior, and no floor (连续休息不少于35天) against a cap (培训不超过7天). */
const sameSide = (amount: Amount, limit: Limit): boolean =>
  !(amount.comparator.startsWith('<') && limit.comparator.startsWith('>')) &&
  !(amount.comparator.startsWith('>') && limit.comparator.startsWith('<'));

/** Where one rule's passage is much nearer than another's of the same document, the other is not meant: 借用时间 from 停留时间. */
function withoutFarther<T extends { readonly rule: Rule; readonly worded: number }>(
  found: readonly T[],
  clause: DraftClause,
  nearness: Nearness,
): T[] {
  const near = (rule: Rule): number => nearness.near(clause, rule)?.near ?? 0;
  return found.filter(
    (f) =>
      f.worded >= 0.8 ||
      !found.some((g) => g.rule.reading === f.rule.reading && near(g.rule) >= 0.3 && near(g.rule) > 1.6 * near(f.rule)),
  );
}

/** A heading alone makes no passage meant that others are much nearer than, in this document or in another superior. */
const farOff = (found: Near | null, aligned: number): boolean =>
  found === null ||
  (found.share < FAR && !(aligned === 1 && found.rank === 0)) ||
  (aligned < 0.7 && found.rank > 2 && found.near < 0.25);
const FAR = 0.35;

/** 进校园 on one side, 专项检查 on the other: both name what they count, and it is not the same. */
const aboutOther = (rule: Rule, clause: DraftClause, near: number): boolean => {
  const theirs = contents(rule.concepts).filter((c) => c.weight >= 2);
  const own = contents(clause.concepts);
  const ours = (own.length > 0 ? own : contents(clause.around)).filter((c) => c.weight >= 2);
  // 小学每生每学期收取500元 under 课后服务, beside a passage of nearly the same words
  const upon = near >= SAME_WORDS && own.length > 0 ? clause.heading : [];
  return theirs.length > 0 && ours.length > 0 && shared(theirs, [...ours, ...clause.around, ...upon]).length === 0;
};

const SAME_WORDS = 0.8;

/** In the passage that is nearest of its document a number of the same dimension is meant, unless a word tells the two apart. */
const NEAREST = 0.5;
function passage(rule: Rule, clause: DraftClause, nearness: Nearness): number {
  const found = nearness.near(clause, rule);
  return standsNear(found, NEAREST / 2) &&
    found.passage >= NEAREST &&
    !setApart(rule, clause) &&
    !aboutOther(rule, clause, found.near)
    ? Math.min(1, 0.4 + found.near / 4)
    : 0;
}

/** 次 against 次, months against years: one dimension, or neighbours that bound each other. */
export function sameKind(amount: Amount, limit: Limit): boolean {
  const a = dimensionOf(amount.unit).dimension;
  const b = dimensionOf(limit.unit).dimension;
  // 2026年9月至12月 is no 每次在校时间.
  if (a === 'months' && limit.per === 'session') return false;
  const days = new Set(['days', 'workdays', 'months']);
  const minutes = new Set(['clock-length', 'lessons']);
  // 会期半天 against 不超过1.5小时
  if (a === 'days' && b === 'clock-length')
    return (
      magnitude(amount.value) <= 3 && /[天日]/.test(amount.unit) && (limit.per === null || limit.per === 'session')
    );
  return (
    a === b ||
    (days.has(a) && days.has(b)) ||
    (minutes.has(a) && minutes.has(b)) ||
    (new Set([a, b]).size === 2 && [a, b].every((x) => x === 'times' || x === 'items') && amount.per === limit.per)
  );
}

/** 每半年至多一次 is at most twice a year; the format has no period of half a year. */
const halfYearly = (limit: Limit): Limit =>
  limit.per === null &&
  typeof limit.value === 'number' &&
  /每半年|半年(?:内|之内)?(?=[^，。；]{0,6}[次轮项])/.test(limit.quote)
    ? { ...limit, value: 2 * limit.value, per: 'year' }
    : limit;

/** What a number is counted for, beside time: 每组, 每个村庄, 每户. Schools, teachers and persons are told apart elsewhere. */
const COUNTED: readonly (readonly [name: string, words: RegExp])[] = [
  ['group', /每(?:个)?(?:小)?组/],
  ['village', /每(?:个)?(?:行政)?村|每(?:个)?社区/],
  ['household', /每(?:一)?户/],
  ['class', /每(?:个)?(?:教学)?班/],
  ['room', /每(?:间|个)(?:宿舍|教室|考场|房)/],
  ['enterprise', /每(?:家|个)?企业/],
  ['document', /每(?:份|篇|张|件)/],
];
const countedFor = (quote: string): string | null => COUNTED.find(([, words]) => words.test(quote))?.[0] ?? null;

/** 次 against 项, minutes against lessons: the same thing only where its words say so. */
const sameUnit = (amount: Amount, limit: Limit): boolean =>
  dimensionOf(amount.unit).dimension === dimensionOf(limit.unit).dimension ||
  !/^(?:items|times|lessons|clock-length)$/.test(dimensionOf(limit.unit).dimension);

const UNSAID = '文稿没有写明周期，按每日理解';

type Verdict = ReturnType<typeof compareBounds>;

export function judge(amount: Amount, clause: DraftClause, rule: Rule<Limit>, level: Level): Verdict {
  const limit = halfYearly(rule.record);
  const incomparable = (why: string): Verdict => ({
    relation: 'incomparable',
    calculation: `${amount.figure} 与 ${limit.quote}`,
    sound: false,
    why,
  });
  const own = gradesAt(clause.quote, amount.figure);
  const mine = own.length > 0 ? own : gradesOf(clause.sentenceText);
  const scoped = gradesOf(limit.scope ?? '');
  // 每学期不超过1次（高三年级不超过2次）: the bracket has a bound of its own.
  const apart = [...limit.quote.matchAll(/[（(]([^（）()]*\d[^（）()]*)[）)]/g)].map((m) => m[1] ?? '');
  if (
    own.length > 0 &&
    apart.some((b) => !b.includes(String(limit.value)) && own.every((g) => gradesOf(b).includes(g)))
  )
    return incomparable('上级对这个学段、年级另有规定');
  const theirs = limit.quote.includes('中小学')
    ? gradesOf(limit.quote)
    : scoped.length > 0
      ? scoped
      : gradesAt(limit.quote, String(limit.value));
  if (theirs.length > 0 && mine.length > 0 && !mine.some((g) => theirs.includes(g)))
    return incomparable('学段、年级不同');
  if (theirs.length > 0 && mine.length === 0 && !/义务教育/.test(`${limit.scope ?? ''}${limit.quote}`))
    return incomparable('上级限额限定了学段，文稿没有说明学段');
  if (limit.each && ['province', 'city', 'county'].includes(limit.each) && limit.each !== level)
    return incomparable('上级限额只约束本级以外的层级');
  if (NARROW.test(limit.quote) && !NARROW.test(clause.quote) && limit.each !== 'teacher')
    return incomparable('上级限额只约束其中一部分');
  // 同一名教师每周不超过3天 says nothing of the school's week.
  if (/综合性?/.test(limit.quote) && !/综合/.test(clause.sentenceText))
    return incomparable('上级限额只约束综合性的一类');
  if (limit.each === 'teacher' && !/教师|老师|教职工|每人/.test(clause.quote))
    return incomparable('上级限额按每名教师计算，文稿没有按教师计算');
  if (limit.each === 'school' && /每名(?:教师|教职工)|每位(?:教师|老师)|每人/.test(clause.quote))
    return incomparable('上级限额按每所学校计算，文稿按每名教师计算');
  if (limit.each === 'student' && !/学生|每生|每人/.test(clause.quote)) return incomparable('上级限额按每名学生计算');
  const [ours, rules] = [countedFor(clause.quote), countedFor(limit.quote)];
  if (ours !== null && rules !== null && ours !== rules) return incomparable('计数的对象不同');
  if (/总额|总费用|总金额/.test(clause.quote) && /人均|每人|每生|单次|每次/.test(limit.quote))
    return incomparable('文稿是总额，上级限额按每人、每次计算');
  // 借用6个月，延长后前后相加8个月 · 寄宿制学校再增加1名 · 其中中小微企业16家
  if (limit.per === null && /相加|累计|合计|总计|连同|加上/.test(clause.quote) && !/累计|合计|总/.test(limit.quote))
    return incomparable('文稿是合计数，上级限额按一次计算');
  if (limit.comparator.startsWith('>') && limit.unit !== '%' && /再增加|另增|增加\d|其中/.test(clause.quote))
    return incomparable('文稿的数字只是其中一部分');
  if (limit.per === 'session' && amount.per === null && /合计|累计|总计|总共|共计/.test(clause.quote))
    return incomparable('上级限额按每次计算，文稿是合计数');
  const exempt = limit.exception && /除(.{2,20}?)(?:以)?外/.exec(limit.exception)?.[1];
  if (exempt && likeness(exempt, clause.sentenceText) > 0.7) return incomparable('属于上级规定的例外');
  const unit =
    amount.unit === '项' && limit.unit === '次'
      ? { ...amount, unit: '次' }
      : amount.unit === '次' && limit.unit === '项'
        ? { ...amount, unit: '项' }
        : amount;
  // 三至六年级书面作业以七十分钟为限 leaves 每天 out: the superior's day is meant, but a reader must confirm it.
  if (
    amount.per === null &&
    limit.per === 'day' &&
    dimensionOf(limit.unit).dimension === 'clock-length' &&
    !/[总共]|合计|累计/.test(clause.quote)
  ) {
    const daily = compareBounds({ ...unit, per: 'day' }, limit);
    return daily.relation === 'looser'
      ? { relation: 'looser', calculation: daily.calculation, sound: false, why: UNSAID }
      : daily;
  }
  // 会议时间2小时 names no session where the rule does, and the other way round.
  return compareBounds(unit, limit);
}

function finding(clause: DraftClause, amount: Amount, rule: Rule<Limit>, verdict: Verdict, score: number): Judged {
  const limit = rule.record;
  const value = `${limit.value}${limit.unit === '时刻' ? '' : limit.unit}`;
  const cap = limit.comparator.startsWith('<') || limit.comparator === '==';
  return {
    kind: 'exceeds-limit',
    severity: verdict.sound && !doubtful(rule) ? 'conflict' : 'warning',
    clause,
    rule,
    relation: 'looser',
    calculation: verdict.calculation,
    why: `“${amount.figure}”${cap ? '超出' : '低于'}上级规定的${cap ? '上限' : '下限'}（${limit.quote}），${breach(rule)}`,
    suggestion: `建议将“${amount.figure}”调整为${cap ? '不超过' : '不少于'}${value}，与${cite(rule)}保持一致。`,
    // 语文、数学各30分钟 or 自9月起至次年5月止 cannot be mended by one number put in their place.
    edit:
      /^[\d一二三四五六七八九十百千两半〇零.:：]+[^，。；、至到]{0,5}$/.test(amount.figure) &&
      amount.per === limit.per &&
      dimensionOf(amount.unit).dimension === dimensionOf(limit.unit).dimension
        ? { from: amount.figure, to: value }
        : null,
    score,
  };
}
