/**
 * npm run gold: every gold file and case, one table. It reports and exits 0; `npm test` judges.
 *   npm run gold -- --misses   also prints each miss and each spurious record
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { caseFiles, type ExtractScore, f1, goldFiles, hasShared, pool, scoreExtraction, scoreReview } from './score.ts';
import { NO_SHARED, readTrusted, SHARED } from './shared.ts';

const say = (line: string): boolean => process.stdout.write(`${line}\n`);
const pct = (x: number): string => (100 * x).toFixed(1).padStart(5);

if (!hasShared) {
  say(`${NO_SHARED}：没有评分程序和共享的标注，这里不评分。项目自己的标注由 npm test 检查。`);
} else {
  for (const set of ['shared', 'sample', 'field'] as const) {
    const files = goldFiles().filter((f) => f.set === set);
    const scores: ExtractScore[] = [];
    for (const file of files) {
      const s = await scoreExtraction(file);
      scores.push(s);
      const rows = [...pool([s]).values()];
      const sum = (k: 'gold' | 'pred' | 'hits' | 'exact'): number => rows.reduce((a, r) => a + r[k], 0);
      say(
        `${file.name.padEnd(34)} 标注 ${String(sum('gold')).padStart(4)}  抽取 ${String(sum('pred')).padStart(4)}  定位F1 ${pct(f1(sum('hits'), sum('gold'), sum('pred')))}  准确F1 ${pct(f1(sum('exact'), sum('gold'), sum('pred')))}`,
      );
      if (process.argv.includes('--misses')) misses(file.gold, file.doc, await readTrusted(file.text));
    }
    say(`—— ${{ shared: '共享标注', sample: '样例标注', field: '其他领域标注' }[set]}合计 ——`);
    say('类型          标注  抽取 | 定位F1 准确F1 | 事项  路径 | 细项');
    for (const [type, r] of pool(scores))
      say(
        `${type.padEnd(12)} ${String(r.gold).padStart(5)} ${String(r.pred).padStart(5)} |  ${pct(f1(r.hits, r.gold, r.pred))}  ${pct(f1(r.exact, r.gold, r.pred))} | ${pct(r.matter / Math.max(1, r.hits))} ${pct(r.path / Math.max(1, r.hits))} | ${[...r.detail].map(([k, d]) => `${k} ${pct(d.right / d.of).trim()}(${d.of})`).join(' ')}`,
      );
    say('');
  }
  say('案例                               应有 定位 种类 依据   程度 多报 打扰 结论');
  for (const file of caseFiles()) {
    const r = await scoreReview(file);
    say(
      `${r.draft.padEnd(34)} ${String(r.must).padStart(4)} ${String(r.located).padStart(4)} ${String(r.kind).padStart(4)} ${`${r.evidence}/${r.wantEvidence}`.padStart(5)} ${String(r.severity).padStart(5)} ${String(r.spurious).padStart(4)} ${String(r.silentBroken).padStart(4)} ${r.verdict}${r.verdictOk ? '' : '（不符）'}${r.metaWrong.length > 0 ? ` 元数据不符：${r.metaWrong.join(' ')}` : ''}`,
    );
  }
}

function misses(gold: string, doc: number | null, readings: Awaited<ReturnType<typeof readTrusted>>): void {
  const folder = mkdtempSync(join(tmpdir(), 'wenheng-misses-'));
  const file = join(folder, 'output.json');
  writeFileSync(file, JSON.stringify({ documents: readings.map((r) => ({ ...r.document, records: r.records })) }));
  const out = execFileSync(
    process.execPath,
    [
      join(SHARED, 'score', 'score.mjs'),
      'extract',
      gold,
      file,
      '--misses',
      ...(doc === null ? [] : ['--doc', String(doc)]),
    ],
    { encoding: 'utf8', maxBuffer: 1e8 },
  );
  rmSync(folder, { recursive: true });
  for (const line of out.split('\n').filter((l) => l.startsWith('{'))) {
    const miss = JSON.parse(line) as {
      type: string;
      kind: string;
      gold?: Record<string, unknown>;
      got?: Record<string, unknown>;
    };
    const show = (r: Record<string, unknown> | undefined): string =>
      r
        ? [
            'path',
            'quote',
            'modality',
            'comparator',
            'value',
            'unit',
            'per',
            'when',
            'procedure',
            'authority',
            'bearer',
            'kind',
            'title',
            'docNumber',
            'rule',
          ]
            .map((k) => r[k])
            .filter((v) => v !== undefined && v !== null)
            .map((v) => String(v).slice(0, 70))
            .join(' | ')
        : '';
    say(`    ${miss.kind} ${miss.type}`);
    if (miss.gold) say(`       标注 ${show(miss.gold)}`);
    if (miss.got) say(`       抽取 ${show(miss.got)}`);
  }
}
