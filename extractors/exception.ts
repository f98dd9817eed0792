import type { Section } from './extractor.ts';
import { bare, clauses, type Stretch, sentences } from './sentence.ts';
import { strengthOf } from './strength.ts';

// 除专门文件外 · 除国家有明确规定以外 · 除上级明确提出要求的事项，其余…
const EXCEPT = /^(?:但|并且|且)?除(?!了|夕|尘|草|去|湿|名|权|此之)/;
const EXCEPT_INSIDE = /[（(]?除[^，。；（）()]{1,80}?(?:之外|以外|外)/;
// 非必要不得强制要求 · 非特殊原因不得
const UNLESS =
  /非(?:必要|紧急|突发|应急|特殊(?:情况|原因)|因工作需要|不可抗力(?:原因)?|经批准)(?:事项|情况|事件)?(?=一律|原则上|不)/;
// 法律、行政法规另有规定的除外 · …的除外 · 业务性资质评定等不包含在内 · 如遇节假日顺延
const OUTSIDE =
  /的?(?:，|,)?(?:情形|情况)?除外|不包含在内|不包括在内|不计(?:算)?(?:在内|入)|不在此[限列]|不受此限|如?遇[^，。]{1,12}顺延|另有规定的(?:，|,)?从其规定/;
// 确因工作需要的 · 确需召开的 · “白名单”之外确需进入校园的 · 特殊情况需要延期的 · 因特殊原因
const NEED = /(?:确因|确需|确有(?:必要|需要|困难)|特殊情况|特殊原因|特别(?:情况|需要))/;

const words = (text: string, s: Stretch): string => {
  const b = bare(text, s);
  return text.slice(b.start, b.end);
};

/** Where the 除…外 that starts in clause `i` ends: 除A，B以及C的事项，其余… runs over several 分句. */
function exceptRun(text: string, all: readonly Stretch[], i: number): number {
  for (let j = i; j < Math.min(all.length, i + 4); j++) {
    const clause = all[j];
    if (!clause) break;
    if (/(?:外|以外|之外)$/.test(words(text, clause))) return j;
    const next = all[j + 1];
    if (next && /^(?:其余|其他|其它|均|一律|不得|原则上|应当)/.test(words(text, next))) return j;
  }
  return -1;
}

/**
 * The exception to the rule at `span` (offsets into the document): 除…外 in it or right before it, 非必要, a following
 * 确需…的 or 特殊情况…, …的除外, 不包含在内. A 确需 in a later sentence belongs to a rule of principle only.
 */
export function exceptionOf(section: Section, span: { start: number; end: number }): string | null {
  const { text } = section;
  const from = span.start - section.start;
  const to = span.end - section.start;
  const all = clauses(text);
  const own = all.findIndex((c) => c.end > from);
  const last = all.findLastIndex((c) => c.start < to);
  if (own < 0 || last < own) return null;
  for (let i = Math.max(0, own - 4); i <= last; i++) {
    const clause = all[i];
    if (!clause || !EXCEPT.test(words(text, clause))) continue;
    const end = exceptRun(text, all, i);
    const stop = all[end];
    if (end < 0 || !stop || (end < own - 1 && i < own) || end > last) continue;
    if (i < own && /[。；;！？]$/.test(text.slice(stop.start, stop.end))) continue;
    return text.slice(clause.start, bare(text, stop).end);
  }
  const within = text.slice(from, to);
  const inside = EXCEPT_INSIDE.exec(within) ?? UNLESS.exec(within);
  if (inside) return inside[0].replace(/^[（(]/, '');
  return following(section, from, to, last, all);
}

function following(section: Section, from: number, to: number, last: number, all: readonly Stretch[]): string | null {
  const { text } = section;
  const around = sentences(text);
  const home = around.findIndex((s) => s.end >= to);
  const principle = strengthOf(text.slice(from, to)) === 'principle';
  // 上级原则上不得借调，不得变相借调。确因工作需要的…: the exception is the principle's
  const shared = /原则上|一般不/.test(text.slice(around[home]?.start ?? from, to));
  for (let i = last; i < Math.min(all.length, last + 9); i++) {
    const clause = all[i];
    if (!clause) break;
    const at = around.findIndex((s) => s.end >= clause.end);
    const said = words(text, clause);
    if (at === home && i <= last + 1 && OUTSIDE.test(said)) return said.replace(/^[（(]|[)）]$/g, '');
    if (i === last) continue;
    const opens = i === last + 1 && at === home + 1 && /确需|确因|确有/.test(said) && !shared;
    const near = at === home ? i === last + 1 : (principle && at <= home + 1) || opens;
    if (near && NEED.test(said) && !/^(?:应|须|要|由)/.test(said)) return said;
    if (at > home + 1) break;
    if (/不得|严禁|原则上/.test(said) && at > home) break;
  }
  return bracketed(text, to);
}

/** 报送至局办公室。（如遇节假日顺延） */
function bracketed(text: string, to: number): string | null {
  const next = /^[。，,；;\s]{0,3}[（(]([^（）()\n]{2,40})[)）]/.exec(text.slice(to, to + 60));
  return next?.[1] && (OUTSIDE.test(next[1]) || EXCEPT.test(next[1])) ? next[1] : null;
}
