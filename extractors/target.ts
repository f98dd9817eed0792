import type { Comparator, ExtractedOf } from '../records/clause.ts';
import { actorOf } from './actor.ts';
import { countedFor, periodOf } from './bound.ts';
import { calendarDates, iso } from './dates.ts';
import { exceptionOf } from './exception.ts';
import { type Context, type Extractor, type Section, SILENT_ROLES } from './extractor.ts';
import { matterOf } from './matter.ts';
import { halfWidth } from './numerals.ts';
import { type Quantity, quantities } from './quantity.ts';
import { bare, clauses, type Stretch, sentences } from './sentence.ts';
import { strengthOf } from './strength.ts';
import { aboutOf } from './subject.ts';
import { quoted } from './times.ts';

const RULES = ['reach <quantity>', 'add <quantity>', 'reduce by <quantity>'] as const;

const SKIP: ReadonlySet<Section['role']> = new Set<Section['role']>([...SILENT_ROLES, 'form']);

// 覆盖率达到100% · 力争达到20% · 创建率达到60%以上 · 提高到95%
const REACH =
  /(?:达到?|提高到|提升到|提高至|提升至|增加到|增长到|增至|扩大到|扩大至|降至|降低到|降低至|下降到|压减到|压减至|减少到|控制到|保持在|稳定在|实现)\s*(?:了)?\s*(?:不低于|不少于|至少)?\s*$/;
// 报表减少到20张以内
const FEWER = /(?:减少|压减|精简|控制|下降)(?:到|至)\s*$/;
// 新增1500家 · 建成20所 · 培养300名
const ADD =
  /(?:惠及|覆盖|受益|解决|新增|新建|改建|改扩建|建成|建设|培养|培训|打造|创建|完成|开工|筹集|改造|引进|培育|选树|选派|认定|发展|增加|扩大|落实|争取|安排资金|投入|(?<=全年|年内|今年)(?:补充|招聘|新聘))(?:[\u4e00-\u9fa5“”、]{0,20}?)\s*$/;
// 压减30% · 增长5%
const CHANGE =
  /(?:压减|压缩|削减|缩减|节约|减少|下降|降低|精简|压缩|削减|增长|提高|提升|增加)(?:比例|幅度|率)?(?:不低于|不少于|至少|力争)?\s*$/;
const RATES = new Set(['%', '‰', '个百分点', '倍']);
const COUNTS = new Set([
  '家',
  '所',
  '个',
  '名',
  '人次',
  '套',
  '户',
  '平方米',
  '公里',
  '亩',
  '项',
  '座',
  '间',
  '辆',
  '处',
  '场',
  '元',
  '万元',
  '亿元',
  '张',
  '次',
  '吨',
  '公顷',
  '台',
  '节',
  '门',
  '册',
]);

/** 指标: a number to be reached by the issuer's own work (records.md "target"). 全覆盖 or 所有 without a number is none. */
export const target: Extractor<'target'> = {
  type: 'target',
  rules: RULES,
  extract(section, context) {
    if (SKIP.has(section.role)) return [];
    const text = halfWidth(section.text);
    const out: ExtractedOf<'target'>[] = [];
    for (const q of quantities(text)) {
      if (quoted(text, q.start) || typeof q.value !== 'number') continue;
      const found = clauses(text).find((c) => c.start <= q.start && q.start < c.end);
      if (!found) continue;
      const clause = bare(text, found);
      const before = text.slice(clause.start, q.start);
      const planned = plannedFor(text, q.start);
      const rated =
        RATES.has(q.unit) && /(?:率|占比|比例|比重)(?:应|要|须)?(?:不低于|不少于)\s*$/.test(before) && planned;
      // 今年竣工面积不少于35万平方米: a year's own total
      const yearly =
        COUNTS.has(q.unit) && planned && /(?:面积|总量|总数|数量|规模|投资)(?:不低于|不少于)\s*$/.test(before);
      const held = /(?:控制|保持|稳定)在\s*$/.test(before) && planned;
      const rule =
        rated || held || yearly || (planned && FEWER.test(before))
          ? RULES[0]
          : RATES.has(q.unit)
            ? REACH.test(before)
              ? RULES[0]
              : CHANGE.test(before)
                ? RULES[2]
                : null
            : COUNTS.has(q.unit) && !q.word && (ADD.test(before) || REACH.test(before))
              ? RULES[1]
              : null;
      if (!rule || excluded(text, q, clause, before, rule)) continue;
      out.push(record(section, context, q, clause, rule));
    }
    return out;
  },
};

/** 到2025年 · 到2022年6月底 · 今年 · 力争: the sentence in front sets a goal of the issuer, so its bounds are to be reached. */
export function plannedFor(text: string, at: number): boolean {
  const said =
    text
      .slice(0, at)
      .split(/[。；;\n]/)
      .at(-1) ?? '';
  return /(?:^|[，,、：:\s])到(?:20\d\d|二〇[〇一二三四五六七八九]{2}|一九[一二三四五六七八九]{2}|19\d\d)年|力争|争取|目标|(?:^|[，,：:\s])(?:今年|今明两年|年内)(?!起|以来|已)/.test(
    said,
  );
}

