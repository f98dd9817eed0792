import type { ExtractedOf } from '../records/clause.ts';
import { actorOf } from './actor.ts';
import { type CalendarDate, calendarDates, iso } from './dates.ts';
import { exceptionOf } from './exception.ts';
import { type Context, type Extractor, type Section, SILENT_ROLES } from './extractor.ts';
import { matterOf } from './matter.ts';
import { bare, clauses, type Stretch, sentences } from './sentence.ts';
import { strengthOf } from './strength.ts';
import { holdsTarget } from './target.ts';
import { quoted, type Time, times } from './times.ts';

type DeadlineDraft = ExtractedOf<'deadline'>;

const RULES = [
  'by <date>',
  'no later than <date>',
  'from <date> on',
  'on <date>',
  'within <span>',
  'every year by <date>',
  'every year at <time>',
  'every month by <day>',
  'every quarter by <day>',
  'every week by <day>',
  'every <period> at its <edge>',
  'every <period> before <event>',
  'every <period> <n> times',
  'at least <duration> ahead',
  '<duration> before <event>',
  'within <duration>',
  'within <duration> of <event>',
  '<term> of <duration>',
  'from <event> on',
  'after <event>',
  'before <event>',
  'ahead of <event>',
] as const;

/** An operator or a plan's imperative: what makes a bare date bind. */
const ACTS =
  /(?:应当?|必须|须|要|需|务必|请|负责|不得|严禁|禁止|完成|开展|组织|报送|上报|报|提交|公布|公示|制定|印发|建立|启动|召开|举办|实施|执行|施行|停止|取消|清理|整改|实现|建成|达到|形成|汇总|总结|填报|部署|排查|申报|登记|办理|备案|受理|缴纳|缴存|支付|拨付|发放|签订|督查|检查|验收|梳理|收集|整理|配合|推进|落实|抽查|核查|巡查|走访|调查|评选|评估|考核|复核|审核|审批|征求|反馈|告知|通知|报告|通报|作出|处理|答复|办结|受理|送达|公告|移交|退还|退清|补缴|返还|采集|招生|培训|检测|消毒|储备|结清|汇缴|更新|备份|存档|归档|开学|返校|到校|复课|开园|放假|补发|清偿|兑现|组成|派出|进行(?!了)|送达|封闭|举行|拆除|结束|清退|启用|关闭|报到|入场|张贴|核发|颁发|出具|开具|审结)/;

/** 期限: a time by which, or in which, something is to be done (records.md "deadline"). */
export const deadline: Extractor<'deadline'> = {
  type: 'deadline',
  rules: RULES,
  extract(section, context) {
    if (SILENT_ROLES.has(section.role)) return [];
    const out: DeadlineDraft[] = [];
    for (const time of times(section.text)) {
      const record = bind(section, context, time);
      if (record) out.push(record);
    }
    return out;
  },
};

