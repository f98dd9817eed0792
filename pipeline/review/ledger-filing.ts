import type { Deadline } from '../../records/clause.ts';
import { type Days, type LedgerList, type LedgerView, LIST_ZH } from '../../records/ledger.ts';
import type { Reading } from '../../records/reading.ts';
import { daysOf, parseWhen } from '../../records/when.ts';
import { compare } from './deadlines.ts';
import { breach, cite, doubtful } from './judged.ts';
import { listName } from './ledger-doubles.ts';
import { addressed, dayZh, type LedgerJudgement, type Said } from './ledger-judged.ts';
import { bestOf, inTime, titleOf, VISIT_ALIKE } from './ledger-lists.ts';
import { citeOf, ofType, type Rule, unitOf } from './superior.ts';

/** 公布 or 备案: what must be done with a whitelist before the spring term. */
interface Term {
  readonly rule: Rule<Deadline>;
  readonly step: '备案' | '公布';
  /** 2025年起; '' where it holds from the first. */
  readonly since: string;
  /** The sentence: 省级…白名单 binds a province. */
  readonly sentence: string;
}

/**
 * Whitelists are filed or made public before each spring term (教师厅〔2025〕2号 三; 新教领秘〔2024〕2号 四（二）): the draft that
 * does it, and the list of the ledger that a draft's visits rest on.
 */
export function judgeFiling(draft: Reading, view: LedgerView, rules: readonly Rule[]): LedgerJudgement {
  const terms = ofType(rules, 'deadline').flatMap(termOf);
  if (terms.length === 0) return NOTHING;
  const own = ownFiling(draft, view, terms);
  const used = usedLists(draft, view, terms);
  return {
    findings: [...own.findings, ...used.findings],
    compared: [...own.compared, ...used.compared],
    settled: [],
  };
}
const NOTHING: LedgerJudgement = { findings: [], compared: [], settled: [] };

function termOf(rule: Rule<Deadline>): Term[] {
  const { record, reading } = rule;
  const when = parseWhen(record.when);
  if (when?.kind !== 'recurring' || when.every.unit !== 'year' || when.bound !== 'before-anchor') return [];
  if (!/春季/.test(record.anchor ?? '')) return [];
  const unit = unitOf(rule);
  const before = reading.document.text.slice(unit?.span.start ?? record.span.start, record.span.end);
  const sentence = before.slice(before.lastIndexOf('。', before.length - 2) + 1);
  if (!/白名单|准入清单/.test(sentence)) return [];
  const step = /备案/.test(record.quote) ? '备案' : /公布|公示|公开|发布/.test(record.quote) ? '公布' : null;
  if (step === null) return [];
  // 2025年起，…务必于每年春季学期开学前向社会公布
  const since = reading.records.find(
    (r) =>
      r.type === 'deadline' &&
      r.when.startsWith('>=') &&
      r.span.start <= record.span.start &&
      record.span.end <= r.span.end,
  );
  return [{ rule, step, sentence, since: since?.type === 'deadline' ? since.when.slice(2, 6) : '' }];
}

/** A date that the term was kept or not kept on. */
interface Filed {
  readonly on: Days;
  readonly year: string;
}

interface Weighed {
  readonly relation: 'looser' | 'stricter' | 'incomparable';
  readonly calculation: string;
}

/** The day against the opening of the list's own year; a list may be filed in the year before. */
function weigh({ rule }: Term, { on, year }: Filed): Weighed | null {
  const anchor = `${year}年${rule.record.anchor ?? '春季学期开学'}`;
  if (on.last < `${year}-01-01`) return { relation: 'stricter', calculation: `${dayZh(on.last)}，早于${anchor}` };
  if (on.first > `${year}-12-31`) return { relation: 'looser', calculation: `${dayZh(on.first)}，晚于${anchor}` };
  const at = (day: string): Weighed | null => {
    const verdict = compare({ kind: 'by', last: day }, rule, null, rule.record);
    if (!verdict) return null;
    const relation = verdict.relation === 'equal' ? 'stricter' : verdict.relation;
    const open = relation === 'incomparable' ? `（${verdict.why}）` : '';
    return { relation, calculation: `${verdict.calculation}${open}` };
  };
  const [early, late] = [at(on.first), at(on.last)];
  return early?.relation === late?.relation ? late : early && { ...early, relation: 'incomparable' };
}

const ISSUES = /公布|发布|印发|公示|公开|报送|上报|备案|调整/;
/** 关于公布2026年社会事务进校园白名单的通知; rules about such lists (…管理办法) publish none. */
const IS_RULE = /办法|规定|制度|细则|意见|方案|规范|清理|整治/;

/** The draft is itself what makes a whitelist public or files it. */
function ownFiling(draft: Reading, view: LedgerView, terms: readonly Term[]): LedgerJudgement {
  const { document } = draft;
  const { title, level } = document;
  if (!/白名单|准入清单/.test(title) || !ISSUES.test(title) || IS_RULE.test(title)) return NOTHING;
  const on = document.issuedOn === null ? { first: view.asOf, last: view.asOf } : daysOf(document.issuedOn);
  const year = /([12]\d{3})(?:年|学年)/.exec(title)?.[1] ?? on.first.slice(0, 4);
  const at = titleOf(draft);
  const term = fitting(terms, level, year);
  const weighed = term ? weigh(term, { on, year }) : null;
  if (!term || !weighed) return NOTHING;
  const { rule, step } = term;
  if (weighed.relation === 'stricter')
    return { ...NOTHING, compared: [{ span: at.span, superior: citeOf(rule), why: weighed.calculation }] };
  const late = weighed.relation === 'looser';
  return {
    ...NOTHING,
    findings: [
      {
        kind: 'deadline-conflict',
        severity: late ? (doubtful(rule) ? 'warning' : 'conflict') : 'notice',
        at,
        superior: citeOf(rule),
        relation: late ? 'looser' : 'incomparable',
        calculation: weighed.calculation,
        reason: late
          ? `本件于${dayZh(on.first)}才${step}${year}年白名单，晚于上级规定的时间，${breach(rule)}（${rule.record.quote}）。`
          : `本件${dayZh(on.first)}${step}${year}年白名单，是否在春季学期开学前（${rule.record.quote}）取决于当地当年的开学日期。`,
        suggestion: late
          ? `建议说明迟报原因，并自下一年度起在春季学期开学前${step}，符合${cite(rule)}。`
          : `建议对照当地校历核实，符合${cite(rule)}。`,
      },
    ],
  };
}

