import { periodOf } from '../../extractors/bound.ts';
import { clockTimes, quantities } from '../../extractors/quantity.ts';
import type { Comparator, Limit, Period } from '../../records/clause.ts';
import { type Level, rankOf } from '../../records/document.ts';
import { type Bound, compareBounds, dimensionOf, magnitude } from '../../records/quantity.ts';
import type { DraftClause } from './clause.ts';
import { contents, likeness, meets, remembered, shared, weigh } from './concepts.ts';
import { breach, type Compared, cite, doubtful, type Judged, type Judgement } from './judged.ts';
import type { Near, Nearness } from './nearness.ts';
import { ofType, type Rule } from './superior.ts';
import { clashes, nearestOfEach, ranksClash, worded } from './wording.ts';

/** A number that a clause of the draft sets, whether an operator stands or not: 组织活动8次 · 借调时间一般为1年 · 下午2时30分至6时. */
export interface Amount extends Bound {
  /** Its words in the draft. */
  readonly words: string;
  readonly each: string | null;
  readonly scope: string | null;
  /** The bare number and unit, to be replaced in an edit. */
  readonly figure: string;
}

/** Fewest months of a school year and of a semester as a length of time (各省学年校历: 39 to 40 weeks of school, 19 to 21). */
const SCHOOL_YEAR = 9;
const SEMESTER = 4;

/** Units of time that 次 is counted by. */
const SPANS: Readonly<Record<string, Period>> = {
  天: 'day',
  日: 'day',
  周: 'week',
  星期: 'week',
  个星期: 'week',
  月: 'month',
  个月: 'month',
  年: 'year',
};

/** What is asked for again and again by its last day. */
const REPORTS = /填报|填写|报送|上报|报告|提交|采集|汇总|登记/;
const count = (words: string | undefined): number =>
  words === undefined ? Number.NaN : '一二三四五六'.indexOf(words) + 1 || (words === '两' ? 2 : Number(words));

const TERM =
  /(?:自|从)?(20\d{2})年(\d{1,2})月(?:(\d{1,2})日|初|上旬|中旬|下旬|底)?(?:起|开始)?[，,]?\s*(?:至|到|—|－|-|~)?\s*(?:(20\d{2})年|当年|同年)?(\d{1,2})月(?:(\d{1,2})日|初|上旬|中旬|下旬|底)?(?:止|结束|返校|期满|$|[，。；、])/;
/** Months that a term takes, a month begun counted by its days. */
function monthsOf(m: RegExpExecArray): number {
  const [, y1, m1, d1, y2, m2, d2] = m.map((x) => (x === undefined ? undefined : Number(x)));
  const months = ((y2 ?? y1 ?? 0) - (y1 ?? 0)) * 12 + (m2 ?? 0) - (m1 ?? 0);
  const days = (d2 ?? 30) - (d1 ?? 1) + 1;
  return Math.round((months + days / 30) * 10) / 10;
}
const HOURS =
  /(?:上午|下午|晚上)?\s*\d{1,2}(?:[:：]\d{2}|时(?:\d{1,2}分)?|点半?)(?:开始|召开|开会|入场)?[，,]\s*(?:上午|下午|中午|晚上)?\s*\d{1,2}(?:[:：]\d{2}|时(?:\d{1,2}分)?|点半?)(?:结束|散会)/;

const RECURRING = /^R\/(\d*)(year|semester|school-year|quarter|month|week|day)=(\d+)$/;

