import { describe, expect, it } from 'vitest';
import { type Case, run } from './cases.ts';
import { lostCharacters } from './lost-characters.ts';

const at = { year: 2025 };

const DATES: Case[] = [
  { text: '整改工作于⟦202511→2025年11⟧月底完成。' },
  { text: '县教育局\n⟦202538→2025年3月8日⟧\n', context: at },
  { text: '县教育局办公室　　⟦202538→2025年3月8日⟧印发', context: at },
  { text: '⟦2025620日→2025年6月20日⟧前\n报送台账。\n⟦2025731日→2025年7月31日⟧前\n完成清理。' },
  { text: '⟦2025年620日→2025年6月20日⟧前完成清理。' },
  { text: '第一阶段（2025年3月）。动员。\n第二阶段（2025年⟦45→4至5⟧月）。排查。\n第三阶段（2025年6~7月）。总结。' },
  { text: '第二阶段（2025年5~6月）。各校自查，⟦620日→6月20日⟧前上报结果。' },
  { text: '每月⟦25→25日⟧\n报送进度表。' },
  { text: '每月⟦25→25日⟧前报送进度表。' },
  { text: '2025年5月⟦31→31日⟧前完成。' },
  { text: '根据安教发⟦202516→〔2025〕16⟧号文件' },
  { text: '放学时间不晚于⟦1730→17:30⟧。' },
  {
    text: '2025年3月1日前\n甲。\n⟦2025620日→2025年6月20日⟧前\n乙。\n⟦2025731→2025年7月31日⟧\n丙。\n⟦20251130→2025年11月30日⟧\n丁。',
    context: at,
  },
];

const AMBIGUOUS: Case[] = [
  { text: '⟦2025111日?⟧前完成。', why: '1月11日 or 11月1日' },
  { text: '各校⟦6?⟧报送自查表。', why: '6月, 6日' },
];

const SETTLED: Case[] = [
  { text: '⟦2025121→2025年12月1日⟧（星期一）', context: at, why: 'the weekday decides' },
  {
    text: '⟦2025620日→2025年6月20日⟧前\n甲\n⟦2025111日→2025年11月1日⟧前\n乙\n⟦20251130日→2025年11月30日⟧前\n丙',
    why: 'the order of the dates decides',
  },
];

const WHOLE_DATES: Case[] = [
  { text: '联系电话：2025830', context: at, why: 'a telephone number' },
  { text: '邮政编码：202538', context: at, why: 'a postcode' },
  { text: '发布时间：20250605', context: at, why: 'a compact way to write a date' },
  { text: '应当在期满前120日报告，180日内办结。', why: 'a duration' },
  { text: '开展100日行动，适合36月龄幼儿。', why: 'counts' },
  { text: '建筑面积不超过2025平方米，补助1830元。', why: 'amounts' },
  { text: '填写附件3报送教育局，第2完成小学。', why: 'numbers of annexes' },
  { text: '2025年6月5日前，2025年8~9月，每月20日前，18:30结束。', why: 'nothing is lost' },
  { text: '培训时间不少于1830分钟', why: 'not a clock time' },
];

const MARKS: Case[] = [
  { text: '推行“一表通⟦→”⟧“一网通”改革。' },
  { text: '开展“护苗行动”。\n通报⟦→“⟧护苗行动”专项检查结果。' },
  { text: '坚持“一校一策”。\n落实“一校一策⟦→”⟧要求。' },
  { text: '第一阶段（2025年5月）。成立专班。\n第二阶段（2025年6月底前⟦→）。⟧各校开展自查。' },
  { text: '报送总结（见附件2⟦→）⟧、台账和照片。' },
  { text: '他说⟦“?⟧好。\n完。' },
];

const WHOLE_MARKS: Case[] = [
  { text: '所谓“白名\n单”制度。', why: 'broken by the line, not lost' },
  { text: '建立（负面\n清单）制度。', why: 'broken by the line' },
  { text: '1）自查；2）整改；a）总结。', why: 'labels' },
  { text: '坚持“一校一策”“一人一案”。', why: 'two quotations side by side' },
];

const STOPS: Case[] = [
  {
    text: '（一）加强组织领导。各校成立专班，由校长负责，并明确分工。\n（二）压实工作责任。局机关各科室按职责分工，抓好落实。\n（三）严格督促检查⟦→。⟧坚持每月调度一次，对进展缓慢的学校进行通报。',
  },
  { text: '清单向社会公布⟦→，⟧确保落到实处。' },
  { text: '健全减负工作统筹协调⟦→，⟧强化责任落实到人。' },
  {
    text: '1.各校每月清理一次，结果张榜公布。\n2.各科室每季度清理一次借用人员，结果报教育局人事科⟦→。⟧\n3.各校不得瞒报，不得漏报。',
  },
  { text: '全面清理借用人员，限期返回学校。人事科每年核查，清理借用人员⟦→，⟧限期返回学校。' },
];

const WHOLE_STOPS: Case[] = [
  {
    text: '（一）加强领导。各校成立专班，由校长负责，并明确分工。\n（二）各校应当在开学前公布年度计划，接受教职工监督。',
    why: 'an order without a heading',
  },
  { text: '未经公布不得实施，未向社会公布不得收费。', why: 'a condition' },
  {
    text: '中小学校承担社会考试，每校每年不超过四次。\n中小学校承担社会考试每校每年不超过三次。',
    why: 'a comma behind a subject may stand or not',
  },
];

const LABELS: Case[] = [
  { text: '一、主要目标\n\n全面减负。\n\n⟦→二、⟧重点任务\n\n1.清理检查。\n\n三、保障措施\n' },
  {
    text: '一、主要目标\n\n重点任务\n\n进度安排\n\n三、保障措施\n',
    why: 'two lines could bear the number: reported, not chosen',
  },
];

describe('lost characters', () => {
  for (const [name, cases] of Object.entries({
    DATES,
    AMBIGUOUS,
    SETTLED,
    WHOLE_DATES,
    MARKS,
    WHOLE_MARKS,
    STOPS,
    WHOLE_STOPS,
  }))
    describe(name.toLowerCase().replace('_', ' '), () => {
      it.each(cases)('$text', (c) => {
        const ran = run(lostCharacters, c);
        expect(ran.restored).toBe(ran.expected);
        expect(ran.open).toEqual(ran.expectedOpen);
      });
    });

  it.each(LABELS)('label: $text', (c) => {
    const ran = run(lostCharacters, c);
    expect(ran.restored).toBe(ran.expected);
  });

  it('names the candidates of a date with two readings', () => {
    const [issue] = lostCharacters.find('2025111日前完成。', { year: 2025, witnesses: [] }).issues;
    expect(issue?.unresolved[0]?.candidates).toEqual(['2025年1月11日', '2025年11月1日']);
  });
});
