import type { Reference } from '../records/clause.ts';
import type { Reading } from '../records/reading.ts';
import { foldTitle, numberKey, titleKey } from './keys.ts';
import type { EdgeKind } from './store.ts';

/** An edge as the citing document alone tells it; what it leads to is looked up in the archive each time. */
export interface Citation {
  readonly kind: EdgeKind;
  readonly title: string;
  readonly titleKey: string;
  readonly docNumber: string | null;
  readonly numberKey: string | null;
  readonly recordId: string;
}

export interface ShortName {
  readonly short: string;
  readonly title: string;
  readonly docNumber: string | null;
}

// 《X》（教师厅〔2025〕2号，以下简称《若干措施》） · 《X》（以下简称“双减”意见） · 《X》（以下称《通知》）
const INTRODUCED = /《([^《》]{4,120}(?:[〈《][^〉》]*[〉》][^《》]{0,20})?)》(?:[（(]([^（）()]{0,60})[)）]){1,2}/g;
const SHORT = /以下(?:统称|简称|称)[为：:]?[《“"「]?([^》”"」）)，,；;]{2,30})[》”"」]?/;
const NUMBER = /[一-鿿A-Za-z]{1,14}[〔［[（(【]\d{4}[〕］\])）】]第?\d{1,5}号/;

/** The names that a document gives to what it cites for short, in its own words. */
export function shortNames(text: string): ShortName[] {
  const out: ShortName[] = [];
  for (const m of text.matchAll(INTRODUCED)) {
    const note = m[0].slice((m[1] ?? '').length + 2);
    const short = SHORT.exec(note)?.[1];
    if (short && m[1]) out.push({ short, title: m[1], docNumber: NUMBER.exec(note)?.[0] ?? null });
  }
  return out;
}

/** The document that a reference means in full: short names replaced by what they were introduced for. */
function inFull(reference: Reference, names: readonly ShortName[]): { title: string; docNumber: string | null } {
  const { title, docNumber } = reference;
  if (docNumber !== null) return { title, docNumber };
  const key = foldTitle(title);
  const named = names.find((n) => foldTitle(n.short) === key);
  return named ? { title: named.title, docNumber: named.docNumber } : { title, docNumber };
}

const KIND: Readonly<Record<Reference['role'], EdgeKind>> = {
  basis: 'cites',
  mentions: 'cites',
  implements: 'implements',
  amends: 'amends',
  repeals: 'repeals',
};

/** Edges out of a document: one for each cited document and kind, at its first place. Pure. */
export function citationsOf({ document, records }: Reading): Citation[] {
  const names = shortNames(document.text);
  const heads = [document.title, document.coverTitle ?? ''];
  const out = new Map<string, Citation>();
  for (const record of records) {
    if (record.type !== 'reference') continue;
    const full = inFull(record, names);
    const key = titleKey(full.title);
    const number = full.docNumber === null ? null : numberKey(full.docNumber);
    const kind = forwarded(heads, full.title) ? 'forwards' : KIND[record.role];
    const name = `${kind} ${number ?? ''} ${key}`;
    if (!out.has(name))
      out.set(name, {
        kind,
        title: full.title,
        titleKey: key,
        docNumber: full.docNumber,
        numberKey: number,
        recordId: record.id,
      });
  }
  return [...out.values()];
}

// 关于转发《X》的通知 · 转发教育部办公厅关于X的通知
const forwarded = (heads: readonly string[], title: string): boolean =>
  heads.some((head) => {
    const at = head.search(/转发|批转/);
    return at >= 0 && foldTitle(head.slice(at)).includes(titleKey(title));
  });

// 自2024年9月1日起施行 · 自发布之日起施行
const EFFECTIVE = /自(\d{4})年(\d{1,2})月(\d{1,2})日起(?:施行|实施|执行|生效)/;
// 有效期至2026年12月31日 · 有效期5年 · 有效期为三年
const VALID_UNTIL = /有效期(?:限)?(?:截?至|到)(\d{4})年(\d{1,2})月(\d{1,2})日/;
const VALID_FOR = /有效期(?:限)?(?:为|是)?([一二两三四五六七八九十]|\d{1,2})年/;
const COUNT: Readonly<Record<string, number>> = {
  一: 1,
  二: 2,
  两: 2,
  三: 3,
  四: 4,
  五: 5,
  六: 6,
  七: 7,
  八: 8,
  九: 9,
  十: 10,
};

/** null for a day that no calendar has, as damaged copies bring them. */
function iso(m: RegExpExecArray | null): string | null {
  if (!m) return null;
  const day = `${m[1]}-${(m[2] ?? '').padStart(2, '0')}-${(m[3] ?? '').padStart(2, '0')}`;
  const time = Date.parse(`${day}T00:00:00Z`);
  return Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== day ? null : day;
}

/** From when a document is in force, and the last day of its own 有效期; ISO dates, null where it does not tell. */
export function forceOf(text: string, issuedFirst: string | null): { from: string | null; until: string | null } {
  const from = iso(EFFECTIVE.exec(text)) ?? issuedFirst;
  const until = iso(VALID_UNTIL.exec(text));
  if (until !== null) return { from, until };
  const length = VALID_FOR.exec(text)?.[1];
  if (!length || from === null) return { from, until: null };
  const years = COUNT[length] ?? Number(length);
  const last = new Date(`${from}T00:00:00Z`);
  last.setUTCFullYear(last.getUTCFullYear() + years);
  last.setUTCDate(last.getUTCDate() - 1);
  return { from, until: last.toISOString().slice(0, 10) };
}
