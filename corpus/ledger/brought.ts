import { PERIOD_NAMED } from '../../extractors/bound.ts';
import { calendarDates } from '../../extractors/dates.ts';
import { quantities } from '../../extractors/quantity.ts';
import { bare, clauses, items, sentences } from '../../extractors/sentence.ts';
import type { Brought, BroughtKind, Days } from '../../records/ledger.ts';
import type { Reading } from '../../records/reading.ts';
import type { Span } from '../../records/span.ts';
import { daysOf } from '../../records/when.ts';
import { daysIn } from './cells.ts';
import { reachOf } from './reach.ts';

/** Raised when the rules below change: what was derived by an earlier version is derived again. */
export const BROUGHT_RULES = 3;

/** What is counted: an order that holds `words` brings it, a sentence with `not` never does. */
interface Rule {
  readonly kind: Exclude<BroughtKind, 'form' | 'inspection'>;
  readonly words: RegExp;
  readonly not?: RegExp;
  /** Its name in the text. */
  readonly name: RegExp;
}

const RULES: readonly Rule[] = [
  {
    kind: 'visit',
    // 禁毒知识进校园 · 走进校园 · 到各学校开展宣讲 · 入校宣传
    words:
      /进(?:入)?(?:中小学)?(?:校园|课堂|学校)|走进[^，。；]{0,8}学校|入校(?:宣[讲传]|开展|活动)|(?:到|赴)(?:各|全[市县区])?[^，。；]{0,6}学校(?:开展|进行)[^，。；]{0,16}(?:宣[讲传]|活动|讲座|演出|展览)/,
    name: /[“"「《]([^”"」》]{2,24}进(?:入)?(?:中小学)?(?:校园|课堂|学校)[^”"」》]{0,8})[”"」》]|([^，。；：、“”\s]{2,18}进(?:入)?(?:中小学)?(?:校园|课堂|学校))/,
  },
  {
    kind: 'exam',
    // 承担全国计算机等级考试考点 · 安排社会考试监考
    words:
      /(?:社会|资格|职称|招聘|招录|录用|公务员|自学|成人|等级|执业|职业|事业单位|遴选|水平测试|普通话)[^，。；]{0,12}(?:考试|测试|笔试)/,
    not: /中考|高考|学业水平|期末|期中|招生/,
    name: /([^，。；：、“”《》\s]{2,24}?(?:考试|笔试|测试))/,
  },
  {
    kind: 'campaign',
    // 文明城市创建迎检 · 国家卫生城市复审 · 创城
    words:
      /(?:文明|卫生|绿色|宜居|旅游|园林|森林|双拥|环保模范|食品安全示范)(?:典范)?(?:城市|城区|县城|城)[^，。；]{0,10}(?:创建|创优|复审|迎检|评选|测评|活动)|创(?:建|优)[^，。；]{0,8}(?:文明|卫生|绿色|宜居|旅游|园林|森林)[^，。；]{0,6}城|创[城文卫](?!意|化|生)/,
    name: /([^，。；：、“”《》\s]{0,10}(?:文明|卫生|绿色|宜居|旅游|园林|森林|双拥)[^，。；：、\s]{0,6}城[^，。；：、\s]{0,8}|创[城文卫][^，。；\s]{0,8})/,
  },
  {
    kind: 'special',
    // 防灾减灾专项工作 · 禁毒防艾专项宣传
    words:
      /(?:维护稳定|扫黑除恶|防灾减灾|安全生产|禁毒|防艾|反诈|反邪教)[^，。；]{0,10}专项(?:工作|行动|活动|宣传|教育)/,
    not: /进校园/,
    name: /([^，。；：、“”《》\s]{0,8}(?:维护稳定|扫黑除恶|防灾减灾|安全生产|禁毒|防艾|反诈|反邪教)[^，。；]{0,10}专项(?:工作|行动|活动|宣传|教育))/,
  },
  {
    kind: 'supervision',
    // 对各校开展教育综合督导
    words: /综合(?:性)?督导/,
    name: /([^，。；：、“”《》\s]{0,12}综合(?:性)?督导)/,
  },
];

/** Documents that lay down how things are to be done: what they name takes place only where they say when and how often. */
const RULE_TITLE = /减轻|减负|规范|管理|规定|若干|措施|意见|整治|清单|办法|细则|条例|制度/;

/** 白名单外的活动须经审批 tells of a list; 列入白名单的禁毒进校园活动于10月开展2场 brings what it says. */
const LISTS = /白名单|清单|审批|报备|备案|审核|审查|把关|社会事务进/;

