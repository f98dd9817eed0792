import { AlignmentType, Document, LineRuleType, Packer, Paragraph, TextRun } from 'docx';
import { type LedgerEntry, LIST_ZH, type ListKind } from '../../records/ledger.ts';
import { CATEGORIES, dayZh, placeOf } from '../exports/select.ts';
import type { Store } from '../store.ts';
import { compareLists, sayReduction } from './compare.ts';
import { dueBy } from './rectify.ts';

export interface SummaryQuery {
  /** Code of a division. */
  readonly region?: string;
  /** ISO date: the day of filling in; its year is the later of the two compared. */
  readonly on: string;
  /** Percent. */
  readonly target: number | null;
}

/** A heading (1 一、 2 （一） 3 1.) or a paragraph; `fill` is for a person to write. */
interface Line {
  readonly level: 0 | 1 | 2 | 3;
  readonly text: string;
  readonly fill?: boolean;
}

const blank = (what: string): Line => ({ level: 0, text: `【${what}】`, fill: true });
const said = (text: string): Line => ({ level: 0, text });

/** What the ledger knows, counted. */
async function numbers(store: Store, { region, on, target }: SummaryQuery) {
  const place = region ? { region } : {};
  const year = on.slice(0, 4);
  const all = await store.ledger.entries({ ...place });
  const lists = await store.ledger.lists(place);
  const of = (kind: ListKind): LedgerEntry[] => all.filter((e) => e.kind === kind);
  const ofYear = (kind: ListKind, y: number): LedgerEntry[] => {
    const ids = new Set(lists.filter((l) => l.kind === kind && l.year?.slice(0, 4) === String(y)).map((l) => l.id));
    return all.filter((e) => ids.has(e.listId));
  };
  const problems = of('rectification').filter((e) => e.state !== 'doubled' && e.state !== 'faulty');
  const reductions = (['inspection', 'whitelist'] as const).flatMap((kind) => {
    const [before, after] = [ofYear(kind, Number(year) - 1), ofYear(kind, Number(year))];
    return before.length > 0 && after.length > 0
      ? [`${LIST_ZH[kind]}：${sayReduction(compareLists(before, after, target))}`]
      : [];
  });
  return {
    problems,
    closed: problems.filter((e) => e.state === 'closed'),
    overdue: dueBy(problems, on),
    byCategory: CATEGORIES.map(([matter, zh]) => ({
      zh,
      n: problems.filter((e) => e.matter === matter).length,
    })).filter((c) => c.n > 0),
    other: problems.filter((e) => !CATEGORIES.some(([m]) => m === e.matter)).length,
    lists,
    active: (kind: ListKind): number => of(kind).filter((e) => e.state === 'active').length,
    secondments: of('secondment').filter((e) => e.state === 'active' || e.state === 'closed'),
    late: dueBy(of('secondment'), on),
    documents: (await store.documents({ best: true, ...place })).filter((d) => !d.draft).length,
    reductions,
  };
}

const rate = (part: number, whole: number): string =>
  whole === 0 ? '—' : `${Math.round((1000 * part) / whole) / 10}%`;

/** 专项整治工作总结报告提纲 (附件4 of 新教领秘〔2024〕2号), the numbers of the ledger in place, the rest to be written. At most 3,000 characters. */
export async function summaryReport(store: Store, query: SummaryQuery): Promise<Uint8Array<ArrayBuffer>> {
  const n = await numbers(store, query);
  const whitelists = n.lists.filter((l) => l.kind === 'whitelist').length;
  return documentOf(`${await placeName(store, query)}专项整治工作总结报告`, [
    { level: 1, text: '一、工作情况' },
    { level: 2, text: '（一）整体情况' },
    said(`截至${dayZh(query.on)}，档案库收录文件${n.documents}件，台账登记清单${n.lists.length}份。`),
    blank('组织领导、工作部署和推进情况'),
    { level: 2, text: '（二）主要任务完成情况' },
    { level: 3, text: '1. 问题排查整改情况' },
    said(
      `共排查问题${n.problems.length}个${n.byCategory.length > 0 ? `，其中${n.byCategory.map((c) => `${c.zh.slice(3)}${c.n}个`).join('、')}${n.other > 0 ? `、其他${n.other}个` : ''}` : ''}；已销号${n.closed.length}个，销号率${rate(n.closed.length, n.problems.length)}；逾期未销号${n.overdue.length}个。`,
    ),
    ...(n.secondments.length > 0
      ? [said(`登记抽调借用教师${n.secondments.length}人次，到期未返校${n.late.length}人次。`)]
      : []),
    ...n.reductions.map(said),
    { level: 3, text: '2. 建立审批报备制度情况' },
    said(
      `社会事务进校园白名单${whitelists}份、有效事项${n.active('whitelist')}项；督查检查评比考核年度清单有效事项${n.active('inspection')}项；进校申请获准${n.active('entry-request')}项；教育移动应用清单${n.active('app')}个。`,
    ),
    blank('审批报备的程序、责任部门和公布情况'),
    { level: 3, text: '3. 建立长效监管机制情况' },
    blank('监测、举报、核查通报、约谈、曝光等机制'),
    { level: 1, text: '二、经验做法' },
    blank('可复制的做法，每条一段'),
    { level: 1, text: '三、工作成效' },
    ...(n.reductions.length > 0 ? n.reductions.map(said) : []),
    blank('师生获得感和典型数据'),
    { level: 1, text: '四、下一步工作考虑' },
    ...(n.overdue.length > 0
      ? [
          said(
            `对逾期未销号的${n.overdue.length}个问题限期办结：${n.overdue
              .slice(0, 5)
              .map((e) => `${e.name}（${e.body ?? '责任单位未定'}，${e.cells['due'] ?? ''}到期）`)
              .join('；')}。`,
          ),
        ]
      : []),
    blank('下一步安排和意见建议'),
  ]);
}

