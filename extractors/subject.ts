import type { Section } from './extractor.ts';
import { halfWidth } from './numerals.ts';
import type { Quantity } from './quantity.ts';
import { bare, clauses, type Stretch, sentences } from './sentence.ts';

/** What a bound is about, and what it is limited to: 课后服务结束时间 (小学). Both as text. */
export interface About {
  readonly subject: string;
  readonly scope: string | null;
}

// 第十一条 · （二） · 3. : the label of a unit is nobody's scope
const LABEL =
  /^\s*(?:第[一二三四五六七八九十百零〇\d]{1,5}[条章款项]|[（(]?[一二三四五六七八九十\d]{1,3}[)）、.．])\s*/;
// 不得超过 · 控制在 · 最高 · 至少 · 限报: where the words of the subject end
const OPERATOR =
  /(?:不(?:得|能|应|可|宜|准|允许)?(?:再)?(?:超过|超出|超|突破|多于|高于|大于|长于|晚于|早于|迟于|少于|低于|小于|短于|逾|薄于)|(?:控制|限制|压缩|压减|掌握|限定|保持|放宽|上浮|下浮|提高|降低|减少|上调|下调)(?:在|为|到|至)|最[多少高低长短大小晚早迟](?=不|可|为|限|按|至|到|是|安|购|申|提|延|配|[\d一二三四五六七八九十]|$)|至[多少迟]|上限|下限|只能|限[购报领提查选]|(?:可以?)?(?:上浮|下浮)|(?<=[^\d])[为是](?=\s*$)|[在按限有]\s*$|不[足满]\s*$|(?:超过|低于|高于|少于|多于|小于|大于)(?=[^，。；]{0,24}$))/;
// what stands round the subject without belonging to it
const AROUND_BEFORE =
  /^(?:同时|其中|并且|并|且|但是?|另外|此外|也|还|则|原则上|一般(?!地区|性)|其(?![他它余])|该|对于?|关于|凡|全年|全市|应当?(?!用)|须|必须|要(?!求)|可以?|一律|均|立即)+/;
