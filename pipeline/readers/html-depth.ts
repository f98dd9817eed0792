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
  const markup = html.toLowerCase();
  const open = new Map<string, number>();
  /** Raw elements that nothing ends any more: looked for once, not from each of their tags. */
  const endless = new Set<string>();
  let depth = 0;
  let deepest = 0;
  const next = (from: number): number => markup.indexOf('<', from);
  for (let at = next(0); at >= 0 && deepest <= limit; ) {
    if (markup.startsWith('<!--', at)) {
      const end = markup.indexOf('-->', at + 4);
      if (end < 0) break;
      at = next(end);
      continue;
    }
    const tag = /^<(\/?)([a-z][^\s/>]{0,40})/.exec(markup.slice(at, at + 48));
    const name = tag?.[2] ?? '';
    const seen = open.get(name) ?? 0;
    // Inside drawings and formulas style and title are elements like any other.
    const foreign = (open.get('svg') ?? 0) + (open.get('math') ?? 0) > 0;
    if (tag?.[1] === '/') {
      if (seen > 0) {
        open.set(name, seen - 1);
        depth--;
      }
    } else if (RAW.has(name) && !foreign && !endless.has(name)) {
      const end = markup.indexOf(`</${name}`, at);
      if (end >= 0) {
        at = next(end + 1);
        continue;
      }
      endless.add(name);
    } else if (tag && !FLAT.has(name)) {
      open.set(name, seen + 1);
      deepest = Math.max(deepest, ++depth);
    }
    at = next(at + 1);
  }
  return deepest;
}
