import { type NoticeParts, noticeText } from '../contracts/notices.ts';

/** One school year of a county, written for the tests: the province's rules, twelve notices, two lists, three drafts. */
const EDUCATION = '石门县教育局';
const HEALTH = '石门县卫生健康局';
const FIRE = '石门县消防救援大队';
const POLICE = '石门县公安局';
const MARKET = '石门县市场监督管理局';
const TO = '全县各中小学校';

export const RULES: NoticeParts = {
  issuer: '湖南省教育厅',
  number: '湘教规〔2025〕6号',
  title: '关于减轻中小学教师非教学负担的规定',
  to: '各市州教育局',
  body: [
    '一、规范社会事务进校园。每所学校每学期各类进校园活动不超过6次。未列入白名单的事项一律不得进入校园。',
    '二、规范督查检查。督查检查实行年度清单管理，未纳入清单的督查检查事项一律不得开展。不得对学校进行重复检查和多头检查。',
    '三、规范报表填写。不得要求学校和教师重复填报报表、多头报送数据。',
    '四、规范借调借用。借调教师时间不得超过6个月。需要延期的，延长时间不得超过6个月。',
    '五、规范社会考试。每校每年承担社会考试次数不超过5次。',
  ],
  date: '2025年3月10日',
};

const visits = (
  issuer: string,
  number: string,
  name: string,
  month: string,
  times: number,
  date: string,
): NoticeParts => ({
  issuer,
  number,
  title: `关于开展${name}活动的通知`,
  to: TO,
  body: [
    `一、活动时间。2025年${month}。`,
    `二、活动安排。${month}在全县各中小学校开展“${name}”活动，每校${times}场，由${issuer}派员实施。`,
    '三、有关要求。学校做好秩序维护。',
  ],
  date,
});

export const NOTICES: readonly NoticeParts[] = [
  visits(POLICE, '石公发〔2025〕31号', '禁毒知识进校园', '9月', 1, '2025年9月2日'),
  visits(FIRE, '石消〔2025〕18号', '消防安全进校园', '10月', 1, '2025年9月10日'),
  visits(HEALTH, '石卫发〔2025〕40号', '健康素养进校园', '11月', 1, '2025年10月8日'),
  {
    issuer: EDUCATION,
    number: '石教发〔2025〕52号',
    title: '关于报送专任教师基本信息的通知',
    to: TO,
    body: [
      '一、请各校于2025年9月30日前填报《专任教师基本信息统计表》，报县教育局人事股。',
      '二、填报内容包括：姓名、出生年月、任教学科、学历、职称、参加工作时间。',
    ],
    date: '2025年9月5日',
  },
  {
    issuer: EDUCATION,
    number: '石教发〔2025〕55号',
    title: '关于做好教师资格考试考点工作的通知',
    to: '石门县第一中学、石门县第二中学',
    body: ['一、2025年11月1日，由石门县第一中学、石门县第二中学承担中小学教师资格考试考点任务，每校1次。'],
    date: '2025年9月20日',
  },
  {
    issuer: MARKET,
    number: '石市监〔2025〕27号',
    title: '关于开展学校食堂食品安全检查的通知',
    to: TO,
    body: ['一、定于2025年10月对全县学校食堂食品安全开展检查，每校1次。'],
    date: '2025年9月12日',
  },
  {
    issuer: EDUCATION,
    number: '石教发〔2025〕60号',
    title: '关于规范作业管理的通知',
    to: TO,
    body: ['一、小学一、二年级不布置书面家庭作业。', '二、学校要建立作业公示制度。'],
    date: '2025年9月25日',
  },
  {
    issuer: EDUCATION,
    number: '石教发〔2025〕63号',
    title: '关于秋季学期课后服务的通知',
    to: TO,
    body: ['一、课后服务结束时间不晚于18:00。'],
    date: '2025年9月26日',
  },
  {
    issuer: EDUCATION,
    number: '石教发〔2025〕66号',
    title: '关于举办中小学生运动会的通知',
    to: TO,
    body: ['一、县中小学生运动会定于2025年10月20日至22日在县体育馆举行。'],
    date: '2025年9月28日',
  },
  visits(POLICE, '石公发〔2025〕44号', '交通安全进校园', '4月', 2, '2025年3月12日'),
  {
    issuer: EDUCATION,
    number: '石教发〔2025〕70号',
    title: '关于做好冬季取暖工作的通知',
    to: TO,
    body: ['一、各校要在2025年11月15日前检修取暖设备。'],
    date: '2025年10月20日',
  },
  {
    issuer: EDUCATION,
    number: '石教发〔2025〕71号',
    title: '关于公布放假安排的通知',
    to: TO,
    body: ['一、寒假自2026年1月24日开始。'],
    date: '2025年10月22日',
  },
];

