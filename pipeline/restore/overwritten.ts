import type { QualityIssue } from '../../records/text.ts';
import type { Damage } from './restore.ts';

type Open = QualityIssue['unresolved'][number];

/**
 * Successive stages that all bear one year: a notice put out again with its years replaced wholesale.
 * What the years were cannot be read off; a year named elsewhere is no proof.
 */
export const overwritten: Damage = {
  kind: 'overwritten',
  find(text) {
    const unresolved: Open[] = [...sentences(text), ...stages(text)];
    if (unresolved.length === 0) return { edits: [], issues: [] };
    return {
      edits: [],
      issues: [{ kind: 'overwritten', count: unresolved.length, spans: unresolved.map((u) => u.span), unresolved }],
    };
  },
};

const open = (start: number, year: string): Open => ({
  span: { start, end: start + year.length },
  candidates: [],
  why: `相继的几个阶段都写作${year}，年份疑被统一改写，原年份无从确定`,
});

// 2025年，完成摸底…。2025年，全面推开…。2025年，建成长效机制: three goals in a row, one year
function sentences(text: string): Open[] {
  const out: Open[] = [];
  let run: { at: number; year: string }[] = [];
  const close = () => {
    if (run.length >= 3) out.push(...run.map((r) => open(r.at, r.year)));
    run = [];
  };
  let lastEnd = 0;
  for (const m of text.matchAll(/(?:^|[。；;\n])[ \t\u3000]*(?:到|至)?((?:19|20)\d{2}年)(?:底)?[，,]/gm)) {
    const year = m[1] ?? '';
    const at = m.index + m[0].indexOf(year);
    // A goal of a stage is a sentence or two; further on begins another matter.
    if (run.length > 0 && (run[0]?.year !== year || at - lastEnd > 300)) close();
    run.push({ at, year });
    lastEnd = at;
  }
  close();
  return out;
}

// 第一阶段（2023年）… 第二阶段（2023年）… 第三阶段（2023年）: no months to tell them apart
function stages(text: string): Open[] {
  const found = [...text.matchAll(/第[一二三四五六]阶段[（(]((?:19|20)\d{2}年)度?[）)]/g)];
  if (found.length < 3 || new Set(found.map((m) => m[1])).size > 1) return [];
  return found.map((m) => open(m.index + m[0].indexOf(m[1] ?? ''), m[1] ?? ''));
}
