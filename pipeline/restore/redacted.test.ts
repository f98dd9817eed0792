import { describe, expect, it } from 'vitest';
import { type Case, run } from './cases.ts';
import { redacted } from './redacted.ts';

const CASES: Case[] = [
  { text: '依据⟦******→中共中央⟧办公厅、国务院办公厅文件。' },
  { text: '以⟦******→习近平⟧新时代中国特色社会主义思想为指导。' },
  { text: '学习⟦***→习近平⟧总书记重要讲话。' },
  { text: '贯彻⟦党的二十大和***三中***→党的二十大和二十届三中全会⟧精神。' },
  { text: '依照《⟦中华人民***国→中华人民共和国⟧教师法》。' },
  { text: '县⟦x场→市场⟧监管局会同⟦x场→市场⟧、城管两部门整顿⟦x场→市场⟧秩序。' },
  { text: '⟦上x→上市⟧公司不得投资，拟⟦上x→上市⟧企业不得收费。' },
  { text: '由⟦x城x→市城市⟧管理局牵头，做好⟦城x→城市⟧更新。' },
  { text: '各⟦x→市⟧、县（⟦x→市⟧、区）政府，省⟦x→市⟧县三级。' },
  { text: '⟦XX?⟧区教育局打造⟦X?⟧品牌，⟦xxx?⟧派出所。' },
  { text: '⟦■■■?⟧同志负责。' },
];

const WHOLE: Case[] = [
  { text: '填报单位：_____　时间：__月__日', why: 'a form to be filled in' },
  { text: '1\tXX 县（市、区）\t', why: 'a template in a table row' },
  { text: '邮箱:xxjyj@example.com，用x64系统、Xbox', why: 'letters of an address or a name' },
  { text: '面积3×4米，××年×月×日', why: 'a product; a date to be filled in' },
  { text: '***\n\n附件', why: 'a rule between sections' },
  { text: '**重点**工作', why: 'markup' },
  { text: '市场监管部门、上市公司、城市管理', why: 'nothing is covered' },
];

describe('redacted', () => {
  it.each([...CASES, ...WHOLE])('$text', (c) => {
    const ran = run(redacted, c);
    expect(ran.restored).toBe(ran.expected);
    expect(ran.open).toEqual(ran.expectedOpen);
  });
});
