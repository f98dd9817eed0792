import { splitIssuers } from '../../extractors/lexicon/issuers.ts';
import type { Evidence } from '../../records/document.ts';
import type { Structure, Unit } from '../../records/structure.ts';
import { BODY_NAME, PERSON_LINE } from '../structure/marks.ts';
import type { Titles } from './title.ts';

export interface Issued {
  readonly names: string[];
  readonly from: Evidence['from'];
  readonly quote: string;
  readonly confidence: number;
}

const unique = (names: readonly string[]): string[] => [...new Set(names)];

/** Lines of the 署名; of a notice that forwards another, its own and not the other's. */
function signatures({ units }: Structure): Unit[] {
  const all = units.filter((u) => u.role === 'signature');
  const cover = units.findLastIndex((u) => u.role === 'cover');
  const plan = cover < 0 ? -1 : units.findIndex((u, i) => i > cover && u.role === 'title');
  const own = all.filter((u) => u.span.start < (units[plan]?.span.start ?? 0));
  return own.length > 0 ? own : all;
}

/**
 * 发文机关: 署名, else 发文机关标志, else the head of the title, else the page's table, else the last line of a copy
 * (…局发布). A short 署名 (市教育局) gives way to the full name that the 版头 has.
 */
export function issuersOf(
  text: string,
  structure: Structure,
  titles: Titles,
  publisher: string | undefined,
): Issued | null {
  const words = (u: Unit): string => text.slice(u.span.start, u.span.end);
  const of = (role: Unit['role']): string[] => structure.units.filter((u) => u.role === role).map(words);
  const masthead = unique(
    of('masthead').flatMap((l) => splitIssuers(l.replace(/(?:(?:行政规范性|规范性)?文件|令|公告|通告)\s*$/, ''))),
  );
  const full = (name: string): string => masthead.find((m) => m.length > name.length && m.endsWith(name)) ?? name;
  const signed = unique(
    signatures(structure)
      .map(words)
      .filter((l) => !PERSON_LINE.test(l))
      .flatMap((l) => splitIssuers(l.replace(/\s?[12]\d{3}年\d{1,2}月\d{1,2}日$/, '')))
      .map(full),
  );
  if (signed.length > 0)
    return { names: signed, from: 'text', quote: signatures(structure).map(words).join(' '), confidence: 0.95 };
  if (masthead.length > 0) return { names: masthead, from: 'text', quote: of('masthead').join(' '), confidence: 0.9 };
  const title = titles.coverTitle ?? titles.title;
  const head =
    /^(.{3,60}?)(?:关于|印发|转发)/.exec(
      titles.quote.split('\n').length > 1 && titles.coverTitle === null ? titles.quote.replace(/\n/g, ' ') : title,
    )?.[1] ?? '';
  const inTitle = splitIssuers(head);
  if (head !== '' && inTitle.every((n) => BODY_NAME.test(n)))
    return { names: inTitle, from: 'text', quote: head, confidence: 0.85 };
  if (publisher) return { names: splitIssuers(publisher), from: 'page-table', quote: publisher, confidence: 0.8 };
  const published = /^(.{4,30}?)发布$/.exec(of('imprint').at(-1) ?? '')?.[1];
  if (published) return { names: [published], from: 'imprint', quote: published, confidence: 0.7 };
  return null;
}
