import * as oidc from 'openid-client';
import { z } from 'zod';
import { WenhengError } from '../../../records/errors.ts';
import { cookieName } from '../access.ts';
import type { Who } from '../accounts.ts';
import type { Routes } from '../context.ts';

/** What the browser keeps between leaving for the provider and coming back. */
const Trip = z.object({ state: z.string(), nonce: z.string(), verifier: z.string() });
const TRIP = 'wenheng_trip';
const BACK = '/api/session/oidc/back';
/** Seconds for typing a password elsewhere. */
const PATIENCE = 600;

/**
 * Login through the house's own provider (OpenID Connect, code flow with PKCE). It opens accounts that a manager has
 * made for it; nobody gets in by being known to the provider alone.
 */
export const oidcRoutes: Routes = (api, context) => {
  const { config, accounts, secure, now } = context;
  const provider = config.oidc;
  if (!provider) return;
  const home = config.publicUrl ?? `http://${config.host}:${config.port}`;
  const back = new URL(BACK, home).href;
  // The answer comes from another site: a strict cookie would stay behind.
  const trip = { path: '/api/session/oidc', httpOnly: true, sameSite: 'lax', secure, maxAge: PATIENCE } as const;
  let known: Promise<oidc.Configuration> | null = null;

  /** Asked at the first login; a provider that is away now is asked again at the next. */
  const find = (): Promise<oidc.Configuration> => {
    const issuer = new URL(provider.issuer);
    const own = issuer.protocol === 'http:' && /^(?:127\.0\.0\.1|localhost)$/.test(issuer.hostname);
    known ??= oidc
      .discovery(
        issuer,
        provider.client,
        provider.secret,
        undefined,
        own ? { execute: [oidc.allowInsecureRequests] } : {},
      )
      .catch((cause: unknown) => {
        known = null;
        throw new WenhengError('service-away', { service: '统一身份认证' }, { cause });
      });
    return known;
  };

  api.route({
    method: 'GET',
    url: '/api/session/oidc',
    config: { access: 'open', rateLimit: { max: 30, timeWindow: '1 minute' } },
    schema: { tags: ['登录'], summary: '转到统一身份认证登录' },
    handler: async (_, reply) => {
      const client = await find();
      const verifier = oidc.randomPKCECodeVerifier();
      const made = { state: oidc.randomState(), nonce: oidc.randomNonce(), verifier };
      const url = oidc.buildAuthorizationUrl(client, {
        redirect_uri: back,
        scope: 'openid profile email',
        code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        state: made.state,
        nonce: made.nonce,
      });
      return reply.setCookie(TRIP, Buffer.from(JSON.stringify(made)).toString('base64url'), trip).redirect(url.href);
    },
  });

  api.route({
    method: 'GET',
    url: BACK,
    config: { access: 'open', audit: true, rateLimit: { max: 30, timeWindow: '1 minute' } },
    schema: { tags: ['登录'], summary: '从统一身份认证返回' },
    handler: async (request, reply) => {
      const kept = Trip.safeParse(readTrip(request.cookies[TRIP]));
      if (!kept.success) throw new WenhengError('foreign-request');
      const { state, nonce, verifier } = kept.data;
      const url = new URL(request.url, home);
      const tokens = await oidc
        .authorizationCodeGrant(await find(), url, {
          expectedState: state,
          expectedNonce: nonce,
          pkceCodeVerifier: verifier,
          idTokenExpected: true,
        })
        .catch((cause: unknown) => {
          throw new WenhengError('login-failed', {}, { cause });
        });
      const claims = tokens.claims();
      const who = claims ? personOf(claims) : null;
      if (!who) throw new WenhengError('not-allowed', { what: '统一身份认证里的这个人没有文衡账户' });
      const { token, csrf } = accounts.open(who, now().getTime());
      request.session = { who, csrf };
      return reply
        .clearCookie(TRIP, trip)
        .setCookie(cookieName(secure), token, { path: '/', httpOnly: true, sameSite: 'strict', secure })
        .redirect('/');
    },
  });

  /** By the provider's own id; the first time by the name under which a manager made an account without a password. */
  function personOf(claims: oidc.IDToken): Who | null {
    const subject = `${claims.iss}#${claims.sub}`;
    const found = accounts.bySubject(subject);
    if (found) return found;
    for (const name of [claims['preferred_username'], claims['email_verified'] === true ? claims['email'] : null])
      if (typeof name === 'string' && accounts.bind(name, subject)) return accounts.bySubject(subject);
    return null;
  }
};

function readTrip(cookie: string | undefined): unknown {
  if (cookie === undefined) return null;
  try {
    return JSON.parse(Buffer.from(cookie, 'base64url').toString('utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
