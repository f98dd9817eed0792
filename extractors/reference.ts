import type { ExtractedOf, Role } from '../records/clause.ts';
import { actorOf } from './actor.ts';
import { type Context, type Extractor, type Section, SILENT_ROLES } from './extractor.ts';
import { matterOf } from './matter.ts';
import { clauses, type Stretch, sentences } from './sentence.ts';

type Reference = ExtractedOf<'reference'>;

const RULES = {
  titled: '《<title>》（<number>）',
  truncated: '《<title> cut off by the copy',
  law: '<statute> named without 《》',
  number: '<number> named without a title',
} as const;

// （豫教党〔2024〕103号） · (岳政发[1995]40号) · （2019年第6号） · （市人民政府令第8号） · （主席令第四十五号）
const NUMBER =
  /^[（(]\s*((?:[一-鿿A-Za-z]{1,14}\s*[〔［[（(【﹝]\s*[\d０-９]{4}\s*[〕］\])）】﹞]\s*第?[\d０-９]{1,5}\s*号)|(?:[一-鿿]{0,16}(?:令|公告)?\s*[\d０-９]{0,4}\s*年?\s*第\s*[\d０-９一二三四五六七八九十百〇]{1,6}\s*号))[^（）()]{0,12}[)）]/;
const BARE_NUMBER =
  /([一-鿿]{1,10}[〔［[【﹝]\s*[\d０-９]{4}\s*[〕］\]】﹞]\s*[\d０-９]{1,5}\s*号)(?:文件|文|精神|规定|要求|通知)/g;
// 严格执行义务教育法、未成年人保护法等法律规定 · 落实义务教育质量评价指南
const STATUTE =
  /(?:执行|落实|遵守|依据|根据|依照|按照|违反|贯彻|实施)((?:[一-鿿]{2,20}?(?:法|条例|指南|规程|准则)、)*[一-鿿]{2,20}?(?<![方办做想看说算语书用执司立合违非依守普])(?:法(?![规律律院治制定案人官庭])|条例|质量评价指南|管理规程))(?:等)?(?=法律|法规|规定|要求|有关|及|和|的|[，,。；;、]|等)/g;

const REPEALS =
  /^(?:第[^，,。；;]{1,20}条)?[^。；;]{0,12}?(?:同时|即行|予以|自行|相应)?(?:废止|停止执行|失效|不再执行)/;
const AMENDS = /(?:修改|修订|修正)(?:了)?$|(?:对|将|把)$/;
const AMENDED = /^[^。；;，,]{0,30}(?:作(?:出)?如下修改|修改为|作出修改|修订为|中的?“)/;
const BASIS =
  /(?:根据|依据|依照|按照|遵照|遵循|参照|贯彻落实|贯彻|落实|按|为(?:深入|全面|认真)?实施)(?:[^。；;]{0,120})$/;
const IMPLEMENTS = /关于[^《》]{0,10}(?:贯彻|落实|实施|执行|转发)[^《》]{0,12}$/;

/** Titles that are no cited document: forms to be filled in, lists to be handed in, one's own attachments. */
const FORM =
  /(?:表|台账|模板|提纲|名册|登记卡|申请书|承诺书|责任书|回执|样式|协议书|汇总|花名册)(?:[（(][^（）()]*[)）])?$/;
const HANDED_IN =
  /(?:填报|报送|填写|提交|上报|报|附|(?<!意)见|印制|使用|发放|出具|签订|核发|办理|领取|出示|取得|提供)$/;
const DOCUMENT =
  /(?:法|条例|规定|办法|细则|意见|通知|通告|公告|决定|决议|方案|规划|纲要|计划|措施|指南|标准|规范|规程|章程|制度|清单|要点|批复|函|令|准则|守则|指引|目录|命令|议案|纪要|通报|政策|十条|条|解释|答复|办法》|行动|要求|倡议|报告|宣言|协定|公约|文本[）)]?|（试行）|（暂行）|（修订）|[（(][^（）()]*[)）])$/;

