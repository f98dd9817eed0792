import { describe, expect, it } from 'vitest';
import { type Case, run } from './cases.ts';
import { measure, respun } from './respun.ts';
import { chosen, type Reading, ROWS } from './respun-table.ts';

/** Enough words of the family that a text reads as rewritten. */
const SPUN = '荧惑各校作念好台账轨制，功令不莳植三项。';
const TRUE = '鼓励各校做好台账制度，规定不超过三项。';

const CASES: Case[] = [
  { text: '⟦素质→教育⟧局⟦对于→关于⟧⟦轨范→规范⟧⟦进修→教师⟧队伍⟦成立→建设⟧的⟦奉告→通知⟧', why: '' },
  { text: '加强教师队伍⟦成立→建设⟧。', why: '成立 of 建设' },
  { text: '不得⟦轻松→随意⟧⟦成立→设置⟧打卡功能。', why: '成立 of 设置' },
  { text: '县里成立领导小组。', why: '成立 stands' },
  { text: '提高课后服务质量，⟦缔结→签订⟧⟦服务状→责任状⟧，做好减负⟦服务→工作⟧。', why: '服务 three ways' },
  { text: '合同条款有效，不得⟦条款→要求⟧学校陪同。', why: '条款 two ways' },
  { text: '《⟦对于→关于⟧减负的⟦倡导→意见⟧》大力倡导阅读。', why: '倡导 two ways' },
  { text: '教师进修学校组织⟦进修→教师⟧参训。', why: '进修 two ways' },
  { text: '推进素质教育，提高综合素质，⟦素质→教育⟧部门负责。', why: '素质 two ways' },
  { text: '⟦依期→按期⟧完成整改，⟦依期→定期⟧清查。', why: '依期 two ways' },
  { text: '出现⟦紧要→重大⟧舆情，讲话有⟦紧要→重要⟧意义。', why: '紧要 two ways' },
  { text: '⟦干系→有关⟧部门理顺⟦干系?⟧。', why: '干系 without a reading is reported' },
  { text: '各校安装⟦利用方法→应用程序⟧不⟦莳植→超过⟧3款。', why: 'a number beside a word stays' },
];

describe('respun', () => {
  it.each(CASES)('$text', (c) => {
    const ran = run(respun, { text: `${SPUN}\n${c.text}` });
    expect(ran.restored).toBe(`${TRUE}\n${ran.expected.slice(SPUN.length + 1)}`);
    expect(ran.open).toEqual(ran.expectedOpen);
  });

  it('leaves a clean text alone that uses words of the table', () => {
    const clean =
      '加强教师队伍建设，成立领导小组，服务学生，倡导阅读，完善合同条款，教师进修学校负责培训，实行双轨制。';
    expect(measure(clean).respun).toBe(false);
    expect(run(respun, { text: clean }).restored).toBe(clean);
  });

  it('flags a word that the table does not know and does not guess it', () => {
    const ran = run(respun, { text: `${SPUN}\n各校⟦涤除?⟧台账，不得⟦褫夺?⟧课时。` });
    expect(ran.open).toEqual(['涤除', '褫夺']);
    expect(ran.restored).toContain('各校涤除台账');
  });

  it('needs three different words before it calls a text rewritten', () => {
    expect(measure('功令功令功令功令').respun).toBe(false);
    expect(measure('功令轨制荧惑').respun).toBe(true);
  });

  it('takes the words of another copy, never its numbers', () => {
    const witness = '各校做好台账制度建档，规定每学期不超过四项活动。';
    const text = '荧惑各校作念好台账轨制建档，功令每学期不莳植三项行动。';
    const ran = run(respun, { text, context: { witnesses: [witness] } });
    expect(ran.restored).toContain('不超过三项');
  });

  it('takes a title from a document that cites it', () => {
    const witness = '依据《某省教育厅关于进一步规范教师管理工作的意见》，制定本方案。';
    const text = '荧惑落实《某省素质厅对于进一步轨范进修料理服务的倡导》，功令不莳植三项。';
    expect(run(respun, { text, context: { witnesses: [witness] } }).restored).toContain(
      '《某省教育厅关于进一步规范教师管理工作的意见》',
    );
  });
});

describe('table of rewritten words', () => {
  it('knows each word once, and no reading is a word it would rewrite again', () => {
    expect(new Set(ROWS.map((r) => r.respun)).size).toBe(ROWS.length);
    const plain = new Set(ROWS.filter((r) => r.conditional.length === 0 && r.free.length === 1).map((r) => r.respun));
    for (const row of ROWS)
      for (const to of [...row.free, ...row.conditional.map((c) => c.to)])
        if (to !== null) expect(plain.has(to), `${row.respun} → ${to}`).toBe(false);
  });

  it('has no reading that can never be chosen', () => {
    const dead: string[] = [];
    for (const row of ROWS)
      for (const reading of row.conditional) {
        const texts = wordings(reading.before)
          .map((b) => b || '甲')
          .flatMap((b) => wordings(reading.after).map((a) => ({ b, a })));
        const fires = texts.some(({ b, a }) => chosen(`${b}${row.respun}${a}`, { at: b.length, row }) === reading);
        if (!fires) dead.push(`${row.respun} → ${reading.to ?? '='} ${describeReading(reading)}`);
      }
    expect(dead).toEqual([]);
  });
});

const describeReading = (r: Reading): string => `<${r.before?.source ?? ''} >${r.after?.source ?? ''}`;

/** One wording for each top alternative of a condition: groups by their first branch, classes by their first character. */
function wordings(pattern: RegExp | null): string[] {
  if (!pattern) return [''];
  const source = pattern.source.replace(/^\^?\(\?:/, '').replace(/\)\$?$/, '');
  const out: string[] = [];
  let depth = 0;
  let part = '';
  for (const c of `${source}|`) {
    if (c === '(' || c === '[') depth++;
    if (c === ')' || c === ']') depth--;
    if (c === '|' && depth === 0) {
      out.push(wording(part));
      part = '';
    } else part += c;
  }
  return out;
}

function wording(part: string): string {
  let s = part;
  for (let before = ''; before !== s; ) {
    before = s;
    s = s.replace(/\(\?:([^()|]*)(?:\|[^()]*)?\)\??/g, '$1');
  }
  return s
    .replace(/\[\^[^\]]*\]\{(\d)[^}]*\}/g, (_, n: string) => '甲'.repeat(Number(n)))
    .replace(/\[([^\]\\])[^\]]*\]\+?/g, '$1')
    .replace(/\\d/g, '1')
    .replace(/\\n/g, '\n')
    .replace(/(.)\?/g, '$1')
    .replace(/\$/g, '');
}
