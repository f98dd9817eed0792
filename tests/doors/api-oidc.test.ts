import { createHash, createSign, generateKeyPairSync, type JsonWebKey } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { Accounts } from '../../app/api/accounts.ts';
import { openDesk } from '../../app/api/desk.ts';
import { discard, startServer, type TestServer } from './api-server.ts';

/** A small provider that speaks the code flow with PKCE and signs its tokens; it can be told to lie. */
const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const KEY: JsonWebKey = { ...publicKey.export({ format: 'jwk' }), kid: 'k', alg: 'RS256', use: 'sig' };
let provider: Server;
let issuer = '';
let person: Record<string, unknown> = {};
let lie: Record<string, unknown> = {};
let asked: { nonce: string; challenge: string } = { nonce: '', challenge: '' };

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
function token(): string {
  const now = Math.floor(Date.now() / 1000);
  const claims = { iss: issuer, aud: 'wenheng', iat: now, exp: now + 60, nonce: asked.nonce, ...person, ...lie };
  const words = `${part({ alg: 'RS256', kid: 'k' })}.${part(claims)}`;
  return `${words}.${createSign('RSA-SHA256').update(words).sign(privateKey).toString('base64url')}`;
}

let server: TestServer;
beforeAll(async () => {
  provider = createServer((request, response) => {
    const answer = (value: unknown, status = 200): void => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
    };
    const url = new URL(request.url ?? '/', issuer);
    if (url.pathname === '/.well-known/openid-configuration')
      return answer({
        issuer,
        authorization_endpoint: `${issuer}/authorize`,
        token_endpoint: `${issuer}/token`,
        jwks_uri: `${issuer}/jwks`,
        response_types_supported: ['code'],
        subject_types_supported: ['public'],
        id_token_signing_alg_values_supported: ['RS256'],
      });
    if (url.pathname === '/jwks') return answer({ keys: [KEY] });
    let body = '';
    request.on('data', (chunk) => (body += String(chunk)));
    request.on('end', () => {
      const verifier = new URLSearchParams(body).get('code_verifier') ?? '';
      if (createHash('sha256').update(verifier).digest('base64url') !== asked.challenge)
        return answer({ error: 'invalid_grant' }, 400);
      answer({ access_token: 'a', token_type: 'Bearer', expires_in: 60, id_token: token() });
    });
  });
  await new Promise<void>((resolve) => provider.listen(0, '127.0.0.1', resolve));
  const address = provider.address();
  issuer = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
  server = await startServer([], [], {
    WENHENG_OIDC_ISSUER: issuer,
    WENHENG_OIDC_CLIENT: 'wenheng',
    WENHENG_OIDC_SECRET: 'a secret of the house',
  });
  const desk = openDesk(server.home);
  const accounts = new Accounts(desk);
  await accounts.add({ name: 'zhang', organisation: '甲局', role: 'review', password: null }, Date.now());
  await accounts.add({ name: 'root', organisation: '甲局', role: 'manage', password: '本地的长口令' }, Date.now());
  desk.close();
});
afterAll(async () => {
  await discard(server);
  provider.close();
});
beforeEach(() => {
  lie = {};
});

/** Goes to the provider and comes back; `twist` changes the way back. */
async function login(twist: (back: URL) => void = () => undefined): Promise<Response> {
  const away = await fetch(`${server.url}/api/session/oidc`, { redirect: 'manual' });
  const to = new URL(away.headers.get('location') ?? '');
  asked = { nonce: to.searchParams.get('nonce') ?? '', challenge: to.searchParams.get('code_challenge') ?? '' };
  const back = new URL('/api/session/oidc/back', server.url);
  back.search = new URLSearchParams({ code: 'c', state: to.searchParams.get('state') ?? '' }).toString();
  twist(back);
  return fetch(back, { redirect: 'manual', headers: { cookie: away.headers.getSetCookie()[0]?.split(';')[0] ?? '' } });
}

test('a person known to the provider gets into the account made for them, and again by the provider’s own id', async () => {
  person = { sub: '42', preferred_username: 'zhang' };
  const first = await login();
  expect([first.status, first.headers.get('location')]).toEqual([302, '/']);
  const cookie =
    first.headers
      .getSetCookie()
      .find((c) => c.startsWith('wenheng_session='))
      ?.split(';')[0] ?? '';
  const me = await fetch(`${server.url}/api/me`, { headers: { cookie } });
  expect(await me.json()).toMatchObject({ name: 'zhang', organisation: '甲局', role: 'review' });
  person = { sub: '42', preferred_username: 'renamed' };
  expect((await login()).status).toBe(302);
});

test.each<[string, () => void, number]>([
  ['someone without an account', () => (person = { sub: '7', preferred_username: 'nobody' }), 403],
  ['someone else under the same name', () => (person = { sub: '43', preferred_username: 'zhang' }), 403],
  ['an account with a password of its own', () => (person = { sub: '44', preferred_username: 'root' }), 403],
  ['a token for another client', () => (lie = { aud: 'other' }), 401],
  ['a token of another login', () => (lie = { nonce: 'stale' }), 401],
  ['a token that has run out', () => (lie = { exp: 1 }), 401],
])('%s stays outside', async (_, set, status) => {
  person = { sub: '42', preferred_username: 'zhang' };
  set();
  const response = await login();
  expect(response.status).toBe(status);
  expect(response.headers.getSetCookie().some((c) => c.startsWith('wenheng_session='))).toBe(false);
});

test('a way back that this browser did not begin is refused', async () => {
  person = { sub: '42', preferred_username: 'zhang' };
  expect((await login((back) => back.searchParams.set('state', 'forged'))).status).toBe(401);
  expect((await fetch(`${server.url}/api/session/oidc/back?code=c&state=s`, { redirect: 'manual' })).status).toBe(403);
});
