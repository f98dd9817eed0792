import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';

/** A Redis of its own for a test file, on a free port of this machine, writing its changes down. */
export interface ScratchRedis {
  readonly url: string;
  /** Ends the server like a crash, and starts it again on the same folder and port. */
  kill(): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** Why no Redis can be started here; null where it can. */
export const whyNoRedis = (): string | null =>
  spawnSync('redis-server', ['--version']).status === 0 ? null : 'redis-server is not installed';

export async function startRedis(): Promise<ScratchRedis> {
  const folder = mkdtempSync(join(tmpdir(), 'wenheng-redis-'));
  const port = await freePort();
  const url = `redis://127.0.0.1:${port}`;
  let server: ChildProcess | null = null;
  const start = async (): Promise<void> => {
    const settings = {
      port,
      bind: '127.0.0.1',
      dir: folder,
      appendonly: 'yes',
      save: '',
      'maxmemory-policy': 'noeviction',
    };
    const options = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
    server = spawn('redis-server', options, { stdio: 'ignore' });
    const client = new Redis(url, { lazyConnect: true, maxRetriesPerRequest: 0, retryStrategy: () => null });
    client.on('error', () => undefined);
    for (let tries = 0; ; tries++) {
      const answer = await client
        .connect()
        .then(() => client.ping())
        .catch((error: unknown) => error);
      if (answer === 'PONG') break;
      if (tries > 200) throw new Error(`Redis does not answer: ${String(answer)}`);
      await pause(50);
    }
    client.disconnect();
  };
  const kill = async (): Promise<void> => {
    if (!server || server.exitCode !== null || server.signalCode !== null) return;
    const gone = once(server, 'exit');
    server.kill('SIGKILL');
    await gone;
  };
  await start();
  return {
    url,
    kill,
    start,
    async stop() {
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no free port')),
      );
    });
  });
