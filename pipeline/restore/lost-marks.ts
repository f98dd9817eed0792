import type { Found, Open } from './lost-dates.ts';
import { lostStops } from './lost-stops.ts';
import type { Edit } from './restore.ts';

interface Line {
  readonly start: number;
  readonly end: number;
}

/** Quotation marks and brackets without their partners, and stops that fell out between sentences. */
export function lostMarks(text: string): Found {
  const lines = linesOf(text);
  const edits: Edit[] = [];
  const open: Open[] = [];
  quotes(text, lines, edits, open);
  brackets(text, lines, edits, open);
  const stops = lostStops(text);
  return { edits: [...edits, ...stops.edits], open: [...open, ...stops.open] };
}

/** Lines that hold anything. */
function linesOf(text: string): Line[] {
  const out: Line[] = [];
  for (let start = 0; start < text.length; ) {
    const at = text.indexOf('\n', start);
    const end = at < 0 ? text.length : at;
    if (text.slice(start, end).trim()) out.push({ start, end });
    start = end + 1;
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
  const terms = new Set<string>();
  for (const m of text.matchAll(/“([^“”\n]{1,16})”/g)) if (m[1] && !/[，。；：、,;]/.test(m[1])) terms.add(m[1]);
  let carried: number | null = null;
  for (const line of lines) {
    const marks = [...text.slice(line.start, line.end).matchAll(/[“”]/g)].map((m) => ({
      at: line.start + m.index,
      closes: m[0] === '”',
    }));
    let opened: number | null = null;
    // 违规将“短 / 期借调”: the line was broken inside the quotation, nothing is lost.
    if (carried !== null && marks[0]?.closes) marks.shift();
    else if (carried !== null && marks[0]) open.push(lonely(carried, '引号缺少后半'));
    if (marks.length > 0 || carried === null) carried = null;
    for (const [i, mark] of marks.entries()) {
      if (!mark.closes) {
        // 有效预防“退费难“卷钱跑路”等问题
        if (opened !== null) {
          const inner = text.slice(opened + 1, mark.at);
          if (inner.length <= 14 && inner.length > 1 && !/[，。；：,;]/.test(inner) && marks[i + 1]?.closes)
            edits.push(insert(mark.at, '”', 'closing quotation mark before the next one', 0.85));
          else open.push(lonely(opened, '引号缺少后半'));
        }
        opened = mark.at;
      } else if (opened === null) {
        // 报送点题整治”阶段性工作成效报告, where “点题整治” stands elsewhere
        const term = longest(terms, (t) => text.endsWith(t, mark.at));
        if (term)
          edits.push(insert(mark.at - term.length, '“', 'opening quotation mark of a term quoted elsewhere', 0.88));
        else open.push(lonely(mark.at, '引号缺少前半'));
      } else opened = null;
    }
    if (opened === null) continue;
    // 总结“双减工作中的好经验, where “双减” stands elsewhere
    const from = opened + 1;
    const term = longest(terms, (t) => text.startsWith(t, from));
    if (term) edits.push(insert(from + term.length, '”', 'closing quotation mark of a term quoted elsewhere', 0.88));
    else carried = opened;
  }
  if (carried !== null) open.push(lonely(carried, '引号缺少后半'));
}

const lonely = (at: number, why: string): Open => ({ span: { start: at, end: at + 1 }, candidates: [], why });

const CLOSES: Readonly<Record<string, string>> = { '（': '）', '(': ')' };
/** What a stage's bracket holds: 2024年5月底前 · 2024年6月至7月 · 6月24日前 */
const STAGE_TIME =
  /^(?:(?:19|20)\d{2}年)?\d{1,2}(?:月(?:\d{1,2}日|初|底|末|[上中下]旬)?)?(?:[至~—–-]+(?:(?:19|20)\d{2}年)?\d{1,2}月(?:\d{1,2}日|初|底|末|[上中下]旬)?)?前?/;

function brackets(text: string, lines: readonly Line[], edits: Edit[], open: Open[]): void {
  const stopped = /阶段[（(][^()（）\n]{3,30}[)）]。/.test(text);
  let carried: number | null = null;
  for (const line of lines) {
    const stack: number[] = [];
    for (let i = line.start; i < line.end; i++) {
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
      // 第二阶段(2024年5月底前通过开展督查抽查, beside 第一阶段(2024年5月初)。制定
      if (time.includes('月') && /阶段$/.test(text.slice(Math.max(0, at - 4), at)))
        edits.push(
          insert(
            at + 1 + time.length,
            stopped ? `${close}。` : close,
            'bracket and stop of a stage, as in its siblings',
            0.85,
          ),
        );
      // (填报附件3、教育移动应用管理使用等情况
      else if (annex && at + 1 + annex.length < line.end)
        edits.push(insert(at + 1 + annex.length, close, 'bracket round an annex', 0.85));
      else carried = at;
    }
  }
  if (carried !== null) open.push(lonely(carried, '括号缺少后半'));
}