/** 不得… · 原则上不超过… · 未列入… : a rule about such things brings none. 白名单 and 审批 alone are told with what they allow. */
const RULED =
  /不得|严禁|禁止|不超过|不多于|不再|一律不|未列入|未纳入|杜绝|清理|压减|减轻|整治|报备制度|审批制度|方可|总量|纳入[^，。；]{0,8}清单管理|问题|的，|废止|取消|停止|暂停|终止|作废|原则上|最多|至多|优先|鼓励|提倡|力争/;
const ORDERED = /开展|组织|举办|举行|安排|实施|进行|承担|参加|走进|启动|承办|设置|迎接|做好|接受|协助/;
const TIMES = /^(?:次|场|轮|节|项|期)$/;

/** Every sentence that orders, with the unit it stands in. */
interface Told {
  readonly text: string;
  readonly span: Span;
  readonly path: string;
}

function told({ document: { text }, units }: Pick<Reading, 'document' | 'units'>): Told[] {
  return units
    .filter((u) => u.role === 'body' || u.role === 'cover' || u.role === 'row')
    .flatMap((u) => {
      const body = text.slice(u.span.start, u.span.end);
      return sentences(body, u.label).map((s) => {
        const b = bare(body, s);
        return {
          text: body.slice(b.start, b.end),
          span: { start: u.span.start + b.start, end: u.span.start + b.end },
          path: u.path,
        };
      });
    });
}

/** All that a notice brings to schools, in the order of its text. Pure: the archive derives the same for the same reading. */
export function broughtBy(reading: Reading): Brought[] {
  const said = told(reading);
  return [
    ...RULES.flatMap((rule) => counted(rule, reading, said)),
    ...forms(reading, said),
    ...inspections(reading, said),
  ];
}

const CITED = /《[^《》]*(?:通知|意见|办法|规定|方案|函|决定|条例|细则|纲要)》/g;

/** Names of one notice's activities: mentions that give a number, else one mention that takes a single time for granted. */
function counted(rule: Rule, reading: Reading, said: readonly Told[]): Brought[] {
  const mentions = said.flatMap((s) => {
    // A title that is cited orders nothing.
    const words = s.text.replace(CITED, '');
    if (!rule.words.test(words) || rule.not?.test(words)) return [];
    if (!ORDERED.test(s.text)) return [];
    return partsOf(s, rule).flatMap((part) => {
      if (RULED.test(part.text)) return [];
      const m = mention(rule, reading, part);
      return LISTS.test(part.text) && !(m.said && m.dated === 'said') ? [] : [m];
    });
  });
  // 每校开展2场 in a sentence of its own, under a heading or a title that names the activity.
  const named = mentions.length > 0 || rule.words.test(reading.document.title);
  const bareCounts =
    named && !mentions.some((m) => m.said)
      ? said.flatMap((s) =>
          !rule.words.test(s.text) && PER_SCHOOL.test(s.text) && ORDERED.test(s.text) && !RULED.test(s.text)
            ? [mention(rule, reading, s)].filter((m) => m.said)
            : [],
        )
      : [];
  // 每学期开展2次 of a rule is no visit of its own: it says how often others may come.
  const sure = [...mentions.filter((m) => m.said), ...bareCounts].filter(
    (m) => m.dated === 'said' || !RULE_TITLE.test(reading.document.title),
  );
  if (sure.length > 0) return distinct(sure.map((m) => withDays(m, mentions)));
  // Without a number one time is taken for granted only where the notice is plainly about it.
  const rules = RULE_TITLE.test(reading.document.title);
  const about = rule.words.test(reading.document.title);
  const first = rules ? undefined : (mentions.find((m) => m.dated === 'said') ?? (about ? mentions[0] : undefined));
  return first ? [first] : [];
}

/** A count without a day of its own takes place when its notice says elsewhere. */
const withDays = (m: Brought, all: readonly Brought[]): Brought => {
  const dated = m.dated === 'said' ? m : all.find((x) => x.dated === 'said');
  return dated ? { ...m, days: dated.days, dated: dated.dated } : m;
};

/** The same activity named twice counts once, with its larger number. */
function distinct(all: readonly Brought[]): Brought[] {
  const out = new Map<string, Brought>();
  for (const b of all) {
    const key = `${b.name} ${b.days?.first ?? ''}`;
    const known = out.get(key);
    if (!known || (b.count ?? 0) > (known.count ?? 0)) out.set(key, b);
  }
  return [...out.values()];
}

