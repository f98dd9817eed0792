import type { Bearer, ExtractedOf } from '../records/clause.ts';
import { aloneAt, bearersOf, issuerBearer, type Subject, subjectAt } from './actor.ts';
import { approval } from './approval.ts';
import { type Context, type Extractor, type Section, SILENT_ROLES } from './extractor.ts';
import { OTHER_PERSONS } from './lexicon/bearers.ts';
import { OBLIGING, PROHIBITING, TASK_OPENING } from './lexicon/operators.ts';
import { aboutSchools, matterOf } from './matter.ts';
import { deadline, limit, target } from './measures.ts';
import { oversight } from './oversight.ts';
import { bare, clauses, members, type Stretch, sentences } from './sentence.ts';
import { standingOf } from './standing.ts';
import { strengthOf } from './strength.ts';

type Duty = ExtractedOf<'duty'>;

const RULES = {
  operator: '<bearer> 应当/要/须/负责 <act>',
  subjectless: '<thing> 应当/要/须 <act>, bearer by context',
  task: '<bearer> <task> in a plan',
  by: '由 <bearer> 承担/负责 <act>',
  answerable: '<bearer> 为责任人',
} as const;

const SKIP: ReadonlySet<Section['role']> = new Set<Section['role']>([...SILENT_ROLES, 'form']);
const BANNED = new RegExp(`${PROHIBITING.map((p) => p.word).join('|')}|(?:确保|做到|严格执行)[^，,]{0,40}不`);
// 由本校教师承担 · 由县级教育行政部门负责组织; not 由管理中心负责解释
const BY = /由([^，,。；;由]{2,40}?)(?:承担|负责(?!解释)|牵头|统筹安排|组织实施)/;
// 应当由监护人接送 · 须由学校统一组织: who is to do it stands behind 由
const MUST_BY = /(?:应当?|须|必须|一律|要)由([^，,。；;由]{2,24})/;
// 学校宿舍应当封闭管理 · 校园值守由行政人员承担: the school's own things
const SCHOOL_THING =
  /^(?:学校|中小学校?|幼儿园|校园|校内|教室|学生(?=宿舍|食堂|公寓))[\u4e00-\u9fa5]{2,6}?(?=应|必须|须|要(?!求)|由|全部)/;
// 教师布置的书面作业应全部批改
const MADE_BY = /^(学校|教师|班主任|学生|家长|幼儿园)[\u4e00-\u9fa5]{1,6}的[^，,。；;]{2,}/;
// 学校组织学生校外活动，应当…报备: a case, not a task
const CASE = /^(?:组织|开展|举办|承办|承担|聘用|实施)/;
// 应当将安全工作纳入年度考核 · 要与各校签订责任书: the oversight record tells it
const SET_UP = /(?:纳入|列入|计入)[^，,。；;]*(?:考核|考评|评价|督导)|签订[^，,。；;]*责任/;
// 发现一个，处理一个
const SLOGAN = /^[\u4e00-\u9fa5]{1,3}一[个起处件批户例家]$/;
// 主要负责人为第一责任人 · 是专项整治的责任主体
const ANSWERABLE = /^[^，,。；;]{2,40}?(?:为|是)[^，,。；;]{0,30}?(?:责任人|责任主体)$/;
// 支持、鼓励、引导 are none; 可以 permits
const NOT_ORDERED = /^(?:鼓励|支持|引导|提倡|倡导|可以?)/;

/** The words of an approval step: only the 分句 that carries one is an approval and no duty. */
const STEP = /审|通过|确认|提出申请|批准|备案|报备|同意|核准|公布|公示|公开|清单|白名单|名单/;
// 不低于2次 · 控制在…以内: the 分句 is a limit
const BOUND = /[\d０-９一二两三四五六七八九十百千半]/;
// 应在退热后满48小时 · 前两个月内: a 分句 that measures is a limit or a deadline even where neither was read
const MEASURED =
  /[\d０-９一二两三四五六七八九十百千半][^，,。；;]{0,8}(?:以[上内下]|之[内间]|[日天月年时周](?:内|前|后)|[上中下]旬)|(?:不[少多低高晚早]于|不超过|满)[^，,。；;]{0,6}[\d０-９一二两三四五六七八九十百千半]/;
