import type { ExtractedOf, Procedure } from '../records/clause.ts';
import { actorOf, bearerOf } from './actor.ts';
import { exceptionOf } from './exception.ts';
import { type Context, type Section, SILENT_ROLES } from './extractor.ts';
import { DECIDING } from './lexicon/procedures.ts';
import { matterOf } from './matter.ts';
import { once } from './once.ts';
import { bare, clauses, items, members, type Stretch, sentences } from './sentence.ts';
import { standingOf } from './standing.ts';
import { strengthOf } from './strength.ts';

type Approval = ExtractedOf<'approval'>;

const RULES = {
  submit: '报 <authority> 审批/备案',
  apply: '向 <authority> 提出申请，经批准',
  pass: '经 <authority> 同意',
  by: '由 <authority> 审批/备案',
  over: '<authority> 对 <act> 审核把关',
  filed: '<act> 完成备案',
  consent: '征得 <authority> 同意',
  without: '未经 <authority> 同意不得 <act>',
  unlisted: '未列入清单不得 <act>',
  listed: '<act> 须列入 <list>',
  formed: '形成 <list>',
  managed: '<act> 实行清单管理',
  publish: '<act> 向社会公布',
  regime: '<act> 实行审批报备制度',
} as const;

/** A step found in one sentence, before its span and act are told. */
interface Step {
  readonly at: number;
  readonly end: number;
  readonly procedure: Procedure;
  readonly authority: string | null;
  readonly rule: string;
}

const VERB = DECIDING.map((d) => d.word)
  .sort((a, b) => b.length - a.length)
  .join('|');
