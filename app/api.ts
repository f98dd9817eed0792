import { createReadStream, existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import cookie from '@fastify/cookie';
import helmet from '@fastify/helmet';
import multipart from '@fastify/multipart';
import rateLimit from '@fastify/rate-limit';
import files from '@fastify/static';
import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import fastify, { type FastifyInstance, type RouteOptions } from 'fastify';
import {
  jsonSchemaTransform,
  jsonSchemaTransformObject,
  serializerCompiler,
  validatorCompiler,
  type ZodTypeProvider,
} from 'fastify-type-provider-zod';
import { z } from 'zod';
import { zhCN } from 'zod/locales';
import type { Store } from '../corpus/store.ts';
import { WenhengError } from '../records/errors.ts';
import { guard } from './api/access.ts';
import { Accounts } from './api/accounts.ts';
import { adopt } from './api/adopt.ts';
import { Audit } from './api/audit.ts';
import { Blobs } from './api/blobs.ts';
import { attach, type Context } from './api/context.ts';
import { openDesk } from './api/desk.ts';
import { addTags } from './api/etag.ts';
import { Handed } from './api/handed.ts';
import { Jobs } from './api/jobs.ts';
import { ListOwners } from './api/list-owners.ts';
import { measure } from './api/metrics.ts';
import { nameShapes } from './api/names.ts';
import { Ownership } from './api/owned.ts';
import { PageImages } from './api/page-images.ts';
import { answerBroken, answerProblems, problemOf } from './api/problems.ts';
import { routes } from './api/routes/index.ts';
import { Runner } from './api/runner.ts';
import { sweep } from './api/uploads.ts';
import { version } from './api/version.ts';
import type { Composition } from './compose.ts';
import type { Config } from './config.ts';

export interface ApiOptions {
  readonly config: Config;
  readonly store: Store;
  /** The queue and what else the workers share; where it is left out, this process does the work itself. */
  readonly parts?: Pick<Composition, 'queue' | 'blobs' | 'world'>;
  readonly now?: () => Date;
  /** Requests of one address in a minute. */
  readonly rate?: number;
  /** Folder of the built web application; left out where there is none. */
  readonly web?: string;
  readonly log?: 'silent' | 'error' | 'warn' | 'info';
  /** Told of every route as it is registered. */
  readonly onRoute?: (route: RouteOptions) => void;
}

export const WEB = fileURLToPath(new URL('../dist/web', import.meta.url));
const LOOPBACK: ReadonlySet<string> = new Set(['127.0.0.1', '::1', 'localhost']);
const RATE = 1200;

/**
 * The server, not yet listening. Throws accounts-needed where others could reach it without a login.
 * `close()` of what it returns ends the jobs at hand (they go back to the line) but not the store.
 */
export async function buildApi(options: ApiOptions): Promise<FastifyInstance> {
  const { config, store, now = () => new Date(), rate = RATE } = options;
  const loopback = LOOPBACK.has(config.host);
  const desk = openDesk(config.home);
  const accounts = new Accounts(desk);
  const closed = (): boolean => !loopback || config.publicUrl !== null || config.oidc !== null || accounts.any();
  if (!loopback && !accounts.any() && config.oidc === null) {
    desk.close();
    throw new WenhengError('accounts-needed', { host: config.host });
  }
  // Over plain HTTP a browser sends a secure cookie to this machine only by its name.
  const secure = config.publicUrl?.startsWith('https:') ?? !loopback;

  const app = fastify({
    logger: { level: options.log ?? 'warn', redact: ['req.headers.cookie', 'req.headers.authorization'] },
    trustProxy: config.publicUrl !== null,
    bodyLimit: 1024 * 1024,
    requestTimeout: 0,
    forceCloseConnections: true,
    frameworkErrors: answerBroken,
    routerOptions: { maxParamLength: 300 },
  });
  const { onRoute } = options;
  if (onRoute) app.addHook('onRoute', (route) => onRoute(route));
  const closing = new AbortController();
  const audit = new Audit(desk);
  const jobs = new Jobs(desk);
  const owned = new Ownership(desk);
  const shared = (await options.parts?.blobs()) ?? null;
  const blobs = new Blobs(config, config.blobs.kind === 'folder' ? null : shared);
  const pages = new PageImages();
  await sweep(config.home, jobs, now().getTime());
  // Servers are named for the queue: others may do the work.
  const queue = config.redisUrl !== null || config.databaseUrl !== null ? await options.parts?.queue() : undefined;
  const handover =
    options.parts && queue && shared
      ? { handed: new Handed(desk), queue, store, blobs: shared, world: options.parts.world }
      : null;
  // Loaded only where a server holds the queue: one machine starts without it.
  const board = queue ? await import('./api/queue-board.ts') : null;
  const runner = new Runner({ jobs, owned, config, now, log: app.log, handover });
  app.addHook('preClose', async () => closing.abort());
  app.addHook('onClose', async () => {
    await runner.close();
    await pages.close();
    desk.close();
  });

  z.config(zhCN());
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  answerProblems(app);
  await app.register(cookie);
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        // Charts and components set styles of elements by script; styles can neither run nor send anything.
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        fontSrc: ["'self'", 'data:'],
        connectSrc: ["'self'"],
        scriptSrc: ["'self'"],
        scriptSrcAttr: ["'none'"],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    hsts: secure,
    referrerPolicy: { policy: 'same-origin' },
    crossOriginEmbedderPolicy: false,
  });
  guard(app, { accounts, audit, closed, secure, metricsToken: config.metricsToken, now });
  await app.register(rateLimit, {
    max: rate,
    // Whoever sits at this machine is not kept from it.
    allowList: () => !closed(),
    timeWindow: '1 minute',
    errorResponseBuilder: (_, { ttl }) => new WenhengError('too-many-requests', { seconds: Math.ceil(ttl / 1000) }),
  });
  await app.register(multipart);
  addTags(app);

  const context: Context = {
    config,
    store,
    accounts,
    audit,
    jobs,
    owned,
    lists: new ListOwners(desk),
    runner,
    blobs,
    pages,
    now,
    secure,
    closed,
    closing: closing.signal,
    board: board?.BOARD ?? null,
    metrics: measure(app),
    async sendFile(reply, sha256, name) {
      if (!(await blobs.has(sha256))) throw new WenhengError('not-found', { what: '文件原件' });
      attach(reply, name.split('/').at(-1) ?? name, 'application/octet-stream');
      return reply.send(createReadStream(blobs.path(sha256)));
    },
  };

  await describe(app);
  await app.register(async (scope) => {
    const api = scope.withTypeProvider<ZodTypeProvider>();
    for (const add of routes) add(api, context);
  });
  if (board && queue) await board.showQueue(app, queue);
  await serveWeb(app, options.web ?? WEB);
  if (!closed()) await adopt(store, owned);
  return app;
}

