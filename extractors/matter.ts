import type { Matter } from '../records/clause.ts';
import type { Context, Section } from './extractor.ts';
import { MATTER_TERMS, type MatterTerm, SCHOOL_WORDS } from './lexicon/matters.ts';
import { sentences } from './sentence.ts';

/** A matter and the words that spoke for it, strongest place first. */
export interface MatterReading {
  readonly matter: Matter;
  /** `homework 6.4: 作业×1 in the clause, 作业×0.6 in the heading …` */
  readonly why: string;
}

/** How much a word counts by the place where it stands. A clause outweighs its headings, near headings far ones. */
const WEIGHT = {
  clause: 1,
  sentence: 0.3,
  heading: 0.6,
  parent: 0.5,
  section: 0.08,
  title: 0.15,
  dedicated: 0.5,
} as const;
/** Within one place the strongest word counts in full, each further one by this share: a list of synonyms is one voice. */
const FURTHER = 0.4;
/** Below this nothing has spoken clearly enough: `other`. */
const ENOUGH = 1.75;
/** From this sum on a title of one matter speaks for clauses that say nothing of their own. */
const DEDICATED = 4;

const BY_LENGTH: readonly MatterTerm[] = [...MATTER_TERMS].sort((a, b) => b.term.length - a.term.length);
const FIRST = new Map<string, MatterTerm[]>();
for (const row of BY_LENGTH) FIRST.set(row.term.charAt(0), [...(FIRST.get(row.term.charAt(0)) ?? []), row]);

/** Terms in `text`, longest first, not overlapping, each term once. 《titles》 speak for the cited document, not for the clause. */
function termsIn(text: string, school: boolean): readonly MatterTerm[] {
  const heard = school ? heardInSchools : heardElsewhere;
  const before = heard.get(text);
  if (before) return before;
  const terms = listen(text, school);
  if (heard.size >= 500) heard.clear();
  heard.set(text, terms);
  return terms;
}

/** Headings, paragraph and title are asked for every clause. */
const heardInSchools = new Map<string, readonly MatterTerm[]>();
const heardElsewhere = new Map<string, readonly MatterTerm[]>();

function listen(text: string, school: boolean): readonly MatterTerm[] {
  const found = new Set<MatterTerm>();
  const plain = text.replace(/《[^《》\n]{0,200}》/g, '《》');
  for (let i = 0; i < plain.length; ) {
    const hit = FIRST.get(plain.charAt(i))?.find((r) => (school || !r.school) && plain.startsWith(r.term, i));
    if (hit) found.add(hit);
    i += hit ? hit.term.length : 1;
  }
  return [...found].sort((a, b) => b.weight - a.weight);
}

// 严禁以研学名义组织学科培训: the pretext is not what the clause is about
const PRETEXT = /以[^，,。；;以]{1,24}?(?:等)?(?:的)?(?:名义|为由|为名|之名|名目)/g;