const NAME = '[^，,。；;：:“”]{0,40}?';
// 报主管领导核准 · 报送同级党委办公室研究审核 · 提交董事会审议通过
const SUBMIT = new RegExp(
  `(?:呈报|上报|报送|报经|报请|报(?![告名表酬销道废刊社到纸备数送请经])|提交|提请|送)(?:至|给|由|请|到)?(${NAME})(${VERB})`,
  'g',
);
// 须经市教育行政部门审核备案 · 经批准后实施; not 经营, 经费, 已经
const PASS = new RegExp(`(?<![已曾财神])经(?![营费济常办])(?:过|由)?(${NAME})(${VERB})`, 'g');
// 由县级教育行政部门审核备案
const BY = new RegExp(`由(${NAME})(${VERB})`, 'g');
// 向县级疾控部门报备
const FILE = /(?:向|到|在)([^，,。；;：:“”]{2,40}?)(?:报备|备案|核备)/g;
// 征得派出学校和本人同意
const CONSENT = /(?:征得|取得|征求)([^，,。；;：:“”]{1,40}?)(?:的)?(?:书面)?同意/g;
// 教育部对省级白名单进行审核把关
const OVER = /对([^，,。；;]{2,40}?)(?:进行|开展|予以)(?:严格)?(?:审核把关|审批|审核批准)/g;
// 向局主要领导提出申请，经批准
const APPLY = /向([^，,。；;：:“”]{2,30}?)(?:提出|递交)(?:书面)?申请[，,](?:经|获得?)(?:其)?(?:批准|同意|审批)/g;
// 未经教育部门同意，不得… · 未审批报备事项一律不得
const WITHOUT = new RegExp(`未(?:经|获得?|取得|得到)(?:过)?(${NAME})(${VERB}|许可|允许|准许)`, 'g');
const UNFILED = /未(?:按规定|经)?(审批报备|审批|报批|报备|备案|批准|核准|公示)(?![^，,。；;]{0,4}(?:部门|机关))/g;
// 未列入“白名单”事项原则上不得 · 未列入计划的会议 · 不在清单内的
const UNLISTED =
  /(?:未|没有|不在)(?:被)?(?:列入|纳入|进入)?[^，,。；;]{0,12}?(?:白名单|清单|名单|目录|计划|名录)(?!生育)|(?:白名单|准入清单|清单|目录|名录)[”"』》]?(?:以外|之外|外)的?(?=[\u4e00-\u9fa5]{2,12}(?:一律|原则上)?(?:不得|不准|严禁|禁止|不予|不再))/g;
// 培训项目须列入省级年度培训计划 · 应当经省教育厅审核并列入推荐目录
const LISTED =
  /(?:应当?|须|必须|要|需|并|一律)(?:先)?(?:列入|纳入)[^，,。；;]{0,12}?(?:白名单|(?<!负面)清单|目录|名录|(?:年度|检查|培训|督查|监管|发文|会议)[\u4e00-\u9fa5]{0,4}计划)(?=[，,。；;]|$|后|管理)/g;
// 每年春季学期开学前完成备案
const FILED = /(?:完成|办理|进行|履行)(?:好)?(?:登记)?备案(?!手续的|后)/g;
// 形成机构名单 · 形成省级保留清单; 问题清单 lists faults, not permissions
const FORMED = /形成[^，,。；;]{0,18}?(?:机构名单|保留清单|白名单|准入清单|正面清单|保留目录|机构目录)/g;
// 实行清单管理 · 清单管理制度
const LIST_REGIME =
  /(?:实行|实施|落实|纳入|严格执行|推行)[^，,。；;]{0,24}?(?:清单(?:制|化)?管理|白名单管理|名录管理|目录(?:制)?管理|名单制管理|清单制度)/g;
// 建立审批报备制度 · 遴选审核机制 · 统筹审批管理
const REGIME =
  /(?:建立|实行|实施|落实|健全|完善|执行|加强|严格)[^，,。；;]{0,30}?(?:审批|报备|审核|备案|报批|核准)[^，,。；;]{0,4}?(?:制度|机制|管理|制(?![定订约度]))/g;
const BANS = /不得|不准|不许|严禁|禁止|一律|原则上不|不予|不能|不可|方可|不再/;

// 向社会公布 · 依法依规公开 · 张榜公布 · 在显著位置公示; 社会 is no authority
const PUBLISH =
  /(?:通过([^，,。；;]{2,20}?))?(?:(?:向(?:全?社会|公众|[^，,。；;]{0,8}?)|面向社会|对外|依法依规|依法|张榜|主动|及时|一次性|全部|予以|如实|定期)(?:公开|公布|公示)|公布|公示)/g;
const NOT_PUBLISHED =
  /^(?:透明|发布|征|招|课|选|道歉|曝光|发行|平台|承诺|接受|遴选|竞|监督|举报|投诉|联系|电话|牌|栏|时间|时长|期|以外|之外|外的|标准外|的|之|后|日|期|前|无|不|、公|[^，,。；;]{0,12}(?:电话|邮箱|举报|监督方式|热线|公告))/;
const PUBLISHABLE =
  /清单|名单|结果|结论|成绩|价|标准|收费|决定|目录|情况|计划|方案|房源|定额|报告|信息|名录|数据|事项|预算|决算|流程|依据|额度|指标|比例|项目|资质|资格|范围|数量/;

const procedureOf = (verb: string): Procedure =>
  verb === '公示' ? 'publish' : (DECIDING.find((d) => d.word === verb)?.procedure ?? 'approve');

/** An authority's words without the adverbs around them; null where nobody is named. */
function authority(name: string): string | null {
  const said = name
    .replace(/^(?:并|再|先|分别|统一|及时|同时|至|给|由|请|其|过|到|送|按规定|逐级|层层|依法)+/, '')
    .replace(
      /(?:集体|研究|讨论|书面|会议|审核|审查|进行|统一|予以|依法|签字|按规定|事先|严格|表决|投票|签署|履行|程序|后|并|的)+$/,
      '',
    );
  return said.length < 2 || /^(?:社会|法定|规定|本人申请|依法)$/.test(said) ? null : said;
}

const BODY_END =
  /(?:部门|机关|单位|机构|委员会|党委|政府|党组|组织|局|厅|委|办|办公室|小组|领导|学校|本人|中心|会|院|家长|所|站|公司|部|秘书组)$/;
/** Two receivers are two records; 教育、卫生健康部门 and 各部门等 are one. */
function receivers(name: string): string[] {
  const parts = items(name);
  const bodies = parts.every((p) => BODY_END.test(p.replace(/[（(][^）)]*[)）]/g, '')));
  return parts.length > 1 && bodies && !/等(?:有关|相关)?(?:部门|单位)?$/.test(name) ? parts : [name];
}

