import { WenhengError } from '../records/errors.ts';
import { buildApi } from './api.ts';
import type { Composition } from './compose.ts';
import { sampleFiles } from './samples.ts';

export interface ServeOptions {
  /** Indexes the bundled sample notices when the archive is empty. */
  readonly samples: boolean;
  readonly log: 'silent' | 'error' | 'warn' | 'info';
  readonly say: (line: string) => void;
}

export interface Server {
  readonly url: string;
  /** Resolves when the server was told to end (SIGINT, SIGTERM) and has ended. */
  readonly ended: Promise<void>;
  close(): Promise<void>;
}

/** The server, listening. Throws accounts-needed, usage where the port is taken, and what the store throws. */
export async function serve(parts: Composition, options: ServeOptions): Promise<Server> {
  const { config } = parts;
  const store = await parts.store();
  // Loads the dictionary of words, which would hold up the first reader's search by a second.
  await store.search({ words: '学校', limit: 1 });
  const app = await buildApi({ config, store, parts, log: options.log });
  const url = await app.listen({ host: config.host, port: config.port }).catch(async (error: NodeJS.ErrnoException) => {
    await app.close();
    if (error.code !== 'EADDRINUSE' && error.code !== 'EACCES' && error.code !== 'EADDRNOTAVAIL') throw error;
    const why = error.code === 'EADDRINUSE' ? '已被占用' : '不能监听';
    throw new WenhengError(
      'usage',
      { why: `${config.host}:${config.port} ${why}，请用 --port 换一个端口` },
      { cause: error },
    );
  });
  options.say(`文衡已打开：${config.publicUrl ?? url}（按 Ctrl-C 结束）\n`);
  const { promise: ended, resolve } = Promise.withResolvers<void>();
  const end = (): void => {
    process.off('SIGINT', end);
    process.off('SIGTERM', end);
    app.close().then(resolve, resolve);
  };
  process.once('SIGINT', end);
  process.once('SIGTERM', end);
  if (options.samples && (await store.documents({ limit: 1 })).length === 0) await indexSamples(parts, options);
  return {
    url,
    ended,
    async close() {
      end();
      await ended;
    },
  };
}

async function indexSamples(parts: Composition, { say }: ServeOptions): Promise<void> {
  const { indexPaths } = await import('./index-files.ts');
  const { VERSIONS } = await import('../pipeline/index.ts');
  const [store, world] = await Promise.all([parts.store(), parts.world()]);
  const result = await indexPaths(sampleFiles(), {
    store,
    world,
    versions: VERSIONS,
    concurrency: parts.config.readers,
  });
  say(`档案库是空的，已编入 ${result.documents} 份样例通知（文衡自拟，非真实公文）。\n`);
}
