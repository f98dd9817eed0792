/**
 * Builds the web application into dist/web: `node app/web-build.ts`; with `--if-needed` only where it is missing or
 * older than what it is made from. `--types` writes the types of the API's client (app/web/api/schema.gen.ts).
 */
import { readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const PAGE = join(ROOT, 'dist', 'web', 'index.html');
/** What the pages are made from; the wording of reports is shared with the other renderings. */
const SOURCES = ['app/web', 'pipeline/render', 'package-lock.json'].map((path) => join(ROOT, path));

export async function buildWeb(): Promise<void> {
  const { build } = await import('vite');
  await build({ configFile: join(ROOT, 'app', 'web', 'vite.config.ts'), logLevel: 'warn' });
}

/** True when there is no built page, or one older than its sources. */
export async function isStale(page = PAGE, sources: readonly string[] = SOURCES): Promise<boolean> {
  const built = await modified(page);
  return built === null || (await Promise.all(sources.map(newest))).some((at) => at > built);
}

async function newest(path: string): Promise<number> {
  const at = await modified(path);
  if (at === null) return 0;
  const entries = (await stat(path)).isDirectory() ? await readdir(path, { recursive: true }) : [];
  const inner = await Promise.all(entries.map((entry) => modified(join(path, entry))));
  return Math.max(at, ...inner.map((m) => m ?? 0));
}

/** Milliseconds of the last change; null where nothing is. */
async function modified(path: string): Promise<number | null> {
  const found = await stat(path).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  });
  return found?.mtimeMs ?? null;
}

async function writeTypes(): Promise<void> {
  const [{ openapi }, { default: typesOf, astToString }] = await Promise.all([
    import('./api/openapi.ts'),
    import('openapi-typescript'),
  ]);
  const types = astToString(await typesOf(await openapi()));
  await writeFile(join(ROOT, 'app', 'web', 'api', 'schema.gen.ts'), types);
}

if (import.meta.main) {
  if (process.argv.includes('--types')) await writeTypes();
  else if (!process.argv.includes('--if-needed') || (await isStale())) {
    process.stdout.write('正在生成网页……\n');
    await buildWeb();
  }
}
