import type { Deadline } from '../../records/clause.ts';
import { compareLengths, daysOf, parseWhen, sayLength, type When } from '../../records/when.ts';
import { type DraftClause, saidUpTo } from './clause.ts';
import { contents, likeness, meets, shared, weigh } from './concepts.ts';
import { breach, type Compared, cite, doubtful, type Judged, type Judgement } from './judged.ts';
import type { Near, Nearness } from './nearness.ts';
import { ofType, type Rule, STEPS, unitOf } from './superior.ts';
import { clashes, nearestOfEach, worded, wordedAround, wordPairs } from './wording.ts';

/**
 * When an event that notices hang dates on falls in the year: earliest and latest month-day over the provinces.
 * 春季学期 opens after 春节 (late January to mid February) and 寒假; 秋季学期 on 1 September, in the north-west some days before.
 * Source: 各省 2019—2025 学年校历; 《教育部关于义务教育课程设置》 two semesters a year.
 */
const CALENDAR: readonly { readonly event: RegExp; readonly earliest: string; readonly latest: string }[] = [
  { event: /春季(?:学期)?(?:开学|开始)?/, earliest: '02-06', latest: '03-15' },
  { event: /秋季(?:学期)?(?:开学|开始)?/, earliest: '08-20', latest: '09-10' },
  { event: /暑假/, earliest: '06-25', latest: '07-20' },
  { event: /寒假/, earliest: '12-31', latest: '02-05' },
  { event: /高考/, earliest: '06-07', latest: '06-10' },
];

/** deadline-conflict: a date later than a superior's deadline, or less notice than it requires. */
export function judgeDeadlines(
  clauses: readonly DraftClause[],
  rules: readonly Rule[],
  issuedOn: string | null,
  nearness: Nearness,
): Judgement {
  const judged: Judged[] = [];
  const compared: Compared[] = [];
  const dues = ofType(rules, 'deadline');
  for (const clause of clauses) {
    if (clause.stance !== 'order') continue;
    const short = shortNotice(clause, clauses, nearness);
    if (short) {
      judged.push(short);
      continue;
    }
    for (const record of clause.records) {
      if (record.type !== 'deadline' || record.span.end < clause.span.start + 1) continue;
      if (!startsHere(record, clause)) continue;
      const mine = parseWhen(record.when, record.workdays ?? false);
      if (!mine) continue;
      const aligned = dues
        .filter((rule) => !clashes(rule.record.action, clause.quote))
        .map((rule) => {
          const same = stepsMeet(rule.record, clause);
          const place = nearness.near(clause, rule);
          const near = Math.max(worded(rule, clause), same === true ? 0.95 * wordedAround(rule, clause) : 0);
          const score = same === false ? null : alignment(rule, clause, record);
          return {
            rule,
            same,
            share: place?.share ?? 0,
            worded: near,
            score: Math.max(
              score ?? 0,
              score !== null && near >= (same ? 0.45 : 0.5) ? near : 0,
              score !== null && same !== false && (same === true || mine.kind !== 'in')
                ? passage(place, same === true, mine.kind)
                : 0,
            ),
            verdict: compare(mine, rule, issuedOn, record),
          };
        })
        .filter((x) => x.score >= 0.45 && x.verdict !== null)
        // 检查时间自5月11日至6月20日 says when it is done, 1月31日前编制计划 when it is planned.
        .filter((x) => !record.when.includes('/20') || x.same === true)
        // Another superior speaks of it much nearer.
        .filter((x) => x.worded >= 0.7 || x.share >= FAR);
      const often = oftener(clause, record, mine, nearness);
      if (often) judged.push(often);
      const found = nearestOfEach(aligned, 0.5).sort((a, b) => b.score + b.worded - a.score - a.worded);
      const bad = found.find((x) => x.verdict?.relation === 'looser');
      const first = found[0];
      if (bad?.verdict) judged.push(finding(clause, bad.rule, bad.verdict, bad.score));
      else if (first?.verdict)
        compared.push({
          clause,
          rule: first.rule,
          relation: first.verdict.relation,
          calculation: first.verdict.calculation,
          why: first.verdict.why,
        });
    }
  }
  return { judged, compared };
}

const FAR = 0.4;

const isDue = (rule: Rule): rule is Rule<Deadline> => rule.record.type === 'deadline';

