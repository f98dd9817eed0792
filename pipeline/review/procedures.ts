import type { Approval } from '../../records/clause.ts';
import type { DraftClause } from './clause.ts';
import { contents, shared, weigh } from './concepts.ts';
import { breach, type Compared, cite, doubtful, type Judged, type Judgement } from './judged.ts';
import { type Near, type Nearness, standsNear } from './nearness.ts';
import { ofType, type Rule, STEPS, unitOf } from './superior.ts';
import { wordedBefore } from './wording.ts';

/** 可以先到岗后补办 · 可以不报备案 · 直接调配: the step is put off or dropped. */
const DROPS =
  /可以?(?:先|不(?:经|报|再))|先[^，。；]{1,8}后[补报备]|后补|补办|补报|不再(?:报|审批|备案|审核|履行|征求|征得)|(?:无需|不必|不用|无须)(?:再)?(?:征求|征得)|不(?:报|经)[^，。；]{2,14}(?:审批|批准|备案|同意|审核|局|部门)|直接[^，。；]{0,6}(?:办理|开展|组织|实施|进入|印发|安排|调配|联系|签订|拨付|下达)|后告知|无条件|凭[^，。；]{2,12}(?:即可|便可)/;
/** 由负责人决定 · 与学校协商后 · 经校长同意 · 经局党组会议讨论通过后执行: another body takes the superior's place. */
const REPLACES =
  /经[^，。；]{2,18}(?:讨论|研究|审议|审定|同意|签字|通过|审查|决定)(?:通过|决定|同意|审定)?(?:后|即|，|$)|由[^，。；]{2,16}(?:审查|签字|商定|协商)|由[^，。；]{2,16}(?:决定|批准|确定|审定|审批|同意|自行|调配|研究)|与[^，。；]{2,14}(?:协商|联系|商定|签订|续签|沟通)|(?<!征得)(?:校长|负责人|学校|班子)[^，。；]{0,8}(?:签字|同意|批准|决定)|办公会|开具/;

const OWN_CHOICE =
  /(?:由学校|学校|各校)(?:自行|自主)(?:调整|掌握|把握)$|(?:自行|自主)(?:确定|决定|安排|选择)[^，。；]{0,8}(?:人员|人选|时间|地点|方式|形式|内容|名称)$/;

/** 后即可办理 · 无需审批 · 自行决定 · 报…知悉: the draft lays down a step that lets the superior's fall away. */
const WAIVES =
  /即可|便可|就可以|可直接|直接(?:办理|开展|组织|实施|进入)|无需|无须|不需要?|不必|不用|免于|免予|不再(?:报|审批|备案|审核)|自行(?:决定|审批|安排|组织|确定|办理)|自主(?:决定|审批|安排|确定)|口头|知悉|事后(?:报|补)|先行(?:开展|实施|办理)/;
const STEP = /同意|批准|审批|审核|备案|报备|核准|研究决定|报[^，。；]{2,16}(?:知悉|掌握|人事)|签字|办理/;

/** Who gives leave, by class: a school's leave does not stand for the department's. */
const CLASSES: readonly (readonly [name: string, words: RegExp])[] = [
  ['head', /(?:主要|分管|机关|单位|主体|部门)?负责人|主要领导|分管领导|局长(?!办公会)/],
  ['party', /党委(?!组织)|领导小组|组织部|组织部门|党组/],
  ['superior', /上级|上一级|省级|省教育|市教育|教育厅|教育部|市人民政府|省人民政府/],
  ['education', /教育(?:体育|和体育|科技)?(?:局|厅|委|部门|行政部门|主管部门)|教体局|教科局|主管部门/],
  ['school', /学校|班子会|校长|派出学校|所在学校/],
  ['person', /本人|当事人/],
  ['public', /社会|公众/],
];
const classOf = (authority: string): string | null => CLASSES.find(([, words]) => words.test(authority))?.[0] ?? null;

