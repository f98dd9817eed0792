import { quantities } from '../../extractors/quantity.ts';
import type { Limit } from '../../records/clause.ts';
import type { Document } from '../../records/document.ts';
import { compareBounds, dimensionOf } from '../../records/quantity.ts';
import type { Reading } from '../../records/reading.ts';
import type { Finding } from '../../records/report.ts';
import type { DraftClause } from './clause.ts';
import { conceptsOf, contents, likeness, meets, shared, shingles, weigh } from './concepts.ts';

/** Findings about the draft as a whole or two of its own places; `Partial` of a finding without an id. */
export type WholeFinding = Omit<Finding, 'id'>;

const fold = (s: string): string => s.normalize('NFKC').replace(/[^\p{L}\p{N}]/gu, '');
const foldTitle = (s: string): string =>
  fold(s).replace(/^(?:中共中央|国务院|教育部|[^关印]{2,20}?(?:厅|局|委|部|府|室|组))+(?=关于|印发)/, '');

/** basis-defect: title and number that disagree, a repealed basis, or none at all. */
export function judgeBasis(
  draft: Reading,
  superiors: readonly Reading[],
  ended: ReadonlyMap<string, string>,
): WholeFinding[] {
  const out: WholeFinding[] = [];
  const references = draft.records.filter((r) => r.type === 'reference');
  for (const r of references) {
    const at = { path: r.path, span: r.span, quote: r.quote, recordId: r.id };
    const byNumber = r.docNumber
      ? superiors.find((s) => s.document.docNumber !== null && fold(s.document.docNumber) === fold(r.docNumber ?? ''))
      : undefined;
    if (byNumber && !titleAgrees(r.title, byNumber.document))
      out.push({
        kind: 'basis-defect',
        severity: 'warning',
        draft: at,
        superior: headClause(byNumber.document),
        relation: 'contrary',
        calculation: `《${r.title}》≠《${byNumber.document.title}》`,
        reason: `所引文号${r.docNumber}对应的文件标题是《${byNumber.document.title}》，与文稿所写不一致。`,
        suggestion: `建议核对依据，改为《${byNumber.document.title}》（${byNumber.document.docNumber}）。`,
        edit: { from: r.title, to: byNumber.document.title },
      });
    const byTitle = byNumber ? undefined : superiors.find((s) => titleAgrees(r.title, s.document));
    if (byTitle && r.docNumber && byTitle.document.docNumber && fold(byTitle.document.docNumber) !== fold(r.docNumber))
      out.push({
        kind: 'basis-defect',
        severity: 'warning',
        draft: at,
        superior: headClause(byTitle.document),
        relation: 'contrary',
        calculation: `${r.docNumber} ≠ ${byTitle.document.docNumber}`,
        reason: `《${r.title}》的文号是${byTitle.document.docNumber}，文稿写成了${r.docNumber}。`,
        suggestion: `建议将文号改为${byTitle.document.docNumber}。`,
        edit: { from: r.docNumber, to: byTitle.document.docNumber },
      });
    const repealed = r.role === 'repeals' ? null : repealedBy(r, superiors);
    if (repealed)
      out.push({
        kind: 'basis-defect',
        severity: 'warning',
        draft: at,
        superior: {
          ...headClause(repealed.superior.document),
          path: repealed.path,
          quote: repealed.quote,
          recordId: repealed.id,
        },
        relation: 'contrary',
        calculation: null,
        reason: `所引依据《${r.title}》已被《${repealed.superior.document.title}》废止。`,
        suggestion: `建议改引《${repealed.superior.document.title}》${repealed.superior.document.docNumber ? `（${repealed.superior.document.docNumber}）` : ''}。`,
        edit: null,
      });
    const cited = byNumber ?? byTitle;
    const end = cited && ended.get(cited.document.id);
    if (cited && end && r.role !== 'repeals')
      out.push({
        kind: 'basis-defect',
        severity: 'warning',
        draft: at,
        superior: headClause(cited.document),
        relation: 'contrary',
        calculation: null,
        reason: `所引依据《${cited.document.title}》${end}。`,
        suggestion: '建议改引现行有效的文件。',
        edit: null,
      });
  }
  if (
    references.length === 0 &&
    superiors.length > 0 &&
    !/(?:根据|依据|按照|贯彻落实)[^，。；]{4,60}(?:规定|要求|精神|条例|办法|通知|意见|部署)/.test(draft.document.text)
  ) {
    const start = Math.max(0, draft.document.text.indexOf(draft.document.title.slice(0, 6)));
    out.push({
      kind: 'basis-defect',
      severity: 'warning',
      draft: { path: '', span: { start, end: start }, quote: '', recordId: null },
      superior: null,
      relation: 'missing',
      calculation: null,
      reason: '文稿没有引用任何政策依据。',
      suggestion: '建议在开头写明制定依据（文件标题和发文字号）。',
      edit: null,
    });
  }
  return out;
}

const headClause = (d: Document): NonNullable<Finding['superior']> => ({
  documentId: d.id,
  source: d.source,
  title: d.title,
  docNumber: d.docNumber,
  level: d.level,
  path: '',
  quote: d.coverTitle ?? d.title,
  recordId: null,
});