/** The passage nearest of its document speaks of the same step, the more surely where both name the step. */
function passage(found: Near | null, sameStep: boolean, kind: When['kind']): number {
  if (found === null || found.rank > 0) return 0;
  const least = !sameStep ? 0.6 : kind === 'within' || kind === 'ahead' ? 0.3 : 0.4;
  return found.near >= least ? Math.min(1, 0.4 + found.near / 4) : 0;
}

/** A record of two 分句 is judged once, at the clause that holds its start. */
const startsHere = (record: Deadline, clause: DraftClause): boolean => record.span.start >= clause.span.start - 1;

/** Departments' duties do not bind schools, nor the other way round. */
const bodyOf = (actor: string | null): 'school' | 'department' | null =>
  actor === null
    ? null
    : /学校|各校|幼儿园|教师/.test(actor)
      ? 'school'
      : /部门|单位|局|厅|委|政府|县|区|市/.test(actor)
        ? 'department'
        : null;

/** What is to be done by the time: a term for reporting binds no inquiry, one for filing no publication. */
const DONE: readonly RegExp[] = [
  /报告|直报|上报|报送|报备|备案|报[^，。；告]{2,16}(?:局|厅|委|政府|部门|处|科)/,
  /公布|公示|公开|公告|发布|张榜/,
  /审核|审批|核准|办结|决定|批复|初审|审查/,
  /复核|复审|复查/,
  /拨付|拨款|放款|发放|支付|兑付|兑现|到位|打入/,
  /答复|反馈|回复/,
  /调查|流调|排查/,
  /通知|告知/,
  /提出|申请|申报/,
  /认定|结论|鉴定/,
  /启动|立案/,
  /召开|举行|举办/,
];
/** true: they share a step; false: both name one and none is shared; null: one of them names none. */
export function stepsMeet(rule: Deadline, clause: DraftClause): boolean | null {
  const theirs = DONE.filter((step) => step.test(rule.action));
  const ours = DONE.filter((step) => step.test(clause.quote));
  return theirs.length === 0 || ours.length === 0 ? null : theirs.some((step) => ours.includes(step));
}

/** 各校应于… · 主办单位应当…: who stands in front of the operator. */
const SUBJECT = /^[^，。；]{2,16}?(?=应当?|须|必须|要在|要于|于|负责)/;

/** null where the two bind different bodies, whatever their words. */
function alignment(rule: Rule<Deadline>, clause: DraftClause, record: Deadline): number | null {
  const theirs = bodyOf(SUBJECT.exec(rule.record.quote)?.[0] ?? rule.record.actor);
  const ours = bodyOf(record.actor ?? SUBJECT.exec(clause.quote)?.[0] ?? null);
  if (theirs !== null && ours !== null && theirs !== ours) return null;
  const mine = contents(rule.concepts);
  const topical =
    weigh(shared(mine, [...clause.around, ...clause.heading])) >= 2 || rule.record.matter === record.matter;
  const like = likeness(rule.record.action, saidUpTo(clause));
  // 选用后20个工作日内报备案 against 选用后10个工作日内备案: the same event and step under the same subject.
  const sameEvent =
    rule.record.anchor !== null && record.anchor !== null && likeness(rule.record.anchor, record.anchor) >= 0.6;
  const steps = shared(mine, clause.concepts).filter((c) => STEPS.has(c.id));
  if (
    topical &&
    (like >= 0.5 ||
      (sameEvent && like >= 0.2) ||
      (weigh(steps) >= 2 && /提前|前/.test(clause.quote) && rule.record.when.startsWith('-')))
  )
    return 0.5 + like / 2;
  if (mine.length === 0) return 0;
  const own = [...new Map([...clause.concepts, ...clause.around].map((c) => [c.id, c])).values()];
  const both = shared(mine, own);
  // Steps alone (报…审核, 公布) align nothing: what is filed or published must meet too.
  const things = both.filter((c) => !['approve', 'file-report', 'publish-list', 'plan'].includes(c.id));
  if (weigh(things) < 2 || weigh(both) < 3) return 0;
  return meets(rule.concepts, own);
}

interface Verdict {
  readonly relation: 'looser' | 'stricter' | 'equal' | 'incomparable';
  readonly calculation: string;
  readonly why: string;
  readonly sound: boolean;
}

