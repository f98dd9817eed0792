import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A PostgreSQL cluster of its own for a test file, on a free port of this machine, without safety against power loss. */
export interface ScratchPostgres {
  /** Makes an empty database and returns its address. */
  database(): string;
  /** Ends the server like a crash and starts it again on the same data; `pause` is called in between. */
  restart(pause?: () => Promise<void>): Promise<void>;
  stop(): void;
}

const FOLDERS = ['/usr/lib/postgresql', '/opt/homebrew/opt', '/usr/local/opt'];

function binaries(): string | null {
  const found = FOLDERS.filter((f) => existsSync(f)).flatMap((f) =>
    readdirSync(f).map((version) => join(f, version, 'bin')),
  );
  return (
    found
      .filter((bin) => existsSync(join(bin, 'initdb')))
      .sort()
      .at(-1) ?? null
  );
}

/** Why no cluster can be started here; null where it can. The server refuses to run as root, so root needs another user. */
export function whyNoPostgres(): string | null {
  if (binaries() === null) return 'PostgreSQL is not installed (initdb not found)';
  if (process.getuid?.() === 0 && spawnSync('runuser', ['-u', 'postgres', '--', 'true']).status !== 0)
    return 'running as root without runuser and a postgres user';
  return null;
}

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });

export async function startPostgres(): Promise<ScratchPostgres> {
  const bin = binaries();
  if (bin === null) throw new Error('PostgreSQL is not installed');
  const folder = mkdtempSync(join(tmpdir(), 'wenheng-postgres-'));
  const port = await freePort();
  const root = process.getuid?.() === 0;
  const run = (name: string, args: readonly string[]): void => {
    const command = [join(bin, name), ...args];
    // pg_ctl's server keeps inherited pipes open: its output goes to its log alone.
    if (root) execFileSync('runuser', ['-u', 'postgres', '--', ...command], { stdio: 'ignore', cwd: folder });
    else execFileSync(command[0] ?? '', command.slice(1), { stdio: 'ignore', cwd: folder });
  };
  if (root) {
    chmodSync(folder, 0o777);
  }
  const data = join(folder, 'data');
  run('initdb', ['-D', data, '-U', 'wenheng', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8', '-N']);
  const settings = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=${folder} -c fsync=off -c shared_buffers=128MB`;
  run('pg_ctl', ['-D', data, '-l', join(folder, 'log'), '-w', '-o', settings, 'start']);
  let count = 0;
  return {
    database() {
      const name = `archive${++count}`;
      run('createdb', ['-h', '127.0.0.1', '-p', String(port), '-U', 'wenheng', name]);
      return `postgres://wenheng@127.0.0.1:${port}/${name}`;
    },
    async restart(pause) {
      run('pg_ctl', ['-D', data, '-m', 'immediate', '-w', 'stop']);
      await pause?.();
      run('pg_ctl', ['-D', data, '-l', join(folder, 'log'), '-w', '-o', settings, 'start']);
    },
    stop() {
      run('pg_ctl', ['-D', data, '-m', 'immediate', '-w', 'stop']);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
