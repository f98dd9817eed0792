import '@fastify/cookie';
import type { FastifyInstance, FastifyRequest, RouteOptions } from 'fastify';
import { WenhengError } from '../../records/errors.ts';
import { type Accounts, LOCAL, mayAct, type Session, type Who } from './accounts.ts';
import type { Audit } from './audit.ts';
import { type AccountRole, ROLE_ZH } from './schemas.ts';

/** What a route asks of those who call it. Every route says it; one that does not is not registered. */
export type Access = 'open' | AccountRole;

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access;
    /** Written to the audit log though it changes nothing: what leaves the house. */
    audit?: boolean;
  }
  interface FastifyRequest {
    session: Session | null;
  }
}

export interface AccessOptions {
  readonly accounts: Accounts;
  readonly audit: Audit;
  /** False: only this machine reaches the server and there are no accounts, so no login is asked for. */
  closed(): boolean;
  /** Cookies only over TLS. */
  readonly secure: boolean;
  /** Calls that may read metrics without a login carry it. */
  readonly metricsToken: string | null;
  readonly now: () => Date;
}

export const COOKIE = 'wenheng_session';
/** A `__Host-` cookie cannot be set by a neighbouring subdomain (RFC 6265bis 4.1.3). */
export const cookieName = (secure: boolean): string => (secure ? `__Host-${COOKIE}` : COOKIE);

const SAFE: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);
const LOOPBACK = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])(?::\d+)?$/i;

/** The person behind a request; throws login-needed on open routes without a login. */
export function whoOf(request: FastifyRequest): Who {
  if (!request.session) throw new WenhengError('login-needed');
  return request.session.who;
}

export function guard(app: FastifyInstance, options: AccessOptions): void {
  const { accounts, audit, secure, metricsToken, now } = options;
  app.decorateRequest('session', null);

  const all: RouteOptions[] = [];
  app.addHook('onRoute', (route) => {
    all.push(route);
  });
  // Plugins name the access of their routes after this hook has seen them.
  app.addHook('onReady', async () => {
    for (const { config, method, url } of all)
      if (!config?.access) throw new TypeError(`route without access: ${String(method)} ${url}`);
  });

  app.addHook('onRequest', async (request) => {
    const access = request.routeOptions.config.access;
    const free = !options.closed();
    // A page of another site whose name was made to point here (DNS rebinding) sends that name.
    if (free && !LOOPBACK.test(request.headers.host ?? '')) throw new WenhengError('foreign-request');
    request.session = free ? { who: LOCAL, csrf: '' } : sessionOf(request);
    if (!SAFE.has(request.method)) assertOwn(request);
    if (access === undefined || access === 'open') return;
    if (request.routeOptions.url === '/metrics' && metricsToken !== null)
      if (request.headers.authorization === `Bearer ${metricsToken}`) return;
    const session = request.session;
    if (!session) throw new WenhengError('login-needed');
    if (!mayAct(session.who.role, access))
      throw new WenhengError('not-allowed', { what: `需要“${ROLE_ZH[access]}”角色` });
    if (!SAFE.has(request.method) && !free && request.headers['x-csrf-token'] !== session.csrf)
      throw new WenhengError('foreign-request');
  });

  app.addHook('onResponse', async (request, reply) => {
    const { access, audit: always } = request.routeOptions.config;
    if (access === undefined || (SAFE.has(request.method) && !always)) return;
    // What was refused before anyone was known is in the server's log; it would let anyone fill the disk here.
    const who = request.session?.who;
    if (!who) return;
    audit.add({
      at: now().toISOString(),
      by: who.name,
      organisation: who.organisation,
      action: `${request.method} ${request.routeOptions.url ?? ''}`,
      target: targetOf(request),
      address: request.ip,
      outcome: String(reply.statusCode),
    });
  });

  function sessionOf(request: FastifyRequest): Session | null {
    const token = request.cookies[cookieName(secure)];
    return token ? accounts.session(token, now().getTime()) : null;
  }
}

/** A browser tells where a request comes from (Fetch Metadata, Origin); programs tell nothing. */
function assertOwn(request: FastifyRequest): void {
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') throw new WenhengError('foreign-request');
  const { origin } = request.headers;
  if (origin === undefined) return;
  if (!URL.canParse(origin) || new URL(origin).host !== request.host) throw new WenhengError('foreign-request');
}

function targetOf(request: FastifyRequest): string {
  const { params } = request;
  const parts = typeof params === 'object' && params !== null ? Object.values(params).map(String) : [];
  return parts.join('/').slice(0, 200);
}