// 高度重视，密切配合，精心组织: calls that bind to nothing
const CALL =
  /^(?:各[^，,]{0,12})?(?:要|应|应当|须)?(?:高度重视|密切配合|精心组织|全力推进|加强领导|提高认识|认真落实|狠抓落实|周密部署|通力协作|抓好落实|各负其责|树立正确政绩观|统一思想)$/;

interface Clause {
  readonly stretch: Stretch;
  readonly said: string;
  readonly member: Stretch;
  readonly subject: Subject | null;
  /** Offset of the operator inside `said`, or -1. */
  readonly operator: number;
  readonly taken: boolean;
  readonly overseen: boolean;
  readonly banned: boolean;
}

const overlap = (a: Stretch, b: Stretch): boolean => a.start < b.end && b.start < a.end;

/** The operator of a 分句: the first that is not inside quotation marks, brackets or a condition (…的，). */
function operatorIn(said: string): number {
  if (/的$/.test(said)) return -1;
  const masked = said.replace(/[（(][^（）()]*[)）]|“[^“”]*”|《[^《》]*》/g, (m) => '　'.repeat(m.length));
  const m = OBLIGING.exec(masked);
  if (!m) return -1;
  const rest = masked.slice(m.index);
  // 是国家必须予以保障的公益性事业 states what it is
  if (/(?:^|[^，,])是|^为/.test(masked.slice(0, m.index)) && /的[一-鿿]{2,10}$/.test(rest)) return -1;
  const noun =
    /^(?:应当?|要|须|需)[^，,]{0,30}的[^，,]{0,10}(?:问题|情况|事项|材料|人员|条件|项目|资料|费用|内容|表|清单|名单)(?:（[^）]*）)?$/.test(
      rest,
    );
  return noun || NOT_ORDERED.test(masked) ? -1 : m.index + (m[0].startsWith('，') || m[0].startsWith(',') ? 1 : 0);
}

function read(section: Section, context: Context): Clause[] {
  const { text } = section;
  const runs = members(text, section.label);
  const local = (s: Stretch): Stretch => ({ start: s.start - section.start, end: s.end - section.start });
  const approvals = approval.extract(section, context).map((r) => local(r.span));
  const deadlines = deadline.extract(section, context).map((r) => local(r.span));
  const bounds = [...limit.extract(section, context), ...target.extract(section, context)].map((r) => local(r.span));
  const overseen = oversight.extract(section, context).map((r) => local(r.span));
  return clauses(text, section.label).map((stretch) => {
    const b = bare(text, stretch);
    const said = text.slice(b.start, b.end);
    return {
      stretch: b,
      said,
      member: runs.find((m) => m.start <= stretch.start && stretch.start < m.end) ?? stretch,
      subject: subjectAt(text, b.start, b.end),
      operator: operatorIn(said),
      taken:
        (approvals.some((s) => overlap(s, b)) && STEP.test(said)) ||
        deadlines.some((s) => overlap(s, b) && s.end - s.start < 160) ||
        (bounds.some((s) => overlap(s, b)) && BOUND.test(said)) ||
        MEASURED.test(said),
      overseen: overseen.some((s) => overlap(s, b)),
      banned: BANNED.test(said),
    };
  });
}

/** A body that stands alone before a ， and shares the verb of the next: 各县（市、区），市直有关部门要…. */
function joinedSubject(all: readonly Clause[], i: number): string | null {
  const own = all[i]?.subject;
  const before = all[i - 1];
  if (!own || !before || before.member !== all[i]?.member) return own?.name ?? null;
  return before.said.length <= 24 &&
    !/^对|的|^在|时$/.test(before.said) &&
    before.operator < 0 &&
    bearersOf(before.said).length > 0 &&
    !before.subject
    ? `${before.said}，${own.name}`
    : own.name;
}

/** The body or person that words open with, and that an act follows: 监护人或者其委托的成年人接送. */
function doerOf(words: string): string | null {
  for (let n = 2; n < Math.min(words.length, 14); n++) {
    const name = words.slice(0, n);
    if (bearersOf(name).length > 0 && !/^[会部室局组校园长们办厅科院所站中委、和及或]/.test(words.slice(n)))
      return name;
  }
  return null;
}

