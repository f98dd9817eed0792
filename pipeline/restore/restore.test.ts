import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { respin, samples, wear } from '../../bench/damage.ts';
import { sourceOf } from '../../records/text.ts';
import { judgeQuality, restore } from './index.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const shared = fileURLToPath(new URL('../../../shared/', import.meta.url));
const read = (path: string) => readFileSync(path, 'utf8').replace(/\r/g, '');
const texts = [
  ...samples(),
  ...readdirSync(`${root}tests/gold/negative`)
    .filter((f) => f.endsWith('.txt'))
    .map((f) => `${root}tests/gold/negative/${f}`),
];

/** Pieces of damaged and of whole notices, to be thrown together in any order. */
const PIECES = [
  '荧惑各校作念好台账轨制，功令不莳植三项。',
  '素质局对于轨范进修队伍成立的奉告',
  '不得轻松成立打卡功能，干系姿首按捺。',
  '2025620日前',
  '202538',
  '每月25',
  '第二阶段（2025年45月）。排查。',
  '第三阶段（2025年6~7月）。',
  '各校6报送自查表。',
  '县x场监管局和上x公司',
  '依据******办公厅、国务院办公厅文件，',
  'XX区',
  '推行“一表通“一网通”改革，',
  '落实“一网通要求。',
  '（见附件2、台账',
  '一、目标',
  '二、任务',
  '三、保障',
  '重点任务',
  '（一）加强领导。各校由校长负责，成立专班，抓好落实。',
  '（二）严格督查坚持每月调度一次，对进展缓慢的学校进行通报。',
  '今后不冉安排，末经批准不得开展，',
  '经党委（工）研究，',
  '2025年，完成。2025年，推开。2025年，建成。',
  '根据《某省教育厅印发',
  '各校每学期清理一次台账；清理结果报县教育局备案，县教育局每年抽查一次，抽查结果向社会公布，接受师生监督。',
  '清单向社会公布确保落到实处。',
  '安教发202516号',
  '\n',
  '\n\n',
  '。',
  '，',
  '\t',
];

const jumble = fc.array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 24 }).map((p) => p.join(''));

function lawful(source: string): void {
  const r = restore(source);
  let at = 0;
  let from = 0;
  for (const s of r.segments) {
    expect([s.start, s.from]).toEqual([at, from]);
    at = s.end;
    from = s.to;
  }
  expect([at, from]).toEqual([r.text.length, source.length]);
  for (const p of r.repairs) expect(r.text.slice(p.span.start, p.span.end)).toBe(p.reading);
  expect(sourceOf(r.text, r.repairs, { start: 0, end: r.text.length + 1 })).toBe(source);
  for (const i of r.issues) for (const u of i.unresolved) expect(u.span.end).toBeLessThanOrEqual(r.text.length);
  const twice = restore(r.text);
  expect(twice.text).toBe(r.text);
  expect(twice.repairs).toEqual([]);
}

describe('restore', () => {
  it('maps totally and monotonely, keeps the source, and twice is once', () => {
    fc.assert(fc.property(jumble, lawful), { numRuns: 300 });
  });

  it('holds on arbitrary text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), lawful), { numRuns: 200 });
    fc.assert(
      fc.property(
        fc.string({
          unit: fc.constantFrom(...'年月日至前后（）()“”《》*x×0123456789。，\n\t一二三、市场'),
          maxLength: 60,
        }),
        lawful,
      ),
      { numRuns: 500 },
    );
  });

  it('holds on damaged notices', () => {
    for (const [i, file] of texts.entries()) {
      const clean = read(file);
      lawful(respin(clean, i).text);
      lawful(wear(clean, i).text);
    }
  });

  it.each(texts)('leaves %s as it is', (file) => {
    const clean = read(file);
    const r = restore(clean);
    expect(r.repairs).toEqual([]);
    expect(r.issues).toEqual([]);
    if (clean.length > 200) expect(judgeQuality(r.text, r.repairs, r.issues).usable).toBe(true);
  });

  it('never changes a digit of a rewritten copy', () => {
    const digits = (s: string) => s.replace(/\D/g, '');
    for (const [i, file] of texts.entries()) {
      const { text } = respin(read(file), 100 + i);
      expect(digits(restore(text).text)).toBe(digits(text));
    }
  });
});

