import type { Cheerio, CheerioAPI } from 'cheerio';
import type { AnyNode, Element } from 'domhandler';

/** Where the content systems of government sites put the body, the surest first. */
const PLACES = [
  '#UCAP-CONTENT',
  '.TRS_UEDITOR',
  '.TRS_Editor',
  '.trs_editor_view',
  '#zoom',
  '#Zoom',
  '.pages_content',
  '.v_news_content',
  '#vsb_content',
  '#ContentRegion',
  '.xxgk_content',
  '.article-content',
  '.article_content',
  '.article-con',
  '.news_content',
  '.wzcon',
  '.conTxt',
  '#artibody',
  '.view',
];

const stops = (text: string): number => text.match(/[。，；：、]/g)?.length ?? 0;
const length = (text: string): number => text.replace(/\s+/g, '').length;

/** Text that a page's own furniture does not hold: 60 characters with sentences in them. */
const isProse = (text: string): boolean => length(text) >= 60 && stops(text) >= 2;

/**
 * The element that holds the notice. Known places first, where one holds most of the page's sentences; else from the
 * top down into the child that holds nearly all of them, as long as what is left behind looks like furniture (links).
 */
export function findBody($: CheerioAPI): Cheerio<Element> {
  const page = $('body').length > 0 ? $('body').first() : $<Element, string>('*').first();
  const prose = page.clone();
  prose.find('script,style,noscript,template').remove();
  const all = Math.max(1, stops(prose.text()));
  for (const place of PLACES) {
    let best: Cheerio<Element> | null = null;
    $<Element, string>(place).each((_, node) => {
      const text = $(node).text();
      if (isProse(text) && stops(text) >= all * 0.4 && (!best || text.length > best.text().length)) best = $(node);
    });
    if (best) return best;
  }
  return descend($, page);
}

function descend($: CheerioAPI, from: Cheerio<Element>): Cheerio<Element> {
  let at = from;
  for (;;) {
    const text = at.text();
    const inner = at.children('div,table,tbody,tr,td,section,article,main,form,center,font,span').filter((_, child) => {
      return stops($(child).text()) >= stops(text) * 0.7;
    });
    const next = inner.first();
    if (next.length === 0 || !isProse(next.text())) return at;
    if (!at.is('table,tbody,tr') && length(text) > length(next.text()) && !leavesFurniture($, at, next[0])) return at;
    at = next;
  }
}

/** Links are a fifth of what stands beside the child: navigation, related pages, footers. */
function leavesFurniture($: CheerioAPI, parent: Cheerio<Element>, child: AnyNode | undefined): boolean {
  let rest = 0;
  let links = 0;
  parent.contents().each((_, node) => {
    if (node === child) return;
    const outer = $(node);
    if (outer.is('script,style,noscript')) return;
    rest += length(outer.text());
    links += length(outer.find('a').text()) + (outer.is('a') ? length(outer.text()) : 0);
  });
  return rest > 0 && links >= rest * 0.2;
}