/** What opens a duty at 分句 `i`, or null. */
function opening(all: readonly Clause[], i: number): { rule: string; name: string | null } | null {
  const c = all[i];
  if (!c || c.banned || (c.taken && !c.subject)) return null;
  const by = BY.exec(c.said);
  if (by?.[1] && bearersOf(by[1]).length > 0) return { rule: RULES.by, name: by[1] };
  if (by && SCHOOL_THING.test(c.said)) return { rule: RULES.by, name: null };
  const doer = c.taken ? null : doerOf(MUST_BY.exec(c.said)?.[1] ?? '');
  if (doer) return { rule: RULES.by, name: doer };
  if (ANSWERABLE.test(c.said) && c.subject) return { rule: RULES.answerable, name: joinedSubject(all, i) };
  if (c.operator >= 0) {
    const name = joinedSubject(all, i);
    return { rule: name ? RULES.operator : RULES.subjectless, name };
  }
  if (c.subject) {
    const rest = c.said.slice(c.subject.end - c.stretch.start);
    const next = all[i + 1];
    // 区人社局在核定总量时，应考虑…: the operator follows
    if (/^(?:在|对|根据|按照?|于)/.test(rest) && next && next.operator >= 0 && next.operator <= 2 && !next.subject)
      return null;
    // 学校组织校外活动，应当提前七日报备 · 中小学校承担考试，每校每年不超过4次
    if (
      CASE.test(rest) &&
      next &&
      next.member === c.member &&
      !next.subject &&
      (/^(?:应当?|必须|须)/.test(next.said) || (next.taken && /\d|[一二三四五六七八九十]/.test(next.said)))
    )
      return null;
    // 近年来，各地持续规范…: a preamble tells
    if (/(?:持续|不断)$/.test(c.subject.name) || /^(?:持续|不断)|取得/.test(rest) || /的$/.test(c.said)) return null;
    if (
      c.subject.start === c.stretch.start &&
      TASK_OPENING.test(rest) &&
      !/^[一-鿿]{2,6}的/.test(rest) &&
      !/^(?:其他|其它)/.test(c.subject.name)
    )
      return { rule: RULES.task, name: joinedSubject(all, i) };
  }
  return null;
}

const speaksOfThing = (words: string): boolean =>
  /(?:服务|收费|工作|宿舍|食堂|食品|餐具|经费|设施|场所|作业|活动|管理)$/.test(words);

/** Whose duty it is where the sentence names nobody: the last body named, else by the matter, else the issuer. */
function bearerByContext(
  name: string | null,
  matter: Duty['matter'],
  issuer: Bearer | null,
  schools: boolean,
): Bearer[] {
  const named = name ? bearersOf(name, issuer) : [];
  if (named.length > 0) return named;
  if (matter === 'homework' || matter === 'after-school') return ['school'];
  // a law or a price bureau speaks to schools: 代办服务必须坚持自愿的原则
  if (schools && (issuer === null || issuer === 'other-department')) return ['school'];
  return [issuer ?? 'other-department'];
}