/** A；B in one sentence are two activities where each names its own. */
function partsOf(s: Told, rule: Rule): Told[] {
  const parts = s.text.split(/(?<=；)/);
  if (parts.filter((p) => rule.words.test(p)).length < 2) return [s];
  let at = s.span.start;
  return parts.flatMap((text) => {
    const start = at;
    at += text.length;
    return rule.words.test(text) ? [{ text, span: { start, end: at }, path: s.path }] : [];
  });
}

const PER_SCHOOL = /每(?:所|个)?(?:中小学|小学|初中|高中|中学)?学?校|各校|各(?:中小)?学校|每所/;
const WHOLE = /(?:共|合计|总计|全[市县区省]|累计)[^，。；]{0,8}$/;

function mention(rule: Rule, reading: Reading, s: Told): Brought {
  const { document } = reading;
  const days = timeOf(s.text, document.issuedOn);
  const name = nameOf(rule, s.text) ?? nameOf(rule, document.title) ?? plainTitle(document.title);
  const found = quantities(s.text).filter((q) => TIMES.test(q.unit) && typeof q.value === 'number' && !q.word);
  const q = found.find((x) => PER_SCHOOL.test(s.text.slice(0, x.start))) ?? found[0];
  const before = q ? s.text.slice(0, q.start) : '';
  const whole = q !== undefined && WHOLE.test(before) && !/每[^，。；]*$/.test(before.slice(-14));
  const per = q ? (/每(?:个)?(学期|学年|年|季度|月|周)[^，。；]{0,20}$/.exec(before)?.[1] ?? null) : null;
  return {
    kind: rule.kind,
    name,
    count: whole ? null : q && typeof q.value === 'number' ? q.value : 1,
    said: q !== undefined && !whole,
    per: per === null ? null : (PERIOD_NAMED[per] ?? null),
    ...days,
    ...reachOf(s.text, document),
    fields: [],
    path: s.path,
    span: s.span,
    quote: s.text,
    why: whole ? '只写了总数，没有写明每校的次数' : null,
  };
}

function nameOf(rule: Rule, text: string): string | null {
  const m = rule.name.exec(text);
  const name = (m?.[1] ?? m?.[2] ?? '')
    .replace(/^(?:.*?(?:开展|组织|举办|举行|安排|实施|进行|启动|承担|参加|迎接|做好|接受|协助))(?=.{4})/, '')
    .replace(/^(?:在|对|向|各校|学校|全[市县区]|中小学校?|本学期|年|月|日|的|了|[\d一二三四五六七八九十]+[场次])+/, '');
  return name.length >= 3 ? name : null;
}

const plainTitle = (title: string): string =>
  title.replace(/^.*?关于(?:印发|开展|组织|举办|做好|进一步)?/, '').replace(/的?(?:通知|方案|函|公告|意见)$/, '');

/** The days of an order: its own, those of a semester it names, else the day of issue. */
function timeOf(text: string, issuedOn: string | null): { days: Days | null; dated: 'said' | 'issued' | null } {
  const issued = issuedOn === null ? null : daysOf(issuedOn).first;
  const own = future(text, issued);
  if (own) return { days: own, dated: 'said' };
  if (issued === null) return { days: null, dated: null };
  return { days: daysOf(issuedOn ?? issued), dated: 'issued' };
}

/** A month without a year is the next one after the day of issue. */
function future(text: string, issued: string | null): Days | null {
  const words = text.replace(/[（(][^（）()]*[〔［[]\d{4}[〕］\]][^（）()]*[）)]/g, '');
  if (!/\d|[一二三四五六七八九十]月|学期|学年/.test(words)) return null;
  const days = daysIn(words, issued === null ? null : issued.slice(0, 4));
  if (!days || issued === null) return days;
  const yearless = calendarDates(words).every((d) => d.year === null);
  if (!yearless || /[12]\d{3}/.test(words) || days.last >= issued.slice(0, 7)) return days;
  const later = (day: string): string => `${Number(day.slice(0, 4)) + 1}${day.slice(4)}`;
  return { first: later(days.first), last: later(days.last) };
}

// 填报《专任教师基本情况统计表》 · 开展教师心理状况问卷调查 · 填写留守儿童信息表
const ASKED = /填报|填写|填表|上报|报送|提交|报我[局厅委]|开展[^，。；]{0,18}(?:问卷|调查|调研|统计|摸底|普查|测评)/;
const FORM_NAME =
  /《([^《》]{2,40}(?:表|问卷|清单|台账|册|情况))》|((?:[^，。；：、“”《》\s]{2,20}?)(?:统计表|调查表|登记表|汇总表|信息表|情况表|问卷调查|问卷|调研|摸底调查|摸底|专项统计|普查))/;
