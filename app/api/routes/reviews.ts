import { join } from 'node:path';
import { z } from 'zod';
import { disposalsToCsv, goldOf } from '../../../pipeline/render/disposal.ts';
import { WenhengError } from '../../../records/errors.ts';
import type { Reading } from '../../../records/reading.ts';
import { parseRegion } from '../../../records/region.ts';
import { today } from '../../commands/command.ts';
import { whoOf } from '../access.ts';
import { attach, type Context, fromCursor, type Routes, toCursor } from '../context.ts';
import { Jobs } from '../jobs.ts';
import type { Owned } from '../owned.ts';
import {
  Cursor,
  count,
  Day,
  DisposalInput,
  Disposed,
  Job,
  pageOf,
  Reading as ReadingSchema,
  ReviewHead,
  ReviewView,
} from '../schemas.ts';
import { receive } from '../uploads.ts';

const Id = z.object({ id: z.string().max(80) });
const MEGABYTE = 1024 * 1024;

/** 评估: a draft in, a report out, a decision on each finding. */
export const reviewRoutes: Routes = (api, context) => {
  const { config, jobs, owned, runner, store, now } = context;

  api.route({
    method: 'POST',
    url: '/api/reviews',
    config: { access: 'review' },
    schema: {
      tags: ['评估'],
      summary: '提交文稿评估',
      description:
        'multipart/form-data：`draft` 一个文件；可选 `against` 若干文件（只与它们比对）、`region` 地区代码或名称、`asOf` 日期。立即返回任务，进度见 /api/jobs/{id}/events。',
      consumes: ['multipart/form-data'],
      response: { 202: Job },
    },
    handler: async (request, reply) => {
      const who = whoOf(request);
      const id = Jobs.newId();
      const folder = join(config.home, 'uploads', id);
      const bytes = config.uploadMegabytes * MEGABYTE;
      const { files, fields } = await receive(request, folder, { file: bytes, all: 4 * bytes, files: 21 });
      const draft = files.find((f) => f.field === 'draft');
      if (!draft) throw new WenhengError('usage', { why: '请求里没有名为 draft 的文件' });
      if (draft.bytes === 0) throw new WenhengError('file-empty', { file: draft.name });
      const against = files.filter((f) => f.field === 'against');
      const region = fields.get('region')?.[0]?.trim();
      const asOf = fields.get('asOf')?.[0]?.trim();
      const name = draft.name.split('/').at(-1) ?? draft.name;
      const input = {
        kind: 'review' as const,
        draft: { path: draft.path, name },
        against: against.length === 0 ? null : against.map((f) => ({ path: f.path, name: f.name })),
        region: region ? parseRegion(region).code : null,
        asOf: Day.parse(asOf ? asOf : today(now())),
      };
      const job = jobs.add(id, input, name, [name], who, now().toISOString());
      runner.wake('review');
      return reply.code(202).header('location', `/api/jobs/${id}`).send(job);
    },
  });

  api.route({
    method: 'GET',
    url: '/api/reviews',
    config: { access: 'view' },
    schema: {
      tags: ['评估'],
      summary: '本单位的评估，新的在前',
      querystring: z.object({ limit: count(50, 20), cursor: Cursor }),
      response: { 200: pageOf(ReviewHead) },
    },
    handler: async (request) => {
      const { limit, cursor } = request.query;
      const found = owned.list(whoOf(request).organisation, limit + 1, fromCursor(cursor));
      const shown = found.slice(0, limit);
      const items: ReviewHead[] = [];
      for (const own of shown) items.push(await headOf(context, own));
      const last = shown.at(-1);
      return { items, next: found.length > limit && last ? toCursor(`${last.at} ${last.review}`) : null };
    },
  });

  api.route({
    method: 'GET',
    url: '/api/reviews/:id',
    config: { access: 'view' },
    schema: { tags: ['评估'], summary: '一次评估：报告、处理意见、页面', params: Id, response: { 200: ReviewView } },
    handler: async (request) => {
      const { review, own } = await find(context, request.params.id, whoOf(request).organisation);
      const { sha256, format } = review.report.document;
      const file = await context.blobs.has(sha256);
      return {
        id: review.id,
        at: review.at,
        by: own.by,
        stale: review.stale,
        report: review.report,
        disposals: review.disposals.map(({ reviewId: _, ...disposal }) => disposal),
        file,
        pages: file ? [...(await context.pages.sizes(context.blobs.path(sha256), format))] : [],
      };
    },
  });

  api.route({
    method: 'GET',
    url: '/api/reviews/:id/superiors/:document',
    config: { access: 'view' },
    schema: {
      tags: ['评估'],
      summary: '评估所依据的一份上级文件（含只为这次评估指定的）',
      params: Id.extend({ document: z.string().max(80) }),
      response: { 200: ReadingSchema },
    },
    handler: async (request) => {
      const { id, document } = request.params;
      const { review } = await find(context, id, whoOf(request).organisation);
      const reading = await superior(context, review.id, document);
      if (!reading || !review.report.against.some((a) => a.documentId === document))
        throw new WenhengError('not-found', { what: `这次评估的上级文件 ${document}` });
      return reading;
    },
  });

  api.route({
    method: 'GET',
    url: '/api/reviews/:id/report.:format',
    config: { access: 'view', audit: true },
    schema: {
      tags: ['评估'],
      summary:
        '下载报告：html、docx（评估意见书）、xlsx（整改清单）、json；csv（处理意见表）、gold（按处理意见写成的标准答案）',
      params: Id.extend({ format: z.enum(['html', 'docx', 'xlsx', 'json', 'csv', 'gold']) }),
    },
    handler: async (request, reply) => {
      const { id, format } = request.params;
      const who = whoOf(request);
      const { review } = await find(context, id, who.organisation);
      const { report, disposals } = review;
      const meta = { disposals, ...(who.organisation === '本机' ? {} : { bureau: who.organisation }) };
      const title = report.document.title.slice(0, 60) || report.document.source;
      const name = `评估意见-${title}.${format}`;
      switch (format) {
        case 'json':
          return attach(reply, name, 'application/json; charset=utf-8').send(JSON.stringify(report, null, 1));
        case 'csv':
          return attach(reply, `处理意见-${title}.csv`, 'text/csv; charset=utf-8').send(
            disposalsToCsv(report, disposals),
          );
        case 'gold':
          return attach(reply, `${report.document.source}.expected.json`, 'application/json; charset=utf-8').send(
            JSON.stringify(goldOf(report, disposals), null, 2),
          );
        case 'docx': {
          const { reportToDocx } = await import('../../../pipeline/render/docx.ts');
          const type = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
          return attach(reply, name, type).send(
            Buffer.from(await reportToDocx(report, { ...meta, date: report.asOf })),
          );
        }
        case 'xlsx': {
          const { reportToXlsx } = await import('../../../pipeline/render/xlsx.ts');
          const type = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
          return attach(reply, name, type).send(Buffer.from(await reportToXlsx(report, meta)));
        }
        case 'html': {
          const { reportToHtml } = await import('../../../pipeline/render/html.ts');
          const sources = new Map<string, { title: string; text: string }>();
          for (const { documentId } of report.against) {
            const reading = documentId === '' ? null : await superior(context, id, documentId);
            if (reading) sources.set(documentId, { title: reading.document.title, text: reading.document.text });
          }
          return attach(reply, name, 'text/html; charset=utf-8').send(reportToHtml(report, sources));
        }
        default:
          return format satisfies never;
      }
    },
  });

  api.route({
    method: 'POST',
    url: '/api/reviews/:id/findings/:finding/disposal',
    config: { access: 'review' },
    schema: {
      tags: ['评估'],
      summary: '处理一个问题：采纳、不采纳、说明理由',
      params: Id.extend({ finding: z.string().max(200) }),
      body: DisposalInput,
      response: { 200: Disposed },
    },
    handler: async (request) => {
      const { id, finding } = request.params;
      const who = whoOf(request);
      const { review } = await find(context, id, who.organisation);
      if (!review.report.findings.some((f) => f.id === finding))
        throw new WenhengError('not-found', { what: `编号为 ${finding} 的问题` });
      const disposal = { ...request.body, findingId: finding, by: who.name, at: now().toISOString() };
      await store.dispose({ ...disposal, reviewId: id });
      return disposal;
    },
  });

  api.route({
    method: 'GET',
    url: '/api/reviews/:id/page/:n',
    config: { access: 'view' },
    schema: {
      tags: ['评估'],
      summary: '文稿一页的图像（JPEG）；没有固定版面的格式没有',
      params: Id.extend({ n: z.coerce.number().int().min(1) }),
      querystring: z.object({ width: count(2400, 1200) }),
    },
    handler: async (request, reply) => {
      const { id, n } = request.params;
      const { review } = await find(context, id, whoOf(request).organisation);
      const { sha256, format } = review.report.document;
      if (!(await context.blobs.has(sha256))) throw new WenhengError('not-found', { what: '文稿原件' });
      const image = await context.pages.image(context.blobs.path(sha256), format, n, request.query.width);
      return reply.header('cache-control', 'private, max-age=86400').type('image/jpeg').send(Buffer.from(image));
    },
  });

  api.route({
    method: 'GET',
    url: '/api/reviews/:id/file',
    config: { access: 'view', audit: true },
    schema: { tags: ['评估'], summary: '下载文稿原件', params: Id },
    handler: async (request, reply) => {
      const { review } = await find(context, request.params.id, whoOf(request).organisation);
      return context.sendFile(reply, review.report.document.sha256, review.report.document.source);
    },
  });
};

/** Of one's own organisation; another's is not there. */
async function find(context: Context, id: string, organisation: string) {
  const own = context.owned.find(id, organisation);
  const review = own ? await context.store.review(id) : null;
  if (!own || !review) throw new WenhengError('not-found', { what: `编号为 ${id} 的评估` });
  return { own, review };
}

async function superior({ owned, store }: Context, review: string, document: string): Promise<Reading | null> {
  return owned.superior(review, document) ?? (await store.reading(document));
}

async function headOf({ store }: Context, own: Owned): Promise<ReviewHead> {
  const review = await store.review(own.review);
  return {
    id: own.review,
    at: own.at,
    by: own.by,
    ...own.summary,
    disposed: review?.disposals.length ?? 0,
    stale: review?.stale ?? false,
  };
}
