import { PERIOD_NAMED, periodOf } from '../../extractors/bound.ts';
import { clockTimes, type Quantity, quantities } from '../../extractors/quantity.ts';
import type { Comparator, Period } from '../../records/clause.ts';
import { type Bound, magnitude } from '../../records/quantity.ts';
import { saidAmounts } from './amounts-said.ts';
import type { DraftClause } from './clause.ts';

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
const RECURRING = /^R\/(\d*)(year|semester|school-year|quarter|month|week|day)=(\d+)$/;

export function amountsOf(clause: DraftClause): Amount[] {
  const { text } = clause.section;
  const out: Amount[] = [];
  const covered: { start: number; end: number }[] = [];
  // 由每季度填报改为每半年填报一次: what it was is over.
  const changed = /由[^，。；]*?(?:改|调整|减|降|缩短|压缩|提高|增加|延长)(?:为|至|到)/.exec(clause.quote);
  const since = clause.local.start + (changed ? changed.index + changed[0].length : 0);
  const half = quantities(text).filter((q) => q.start >= since && q.end <= clause.local.end);
  const add = (
    { comparator, value, unit, per }: Bound,
    figure: string,
    of: Pick<Amount, 'each' | 'scope'> = { each: null, scope: null },
  ): void => {
    out.push({ comparator, value, unit, per, words: clause.quote, each: of.each, scope: of.scope, figure });
  };
  const figureOf = (q: Quantity): string => text.slice(q.start, q.end);
  for (const amount of saidAmounts(clause, half)) {
    covered.push(amount.at);
    add(amount, amount.figure);
  }
  // 自备案之日起九十天内有效: as long as it holds.
  for (const q of half)
    if (/^[天日周月年个季度]{1,3}$/.test(q.unit) && /^(?:以?内|之内)有效/.test(text.slice(q.end, clause.local.end))) {
      covered.push(q);
      add({ comparator: '==', value: q.value, unit: q.unit, per: null }, figureOf(q));
    }
  for (const record of clause.records)
    if (record.type === 'limit') {
      const q = half.find((x) => x.value === record.value && x.unit === record.unit);
      if (!q) continue;
      covered.push(q);
      add(
        {
          comparator: record.comparator,
          value: record.value,
          unit: record.unit,
          per: record.per ?? carried(clause, record.unit),
        },
        figureOf(q),
        record,
      );
    } else if (record.type === 'deadline') {
      const m = RECURRING.exec(record.when);
      const q = m && half.find((x) => /^(?:次|场|轮)$/.test(x.unit) && x.value === Number(m[3]));
      // 每半年开展一次 is twice a year.
      const semiannual = m?.[1] === '6' && m[2] === 'month';
      if (changed) continue;
      // 每月5日前填报自查表 is once a month.
      const by = /^R\/(month|quarter|week)<=/.exec(record.when)?.[1];
      if (by && REPORTS.test(clause.quote))
        add(
          { comparator: '==', value: 1, unit: '次', per: by as Period },
          /每(?:个?月|个?季度|周|星期)/.exec(clause.quote)?.[0] ?? clause.quote,
        );
      if (!m || !q || (m[1] && !semiannual)) continue;
      covered.push(q);
      add(
        {
          comparator: '==',
          value: semiannual ? 2 * Number(m[3]) : Number(m[3]),
          unit: '次',
          per: semiannual ? 'year' : (m[2] as Period),
        },
        figureOf(q),
      );
    }
  // 下午2时30分至6时: a span of the day is a length, and its end a clock bound.
  const clocks = clockTimes(text).filter((q) => q.start >= clause.local.start && q.end <= clause.local.end);
  clocks.forEach((from, i) => {
    const to = clocks[i + 1];
    if (!to || !/^\s*[至到—\-~～–]+\s*$/.test(text.slice(from.end, to.start))) return;
    const hours = (magnitude(to.value) - magnitude(from.value)) / 60;
    const figure = text.slice(from.start, to.end);
    if (hours > 0) add({ comparator: '==', value: hours, unit: '小时', per: 'session' }, figure);
    if (!out.some((a) => a.value === to.value))
      add({ comparator: '==', value: to.value, unit: '时刻', per: 'day' }, figure);
  });
  const year = /([一1两2])个?学(年|期)(?![^，。；]{0,2}[不至最\d])/.exec(clause.quote);
  if (year && /借|抽调|跟班|挂职|顶岗|期(?:限|为|$)|时[间限]/.test(clause.quote))
    add(
      {
        comparator: '==',
        value: (/[两2]/.test(year[1] ?? '') ? 2 : 1) * (year[2] === '年' ? SCHOOL_YEAR : SEMESTER),
        unit: '个月',
        per: null,
      },
      year[0],
    );
  for (const q of half) {
    if (covered.some((c) => c.start < q.end && q.start < c.end) || (q.unit === '时刻' && clocks.length > 1)) continue;
    // 两周内完成整改: how long somebody has, which a superior may bound from below.
    const given =
      /^(?:以内|之内|内)/.test(text.slice(q.end)) &&
      /(?:完成|提交|办理)?[^，。；]{0,12}整改|报名|征求意见/.test(clause.quote);
    if (
      (!given && /^(?:前|之前|以前|内|以内|之内|后)/.test(text.slice(q.end))) ||
      /提前[^，。；]{0,4}$/.test(text.slice(clause.local.start, q.start))
    )
      continue;
    // 两周召开一次 · 每三年评审一次: how often, not how long.
    const often = /^(?:[^，。；\d]{0,8}?)[一1]次/.test(text.slice(q.end, clause.local.end)) && SPANS[q.unit];
    if (often) {
      add(
        { comparator: '==', value: 1 / magnitude(q.value), unit: '次', per: often },
        text.slice(q.start, text.indexOf('次', q.end) + 1),
      );
      continue;
    }
    // 以七十分钟为限 · 八次左右
    const comparator: Comparator = /^(?:为限|封顶)/.test(text.slice(q.end)) ? '<=' : '==';
    add(
      {
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
      },
      figureOf(q),
    );
  }
  return out;
}

/** The period of a count that its clause leaves out stands in the sentence or paragraph before it. */
function carried(clause: DraftClause, unit: string): Period | null {
  if (!/^(?:次|场|轮|项)$/.test(unit)) return null;
  if (/本学期|全学期|一学期/.test(clause.quote)) return 'semester';
  if (/全年|本年度|年内|年度/.test(clause.quote) || /^20\d{2}年(?!\d)/.test(clause.sentenceText)) return 'year';
  return periodIn(clause.section.text.slice(0, clause.local.start));
}

/** The last 每… of a text. */
function periodIn(text: string): Period | null {
  const m = [...text.matchAll(/每(学期|学年|年|季度|月|周|天|日)/g)].at(-1)?.[1];
  return m ? (PERIOD_NAMED[m] ?? null) : null;
}