/** missing-procedure: does something for which a superior requires an approval, filing or list, without it. */
export function judgeProcedures(
  clauses: readonly DraftClause[],
  rules: readonly Rule[],
  documentText: string,
  nearness: Nearness,
): Judgement {
  const judged: Judged[] = [];
  const compared: Compared[] = [];
  const steps = ofType(rules, 'approval');
  for (const clause of clauses) {
    if (clause.stance !== 'order') continue;
    const waived = waives(clause, steps, nearness);
    if (waived) {
      judged.push(waived);
      continue;
    }
    const unlisted = launches(clause, steps, documentText);
    if (unlisted) judged.push(unlisted);
    else if (clause.records.some((r) => r.type === 'approval')) {
      const rule = steps
        .map((r) => ({ r, w: weigh(shared(acts(r), clause.around)) }))
        .filter((x) => x.w >= 2)
        .sort((a, b) => b.w - a.w)[0]?.r;
      if (rule) compared.push({ clause, rule, relation: 'equal', calculation: null, why: '已规定相应的审批备案程序' });
    }
  }
  return { judged, compared };
}

/** What an approval is about, without the words of the step itself. */
const acts = (rule: Rule<Approval>): ReturnType<typeof contents> =>
  contents(rule.concepts).filter((c) => !STEPS.has(c.id));

/** 经所在学校同意后即可办理借调，报人事股知悉: the step laid down leaves out bodies that the superior names. */
function waives(clause: DraftClause, steps: readonly Rule<Approval>[], nearness: Nearness): Judged | null {
  // 由学校自行确定参会人员: who goes, not whether it is held.
  if (OWN_CHOICE.test(clause.quote)) return null;
  const waived =
    WAIVES.test(clause.quote) &&
    (STEP.test(clause.quote) || /可直接|自行|自主|无需|无须|免于|不再报|先行/.test(clause.quote));
  const drops = waived || DROPS.test(clause.quote);
  const replaces = REPLACES.exec(clause.quote);
  if (!drops && (!replaces || /征得/.test(clause.quote))) return null;
  // 突发事件中可以先行…: what cannot wait is let in everywhere (《突发事件应对法》).
  if (/突发|紧急|应急|险情|隐患|危险|疫情|抢险/.test(clause.sentenceText)) return null;
  const about = [...clause.concepts, ...clause.around, ...clause.heading];
  const near = (r: Rule): number => nearness.near(clause, r)?.near ?? 0;
  const meant = steps.filter(
    (r) =>
      (((r.record.procedure === 'approve' || r.record.procedure === 'file') && r.record.authority !== null) ||
        // 未列入名单的不得进校 against 自行物色…即可进校
        (r.record.procedure === 'list' && drops && passage(nearness.near(clause, r), drops))) &&
      // 报教育部备案 binds the provinces, not a county's notice.
      !/^(?:教育部|国务院|中央)/.test(r.record.authority ?? '') &&
      ((acts(r).some((c) => c.weight >= 2) &&
        weigh(shared(acts(r), waived ? about : clause.around)) >= Math.min(3, weigh(acts(r)))) ||
        wordedBefore(r, clause) >= 0.5 ||
        passage(nearness.near(clause, r), drops)) &&
      !OWN_EXTENSION(r, clause),
  );
  // Steps that a much farther passage asks for are of something else.
  const most = Math.max(0, ...meant.map(near));
  const required = most >= 0.25 ? meant.filter((r) => near(r) >= 0.6 * most) : meant;
  if (required.length === 0) return null;
  // 返回后补办批准手续 where the superior itself lets the step be made up for.
  if (/补办|补报|补齐/.test(clause.quote) && required.some((r) => MADE_UP.test(textAround(r)))) return null;
  const said = clause.section.text;
  const missing = required.filter((r) => {
    if (r.record.procedure === 'list') return !/名单|清单|目录|名录/.test(said);
    const cls = classOf(r.record.authority ?? '');
    const words = CLASSES.find(([name]) => name === cls)?.[1] ?? tailOf(r.record.authority ?? '');
    // The body must decide or receive the filing in the draft, not be merely told.
    return !new RegExp(
      `(?:${words.source})[^，。；]{0,10}(?:同意|批准|审批|审核|备案|核准|研究|审定|审议|通过|论证|决定)`,
    ).test(said);
  });
  // The nearest of them is the evidence.
  const first = [...missing].sort((a, b) => near(b) - near(a))[0];
  if (!first) return null;
  // 由学校办公会集体决定并报县教育局备案: another body decides, and one that the superior names is told.
  if (
    !drops &&
    (missing.length < required.length ||
      /报[^，。；]{2,16}(?:备案|批准|审批|审核)/.test(clause.sentenceText) ||
      required.some((r) => /协商|集体/.test(replaces?.[0] ?? '') && /协商|集体/.test(r.record.quote)))
  )
    return null;
  const names = [
    ...new Set(
      missing.map((r) =>
        r.record.procedure === 'list'
          ? '列入名单（清单）'
          : `${r.record.authority}${r.record.procedure === 'file' ? '备案' : '审批同意'}`,
      ),
    ),
  ];
  return {
    kind: 'missing-procedure',
    severity: doubtful(first) ? 'warning' : 'conflict',
    clause,
    rule: first,
    relation: 'missing',
    calculation: `缺少：${names.join('、')}`,
    why: `规定的办理程序缺少${names.join('、')}，${breach(first)}（${first.record.quote}）`,
    suggestion: `建议按${cite(first)}补充程序：${names.map((n) => `经（报）${n}`).join('，')}后方可办理。`,
    edit: null,
    score: 1,
  };
}

