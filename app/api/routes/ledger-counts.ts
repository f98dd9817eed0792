import { z } from 'zod';
import { renderSheet, SHEET_FORMATS } from '../../../corpus/exports/index.ts';
import { compareLists, reductionSheet, sayReduction } from '../../../corpus/ledger/compare.ts';
import { contacts } from '../../../corpus/ledger/contacts.ts';
import { doublesOf } from '../../../corpus/ledger/doubles.ts';
import { collectProblems, dueBy } from '../../../corpus/ledger/rectify.ts';
import { PER, runningTotals, TALLIED } from '../../../corpus/ledger/totals.ts';
import { queryLimits } from '../../../corpus/limits.ts';
import type { Store } from '../../../corpus/store.ts';
import { boundsTotal } from '../../../pipeline/review/ledger-totals.ts';
import { PERIOD_ZH } from '../../../records/clause.ts';
import { WenhengError } from '../../../records/errors.ts';
import { type BroughtKind, type LedgerEntry as Entry, LIST_ZH } from '../../../records/ledger.ts';
import { parseRegion } from '../../../records/region.ts';
import { today } from '../../commands/command.ts';
import { whoOf } from '../access.ts';
import { LOCAL } from '../accounts.ts';
import { attach, type Context, type Routes } from '../context.ts';
import {
  Double,
  LedgerEntry,
  LedgerTotal,
  ListKind,
  ListView,
  Reduction,
  type TotalBound,
  Withdrawn,
} from '../ledger-schemas.ts';
import { ownStore } from '../own-store.ts';
import { Day } from '../schemas.ts';
import { find, Place, viewOf } from './ledger-lists.ts';
import { TYPES } from './limits.ts';

const On = Place.extend({ on: Day.optional() });
const Target = z.coerce.number().min(0).max(100);
const Two = Place.extend({
  kind: ListKind.default('inspection'),
  before: z.string().regex(/^\d{4}$/, '年度要写成 2025'),
  after: z.string().regex(/^\d{4}$/, '年度要写成 2025'),
  target: Target.optional(),
});
const PAPER_ZH = { contact: '专项整治相关信息统计表', report: '总结报告提纲', case: '典型案例提纲' } as const;
const codeOf = (region: string | undefined): { region?: string } =>
  region ? { region: parseRegion(region).code } : {};

