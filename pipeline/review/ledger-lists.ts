import {
  type LedgerEntry,
  type LedgerList,
  type LedgerView,
  LIST_ZH,
  type ListKind,
  periodHolding,
} from '../../records/ledger.ts';
import { overlap } from '../../records/overlap.ts';
import type { Reading } from '../../records/reading.ts';
import type { FindingKind } from '../../records/report.ts';
import { breach, cite, doubtful } from './judged.ts';
import { listName } from './ledger-doubles.ts';
import type { LedgerJudgement, Said } from './ledger-judged.ts';
import { citeOf, type Rule } from './superior.ts';

/** Something of the draft that a list must hold. */
interface Item {
  readonly name: string;
  readonly at: Said['at'];
}

/** One list that is a rule of its own: what it must hold, and what is said where it does not. A new rule is a row. */
interface ListRule {
  readonly list: ListKind;
  /** Lists whose rows allow it too. */
  readonly also: readonly ListKind[];
  readonly kind: FindingKind;
  readonly items: (draft: Reading, view: LedgerView) => readonly Item[];
  /** The superior's own words for it. */
  readonly rule: RegExp;
  readonly alike: number;
  readonly suggestion: string;
}

/** Names of a visit and of a row that share this much mean one. */
export const VISIT_ALIKE = 0.6;

const RULES: readonly ListRule[] = [
  {
    list: 'whitelist',
    also: ['entry-request'],
    kind: 'missing-procedure',
    items: (_, view) => view.draft.filter((b) => b.kind === 'visit').map((b) => ({ name: b.name, at: b })),
    rule: /(?:未|不)(?:列|纳)入[^，。；]{0,12}(?:白名单|清单)|白名单[^，。；]{0,4}(?:之外|以外|外)/,
    alike: VISIT_ALIKE,
    suggestion: '建议取消该活动；确需进入校园的，先履行进校申请，经同级党委教育工作领导小组审核同意，且不突破总量。',
  },
  {
    list: 'app',
    also: [],
    kind: 'missing-procedure',
    items: appsOf,
    rule: /未经[^，。；]{0,24}(?:选用|审核|备案)[^，。；]{0,12}(?:应用|APP)|(?:应用|APP)[^，。；]{0,16}(?:审核备案|备案|选用)/i,
    alike: 0.8,
    suggestion: '建议删去对该应用的使用要求；确需使用的，先经教育行政部门、学校集体决策选用并审核备案。',
  },
  {
    list: 'meeting',
    also: [],
    kind: 'missing-procedure',
    items: meetingOf,
    rule: /(?:未|不)(?:列|纳)入(?:年度)?计划的会议|会议[^，。；]{0,10}(?:年度)?计划/,
    alike: 0.6,
    suggestion: '建议并入计划内会议；确需召开的，先报主要领导同意。',
  },
  {
    list: 'document-plan',
    also: [],
    kind: 'missing-procedure',
    items: (draft) => [{ name: draft.document.title, at: titleOf(draft) }],
    rule: /(?:未|不)(?:列|纳)入计划的[^，。；]{0,8}不?发文|计划内发文[^，。；]{0,6}置换|发文[^，。；]{0,6}计划/,
    alike: 0.7,
    suggestion: '建议不单独发文；确需发文的，写明与计划内哪一件发文项目置换，并在季度发文计划中登记。',
  },
];

/** Off-list: the draft does what only a list may allow. */
export function judgeLists(draft: Reading, view: LedgerView, rules: readonly Rule[]): LedgerJudgement {
  const findings: Said[] = [];
  const compared: LedgerJudgement['compared'][number][] = [];
  const settled: LedgerJudgement['settled'][number][] = [];
  for (const row of RULES) {
    const lists = view.lists.filter((l) => l.kind === row.list && inTime(l, view.asOf));
    if (lists.length === 0) continue;
    const allowing = view.lists.filter((l) => lists.includes(l) || (row.also.includes(l.kind) && inTime(l, view.asOf)));
    const entries = view.entries.filter((e) => e.state === 'active' && allowing.some((l) => l.id === e.listId));
    for (const item of row.items(draft, view)) {
      const best = bestOf(item.name, entries);
      if (best && best.share >= row.alike) {
        compared.push({ span: item.at.span, superior: null, why: `已列入${listName(view, best.e)}“${best.e.name}”` });
        settled.push({ span: item.at.span, kind: row.kind });
      } else findings.push(missing(row, item, lists, entries.length, best, rules));
    }
  }
  return { findings, compared, settled };
}