export function amountsOf(clause: DraftClause): Amount[] {
  const { text } = clause.section;
  const out: Amount[] = [];
  const covered: { start: number; end: number }[] = [];
  // 由每季度填报改为每半年填报一次: what it was is over.
  const changed = /由[^，。；]*?(?:改|调整|减|降|缩短|压缩|提高|增加|延长)(?:为|至|到)/.exec(clause.quote);
  const since = clause.local.start + (changed ? changed.index + changed[0].length : 0);
  const half = quantities(text).filter((q) => q.start >= since && q.end <= clause.local.end);
  const said = (m: RegExpExecArray, bound: Omit<Bound, 'comparator'>): void => {
    const start = clause.local.start + m.index;
    covered.push({ start, end: start + m[0].length });
    out.push({ comparator: '==', ...bound, words: clause.quote, each: null, scope: null, figure: m[0] });
  };
  // 上半年、下半年各检查一次 · 春秋两季各一次: twice in the year.
  const halves =
    /(?:上半年[、和及与]下半年|春[、和]?秋(?:两季|季学期)?|春季[、和及与]秋季(?:学期)?)各?[^，。；]{0,12}?([一两二三四五六\d])(次|场|轮|项)/.exec(
      clause.quote,
    );
  if (halves) said(halves, { value: 2 * count(halves[1]), unit: halves[2] ?? '次', per: 'year' });
  // 一个季度的租金 · 保存一昼夜: lengths of time by other names.
  const quarters = /(?<!每)([一两二三四1-4])个季度/.exec(clause.quote);
  if (quarters) said(quarters, { value: 3 * count(quarters[1]), unit: '个月', per: null });
  // 每旬召开一次 is three times a month.
  const tens =
    /每旬[^，。；]{0,6}?([一两二三1-3])(次|场|轮)/.exec(clause.quote) ??
    /按旬[^，。；]{0,6}?()(?:召开|报送|填报)/.exec(clause.quote);
  if (tens) said(tens, { value: 3 * (tens[1] ? count(tens[1]) : 1), unit: tens[2] ?? '次', per: 'month' });
  // 每月第一周、第三周各接待一场: twice a month.
  const weeks = /每(月|学期)((?:第[一二三四五六\d]+周[、和及]?){2,})[^，。；]{0,8}?([一两二三1-3])(次|场|轮)/.exec(
    clause.quote,
  );
  if (weeks)
    said(weeks, {
      value: (weeks[2]?.match(/第/g)?.length ?? 1) * count(weeks[3]),
      unit: weeks[4] ?? '次',
      per: weeks[1] === '月' ? 'month' : 'semester',
    });
  // 一小时二十分钟: one length of two units.
  const both = /([一两二三四五六\d]+)个?小时([一二三四五六七八九十\d]{1,3})分钟?/.exec(clause.quote);
  const [whole, rest] = both ? half.filter((q) => q.start >= clause.local.start + both.index).slice(0, 2) : [];
  if (both && whole?.unit === '小时' && rest?.unit === '分钟')
    said(both, {
      value: 60 * magnitude(whole.value) + magnitude(rest.value),
      unit: '分钟',
      per: periodOf(clause.section, whole, clause.local),
    });
  // 县长、常务副县长和分管副县长依次讲话: as many as are named.
  const speakers =
    /^([^，。；]{2,60}?)(?:依次|分别|先后|逐一|相继)(?:作|做|进行)?(?:[^，。；]{0,6})(?:讲话|发言|致辞)/.exec(
      clause.quote,
    );
  const named = speakers ? (speakers[1] ?? '').split(/[、和与及]/).filter((x) => x.length >= 2) : [];
  if (speakers && named.length > 1 && !/\d|[一二三四五六七八九十两]名|各/.test(speakers[1] ?? ''))
    said(speakers, { value: named.length, unit: '名', per: null });
  // 自2026年3月1日开始，2027年1月31日结束: a length of months.
  const term = TERM.exec(clause.section.text.slice(clause.local.start, clause.local.end + 30));
  if (term && /至|到|止|结束|返校|期满/.test(term[0])) said(term, { value: monthsOf(term), unit: '个月', per: null });
  // 上午8:30开始，12:00结束: a length of hours.
  const hours = HOURS.exec(clause.section.text.slice(clause.local.start, clause.local.end + 16));
  const [opens, closes] = hours ? clockTimes(hours[0]) : [];
  if (hours && opens && closes && magnitude(closes.value) > magnitude(opens.value))
    said(hours, { value: (magnitude(closes.value) - magnitude(opens.value)) / 60, unit: '小时', per: 'session' });
  const days = /([一两二三四五1-5])(?:个)?昼夜/.exec(clause.quote);
  if (days) said(days, { value: 24 * count(days[1]), unit: '小时', per: null });
  // 自备案之日起九十天内有效: as long as it holds.
  for (const q of half)
    if (/^[天日周月年个季度]{1,3}$/.test(q.unit) && /^(?:以?内|之内)有效/.test(text.slice(q.end, clause.local.end))) {
      covered.push(q);
      out.push({
        comparator: '==',
        value: q.value,
        unit: q.unit,
        per: null,
        words: clause.quote,
        each: null,
        scope: null,
        figure: text.slice(q.start, q.end),
      });
    }
  for (const record of clause.records)
    if (record.type === 'limit') {
      const q = half.find((x) => x.value === record.value && x.unit === record.unit);
      if (!q) continue;
      covered.push(q);
      out.push({
        comparator: record.comparator,
        value: record.value,
        unit: record.unit,
        per: record.per ?? carried(clause, record.unit),
        words: clause.quote,
        each: record.each,
        scope: record.scope,
        figure: text.slice(q.start, q.end),
      });
    } else if (record.type === 'deadline') {
      const m = RECURRING.exec(record.when);
      const q = m && half.find((x) => /^(?:次|场|轮)$/.test(x.unit) && x.value === Number(m[3]));
      // 每半年开展一次 is twice a year.
      const semiannual = m?.[1] === '6' && m[2] === 'month';
      if (changed) continue;
      // 每月5日前填报自查表 is once a month.
      const by = /^R\/(month|quarter|week)<=/.exec(record.when)?.[1];
      if (by && REPORTS.test(clause.quote) && !covered.some((c) => c.start < 0))
        out.push({
          comparator: '==',
          value: 1,
          unit: '次',
          per: by as Period,
          words: clause.quote,
          each: null,
          scope: null,
          figure: /每(?:个?月|个?季度|周|星期)/.exec(clause.quote)?.[0] ?? clause.quote,
        });
      if (!m || !q || (m[1] && !semiannual)) continue;
      covered.push(q);
      out.push({
        comparator: '==',
        value: semiannual ? 2 * Number(m[3]) : Number(m[3]),
        unit: '次',
        per: semiannual ? 'year' : (m[2] as Period),
        words: clause.quote,
        each: null,
        scope: null,
        figure: text.slice(q.start, q.end),
      });
    }
  // 下午2时30分至6时: a span of the day is a length, and its end a clock bound.
  const clocks = clockTimes(text).filter((q) => q.start >= clause.local.start && q.end <= clause.local.end);
  clocks.forEach((from, i) => {
    const to = clocks[i + 1];
    if (!to || !/^\s*[至到—\-~～–]+\s*$/.test(text.slice(from.end, to.start))) return;
    const hours = (magnitude(to.value) - magnitude(from.value)) / 60;
    const figure = text.slice(from.start, to.end);
    if (hours > 0)
      out.push({
        comparator: '==',
        value: hours,
        unit: '小时',
        per: 'session',
        words: clause.quote,
        each: null,
        scope: null,
        figure,
      });
    if (!out.some((a) => a.value === to.value))
      out.push({
        comparator: '==',
        value: to.value,
        unit: '时刻',
        per: 'day',
        words: clause.quote,
        each: null,
        scope: null,
        figure,
      });
  });
  const year = /([一1两2])个?学(年|期)(?![^，。；]{0,2}[不至最\d])/.exec(clause.quote);
  if (year && /借|抽调|期(?:限|为|$)|时间/.test(clause.quote))
    out.push({
      comparator: '==',
      value: (/[两2]/.test(year[1] ?? '') ? 2 : 1) * (year[2] === '年' ? SCHOOL_YEAR : SEMESTER),
      unit: '个月',
      per: null,
      words: clause.quote,
      each: null,
      scope: null,
      figure: year[0],
    });
  for (const q of half) {
    if (covered.some((c) => c.start < q.end && q.start < c.end) || (q.unit === '时刻' && clocks.length > 1)) continue;
    if (
      /^(?:前|之前|以前|内|以内|之内|后)/.test(text.slice(q.end)) ||
      /提前[^，。；]{0,4}$/.test(text.slice(clause.local.start, q.start))
    )
      continue;
    // 两周召开一次 · 每三年评审一次: how often, not how long.
    const often = /^(?:[^，。；\d]{0,8}?)[一1]次/.test(text.slice(q.end, clause.local.end)) && SPANS[q.unit];
    if (often) {
      out.push({
        comparator: '==',
        value: 1 / magnitude(q.value),
        unit: '次',
        per: often,
        words: clause.quote,
        each: null,
        scope: null,
        figure: text.slice(q.start, text.indexOf('次', q.end) + 1),
      });
      continue;
    }
    // 以七十分钟为限 · 八次左右
    const comparator: Comparator = /^(?:为限|封顶)/.test(text.slice(q.end)) ? '<=' : '==';
    out.push({
      comparator,
      value: q.value,
      unit: q.unit,
      // 每季度末召开一次推进会，会期半天: the quarter counts the meetings, not the days of one.
      per:
        /^[天日]$/.test(q.unit) && !/每/.test(clause.quote)
          ? null
          : changed
            ? periodIn(text.slice(since, q.start))
            : (periodOf(clause.section, q, clause.local) ?? carried(clause, q.unit)),
      words: clause.quote,
      each: null,
      scope: null,
      figure: text.slice(q.start, q.end),
    });
  }
  return out;
}

