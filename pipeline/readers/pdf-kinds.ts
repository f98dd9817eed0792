import type { Page } from '../../records/page.ts';

/** What a page is made of, measured. */
export interface Evidence {
  /** All characters of the text layer, spaces left out. */
  readonly text: string;
  /** Largest image as a share of the page. */
  readonly coverage: number;
  /** Share of the text that is drawn invisibly. */
  readonly hidden: number;
}

const BARE = 50;
const COVERED = 0.5;

/**
 * `blank` here means no text and no image: whether something is drawn there, only its ink can tell.
 * `mixed` is decided later, from images beside the text.
 */
export function toKind({ text, coverage, hidden }: Evidence): Page['kind'] {
  const count = [...text].length;
  if (count < BARE && coverage > COVERED) return 'scan';
  if (count < 5 && coverage === 0) return 'blank';
  // An invisible layer under a full-page image passes every test of its characters and yet was only 80 % right.
  if (coverage > COVERED && hidden > 0.8) return 'ocr-layer';
  return isGarbage(text) ? 'garbage' : 'text';
}

const HAN = /[㐀-鿿]/u;
const PLAIN =
  /[\x20-\x7e\u00a0-\u00ff\u2010-\u203b\u2100-\u22ff\u2460-\u257f\u25a0-\u266f\u2713\u2714\u3000-\u303f\u3220-\u33ff\uff00-\uffef〇]/u;

/** The 3,755 characters of GB 2312 level 1, which hold nearly all of a notice; a shuffled code table leaves them. */
const LEVEL_1: ReadonlySet<string> = (() => {
  const bytes: number[] = [];
  for (let row = 0xb0; row <= 0xd7; row += 1)
    for (let cell = 0xa1; cell <= (row === 0xd7 ? 0xf9 : 0xfe); cell += 1) bytes.push(row, cell);
  return new Set(new TextDecoder('gb18030').decode(new Uint8Array(bytes)));
})();

/** Characters that make up most of any notice of our kind; under a shuffled code table they are as rare as any other. */
const FREQUENT: ReadonlySet<string> = new Set(
  '的一是不了人在有和为大中国地上个家以到会可下对生也子时年得就出发成部方多行工学理公经法所现要同他用来动三好开能力长新高社业第作政民关小者其建设之分重此前应加文体实机内市进情教育校师减负县区局厅省委通知' +
    '意见规定办事项检查考核评比督组织领导任务活期间原则严禁未按照报送备案审批门单位级各类相由于与及或从本该须当每次过超数量清制度管监责落贯彻精神根据结合切强化步推完善健全确保提供服布置求形式主义层专题材料' +
    '统计表格填写调研抽借值班守城创优先街道培训试庭课后外资金使支付申请受限条件符标准程序信息平台网站电话联系附印月日号二四五六七八九十治等质整构展问科面担园点依入立施安排性范效议向素坚做广习轻线改基况参持' +
    '决书党费告总共修室升指明并名利无将价常营造众非筹律职容自违正集引段双传解积',
);

/** Bounds that sorted every page of 30 characters or more right, good and spoilt. */
const BAD = 0.02;
const LEAST_LEVEL_1 = 0.8;
const LEAST_FREQUENT = 0.2;

/** Bullets and ticks of symbol fonts come out in this private range; a form may have many, a notice is not made of them. */
const SYMBOL = /[\uf020-\uf0ff]/u;
const SYMBOLS = 0.15;

interface Shares {
  readonly all: number;
  readonly han: number;
  /** Of all characters: neither Han nor anything a notice holds beside Han. */
  readonly bad: number;
  readonly symbols: number;
  /** Of the Han. */
  readonly level1: number;
  readonly frequent: number;
}

function toShares(text: string): Shares {
  let all = 0;
  let han = 0;
  let symbols = 0;
  let bad = 0;
  let level1 = 0;
  let frequent = 0;
  for (const ch of text) {
    if (ch.trim() === '') continue;
    all += 1;
    if (HAN.test(ch)) {
      han += 1;
      if (LEVEL_1.has(ch)) level1 += 1;
      if (FREQUENT.has(ch)) frequent += 1;
    } else if (SYMBOL.test(ch)) symbols += 1;
    else if (!PLAIN.test(ch)) bad += 1;
  }
  const share = (count: number, of: number): number => (of === 0 ? 0 : count / of);
  return {
    all,
    han,
    bad: share(bad, all),
    symbols: share(symbols, all),
    level1: share(level1, han),
    frequent: share(frequent, han),
  };
}

/** True for a text layer that lies: code points that are no text, or Han that no notice is written with. */
export function isGarbage(text: string): boolean {
  const shares = toShares(text);
  if (shares.all < 30) return false;
  if (shares.bad > BAD || shares.symbols > SYMBOLS) return true;
  return shares.han >= 20 && (shares.level1 < LEAST_LEVEL_1 || shares.frequent < LEAST_FREQUENT);
}

/** Lines looked at together: one alone is too short to judge. */
const WINDOW = 3;

/**
 * Which lines of an otherwise good page lie: those among three neighbours that are garbage together, and spoilt by
 * themselves. Names have
 * some rare characters, lies have hardly any common ones (11–27 % of level 1 where they were measured).
 */
export function toLies(lines: readonly string[]): boolean[] {
  const spoilt = lines.map((line) => {
    const shares = toShares(line);
    return shares.bad > 0.1 || (shares.han >= 5 && shares.level1 < 0.5);
  });
  return spoilt.map((own, i) => {
    if (!own) return false;
    const starts = Array.from({ length: WINDOW }, (_, back) => Math.max(0, i - back));
    return starts.some((from) => isGarbage(lines.slice(from, from + WINDOW).join('')));
  });
}
