import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { NEGATIVE } from './gold/load.ts';
import { caseFiles, f1, goldFiles, hasShared, openCases, pool, scoreExtraction, scoreReview } from './score.ts';
import { listed, NO_SHARED, readTrusted } from './shared.ts';

/** The bars of the shared gold, pooled: exact F1 by type, located F1 for duty and oversight, shares of located records. */
const EXACT: Readonly<Record<string, number>> = {
  limit: 0.95,
  deadline: 0.9,
  prohibition: 0.95,
  approval: 0.85,
  reference: 0.95,
};
const LOCATED: Readonly<Record<string, number>> = { duty: 0.75, oversight: 0.75 };
const DETAIL: Readonly<Record<string, number>> = { strength: 0.95, each: 0.85, exception: 0.85, role: 0.85 };

describe.skipIf(!hasShared)(`shared gold${hasShared ? '' : `: ${NO_SHARED}`}`, async () => {
  const scores = hasShared
    ? await Promise.all(
        goldFiles()
          .filter((f) => f.set === 'shared')
          .map(scoreExtraction),
      )
    : [];
  const rows = pool(scores);
  test.each(Object.entries(EXACT))('exact F1 of %s is at least %f', (type, bar) => {
    const r = rows.get(type);
    expect(r && f1(r.exact, r.gold, r.pred)).toBeGreaterThanOrEqual(bar);
  });
  test.each(Object.entries(LOCATED))('located F1 of %s is at least %f', (type, bar) => {
    const r = rows.get(type);
    expect(r && f1(r.hits, r.gold, r.pred)).toBeGreaterThanOrEqual(bar);
  });
  test('matter and path of located records', () => {
    const all = [...rows.values()];
    const hits = all.reduce((a, r) => a + r.hits, 0);
    expect(all.reduce((a, r) => a + r.matter, 0) / hits).toBeGreaterThanOrEqual(0.9);
    expect(all.reduce((a, r) => a + r.path, 0) / hits).toBeGreaterThanOrEqual(0.98);
  });
  test.each(Object.entries(DETAIL))('%s of located records is at least %f', (name, bar) => {
    const sum = [...rows.values()]
      .map((r) => r.detail.get(name) ?? { of: 0, right: 0 })
      .reduce((a, d) => ({ of: a.of + d.of, right: a.right + d.right }));
    expect(sum.right / sum.of).toBeGreaterThanOrEqual(bar);
  });
});

describe.skipIf(!hasShared)(`gold of our own${hasShared ? '' : `: ${NO_SHARED}, and with it the scorer`}`, () => {
  test.each(
    goldFiles()
      .filter((f) => f.set !== 'shared')
      .map((f) => [f.name, f] as const),
  )('%s: exact F1 of all types at least 0.8', async (_, file) => {
    const all = [...pool([await scoreExtraction(file)]).values()];
    const sum = (k: 'gold' | 'pred' | 'exact'): number => all.reduce((a, r) => a + r[k], 0);
    expect(f1(sum('exact'), sum('gold'), sum('pred'))).toBeGreaterThanOrEqual(0.8);
  });
});

describe.skipIf(!hasShared)(`cases${hasShared ? '' : `: ${NO_SHARED}`}`, () => {
  const open = openCases();
  test.each(
    caseFiles()
      .filter((f) => !(f.name in open))
      .map((f) => [f.name, f] as const),
  )('%s: every finding with its kind, nothing spurious, silence kept', async (_, file) => {
    const r = await scoreReview(file);
    expect({
      kind: r.kind,
      spurious: r.spurious,
      silentBroken: r.silentBroken,
      verdictOk: r.verdictOk,
      metaWrong: r.metaWrong,
    }).toEqual({ kind: r.must, spurious: 0, silentBroken: 0, verdictOk: true, metaWrong: [] });
    expect(r.evidence).toBeGreaterThanOrEqual(r.wantEvidence - (file.set === 'own' ? 1 : 0));
    expect(r.severity).toBeGreaterThanOrEqual(r.must - (file.set === 'own' ? 1 : 0));
  });
});

describe.skipIf(!hasShared)(`open cases${hasShared ? '' : `: ${NO_SHARED}`}`, () => {
  const open = openCases();
  test.each(
    caseFiles()
      .filter((f) => f.name in open)
      .map((f) => [f.name, f] as const),
  )('%s: as much as stood before, nothing spurious', async (name, file) => {
    const r = await scoreReview(file);
    const { kind = 0, spurious = 0 } = open[name] ?? {};
    expect(r.kind).toBeGreaterThanOrEqual(kind);
    expect(r.spurious).toBeLessThanOrEqual(spurious);
  });
});

describe('every record stands on words of its document', () => {
  const texts = [...goldFiles().map((f) => f.text), ...caseFiles().flatMap((c) => [c.draft, ...c.against])];
  test.each([...new Set(texts)].map((t) => [t.split('/').at(-1) ?? t, t] as const))('%s', async (_, path) => {
    for (const { document, records } of await readTrusted(path))
      for (const r of records) {
        expect(document.text.slice(r.span.start, r.span.end)).toBe(r.quote);
        expect(r.rule).not.toBe('');
        expect(r.confidence).toBeGreaterThan(0);
      }
  });
});

describe('texts that hold no rule', () => {
  test.each(listed(NEGATIVE, '.txt').filter((f) => f !== 'contract.txt'))('%s gives no record', async (file) => {
    for (const { records } of await readTrusted(join(NEGATIVE, file)))
      expect(records.map((r) => `${r.type} ${r.quote}`)).toEqual([]);
  });
  test('an English contract is refused for what it is', async () => {
    await expect(readTrusted(join(NEGATIVE, 'contract.txt'))).rejects.toMatchObject({ code: 'not-chinese' });
  });
});
