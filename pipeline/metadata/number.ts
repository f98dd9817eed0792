import type { DocNumberParts } from '../../records/document.ts';
import { DOC_NUMBER, ORDER_NUMBER } from '../structure/marks.ts';

/** 发文字号 in its parts and in its standard form 机关代字〔年份〕序号号 (GB/T 9704-2012, 7.2.5). */
export interface DocNumber {
  readonly docNumber: string;
  /** Null for a 令, which counts on over the years; a 公告's own name stands for the 机关代字. */
  readonly parts: DocNumberParts | null;
  readonly quote: string;
}

/** The first 发文字号 in a line; for 令 and 公告 the whole line: 许昌市人民政府令第31号. */
export function docNumberIn(line: string): DocNumber | null {
  const words = line.replace(/[０-９]/g, (ch) => ch.normalize('NFKC'));
  const match = DOC_NUMBER.exec(words);
  if (!match) {
    const order = ORDER_NUMBER.exec(words.trim());
    // 2022年第6号 under the title of a 公告: it counts within its year and names no 机关代字.
    const yearly = /^[（(]?\s?((?:19|20)\d{2}年\s?第\s?\d{1,4}\s?号)\s?[）)]?$/.exec(words.trim())?.[1];
    if (yearly) return { docNumber: yearly.replace(/\s/g, ''), parts: null, quote: yearly };
    if (!order) return null;
    const [quote, name = '', year, number] = order;
    const parts = year === undefined ? null : { agency: name, year: Number(year), serial: Number(number) };
    return { docNumber: quote.replace(/\s/g, ''), parts, quote };
  }
  const agency = (match[1] ?? '').replace(/\s/g, '').replace(/^(?:发文字号|文号|编号)/, '');
  const year = Number(match[2]);
  const serial = Number(match[3]);
  if (agency === '' || serial === 0) return null;
  return { docNumber: `${agency}〔${year}〕${serial}号`, parts: { agency, year, serial }, quote: match[0] };
}
