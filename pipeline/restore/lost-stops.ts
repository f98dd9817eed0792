import jieba from 'nodejieba';
import type { Found } from './lost-dates.ts';
import type { Edit } from './restore.ts';

const HAN = /^[\u4e00-\u9fff]+$/;

/**
 * Stops and commas that fell out between Chinese words. Where they stood is known only by another place of the text:
 * a passage that stands twice, headings of one run, bodies that open clauses elsewhere.
 */
export function lostStops(text: string): Found {
  const edits = new Map<number, Edit>();
  const put = (at: number, reading: string, method: string, confidence: number) => {
    if (!edits.has(at))
      edits.set(at, { start: at, end: at, reading, method: `lost characters: ${method}`, confidence });
  };
  headings(text, put);
  bodies(text, put);
  joints(text, put);
  itemEnds(text, put);
  twice(text, put);
  return { edits: [...edits.values()], open: [] };
}

type Put = (at: number, reading: string, method: string, confidence: number) => void;

const ITEM = /^[ \t\u3000]*[（(][一二三四五六七八九十]{1,3}[)）]/;
const RUN_IN = /^([\u4e00-\u9fff、“”]{4,20})。(?=\S)/;
/** Words that open the first sentence after a run-in heading. */
const OPENER =
  /^(?:坚持|及时|落实|严格|加强|完善|建立|健全|全面|认真|切实|充分|积极|强化|深入|进一步|要|各|对|将|通过|按照|根据|以|明确|制定|组织|统筹|规范|加大|大力|充分)/;
const BODY_MUST =
  /^(?:[省市县区](?:教育|体育|财政|人社|文旅|卫健)[^，。；,;\n]{0,14}要|各[县市区级地校相有][^，。；,;\n]{0,14}要)/;

interface Item {
  readonly at: number;
  readonly words: string;
  readonly head: number | null;
}

// （三）严格督促检查坚持每月调度, beside （一）加强组织领导。 and （二）压实工作责任。
function headings(text: string, put: Put): void {
  let run: Item[] = [];
  const close = () => {
    const heads = run.flatMap((i) => (i.head === null ? [] : [i.head]));
    if (heads.length > 0 && heads.length < run.length)
      for (const item of run) if (item.head === null) headOf(text, item, heads, put);
    run = [];
  };
  for (let start = 0; start < text.length; ) {
    const stop = text.indexOf('\n', start);
    const end = stop < 0 ? text.length : stop;
    const line = text.slice(start, end);
    const label = ITEM.exec(line)?.[0];
    if (label !== undefined) {
      const words = line.slice(label.length, label.length + 80).trimStart();
      const at = start + line.indexOf(words, label.length);
      if (words.length > 16) run.push({ at, words, head: RUN_IN.exec(words)?.[1]?.length ?? null });
    } else if (/^[ \t\u3000]*(?:[一二三四五六七八九十]{1,3}、|附\s*件)/.test(line)) close();
    start = end + 1;
  }
  close();
}

function headOf(text: string, item: Item, heads: readonly number[], put: Put): void {
  // 各校应当在开学前公布计划: an order, not a heading
  const first = /[，。；：,;:]/.exec(item.words)?.index ?? item.words.length;
  const places = new Set<number>();
  const equal = heads.length > 1 && heads.every((h) => h === heads[0]) ? heads[0] : undefined;
  for (let p = 4; p <= Math.min(16, first - 2); p++) {
    const head = item.words.slice(0, p);
    const rest = item.words.slice(p);
    if (!HAN.test(head)) break;
    const opening = rest.slice(0, 8);
    const known =
      (opening.length === 8 && HAN.test(opening) && opensSentence(text, opening, item.at + p)) ||
      BODY_MUST.test(rest) ||
      (p === equal && OPENER.test(rest));
    if (known) places.add(p);
  }
  const [only, ...others] = places;
  if (only === undefined) return;
  // 县教育局各股室要: a place inside the body that is named is no second reading.
  const body = BODY_MUST.exec(item.words.slice(only))?.[0].length ?? 0;
  if (others.every((p) => p < only + body))
    put(item.at + only, '。', 'stop after a run-in heading, as in its siblings', 0.8);
}

