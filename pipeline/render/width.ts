import stringWidth from 'string-width';

/** Columns that text takes in a terminal: Han and fullwidth marks are two. Quotation marks count as one, as most terminals draw them. */
export const widthOf = (text: string): number => stringWidth(text);

/** A stretch of one line in one style; `style` is a name of the palette in paint.ts. */
export interface Run<S extends string = string> {
  readonly text: string;
  readonly style?: S;
}

// 不能居行首：，。；：！？、）》」』”’〉】…—％ and Latin closers
const NO_START = /^[，。；：！？、）》」』”’〉】〕…％%,.;:!?)\]}]/;
// 不能居行末：（《「『“‘〈【〔
const NO_END = /[（《「『“‘〈【〔([{]$/;

// 〔2025〕11号 · 二（二）3 · 45日 · 8次 · 18:30 · §1.2, each other character by itself
const WHOLE =
  /〔\d{4}〕\d+号|[一二三四五六七八九十]{1,3}(?:（[一二三四五六七八九十]{1,3}）)+\d*|[A-Za-z0-9_.\-/:%@+~<>=#]+[年月日号次天个名项条周场人字元页处]?|\s+|./gsu;

/** What must not be torn: 文号, figures with their unit, Latin words; closing marks are held to what precedes them. */
function tokens(text: string): string[] {
  const raw = text.match(WHOLE) ?? [];
  const out: string[] = [];
  for (const token of raw) {
    const last = out.at(-1);
    if (last !== undefined && (NO_START.test(token) || NO_END.test(last))) out[out.length - 1] = last + token;
    else out.push(token);
  }
  return out;
}

/**
 * Breaks runs into lines of at most `width` columns by the rules of Chinese setting: no closing mark at a line's start,
 * no opening mark at its end, figures whole. A token wider than a line is cut. Line breaks in the text are kept.
 */
export function wrapRuns<S extends string>(runs: readonly Run<S>[], width: number): Run<S>[][] {
  const room = Math.max(2, Math.floor(width));
  const lines: Run<S>[][] = [[]];
  let used = 0;
  const put = (text: string, style: S | undefined): void => {
    const line = lines.at(-1);
    const last = line?.at(-1);
    if (!line) return;
    if (last && last.style === style) line[line.length - 1] = { ...last, text: last.text + text };
    else line.push(style === undefined ? { text } : { text, style });
    used += widthOf(text);
  };
  const feed = (): void => {
    lines.push([]);
    used = 0;
  };
  const whole = runs.map((r) => r.text).join('');
  const styles = runs.flatMap((r) => Array.from({ length: r.text.length }, () => r.style));
  let at = 0;
  for (const token of whole.split(/(\n)/).flatMap((part) => (part === '\n' ? [part] : tokens(part)))) {
    const start = at;
    at += token.length;
    if (token === '\n') {
      feed();
      continue;
    }
    if (used > 0 && used + widthOf(token.trimEnd()) > room) feed();
    if (used === 0 && lines.length > 1 && token.trim() === '') continue;
    let offset = start;
    for (const ch of token) {
      if (used > 0 && used + widthOf(ch) > room && widthOf(token) > room) feed();
      put(ch, styles[offset]);
      offset += ch.length;
    }
  }
  return lines;
}

export const wrapText = (text: string, width: number): string[] =>
  wrapRuns([{ text }], width).map((line) =>
    line
      .map((r) => r.text)
      .join('')
      .trimEnd(),
  );

/** Text cut to `width` columns, with … where something is gone. */
export function clip(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  let out = '';
  for (const ch of text) {
    if (widthOf(out + ch) > width - 1) break;
    out += ch;
  }
  return `${out}…`;
}

export const padEnd = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - widthOf(text)));
