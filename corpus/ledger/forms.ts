import type { Matter } from '../../records/clause.ts';
import { LIST_ZH, type ListKind } from '../../records/ledger.ts';

/** What a column holds decides how its cells are read. */
export type Holds = 'number' | 'text' | 'tick' | 'days' | 'day';

export interface Column {
  readonly key: string;
  /** The head as the form prints it. */
  readonly head: string;
  readonly holds: Holds;
  /** Other ways to head it; folded, blanks out. */
  readonly also?: RegExp;
  /** Merged head above it. */
  readonly group?: string;
  /** A row without it is faulty. */
  readonly needed?: boolean;
  /** Not on the form: written out only where a row has it. */
  readonly own?: boolean;
  /** Characters of half width. */
  readonly width: number;
}

/** One list of the ledger: its form, and which columns carry what the ledger counts by. */
export interface ListForm {
  readonly kind: ListKind;
  readonly matter: Matter;
  readonly columns: readonly Column[];
  readonly name: string;
  readonly body: string | null;
  readonly school: string | null;
  readonly days: string | null;
  /** Heading of the paper; the year stands before it where the form wants one. */
  readonly title: (year: string | null) => string;
  readonly note: (list: { readonly unit: string | null; readonly total: number }) => string;
  readonly remark?: string;
  readonly source: string;
}

const col = (key: string, head: string, width: number, more: Partial<Column> = {}): Column => ({
  key,
  head,
  width,
  holds: 'text',
  ...more,
});
const seq = col('seq', '序号', 8, { holds: 'number', also: /^(?:序|编号|№|no\.?)$/i });
const remark = col('remark', '备注', 24, { also: /^说明$/ });
const unitOf = (unit: string | null): string => unit ?? '＿＿＿＿＿＿';
const filling = ({ unit }: { readonly unit: string | null }): string =>
  `填报单位（盖章）：${unitOf(unit)}　　填报时间：＿＿＿＿＿＿　　填报人员及电话：＿＿＿＿＿＿`;
const yearly = (year: string | null): string => (year === null ? '＿＿' : year.slice(0, 4));
const XX = '新教领秘〔2024〕2号';
const LY = '洛教办〔2020〕103号';
const TICKS = ['督导', '检查', '考核', '评比'] as const;
export const TICK = '√';

