import { z } from 'zod';
import type { Routes } from '../context.ts';
import { version } from '../version.ts';

/** For those who watch the server. */
export const healthRoutes: Routes = (api, context) => {
  const { store, jobs } = context;

  api.route({
    method: 'GET',
    url: '/api/health',
    config: { access: 'open' },
    schema: {
      tags: ['运行'],
      summary: '进程在运行',
      response: { 200: z.object({ status: z.literal('ok'), version: z.string() }) },
    },
    handler: async () => ({ status: 'ok' as const, version }),
  });

  api.route({
    method: 'GET',
    url: '/api/ready',
    config: { access: 'open' },
    schema: {
      tags: ['运行'],
      summary: '档案库可用，可以接受任务；否则 503',
      response: { 200: z.object({ status: z.literal('ready') }) },
    },
    handler: async () => {
      await store.documents({ limit: 1 });
      await context.runner.ready();
      return { status: 'ready' as const };
    },
  });

  api.route({
    method: 'GET',
    url: '/metrics',
    config: { access: 'manage' },
    schema: { tags: ['运行'], summary: 'Prometheus 指标；带 WENHENG_METRICS_TOKEN 的采集程序免登录' },
    handler: async (_, reply) => {
      for (const { kind, state, count } of jobs.counts()) context.metrics.jobs.set({ kind, state }, count);
      const { contentType } = context.metrics.registry;
      const [own, queue] = await Promise.all([context.metrics.registry.metrics(), context.runner.metrics()]);
      return reply.type(contentType).send(own + queue);
    },
  });
};
