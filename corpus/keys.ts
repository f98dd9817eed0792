/** Titles and 发文字号 in one writing, so that a citation and the document it means have the same key. */

// 河南省教育厅关于…… · 中共中央办公厅 国务院办公厅印发…… · 市教体局转发……
const ISSUER =
  /^[一-鿿]{2,60}?(?:厅|局|委|委员会|部|院|府|室|组|会|办|处|中心|社|团|党组|公司|大学|学校|法院|联合会)(?=(?:印发|转发|批转)?关于|印发|转发|批转)/;

export const foldTitle = (title: string): string =>
  title
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');

/** Folded, without the issuer before 关于, 印发 or 转发. */
export function titleKey(title: string): string {
  const folded = foldTitle(title);
  const bare = folded.replace(ISSUER, '');
  return bare.length >= 4 ? bare : folded;
}

/** All keys by which a title may be meant: its own, and that of the plan inside 关于印发〈…〉的通知. */
export function titleKeys(title: string): string[] {
  const keys = new Set([titleKey(title)]);
  // 关于印发《X》的通知 · 印发《关于X的意见》 · 关于转发《X》的通知
  const inner = /(?:印发|转发|批转|公布|发布)[^《〈]{0,30}[《〈](.+)[》〉]/.exec(title)?.[1];
  if (inner && titleKey(inner).length >= 4) keys.add(titleKey(inner));
  const plain = /^(?:关于)?(?:印发|转发|批转)(.{6,}?)的?(?:通知|通告|公告)$/.exec(titleKey(title))?.[1];
  if (plain) keys.add(titleKey(plain));
  return [...keys];
}

/** What a later edition of the same document shares with the earlier: the key without years and 试行, 暂行, 修订. */
export const stemKey = (title: string): string =>
  titleKey(title)
    .replace(/(?:试行|暂行|修订稿?|修正|征求意见稿|送审稿)+/g, '')
    .replace(/(?:19|20)\d{2}(?:(?:19|20)\d{2})?(?:年度?|学年(?:度)?)?/g, '');

/** agency|year|serial; null for what is no number of a document. 洛教办〔2020〕103号 · 2019年第6号. */
export function numberKey(docNumber: string): string | null {
  const folded = docNumber.normalize('NFKC').replace(/\s/g, '');
  const parts = /^(.*?)[〔[(【﹝〈]?(\d{4})[〕\])】﹞〉]?年?第?0*(\d+)号?/.exec(folded);
  if (parts) return `${parts[1]}|${parts[2]}|${parts[3]}`;
  const plain = folded.replace(/[^\p{L}\p{N}]/gu, '');
  return plain.length >= 4 ? plain : null;
}

/** Share of two-character shingles that the shorter of two folded titles finds in the other, 0–1. */
export function titleLikeness(a: string, b: string): number {
  if (a === '' || b === '') return 0;
  if (a === b) return 1;
  const x = shingles(a);
  const y = shingles(b);
  let both = 0;
  for (const s of x) if (y.has(s)) both++;
  return both / Math.max(1, Math.min(x.size, y.size));
}

function shingles(text: string): Set<string> {
  const out = new Set<string>();
  for (let i = 0; i + 1 < text.length; i++) out.add(text.slice(i, i + 2));
  return out;
}
