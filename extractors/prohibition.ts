import type { ExtractedOf } from '../records/clause.ts';
import { actorOf, bearerOf, subjectAt } from './actor.ts';
import { exceptionOf } from './exception.ts';
import { type Context, type Extractor, type Section, SILENT_ROLES } from './extractor.ts';
import { NEVER_RULING, PROHIBITING, RULING_VERBS } from './lexicon/operators.ts';
import { matterOf } from './matter.ts';
import { bare, clauses, members, type Stretch } from './sentence.ts';
import { standingOf } from './standing.ts';
import { strengthOf } from './strength.ts';

type Prohibition = ExtractedOf<'prohibition'>;

const RULES = {
  operator: '<actor> 不得/严禁/禁止/杜绝… <act>',
  bare: '<subject> 不 <act> as a rule',
  quoted: '坚持“不 <act>、不 <act>”',
  suspended: '<subject> 一律暂停/关停',
  abolished: '取消 <existing practice>',
} as const;

interface Hit {
  readonly at: number;
  readonly length: number;
  readonly modality: string;
  readonly rule: string;
}

const WORDS = [...PROHIBITING].sort((a, b) => b.word.length - a.word.length);
const OPERATOR = new RegExp(WORDS.map((w) => `${w.word}${w.not ? `(?!${w.not})` : ''}`).join('|'), 'g');
// 不得超过6次 · 不得少于10分钟 · 不得晚于20:30: a limit, not also a prohibition
const BOUND =
  /^(?:不得|不能|不可以|不应当?|禁止|严禁)(?:再)?(?:超过|突破|超出|少于|低于|高于|多于|大于|小于|晚于|早于|迟于|短于|长于)[^，,。；;]{0,24}?(?:[\d０-９]|半|百分之|[壹贰叁肆伍陆柒捌玖拾佰仟]|[一二两三四五六七八九十百千万廿〇]+(?:分之|[个次天日月年周小时分名人项篇份字元米公倍成折课门场%％]))/;
// 不得一次性收取时间跨度超过3个月的费用: the same, said of what the act is done with
const BOUND_OF =
  /^(?:不得|不准|不能|严禁|禁止|不允许)[^，,。；;\d]{1,48}(?:超过|多于|高于|长于)(?:人民币)?\d[^，,。；;的]{0,10}的[^，,。；;]/;
// 法律法规规定禁止“进校园”的活动 · 国家明令禁止的: a description of what something else forbids
const DESCRIBED = /(?:规定|明令|明文|依法|法律|法规|所|被|予以|上级|国家|命令|规定的)$/;

/** 一律 before 不得 belongs to the modality; 原则上/一般/坚决 are strength. */
function widen(text: string, at: number, word: string): { at: number; modality: string } {
  return text.slice(at - 2, at) === '一律' ? { at: at - 2, modality: `一律${word}` } : { at, modality: word };
}

function operators(text: string, clause: Stretch): Hit[] {
  const said = text.slice(clause.start, clause.end);
  const out: Hit[] = [];
  for (const m of said.matchAll(OPERATOR)) {
    const word = m[0];
    const index = m.index;
    const rest = said.slice(index);
    const ends = /的[，,；;]?$/.test(said) && !/的[，,；;]?$/.test(word);
    if (BOUND.test(rest) || BOUND_OF.test(rest)) continue;
    if (/[”》]/.test(said.charAt(index + word.length))) continue;
    if (
      (word === '禁止' || word === '不得' || word === '严禁') &&
      DESCRIBED.test(said.slice(0, index)) &&
      /的|项目|情形/.test(rest)
    )
      continue;
    const strong = index === 0 && /^(?:不得|严禁|禁止|不准|不许|不允许|杜绝)/.test(word);
    if (ends && !strong && /[，,]$/.test(said) && !/^[^，,]{0,40}一律/.test(said)) continue; // 不能按时完成的，… is a condition
    if (word === '不能' && /(?:因|由于|如|若|确|尚|无法|还|仍|所|功能|的情况)[^，,]{0,12}$/.test(said.slice(0, index)))
      continue;
    if (word === '不能' && (/的[一-鿿]/.test(rest) || !/^不能[一-鿿“]{4}/.test(rest))) continue;
    if (word === '谢绝' && index > 0 && !/[，,]$/.test(said.slice(0, index))) continue;
    const wide = widen(said, index, word);
    const rule = word.startsWith('一律') ? RULES.suspended : RULES.operator;
    out.push({ at: clause.start + wide.at, length: wide.modality.length, modality: wide.modality, rule });
  }
  return out;
}