/** The period of a count that its clause leaves out stands in the sentence or paragraph before it. */
function carried(clause: DraftClause, unit: string): Period | null {
  if (!/^(?:次|场|轮|项)$/.test(unit)) return null;
  if (/本学期|全学期|一学期/.test(clause.quote)) return 'semester';
  if (/全年|本年度|年内|年度/.test(clause.quote)) return 'year';
  return periodIn(clause.section.text.slice(0, clause.local.start));
}

/** The last 每… of a text. */
function periodIn(text: string): Period | null {
  const m = [...text.matchAll(/每(学期|学年|年|季度|月|周|天|日)/g)].at(-1)?.[1];
  const per: Readonly<Record<string, Period>> = {
    学期: 'semester',
    学年: 'school-year',
    年: 'year',
    季度: 'quarter',
    月: 'month',
    周: 'week',
    天: 'day',
    日: 'day',
  };
  return m ? (per[m] ?? null) : null;
}

const STAGES: readonly (readonly [words: RegExp, first: number, last: number])[] = [
  [/幼儿园/, 0, 0],
  [/义务教育/, 1, 9],
  [/小学其他年级|小学中高年级|其他年级|其余年级/, 3, 6],
  [/小学低年级/, 1, 2],
  [/小学/, 1, 6],
  [/初中|初级中学/, 7, 9],
  [/普通高中|高中|中职/, 10, 12],
];

