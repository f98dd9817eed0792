import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { parseWhen } from '../../records/when.ts';
import { pathAt, pathsOf } from './labels.ts';
import { About, DRAFTS, expectations, GoldDocument, goldRecords, goldTexts, NEGATIVE, SAMPLES } from './load.ts';

const texts = goldTexts();
const readJson = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'));

/** All offsets at which the quote stands. */
function offsets(text: string, quote: string): number[] {
  const found: number[] = [];
  for (let at = text.indexOf(quote); at >= 0; at = text.indexOf(quote, at + 1)) found.push(at);
  return found;
}

describe.each(texts)('gold of $slug', (gold) => {
  const records = goldRecords(gold);

  it('has records of several types', () => {
    expect(records.length).toBeGreaterThanOrEqual(25);
    expect(new Set(records.map((r) => r.type)).size).toBeGreaterThanOrEqual(5);
  });

  it('quotes the text, at the path it names', () => {
    for (const r of records) {
      const paths = offsets(gold.text, r.quote).map((at) => pathAt(gold.text, at));
      expect(paths, `${r.quote} [${r.path}]`).toContain(r.path);
    }
  });

  it('takes exceptions, pretexts and operators from the text', () => {
    for (const r of records) {
      if (r.exception !== null) expect(gold.text).toContain(r.exception);
      if (r.type !== 'prohibition') continue;
      expect(r.quote).toContain(r.modality);
      if (r.pretext !== null) expect(r.quote).toContain(r.pretext);
    }
  });

  it('states deadlines in the public format', () => {
    for (const r of records) {
      if (r.type !== 'deadline') continue;
      expect(parseWhen(r.when), `${r.when} · ${r.quote}`).not.toBeNull();
      if (/^[<>]anchor$/.test(r.when)) expect(r.anchor, r.quote).not.toBeNull();
    }
  });

  it('says nothing twice', () => {
    const keys = records.map((r) => JSON.stringify({ ...r, act: undefined, subject: undefined, action: undefined }));
    expect(new Set(keys).size).toBe(keys.length);
  });
});

describe('the gold together', () => {
  const quoted = (set: 'field' | 'all'): string =>
    texts
      .filter((t) => set === 'all' || t.set === 'field')
      .flatMap((t) => goldRecords(t).map((r) => r.quote))
      .join('\n');

  it.each([
    ['full-width digits', /[０-９]/],
    ['two as 两', /两年/],
    ['〇 in a year', /二〇二五年/],
    ['Chinese numerals with 万 and 亿', /三亿五千万元/],
    ['a multiple in words', /一点五倍/],
    ['廿', /廿日/],
    ['half', /半年|半天/],
    ['capital numerals', /叁拾伍元/],
    ['fractions', /[一二三四]分之[一二三]/],
    ['百分之', /百分之[一二三四五]/],
    ['percentage points', /个百分点/],
    ['成', /二成/],
    ['倍', /[\d５]倍/],
    ['spelt clock time', /下午2时30分/],
    ['clock time', /18:00/],
    ['money', /[\d．.]+万元/],
    ['area', /平方米/],
    ['字', /\d字/],
    ['课时', /课时/],
    ['工作日', /个工作日/],
    ...['不超过', '不得超过', '以内', '至多', '最多', '最高', '最长', '不晚于', '控制在', '上限'].map(
      (word): [string, RegExp] => [word, new RegExp(word)],
    ),
    ...['不少于', '不低于', '至少', '以上', '以下', '不得少于', '不得低于', '原则上', '一般'].map(
      (word): [string, RegExp] => [word, new RegExp(word)],
    ),
    ...['每学期', '每学年', '每年', '每月', '每次', '每所学校', '每校', '每县', '每名教师'].map(
      (word): [string, RegExp] => [word, new RegExp(word)],
    ),
    ['上旬', /上旬前/],
    ['之日起…日内', /之日起\d+日内/],
    ['提前', /提前\d+日/],
    ['施行', /自\d+年\d+月\d+日起施行/],
    ['有效期', /有效期/],
    ['每年…月底前', /每年\d月底前/],
    ['每月…日前', /每月\d+日前/],
    ['span of months', /６至７月|6月至7月/],
    ['即日起', /即日起/],
    ['before the semester', /春季学期开学前/],
    ['quarter', /每季度/],
    ['年初', /每年年初/],
    ['first day of the quarter', /每季度第一个月的第一天/],
    ['every three years', /每三年/],
    ['pretext', /以[^，。]+名义/],
    ['except', /除[^，。]+外/],
  ])('covers %s', (_, pattern) => {
    expect(quoted('all')).toMatch(pattern);
  });

  it('keeps cases on which annotators part to at most a fifth', () => {
    const all = texts.flatMap((t) => goldRecords(t));
    expect(all.filter((r) => r.optional).length / all.length).toBeLessThan(0.2);
  });

  it('leaves sentences that hold a number but no rule unannotated', () => {
    const bare = texts.flatMap((t) => {
      const quotes = goldRecords(t).map((r) => r.quote);
      return t.text
        .split(/[。；\n]/)
        .map((s) => s.trim())
        .filter((s) => /[\d０-９一二三四五六七八九十]/.test(s) && s.length > 8)
        .filter((s) => !quotes.some((q) => s.includes(q) || q.includes(s)));
    });
    expect(bare.length).toBeGreaterThanOrEqual(30);
  });
});

