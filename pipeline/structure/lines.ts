import { type Annex, annexOf, type Label, labelOf } from './labels.ts';

/** A line of the reading text: one paragraph or one row. `end` leaves out its `\n`. */
export interface TextLine {
  readonly start: number;
  readonly end: number;
  /** As long as the line, its digits and Latin letters half width. */
  readonly words: string;
  readonly label: Label | null;
  readonly annex: Annex | null;
  readonly row: boolean;
}

export function linesOf(text: string): TextLine[] {
  const out: TextLine[] = [];
  for (let start = 0; start < text.length; ) {
    const stop = text.indexOf('\n', start);
    const end = stop < 0 ? text.length : stop;
    if (end > start) {
      const raw = halfWidth(text.slice(start, end));
      const lead = raw.length - raw.trimStart().length;
      const words = raw.trim();
      if (words !== '') {
        const row = raw.includes('\t');
        const from = row ? start : start + lead;
        const shown = row ? raw : words;
        out.push({
          start: from,
          end: from + shown.length,
          words: shown,
          label: row ? null : labelOf(words),
          annex: row ? null : annexOf(BULLET.test(words) ? words.slice(1).trimStart() : words),
          row,
        });
      }
    }
    start = end + 1;
  }
  return out;
}

/** Full-width digits and letters to half width, unit by unit, so that one pattern reads both: ２０２５年 · １． */
const halfWidth = (words: string): string =>
  /[０-９Ａ-Ｚａ-ｚ]/.test(words)
    ? words.replace(/[０-９Ａ-Ｚａ-ｚ]/g, (ch) => String.fromCharCode(ch.charCodeAt(0) - 0xfee0))
    : words;

/** - 附件: (a list's dash in front of it). */
const BULLET = /^[-—•·*]/;

/** 文种 of 《党政机关公文处理工作条例》 第八条, and those that notices about schools bear beside them. */
export const GENRES = [
  '实施意见',
  '指导意见',
  '若干意见',
  '意见',
  '紧急通知',
  '补充通知',
  '通知',
  '实施方案',
  '工作方案',
  '行动方案',
  '方案',
  '实施办法',
  '暂行办法',
  '管理办法',
  '办法',
  '实施细则',
  '细则',
  '暂行规定',
  '若干规定',
  '规定',
  '规则',
  '决定',
  '决议',
  '命令',
  '通令',
  '公报',
  '公告',
  '通告',
  '通报',
  '报告',
  '请示',
  '批复',
  '议案',
  '复函',
  '函',
  '会议纪要',
  '纪要',
  '工作要点',
  '要点',
  '工作计划',
  '行动计划',
  '计划',
  '规划纲要',
  '规划',
  '纲要',
  '若干措施',
  '措施',
  '条例',
  '章程',
  '规程',
  '制度',
  '准则',
  '公约',
  '守则',
  '指南',
  '指引',
  '倡议书',
  '倡议',
  '承诺书',
  '提示',
  '预案',
  '标准',
  '清单',
  '总结',
] as const;

const GENRE_END = new RegExp(`(${GENRES.join('|')})(?:[（(][^（）()]{1,20}[)）])?\\s?[\\d一二三四五六七八九十]?$`);

/** The 文种 that a line ends in, or null: …实施方案（试行） → 实施方案. */
export const genreEnd = (line: string): string | null => GENRE_END.exec(line)?.[1] ?? null;

/** A line that could be (part of) a title: short, no stop, no label. */
export const titleLike = (line: TextLine): boolean =>
  !line.row &&
  line.label === null &&
  line.annex === null &&
  line.words.length >= 2 &&
  line.words.length <= 90 &&
  !/[。；;！？!?，,：:]$/.test(line.words) &&
  !/[。；;]/.test(line.words) &&
  !/^[-—_\d\s.…]+$/.test(line.words);
