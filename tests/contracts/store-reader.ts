/** A second process that reads an archive while the first one writes: counts documents until it is told to stop. */
import { openPostgres } from '../../corpus/postgres.ts';
import { openSqlite } from '../../corpus/sqlite.ts';

const [address = ''] = process.argv.slice(2);
const store = await (address.startsWith('postgres:') ? openPostgres(address) : openSqlite(address));
const counts: number[] = [];
let torn = 0;
let going = true;
process.on('message', () => {
  going = false;
});
process.send?.('ready');
while (going) {
  const heads = await store.documents();
  counts.push(heads.length);
  for (const head of heads.slice(0, 3)) {
    const records = await store.records({ documents: [head.id] });
    if (records.length !== head.records) torn++;
  }
  await new Promise((resolve) => setImmediate(resolve));
}
counts.push((await store.documents()).length);
await store.close();
process.send?.({ counts, torn });
process.disconnect();
