import type { Found, Open } from './lost-dates.ts';
import { lostStops } from './lost-stops.ts';
import type { Edit } from './restore.ts';

/** The marks of one line; lines without any are not listed. */
interface Line {
  readonly start: number;
  readonly end: number;
  readonly quotes: readonly number[];
  readonly brackets: readonly number[];
}

/** Quotation marks and brackets without their partners, and stops that fell out between sentences. */
export function lostMarks(text: string): Found {
  const lines = markedLines(text);
  const edits: Edit[] = [];
  const open: Open[] = [];
  quotes(text, lines, edits, open);
  brackets(text, lines, edits, open);
  const stops = lostStops(text);
  return { edits: [...edits, ...stops.edits], open: [...open, ...stops.open] };
}

/** One pass over the characters: most lines hold no mark and cost nothing more. */
function markedLines(text: string): Line[] {
  const out: Line[] = [];
  let start = 0;
  let quoted: number[] = [];
  let bracketed: number[] = [];
  for (let i = 0; i <= text.length; i++) {
    const c = i < text.length ? text.charCodeAt(i) : 10;
    if (c === 0x201c || c === 0x201d) quoted.push(i);
    else if (c === 0xff08 || c === 0xff09 || c === 0x28 || c === 0x29) bracketed.push(i);
    else if (c === 10) {
      if (quoted.length > 0 || bracketed.length > 0) {
        out.push({ start, end: i, quotes: quoted, brackets: bracketed });
        quoted = [];
        bracketed = [];
      }
      start = i + 1;
    }
  }
  return out;
}

const insert = (at: number, reading: string, method: string, confidence: number): Edit => ({
  start: at,
  end: at,
  reading,
  method: `lost characters: ${method}`,
  confidence,
});

/** The longest term of the set that fits; a term is what stands between two quotation marks elsewhere in the text. */
const longest = (terms: ReadonlySet<string>, fits: (term: string) => boolean): string | undefined =>
  [...terms].filter(fits).sort((a, b) => b.length - a.length)[0];

function quotes(text: string, lines: readonly Line[], edits: Edit[], open: Open[]): void {
  let known: Set<string> | null = null;
  const terms = (): Set<string> => {
    known ??= new Set([...text.matchAll(/“([^“”，。；：、,;\n]{1,16})”/g)].flatMap((m) => (m[1] ? [m[1]] : [])));
    return known;
  };
  let carried: number | null = null;
  for (const line of lines) {
    if (line.quotes.length === 0) continue;
    const marks = [...line.quotes];
    let opened: number | null = null;
    // 所谓“白名 / 单”: the line was broken inside the quotation, nothing is lost.
    if (carried !== null && text.charAt(marks[0] ?? 0) === '”') marks.shift();
    else if (carried !== null) open.push(lonely(carried, '引号缺少后半'));
    carried = null;
    for (const [i, at] of marks.entries()) {
      if (text.charAt(at) === '“') {
        // 推行“一表通“一网通”改革
        if (opened !== null) {
          const inner = text.slice(opened + 1, at);
          const next = marks[i + 1];
          if (
            inner.length <= 14 &&
            inner.length > 1 &&
            !/[，。；：,;]/.test(inner) &&
            next !== undefined &&
            text.charAt(next) === '”'
          )
            edits.push(insert(at, '”', 'closing quotation mark before the next one', 0.85));
          else open.push(lonely(opened, '引号缺少后半'));
        }
        opened = at;
      } else if (opened === null) {
        // 开展护苗行动”专项检查, where “护苗行动” stands elsewhere
        const term = longest(terms(), (t) => text.endsWith(t, at));
        if (term) edits.push(insert(at - term.length, '“', 'opening quotation mark of a term quoted elsewhere', 0.88));
        else open.push(lonely(at, '引号缺少前半'));
      } else opened = null;
    }
    if (opened === null) continue;
    // 落实“一校一策要求, where “一校一策” stands elsewhere
    const from = opened + 1;
    const term = longest(terms(), (t) => text.startsWith(t, from));
    if (term) edits.push(insert(from + term.length, '”', 'closing quotation mark of a term quoted elsewhere', 0.88));
    else carried = opened;
  }
  if (carried !== null) open.push(lonely(carried, '引号缺少后半'));
}

const lonely = (at: number, why: string): Open => ({ span: { start: at, end: at + 1 }, candidates: [], why });

const CLOSES: Readonly<Record<string, string>> = { '（': '）', '(': ')' };
/** What a stage's bracket holds: 2025年5月底前 · 2025年6月至7月 · 6月20日前 */
const STAGE_TIME =
  /^(?:(?:19|20)\d{2}年)?\d{1,2}(?:月(?:\d{1,2}日|初|底|末|[上中下]旬)?)?(?:[至~—–-]+(?:(?:19|20)\d{2}年)?\d{1,2}月(?:\d{1,2}日|初|底|末|[上中下]旬)?)?前?/;

function brackets(text: string, lines: readonly Line[], edits: Edit[], open: Open[]): void {
  const stopped = /阶段[（(][^()（）\n]{3,30}[)）]。/.test(text);
  let carried: number | null = null;
  for (const line of lines) {
    if (line.brackets.length === 0) continue;
    const stack: number[] = [];
    for (const i of line.brackets) {
      const c = text.charAt(i);
      if (c === '（' || c === '(') stack.push(i);
      else if (c === '）' || c === ')') {
        if (stack.length > 0) stack.pop();
        else if (carried !== null) carried = null;
        // 1) and a） are labels
        else if (!/[\dA-Za-z一二三四五六七八九十①-⑳]/.test(text.charAt(i - 1))) open.push(lonely(i, '括号缺少前半'));
      }
    }
    if (carried !== null) {
      open.push(lonely(carried, '括号缺少后半'));
      carried = null;
    }
    for (const at of stack) {
      const close = CLOSES[text.charAt(at)] ?? '）';
      const rest = text.slice(at + 1, Math.min(line.end, at + 41));
      const time = STAGE_TIME.exec(rest)?.[0] ?? '';
      const annex = /^(?:填报|详见|见|参见)?附件\d{1,2}(?!\d)/.exec(rest)?.[0];
      // 第二阶段（2025年6月底前各校开展自查, beside 第一阶段（2025年5月）。成立
      if (time.includes('月') && /阶段$/.test(text.slice(Math.max(0, at - 4), at)))
        edits.push(
          insert(
            at + 1 + time.length,
            stopped ? `${close}。` : close,
            'bracket and stop of a stage, as in its siblings',
            0.85,
          ),
        );
      // （见附件2、台账和照片
      else if (annex && at + 1 + annex.length < line.end)
        edits.push(insert(at + 1 + annex.length, close, 'bracket round an annex', 0.85));
      else carried = at;
    }
  }
  if (carried !== null) open.push(lonely(carried, '括号缺少后半'));
}
