import { createHash } from 'node:crypto';
import type { Reading } from '../records/reading.ts';
import type { Coverage, Finding, FindingKind, Relation } from '../records/report.ts';
import { nestQuotes } from './render/wording.ts';
import { judgeBurdens } from './review/burdens.ts';
import { type DraftClause, draftClauses } from './review/clause.ts';
import { contents, likeness, weigh } from './review/concepts.ts';
import { judgeDeadlines } from './review/deadlines.ts';
import { judgeDropped } from './review/dropped.ts';
import { judgeDuties } from './review/duties.ts';
import { judgeImplements } from './review/implements.ts';
import type { Compared, Judged } from './review/judged.ts';
import { cite } from './review/judged.ts';
import type { Concept } from './review/lexicon/concepts.ts';
import { judgeLimits } from './review/limits.ts';
import { Nearness } from './review/nearness.ts';
import { judgeOversight } from './review/oversight.ts';
import { judgeProcedures } from './review/procedures.ts';
import { judgeProhibitions, OVERSIGHT } from './review/prohibitions.ts';
import { citeOf, type Rule, rulesOf } from './review/superior.ts';
import { judgeBasis, judgeCopies, judgeInternal, type WholeFinding } from './review/whole.ts';

/** Where several kinds fit one clause, the most specific wins (records.md "Review report"). */
const ORDER: readonly FindingKind[] = [
  'unauthorised-oversight',
  'out-of-scope-duty',
  'missing-procedure',
  'exceeds-limit',
  'deadline-conflict',
  'contravenes-prohibition',
  'adds-burden',
  'internal-conflict',
  'basis-defect',
  'copies-superior',
  'not-implemented',
];

/** A document that the draft cites and that had come to its end; `how`: 已被《…》废止. */
export interface Ended {
  readonly reading: Reading;
  readonly how: string;
}

export interface Findings {
  readonly findings: readonly Finding[];
  readonly coverage: readonly Coverage[];
}

/**
 * `clauses -> findings`: the draft against the superiors handed in, all of them usable.
 * `ended`: what the draft cites though it is over, for the basis check alone. Pure.
 */
export function toFindings(draft: Reading, superiors: readonly Reading[], ended: readonly Ended[] = []): Findings {
  const clauses = draftClauses(draft);
  const rules = rulesOf(superiors);
  const { title, addressees, issuedOn, level, text } = draft.document;
  const nearness = new Nearness(draft, superiors, rules);
  const judgements = [
    judgeLimits(clauses, rules, level, nearness),
    judgeDeadlines(clauses, rules, issuedOn, nearness),
    judgeProhibitions(clauses, rules, { title, addressees }),
    judgeOversight(clauses, rules, { title, addressees }, nearness),
    judgeProcedures(clauses, rules, text, nearness),
  ];
  // 借用时间为5个月, within the superior's 6: what a limit allows is not forbidden by the rule that the limit qualifies.
  const within = new Map(
    judgements[0]?.compared
      .filter((c) => (c.relation === 'stricter' || c.relation === 'equal') && sameShare(c))
      .map((c) => [c.clause, c.rule]),
  );
  const allowed = (j: Judged): boolean => {
    const limit = within.get(j.clause);
    // 综合督导全年1次 within 每年不超过1次: bounded by the superior, so let in.
    if (j.kind === 'unauthorised-oversight') return limit?.concepts.some((c) => c.id === 'inspection') ?? false;
    return j.kind === 'contravenes-prohibition' && limit !== undefined && !otherPeople(j, limit);
  };
  const judged = [
    ...judgements.flatMap((j) => j.judged).filter((j) => !allowed(j)),
    ...judgeDuties(clauses, rules, nearness),
    ...judgeDropped(clauses, nearness),
    ...judgeBurdens(clauses, rules, addressees),
  ];
  const compared = judgements.flatMap((j) => j.compared);
  const merged = merge(specific(judged)).map((group) => toFinding(draft, group));
  const whole = [
    ...judgeBasis(
      draft,
      [...superiors, ...ended.map((e) => e.reading)],
      new Map(ended.map((e) => [e.reading.document.id, e.how])),
    ),
    ...judgeCopies(draft, clauses, superiors),
    ...judgeInternal(clauses),
    ...judgeImplements(draft, superiors),
  ];
  const findings = [...merged, ...withoutEchoes(whole, merged)].map((f) => ({ id: idOf(f), ...f }));
  return {
    findings: findings.sort((a, b) => a.draft.span.start - b.draft.span.start),
    coverage: toCoverage(clauses, rules, findings, compared),
  };
}

/** A share is of its own subject: 参加比例不低于90% is not let by 经费比例不低于70%. */
const sameShare = ({ clause, rule }: Compared): boolean =>
  rule.record.type !== 'limit' || rule.record.unit !== '%' || likeness(rule.record.subject, clause.quote) >= 0.5;