/** 竣工验收备案后, 已备案的, 备案审批表, 审批流程: a step already done, or part of a name. */
const DONE =
  /^(?:表|号|证|机关|部门|局|手续|制|权|流程|程序|信息|价|材料|系统|工作|管理|服务|窗口|大厅|改革|人员|意见|单位|名册|数|日|之日|专栏|编号|合同|的(?![，,])|后的)/;
/** 已经市政府同意，现印发给你们: how the document itself came about. */
const COVER = /现(?:将|就|印发|予|通知|通告|公告|公布|转发|下达|发布)|特此|制定本/;

interface Scan {
  readonly said: string;
  readonly from: number;
  readonly covered: Stretch[];
  readonly out: Step[];
}

function add(scan: Scan, m: RegExpExecArray, procedure: Procedure, name: string | null, rule: string): void {
  const end = m.index + m[0].length;
  if (scan.covered.some((c) => m.index < c.end && c.start < end)) return;
  scan.covered.push({ start: m.index, end });
  for (const who of name === null ? [null] : receivers(name)) {
    scan.out.push({ at: scan.from + m.index, end: scan.from + end, procedure, authority: who, rule });
  }
}

/** The steps of one sentence, in order; regimes only where they stand alone. */
function stepsOf(text: string, from: number, to: number): Step[] {
  const said = text.slice(from, to);
  const scan: Scan = { said, from, covered: [], out: [] };
  const cover = COVER.test(said);
  const after = (m: RegExpExecArray): string => said.slice(m.index + m[0].length);
  for (const m of said.matchAll(APPLY)) add(scan, m, 'approve', authority(m[1] ?? ''), RULES.apply);
  for (const m of said.matchAll(WITHOUT)) {
    const consent = /业主|家长|学生|本人|居民|监护人|当事人/.test(m[1] ?? '');
    if (BANS.test(after(m).slice(0, 80)))
      add(scan, m, consent ? 'consent' : procedureOf(m[2] ?? ''), authority(m[1] ?? ''), RULES.without);
    else scan.covered.push({ start: m.index, end: m.index + m[0].length });
  }
  for (const m of said.matchAll(UNFILED)) {
    if (BANS.test(after(m).slice(0, 40))) add(scan, m, procedureOf(m[1] ?? ''), null, RULES.without);
    else scan.covered.push({ start: m.index, end: m.index + m[0].length });
  }
  for (const m of said.matchAll(CONSENT)) add(scan, m, 'consent', authority(m[1] ?? ''), RULES.consent);
  for (const [re, rule] of [
    [SUBMIT, RULES.submit],
    [PASS, RULES.pass],
    [BY, RULES.by],
  ] as const) {
    for (const m of said.matchAll(re)) {
      const who = authority(m[1] ?? '');
      if (DONE.test(after(m)) || (rule !== RULES.submit && cover) || (rule !== RULES.pass && who === null)) continue;
      // 经批准招收…的社会组织 describes; 经批准后实施 prescribes
      if (who === null && !/^(?:后|方|可|[，,。；;]|的[，,]|实施|执行|同意|$)/.test(after(m))) continue;
      add(scan, m, procedureOf(m[2] ?? ''), who, rule);
    }
  }
  for (const m of said.matchAll(FILE))
    if (!DONE.test(after(m))) add(scan, m, 'file', authority(m[1] ?? ''), RULES.submit);
  for (const m of said.matchAll(OVER)) {
    const subject = /[^，,。；;：:]{2,40}$/.exec(said.slice(0, m.index))?.[0] ?? '';
    add(scan, m, 'approve', bearerOf(subject) ? subject : null, RULES.over);
  }
  for (const m of said.matchAll(FILED)) add(scan, m, 'file', scan.out.at(-1)?.authority ?? null, RULES.filed);
  for (const m of said.matchAll(UNLISTED))
    if (BANS.test(after(m).slice(0, 60))) add(scan, m, 'list', null, RULES.unlisted);
  for (const m of said.matchAll(LISTED))
    if (!/^并/.test(m[0]) || scan.out.length > 0 || /应|须/.test(said.slice(0, m.index)))
      add(scan, m, 'list', null, RULES.listed);
  for (const m of said.matchAll(FORMED))
    if (!/^[^，,。；;]{0,20}(?:公布|公示|公开)/.test(after(m))) add(scan, m, 'list', null, RULES.formed);
  for (const m of said.matchAll(PUBLISH)) {
    const clause = said.slice(Math.max(0, m.index - 60), m.index) + after(m).slice(0, 30);
    if (NOT_PUBLISHED.test(after(m)) && !/^接受/.test(after(m))) continue;
    if (/(?:不得|不准|不再|严禁|禁止|不)[^，,。；;]{0,6}$/.test(said.slice(0, m.index))) continue;
    if (/[一、]$/.test(said.slice(0, m.index)) || !PUBLISHABLE.test(clause)) continue;
    add(scan, m, 'publish', m[1] && BODY_END.test(m[1]) ? m[1] : null, RULES.publish);
  }
  return scan.out.sort((a, b) => a.at - b.at);
}