/** null where the two say nothing of each other (a superior's date that was over before the draft). */
export function compare(mine: When, rule: Rule<Deadline>, issuedOn: string | null, record: Deadline): Verdict | null {
  const theirs = parseWhen(rule.record.when, rule.record.workdays ?? false);
  if (!theirs) return null;
  if (mine.kind === 'ahead' && theirs.kind === 'ahead') {
    const order = compareLengths(mine.length, theirs.length);
    const said = `提前${sayLength(mine.length)}`;
    const due = `提前${sayLength(theirs.length)}`;
    if (order === 'unsure')
      return {
        relation: 'incomparable',
        calculation: `${said} 与 ${due}`,
        why: '工作日与自然日、月与日不能确定换算',
        sound: false,
      };
    if (order === 'shorter')
      return { relation: 'looser', calculation: `${said} < ${due}`, why: '提前量不足', sound: true };
    return {
      relation: order === 'equal' ? 'equal' : 'stricter',
      calculation: `${said} ${order === 'equal' ? '=' : '>'} ${due}`,
      why: '',
      sound: true,
    };
  }
  if (mine.kind === 'within' && theirs.kind === 'within') {
    const order = compareLengths(mine.length, theirs.length);
    const said = `${sayLength(mine.length)}内`;
    const due = `${sayLength(theirs.length)}内`;
    if (order === 'unsure')
      return {
        relation: 'incomparable',
        calculation: `${said} 与 ${due}`,
        why: '工作日与自然日、月与日不能确定换算',
        sound: false,
      };
    if (order === 'longer')
      return { relation: 'looser', calculation: `${said} > ${due}`, why: '时限更长', sound: true };
    return {
      relation: order === 'equal' ? 'equal' : 'stricter',
      calculation: `${said} ${order === 'equal' ? '=' : '<'} ${due}`,
      why: '',
      sound: true,
    };
  }
  if (mine.kind === 'recurring' && theirs.kind === 'recurring') return compareRecurring(mine, theirs, rule);
  const last = mine.kind === 'by' ? mine.last : mine.kind === 'in' ? mine.last : null;
  if (last === null) return null;
  const day = daysOf(last).last;
  if (theirs.kind === 'by') {
    const due = daysOf(theirs.last).last;
    if (issuedOn !== null && due < daysOf(issuedOn).first) return null;
    if (day > due) return { relation: 'looser', calculation: `${day} 晚于 ${due}`, why: '晚于上级期限', sound: true };
    return { relation: day === due ? 'equal' : 'stricter', calculation: `${day} 不晚于 ${due}`, why: '', sound: true };
  }
  if (theirs.kind === 'recurring' && theirs.every.unit === 'year' && theirs.every.count === 1) {
    if (theirs.bound === 'by') {
      const year = day.slice(0, 4);
      const due = daysOf(`${year}-${theirs.at}`).last;
      return day > due
        ? { relation: 'looser', calculation: `${day} 晚于每年 ${due.slice(5)}`, why: '晚于上级期限', sound: true }
        : { relation: 'stricter', calculation: `${day} 不晚于每年 ${due.slice(5)}`, why: '', sound: true };
    }
    const event = CALENDAR.find((c) => c.event.test(rule.record.anchor ?? ''));
    if (theirs.bound === 'before-anchor' && event) {
      const monthDay = day.slice(5);
      const anchor = `每年${rule.record.anchor}前`;
      // A draft about next year's list, due in autumn, is in time for the spring after it.
      if (/下一?年度|次年|明年|下一?学年/.test(record.action))
        return { relation: 'incomparable', calculation: `${day} 与 ${anchor}`, why: '文稿所指年度不同', sound: false };
      if (monthDay > event.latest)
        return {
          relation: 'looser',
          calculation: `${day} 晚于${anchor}（最迟 ${event.latest}）`,
          why: '晚于上级期限',
          sound: true,
        };
      if (monthDay < event.earliest)
        return {
          relation: 'stricter',
          calculation: `${day} 早于${anchor}（最早 ${event.earliest}）`,
          why: '',
          sound: true,
        };
      return {
        relation: 'incomparable',
        calculation: `${day} 与 ${anchor}`,
        why: '取决于当地当年的开学日期',
        sound: false,
      };
    }
    if (theirs.bound === 'times' && rule.record.anchor === '年初' && day.slice(5) > '03-31')
      return { relation: 'looser', calculation: `${day} 晚于每年年初`, why: '晚于上级期限', sound: false };
  }
  return null;
}

