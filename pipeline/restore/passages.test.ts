import { describe, expect, it } from 'vitest';
import { type Case, run } from './cases.ts';
import { duplicated } from './duplicated.ts';
import { overwritten } from './overwritten.ts';
import { truncated } from './truncated.ts';

const PASSAGE =
  '各校每学期清理一次台账；清理结果报县教育局备案，县教育局每年抽查一次，抽查结果向社会公布，接受师生监督；其他科室各负其责。';

describe('duplicated', () => {
  const CASES: Case[] = [
    { text: `一、任务。${PASSAGE}⟦${PASSAGE}→⟧\n二、要求。` },
    { text: `一、任务。做好准备，${PASSAGE}\n⟦${PASSAGE}\n→⟧二、要求。` },
    { text: `一、任务。${PASSAGE}\n二、要求。\n附件\n${PASSAGE}`, why: 'an annex repeats the body' },
    {
      text: '同意，同意。同意，同意。同意，同意。同意，同意。同意，同意。同意，同意。',
      why: 'too short to be a passage',
    },
    { text: `序号\t名称\n${'____________________________________\n'.repeat(6)}`, why: 'blank rows of a form' },
  ];
  it.each(CASES)('$text', (c) => {
    const ran = run(duplicated, c);
    expect(ran.restored).toBe(ran.expected);
  });
});

describe('overwritten', () => {
  const CASES: Case[] = [
    { text: '⟦2025年?⟧，完成摸底，建立清单。⟦2025年?⟧，全面推开。⟦2025年?⟧，建成长效机制。' },
    { text: '第一阶段（⟦2025年?⟧）第二阶段（⟦2025年?⟧）第三阶段（⟦2025年?⟧）' },
    { text: '2024年，完成摸底。2025年，全面推开。2026年，建成机制。', why: 'years go on' },
    { text: '2025年，完成摸底。2025年，全面推开。', why: 'two goals of one year' },
    { text: '第一阶段（2025年3月）第二阶段（2025年5月）第三阶段（2025年9月）', why: 'months tell them apart' },
  ];
  it.each(CASES)('$text', (c) => {
    const ran = run(overwritten, c);
    expect(ran.restored).toBe(ran.expected);
    expect(ran.open).toEqual(ran.expectedOpen);
  });
});

describe('truncated', () => {
  const CASES: Case[] = [
    { text: '根据⟦《某省教育厅印发?⟧\n一、目标\n全面减负。' },
    { text: '各校要认真组织自查自纠，按时报送⟦，?⟧\n二、要求\n抓好落实。' },
    { text: '根据《某省教育厅关于\n减负的意见》，制定本方案。', why: 'a title broken by the line' },
    { text: '主要任务是，\n（一）清理检查。', why: 'a list follows' },
    { text: '根据《意见》，制定本方案。', why: 'whole' },
  ];
  it.each(CASES)('$text', (c) => {
    const ran = run(truncated, c);
    expect(ran.open).toEqual(ran.expectedOpen);
  });
});