function bind(section: Section, context: Context, time: Time): DeadlineDraft | null {
  const { text } = section;
  const reach = reachOf(section, context, time);
  if (!reach) return null;
  // 每学年集中采集1次，9月30日前完成: the date comes back every year.
  const said =
    text
      .slice(0, time.start)
      .split(/[。；;\n]/)
      .at(-1) ?? '';
  const yearly =
    time.date?.mark === 'by' &&
    time.date.parts.year === null &&
    time.date.parts.month !== null &&
    /每(?:学)?年/.test(said);
  // 年底前报送 in a 办法 or a 制度 comes back every year; in a plan it is the plan's own year.
  const standing = time.date?.parts.bare === true && /办法|规定|条例|细则|制度|规程|章程/.test(context.genre ?? '');
  const when = standing
    ? 'R/year<=12'
    : yearly && time.date
      ? `R/year<=${iso(2000, time.date.parts.month, time.date.parts.day).slice(5)}`
      : (time.when ??
        (time.date ? resolve(time.date.mark, time.date.parts, section.start + time.start, context) : null));
  if (when === null) return null;
  // 力争到2026年底，…控制在18个月以内 · 到2025年底使用率达到95%: the date is the target's own (target.ts `by`).
  if (time.date?.mark === 'by') {
    const all = clauses(text);
    const at = all.findIndex((c) => c.start <= time.start && time.start < c.end);
    const own = all[at];
    const alone = own !== undefined && bare(text, own).end <= time.end && !ACTS.test(text.slice(own.start, time.start));
    const holder = alone ? all[at + 1] : own;
    if (holder && holdsTarget(text, Math.max(holder.start, time.end), holder.end)) return null;
    // 完成2000年底前建成的老旧小区改造: the date says which ones.
    if (
      own &&
      /^[^，。；]{1,6}的[^，。；]/.test(text.slice(time.end, own.end)) &&
      !/(?:^|[于在请\s])$/.test(text.slice(Math.max(own.start, section.label), time.start))
    )
      return null;
  }
  const words = context.text.slice(reach.start, reach.end);
  // 第三阶段（2024年6至7月）。深入分析…: a date in brackets binds its whole paragraph.
  if (
    time.weak &&
    section.role !== 'row' &&
    !closing(text, time) &&
    !ACTS.test(words.replace(text.slice(time.start, time.end), ''))
  )
    return null;
  if (stated(words)) return null;
  // 6月12日，邻镇发生…: a day before the document's own, told in its preamble
  if (
    section.path === '' &&
    time.date?.mark === 'in' &&
    time.weak &&
    past(time.date.parts, context) &&
    !/应|须|请|要|将|定于/.test(words)
  )
    return null;
  // 去年4月开展过1次演练: told, not ordered
  if (
    time.date?.mark === 'in' &&
    /^[^，。；]{0,8}(?:过|了)(?=[\d一二三四五六七八九十两])/.test(text.slice(time.end)) &&
    !/应|须|要|将|拟/.test(words)
  )
    return null;
  // 餐具使用前煮沸消毒不少于15分钟: a step's plain order
  if (
    time.when === '<anchor' &&
    time.weak &&
    /^[^，。；]*(?:不少于|不低于|不超过|至少)\s*[\d一二三四五六七八九十两半]/.test(text.slice(time.end)) &&
    !/应|须|必须|要/.test(text.slice(Math.max(0, time.start - 8), time.end + 8))
  )
    return null;
  // 开课前申请的，应当全额退还: the event picks out the case.
  if (time.when === '<anchor' && time.weak && /^[^，,。；;]{1,16}的[，,]/.test(text.slice(time.end))) return null;
  const span = { start: reach.start, end: reach.end };
  return {
    type: 'deadline',
    span,
    matter: matterOf(section, span, context).matter,
    // 每学期开学第一周，各中小学要组织…: who acts may stand behind the time
    actor: actorOf(section, Math.max(section.start + time.start, span.end - 1)),
    strength: strengthOf(words),
    exception: exceptionOf(section, span),
    rule: time.rule,
    confidence: time.date && time.date.parts.year === null ? 0.75 : time.weak ? 0.7 : 0.9,
    action: actionOf(words, text.slice(time.start, time.end)),
    when,
    anchor: time.anchor ?? anchorOf(section, time),
    ...(time.workdays ? { workdays: true } : {}),
  };
}

/** A month and day without a year that lie before the document's own date. */
const past = (parts: CalendarDate, context: Context): boolean =>
  parts.year === null &&
  parts.month !== null &&
  (context.issuedOn?.length ?? 0) >= 7 &&
  iso(2000, parts.month, parts.day ?? 1).slice(5) < `${context.issuedOn ?? ''}-01`.slice(5, 10);

/** A clause that tells what happened, a condition or a list of problems binds nothing: 2024年6月召开的会议, …等问题. */
const stated = (words: string): boolean =>
  /(?:已经|业经|经)[^，。；]{0,24}(?:审议|会议|通过)|(?:会议|常委会)[^，。；]{0,24}(?:审议)?通过/.test(words) ||
  // 到一九八七年底，已有五十二个县基本普及: a state reached
  /[，,](?:全[省市县区国]|我[省市县区国])?(?:已|共有|累计)|(?:全[省市县区国]|我[省市县区国])共(?:有|报告|发生|完成|实现|查处)/.test(
    words,
  ) ||
  /(?:的问题|等问题|现象)[。；;，,]?$/.test(words) ||
  // 医生讲三天之内要动手术，她不得不去: a tale; 公文 say 其, not 她
  /她|[^其]他(?!人|项|用|处|方|律)/.test(words) ||
  /^(?:目前|近年来|长期以来)/.test(words);

