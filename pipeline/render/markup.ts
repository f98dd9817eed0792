/** HTML that was built here; anything else that enters a template is escaped. */
export interface Markup {
  readonly markup: string;
}
export type Content = string | number | null | undefined | Markup | readonly Content[];

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
/** Control characters are no HTML; marks that turn the direction of writing could make a report lie. */
const UNFIT =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff]/g;

export const escapeText = (text: string): string =>
  text.replace(UNFIT, '').replace(/[&<>"']/g, (c) => ENTITIES[c] ?? c);

function render(content: Content): string {
  if (content === null || content === undefined) return '';
  if (typeof content === 'string') return escapeText(content);
  if (typeof content === 'number') return String(content);
  if ('markup' in content) return content.markup;
  return content.map(render).join('');
}

/** Tagged template: every hole is escaped unless it is markup itself. */
export const html = (parts: TemplateStringsArray, ...holes: readonly Content[]): Markup => ({
  markup: parts.map((part, i) => part + render(holes[i])).join(''),
});

export const NOTHING: Markup = { markup: '' };
