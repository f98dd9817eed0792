import type { Found, Open } from './lost-dates.ts';
import type { Edit } from './restore.ts';

const NUMERALS = [
  '一',
  '二',
  '三',
  '四',
  '五',
  '六',
  '七',
  '八',
  '九',
  '十',
  '十一',
  '十二',
  '十三',
  '十四',
  '十五',
  '十六',
  '十七',
  '十八',
  '十九',
  '二十',
];
const LABEL = /^[ \t\u3000]*([一二三四五六七八九十]{1,3})、/;
/** A heading by its looks: one short line of plain words. */
const BARE = /^[ \t\u3000]*([\u4e00-\u9fff][\u4e00-\u9fff、，]{1,18}[\u4e00-\u9fff])[ \t\u3000]*$/;

interface Line {
  readonly start: number;
  readonly text: string;
}

function* linesOf(text: string): Generator<Line> {
  for (let start = 0; start <= text.length; ) {
    const end = text.indexOf('\n', start);
    const stop = end < 0 ? text.length : end;
    yield { start, text: text.slice(start, stop) };
    start = stop + 1;
  }
}

/**
 * A heading that lost its number: between 一、 and 三、 stands exactly one bare line that can bear it.
 *
 *     一、主要目标 / … / 重点任务 / … / 三、保障措施  →  二、重点任务
 */
export function lostLabels(text: string): Found {
  const edits: Edit[] = [];
  const open: Open[] = [];
  let last: { number: number; start: number } | null = null;
  let bare: { start: number; words: string }[] = [];
  for (const line of linesOf(text)) {
    const number = NUMERALS.indexOf(LABEL.exec(line.text)?.[1] ?? '') + 1;
    if (number > 0) {
      if (last && number === last.number + 2) {
        const lost = NUMERALS[last.number] ?? '';
        const [only] = bare;
        if (bare.length === 1 && only && lost) {
          const method = 'lost characters: number of a heading, by those before and after';
          edits.push({ start: only.start, end: only.start, reading: `${lost}、`, method, confidence: 0.85 });
        } else if (bare.length > 1) {
          const why = `“${NUMERALS[last.number - 1]}、”与“${NUMERALS[number - 1]}、”之间缺“${lost}、”，有 ${bare.length} 行可能是它的标题`;
          open.push({
            span: { start: line.start, end: line.start },
            candidates: bare.map((b) => `${lost}、${b.words}`),
            why,
          });
        }
      }
      last = { number, start: line.start };
      bare = [];
      continue;
    }
    const m = BARE.exec(line.text);
    if (!m?.[1] || line.text.includes('\t')) continue;
    // A title or a form's caption opens another run of numbers.
    if (/^附\s*件/.test(m[1])) last = null;
    else bare.push({ start: line.start + line.text.indexOf(m[1]), words: m[1] });
  }
  return { edits, open };
}
