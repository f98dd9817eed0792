import { type CalendarDate, calendarDates, iso } from './dates.ts';
import { chineseValue, halfWidth } from './numerals.ts';
import { type Quantity, quantities } from './quantity.ts';

/** A temporal expression that may bind an action, in the offsets of the text handed in. */
export interface Time {
  readonly start: number;
  readonly end: number;
  /** `when` of records.md; null where the year must come from the document: then `date` holds the parts. */
  readonly when: string | null;
  readonly date: { readonly mark: 'by' | 'from' | 'in'; readonly parts: CalendarDate } | null;
  readonly anchor: string | null;
  readonly rule: string;
  /** Lengths in working days are written as P…D with this set. */
  readonly workdays: boolean;
  /** Weak evidence of a binding: needs an operator or a plan's imperative beside it. */
  readonly weak: boolean;
}

const TIME_UNITS: Readonly<Record<string, string>> = {
  年: 'Y',
  个月: 'M',
  周: 'W',
  日: 'D',
  天: 'D',
  工作日: 'D',
  小时: 'TH',
  分钟: 'TM',
  学期: '',
  学年: 'Y',
  季度: '',
};

/** P1M, P30D, PT24H: the length of a quantity of time, or null for other units. */
export function period(q: Quantity): string | null {
  const letter = TIME_UNITS[q.unit];
  if (letter === undefined || typeof q.value !== 'number') return null;
  if (q.unit === '学期') return null;
  // 半个月 · 一年半 · 两个半小时: no fractions
  if (!Number.isInteger(q.value)) {
    // 一个半月: the month is the calendar's
    if (q.unit === '个月' && q.value > 1 && Number.isInteger(q.value * 2)) return `P${Math.floor(q.value)}M15D`;
    const smaller: Readonly<Record<string, [number, string]>> = {
      个月: [30, 'D'],
      年: [12, 'M'],
      学年: [12, 'M'],
      小时: [60, 'M'],
      天: [24, 'H'],
      日: [24, 'H'],
      周: [7, 'D'],
    };
    const [factor, unit] = smaller[q.unit] ?? [1, ''];
    const length = q.value * factor;
    if (unit === '' || !Number.isInteger(length)) return null;
    return /小时|天|日/.test(q.unit) ? `PT${length}${unit}` : `P${length}${unit}`;
  }
  if (q.unit === '季度') return `P${q.value * 3}M`;
  return letter.startsWith('T') ? `PT${q.value}${letter.slice(1)}` : `P${q.value}${letter}`;
}

