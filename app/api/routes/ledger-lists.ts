import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { SHEET_FORMATS } from '../../../corpus/exports/index.ts';
import { dateCell, halved } from '../../../corpus/ledger/cells.ts';
import { formOf, LIST_FORMS } from '../../../corpus/ledger/forms.ts';
import { cellsOfState } from '../../../corpus/ledger/rectify.ts';
import { sayRemark } from '../../../corpus/ledger/row.ts';
import type { Store } from '../../../corpus/store.ts';
import { WenhengError } from '../../../records/errors.ts';
import { type LedgerEntry as Entry, type LedgerList, LIST_ZH } from '../../../records/ledger.ts';
import { parseRegion } from '../../../records/region.ts';
import { today } from '../../commands/command.ts';
import { whoOf } from '../access.ts';
import { LOCAL, type Who } from '../accounts.ts';
import { attach, type Context, fromCursor, type Routes, toCursor } from '../context.ts';
import { Jobs } from '../jobs.ts';
import { EntryChange, EntryState, LedgerEntry, ListForm, ListKind, ListView, LoadedList } from '../ledger-schemas.ts';
import { readList } from '../list-reader.ts';
import { ownStore } from '../own-store.ts';
import { Cursor, count, pageOf, several } from '../schemas.ts';
import { receive } from '../uploads.ts';
import { TYPES } from './limits.ts';

const Id = z.object({ id: z.string().max(80) });
export const Place = z.object({ region: z.string().max(60).optional() });
const Filter = Place.extend({ kind: several(ListKind), year: z.string().max(10).optional() });
const Year = z.string().regex(/^\d{4}(?:-Q[1-4])?$/, '年度要写成 2025 或 2025-Q3');
/** A list is some hundred rows. */
const MOST_BYTES = 8 * 1024 * 1024;