/** 台账: what the lists and the notices come to, what is due, and the papers that are filled from them. */
export const ledgerCountRoutes: Routes = (api, context) => {
  const { store, now } = context;

  api.route({
    method: 'GET',
    url: '/api/ledger/totals',
    config: { access: 'view' },
    schema: {
      tags: ['台账'],
      summary: '某一天所在学期、学年、年度的累计，逐件列出计入的通知和未能计入的原因',
      querystring: On.extend({ school: z.string().trim().max(60).optional() }),
      response: { 200: z.object({ on: z.string(), items: z.array(LedgerTotal) }) },
    },
    handler: async (request) => {
      const { region, school, on = today(now()) } = request.query;
      const own = ownStore(context, whoOf(request));
      const totals = await runningTotals(own, { on, ...codeOf(region), ...(school ? { school } : {}) });
      const bounds = region ? await boundsOf(own, parseRegion(region).code, on) : new Map();
      return {
        on,
        items: totals.map((t) => ({
          ...t,
          bound: bounds.get(t.kind) ?? null,
          parts: t.parts.map((p) => ({ ...p, schools: p.schools === null ? null : [...p.schools] })),
          uncounted: [...t.uncounted],
        })),
      };
    },
  });

  api.route({
    method: 'GET',
    url: '/api/ledger/doubles',
    config: { access: 'view' },
    schema: {
      tags: ['台账'],
      summary: '不同单位对象相同、内容相近的检查，一年内重复采集的报表，供人工核对',
      querystring: On,
      response: { 200: z.object({ on: z.string(), items: z.array(Double) }) },
    },
    handler: async (request) => {
      const { region, on = today(now()) } = request.query;
      const items = await doublesOf(ownStore(context, whoOf(request)), { on, ...codeOf(region) });
      return { on, items: items.map((d) => ({ ...d, common: [...d.common] })) };
    },
  });

  api.route({
    method: 'GET',
    url: '/api/ledger/compare',
    config: { access: 'view' },
    schema: {
      tags: ['台账'],
      summary: '两年的同一种清单对照：保留、合并、取消、新增，压减合并率',
      querystring: Two,
      response: { 200: Reduction },
    },
    handler: async (request) => {
      const r = await reduction(ownStore(context, whoOf(request)), request.query);
      return {
        ...r,
        rows: r.rows.map(({ fate, before, after }) => ({
          fate,
          before: before?.name ?? null,
          after: after?.name ?? null,
        })),
        calculation: sayReduction(r),
      };
    },
  });

  api.route({
    method: 'GET',
    url: '/api/ledger/compare/file',
    config: { access: 'view', audit: true },
    schema: {
      tags: ['台账'],
      summary: '两年对照表下载：xlsx、docx、csv',
      querystring: Two.extend({ format: z.enum(SHEET_FORMATS).default('xlsx') }),
    },
    handler: async (request, reply) => {
      const { format, kind, before, after } = request.query;
      const title = `${LIST_ZH[kind]}${before}年、${after}年对照表`;
      const sheet = reductionSheet(await reduction(ownStore(context, whoOf(request)), request.query), title);
      const rendered = await renderSheet(sheet, format);
      return attach(reply, `${title}.${format}`, TYPES[format]).send(
        typeof rendered === 'string' ? rendered : Buffer.from(rendered),
      );
    },
  });

  api.route({
    method: 'GET',
    url: '/api/ledger/due',
    config: { access: 'view' },
    schema: {
      tags: ['台账'],
      summary: '到期未销号的问题、到期未返校的借调教师',
      querystring: On,
      response: { 200: z.object({ on: z.string(), items: z.array(LedgerEntry) }) },
    },
    handler: async (request) => {
      const { region, on = today(now()) } = request.query;
      const entries = await ownStore(context, whoOf(request)).ledger.entries(codeOf(region));
      return { on, items: dueBy(entries, on) };
    },
  });

  api.route({
    method: 'POST',
    url: '/api/ledger/problems',
    config: { access: 'review' },
    schema: {
      tags: ['台账'],
      summary: '把本单位评估发现的问题和档案问题列入整改清单；已列入的不变',
      body: On.extend({ within: z.int().min(1).max(366).optional() }),
      response: { 200: z.object({ added: z.int(), list: ListView.nullable() }) },
    },
    handler: async (request) => {
      const { region, on = today(now()), within } = request.body;
      const who = whoOf(request);
      const own = ownStore(context, who);
      const { list, entries, added } = await collectProblems(own, {
        on,
        ...codeOf(region),
        ...(within ? { within } : {}),
        ...(who.organisation === LOCAL.organisation ? {} : { unit: who.organisation }),
      });
      // Nothing was found and nothing stood there: there is no list yet.
      return { added, list: entries.length === 0 ? null : await viewOf(context, who, await find(own, list.id)) };
    },
  });

  api.route({
    method: 'GET',
    url: '/api/ledger/papers/:paper',
    config: { access: 'view', audit: true },
    schema: {
      tags: ['台账'],
      summary:
        '由台账填写的材料：contact 信息统计表（附件1）、report 总结报告提纲（附件4）、case 典型案例提纲（附件5）',
      params: z.object({ paper: z.enum(['contact', 'report', 'case']) }),
      querystring: On.extend({
        target: Target.optional(),
        entry: z.string().max(80).optional(),
        format: z.enum(SHEET_FORMATS).default('docx').describe('总结报告和典型案例只有 docx'),
      }),
    },
    handler: async (request, reply) => {
      const { paper } = request.params;
      const { region, on = today(now()), target, entry, format } = request.query;
      const own = ownStore(context, whoOf(request));
      const query = { on, ...codeOf(region), target: target ?? null };
      const { exampleCase, summaryReport } = await import('../../../corpus/ledger/summary.ts');
      switch (paper) {
        case 'report':
          return attach(reply, `${PAPER_ZH.report}.docx`, TYPES.docx).send(
            Buffer.from(await summaryReport(own, query)),
          );
        case 'case':
          return attach(reply, `${PAPER_ZH.case}.docx`, TYPES.docx).send(
            Buffer.from(await exampleCase(own, query, entry)),
          );
        case 'contact': {
          const { renderList } = await import('../../../corpus/ledger/export.ts');
          const { list, entries } = await contacts(own, query);
          const rendered = await renderList(list, entries, format);
          return attach(reply, `${PAPER_ZH.contact}.${format}`, TYPES[format]).send(
            typeof rendered === 'string' ? rendered : Buffer.from(rendered),
          );
        }
        default:
          return paper satisfies never;
      }
    },
  });

  api.route({
    method: 'GET',
    url: '/api/ledger/withdrawn',
    config: { access: 'view' },
    schema: {
      tags: ['台账'],
      summary: '已撤回、不再计入累计的通知',
      response: { 200: z.object({ items: z.array(Withdrawn) }) },
    },
    handler: async () => ({ items: await withdrawn(context) }),
  });

  api.route({
    method: 'PUT',
    url: '/api/ledger/withdrawn/:document',
    config: { access: 'manage' },
    schema: {
      tags: ['台账'],
      summary: '撤回档案里的一份通知：它带来的次数不再计入',
      params: z.object({ document: z.string().max(80) }),
      body: z.object({ on: Day.optional(), why: z.string().trim().max(500).default('') }),
      response: { 204: z.undefined() },
    },
    handler: async (request, reply) => {
      const { document } = request.params;
      const { on = today(now()), why } = request.body;
      if (!(await store.head(document))) throw new WenhengError('not-found', { what: `编号为 ${document} 的文件` });
      await store.ledger.withdraw(document, on, why);
      return reply.code(204).send();
    },
  });

  api.route({
    method: 'DELETE',
    url: '/api/ledger/withdrawn/:document',
    config: { access: 'manage' },
    schema: {
      tags: ['台账'],
      summary: '恢复计入一份撤回的通知',
      params: z.object({ document: z.string().max(80) }),
      response: { 204: z.undefined() },
    },
    handler: async (request, reply) => {
      const { document } = request.params;
      const held = await store.ledger.withdrawn();
      if (!held.some((w) => w.documentId === document))
        throw new WenhengError('not-found', { what: `撤回的文件 ${document}` });
      await store.ledger.restore(document);
      return reply.code(204).send();
    },
  });
};

