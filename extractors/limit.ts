import type { Comparator, ExtractedOf } from '../records/clause.ts';
import { actorOf } from './actor.ts';
import { countedFor, periodOf } from './bound.ts';
import { exceptionOf } from './exception.ts';
import { type Context, type Extractor, type Section, SILENT_ROLES } from './extractor.ts';
import { matterOf } from './matter.ts';
import { halfWidth } from './numerals.ts';
import { type Quantity, quantities } from './quantity.ts';
import { bare, clauses, type Stretch } from './sentence.ts';
import { strengthOf } from './strength.ts';
import { type About, aboutOf } from './subject.ts';
import { plannedFor } from './target.ts';
import { quoted } from './times.ts';

type LimitDraft = ExtractedOf<'limit'>;

/** A comparator in front of the quantity (不超过6次) or behind it (10项以内). `sign` is the bound it sets. */
interface Operator {
  readonly rule: string;
  readonly sign: Comparator;
  readonly pattern: RegExp;
}

// 不超过6次 · 不得多于2项 · 控制在10项以内 · 最多安排1次 · 不晚于18:30 · 上限为60万元 · 不得突破10次
const BEFORE: readonly Operator[] = [
  {
    rule: 'no more than <quantity>',
    sign: '<=',
    pattern:
      /(?:不(?:得|能|应|可|宜|准|允许|要|许)?(?:再)?(?:超过|超出|超|多于|高于|大于|长于|晚于|迟于|突破|逾|早退于|重于)|(?:最多|至多)(?:选用|选派|选购|选报|代购|携带|参加|报名|承担|聘请|使用)|(?:最多|至多|最高|最长|最大|最晚|最迟|至迟)(?:至|到|于|不晚于)?(?:只能|只可|可|可以|不超过|不得超过|限|为|是|按|延长到|延长至|延至|安排|不得|延长|申请|贷款|上浮到?|下浮到?|上调|下调|提高到?|增加到?|减少到?|可延长到|可延长至|可延至|可以延长至)*|(?:上限|限额|最高限额|最高额度|最高值|封顶|总量)(?:为|是|：|:|控制在|不超过)|(?:控制|限制|压减|压缩|严控|掌握|限定)(?:在|为|到|至)|以|只能?|仅|只限|仅限|限(?!制)|限于|限购|限报|限领|限提|限查|限选|限填|限投)\s*(?:能|可)?(?:提取|享受|安排|组织|开展|举办|召开|选派|推荐|确定|设置?|有|为|用|派|报|填报|购买|申请|承租|在|每[^\d，。；]{1,4})?\s*(?:每[\u4e00-\u9fa5]{1,4})?$/,
  },
  {
    rule: 'no less than <quantity>',
    sign: '>=',
    pattern:
      /(?:不(?:得|能|应|可|宜)?(?:少于|低于|小于|短于|早于|不足|少於|薄于)|至少(?:[\u4e00-\u9fa5]{1,4})?|最少|最低(?:为|不低于|按)?|最短(?:为)?|最早|起码|保底|下限(?:为|是|：|:)?)\s*(?:应当?|须|要|需|必须)?\s*(?:安排|组织|开展|举办|召开|配备|设置?|提前|有|为|参加|完成|听课|达到|公示|保存|留存|保证|确保)?\s*(?:每[\u4e00-\u9fa5]{1,4})?$/,
  },
  {
    rule: 'less than <quantity>',
    sign: '<',
    pattern: /(?:必须|须|应当?|要|一律)?(?<!不得?|不能|不应)(?:低于|少于|小于)\s*$/,
  },
];

// 10项以内 · 60分钟以下 · 50%以上 · 2小时为限 · 3名（含）以上
const AFTER: readonly Operator[] = [
  {
    rule: '<quantity> or less',
    sign: '<=',
    pattern: /^\s*(?:[（(]含[^）)]{0,8}[）)])?\s*(?:以内|之内|以下|为限|封顶|为上限)/,
  },
  { rule: '<quantity> or more', sign: '>=', pattern: /^\s*(?:[（(]含[^）)]{0,8}[）)])?\s*(?:以上|及以上|起步|为下限)/ },
];