/** How much a name counts that the document itself gave to something of one matter. */
const NAMED = 3;
// 教育移动互联网应用程序（以下简称“教育应用”）
const NAMING =
  /([^，,。；;：:（）()《》\n]{2,40})[（(](?:以下|下称|以下统)(?:简?称)?[为：:]?[“"「]?([^”"」）)《》]{2,10})[”"」]?[）)]/g;
const namings = new WeakMap<Context, readonly MatterTerm[]>();
/** Short names that the document gives to things whose own words settle a matter. */
function namedIn(context: Context, school: boolean): readonly MatterTerm[] {
  const before = namings.get(context);
  if (before) return before;
  const out: MatterTerm[] = [];
  for (const [, thing = '', term = ''] of context.text.matchAll(NAMING)) {
    const matter = dedicated(thing, school);
    if (matter !== null && termsIn(term, school).length === 0)
      out.push({ term, matter, weight: NAMED, source: 'the document itself' });
  }
  namings.set(context, out);
  return out;
}

// 治理分工, 有关要求: a heading that names no matter passes its parent's on
const GENERIC = /^[^，,]{0,4}(?:分工|措施|要求|任务|目标|安排|内容|原则|保障|步骤|事项|责任|方式|规定|总则|附则)$/;

/** Headings from the nearest up; each one that says something of its own weakens those above it. */
function nested(headings: readonly string[]): { name: string; text: string; weight: number }[] {
  let weight: number = WEIGHT.heading;
  return headings.map((text, i) => {
    const place = { name: i === 0 ? 'heading' : 'parent', text, weight };
    if (!GENERIC.test(text)) weight *= WEIGHT.parent;
    return place;
  });
}

const known = new WeakMap<Context, boolean>();
/** Whether the document is about schools: its title or issuer says so, or school words stand at least every 250 characters. */
export function aboutSchools(context: Context): boolean {
  const cached = known.get(context);
  if (cached !== undefined) return cached;
  const named = [context.title, ...context.issuers].some((n) => SCHOOL_WORDS.test(n) || /教育|双减|课后|作业/.test(n));
  const count = [...context.text.matchAll(new RegExp(SCHOOL_WORDS.source, 'g'))].length;
  const about = named || count * 250 >= context.text.length;
  known.set(context, about);
  return about;
}

// 自2025年10月1日起施行, 同时废止: the document's own days are of no matter
const ENTRY = /施行|有效期|同时废止|即行废止|负责解释/;

/** A title that names two matters decides neither. */
const oneVoice = (title: string, school: boolean): string =>
  new Set(termsIn(title, school).map((t) => t.matter)).size > 1 ? '' : title;

/** A title whose one matter settles by itself (校外培训机构预收费监管, 督导评估办法): the whole document is about it. */
const dedicated = (title: string, school: boolean): Matter | null => {
  const terms = termsIn(title, school);
  return terms.reduce((sum, t) => sum + t.weight, 0) >= DEDICATED ? (terms[0]?.matter ?? null) : null;
};

/**
 * What the clause at `span` (offsets into the document) is about: the weighted words of the clause, then of its
 * sentence, its headings from the nearest up, its paragraph and the title. `why` tells the sum.
 */
export function matterOf(section: Section, span: { start: number; end: number }, context: Context): MatterReading {
  const from = Math.max(0, span.start - section.start);
  const to = Math.min(section.text.length, span.end - section.start);
  const around = sentences(section.text).filter((s) => s.start < to && s.end > from);
  const sentence = section.text.slice(around[0]?.start ?? from, around.at(-1)?.end ?? to);
  const school = aboutSchools(context);
  const headings = [...section.headings].reverse();
  const text = section.text.slice(from, to).replace(PRETEXT, '');
  const title = oneVoice(context.title, school);
  // A clause with a matter of its own (借用教师的时间 under 社会事务进校园) is not outvoted by the title.
  const names = namedIn(context, school);
  const own = termsIn(text, school).some((t) => t.weight >= ENOUGH);
  const spoken = own || ENTRY.test(text) ? null : dedicated(title, school);
  const places: { name: string; text: string; weight: number }[] = [
    { name: 'clause', text, weight: WEIGHT.clause },
    { name: 'sentence', text: sentence, weight: WEIGHT.sentence },
    ...nested(headings),
    { name: 'section', text: section.text, weight: WEIGHT.section },
    { name: 'title', text: title, weight: spoken ? WEIGHT.dedicated : WEIGHT.title },
  ];
  const sums = new Map<Matter, { sum: number; said: string[] }>();
  for (const place of places) {
    const voices = new Map<Matter, number>();
    for (const term of [...termsIn(place.text, school), ...names.filter((n) => place.text.includes(n.term))]) {
      const heard = voices.get(term.matter) ?? 0;
      voices.set(term.matter, heard + 1);
      const points = term.weight * place.weight * (heard === 0 ? 1 : FURTHER);
      const entry = sums.get(term.matter) ?? { sum: 0, said: [] };
      sums.set(term.matter, {
        sum: entry.sum + points,
        said: [...entry.said, `${term.term}(${place.name} ${points.toFixed(1)})`],
      });
    }
  }
  const best = [...sums].sort((a, b) => b[1].sum - a[1].sum)[0];
  if ((!best || best[1].sum < ENOUGH) && section.role === 'form')
    return { matter: 'report-survey', why: 'a form to fill in' };
  if ((!best || best[1].sum < ENOUGH) && spoken) return { matter: spoken, why: `the title is about ${spoken}` };
  if (!best || best[1].sum < ENOUGH)
    return { matter: 'other', why: best ? `only ${best[1].said.join(' ')}` : 'no term' };
  return { matter: best[0], why: `${best[0]} ${best[1].sum.toFixed(1)}: ${best[1].said.join(' ')}` };
}
