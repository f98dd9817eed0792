import type { Unit } from '../../records/structure.ts';
import { genreEnd, type TextLine, titleLike } from './lines.ts';
import { DATE_LINE } from './marks.ts';

export type Role = Unit['role'];

export interface Range {
  readonly start: number;
  readonly end: number;
}

export interface AnnexHead {
  readonly line: number;
  /** Lines of the title below it; empty where it stands on the same line or is missing. */
  readonly title: Range;
}

/** Lists of attachments and heads of attachments. `cover` is where the notice's body starts, `body` the plan's. */
export function markAnnexes(lines: readonly TextLine[], roles: Role[], cover: number, body: number): AnnexHead[] {
  const heads: AnnexHead[] = [];
  let signed = false;
  for (let i = Math.min(cover, body); i < lines.length; i++) {
    const line = lines[i];
    if (!line || roles[i] === 'title') continue;
    if (DATE_LINE.test(line.words)) signed = true;
    const annex = line.annex;
    if (!annex || line.words.length > 70 || /[。；]$/.test(line.words)) continue;
    if (isList(lines, i, signed || heads.length > 0)) {
      i = markList(lines, roles, i) - 1;
      continue;
    }
    if (i < body) continue;
    const title = annex.rest !== '' ? { start: i + 1, end: i + 1 } : annexTitle(lines, i + 1);
    roles[i] = 'heading';
    for (let t = title.start; t < title.end; t++) roles[t] = 'heading';
    heads.push({ line: i, title });
    i = Math.max(i, title.end - 1);
  }
  return heads;
}

/** 附件：1.… / 2.… before the signature, against 附件1 over an attachment. */
function isList(lines: readonly TextLine[], at: number, late: boolean): boolean {
  const line = lines[at];
  const next = lines[at + 1];
  const annex = line?.annex;
  if (!line || !annex) return false;
  const first =
    next?.label?.family === 'dig' && next.label.value === 1 && next.words.length <= 60 && !/[。；]$/.test(next.words);
  if (annex.rest === '') return annex.colon ? first || !late : false;
  if (/^1\s?[.．、]/.test(annex.rest)) return true;
  if (annex.number === null) return annex.colon && !late;
  const follows = next?.annex && next.annex.number === annex.number + 1 && next.annex.rest !== '';
  return Boolean(follows) || (!late && annex.colon);
}

/** Marks the list and returns the line after it. */
function markList(lines: readonly TextLine[], roles: Role[], from: number): number {
  roles[from] = 'attachment-list';
  const head = lines[from]?.annex;
  let due = head ? (/^\d{1,2}/.test(head.rest) ? Number.parseInt(head.rest, 10) + 1 : (head.number ?? 0) + 1) : 1;
  let i = from + 1;
  for (; i < lines.length; i++) {
    const line = lines[i];
    if (!line || line.row || /[。；]$/.test(line.words) || line.words.length > 80) break;
    const value =
      line.label?.family === 'dig' ? line.label.value : line.annex && line.annex.rest !== '' ? line.annex.number : null;
    const next = lines[i + 1];
    const wrapped = !line.label && !line.annex && next?.label?.family === 'dig' && next.label.value === due && due > 1;
    if (value === due) due++;
    else if (!wrapped) break;
    roles[i] = 'attachment-list';
  }
  return i;
}

const ANNEX_TITLE_END =
  /(?:表|清单|目录|台账|模板|名单|提纲|书|单|图|册|样式|格式|要求|要点|分工|安排|说明)(?:[（(][^（）()]{1,20}[）)])?$/;

/** The title under 附件N: one line, or two or three where only the last ends as titles do. */
function annexTitle(lines: readonly TextLine[], from: number): Range {
  const first = lines[from];
  if (!first || !titleLike(first) || first.words.length > 60) return { start: from, end: from };
  for (let i = from; i < from + 3; i++) {
    const line = lines[i];
    if (!line || !titleLike(line) || line.words.length > 60) break;
    if (genreEnd(line.words) || ANNEX_TITLE_END.test(line.words)) return { start: from, end: i + 1 };
  }
  return { start: from, end: from + 1 };
}
