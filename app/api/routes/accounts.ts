import { z } from 'zod';
import { WenhengError } from '../../../records/errors.ts';
import { whoOf } from '../access.ts';
import { type Context, fromCursor, type Routes, toCursor } from '../context.ts';
import { Account, AccountName, AccountRole, AuditEntry, Cursor, count, Password, pageOf } from '../schemas.ts';

const Named = z.object({ name: z.string().max(64) });

/** 账户: a manager keeps those of the own organisation; other organisations are set up on the server (wenheng account). */
export const accountRoutes: Routes = (api, context) => {
  const { accounts, audit, now } = context;

  api.route({
    method: 'GET',
    url: '/api/accounts',
    config: { access: 'manage' },
    schema: { tags: ['账户'], summary: '本单位的账户', response: { 200: z.object({ items: z.array(Account) }) } },
    handler: async (request) => ({ items: accounts.list(whoOf(request).organisation) }),
  });

  api.route({
    method: 'POST',
    url: '/api/accounts',
    config: { access: 'manage' },
    schema: {
      tags: ['账户'],
      summary: '新建本单位的账户',
      body: z.object({ name: AccountName, role: AccountRole, password: Password }),
      response: { 201: Account },
    },
    handler: async (request, reply) => {
      const { organisation } = whoOf(request);
      // The first account closes the door behind it: it is made on the server, where its organisation is named.
      if (!context.closed()) throw new WenhengError('not-allowed', { what: '第一个账户请用 wenheng account add 建立' });
      const made = await accounts.add({ ...request.body, organisation }, now().getTime());
      return reply.code(201).send(made);
    },
  });

  api.route({
    method: 'PATCH',
    url: '/api/accounts/:name',
    config: { access: 'manage' },
    schema: {
      tags: ['账户'],
      summary: '改角色、重设密码、停用；该账户的登录随之失效',
      params: Named,
      body: z.object({ role: AccountRole, password: Password, disabled: z.boolean() }).partial(),
      response: { 200: Account },
    },
    handler: async (request) => {
      const { name } = request.params;
      const { role, password, disabled } = request.body;
      const who = whoOf(request);
      find(context, name, who.organisation);
      if (name === who.name && (disabled === true || (role !== undefined && role !== 'manage')))
        throw new WenhengError('not-allowed', { what: '不能停用或降级自己的账户' });
      await accounts.change(name, {
        ...(role ? { role } : {}),
        ...(password ? { password } : {}),
        ...(disabled === undefined ? {} : { disabled }),
      });
      return find(context, name, who.organisation);
    },
  });

  api.route({
    method: 'DELETE',
    url: '/api/accounts/:name',
    config: { access: 'manage' },
    schema: { tags: ['账户'], summary: '删除账户；它的评估保留', params: Named, response: { 204: z.undefined() } },
    handler: async (request, reply) => {
      const { name } = request.params;
      const who = whoOf(request);
      find(context, name, who.organisation);
      if (name === who.name) throw new WenhengError('not-allowed', { what: '不能删除自己的账户' });
      accounts.remove(name);
      return reply.code(204).send();
    },
  });

  api.route({
    method: 'GET',
    url: '/api/audit',
    config: { access: 'manage' },
    schema: {
      tags: ['账户'],
      summary: '本单位的操作记录，新的在前',
      querystring: z.object({ limit: count(500, 100), cursor: Cursor }),
      response: { 200: pageOf(AuditEntry) },
    },
    handler: async (request) => {
      const { limit, cursor } = request.query;
      const before = Number(fromCursor(cursor) ?? Number.MAX_SAFE_INTEGER);
      const items = await audit.latest(whoOf(request).organisation, limit, before);
      const last = items.at(-1);
      return { items, next: items.length === limit && last && last.n > 1 ? toCursor(String(last.n)) : null };
    },
  });
};

function find({ accounts }: Context, name: string, organisation: string): Account {
  const account = accounts.find(name);
  if (account?.organisation !== organisation) throw new WenhengError('not-found', { what: `账户 ${name}` });
  return account;
}