/** 安排2名专任教师值班 keeps to 每天不超过2人 and still is what 专任教师不参加值班 forbids. */
const otherPeople = (j: Judged, limit: Rule): boolean =>
  limit.record.type === 'limit' &&
  /^[人名位]$/.test(limit.record.unit) &&
  j.rule?.record.strength === 'must' &&
  [j.rule.concepts, j.clause.concepts].every((all) => all.some((c) => c.id === 'teacher')) &&
  !limit.concepts.some((c) => c.id === 'teacher');

/** An internal conflict about a number that already breaks a superior's limit is still told; the same place and kind twice is not. */
const withoutEchoes = (whole: readonly WholeFinding[], merged: readonly WholeFinding[]): WholeFinding[] =>
  whole.filter((w) => !merged.some((m) => m.kind === w.kind && m.draft.span.start === w.draft.span.start));

/** One finding a clause, but two where it breaks a limit and forbids something else of its own. */
function specific(judged: readonly Judged[]): Judged[] {
  const byClause = new Map<DraftClause, Judged[]>();
  for (const j of judged) byClause.set(j.clause, [...(byClause.get(j.clause) ?? []), j]);
  return [...byClause.values()].flatMap((all) => {
    const sorted = [...all].sort((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind) || b.score - a.score);
    const first = preferred(sorted) ?? sorted[0];
    if (!first) return [];
    // 借调时间一般为1年 sets two numbers only where the figures differ.
    return sorted.filter(
      (j) =>
        j === first ||
        (j.kind === first.kind &&
          j.kind === 'exceeds-limit' &&
          j.edit?.from !== first.edit?.from &&
          j.rule !== first.rule),
    );
  });
}

/**
 * Two exceptions to the order. 每年综合督导2次 against 不超过1项: the superior allows the inspection and bounds it.
 * APP实行打卡签到和积分排名 against 应用程序不得设置…: the ban names the very thing, oversight only its kind.
 */
function preferred(sorted: readonly Judged[]): Judged | undefined {
  const limit = sorted.find(
    (j) =>
      j.kind === 'exceeds-limit' &&
      j.rule?.record.matter === 'supervision' &&
      j.rule.concepts.some((c) => c.id === 'inspection'),
  );
  if (limit) return limit;
  // 编制学校名次表 against 考试结果不排名: ranking by marks is named by the rules of teaching, not of inspection.
  const marks = (all: readonly Concept[] = []): boolean => all.some((c) => c.id === 'exam-rank');
  const named = sorted.find(
    (j) =>
      j.kind === 'contravenes-prohibition' && (j.score >= 1.2 || (marks(j.clause.concepts) && marks(j.rule?.concepts))),
  );
  const grave = named?.clause.records.some(
    (r) => r.type === 'oversight' && ['inspection', 'accountability', 'veto', 'pledge'].includes(r.kind),
  );
  return sorted[0]?.kind === 'unauthorised-oversight' && named && grave === false ? named : undefined;
}

/** 编制名次表，印发各校并在家长会上通报 · 每周签到，由系统积分排位: telling the ranking goes with what is forbidden. */
const ranksOn = (before: Judged, j: Judged): boolean =>
  before.kind === 'contravenes-prohibition' &&
  j.kind === 'unauthorised-oversight' &&
  j.clause.concepts.filter((c) => OVERSIGHT.has(c.id)).every((c) => c.id === 'rank' || c.id === 'circulate') &&
  before.clause.concepts.some((c) => ['exam-rank', 'rank', 'trace', 'check-in'].includes(c.id));

/** Neighbouring clauses of one sentence with one kind and one rule's document are one finding: 打卡…，…接龙公布. */
function merge(judged: readonly Judged[]): Judged[][] {
  const sorted = [...judged].sort((a, b) => a.clause.span.start - b.clause.span.start);
  const out: Judged[][] = [];
  for (const j of sorted) {
    const last = out.at(-1);
    const before = last?.at(-1);
    if (
      last &&
      before &&
      before.clause.sentence === j.clause.sentence &&
      (before.kind === j.kind || ranksOn(before, j)) &&
      // 安排综合督导3项，春季1项、秋季2项: one limit, broken once.
      (j.kind !== 'exceeds-limit' || before.rule === j.rule) &&
      j.kind !== 'deadline-conflict' &&
      j.clause.span.start - before.clause.span.end <= 2
    )
      // The ban that is named stays the evidence.
      last.push(before.kind === j.kind ? j : { ...j, kind: before.kind, score: 0 });
    else out.push([j]);
  }
  return out;
}

