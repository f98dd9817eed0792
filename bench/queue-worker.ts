import { fileURLToPath } from 'node:url';
import { openLog, openMetrics, startWorker } from '../app/worker.ts';
import { composeSite, type Site } from './queue-sites.ts';

/** A worker of a measured or disturbed run. Ends when it is told to, or with its parent. */
const site: Site = JSON.parse(process.argv[2] ?? '');
const parts = composeSite(site);
const working = await startWorker(parts, {
  concurrency: site.concurrency,
  log: openLog(process.env['FAULTS_LOG'] ?? 'warn'),
  metrics: openMetrics(),
  range: site.range,
  stages: { seconds: site.stageSeconds, script: fileURLToPath(new URL('./faults-child.ts', import.meta.url)) },
});
let ending = false;
const finish = async (): Promise<void> => {
  if (ending) return;
  ending = true;
  await working.stop();
  await parts.close();
  process.exit(0);
};
process.on('SIGTERM', finish);
process.on('disconnect', () => process.exit(1));
process.send?.('ready');