/**
 * The smallest run of 分句 that carries the time and what it binds, in document offsets; null where nothing is bound.
 * A closing （2024年6月24日前） takes the sentence before it; a date alone in its clause takes the next clause;
 * a date alone in its row takes the row after it.
 */
function reachOf(section: Section, context: Context, time: Time): Stretch | null {
  const { text, start } = section;
  const alone = text.slice(0, time.start).trim() === '' && text.slice(time.end).replace(/[：:，,。\s]/g, '') === '';
  // A bare date alone in its line tells when, not what is due: the date under a signature that the outline missed.
  if (alone && time.date?.mark === 'in' && section.role !== 'row') return null;
  if (alone) {
    const next = context.text.indexOf('\n', start + time.end);
    if (next < 0) return null;
    const line = /[^\n]+/.exec(context.text.slice(next, next + 400));
    if (!line) return null;
    const stop = sentences(line[0])[0];
    return { start: start + time.start, end: next + line.index + (stop ? bare(line[0], stop).end : line[0].length) };
  }
  // 组织工程招标\t县住房城乡建设局\t2025年6月至7月: a date alone in its cell binds the row's work item.
  if (text.includes('\t')) {
    const left = text.lastIndexOf('\t', time.start - 1) + 1;
    const tab = text.indexOf('\t', time.end);
    const right = tab < 0 ? text.length : tab;
    if (text.slice(left, time.start).trim() === '' && text.slice(time.end, right).trim() === '') {
      if (left > 0) return { start, end: start + time.end };
      const next = text.indexOf('\t', right + 1);
      return { start, end: start + (next < 0 ? text.length : next) };
    }
  }
  const bracket = closing(text, time);
  if (bracket) {
    const from = sentences(text, 0, bracket.open).at(-1);
    const lead = section.lead > 0 && bracket.open <= section.lead + 2;
    if (lead) {
      // 第二阶段（2024年5月底前）。通过开展…: the stop behind the bracket is no clause.
      const body = clauses(text, bracket.close).find((c) => bare(text, c).end > c.start);
      return { start, end: start + (body ? bare(text, body).end : bracket.close) };
    }
    return from ? { start: start + from.start, end: start + bracket.close } : { start, end: start + bracket.close };
  }
  const all = clauses(text);
  const at = all.findIndex((c) => c.start <= time.start && time.start < c.end);
  let from = all[at];
  if (!from) return null;
  let to = from;
  for (let i = at; i < all.length && (all[i]?.start ?? 0) < time.end; i++) to = all[i] ?? to;
  const rest = text.slice(from.start, to.end).replace(text.slice(time.start, time.end), '');
  // 2024年5月底前，/ 从即日起，: the action follows.
  // 一年检查一次，… holds its act itself.
  const whole = time.rule === 'every <period> <n> times' && ACTS.test(text.slice(time.start, time.end));
  // 设区的市应当于12月31日前，选取…: nothing but the operator stands before
  const bareTime =
    text.slice(time.end, to.end).replace(/[，,\s]/g, '') === '' &&
    /,|，/.test(text.slice(time.end, to.end)) &&
    /(?:应当?|必须|须|要|请)(?:于|在)?$/.test(text.slice(from.start, time.start));
  if (
    time.rule !== '<term> of <duration>' &&
    !whole &&
    (bareTime || !ACTS.test(rest) || rest.replace(/[，,：:。；;]/g, '').length < 5)
  ) {
    const next = all[all.indexOf(to) + 1];
    if (next && !/[。；;\n\t]$/.test(text.slice(to.start, to.end))) to = next;
    else if (next && /\t$/.test(text.slice(to.start, next.start))) to = next;
  }
  // 期满后自行取消 names no subject of its own; a short clause takes its predecessor along.
  if (to === from && bare(text, from).end - from.start < 8) {
    const previous = all[at - 1];
    if (previous && /[，,]$/.test(text.slice(previous.start, previous.end))) from = previous;
  }
  const head = Math.max(from.start, section.label);
  return { start: start + head, end: start + bare(text, to).end };
}