const fold = (s: string): string => s.replace(/[\s〈〉<>《》“”"、，,（）()]/g, '');

/** The document's own plan, and its attachments, in whatever words it names them. */
function own(title: string, section: Section, context: Context): boolean {
  const t = fold(title);
  if (t.length < 3) return false;
  const mine = fold(context.title);
  if (mine !== '' && (mine === t || mine.endsWith(t) || (t.endsWith(mine) && t.length - mine.length <= 20)))
    return true;
  if (section.role === 'title' || section.role === 'masthead')
    return /印发(?:关于)?《$/.test(section.text.slice(0, section.text.indexOf(title)));
  return context.attachments.some((a) => fold(a) === t || (fold(a).endsWith(t) && t.length > 4));
}

/** 现将《X》印发给你们 · 《X》已经市政府同意，现予公布: the plan that this notice issues. */
const issued = (before: string, after: string): boolean =>
  /(?:现将|现印发|现发布|现公布|印发关于|关于印发)$/.test(before) ||
  /^(?:印发|予以印发|(?:已|业)?经[^。《》]{2,60}(?:同意|通过|批准)[^。《》]{0,12}现)/.test(after);

function roleOf(text: string, at: number, end: number, sentence: Stretch, section: Section): Role {
  const before = text.slice(sentence.start, at).replace(/《[^《》]*》(?:[（(][^（）()]*[)）])?/g, '');
  const after = text
    .slice(end, Math.min(sentence.end, end + 60))
    .replace(/^(?:等(?:法律|法规|文件)?|[、，,]?(?:《[^》]*》(?:[（(][^（）()]*[)）])?))+/, '');
  if (REPEALS.test(after) || /(?:废止|停止执行)$/.test(before)) return 'repeals';
  if (/作(?:出)?如下修改|修改为/.test(after) && AMENDED.test(after)) return 'amends';
  if (AMENDS.test(before) && AMENDED.test(after)) return 'amends';
  if (IMPLEMENTS.test(before) && (section.role === 'title' || /现(?:就|将)|关于/.test(before))) return 'implements';
  const clause = before.slice(Math.max(before.lastIndexOf('；'), before.lastIndexOf('。')) + 1);
  if (/将[^，,]*(?:学习|贯彻)[^，,]*$/.test(clause) && /^[^，,]*纳入/.test(after)) return 'mentions';
  return BASIS.test(clause) ? 'basis' : 'mentions';
}

const normal = (n: string): string =>
  n
    .replace(/\s/g, '')
    .replace(/[０-９]/g, (d) => String.fromCharCode(d.charCodeAt(0) - 0xfee0))
    .replace(/[［【﹝]/g, '〔')
    .replace(/[］】﹞]/g, '〕');

/** Where the 《 at `open` closes: nested 《〈 counted, within its line; -1 if the copy lost the end. */
function closing(text: string, open: number): number {
  let depth = 0;
  for (let i = open; i < Math.min(text.length, open + 200); i++) {
    const ch = text.charAt(i);
    if (ch === '\n') return -1;
    if (ch === '《') depth++;
    else if (ch === '》' && --depth === 0) return i;
  }
  return -1;
}

/** A title may name the document that it implements or amends. */
const SKIP: ReadonlySet<Section['role']> = new Set(
  [...SILENT_ROLES, 'form' as const].filter((role) => role !== 'title'),
);

function extract(section: Section, context: Context): Reference[] {
  if (SKIP.has(section.role)) return [];
  const { text } = section;
  const out: Reference[] = [];
  const all = clauses(text);
  const whole = sentences(text);
  const push = (
    at: number,
    end: number,
    title: string,
    docNumber: string | null,
    rule: string,
    confidence: number,
  ): void => {
    const sentence = whole.find((s) => s.start <= at && at < s.end) ?? { start: 0, end: text.length };
    const clause = all.find((c) => c.start <= at && at < c.end) ?? sentence;
    const lead =
      rule === RULES.number
        ? null
        : /(?:根据|依据|依照|按照|为?(?:深入|认真|全面)?贯彻(?:落实)?|落实|执行)[^《》，,。；;]{0,20}$/.exec(
            text.slice(clause.start, at),
          );
    const start = lead ? at - lead[0].length : at;
    const place = { start: section.start + start, end: section.start + end };
    const role = roleOf(text, at, end, sentence, section);
    const preamble = section.path === '';
    out.push({
      type: 'reference',
      span: place,
      matter: preamble
        ? 'other'
        : matterOf(section, { start: section.start + clause.start, end: section.start + clause.end }, context).matter,
      actor: preamble ? null : actorOf(section, section.start + clause.start),
      strength: 'must',
      exception: null,
      rule,
      confidence,
      title,
      docNumber,
      role,
    });
  };
  for (let i = text.indexOf('《'); i >= 0; i = text.indexOf('《', i + 1)) {
    const close = closing(text, i);
    if (close < 0) {
      const rest = text.slice(i + 1).split(/[\n。]/)[0] ?? '';
      if (/(?:根据|依据|按照|贯彻|落实)[^《》]{0,12}$/.test(text.slice(0, i)) && rest.length >= 4)
        push(i, i + 1 + rest.length, rest.trim(), null, RULES.truncated, 0.5);
      break;
    }
    const title = text.slice(i + 1, close).trim();
    const head = text
      .slice(Math.max(0, i - 200), i)
      .replace(/(?:《[^《》]*》[、和及与，,\s]*)+$/, '')
      .slice(-10);
    const next = text.slice(close + 1);
    const number = NUMBER.exec(next);
    const listed = DOCUMENT.test(title) || number !== null;
    const form = FORM.test(title) || (HANDED_IN.test(head) && !/(?:意见|通知|条例|规定|决定|方案|办法)/.test(title));
    if (listed && !form && !own(title, section, context) && !issued(head, next) && !/简称“?$/.test(head)) {
      const end = close + 1 + (number ? number[0].length : 0);
      push(i, end, title, number?.[1] ? normal(number[1]) : null, RULES.titled, 0.95);
    }
    i = close;
  }
  for (const m of text.matchAll(STATUTE)) {
    const list = (m[1] ?? '').split(/[、和及]/).filter((t) => /(?:法|条例|指南|规程|准则)$/.test(t));
    const from = m.index + m[0].indexOf(m[1] ?? '');
    for (const name of list) {
      const title = name.replace(/^(?:国家|国务院|省|市|有关|认真|全面|严格|《)+/, '');
      const vague = /(?:本|该|此|上述|有关|相关|其他|依|非)(?:办)?(?:法|条例)$/.test(title);
      if (title.length >= 3 && title.length <= 24 && !vague)
        push(from, from + (m[1] ?? '').length, title, null, RULES.law, 0.8);
    }
  }
  for (const m of text.matchAll(BARE_NUMBER)) {
    const number = normal(m[1] ?? '').replace(/^(?:根据|按照|依据|落实|贯彻|按)/, '');
    if (number.length > 6) {
      const at = m.index + (m[1] ?? '').length - (m[1] ?? '').replace(/^(?:根据|按照|依据|落实|贯彻|按)/, '').length;
      push(at, m.index + m[0].length, number, number, RULES.number, 0.6);
    }
  }
  return out.sort((a, b) => a.span.start - b.span.start);
}

export const reference: Extractor<'reference'> = { type: 'reference', rules: Object.values(RULES), extract };
