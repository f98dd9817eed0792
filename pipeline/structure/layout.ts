import { type AnnexHead, markAnnexes, type Range, type Role } from './annexes.ts';
import { markImprint, markSignature } from './closing.ts';
import { genreEnd, type TextLine, titleLike } from './lines.ts';
import {
  ADDRESSEE,
  ADOPTION_LINE,
  BODY_NAME,
  CONTACT,
  DATE_LINE,
  DOC_NUMBER_LINE,
  DRAFT_LINE,
  MASTHEAD,
  ORDER_NAME,
  ORDER_NUMBER,
  SECRECY,
  SERIAL_LINE,
  TRIAL_LINE,
} from './marks.ts';

export type { Role } from './annexes.ts';

/** What each line is, before the outline is built. */
export interface Layout {
  /** One role a line. */
  readonly roles: readonly Role[];
  /** Lines `[start, end)` of the document's own title; of a 印发 notice, of the plan's. Null where none was found. */
  readonly title: Range | null;
  /** Of a 印发 notice: the notice's own title. */
  readonly coverTitle: Range | null;
  /** First line of the body proper (of the plan in a 印发 notice). */
  readonly body: number;
  /** Heads of attachments: the line, and the lines of its title. */
  readonly annexes: readonly AnnexHead[];
}