type Recurring = Extract<When, { kind: 'recurring' }>;
/** 每年1月20日前 against 每年1月10日前, 每月25日前 against 每月15日前, 每年6月底前 against 每年春季学期开学前. */
function compareRecurring(mine: Recurring, theirs: Recurring, rule: Rule<Deadline>): Verdict | null {
  if (mine.every.unit !== theirs.every.unit || mine.every.count !== theirs.every.count || mine.bound !== 'by')
    return null;
  const every = mine.every.unit === 'year' ? '每年' : mine.every.unit === 'month' ? '每月' : '每期';
  // 02 is the end of February: beyond any day of it, before any day of March.
  const end = (at: string): string => (mine.every.unit === 'year' && !at.includes('-') ? `${at}-31` : at);
  if (theirs.bound === 'by') {
    const [a, b] = [end(mine.at), end(theirs.at)];
    const calculation = `${every} ${mine.at} 与 ${every} ${theirs.at}`;
    return a > b
      ? { relation: 'looser', calculation: `${every} ${mine.at} 晚于 ${theirs.at}`, why: '晚于上级期限', sound: true }
      : { relation: a === b ? 'equal' : 'stricter', calculation, why: '', sound: true };
  }
  const event = CALENDAR.find((c) => c.event.test(rule.record.anchor ?? ''));
  if (theirs.bound !== 'before-anchor' || !event || mine.every.unit !== 'year') return null;
  const anchor = `每年${rule.record.anchor}前`;
  if (end(mine.at) > event.latest)
    return {
      relation: 'looser',
      calculation: `每年 ${mine.at} 晚于${anchor}（最迟 ${event.latest}）`,
      why: '晚于上级期限',
      sound: true,
    };
  return { relation: 'stricter', calculation: `每年 ${mine.at} 与${anchor}`, why: '', sound: true };
}

const DAY = /(?:(\d{4})年)?(\d{1,2})月(\d{1,2})日/g;
/** What a step comes before: 报名启动, 活动开展, 考试, 入校. */
const EVENT = /启动|开始|开展|举行|举办|实施|入校|进校|进入|报名|考试|开考|开赛|施行|执行|活动时间|培训/;
const STEP_WORDS =
  /公布|公示|发布|公告|公开|报送|报备|备案|审核|审批|报[^，。；告名]{2,16}(?:局|厅|委|政府|部门|处|科)|通知|告知|申请|提交/;

interface DatedStep {
  readonly day: number;
  readonly words: string;
}
/** The last date of a clause, in days since 1970; a missing year is the same for both, so any will do. */
function dated(quote: string, start: boolean): DatedStep | null {
  const all = [...quote.matchAll(DAY)];
  const m = start ? all[0] : all.at(-1);
  if (!m) return null;
  return { day: Date.UTC(Number(m[1] ?? 2026), Number(m[2]) - 1, Number(m[3])) / 86_400_000, words: m[0] };
}

/** 6月22日公布…，6月25日起报名 against 报名启动15个工作日之前公布: two dates of one paragraph, nearer than the superior has them. */
function shortNotice(clause: DraftClause, clauses: readonly DraftClause[], nearness: Nearness): Judged | null {
  if (!STEP_WORDS.test(clause.quote)) return null;
  const step = dated(clause.quote, false);
  if (!step) return null;
  for (const { rule, near, rank } of nearness.of(clause)) {
    if (rank > 2 || near < 0.15 || !isDue(rule)) continue;
    const theirs = parseWhen(rule.record.when, rule.record.workdays ?? false);
    if (theirs?.kind !== 'ahead' || stepsMeet(rule.record, clause) !== true) continue;
    for (const other of clauses) {
      if (other.section !== clause.section || other === clause) continue;
      // The event is named by its own words (报名), or the passage is the nearest.
      const event =
        [...wordPairs(rule.record.anchor ?? '')].some((pair) => other.quote.includes(pair)) ||
        (rank === 0 && near >= 0.25 && EVENT.test(other.quote));
      if (!event) continue;
      const then = dated(other.quote, true);
      if (!then || then.day <= step.day || /结束|截止|前$/.test(other.quote)) continue;
      const days = then.day - step.day;
      const order = compareLengths({ amount: days, unit: 'day' }, theirs.length);
      if (order !== 'shorter') continue;
      const calculation = `${step.words}至${then.words}：提前${days}日 < 提前${sayLength(theirs.length)}`;
      const verdict: Verdict = { relation: 'looser', calculation, why: '提前量不足', sound: true };
      return finding(clause, rule, verdict, 0.5 + near / 4);
    }
  }
  return null;
}