function regimesOf(text: string, from: number, to: number, steps: readonly Step[]): Step[] {
  const said = text.slice(from, to);
  const out: Step[] = [];
  const free = (m: RegExpExecArray): boolean =>
    !out.some((o) => from + m.index < o.end && o.at < from + m.index + m[0].length);
  if (!steps.some((s) => s.procedure === 'list' || s.procedure === 'file' || s.procedure === 'approve')) {
    for (const m of said.matchAll(LIST_REGIME)) {
      out.push({
        at: from + m.index,
        end: from + m.index + m[0].length,
        procedure: 'list',
        authority: null,
        rule: RULES.managed,
      });
    }
  }
  if (!steps.some((s) => s.procedure === 'file' || s.procedure === 'approve')) {
    for (const m of said.matchAll(REGIME)) {
      if (/^[”"]?(?:情况|问题|改革|工作|建设情况)/.test(said.slice(m.index + m[0].length))) continue;
      if (!free(m) || /(?:改革|网上|不见面|行政|服务|电子)[^，,。；;]{0,4}审/.test(m[0])) continue;
      const procedure = /审|核准|报批/.test(m[0]) ? 'approve' : 'file';
      out.push({
        at: from + m.index,
        end: from + m.index + m[0].length,
        procedure,
        authority: null,
        rule: RULES.regime,
      });
    }
  }
  return out;
}

/** The 分句 of the step, and those before it that hold what it is about. */
function spanOf(text: string, all: readonly Stretch[], step: Step, sentence: Stretch): { start: number; end: number } {
  const last = all.findIndex((c) => c.end >= step.end);
  let first = all.findIndex((c) => c.end > step.at);
  if (first < 0 || last < 0) return { start: step.at, end: step.end };
  for (let n = 0; n < 3; n++) {
    const own = all[first];
    const before = all[first - 1];
    if (!own || !before || before.start < sentence.start) break;
    const head = text.slice(own.start, step.at);
    const condition = /(?:的|时|情况下)[，,]$/.test(text.slice(before.start, before.end));
    const told =
      step.procedure === 'publish' &&
      head.length >= 3 &&
      !/^(?:并|且|同时|及时|每|定期|统一|主动|应|须|动态)/.test(head);
    if ((head.length > 10 || told) && !condition && !/^(?:并|且|同时|经|报|须|应|每年|动态)/.test(head)) break;
    if (/^除/.test(text.slice(before.start, before.end)) && n > 0) break;
    first--;
  }
  const start = all[first]?.start ?? step.at;
  return { start, end: bare(text, all[last] ?? { start, end: step.end }).end };
}

/** 未经…同意，不得…: the clause of the ban belongs to the record. */
function banEnd(text: string, all: readonly Stretch[], step: Step, sentence: Stretch, end: number): number {
  if (BANS.test(text.slice(step.end, end))) return end;
  const ban = all.find(
    (c) => c.end > step.end && c.start < sentence.end && BANS.test(text.slice(Math.max(c.start, step.end), c.end)),
  );
  return ban ? bare(text, ban).end : end;
}

const OPERATORS = /(?:一律|原则上|一般)?(?:不得|不准|不许|严禁|禁止|不予|不再|不能|不可|不)/;

/**
 * What needs the step: 将X报…, else the words before the sentence's first step, else (公布X) after it.
 * An unlisted or unapproved 事项 is the one that an earlier step of the paragraph named.
 */
function actOf(text: string, span: Stretch, step: Step, first: number, earlier: string | null): string {
  const after = text.slice(step.end, span.end).replace(/^(?:后|方可|，|,|”|"|的|之外|外)+/, '');
  if (step.rule === RULES.publish && after.length > 3 && !/^(?:接受|并|，|,)/.test(after)) return after;
  if (step.rule === RULES.without || step.rule === RULES.unlisted) {
    const ban = `${text.slice(span.start, step.at)}${after}`.replace(OPERATORS, '').replace(/^[，,]/, '');
    return ban.length < 12 && earlier ? `${earlier}${ban}` : ban;
  }
  const before = text.slice(span.start, Math.max(span.start, first > span.start ? Math.min(first, step.at) : step.at));
  const moved = /(?:将|把)([^，,。；;]{2,60}?)(?:列入[^，,]{0,6}|包括[^，,。；;]*)?(?:于|在|向|$)/.exec(before);
  if (moved?.[1]) return moved[1];
  const over =
    step.rule === RULES.over ? /对([^，,。；;]{2,40}?)(?:进行|开展|予以)/.exec(text.slice(step.at, step.end)) : null;
  if (over?.[1]) return over[1];
  const plain = before
    .replace(/(?:须|应当?|要|需|必须|由|并|同时|且|一律|原则上|动态更新|提前|分别)+$/, '')
    .replace(/在[^，,]{2,20}情况下[，,]?/, '')
    .replace(/^(?:形成|制定|编制|研制)/, '')
    .replace(/[，,、]+$/, '')
    // 一律不得开展；确需临时增加的，须报…批准 · 新设考点的，由县教育局提出申请，于5月25日前报…
    .replace(/^.*[；;](?=[^；;]{3,}$)/s, '')
    .replace(/(?<=.{3}的)[，,](?:由|应|须|要|于|经).*$/, '');
  return plain || earlier || after.replace(/[，,；;。]+$/, '') || text.slice(span.start, span.end);
}

function extract(section: Section, context: Context): Approval[] {
  if (SILENT_ROLES.has(section.role)) return [];
  const { text } = section;
  const all = clauses(text, section.label);
  const runs = members(text, section.label);
  const whole = sentences(text, section.label);
  const body = whole.map((s) => ({ sentence: s, steps: stepsOf(text, s.start, s.end) }));
  const found = body.flatMap((b) => b.steps.map((step) => ({ ...b, step })));
  const steps = found.map((f) => f.step);
  for (const s of sentences(text, Math.max(section.label, section.lead)))
    for (const step of regimesOf(text, s.start, s.end, steps)) found.push({ sentence: s, steps, step });
  let earlier: string | null = null;
  return found.flatMap(({ sentence, steps: mates, step }) => {
    // （五）公布结果。督导报告应当…向社会公布: a run-in heading only names the step that its body tells
    if (step.end <= section.lead && steps.some((s) => s.at >= section.lead && s.procedure === step.procedure))
      return [];
    const clause = all.find((c) => c.start <= step.at && step.at < c.end) ?? sentence;
    const member = runs.find((m) => m.start <= step.at && step.at < m.end) ?? sentence;
    if (standingOf(section, step.at, clause, member) !== 'rule') return [];
    const span = spanOf(text, all, step, sentence);
    if (step.rule === RULES.without || step.rule === RULES.unlisted)
      span.end = banEnd(text, all, step, sentence, span.end);
    const place = { start: section.start + span.start, end: section.start + span.end };
    const act = actOf(text, span, step, mates[0]?.at ?? step.at, earlier);
    earlier ??= act;
    const own = text.slice(clause.start, clause.end);
    return [
      {
        type: 'approval' as const,
        span: place,
        matter: matterOf(section, place, context).matter,
        actor: actorOf(section, section.start + clause.start),
        strength: /不超过|控制在/.test(own) ? ('must' as const) : strengthOf(own),
        exception: /除/.test(text.slice(span.start, span.end)) ? exceptionOf(section, place) : null,
        rule: step.rule,
        confidence: step.rule === RULES.regime || step.rule === RULES.managed ? 0.7 : 0.9,
        procedure: step.procedure,
        authority: step.authority,
        act,
      },
    ];
  });
}

export const approval = once<'approval'>({ type: 'approval', rules: Object.values(RULES), extract });
