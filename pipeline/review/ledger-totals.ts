import { type Limit, PERIOD_ZH } from '../../records/clause.ts';
import {
  BROUGHT_ZH,
  type Brought,
  type BroughtBy,
  type BroughtKind,
  countWithin,
  type LedgerView,
  periodHolding,
  STAGE_ZH,
  STAGES,
  type Stage,
} from '../../records/ledger.ts';
import { dimensionOf } from '../../records/quantity.ts';
import { contains } from '../../records/region.ts';
import { gradesOf } from './grades.ts';
import { breach, cite, doubtful } from './judged.ts';
import { type LedgerJudgement, named, type Said } from './ledger-judged.ts';
import { citeOf, ofType, type Rule } from './superior.ts';

/** Which limit of a superior bounds which total. */
const TALLIES: readonly { readonly kind: BroughtKind; readonly words: RegExp; readonly not?: RegExp }[] = [
  { kind: 'visit', words: /进校园|进入校园|进校|入校/, not: /总量|文明|卫生|扫黑|专项工作|其中|同一年级/ },
  { kind: 'exam', words: /考试|考务|监考/, not: /期末|期中|学业|作业|命题/ },
  { kind: 'campaign', words: /创优评先|城市创建|文明[、，].*(?:卫生|绿色|旅游)|创城/ },
  { kind: 'special', words: /专项工作|专项活动|扫黑除恶|维护稳定/, not: /文明|卫生|创优/ },
  { kind: 'supervision', words: /综合(?:性)?督导/ },
];

/** A kind of school for which a total is one number: a place, a stage, a name; null where any. */
interface Atom {
  readonly region: string | null;
  readonly stage: Stage | null;
  readonly school: string | null;
}

const covers = (b: Brought & { readonly by?: BroughtBy['by'] }, region: string | null, atom: Atom): boolean => {
  const place = b.by ? (b.by.region?.code ?? null) : region;
  if (place !== null && atom.region !== null && !contains(place, atom.region)) return false;
  if (b.schools !== null && (atom.school === null || !b.schools.includes(atom.school))) return false;
  return b.stages === null || atom.stage === null || b.stages.includes(atom.stage);
};

/** 市第一中学 is a junior or senior school; 实验学校 may be any. */
function stagesOfName(school: string | null): readonly (Stage | null)[] {
  if (school === null) return STAGES;
  if (/幼儿园/.test(school)) return ['kindergarten'];
  if (/小学|附小/.test(school)) return ['primary'];
  if (/高中|高级中学/.test(school)) return ['senior'];
  if (/初中|初级中学/.test(school)) return ['junior'];
  if (/中学|[一二三四五六七八九十]中|附中/.test(school)) return ['junior', 'senior'];
  return STAGES;
}

function atomsOf(draft: readonly Brought[], issued: readonly BroughtBy[], region: string | null): Atom[] {
  const places = new Set<string | null>([region]);
  for (const { by } of issued)
    if (by.region && region !== null && by.region.code !== region && contains(region, by.region))
      places.add(by.region.code);
  const schools = new Set<string | null>([null, ...[...draft, ...issued].flatMap((b) => b.schools ?? [])]);
  const out: Atom[] = [];
  for (const place of places)
    for (const school of schools) for (const stage of stagesOfName(school)) out.push({ region: place, stage, school });
  return out.filter((atom) => draft.some((b) => covers(b, region, atom)));
}

interface Total {
  readonly atom: Atom;
  readonly said: string;
  readonly mine: number;
  readonly theirs: number;
  readonly sure: boolean;
  /** True where every school that the draft reaches has this total. */
  readonly everywhere: boolean;
  readonly filled: readonly { readonly b: BroughtBy; readonly count: number }[];
  readonly uncounted: readonly { readonly who: string; readonly why: string }[];
}