function extract(section: Section, context: Context): Duty[] {
  if (SKIP.has(section.role)) return [];
  const { text } = section;
  const all = read(section, context);
  const whole = sentences(text, section.label);
  const issuer = issuerBearer(context);
  const out: Duty[] = [];
  let carried: string | null = null;
  let carriedIn = -1;
  for (let i = 0; i < all.length; i++) {
    const c = all[i];
    if (!c) continue;
    const sentence = whole.findIndex((s) => s.start <= c.stretch.start && c.stretch.start < s.end);
    if (c.subject) {
      carried = joinedSubject(all, i);
      carriedIn = sentence;
    }
    // 凡年满七周岁的儿童，不分性别、民族，都必须入学: the subject stands alone before
    if (!c.subject && c.operator >= 0 && c.operator <= 2) {
      const back = /^(?:不分|不论|无论)/.test(all[i - 1]?.said ?? '') ? all[i - 2] : all[i - 1];
      const alone = back && back.member === c.member && back.operator < 0 ? aloneAt(back.said) : null;
      if (alone) {
        carried = alone;
        carriedIn = sentence;
      }
    }
    if (/(?:以下|下列)(?:[^，,。；;]{0,8})(?:$|[：:])/.test(c.said)) continue;
    const newMember =
      all[i - 1]?.member !== c.member && carriedIn === sentence && carried !== null && bearersOf(carried).length > 0;
    const open =
      opening(all, i) ??
      (newMember && !c.banned && !c.taken && TASK_OPENING.test(c.said) ? { rule: RULES.task, name: null } : null);
    if (!open || standingOf(section, c.stretch.start + Math.max(0, c.operator), c.stretch, c.member) !== 'rule')
      continue;
    if (
      open.name &&
      OTHER_PERSONS.test(open.name.replace(/[（(][^（）()]*[)）]/g, '')) &&
      bearersOf(open.name).length === 0
    )
      continue;
    const namedHere = open.name !== null || (carried !== null && carriedIn === sentence);
    const owner = open.name
      ? null
      : SCHOOL_THING.test(c.said)
        ? '学校'
        : (MADE_BY.exec(c.said)?.[1] ?? /^([^，,。；;的]{2,16})的/.exec(c.said)?.[1] ?? null);
    const owned =
      owner !== null &&
      bearersOf(owner).some((b) => b === 'school' || b === 'training-institution' || MADE_BY.test(c.said))
        ? owner
        : null;
    if (!namedHere && !owned && open.rule === RULES.subjectless && !aboutSchools(context)) continue;
    if (c.overseen && open.name === null) continue;
    if (
      c.overseen &&
      (open.rule === RULES.task || (open.rule === RULES.operator && SET_UP.test(c.said))) &&
      !/^(?:负责|会同)/.test(c.said.slice((c.subject?.end ?? 0) - c.stretch.start))
    )
      continue;
    // The run: following 分句 that add acts under the same operator.
    let last = i;
    for (let j = i + 1; j < all.length; j++) {
      const next = all[j];
      if (!next || next.member !== c.member || next.taken || next.banned || next.subject || next.overseen) break;
      if (next.operator >= 0 && !(open.rule === RULES.answerable && next.operator === 0)) break;
      const after = all[j + 1];
      const topic = after && after.member === c.member && after.operator >= 0 && after.operator <= 3 && !after.subject;
      if (topic && /^(?:特别是|对|凡|尤其)|等$/.test(next.said)) break;
      if (SLOGAN.test(next.said)) continue;
      if (opening(all, j) && !(open.rule === RULES.answerable && next.operator === 0)) break;
      last = j;
    }
    if (c.taken && last - i < 2) continue;
    const calls = all
      .slice(i, last + 1)
      .every((x) => CALL.test(x.subject ? x.said.slice(x.subject.end - x.stretch.start) : x.said));
    if (calls) continue;
    const later = all[last + 1];
    // 代办服务必须坚持自愿的原则，学校应当…: a thing with its own operator stands by itself
    const alone = c.operator >= 4 && !c.taken && speaksOfThing(c.said.slice(0, c.operator));
    if (!namedHere && !alone && later && later.member === c.member && later.subject && later.operator >= 0) continue;
    // The topic before a bare operator: 所有检查事项，要有…
    const before = all[i - 1];
    const topic =
      c.operator >= 0 &&
      c.operator <= 3 &&
      !c.subject &&
      before &&
      before.member === c.member &&
      before.operator < 0 &&
      !before.taken &&
      !before.banned;
    const start =
      topic && before && (out.at(-1)?.span.end ?? 0) <= section.start + before.stretch.start
        ? before.stretch.start
        : c.stretch.start;
    let end = all[last]?.stretch.end ?? c.stretch.end;
    if (c.stretch.end <= section.lead) {
      const body = whole[sentence + 1];
      if (body) end = bare(text, body).end;
    }
    const place = { start: section.start + start, end: section.start + end };
    const matter = matterOf(section, place, context).matter;
    const name = open.name ?? carried;
    const told = text.slice(start, end);
    const act = told
      .replace(c.subject && start === c.stretch.start ? c.subject.name : /^(?:同时|另外)/, '')
      .replace(/^[，,、]/, '')
      .replace(/^(?:也|还|均|都)?(?:应当|应该|应|要|必须|务必|须|需要?|负责)/, '');
    for (const bearer of bearerByContext(owned ?? name, matter, issuer, aboutSchools(context))) {
      out.push({
        type: 'duty',
        span: place,
        matter,
        actor: name,
        strength: strengthOf(
          c.operator >= 0 && !/努力/.test(c.said) ? text.slice(start, c.stretch.start + c.operator + 3) : told,
        ),
        exception: null,
        rule: open.rule,
        confidence: open.name ? 0.85 : 0.6,
        bearer,
        act,
      });
    }
    i = last;
  }
  return out;
}

export const duty: Extractor<'duty'> = { type: 'duty', rules: Object.values(RULES), extract };
