import { afterAll, beforeAll } from 'vitest';
import { type ScratchPostgres, startPostgres, whyNoPostgres } from './scratch-postgres.ts';
import { type ScratchRedis, startRedis, whyNoRedis } from './scratch-redis.ts';

export interface ScratchServers {
  /** Null before the tests begin, and where it is not installed. */
  readonly postgres: ScratchPostgres | null;
  readonly redis: ScratchRedis | null;
  /** The two ways past one machine, each with why it cannot be tried here; null where it can. */
  readonly kinds: readonly { readonly name: string; readonly withRedis: boolean; readonly why: string | null }[];
}

/** PostgreSQL and, beside it, Redis for the tests of the file that calls this: started before them, ended after them. */
export function scratchServers(): ScratchServers {
  const noPostgres = whyNoPostgres();
  const noRedis = noPostgres ?? whyNoRedis();
  let postgres: ScratchPostgres | null = null;
  let redis: ScratchRedis | null = null;
  beforeAll(async () => {
    if (noPostgres === null) postgres = await startPostgres();
    if (noRedis === null) redis = await startRedis();
  }, 120_000);
  afterAll(async () => {
    await redis?.stop();
    postgres?.stop();
  });
  return {
    get postgres() {
      return postgres;
    },
    get redis() {
      return redis;
    },
    kinds: [
      { name: 'Redis and PostgreSQL', withRedis: true, why: noRedis },
      { name: 'PostgreSQL alone', withRedis: false, why: noPostgres },
    ],
  };
}
