import { items } from '../../extractors/sentence.ts';
import type { Prohibition } from '../../records/clause.ts';
import { type DraftClause, othersDo, saidBefore, saidUpTo } from './clause.ts';
import { conceptsOf, contents, likeness, remembered, shared, shingles, weigh } from './concepts.ts';
import { gradesOf } from './grades.ts';
import { breach, type Compared, cite, doubtful, type Judged, type Judgement } from './judged.ts';
import type { Concept } from './lexicon/concepts.ts';
import { ofType, type Rule } from './superior.ts';
import { wordedBefore, wordPairs } from './wording.ts';

/** Ideas of inspection, assessment, award and sanction: oversight.ts judges them. */
export const OVERSIGHT = new Set([
  'inspection',
  'assessment',
  'rank',
  'circulate',
  'accountability',
  'veto',
  'pledge',
  'award',
  'standard-drive',
  'hook',
]);
/** Steps, lists and persons alone make no forbidden act. */
const FRAME = new Set([
  'approve',
  'file-report',
  'plan',
  'publish-list',
  'whitelist',
  'campus-visit',
  'social-affair',
  'assign',
  'attend',
  'community',
  'school',
  'paper',
  'meeting',
  'curriculum',
  'summary',
  'after-school',
  'homework',
  'tutoring',
  'lecture',
  'app',
  'training-teacher',
  'fee',
  'subsidy',
  'loan',
  'enrol',
  'textbook',
  'sleep',
]);

/** Words of ordering that any clause has. */
const GENERIC = /组织|开展|参加|参与|要求|安排|学生|教师|学校|师生|家长|活动|工作|任何|单位|个人/g;

/** 重复 多头 随意 变相 …: the rule forbids a manner of doing, which a plain order does not show. */
const QUALIFIED =
  /重复|多头|随意|变相|违规|过度|频繁|层层|盲目|动辄|一味|过多|擅自|不合理|不正当|无实质|借机|恶意|硬性|额外|其他/;

/** contravenes-prohibition: the draft orders or allows what a superior forbids. */
export function judgeProhibitions(
  clauses: readonly DraftClause[],
  rules: readonly Rule[],
  draft: { readonly title: string; readonly addressees: readonly string[] },
): Judgement {
  const judged: Judged[] = [];
  const compared: Compared[] = [];
  const bans = ofType(rules, 'prohibition').filter(
    (r) =>
      !/^(?:未|没有|不属于|不符合)/.test(r.record.quote.replace(/^[“”]+/, '')) ||
      /不得要求|不得安排|不得提出/.test(r.record.quote),
  );
  const topic = conceptsOf([draft.title, ...draft.addressees].join('，'));
  for (const clause of clauses) {
    const outside = clause.stance === 'order' ? offList(clause, rules) : null;
    if (outside) {
      judged.push(outside);
      continue;
    }
    const best = bans
      .map((rule) => ({ rule, ...match(rule, clause, topic) }))
      .filter((m) => m.score > 0)
      // A ban that is surely met comes before one that is only near.
      .sort((a, b) => Number(b.sure) - Number(a.sure) || b.score - a.score)[0];
    if (!best) continue;
    // 不接受公积金贷款 does what 不得拒绝…贷款 forbids.
    const refuses =
      clause.stance === 'prohibition' &&
      REFUSAL.test(best.rule.record.act) &&
      REFUSES.test(clause.quote) &&
      !/不得|严禁|禁止|不准/.test(clause.quote);
    if ((clause.stance === 'order' || refuses) && best.sure)
      judged.push(finding(clause, best.rule, best.hit, best.score));
    else if (clause.stance === 'prohibition' || clause.stance === 'relief')
      compared.push({ clause, rule: best.rule, relation: 'equal', calculation: null, why: '重申上级禁止性规定' });
    else if (clause.stance === 'order' && best.why)
      compared.push({ clause, rule: best.rule, relation: 'incomparable', calculation: null, why: best.why });
  }
  return { judged, compared };
}

