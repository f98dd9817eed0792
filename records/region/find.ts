import { type Bearers, nameIndex } from './names.ts';
import { type Division, levelOfCode, type RegionLevel, stemOf } from './table.ts';

export interface FindHint {
  /** Code of the division that the text is about; decides between equal names when the text does not. */
  readonly within?: string;
  /** ISO date, month or year of the text; before `until` a former division goes before one in force of the same name. */
  readonly asOf?: string;
}

export type DecidedBy = 'unique' | 'parent' | 'context' | 'hint' | 'undecided';

/** One place where a division is named. `division` is null when several bear the name and nothing decides. */
export interface Mention {
  readonly start: number;
  readonly end: number;
  readonly division: Division | null;
  readonly candidates: readonly Division[];
  readonly level: RegionLevel;
  readonly name: 'full' | 'short';
  readonly by: DecidedBy;
}

/** Full names that are common words as well (老城区改造, 市和县): read as a name only right behind their parent's name. */
const COMMON_FULL = new Set(
  '城区 郊区 矿区 东区 西区 北区 南区 市区 新区 新城区 老城区 港口区 北市区 南市区 新建区 新建县 资源县 合作市 和县'.split(
    ' ',
  ),
);

/** Full names that arise at the seam of two words (全市中区, 县城北区, 市公安县局): not right behind a character of another word. */
const SEAM_FULL = new Set(
  '南部县 前进区 公安县 城中区 市中区 城东区 城西区 城北区 城南区 城关区 友好区 海港区 江北区 江东区 河东区 河西区 平和县 共和县'.split(
    ' ',
  ),
);

// 示范县, 责任县区, 振兴县, 管理县 hide 范县, 任县, 兴县, 理县; 在叶县, 与叶县 name it
const SEAM = /[\u4e00-\u9fff]/;
const OPENS = '在赴到由向从如与及至';
const atSeam = (name: string, before: string): boolean =>
  (name.length === 2 || SEAM_FULL.has(name)) && SEAM.test(before) && !OPENS.includes(before);

/**
 * Short names of prefectures that are words, or stand inside words (来宾, 中山装, 长治久安, 最大连续, 入海口, 拆开封条):
 * read as a name only behind their province's name or before a body (朝阳教育局).
 */
const COMMON_SHORT = new Set(
  '朝阳 中山 白银 大同 来宾 安康 长治 阿里 日照 大理 红河 海口 黄山 白山 白城 山南 海东 海西 海北 三明 中卫 文山 开封 大连 四平 东营 定西 河源 南平 黄南 南通 兴安 平凉 自贡 和田 太原 通化 昌都 百色 玉林 东方 六安 保山 商洛 丽水 金昌 安顺 玉树 果洛 天水 吉安 德阳 资阳 固原 常德 新余'.split(
    ' ',
  ),
);

// 朝阳教育局 · 大连市委 · 三明一中
const BODY =
  /^(?:市|区|县)?(?:地委|行署|教育|教体|教委|教工委|教科|委|党委|政府|人民|人大|政协|办公|组织部|宣传部|纪委|财政|公安|实验|高级|外国语|师范|学院|大学|职业|第?[一二三四五六七八九十\d]+(?:中|小|高))/;

// 市场 · 区域, 区别, 区间, 区块 · 县级, 县域 · 旗下, 旗帜, 旗号: the last character of the full name belongs to the next word
const WORD_TAIL: Readonly<Record<string, string>> = {
  市: '场',
  区: '域别间块',
  县: '级',
  旗: '下帜号',
  州: '',
  盟: '',
};

// 长江西路, 黄河南岸, 太湖南部: the short name of a province begins inside another word
const WORD_HEAD: Readonly<Record<string, string>> = {
  河南: '黄运淮渭沙汾辽沿护沂两内滦洛漳',
  河北: '黄运淮渭沙汾辽沿护沂两内滦洛漳',
  江西: '长珠湘沿钱赣汉嘉岷沱闽乌丽',
  江苏: '',
  湖南: '太西东洞巢鄱青',
  湖北: '太西东洞巢鄱青',
  海南: '东南黄渤沿',
  山东: '泰华衡恒嵩黄庐太燕',
  山西: '泰华衡恒嵩黄庐燕',
  云南: '白青',
  西藏: '躲',
  合肥: '复',
};

// 南京路, 上海街道 as street names. 北京大道
const STREET = /^(?:东|西|南|北|中)?(?:路|街(?!道办)|巷|桥|大道|大街|胡同)/;

// 拉萨市城关镇 is a town, not 城关区; 新乡县古固寨镇
const TOWN = /^(?:镇|乡|村|街道|苏木)/;

const isWithin = (division: Division, outer: string): boolean => {
  const stem = stemOf(outer);
  return division.code.startsWith(stem) || (division.successors?.some((s) => s.startsWith(stem)) ?? false);
};

/** Codes under which children may be looked for: of a former division its own and its successors'. */
const codesOf = (mention: Mention): string[] =>
  (mention.division ? [mention.division] : mention.candidates).flatMap((d) => [d.code, ...(d.successors ?? [])]);

const under = (candidates: readonly Division[], outers: readonly string[]): Division[] =>
  candidates.filter((c) =>
    outers.some((outer) => outer !== c.code && levelOfCode(outer) !== 'county' && isWithin(c, outer)),
  );

/** The former divisions of a name that still stood at `asOf`; a month stands for its whole length, a year too. */
const standing = (divisions: readonly Division[], asOf: string | undefined): Division[] =>
  asOf === undefined ? [] : divisions.filter((d) => d.until !== undefined && asOf < d.until.slice(0, asOf.length));

