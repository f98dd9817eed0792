import { z } from 'zod';
import { type DocumentFilter, type DocumentHead, EDGE_KINDS } from '../../../corpus/store.ts';
import { explainToTerminal } from '../../../pipeline/render/document.ts';
import { LEVELS } from '../../../records/document.ts';
import { WenhengError } from '../../../records/errors.ts';
import { FORMATS } from '../../../records/page.ts';
import { parseRegion } from '../../../records/region.ts';
import { type Context, fromCursor, type Routes, toCursor } from '../context.ts';
import {
  Cursor,
  count,
  Day,
  DocumentView,
  Flag,
  GraphEdge,
  Head,
  Matter,
  pageOf,
  RecordView,
  several,
} from '../schemas.ts';

const Id = z.object({ id: z.string().max(80) });

/** 档案: the shared archive, read by everyone who may look. */
export const documentRoutes: Routes = (api, context) => {
  const { store, blobs, pages } = context;

  api.route({
    method: 'GET',
    url: '/api/documents',
    config: { access: 'view' },
    schema: {
      tags: ['档案'],
      summary: '文件目录，新的在前',
      querystring: z.object({
        words: z.string().max(200).optional(),
        level: z.enum(LEVELS).optional(),
        region: z.string().max(60).optional(),
        exact: Flag,
        matter: several(Matter),
        format: z.enum(FORMATS).optional(),
        from: Day.optional(),
        until: Day.optional(),
        inForceOn: Day.optional(),
        best: Flag,
        limit: count(200, 50),
        cursor: Cursor,
      }),
      response: { 200: pageOf(Head) },
    },
    handler: async (request) => {
      const { region, matter, limit, cursor, ...rest } = request.query;
      const after = fromCursor(cursor);
      const filter: DocumentFilter = {
        ...defined(rest),
        ...(region ? { region: parseRegion(region).code } : {}),
        ...(matter ? { matters: matter } : {}),
        ...(after ? { after } : {}),
        limit: limit + 1,
      };
      const found = await store.documents(filter);
      const items = found.slice(0, limit).map(plain);
      const last = items.at(-1);
      return { items, next: found.length > limit && last ? toCursor(last.id) : null };
    },
  });

  api.route({
    method: 'GET',
    url: '/api/documents/:id',
    config: { access: 'view' },
    schema: {
      tags: ['档案'],
      summary: '一份文件：元数据、正文、提纲、记录、修复、副本、引用关系',
      params: Id,
      response: { 200: DocumentView },
    },
    handler: async (request) => {
      const { id } = request.params;
      const [reading, head] = await Promise.all([store.reading(id), store.head(id)]);
      if (!reading || !head) throw new WenhengError('not-found', { what: `编号为 ${id} 的文件` });
      const [copies, edges] = await Promise.all([store.copies(id), store.edges(id)]);
      const others = new Set(edges.flatMap((e) => [e.from, e.to]).filter((e) => e !== null && e !== id));
      const ends = await Promise.all([...others].map((e) => (e === null ? null : store.head(e))));
      const { sha256, format } = reading.document;
      const file = await blobs.has(sha256);
      return {
        head: plain(head),
        ...reading,
        copies: copies.map(plain),
        edges: [...edges],
        ends: ends.filter((e) => e !== null).map(plain),
        file,
        pages: file ? [...(await pages.sizes(blobs.path(sha256), format))] : [],
      };
    },
  });

  api.route({
    method: 'GET',
    url: '/api/documents/:id/graph',
    config: { access: 'view' },
    schema: {
      tags: ['档案'],
      summary: '引用关系图：从一份文件出发几步之内',
      params: Id,
      querystring: z.object({ steps: count(3, 2), kind: several(z.enum(EDGE_KINDS)) }),
      response: { 200: z.object({ nodes: z.array(Head), edges: z.array(GraphEdge), cut: z.boolean() }) },
    },
    handler: async (request) => graphOf(context, request.params.id, request.query.steps, request.query.kind),
  });

  api.route({
    method: 'GET',
    url: '/api/documents/:id/page/:n',
    config: { access: 'view' },
    schema: {
      tags: ['档案'],
      summary: '一页的图像（JPEG）；没有固定版面或未保存原件的文件没有',
      params: Id.extend({ n: z.coerce.number().int().min(1) }),
      querystring: z.object({ width: count(2400, 1200) }),
    },
    handler: async (request, reply) => {
      const { id, n } = request.params;
      const { sha256, format } = await find(context, id);
      if (!(await blobs.has(sha256))) throw new WenhengError('not-found', { what: '文件原件' });
      const image = await pages.image(blobs.path(sha256), format, n, request.query.width);
      return reply.header('cache-control', 'private, max-age=86400').type('image/jpeg').send(Buffer.from(image));
    },
  });

  api.route({
    method: 'GET',
    url: '/api/documents/:id/file',
    config: { access: 'view', audit: true },
    schema: { tags: ['档案'], summary: '下载原件', params: Id },
    handler: async (request, reply) => {
      const { sha256, source } = await find(context, request.params.id);
      return context.sendFile(reply, sha256, source);
    },
  });

  api.route({
    method: 'GET',
    url: '/api/records/:id',
    config: { access: 'view' },
    schema: {
      tags: ['档案'],
      summary: '一条记录：由哪条规则得出、原文、修复',
      params: Id,
      response: { 200: RecordView },
    },
    handler: async (request) => {
      const { id } = request.params;
      const found = await store.record(id);
      const reading = found ? await store.reading(found.document.id) : null;
      if (!found || !reading) throw new WenhengError('not-found', { what: `编号为 ${id} 的记录` });
      const explanation = explainToTerminal(found.record, reading, { width: 80, colour: false });
      return { record: found.record, document: plain(found.document), explanation };
    },
  });
};

async function find({ store }: Context, id: string) {
  const reading = await store.reading(id);
  if (!reading) throw new WenhengError('not-found', { what: `编号为 ${id} 的文件` });
  return reading.document;
}

/** Documents of one picture; more than this no one can read. */
const MOST_NODES = 120;

async function graphOf({ store }: Context, id: string, steps: number, kinds: readonly string[] | undefined) {
  const first = await store.head(id);
  if (!first) throw new WenhengError('not-found', { what: `编号为 ${id} 的文件` });
  const nodes = new Map([[first.id, first]]);
  const edges = new Map<string, z.infer<typeof GraphEdge>>();
  let cut = false;
  let edge = [first.id];
  for (let step = 0; step < steps; step++) {
    const next: string[] = [];
    for (const from of edge)
      for (const e of await store.edges(from)) {
        if (kinds && !kinds.includes(e.kind)) continue;
        edges.set(`${e.from} ${e.kind} ${e.recordId}`, e);
        for (const end of [e.from, e.to]) {
          if (end === null || nodes.has(end)) continue;
          if (nodes.size >= MOST_NODES) {
            cut = true;
            continue;
          }
          const head = await store.head(end);
          if (!head) continue;
          nodes.set(end, head);
          next.push(end);
        }
      }
    edge = next;
  }
  return { nodes: [...nodes.values()].map(plain), edges: [...edges.values()], cut };
}

/** The store's lists are not to be changed; JSON does not know that. */
export const plain = (head: DocumentHead): z.infer<typeof Head> => ({
  ...head,
  issuers: [...head.issuers],
});

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };
/** Without the keys that were not given. */
export function defined<T extends object>(given: T): Defined<T> {
  const out: Defined<T> = { ...given } as Defined<T>;
  for (const key of Object.keys(given) as (keyof T)[]) if (given[key] === undefined) delete out[key];
  return out;
}