// 未列入推荐目录的，学校不得选用 against 学校可以先行选用推荐目录以外的应用
const CONDITIONAL =
  /(?:未|没有)(?:列入|纳入|进入|通过|取得|经过|经)([^，。；]{2,20}?)(?:的|，|,|不得|一律)|[“"]?([^，。；“”"]{2,12})[”"]?(?:以外|之外|外)的?/;
// 未列入推荐目录的应用 · 清单以外的事项 · 计划外项目 · 白名单之外的活动 · 不受白名单限制
const OFF_LIST =
  /([^，。；]{2,12}?)(?:以外|之外|外)的?|(?:尚?未|没有)(?:列入|纳入|进入|入选|取得|经)([^，。；]{2,20}?(?:名单|清单|目录|名录|计划)|[^，。；]{2,14}?)(?:的|也|亦|可|，|$)|不(?:经|需经|必经|列入|纳入)([^，。；]{2,12})|不受([^，。；]{2,8})限制/;
/** Lets it in or bids to help; the way that the superior itself leaves open (确需…报领导小组批准) does not. */
const LETS =
  /可以?(?!向)|允许|先行|随时|直接|也可|仍|配合|接待|安排|选用|使用|选派|组织|支持|自行|签订|不受[^，。；]{2,8}限制/;
const OPEN_WAY =
  /(?:领导小组|教育(?:体育|和体育)?(?:局|行政部门|主管部门)|党委|政府|主要领导|局长)[^，。；]{0,10}(?:批准|同意|审核|审批)|拒绝|退回|不予|不得|严禁|一律不/;

const sameList = (a: string, b: string): boolean =>
  a.includes(b) || b.includes(a) || Math.max(likeness(a, b), likeness(b, a)) >= 0.5;

/** The draft lets happen what a superior forbids for things off a list or without leave. */
function offList(clause: DraftClause, rules: readonly Rule[]): Judged | null {
  const said = saidUpTo(clause);
  const outside = OFF_LIST.exec(said);
  const name = outside?.slice(1).find((x) => x !== undefined);
  const unbound = outside?.[4] !== undefined;
  if (!name || !LETS.test(clause.quote) || OPEN_WAY.test(clause.sentenceText)) return null;
  for (const rule of ofType(rules, 'prohibition')) {
    const conditional = CONDITIONAL.exec(rule.record.quote);
    const list = conditional?.[1] ?? conditional?.[2];
    // 投诉举报核查不受次数限制 where the superior itself says so.
    if (unbound && /不受[^，。；]{0,24}限制/.test(rule.reading.document.text)) continue;
    if (list && sameList(list, name) && !excepted(rule.record.exception, clause))
      return finding(clause, rule, `${list}以外的事项`, 0.9);
  }
  return null;
}

const persons = (text: string): Concept[] => conceptsOf(text).filter((x) => x.kind === 'person');

// 必须 · 一律 · 不得请假 · 全体: what a ban on forcing asks to be there.
const FORCES =
  /必须|一律|务必|强制|强行|应当?(?!邀)|须|全体|全员|人人|均|统一|每[日天周月]|下达|指令|不得(?:请假|拒绝|推辞|推诿|缺席|替换)|服从|未[^，。；]{0,8}的[^，。；]{0,6}(?:扣|取消|说明|通报)|轮流/;
// 借用教师须报…审批 · 借用时间不超过5个月: bounds or leads through a procedure what is forbidden only as a principle.
const REGULATES =
  /(?:须|应当?|经|报|征得)[^，。；]{0,24}(?:审批|批准|同意|审核|备案)|(?:时间|期限|期|时长)[^，。；]{0,8}(?:不超过|不得超过|不多于|至多|最长|最多|控制在|至|自|从)|(?:名单|情况|台账|统计)[^，。；]{0,16}报/;

const REFUSAL = /^(?:[^，。；]{0,8})?(?:拒绝|拒收|限制|推诿)/;
const REFUSES = /不(?:接受|受理|支持|接收|收治|办理)|拒绝|拒收/;

interface Match {
  readonly score: number;
  readonly sure: boolean;
  /** What of the rule the clause does. */
  readonly hit: string;
  readonly why: string;
}
const NONE: Match = { score: 0, sure: false, hit: '', why: '' };

/** 抽调、安排教师参与征地拆迁: verbs in a row share the object of the last: 抽调教师参与征地拆迁. */
const withObjects = (all: readonly string[]): string[] =>
  all.map((item, i) => {
    const next = all[i + 1];
    return next !== undefined && /^[\u4e00-\u9fa5]{2,3}$/.test(item) && next.length >= 8 ? item + next.slice(2) : item;
  });

/** 抽调教师参与征地拆迁 is met by the task, not by lending alone. */
function taskMet(item: string, both: readonly Concept[]): boolean {
  const task = item.split(/参与|参加|承担|从事|协助/).at(-1) ?? item;
  const named = task === item ? [] : contents(conceptsOf(task)).filter((x) => !FRAME.has(x.id));
  return named.length === 0 || shared(named, both).length > 0;
}

/** The items of what is forbidden, with the ideas that each names. */
const partsOf = remembered((said): readonly { item: string; concepts: readonly Concept[] }[] =>
  // 不布置书面家庭作业（可在校内适当练习）: what the ban lets is looked at apart.
  partsIn(said.replace(/（(?:但|可|允许|除|经|确|必要|特殊)[^（）]*）/g, '')),
);

const partsIn = (forbidden: string): { item: string; concepts: readonly Concept[] }[] =>
  // 将参保缴费与入学、评优挂钩 is one act.
  withObjects(
    /(?:将|把)[^，。；]+[与同和][^，。；]+(?:挂钩|捆绑|关联)/.test(forbidden) ? [forbidden] : items(forbidden),
  )
    .flatMap((item) => item.split(/[，,；;]|或者|以及|等?(?:方式|形式|名义|手段)(?=[\u4e00-\u9fa5]{4})/))
    // 借用期间，不得停发绩效工资 forbids nothing about lending.
    // 一律不在借用之列 names who, not what.
    .filter((item) => item !== '' && !/(?:期间|时|之前|之后|的|之列)$/.test(item))
    .map((item) => ({ item, concepts: contents(conceptsOf(item)).filter((x) => !OVERSIGHT.has(x.id)) }))
    .filter(({ concepts }) => concepts.some((x) => !FRAME.has(x.id)));

/** The same items by their words; the first pair is the verb. */
const wordsOf = remembered((act): readonly { item: string; pairs: ReadonlySet<string> }[] =>
  items(act)
    .map((item) => ({ item, pairs: wordPairs((item.split(/[，,]/).at(-1) ?? item).replace(GENERIC, ' ')) }))
    .filter(({ pairs }) => pairs.size >= 3),
);

/** Those whom bans in favour of schools speak of. */
const PUPILS = new Set(['teacher', 'student', 'parent', 'school']);

/** How a clause meets a ban: by one item of its enumeration, by its act as a whole, or by plain words in fields without concept rows. */
export function match(rule: Rule<Prohibition>, clause: DraftClause, topic: readonly Concept[]): Match {
  const { act, pretext, exception } = rule.record;
  const banned = conceptsOf(`${act}，${pretext ?? ''}`);
  // 专任教师不参加值班: the subject in front of the operator is who the ban protects.
  const bound = banned.some((x) => x.kind === 'person') ? banned : [...banned, ...persons(rule.record.quote)];
  const own = clause.concepts;
  if (/挂钩|捆绑/.test(act) && !own.some((x) => x.id === 'hook') && !/挂钩|捆绑|联系|前提|条件/.test(clause.quote))
    return NONE;
  // 其他学校不填报, of which the draft's 监测点学校 are none.
  if (/^(?:其他|其余|此外的|以外的)/.test(rule.record.quote) && !/其他|其余/.test(clause.quote)) return NONE;
  const upon = [...topic, ...clause.around, ...clause.heading];
  if (
    bound.some((x) => PUPILS.has(x.id)) &&
    !bound.some((x) => x.kind === 'person' && !PUPILS.has(x.id)) &&
    !upon.some((x) => PUPILS.has(x.id))
  )
    return NONE;
  // 不得续借 of teachers is no ban on other terms made longer.
  if (
    contents(banned).every((x) => x.id === 'extension') &&
    banned.some((x) => x.id === 'extension') &&
    shared(
      contents([...rule.sentence]).filter((x) => x.id !== 'extension'),
      upon,
    ).length === 0
  )
    return NONE;
  if (personsClash(bound, clause) || (bound.some((x) => x.id === 'teacher') && othersDo(clause))) return NONE;
  const grades = gradesOf(rule.record.quote);
  const mine = gradesOf(clause.quote);
  if (grades.length > 0 && mine.length > 0 && !grades.some((g) => mine.includes(g))) return NONE;
  if (/强制|强迫|硬性/.test(act) && /自愿|自主选择|可以不/.test(clause.sentenceText)) return NONE;
  // （可在校内安排适当巩固练习）: what the ban's own bracket lets.
  const bracket = /（(?:但)?(?:可以?|允许)([^（）]{4,})）/.exec(rule.record.quote);
  const lets = bracket?.[1] ? likeness(bracket[1], clause.quote) : 0;
  if (lets >= 0.25 && lets > likeness(rule.record.quote.replace(bracket?.[0] ?? '', ''), clause.quote)) return NONE;
  const hits = partsOf(`${act}、${pretext ?? ''}`)
    .map(({ item, concepts }) => ({ item, concepts, both: shared(concepts, own) }))
    .filter(({ both, concepts }) => both.some((x) => !FRAME.has(x.id)) && weigh(both) >= Math.min(3, weigh(concepts)))
    .filter(({ item, both }) => taskMet(item, both))
    .map((part) => ({ ...part, like: likeness(part.item, clause.quote) }))
    .filter(({ item, both, like }) => like >= 0.3 || leftover(item, both) <= 2 || heads(item, clause.quote, both));
  const all = [...new Map(hits.flatMap((h) => h.both).map((x) => [x.id, x])).values()];
  const weight = weigh(all);
  const complete = hits.some((h) => h.both.length === h.concepts.length);
  const strong = weight >= 4 || all.some((x) => x.weight === 3 && (x.kind !== 'object' || (complete && binds(clause))));
  const best = [...hits].sort((a, b) => weigh(b.both) + b.like - weigh(a.both) - a.like)[0];
  const related = shared(contents(banned), topic).length > 0 ? 0.2 : 0;
  const like = Math.max(0, ...hits.map((h) => h.like));
  const score =
    weight === 0
      ? 0
      : Math.min(1, weight / 6) +
        related +
        (complete ? 0.1 : 0) +
        like * 0.5 +
        (best && heads(best.item, clause.quote, best.both) ? 0.3 : 0);
  if (score > 0) {
    const hit = best?.item ?? act;
    if (timesClash([...rule.concepts, ...rule.sentence], clause))
      return { score, sure: false, hit, why: '上级规定限定了时间，文稿未说明' };
    if (excepted(exception, clause)) return { score, sure: false, hit, why: '文稿按上级规定的例外处理' };
    if (grades.length > 0 && mine.length === 0 && gradesOf(clause.sentenceText).length === 0)
      return { score, sure: false, hit, why: '上级规定限定了年级，文稿未说明' };
    // 经数据比对已能核实的，不再入户: under a condition that the draft does not speak of.
    const condition = /^([^，。；]{2,30})的，/.exec(rule.record.quote)?.[1];
    if (condition && likeness(condition, clause.sentenceText) < 0.25)
      return { score, sure: false, hit, why: '上级规定附有条件，文稿未涉及' };
    const disguised = /变相([^，。；]*)/.exec(act)?.[1];
    if (disguised && shared(conceptsOf(disguised), [...own, ...clause.around]).length === 0)
      return { score, sure: false, hit, why: '上级禁止变相做法，文稿未见所变的事项' };
    // 以工作专班等名义变相借调 forbids the disguise, not lending.
    if (
      /变相/.test(act) &&
      (pretext !== null || /变相/.test(hit)) &&
      !items(pretext ?? act).some((item) => likeness(item, clause.quote) >= 0.5)
    )
      return { score, sure: false, hit, why: '上级禁止变相做法，文稿未见这种名义' };
    if (/自愿/.test(clause.quote) && /要求|强制|强迫|让/.test(act))
      return { score, sure: false, hit, why: '文稿写明自愿' };
    if (/强制|强迫|强行/.test(act) && !FORCES.test(clause.quote))
      return { score, sure: false, hit, why: '上级禁止强制，文稿没有强制的表述' };
    if (rule.record.strength === 'principle' && REGULATES.test(clause.quote) && !WAIVED.test(clause.sentenceText))
      return { score, sure: false, hit, why: '上级原则上不允许，文稿按程序或限额作了规定' };
    // 不额外布置其他作业 says nothing of homework as such.
    const beyond = /额外|另外|另行|其他/.test(hit) && !/额外|另外|另行|其他|加[布练]|增加/.test(clause.quote);
    const qualified = beyond || (QUALIFIED.test(hit) && !strong);
    const sure = !qualified && (strong || (complete && weight >= 2 && like >= 0.3 && binds(clause)));
    return { score, sure, hit, why: sure ? '' : '只涉及同一事项，不能确定违反' };
  }
  // 全体在校生必须参加课后服务 against 严禁强制学生参加 under 课后服务.
  if (
    /^强[制迫][^，。；]{0,6}(?:参加|参与)/.test(act) &&
    FORCES.test(clause.quote) &&
    /参加|参与/.test(clause.quote) &&
    weigh(shared(contents(rule.concepts), own)) >= 2
  )
    return { score: 0.8, sure: true, hit: act, why: '' };
  // 可以采购散装食用油 against 禁止采购散装食用油、发芽土豆: one item of the list, nearly word for word.
  const there = wordPairs(clause.quote);
  const named = wordsOf(act).find(({ pairs }) => {
    // Its first word is the verb: 绩效工资照常发放 is not 停发绩效工资.
    const [verb] = pairs;
    return verb !== undefined && there.has(verb) && [...pairs].filter((p) => there.has(p)).length / pairs.size >= 0.75;
  });
  if (named && binds(clause) && !QUALIFIED.test(act) && !excepted(exception, clause))
    return { score: 0.7, sure: true, hit: named.item, why: '' };
  // 购买第三套住房的…可申请贷款 against 不予发放第三套及以上住房贷款: allowed in so many of the ban's own words.
  if (
    LETS.test(clause.quote) &&
    rule.grams.own.size >= 4 &&
    wordedBefore(rule, clause) >= 0.5 &&
    // 不缴纳评估费，系统自行选用: what was said before is itself a ban.
    !/不得|不再|不[缴交收付]|严禁|禁止/.test(saidBefore(clause)) &&
    !QUALIFIED.test(act) &&
    !excepted(exception, clause)
  )
    return { score: 0.7, sure: true, hit: act, why: '' };
  // Fields without concept rows: most of the ban's own words stand in the order.
  const plain = act.replace(/^(?:要求|布置|安排|留|组织)/, '');
  if (shingles(plain).size >= 4 && contents(banned).every((x) => FRAME.has(x.id) || shared([x], own).length > 0)) {
    const like = likeness(plain, clause.quote);
    if (like >= 0.7 && likeness(headOf(plain), clause.quote) >= 0.5)
      return {
        score: like * 0.8,
        sure: like >= 0.75 && !QUALIFIED.test(act) && !excepted(exception, clause),
        hit: act,
        why: '用语相近，不能确定违反',
      };
  }
  return NONE;
}

/** Characters of a ban's item that neither the shared ideas nor common words of ordering account for: 哺乳期女 of 安排哺乳期女教师值班. */
function leftover(item: string, both: readonly Concept[]): number {
  let rest = item
    .replace(/(?:小学|初中|高中)?[一二三四五六七八九]?(?:[、至到])?[一二三四五六七八九]年级/g, '')
    .replace(/与?教育(?:教学)?(?:没有实质关联|无关|没有关联)的?|非教育教学/g, '');
  for (const concept of [...both].sort((a, b) => b.weight - a.weight))
    rest = rest.replace(new RegExp(concept.words.source, 'g'), '');
  rest = rest.replace(
    /区域性|跨校际|任何形式|提供|进入|校园|纳入|列入|基层|乡镇|社区|机构|业主|患者|人员|擅自|自行|随意|违规|扩大|各类|任课|到校|在校|轮流|全体|在职|期间|考试|教师|老师|学生|师生|家长|学校|中小学|纳税人|企业|职工|群众|居民|资料|已有|有关|向|专任|强制|要求|布置|安排|留|组织|开展|进行|参与|参加|承担|完成|通过|利用|名义|形式|方式|活动|任务|工作|事项|行为|任何|相关|有关|其他|各类|各种|让|由|给|以|等|将|把|在|的|和|或|对|为/g,
    '',
  );
  return rest.replace(/[^\p{L}\p{N}]/gu, '').length;
}

/** 发文 of 贯彻会议精神的，发文: the last words, which in Chinese carry the act. */
const headOf = (act: string): string => (act.split(/[，,]/).at(-1) ?? act).slice(-6);

/** The ban's head word itself stands in the clause: 学校事先“踩点” and 各校提前踩点; 值班 in 值班教师次日不安排课程 is no head. */
function heads(item: string, quote: string, both: readonly Concept[]): boolean {
  const plain = item.replace(/[“”"「」]/g, '');
  return both.some((concept) => {
    if (concept.weight < 3) return false;
    const word = [...plain.matchAll(new RegExp(concept.words.source, 'g'))].at(-1);
    return word !== undefined && word.index + word[0].length >= plain.length - 2 && quote.includes(word[0]);
  });
}

/** The clause makes somebody do it: an operator, or an imperative upon schools, teachers, pupils or parents. */
const binds = (clause: DraftClause): boolean =>
  /要求|组织|安排|开展|完成|须|必须|应当?|要|负责|每|销售|经营|收取|提供|采购|购进|各校|学校|教师|师生|家长|可以?|允许|鼓励|动员/.test(
    clause.quote,
  );

/** A ban upon parents or pupils alone does not meet an order upon others. */
function personsClash(banned: readonly Concept[], clause: DraftClause): boolean {
  const theirs = banned.filter((x) => x.kind === 'person').map((x) => x.id);
  const mine = clause.concepts.filter((x) => x.kind === 'person').map((x) => x.id);
  const near = clause.around.filter((x) => x.kind === 'person').map((x) => x.id);
  if (theirs.length === 0) return false;
  // 由校级领导和中层干部带班 is not what 不安排专任教师值班 forbids.
  if (mine.includes('leader') && !mine.includes('teacher') && theirs.includes('teacher')) return true;
  const narrow = theirs.filter((p) => p === 'parent' || p === 'student');
  if (narrow.length === theirs.length)
    // 考查学生, 招收学生: the pupil is what the act is done to, and a draft may leave it out.
    return !narrow.some((p) => mine.includes(p) || (mine.length === 0 && (near.includes(p) || p === 'student')));
  return (
    mine.length > 0 && !mine.some((p) => theirs.includes(p)) && !mine.includes('school') && !theirs.includes('school')
  );
}

const timesClash = (banned: readonly Concept[], clause: DraftClause): boolean => {
  const theirs = banned.filter((x) => x.kind === 'time');
  return theirs.length > 0 && shared(theirs, [...clause.around, ...clause.heading]).length === 0;
};

const WAIVED = /即可|知悉|口头/;

/** 确需…的，经…同意 in the draft where the ban leaves that way open. */
const excepted = (exception: string | null, clause: DraftClause): boolean =>
  exception !== null && (likeness(exception.replace(/[除以之外]/g, ''), clause.quote) >= 0.6 || openWay(clause));

const openWay = (clause: DraftClause): boolean =>
  /(?:确需|确因|特殊情况|经[^，。；]{2,20}(?:同意|批准|审核)|依法依规|法律法规规定|除[^，。；]{2,24}外)/.test(
    clause.sentenceText,
  ) && !WAIVED.test(clause.sentenceText);

function finding(clause: DraftClause, rule: Rule<Prohibition>, hit: string, score: number): Judged {
  const { modality, quote } = rule.record;
  return {
    kind: 'contravenes-prohibition',
    severity: doubtful(rule) ? 'warning' : 'conflict',
    clause,
    rule,
    relation: 'contrary',
    calculation: null,
    why: `要求或允许的内容属于上级“${modality}”的事项（${quote}），${breach(rule)}`,
    suggestion: `建议删除“${clause.quote}”中涉及“${hit}”的要求，或改为与${cite(rule)}一致的表述。`,
    edit: null,
    score,
  };
}
