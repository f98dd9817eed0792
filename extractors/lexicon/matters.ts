import type { Matter } from '../../records/clause.ts';

/** One word that speaks for a matter. */
export interface MatterTerm {
  readonly term: string;
  readonly matter: Matter;
  /** 5 settles the matter alone, 1 only supports it. */
  readonly weight: number;
  /** Counts only in a document about schools: 作业 is also work on a building site. */
  readonly school?: true;
  readonly source: string;
}

const row = (matter: Matter, source: string, terms: Readonly<Record<string, number>>, school?: true): MatterTerm[] =>
  Object.entries(terms).map(([term, weight]) => ({ term, matter, weight, source, ...(school ? { school } : {}) }));

const CATEGORIES = '问题类别 of the reduction notices (督查检查评比考核 … 城市创优评先和街道社区事务)';
const BURDEN = '中办国办《关于减轻中小学教师负担进一步营造教育教学良好环境的若干意见》 headings';
const DOUBLE = '中办国办《关于进一步减轻义务教育阶段学生作业负担和校外培训负担的意见》 headings';
const EXAMS = '《国家教育考试违规处理办法》 usage';
const GRASSROOTS = '《整治形式主义为基层减负若干规定》 headings';

/** Longest terms are matched first and do not overlap: 校外培训 never counts as 培训. */
export const MATTER_TERMS: readonly MatterTerm[] = [
  ...row('supervision', CATEGORIES, { 督查: 3 }),
  ...row('supervision', CATEGORIES, { 考核: 3, 评比: 3, 检查: 2, 竞赛: 2 }, true),
  ...row('supervision', BURDEN, { 督导: 2.5, 迎检: 3 }),
  ...row('supervision', BURDEN, { 评价: 2, 评优: 2, 达标: 1.5, 抽查: 2, 巡查: 2, 排名: 1 }, true),
  ...row('supervision', GRASSROOTS, {
    一票否决: 3,
    责任状: 3,
    追责: 3,
    问责: 3,
    督办: 2,
    暗访: 3,
    创建示范: 3,
  }),
  ...row('supervision', GRASSROOTS, { 追究: 1, 约谈: 2, 通报: 1.5, 留痕: 1, 评估: 1.5, 评选: 2 }, true),
  ...row('campus-activity', CATEGORIES, { 进校园: 5, 社会事务: 4, 白名单: 3 }),
  ...row('campus-activity', BURDEN, {
    进入校园: 5,
    进课堂: 4,
    入校: 2,
    准入清单: 2,
    庆典: 1.5,
    商业广告: 1.5,
    招商: 1,
  }),
  ...row('campus-activity', BURDEN, { 进入中小学校: 4, 校园内: 3, 幼儿园内: 3, 校内: 0.5 }, true),
  ...row('document-meeting', CATEGORIES, { 发文: 4, 会议: 4, 开会: 4, 文件: 2 }),
  ...row('document-meeting', GRASSROOTS, {
    规范性文件: 4,
    制发文件: 4,
    文山会海: 5,
    参会: 3,
    陪会: 3,
    讲话: 2,
    发言: 2,
    简报: 2,
    公文: 2,
    视频会: 4,
  }),
  ...row('report-survey', CATEGORIES, { 报表: 4, 填报: 3, 调研: 4, 统计: 2 }),
  ...row('report-survey', BURDEN, {
    填表: 4,
    报数: 3,
    索要数据: 4,
    表格: 3,
    报材料: 3,
    数据采集: 4,
    信息采集: 4,
    问卷: 3,
    调查: 1.5,
    台账: 1.5,
    总结: 1.5,
    报送: 1,
    信息管理系统: 3,
    教师管理信息系统: 5,
    书面材料: 3,
    数据: 0.5,
  }),
  ...row('secondment', CATEGORIES, { 抽调: 4, 借用: 2, 借调: 4 }),
  ...row('secondment', BURDEN, { 跟班学习: 2, 在编不在岗: 3, 吃空饷: 3 }),
  ...row('duty-roster', CATEGORIES, { 值班: 4, 值守: 4, 离岗: 2, 脱岗: 3 }),
  ...row('city-campaign', CATEGORIES, { 创优评先: 5, 街道社区: 4 }),
  ...row('city-campaign', BURDEN, { 文明城市: 4, 卫生城市: 4, 创城: 2, 上街执勤: 2, 社区活动: 2 }),
  ...row('training-exam', BURDEN, { 社会考试: 5, 监考: 4, 考务: 3, 教师培训: 4, 教师参加: 0.5 }),
  ...row('training-exam', BURDEN, { 培训: 2.5, 研修: 2.5, 轮训: 2.5 }, true),
  ...row('training-exam', EXAMS, {
    考试组织: 4,
    考点: 2.5,
    考场: 2.5,
    考生: 2,
    开考: 2,
    试卷: 2,
    答题卡: 2,
    评卷: 2.5,
    阅卷: 2.5,
    巡考: 2.5,
    中考: 1,
  }),
  ...row('app', BURDEN, { 移动应用: 5, 应用程序: 5, 工作群: 4, 公众号: 4, 小程序: 4, 打卡: 1, 微信群: 4, 接龙: 2 }),
  ...row('app', GRASSROOTS, { APP: 4, 政务应用: 5, 移动互联网应用: 5, 数字应用: 4, 教育应用: 4, 应用软件: 4, 点赞: 2 }),
  ...row('after-school', DOUBLE, { 课后服务: 5, 托管服务: 4, 弹性离校: 4, 课后托管: 5 }),
  ...row('homework', DOUBLE, { 作业: 4, 家庭作业: 6, 批改: 2 }, true),
  ...row('tutoring', DOUBLE, {
    校外培训: 5,
    培训机构: 5,
    学科类: 4,
    校外机构: 4,
    补课: 3,
    有偿补课: 5,
    培训广告: 4,
    学科培训: 5,
    办学机构: 3,
    培训行为: 3,
  }),
  // Words that contain another matter's term but do not speak for it.
  ...row('other', '政务公开 and 机关效能 usage', {
    首问责任: 1,
    首问负责: 1,
    文件精神: 1,
    联席会议: 1,
    责任追究: 1,
    证明文件: 2,
    评估价: 2,
    教师编制: 4,
    集体补课: 1,
    竞赛证书: 1,
    入校时间: 1,
    入校人员: 1,
    党组织会议: 1,
    党委会议: 1,
    办公会议: 1,
    校务会议: 1,
    试卷费: 1,
    作业本费: 1,
  }),
];

/** Words that show that a document is about schools. */
export const SCHOOL_WORDS = /学校|教师|学生|校园|师生|幼儿园|义务教育|中小学/;