/** 台账: lists as files, in and out, and their rows. */
export const ledgerListRoutes: Routes = (api, context) => {
  const { config, lists, store, now } = context;

  api.route({
    method: 'GET',
    url: '/api/ledger/forms',
    config: { access: 'view' },
    schema: {
      tags: ['台账'],
      summary: '各种清单的栏目和依据',
      response: { 200: z.object({ items: z.array(ListForm) }) },
    },
    handler: async (_, reply) => {
      reply.header('cache-control', 'private, max-age=3600');
      return {
        items: LIST_FORMS.map(({ kind, source, columns }) => ({
          kind,
          zh: LIST_ZH[kind],
          source,
          columns: columns.map((c) => ({
            key: c.key,
            head: c.head,
            group: c.group ?? null,
            holds: c.holds,
            needed: c.needed ?? false,
            own: c.own ?? false,
          })),
        })),
      };
    },
  });

  api.route({
    method: 'GET',
    url: '/api/ledger/lists',
    config: { access: 'view' },
    schema: {
      tags: ['台账'],
      summary: '已登记的清单；借调登记、整改清单等只有本单位的',
      querystring: Filter.extend({ limit: count(200, 50), cursor: Cursor }),
      response: { 200: pageOf(ListView) },
    },
    handler: async (request) => {
      const { limit, cursor, ...filter } = request.query;
      const who = whoOf(request);
      const own = ownStore(context, who);
      const found = after(await own.ledger.lists(filterOf(filter)), (l) => `${l.kind} ${l.id}`, cursor);
      const shown = found.slice(0, limit);
      const rows = shown.length === 0 ? [] : await store.ledger.entries({ lists: shown.map((l) => l.id) });
      const held = Map.groupBy(rows, (e) => e.listId);
      const items = shown.map((list) => sayList(context, who, list, held.get(list.id) ?? []));
      const last = items.at(-1);
      return { items, next: found.length > limit && last ? toCursor(`${last.kind} ${last.id}`) : null };
    },
  });

  api.route({
    method: 'POST',
    url: '/api/ledger/lists',
    config: { access: 'manage' },
    schema: {
      tags: ['台账'],
      summary: '登记一份清单（XLSX、CSV、DOCX），逐行说明问题；同一单位、同一年度的同一种清单以后交的为准',
      description:
        'multipart/form-data：`file` 一个文件；可选 `kind` 种类（默认由表头认出）、`region` 地区、`unit` 填报单位、`year` 年度（2025 或 2025-Q3）。读不准的行保留为“待核”，重复的行保留为“重复”，都不计数。',
      consumes: ['multipart/form-data'],
      response: { 201: LoadedList },
    },
    handler: async (request, reply) => {
      const who = whoOf(request);
      const folder = join(config.home, 'uploads', Jobs.newId());
      const { files, fields } = await receive(request, folder, { file: MOST_BYTES, all: MOST_BYTES, files: 1 });
      try {
        const given = files.find((f) => f.field === 'file');
        if (!given) throw new WenhengError('usage', { why: '请求里没有名为 file 的文件' });
        const field = (name: string): string | undefined => fields.get(name)?.[0]?.trim() || undefined;
        const [kind, region, unit, year] = ['kind', 'region', 'unit', 'year'].map(field);
        const { list, entries, remarks } = await readList({
          bytes: new Uint8Array(await readFile(given.path)),
          file: given.name.split('/').at(-1) ?? given.name,
          importedOn: today(now()),
          organisation: who.organisation === LOCAL.organisation ? null : who.organisation,
          ...(kind ? { kind: ListKind.parse(kind) } : {}),
          ...(region ? { region: parseRegion(region) } : {}),
          ...(unit ? { unit: unit.slice(0, 100) } : {}),
          ...(year ? { year: Year.parse(year) } : {}),
        });
        await ownStore(context, who).ledger.put(list, entries);
        return reply
          .code(201)
          .header('location', `/api/ledger/lists/${list.id}`)
          .send({
            list: await viewOf(context, who, list),
            remarks: remarks.map((r) => ({ row: r.row, column: r.column, grave: r.grave, said: sayRemark(r) })),
          });
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
  });

  api.route({
    method: 'GET',
    url: '/api/ledger/lists/:id',
    config: { access: 'view' },
    schema: { tags: ['台账'], summary: '一份清单', params: Id, response: { 200: ListView } },
    handler: async (request) => {
      const who = whoOf(request);
      return viewOf(context, who, await find(ownStore(context, who), request.params.id));
    },
  });

  api.route({
    method: 'DELETE',
    url: '/api/ledger/lists/:id',
    config: { access: 'manage' },
    schema: { tags: ['台账'], summary: '移除本单位的一份清单', params: Id, response: { 204: z.undefined() } },
    handler: async (request, reply) => {
      const { id } = request.params;
      const who = whoOf(request);
      await find(ownStore(context, who), id);
      assertOwn(context, who, id);
      await store.ledger.removeList(id);
      lists.release(id);
      return reply.code(204).send();
    },
  });

  api.route({
    method: 'GET',
    url: '/api/ledger/lists/:id/file',
    config: { access: 'view', audit: true },
    schema: {
      tags: ['台账'],
      summary: '按规定的表样下载一份清单：xlsx、docx、csv',
      params: Id,
      querystring: z.object({ format: z.enum(SHEET_FORMATS).default('xlsx') }),
    },
    handler: async (request, reply) => {
      const { format } = request.query;
      const own = ownStore(context, whoOf(request));
      const list = await find(own, request.params.id);
      const { renderList } = await import('../../../corpus/ledger/export.ts');
      const rendered = await renderList(list, await own.ledger.entries({ lists: [list.id] }), format);
      const name = [LIST_ZH[list.kind], list.unit, list.year].filter(Boolean).join('-');
      return attach(reply, `${name}.${format}`, TYPES[format]).send(
        typeof rendered === 'string' ? rendered : Buffer.from(rendered),
      );
    },
  });

  api.route({
    method: 'GET',
    url: '/api/ledger/entries',
    config: { access: 'view' },
    schema: {
      tags: ['台账'],
      summary: '清单的条目，按清单和序号',
      querystring: Filter.extend({
        list: z.string().max(80).optional(),
        state: several(EntryState),
        words: z.string().max(100).optional(),
        limit: count(500, 100),
        cursor: Cursor,
      }),
      response: { 200: pageOf(LedgerEntry) },
    },
    handler: async (request) => {
      const { limit, cursor, list, state, words, ...filter } = request.query;
      const own = ownStore(context, whoOf(request));
      if (list) await find(own, list);
      const all = await own.ledger.entries({
        ...filterOf(filter),
        ...(list ? { lists: [list] } : {}),
        ...(state ? { states: state } : {}),
      });
      const held = words ? all.filter((e) => Object.values(e.cells).some((c) => c.includes(words))) : all;
      const found = after(held, place, cursor);
      const items = found.slice(0, limit);
      const last = items.at(-1);
      return { items, next: found.length > limit && last ? toCursor(place(last)) : null };
    },
  });

  api.route({
    method: 'PATCH',
    url: '/api/ledger/entries/:id',
    config: { access: 'review' },
    schema: {
      tags: ['台账'],
      summary: '更新本单位清单的一个条目：办理、销号、责任单位、时限、措施、完成情况',
      params: Id,
      body: EntryChange,
      response: { 200: LedgerEntry },
    },
    handler: async (request) => {
      const { id } = request.params;
      const { state, cells = {} } = request.body;
      const who = whoOf(request);
      const entry = (await ownStore(context, who).ledger.entries()).find((e) => e.id === id);
      if (!entry) throw new WenhengError('not-found', { what: `编号为 ${id} 的条目` });
      assertOwn(context, who, entry.listId);
      assertCells(entry, cells);
      return store.ledger.settle(id, {
        state: state ?? entry.state,
        cells: { ...(state && state !== entry.state ? cellsOfState(state, today(now())) : {}), ...cells },
      });
    },
  });
};

/** Lists are read by kind and number, their rows by list and row. */
const place = (e: Entry): string => `${e.kind} ${e.listId} ${String(e.seq).padStart(6, '0')} ${e.id}`;

function after<T>(all: readonly T[], at: (item: T) => string, cursor: string | undefined): T[] {
  const seen = fromCursor(cursor);
  const sorted = all.toSorted((a, b) => (at(a) < at(b) ? -1 : 1));
  return seen === undefined ? sorted : sorted.filter((item) => at(item) > seen);
}

const filterOf = ({ kind, region, year }: Pick<z.infer<typeof Filter>, 'kind' | 'region' | 'year'>) => ({
  ...(kind ? { kinds: kind } : {}),
  ...(region ? { region: parseRegion(region).code } : {}),
  ...(year ? { year } : {}),
});

export async function find({ ledger }: Store, id: string): Promise<LedgerList> {
  const list = (await ledger.lists()).find((l) => l.id === id);
  if (!list) throw new WenhengError('not-found', { what: `编号为 ${id} 的清单` });
  return list;
}

function assertOwn({ lists }: Context, who: Who, listId: string): void {
  if (lists.of(listId) !== who.organisation) throw new WenhengError('not-allowed', { what: '这份清单由其他单位登记' });
}

export async function viewOf(context: Context, who: Who, list: LedgerList): Promise<ListView> {
  return sayList(context, who, list, await context.store.ledger.entries({ kinds: [list.kind], lists: [list.id] }));
}

function sayList({ lists }: Context, who: Who, list: LedgerList, entries: readonly Entry[]): ListView {
  const organisation = lists.of(list.id);
  const states = [...Map.groupBy(entries, (e) => e.state)].map(([state, of]) => ({ state, count: of.length }));
  return { ...list, organisation, own: organisation === who.organisation, entries: entries.length, states };
}

/** Cells that no column takes, or that their column cannot read, are refused rather than dropped. */
function assertCells(entry: Entry, cells: Readonly<Record<string, string>>): void {
  const form = formOf(entry.kind);
  for (const [key, words] of Object.entries(cells)) {
    const column = form.columns.find((c) => c.key === key && c.key !== 'seq');
    if (!column) throw new WenhengError('usage', { why: `《${LIST_ZH[entry.kind]}》没有“${key}”这一栏` });
    if (words === '') {
      if (column.needed) throw new WenhengError('usage', { why: `“${column.head}”不能为空` });
      continue;
    }
    // A row whose date was never readable keeps its words until someone gives a day.
    if (words === entry.cells[key]) continue;
    if (column.holds === 'day' && dateCell(words, null).days === null)
      throw new WenhengError('usage', { why: `“${column.head}”读不出日期：${words}` });
    if (column.holds === 'number' && !/^\d+$/.test(halved(words)))
      throw new WenhengError('usage', { why: `“${column.head}”不是数字：${words}` });
  }
}
