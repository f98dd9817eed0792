/**
 * Paths of the gold texts, read by the plainest rule that is right for them: a line that starts with a label opens
 * that label. Written apart from `toStructure`, so that the two can check each other.
 */
const NUMERAL = '[一二三四五六七八九十百]+';
const LABELS: readonly RegExp[] = [
  new RegExp(`^(第${NUMERAL}章)`), // 第一章 总则
  new RegExp(`^(第${NUMERAL}条)(?=\\s)`), // 第三条 面向学校推广的…
  new RegExp(`^(${NUMERAL})、`), // 一、控制总量
  new RegExp(`^(（${NUMERAL}）)`), // （一）给予补贴
  /^(\d{1,2})[.．、]/, // 1.计划管理 · 1、每对夫妇只能享受一次
];
const ARTICLE = 1;

/** For each line its start offset and the path it stands under. */
export function pathsOf(text: string): { start: number; path: string }[] {
  let annex = '';
  let open: { depth: number; label: string }[] = [];
  let listing = false;
  let start = 0;
  return text.split('\n').map((raw) => {
    const line = raw.trim().normalize('NFKC').replaceAll('(', '（').replaceAll(')', '）');
    const titled = /^附件(\d)$/.exec(line);
    if (titled) {
      annex = `附件${titled[1]}`;
      open = [];
      listing = false;
    } else if (line.startsWith('附件:')) {
      listing = true; // 附件：1.… ⏎ 2.… names the annexes, it does not open headings
    } else if (!(listing && LABELS.at(-1)?.test(line))) {
      if (line !== '') listing = false;
      const depth = LABELS.findIndex((label) => label.test(line));
      const label = LABELS[depth]?.exec(line)?.[1];
      if (label !== undefined) open = [...open.filter((o) => o.depth < depth), { depth, label }];
      // 学校不得以任何名义设置重点班: a paragraph after the items of a 条 belongs to the 条
      else if (line !== '' && open.some((o) => o.depth === ARTICLE)) open = open.filter((o) => o.depth <= ARTICLE);
    }
    const at = { start, path: [annex, ...open.map((o) => o.label)].filter((part) => part !== '').join('/') };
    start += raw.length + 1;
    return at;
  });
}

export const pathAt = (text: string, offset: number): string =>
  pathsOf(text).findLast((line) => line.start <= offset)?.path ?? '';
