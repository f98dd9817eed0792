/**
 * Builds the web application into dist/web: `node app/web-build.ts`; with `--if-needed` only where it is missing or
 * older than what it is made from. `--types` writes the types of the API's client (app/web/api/schema.gen.ts).
 */
import { readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const PAGE = join(ROOT, 'dist', 'web', 'index.html');
/** What the pages are made from; the wording of reports is shared with the other renderings. */
const SOURCES = ['app/web', 'pipeline/render', 'package-lock.json'].map((path) => join(ROOT, path));

/** Builds aside and puts the whole in its place: whoever reads the old pages meanwhile never finds half of them. */
export async function buildWeb(): Promise<void> {
  const { build } = await import('vite');
  const place = dirname(PAGE);
  const fresh = `${place}-${process.pid}`;
  const old = `${fresh}-old`;
  await build({
    configFile: join(ROOT, 'app', 'web', 'vite.config.ts'),
    logLevel: 'warn',
    build: { outDir: fresh, emptyOutDir: true },
  });
  if ((await modified(place)) !== null) await rename(place, old).catch(tookBySomebody);
  await rename(fresh, place).catch(tookBySomebody);
  await Promise.all([old, fresh].map((path) => rm(path, { recursive: true, force: true })));
}

/** Two builds at once are made from the same sources: the one that came first stands, the other is thrown away. */
function tookBySomebody(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT' && error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
}

/** True when there is no built page, or one older than its sources. */
export async function isStale(page = PAGE, sources: readonly string[] = SOURCES): Promise<boolean> {
  const built = await modified(page);
  return built === null || (await Promise.all(sources.map(newest))).some((at) => at > built);
}

async function newest(path: string): Promise<number> {
  const found = await stat(path);
  if (!found.isDirectory()) return found.mtimeMs;
  const entries = (await readdir(path, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  // Generated types leave no trace in the pages.
  const sources = entries.filter((entry) => !entry.endsWith('.gen.ts'));
  const inner = await Promise.all(sources.map((entry) => modified(entry)));
  return Math.max(0, ...inner.map((m) => m ?? 0));
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
