/** How far two names of work mean the same thing, by the words that they share beside those that every notice has. */
export interface Overlap {
  /** Characters shared over the characters of the shorter, 0–1. */
  readonly share: number;
  /** What they share, in the order of the first. */
  readonly common: readonly string[];
}

// 关于开展2025年全市中小学校园食品安全专项检查工作的通知: 食品安全 is what it is about.
const GENERAL =
  /关于|开展|组织|进行|举办|做好|进一步|加强|切实|认真|工作|活动|专项|综合|督查|检查|督导|考核|评比|评估|抽查|验收|评选|暗访|情况|通知|方案|全[省市县区]|各[县区市]|中小学校?|各?学校|校园|进(?=校园|课堂)|年度|(?:19|20)\d{2}(?:[—-]\d{4})?(?:学?年)?|[春秋]季|学期|统计表?|调查表?|登记表?|汇总表?|信息表?|问卷|调研|填报|上报|报送|宣讲|宣传|讲座|对|的|和|及|与|在|了/g;

/** What a name says beside the words that every notice has. */
export const coreOf = (name: string): string =>
  name
    .normalize('NFKC')
    .replace(/[^\p{L}\p{N}]/gu, '')
    .replace(GENERAL, '|')
    .replace(/\|+/g, '|')
    .replace(/^\||\|$/g, '');

const LEAST = 2;
/** 安全 alone is not 食品安全: a name with less than this of its own is judged as if it had more, unless both say just the same. */
const TELLING = 4;

/** Symmetric in `share`; names without a core share nothing. */
export function overlap(a: string, b: string): Overlap {
  const x = coreOf(a);
  const y = coreOf(b);
  const shorter = Math.min(x.replaceAll('|', '').length, y.replaceAll('|', '').length);
  if (shorter < LEAST) return { share: 0, common: [] };
  const common: string[] = [];
  let left = x;
  let right = y;
  for (;;) {
    const run = longestRun(left, right);
    if (run.length < LEAST) break;
    common.push(run);
    left = left.replace(run, '|');
    right = right.replace(run, '|');
  }
  const shared = common.reduce((n, run) => n + run.length, 0);
  const share = x === y ? 1 : Math.min(1, shared / Math.max(TELLING, shorter));
  return { share, common: common.toSorted((p, q) => x.indexOf(p) - x.indexOf(q)) };
}

/** The longest run of characters that stands in both, the first in alphabetical order among equals, so that a and b may change places. */
function longestRun(a: string, b: string): string {
  let best = '';
  for (let i = 0; i < a.length; i++)
    for (let j = i + Math.max(LEAST, best.length); j <= a.length; j++) {
      const run = a.slice(i, j);
      if (run.includes('|') || !b.includes(run)) break;
      if (run.length > best.length || (run.length === best.length && run < best)) best = run;
    }
  return best;
}