/** The school years that a text names, 0 for 幼儿园 to 12: 小学 1–6 · 三至六年级 3–6 · 初中 7–9 · 小学其他年级 3–6. Empty: none named. */
export const gradesOf = remembered((named): readonly number[] => {
  // 中小学 names no school year.
  const text = named.replaceAll('中小学', '');
  const out = new Set<number>();
  const digits = '一二三四五六七八九';
  for (const m of text.matchAll(/([一二三四五六七八九])(?:[、至到—-]?([一二三四五六七八九]))?年级/g)) {
    const offset = /初[中]?$/.test(text.slice(0, m.index)) ? 6 : /高[中]?$/.test(text.slice(0, m.index)) ? 9 : 0;
    const from = digits.indexOf(m[1] ?? '') + 1;
    const to = m[2] ? digits.indexOf(m[2]) + 1 : from;
    for (let n = from; n <= to; n++) out.add(n + offset);
  }
  if (out.size > 0) return [...out];
  let rest = text;
  for (const [words, first, last] of STAGES)
    if (words.test(rest)) {
      for (let n = first; n <= last; n++) out.add(n);
      rest = rest.replace(new RegExp(words.source, 'g'), '');
    }
  return [...out];
});

// 其中面向同一年级的不超过2次 · 毕业年级不超过1次: a part of the whole.
const NARROW = /其中|同一(?=年级|学段|批次|学生|班)|单个(?!学校|会议|活动|文件|项目|事项)|毕业|个别|特殊/;

/** A word that tells the rule from its neighbours stands on one side only. */
const setApart = (rule: Rule, clause: DraftClause): boolean =>
  ['extension', 'correct', 'online-training', 'offline-training', 'speech'].some((id) => {
    const there = rule.concepts.some((x) => x.id === id) && !/会议/.test(rule.words);
    const here = clause.concepts.some((x) => x.id === id);
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
            !ranksClash(
              `${rule.record.subject}，${rule.record.quote}`,
              `${clause.sentenceText.slice(0, clause.sentenceText.indexOf(clause.quote))}${clause.quote}`,
            ),
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
            !(near < 0.6 && farOff(nearness.near(clause, rule), alignment(rule, clause))) &&
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
  found === null || found.share < FAR || (aligned < 0.7 && found.rank > 2 && found.near < 0.25);
const FAR = 0.35;

/** 进校园 on one side, 专项检查 on the other: both name what they count, and it is not the same. */
const aboutOther = (rule: Rule, clause: DraftClause): boolean => {
  const theirs = contents(rule.concepts).filter((c) => c.weight >= 2);
  const ours = contents(clause.concepts).filter((c) => c.weight >= 2);
  return theirs.length > 0 && ours.length > 0 && shared(theirs, [...ours, ...clause.around]).length === 0;
};

/** In the passage that is nearest of its document a number of the same dimension is meant, unless a word tells the two apart. */
const NEAREST = 0.5;
function passage(rule: Rule, clause: DraftClause, nearness: Nearness): number {
  const found = nearness.near(clause, rule);
  return found !== null &&
    found.rank === 0 &&
    found.passage >= NEAREST &&
    found.near >= NEAREST / 2 &&
    !setApart(rule, clause) &&
    !aboutOther(rule, clause)
    ? Math.min(1, 0.4 + found.near / 4)
    : 0;
}

/** 次 against 次, months against years: one dimension, or neighbours that bound each other. */
export function sameKind(amount: Amount, limit: Limit): boolean {
  const a = dimensionOf(amount.unit).dimension;
  const b = dimensionOf(limit.unit).dimension;
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
  const mine = gradesOf(clause.quote).length > 0 ? gradesOf(clause.quote) : gradesOf(clause.sentenceText);
  const theirs = gradesOf(limit.quote.includes('中小学') ? limit.quote : `${limit.scope ?? ''}${limit.quote}`);
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
    edit:
      amount.per === limit.per && dimensionOf(amount.unit).dimension === dimensionOf(limit.unit).dimension
        ? { from: amount.figure, to: value }
        : null,
    score,
  };
}
