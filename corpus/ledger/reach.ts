import type { Document } from '../../records/document.ts';
import type { Stage } from '../../records/ledger.ts';

/** Whom a notice reaches: the schools it names (null: all of the place) and their stages (null: all). */
export interface Reach {
  readonly schools: string[] | null;
  readonly stages: Stage[] | null;
}

// 市第一中学 · 育才小学 · 实验学校 · 幼儿园: a name, not a class of schools
const NAMED =
  /^(?!各|全|市直|区直|县直|直属|辖区|有关|相关|所属|所有|中小学|中学、|幼儿园$|小学$|初中$|高中$|中学$|学校$|普通)[^，。；：、]{2,24}(?:中学|小学|学校|幼儿园|实验校|附中|附小|[一二三四五六七八九十]中)$/;

const STAGE: readonly (readonly [RegExp, readonly Stage[]])[] = [
  [/中小学/, ['primary', 'junior', 'senior']],
  [/幼儿园|园所/, ['kindergarten']],
  [/小学/, ['primary']],
  [/初中|初级中学/, ['junior']],
  [/高中|高级中学/, ['senior']],
  [/义务教育/, ['primary', 'junior']],
  [/(?<![初高级小])中学/, ['junior', 'senior']],
];

/** 各小学 · 初中学校 · 中小学校. Null where none is named. */
export function stagesOf(text: string): Stage[] | null {
  const out = new Set<Stage>();
  let rest = text;
  for (const [words, stages] of STAGE)
    if (words.test(rest)) {
      for (const s of stages) out.add(s);
      rest = rest.replace(new RegExp(words.source, 'g'), '　');
    }
  return out.size === 0 ? null : [...out].toSorted();
}

/** A sentence that names schools or stages narrows what its addressees say. */
export function reachOf(sentence: string, { addressees }: Pick<Document, 'addressees'>): Reach {
  const own = sentence
    .split(/[，。；：、]|[和及与在到由赴]|承担|组织|开展|作为|举办|参加|安排|设为|设置/)
    .map((w) => w.trim().replace(/(?:等)$/, ''))
    .filter((w) => NAMED.test(w));
  const named = own.length > 0 ? own : addressees.every((a) => NAMED.test(a)) ? addressees : [];
  if (named.length > 0) return { schools: [...new Set(named.map(schoolKey))].toSorted(), stages: null };
  const said = /各|全[市县区省]|每所|每校/.test(sentence) ? stagesOf(sentence) : null;
  const stages = said ?? stagesOf(addressees.join('、'));
  // 中小学校和幼儿园 is everybody.
  return { schools: null, stages: stages === null || stages.length === 4 ? null : stages };
}

/** A school's name without its place: 洛阳市第一中学, 市第一中学 and 第一中学 are one within a place. */
export const schoolKey = (name: string): string =>
  name.replace(/\s/g, '').replace(/^(?:[^省]{2,4}省)?(?:[^市]{2,6}市|市)?(?:[^区县]{1,5}[区县](?!域))?(?=.{3})/, '');