const AROUND_AFTER =
  /(?:[，,、：:“”"（(\s]|原则上|一般|应当?|必须|须|需|要|以|均|平均|累计|合计|总共|也|则|都|可以?|再|适当|每次|只|仅|不得|不能|一律|分别|之间|方?可|达到?|鼓励|支持|最[高低多少长短大小晚早迟]|每(?:所学校|校|人|生|户|班|县|名教师))+$/;
const PER =
  /每(?:一|个)?(?:学期|学年|年度?|季度|月|周|天|日|晚)|每[二两三四五\d]年|一(?:个?年度?|个?学年|个?学期)(?:之?内)?(?=$|[不最至只限以])|(?<=[^一])(?:全年|一年内|一?学期内)|日均|月均|年均/g;
const COUNTED =
  /^(?:(?:每一?|同一|各)(?:所|个|名|位|户|对|家|间|套|处)?(?:中小学校?|学校|教师|学生|幼儿园|老人|夫妇|家庭|劳动力|县（市、区）|县|乡镇|街道|村庄?|校|园|班|人|生|户)|一所学校|每(?:所|个|名|位|套|家|间|处)(?=[小中高]))/;
// 安排 · 配备 · 建成: what is done with the things that are counted
const VERB =
  /(?:安排|组织|开展|举办|召开|办理|配备|配建|配置|设立|设置|设|建有|建成|建设|新建|建立|享受|购买|申请|提取|给予|确定|推荐|选派|增加|应?有|拿出|收取|储备|保持|延长|延期|抽查|布置)$/;
/** Nouns that name a quantity: what ends so needs no other word to be understood. */
const MEASURE =
  /(?:时间|时长|时刻|次数|人数|户数|数量|总量|总数|量|比例|占比|比重|[率额]|标准|期限?|年限|年龄|面积|幅度|距离|[间间]距|高度|净?宽度?|厚度|温度|字数|篇幅|[费价]|价格|成本|规模|收费|经费|资金|补助|补贴|工资|基数|权重|误差|结余|规格|桌数|半径|保证金|利润|之和|会期|用时|间隔|标准|面|工作)$/;
const GENERIC =
  /^(?:时间|时长|次数|人数|数量|总量|比例|占比|标准|期限|面积|金额|总额|额度|幅度|上浮幅度|距离|字数|篇幅|价格|费用|单次|单笔|单项|每次|一次|会期)$/;

const GRADE =
  '(?:[一二三四五六七八九](?:[、至到和][一二三四五六七八九])*年级(?:以上|以下)?|毕业年级|起始年级|其他年级|低年级|高年级|[初高][一二三](?:[、和至到][初高]?[一二三])*(?:年级)?(?![一-龥]{0,2}学))';
// 学段 · 年级 · 班型 · 线上 · 首套住房 · 省级…: closed classes by which notices part their bounds
const PART = new RegExp(
  `^(?:(?:义务教育阶段|普通高中|中等职业学校|初级中学|高级中学|高级?中学?|特殊教育学校|寄宿制学校|小学|初中|高中|中学|中职|幼儿园(?=不|最|$))(?:其他)?(?:[、和](?:小学|初中|高中))*${GRADE}?(?:学?生)?(?!教师|校长|食堂|保教|班额)|${GRADE}|(?:[小中大]|混龄)班|线[上下]|法定节假日|节假日|寒暑?假(?:期间)?|暑假|双休日|周末|首套(?:自住|普通)?住房|第?[二三](?:套|孩)(?:及以上)?(?:住房)?|二手房|新任教师|专职督学|高层次人才|[省市县乡镇校](?:（[^）]{1,6}）)?级(?=[^，。；]{0,18}(?:清单|名单|总量)))`,
);
// a group that a bound is limited to, when a topic stands before it: 农村 · 二套住房 · 国家级贫困县 · 单缴存职工
const GROUP =
  /(?:农村|城市|城镇|城区|山区|牧区|地区|[县区市乡镇村]|年级|小学|初中|高中|中学|学校|幼儿园|班|学?生|成人|儿童|老人|教师|家庭|职工|住房|单位|企业|机构|部门|纳税人|用户|居民|村民|人员|干部|套|户|类|级|线[上下]|节假日|周末|工作日|[春夏秋冬]季)$/;

const TAIL = /^(.{2,}?)(?:每[生人户班])?(小学|初中|普通高中|高中|中学|幼儿园|农村|城市)$/;

/** The condition of the rule, or the 除…外 that belongs to its exception. */
const CONDITION = /(?:的|(?<![小课学按及定])时|后|前|情况下|期间)$/;

/** The words of `text` without label, adverbs, period and counted-for; the verb it ends in stands apart. */
function core(text: string): { words: string; verb: string } {
  let words = text.replace(LABEL, '').replace(/[“”"]/g, '').replace(PER, '').replace(AROUND_AFTER, '');
  words = words.replace(/^[，,、\s]+/, '').replace(AROUND_BEFORE, '');
  if (!PART.test(words)) words = words.replace(COUNTED, '').replace(AROUND_BEFORE, '');
  words = words.replace(AROUND_AFTER, '');
  const verb = VERB.exec(words)?.[0] ?? '';
  const kept = words.slice(0, words.length - verb.length).replace(AROUND_AFTER, '');
  // 随机抽查, 消毒: what is left of it is no noun of its own
  return kept.length >= 2 || verb === words ? { words: kept, verb } : { words, verb: '' };
}

/** The words before the number, parted at its operator: 贷款额度 | 账户余额的. */
function parted(text: string, q: Quantity, clause: Stretch, label: number): { head: string; base: string } {
  let said = text.slice(Math.max(clause.start, label), q.start);
  // 每次入户人数控制在3人以内、时间不超过2小时: the second bound's own words; 不少于20个、不多于40个考场: the first one's
  const before = /^(.*\d[^、]{0,8})、([^、\d]*)$/.exec(said);
  if (before?.[2] !== undefined) {
    const own = core(before[2].split(OPERATOR)[0] ?? '').words;
    said = own.length >= 2 ? before[2] : said;
  }
  const at = OPERATOR.exec(said);
  if (!at) return { head: said, base: '' };
  // 最高不得超过市场租金的: two operators, one base
  const base = said
    .slice(at.index + at[0].length)
    .replace(OPERATOR, '')
    // 分别不多于15分钟、25分钟: the number before
    .replace(/^(?:\d+[^，。；、\d]{0,6}、)+/, '')
    .replace(/^[为在到至于]/, '');
  return { head: said.slice(0, at.index), base };
}

/** What stands behind the number: 1名专职人员 · 两次应急演练 · 60课时的费用. */
function thingAfter(text: string, q: Quantity, clause: Stretch): string {
  const behind = text.slice(q.end, clause.end);
  // 按不低于5%的比例抽查
  const norm = /^的(标准|比例)([\u4e00-\u9fa5]{2,4})$/.exec(behind);
  if (norm) return `${norm[2]}${norm[1]}`;
  const rest = behind.replace(/^(?:以[上内下]|之内|左右|封顶|为[限期]|及以上|[（(][^（）()]*[)）]|[)）]|为限|的)+/, '');
  const thing = (rest.split(/且|并|方可|、|[，,（(]/)[0] ?? '').replace(/^提供/, '');
  return thing.length <= 18 ? thing : thing.slice(-18);
}

/** What an earlier 分句 is about: the words before its own bound, else before its predicate, else the object it ends in. */
function saidOf(said: string): string {
  const at = OPERATOR.exec(said);
  if (at) return at.index >= 2 ? said.slice(0, at.index) : '';
  const number =
    /(?:\d|[一二三四五六七八九十两百]+(?=[人名个次项元天小年月所分平]))[^，,]*(?:以[内上下]|封顶|为[限期])$/.exec(said);
  if (number && number.index >= 2) return said.slice(0, number.index);
  // 将减负工作情况报送市委办公室
  const handed = /将([\u4e00-\u9fa5]{2,16}?)(?:报送?|上报|送交?)[\u4e00-\u9fa5]/.exec(said)?.[1];
  if (handed) return handed;
  // 撰写总结报告 · 满12个月后可以申请提前还款
  const object = /(?:报送|提交|撰写|(?:后|的)(?:方可|可以?)(?:申请|办理)?)([\u4e00-\u9fa5]{2,12})$/.exec(said)?.[1];
  if (object) return object;
  const plain = said.replace(/^(?:合理|严格)?(?:压减|合并|精简|规范|控制|减少)(?!在|到)/, '');
  return (
    plain.split(
      /(?<=.{2})(?:由|应当?(?!用)|须|必须|要(?!求)|不得|可以?|实行|坚持|纳入|(?<![申上填呈])报(?![名考表])|经(?![费营济])|按|将|另)/,
    )[0] ?? ''
  );
}

// 经批准 · 由市政府审定 · 立即: what is done, no topic
const NO_TOPIC = /^(?:[应须要])?(?:经(?![费营济])|由|报(?![名考表])|按|及时|并|未|不|在[^，]{2,12}[内中上]$)/;
const BODY = /(?:机关|部门|中心|[^\u4e00-\u9fa5]单位|局|政府|机构|委员会|组织)$/;

interface Topic {
  readonly words: string;
  /** Only a condition told it: 一人缴存的，最高50万元. */
  readonly weak: boolean;
}

/** The topic that an earlier 分句 of the sentence set: 杂费占公用经费的比例，农村不超过30%，城市不超过40%. */
function topicOf(text: string, clause: Stretch, label: number): Topic | null {
  const sentence = sentences(text, label).find((s) => s.start <= clause.start && clause.start < s.end);
  const before = clauses(text, sentence?.start ?? label, clause.start)
    .map((c) => bare(text, c))
    .slice(-6)
    .reverse();
  let condition: string | null = null;
  for (const c of before) {
    const said = text.slice(c.start, c.end).replace(LABEL, '');
    if (/^[（(]?除/.test(said) && /外$/.test(said)) continue;
    if (CONDITION.test(said)) {
      condition ??= said;
      continue;
    }
    if (NO_TOPIC.test(said) || (/^对/.test(said) && !/的[\u4e00-\u9fa5]{2,}$/.test(said))) continue;
    const bounded = /\d|[一二三四五六七八九十两百]/.test(said) && OPERATOR.test(said);
    const found = core(saidOf(said));
    const words = found.words || found.verb;
    const part = PART.exec(words)?.[0];
    const own = part === undefined ? words : words.slice(part.length).replace(COUNTED, '');
    if (own.length < 2 || GENERIC.test(own) || (!bounded && BODY.test(own))) continue;
    if (part === undefined && isGroup(own, null) && (bounded || c !== before[0])) continue;
    // 借读费每生每学年小学不超过300元，初中不超过500元
    const named = own.length >= 2 && MEASURE.test(own) ? own : words;
    const tail = TAIL.exec(named);
    return { words: tail?.[1] && MEASURE.test(tail[1]) ? tail[1] : named, weak: false };
  }
  return condition === null
    ? null
    : { words: condition.replace(/^(?:确因|因|凡|对)/, '').replace(/(?:确需|需要|的)+$/, ''), weak: true };
}

/** What the unit above speaks of, for its items: 学校应当按照学生人数配备专职保安员：（一）不满五百人的，不少于二人. */
function leadOf(above: Section): string | null {
  const said = clauses(above.text, above.label)
    .map((c) => bare(above.text, c))
    .map((c) => above.text.slice(c.start, c.end));
  for (const clause of said) {
    const { words } = core(saidOf(clause));
    if (OPERATOR.test(clause) && words.length >= 2 && MEASURE.test(words)) return words;
  }
  const last = said.at(-1) ?? '';
  return (
    /(?:配备|配置|配足|设置|设立|收取|缴存|缴纳|安排|提供)(?!下列|以下)([\u4e00-\u9fa5]{2,14})$/.exec(last)?.[1] ?? null
  );
}

/** Nouns that a unit counts: 不超过3人 behind 随行人员 counts them and limits nothing to them. */
const COUNTS: Readonly<Record<string, RegExp>> = {
  名: /(?:人员|教师|学?生|干部|职工|儿童|代表|成员|居民|村民|老人)$/,
  所: /(?:学校|小学|中学|高中|幼儿园)$/,
  家: /(?:单位|企业|机构)$/,
  户: /(?:家庭|户)$/,
  套: /住房$/,
};

const COUNTING = /^(?:个|所|家|户|套|项|份|件|次|张|篇)$/;
const STAGE = /(?:年级|小学|初中|高中|中学|学校|幼儿园|农村|城市|城镇|地区|级|学生)$/;

const isGroup = (words: string, unit: string | null): boolean =>
  (unit === null || !COUNTING.test(unit) || STAGE.test(words)) &&
  !MEASURE.test(words) &&
  words.length <= 18 &&
  GROUP.test(words) &&
  !(unit !== null && COUNTS[unit]?.test(words));

const LENGTH = new Set(['分钟', '小时', '天', '日', '个月', '年', '工作日', '周']);

/** 学段, 年级, 类别 that the bound is limited to: the words before it, else the condition in front. */
function conditionOf(text: string, clause: Stretch, label: number): string | null {
  const sentence = sentences(text, label).find((s) => s.start <= clause.start && clause.start < s.end);
  const before = clauses(text, sentence?.start ?? label, clause.start)
    .map((c) => text.slice(bare(text, c).start, bare(text, c).end))
    .reverse();
  const said = before.find(
    (c) =>
      (/的$/.test(c) || /^对[^，]*[\u4e00-\u9fa5]{2}$/.test(c)) &&
      !/的[\u4e00-\u9fa5]+$/.test(c) &&
      c.length >= 4 &&
      c.length <= 40,
  );
  return said?.replace(LABEL, '').replace(/^(?:其中|但|凡|对)/, '') ?? null;
}

/** Subject and scope of the quantity `q` in its 分句. A goal leans on no earlier 分句. */
export function aboutOf(section: Section, q: Quantity, clause: Stretch, goal = false): About {
  const text = halfWidth(section.text);
  const { head, base } = parted(text, q, clause, section.label);
  // 确有特殊情况的可延长1个月: the condition inside its own 分句
  const inner = /^([^，,。；;]{3,24}的)(?=(?:可以?|不|最|至|每|应|须)[^，,]*$)/.exec(
    text.slice(Math.max(clause.start, section.label), q.start).replace(LABEL, ''),
  )?.[1];
  // 长期（超过半年）从学校借调教师: what takes long stands behind
  const stay = /长期[（(]?$/.test(head.replace(/超过\s*$/, ''));
  const whole = core(inner ? head.replace(LABEL, '').replace(inner, '') : head);
  // 每生每学期费用小学不超过120元: the group stands last
  const last = PART.test(whole.words) ? undefined : TAIL.exec(whole.words);
  const counted = /(?:费用|金额|时间|人数|次数|数量)$/.test(last?.[1] ?? '') || MEASURE.test(last?.[1] ?? '');
  const own = last?.[2] && counted ? { ...whole, words: `${last[2]}${last[1]}` } : whole;
  const part = PART.exec(own.words)?.[0] ?? null;
  const rest = part === null ? own.words : own.words.slice(part.length).replace(COUNTED, '');
  const near = goal ? null : topicOf(text, clause, section.label);
  const lead = section.above && (near === null || near.weak) ? leadOf(section.above) : null;
  const topic = lead === null ? near : { words: lead, weak: false };
  const shared = /的\s*$/.test(base) && base.length > 2;
  const group = rest.length >= 2 && !shared && isGroup(rest, q.unit) && topic !== null && !topic.weak;
  const thing = thingAfter(text, q, clause);
  const scope = group ? own.words : (part ?? inner ?? conditionOf(text, clause, section.label));
  const long = LENGTH.has(q.unit);
  const longer = /延长|延期|续[借包租]/.test(head + base);
  const verb = own.verb || (VERB.exec(base)?.[0] ?? '');
  // 至少消毒2次; not 最大不得突破100平方米
  const did = shared || longer ? '' : base.replace(/[^\u4e00-\u9fa5]/g, '').replace(AROUND_BEFORE, '');
  const done = /[不为到于至在每]/.test(did) ? '' : did;
  // 统招名额，应占本校招生计划的70%以上
  const part100 = /^(?:应当?)?占([^，,]{2,20})的$/.exec(own.words)?.[1];
  let subject: string;
  if (part100 && topic) subject = `${topic.words}占${part100}的比例`;
  else if (stay && thing.length >= 2) subject = `${head.replace(/长期[（(]?(?:超过)?$/, '')}${thing}`;
  else if (rest.length >= 2 && !group && !GENERIC.test(rest)) {
    const words = MEASURE.test(rest) && rest.length >= 4 ? rest : own.words;
    const plain = MEASURE.test(words) || COUNTS[q.unit]?.test(words);
    subject =
      verb !== '' && thing.length >= 2 && !plain
        ? `${words}${verb}${thing}`
        : `${words}${plain ? '' : own.verb || done}`;
  } else if (verb !== '' && thing.length >= 2 && !long) {
    subject = thing.length <= 3 && topic?.weak ? `${topic.words}的${thing}` : thing;
  } else if (done.length >= 2 && !long && !VERB.test(done)) {
    subject = done;
  } else if (topic !== null && !(topic.weak && own.verb !== '')) {
    const generic = GENERIC.test(rest) && !/^(?:单|每|一次)/.test(rest);
    subject =
      generic && !topic.words.endsWith(rest)
        ? `${topic.words.replace(MEASURE, '') || topic.words}${rest}`
        : topic.words;
    if (longer && !subject.includes('延')) subject = `延长${subject}`;
    if (q.unit === '名' && !/(?:人员?|人数|教师|成员|代表|家长|专家)$/.test(subject)) subject = `${subject}人数`;
  } else if (thing.length >= 2 && !own.verb) subject = thing;
  else subject = own.words || own.verb || done || (section.headings.at(-1) ?? head);
  if (subject.length >= 2 && !MEASURE.test(subject)) {
    if (long) subject = `${subject}时间`;
    else if (q.unit === '次' && /(?:探视|离校|消毒|通风|提取|还款|陪餐|延期|享受|登记|申领|申请)$/.test(subject))
      subject = `${subject}次数`;
  }
  const share = base.replace(/的\s*$/, '');
  if (shared && share.length >= 2) {
    if (['%', '‰'].includes(q.unit)) subject = `${subject}占${share}的比例`;
    else if (q.unit === '倍') subject = `${subject}与${share}之比`;
  }
  return { subject: trimTo(subject || (section.headings.at(-1) ?? thing), 40), scope };
}

const trimTo = (s: string, n: number): string => (s.length > n ? s.slice(-n) : s);