/** What was reached already, what a rule demands of others, what picks out a case, grants and rates. */
function excluded(text: string, q: Quantity, clause: Stretch, before: string, rule: string): boolean {
  const rest = text.slice(q.end, clause.end);
  // 解决3500户困难家庭的住房问题 counts all the same
  if (/^(?:以上|以下)?[^，。；]{0,12}的(?!.{6})/.test(rest) && !/解决\s*$/.test(before)) return true;
  // 可提高到8% permits, 由71%提高到86% tells
  if (/可以?(?:适当|再)?(?:提高|增加|放宽|降低|下降|减少|扩大)(?:到|至)\s*$/.test(before)) return true;
  if (/[由从][^，。；]{0,10}(?:\d|百分之)[^，。；]{1,10}(?:到|至|为)\s*$/.test(before) && !plannedFor(text, q.start))
    return true;
  // 流失率高达百分之八点六 tells; 加计比例提高至120% is a rate set by rule
  if (/(?:高达|多达|仅达|只有)\s*$/.test(before)) return true;
  if (/(?:加计|扣除|征收|抵扣|补贴|补助|退税)(?:比例|率|标准|额度)[^，。；]{0,4}$/.test(before.replace(REACH, '')))
    return true;
  if (/(?:已|已经|目前|去年|上年|同比|累计)[^，。；]{0,16}$/.test(before) && !/力争|确保|目标|到20/.test(text))
    return true;
  if (
    /(?:须|必须|应当?|要求|需)[^，。；]{0,8}(?:达到?)\s*$/.test(before) &&
    /参与率|签到率|回收率|完成率|知晓率|答题|关注|下载|安装|注册率|投票/.test(before)
  )
    return true;
  if (/不(?:得|能|应)?(?:超过|高于|多于)/.test(before)) return true;
  // 新建居住区应当按照人均用地不少于0.1平方米的标准: a norm
  if (/(?:按照|应当?按)[^，。；]{0,24}不(?:少|低)于\s*$/.test(before)) return true;
  if (rule === 'add <quantity>') {
    // 开展活动8次, 安排1名领导: rules for others; a target is a plan's own total, marked by a year, a goal word or a planning verb.
    const planned =
      /(?:惠及|解决|新增|新建|改建|改扩建|建成|筹集|培养|打造|引进|培育|开工|改造|(?<=全年|年内|今年)(?:补充|招聘|新聘))/.test(
        before,
      ) || /力争|确保|目标|计划|规划/.test(text.slice(Math.max(0, clause.start - 40), q.start));
    if (!planned || /每(?:校|所|名|个|年|学期|月|周|次|县|市|区|乡|镇|村|户|处)/.test(before)) return true;
    if (['元', '万元', '亿元', '次', '场'].includes(q.unit) && !/力争|目标|计划|确保/.test(before)) return true;
  }
  return false;
}

/** Whether a stretch of text holds a target: its date is then the target's `by`, no deadline of its own. */
export function holdsTarget(text: string, from: number, to: number): boolean {
  const half = halfWidth(text);
  return quantities(half).some((q) => {
    if (q.start < from || q.end > to || typeof q.value !== 'number') return false;
    const before =
      half
        .slice(from, q.start)
        .split(/[，,；;]/)
        .at(-1) ?? '';
    const held =
      /(?:控制|保持|稳定)在\s*$/.test(before) ||
      (RATES.has(q.unit) && /率(?:应|要|须)?(?:不低于|不少于)\s*$/.test(before) && plannedFor(half, q.start));
    return (
      held ||
      (RATES.has(q.unit)
        ? REACH.test(before) || CHANGE.test(before)
        : COUNTS.has(q.unit) && !q.word && (ADD.test(before) || REACH.test(before)))
    );
  });
}

function record(section: Section, context: Context, q: Quantity, clause: Stretch, rule: string): ExtractedOf<'target'> {
  const { text, start } = section;
  const from = Math.max(clause.start, section.label);
  const span = { start: start + from, end: start + clause.end };
  const sentence = sentences(text).find((s) => s.start <= q.start && q.start < s.end) ?? clause;
  const after = text.slice(q.end, q.end + 8);
  const about = aboutOf(section, q, clause, true);
  const comparator: Comparator = /^\s*(?:左右|上下)/.test(after)
    ? '=='
    : /(?:降至|降低到|降低至|下降到|压减到|减少到|控制)/.test(text.slice(clause.start, q.start))
      ? '<='
      : '>=';
  return {
    type: 'target',
    span,
    matter: matterOf(section, span, context).matter,
    actor: actorOf(section, section.start + q.start),
    // 力争用三年时间，使举报量下降50%，满意率达到90%: the wish holds for the whole sentence
    strength: /(?:力争|争取)(?:用|到|在|通过|经过|于)[^，,。；%]*[，,]/.test(text.slice(sentence.start, q.start))
      ? 'encouraged'
      : strengthOf(text.slice(clause.start, clause.end)),
    exception: exceptionOf(section, span),
    rule,
    confidence: rule === 'add <quantity>' ? 0.7 : 0.85,
    subject: about.subject.replace(/(?:力争|确保|争取|努力)?(?:达到?|提高到|实现|新增|建成)$/, ''),
    comparator,
    value: q.value,
    unit: q.unit,
    per: periodOf(section, q, clause),
    each: countedFor(section, q, clause),
    scope: about.scope,
    by: byOf(text.slice(sentence.start, q.start)),
  };
}

/** 到2025年 · 2024年底前 in the sentence before the number: the target's own date, not a deadline too. */
function byOf(text: string): string | null {
  const date = calendarDates(text).findLast(
    (d) => d.year !== null && /^(?:初|底|末|[，,]|前|之前|以前|[\u4e00-\u9fa5])/.test(text.slice(d.end)),
  );
  return date?.year ? `<=${iso(date.year, date.month, null)}` : null;
}