const highest = (divisions: readonly Division[]): readonly Division[] => {
  if (divisions.length < 2) return divisions;
  const order = ['province', 'city', 'county'] as const;
  const top = order.find((level) => divisions.some((d) => d.level === level));
  return divisions.filter((d) => d.level === top);
};

/** How many earlier mentions may decide between equal names; bounds the work on lists of nothing but equal names. */
const LOOK_BACK = 64;

interface Choice {
  readonly candidates: readonly Division[];
  readonly division: Division | null;
  readonly by: DecidedBy;
}

type Groups = readonly (readonly Division[])[];

function choose(
  groups: readonly (readonly Division[])[],
  before: readonly Mention[],
  adjacent: Mention | null,
  hint: FindHint,
): Choice {
  const one = (candidates: readonly Division[], by: DecidedBy): Choice | null => {
    const [only, second] = candidates;
    return only && !second ? { candidates, division: only, by } : null;
  };
  // 邢台市桥东区 is the former one, although another 桥东区 is in force elsewhere
  if (adjacent)
    for (const group of groups) {
      const inside = highest(under(group, codesOf(adjacent)));
      if (inside.length > 0) return one(inside, 'parent') ?? { candidates: inside, division: null, by: 'undecided' };
    }
  const group = highest(groups.find((g) => g.length > 0) ?? []);
  const unique = one(group, 'unique');
  if (unique) return unique;
  for (let i = before.length - 1; i >= Math.max(0, before.length - LOOK_BACK); i--) {
    const mention = before[i];
    if (!mention?.division) continue;
    const decided = one(under(group, codesOf(mention)), 'context');
    if (decided) return decided;
  }
  const { within } = hint;
  if (within !== undefined) {
    for (const outer of [within, `${within.slice(0, 4)}00`, `${within.slice(0, 2)}0000`]) {
      const decided =
        one(
          group.filter((d) => isWithin(d, outer)),
          'hint',
        ) ??
        one(
          groups.flat().filter((d) => isWithin(d, outer)),
          'hint',
        );
      if (decided) return decided;
    }
  }
  return { candidates: group, division: null, by: 'undecided' };
}

/** Candidates in the order in which they are asked: those standing at the text's date, in force, former. */
function groupsOf(bearers: Bearers, asOf: string | undefined): { full: Groups; short: Groups } {
  const order = (now: readonly Division[], once: readonly Division[]): Groups => [standing(once, asOf), now, once];
  return { full: order(bearers.full, bearers.formerFull), short: order(bearers.short, bearers.formerShort) };
}

/**
 * All places where divisions are named, the longest name at each place, from left to right, without overlap.
 * Full names count anywhere; short names of provinces and prefectures unless they are words; short names of counties
 * only right behind a division that contains them (洛阳涧西). Linear in the length of the text.
 */
export function findMentions(text: string, hint: FindHint = {}): Mention[] {
  const { names, first, lengths } = nameIndex();
  const found: Mention[] = [];
  let last: Mention | null = null;
  for (let i = 0; i + 1 < text.length; i++) {
    if (first[text.charCodeAt(i)] !== 1) continue;
    const sizes = lengths.get(text.slice(i, i + 2));
    if (!sizes) continue;
    const adjacent: Mention | null = last && gap(text, last.end, i) ? last : null;
    for (const size of sizes) {
      const end = i + size;
      if (end > text.length) continue;
      const bearers = names.get(text.slice(i, end));
      if (!bearers) continue;
      const mention = read(text, i, end, bearers, found, adjacent, hint);
      if (!mention) continue;
      found.push(mention);
      last = mention;
      i = end - 1;
      break;
    }
  }
  return found;
}

// 河南省/洛阳市, 河南省·洛阳市, 河南省 洛阳市
const gap = (text: string, end: number, start: number): boolean =>
  end === start || (end + 1 === start && /[/·\s　]/.test(text.charAt(end)));

function read(
  text: string,
  start: number,
  end: number,
  bearers: Bearers,
  found: readonly Mention[],
  adjacent: Mention | null,
  hint: FindHint,
): Mention | null {
  const name = text.slice(start, end);
  const next = text.charAt(end);
  const groups = groupsOf(bearers, hint.asOf);
  const make = (choice: Choice, how: 'full' | 'short'): Mention => ({
    start,
    end,
    division: choice.division,
    candidates: choice.candidates,
    level: (choice.division ?? choice.candidates[0])?.level ?? 'county',
    name: how,
    by: choice.by,
  });
  if (bearers.full.length + bearers.formerFull.length > 0) {
    const tail = WORD_TAIL[name.slice(-1)] ?? '';
    if (next !== '' && tail.includes(next)) return null;
    const choice = choose(groups.full, found, adjacent, hint);
    if (choice.by !== 'parent' && (COMMON_FULL.has(name) || atSeam(name, text.charAt(start - 1)))) return null;
    return make(choice, 'full');
  }
  const all = groups.short.flat();
  if (adjacent) {
    const outers = codesOf(adjacent);
    if (under(all, outers).length > 0 && !TOWN.test(text.slice(end, end + 2)))
      return make(choose(groups.short, found, adjacent, hint), 'short');
  }
  const big = groups.short.map((group) => group.filter((d) => d.level !== 'county'));
  if (big.every((group) => group.length === 0)) return null;
  const rest = text.slice(end, end + 12);
  if (STREET.test(rest) || TOWN.test(rest) || (WORD_HEAD[name] ?? '').includes(text.charAt(start - 1) || '·'))
    return null;
  if (COMMON_SHORT.has(name) && !BODY.test(rest)) return null;
  return make(choose(big, found, adjacent, hint), 'short');
}
