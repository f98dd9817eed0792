import type { DocNumberParts, Document, Evidence } from '../records/document.ts';
import type { Pages } from '../records/page.ts';
import type { Structure, Unit } from '../records/structure.ts';
import type { Text } from '../records/text.ts';
import { dateIn } from './metadata/date.ts';
import { fieldsOf } from './metadata/fields.ts';
import { issuersOf } from './metadata/issuers.ts';
import { docNumberIn } from './metadata/number.ts';
import { addresseesIn, attachmentsIn } from './metadata/parties.ts';
import { placeOfDocument } from './metadata/place.ts';
import { cleanTitle, genreOf, titlesOf } from './metadata/title.ts';
import { genreEnd } from './structure/lines.ts';
import { DRAFT_MARK } from './structure/marks.ts';

export type Metadata = Pick<
  Document,
  | 'title'
  | 'coverTitle'
  | 'docNumber'
  | 'docNumberParts'
  | 'issuers'
  | 'level'
  | 'region'
  | 'issuedOn'
  | 'genre'
  | 'addressees'
  | 'attachments'
  | 'disclosure'
  | 'draft'
  | 'evidence'
>;

/**
 * Metadata of records.md by the positions of GB/T 9704-2012 (版头, 主体, 版记), then what the file's own table states,
 * the file name last. Every value carries where it was read.
 */
export function toMetadata(pages: Pages, text: Text, structure: Structure, source: string): Metadata {
  const evidence: Record<string, Evidence> = {};
  const note = (field: string, from: Evidence['from'], quote: string, confidence: number): void => {
    evidence[field] = { from, quote, confidence };
  };
  const fields = fieldsOf(pages, text);
  const words = (u: Unit): string => text.text.slice(u.span.start, u.span.end);
  const of = (role: Unit['role']): string[] => structure.units.filter((u) => u.role === role).map(words);

  const titles = titlesOf(text.text, structure);
  const name = fileTitle(source);
  const stated = cleanTitle([fields.get('标题') ?? '']);
  const title = titles.title || stated || name || (text.text.split('\n')[0] ?? '').slice(0, 80);
  note(
    'title',
    titles.title ? 'text' : stated ? 'page-table' : name ? 'file-name' : 'inferred',
    titles.quote || title,
    titles.title ? 0.95 : 0.6,
  );

  const number = docNumberOf(numberLines(structure, words), fields.get('发文字号'), name, note);
  const issued = issuersOf(text.text, structure, titles, fields.get('发布机构'));
  if (issued) note('issuers', issued.from, issued.quote, issued.confidence);
  const issuers = issued?.names ?? [];
  const issuedOn = dateOf(structure, words, fields, note);
  const place = placeOfDocument({
    issuers,
    titles: [titles.coverTitle ?? '', title, ...titles.quote.split('\n')],
    agency: number?.parts?.agency ?? null,
    publisher: fields.get('发布机构') ?? null,
    imprint: of('imprint'),
    asOf: issuedOn,
    text: text.text,
  });
  note('level', place.from, place.quote, place.confidence);
  note('region', place.from, place.quote, place.confidence);
  const genre = genreOf(titles.coverTitle ?? title);
  const addressees = of('addressee').flatMap(addresseesIn);
  const list = attachmentsIn(of('attachment-list'));
  const heads = structure.outline
    .filter((h) => /^附/.test(h.label))
    .map((h) => h.heading)
    .filter((h) => h !== '');
  const imprint = of('imprint').join('\n');
  const disclosure = /(主动公开|依申请公开|不予公开)/.exec(`${imprint}\n${fields.get('公开方式') ?? ''}`)?.[1] ?? null;
  if (disclosure) note('disclosure', imprint.includes(disclosure) ? 'imprint' : 'page-table', disclosure, 0.95);
  return {
    title,
    coverTitle: titles.coverTitle,
    docNumber: number?.docNumber ?? null,
    docNumberParts: number?.parts ?? null,
    issuers,
    level: place.level,
    region: place.region,
    issuedOn,
    genre,
    addressees,
    attachments: list.length > 0 ? list : heads,
    disclosure,
    draft: titles.draft || DRAFT_MARK.test(source) || /征求意见稿|送审稿|代拟稿/.test(source),
    evidence,
  };
}

type Note = (field: string, from: Evidence['from'], quote: string, confidence: number) => void;

/** Lines of the 发文字号; of an order its name with the number below: 许昌市人民政府令 / 第31号. */
function numberLines(structure: Structure, words: (u: Unit) => string): string[] {
  const lines = structure.units.filter((u) => u.role === 'doc-number').map(words);
  const order = structure.units.find((u) => u.role === 'masthead' && /(?:令|公告|通告)$/.test(words(u)));
  return order ? lines.map((l) => `${words(order)}${l}`) : lines;
}

function docNumberOf(
  lines: readonly string[],
  field: string | undefined,
  name: string,
  note: Note,
): { docNumber: string; parts: DocNumberParts | null } | null {
  const sources: readonly (readonly [Evidence['from'], string, number])[] = [
    ...lines.map((l) => ['text', l, 0.98] as const),
    ['page-table', field ?? '', 0.9],
    ['file-name', name, 0.6],
  ];
  for (const [from, words, confidence] of sources) {
    const found = docNumberIn(words);
    if (!found) continue;
    note('docNumber', from, found.quote, confidence);
    return { docNumber: found.docNumber, parts: found.parts };
  }
  return null;
}

/** 成文日期: under the 署名, then the page's table, then the 印发日期 of the 版记. */
function dateOf(
  structure: Structure,
  words: (u: Unit) => string,
  fields: ReadonlyMap<string, string>,
  note: Note,
): string | null {
  const own = structure.units.filter((u) => u.role === 'date' || u.role === 'signature').map(words);
  const read = own.map((w) => ({ w, iso: dateIn(w) })).filter((d) => d.iso !== null);
  const full = read.find((d) => d.iso?.length === 10) ?? read[0];
  const imprint = structure.units.filter((u) => u.role === 'imprint').map(words);
  const printed = imprint.map((w) => ({ w, iso: dateIn(w) })).find((d) => d.iso?.length === 10);
  const table = fields.get('成文日期');
  const candidates: readonly (readonly [Evidence['from'], string, string | null, number])[] = [
    ['text', full?.w ?? '', full?.iso ?? null, /^\d+$/.test(full?.w ?? '') ? 0.7 : 0.98],
    ['page-table', table ?? '', dateIn(table ?? ''), 0.9],
    ['imprint', printed?.w ?? '', printed?.iso ?? null, 0.8],
    ['page-table', fields.get('发布日期') ?? '', dateIn(fields.get('发布日期') ?? ''), 0.5],
  ];
  const best = candidates.find(([, , iso]) => iso?.length === 10) ?? candidates.find(([, , iso]) => iso !== null);
  if (!best) return null;
  note('issuedOn', best[0], best[1], best[3]);
  return best[2];
}

/** The file's name as a title, where it reads like one: 关于…的通知.pdf. */
function fileTitle(source: string): string {
  const base = (source.split(/[/\\]/).at(-1) ?? '').replace(/\.[A-Za-z0-9]{1,5}$/, '');
  const title = cleanTitle([base.replace(/^[\d._\-\s]+/, '')]);
  return genreEnd(title) && /[\u4e00-\u9fa5]{6,}/.test(title) ? title : '';
}
