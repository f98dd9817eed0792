import type { DocNumberParts } from '../../records/document.ts';
import { DOC_NUMBER } from '../structure/marks.ts';

/** 发文字号 in its parts and in its standard form 机关代字〔年份〕序号号 (GB/T 9704-2012, 7.2.5). */
export interface DocNumber {
  readonly docNumber: string;
  readonly parts: DocNumberParts;
  readonly quote: string;
}

export function docNumberIn(words: string): DocNumber | null {
  const match = DOC_NUMBER.exec(words);
  if (!match) return null;
  const agency = (match[1] ?? '').replace(/\s/g, '').replace(/^(?:发文字号|文号|编号)/, '');
  const year = Number(match[2]);
  const serial = Number(match[3]);
  if (agency === '' || serial === 0) return null;
  return { docNumber: `${agency}〔${year}〕${serial}号`, parts: { agency, year, serial }, quote: match[0] };
}