/** A list of a quarter holds for that quarter, one of a year for that year and the school year that begins in it. */
export function inTime(list: LedgerList, day: string): boolean {
  if (list.year === null) return true;
  const quarter = /^(\d{4})-Q([1-4])$/.exec(list.year);
  if (quarter) {
    const { first } = periodHolding(day, 'quarter');
    return first.slice(0, 4) === quarter[1] && Math.ceil(Number(first.slice(5, 7)) / 3) === Number(quarter[2]);
  }
  return day.startsWith(list.year.slice(0, 4));
}

const fold = (s: string): string => s.normalize('NFKC').replace(/[^\p{L}\p{N}]/gu, '');

export function bestOf(name: string, entries: readonly LedgerEntry[]): { e: LedgerEntry; share: number } | null {
  return (
    entries
      .map((e) => ({
        e,
        share: fold(name).includes(fold(e.name)) || fold(e.name).includes(fold(name)) ? 1 : overlap(name, e.name).share,
      }))
      .toSorted((a, b) => b.share - a.share)[0] ?? null
  );
}

function missing(
  row: ListRule,
  item: Item,
  lists: readonly LedgerList[],
  held: number,
  best: { e: LedgerEntry; share: number } | null,
  rules: readonly Rule[],
): Said {
  const rule = rules.find((r) => r.record.type !== 'reference' && row.rule.test(r.record.quote));
  const near = best && best.share >= 0.3 ? `，最相近的是第${best.e.seq}项“${best.e.name}”` : '';
  return {
    kind: row.kind,
    severity: rule && row.list === 'whitelist' && !doubtful(rule) ? 'conflict' : 'warning',
    at: item.at,
    superior: rule ? citeOf(rule) : null,
    relation: 'missing',
    calculation: `${LIST_ZH[row.list]}共 ${held} 项，无“${item.name}”${near}`,
    reason: `文稿“${item.at.quote}”中的“${item.name}”未列入${lists.map((l) => `《${l.title}》`).join('、')}${rule ? `，${breach(rule)}（${rule.record.quote}）` : ''}。`,
    suggestion: `${row.suggestion}${rule ? `依据：${cite(rule)}。` : ''}`,
  };
}

// 下载“学习e家”APP · 使用“智慧校园”平台 · 在平安小程序打卡
const APP =
  /(?:下载|安装|使用|注册|登录|关注|通过|在)[^，。；“”]{0,8}[“"《]([^”"》]{2,16})[”"》](?:APP|App|app|小程序|平台|应用|系统|公众号)?/g;

function appsOf({ document: { text }, units }: Reading): Item[] {
  return units
    .filter((u) => u.role === 'body' || u.role === 'cover')
    .flatMap((u) => {
      const body = text.slice(u.span.start, u.span.end);
      return [...body.matchAll(APP)].flatMap((m) => {
        const app =
          /APP|小程序|平台|应用|公众号/i.test(m[0]) ||
          /APP|应用程序|小程序/i.test(body.slice(m.index, m.index + m[0].length + 8));
        if (!app || /不得|严禁|禁止|不要求|未经/.test(body.slice(Math.max(0, m.index - 12), m.index))) return [];
        const span = { start: u.span.start + m.index, end: u.span.start + m.index + m[0].length };
        return [{ name: m[1] ?? '', at: { path: u.path, span, quote: m[0] } }];
      });
    });
}

export const titleOf = ({ document: { title, text } }: Reading): Item['at'] => {
  const start = Math.max(0, text.indexOf(title));
  const found = text.includes(title);
  return { path: '', span: { start, end: found ? start + title.length : start }, quote: found ? title : '' };
};

/** 关于召开…会议的通知 that schools are to attend. */
function meetingOf(draft: Reading): Item[] {
  const { title, addressees } = draft.document;
  const name = /关于召开(.{2,40}?)的(?:预备)?通知/.exec(title)?.[1];
  return name && addressees.some((a) => /学校|校|幼儿园/.test(a)) ? [{ name, at: titleOf(draft) }] : [];
}
