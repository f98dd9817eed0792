import { describe, expect, test } from 'vitest';
import { toFindings } from '../../pipeline/findings.ts';
import { notice } from '../contracts/notices.ts';

/** Findings (kind, and what was compared) of one sentence of a county's draft against a passage of its province's notice. */
function judge(superior: string, draft: string): string[] {
  const [rules] = notice({
    issuer: '湖南省教育厅',
    number: '湘教发〔2025〕30号',
    title: '关于进一步规范中小学管理工作的通知',
    to: '各市州教育局',
    body: superior.split('\n'),
    date: '2025年5月6日',
  });
  const [own] = notice({
    issuer: '石门县教育局',
    title: '关于加强中小学管理工作的通知（征求意见稿）',
    to: '全县各中小学校',
    body: ['根据《关于进一步规范中小学管理工作的通知》（湘教发〔2025〕30号），提出以下要求。', ...draft.split('\n')],
    date: '2026年4月10日',
  });
  if (!rules || !own) throw new RangeError('a notice is one document');
  return toFindings(own, [rules])
    .findings.filter((f) => f.severity !== 'notice' && f.kind !== 'basis-defect')
    .map((f) => [f.kind, f.calculation].filter((x) => x !== null).join(' '));
}

describe('numbers', () => {
  test.each([
    [
      'two halves of a year',
      '一、同一单位对同一学校的消防检查每年不超过1次。',
      '一、消防检查上半年、下半年各进行一次。',
      ['exceeds-limit 2 次/年 > 1 次/年'],
    ],
    [
      'a day and a night',
      '一、食堂留样应冷藏存放48小时以上。',
      '一、食堂留样冷藏一昼夜后方可清理。',
      ['exceeds-limit 24 小时 < 48 小时'],
    ],
    [
      'how long it holds',
      '一、考点资格的有效期不少于6个月。',
      '一、考点资格自认定之日起九十天内有效。',
      ['exceeds-limit 90 天 < 6 个月'],
    ],
    [
      'tenths and hundredths',
      '一、家长委员会中教师所占比例不超过50%。',
      '一、家长委员会中教师所占比例可达五成五。',
      ['exceeds-limit 55 % > 50 %'],
    ],
    ['every fortnight is no length', '一、教职工会议每次控制在1小时之内。', '一、教职工会议两周召开一次。', []],
    [
      'what it was is over',
      '一、学校填报安全自查表每半年至多一次。',
      '一、学校安全自查表由每季度填报改为每半年填报一次。',
      [],
    ],
    [
      'what it becomes counts',
      '一、学校填报安全自查表每半年至多一次。',
      '一、学校安全自查表由每半年填报改为每季度填报一次。',
      ['exceeds-limit 1 次/季度 > 2 次/年 ÷ 4'],
    ],
    [
      'a sum of two terms',
      '一、借用教师时间不超过6个月，延长时间不超过6个月。',
      '一、借用教师的时间与延长的时间前后相加不得超过十个月。',
      [],
    ],
    [
      'a floor of one thing, a cap of another',
      '一、暑假集中培训占用时间累计不超过7天。',
      '一、暑假期间教师连续休息时间不少于35天。',
      [],
    ],
    [
      'grades of the neighbouring stage',
      '一、义务教育非毕业年级每学期统一考试不超过1次。',
      '一、高一、高二年级每学期统一考试两次。',
      [],
    ],
  ])('%s', (_, superior, draft, expected) => {
    expect(judge(superior, draft)).toEqual(expected);
  });
});

describe('how often', () => {
  test.each([
    [
      'more than asked for',
      '一、监测点学校每半年填报一次监测表。',
      '一、监测点学校每月填报一次监测表。',
      ['adds-burden 12 次/年 > 2 次/年'],
    ],
    [
      'less than asked for at least',
      '一、学校每月至少开展一次应急疏散演练。',
      '一、学校每学期开展一次应急疏散演练。',
      ['exceeds-limit 2 次/年 < 12 次/年'],
    ],
    ['as asked for', '一、监测点学校每半年填报一次监测表。', '一、监测点学校每半年填报一次监测表。', []],
  ])('%s', (_, superior, draft, expected) => {
    expect(judge(superior, draft)).toEqual(expected);
  });
});

describe('times and steps', () => {
  test.each([
    [
      'two dates nearer than the notice asked for',
      '一、招生片区方案应于报名工作启动15个工作日之前向社会公布。',
      '一、招生片区方案于6月22日向社会公布，6月25日起受理网上报名。',
      ['deadline-conflict'],
    ],
    [
      'two dates far enough apart',
      '一、招生片区方案应于报名工作启动15个工作日之前向社会公布。',
      '一、招生片区方案于5月12日向社会公布，6月25日起受理网上报名。',
      [],
    ],
    [
      'another step of the same case',
      '一、学校接到欺凌报告后应于24小时内启动调查。',
      '一、学校接到欺凌报告后当日启动调查，10日内作出认定。',
      [],
    ],
    [
      'another body decides',
      '一、公办学校服务片区的调整方案应经市教育局批准后执行。',
      '一、公办学校服务片区的调整方案经局党组会议讨论通过后执行。',
      ['missing-procedure 缺少：市教育局审批同意'],
    ],
    [
      'the same body decides',
      '一、试题须经学校教学委员会审定后使用。',
      '一、期末试题由学校命制，须经学校教学委员会审定。',
      [],
    ],
    ['put off', '一、学校每月应邀请家长代表陪餐一次。', '一、家长代表陪餐本学年暂不推行。', ['not-implemented']],
    [
      'set twice',
      '一、加强学校安全。',
      '一、保安服务合同期限为三年。\n二、按规定签约，保安服务合同期限为两年。',
      ['internal-conflict'],
    ],
  ])('%s', (_, superior, draft, expected) => {
    const found = judge(superior, draft);
    expect(found.map((f) => (expected.some((e) => e.includes('：')) ? f : f.split(' ')[0]))).toEqual(expected);
  });
});

describe('bans', () => {
  test.each([
    [
      'verbs in a row share the task',
      '一、不得抽调、安排中小学教师参与征地拆迁、招商引资等工作。',
      '一、借用中小学教师须经县教育局同意。',
      [],
    ],
    ['who, not what', '一、入职未满三年的教师一律不在借用之列。', '一、借用人员名单于每年12月10日前报市教育局。', []],
    [
      'told, not ordered',
      '一、学校食堂不得以承包方式交由企业经营。',
      '一、原对外承包的2所学校食堂已于2025年11月收回。',
      [],
    ],
    [
      'what the ban itself leaves open',
      '一、除国家明文规定的以外，不得与学校签订责任状。',
      '一、国家明文规定的责任状予以保留。',
      [],
    ],
    [
      'others do it',
      '一、不得安排教师承担医保征缴等与教育教学无关的工作。',
      '一、医保征缴由税务部门和乡镇负责，不安排教师参加。',
      [],
    ],
    [
      'a bound on inspections',
      '一、未列入清单的督查检查一律不得开展，不得对学校进行多头检查。',
      '一、同一所学校每学期接受现场检查最多一次。',
      [],
    ],
  ])('%s', (_, superior, draft, expected) => {
    expect(judge(superior, draft)).toEqual(expected);
  });
});
