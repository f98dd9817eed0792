import { describe, expect, it } from 'vitest';
import { type Case, run } from './cases.ts';
import { ocrConfusion } from './ocr-confusion.ts';

const CASES: Case[] = [
  { text: '今后⟦不冉→不再⟧安排检查。' },
  { text: '⟦面问→面向⟧社会公开，以下⟦筒称→简称⟧“清单”。' },
  { text: '由校长⟦答收→签收⟧。' },
  { text: '⟦末经→未经⟧批准不得开展，⟦己经→已经⟧开展的停止。' },
  { text: '⟦纳人→纳入⟧年度⟦孩定→核定⟧范围，组织学科⟦竟赛→竞赛⟧。' },
  { text: '⟦徽信→微信⟧工作群' },
  { text: '经同级⟦党委（工）→党（工）委⟧研究。' },
  { text: '2025年6月5⟦目→日⟧前上报。' },
  { text: '2⟦O→0⟧25年' },
];

const WHOLE: Case[] = [
  { text: '自己经过努力，知己有限', why: '己 belongs to 自己' },
  { text: '期末经费不足，周末经家长同意', why: '末 belongs to 期末, 周末' },
  { text: '引进人才，先进人物，接纳人数，下列人员，成人学校', why: '人 belongs to the next word' },
  { text: '工作目标明确，目前有关人员', why: '目 belongs to 目标, 目前' },
  { text: '由于部分学校，位于部队旁', why: '于 belongs to 由于, 位于' },
  { text: '申请理由、聘请单位', why: '请 belongs to 申请, 聘请' },
  { text: '当年未完成的任务，本学期未完成的课时', why: '未 is 未' },
  { text: '党委（工会）和党（工）委', why: 'in their order' },
];

describe('ocr confusion', () => {
  it.each([...CASES, ...WHOLE])('$text', (c) => {
    const ran = run(ocrConfusion, c);
    expect(ran.restored).toBe(ran.expected);
  });
});
