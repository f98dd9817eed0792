import { setTimeout as pause } from 'node:timers/promises';
import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { FastifyAdapter } from '@bull-board/fastify';
import type { Job as BullJob } from 'bullmq';
import type { FastifyInstance } from 'fastify';
import { bullOf } from '../../queues/bullmq.ts';
import { openEnvelope } from '../../queues/bullmq-jobs.ts';
import type { Queue } from '../../queues/queue.ts';
import { WenhengError } from '../../records/errors.ts';
import type { JobKind } from '../../records/job.ts';
import { problemOf } from './problems.ts';

/** Where the queue's dashboard is served. */
export const BOARD = '/api/queue';

/** Milliseconds that the dashboard waits for a queue that is away; the queue itself waits without end. */
const PATIENCE = 10_000;

type ApiRoutes = Parameters<FastifyAdapter['setApiRoutes']>[0];

/** Only what looks: jobs are tried again, taken out and put in by the program's own rules alone (queues/failure.ts). */
class Looking extends FastifyAdapter {
  override setApiRoutes(routes: ApiRoutes): FastifyAdapter {
    return super.setApiRoutes(
      routes
        .filter((route) => route.method === 'get')
        .map((route) => ({
          ...route,
          handler: async (request) => {
            const stop = new AbortController();
            try {
              return await Promise.race([
                route.handler(request),
                pause(PATIENCE, undefined, { signal: stop.signal }).then(() => {
                  throw new WenhengError('service-away', { service: '队列' });
                }),
              ]);
            } finally {
              stop.abort();
            }
          },
        })),
    );
  }
}

/** A draft is its house's own until it is issued: of its review the dashboard tells that there is one, and how it goes. */
function veiled(job: BullJob): BullJob {
  if (job.name !== 'review') return job;
  const toJSON = (): ReturnType<BullJob['toJSON']> => {
    const json = job.toJSON();
    const envelope = openEnvelope(json.data);
    const why = envelope?.failure?.code ?? 'bug';
    return {
      ...json,
      data: { kind: 'review', deaths: envelope?.deaths, waits: envelope?.waits, failure: envelope?.failure?.class },
      returnvalue: null,
      failedReason: json.failedReason ? why : json.failedReason,
      stacktrace: [],
    };
  };
  return Object.create(job, { toJSON: { value: toJSON } });
}

class Jobs extends BullMQAdapter {
  override async getJob(id: string): Promise<BullJob | undefined> {
    const job = await super.getJob(id);
    return job && veiled(job);
  }

  override async getJobs(...asked: Parameters<BullMQAdapter['getJobs']>): Promise<BullJob[]> {
    return (await super.getJobs(...asked)).map(veiled);
  }
}

const KIND_ZH: Readonly<Record<JobKind, string>> = {
  read: '读取',
  pages: '识别',
  assemble: '合并',
  extract: '提取',
  review: '评估',
};

/** What a job is called in the list: 读取 关于减轻教师负担的通知.pdf */
function nameOf(data: unknown): string {
  const job = openEnvelope(data)?.job;
  if (!job) return KIND_ZH.review;
  const pages = job.kind === 'pages' ? `（第${job.payload.from + 1}—${job.payload.to}页）` : '';
  return `${KIND_ZH[job.kind]} ${job.payload.name}${pages}`;
}

/** The dashboard of @bull-board, for those who may manage. Throws TypeError for a queue that is a file. */
export async function showQueue(app: FastifyInstance, queue: Queue): Promise<void> {
  const bull = bullOf(queue);
  if (bull === null) throw new TypeError('a queue in a file has no dashboard');
  const jobs = new Jobs(bull, { readOnlyMode: true, allowRetries: false, displayName: '文衡任务' });
  jobs.setFormatter('name', ({ data }) => nameOf(data));
  const pages = new Looking();
  createBullBoard({
    queues: [jobs],
    serverAdapter: pages,
    options: {
      uiConfig: {
        boardTitle: '文衡队列',
        boardLogo: { path: '/icon.svg', width: 24, height: 24 },
        favIcon: { default: '/icon.svg', alternative: '/icon.svg' },
        locale: { lng: 'zh-CN' },
        hideDocsLink: true,
        miscLinks: [{ text: '回到文衡', url: '/' }],
      },
    },
  });
  pages.setBasePath(BOARD);
  // Its own would answer a missing login with 500.
  pages.setErrorHandler((error) => {
    const problem = problemOf(error);
    if (problem.code === 'bug') app.log.error(error);
    // Its list of status codes is shorter than ours.
    return { status: problem.status as 500, body: problem };
  });
  await app.register(async (scope) => {
    scope.addHook('onRoute', (route) => {
      route.config = { ...route.config, access: 'manage' };
      route.schema = { ...route.schema, hide: true };
    });
    scope.addHook('onSend', async (_, reply, payload) => {
      if (typeof payload !== 'string' || !String(reply.getHeader('content-type')).startsWith('text/html'))
        return payload;
      // The page names itself as the base of its addresses, and asks another house for its fonts.
      const policy = String(reply.getHeader('content-security-policy') ?? '');
      reply.header('content-security-policy', policy.replace("base-uri 'none'", "base-uri 'self'"));
      return payload.replace(/<link[^>]+fonts\.googleapis\.com[^>]*>/g, '');
    });
    await scope.register(pages.registerPlugin(), { prefix: BOARD });
  });
}
