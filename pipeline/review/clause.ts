import type { Section } from '../../extractors/extractor.ts';
import { NEVER_RULING } from '../../extractors/lexicon/operators.ts';
import { bare, clauses, sentences } from '../../extractors/sentence.ts';
import type { ClauseRecord } from '../../records/clause.ts';
import type { Reading } from '../../records/reading.ts';
import type { Span } from '../../records/span.ts';
import type { Unit } from '../../records/structure.ts';
import { toSections } from '../clauses.ts';
import { conceptsOf } from './concepts.ts';
import type { Concept } from './lexicon/concepts.ts';

/** How a clause of the draft stands to what it names: an order may break a rule, a restated prohibition may not. */
export type Stance = 'order' | 'prohibition' | 'purpose' | 'quotation' | 'statement' | 'condition' | 'relief';

/** One 分句 of the draft, the smallest thing that is judged. */
export interface DraftClause {
  readonly path: string;
  readonly span: Span;
  readonly quote: string;
  /** Without the words that only say when: 借用期间教师工资照发 → 教师工资照发. */
  readonly core: string;
  readonly stance: Stance;
  readonly concepts: readonly Concept[];
  /** Concepts of its whole sentence and, fainter, of its paragraph and headings: what an elliptic clause leans on. */
  readonly around: readonly Concept[];
  readonly heading: readonly Concept[];
  /** Number of its sentence in the document: clauses of one sentence may become one finding. */
  readonly sentence: number;
  readonly sentenceText: string;
  /** Its paragraph, and where it stands in it. */
  readonly section: Section;
  readonly local: Span;
  readonly role: Unit['role'];
  readonly records: readonly ClauseRecord[];
}

const READ = new Set<Unit['role']>(['body', 'heading', 'row', 'cover', 'form']);

/** Every 分句 of the draft's body, in order. Titles, addressees, signature and 版记 make no orders. */
export function draftClauses(draft: Reading): DraftClause[] {
  const { text, title } = draft.document;
  const out: DraftClause[] = [];
  let sentence = 0;
  /** The sentence before, under the same heading. */
  let before = '';
  const sections = toSections(text, draft.units);
  const preamble = sections.some((x) => x.path !== '')
    ? sections.find((x) => x.role === 'body' && x.path === '')
    : undefined;
  for (const section of sections) {
    if (!READ.has(section.role)) continue;
    const body = section.text;
    const heading = conceptsOf([title, ...section.headings].join('，'));
    if (section.role === 'heading') before = '';
    for (const s of sentences(body, section.label)) {
      sentence++;
      const sentenceText = body.slice(s.start, s.end);
      const whole = conceptsOf(sentenceText);
      for (const c of clauses(body, s.start, s.end)) {
        const b = bare(body, c);
        if (b.end <= b.start) continue;
        const quote = body.slice(b.start, b.end);
        const span = { start: section.start + b.start, end: section.start + b.end };
        const records = draft.records.filter((r) => r.span.start < span.end && span.start < r.span.end);
        out.push({
          path: section.path,
          span,
          quote,
          core: coreOf(quote),
          stance: inHeading(section, b.start)
            ? 'statement'
            : section === preamble
              ? preambleStance(quote)
              : stanceOf(quote, body.slice(s.start, b.start), sentenceText, records),
          concepts: conceptsOf(coreOf(quote)),
          around: TERM_OF.test(quote) ? [...new Set([...whole, ...conceptsOf(before)])] : whole,
          heading,
          sentence,
          sentenceText,
          section,
          local: b,
          role: section.role,
          records,
        });
      }
      before = sentenceText;
    }
  }
  return out;
}

/** 选派期自2026年9月起至2027年5月止: a term leans on the sentence that says of what. */
export const TERM_OF = /^(?:[\u4e00-\u9fa5]{0,4})(?:期限?|时间|时限)(?:为|自|从|一般|原则上|不超过|至)/;

/** A heading, alone or run in, names its part; the rule stands below it. */
const inHeading = (section: Section, at: number): boolean => section.role === 'heading' || at < section.lead;

/** The paragraph before the first heading tells purpose and basis; it orders only where it says so. */
const preambleStance = (quote: string): Stance =>
  !STATES.test(quote) && /(?:决定|要求|定于|拟于|拟)(?!如下)[^，。；]{4,}/.test(quote) ? 'order' : 'purpose';

// 借调期间 · 确需借调教师的 · 活动结束后: says when, not what.
const CONDITION = /(?:期间|(?<![\d小])时|时候|前|后|的|情况下|情形下?|之日起|以来|过程中|条件下|范围内|基础上)$/;