const HEAD_VERB = new RegExp(`^(?:${[...RULING_VERBS].sort((a, b) => b.length - a.length).join('|')})`);
// 原则上不 · 一般不 · 坚持不 · 做到不 · 确保…不 · 应不: a rule whatever the verb
const RULED = /(?:原则上|一般|一律|一概|坚持|坚决|做到|确保|务必|今后|均|全部|非必要)(?:只.)?$/;
// 引导家长树立正确观念，不盲目攀比: part of what others are guided to
const GUIDED =
  /(?:引导|教育|帮助|鼓励|动员|倡导|提醒)[^，,。；;]{0,4}(?:家长|学生|孩子|群众|市民|居民|社会|师生|教师|公众|企业|公民)/;

/** Bare 不 (不搞…, 一般不安排…, “不发通知、不打招呼”): at most one a 分句, since 不…、不… is one rule. */
function bareNot(text: string, clause: Stretch, member: Stretch): Hit | null {
  const b = bare(text, clause);
  const said = text.slice(b.start, b.end);
  if (/的$/.test(said)) return null;
  const opened = /^[^“”]{0,24}“(?=不)/.exec(said);
  const guided = GUIDED.test(text.slice(member.start, clause.start));
  for (let i = said.indexOf('不'); i >= 0; i = said.indexOf('不', i + 1)) {
    const rest = said.slice(i);
    if (NEVER_RULING.test(rest) || /^不[，,。”、]/.test(rest)) continue;
    const before = said.slice(0, i);
    const verb = HEAD_VERB.test(rest.slice(1));
    const head = before === '' || /^(?:也|并|且|更|决|绝|坚决|一律|今后|同时)+$/.test(before);
    const quoted = opened !== null && i === opened[0].length;
    const ruled = RULED.test(before);
    const subject = verb && before !== '' && !head && subjectLike(before);
    const reaches = /(?:确保|做到|保证|要求)[^，,]{0,40}$/.test(before) && verb;
    if (quoted && !/、不/.test(rest)) continue;
    if (
      quoted ||
      ruled ||
      reaches ||
      (head && verb && !(guided && !/另|额外|布置|安排/.test(rest.slice(0, 4)))) ||
      subject
    ) {
      return { at: b.start + i, length: 1, modality: '不', rule: quoted ? RULES.quoted : RULES.bare };
    }
  }
  return null;
}

/** What stands before 不 can be the subject of an order: a noun phrase without 是/的 … and no fact about somebody. */
const subjectLike = (before: string): boolean =>
  !/[是有]|因|若|如|由于|(?<!其)他|她|我|你|它|却|虽|尽管|而|但|也|从来|并|还|又|就|都没|谁|此|这|那|能|(?<![宴晚聚集展演])会(?!议|计|员|商|展)|仍|长期|严重|部分|个别|往往|“[^”]*$/.test(
    before,
  ) &&
  // 应当为不参加的学生安排: who does not
  !/(?:^|[^因认成作视])(?:为|对|给|向|把|将|替)$/.test(before) &&
  before.length >= 3 &&
  before.length <= 60;

// 已经开展的期满后自行取消 · 取消…收费; not 取消资格, 取消限购 (a sanction, a relief)
const ABOLISH =
  /(?:自行|一律|全部|全面|予以|坚决|逐步)?取消(?!资格|其|原有|备案|登记|限|许可|荣誉|称号|评|申|当年|年度|录|入|授|贷|合同|订单|成绩|[^，,。；;]{0,16}(?:资格|称号|许可证|备案|限制|条件|限购|限售|荣誉|优惠|成绩))/;