/** …（常教发〔2021〕15号）同时废止: the superior that says so of what the draft cites. */
function repealedBy(
  cited: { readonly title: string; readonly docNumber: string | null },
  superiors: readonly Reading[],
): { superior: Reading; path: string; quote: string; id: string } | null {
  for (const superior of superiors)
    for (const r of superior.records)
      if (
        r.type === 'reference' &&
        r.role === 'repeals' &&
        !/第[一二三四五六七八九十]+条/.test(r.quote) &&
        (r.docNumber !== null && cited.docNumber !== null
          ? fold(r.docNumber) === fold(cited.docNumber)
          : fold(r.title) === fold(cited.title))
      )
        return { superior, path: r.path, quote: r.quote, id: r.id };
  return null;
}

function titleAgrees(title: string, document: Document): boolean {
  const a = foldTitle(title);
  return [document.title, document.coverTitle ?? ''].some((t) => {
    const b = foldTitle(t);
    if (a === '' || b === '') return false;
    if (a === b || a.includes(b) || b.includes(a)) return true;
    const x = shingles(a);
    const y = shingles(b);
    const both = [...x].filter((s) => y.has(s)).length;
    return both / Math.max(1, Math.min(x.size, y.size)) >= 0.8;
  });
}

/** copies-superior: less than half of the measures are the draft's own (洛教办〔2020〕103号 三（三）8). */
export function judgeCopies(
  draft: Reading,
  clauses: readonly DraftClause[],
  superiors: readonly Reading[],
): WholeFinding[] {
  const measures = [
    ...new Map(
      clauses.filter((c) => c.role === 'body' && c.path !== '').map((c) => [c.sentence, c.sentenceText]),
    ).values(),
  ].filter((s) => fold(s).length >= 16);
  if (measures.length < 6) return [];
  const theirs = superiors.map((s) => ({ s, grams: grams(s.document.text) }));
  const copied = measures
    .map((m) => ({ m, from: theirs.find(({ grams: g }) => share(m, g) >= 0.8)?.s }))
    .filter((x) => x.from !== undefined);
  const own = 1 - copied.length / measures.length;
  const first = copied[0];
  if (own >= 0.5 || !first?.from) return [];
  const at = draft.document.text.indexOf(first.m);
  const c = clauses.find((x) => x.sentenceText === first.m);
  const rule = superiors.flatMap((s) =>
    s.records.filter((r): r is Limit => r.type === 'limit' && /具体措施/.test(r.quote)).map((r) => ({ s, r })),
  )[0];
  return [
    {
      kind: 'copies-superior',
      severity: 'warning',
      draft: {
        path: c?.path ?? '',
        span: { start: Math.max(0, at), end: Math.max(0, at) + first.m.length },
        quote: first.m,
        recordId: null,
      },
      superior: rule
        ? {
            documentId: rule.s.document.id,
            source: rule.s.document.source,
            title: rule.s.document.title,
            docNumber: rule.s.document.docNumber,
            level: rule.s.document.level,
            path: rule.r.path,
            quote: rule.r.quote,
            recordId: rule.r.id,
          }
        : headClause(first.from.document),
      relation: 'equal',
      calculation: `自有措施 ${measures.length - copied.length}/${measures.length} = ${Math.round(own * 100)}% < 50%`,
      reason: `文稿 ${measures.length} 条措施中有 ${copied.length} 条照抄上级文件，结合本地实际的具体措施不足一半。`,
      suggestion: '建议精简照抄内容，补充结合本地实际的具体措施。',
      edit: null,
    },
  ];
}

const N = 6;
const grams = (text: string): ReadonlySet<string> => {
  const t = fold(text);
  const out = new Set<string>();
  for (let i = 0; i + N <= t.length; i++) out.add(t.slice(i, i + N));
  return out;
};
function share(text: string, set: ReadonlySet<string>): number {
  const t = fold(text);
  const total = t.length - N + 1;
  let n = 0;
  for (let i = 0; i < total; i++) if (set.has(t.slice(i, i + N))) n++;
  return total > 0 ? n / total : 0;
}

// 其中面向同一年级的不超过2次 · 毕业年级不超过1次: a part of the whole, not its contradiction.
const NARROW = /其中|年级|同一|单次|单个|毕业|个别|特殊|首次|平时|临时/;

/** 租赁合同期限为三年 · 合同期最长五年: a thing and the number that it is set to. */
const SET =
  /([\u4e00-\u9fa5]{4,24}?)(?:一般|原则上)?(?:定为|确定为|统一为|设为|为|是|共|控制在|不得?超过|最[长高多])(?=[一两二三四五六七八九十百\d])/;