/** Every list, in the order of records/ledger.ts. A new list is a row here. */
export const LIST_FORMS: readonly ListForm[] = [
  {
    kind: 'whitelist',
    matter: 'campus-activity',
    columns: [
      seq,
      col('name', '活动名称', 30, { needed: true, also: /^(?:活动|事项|项目)(?:名称)?$/ }),
      col('body', '实施单位', 22, { also: /^(?:主办|牵头|责任|组织)(?:单位|部门)$|^实施部门$/ }),
      col('basis', '开展依据', 30, { also: /^(?:文件)?依据$/ }),
      col('days', '开展时间', 18, { holds: 'days', also: /^(?:活动|进校)?时间$/ }),
      col('place', '开展地点', 14, { also: /^(?:活动)?地点$/ }),
      col('school', '实施范围', 18, { also: /^(?:范围|对象|实施对象|适用学段)$/ }),
      col('content', '活动主要内容（100字以内）', 44, { also: /^(?:活动)?(?:主要)?内容/ }),
      col('form', '开展形式', 14, { also: /^(?:活动)?形式$/ }),
      col('check', '验收方式', 14),
      remark,
    ],
    name: 'name',
    body: 'body',
    school: 'school',
    days: 'days',
    title: () => '社会事务进校园白名单',
    note: ({ unit, total }) =>
      `填报单位（盖章）：${unitOf(unit)}　　本级社会事务进校园总量为${total}项　　填报时间：＿＿＿＿＿＿　　填报人员及电话：＿＿＿＿＿＿`,
    source: `${XX} 附件7`,
  },
  {
    kind: 'inspection',
    matter: 'supervision',
    columns: [
      seq,
      ...TICKS.map((t) => col(`is-${t}`, t, 8, { holds: 'tick', group: '分类' })),
      col('name', '内容', 44, {
        needed: true,
        also: /^(?:督查|检查|督查检查)?(?:考核)?(?:评比)?(?:事项)?(?:内容|名称)$|^事项$/,
      }),
      col('days', '时间（具体到月）', 20, { holds: 'days', also: /^(?:开展|检查)?时间/ }),
      col('length', '时长', 12),
      col('way', '检查方式', 16, { also: /^方式$/ }),
      col('basis', '依据（法律、政策）', 40, { also: /^(?:开展|检查)?依据/ }),
      col('body', '牵头部门', 20, { own: true, also: /^(?:牵头|责任|实施|组织|主办)(?:单位|部门|科室|股室)$/ }),
      col('school', '检查对象', 20, { own: true, also: /^(?:对象|范围|实施范围)$/ }),
    ],
    name: 'name',
    body: 'body',
    school: 'school',
    days: 'days',
    title: (year) => `${yearly(year)}年督查检查考核评比事项备案审批表`,
    note: ({ unit }) => `${unitOf(unit)}（单位）　　填表日期：＿＿年＿月＿日`,
    remark: '填表人：＿＿＿＿　　联系电话：＿＿＿＿　　主管领导签字：＿＿＿＿',
    source: `${LY} 附件1；教师厅〔2025〕2号 二`,
  },
  {
    kind: 'meeting',
    matter: 'document-meeting',
    columns: [
      seq,
      col('name', '会议内容', 50, { needed: true, also: /^会议(?:名称|主题)$/ }),
      col('size', '会议规模', 22),
      col('days', '会议时间（具体到月）', 22, { holds: 'days', also: /^(?:会议|召开)时间/ }),
      col('length', '开会时长', 14, { also: /^(?:会议)?时长$/ }),
      remark,
    ],
    name: 'name',
    body: null,
    school: 'size',
    days: 'days',
    title: (year) => `${yearly(year)}年需基层学校参加的会议统计表`,
    note: ({ unit }) => `${unitOf(unit)}（单位）　　填表日期：＿＿年＿月＿日`,
    remark: '填表人：＿＿＿＿　　联系电话：＿＿＿＿　　主管领导签字：＿＿＿＿',
    source: `${LY} 附件2`,
  },
  {
    kind: 'document-plan',
    matter: 'document-meeting',
    columns: [
      seq,
      col('body', '单位名称', 26, { also: /^(?:起草|拟稿)?(?:单位|部门|科室)$/ }),
      col('name', '拟下发文件名称', 56, { needed: true, also: /^(?:拟发)?(?:文件|公文)(?:名称|标题)$/ }),
      col('basis', '依据', 36),
      col('replaces', '置换的计划内文件', 36, { own: true, also: /^置换/ }),
    ],
    name: 'name',
    body: 'body',
    school: null,
    days: null,
    title: (year) => {
      const quarter = /Q([1-4])$/.exec(year ?? '')?.[1];
      return `${yearly(year)}年第${quarter ? '一二三四'.charAt(Number(quarter) - 1) : '＿'}季度拟下发文件备案核准表`;
    },
    note: () => '填表日期：＿＿年＿月＿日',
    remark: '填表人：＿＿＿＿　　联系电话：＿＿＿＿　　主管领导签字：＿＿＿＿',
    source: `${LY} 附件3`,
  },
  {
    kind: 'entry-request',
    matter: 'campus-activity',
    columns: [
      seq,
      col('name', '活动名称', 30, { needed: true, also: /^(?:活动|事项)$/ }),
      col('body', '申请单位', 22),
      col('days', '拟开展时间', 20, { holds: 'days', also: /^开展时间$/ }),
      col('school', '实施范围', 20, { also: /^进校范围$/ }),
      col('basis', '申请理由和依据', 40, { also: /^(?:申请)?(?:理由|依据)$/ }),
      col('authority', '审核机关', 26),
      col('answer', '审核意见', 18),
      col('answered', '审核日期', 16, { holds: 'day' }),
      remark,
    ],
    name: 'name',
    body: 'body',
    school: 'school',
    days: 'days',
    title: () => '社会事务进校申请登记表',
    note: filling,
    source: '教师厅〔2025〕2号 三（本表栏目自定）',
  },
  {
    kind: 'app',
    matter: 'app',
    columns: [
      seq,
      col('name', '应用名称', 26, { needed: true, also: /^(?:APP|应用程序|平台)?名称$/i }),
      col('body', '主办（开发）单位', 28, { also: /^(?:主办|开发|主管|运营)单位$/ }),
      col('school', '使用对象', 20, { also: /^使用范围$/ }),
      col('use', '用途', 34, { also: /^(?:主要)?功能$/ }),
      col('authority', '选用审核单位', 24, { also: /^(?:审核|选用)(?:单位|部门)$/ }),
      col('answered', '审核备案日期', 18, { holds: 'day', also: /^(?:审核|备案)(?:日期|时间)$/ }),
      col('number', '备案号', 22, { also: /^备案编号$/ }),
      remark,
    ],
    name: 'name',
    body: 'body',
    school: 'school',
    days: null,
    title: () => '教育移动应用选用清单',
    note: filling,
    source: '泉丰教〔2024〕59号 三（四）；教师厅〔2025〕2号 五（本表栏目自定）',
  },
  {
    kind: 'secondment',
    matter: 'secondment',
    columns: [
      seq,
      col('name', '教师姓名', 14, { needed: true, also: /^(?:姓名|借调人员|教师)$/ }),
      col('school', '派出学校', 24, { also: /^(?:所在|原|工作)(?:学校|单位)$/ }),
      col('body', '借用单位', 24, { also: /^(?:借调|抽调|用人)单位$/ }),
      col('reason', '借用事由', 28, { also: /^(?:借调)?(?:事由|原因)$/ }),
      col('from', '起始日期', 16, { holds: 'day', needed: true, also: /^(?:借调|借用)?(?:开始|起始)(?:日期|时间)$/ }),
      col('until', '到期日期', 16, {
        holds: 'day',
        needed: true,
        also: /^(?:借调|借用)?(?:到期|结束|截止)(?:日期|时间)$/,
      }),
      col('approved', '教育部门同意', 20),
      col('filed', '同级党委审批备案', 22, { also: /^(?:党委)?(?:审批)?备案$/ }),
      col('extended', '延期至', 16, { holds: 'day', also: /^(?:延长|延期)(?:日期|时间|到期)?$/ }),
      col('agreed', '学校和本人同意延期', 22),
      col('returned', '返校日期', 16, { holds: 'day', also: /^(?:清退|结束借调)(?:日期|时间)$/ }),
      remark,
    ],
    name: 'name',
    body: 'body',
    school: 'school',
    days: null,
    title: () => '抽调借用中小学教师登记表',
    note: filling,
    source: '教师厅〔2025〕2号 四；泉丰教〔2024〕59号 三（三）（本表栏目自定）',
  },
  {
    kind: 'exam',
    matter: 'training-exam',
    columns: [
      seq,
      col('name', '考试名称', 34, { needed: true }),
      col('body', '组织单位', 26, { also: /^(?:主办|考试)(?:单位|机构)$/ }),
      col('days', '考试日期', 22, { holds: 'days', also: /^考试时间$/ }),
      col('school', '承担学校', 26, { also: /^(?:考点|学校)$/ }),
      col('count', '次数', 8, { holds: 'number' }),
      remark,
    ],
    name: 'name',
    body: 'body',
    school: 'school',
    days: 'days',
    title: (year) => `${yearly(year)}年学校承担社会考试登记表`,
    note: filling,
    source: '教师厅〔2025〕2号 四（本表栏目自定）',
  },
  {
    kind: 'form',
    matter: 'report-survey',
    columns: [
      seq,
      col('name', '报表（调研）名称', 34, { needed: true, also: /^(?:报表|调研|表格|问卷)(?:名称|主题)$/ }),
      col('body', '布置单位', 24, { also: /^(?:主办|制表|调研)(?:单位|部门)$/ }),
      col('school', '填报对象', 20, { also: /^(?:对象|调研对象)$/ }),
      col('fields', '填报内容', 50, { also: /^(?:指标|填报项目|调研内容)$/ }),
      col('days', '布置时间', 18, { holds: 'days', also: /^填报时间$/ }),
      col('basis', '依据', 28),
      remark,
    ],
    name: 'name',
    body: 'body',
    school: 'school',
    days: 'days',
    title: () => '面向学校和教师的报表、调研登记表',
    note: filling,
    source: `${LY} 三（三）9（本表栏目自定）`,
  },
  {
    kind: 'rectification',
    matter: 'other',
    columns: [
      seq,
      col('category', '问题类别', 22),
      col('name', '事项名称', 36, { needed: true, also: /^问题(?:描述|名称)?$/ }),
      col('body', '牵头实施单位', 22, { also: /^(?:责任|整改)(?:单位|部门)$/ }),
      col('basis', '整改依据', 44),
      col('measure', '整改措施', 36),
      col('due', '整改时限', 16, { holds: 'day', also: /^完成时限$/ }),
      col('done', '完成情况', 16),
      remark,
    ],
    name: 'name',
    body: 'body',
    school: null,
    days: 'due',
    title: () => '专项整治问题整改清单',
    note: filling,
    remark:
      '备注：问题类别：（一）监督检查评比考核；（二）社会事务进校园；（三）文件和会议；（四）报表填写、调研统计；（五）抽调借用中小学教师；（六）校园值班值守；（七）城市创优评先和街道社区事务；（八）其他。',
    source: `${XX} 附件3`,
  },
  {
    kind: 'contact',
    matter: 'other',
    columns: [
      seq,
      col('name', '单位名称', 30, { needed: true, also: /^单位$/ }),
      col('body', '牵头负责部门', 22, { also: /^(?:牵头|负责)部门$/ }),
      col('person', '负责人', 14),
      col('phone', '办公电话', 18),
      col('mobile', '手机号码', 18, { also: /^手机$/ }),
      col('wechat', '微信账号', 18, { also: /^微信号?$/ }),
      col('hotline', '投诉举报热线', 18),
      col('mail', '投诉举报邮箱', 26),
    ],
    name: 'name',
    body: 'body',
    school: null,
    days: null,
    title: () => LIST_ZH.contact,
    note: ({ unit }) => `填报单位（盖章）：${unitOf(unit)}　　填报时间：＿＿年＿月＿日`,
    source: `${XX} 附件1`,
  },
];

export function formOf(kind: ListKind): ListForm {
  const form = LIST_FORMS.find((f) => f.kind === kind);
  if (!form) throw new RangeError(`formOf: ${kind}`);
  return form;
}

/** A head as it is compared: NFKC (全角 to half width), no blanks. */
export const foldHead = (head: string): string =>
  head
    .normalize('NFKC')
    .replace(/[\s\u200b]/gu, '')
    .replaceAll('(', '（')
    .replaceAll(')', '）');

/** The form's column that a head means, or null. */
export function columnOf(form: ListForm, head: string): Column | null {
  const said = foldHead(head);
  if (said === '') return null;
  return (
    form.columns.find((c) => foldHead(c.head) === said) ??
    form.columns.find((c) => c.also?.test(said)) ??
    // 活动主要内容 for 活动主要内容（100字以内）; 时间 for 时间（具体到月）
    form.columns.find((c) => foldHead(c.head).replace(/（.*）$/, '') === said.replace(/（.*）$/, '')) ??
    null
  );
}