function abolished(text: string, clause: Stretch): Hit | null {
  const said = text.slice(clause.start, clause.end);
  const m = ABOLISH.exec(said);
  if (!m) return null;
  const before = said.slice(0, m.index);
  const orders = before === '' || /期满|到期|现有|已经|已开展|此前|原/.test(before);
  if (!orders || /能取消|的取消|[，,]?对[^，,]*的$|违反/.test(said.slice(0, m.index + m[0].length))) return null;
  return { at: clause.start + m.index + m[0].indexOf('取消'), length: 2, modality: '取消', rule: RULES.abolished };
}

// 全市棋牌室暂停营业 · 1998年下半年开始停止住房实物分配; not 因维修需要停止开放的, 暂停其网签资格 (a sanction)
const SUSPEND =
  /(?:暂停|停止)(?!执行|侵害|办公|运营时间|其|[^，,。；;]{0,8}(?:时间|期间|后)|[^，,。；;]{0,16}(?:资格|的|后|时间|期间|处罚|违法|侵权)(?:[，,。；;]|$))/;
function suspended(text: string, clause: Stretch, before: Stretch | undefined, heading: boolean): Hit | null {
  const b = bare(text, clause);
  const said = text.slice(b.start, b.end);
  const m = SUSPEND.exec(said);
  if (!m) return null;
  const head = said.slice(0, m.index);
  // 一、停止住房实物分配，推行货币化: a plain heading names the subject of what follows
  const sanction =
    heading ||
    /^(?:发现|发生|出现|遇)|应|要|须|违反|责令|予以|给予|依法|可以|因|需要|对|经|由|如|若|后|申请|决定|自动/.test(
      head,
    ) ||
    (before && /(?:的|对[^，,]*)[，,]$/.test(text.slice(before.start, before.end)));
  const orders =
    head === '' ||
    /(?:起|开始|期间|全面|一律|立即|全部|即日起|各[^，,]{1,16}|全[市县省区][^，,]{1,20}|所有[^，,]{1,20}|场所|单位|机构|企业|学校)$/.test(
      head,
    );
  return !sanction && orders ? { at: b.start + m.index, length: 2, modality: m[0], rule: RULES.suspended } : null;
}

const PRETEXT =
  /^(?:再)?(?:[^，,。；;以]{0,12})?(以[^，,。；;]{1,60}?(?:等)?(?:名义|形式|方式|名目|理由|借口|为由|为名|形貌|手段|幌子))/;

/** The 分句 before that belong to the operator's own: a condition …的，, 除…外，, and the commas of a long 凡… subject. */
function spanOf(text: string, all: readonly Stretch[], i: number, member: Stretch, first: boolean): Stretch {
  const own = all[i] ?? member;
  let start = own.start;
  const opening = text.slice(member.start, member.start + 12);
  const head = opening.replace(/^(?:同时|其中|[（(]?[\d一二三四五六七八九十]+[)）.、．])+/, '');
  const before = all[i - 1];
  const listed = before !== undefined && /(?:外|事项|的)[，,]$/.test(text.slice(before.start, before.end));
  if (first && (/^凡/.test(head) || (/^除/.test(head) && listed))) start = member.start;
  for (let j = i - 1; j >= 0; j--) {
    const c = all[j];
    if (!c || c.start < member.start) break;
    const said = text.slice(c.start, c.end);
    if (
      /的[，,]$/.test(said) ||
      /^(?:除|如|凡|未经)[^。]*[，,]$/.test(said) ||
      /(?:外|以外|期间|时|情况下|前|后)[，,]$/.test(said)
    )
      start = Math.min(start, c.start);
    else break;
  }
  return { start, end: bare(text, own).end };
}

