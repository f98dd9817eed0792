import type { Bearer } from '../records/clause.ts';
import type { Context, Section } from './extractor.ts';
import { BODIES, OTHER_PERSONS } from './lexicon/bearers.ts';
import { TASK_VERB } from './lexicon/operators.ts';
import { clauses, items, sentences } from './sentence.ts';

const ENDINGS = [...BODIES].sort((a, b) => b.word.length - a.word.length);

/** What may stand before a subject without belonging to it: 同时, 活动实施时，, 原则上. */
const ADVERB =
  /^(?:同时|其中|此外|另外|并且|并|且|而|但|凡|今后|各自|特别是|原则上|一般|切实|必要时|要求|督促|指导|确保|保证|通知|即日起|从即日起)[，,]?/;
/** A phrase that opens like this is no subject: 对布置的作业, 将会议计划, 按规定. */
const NO_SUBJECT =
  /^(?:确[需有因]|提请|提交|商请|函请|报(?!社|名|考)|并报|对|将|把|按|以(?!下|上)|在(?![职校岗编册])|为|经|根据|依据|除|未|不|从|向|由|通过|严|如|若|当|因|至|到|自|于|是|有|无|凡|与|和|及|或|其(?!父母|监护|家长|他)|这|该项|并|且|要|应|须|需|必|可|鼓励|支持|引导|动员|帮助|确保|使|让|促进|发挥|面向|围绕|坚持|法定|全力|形成|做|办|抓|落实|实现|避免|防止|严|强|加|推|明|突出|填写|本通知|本办法|免费)/;
/** Verbs and relations that no name of a body contains: 每年面向基层学校, 单独或联合有关部门, 无学生. */
const NO_NAME =
  /面向|做好|办好|单独|联合有|满足|提升|完成|需要|无|要求|安排|影响|帮助|引导|鼓励|支持|参与|参加|开展|对于|聘请|组织(?!单位|部门|机构|者)(?=[^、，,]{2})|进行|从事|由|向|年至今|探索|不|已|了/;
/** The words before which a subject ends, strongest first in reading order; what stands before must be a body or person. */
const PREDICATE = new RegExp(
  `经(?![济营费常])|应当|应该|应(?![急用对邀])|必须|务必|须|需要?(?!求)|(?<![主重需纲摘必概简不首紧])要(?![求点素件闻案])|一律|不得|严禁|不准|不再|原则上|一般(?=不|由|应)|将|可以?|重点|具体|统一|于|在|对|把|根据|按照?|依据|会同|是|为|发现|收到|接到|每(?=年|月|季|半年|学期|学年|周|日)|自|${TASK_VERB.source}`,
  'g',
);

/** `各县（市、区）` and `学校（幼儿园）` without what stands in brackets. */
const plain = (name: string): string => name.replace(/[（(][^（）()]{0,40}[)）]/g, '').trim();

/** 适龄儿童的父母 is 父母, 依法实施义务教育的学校 is 学校. */
const afterOf = (name: string): string => {
  const at = plain(name).lastIndexOf('的');
  return at > 0 ? plain(name).slice(at + 1) : name;
};
/** Fields of work that name a department only in a list (教育、民政等部门), never as the end of 义务教育 or 公共财政. */
const FIELD_ONLY =
  /^(?!(?:[省市县区]|县级|市级|省级|区县)?(?:教育|教科|教体|工信|民政|财政|人社|卫健|住建|应急|消防|城管|市场|公安|税务)$).*(?:教育|教科|教体|工信|民政|财政|人社|卫健|住建|应急|消防|城管|市场|税务)$/;

/** The class of one body by the ending of its name; null for persons and firms that bear no duty of the guide. */
export function bearerOf(name: string, issuer: Bearer | null = null): Bearer | null {
  const whole = plain(name)
    .replace(/(?:主要)?(?:负责人|负责同志|责任人|领导)$/, '')
    .replace(/^(?:各级|各|有关|相关|全体|所有|本|我)+(?=.{2})/, '');
  if (whole === '' || OTHER_PERSONS.test(whole) || /(?:网站|车站|加油站)$/.test(whole)) return null;
  if (/(?:局机关|科室|股室|处室|二级机构|(?:起草|主办|承办|组织|牵头)部门)$/.test(whole) && issuer) return issuer;
  if (FIELD_ONLY.test(whole)) return null;
  const hit = ENDINGS.find((row) => whole.endsWith(row.word));
  if (
    hit?.bearer === 'other-department' &&
    /教育|教体|教科/.test(whole) &&
    /(?:局|厅|委|部门|办公室|科|股)$/.test(whole)
  )
    return 'education-department';
  if (hit && /(?:校外|培训).{0,4}机构$/.test(whole)) return 'training-institution';
  if (
    /^各(?:县|市|区|省|地|乡|镇|街道)/.test(plain(name)) &&
    (!hit || hit.bearer === 'other-department') &&
    !/(?:局|厅|部门|单位)$/.test(whole)
  )
    return 'government';
  return hit?.bearer ?? null;
}

/**
 * The bearers of a subject that may name several: departments together are one record with the first named's class;
 * a school, teacher, student or parent named with them gets its own (records.md "duty").
 */