describe('quality verdict', () => {
  const spun = '荧惑各校作念好台账轨制，功令不莳植三项。';

  it('a restored copy is usable and says how much was restored', () => {
    const r = restore(spun.repeat(4));
    const verdict = judgeQuality(r.text, r.repairs, r.issues);
    expect(verdict.usable).toBe(true);
    expect(verdict.why).toContain(`已还原 ${r.repairs.length} 处`);
  });

  it('a copy that stays in pieces is not', () => {
    const r = restore(`${spun}${'各校涤除褫夺干系，按捺绳墨夙昔，禳解黜陟。'.repeat(6)}`);
    expect(judgeQuality(r.text, r.repairs, r.issues).usable).toBe(false);
  });

  it('a few words are no document', () => {
    expect(judgeQuality('通知', [], []).usable).toBe(false);
  });
});

const GoldLine = z.object({ restored: z.string().optional() });

const seeds: [file: string, upTo: string | null, kinds: string[]][] = [
  ['000_27e9d328f1a0e41a', null, ['respun']],
  ['002_86a1ebe53cf53946', '\n一、指导思想', ['lost-characters', 'redacted', 'duplicated-text', 'truncated']],
  ['003_58a7f0e9c5ec2401', null, ['lost-characters', 'ocr-confusion']],
  ['004_941c7e5c2aa311a0', null, ['lost-characters']],
];

describe.skipIf(!existsSync(`${shared}seeds`))('copies found in the wild (skipped without ../shared/seeds)', () => {
  it.each(seeds)('%s has the damage its gold names', (name, upTo, kinds) => {
    const whole = read(`${shared}seeds/${name}.txt`);
    const r = restore(upTo ? whole.slice(0, whole.indexOf(upTo)) : whole);
    // Broken lines and page chrome are the text stage's.
    expect(r.issues.map((i) => i.kind)).toEqual(kinds);
    expect(judgeQuality(r.text, r.repairs, r.issues).usable).toBe(true);
  });

  it('the rewritten copy reads as its gold, and no number moved', () => {
    const name = '000_27e9d328f1a0e41a';
    const source = read(`${shared}seeds/${name}.txt`);
    const r = restore(source);
    const gold = read(`${shared}gold/${name}.jsonl`).trim().split('\n');
    const missed = gold.flatMap((line) => {
      const { restored } = GoldLine.parse(JSON.parse(line));
      return restored === undefined || r.text.includes(restored) ? [] : [restored];
    });
    expect(missed).toEqual([]);
    expect(r.text.replace(/\D/g, '')).toBe(source.replace(/\D/g, ''));
    expect(r.issues.flatMap((i) => i.unresolved)).toEqual([]);
  });

  it('in 003 and 004 no character that was right is changed', () => {
    for (const name of ['003_58a7f0e9c5ec2401', '004_941c7e5c2aa311a0']) {
      const r = restore(read(`${shared}seeds/${name}.txt`));
      const replaced = r.repairs.filter((p) => p.sourceText !== '').map((p) => `${p.sourceText} → ${p.reading}`);
      expect(replaced).toEqual(name.startsWith('003') ? ['党委（工） → 党（工）委'] : []);
    }
  });

  it('the cases of the review are clean', () => {
    for (const name of readdirSync(`${shared}cases`).filter((f) => f.endsWith('.txt'))) {
      const r = restore(read(`${shared}cases/${name}`));
      expect([name, r.repairs, r.issues]).toEqual([name, [], []]);
    }
  });
});
