import type { FastifyInstance } from 'fastify';
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

export interface Metrics {
  readonly registry: Registry;
  readonly jobs: Gauge<'kind' | 'state'>;
}

/** Counts and times of requests by route, and the process itself. Names carry no file, person or organisation. */
export function measure(app: FastifyInstance): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'wenheng_' });
  const requests = new Histogram({
    name: 'wenheng_http_request_seconds',
    help: '按路由统计的请求耗时（秒）',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers: [registry],
  });
  const jobs = new Gauge({
    name: 'wenheng_jobs',
    help: '任务数，按种类和状态',
    labelNames: ['kind', 'state'],
    registers: [registry],
  });
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none';
    requests.observe({ method: request.method, route, status: String(reply.statusCode) }, reply.elapsedTime / 1000);
  });
  return { registry, jobs };
}
