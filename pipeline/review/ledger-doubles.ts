import {
  type Brought,
  type BroughtBy,
  ENTRY_STATE_ZH,
  type LedgerEntry,
  type LedgerView,
  shift,
} from '../../records/ledger.ts';
import { overlap } from '../../records/overlap.ts';
import { breach, cite, doubtful } from './judged.ts';
import { type LedgerJudgement, named, type Said } from './ledger-judged.ts';
import { citeOf, ofType, type Rule } from './superior.ts';

/** A form is asked for again when the last time is less than a year ago. */
const YEAR = 366;

/** What was asked for before, from a notice or from the register of forms. */
interface Before {
  readonly name: string;
  readonly fields: readonly string[];
  readonly who: string;
  readonly body: string;
}

/** Forms and surveys that a department has asked for already (洛教办〔2020〕103号 三（三）9; 泉丰教〔2024〕59号 附件2（四）5). */
export function judgeForms(
  view: LedgerView,
  rules: readonly Rule[],
  citesNotice: (b: BroughtBy['by']) => boolean,
): LedgerJudgement {
  const since = shift(view.asOf, -YEAR);
  const before: Before[] = [
    ...view.issued
      .filter((b) => b.kind === 'form' && (b.by.issuedOn ?? '9999') >= since && !citesNotice(b.by))
      .map((b) => ({
        name: b.name,
        fields: b.fields,
        who: `${b.by.issuers.join('、')}${named(b.by)}`,
        body: b.by.issuers.join('、'),
      })),
    ...view.entries
      .filter((e) => e.kind === 'form' && e.state === 'active')
      .map((e) => ({
        name: e.name,
        fields: (e.cells['fields'] ?? '')
          .split(/[、，,；;\n]/)
          .map((f) => f.trim())
          .filter((f) => f.length >= 2),
        who: `${e.body ?? ''}${listName(view, e)}`,
        body: e.body ?? '',
      })),
  ];
  const rule = ofType(rules, 'prohibition').find((r) =>
    /重复(?:上报|报送|填报|填写|采集|调研)|多头(?:填写|填报|报送|重复|调研)/.test(r.record.quote),
  );
  const findings = view.draft
    .filter((b) => b.kind === 'form')
    .flatMap((b): Said[] => {
      const doubles = before
        .map((o) => ({ o, how: formsMeet(b, o) }))
        .flatMap(({ o, how }) => (how ? [{ o, how }] : []))
        .toSorted((x, y) => y.how.share - x.how.share);
      const best = doubles[0];
      return best ? [doubledForm(b, best.o, best.how, doubles.length - 1, rule ?? null)] : [];
    });
  return { findings, compared: [], settled: [] };
}

interface Meeting {
  readonly share: number;
  readonly said: string;
  readonly sure: boolean;
}

/** The same thing asked: the same name, or half of the fields and something of the name. */
function formsMeet(b: Brought, o: Before): Meeting | null {
  const name = overlap(b.name, o.name);
  if (b.fields.length >= 2 && o.fields.length >= 2) {
    const common = b.fields.filter((f) => o.fields.some((g) => sameField(f, g)));
    const share = common.length / Math.min(b.fields.length, o.fields.length);
    if (share >= 0.8 || (share >= 0.5 && name.share >= 0.3))
      return {
        share: Math.max(share, name.share),
        said: `重复 ${common.length}/${b.fields.length} 项：${common.join('、')}`,
        sure: share >= 0.8 || name.share >= 0.9,
      };
    return null;
  }
  if (name.share < 0.6 || name.common.length === 0) return null;
  return {
    share: name.share,
    said: `名称重合 ${Math.round(name.share * 100)}%：${name.common.join('、')}`,
    sure: false,
  };
}

const plain = (s: string): string =>
  s
    .normalize('NFKC')
    .replace(/[^\p{L}\p{N}]/gu, '')
    .replace(/^(?:学校|教师|本校)/, '');
const sameField = (a: string, b: string): boolean => {
  const [x, y] = [plain(a), plain(b)];
  return x === y || (Math.min(x.length, y.length) >= 3 && (x.includes(y) || y.includes(x)));
};

function doubledForm(b: Brought, o: Before, how: Meeting, more: number, rule: Rule | null): Said {
  return {
    kind: rule ? 'contravenes-prohibition' : 'adds-burden',
    severity: rule && how.sure && !doubtful(rule) ? 'conflict' : 'warning',
    at: b,
    superior: rule ? citeOf(rule) : null,
    relation: 'contrary',
    calculation: how.said,
    reason: `文稿“${b.quote}”要求的“${b.name}”，${o.who}已布置“${o.name}”，${how.said}${more > 0 ? `（另有${more}件相近）` : ''}${rule ? `，${breach(rule)}（${rule.record.quote}）` : ''}。`,
    suggestion: `建议不再布置“${b.name}”，所需数据向${o.body === '' ? '原布置单位' : o.body}共享取得；确有新增项目的，只采集新增部分${rule ? `，符合${cite(rule)}` : ''}。`,
  };
}

export const listName = (view: LedgerView, e: LedgerEntry): string => {
  const list = view.lists.find((l) => l.id === e.listId);
  return `《${list?.title ?? ''}》第${e.seq}项${e.state === 'active' ? '' : `（${ENTRY_STATE_ZH[e.state]}）`}`;
};

/** Names that share this much mean one inspection. */
const ALIKE = 0.6;

/**
 * Inspections against the yearly list and those already announced (教师厅〔2025〕2号 二: nothing off the list, none twice).
 * A listed one of the issuer's own is settled; one of another body on the same object is a double; else it is off the list.
 */
