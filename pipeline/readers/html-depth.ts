/** Elements that hold nothing, and elements that HTML closes by itself when a sibling opens: neither nests by omission. */
const FLAT = new Set(
  'area base br col embed hr img input link meta param source track wbr keygen frame basefont bgsound p li dt dd td th tr tbody thead tfoot option optgroup colgroup caption a nobr rp rt html head body'.split(
    ' ',
  ),
);
/** Elements whose content is text up to their own end tag. */
const RAW = new Set(['script', 'style', 'textarea', 'title', 'xmp', 'iframe', 'noembed', 'noframes']);

/**
 * How deep the elements of a page nest, at least; stops counting past `limit`.
 * Tree builders take quadratic time in the depth (100,000 nested div: over a minute), so it is measured before parsing,
 * in one linear pass without building anything.
 */
export function nesting(html: string, limit: number): number {
  const open = new Map<string, number>();
  let depth = 0;
  let deepest = 0;
  let at = html.indexOf('<');
  while (at >= 0 && deepest <= limit) {
    if (html.startsWith('<!--', at)) {
      const end = html.indexOf('-->', at + 4);
      if (end < 0) break;
      at = html.indexOf('<', end);
      continue;
    }
    const tag = /^<(\/?)([a-z][^\s/>]{0,40})/i.exec(html.slice(at, at + 48));
    if (!tag) {
      at = html.indexOf('<', at + 1);
      continue;
    }
    const name = (tag[2] ?? '').toLowerCase();
    const seen = open.get(name) ?? 0;
    if (FLAT.has(name)) {
      at = html.indexOf('<', at + 1);
      continue;
    }
    if (tag[1]) {
      if (seen > 0) {
        open.set(name, seen - 1);
        depth--;
      }
    } else if (RAW.has(name)) {
      const end = html.indexOf(`</${tag[2]}`, at);
      at = html.indexOf('<', end < 0 ? at + 1 : end + 1);
      continue;
    } else {
      open.set(name, seen + 1);
      deepest = Math.max(deepest, ++depth);
    }
    at = html.indexOf('<', at + 1);
  }
  return deepest;
}