/** What is issued and what the draft adds, for the fullest school that the draft reaches. */
function fullest(
  draft: readonly Brought[],
  issued: readonly BroughtBy[],
  limit: Limit,
  region: string | null,
  day: string,
): Total | null {
  if (limit.per === null) return null;
  const period = periodHolding(day, limit.per);
  const grades = gradesOf(`${limit.scope ?? ''}`);
  const totals = atomsOf(draft, issued, region)
    .filter(
      (atom) => grades.length === 0 || atom.stage === null || grades.some((g) => RANGE[atom.stage ?? 'primary'](g)),
    )
    .map((atom): Total => {
      const uncounted: { who: string; why: string }[] = [];
      let mine = 0;
      let sure = true;
      for (const b of draft) {
        if (!covers(b, region, atom)) continue;
        const n = countWithin(b, period);
        if (n.count === null) uncounted.push({ who: `本件“${b.name}”`, why: n.why });
        else mine += n.count;
        if (n.count && (!b.said || b.dated !== 'said')) sure = false;
      }
      const filled: { b: BroughtBy; count: number }[] = [];
      for (const b of once(issued.filter((i) => covers(i, region, atom)))) {
        const n = countWithin(b, period);
        if (n.count === null) uncounted.push({ who: named(b.by), why: n.why });
        else if (n.count > 0) filled.push({ b, count: n.count });
        if (n.count && !b.said) sure = false;
      }
      return {
        atom,
        said: period.said,
        mine,
        theirs: filled.reduce((s, f) => s + f.count, 0),
        sure,
        everywhere: false,
        filled,
        uncounted,
      };
    });
  const [most] = totals.toSorted((a, b) => b.mine + b.theirs - a.mine - a.theirs);
  return most ? { ...most, everywhere: totals.every((t) => t.mine + t.theirs === most.mine + most.theirs) } : null;
}

const RANGE: Readonly<Record<Stage, (grade: number) => boolean>> = {
  kindergarten: (g) => g === 0,
  primary: (g) => g >= 1 && g <= 6,
  junior: (g) => g >= 7 && g <= 9,
  senior: (g) => g >= 10,
};

/** One activity that a lower level's notice passes on counts once: the same name in overlapping days, one place inside the other. */
function once(issued: readonly BroughtBy[]): BroughtBy[] {
  const out: BroughtBy[] = [];
  for (const b of issued) {
    const at = out.findIndex((o) => same(o, b) && o.by.work !== b.by.work && o.by.region?.code !== b.by.region?.code);
    const known = out[at];
    if (!known) out.push(b);
    else if ((b.count ?? 0) > (known.count ?? 0)) out[at] = b;
  }
  return out;
}

const fold = (name: string): string => name.replace(/[^\p{L}\p{N}]/gu, '');
const same = (a: Brought, b: Brought): boolean =>
  fold(a.name) === fold(b.name) &&
  a.days !== null &&
  b.days !== null &&
  a.days.first <= b.days.last &&
  b.days.first <= a.days.last;

/** exceeds-limit: legal alone, but too much on top of what is already issued. */
export function judgeTotals(view: LedgerView, rules: readonly Rule[]): LedgerJudgement {
  const findings: Said[] = [];
  const compared: LedgerJudgement['compared'][number][] = [];
  const region = view.region?.code ?? null;
  for (const tally of TALLIES) {
    const issued = view.issued.filter((b) => b.kind === tally.kind);
    const draft = view.draft.filter((b) => b.kind === tally.kind);
    const first = draft[0];
    if (!first || issued.length === 0) continue;
    const day = draft.find((b) => b.days !== null)?.days?.first ?? view.asOf;
    const judged = ofType(rules, 'limit')
      .filter(({ record }) => bounds(record, tally))
      .flatMap((rule) => {
        const total = fullest(draft, issued, rule.record, region, day);
        return total
          ? [{ rule, total, most: Number(rule.record.value) - (rule.record.comparator === '<' ? 1 : 0) }]
          : [];
      })
      .toSorted((a, b) => a.most - b.most);
    // What the draft breaks alone is found without the ledger.
    const broken = judged.find(
      ({ total, most }) => total.mine > 0 && total.theirs > 0 && total.mine <= most && total.mine + total.theirs > most,
    );
    const [tightest] = judged;
    if (broken) findings.push(exceeds(tally.kind, first, broken.rule, broken.total, broken.most));
    else if (tightest && tightest.total.uncounted.length > 0)
      findings.push(unsure(tally.kind, first, tightest.rule, tightest.total));
    else if (tightest && tightest.total.mine > 0 && tightest.total.mine <= tightest.most)
      compared.push({
        span: first.span,
        superior: citeOf(tightest.rule),
        why: `${tightest.total.theirs} 已发 + ${tightest.total.mine} 本件 ≤ ${unitOf(tightest.rule.record)}（${tightest.total.said}）`,
      });
  }
  return { findings, compared, settled: [] };
}

