import { load } from 'cheerio';
import { WenhengError } from '../../records/errors.ts';
import type { Aside, Block, Note } from '../../records/page.ts';
import { decodeText } from './encoding.ts';
import { pageBlocks } from './html-blocks.ts';
import { findBody } from './html-body.ts';
import { nesting } from './html-depth.ts';
import { metadata } from './html-fields.ts';
import type { Reader, ReadOptions } from './reader.ts';
import { tooLarge } from './txt.ts';

export const HTML_BYTES = 5e6;
export const HTML_DEPTH = 512;

/** Page furniture that stands inside bodies, blanks left out: 【打印】【关闭】 · 分享到： · 扫一扫在手机打开 · 上一篇：… */
const FURNITURE =
  /^(?:[【[(（]*(?:打印(?:本页)?|关闭(?:窗口)?|收藏|大|中|小|字号|字体)[】\])）：:]*){2,}$|^分享到|^扫一扫在|^(?:上|下)一[篇条][:：]|^(?:浏览|点击|阅读)(?:次数|量)[:：]|^责任编辑[:：]|^(?:发布|发文)?(?:时间|日期)[:：]\d{4}[-年/.]\d{1,2}.*(?:来源|浏览|点击|字号|作者)/;
const isFurniture = (text: string): boolean => text.length <= 120 && FURNITURE.test(text.replace(/\s/g, ''));

/** Links to files that the site hangs below the notice: 1.进校园活动清单.docx */
const FILE_LINK = /^(?:附件\s*\d*\s*[:：]?\s*)?(.+\.(?:docx?|wps|xlsx?|et|pdf|ofd|zip|rar|jpe?g|png))$/i;

/** The notice of a saved page; what the site adds to it is kept aside, what it states about it goes into `fields`. */
export function readHtml(
  markup: string,
  name: string,
): { blocks: Block[]; aside: Aside[]; fields: Record<string, string>; notes: Note[] } {
  if (nesting(markup, HTML_DEPTH) > HTML_DEPTH) {
    throw new WenhengError('markup-hostile', { file: name, why: `嵌套超过 ${HTML_DEPTH} 层` });
  }
  const $ = load(markup);
  const { fields, tables } = metadata($);
  const body = findBody($)[0];
  const root = $('body')[0] ?? $.root().children()[0];
  if (!root || !body) throw new WenhengError('no-text', { file: name });

  // A box with two entries and the body in it is the page, not a table of entries.
  const entries = new Set(tables.filter((table) => table !== body && !$.contains(table, body)));
  const blocks: Block[] = [];
  const aside: Aside[] = [];
  const files: string[] = [];
  for (const { block, body: inBody, furniture, hidden } of pageBlocks(root, body, entries)) {
    const file = inBody && block.text.length <= 200 ? FILE_LINK.exec(block.text)?.[1] : undefined;
    if (file !== undefined) files.push(file);
    if (hidden) aside.push({ kind: 'hidden-text', text: block.text, place: block.place });
    else if (!inBody || furniture || file !== undefined || isFurniture(block.text)) {
      aside.push({ kind: 'page-chrome', text: block.text, place: block.place });
    } else blocks.push(block);
  }
  if (blocks.length === 0) throw new WenhengError('no-text', { file: name });
  if (files.length > 0) fields.附件 ??= files.join('；');

  const text = blocks.map((b) => b.text).join('');
  const notes: Note[] = [];
  if (text.length < 60 || (text.match(/[。，]/g)?.length ?? 0) < 2) {
    notes.push({ code: 'page-without-body', message: '网页里几乎没有正文，可能由脚本或内嵌页面加载；请保存完整页面' });
  }
  return { blocks, aside, fields, notes };
}

export const html: Reader = {
  formats: ['html'],
  async read(bytes: Uint8Array, { name, limits }: ReadOptions) {
    if (bytes.length === 0) throw new WenhengError('file-empty', { file: name });
    const limit = Math.min(HTML_BYTES, limits.bytes);
    if (bytes.length > limit) throw tooLarge(name, bytes.length, limit);
    const decoded = decodeText(bytes);
    if (!decoded) throw new WenhengError('not-text', { file: name });
    return { pages: { format: 'html', pages: [], ...readHtml(decoded.text, name) }, images: [] };
  },
};
