import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';

/**
 * The faces that GB/T 9704 prescribes, by their names on Chinese office machines, and what to take where one is not
 * installed: Word and WPS follow `altName` of the font table.
 */
export const FACES = {
  /** 标题 */
  title: {
    name: '方正小标宋简体',
    others: ['方正小标宋_GBK', 'FZXiaoBiaoSong-B05S', '华文中宋', 'Source Han Serif SC', 'Noto Serif CJK SC'],
  },
  /** 正文 */
  body: { name: '仿宋_GB2312', others: ['仿宋', 'FangSong', '华文仿宋', 'Noto Serif CJK SC'] },
  /** 一级标题、表头 */
  heading: { name: '黑体', others: ['SimHei', 'Source Han Sans SC', 'Noto Sans CJK SC'] },
  /** 二级标题 */
  second: { name: '楷体_GB2312', others: ['楷体', 'KaiTi', '华文楷体', 'Noto Serif CJK SC'] },
  /** 页码 */
  page: { name: '宋体', others: ['SimSun', 'Noto Serif CJK SC'] },
} as const;
export type Face = keyof typeof FACES;

const rowOf = ({ name, others }: (typeof FACES)[Face]): string =>
  `<w:font w:name="${name}"><w:altName w:val="${others.join(',')}"/><w:charset w:val="86"/><w:family w:val="auto"/><w:pitch w:val="variable"/></w:font>`;

const W = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main';
const FONT_TABLE = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:fonts xmlns:w="${W}">${Object.values(FACES).map(rowOf).join('')}</w:fonts>`;

/**
 * Chinese (no spelling marks), no gap between Han and figures, no stop hung into the margin. The packer has no options
 * for these that keep the schema's order.
 */
const DEFAULTS =
  '<w:rPrDefault><w:rPr><w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault>' +
  '<w:pPrDefault><w:pPr><w:overflowPunct w:val="0"/><w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/></w:pPr></w:pPrDefault>';

/**
 * Puts the font table and defaults into a DOCX and the report's date where the packer wrote the clock's, so that one report always
 * gives the same bytes. `date` is an ISO date; anything else leaves 1980.
 */
export function withFonts(bytes: Uint8Array, date: string): Uint8Array {
  const stamp = /^\d{4}-\d{2}-\d{2}$/.test(date) ? date : '1980-01-01';
  const parts = unzipSync(bytes);
  const out: Record<string, Uint8Array> = {};
  // The list of parts comes first: some readers tell the format by it.
  const names = Object.keys(parts).sort((a, b) => Number(b.startsWith('[')) - Number(a.startsWith('[')));
  for (const name of names) {
    const part = parts[name];
    if (!part) continue;
    if (name === 'word/fontTable.xml') out[name] = strToU8(FONT_TABLE);
    else if (name === 'word/styles.xml')
      out[name] = strToU8(strFromU8(part).replace('<w:rPrDefault/><w:pPrDefault/>', DEFAULTS));
    else if (name === 'docProps/core.xml')
      out[name] = strToU8(
        strFromU8(part).replace(/(<dcterms:(?:created|modified)[^>]*>)[^<]*/g, `$1${stamp}T00:00:00Z`),
      );
    else out[name] = part;
  }
  return zipSync(out, { mtime: new Date(`${stamp < '1980-01-01' ? '1980-01-01' : stamp}T12:00:00`) });
}
