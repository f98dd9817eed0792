import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { toFindings } from '../pipeline/findings.ts';
import { toReport } from '../pipeline/report.ts';
import type { Reading } from '../records/reading.ts';
import type { Report } from '../records/report.ts';
import { DRAFTS, goldTexts, SAMPLES } from './gold/load.ts';
import { hasShared, listed, ROOT, readTrusted, SHARED } from './shared.ts';

export interface TypeRow {
  readonly gold: number;
  readonly pred: number;
  readonly located: { p: number; r: number; f1: number };
  readonly exact: { p: number; r: number; f1: number };
  readonly hits: number;
  readonly exactHits: number;
  readonly matter: number;
  readonly path: number;
  readonly detail: Readonly<Record<string, { of: number; right: number }>>;
}
export interface ExtractScore {
  readonly rows: Readonly<Record<string, TypeRow>>;
}
export interface ReviewScore {
  readonly draft: string;
  readonly must: number;
  readonly located: number;
  readonly kind: number;
  readonly evidence: number;
  readonly wantEvidence: number;
  readonly severity: number;
  readonly metaWrong: readonly string[];
  readonly reported: number;
  readonly spurious: number;
  readonly silentBroken: number;
  readonly verdict: string;
  readonly verdictOk: boolean;
  readonly precision: number;
  readonly recall: number;
}

/** The scorer stands in ../shared; where that is absent there is nothing to score with. */
const SCORER = join(SHARED, 'score', 'score.mjs');

function score(args: readonly string[], output: unknown): unknown {
  const folder = mkdtempSync(join(tmpdir(), 'wenheng-score-'));
  try {
    const file = join(folder, 'output.json');
    writeFileSync(file, JSON.stringify(output));
    const [mode = '', gold = '', ...flags] = args;
    return JSON.parse(
      execFileSync(process.execPath, [SCORER, mode, gold, file, '--json', ...flags], {
        encoding: 'utf8',
        maxBuffer: 1e8,
      }),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export interface GoldFile {
  readonly name: string;
  readonly text: string;
  readonly gold: string;
  /** One of several documents of the file. */
  readonly doc: number | null;
  readonly set: 'shared' | 'sample' | 'field';
}

/** Every gold file there is: the shared ones first, then the project's own. */
export function goldFiles(): GoldFile[] {
  const shared = listed(join(SHARED, 'gold'), '.jsonl').map((file): GoldFile => {
    const [stem = '', plan] = file.replace('.jsonl', '').split('.');
    return {
      name: file.replace('.jsonl', ''),
      text: join(SHARED, 'seeds', `${stem}.txt`),
      gold: join(SHARED, 'gold', file),
      doc: plan ? Number(plan.replace('plan', '')) - 1 : null,
      set: 'shared',
    };
  });
  const own = goldTexts().map((g): GoldFile => ({ name: g.slug, text: g.txt, gold: g.jsonl, doc: null, set: g.set }));
  return [...shared, ...own];
}

export const scoreExtraction = async (file: GoldFile): Promise<ExtractScore> =>
  scoreReadings(file, await readTrusted(file.text));

/** Readings of the file, or of a copy of it, against the file's gold. */
export function scoreReadings(file: GoldFile, readings: readonly Reading[]): ExtractScore {
  const output = { documents: readings.map((r) => ({ ...r.document, records: r.records })) };
  return score(
    ['extract', file.gold, ...(file.doc === null ? [] : ['--doc', String(file.doc)])],
    output,
  ) as ExtractScore;
}

export interface CaseFile {
  readonly name: string;
  readonly expected: string;
  readonly draft: string;
  readonly against: readonly string[];
  readonly set: 'shared' | 'own';
}

const OWN_DRAFTS = join(ROOT, 'tests', 'drafts');
/** A superior that a draft of tests/drafts names: its own, a sample notice, a gold notice of another field, or a shared one. */
const superiorFile = (name: string): string =>
  [
    join(OWN_DRAFTS, 'superiors', name),
    join(SAMPLES, name.replace(/\.txt$/, ''), name),
    join(ROOT, 'tests', 'gold', name),
  ].find((p) => existsSync(p)) ?? join(SHARED, 'seeds', name);

/** A draft that is not judged as it should be yet: why, and how much of it is, which must not become less. */
const Open = z.strictObject({ why: z.string().min(10), kind: z.int().min(0), spurious: z.int().min(0).default(0) });
export const openCases = (): Readonly<Record<string, z.infer<typeof Open>>> =>
  z.record(z.string(), Open).parse(JSON.parse(readFileSync(join(OWN_DRAFTS, 'open.json'), 'utf8')));

export function caseFiles(): CaseFile[] {
  const from = (folder: string, set: CaseFile['set'], superior: (name: string) => string): CaseFile[] =>
    listed(folder, '.expected.json').map((f) => {
      const expected = JSON.parse(readFileSync(join(folder, f), 'utf8')) as { draft: string; against: string[] };
      return {
        name: f.replace('.expected.json', ''),
        expected: join(folder, f),
        draft: join(folder, expected.draft),
        against: expected.against.map(superior),
        set,
      };
    });
  return [
    ...from(join(SHARED, 'cases'), 'shared', (n) => join(SHARED, 'seeds', n)),
    ...from(DRAFTS, 'own', (n) => join(SAMPLES, n.replace(/\.txt$/, ''), n)),
    ...from(OWN_DRAFTS, 'own', superiorFile).filter((c) => c.against.every((path) => existsSync(path))),
  ];
}

/** The review of a case's draft against the superiors that it names. */
export async function reviewCase(file: CaseFile): Promise<Report> {
  const [draft] = await readTrusted(file.draft);
  if (!draft) throw new RangeError(`${file.draft}: no document`);
  const superiors: Reading[] = [];
  for (const path of file.against) superiors.push(...(await readTrusted(path)));
  const usable = superiors.filter((s) => s.document.quality.usable);
  return toReport(
    draft,
    toFindings(draft, usable),
    superiors.map((reading) => ({ reading, reason: '由评估人指定' })),
    [],
    '2026-11-22',
  );
}

export const scoreReview = async (file: CaseFile): Promise<ReviewScore> =>
  score(['review', file.expected], await reviewCase(file)) as ReviewScore;

/** Sums of several files' scores, type by type. */
export function pool(scores: readonly ExtractScore[]): ReadonlyMap<
  string,
  {
    gold: number;
    pred: number;
    hits: number;
    exact: number;
    matter: number;
    path: number;
    detail: Map<string, { of: number; right: number }>;
  }
> {
  const out = new Map<
    string,
    {
      gold: number;
      pred: number;
      hits: number;
      exact: number;
      matter: number;
      path: number;
      detail: Map<string, { of: number; right: number }>;
    }
  >();
  for (const s of scores)
    for (const [type, row] of Object.entries(s.rows)) {
      const sum = out.get(type) ?? { gold: 0, pred: 0, hits: 0, exact: 0, matter: 0, path: 0, detail: new Map() };
      sum.gold += row.gold;
      sum.pred += row.pred;
      sum.hits += row.hits;
      sum.exact += row.exactHits;
      sum.matter += row.matter * row.hits;
      sum.path += row.path * row.hits;
      for (const [name, d] of Object.entries(row.detail)) {
        const t = sum.detail.get(name) ?? { of: 0, right: 0 };
        sum.detail.set(name, { of: t.of + d.of, right: t.right + d.right });
      }
      out.set(type, sum);
    }
  return out;
}

export const f1 = (hit: number, gold: number, pred: number): number => (hit === 0 ? 0 : (2 * hit) / (gold + pred));
export { hasShared };