/** Whether the words open a sentence or an item somewhere else. */
function opensSentence(text: string, words: string, except: number): boolean {
  for (let at = text.indexOf(words), tries = 0; at >= 0 && tries < 20; at = text.indexOf(words, at + 1), tries++)
    if (at !== except && /[。；\n.．、）)]/.test(text.charAt(at - 1) || '\n')) return true;
  return false;
}

// 制定收费办法县财政局要落实经费: a body that opens a clause elsewhere
function bodies(text: string, put: Put): void {
  const opens = new Map<string, string>();
  for (const m of text.matchAll(/([，。；,;\n])([省市县区][\u4e00-\u9fff]{1,7}?[局委办厅])(?![长属机])/g))
    if (m[1] && m[2] && !opens.has(m[2])) opens.set(m[2], m[1]);
  if (opens.size === 0) return;
  const semicolon = text.includes('；') ? '；' : ';';
  for (const m of text.matchAll(
    /(?<=[\u4e00-\u9fff])(?<![、和与及同由向对经在报给为请各让]|联合|配合|指导|督促|要求|开发|自治|本|同时|此外|另外|其中|因此|全市|全省|全区|全县)([省市县区][\u4e00-\u9fff]{1,7}?[局委办厅])(?=要(?!求))/g,
  ))
    if (m[1] && opens.has(m[1])) put(m.index, semicolon, 'stop before a body that opens clauses elsewhere', 0.75);
}

interface Joint {
  readonly name: string;
  /** Ends where the mark stood. `run`: the words since the last mark. */
  readonly pattern: RegExp;
  readonly unless?: RegExp;
}

/** Two clauses run together: the second opens with a word that the first, being complete, cannot go on with. */
const JOINTS: readonly Joint[] = [
  // 清单向社会公布确保落到实处 · 结果在校门口公示不得隐瞒
  {
    name: 'order after 公布',
    pattern: /(?:公布|公示|备案|报备)(?=确保|不得|严禁|切实|务必)/g,
    unless: /[未不无非凡如应]|后$|的$/,
  },
  // 健全减负工作统筹协调强化责任落实
  {
    name: 'parallel 加强 … 强化',
    pattern:
      /(?:加强|强化|健全|压实)[\u4e00-\u9fff]{4,12}(?:领导|部署|机制|体系|责任|协调|保障|引导)(?=(?:强化|压实|增强|凝聚|提升)(?:思想|行动|责任|组织|政治|工作合力|舆论|监督))/g,
    unless: /[对以来为的]/,
  },
  // 逐校摸排借用教师情况结合实际列出清单
  {
    name: '结合 after 情况',
    pattern: /(?:排查|梳理|摸排|调查)[\u4e00-\u9fff]{4,20}情况(?=结合(?:前期|实际|本地|本校|自身))/g,
  },
  // 集中整治检查过多过滥问题开展检查过程中索要台账
  {
    name: '过程中 after 问题',
    pattern: /(?:排查|整治|解决)[\u4e00-\u9fff]{4,20}问题(?=开展[\u4e00-\u9fff]{2,12}过程中)/g,
  },
  // 一年级安排口头作业小学其他年级书面作业不超过四十分钟
  {
    name: 'another grade',
    pattern:
      /(?:布置|安排)[\u4e00-\u9fff]{2,12}(?:练习|作业|活动)(?=(?:小学|初中|高中)(?:其他|各)?年级[\u4e00-\u9fff]{2,20}不)/g,
  },
  // 管理能力不断提高持续优化办学环境
  { name: '持续 after 提升', pattern: /不断(?:提升|提高|增强|优化|改善)(?=持续(?:减轻|推进|优化|规范|提升))/g },
  // 严禁跨区招生全县公办初中名额不低于八成
  {
    name: 'another subject after a ban',
    pattern: /(?:招生|竞争|收费|办学)(?=全[省市县区][\u4e00-\u9fff]{4,20}不[低高少多])/g,
  },
];

