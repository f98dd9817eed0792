/** Check boxes, ticks and bullets of Wingdings and Wingdings 2, by the low byte of the character. */
const SYMBOLS: Readonly<Record<string, Readonly<Record<number, string>>>> = {
  wingdings: {
    254: '☑',
    253: '☒',
    168: '□',
    111: '□',
    252: '✓',
    251: '✗',
    108: '●',
    110: '■',
    216: '➢',
    117: '◆',
  },
  'wingdings 2': { 82: '☑', 83: '☒', 163: '□', 42: '□', 80: '✓', 79: '✗' },
};

/** The character that a symbol of this font shows; null when it has none of its own. */
export function symbolText(font: string, code: number): string | null {
  const known = SYMBOLS[font.toLowerCase()]?.[code & 0xff];
  if (known) return known;
  const plain = Number.isFinite(code) && code >= 0x20 && code <= 0x10ffff && (code < 0xd800 || code > 0xf8ff);
  return plain ? String.fromCodePoint(code) : null;
}

/** EQ \o\ac(○,1): a number overprinted with a circle, the usual way to write circled numbers in older notices. */
export function circled(code: string): string {
  const match = /^\s*eq\s+\\o(?:\\ac|\\al|\\ad)?\s*\(\s*[○〇◯]\s*[,，]\s*(\d{1,2})\s*\)/i.exec(code);
  const n = Number(match?.[1] ?? 0);
  return n >= 1 && n <= 20 ? String.fromCodePoint(0x2460 + n - 1) : '';
}
