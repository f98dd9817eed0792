import { z } from 'zod';
import { type LimitQuery, queryLimits } from '../../../corpus/limits.ts';
import { renderLimits } from '../../../corpus/limits-render.ts';
import { LEVELS } from '../../../records/document.ts';
import { today } from '../../commands/command.ts';
import { attach, type Routes } from '../context.ts';
import { Day, Flag, LimitList, Matter, several } from '../schemas.ts';

const Query = z.object({
  matter: several(Matter),
  subject: z.string().max(100).optional(),
  region: z.string().max(60).optional(),
  level: z.enum(LEVELS).optional(),
  asOf: Day.optional(),
  compare: Flag,
});

/** 限额: what each region allows, beside its superiors and siblings. */
export const limitRoutes: Routes = (api, { store, now }) => {
  const queryOf = ({ matter, subject, region, level, asOf, compare }: z.infer<typeof Query>): LimitQuery => ({
    asOf: asOf ?? today(now()),
    compare: compare ?? false,
    ...(matter ? { matters: matter } : {}),
    ...(subject ? { subject } : {}),
    ...(region ? { region } : {}),
    ...(level ? { level } : {}),
  });

  api.route({
    method: 'GET',
    url: '/api/limits',
    config: { access: 'view' },
    schema: {
      tags: ['限额'],
      summary: '各地、各级对某一事项的限额，附条款依据；compare 并列上级和同级',
      querystring: Query,
      response: { 200: LimitList },
    },
    handler: async (request) => queryLimits(store, queryOf(request.query)),
  });

  api.route({
    method: 'GET',
    url: '/api/limits/file',
    config: { access: 'view', audit: true },
    schema: {
      tags: ['限额'],
      summary: '限额一览表下载：xlsx、csv、json',
      querystring: Query.extend({ format: z.enum(['xlsx', 'csv', 'json']).default('xlsx') }),
    },
    handler: async (request, reply) => {
      const { format } = request.query;
      const rendered = await renderLimits(await queryLimits(store, queryOf(request.query)), format);
      return attach(reply, `限额一览.${format}`, TYPES[format]).send(
        typeof rendered === 'string' ? rendered : Buffer.from(rendered),
      );
    },
  });
};

export const TYPES = {
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  csv: 'text/csv; charset=utf-8',
  json: 'application/json; charset=utf-8',
  ics: 'text/calendar; charset=utf-8',
} as const;