const fold = (words: string): string => words.normalize('NFKC').replace(/[\s"“”'‘’《》〈〉<>、,，.。·（）()\d]/g, '');

/** Reads 版头, 主体 and 版记 of one document off its lines. Total: every line gets a role. */
export function layoutOf(lines: readonly TextLine[]): Layout {
  const roles: Role[] = lines.map((l) => (l.row ? 'row' : 'body'));
  const head = readHead(lines, roles);
  const plan = findPlan(lines, roles, head.title, head.body);
  const body = plan ? plan.end : head.body;
  if (plan) {
    for (let i = head.body; i < plan.start; i++) if (roles[i] === 'body' || roles[i] === 'row') roles[i] = 'cover';
    for (let i = plan.start; i < plan.end; i++) roles[i] = 'title';
    markSignature(lines, roles, head.body, plan.start);
    markUnderTitle(lines, roles, plan.end);
  }
  const annexes = markAnnexes(lines, roles, head.body, body);
  markImprint(lines, roles, body);
  const first = annexes[0]?.line ?? lines.length;
  markSignature(lines, roles, body, first);
  // Some copies put 署名 and date behind the attachments.
  if (!roles.includes('date') && first < lines.length)
    markSignature(lines, roles, Math.max(first, lines.length - 6), lines.length);
  markContents(lines, roles);
  lines.forEach((l, i) => {
    if ((roles[i] === 'body' || roles[i] === 'cover') && CONTACT.test(l.words) && l.words.length < 60)
      roles[i] = 'contact';
  });
  return { roles, title: plan ?? head.title, coverTitle: plan ? head.title : null, body, annexes };
}

/** 版头, title and addressee. `body` is the first line after them. */
function readHead(lines: readonly TextLine[], roles: Role[]): { title: Range | null; body: number } {
  let i = 0;
  let title: Range | null = null;
  const limit = Math.min(lines.length, 60);
  for (const end = jointMasthead(lines); i < end; i++) roles[i] = 'masthead';
  for (; i < limit; i++) {
    const line = lines[i];
    if (!line) break;
    const words = line.words;
    if (line.row) roles[i] = 'meta';
    else if (DOC_NUMBER_LINE.test(words) || ORDER_NUMBER.test(words)) roles[i] = 'doc-number';
    else if (SERIAL_LINE.test(words)) roles[i] = 'doc-number';
    else if (!title && ORDER_NAME.test(words) && SERIAL_LINE.test(lines[i + 1]?.words ?? '')) roles[i] = 'masthead';
    else if (SECRECY.test(words)) roles[i] = 'meta';
    else if (!title && MASTHEAD.test(words)) roles[i] = 'masthead';
    // （2021年2月18日） below the title is its date, （2020年…第十四次会议通过） how it was adopted.
    else if (title && i <= title.end + 3 && DATE_LINE.test(words)) roles[i] = 'date';
    else if (DRAFT_LINE.test(words) || TRIAL_LINE.test(words) || ADOPTION_LINE.test(words)) roles[i] = 'title';
    else if (!title && titleLike(line)) {
      title = titleFrom(lines, i);
      if (!title) break;
      for (let t = title.start; t < title.end; t++) roles[t] = 'title';
      i = title.end - 1;
    } else if (title && isAddressee(line, lines[i + 1], i === title.end)) {
      roles[i] = 'addressee';
      i++;
      break;
    } else if (
      title &&
      i <= title.end + 1 &&
      titleLike(line) &&
      words.length <= 30 &&
      !/[：:]/.test(words) &&
      BODY_NAME.test(words)
    )
      roles[i] = 'signature';
    else break;
  }
  // An order's text comes before the title of what it puts in force.
  if (!title && roles.includes('masthead')) i = Math.max(i, roles.lastIndexOf('doc-number') + 1);
  // Rows before a title are a metadata table only if a title follows.
  if (!title) for (let r = 0; r < i; r++) if (lines[r]?.row) roles[r] = 'row';
  return { title, body: i };
}

/** 文件 on a line of its own under the names of joint issuers. */
const FILE_LINE = /^文\s?件$/;

/** Names of issuers one a line, with 文件 beside or below them or the 文号 under them: the lines they take, 0 where there are none. */
function jointMasthead(lines: readonly TextLine[]): number {
  let end = 0;
  let file = 0;
  for (; end < Math.min(lines.length, 12); end++) {
    const line = lines[end];
    if (!line || line.words.length > 40) break;
    const marked = MASTHEAD.test(line.words) || (end > 0 && FILE_LINE.test(line.words));
    if (!marked && !titleLike(line)) break;
    if (!marked && (!BODY_NAME.test(line.words) || genreEnd(line.words))) break;
    if (marked) file = end + 1;
  }
  // Below 文件 a body's name begins the title (洛阳市教育局 / 关于…), unless the 文号 follows.
  const next = lines[end]?.words ?? '';
  return DOC_NUMBER_LINE.test(next) || (file > 0 && SECRECY.test(next)) ? end : file;
}

/** The title's lines from its first: up to the one that ends in a 文种, at most six; without one, the lines that stand alone. */
function titleFrom(lines: readonly TextLine[], start: number): Range | null {
  let end = start;
  for (let i = start; i < Math.min(lines.length, start + 6); i++) {
    const line = lines[i];
    // …专项行动方案》的通 / 知: the printed title breaks inside its 文种.
    const broken = lines[i - 1]?.words ?? '';
    if (i > start && line && line.words.length <= 2 && !genreEnd(broken) && genreEnd(broken + line.words))
      return { start, end: i + 1 };
    if (!line || !titleLike(line) || DOC_NUMBER_LINE.test(line.words)) break;
    if (isAddressee(line, lines[i + 1], i > start) && i > start) break;
    end = i + 1;
    const next = lines[i + 1];
    if (genreEnd(line.words) && !(next && titleLike(next) && goesOn(line.words, next.words))) return { start, end };
  }
  if (end === start || lines.length === 1) return null;
  // No 文种: take the first line, and the next where both are short.
  const following = lines[end];
  if (!following) return null;
  return { start, end: Math.min(end, start + 2) };
}

/** …关于印发工作方案 / 的通知 */
const goesOn = (words: string, next: string): boolean =>
  /^[的》和及与]/.test(next) ||
  (/印发|转发|批转/.test(words) && !/通知|函$/.test(words) && /通知$/.test(next) && words.length + next.length < 120);

/** 各县（市、区）教育局，市直各学校： Without its colon only right under the title, as a list of bodies. */
function isAddressee(line: TextLine, next: TextLine | undefined, underTitle: boolean): boolean {
  const words = line.words;
  if (line.label || words.length > 160 || !ADDRESSEE.test(words) || /[。；]/.test(words)) return false;
  if (/[：:]$/.test(words)) return !/如下[：:]$|工作[：:]$|通知[：:]$|要求[：:]$/.test(words);
  return (
    underTitle &&
    !genreEnd(words) &&
    /[、，,]|^各/.test(words) &&
    /(?:[局厅委办院部组室会校园处科]|单位|部门|学校|中学|小学|科室|股室|政府|中心|街道|乡镇)$/.test(words) &&
    next !== undefined &&
    next.words.length > 20
  );
}

function markUnderTitle(lines: readonly TextLine[], roles: Role[], from: number): void {
  for (let i = from; i < from + 3; i++) {
    const words = lines[i]?.words ?? '';
    const line = lines[i];
    if (DRAFT_LINE.test(words) || TRIAL_LINE.test(words) || ADOPTION_LINE.test(words)) roles[i] = 'title';
    else if (DATE_LINE.test(words)) roles[i] = 'date';
    // Of a forwarded notice: its own number and addressee are not this document's.
    else if (DOC_NUMBER_LINE.test(words) || (line && isAddressee(line, lines[i + 1], false))) roles[i] = 'meta';
    else break;
  }
}

/**
 * The plan that a notice issues. Its title is the one that the notice names in its own title or in 《》, or a title
 * under the notice's date or under a bare 附件.
 */
function findPlan(lines: readonly TextLine[], roles: readonly Role[], title: Range | null, body: number): Range | null {
  const own = title
    ? lines
        .slice(title.start, title.end)
        .map((l) => l.words)
        .join('')
    : '';
  const order = roles.some((role, i) => role === 'masthead' && ORDER_NAME.test(lines[i]?.words ?? ''));
  if (!order && !/印发|转发|下发|发布|颁布|批转/.test(own)) return null;
  const named = new Set<string>();
  const cover = own.replace(/^.*?(?:印发|转发|下发|发布|颁布|批转)/, '').replace(/的?(?:通知|公告|决定)$/, '');
  if (cover !== '') named.add(fold(cover));
  for (const line of lines.slice(body, body + 6)) {
    for (const m of line.words.matchAll(/《([^》]{6,80})》/g)) named.add(fold(m[1] ?? ''));
  }
  for (let i = body; i < Math.min(lines.length, body + 80); i++) {
    const line = lines[i];
    if (!line || !titleLike(line)) continue;
    for (let n = 1; n <= 4; n++) {
      const run = lines.slice(i, i + n);
      const last = run.at(-1);
      if (run.length < n || !last || !titleLike(last)) break;
      const joined = fold(run.map((l) => l.words).join(''));
      const name = joined.length >= 6 ? [...named].find((known) => alike(known, joined)) : undefined;
      if (name !== undefined) return { start: tightest(lines, i, i + n, name), end: i + n };
    }
    const above = lines[i - 1];
    const under =
      above && (DATE_LINE.test(above.words) || (above.annex && above.annex.number === null && above.annex.rest === ''));
    if (under && i > body && !order) {
      const found = titleFrom(lines, i);
      const last = found ? lines[found.end - 1] : undefined;
      if (found && last && genreEnd(last.words)) return found;
    }
  }
  return null;
}

/** A date or a stray line above the title is not part of it: the fewest lines that still say the name. */
function tightest(lines: readonly TextLine[], start: number, end: number, name: string): number {
  const said = (from: number): string =>
    fold(
      lines
        .slice(from, end)
        .map((l) => l.words)
        .join(''),
    );
  let from = start;
  while (from + 1 < end && said(from) !== name && alike(name, said(from + 1))) from++;
  return from;
}

/** Equal, or one holds the other and is hardly longer (关于… before it, 的 lost). */
function alike(a: string, b: string): boolean {
  if (a === b) return true;
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  if (short.length < 6) return false;
  if (long.includes(short) && short.length >= long.length * 0.75) return true;
  return Math.abs(a.length - b.length) <= 2 && a.slice(0, 6) === b.slice(0, 6) && a.slice(-4) === b.slice(-4);
}

/** 目录: the lines below it that end in a page number, or that come again as headings. */
function markContents(lines: readonly TextLine[], roles: Role[]): void {
  const at = lines.slice(0, 120).findIndex((l) => /^目\s?[录次]$/.test(l.words));
  if (at < 0) return;
  roles[at] = 'meta';
  const bare = (words: string): string => fold(words.replace(/[\s.…·—-]*\d{1,3}$/, ''));
  const later = new Map<string, number>();
  lines.slice(0, 2000).forEach((l, i) => {
    later.set(bare(l.words), i);
  });
  for (let i = at + 1; i < Math.min(lines.length, at + 200); i++) {
    const words = lines[i]?.words ?? '';
    if (!/(?:…|\.{3}|·{3}|\s|\t)\s?\d{1,3}$/.test(words) && (later.get(bare(words)) ?? i) <= i) break;
    roles[i] = 'meta';
  }
}
