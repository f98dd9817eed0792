/** 主送机关 and 附件 as lists of names. */

const BODY_END =
  /(?:[局厅委办部院组处科室会署司]|政府|办公[厅室]|单位|部门|学校|中学|小学|幼儿园|大学|学院|高校|机构|中心|街道|乡镇|办事处|股室|科室|公司|企业|同学|家长|同志|教委|兵团教育局)(?:[（(][^（）()]*[）)])?$/;

/** Cuts at the marks outside brackets. */
function cut(words: string, marks: string): string[] {
  const out: string[] = [];
  let depth = 0;
  let from = 0;
  for (let i = 0; i < words.length; i++) {
    const ch = words.charAt(i);
    if ('（(《'.includes(ch)) depth++;
    else if ('）)》'.includes(ch)) depth = Math.max(0, depth - 1);
    else if (depth === 0 && marks.includes(ch)) {
      out.push(words.slice(from, i));
      from = i + 1;
    }
  }
  out.push(words.slice(from));
  return out.map((w) => w.trim()).filter((w) => w !== '');
}

/** Words by which a name in the list starts anew: 各乡镇人民政府、县直机关各单位. */
const QUALIFIED = /^(?:各|有关|全|驻|中[央省市]|省|市|州|县|区|局|校|直属|局属|机关|本|其他|新疆)/;

/**
 * Each addressee: parted by ，; where the line has none, by 、 if every part is a body with a qualifier of its own.
 * Else the parts share one (各市、县教育局、财政局) and the line stays whole.
 */
export function addresseesIn(line: string): string[] {
  const words = line.replace(/[：:]\s*$/, '').trim();
  const groups = cut(words, '，,；;');
  if (groups.length > 1) return groups;
  const parts = cut(words, '、');
  return parts.every((p) => BODY_END.test(p) && QUALIFIED.test(p)) ? parts : [words].filter((w) => w !== '');
}

/** 附件:1.专项整治统计表 → 专项整治统计表. Lines of the list, wrapped ones joined to the item before. */
export function attachmentsIn(lines: readonly string[]): string[] {
  const out: string[] = [];
  for (const line of lines) {
    const bare = line.replace(
      /^[-—•·\s]*附\s?[件表]?\s?(?:[\d０-９一二三四五六七八九十]{1,2}(?:[-—]\d+)?\s?)?[:：]?\s*/,
      '',
    );
    const item = /^[\d０-９]{1,2}\s?[.．、]\s?(.*)$/.exec(bare);
    const numbered = item !== null || bare !== line;
    const words = (item?.[1] ?? bare)
      .replace(/[。；;]$/, '')
      .replace(/^《(.*)》$/, '$1')
      .trim();
    if (words === '') continue;
    if (numbered || out.length === 0) out.push(words);
    else out.push(`${out.pop() ?? ''}${words}`);
  }
  return out;
}
