import { PassThrough } from 'node:stream';
import { z } from 'zod';
import { ERROR_CODES, ERRORS, WenhengError } from '../../../records/errors.ts';
import { whoOf } from '../access.ts';
import { type Context, fromCursor, type Routes, toCursor } from '../context.ts';
import { ownStore, UPLOADED } from '../own-store.ts';
import { Cursor, count, Job, JobKind, JobState, JobView, pageOf, StoredFailure } from '../schemas.ts';

const Id = z.object({ id: z.string().max(80) });
const ENDED: ReadonlySet<JobState> = new Set<JobState>(['done', 'failed', 'cancelled']);
/** Milliseconds; proxies close lines that are silent for a minute. */
const HEARTBEAT = 15_000;

/** 任务: what is under way, what failed, another try. */
export const jobRoutes: Routes = (api, context) => {
  const { jobs, runner, now } = context;

  api.route({
    method: 'GET',
    url: '/api/jobs',
    config: { access: 'view' },
    schema: {
      tags: ['任务'],
      summary: '本单位的任务，新的在前',
      querystring: z.object({
        state: JobState.optional(),
        kind: JobKind.optional(),
        limit: count(200, 50),
        cursor: Cursor,
      }),
      response: {
        200: pageOf(Job).extend({
          counts: z.array(z.object({ kind: JobKind, state: JobState, count: z.int() })),
        }),
      },
    },
    handler: async (request) => {
      const { organisation } = whoOf(request);
      const { state, kind, limit, cursor } = request.query;
      const after = fromCursor(cursor);
      const found = jobs.list({
        organisation,
        limit: limit + 1,
        ...(state ? { state } : {}),
        ...(kind ? { kind } : {}),
        ...(after ? { after } : {}),
      });
      const items = found.slice(0, limit);
      const last = items.at(-1);
      return {
        items,
        next: found.length > limit && last ? toCursor(`${last.at} ${last.id}`) : null,
        counts: jobs.counts(organisation),
      };
    },
  });

  api.route({
    method: 'GET',
    url: '/api/jobs/:id',
    config: { access: 'view' },
    schema: { tags: ['任务'], summary: '一个任务和它的文件', params: Id, response: { 200: JobView } },
    handler: async (request) => find(context, request.params.id, whoOf(request).organisation),
  });

  api.route({
    method: 'GET',
    url: '/api/jobs/:id/events',
    config: { access: 'view' },
    schema: {
      tags: ['任务'],
      summary: '任务进度（server-sent events）',
      description:
        '事件 `job`：任务的现状（同 /api/jobs/{id}，不含文件）；事件 `file`：刚处理完的一个文件。任务结束后连接关闭。',
      params: Id,
      produces: ['text/event-stream'],
    },
    handler: async (request, reply) => {
      const { id } = request.params;
      const { files: _, ...first } = find(context, id, whoOf(request).organisation);
      const stream = new PassThrough();
      const send = (event: string, data: unknown): void => {
        // A reader that does not keep up loses steps between, never the end: it asks anew.
        if (!stream.writableEnded && stream.writableLength < 1_000_000)
          stream.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
      };
      stream.write('retry: 2000\n\n');
      const end = (): void => {
        clearInterval(beat);
        unwatch();
        stream.end();
      };
      const unwatch = jobs.watch(id, ({ job, file }) => {
        if (file) send('file', file);
        send('job', job);
        if (ENDED.has(job.state)) end();
      });
      const beat = setInterval(() => stream.write(': \n\n'), HEARTBEAT);
      context.closing.addEventListener('abort', end, { once: true });
      stream.once('close', () => {
        context.closing.removeEventListener('abort', end);
        end();
      });
      send('job', first);
      if (ENDED.has(first.state)) end();
      return reply
        .header('cache-control', 'no-store')
        .header('x-accel-buffering', 'no')
        .type('text/event-stream; charset=utf-8')
        .send(stream);
    },
  });

  api.route({
    method: 'POST',
    url: '/api/jobs/:id/retry',
    config: { access: 'review' },
    schema: { tags: ['任务'], summary: '再试一次失败的任务', params: Id, response: { 200: Job } },
    handler: async (request) => {
      const { id } = request.params;
      const { organisation } = whoOf(request);
      const { kind } = find(context, id, organisation);
      if (!jobs.retry(id)) throw new WenhengError('usage', { why: '只有失败或取消的任务可以再试' });
      runner.wake(kind);
      return find(context, id, organisation);
    },
  });

  api.route({
    method: 'DELETE',
    url: '/api/jobs/:id',
    config: { access: 'review' },
    schema: { tags: ['任务'], summary: '取消任务；已编入的文件保留', params: Id, response: { 200: Job } },
    handler: async (request) => {
      const { id } = request.params;
      const { organisation } = whoOf(request);
      find(context, id, organisation);
      if (jobs.cancel(id, now().toISOString())) runner.stop(id);
      return find(context, id, organisation);
    },
  });

  api.route({
    method: 'GET',
    url: '/api/failures',
    config: { access: 'view' },
    schema: {
      tags: ['任务'],
      summary: '未能编入档案的文件和原因',
      response: { 200: z.object({ items: z.array(StoredFailure) }) },
    },
    handler: async (request) => {
      const items: z.infer<typeof StoredFailure>[] = [];
      for (const failure of await ownStore(context, whoOf(request)).failures()) {
        // Where a file lay on the server is nobody's affair.
        const job = UPLOADED.exec(failure.source);
        const code = ERROR_CODES.find((c) => c === failure.code);
        items.push({
          ...failure,
          source: job ? failure.source.slice(job.index + job[0].length) : (failure.source.split(/[/\\]/).at(-1) ?? ''),
          todo: code ? ERRORS[code].todo : '请把这份文件交给维护人员。',
        });
      }
      return { items };
    },
  });
};

function find({ jobs }: Context, id: string, organisation: string): JobView {
  const job = jobs.find(id, organisation);
  if (!job) throw new WenhengError('not-found', { what: `编号为 ${id} 的任务` });
  return job;
}