/** Breaks the sum: three visits are issued, four more come, six are allowed. Alone it keeps the limit. */
export const SUM: NoticeParts = {
  issuer: HEALTH,
  title: '关于开展青少年心理健康进校园活动的通知（征求意见稿）',
  to: TO,
  body: ['一、2025年12月在全县各中小学校开展“心理健康进校园”活动，每校4场。', '二、活动不收取费用。'],
  date: '2025年10月28日',
};

/** Its inspection is on another body's list already. */
export const INSPECTION: NoticeParts = {
  issuer: HEALTH,
  title: '关于开展校园食堂食品安全专项督查的通知（征求意见稿）',
  to: TO,
  body: ['一、定于2025年11月对全县各中小学校食堂食品安全开展专项督查。', '二、督查采取实地查看方式。'],
  date: '2025年10月9日',
};

/** Five of its six fields were asked for seven weeks before. */
export const SURVEY: NoticeParts = {
  issuer: '石门县人力资源和社会保障局',
  title: '关于开展教师队伍信息统计的通知（征求意见稿）',
  to: TO,
  body: [
    '一、请各校于2025年11月20日前填报《中小学教师情况登记表》。',
    '二、填报内容包括：姓名、出生年月、任教学科、学历、职称、健康状况。',
  ],
  date: '2025年10月25日',
};

export const DRAFTS = { sum: SUM, inspection: INSPECTION, survey: SURVEY } as const;
export const textOf = noticeText;

const csv = (rows: readonly (readonly string[])[]): string => rows.map((r) => r.join(',')).join('\n');
export const WHITELIST = csv([
  ['2025年社会事务进校园白名单'],
  ['填报单位（盖章）：石门县教育局　　本级社会事务进校园总量为5项'],
  [
    '序号',
    '活动名称',
    '实施单位',
    '开展依据',
    '开展时间',
    '开展地点',
    '实施范围',
    '活动主要内容（100字以内）',
    '开展形式',
    '验收方式',
    '备注',
  ],
  ['1', '禁毒知识进校园', POLICE, '禁毒法', '2025年9月', '学校', '中小学', '禁毒知识宣讲', '讲座', '不验收', ''],
  ['2', '消防安全进校园', FIRE, '消防法', '2025年10月', '学校', '中小学', '消防演练', '演练', '不验收', ''],
  [
    '3',
    '健康素养进校园',
    HEALTH,
    '基本医疗卫生与健康促进法',
    '2025年11月',
    '学校',
    '中小学',
    '健康知识宣讲',
    '讲座',
    '不验收',
    '',
  ],
  [
    '4',
    '交通安全进校园',
    POLICE,
    '道路交通安全法',
    '2025年4月',
    '学校',
    '中小学',
    '交通安全宣讲',
    '讲座',
    '不验收',
    '',
  ],
  ['5', '心理健康进校园', HEALTH, '精神卫生法', '2025年12月', '学校', '中小学', '心理健康辅导', '讲座', '不验收', ''],
]);
export const YEARLY = csv([
  ['2025年督查检查考核评比事项备案审批表'],
  ['石门县教育局（单位）　　填表日期：2025年2月20日'],
  [
    '序号',
    '督导',
    '检查',
    '考核',
    '评比',
    '内容',
    '时间（具体到月）',
    '时长',
    '检查方式',
    '依据（法律、政策）',
    '牵头部门',
  ],
  ['1', '', '√', '', '', '学校食堂食品安全检查', '2025年10月', '5天', '实地查看', '食品安全法', MARKET],
  ['2', '√', '', '', '', '义务教育质量督导', '2025年5月', '10天', '查阅资料', '教育督导条例', EDUCATION],
  ['3', '', '', '√', '', '学校安全工作考核', '2025年12月', '5天', '查阅资料', '安全生产法', EDUCATION],
]);