export function bearersOf(subject: string, issuer: Bearer | null = null): Bearer[] {
  const core = afterOf(subject);
  const group = /等(?:有关|相关|多个)?(?:部门|单位)?$/.test(plain(core));
  const names = items(
    plain(core)
      // 各区、县（市）财政局 are the finance bureaus, not the districts
      .replace(/^各[省市州区县旗](?:、[省市州区县旗])+(?=[\u4e00-\u9fa5]{1,12}(?:局|厅|委|部门|办|中心)$)/, '各县')
      .replace(/[，,]/g, '、')
      .replace(/等(?:有关|相关|多个)?(?:部门|单位)?$/, group ? '部门' : ''),
  );
  const classes = names.map((n) => bearerOf(n, issuer)).filter((b): b is Bearer => b !== null);
  const own = (b: Bearer): boolean => b === 'school' || b === 'teacher' || b === 'student' || b === 'parent';
  const first = classes.find((b) => !own(b));
  return [...new Set([...classes.filter(own), ...(first ? [first] : [])])].sort(
    (a, b) => classes.indexOf(a) - classes.indexOf(b),
  );
}

/** The class of who issues the document, for duties that name nobody. */
export function issuerBearer(context: Context): Bearer | null {
  for (const name of [...context.issuers, context.title]) {
    if (/教育|教委|教体|教科|教工委/.test(name) && !/政府办公/.test(name)) return 'education-department';
    const bearer = bearerOf(name);
    if (bearer) return bearer === 'government' ? 'government' : bearer;
  }
  return null;
}

export interface Subject {
  readonly name: string;
  /** Offsets into section.text. */
  readonly start: number;
  readonly end: number;
}

/** 有直系亲属参加考试的教师应当… · 未经培训的监考员不得…: what stands before 的 tells which ones. */
const MODIFIED =
  /^((?:[有患因经未无与受被]|符合|具备|取得|参加|从事|担任|违反|超出|聘用|使用)[^，,。；;：:]{1,36}的([\u4e00-\u9fa5]{2,10}?))(?=应|必须|须|不得|要(?!求)|一律|可)/;

/** The subject with which the 分句 at [start, end) of `text` opens, when it is a body or person; else null. */
export function subjectAt(text: string, start: number, end: number): Subject | null {
  let from = start;
  for (let n = 0; n < 3; n++) {
    const adverb = ADVERB.exec(text.slice(from, Math.min(end, from + 12)));
    if (!adverb) break;
    from += adverb[0].length;
  }
  const said = text.slice(from, Math.min(end, from + 90));
  const modified = MODIFIED.exec(said);
  if (modified?.[1] && modified[2] && bearerOf(modified[2]) !== null)
    return { name: modified[1], start: from, end: from + modified[1].length };
  if (NO_SUBJECT.test(said) || said.search(TASK_VERB) === 0) return null;
  for (const stop of said.matchAll(PREDICATE)) {
    // 执行政府指导价 names no government
    if (/^(?:指导价|定价|采购)/.test(said.slice(stop.index))) continue;
    if (stop.index < 1 || stop.index > 60) continue;
    const name = said.slice(0, stop.index).replace(/(?:也|都|均|还|则|，|,|依法|切实|统一|认真)+$/, '');
    const core = afterOf(name);
    if (
      /[。；;：:，,]/.test(name) ||
      NO_NAME.test(core) ||
      (core !== name && !/(?:学校|幼儿园|教师|学生|父母|监护人|家长|机构|部门|单位)$/.test(plain(core))) ||
      (core === name && /^(?:重新|进一步|依法|依规)/.test(name))
    )
      return null;
    const group = plain(core).replace(/等(?:有关|相关)?(?:部门|单位)?$/, '');
    const last = items(group).at(-1) ?? group;
    if (
      bearerOf(last) !== null ||
      bearerOf(name) === 'government' ||
      OTHER_PERSONS.test(last) ||
      /等(?:有关|相关)?(?:部门|单位)$/.test(plain(name))
    ) {
      return { name, start: from, end: from + name.length };
    }
    // 监督电话在大厅公布: no body before the verb's own place
    if (/^[在把]/.test(stop[0])) return null;
  }
  return null;
}

/** A 分句 that is nothing but a body or person: 报名人数超过招生计划的民办学校， · 凡年满七周岁的儿童，. */
export function aloneAt(said: string): string | null {
  const name = said.replace(/^(?:凡|所有|一切)/, '').replace(/[，,\s]+$/, '');
  if (name.length > 36 || name.length < 2 || NO_SUBJECT.test(name) || name.search(TASK_VERB) === 0) return null;
  const core = afterOf(name);
  if (NO_NAME.test(core) || /[。；;：:，,]/.test(name)) return null;
  return bearerOf(items(plain(core)).at(-1) ?? core) === null ? null : core;
}

/** 第十一条 · （二） · 3. in front of a name where the outline gave the unit no label. */
const LABEL =
  /^\s*(?:第[一二三四五六七八九十百零〇\d]{1,5}[条章款]|[（(][一二三四五六七八九十\d]{1,3}[)）]|\d{1,2}[.．、])\s*/;

/**
 * Who is bound or acts at offset `at` of the document: the subject of the 分句, else the last one named before it in its
 * sentence. `null` when the text leaves it open: a subject does not reach over a full stop.
 */
export function actorOf(section: Section, at: number): string | null {
  const here = at - section.start;
  const { text } = section;
  const sentence = sentenceAt(text, here);
  const before = clauses(text, section.label).filter((c) => c.start <= here && c.end > sentence.start);
  for (let i = before.length - 1; i >= Math.max(0, before.length - 40); i--) {
    const clause = before[i];
    if (!clause) break;
    const subject = subjectAt(text, clause.start, clause.end);
    if (subject) return subject.name.replace(LABEL, '');
  }
  return null;
}

/** The sentence around `at` (offset into section.text). */
export const sentenceAt = (text: string, at: number): { start: number; end: number } =>
  sentences(text).find((s) => s.start <= at && at < s.end) ?? { start: 0, end: text.length };