const VERB = /^(?:.*?(?:填报|填写|上报|报送|提交|开展|组织|进行|完成|做好))(?=.{3})/;
const FIELDS = /(?:内容|指标|项目|信息|字段)?(?:主要)?(?:包括|包含|涉及|含|分为)[：:]?([^。；]{6,200})/;

function forms(reading: Reading, said: readonly Told[]): Brought[] {
  const { document, units } = reading;
  const heads = [...new Set(units.flatMap((u) => (u.role === 'row' ? (u.columns ?? []) : [])))].filter(isField);
  const found = said.flatMap((s): Brought[] => {
    if (!ASKED.test(s.text) || RULED.test(s.text)) return [];
    const m = FORM_NAME.exec(s.text);
    const name = (m?.[1] ?? m?.[2] ?? '').replace(VERB, '').replace(/^(?:在|对|向|各校|的|本次)+/, '');
    if (name.length < 4 || (RULE_TITLE.test(document.title) && m?.[1] === undefined)) return [];
    const listed = FIELDS.exec(s.text)?.[1];
    const named = listed
      ? items(listed.replace(/等.*$/, ''))
          .map((x) => x.replace(/[，,].*$/, ''))
          .filter(isField)
      : [];
    return [
      {
        kind: 'form',
        name,
        count: 1,
        said: false,
        per: null,
        ...timeOf('', document.issuedOn),
        ...reachOf(s.text, document),
        fields: named.length >= 2 ? named : heads,
        path: s.path,
        span: s.span,
        quote: s.text,
        why: null,
      },
    ];
  });
  // The list of fields often stands in the next sentence: 统计内容包括…
  const spoken = said
    .map((s) =>
      /(?:填报|统计|调查|调研|问卷)(?:的)?(?:内容|项目|指标)/.test(s.text) ? FIELDS.exec(s.text)?.[1] : undefined,
    )
    .find((x) => x !== undefined);
  const later = spoken ? items(spoken.replace(/等.*$/, '')).filter(isField) : [];
  return distinct(found.map((b) => (b.fields.length === 0 && later.length >= 2 ? { ...b, fields: later } : b)));
}

const isField = (head: string): boolean =>
  head.length >= 2 && head.length <= 20 && !/^(?:序号|备注|说明|编号)$/.test(head);

const INSPECTED =
  /([^，。；：、“”《》\s]{0,24}?(?:督导检查|督查检查|专项督查|检查验收|检查|督查|督导|考核|评比|评估|抽查|验收|评选|暗访))/;

/** Inspections that are going to take place: an oversight record in a sentence with a time, or under a title that names one. */
function inspections(reading: Reading, said: readonly Told[]): Brought[] {
  const { document, records } = reading;
  const found = said.flatMap((s): Brought[] => {
    const held = records.some(
      (r) =>
        r.type === 'oversight' &&
        (r.kind === 'inspection' || r.kind === 'assessment' || r.kind === 'award') &&
        r.span.start < s.span.end &&
        s.span.start < r.span.end,
    );
    if (!held || RULED.test(s.text)) return [];
    const time = timeOf(s.text, document.issuedOn);
    // 关于开展食堂检查的通知 need not say the day in the same sentence; a passing 加强督导 in another notice is none of its own.
    if (time.dated !== 'said' && !INSPECTED.test(document.title)) return [];
    if (RULE_TITLE.test(document.title) && !/\d月|月份/.test(s.text)) return [];
    const name = inspectionName(s.text, document.title);
    return [
      {
        kind: 'inspection',
        name,
        count: 1,
        said: false,
        per: null,
        ...time,
        ...reachOf(s.text, document),
        fields: [],
        path: s.path,
        span: s.span,
        quote: s.text,
        why: null,
      },
    ];
  });
  return distinct(found);
}

/** 10月对各校食堂食品安全进行专项检查: the clause that names the inspection, else what the title names. */
function inspectionName(text: string, title: string): string {
  const own = clauses(text)
    .map((c) => text.slice(c.start, c.end))
    .find((c) => INSPECTED.test(c));
  const name =
    own?.replace(/[，。；：、]$/u, '').replace(/^.*?(?:月|日|学期)(?:份|底|初|中旬|上旬|下旬|前)?(?=.{6})/, '') ?? '';
  return name.length >= 6 ? name : plainTitle(title);
}
