/**
 * Characters that recognition takes for one another because they look alike, with the words of official notices in
 * which the right one stands. `read true words…`; a row fires only where the read form is no word and the true one is.
 *
 * Source: pairs of like shape in GB 2312 simplified type (one stroke or one component apart), collected from typing
 * and scanning slips in published notices; the words are those in which the slip leaves no other reading.
 */
export const CONFUSIONS = `
冉 再 不再 再次 再度 再造 再审 再生
问 向 面向 定向 导向 流向 转向 意向 趋向
筒 简 简称 精简 简化 简报 简政 简单 简便 简短 从简 简要
答 签 签署 签订 签字 签名 签到 签收 签发 签约
己 已 已经 已有 业已 已列入 已纳入 已完成 已批准 已备案
巳 已 已经 已有 业已 已列入 已纳入 已完成
末 未 未经 未列入 未纳入 未按 未能 未批准 未成年 未通过 未完成 尚未
人 入 纳入 列入 进入 深入 投入 录入 融入 收入 引入 介入 入学 入校 入园 植入 输入
千 干 干部 干扰 干预 骨干 干事 干净
于 干 干部 干扰 干预 骨干
干 于 不少于 不多于 不低于 不高于 不晚于 不早于 关于 属于 低于 高于 少于 多于 晚于 早于 由于 处于 基于 等于 对于 便于 利于
子 于 低于 高于 不低于 不高于 不少于 不多于 不晚于 不早于 由于 属于 便于
宇 字 文字 数字 签字 字数 字号 汉字 字体
竟 竞 竞赛 竞争 竞技 竞选 竞聘
洽 治 整治 治理 法治 政治 治安 综治
冶 治 整治 治理 法治 政治 治安 综治 自治
折 析 分析 剖析
侍 待 待遇 接待 期待 对待 等待 招待
徽 微 微信 微博 微机 微课 微观
薄 簿 账簿 登记簿 作业簿
幕 募 募集 募捐 招募
慕 募 募集 募捐 招募
科 料 材料 资料 原料
料 科 科学 科技 科目 科室 科研 科普 学科 教科局
请 清 清理 清单 清退 厘清
清 请 申请 请示 请求 邀请 聘请 提请 请假
栓 检 检查 检验 检测 检修 体检
捡 检 检查 检验 检测 检修 体检 抽检
俭 检 检查 检验 检测 体检 抽检
桉 按 按照 按时 按期 按规定 按要求
孩 核 考核 审核 核准 核实 核定 复核
刻 核 考核 审核
傅 博 博物馆 博士 微博
缓 援 支援 援助
拨 拔 选拔
拔 拨 拨付 拨款 调拨 划拨 拨打
堵 督 督查 督导 督办 监督 督促
昔 措 措施 举措
抖 科 科学 科技 科目 科室
狱 负 负担 减负
贝 负 负担 减负
侄 任 责任 任务 任教 主任
青 责 责任 职责 问责 追责
帅 师 教师 师生 师资 师德
狮 师 教师 师生 师资 师德
枚 校 学校 校园 校长
曰 日 工作日 节假日 日前 日常
目 日 工作日 节假日 日常
庋 度 制度 年度 季度 力度
铡 制 制度 制定 限制 强制
刺 制 制度 机制
旌 施 措施 实施 设施
拖 施 措施 实施 设施
涧 调 调研 调查 调整 协调 强调
凋 调 调研 调查 调整 协调 强调
祥 详 详见 详细 详实
洋 详 详见 详细
坪 评 评比 评价 评估 评选 考评 评审
怦 评 评比 评价 评估 评选 考评 评审
抨 评 评比 评价 评估 评选 考评 评审
沪 护 保护 维护 护林
炉 护 保护 维护
廷 延 延长 延期 拖延
迸 进 进校园 进入 推进 促进 改进 进行 先进
隹 准 准入 批准 标准 核准 准备
淮 准 准入 批准 标准 核准 准备 准确
枇 批 批准 审批 批复 批评 批改
宙 审 审批 审核 审查 评审 审定 审议
徇 询 咨询 查询 询问
`;

/** Slips that are no exchange of one character: `read` pattern → reading. */
export const SLIPS: readonly {
  readonly pattern: RegExp;
  readonly reading: string;
  readonly name: string;
  readonly confidence: number;
}[] = [
  // 经同级党委（工）研究: 党（工）委 with its bracket read one place late
  { pattern: /党委（工）(?!委)/g, reading: '党（工）委', name: '党（工）委', confidence: 0.85 },
  { pattern: /党委\(工\)(?!委)/g, reading: '党(工)委', name: '党(工)委', confidence: 0.85 },
  // 2025年6月5目前上报 · 6月目 is none
  {
    pattern: /(?<=\d月(?:3[01]|[12]?\d))目(?=前|起|印发|止|至|内)/g,
    reading: '日',
    name: '目 for 日 in a date',
    confidence: 0.9,
  },
  // 2O25年 · 2０25 is width, not damage
  { pattern: /(?<=(?:19|20|2)\d?)[OoＯ](?=\d{1,2}年)/g, reading: '0', name: 'O for 0 in a year', confidence: 0.85 },
];
