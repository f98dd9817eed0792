/** A prohibiting operator. */
export interface ProhibitingWord {
  readonly word: string;
  /** What follows that makes the same characters something else: 不得不, 禁止性. */
  readonly not?: string;
  readonly source: string;
}

const GUIDE = 'records.md "prohibition"';
const LAW = '全国人大常委会法工委《立法技术规范（试行）》: 禁止 不得';
const USAGE = '公文用语: 党政机关 notices';

export const PROHIBITING: readonly ProhibitingWord[] = [
  { word: '不得', not: '不|已(?!经)|力|体(?![罚检验育现外])|人心|当(?![天日场众面月年班])', source: LAW },
  { word: '严禁', source: GUIDE },
  { word: '禁止', not: '性|区|类|令|标', source: LAW },
  { word: '不准', not: '确|予|许', source: GUIDE },
  { word: '不许', source: USAGE },
  { word: '不允许', source: GUIDE },
  {
    word: '不再',
    not: '是|符合|具备|具有|属于|需要|有效|适用|另行通知|另行印发|赘述|单独通知|担任|享受|执行|存在|发生|出现|犯',
    source: GUIDE,
  },
  {
    word: '不能',
    not: '及时|按时|按期|满足|正常|适应|够|确定|提供|胜任|履行|达到|完成|自理|证明|通过|就读|实现|清偿|取得|参加|如期',
    source: GUIDE,
  },
  { word: '不可以', source: USAGE },
  { word: '不应当', source: LAW },
  { word: '不应', not: '有的|求', source: USAGE },
  { word: '不宜', source: GUIDE },
  { word: '不予', source: GUIDE },
  { word: '杜绝', source: GUIDE },
  { word: '根绝', source: GUIDE },
  { word: '严防', not: '死守', source: GUIDE },
  { word: '一律暂停', source: GUIDE },
  { word: '一律关停', source: GUIDE },
  { word: '一律停止', source: USAGE },
  { word: '一律取消', source: GUIDE },
  { word: '切勿', source: USAGE },
  { word: '请勿', source: USAGE },
  { word: '谢绝', source: USAGE },
];

/** Verbs whose bare 不V at the head of a 分句, or after a subject, orders: 不搞照本宣科. */
export const RULING_VERBS: readonly string[] = (
  '搞 作 按 预设 召集 安排 布置 发 打 听 用 设 开展 组织 召开 举办 收取 收费 强制 干扰 影响 增加 占用 进行 要求 刊登 播发 播放 发布 印发 上传 考试 公布 批准 审批 ' +
  '受理 新增 新建 扩大 下达 统计 限制 限定 陪同 接待 摆放 张贴 悬挂 制作 参加 参与 扎堆 聚集 聚餐 串门 外出 离开 返校 传播 信谣 传谣 瞒报 漏报 迟报 ' +
  '得罪 收 派 给 向 以 将 把 在 对 单独 额外 随意 层层 重复 多头 硬性 简单 盲目 另设 另行 变相 进校园 进入 打扰 增设 压 提 留 评 排 比 赠送 购买 使用 接受 ' +
  '吃 喝 讲 做 走 办理 办 征收 加收 收购 出售 转让 出租 调整'
)
  .split(' ')
  .filter((v) => v !== '得罪');

/** 不 that opens a word or states a fact: never an order. */
export const NEVER_RULING =
  /^不(?:设[^，,。；]{0,6}(?:限|门槛)|另行(?:通知|印发|发文|告知|规定)|另通知|断|同|少于|超|低于|高于|晚于|早于|足|到|力|良|合|属|含|包括|包含|符|具备|享受|大于|小于|多于|变(?!相)|仅|但|只|论|管|得|准|许|予|宜|再|能|可|应|允许|满|平|均|明|利|规|正|当|实(?!施)|清|动产|限于|尽|懈|忘|负|畏|怕|愿|妨|外(?!出)|亚|失|已|善|适|健全|完善|稳|安全|确定|定期|见面|一|打折|漏(?!报)|留死角|走过场|松|发生|出现|落实|缺|掉队|反弹|降低|及|成|服|过|久|公(?!布)|了|需要|必|须|用陪|起|太|全|对称|突出|存在|是|会|敢|想|知|懂|信(?!谣)|顾|择|免|计(?!入)|作(?:为|要求|限制|规定|强制|统一|硬性)|按(?:规定|要求|时|期|照|程序|标准|计划|约定|合同)|纳入|分|厌|忍|解|停|见|像|如|算|止|单单|管控|文明|诚信|充分|均衡|够|容|易|景气|法|端|轨|测|时|惜|甘|凡|朽|屈|吝|遗余力|经|满意|严|实行|收分文|在编|在岗|在职|在校|在此|以为|以此|在于|将就|给力|对口|对等)/;

/** Operators that put someone under a duty (records.md "duty"), not as parts of 适应 重要 要求 需求 必需品 负责人. */
export const OBLIGING =
  /应当|应该|(?<![相适反响供对顺照效回感呼])应(?![急用对邀聘届激变付有尽诉答教税纳]|.尽)|必须|务必|(?<![必无毋莫])须(?!知)|(?<![主重需纲摘必概简不首紧扼想只])要(?![求点素件闻案么害塞道挟职目旨强约材数钱报物])|(?<![急必内刚所供特确按军无])需(?![求要])|需要(?=[^，,。；;的]{4,})|负责(?![人制同任的部单科处股]|情况)|努力做到|(?:^|[，,])落实(?=[^，,。；;]{2,12}(?:自主权|负责制|责任制|首问制))/;

/** Verbs with which a plan gives a named body its task without any operator: 教育部完善…建设. */
const TASKS =
  '建立|完善|健全|加强|实行|实施|制定|制订|组织|开展|落实|推进|推动|做好|配合|会同|牵头|统筹|明确|指导|督促|履行|承担|提供|设立|细化|强化|规范|优化|编制(?!专编|总额|部门|标准|使用|[内外数]|限额|结构)|汇总|提升|加大|整合|协调|保障|出台|监督(?!电话|热线|举报|平台|员|部门|机构)|受理|办理|核定|征集|抓好|深化|拓展|配齐|配足|负责|会商|研究|梳理|收集|公布|清理';
export const TASK_VERB = new RegExp(`(?:${TASKS})`);
/** What may stand between a body and its task: 区应急管理局重点做好, 教育行政部门根据工作实际进行整合. */
export const TASK_OPENING = new RegExp(
  `^(?:(?:重点|具体|牵头|及时|定期|统一|切实|认真|积极|全面|进一步|严格|加快|抓紧|主动|依法|依规|同步|共同|分别|进行|抓好)*|(?:根据|按照|依据|结合|会同|联合|依托)[^，,。；;]{1,40}?)(?:${TASKS})`,
);