/** The tightest limit of each running total that is in force over a place: its own and those of the places above. */
async function boundsOf(own: Store, region: string, on: string): Promise<Map<BroughtKind, z.infer<typeof TotalBound>>> {
  const { rows } = await queryLimits(own, { asOf: on, region, compare: false });
  const out = new Map<BroughtKind, z.infer<typeof TotalBound>>();
  for (const { limit, document, role, marks } of rows) {
    if (role !== 'superior' && role !== 'own') continue;
    const kind = TALLIED.find((k) => PER[k] === limit.per && boundsTotal(k, limit));
    if (!kind) continue;
    const most = Number(limit.value) - (limit.comparator === '<' ? 1 : 0);
    // Of equal ones that of the nearest level, which stands last.
    if ((out.get(kind)?.most ?? Number.POSITIVE_INFINITY) < most) continue;
    out.set(kind, {
      most,
      said: `${limit.value} ${limit.unit}/${limit.per === null ? '' : PERIOD_ZH[limit.per]}`,
      quote: limit.quote,
      path: limit.path,
      recordId: limit.id,
      documentId: document.id,
      title: document.title,
      docNumber: document.docNumber,
      marks: [...marks],
    });
  }
  return out;
}

async function reduction(own: Store, { kind, before, after, region, target }: z.infer<typeof Two>) {
  const of = async (year: string): Promise<readonly Entry[]> => {
    const lists = await own.ledger.lists({ kinds: [kind], year, ...codeOf(region), exact: true });
    const dated = lists.filter((l) => l.year !== null);
    if (dated.length === 0) throw new WenhengError('not-found', { what: `${year}年的《${LIST_ZH[kind]}》` });
    return own.ledger.entries({ lists: dated.map((l) => l.id) });
  };
  return compareLists(await of(before), await of(after), target ?? null);
}

async function withdrawn({ store }: Context): Promise<z.infer<typeof Withdrawn>[]> {
  const items: z.infer<typeof Withdrawn>[] = [];
  for (const w of await store.ledger.withdrawn()) {
    const head = await store.head(w.documentId);
    items.push({ ...w, title: head?.title ?? null, docNumber: head?.docNumber ?? null });
  }
  return items;
}
