import type { Bearer } from '../../records/clause.ts';

/** How the name of a body ends (or what it is, whole), and whose duty a duty of that body is. */
export interface BodyName {
  readonly word: string;
  readonly bearer: Bearer;
  readonly source: string;
}

const rows = (bearer: Bearer, source: string, words: string): BodyName[] =>
  words.split(' ').map((word) => ({ word, bearer, source }));

const ORGANIC = '《地方各级人民代表大会和地方各级人民政府组织法》, party and government bodies';
const SCHOOLS = '《义务教育法》《教师法》《家庭教育促进法》, those who teach, learn and bring up';
const TRAINING = '《校外培训行政处罚暂行办法》';
const REFORM = '机构改革 names of county and city departments';

/** Whole-word tests before endings: 教育工作领导小组 is government though it names 教育. Longest ending wins. */
export const BODIES: readonly BodyName[] = [
  ...rows(
    'government',
    ORGANIC,
    '政府 人民政府 党委 党组 市委 县委 区委 省委 领导小组 领导小组办公室 联席会议 工作专班 专班 指挥部 秘书组 党工委 管委会',
  ),
  ...rows(
    'government',
    ORGANIC,
    '街道 街道办事处 乡镇 镇 乡 村委会 居委会 社区 各地 各地区 各县 各区 各市 各省 县区 区县 市州 旗 自治区 直辖市 办事处',
  ),
  ...rows(
    'education-department',
    REFORM,
    '教育部 教育厅 教育局 教委 教体局 教育体育局 教科局 教科体局 教育科技局 教育和体育局 教育部门 教育行政部门 教育主管部门 教育督导部门 教育督导机构 教育局机关 教育 教科 教体 教育科学研究院 教科院 教研室 电教馆',
  ),
  ...rows(
    'school',
    SCHOOLS,
    '学校 小学 中学 中小学 高中 初中 幼儿园 高校 高等学校 大学 学院 职校 校长 教务处 学校党组织 班子会 教研组 年级组 党支部 园所 办学单位',
  ),
  ...rows('teacher', SCHOOLS, '教师 班主任 教职工 老师 专任教师 任课教师 教员 园长'),
  ...rows('student', SCHOOLS, '学生 考生 毕业生 新生 在校生 幼儿 儿童 小学生 中学生 中小学生'),
  ...rows('parent', SCHOOLS, '家长 监护人 父母 家长委员会'),
  ...rows('training-institution', TRAINING, '培训机构 校外机构 校外培训 托管机构'),
  ...rows(
    'other-department',
    ORGANIC,
    '部门 单位 机关 局 厅 委 委员会 办公室 编办 网信办 宣传部 组织部 统战部 政法委 公安 法院 检察院 分局 大队 支队 总队 队 处 科 科室 股室 处室 中心 署 总局 税务 海关 工会 团委 妇联 残联 银行 人民银行 银保监 证监 管理部 分中心 机构 院 所 站 二级机构 工信 民政 财政 人社 卫健 住建 应急 消防 城管 市场',
  ),
];

/** Bodies and persons that are bound by notices but bear no duty of records.md: a rule upon them has an actor, no bearer. */
export const OTHER_PERSONS =
  /(?:企业|公司|任何人|(?<!教)职工|申请人|纳税人|购房人|个人|居民|村民|群众|业主|开发商|媒体|人员|当事人|用人单位|缴存单位|商家|店|场所|(?<!党)组织|协会|家庭|游客|旅客|患者|开发建设单位|物业服务人)$/;
