import { type DraftClause, saidUpTo } from './clause.ts';
import { remembered } from './concepts.ts';
import type { Rule } from './superior.ts';

const PARTICLES = new Set('的了和与及或对将把在为从向由以于等各其该每须应当得不'.split(''));
/** Words of measure and bounding, which any limit has. */
const MEASURE =
  /不?(?:超过|少于|多于|低于|高于|早于|晚于|迟于)|控制在|最[高低多少长短早晚迟]|至[多少]|一般|原则上|时间|期限|时长|数量|次数|人数|总量|比例|标准|限额|以内|之内|以上|以下/g;

/** Character pairs without particles and words of measure. */
export const wordPairs = remembered((text): ReadonlySet<string> => {
  const clean = text.replace(MEASURE, ' ').replace(/[^\p{Script=Han}\p{L}]/gu, ' ');
  const out = new Set<string>();
  for (let i = 0; i + 1 < clean.length; i++) {
    const a = clean.charAt(i);
    const b = clean.charAt(i + 1);
    if (a !== ' ' && b !== ' ' && !PARTICLES.has(a) && !PARTICLES.has(b)) out.add(a + b);
  }
  return out;
});

/** Share of the weight of `theirs` that stands among `mine`, 0–1. */
function share(theirs: ReadonlyMap<string, number>, mine: ReadonlySet<string>): number {
  let all = 0;
  let both = 0;
  for (const [gram, weight] of theirs) {
    all += weight;
    if (mine.has(gram)) both += weight;
  }
  return all === 0 ? 0 : both / all;
}

interface ClauseGrams {
  readonly own: ReadonlySet<string>;
  readonly sentence: ReadonlySet<string>;
}
const known = new WeakMap<DraftClause, ClauseGrams>();
function gramsOf(clause: DraftClause): ClauseGrams {
  const before = known.get(clause);
  if (before) return before;
  const sentence = wordPairs(saidUpTo(clause));
  const quote = wordPairs(clause.quote);
  const grams = {
    // 公办中小学校体育场地向公众开放，每周18小时: the number alone leans on its sentence.
    own: quote.size < 2 ? sentence : quote,
    sentence,
  };
  known.set(clause, grams);
  return grams;
}

/**
 * How far the words of a rule's subject, and of its sentence up to there, stand in the clause, 0–1; rare words weigh
 * more. It aligns in fields without concept rows, and tells the rule meant from its neighbours: 教室每节课后通风 from
 * 场所通风消毒每次.
 */
export function worded(rule: Rule, clause: DraftClause): number {
  const mine = gramsOf(clause);
  const own = share(rule.grams.own, mine.own);
  if (own === 0) return 0;
  const around = share(rule.grams.sentence, mine.sentence);
  const both = 0.5 * own + 0.5 * around;
  // 会期 alone says little without its sentence; 缓缴期 in full says enough, a long subject also in part.
  const size = rule.grams.own.size;
  return size >= 3 ? Math.max(0.9 * own, both) : size === 2 && own === 1 ? Math.max(0.6, both) : both;
}

/** How far the words of the rule's whole sentence stand in the clause's: 召开校长参加的会议，…提前…通知 on both sides. */
export const wordedAround = (rule: Rule, clause: DraftClause): number =>
  share(rule.grams.sentence, gramsOf(clause).sentence);

/** The same over the whole sentence up to the clause: 学校选用应用，由校长决定 names the act before the step. */
export const wordedBefore = (rule: Rule, clause: DraftClause): number =>
  share(rule.grams.own, gramsOf(clause).sentence);

/** Words of one family exclude each other: what is said of 二套住房 is not said of 首套住房. */
const FAMILIES: readonly (readonly RegExp[])[] = [
  [/首套|第一套/, /二套/, /三套/],
  [/首次|新办/, /续办|续包|续签|再次/],
  [/线上|在线|网络(?!平台)/, /线下/],
  [/公办/, /民办/],
  [/双缴存|双职工/, /单缴存|单职工/],
  [/上课|到校|早读/, /结束|放学|下课|关闭|关门|打烊/],
  [/冬季/, /夏季/],
  [/省级/, /市级/, /县级|区级/],
];

/** Kinds that a rule gives a number each, told apart anywhere in the sentence: 一级医疗机构100元、二级400元. */
const RANKS: readonly (readonly RegExp[])[] = [
  [
    /一级(?:医|及)|乡镇(?:中心)?卫生院|社区卫生|基层医疗/,
    /二级(?:医|及)|县级(?:公立)?医院|县(?:人民|中)?医院/,
    /三级(?:医|及)|市级医院|省级医院/,
  ],
  [/文件|发文|公文|红头/, /总结|报告|材料|汇报|信息|简报|情况通报|心得/, /讲话|发言/],
  [/A类|甲类|一类/, /B类|乙类|二类/, /C类|丙类|三类/],
];

/** A distinguishing word of the rule that the clause replaces by another of its family. */
export const clashes = (rule: string, clause: string): boolean =>
  FAMILIES.some((family) => {
    const theirs = family.filter((word) => word.test(rule));
    const ours = family.filter((word) => word.test(clause));
    return theirs.length > 0 && ours.length > 0 && !theirs.some((word) => ours.includes(word));
  });

/** The same for RANKS over a sentence up to its clause: the word that stands last is the one meant. */
export const ranksClash = (rule: string, upTo: string): boolean =>
  RANKS.some((family) => {
    const theirs = family.filter((word) => word.test(rule));
    const last = family
      .map((word) => ({ word, at: [...upTo.matchAll(new RegExp(word.source, 'g'))].at(-1)?.index ?? -1 }))
      .filter(({ at }) => at >= 0)
      .sort((a, b) => b.at - a.at)[0];
    return theirs.length > 0 && last !== undefined && !theirs.includes(last.word);
  });

const SURE = 0.15;

/**
 * Of candidates with a score, those close to the best of their own document (its neighbours in the same notice mean
 * something else), the documents kept beside each other: each level binds.
 */
export function nearestOfEach<T extends { readonly rule: Rule; readonly score: number; readonly worded: number }>(
  found: readonly T[],
  margin: number,
): T[] {
  const top = new Map<unknown, T>();
  for (const f of found) {
    const best = top.get(f.rule.reading);
    if (!best || f.score + f.worded > best.score + best.worded) top.set(f.rule.reading, f);
  }
  return found.filter((f) => {
    const best = top.get(f.rule.reading) ?? f;
    // The very words stand there: a neighbour that is merely like it is not meant.
    return f.score + f.worded >= best.score + best.worded - (best.worded >= 0.8 ? SURE : margin);
  });
}