/** 专项整治典型案例提纲 (附件5), from one closed problem where there is one. */
export async function exampleCase(
  store: Store,
  query: SummaryQuery,
  entryId?: string,
): Promise<Uint8Array<ArrayBuffer>> {
  const n = await numbers(store, query);
  const entry = entryId ? n.problems.find((e) => e.id === entryId) : n.closed[0];
  return documentOf(`${await placeName(store, query)}专项整治典型案例`, [
    { level: 1, text: '一、背景问题' },
    ...(entry
      ? [
          said(
            `问题类别：${entry.cells['category'] ?? ''}。事项：${entry.name}。牵头实施单位：${entry.body ?? '未定'}。整改依据：${entry.cells['basis'] || '未填'}。`,
          ),
        ]
      : []),
    blank('问题的由来和对师生的影响'),
    { level: 1, text: '二、办法举措' },
    ...(entry
      ? [said(`整改措施：${entry.cells['measure'] || '未填'} 整改时限：${entry.cells['due'] || '未填'}。`)]
      : []),
    blank('具体做法'),
    { level: 1, text: '三、工作成效' },
    ...(entry ? [said(`完成情况：${entry.cells['done'] || '未填'}。${entry.cells['remark'] ?? ''}`)] : []),
    said(
      `本地共排查同类专项问题${n.problems.length}个，已销号${n.closed.length}个，销号率${rate(n.closed.length, n.problems.length)}。`,
    ),
    blank('成效'),
    { level: 1, text: '四、经验启示' },
    blank('启示'),
  ]);
}

async function placeName(store: Store, { region }: SummaryQuery): Promise<string> {
  if (!region) return '';
  const [list] = await store.ledger.lists({ region, exact: true });
  return list?.region ? placeOf(list.region).replace(/^.*省|^.*自治区/, '') : '';
}

// GB/T 9704-2012: title 2号小标宋体, 一、 黑体, （一） 楷体, text 3号仿宋, 28.95 points a line, two characters in.
const FONT = { title: '方正小标宋简体', 1: '黑体', 2: '楷体_GB2312', 3: '仿宋_GB2312', 0: '仿宋_GB2312' } as const;
const font = (eastAsia: string) => ({ ascii: 'Times New Roman', eastAsia });
const MM = 56.7;
const LINE = { line: 579, lineRule: LineRuleType.EXACT };

async function documentOf(title: string, lines: readonly Line[]): Promise<Uint8Array<ArrayBuffer>> {
  const document = new Document({
    creator: '文衡',
    title,
    sections: [
      {
        properties: {
          page: {
            size: { width: Math.round(210 * MM), height: Math.round(297 * MM) },
            margin: { top: 37 * MM, left: 28 * MM, right: 26 * MM, bottom: 35 * MM },
          },
        },
        children: [
          new Paragraph({
            alignment: AlignmentType.CENTER,
            spacing: { ...LINE, after: 579 },
            children: [new TextRun({ text: title, font: font(FONT.title), size: 44 })],
          }),
          ...lines.map(
            ({ level, text, fill }) =>
              new Paragraph({
                alignment: AlignmentType.BOTH,
                spacing: LINE,
                indent: { firstLine: 640 },
                children: [
                  new TextRun({ text, font: font(FONT[level]), size: 32, ...(fill ? { color: '7F7F7F' } : {}) }),
                ],
              }),
          ),
        ],
      },
    ],
  });
  return Uint8Array.from(await Packer.toBuffer(document));
}