async function describe(app: FastifyInstance): Promise<void> {
  nameShapes();
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: '文衡', version, description: '公文发文一致性评估、公文档案编目与区域限额查询' },
    },
    transform: jsonSchemaTransform,
    transformObject: (made) => withoutInputs(jsonSchemaTransformObject(made)),
  });
  await app.register(async (scope) => {
    scope.addHook('onRoute', (route) => {
      route.config = { ...route.config, access: 'open' };
    });
    await scope.register(swaggerUi, { routePrefix: '/api/docs', staticCSP: false });
  });
}

/** Every named shape is something that is handed out; the second set, of what could be handed in, is never used. */
function withoutInputs<T extends ReturnType<typeof jsonSchemaTransformObject>>(description: T): T {
  if (!('components' in description)) return description;
  const schemas = Object.entries(description.components?.schemas ?? {}).filter(([name]) => !name.endsWith('Input'));
  return { ...description, components: { ...description.components, schemas: Object.fromEntries(schemas) } };
}

/** The web application and, for its own addresses, its one page; every other address is answered as a problem. */
async function serveWeb(app: FastifyInstance, folder: string): Promise<void> {
  const built = existsSync(join(folder, 'index.html'));
  await app.register(async (scope) => {
    scope.addHook('onRoute', (route) => {
      route.config = { ...route.config, access: 'open' };
    });
    await scope.register(files, {
      root: built ? folder : fileURLToPath(new URL('.', import.meta.url)),
      serve: built,
      wildcard: false,
      index: 'index.html',
      // Built files are named after their content; the page itself is asked for anew each time.
      setHeaders: (reply, path) => {
        reply.header(
          'cache-control',
          /[/\\]assets[/\\]/.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache',
        );
      },
    });
  });
  app.setNotFoundHandler(async (request, reply) => {
    const page = request.method === 'GET' && !/^\/(?:api|metrics|assets)(?:\/|$|\?)/.test(request.url);
    if (built && page && request.headers.accept?.includes('text/html'))
      return reply.type('text/html; charset=utf-8').send(await readFile(join(folder, 'index.html'), 'utf8'));
    const problem = problemOf(new WenhengError('not-found', { what: `地址 ${request.url.split('?')[0] ?? ''}` }));
    return reply.code(404).type('application/problem+json').send(JSON.stringify(problem));
  });
}