function toFinding(draft: Reading, group: readonly Judged[]): WholeFinding {
  const best = [...group].sort((a, b) => b.score - a.score)[0];
  const first = group[0];
  const last = group.at(-1);
  if (!best || !first || !last) throw new RangeError('toFinding: empty group');
  const span = { start: first.clause.span.start, end: last.clause.span.end };
  const quote = draft.document.text.slice(span.start, span.end);
  const record = best.clause.records.find((r) => r.verification?.state === 'unverified') ?? best.clause.records[0];
  const unverified = group
    .flatMap((j) => j.clause.records)
    .find((r) => r.verification?.state === 'unverified')?.verification;
  return {
    kind: best.kind,
    // A number that the digit gate could not confirm gives no verdict: 请核对原图.
    severity:
      unverified && best.severity === 'conflict' && (best.kind === 'exceeds-limit' || best.kind === 'deadline-conflict')
        ? 'warning'
        : best.severity,
    draft: { path: first.clause.path, span, quote, recordId: record?.id ?? null },
    superior: best.rule ? citeOf(best.rule) : null,
    relation: best.relation,
    calculation: best.calculation,
    reason: nestQuotes(
      `${unverified ? '请核对原图：' : ''}文稿“${quote}”${best.severity === 'conflict' ? best.why : best.why.replace('，违反上级规定', '，可能不符合上级规定')}。`,
    ),
    suggestion: nestQuotes(
      group.length > 1 && best.edit?.to === '' ? best.suggestion.replace(best.clause.quote, quote) : best.suggestion,
    ),
    edit: best.edit ? (best.edit.to === '' ? { from: quote, to: '' } : best.edit) : null,
    ...(unverified ? { verification: unverified } : {}),
  };
}

const idOf = (f: WholeFinding): string =>
  `f_${createHash('sha256')
    .update(JSON.stringify([f.kind, f.draft.span, f.draft.quote, f.superior?.recordId ?? f.superior?.documentId ?? '']))
    .digest('hex')
    .slice(0, 10)}`;

/** Every clause of the draft, in order, with what became of it. */
function toCoverage(
  clauses: readonly DraftClause[],
  rules: readonly Rule[],
  findings: readonly Finding[],
  compared: readonly Compared[],
): Coverage[] {
  return clauses.map((clause) => {
    const base = { path: clause.path, span: clause.span };
    const hit = findings.find(
      (f) => f.severity !== 'notice' && f.draft.span.start < clause.span.end && clause.span.start < f.draft.span.end,
    );
    if (hit) return { ...base, state: 'finding', relation: hit.relation, superior: hit.superior, why: hit.reason };
    const pair =
      compared.find((c) => c.clause === clause && c.relation !== 'incomparable') ??
      compared.find((c) => c.clause === clause);
    if (pair)
      return {
        ...base,
        state: pair.relation === 'incomparable' ? 'incomparable' : 'consistent',
        relation: pair.relation,
        superior: citeOf(pair.rule),
        why: [pair.calculation, pair.why].filter((x) => x !== null && x !== '').join('；'),
      };
    if (
      clause.stance === 'purpose' ||
      clause.stance === 'quotation' ||
      clause.stance === 'statement' ||
      clause.stance === 'condition'
    )
      return {
        ...base,
        state: 'consistent',
        relation: null,
        superior: null,
        why: '标题、目的、依据、条件或情况的表述，没有设定要求',
      };
    const near = nearest(clause, rules);
    if (near)
      return {
        ...base,
        state: 'consistent',
        relation: relationOf(clause),
        superior: citeOf(near),
        why: `与${cite(near)}同一事项，未见抵触`,
      };
    return { ...base, state: 'no-superior', relation: null, superior: null, why: '没有找到对应的上级条款' };
  });
}

const relationOf = (clause: DraftClause): Relation | null =>
  clause.stance === 'prohibition' || clause.stance === 'relief' ? 'equal' : null;

const named = new WeakMap<Rule, { readonly of: readonly Concept[]; readonly weight: number }>();
/** The content ideas of a rule and their weight, asked for by every clause. */
function namedBy(rule: Rule): { readonly of: readonly Concept[]; readonly weight: number } {
  const before = named.get(rule);
  if (before) return before;
  const of = contents(rule.concepts);
  const value = { of, weight: weigh(of) };
  named.set(rule, value);
  return value;
}

/** A rule on the same matter: what the clause itself, then its sentence or heading, names. */
function nearest(clause: DraftClause, rules: readonly Rule[]): Rule | null {
  const by = (own: readonly Concept[], least: number): Rule | null => {
    const mine = new Set(contents(own));
    if (mine.size === 0) return null;
    let best: { readonly rule: Rule; readonly value: number } | null = null;
    for (const rule of rules) {
      if (rule.record.type === 'reference') continue;
      const { of, weight } = namedBy(rule);
      const both = of.reduce((sum, x) => sum + (mine.has(x) ? x.weight : 0), 0);
      if (both < least || weight === 0 || both / weight < 0.3) continue;
      const value = both + (2 * both) / weight;
      if (!best || value > best.value) best = { rule, value };
    }
    return best?.rule ?? null;
  };
  return by(clause.concepts, 2) ?? by(clause.around, 2) ?? by(clause.heading, 2);
}