export function judgeInspections(
  view: LedgerView,
  rules: readonly Rule[],
  issuers: readonly string[],
): LedgerJudgement {
  const year = view.asOf.slice(0, 4);
  const lists = view.lists.filter((l) => l.kind === 'inspection' && (l.year === null || l.year.slice(0, 4) === year));
  const entries = view.entries.filter((e) => lists.some((l) => l.id === e.listId) && e.state === 'active');
  const twice = find(rules, /重复(?:检查|督查|考核)|多头(?:检查|重复|督查)|重复检查|对象相同|内容相近/);
  const off = find(
    rules,
    /(?:未|不)(?:纳入|列入)[^，。；]{0,16}清单|清单[^，。；]{0,10}(?:外|以外)|未审批报备|未经(?:审批|批准|备案)/,
  );
  const findings: Said[] = [];
  const compared: LedgerJudgement['compared'][number][] = [];
  const settled: LedgerJudgement['settled'][number][] = [];
  for (const b of view.draft.filter((x) => x.kind === 'inspection')) {
    const near = entries
      .map((e) => ({
        e,
        how: overlap(b.name, `${e.name}`),
        own: e.body === null || issuers.some((i) => sameBody(i, e.body ?? '')),
      }))
      .filter((x) => x.how.share >= ALIKE)
      .toSorted((x, y) => Number(y.own) - Number(x.own) || y.how.share - x.how.share);
    const own = near.find((x) => x.own);
    // An item that the issuer has on the list itself is a double only of what is plainly the same.
    const other = near.find((x) => !x.own && (!own || x.how.share >= 0.8));
    const announced = view.issued
      .filter(
        (i) =>
          i.kind === 'inspection' &&
          i.dated === 'said' &&
          i.days?.first.startsWith(year) &&
          !i.by.issuers.some((x) => issuers.some((y) => sameBody(x, y))),
      )
      .map((i) => ({ i, how: overlap(b.name, i.name) }))
      .filter((x) => x.how.share >= ALIKE)
      .toSorted((x, y) => y.how.share - x.how.share)[0];
    if (other || announced) {
      const how = other?.how ?? announced?.how ?? { share: 0, common: [] };
      const who = other
        ? `${other.e.body ?? ''}的“${other.e.name}”${listName(view, other.e)}`
        : `${announced?.i.by.issuers.join('、') ?? ''}${named(announced?.i.by)}的“${announced?.i.name ?? ''}”`;
      const when = other ? (other.e.cells['days'] ?? '') : '';
      findings.push({
        kind: 'unauthorised-oversight',
        severity: twice && !doubtful(twice) ? 'conflict' : 'warning',
        at: b,
        superior: twice ? citeOf(twice) : null,
        relation: 'contrary',
        calculation: `内容重合 ${Math.round(how.share * 100)}%：${how.common.join('、')}`,
        reason: `文稿“${b.quote}”与${who}${when === '' ? '' : `（${when}）`}对象相同、内容相近（重合：${how.common.join('、')}）${own ? `，虽已列入${listName(view, own.e)}` : ''}，属于重复检查${twice ? `，${breach(twice)}（${twice.record.quote}）` : ''}。`,
        suggestion: `建议与${other ? (other.e.body ?? '牵头部门') : (announced?.i.by.issuers.join('、') ?? '牵头部门')}的“${other?.e.name ?? announced?.i.name ?? ''}”合并进行，不再单独开展。`,
      });
    } else if (own) {
      settled.push({ span: b.span, kind: 'unauthorised-oversight' });
      compared.push({
        span: b.span,
        superior: off ? citeOf(off) : null,
        why: `已列入${listName(view, own.e)}“${own.e.name}”`,
      });
    } else if (lists.length > 0)
      findings.push({
        kind: 'unauthorised-oversight',
        severity: off && !doubtful(off) ? 'conflict' : 'warning',
        at: b,
        superior: off ? citeOf(off) : null,
        relation: 'missing',
        calculation: `${year}年度清单共 ${entries.length} 项，均无此项`,
        reason: `文稿“${b.quote}”开展的“${b.name}”未列入${lists.map((l) => `《${l.title}》`).join('、')}${off ? `，${breach(off)}（${off.record.quote}）` : ''}。`,
        suggestion: '建议取消该项检查；确需开展的，先按程序申请列入年度清单并经批准。',
      });
  }
  return { findings, compared, settled };
}

/** The issuer's own row of the year's list that an inspection is. */
export function ownEntry(view: LedgerView, b: Pick<Brought, 'name'>, issuers: readonly string[]): LedgerEntry | null {
  const year = view.asOf.slice(0, 4);
  const lists = view.lists.filter((l) => l.kind === 'inspection' && (l.year === null || l.year.slice(0, 4) === year));
  const near = view.entries
    .filter((e) => e.state === 'active' && lists.some((l) => l.id === e.listId))
    .filter((e) => e.body === null || issuers.some((i) => sameBody(i, e.body ?? '')))
    .map((e) => ({ e, share: overlap(b.name, e.name).share }))
    .filter((x) => x.share >= ALIKE)
    .toSorted((x, y) => y.share - x.share)[0];
  return near?.e ?? null;
}

const find = (rules: readonly Rule[], words: RegExp): Rule | undefined =>
  rules
    .filter((r) => r.record.type === 'prohibition' || r.record.type === 'approval')
    .find((r) => words.test(r.record.quote)) ??
  rules.find((r) => r.record.type !== 'reference' && words.test(r.record.quote));

const sameBody = (a: string, b: string): boolean => {
  const x = a.replace(/\s/g, '');
  const y = b.replace(/\s/g, '');
  return x !== '' && y !== '' && (x.endsWith(y) || y.endsWith(x));
};
