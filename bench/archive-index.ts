/** One measured run of the batch index: `node bench/archive-index.ts FOLDER HOME`. Prints what it did as JSON. */
import { compose } from '../app/compose.ts';
import { readConfig } from '../app/config.ts';
import { indexPaths } from '../app/index-files.ts';
import { VERSIONS } from '../pipeline/index.ts';

const [folder = '', home = '', database] = process.argv.slice(2);
const parts = compose(
  readConfig({
    WENHENG_HOME: home,
    WENHENG_OCR: 'none',
    PATH: process.env['PATH'] ?? '',
    ...(database ? { DATABASE_URL: database } : {}),
  }),
);
const started = performance.now();
const result = await indexPaths([folder], {
  store: await parts.store(),
  world: await parts.world(),
  versions: VERSIONS,
  concurrency: parts.config.readers,
});
const seconds = (performance.now() - started) / 1000;
await parts.close();
const { documents, records, known, failed } = result;
process.stdout.write(`${JSON.stringify({ documents, records, known, failed: failed.length, seconds })}\n`);