/** Two places that set the very same thing (its last four characters or more, word for word) to different numbers. */
function setTwice(clauses: readonly DraftClause[]): WholeFinding | null {
  const seen: {
    readonly subject: string;
    readonly value: number;
    readonly dimension: string;
    readonly clause: DraftClause;
  }[] = [];
  for (const clause of clauses) {
    if (clause.stance !== 'order') continue;
    const m = clause.path === '' ? null : SET.exec(clause.quote);
    const at = m ? clause.local.start + m.index + m[0].length : -1;
    const q = m && quantities(clause.section.text).find((x) => x.start === at && x.end <= clause.local.end);
    if (!m || !q || typeof q.value !== 'number' || NARROW.test(clause.quote)) continue;
    const { dimension, size } = dimensionOf(q.unit);
    const subject = m[1] ?? '';
    const value = q.value * size;
    const other = seen.find(
      (s) =>
        s.dimension === dimension &&
        s.value !== value &&
        sameThing(s.subject, subject) &&
        gradesAgree(s.clause, clause),
    );
    if (other)
      return {
        kind: 'internal-conflict',
        severity: 'warning',
        draft: { path: clause.path, span: clause.span, quote: clause.quote, recordId: clause.records[0]?.id ?? null },
        superior: null,
        relation: 'contrary',
        calculation: `${clause.quote} 与 ${other.clause.quote}`,
        reason: `与文稿${other.clause.path ? `“${other.clause.path.replaceAll('/', '')}”` : '另'}处“${other.clause.quote}”前后矛盾。`,
        suggestion: '建议统一两处规定。',
        edit: null,
      };
    seen.push({ subject, value, dimension, clause });
  }
  return null;
}

/** The period that a number is counted by is no part of the thing. */
const PERIOD = /(?:每|一|同一)?(?:个)?(?:学年|学期|年度|年|季度|月|周|天|日|次)(?:合计|累计|总计)?$/;
const sameThing = (one: string, other: string): boolean => {
  const [a, b] = [one.replace(PERIOD, ''), other.replace(PERIOD, '')];
  if (a.length < 4 || b.length < 4) return false;
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  return long.endsWith(short) || (short.length >= 6 && long.endsWith(short.slice(-6)));
};
const gradesAgree = (a: DraftClause, b: DraftClause): boolean =>
  ['小学', '初中', '高中', '幼儿园'].every((g) => a.quote.includes(g) === b.quote.includes(g));

/** internal-conflict: two places of the draft bound the same thing differently. */
export function judgeInternal(clauses: readonly DraftClause[]): WholeFinding[] {
  const twice = setTwice(clauses);
  const out: WholeFinding[] = twice ? [twice] : [];
  const bounds = clauses
    .filter((c) => c.stance === 'order' || c.stance === 'prohibition')
    .flatMap((c) =>
      c.records
        .filter((r): r is Limit => r.type === 'limit' && r.span.start <= c.span.end && r.span.end >= c.span.start)
        .map((r) => ({ c, r })),
    );
  const unique = [...new Map(bounds.map((b) => [b.r.id, b])).values()];
  unique.forEach((a, i) => {
    for (const b of unique.slice(i + 1)) {
      if (
        a.r.comparator !== b.r.comparator ||
        a.r.value === b.r.value ||
        dimensionOf(a.r.unit).dimension !== dimensionOf(b.r.unit).dimension ||
        a.r.unit === '字'
      )
        continue;
      if (a.r.scope !== b.r.scope || NARROW.test(a.r.quote) !== NARROW.test(b.r.quote)) continue;
      const x = contents(conceptsOf(`${a.r.subject}${a.r.quote}`));
      const y = contents(conceptsOf(`${b.r.subject}${b.r.quote}`));
      const same =
        (weigh(shared(x, y)) >= 2 &&
          // 创优评先活动每学年1次 is a part of 各类进校园活动每学期6次, 教室通风 another thing than 场所通风.
          Math.min(meets(x, y), meets(y, x)) >= 0.6 &&
          Math.min(likeness(a.r.subject, b.r.quote), likeness(b.r.subject, a.r.quote)) >= 0.5 &&
          a.r.each === b.r.each) ||
        (a.c.section.start === b.c.section.start &&
          (x.length === 0 || y.length === 0) &&
          dimensionOf(a.r.unit).dimension === 'times');
      if (!same || /延长|延期/.test(a.r.quote) !== /延长|延期/.test(b.r.quote)) continue;
      const compared = compareBounds({ ...b.r, per: b.r.per ?? a.r.per }, a.r);
      if (compared.relation === 'equal' || compared.relation === 'incomparable') continue;
      const grades = ['小学', '初中', '高中', '幼儿园'].filter((g) => a.r.quote.includes(g) !== b.r.quote.includes(g));
      if (grades.length > 0) continue;
      out.push({
        kind: 'internal-conflict',
        severity: 'warning',
        draft: { path: a.r.path, span: a.r.span, quote: a.r.quote, recordId: a.r.id },
        superior: null,
        relation: 'contrary',
        calculation: compared.calculation,
        reason: `与文稿${b.r.path ? `“${b.r.path.replaceAll('/', '')}”` : '另'}处“${b.r.quote}”前后矛盾。`,
        suggestion: '建议统一两处规定。',
        edit: null,
      });
      return;
    }
  });
  return out;
}
