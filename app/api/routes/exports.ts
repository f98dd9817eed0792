import { z } from 'zod';
import { calendar, FORM_ZH, FORMS, fillForm, renderSheet, SHEET_FORMATS } from '../../../corpus/exports/index.ts';
import { whoOf } from '../access.ts';
import { attach, type Routes } from '../context.ts';
import { ownStore } from '../own-store.ts';
import { Day } from '../schemas.ts';
import { defined } from './documents.ts';
import { TYPES } from './limits.ts';

const Query = z.object({
  region: z.string().max(60).optional(),
  from: Day.optional(),
  until: Day.optional(),
  unit: z.string().max(100).optional(),
  filledOn: Day.optional(),
  dueFrom: Day.optional(),
});

/** The forms that the reduction notices prescribe, filled from the archive and the organisation's own reviews. */
export const exportRoutes: Routes = (api, context) => {
  const { store, now } = context;

  api.route({
    method: 'GET',
    url: '/api/exports',
    config: { access: 'view' },
    schema: {
      tags: ['导出'],
      summary: '可以导出的表',
      response: {
        200: z.object({ items: z.array(z.object({ key: z.string(), zh: z.string(), formats: z.array(z.string()) })) }),
      },
    },
    handler: async () => ({
      items: [
        ...FORMS.map((key) => ({ key, zh: FORM_ZH[key], formats: [...SHEET_FORMATS] })),
        { key: 'calendar', zh: '期限日历', formats: ['ics'] },
      ],
    }),
  });

  api.route({
    method: 'GET',
    url: '/api/exports/calendar',
    config: { access: 'view', audit: true },
    schema: { tags: ['导出'], summary: '期限日历（iCalendar）', querystring: Query },
    handler: async (request, reply) => {
      const file = await calendar(store, { ...defined(request.query), now: now().toISOString() });
      return attach(reply, '公文期限.ics', TYPES.ics).send(file);
    },
  });

  api.route({
    method: 'GET',
    url: '/api/exports/:form',
    config: { access: 'view', audit: true },
    schema: {
      tags: ['导出'],
      summary: '下载一张表：xlsx、docx、csv',
      params: z.object({ form: z.enum(FORMS) }),
      querystring: Query.extend({ format: z.enum(SHEET_FORMATS).default('xlsx') }),
    },
    handler: async (request, reply) => {
      const { form } = request.params;
      const { format, ...query } = request.query;
      const own = ownStore(context, whoOf(request));
      const sheet = await fillForm(own, form, { ...defined(query), now: now().toISOString() });
      const rendered = await renderSheet(sheet, format);
      return attach(reply, `${FORM_ZH[form]}.${format}`, TYPES[format]).send(
        typeof rendered === 'string' ? rendered : Buffer.from(rendered),
      );
    },
  });
};