/** （2024年6月24日前） behind a full stop or at the end of its paragraph. */
function closing(text: string, time: Time): { open: number; close: number } | null {
  const open = Math.max(text.lastIndexOf('（', time.start), text.lastIndexOf('(', time.start));
  if (open < 0 || text.slice(open + 1, time.start).trim() !== '') return null;
  const tail = /^\s*(?:完成)?\s*[）)]/.exec(text.slice(time.end));
  return tail ? { open, close: time.end + tail[0].length } : null;
}

// 登记，由区房改办在10日内… · 申请复核，…应当在15日内答复: the step before sets the clock going
const STEP = /(登记|申请|申报|报名|受理|投诉|举报|验收|移交|申诉|复核)$/;
const LABEL = /^\s*(?:第[一二三四五六七八九十百零〇\d]{1,5}[条章款]|[（(]?[一二三四五六七八九十\d]{1,3}[)）、.．])\s*/;

/**
 * What a length hangs on when its clause does not say: the event of the condition in front of it
 * (发生泄露的，应当在24小时内…), what it answers (对投诉应在3日内答复), or for a notice ahead what is announced.
 */
function anchorOf(section: Section, time: Time): string | null {
  if (time.when !== '<anchor' && !/^[+-]P/.test(time.when ?? '')) return null;
  const { text } = section;
  const sentence = (
    text
      .slice(section.label, time.start)
      .split(/[。；;\n]/)
      .at(-1) ?? ''
  ).replace(LABEL, '');
  const told = sentence.split(/[，,]/);
  const own = told.at(-1) ?? '';
  const rest = text.slice(time.end).split(/[。；;\n]/)[0] ?? '';
  if (time.when?.startsWith('+')) {
    // 对投诉应在3日内答复 · 查出的违纪款项限十日内退清
    const answered = /^对(?!于)([^，,的]{2,12}?)(?:(?:应当?|须|要|必须|一般)(?:在|于)?|在|于)$/.exec(own)?.[1];
    const found = /^([\u4e00-\u9fa5]{2,4})的[^，,]{2,12}限$/.exec(own)?.[1];
    if (answered ?? found) return answered ?? found ?? null;
    // 应当在发生泄露后2小时内报告，并在24小时内告知: the same event
    const same = /^(?:并|再)(?:应当?|须)?(?:在|于)?$/.test(own)
      ? /(?:[在自从]|^)([^，,在自从]{2,16}?)(?:之日起|后|之后)[^，,]{1,6}内/.exec(told.at(-2) ?? '')?.[1]
      : undefined;
    if (same) return same;
  }
  const condition = /([^，,。；;]{2,30}?)(?:的|后|之后)[，,][^。；;]*$/.exec(sentence)?.[1];
  if (condition)
    return condition
      .replace(LABEL, '')
      .replace(/^.*(?:需要|确需|(?<!必)需(?!求)|拟)(?=.{2})/, '')
      .replace(/^(?:因[^，]{2,8}(?=停|延|变))/, '');
  // 发生疑似食物中毒，学校应当立即停止供餐，在30分钟内报告 · 举办展销会，主办单位应当提前15日报备
  const opens = told.length > 1 ? (told[0] ?? '') : '';
  if (/^(?:发生|发现|出现|遇有?|接到|收到)[\u4e00-\u9fa5]/.test(opens) && time.when?.startsWith('+')) return opens;
  if (time.when?.startsWith('-')) {
    if (/^(?:举办|召开|开展|组织|进行|举行|实施|新建|调整|变更|停止)/.test(opens)) return opens;
    // 学校组织学生校外活动，应当提前七日报备
    const led = /^[\u4e00-\u9fa5]{2,8}?(?=(?:组织|举办|开展|召开|举行)[^，]{2,})/.exec(opens)?.[0];
    if (led && own.length <= 8) return opens.slice(led.length);
    // 经批准后方可入校 · 提前14天返沈
    const then =
      /方可([\u4e00-\u9fa5]{2,8})$/.exec(rest)?.[1] ??
      /^(返[\u4e00-\u9fa5]|到[校岗]|入[校场住]|离[校岗])/.exec(rest)?.[1];
    if (then) return then;
    // 提前2个月将活动方案报…审核
    const plan = /^将([\u4e00-\u9fa5]{0,6}(?:活动|考试|培训|会议|施工))(?:实施)?方案/.exec(rest)?.[1];
    if (plan) return `开展${plan}`;
  } else if (told.length > 1) {
    const step = STEP.exec(told.at(-2) ?? '')?.[1];
    if (step && /^(?:由|[\u4e00-\u9fa5]{2,12}应)/.test(own)) return step;
  }
  return null;
}

