import { z } from 'zod';
import { LEVELS } from '../../../records/document.ts';
import { parseRegion } from '../../../records/region.ts';
import { fromCursor, type Routes, toCursor } from '../context.ts';
import { Cursor, count, Day, Flag, Hit, Matter, pageOf, RECORD_TYPES } from '../schemas.ts';
import { defined, plain } from './documents.ts';

/** Beyond this nobody reads, and each page costs what all before it cost. */
const DEEPEST = 500;

/** 检索 */
export const searchRoutes: Routes = (api, { store }) => {
  api.route({
    method: 'GET',
    url: '/api/search',
    config: { access: 'view' },
    schema: {
      tags: ['检索'],
      summary: '全文检索',
      querystring: z.object({
        q: z.string().trim().min(1, '请输入要找的词').max(200),
        phrase: Flag,
        level: z.enum(LEVELS).optional(),
        region: z.string().max(60).optional(),
        matter: Matter.optional(),
        type: z.enum(RECORD_TYPES).optional(),
        from: Day.optional(),
        until: Day.optional(),
        inForceOn: Day.optional(),
        copies: Flag,
        limit: count(100, 20),
        cursor: Cursor,
      }),
      response: { 200: pageOf(Hit) },
    },
    handler: async (request) => {
      const { q, region, limit, cursor, ...rest } = request.query;
      const offset = Math.min(DEEPEST, Math.max(0, Number(fromCursor(cursor) ?? 0) || 0));
      const found = await store.search({
        words: q,
        ...defined(rest),
        ...(region ? { region: parseRegion(region).code } : {}),
        limit: limit + 1,
        offset,
      });
      const items = found
        .slice(0, limit)
        .map((hit) => ({ ...hit, document: plain(hit.document), marks: [...hit.marks] }));
      const more = found.length > limit && offset + limit < DEEPEST;
      return { items, next: more ? toCursor(String(offset + limit)) : null };
    },
  });
};
