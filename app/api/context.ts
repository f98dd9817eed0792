import type {
  FastifyBaseLogger,
  FastifyInstance,
  FastifyReply,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { Store } from '../../corpus/store.ts';
import type { Config } from '../config.ts';
import type { Accounts } from './accounts.ts';
import type { Audit } from './audit.ts';
import type { Blobs } from './blobs.ts';
import type { Jobs } from './jobs.ts';
import type { ListOwners } from './list-owners.ts';
import type { Metrics } from './metrics.ts';
import type { Ownership } from './owned.ts';
import type { PageImages } from './page-images.ts';
import type { Runner } from './runner.ts';

/** What the routes work with. */
export interface Context {
  readonly config: Config;
  readonly store: Store;
  readonly accounts: Accounts;
  readonly audit: Audit;
  readonly jobs: Jobs;
  readonly owned: Ownership;
  readonly lists: ListOwners;
  readonly runner: Runner;
  readonly blobs: Blobs;
  readonly pages: PageImages;
  readonly now: () => Date;
  /** True when cookies go over TLS only. */
  readonly secure: boolean;
  /** True once there are accounts (or a provider of them): then every route asks for a login. */
  closed(): boolean;
  /** Aborted when the server ends: open streams end too. */
  readonly closing: AbortSignal;
  /** Address of the queue's dashboard; null where the queue is a file of this machine. */
  readonly board: string | null;
  readonly metrics: Metrics;
  /** A file as it was handed in, as a download of no particular kind. Throws not-found. */
  sendFile(reply: FastifyReply, sha256: string, name: string): Promise<FastifyReply>;
}

export type Api = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  ZodTypeProvider
>;
export type Routes = (api: Api, context: Context) => void;

/** What was handed in is never shown as a page of this site: a download, whose type the browser may not guess. */
export function attach(reply: FastifyReply, name: string, type: string): FastifyReply {
  return reply
    .header('content-disposition', disposition(name))
    .header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'; sandbox")
    .header('x-content-type-options', 'nosniff')
    .header('cache-control', 'private, no-store')
    .type(type);
}

/** RFC 6266: the Chinese name in UTF-8, and an ASCII one for old programs. */
function disposition(name: string): string {
  const plain = name.replace(/[\u0000-\u001f"\\/]/g, '_');
  const encoded = encodeURIComponent(plain).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  return `attachment; filename="${plain.replace(/[^\x20-\x7e]/g, '_')}"; filename*=UTF-8''${encoded}`;
}

/** Cursors are what the list was sorted by, made unreadable so that nobody builds on it. */
export const toCursor = (place: string): string => Buffer.from(place).toString('base64url');
export const fromCursor = (cursor: string | undefined): string | undefined =>
  cursor === undefined ? undefined : Buffer.from(cursor, 'base64url').toString('utf8');
