import { strengthOf } from '../../extractors/strength.ts';
import type { Finding, Report, Severity, SuperiorClause } from '../../records/report.ts';

/** Words that every rendering of a report shares, so that terminal, HTML, DOCX and XLSX say the same. */

/** `三/（二）/6` → 三（二）6; two numbers that would run together are kept apart: `8/2` → 8·2. */
export function sayPath(path: string): string {
  if (path === '') return '文首';
  return path
    .split('/')
    .reduce((said, label) => `${said}${/[0-9]$/.test(said) && /^[0-9]/.test(label) ? '·' : ''}${label}`);
}

/** A title inside a title takes 〈〉 (GB/T 15834, 4.10.3): 《关于印发〈办法〉的通知》. */
export const sayTitle = (title: string): string => `《${title.replaceAll('《', '〈').replaceAll('》', '〉')}》`;

/** 《标题》（文号） */
export const sayDocument = (d: { readonly title: string; readonly docNumber: string | null }): string =>
  `${sayTitle(d.title)}${d.docNumber ? `（${d.docNumber}）` : ''}`;

/** 《标题》（文号）“三（二）”部分 */
export const saySuperior = (s: SuperiorClause): string =>
  `${sayDocument(s)}${s.path ? `“${sayPath(s.path)}”部分` : ''}`;

/** 2026-01-15 → 2026年1月15日; a month or a year alone keeps its precision; anything else stays as it is. */
export function sayDate(date: string): string {
  const [, year, month, day] = /^(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?/.exec(date) ?? [];
  if (!year) return date;
  return `${year}年${month ? `${Number(month)}月` : ''}${day ? `${Number(day)}日` : ''}`;
}

/**
 * Quotation marks inside quotation marks become ‘’ (GB/T 15834, 4.8.3.3: 外双内单). Text whose marks do not pair up is
 * left as it is.
 */
export function nestQuotes(text: string): string {
  let depth = 0;
  let out = '';
  for (const ch of text) {
    if (ch === '“') {
      depth++;
      out += depth % 2 === 0 ? '‘' : '“';
    } else if (ch === '”') {
      if (depth === 0) return text;
      out += depth % 2 === 0 ? '’' : '”';
      depth--;
    } else out += ch;
  }
  return depth === 0 ? out : text;
}

/** How a finding is put: a rule of strength 原则上 is never called 违反 (records.md "Review report"). */
export type Charge = 'breach' | 'principle' | 'explain';

export function chargeOf(finding: Finding): Charge {
  if (finding.severity !== 'conflict') return 'explain';
  const { superior } = finding;
  return superior && (superior.strength ?? strengthOf(superior.quote)) === 'principle' ? 'principle' : 'breach';
}

/** The predicate of a finding with the superior as its object: 违反X的规定 · 与X“原则上”的要求不一致 · … */
export function sayCharge(finding: Finding, superior: string | null): string {
  const { kind } = finding;
  switch (kind) {
    case 'internal-conflict':
      return '文稿前后矛盾';
    case 'basis-defect':
      return superior ? `所引依据与${superior}不符` : '缺少制定依据';
    case 'copies-superior':
      return superior ? `照抄上级文件内容较多，与${superior}的要求不符` : '照抄上级文件内容较多';
    case 'not-implemented':
      return superior ? `未落实${superior}的要求` : '未落实上级要求';
    case 'adds-burden':
      return superior ? `在${superior}的要求之外增加了学校和教师的负担` : '增加了学校和教师的负担';
    case 'exceeds-limit':
    case 'contravenes-prohibition':
    case 'out-of-scope-duty':
    case 'unauthorised-oversight':
    case 'missing-procedure':
    case 'deadline-conflict': {
      if (!superior) return '与上级规定不一致';
      const charge = chargeOf(finding);
      if (charge === 'principle') return `与${superior}“原则上”的要求不一致`;
      return charge === 'breach' ? `违反${superior}的规定` : `对照${superior}的规定，需要说明`;
    }
    default:
      return kind satisfies never;
  }
}

export const countSeverity = (report: Report, severity: Severity): number =>
  report.findings.filter((f) => f.severity === severity).length;

/** 冲突11处、提示1处; what is zero is left out. */
export function sayCounts(report: Report): string {
  const parts = [
    [countSeverity(report, 'conflict'), '冲突'],
    [countSeverity(report, 'warning'), '提示'],
    [countSeverity(report, 'notice'), '备注'],
  ] as const;
  const said = parts.filter(([n]) => n > 0).map(([n, word]) => `${word}${n}处`);
  return said.length > 0 ? said.join('、') : '没有发现问题';
}

/** A stretch of the draft's words as the suggested edit leaves it. */
export interface Piece {
  readonly text: string;
  readonly change: 'keep' | 'delete' | 'insert';
}

/** The draft's words with the edit in them; where the edit's words do not stand in the quote, the bare change. */
export function editPieces(finding: Finding): Piece[] {
  const { edit } = finding;
  if (!edit) return [];
  const { quote } = finding.draft;
  const at = edit.from === '' ? -1 : quote.indexOf(edit.from);
  const pieces: Piece[] = [
    { text: at > 0 ? quote.slice(0, at) : '', change: 'keep' },
    { text: edit.from, change: 'delete' },
    { text: edit.to, change: 'insert' },
    { text: at >= 0 ? quote.slice(at + edit.from.length) : '', change: 'keep' },
  ];
  return pieces.filter((p) => p.text !== '');
}

/** The edit in plain words, for cells and plain terminals. */
export function sayEdit(finding: Finding): string | null {
  const { edit } = finding;
  if (!edit) return null;
  if (edit.to === '') return nestQuotes(`删去“${edit.from}”`);
  if (edit.from === '') return nestQuotes(`增加“${edit.to}”`);
  return nestQuotes(`“${edit.from}”改为“${edit.to}”`);
}

/** What must be looked up on the original, or null: a number that the second reading did not confirm. */
export function sayDoubt(finding: Finding): string | null {
  const v = finding.verification;
  if (v?.state !== 'unverified') return null;
  const page = v.crop ? `第${v.crop.page}页` : '';
  return `数字未确认，请核对原件${page}：读作${v.readings.map((r) => `“${r}”`).join('或')}（${v.why}）`;
}

/**
 * A reason or suggestion where the draft's words and the superior already stand beside it: the quote becomes 该句, the
 * superior's title gives way to its 文号. Only exact repeats are shortened.
 */
export function besideQuote(finding: Finding, text: string): string {
  const { draft, superior } = finding;
  let out = text;
  if (draft.quote !== '') out = out.replaceAll(`文稿“${draft.quote}”`, '该句').replaceAll(`“${draft.quote}”`, '该句');
  if (superior?.docNumber) out = out.replaceAll(sayDocument(superior), superior.docNumber);
  return nestQuotes(out);
}