/** Times in a year that something comes again; null for spans that no year counts. */
const TIMES: Readonly<Record<string, number>> = {
  day: 365,
  week: 52,
  month: 12,
  quarter: 4,
  semester: 2,
  'school-year': 1,
  year: 1,
};
function timesAYear(when: string): number | null {
  const m = /^R\/(\d*)(day|week|month|quarter|semester|school-year|year)(?:=(\d+)|<=)/.exec(when);
  const every = m && TIMES[m[2] ?? ''];
  return m && every !== undefined && every !== null ? (every / Number(m[1] || 1)) * Number(m[3] ?? 1) : null;
}

const ASKS = /填报|填写|报送|上报|提交|采集|统计|报表|检查|督查|考核|评比|测试|考试|培训|会议|值班/;
const ONLY = /只|仅|至多|最多|不超过|不得超过|不再/;
/** 每学期末报送1次，各地不得增加报送频次 */
const NOT_OFTENER = /不得(?:再|自行|擅自)?增加[^。；]{0,8}(?:频次|次数|频率)/;
const EACH_OF_TWO = /每(?:周|月|季度|学期|学年|年)[^。；]*每(?:周|月|季度|学期|学年|年)/;
const AT_LEAST = /至少|不少于|不得少于|应当?每|须每/;

/**
 * 每月填写一次监测表 where the superior has it 每半年填报一次: more of it than the superior asks for. Less than it asks for
 * at least (每季度至少一次) falls short of a floor.
 */
function oftener(clause: DraftClause, record: Deadline, mine: When, nearness: Nearness): Judged | null {
  // 由每季度填报改为每半年填报 tells two.
  const ours = mine.kind === 'recurring' && !/改为|调整为/.test(clause.quote) ? timesAYear(record.when) : null;
  if (ours === null) return null;
  for (const { rule, near, rank } of nearness.of(clause)) {
    if (rank > 0 || near < 0.6 || !isDue(rule)) continue;
    const theirs = timesAYear(rule.record.when);
    // 中小学每月、幼儿园每季度: which of them is meant the record does not say.
    if (
      theirs === null ||
      theirs === ours ||
      EACH_OF_TWO.test(rule.record.quote) ||
      stepsMeet(rule.record, clause) === false
    )
      continue;
    const calculation = `${sayTimes(ours)} ${ours > theirs ? '>' : '<'} ${sayTimes(theirs)}`;
    if (ours > theirs && ASKS.test(clause.quote)) {
      const unit = unitOf(rule);
      const banned = unit && NOT_OFTENER.test(rule.reading.document.text.slice(unit.span.start, unit.span.end));
      const capped = banned || ONLY.test(rule.record.quote);
      return {
        kind: banned ? 'contravenes-prohibition' : capped ? 'exceeds-limit' : 'adds-burden',
        severity: capped && !doubtful(rule) ? 'conflict' : 'warning',
        clause,
        rule,
        relation: banned ? 'contrary' : capped ? 'looser' : 'stricter',
        calculation,
        why: `次数多于上级要求（${rule.record.quote}）${capped ? `，${breach(rule)}` : '，增加了负担'}`,
        suggestion: `建议按${cite(rule)}减为“${rule.record.quote}”。`,
        edit: null,
        score: 0.4 + near / 4,
      };
    }
    if (ours < theirs && AT_LEAST.test(rule.record.quote))
      return {
        kind: 'exceeds-limit',
        severity: doubtful(rule) ? 'warning' : 'conflict',
        clause,
        rule,
        relation: 'looser',
        calculation,
        why: `次数少于上级要求（${rule.record.quote}），${breach(rule)}`,
        suggestion: `建议按${cite(rule)}增至“${rule.record.quote}”。`,
        edit: null,
        score: 0.4 + near / 4,
      };
  }
  return null;
}

const sayTimes = (times: number): string =>
  times >= 1 ? `${Math.round(times)} 次/年` : `每 ${Math.round(1 / times)} 年 1 次`;

function finding(clause: DraftClause, rule: Rule<Deadline>, verdict: Verdict, score: number): Judged {
  return {
    kind: 'deadline-conflict',
    severity: verdict.sound && !doubtful(rule) ? 'conflict' : 'warning',
    clause,
    rule,
    relation: 'looser',
    calculation: verdict.calculation,
    why: `${verdict.why}：上级规定“${rule.record.quote}”，${breach(rule)}`,
    suggestion: `建议按${cite(rule)}调整时限（${verdict.calculation}）。`,
    edit: null,
    score,
  };
}
