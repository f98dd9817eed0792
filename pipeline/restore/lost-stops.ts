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

// (三)形成监督合力坚持定期督导与长期监管相结合, beside (一)精准摸清实情。 and (二)狠抓工作落实。
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
      if (words.length > 24) run.push({ at, words, head: RUN_IN.exec(words)?.[1]?.length ?? null });
    } else if (/^[ \t\u3000]*(?:[一二三四五六七八九十]{1,3}、|附\s*件)/.test(line)) close();
    start = end + 1;
  }
  close();
}

function headOf(text: string, item: Item, heads: readonly number[], put: Put): void {
  // 拟发文件应在每年一月上旬前列入计划: an order, not a heading
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
  const [only] = places;
  if (places.size === 1 && only !== undefined)
    put(item.at + only, '。', 'stop after a run-in heading, as in its siblings', 0.8);
}

/** Whether the words open a sentence or an item somewhere else. */
function opensSentence(text: string, words: string, except: number): boolean {
  for (let at = text.indexOf(words), tries = 0; at >= 0 && tries < 20; at = text.indexOf(words, at + 1), tries++)
    if (at !== except && /[。；\n.．、）)]/.test(text.charAt(at - 1) || '\n')) return true;
  return false;
}

// 制定校外培训机构收费指导政策区财政局要加强学校课后服务经费保障区人社局要做好: both open clauses elsewhere
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

const SIDE = 6;

// 统筹核定编制配足配齐教师, where 统筹核定编制，配足配齐教师 stands in another place
function twice(text: string, put: Put): void {
  const marks = new Map<string, string>();
  for (const m of text.matchAll(/[，；。,;]/g)) {
    const key = text.slice(m.index - SIDE, m.index) + text.slice(m.index + 1, m.index + 1 + SIDE);
    if (key.length !== 2 * SIDE || !HAN.test(key)) continue;
    const known = marks.get(key);
    if (known === undefined) marks.set(key, m[0]);
    else if (known !== m[0]) marks.set(key, '');
  }
  if (marks.size === 0) return;
  for (let i = 0; i + 2 * SIDE <= text.length; i++) {
    const mark = marks.get(text.slice(i, i + 2 * SIDE));
    if (mark) put(i + SIDE, mark, 'mark of the same passage elsewhere', 0.8);
  }
}
