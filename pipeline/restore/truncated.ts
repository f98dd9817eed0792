import type { QualityIssue } from '../../records/text.ts';
import type { Damage } from './restore.ts';

type Open = QualityIssue['unresolved'][number];

/** A paragraph that breaks off: inside 《 with no 》 to come, or on a comma with a new heading behind it. */
export const truncated: Damage = {
  kind: 'truncated',
  find(text) {
    const unresolved: Open[] = [];
    let line: { start: number; end: number } | null = null;
    for (let start = 0; start <= text.length; ) {
      const stop = text.indexOf('\n', start);
      const end = stop < 0 ? text.length : stop;
      if (text.slice(start, end).trim()) {
        if (line) judge(text, line, text.slice(start, Math.min(end, start + 400)), unresolved);
        line = { start, end };
      }
      start = end + 1;
    }
    if (line) judge(text, line, '', unresolved);
    if (unresolved.length === 0) return { edits: [], issues: [] };
    return {
      edits: [],
      issues: [{ kind: 'truncated', count: unresolved.length, spans: unresolved.map((u) => u.span), unresolved }],
    };
  },
};

function judge(text: string, line: { start: number; end: number }, next: string, out: Open[]): void {
  const words = text.slice(line.start, line.end);
  const opened = words.lastIndexOf('《');
  if (opened >= 0 && !words.includes('》', opened)) {
    // A title broken by the line goes on in the next: its 》 comes before another 《.
    const close = next.indexOf('》');
    const again = next.indexOf('《');
    if (close >= 0 && (again < 0 || close < again)) return;
    out.push({
      span: { start: line.start + opened, end: line.end },
      candidates: [],
      why: '书名号未闭合，其后的文字缺失',
    });
    return;
  }
  const tail = words.trimEnd();
  // 明确工作要求，⏎二、工作措施 · a list that ends in 、 or ， goes on in its own items
  if (
    /[，,、]$/.test(tail) &&
    tail.length > 12 &&
    !words.includes('\t') &&
    (next === '' || /^[ \t\u3000]*[一二三四五六七八九十]{1,3}、/.test(next)) &&
    !LABEL_ITEM.test(words)
  ) {
    const end = line.start + tail.length;
    out.push({ span: { start: end - 1, end }, candidates: [], why: '句子在此中断，其后的文字缺失' });
  }
}

const LABEL_ITEM = /^[ \t\u3000]*(?:[（(]\d{1,2}[)）]|[①-⑳])/;