const RULES = [
  'no more than <quantity>',
  'no less than <quantity>',
  'less than <quantity>',
  '<quantity> or less',
  '<quantity> or more',
  'only <quantity>',
  'up to <clock time>',
  'may have <quantity>',
  'long stay over <quantity>',
  'between <quantity> and <quantity>',
] as const;

/** 不得收取…超过60课时的费用, up to its number; prohibition.ts leaves the same clause out. */
const BANNED_OVER = /(?:不得|不准|不能|严禁|禁止|不允许)[^，。；\d]{1,48}(?:超过|多于|高于|长于)(?:人民币)?\s*$/;

/** 限额: a numeric bound on a quantity; one record a number (records.md "limit"). */
export const limit: Extractor<'limit'> = {
  type: 'limit',
  rules: RULES,
  extract(section, context) {
    if (SILENT_ROLES.has(section.role)) return [];
    const text = halfWidth(section.text);
    const all = quantities(text);
    const out: LimitDraft[] = [];
    for (const q of all) {
      if (quoted(text, q.start)) continue;
      const clause = clauseOf(text, q.start);
      if (!clause) continue;
      const hit = operatorOf(text, q, clause);
      if (!hit) continue;
      // 每年至少清理1次 is a duty that recurs (deadline.ts), not a floor.
      if (
        hit.sign === '>=' &&
        q.value === 1 &&
        /^[次轮]$/.test(q.unit) &&
        /每|一年|全年/.test(text.slice(clause.start, q.start))
      )
        continue;
      if (picksOut(text, q, clause, hit.rule) || isTarget(text, q, clause)) continue;
      out.push(...record(section, context, q, clause, hit));
    }
    return out;
  },
};

/** The 分句 that holds an offset. */
const clauseOf = (text: string, at: number): Stretch | null => {
  const c = clauses(text).find((x) => x.start <= at && at < x.end);
  return c ? bare(text, c) : null;
};