/** The whitelists that the draft's visits stand on: filed in time, late, or not yet there for the year. */
function usedLists(draft: Reading, view: LedgerView, terms: readonly Term[]): LedgerJudgement {
  const visits = view.draft.filter((b) => b.kind === 'visit');
  const [first] = visits;
  const lists = view.lists.filter((l) => l.kind === 'whitelist');
  if (!first || lists.length === 0) return NOTHING;
  const current = lists.filter((l) => inTime(l, view.asOf));
  if (current.length === 0) return missing(draft, view, terms, lists, first);
  const findings: Said[] = [];
  const compared: LedgerJudgement['compared'][number][] = [];
  for (const list of current) {
    const on = filedOn(list);
    const year = list.year?.slice(0, 4) ?? on?.first.slice(0, 4) ?? '';
    // A list is filed by the place whose list it is, not by who writes the draft.
    const term = fitting(terms, levelOf(list, draft), year);
    const weighed = term && on ? weigh(term, { on, year }) : null;
    if (!term || !weighed || !on) continue;
    const entries = view.entries.filter((e) => e.listId === list.id && e.state === 'active');
    const held = visits.flatMap((b) => {
      const best = bestOf(b.name, entries);
      return best && best.share >= VISIT_ALIKE ? [{ b, e: best.e }] : [];
    })[0];
    if (!held) continue;
    const { rule, step } = term;
    const row = `${listName(view, held.e)}“${held.e.name}”`;
    if (weighed.relation !== 'looser')
      compared.push({ span: held.b.span, superior: citeOf(rule), why: `所依据的白名单：${weighed.calculation}` });
    else
      findings.push({
        kind: 'deadline-conflict',
        severity: 'warning',
        at: held.b,
        superior: citeOf(rule),
        relation: 'looser',
        calculation: weighed.calculation,
        reason: `文稿“${held.b.quote}”所依据的${row}，清单${dayZh(on.first)}才填报，晚于上级规定的${step}时间，${breach(rule)}（${rule.record.quote}）。`,
        suggestion: `建议核实该清单是否按时${step}；未按时的，先补办并说明，符合${cite(rule)}。`,
      });
  }
  return { findings, compared, settled: [] };
}

/** The spring term has surely begun and the ledger holds only the lists of earlier years. */
function missing(
  draft: Reading,
  view: LedgerView,
  terms: readonly Term[],
  lists: readonly LedgerList[],
  first: LedgerView['draft'][number],
): LedgerJudgement {
  const year = view.asOf.slice(0, 4);
  const term = fitting(terms, draft.document.level, year);
  const weighed = term ? weigh(term, { on: { first: view.asOf, last: view.asOf }, year }) : null;
  const last = lists
    .flatMap((l) => (l.year !== null && l.year < year ? [l.year] : []))
    .toSorted()
    .at(-1);
  if (!term || weighed?.relation !== 'looser' || last === undefined) return NOTHING;
  const { rule, step } = term;
  return {
    ...NOTHING,
    findings: [
      {
        kind: 'missing-procedure',
        severity: 'warning',
        at: first,
        superior: citeOf(rule),
        relation: 'missing',
        calculation: `${LIST_ZH.whitelist}：${year}年 0 份，最近一份为${last}年；${weighed.calculation}`,
        reason: `文稿“${first.quote}”要进校园，${year}年春季学期已经开学，台账里没有${year}年的白名单，与“${rule.record.quote}”的要求对不上。`,
        suggestion: `建议先核实${year}年白名单是否已${step}并登记；未${step}的，活动暂缓，符合${cite(rule)}。`,
      },
    ],
  };
}

/** The term that binds this level and already holds; of several that of the nearest level, which stands last. */
const fitting = (terms: readonly Term[], level: Reading['document']['level'], year: string): Term | undefined =>
  terms.filter((t) => t.since <= year && addressed(t.sentence, level)).at(-1);

/** 洛阳市 keeps a city's list; without a place the draft's own level is taken. */
function levelOf({ region }: LedgerList, draft: Reading): Reading['document']['level'] {
  if (region === null) return draft.document.level;
  if (region.code === '000000') return 'national';
  return region.code.endsWith('0000') ? 'province' : region.code.endsWith('00') ? 'city' : 'county';
}

// 填报时间：2025年3月20日 · 公布日期：2025-02-10
const FILED = /(?:填报|填表|备案|公布|公示)(?:时间|日期)[：:]\s*([12]\d{3})[年.\-/](\d{1,2})[月.\-/](\d{1,2})/;

function filedOn({ around }: LedgerList): Days | null {
  for (const line of around) {
    const m = FILED.exec(line);
    if (m) return daysOf([m[1], ...[m[2], m[3]].map((n) => (n ?? '').padStart(2, '0'))].join('-'));
  }
  return null;
}