function actionOf(words: string, time: string): string {
  return words
    .replace(time, '')
    .replace(/[（(]\s*[）)]/g, '')
    .replace(/^[，,、；;：:。\s]+|[，,、；;：:。\s]+$/g, '')
    .replace(/(?:要|应当?|须|需)?(?:于|在|自|从|到)(?=[，,、]|$)/g, '');
}

/** `when` of a calendar date. Missing years come from the nearest complete date above, never before the 成文日期 (records.md). */
function resolve(mark: 'by' | 'from' | 'in', parts: CalendarDate, at: number, context: Context): string | null {
  const issued = context.issuedOn === null ? null : Number(context.issuedOn.slice(0, 4));
  const year =
    parts.year ??
    (parts.shift !== undefined && issued !== null
      ? issued + parts.shift
      : yearAt(at, parts.until?.month ?? parts.month, context));
  if (year === null) return null;
  const first = iso(year, parts.month, parts.day);
  const until = parts.until
    ? iso(
        parts.until.year ?? year + ((parts.until.month ?? 12) < (parts.month ?? 1) ? 1 : 0),
        parts.until.month,
        parts.until.day,
      )
    : null;
  switch (mark) {
    case 'by':
      return `<=${until ?? first}`;
    case 'from':
      return `>=${first}`;
    case 'in':
      // 9月中旬 as a time to act in: the 11th to the 20th.
      if (parts.blur && TENS[parts.blur] && parts.day === null && until === null) {
        const [from, to] = TENS[parts.blur] ?? [1, 31];
        return `${iso(year, parts.month, from)}/${iso(year, parts.month, to ?? new Date(Date.UTC(year, parts.month ?? 1, 0)).getUTCDate())}`;
      }
      return until === null || until === first ? first : `${first}/${until}`;
    default:
      return mark satisfies never;
  }
}

const TENS: Readonly<Record<string, readonly [from: number, to: number | null]>> = {
  上旬: [1, 10],
  中旬: [11, 20],
  下旬: [21, null],
};

const completeDates = new WeakMap<Context, readonly CalendarDate[]>();

function yearAt(at: number, month: number | null, context: Context): number | null {
  let dates = completeDates.get(context);
  if (!dates) {
    dates = calendarDates(context.text).filter(
      (d) =>
        d.year !== null &&
        d.month !== null &&
        !quoted(context.text, d.start) &&
        // 自2004年1月1日起 opens a rule's own time, it does not date what follows
        !(
          /[自从]\s*$/.test(context.text.slice(0, d.start).slice(-3)) &&
          /^\s*起/.test(context.text.slice(d.end, d.end + 3))
        ),
    );
    completeDates.set(context, dates);
  }
  const issued = context.issuedOn;
  const above = dates.findLast(
    (d) => d.end <= at && (issued === null || iso(d.year ?? 0, d.month, d.day) >= issued.slice(0, 4)),
  );
  let year = above?.year ?? (issued === null ? null : Number(issued.slice(0, 4)));
  if (
    year !== null &&
    issued !== null &&
    month !== null &&
    issued.length >= 7 &&
    `${year}-${String(month).padStart(2, '0')}` < issued.slice(0, 7)
  )
    year = Number(issued.slice(0, 4)) + (String(month).padStart(2, '0') < issued.slice(5, 7) ? 1 : 0);
  return year;
}