function actOf(text: string, span: Stretch, hit: Hit, end: number): string {
  const after = text.slice(hit.at + hit.length, end);
  let before = text
    .slice(span.start, hit.at)
    .replace(/(?:原则上|一般|坚决|坚持|一律|务必|应当?|要|也|并|且|确保|严格执行)+$/, '');
  before = before.replace(/^除[^，,]*(?:外|以外)[，,]/, '').replace(/^(?:同时|且|并|但|其中)/, '');
  const subject = subjectAt(text, span.start, hit.at + hit.length);
  if (subject)
    before = before
      .slice(Math.max(0, subject.end - span.start))
      .replace(/^(?:要|应|应当|须|必须|需)+(?:确保|做到)?/, '');
  if (bearerOf(before) !== null || /^(?:任何|各)(?:单位|组织|个人|部门|企业|机构|学校|、|和|或者?|以及)+$/.test(before))
    before = '';
  const act = `${before}${after}`.replace(/[，,；;。：:、\s]+$/, '').replace(/^[，,]+/, '');
  return act === '' ? text.slice(span.start, span.end) : act;
}

/** 不得有下列行为：（一）…；（二）…: the items that follow are the act. */
function itemsAfter(section: Section, context: Context): string {
  const rest = context.text
    .slice(section.start + section.text.length, section.start + section.text.length + 3000)
    .split('\n')
    .map((l) => l.trim());
  const out: string[] = [];
  for (const line of rest) {
    if (line === '') continue;
    const item = /^(?:[（(][一二三四五六七八九十\d]{1,3}[)）]|\d{1,2}[.．、])\s*(.+)$/.exec(line);
    if (!item?.[1]) break;
    out.push(item[1].replace(/[；;。]$/, ''));
  }
  return out.join('；');
}

function extract(section: Section, context: Context): Prohibition[] {
  if (SILENT_ROLES.has(section.role)) return [];
  const { text } = section;
  const out: Prohibition[] = [];
  const all = clauses(text, section.label);
  const runs = members(text, section.label);
  const taken = new Set<Stretch>();
  all.forEach((clause, i) => {
    const member = runs.find((m) => m.start <= clause.start && clause.start < m.end) ?? clause;
    let hits = operators(text, clause);
    if (hits.length === 0) {
      const more =
        bareNot(text, clause, member) ??
        abolished(text, clause) ??
        suspended(text, clause, all[i - 1], section.role === 'heading');
      hits = more ? [more] : [];
    }
    hits.forEach((hit, n) => {
      if (standingOf(section, hit.at, clause, member) !== 'rule') return;
      const next = hits[n + 1]?.at ?? clause.end;
      const whole = spanOf(text, all, i, member, !taken.has(member));
      taken.add(member);
      const span = { start: n === 0 ? whole.start : hit.at, end: bare(text, { start: clause.start, end: next }).end };
      const place = { start: section.start + span.start, end: section.start + span.end };
      const suspendedRule = hit.rule === RULES.suspended;
      const listed = /(?:下列|以下)[^，,。；;]{0,10}$/.test(text.slice(hit.at, span.end))
        ? itemsAfter(section, context)
        : '';
      const act =
        listed !== '' ? listed : suspendedRule ? text.slice(clause.start, span.end) : actOf(text, span, hit, next);
      out.push({
        type: 'prohibition',
        span: place,
        matter: matterOf(section, place, context).matter,
        actor: actorOf(section, section.start + clause.start),
        strength: hit.modality === '不宜' ? 'principle' : strengthOf(text.slice(clause.start, next)),
        exception: exceptionOf(section, place),
        rule: hit.rule,
        confidence: hit.rule === RULES.operator ? 0.95 : 0.8,
        modality: hit.modality,
        act,
        pretext:
          PRETEXT.exec(text.slice(hit.at + hit.length, next))?.[1] ??
          (suspendedRule ? (PRETEXT.exec(text.slice(clause.start, hit.at))?.[1] ?? null) : null),
      });
    });
  });
  return out;
}

export const prohibition: Extractor<'prohibition'> = { type: 'prohibition', rules: Object.values(RULES), extract };
