/** One batch of the index, to be killed: `node batch-child.ts FOLDER HOME`. Tells its parent when it is under way. */
import { compose } from '../../app/compose.ts';
import { readConfig } from '../../app/config.ts';
import { indexPaths } from '../../app/index-files.ts';
import { VERSIONS } from '../../pipeline/index.ts';

const [folder = '', home = ''] = process.argv.slice(2);
const parts = compose(readConfig({ WENHENG_HOME: home, WENHENG_OCR: 'none', PATH: process.env['PATH'] }));
const stop = new AbortController();
process.on('SIGINT', () => stop.abort());
const result = await indexPaths([folder], {
  store: await parts.store(),
  world: await parts.world(),
  versions: VERSIONS,
  concurrency: 2,
  signal: stop.signal,
  onProgress: ({ done }) => process.send?.(done),
});
await parts.close();
process.stdout.write(
  `${JSON.stringify({ documents: result.documents, known: result.known, stopped: result.stopped })}\n`,
);