/** The passage nearest of its document lays down the step for the same thing. */
const passage = (found: Near | null, drops: boolean): boolean => standsNear(found, drops ? 0.2 : 0.25);

const MADE_UP = /补办|补报|补齐|事后[^，。；]{0,6}报/;
/** The paragraph that the step stands in. */
const textAround = (rule: Rule): string => {
  const unit = unitOf(rule);
  return unit ? rule.reading.document.text.slice(unit.span.start, unit.span.end) : rule.record.quote;
};

/** 县级以上住房城乡建设部门 → 住房城乡建设部门: the body without its rank, quoted for a pattern. */
const tailOf = (authority: string): RegExp => {
  const body = authority.replace(/^(?:县级以上|市级以上|省级|同级|主管|所在地)+/, '').replace(/[^\p{L}]/gu, '');
  return new RegExp(body.slice(-6) || '(?!)');
};

const OWN_EXTENSION = (rule: Rule<Approval>, clause: DraftClause): boolean =>
  rule.concepts.some((c) => c.id === 'extension') !== clause.concepts.some((c) => c.id === 'extension') &&
  /延期|延长/.test(rule.record.act);

/** 决定在全区中小学开展…进校园活动 without a word on the list or the leave that the superior requires. */
function launches(clause: DraftClause, steps: readonly Rule<Approval>[], documentText: string): Judged | null {
  if (
    !/(?:决定|拟|将|现)[^，。；]{0,24}(?:开展|组织|举办|实施)[^，。；]{0,40}(?:进校园|进学校|进课堂)/.test(clause.quote)
  )
    return null;
  if (
    /白名单|准入清单|列入[^，。；]{0,12}清单|领导小组[^，。；]{0,10}(?:审核|同意|批准)|经[^，。；]{2,20}(?:审核|批准)同意/.test(
      documentText,
    )
  )
    return null;
  const rule =
    steps.find(
      (r) =>
        r.record.procedure === 'list' && r.concepts.some((c) => c.id === 'campus-visit' || c.id === 'social-affair'),
    ) ?? steps.find((r) => r.record.procedure === 'approve' && acts(r).some((c) => c.id === 'campus-visit'));
  if (!rule) return null;
  return {
    kind: 'missing-procedure',
    severity: 'warning',
    clause,
    rule,
    relation: 'missing',
    calculation: null,
    why: `未说明该活动是否列入白名单或履行了进校审批，上级规定“${rule.record.quote}”`,
    suggestion: `建议注明该活动已列入社会事务进校园白名单，或按${cite(rule)}履行审核程序后再印发。`,
    edit: null,
    score: 0.6,
  };
}
