import { describe, expect, test } from 'vitest';
import { bearersOf } from './actor.ts';
import { approval } from './approval.ts';
import { BODIES } from './lexicon/bearers.ts';
import { MATTER_TERMS } from './lexicon/matters.ts';
import { PROHIBITING, RULING_VERBS } from './lexicon/operators.ts';
import { OVERSEEING } from './lexicon/oversight.ts';
import { DECIDING } from './lexicon/procedures.ts';
import { matterOf } from './matter.ts';
import { oversight } from './oversight.ts';
import { prohibition } from './prohibition.ts';
import { contextOf, sectionOf } from './testing.ts';

const run = (text: string) => ({
  section: sectionOf(text),
  context: contextOf(text, { title: '关于规范学校有关工作的通知' }),
});

describe('every row of the word lists fires', () => {
  test.each(MATTER_TERMS.map((r) => [r.term, r.matter] as const))('%s speaks for %s', (term, matter) => {
    const { section, context } = run(`有关${term}的安排。`);
    expect(matterOf(section, { start: 0, end: section.text.length }, context).why).toContain(`${term}(clause`);
    expect(MATTER_TERMS.filter((r) => r.term === term).map((r) => r.matter)).toEqual([matter]);
  });
  test.each(PROHIBITING.map((r) => r.word))('%s prohibits', (word) => {
    const text = word.startsWith('一律') && word !== '一律取消' ? `各场所${word}营业。` : `${word}擅自开展相关活动。`;
    const { section, context } = run(text);
    expect(prohibition.extract(section, context).map((r) => r.modality)).toEqual([word]);
  });
  test.each(
    PROHIBITING.flatMap((r) =>
      (r.not ?? '')
        .split('|')
        .filter((n) => /^[一-鿿]+$/.test(n))
        .map((n) => `${r.word}${n}`),
    ),
  )('%s does not', (word) => {
    const { section, context } = run(`有关部门${word}。`);
    expect(
      prohibition.extract(section, context).filter((r) => word.startsWith(r.modality) && r.modality.length > 1),
    ).toEqual([]);
  });
  test.each(RULING_VERBS.map((v) => [v]))('不%s orders', (verb) => {
    const { section, context } = run(`各单位不得拖延，不${verb}相关事项。`);
    expect(prohibition.extract(section, context).map((r) => r.modality)).toEqual(['不得', '不']);
  });
  test.each(DECIDING.map((d) => [d.word, d.procedure] as const))('%s is %s', (word, procedure) => {
    const { section, context } = run(`活动方案须报市教育局${word}。`);
    expect(approval.extract(section, context).map((r) => [r.procedure, r.authority])).toEqual([
      [procedure, '市教育局'],
    ]);
  });
  test.each(BODIES.map((b) => [b.word, b.bearer] as const))('%s is of class %s', (word, bearer) => {
    expect(bearersOf(word)).toEqual([bearer]);
  });
  test.each(OVERSEEING.map((o) => [o.sample, o.kind] as const))('%s is %s', (sample, kind) => {
    const { section, context } = run(sample);
    expect(oversight.extract(section, context).map((r) => r.kind)).toContain(kind);
  });
});

test('a title of one matter speaks for clauses that say nothing of their own, not for the day of entry', () => {
  const of = (text: string, title: string) =>
    matterOf(sectionOf(text), { start: 0, end: text.length }, contextOf(text, { title })).matter;
  const tutoring = '关于加强校外培训机构预收费监管的通知';
  expect(of('单次收费总额不得超过4000元', tutoring)).toBe('tutoring');
  expect(of('本通知自印发之日起施行', tutoring)).toBe('other');
  expect(of('借调教师须报县教育局批准', tutoring)).toBe('secondment');
  expect(of('借用教师的时间不得超过6个月', '关于规范社会事务进校园的暂行办法')).toBe('secondment');
  expect(of('单次收费总额不得超过4000元', '关于规范作业管理和课后服务的通知')).toBe('other');
});
