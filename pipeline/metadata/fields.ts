import type { Pages } from '../../records/page.ts';
import type { Text } from '../../records/text.ts';

/** How pages name what they state about a notice, folded to one name. */
const NAMES: readonly (readonly [string, RegExp])[] = [
  ['发文字号', /^(?:发文字号|(?:备注\/|公文|发布)?文号|文件编号|文件号)$/],
  ['发布机构', /^(?:发[布文]机[构关]|发[布文]单位|制发机关|公开主体)$/],
  ['成文日期', /^(?:成文日期|成文时间|(?:公文)?生成日期|生成时间|制发日期|印发日期|发文日期)$/],
  ['发布日期', /^(?:发布日期|发布时间|发文时间|公开日期|时间|日期)$/],
  ['标题', /^(?:标题|名称|信息名称|公文标题|文件名称)$/],
  ['公开方式', /^(?:公开方式|公开形式|公开属性|公开类别|信息公开属性)$/],
];

/** What the file's table says, and what a plain-text copy carried as its first lines (kept among the repairs). */
export function fieldsOf(pages: Pages, text: Text): Map<string, string> {
  const out = new Map<string, string>();
  const put = (name: string, value: string): void => {
    const key = name.replace(/[\s•·●▪\-—*【】[\]]/g, '');
    const known = NAMES.find(([, pattern]) => pattern.test(key))?.[0];
    const words = value.trim();
    if (known && words !== '' && !out.has(known)) out.set(known, words);
  };
  for (const [name, value] of Object.entries(pages.fields)) put(name, value);
  for (const repair of text.repairs) {
    if (repair.kind !== 'page-chrome') continue;
    const entry = /^([^:：]{2,16})[:：]([\s\S]*)$/.exec(repair.sourceText.trim());
    if (entry) put(entry[1] ?? '', entry[2] ?? '');
  }
  return out;
}
