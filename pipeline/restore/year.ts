/**
 * The year a notice speaks from: that of its 文号 〔2024〕, else of the first complete date, else of the first year
 * followed by 年; null when the text has none.
 */
export function yearOf(text: string): number | null {
  const head = text.slice(0, 20_000);
  const m =
    /[〔[【（(]((?:19|20)\d{2})[〕\]】）)]\s*第?\s*\d{1,4}\s*号/.exec(head) ??
    /((?:19|20)\d{2})\s*[-年./]\s*\d{1,2}\s*[-月./]\s*\d{1,2}/.exec(head) ??
    /((?:19|20)\d{2})\s*年/.exec(head);
  return m?.[1] ? Number(m[1]) : null;
}
