import jieba from 'nodejieba';
import { CONFUSIONS, SLIPS } from './ocr-rows.ts';
import type { Damage, Edit } from './restore.ts';

interface Slip {
  readonly read: string;
  readonly word: string;
}

/** Read form → word, by the first character of the read form. */
const SLIPS_BY_HEAD = new Map<string, Slip[]>();
for (const line of CONFUSIONS.split('\n')) {
  const [read, right, ...words] = line.trim().split(/\s+/);
  if (!read || !right) continue;
  for (const word of words) {
    const at = word.indexOf(right);
    if (at < 0) continue;
    const slip = { read: word.slice(0, at) + read + word.slice(at + right.length), word };
    const head = slip.read.charAt(0);
    const list = SLIPS_BY_HEAD.get(head);
    if (list) list.push(slip);
    else SLIPS_BY_HEAD.set(head, [slip]);
  }
}
for (const list of SLIPS_BY_HEAD.values()) list.sort((a, b) => b.read.length - a.read.length);

const SIDE = 8;

/**
 * Whether the read form stands there by itself. 自己经过 reads 自己|经过, so 己经 in it is no slip: a character of the
 * form that belongs to a word reaching past it speaks against; so does a dictionary word that is the form itself.
 */
function standsAlone(text: string, at: number, read: string): boolean {
  const from = Math.max(0, at - SIDE);
  const end = at + read.length;
  let pos = from;
  for (const word of jieba.cut(text.slice(from, end + SIDE))) {
    const next = pos + word.length;
    if (word.length > 1 && pos < end && next > at && (pos < at || next > end || word === read)) return false;
    pos = next;
    if (pos >= end) break;
  }
  return true;
}

/** Characters of like shape read for one another: 不冉安排 · 面问社会 · 以下筒称 · 答收. */
export const ocrConfusion: Damage = {
  kind: 'ocr-confusion',
  find(text) {
    const edits: Edit[] = [];
    for (let i = 0; i < text.length; i++) {
      const list = SLIPS_BY_HEAD.get(text.charAt(i));
      if (!list) continue;
      const slip = list.find((s) => text.startsWith(s.read, i));
      if (!slip || !standsAlone(text, i, slip.read)) continue;
      const end = i + slip.read.length;
      edits.push({
        start: i,
        end,
        reading: slip.word,
        method: `ocr confusion: ${slip.read} → ${slip.word}`,
        confidence: 0.9,
      });
      i = end - 1;
    }
    for (const { pattern, reading, name, confidence } of SLIPS)
      for (const m of text.matchAll(pattern))
        edits.push({
          start: m.index,
          end: m.index + m[0].length,
          reading,
          method: `ocr confusion: ${name}`,
          confidence,
        });
    return { edits, issues: [] };
  },
};