// 不得… · 严禁… · 一律不… · 不再安排 · 禁止 · 杜绝: the clause forbids.
const FORBIDS =
  /(?:不得|严禁|禁止|不准(?!予)|不许|不允许|不可以|切忌|杜绝|根绝|严防|防止|避免|不再|不予|不应|不宜|不能|不应当|一律不|坚决不|原则上不|一般不|不搞|不以|不将|不把|不要求|不安排|不开展|不组织|不参加|不参与|不承担|不借用|不借调|不布置|不下达|不设|不收|不缴纳|不交纳|不支付|不负担|不提供|不出具|不另作|不调整|不增加|不强制|不指定|不占用|不统计|不排名|不列入|不列为|不计入|不影响|不公布|不评比|不纳入|不作为|不与|不向|不对|不给|不让|无需|无须|不必|不用|免于|免予|取消(?![^，。；]{0,8}(?:资格|评优|评先))|停止|废止|谢绝|不(?:写|看|听|填写|查验|撰写|搞|派|留作业|排班|限制|讲|补课|抽调|另行)|不报(?=[^，。；]{0,6}(?:总结|材料|报表|简报))|与[^，。；]{2,30}(?:无关|脱钩)(?=$|[，。；])|不留(?:书面|家庭|作业))/;
// 清理 · 压减 · 减少 · 可以拒绝: the clause relieves.
const RELIEVES =
  /(?:(?<!方可|可以|即可|后可|再)清理(?!小广告|垃圾|河道|积雪|环境|卫生|杂物|门前|街道)|精简|压减|压缩|减少|减轻|整治|纠正|克服|抵制|反对|拒绝|退回|清退|撤销|合并|规范(?!化)|严控|从严控制|严格控制|遏制|叫停|整改|返校|返岗|归位|归还|退还)/;
const QUOTES =
  /^(?:根据|依据|按照|遵照|贯彻落实|落实|对照|参照)[^，。；]{0,80}(?:规定|要求|精神|通知|意见|办法|方案|条例|文件|部署|安排)?$/;
// 为候选人投票 does something for somebody; 为规范管理 tells why
const PURPOSE =
  /^(?:为(?![^，。；]{2,20}(?:进行|投票|点赞|拉票|提供|配备|办理|安排|发放|购买|申报|推荐|代办|代收|组织))|为了|旨在|以便|从而|确保|切实|着力|努力|进一步|力求)(?!期)/;
// 针对…突出问题 · 个别股室要求…: what the draft finds, not what it orders.
const STATES =
  /^(?:目前|近年来|近期|长期以来|一直以来|当前|部分|个别|一些|有的|少数|据|经查|经统计|截至)|^针对[^，。；]*(?:问题|现象|情况|做法|倾向|不足)/;

// 原对外承包的食堂已于2025年11月收回 · 县域内交流轮岗不属于借用: told or defined, not ordered.
const DONE = /已于\d{4}年|不(?:属于|视为|算作|计入)(?![^，。；]{0,4}工作量)/;

// 收到家长反映…的来电 · 摸排中发现“…” · 通报了“…”的案例
const TELLS = /(?:收到|接到|反映|通报|发现|曾|以往|往年|来电|来信|案例|做法|现象|问题)/;
// 遇有突发事件需要紧急部署的除外 · 需要学校填报的表格，由…
const BESIDE =
  /除外$|拟[^，。；]{0,14}(?:开展|组织|举办|进行|召开)的[^，。；的]{2,20}$|^(?:需要|涉及|属于|凡|拟|确需|对于?|面向|针对|已)(?![^，。；]*(?:应当?|须|必须|不得|严禁|一律))[^，。；]*的[^，。；的]{1,6}$|的[^，。；的]{2,24}等(?:镇|乡|街道|县|区|村|社区|学校|单位)$|^(?!安排|组织|选派|抽调|抽派|选调|选用|使用|成立|建立|推荐|评选|表彰|确定|从|由|向|给|对)(?![^，。；]*(?:应当?|须|必须|要|不得|严禁|一律|可|作为|列为|纳入|实行))[^，。；]*的[^，。；的]{0,6}(?:人员|教师|学生|学校|单位|企业|项目|事项)$/;

// 各校可向县教育局反映监考中的问题: a right to be heard.
const RIGHT = /可以?(?:随时|直接)?(?:(?:向|通过|拨打|登录)[^，。；]{2,40})?(?:反映|投诉|举报|咨询|申诉)|可以?拨打/;

const WITHHOLDS =
  /^(?:当年|年内|[一二三两]年内)?(?:一律)?(?:不得|不予|不能|不)(?:申报|参评|参加(?:评|职称|各类评)|评聘|晋升|评优|评先|推荐为?|享受)/;