// Marks behind a date: 6月5日前 · 6月底之前 · 6月5日止 · 2025年起
// a clock time between the date and its mark: 6月20日17时前
const CLOCK = String.raw`(?:\s*(?:上午|下午|中午|晚上?|早上?)?\s*\d{1,2}(?:[时点](?:\d{1,2}分|整|半)?|[:：]\d{2}))?`;
const BY_AFTER = new RegExp(
  String.raw`^${CLOCK}\s*(?:（[^（）]{0,12}）|\([^()]{0,12}\))?\s*(?:之前|以前|前(?![期述款项者条端沿置往来去途]|提(?![出交供请报前升高醒]))|止|截止|为止|（?含）?前)`,
);
const FROM_AFTER = new RegExp(
  String.raw`^${CLOCK}\s*(?:(?:春|秋|暑|寒|新)[季期]?(?:学期|学年)?(?:开学)?)?\s*(?:起|开始(?!时)|之日起|以后(?=[，,开施执])|后开始)`,
);
// Marks before a date: 截止时间为6月5日 · 到2025年 · 不晚于6月5日
const BY_BEFORE =
  /(?:截止(?:时间|日期|期限)?(?:为|到|至|是|：|:)?|最迟(?:于|不超过)?|至迟|不得?(?:晚于|迟于|超过)|力争(?:到|在|于)?|争取(?:到|在|于)?|确保(?:到|在|于)?|有效期(?:限)?(?:至|到)|(?:^|[，,。；;：:、（(\s])到|力争到|延(?:长|期)至|期限(?:至|到))\s*$/;
const FROM_BEFORE = /(?:自|从)\s*$/;

/**
 * Every temporal expression of a text that can bind an action. 2024年以来, 截至2023年底 (a statement), dates inside 《》 or 〔〕
 * and dates that name a plan (2024年度清单) are left out.
 */
export function times(source: string): Time[] {
  const text = halfWidth(source);
  const out: Time[] = [...recurring(text), ...onceIn(text)];
  const free = (start: number, end: number): boolean => !out.some((t) => t.start < end && start < t.end);
  for (const d of calendarDates(text)) {
    if (!free(d.start, d.end) || quoted(text, d.start)) continue;
    const t = calendarTime(text, d);
    if (t) out.push(t);
  }
  for (const t of lengths(text)) if (free(t.start, t.end)) out.push(t);
  for (const t of anchors(text)) if (free(t.start, t.end)) out.push(t);
  return out
    .sort((a, b) => a.start - b.start)
    .filter((t, i, all) => !all.some((o, j) => j < i && o.start < t.end && t.start < o.end));
}

/** Inside 《》 or 〔〕: a title or a 文号. */
export function quoted(text: string, at: number): boolean {
  const before = text.slice(Math.max(0, at - 120), at);
  return before.lastIndexOf('《') > before.lastIndexOf('》') || /[〔［[]\d{0,4}$/.test(before);
}

function calendarTime(text: string, d: CalendarDate): Time | null {
  const before = text.slice(Math.max(0, d.start - 10), d.start);
  const after = text.slice(d.end, d.end + 16);
  const base = { anchor: null, workdays: false, weak: false } as const;
  if (/^(?:以来|至今|度(?!前|底|末)|印发|发布的|公布的|制定的|通过的|修订|版)/.test(after)) return null;
  // 每年6月、12月为考务繁忙期: what the months are called
  if (
    /每年[^，。；]{0,12}$/.test(before) &&
    /^(?:份?[、和至到]\s*\d{1,2}月)*份?(?:为|是|定为)[^，。；]{1,16}(?:期|周|月|日|节|季)(?=[，。；]|$)/.test(
      text.slice(d.end, d.end + 40),
    )
  )
    return null;
  // 截至2023年底，全市共有…: a statement, unless something is due by then.
  if (/截[至止]\s*$/.test(before) && !/[报交申完]|止/.test(after)) return null;
  // 2024年—2026年, 2021-2023年行动计划: a name.
  if (
    d.month === null &&
    /^\s*(?:行动|计划|规划|工作|年度|春季|秋季|第|市|县|全|各|度|省|教育|义务|普通|预算|招生|中考|高考|版)/.test(
      after,
    ) &&
    !FROM_AFTER.test(after)
  )
    return null;
  // 上旬前 and 中旬前 end on the 10th and the 20th; 下旬 and 底 on the month's last day, which is month precision.
  const edge = d.blur === '上旬' ? 10 : d.blur === '中旬' ? 20 : null;
  const by = BY_AFTER.exec(after);
  if (by && edge !== null && d.until === null)
    return {
      ...base,
      start: d.start,
      end: d.end + by[0].length,
      when: null,
      date: { mark: 'by', parts: { ...d, day: edge } },
      rule: 'by <date>',
    };
  if (by)
    return {
      ...base,
      start: d.start,
      end: d.end + by[0].length,
      when: null,
      date: { mark: 'by', parts: d },
      rule: 'by <date>',
    };
  const from = FROM_AFTER.exec(after);
  if (from) {
    const lead = FROM_BEFORE.exec(before)?.[0].length ?? 0;
    return {
      ...base,
      start: d.start - lead,
      end: d.end + from[0].length,
      when: null,
      date: { mark: 'from', parts: d },
      rule: 'from <date> on',
    };
  }
  // 从即日起至2026年2月28日: one span, its end is the date.
  const since = /(?:自|从)?(?:即日|[^，。；\s]{1,8}之日)起(?:至|到)\s*$/.exec(before);
  if (since)
    return {
      ...base,
      start: d.start - since[0].length,
      end: d.end,
      when: null,
      date: { mark: 'by', parts: d },
      anchor: '即日',
      rule: 'no later than <date>',
    };
  const lead = BY_BEFORE.exec(before);
  if (lead && !d.until) {
    const skip = /[，,。；;：:、（(\s]/.test(lead[0].charAt(0)) ? 1 : 0;
    return {
      ...base,
      start: d.start - lead[0].length + skip,
      end: d.end,
      when: null,
      date: { mark: 'by', parts: d },
      rule: 'no later than <date>',
    };
  }
  if (d.month === null) return null;
  return {
    ...base,
    weak: true,
    start: d.start,
    end: d.end,
    when: null,
    date: { mark: 'in', parts: d },
    rule: d.until ? 'within <span>' : 'on <date>',
  };
}

// 每年 · 每学年 · 每学期 · 每季度 · 每月 · 每周 · 每天 · 每半年 · 每三年 · 每3至5年 · 每两周
const EVERY =
  /(?:每(?:一)?(?:个)?(?:(?<count>[二两三四五六七八九十]|\d{1,2})(?:\s*[至到\-—~]\s*(?<most>[二两三四五六七八九十]|\d{1,2}))?个?|(?<half>半))?(?<unit>学年|学期|年度?|季度|季|月(?!租|供)|周|星期|天|日)(?!级|龄|报表|度假))|(?<this>当年|次年|次月|当月)/g;
const UNIT: Readonly<Record<string, string>> = {
  学年: 'school-year',
  学期: 'semester',
  年: 'year',
  年度: 'year',
  季度: 'quarter',
  季: 'quarter',
  月: 'month',
  周: 'week',
  星期: 'week',
  天: 'day',
  日: 'day',
  当年: 'year',
  次年: 'year',
  次月: 'month',
  当月: 'month',
};
const num = (s: string): number => (/^\d+$/.test(s) ? Number(s) : (chineseValue(s) ?? Number.NaN));
const two = (n: number): string => String(n).padStart(2, '0');

/** 每年2月底前 · 每月20日前 · 每季度第一个月的第一天 · 每年年初 · 每年春季学期开学前 · 每年开展1次 · 每三年一次 */
function recurring(text: string): Time[] {
  const out: Time[] = [];
  const all = quantities(text);
  for (const m of text.matchAll(EVERY)) {
    const g = m.groups ?? {};
    const word = g['unit'] ?? g['this'] ?? '';
    let unit = UNIT[word] ?? '';
    let count = g['most'] !== undefined ? num(g['most']) : g['count'] !== undefined ? num(g['count']) : 1;
    if (g['half'] !== undefined) {
      if (unit === 'year') [count, unit] = [6, 'month'];
      else if (unit === 'month') [count, unit] = [2, 'week'];
      else continue;
    }
    if (quoted(text, m.index) || Number.isNaN(count)) continue;
    // 每年6月、12月为考务繁忙期 · 每年三月最后一周为安全教育周: what the time is called
    if (
      /^[^，。；]{1,16}(?:为|是|定为)[^，。；]{1,16}(?:期|周|月|日|节|季)(?=[，。；]|$)/.test(
        text.slice(m.index + m[0].length),
      )
    )
      continue;
    const every = `R/${count === 1 ? '' : count}${unit}`;
    const at = m.index + m[0].length;
    const rest = text.slice(at, at + 60).split(/[。；;\n]/)[0] ?? '';
    const push = (length: number, when: string, rule: string, anchor: string | null = null): void => {
      out.push({ start: m.index, end: at + length, when, date: null, anchor, rule, workdays: false, weak: false });
    };
    if (g['this'] !== undefined && !/^\s*(?:的)?\s*(?:\d|[一二三四五六七八九十]|[年月]?[底末初])/.test(rest)) continue;
    if (unit === 'year' && count === 1) {
      // 每年2月底前 · 每年12月31日前 · 每年9月
      const md =
        /^\s*(?:的)?\s*(\d{1,2}|[一二三四五六七八九十]{1,2})\s*月(?:份)?\s*(?:(\d{1,2}|[一二三四五六七八九十]{1,3})\s*[日号])?\s*(上旬|中旬|下旬|底|末|初)?\s*(之前|以前|前|止)?/.exec(
          rest,
        );
      if (md?.[1]) {
        const month = num(md[1]);
        const day = md[2] === undefined ? null : num(md[2]);
        if (month >= 1 && month <= 12) {
          const edge = md[3] === '上旬' ? 10 : md[3] === '中旬' ? 20 : null;
          if (md[4] !== undefined && edge !== null)
            push(md[0].length, `R/year<=${two(month)}-${two(edge)}`, 'every year by <date>');
          else if (md[4] !== undefined)
            push(md[0].length, `R/year<=${two(month)}${day === null ? '' : `-${two(day)}`}`, 'every year by <date>');
          else push(md[0].length, 'R/year=1', 'every year at <time>', md[0].trim());
          continue;
        }
      }
      const edge = /^\s*(?:的)?\s*(年初|年末|年底|年终|岁末)\s*(之前|以前|前)?/.exec(rest);
      if (edge?.[1]) {
        push(
          edge[0].length,
          edge[2] !== undefined && edge[1] !== '年初' ? 'R/year<=12' : 'R/year=1',
          'every year at <time>',
          edge[2] !== undefined && edge[1] !== '年初' ? null : edge[1],
        );
        continue;
      }
    }
    if (unit === 'month' && count === 1) {
      const d = /^\s*(?:的)?\s*(\d{1,2}|[一二三四五六七八九十]{1,3})\s*[日号]\s*(之前|以前|前|止)?/.exec(rest);
      if (d?.[1]) {
        push(d[0].length, `R/month<=${two(num(d[1]))}`, 'every month by <day>');
        continue;
      }
    }
    if (unit === 'quarter' && count === 1) {
      // 每季度第一个月的第一天 · 每季度首月10日前 · 每季度末月25日前
      const q =
        /^\s*(?:的)?\s*(?:第([一二三])个月|(首月|首个月)|(末月|最后一个月))的?\s*(?:第(\S{1,3})天|(\d{1,2}|[一二三四五六七八九十]{1,3})\s*[日号])?\s*(之前|以前|前)?/.exec(
          rest,
        );
      if (q) {
        const month = q[1] ? '一二三'.indexOf(q[1]) + 1 : q[2] ? 1 : 3;
        const day = q[4] ?? q[5];
        push(
          q[0].length,
          `R/quarter<=${two(month)}${day === undefined ? '' : `-${two(num(day))}`}`,
          'every quarter by <day>',
        );
        continue;
      }
    }
    if (unit === 'week' && count === 1) {
      const w = /^\s*([一二三四五六日末天])(?!次|名|项|个|般)(?:[^，。；]{0,4}?)(之前|以前|前)/.exec(rest);
      if (w?.[1]) {
        push(
          w[0].length,
          `R/week<=${'一二三四五六日'.indexOf(w[1].replace(/[末天]/, '日')) + 1}`,
          'every week by <day>',
        );
        continue;
      }
      // 每周五向区局报送自查表
      const on =
        /^\s*([一二三四五六日天])(?!次|名|项|个|般)(?=[^，。；]{0,24}(?:报送|上报|填报|上传|提交|汇总|召开|组织|开展))/.exec(
          rest,
        );
      if (on) {
        push(on[0].length, 'R/week=1', 'every <period> at its <edge>', `周${on[1]}`);
        continue;
      }
    }
    // 每学期初 · 每季度初 · 每月末 · 每学年末
    const edge = /^\s*(初|末|底)\s*(?:之前|以前|前)?/.exec(rest);
    if (edge?.[1]) {
      push(edge[0].length, `${every}=1`, 'every <period> at its <edge>', `${word}${edge[1]}`);
      continue;
    }
    // 每学期开学第一周，…组织一次 · 每年第四季度集中公布一次: once a period, at a part of it
    const part =
      /^\s*(?:的)?\s*((?:春季|秋季)?(?:学期)?开学(?:后)?(?:第[一二三四]个?(?:周|月)|初|之初)|期[初中末]|第[一二三四]季度|上半年|下半年|寒暑?假|暑假)(?![前之后结])/.exec(
        rest,
      );
    if (part?.[1] && /^(?:year|semester|school-year)$/.test(unit) && count === 1) {
      push(part[0].length, `${every}=1`, 'every <period> at its <edge>', part[1]);
      continue;
    }
    // 每年春季学期开学前 · 每学期开学前 · 每年汛期来临前
    const before =
      /^\s*((?:[春秋]季)?(?:学期|学年)?(?:开学|开始|结束|放假)|[^，。；、\d]{2,10}?(?:开学|来临|到来|开始|开班|入学|考试|结束|放假|招生))(?:之前|以前|前)(?!后)/.exec(
        rest,
      );
    // 每学期开学前十日 is a length before the event: lengths() reads it.
    if (
      before?.[1] &&
      /^\s*(?:至少|不少于)?(?:\d+|[一二两三四五六七八九十]{1,3})(?:个)?(?:工作日|日|天|周|月|星期)/.test(
        rest.slice(before[0].length),
      )
    )
      continue;
    if (before?.[1]) {
      push(before[0].length, `${every}<anchor`, 'every <period> before <event>', before[1]);
      continue;
    }
    // 每年开展1次 · 每季度开展一次专项督查 · 每三年至少开展一次; a number with 不超过 is a limit, with 不少于2 too.
    const q = all.find(
      (x) =>
        x.start >= at &&
        x.start - at <= 30 &&
        /^(?:次|轮|场)$/.test(x.unit) &&
        !/[，。；;\n]/.test(text.slice(at, x.start).replace(/，(?=[^，]{0,6}$)/, '')),
    );
    if (q && typeof q.value === 'number') {
      const bridge = text.slice(at, q.start);
      // 每年可提取1次, 每学期限开展1次: a permission is an upper bound.
      if (/可(?!能|持续|行)|只能|允许/.test(bridge)) continue;
      // 每日评卷时间最长8小时，同一答卷两次评阅: another bound stands between
      if (all.some((x) => x.start >= at && x.end <= q.start && !x.word)) continue;
      if (
        /不(?:得|能|应|宜)?(?:超过|多于|高于|突破|大于)|至多|最多|以内|控制在|限/.test(bridge) ||
        /^(?:以内|以下|为限|封顶|为上限)/.test(text.slice(q.end))
      )
        continue;
      const least = /不(?:得|能|应)?(?:少于|低于)|至少|以上/.test(bridge) || /^以上/.test(text.slice(q.end));
      if (least && q.value > 1 && count === 1) continue;
      push(q.end - at, `${every}=${q.value}`, 'every <period> <n> times');
    } else if (count > 1 && /^\s*(?:一次|1次|为一轮|轮换|开展|组织|修订|复审|评估|换届|调整)/.test(rest))
      push(0, `${every}=1`, 'every <period> <n> times');
  }
  return out;
}

// 一年检查一次，三年验收一次 · 半年一检查; not 三年内检查一次, 每年检查一次 (recurring)
const ONCE_IN =
  /(?<![每第\d一二三四五六七八九十几数个近前后上下])(?:(?<count>[一二两三四五]|[1-5])个?(?<unit>学期|学年|年|季度|月|周)|(?<half>半年))(?<act>[\u4e00-\u9fa5]{0,5}?)(?<times>[一两二三]|[1-3])次/g;

function onceIn(text: string): Time[] {
  const out: Time[] = [];
  for (const m of text.matchAll(ONCE_IN)) {
    const g = m.groups ?? {};
    if (/内|不|限|多|少|可|只|能|第|来|超|过|后|前|有|受|累/.test(g['act'] ?? '') || quoted(text, m.index)) continue;
    // 4月开展1次: a month of the year; 两月一次 and 3个月检查一次 tell how often
    if (g['unit'] === '月' && !m[0].includes('个') && !(g['act'] === '' && /[一两]/.test(g['count'] ?? ''))) continue;
    // 可以两年检查一次: a permission
    if (/可以?$/.test(text.slice(0, m.index))) continue;
    const count = g['half'] !== undefined ? 6 : num(g['count'] ?? '');
    const unit = g['half'] !== undefined ? 'month' : (UNIT[g['unit'] ?? ''] ?? 'year');
    out.push({
      start: m.index,
      end: m.index + m[0].length,
      when: `R/${count === 1 ? '' : count}${unit}=${num(g['times'] ?? '')}`,
      date: null,
      anchor: null,
      rule: 'every <period> <n> times',
      workdays: false,
      weak: false,
    });
  }
  return out;
}

const EVENT = String.raw`[^，,。；;：:、（）()《》\n\d]{2,16}?`;

/** 提前1个月 · 开展进校园事务前1个月 · 活动开展10个工作日前 · 收到之日起30日内 · 结束后7日内 · 1年内 */
function lengths(text: string): Time[] {
  const out: Time[] = [];
  for (const q of quantities(text)) {
    const p = period(q);
    if (p === null || quoted(text, q.start)) continue;
    const before = text.slice(Math.max(0, q.start - 40), q.start);
    const after = text.slice(q.end, q.end + 8);
    const base = { date: null, workdays: q.unit === '工作日', weak: false } as const;
    const clause = before.split(/[，,。；;：:、\n\t（(]/).at(-1) ?? '';
    const ahead = /提前(?:至少|不少于|不得少于|最少)?\s*$/.exec(before);
    if (ahead) {
      const event =
        new RegExp(`(?:在|于)?(${EVENT})(?:前|之前)?(?:应当?|须|要|需|必须)?$`).exec(
          clause.slice(0, clause.length - ahead[0].length),
        )?.[1] ?? null;
      out.push({
        ...base,
        start: q.start - ahead[0].length,
        end: q.end,
        when: `-${p}`,
        anchor:
          event &&
          /开展|举办|举行|召开|实施|组织|启动|施工|考试$|活动$/.test(event) &&
          !/(?:单位|部门|机构|方|人|科室)$/.test(event)
            ? event
            : null,
        rule: 'at least <duration> ahead',
      });
      continue;
    }
    // 开展进校园事务前1个月 · 考试开始前至少15日 · 活动前5个工作日
    const prior = new RegExp(
      String.raw`(?:在|于|应当?在|须在|需在)?(${EVENT})(?:的)?(?:之前|以前|前)(?:至少|不少于|不得少于)?\s*$`,
    ).exec(clause);
    if (
      prior?.[1] &&
      !/(?:目|此|当|以|先|提|日|近|往|最|(?<![开入放上升])学|(?<!上)课|婚|产|餐|睡)$/.test(prior[1]) &&
      !/^(?:以内|之内|内)/.test(after)
    ) {
      const event = stripLead(prior[1]);
      out.push({
        ...base,
        start: q.start - prior[0].length + prior[0].indexOf(event),
        end: q.end,
        when: `-${p}`,
        anchor: event,
        rule: '<duration> before <event>',
      });
      continue;
    }
    // 于活动开展10个工作日前 · 举办前20天以前
    const back = /^(?:之前|以前|前)/.exec(after);
    // 新生入学七日前: 日 counts days only behind an event, 5月7日前 is a date
    const counted = q.unit !== '日' || new RegExp(`(?:${EVENTS_BEFORE})$`).test(clause);
    if (back && counted && q.unit !== '年') {
      const event = stripLead(new RegExp(`(?:在|于)?(${EVENT})$`).exec(clause)?.[1] ?? '');
      if (event) {
        out.push({
          ...base,
          start: q.start - event.length,
          end: q.end + back[0].length,
          when: `-${p}`,
          anchor: event,
          rule: '<duration> before <event>',
        });
        continue;
      }
    }
    // 收到之日起30日内 · 自发现之时起24小时内 · 在收到申请后10个工作日内 · 1年内
    const inside = /^\s*(?:（含[^）]{0,6}）)?(?:以内|之内|内)(?!部|容|外)/.exec(after);
    if (inside) {
      if (
        /(?:近|过去|最近|前|上|前后各?)$/.test(before) ||
        /^(?:有|无|未|没有|曾|受|累计|发生|连续)[^，。；]{0,14}的/.test(
          text.slice(q.end + inside[0].length, q.end + 24),
        )
      )
        continue;
      // 一周内出现3处以上火点的，…: a condition. 一年内最多2次: the period of a limit.
      const tail = text.slice(q.end + inside[0].length).split(/[，,。；;\n]/)[0] ?? '';
      if (/的$/.test(tail) || /(?:最多|至多|不(?:得|能)?超过|不(?:得|能)?多于|限)[^，。；]{0,6}(?:次|场|项)/.test(tail))
        continue;
      const from = new RegExp(
        String.raw`(?:自|从|在|于)?(${EVENT}|[^，,。；;\n]{2,24}?)(?:之日起|之时起|之日|次日起|当日起|起|之后|以后|后)的?\s*(?:，)?$`,
      ).exec(before.split(/[。；;：:\n\t]/).at(-1) ?? '');
      const event = from?.[1] ? stripLead(from[1]) : null;
      out.push({
        ...base,
        start: from ? q.start - from[0].length : q.start,
        end: q.end + inside[0].length,
        when: `+${p}`,
        anchor: event === null ? null : eventOf(event),
        rule: event === null ? 'within <duration>' : 'within <duration> of <event>',
        weak: event === null && !/限\s*$/.test(before),
      });
      continue;
    }
    // 有效期5年 · 试行期2年 · 公示期不少于5个工作日
    const term =
      /(有效期|试行期|公示期|公示期限|试行|有效期限|保存期限|过渡期)(?:为|是|限为)?(?:不少于|不得少于|至少)?\s*$/.exec(
        before,
      );
    // 保存期限不少于10年 is a limit
    if (term?.[1] && !/公示/.test(term[1]) && !(term[1] === '保存期限' && /不少于|不得少于|至少/.test(term[0])))
      out.push({
        ...base,
        start: q.start - term[0].length,
        end: q.end,
        when: `+${p}`,
        // the validity of a text runs from its entry into force
        anchor: /有效期|试行/.test(term[1]) ? '施行' : term[1],
        rule: '<term> of <duration>',
      });
  }
  return out;
}

/** Subject and operator in front of an event: 各部门应在开展进校园事务 → 开展进校园事务. */
function stripLead(event: string): string {
  const s = event.replace(
    /^.*(?:应当自|应自|须自|应当从|应当在|应当于|应在|应于|须在|须于|需在|需于|要在|要于|必须在|必须于|可以?在|请于|请在|务必于|[^存现所正旨内放]在(?=[^职校籍册编线岗])|[^关由对位属处基等鉴归]于(?=.{2}))/,
    '',
  );
  return s
    .replace(/^[（(]?(?:[一二三四五六七八九十]{1,3}|\d{1,2})[）)．.、]\s*/, '')
    .replace(/^.*?(?<![来各亲])自(?=[\u4e00-\u9fa5]{2})(?!行|主|查|愿|己|然|治|动|觉|我|身|选)/, '')
    .replace(/^(?:自|从|在|于|当|[.．、])/, '')
    .trim();
}
const eventOf = (event: string): string => event.split(/[，,]/).at(-1)?.trim() ?? event;

const EVENTS_BEFORE =
  '开学|开班|开课|开工|施工|入学|上岗|任教|任职|开考|实施|启动|举办|召开|施行|开展|签订|入住|上市|交付|竣工|验收|销售|预售|放假|复课|返校|开业|招生|报名|聘用|使用|运行|结束|出发|放学|活动|转让|过户|发放|拨付|动工|营业|就业|离校|返岗|来临|到来|届满|考试|收费|汛期|采购|投用';

/** 开学前 · 期满后 · 即日起 · 自发布之日起 · 应当提前征得…同意 */
function anchors(text: string): Time[] {
  const out: Time[] = [];
  const base = { date: null, workdays: false } as const;
  for (const m of text.matchAll(/(?:自|从)?(?:即日|(?:公布|发布|印发|下发|颁布|公告|签发|印发之|文件印发)之日)起/g))
    out.push({
      ...base,
      weak: false,
      start: m.index,
      end: m.index + m[0].length,
      when: '>anchor',
      anchor: m[0].replace(/^[自从]|起$/g, ''),
      rule: 'from <event> on',
    });
  // 需在年初将会议计划报送: without 每 the edge of the period still recurs in a standing rule.
  for (const m of text.matchAll(
    /(?<![每今去明当上本\d年次])(?:在|于)(?:每)?(年初|年末|年底|季初|季末|月初|月末|月底|学期初|学期末|学年初|学年末)(?!之?前|以前)/g,
  )) {
    const word = m[1] ?? '';
    const unit = word.startsWith('学期')
      ? 'semester'
      : word.startsWith('学年')
        ? 'school-year'
        : word.startsWith('季')
          ? 'quarter'
          : word.startsWith('月')
            ? 'month'
            : 'year';
    out.push({
      ...base,
      weak: true,
      start: m.index,
      end: m.index + m[0].length,
      when: `R/${unit}=1`,
      anchor: word,
      rule: 'every <period> at its <edge>',
    });
  }
  for (const m of text.matchAll(
    /(?:期满|届满|到期|期限届满|任期届满|借调期满|合同期满|任务完成|工作结束)(?:后|之后|以后)/g,
  ))
    out.push({
      ...base,
      weak: false,
      start: m.index,
      end: m.index + m[0].length,
      when: '>anchor',
      anchor: m[0].replace(/(?:之|以)?后$/, ''),
      rule: 'after <event>',
    });
  const before = new RegExp(
    String.raw`(?:在|于)?([^，,。；;：:、\n\d（）()]{0,12}?(?:${EVENTS_BEFORE}))(?:之前|以前|前)(?![后期述款项者条端沿景言提置沿台往途班]|\d|[一二三四五六七八九十]+[个日天月年])`,
    'g',
  );
  for (const m of text.matchAll(before)) {
    const event = stripLead(m[1] ?? '');
    if (event)
      out.push({
        ...base,
        weak: true,
        start: m.index + m[0].indexOf(event),
        end: m.index + m[0].length,
        when: '<anchor',
        anchor: event,
        rule: 'before <event>',
      });
  }
  // 应当于次日下班前报; a clock time of the next day (次日12时前) is no length of days
  for (const m of text.matchAll(/(?<![至到])(?:于|在)?(?:次日|第二天)(?:下班)?(?:之前|以前|前)/g))
    out.push({
      ...base,
      weak: true,
      start: m.index,
      end: m.index + m[0].length,
      when: '+P1D',
      anchor: null,
      rule: 'within <duration>',
    });
  // 处置不动产前应当报告 · 应当在出境前结清税款
  const ordered =
    /(?:应当?|须|必须|需|要|请)(?:在|于)([^，,。；;\d（）()]{1,12}?)(?:之前|以前|前)(?=[^，,。；;前\d])|(?:^|[，,。；;：:\s])(?:[^，,。；;：:\d]{0,12}?(?:在|于))?([^，,。；;：:\d（）()\s]{2,12}?)(?:之前|以前|前)[，,]?(?=应当|必须|务必|须)/g;
  for (const m of text.matchAll(ordered)) {
    const event = stripLead(m[1] ?? m[2] ?? '');
    if (
      !event ||
      /(?:目|日|此|以|当|先|近|提|从|年|月|期|周|天|面|超|空|学|课|婚|产|售|事|之|往|眼|幕|生|史)$/.test(
        event.replace(/不动产$/, ''),
      )
    )
      continue;
    const at = m.index + m[0].indexOf(event);
    out.push({
      ...base,
      weak: true,
      start: at,
      end: at + event.length + 1,
      when: '<anchor',
      anchor: event,
      rule: 'before <event>',
    });
  }
  for (const m of text.matchAll(
    /(?:应当?|须|需|要|必须|务必)(?:事先|事前|预先|提前)(?!\s*(?:至少|不少于)?\s*[\d一二三四五六七八九十半])/g,
  ))
    out.push({
      ...base,
      weak: false,
      start: m.index + m[0].length - 2,
      end: m.index + m[0].length,
      when: '<anchor',
      anchor: null,
      rule: 'ahead of <event>',
    });
  return out;
}

export { iso };