describe('documents', () => {
  const fields = texts.filter((t) => t.set === 'field');
  const documents = z
    .record(z.string(), z.array(GoldDocument).length(1))
    .parse(readJson(join(import.meta.dirname, 'documents.json')));

  it('lists every field text', () => {
    expect(Object.keys(documents).sort()).toEqual(fields.map((t) => `${t.slug}.txt`).sort());
  });

  it('describes what the text says', () => {
    for (const { slug, text } of fields) {
      const document = documents[`${slug}.txt`]?.[0];
      const folded = text.normalize('NFKC').replace(/\s/g, '');
      const fold = (s: string): string => s.normalize('NFKC').replace(/\s/g, '');
      for (const said of [document?.title, ...(document?.attachments ?? []), ...(document?.addressees ?? [])]) {
        expect(folded).toContain(fold(said ?? ''));
      }
      const paths = new Set(pathsOf(text).map((line) => line.path));
      for (const [path] of document?.outline ?? []) expect(paths, slug).toContain(path);
    }
  });

  it('has a complete about-file, of this very text, for every sample', () => {
    for (const { slug, text } of texts.filter((t) => t.set === 'sample')) {
      const about = About.parse(readJson(join(SAMPLES, slug, 'about.json')));
      expect(about.sha256, slug).toBe(createHash('sha256').update(text).digest('hex'));
      expect(text).toContain(about.docNumber);
    }
  });
});

describe('drafts to review', () => {
  const samples = new Map(texts.filter((t) => t.set === 'sample').map((t) => [`${t.slug}.txt`, t.text]));

  it.each(expectations().map((e) => [e.draft, e] as const))('%s: expectations stand on both texts', (_, expected) => {
    const draft = readFileSync(join(DRAFTS, expected.draft), 'utf8');
    for (const quote of [...expected.findings.map((f) => f.quote), ...expected.silent]) expect(draft).toContain(quote);
    for (const name of expected.against) expect(samples.has(name), name).toBe(true);
    for (const f of expected.findings) {
      if (f.superior === null) continue;
      expect(expected.against).toContain(f.superior);
      const paths = pathsOf(samples.get(f.superior) ?? '').map((line) => line.path);
      for (const path of [f.superiorPath, ...(f.also ?? [])]) expect(paths, f.quote).toContain(path);
      for (const other of f.alsoDocuments ?? []) expect(expected.against).toContain(other);
    }
    expect(expected.verdict).toBe(
      expected.findings.some((f) => f.severity === 'conflict' && !f.optional) ? 'inconsistent' : 'consistent',
    );
  });

  it('has an expectation for every draft', () => {
    const drafts = readdirSync(DRAFTS).filter((name) => name.endsWith('.txt'));
    expect(
      expectations()
        .map((e) => e.draft)
        .sort(),
    ).toEqual(drafts.sort());
  });
});

it('the texts that hold no rule are long enough to try an extractor', () => {
  for (const name of readdirSync(NEGATIVE)) {
    const text = readFileSync(join(NEGATIVE, name), 'utf8');
    const size = /\p{Script=Han}/u.test(text)
      ? (text.match(/\p{Script=Han}/gu)?.length ?? 0)
      : text.split(/\s+/).length;
    expect(size, name).toBeGreaterThanOrEqual(300);
  }
});
