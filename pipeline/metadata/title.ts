import type { Structure, Unit } from '../../records/structure.ts';
import { GENRES } from '../structure/lines.ts';
import { ADOPTION_LINE, DRAFT_LINE, DRAFT_MARK } from '../structure/marks.ts';

export interface Titles {
  readonly title: string;
  readonly coverTitle: string | null;
  readonly draft: boolean;
  /** The title's lines as they stand, for the evidence. */
  readonly quote: string;
}

/** 文种 that `genre` may be: of a 实施方案 方案, of 若干规定 规定 (records.md). Longest first where one ends in another. */
const BASE = [
  '通知',
  '通告',
  '通报',
  '公告',
  '公报',
  '命令',
  '通令',
  '决定',
  '决议',
  '意见',
  '方案',
  '办法',
  '细则',
  '规定',
  '规则',
  '条例',
  '章程',
  '规程',
  '制度',
  '请示',
  '报告',
  '批复',
  '议案',
  '函',
  '纪要',
  '要点',
  '计划',
  '规划',
  '纲要',
  '措施',
  '清单',
  '标准',
  '预案',
  '准则',
  '公约',
  '守则',
  '指南',
  '指引',
  '倡议书',
  '倡议',
  '承诺书',
  '提示',
  '总结',
];

const END = new RegExp(`(?:${GENRES.join('|')})(?:[（(][^（）()]{1,20}[）)])?$`);

/** …实施方案（试行） → 方案; null where the title ends in no 文种. */
export function genreOf(title: string): string | null {
  const end = END.exec(title)?.[0].replace(/[（(].*$/, '');
  return end === undefined ? null : (BASE.find((base) => end.endsWith(base)) ?? end);
}

/** Lines joined, blanks removed (kept between Latin words), draft mark and a collection's serial off. */
export function cleanTitle(lines: readonly string[]): string {
  const joined = lines
    .filter((l) => !DRAFT_LINE.test(l) && !ADOPTION_LINE.test(l))
    .join('')
    .replace(/(?<![A-Za-z0-9])\s+|\s+(?![A-Za-z0-9])/g, '')
    .replace(DRAFT_MARK, '')
    .replace(/[０-９]/g, (ch) => ch.normalize('NFKC'))
    .trim();
  return joined.replace(/^(.*(?:方案|意见|通知|办法|计划|规定|措施|要点))[\d一二三四五六七八九十]{1,2}$/, '$1');
}

/** The document's own title; of a 印发 notice the plan's, and the notice's as `coverTitle`. */
export function titlesOf(text: string, structure: Structure): Titles {
  const words = (u: Unit): string => text.slice(u.span.start, u.span.end);
  const units = structure.units;
  const titles = units.filter((u) => u.role === 'title');
  const cover = units.findIndex((u) => u.role === 'cover');
  const coverAt = units[cover]?.span.start ?? -1;
  const before = titles.filter((u) => u.span.start < coverAt).map(words);
  const after = titles.filter((u) => u.span.start > coverAt).map(words);
  const draft = titles.some((u) => DRAFT_MARK.test(words(u)) || DRAFT_LINE.test(words(u)));
  const coverTitle = before.length > 0 && after.length > 0 ? cleanTitle(before) : null;
  const own = coverTitle === null ? titles.map(words) : after;
  return { title: cleanTitle(own), coverTitle, draft, quote: own.join('\n') };
}