function operatorOf(text: string, q: Quantity, clause: Stretch): { rule: string; sign: Comparator } | null {
  // 不少于（不低于）3次: the nearer mark decides; brackets between it and the number are looked through.
  const before = measure(text.slice(Math.max(clause.start, q.start - 40), q.start).replace(/[“”"]/g, ''), q);
  const after = text.slice(q.end, q.end + 12);
  // 长期（超过半年）从学校借调: a bound inside the description of a violation is the bound it implies.
  if (/(?:长期|长时间)[（(]?\s*超过\s*$/.test(before)) return { rule: 'long stay over <quantity>', sign: '<=' };
  // 不得一次性收取时间跨度超过3个月的费用: the ban bounds what it describes.
  if (BANNED_OVER.test(before) && /^\s*(?:以上)?的[^，。；]/.test(after))
    return { rule: 'no more than <quantity>', sign: '<=' };
  // 分别不得高于15厘米、10厘米: the operator rules the whole list.
  const head = /([^，。；\d]*)(?:\d+[^，。；、\d]{0,6}、\s*)+$/.exec(before)?.[1];
  if (head !== undefined && /分别/.test(head)) {
    const op = BEFORE.find((o) => o.pattern.test(head));
    if (op) return { rule: op.rule, sign: op.sign };
  }
  // 押金以两个月租金为限
  if (/[\u4e00-\u9fa5]以\s*$/.test(before) && /^(?:[\u4e00-\u9fa5]{0,6}为限|为期(?=[，。；]|$))/.test(after))
    return { rule: '<quantity> or less', sign: '<=' };
  // 小学每班45人、初中每班50人封顶: the mark behind the last number rules the list
  const rest = text.slice(q.end, q.end + 24);
  const last = /^、[^，。；、\d]{1,12}\d+[^，。；、\d]{1,3}(以内|以下|封顶|为限)/.exec(rest);
  if (last && quantities(rest).some((o) => o.unit === q.unit)) return { rule: '<quantity> or less', sign: '<=' };
  // 一学年只采集一次
  if (/^[次轮]$/.test(q.unit) && /(?:只|仅)(?![有要是为])(?:能|可|得|允许)?[\u4e00-\u9fa5]{1,4}$/.test(before))
    return { rule: 'only <quantity>', sign: '<=' };
  // 只能延期1次
  if (/(?:只能|只可|仅能)[\u4e00-\u9fa5]{1,4}$/.test(before)) return { rule: 'only <quantity>', sign: '<=' };
  for (const op of BEFORE) {
    if (!op.pattern.test(before)) continue;
    if (
      op.rule === 'no more than <quantity>' &&
      /(?:^|[^\u4e00-\u9fa5])?(?:以|只能?|仅|只限|仅限|限)\s*(?:安排|组织|开展|举办|召开|选派|推荐|确定|设置?|有|为|用|派|报)?\s*$/.test(
        before,
      ) &&
      !/(?:只能?|仅|只限|仅限|限|限购|限报|限领|限提|限查|限选|限填|限投)\s*(?:提取|享受|安排|组织|开展|举办|召开|选派|推荐|确定|设置?|有|用|派|报|购买|申请)?\s*$/.test(
        before,
      ) &&
      !/^\s*为限/.test(after)
    )
      continue;
    // 限十日内退清: a time to act in, a deadline.
    if (TIME.has(q.unit) && /限\s*$/.test(before) && /^\s*(?:以内|之内|内|前)/.test(after)) continue;
    if (/只[有要是]|仅[为次有]|不仅\s*$|不只\s*$/.test(before.slice(-5))) continue;
    return { rule: op.rule, sign: op.sign };
  }
  for (const op of AFTER) {
    const m = op.pattern.exec(after);
    if (!m) continue;
    // 每餐均应有1名以上负责人陪餐: how many there must be, not who
    const needed =
      op.sign === '>=' &&
      q.unit === '名' &&
      /(?:应当?|须|必须|要|需)(?:至少)?(?:有|由|派|安排|配备|确定)\s*$/.test(before);
    // 6个月内 binds an action (a deadline); 50人以下的学校 picks out a scope.
    if (
      !needed &&
      !sized(text, q, clause, after.slice(m[0].length)) &&
      /^(?:的|地|各类|住房|商品房|学校|班|教师|单位|企业|人员|干部|党委|政府|领导|部门|职务|职称|学历|城市|户|家庭|子女)/.test(
        after.slice(m[0].length),
      )
    )
      return null;
    if (
      TIME.has(q.unit) &&
      op.sign === '<=' &&
      /以内|之内/.test(m[0]) &&
      !/控制|压缩|时长|时间|长度|期限|用时|每(?:个|次|场|人|名|位|节)[\u4e00-\u9fa5]{0,6}$/.test(
        text.slice(clause.start, q.start),
      )
    )
      return null;
    return { rule: op.rule, sign: op.sign };
  }
  // 可安排一天 · 可延长1年 · 可延长到20:30: a permission with a number is its upper bound.
  const able =
    /(?:可以?|允许|准许)(?:再|适当)?(?:申请|提取|办理|享受|参加|报考|延长)\s*$/.test(before) && /^[次回]$/.test(q.unit);
  if (
    able ||
    (/(?:可以?|允许|准许)(?:再|适当)?(?:安排|延长|组织|开展|申请|提取|办理|购买|延长到|延长至|延至|推荐|保留|选择|借调|借用|连续)(?:到|至|[^，。；、]{0,6})?\s*$/.test(
      before,
    ) &&
      !(q.unit === '时刻' && /^\s*(?:起|开始)/.test(after)))
  )
    return { rule: q.unit === '时刻' ? 'up to <clock time>' : 'may have <quantity>', sign: '<=' };
  // 可放宽到68周岁 · 可上浮到80万元: as far as a rule may be widened; 可降低到5%: as far as it may be lowered.
  if (/可以?(?:适当|再)?(?:放宽|上浮|上调|提高|增加)(?:到|至)(?:[^，。；\d]{1,16}的)?\s*$/.test(before))
    return { rule: 'may have <quantity>', sign: '<=' };
  if (/可以?(?:适当|再)?(?:降低|下浮|下调|降|缩短|减少)(?:到|至)(?:[^，。；\d]{1,16}的)?\s*$/.test(before))
    return { rule: 'may have <quantity>', sign: '>=' };
  // 安排1名领导讲话 with 只 in front is found above; 每校推荐2名: a fixed number is its own bound only where 限 or 定额 says so.
  if (/(?:定额|定员|名额|限报|限推)(?:为|：|:)?\s*$/.test(before)) return { rule: 'only <quantity>', sign: '<=' };
  // 缴存比例为5%至12% · 比例为20%
  if (
    q.from !== undefined &&
    /(?:控制在|限定在|保持在|确定为|为|在|按|不低于|幅度|范围|区间)\s*$/.test(before) &&
    !/(?:时间|期限|工期)(?:为|在)\s*$/.test(before)
  )
    return { rule: 'between <quantity> and <quantity>', sign: '<=' };
  // 双缴存职工家庭贷款最高额度为80万元，单缴存职工为60万元: the second number leans on the first one's word.
  if (/[为是：:]\s*$/.test(before)) {
    const sentence =
      text
        .slice(0, clause.start)
        .split(/[。；;\n]/)
        .at(-1) ?? '';
    if (
      /(?:最高(?:额度|限额|标准|不超过)?|上限)[^，]{0,4}为[^，]{1,16}，[^，]{0,16}$/.test(
        `${sentence}`.replace(/\s/g, ''),
      )
    )
      return { rule: 'no more than <quantity>', sign: '<=' };
    if (/(?:最低(?:额度|限额|标准)?|下限)[^，]{0,4}为[^，]{1,16}，[^，]{0,16}$/.test(`${sentence}`.replace(/\s/g, '')))
      return { rule: 'no less than <quantity>', sign: '>=' };
  }
  // 首付款比例（最低）为20% · 贷款最高额度60万元
  if (/(?:最高|上限|限额|封顶)[^，。；\d]{0,10}$/.test(before) && !/(?:人民|法院|检察)/.test(before))
    return { rule: 'no more than <quantity>', sign: '<=' };
  if (/(?:最低|下限)[^，。；\d]{0,10}$/.test(before)) return { rule: 'no less than <quantity>', sign: '>=' };
  return null;
}

/**
 * 不少于文件内容的50% · 不超过账户余额的15倍 · 不得超过法定退休年龄后5年: the comparator stands before what the share is taken of.
 * The words between are left out, so that the operator's pattern meets the number.
 */
function measure(before: string, q: Quantity): string {
  const share = ['%', '‰', '倍'].includes(q.unit);
  const m = (
    share
      ? /^(.*(?:超过|少于|低于|高于|多于|大于|小于|至多为?|至少为?|最多为?|最高为?|上限为|下限为|控制在))([^，。；、\d]{1,24}的)\s*$/
      : /^(.*(?:超过|少于|低于|高于|早于|晚于))([^，。；、\d]{2,16}(?:后|前|满))\s*$/
  ).exec(before);
  return m?.[1] ?? before;
}

const TIME = new Set(['年', '个月', '周', '日', '天', '工作日', '小时', '分钟', '学期', '学年', '季度']);

/** 至少建有1个面积在1000平方米以上的体育场地: how large what must be there is; 对面积在500平方米以上的门店 picks out. */
const sized = (text: string, q: Quantity, clause: Stretch, after: string): boolean =>
  /^的[\u4e00-\u9fa5]{2,12}$/.test(after.split(/[，,。；;、]/)[0] ?? '') &&
  /(?:至少|不少于|不得少于|应当?|须|必须|要)[^，。；]*(?:建|配|设|有|安排|提供|预留)[^，。；]*\d?[^，。；]*(?:面积|时间|容量|长度|宽度|高度|规模|能力)(?:在|为|不少于|不低于|达到?)?\s*$/.test(
    text.slice(clause.start, q.start),
  );

/** A number that only picks out what a rule applies to: 144平方米以下的住房, 超过3次的取消资格, 满2年以上方可 … */
function picksOut(text: string, q: Quantity, clause: Stretch, rule: string): boolean {
  if (rule === 'long stay over <quantity>') return false;
  if (sized(text, q, clause, text.slice(q.end, clause.end).replace(/^(?:以上|以下|以内|及以上)/, ''))) return false;
  if (BANNED_OVER.test(text.slice(clause.start, q.start))) return false;
  const after = text.slice(q.end, Math.min(text.length, q.end + 40));
  const before = text.slice(clause.start, q.start);
  const rest = after.split(/[，,。；;：:\n]/)[0] ?? '';
  // 每次不超过3小时的，…: a condition ends in 的.
  if (
    /^(?:[（(]含[^）)]*[）)])?(?:以上|以下|以内)?(?:[^，。；的]{0,12})的$/.test(rest) &&
    !/^(?:[^，。；]{0,4})(?:规定|要求|标准|原则)的$/.test(rest)
  )
    return true;
  if (/^(?:以上|以下|以内|及以上)(?:[^，。；]{0,10})的/.test(rest) && !/(?:不少于|不低于|至少|不超过)/.test(before))
    return true;
  // 五年以下（含五年）贷款年利率为2.75%: the number picks the case, the next one says what holds.
  if (
    /^(?:以上|以下|以内)(?:[（(][^（）()]{0,10}[）)])?[^，。；、\d]{0,12}(?:为|按|执行|适用|不低于|不高于|不超过|不少于|不得)[^，。；]{0,6}\d/.test(
      rest,
    )
  )
    return true;
  // 家庭年收入在2.4万元以下、现住房面积不足60平方米的家庭: joined conditions of one noun.
  if (/^(?:以上|以下|以内)、[^，。；]{2,30}的(?:[^，。；]{1,8})$/.test(rest)) return true;
  // 连续缴存6个月以上，具备…: an entry condition that a verb of being introduces.
  if (
    /^(?:以上|及以上)/.test(after) &&
    !/(?:应当?|须|必须)/.test(before) &&
    /(?:年龄|年满|满(?!足)|累计|工作(?!日)|从事|任教|具有|取得|居住|缴存|缴纳|就读|教龄|工龄|受到|获得?|发生|担任|处|并处|违反|因)[^，。；]{0,12}$/.test(
      before,
    )
  )
    return true;
  // 不超过200万元的部分, 不超过3名的学校: what the rule applies to; 报送不超过3000字的总结 bounds what is made.
  if (
    /^(?:以上|以下|以内)?的[^，。；]{1,14}$/.test(rest) &&
    !/(?:抽查|检查|核查|督查|评估|考核|走访|报送|撰写|提交|形成|上报|配建|建设|设置|配备|安排|组织|开展|举办|给予|享受|办理|制作|拍摄|编写|拿出|拨出|划拨|投入|提取|列支)[^，。；]{0,12}$/.test(
      before,
    ) &&
    !/^(?:以上|以下|以内)?的(?:标准|比例|范围|水平|限额|额度)/.test(rest)
  )
    return true;
  // 机场周边15公里以内为重点区域: where, not how much.
  if (/(?:周边|两侧|周围|半径|附近|之间|距离?)[^，。；、]{0,6}$/.test(before) && !/不|至少|应/.test(before))
    return true;
  // 三分之二以上业主同意: a quorum, part of an approval.
  if (q.unit === '%' && /^(?:以上|及以上)的?(?:业主|成员|代表|委员|股东|人数|家长|职工|居民|村民|与会)/.test(after))
    return true;
  // 处500元以上5000元以下罚款: a sanction of a breach.
  if (/罚款[^，。；]{0,12}$/.test(before)) return true;
  if (
    /(?:罚款|拘留|徒刑|罚金|赔偿|滞纳)/.test(rest) ||
    /(?<!每|各|一|同)(?:处|并处|可处)(?!室|长)[^，。；]{0,16}$/.test(before)
  )
    return true;
  // 65岁以上老年人, 60周岁及以上人员
  if (
    /^(?:岁|周岁)$/.test(q.unit) &&
    /^(?:以上|及以上|以下|及以下)/.test(after) &&
    !/(?:年龄|年满)[^，。；]{0,6}$/.test(before)
  )
    return true;
  // 县级以上, 两个以上部门
  if (
    q.word &&
    /^(?:以上|及以上)/.test(after) &&
    /^(?:以上|及以上)(?:的)?(?:部门|单位|学校|地区|人员|股东|国家|县|市|主管)/.test(after)
  )
    return true;
  // 对…超过3次、…等问题
  if (/(?:等问题|的问题|现象|行为)$/.test(rest)) return true;
  return false;
}

/** 力争达到20%以上, 覆盖率达到95%以上: to be reached by the issuer's own work, a target (target.ts). */
function isTarget(text: string, q: Quantity, clause: Stretch): boolean {
  const before = text.slice(clause.start, q.start);
  const planned = plannedFor(text, q.start);
  // 可提高到8% permits; 每县至少建成2所, 每增加五百人至少增加一人 rule others
  if (/可以?(?:适当|再)?(?:提高|增加|放宽|降低|下降|减少)(?:到|至)\s*$/.test(before)) return false;
  if (/每(?:所|个|名|家|校|园|班|县|市|区|乡|镇|村|户|处|增加|满|超过?)/.test(before) && /至少|不少于/.test(before))
    return false;
  // 新建口袋公园30处以上: a plan's own total
  if (
    /(?:新增|新建|改建|建成|培育|引进|打造|改造|筹集)[^，。；]{0,16}$/.test(before) &&
    /^\s*(?:以上|及以上)(?![\u4e00-\u9fa5]*[以之])/.test(text.slice(q.end)) &&
    !/应|须|必须|要|每|至少|不/.test(before)
  )
    return true;
  if (planned && /(?:控制|保持|稳定)在\s*$/.test(before)) return true;
  // 到2022年6月底，…办结率不低于95% · 今年竣工面积不少于35万平方米
  if (planned && /(?:率|占比|比例|比重|面积|总量|总数|数量|规模|投资)(?:应|要|须)?(?:不低于|不少于)\s*$/.test(before))
    return true;
  return (
    /(?:达到?|提高到|提升到|提高至|提升至|增加到|增长到|增至|降至|降低到|下降到|压减到|减少到|减少至|稳定在|保持在|实现|新增|建成|增长|增加|提高|下降|降低|压减|压缩|精简|削减|缩减|节约|减少)(?:了)?\s*(?:不低于|不少于|至少)?\s*$/.test(
      before,
    ) && !/(?:须|应当?|必须|要求|不得|均需|需要?)(?:[^，。；]{0,8})达到?\s*$/.test(before)
  );
}

function record(
  section: Section,
  context: Context,
  q: Quantity,
  clause: Stretch,
  hit: { rule: string; sign: Comparator },
): LimitDraft[] {
  const text = halfWidth(section.text);
  const { start } = section;
  const reach = reachOf(text, q, clause, section.label);
  const words = text.slice(reach.start, reach.end);
  const span = { start: start + reach.start, end: start + reach.end };
  const base = {
    type: 'limit' as const,
    span,
    // 总结报告不超过3000字, 活动主要内容（100字以内）: how long a text may be is a matter of forms and reports.
    matter:
      q.unit === '字' && /报告|总结|材料|简报|案例|内容|栏/.test(words)
        ? ('report-survey' as const)
        : matterOf(section, span, context).matter,
    actor: actorOf(section, section.start + q.start),
    strength:
      strengthOf(text.slice(clause.start, q.end)) === 'principle'
        ? ('principle' as const)
        : strengthOf(words) === 'encouraged'
          ? ('encouraged' as const)
          : ('must' as const),
    exception: exceptionOf(section, span),
    rule: hit.rule,
    unit: q.unit,
    per: periodOf(section, q, clause),
    each: countedFor(section, q, clause),
    ...shared(text, q, clause, aboutOf(section, q, clause)),
    confidence: q.word ? 0.7 : 0.92,
  };
  if (
    q.from !== undefined &&
    (hit.rule.startsWith('between') || /(?:控制|限定|保持)在\s*$/.test(text.slice(0, q.start)))
  )
    return [
      { ...base, rule: 'between <quantity> and <quantity>', comparator: '>=', value: q.from, confidence: 0.75 },
      { ...base, rule: 'between <quantity> and <quantity>', comparator: '<=', value: q.value, confidence: 0.75 },
    ];
  return [{ ...base, comparator: hit.sign, value: q.value }];
}

// 小学低年级、小学中高年级、初中学生每次用眼时间: what still belongs to the list of groups
const MORE_GROUPS =
  /^(?:[、和](?:(?:小学|初中|高中|[一二三四五六七八九])?[\u4e00-\u9fa5]{0,3}年级|小学|初中|高中|中学|幼儿园))+/;

/** 小学、初中每学年累计分别不超过3天、4天: the second number is the second group's. */
function shared(text: string, q: Quantity, clause: Stretch, about: About): About {
  const first = about.scope !== null && about.subject.startsWith(about.scope) ? about.scope.length : 0;
  const more = about.scope === null ? '' : (MORE_GROUPS.exec(about.subject.slice(first))?.[0] ?? '');
  const subject = more === '' ? about.subject : about.subject.slice(first + more.length);
  const groups = `${about.scope ?? ''}${more}`.split(/[、和]/);
  const at = text.slice(clause.start, q.start).indexOf('分别');
  if (at < 0 || groups.length < 2) return { subject, scope: more === '' ? about.scope : groups.join('、') };
  const all = quantities(text).filter((o) => o.start > clause.start + at && o.end <= clause.end && o.unit === q.unit);
  const scope = all.length === groups.length ? groups[all.findIndex((o) => o.start === q.start)] : undefined;
  return { subject, scope: scope ?? groups.join('、') };
}

/** The clause with the number and its subject: a clause that starts with the comparator takes its predecessor along. */
function reachOf(text: string, q: Quantity, clause: Stretch, label: number): Stretch {
  const lead = text.slice(clause.start, q.start).replace(/[\s“”"]/g, '');
  let start = Math.max(clause.start, label);
  if (
    /^(?:原则上|一般|最多|至多|至少|最高|最低|均|每次|每年|每月|每学期|各|一年(?:之?内)?|一个?(?:年度|学年|学期)(?:之?内)?|全年)?(?:不|最|至少|控制|限|可|只|每|应|须|要|为)/.test(
      lead,
    ) &&
    lead.length < 12
  ) {
    const previous = clauses(text, 0, clause.start).at(-1);
    if (
      previous &&
      /[，,：:]\s*$/.test(text.slice(previous.start, previous.end + 1)) &&
      !/[。；;]$/.test(text.slice(previous.start, previous.end))
    )
      start = Math.max(previous.start, label);
  }
  return { start, end: clause.end };
}