export function stanceOf(
  quote: string,
  before: string,
  sentence: string,
  records: readonly ClauseRecord[] = [],
): Stance {
  if (inQuotation(before, sentence)) return 'quotation';
  // 三年内未承担课后服务的教师，不得申报高一级职称: what is withheld from somebody is ordered.
  if (WITHHOLDS.test(quote) && /[的师校人员]\s*[，,]\s*$/.test(before)) return 'order';
  // 教学日上午不召开校长会议: a bare 不 that the extractor knows for a prohibition.
  if (
    records.some((r) => r.type === 'prohibition' && quote.includes(r.modality)) &&
    !records.some((r) => r.type === 'limit')
  )
    return 'prohibition';
  const forbid = FORBIDS.exec(quote);
  // 不少于2次 and 不超过6次 bound an order, they do not forbid it; 不另行通知 neither.
  if (
    forbid &&
    !/^(?:不(?:得|能|应|宜)?(?:少于|低于|超过|晚于|早于|多于|高于|小于|大于))/.test(quote.slice(forbid.index)) &&
    // 不再征求学校意见: a step that is left out is ordered.
    !/^(?:不再|不必|不用|无需|无须)(?:征求|征得|履行|办理|报请|报)[^，。；]{0,16}(?:意见|同意|手续|程序|审批|审核)/.test(
      quote.slice(forbid.index),
    ) &&
    !/^不得?(?:无故|擅自)?(?:缺席|请假|迟到|评先|评优|评为|参评|替会|推诿|拖延|缺项|漏报|瞒报|迟报|缺勤|替代|代替|遗漏|拒绝|推脱|空白)/.test(
      quote.slice(forbid.index),
    )
  )
    return 'prohibition';
  // 各校不报送落实情况的总结: a bare 不 behind its subject.
  if (bareNot(quote)) return 'prohibition';
  // 严禁要求学生下河、近水开展活动 split at 、 no; 严禁A，B: a list under one operator carries on.
  if (
    /(?:不得|严禁|禁止|杜绝|一律不)[^；。]*$/.test(before) &&
    !/(?:应当?|须|必须|要|可以?|由|每|各|并(?!且不))/.test(quote) &&
    quote.length < 24
  )
    return 'prohibition';
  if (
    RELIEVES.test(quote) &&
    !/(?:应当?|须|必须|要求)[^，。；]{0,4}(?:填|报|上传|打卡)/.test(quote) &&
    !/纳入|考核|通报|上报|报送|(?:[日天周月]之?内|前)[^，。；]{0,12}整改/.test(quote)
  )
    return 'relief';
  if (RIGHT.test(quote)) return 'relief';
  if (QUOTES.test(quote)) return 'quotation';
  if (PURPOSE.test(quote) && !/(?:须|应当|必须|每[校名月周日学年])/.test(quote)) return 'purpose';
  if (DONE.test(quote) || (TELLS.test(quote) && /“/.test(quote))) return 'statement';
  if (BESIDE.test(quote)) return 'condition';
  if (STATES.test(quote) || /通知如下|如下[：:]?$|印发给?你们/.test(quote)) return 'statement';
  if (CONDITION.test(quote) && !/(?:应当?|须|必须|(?<!需)要|不少于|不超过|每)/.test(quote)) return 'condition';
  return 'order';
}

/** Its sentence up to the clause, and with the clause: 学校选用应用，由校长决定 names the act before the step. */
export const saidBefore = ({ sentenceText, quote }: DraftClause): string =>
  sentenceText.slice(0, Math.max(0, sentenceText.indexOf(quote)));
export const saidUpTo = (clause: DraftClause): string => saidBefore(clause) + clause.quote;

/** 医保征缴由税务部门和乡镇负责: somebody else than schools and teachers does it. */
export const othersDo = (clause: DraftClause): boolean =>
  /由(?![^，。；]{0,12}(?:学校|各校|教师|班主任|教职工))[^，。；]{2,24}(?:负责|承担|实施|办理|完成)/.test(clause.quote);

/** What stands in long quotation marks is told of others: 家长反映“每天作业要写到十一点”; “护河小卫士” is a name. */
const TOLD = /“[^”]{9,}”?|^[^“]{9,}”|「[^」]{9,}」/g;

/** 不 at the head or behind a short subject, before a verb that it can rule. */
function bareNot(quote: string): boolean {
  const at = quote.indexOf('不');
  const rules = /^不(?:实行|实施|推行|采取|采用|报送|上报)/.test(quote.slice(at));
  if (at < 0 || (!rules && NEVER_RULING.test(quote.slice(at))) || !/^不[\u4e00-\u9fa5]{2}/.test(quote.slice(at)))
    return false;
  const before = quote.slice(0, at);
  return (
    before === '' ||
    (before.length <= 16 &&
      /[校位师生门局县区市级所股室人员构业院]$/.test(before) &&
      !/[的是若如因]|凡|对/.test(before))
  );
}

const coreOf = (quote: string): string => {
  const rest = quote
    .replace(TOLD, '')
    .replace(/^[^，。；]{1,10}(?:期间|结束后|期满后|过程中|之前|之后)(?=[^，。；]{4,})/, '');
  return /^(?:寒暑假|寒假|暑假|节假日|假期|周末|国庆|元旦|春节|五一)/.test(quote) ? quote : rest;
};

/** Inside “…” or 《…》 that opened before the clause and close behind it. */
function inQuotation(before: string, sentence: string): boolean {
  const open = (before.match(/[“《]/g)?.length ?? 0) - (before.match(/[”》]/g)?.length ?? 0);
  return open > 0 && /[”》]/.test(sentence.slice(before.length));
}