/** Whether a limit bounds the running total of a kind, whatever its period. */
export const boundsTotal = (kind: BroughtKind, limit: Limit): boolean =>
  TALLIES.some((tally) => tally.kind === kind && bounds(limit, tally));

function bounds(record: Limit, { words, not }: (typeof TALLIES)[number]): boolean {
  const said = `${record.subject}${record.quote}`;
  const { dimension } = dimensionOf(record.unit);
  return (
    words.test(said) &&
    !not?.test(said) &&
    typeof record.value === 'number' &&
    record.comparator !== '>=' &&
    record.comparator !== '>' &&
    record.per !== null &&
    record.per !== 'session' &&
    (dimension === 'times' || dimension === 'items') &&
    (record.each === null || record.each === 'school')
  );
}

const unitOf = (limit: Limit): string =>
  `${limit.value} ${limit.unit}/${limit.per === null ? '' : PERIOD_ZH[limit.per]}`;

const schoolOf = ({ school, stage }: Atom, total: Total): string =>
  total.everywhere ? '' : school !== null ? `以${school}计，` : stage !== null ? `以${STAGE_ZH[stage]}计，` : '';

const listed = (total: Total, unit: string): string =>
  total.filled
    .map(({ b, count }) => `${named(b.by)}${count}${unit}${b.said ? '' : '（未写次数，按1次计）'}`)
    .join('、');
const missing = ({ uncounted }: Total): string =>
  uncounted.length === 0 ? '' : `另有${uncounted.map((u) => `${u.who}（${u.why}）`).join('、')}未能计入。`;

function exceeds(kind: BroughtKind, first: Brought, rule: Rule<Limit>, total: Total, most: number): Said {
  const { unit } = rule.record;
  const left = Math.max(0, most - total.theirs);
  return {
    kind: 'exceeds-limit',
    severity: total.sure && !doubtful(rule) ? 'conflict' : 'warning',
    at: first,
    superior: citeOf(rule),
    relation: 'looser',
    calculation: `${total.theirs} 已发 + ${total.mine} 本件 > ${unitOf(rule.record)}`,
    reason: `文稿“${first.quote}”本身未突破限额，但与已发文件合计突破：${total.said}${schoolOf(total.atom, total)}${BROUGHT_ZH[kind]}已有${listed(total, unit)}，加上本件${total.mine}${unit}，共${total.theirs + total.mine}${unit}，超出上级规定的上限（${rule.record.quote}），${breach(rule)}。${missing(total)}`,
    suggestion:
      left > 0
        ? `建议将本件压减至${left}${unit}以内，或与${named(total.filled[0]?.b.by)}等合并开展，符合${cite(rule)}。`
        : `本${total.said.includes('学期') ? '学期' : '期'}限额已满，建议本件暂缓或并入${named(total.filled[0]?.b.by)}开展，符合${cite(rule)}。`,
  };
}

function unsure(kind: BroughtKind, first: Brought, rule: Rule<Limit>, total: Total): Said {
  return {
    kind: 'exceeds-limit',
    severity: 'notice',
    at: first,
    superior: citeOf(rule),
    relation: 'incomparable',
    calculation: `${total.theirs} 已发 + ${total.mine} 本件 + ${total.uncounted.length} 件未能计入，限额 ${unitOf(rule.record)}`,
    reason: `${total.said}${BROUGHT_ZH[kind]}的合计不完整：${total.filled.length > 0 ? `已计入${listed(total, rule.record.unit)}；` : ''}${missing(total)}`,
    suggestion: '建议核实未写明次数或时间的文件后再作判断。',
  };
}
