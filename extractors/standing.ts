import type { Section } from './extractor.ts';
import type { Stretch } from './sentence.ts';

/**
 * How a stretch of text stands in its document: as a rule, or as words that only look like one.
 * `problem` a list of what is wrong · `purpose` 为了… · `quoted` another document's words · `title` inside 《》.
 */
export type Standing = 'rule' | 'problem' | 'purpose' | 'quoted' | 'title';

// 等问题。 · 的问题；· 不力现象 · 的情况。 at the end of a member
const ENDS_IN_PROBLEM = /(?:问题|现象|行为|情况|情形|倾向|乱象)[）)”"]?[。；;，,、：:]?$/;
// 重点排查整治… · 着力解决… · 是否存在… · 聚焦…
const LOOKS_FOR = /(?:排查|整治|纠治|查找|查摆|解决|聚焦|摸排|清查|治理|查处|是否存在|是否|针对|围绕)/;
// headings over a list of problems
const PROBLEM_HEADING =
  /(?:整治|治理|排查|突出|存在|主要|重点).{0,6}(?:内容|重点|问题|情形|表现)$|^问题(?:表现|清单|情形)/;
// 为坚决整治…， · 为了防止…，: a 分句 that opens with 为 and goes on gives the purpose; 为期三年 and 为主 do not
const PURPOSE = /^(?:为(?![期主准止时名])|以(?:便|防|免|杜绝|防止|避免))/;

const FORBIDS_ITEMS = /(?:不得|严禁|禁止|不准)[^。；;]{0,30}(?:下列|以下)[^。；;]{0,20}[：:]\s*$/;
const SHOWN = /(?:[写刷贴挂印刻喊]着|说|问道|喊道|标语|口号)[：:，,]?$/;

/** Index of the 《 or “ that encloses `at` within its line, or -1. */
export function enclosing(text: string, at: number, open: string, close: string): number {
  const from = Math.max(0, at - 300);
  const before = text.slice(from, at);
  const line = before.lastIndexOf('\n') + 1;
  let depth = 0;
  for (let i = before.length - 1; i >= line; i--) {
    const ch = before.charAt(i);
    if (ch === close) depth++;
    else if (ch === open) {
      if (depth === 0) return from + i;
      depth--;
    }
  }
  return -1;
}

/** How the operator at `at` stands, given its 分句 and the member (run up to ；or 。) around it. Offsets into section.text. */
export function standingOf(section: Section, at: number, clause: Stretch, member: Stretch): Standing {
  const { text } = section;
  // 不得列支下列费用：（一）各种罚款: the unit above has said it
  if (section.above && FORBIDS_ITEMS.test(section.above.text)) return 'problem';
  if (enclosing(text, at, '《', '》') >= 0) return 'title';
  const head = text.slice(clause.start, at).replace(/《[^《》]*》/g, '《》');
  if (PURPOSE.test(text.slice(clause.start, clause.end)) && /^[，,]$/.test(text.charAt(clause.end - 1)))
    return 'purpose';
  const quote = enclosing(text, at, '“', '”');
  if (
    quote >= 0 &&
    /》[^。；]{0,20}$|(?:规定|明确|指出|提出|强调)(?:的|了)?[：:，,]?$/.test(text.slice(member.start, quote))
  )
    return 'quoted';
  // 墙上刷着“严禁烟火”四个大字 · 他说：“不得入内。”
  if (
    quote >= 0 &&
    (SHOWN.test(text.slice(member.start, quote)) ||
      /^[^”]*”[^，,。；;]{0,4}(?:大字|字样|标语|牌子|口号)/.test(text.slice(quote, member.end)))
  )
    return 'quoted';
  const tail = text.slice(at, member.end);
  if (
    /问题[）)”"]?[。；;，,、：:]?$/.test(tail) &&
    LOOKS_FOR.test(text.slice(member.start, at).replace(/《[^《》]*》/g, '《》'))
  )
    return 'problem';
  if (ENDS_IN_PROBLEM.test(tail) && LOOKS_FOR.test(head)) return 'problem';
  if (
    section.headings.some((h) => PROBLEM_HEADING.test(h)) &&
    /问题[。；;]?$/.test(text.slice(member.start, member.end))
  )
    return 'problem';
  return 'rule';
}
