import { remembered } from './concepts.ts';

const STAGES: readonly (readonly [words: RegExp, first: number, last: number])[] = [
  [/幼儿园/, 0, 0],
  [/义务教育/, 1, 9],
  [/小学其他年级|小学中高年级|其他年级|其余年级/, 3, 6],
  [/小学低年级/, 1, 2],
  [/小学/, 1, 6],
  [/初中|初级中学/, 7, 9],
  [/普通高中|高中|中职/, 10, 12],
];

/** The school years that a text names, 0 for 幼儿园 to 12: 小学 1–6 · 三至六年级 3–6 · 初中 7–9 · 小学其他年级 3–6. Empty: none named. */
export const gradesOf = remembered((named): readonly number[] => {
  // 中小学 names no school year.
  const text = named.replaceAll('中小学', '');
  const out = new Set<number>();
  const digits = '一二三四五六七八九';
  for (const m of text.matchAll(/([一二三四五六七八九])(?:[、至到—-]?([一二三四五六七八九]))?年级/g)) {
    const offset = /初[中]?$/.test(text.slice(0, m.index)) ? 6 : /高[中]?$/.test(text.slice(0, m.index)) ? 9 : 0;
    const from = digits.indexOf(m[1] ?? '') + 1;
    const to = m[2] ? digits.indexOf(m[2]) + 1 : from;
    for (let n = from; n <= to; n++) out.add(n + offset);
  }
  // 高一、高二 · 初三毕业班
  for (const m of text.matchAll(/([初高])([一二三])(?!中)(?:([、至到—-])[初高]?([一二三])(?!中))?/g)) {
    const offset = m[1] === '初' ? 6 : 9;
    const from = digits.indexOf(m[2] ?? '') + 1;
    const to = m[4] ? digits.indexOf(m[4]) + 1 : from;
    for (let n = from; n <= to; n++) out.add(n + offset);
  }
  if (out.size > 0) return [...out];
  let rest = text;
  for (const [words, first, last] of STAGES)
    if (words.test(rest)) {
      for (let n = first; n <= last; n++) out.add(n);
      rest = rest.replace(new RegExp(words.source, 'g'), '');
    }
  return [...out];
});

/**
 * The school years that a bound is said of: those of its own stretch (小学不超过120元、初中不超过160元), else those of the
 * whole text. `figure` is the number as the text writes it.
 */
export function gradesAt(text: string, figure: string): readonly number[] {
  const stretches = text.split(/[，,、；;（）()]/);
  const own = stretches.filter((s) => s.includes(figure) && !/[\d.]$/.test(s.slice(0, s.indexOf(figure))));
  const named = own.length === 1 ? gradesOf(own[0] ?? '') : [];
  // 三、四年级不超过20分钟: the list itself is parted.
  return named.length > 0 && !/^[一二三四五六七八九]年级/.test(own[0] ?? '') ? named : gradesOf(text);
}
