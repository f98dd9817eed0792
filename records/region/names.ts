import { current, type Division, former } from './table.ts';

const PEOPLES =
  '壮|回|维吾尔|苗|满|彝|土家|藏|蒙古|布依|侗|瑶|朝鲜|白|哈尼|哈萨克|黎|傣|畲|傈僳|仡佬|东乡|拉祜|水|佤|纳西|羌|土|仫佬|锡伯|柯尔克孜|达斡尔|景颇|毛南|撒拉|布朗|塔吉克|阿昌|普米|鄂温克|怒|保安|裕固|门巴|独龙|各';

// 恩施土家族苗族自治州 · 博尔塔拉蒙古自治州 · 察布查尔锡伯自治县
const PEOPLE_TAIL = new RegExp(`(?:(?:${PEOPLES})族|蒙古|哈萨克|柯尔克孜|锡伯|塔吉克|维吾尔)+$`);

const SUFFIX = {
  province: /(?:省|市|(?:壮族|回族|维吾尔)?自治区|特别行政区)$/,
  city: /(?:市|地区|盟|自治州)$/,
  county: /(?:新区|林区|特区|自治县|自治旗|市|区|县|旗)$/,
} as const;

/**
 * What people write instead of the full name: 河南 · 洛阳 · 恩施, 恩施州 · 涧西. Never shorter than two characters,
 * so 叶县 and 城区 have none, and 鄂温克族自治旗 has none because nothing but the people's name is left.
 */
export function shortNames({ name, level }: Pick<Division, 'name' | 'level'>): readonly string[] {
  const bare = name.replace(SUFFIX[level], '');
  if (bare === name || bare.endsWith('矿')) return [];
  const stem = /自治[州县旗]$/.test(name) ? bare.replace(PEOPLE_TAIL, '') : bare;
  if (stem.length < 2) return [];
  return name.endsWith('自治州') ? [`${stem}州`, stem] : [stem];
}

/** All divisions that bear a name, by how they bear it. */
export interface Bearers {
  readonly full: readonly Division[];
  readonly short: readonly Division[];
  readonly formerFull: readonly Division[];
  readonly formerShort: readonly Division[];
}

type Draft = { [K in keyof Bearers]: Division[] };

export interface NameIndex {
  readonly names: ReadonlyMap<string, Bearers>;
  /** 1 for each UTF-16 unit that some name begins with. */
  readonly first: Uint8Array;
  /** Lengths of the names that begin with two given characters, the longest first. */
  readonly lengths: ReadonlyMap<string, readonly number[]>;
}

function build(): NameIndex {
  const names = new Map<string, Draft>();
  const add = (name: string, how: keyof Bearers, division: Division): void => {
    let bearers = names.get(name);
    if (!bearers) {
      bearers = { full: [], short: [], formerFull: [], formerShort: [] };
      names.set(name, bearers);
    }
    bearers[how].push(division);
  };
  for (const division of current().values()) {
    add(division.name, 'full', division);
    for (const short of shortNames(division)) add(short, 'short', division);
  }
  for (const division of former()) {
    add(division.name, 'formerFull', division);
    for (const short of shortNames(division)) add(short, 'formerShort', division);
  }
  const first = new Uint8Array(0x10000);
  const lengths = new Map<string, Set<number>>();
  for (const name of names.keys()) {
    first[name.charCodeAt(0)] = 1;
    const head = name.slice(0, 2);
    const set = lengths.get(head);
    if (set) set.add(name.length);
    else lengths.set(head, new Set([name.length]));
  }
  const sorted = [...lengths].map(([head, set]): [string, number[]] => [head, [...set].sort((a, b) => b - a)]);
  return { names, first, lengths: new Map(sorted) };
}

let index: NameIndex | null = null;

/** Built at the first use, some 10 ms. */
export function nameIndex(): NameIndex {
  index ??= build();
  return index;
}
