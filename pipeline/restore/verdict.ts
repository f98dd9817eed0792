import type { QualityIssue, Repair } from '../../records/text.ts';

/** Whether a document may stand as a superior, and the reason a reader is shown. */
export interface Verdict {
  readonly usable: boolean;
  readonly why: string;
}

/** Open places of rewritten words that a document may have, for each one restored. */
const OPEN_SHARE = 0.2;
/** Covered or lost places left open, per thousand characters, beyond which sentences no longer hold together. */
const OPEN_DENSITY = 8;
const SHORT = 60;

/**
 * A damaged copy is usable when what was restored far outweighs what was left open: the open places stay marked in
 * their records, the rest reads as the notice did. Too many open places mean `needs-review`, never a rule.
 */
export function judgeQuality(text: string, repairs: readonly Repair[], issues: readonly QualityIssue[]): Verdict {
  const length = text.replace(/\s/g, '').length;
  if (length < SHORT) return { usable: false, why: `正文只有 ${length} 个字，不足以作为依据` };
  const open = (kind: QualityIssue['kind']) =>
    issues.filter((i) => i.kind === kind).flatMap((i) => i.unresolved).length;
  const respunOpen = open('respun');
  const respunDone = repairs.filter((r) => r.kind === 'respun').length;
  if (respunOpen > 3 && respunOpen > OPEN_SHARE * (respunOpen + respunDone))
    return { usable: false, why: `洗稿文本，已还原 ${respunDone} 处，尚有 ${respunOpen} 处无法还原，须人工复核` };
  const left = issues.reduce((n, i) => n + i.unresolved.length, 0);
  if ((left * 1000) / length > OPEN_DENSITY)
    return { usable: false, why: `每千字有 ${((left * 1000) / length).toFixed(1)} 处缺损无法确定原文，须人工复核` };
  if (repairs.length === 0 && left === 0) return { usable: true, why: '文本完整' };
  const parts = [repairs.length ? `已还原 ${repairs.length} 处` : '', left ? `${left} 处存疑并已标注` : ''].filter(
    Boolean,
  );
  return { usable: true, why: `${parts.join('，')}，可作为依据` };
}