function joints(text: string, put: Put): void {
  const comma = !text.includes('，') && /[\u4e00-\u9fff],/.test(text) ? ',' : '，';
  for (const { name, pattern, unless } of JOINTS)
    for (const m of text.matchAll(pattern)) {
      const at = m.index + m[0].length;
      const near = text.slice(Math.max(0, at - 40), at);
      const run = near.slice(Math.max(...[...'，。；、：,;:\n'].map((mark) => near.lastIndexOf(mark))) + 1);
      if (!unless?.test(run)) put(at, comma, `stop between two clauses (${name})`, 0.7);
    }
}

interface ItemEnd {
  readonly end: number;
  readonly stopped: boolean;
  readonly bare: boolean;
}

const NUMBERED = /^[ \t\u3000]*\d{1,2}[.．、](?!\d)/;

// 2.各校每月清理一次，结果报教育局⏎3.…: the items before and after end in 。
function itemEnds(text: string, put: Put): void {
  let before: ItemEnd | null = null;
  let last: ItemEnd | null = null;
  for (let start = 0; start < text.length; ) {
    const stop = text.indexOf('\n', start);
    const end = stop < 0 ? text.length : stop;
    const line = text.slice(start, end);
    start = end + 1;
    if (!line.trim()) continue;
    if (!NUMBERED.test(line)) {
      before = last = null;
      continue;
    }
    const tail = line.trimEnd();
    const stopped = tail.endsWith('。');
    if (before?.stopped && last?.bare && stopped)
      put(last.end, '。', 'stop at the end of an item, as before and after', 0.85);
    before = last;
    last = {
      end: end - line.length + tail.length,
      stopped,
      bare: tail.length >= 20 && /[，,]/.test(tail) && /[\u4e00-\u9fff]$/.test(tail),
    };
  }
}

const SIDE = 6;
/** By its first word: not a noun, a name, a number or a time. The segmenter takes many verbs for adjectives. */
const isOrder = (words: string): boolean => /^[vad]/.test(jieba.tag(words)[0]?.tag ?? '');
/** What may follow a subject with or without a comma. */
const LOOSE = /^(?:[每各均由其应可不需须将已]|一律|原则上|一般|一年|全年|必须|可以)/;

// 清理借用人员限期返回学校, where 清理借用人员，限期返回学校 stands in another place. A comma behind a mere subject
// (中小学校承担社会考试，每校每年不超过4次) may stand or not: both sides must be orders.
function twice(text: string, put: Put): void {
  const marks = new Map<string, string>();
  // The two characters beside the mark, hashed: nearly every other place of the text is passed over by them alone.
  const joints = new Uint8Array(1 << 16);
  const hash = (i: number): number => (text.charCodeAt(i) * 31 + text.charCodeAt(i + 1)) & 0xffff;
  for (const m of text.matchAll(/[，；。,;]/g)) {
    const key = text.slice(m.index - SIDE, m.index) + text.slice(m.index + 1, m.index + 1 + SIDE);
    if (key.length !== 2 * SIDE || !HAN.test(key)) continue;
    const known = marks.get(key);
    marks.set(key, known === undefined || known === m[0] ? m[0] : '');
    joints[(key.charCodeAt(SIDE - 1) * 31 + key.charCodeAt(SIDE)) & 0xffff] = 1;
  }
  if (marks.size === 0) return;
  for (let i = SIDE - 1; i + SIDE < text.length; i++) {
    if (joints[hash(i)] !== 1) continue;
    const at = i + 1;
    const mark = marks.get(text.slice(at - SIDE, at + SIDE));
    if (!mark || LOOSE.test(text.slice(at, at + SIDE)) || !isOrder(clauseBefore(text, at))) continue;
    put(at, mark, 'mark of the same passage elsewhere', 0.8);
  }
}

function clauseBefore(text: string, at: number): string {
  const near = text.slice(Math.max(0, at - 30), at);
  return /[\u4e00-\u9fff]+$/.exec(near)?.[0] ?? '';
}
