import type { Cheerio, CheerioAPI } from 'cheerio';
import type { AnyNode, Element } from 'domhandler';

/** How sites name the entries of a notice's metadata table, and the one name each has here. */
const NAMES: readonly (readonly [string, readonly string[]])[] = [
  ['索引号', ['索引号', '索取号', '信息索引号', '信息索取号']],
  ['发文字号', ['发文字号', '文号', '发文号', '公文文号', '文件编号', '备注/文号', '文件号', '发布文号']],
  [
    '发布机构',
    ['发布机构', '发文机关', '发文机构', '发文单位', '制发机关', '发布单位', '公开主体', '发布机关', '公开责任部门'],
  ],
  ['成文日期', ['成文日期', '生成日期', '公文生成日期', '发文日期', '制发日期', '印发日期', '成文时间', '生成时间']],
  ['发布日期', ['发布日期', '发布时间', '公开日期', '公布日期', '发文时间', '公开时间', '发稿时间']],
  ['标题', ['标题', '名称', '信息名称', '公文标题', '文件名称', '公文名称']],
  ['主题分类', ['主题分类', '信息分类', '分类', '体裁分类', '服务对象分类', '所属主题']],
  ['主题词', ['主题词', '关键词', '关键字']],
  ['有效性', ['有效性', '效力状态', '时效性', '是否有效', '文件状态', '时效状态']],
  ['实施日期', ['实施日期', '生效日期', '施行日期']],
  ['废止日期', ['废止日期', '失效日期', '失效时间', '有效期至']],
  ['来源', ['来源', '信息来源', '文章来源']],
];
const CANONICAL = new Map(NAMES.flatMap(([name, spellings]) => spellings.map((s) => [s, name] as const)));
/** Entries that stand in metadata tables and next to nowhere else. */
const TELLING = new Set(['索引号', '发文字号', '发布机构', '成文日期', '主题分类', '有效性']);

const META: Readonly<Record<string, string>> = {
  articletitle: '标题',
  pubdate: '发布日期',
  contentsource: '来源',
  columnname: '栏目',
  keywords: '主题词',
};

const squeeze = (text: string): string => text.replace(/[\s\u00a0\u3000\u200b]+/g, '');
const tidy = (text: string): string => text.replace(/[\s\u00a0\u3000\u200b]+/g, ' ').trim();

/** 索 引 号： → 索引号; null when it is no name of an entry. */
const canonical = (text: string): string | null =>
  text.length > 40 ? null : (CANONICAL.get(squeeze(text).replace(/^[•·【[]+|[:：】\]]+$/g, '')) ?? null);

/** The name of an entry inside the value of another: several entries in one element. */
const ANOTHER = new RegExp(`(?:${[...CANONICAL.keys()].join('|')})[:：]`);

/** Text of an element as far as it may be an entry of a table; a page's wrappers are not read to their end. */
function brief(node: AnyNode | undefined, most = 1000): string {
  if (node?.type === 'text') return node.data;
  let text = '';
  for (const child of node && 'children' in node ? node.children : []) {
    text += brief(child, most);
    if (text.length > most) break;
  }
  return text;
}

/** Entry of one element: 索引号：QZ0211 in one, or 索引号： in it and the value beside it. */
function entryOf(element: Cheerio<Element>): readonly [string, string] | null {
  const text = tidy(brief(element[0]));
  if (text === '' || text.length > 200) return null;
  const whole = canonical(text);
  if (whole) {
    const next = element.next();
    const after = element[0]?.nextSibling;
    const value = after?.type === 'text' && tidy(after.data) !== '' ? tidy(after.data) : tidy(brief(next[0]));
    return value !== '' && value.length <= 200 && !canonical(value) ? [whole, value.replace(/^[:：]\s*/, '')] : null;
  }
  const colon = /^([^:：]{2,12})[:：]\s*(.+)$/.exec(text);
  const name = colon?.[1] ? canonical(colon[1]) : null;
  return name && colon?.[2] && !ANOTHER.test(squeeze(colon[2])) ? [name, colon[2].trim()] : null;
}

/** What the page states about the notice, and the tables, lists or boxes that state it (some may hold more besides). */
export function metadata($: CheerioAPI): { fields: Record<string, string>; tables: Element[] } {
  const fields = new Map<string, string>();
  const put = (name: string, value: string): void => {
    if (value !== '' && !fields.has(name)) fields.set(name, value);
  };

  const found = new Map<Element, Map<string, string>>();
  $<Element, string>('td,th,dt,li,span,p,label,b,strong,em,i,h4,h5,div')
    .slice(0, 20_000)
    .each((_, node) => {
      if (node.childNodes.length > 8) return;
      const element = $(node);
      const entry = entryOf(element);
      if (!entry) return;
      // Entries may each stand in a box of their own.
      const list = element.closest('table,ul,dl')[0];
      for (const holder of list ? [list] : [element.parent()[0], element.parent().parent()[0]]) {
        if (holder?.type !== 'tag') continue;
        const entries = found.get(holder) ?? new Map<string, string>();
        if (!entries.has(entry[0])) entries.set(entry[0], entry[1]);
        found.set(holder, entries);
      }
    });
  const tables: Element[] = [];
  for (const [table, entries] of found) {
    const telling = [...entries.keys()].filter((name) => TELLING.has(name)).length;
    if (telling < 2 || brief(table, 20_000).length > 20_000) continue;
    if (tidy(brief(table, 1300)).length <= 1200) tables.push(table);
    for (const [name, value] of entries) put(name, value);
  }

  $('meta[name]').each((_, meta) => {
    const name = META[(meta.attribs.name ?? '').toLowerCase()];
    if (name) put(name, tidy(meta.attribs.content ?? ''));
  });
  // 发布时间：2024-06-06 来源：市教育局 浏览次数：128
  const byline = tidy($('.info,.xinxi,.source,.article-info,.pages-date,.date,.fbsj,.ly').first().text().slice(0, 500));
  put(
    '发布日期',
    /(?:发布时间|发布日期|时间|日期)[:：]\s*(\d{4}[-年/.]\d{1,2}[-月/.]\d{1,2}日?)/.exec(byline)?.[1] ?? '',
  );
  put('来源', /来源[:：]\s*([^\s:：]+?)(?=\s|浏览|作者|字号|$)/.exec(byline)?.[1] ?? '');
  const heading = $('h1').first();
  put('标题', tidy(heading.text()));
  // 关于…的通知_通知公告_临江市教育局: the site's own parts follow the title
  put('标题', tidy($('title').first().text()).split(/\s*[_|]\s*|\s+-+\s+|--/)[0] ?? '');
  return { fields: Object.fromEntries(fields), tables };
}
