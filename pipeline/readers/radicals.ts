/**
 * Chrome and other Skia-based printers write ⼀⽂⼯⻔ (radicals) for 一文工门, and old encodings write compatibility
 * ideographs. Only these ranges are folded: NFKC on whole text would turn （一）：； into ASCII.
 */
const FOLDED = /[⺀-⿟豈-﫿]/u;

/** CJK Radicals Supplement U+2E80–2EF3 has no decompositions; the pairs follow Unicode's EquivalentUnifiedIdeograph. */
const SUPPLEMENT = new Map(
  (
    '⺀冫 ⺁厂 ⺄乙 ⺅亻 ⺆冂 ⺇几 ⺈刀 ⺉刂 ⺊卜 ⺋㔾 ⺌小 ⺍小 ⺎兀 ⺏尣 ⺐尢 ⺒巳 ⺓幺 ⺔彑 ⺕彐 ⺖忄 ⺗心 ⺘扌 ⺙攵 ⺛旡 ⺜日 ⺝月 ⺞歹 ⺟母 ' +
    '⺠民 ⺡氵 ⺢氺 ⺣灬 ⺤爫 ⺥爫 ⺦丬 ⺧牛 ⺨犭 ⺩王 ⺫目 ⺬示 ⺭礻 ⺮竹 ⺯糹 ⺰纟 ⺱罒 ⺲罒 ⺳网 ⺶羊 ⺷羊 ⺸羊 ⺹老 ⺺肀 ⺻聿 ⺼肉 ⺽臼 ' +
    '⺾艹 ⺿艹 ⻀艹 ⻁虎 ⻂衤 ⻃西 ⻄西 ⻅见 ⻆角 ⻈讠 ⻉贝 ⻋车 ⻌辶 ⻍辶 ⻎辶 ⻏阝 ⻐钅 ⻑長 ⻒镸 ⻓长 ⻔门 ⻖阝 ⻗雨 ⻘青 ⻙韦 ⻚页 ' +
    '⻛风 ⻜飞 ⻝食 ⻟飠 ⻠饣 ⻢马 ⻣骨 ⻤鬼 ⻥鱼 ⻦鸟 ⻧卤 ⻨麦 ⻩黄 ⻪黾 ⻬齐 ⻭歯 ⻮齿 ⻰龙 ⻱龟 ⻲龟 ⻳龟'
  )
    .split(' ')
    .map((pair) => [[...pair][0] ?? '', [...pair][1] ?? ''] as const),
);

/** NFKC gives the traditional form where mainland texts mean the simplified one. */
const OVERRIDE = new Map([['⼾', '户']]);

/** One character in, one character out; anything outside the two ranges is returned as it is. */
export function foldRadical(ch: string): string {
  if (!FOLDED.test(ch)) return ch;
  return OVERRIDE.get(ch) ?? SUPPLEMENT.get(ch) ?? ch.normalize('NFKC');
}
