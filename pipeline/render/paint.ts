import { type Run, widthOf, wrapRuns } from './width.ts';

/** SGR codes by meaning, not by colour; each is closed by 0. Chosen to read on dark and light terminals. */
const CODES = {
  strong: '1',
  faint: '2',
  conflict: '1;31',
  warning: '1;33',
  notice: '1;36',
  good: '1;32',
  mark: '1;4;31',
  superior: '34',
  delete: '9;31',
  insert: '32',
  label: '2',
  badgeConflict: '1;97;41',
  badgeWarning: '1;30;43',
  badgeNotice: '1;97;46',
  badgeGood: '1;97;42',
} as const;
export type Style = keyof typeof CODES;

export interface Terminal {
  /** Columns of the terminal. */
  readonly width: number;
  readonly colour: boolean;
}

export const paint = (text: string, style: Style | undefined, colour: boolean): string =>
  colour && style !== undefined && text !== '' ? `\u001b[${CODES[style]}m${text}\u001b[0m` : text;

export const paintRuns = (runs: readonly Run<Style>[], colour: boolean): string =>
  runs.map((r) => paint(r.text, r.style, colour)).join('');

/** Control characters of a document must not steer the terminal: they are shown as ␛ and its like. */
export const tame = (text: string): string =>
  text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, (c) => {
    const code = c.charCodeAt(0);
    return code < 32 ? String.fromCharCode(0x2400 + code) : '�';
  });

const tamed = (runs: readonly Run<Style>[]): Run<Style>[] => runs.map((r) => ({ ...r, text: tame(r.text) }));

/** A label and its words, wrapped and hanging under the label: `  理由  ……`. */
export function field(label: string, runs: readonly Run<Style>[], { width, colour }: Terminal, indent = 4): string[] {
  const hang = indent + widthOf(label) + 2;
  return wrapRuns(tamed(runs), width - hang).map((line, i) => {
    const head = i === 0 ? `${' '.repeat(indent)}${paint(label, 'label', colour)}  ` : ' '.repeat(hang);
    return `${head}${paintRuns(line, colour)}`.trimEnd();
  });
}

/** Words wrapped behind an indent, no label. */
export const block = (runs: readonly Run<Style>[], { width, colour }: Terminal, indent = 2): string[] =>
  wrapRuns(tamed(runs), width - indent).map((line) => `${' '.repeat(indent)}${paintRuns(line, colour)}`.trimEnd());

/** Left and right on one line, or under each other where there is no room. */
export function ends(left: readonly Run<Style>[], right: readonly Run<Style>[], terminal: Terminal): string[] {
  const columns = (runs: readonly Run<Style>[]): number => runs.reduce((n, r) => n + widthOf(r.text), 0);
  const gap = terminal.width - columns(left) - columns(right);
  if (gap < 2) return [...block(left, terminal, 0), ...block(right, terminal, 4)];
  return [[tamed(left), [{ text: ' '.repeat(gap) }], tamed(right)].map((r) => paintRuns(r, terminal.colour)).join('')];
}

export const rule = ({ width, colour }: Terminal, mark = '─'): string => paint(mark.repeat(width), 'faint', colour);
