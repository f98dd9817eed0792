import { z } from 'zod';
import { WenhengError } from '../../../records/errors.ts';
import { cookieName, whoOf } from '../access.ts';
import type { Routes } from '../context.ts';
import { AccountName, Entrance, Me, Password } from '../schemas.ts';
import { version } from '../version.ts';

/** Attempts of one address in a minute. */
const TRIES = 10;

/** 登录 */
export const sessionRoutes: Routes = (api, context) => {
  const { accounts, audit, config, secure, now } = context;
  const cookie = cookieName(secure);
  const options = { path: '/', httpOnly: true, sameSite: 'strict', secure } as const;

  api.route({
    method: 'GET',
    url: '/api/session',
    config: { access: 'open' },
    schema: { tags: ['登录'], summary: '是否需要登录，怎样登录', response: { 200: Entrance } },
    handler: async () => ({
      accounts: context.closed(),
      oidc: config.oidc ? '/api/session/oidc' : null,
      queue: context.board,
      version,
    }),
  });

  api.route({
    method: 'POST',
    url: '/api/session',
    config: { access: 'open', rateLimit: { max: TRIES, timeWindow: '1 minute' } },
    schema: {
      tags: ['登录'],
      summary: '登录',
      body: z.object({ name: z.string().max(100), password: z.string().max(256) }),
      response: { 200: Me },
    },
    handler: async (request, reply) => {
      const { name, password } = request.body;
      const at = now();
      const who = await accounts.check(name, password).catch((error: unknown) => {
        const known = accounts.find(name);
        if (known)
          audit.add({
            at: at.toISOString(),
            by: name,
            organisation: known.organisation,
            action: 'login',
            target: name,
            address: request.ip,
            outcome: '401',
          });
        throw error;
      });
      const { token, csrf } = accounts.open(who, at.getTime());
      // An earlier session of this browser ends: its token may have been someone else's.
      const before = request.cookies[cookie];
      if (before) accounts.end(before);
      request.session = { who, csrf };
      reply.setCookie(cookie, token, options);
      return { name: who.name, organisation: who.organisation, role: who.role, csrf, accounts: true };
    },
  });

  api.route({
    method: 'DELETE',
    url: '/api/session',
    config: { access: 'view' },
    schema: { tags: ['登录'], summary: '退出', response: { 204: z.undefined() } },
    handler: async (request, reply) => {
      const token = request.cookies[cookie];
      if (token) accounts.end(token);
      return reply.clearCookie(cookie, options).code(204).send();
    },
  });

  api.route({
    method: 'GET',
    url: '/api/me',
    config: { access: 'view' },
    schema: { tags: ['登录'], summary: '当前账户；csrf 随每个修改请求放进 x-csrf-token 标头', response: { 200: Me } },
    handler: async (request) => {
      const { name, organisation, role } = whoOf(request);
      return { name, organisation, role, csrf: request.session?.csrf ?? '', accounts: context.closed() };
    },
  });

  api.route({
    method: 'POST',
    url: '/api/me/password',
    config: { access: 'view', rateLimit: { max: TRIES, timeWindow: '1 minute' } },
    schema: {
      tags: ['登录'],
      summary: '修改自己的密码；所有登录随之失效',
      body: z.object({ now: z.string().max(256), next: Password }),
      response: { 204: z.undefined() },
    },
    handler: async (request, reply) => {
      const { name } = whoOf(request);
      if (!accounts.find(AccountName.parse(name))) throw new WenhengError('not-allowed', { what: '本机使用没有密码' });
      await accounts.check(name, request.body.now);
      await accounts.change(name, { password: request.body.next });
      return reply.code(204).send();
    },
  });
};
