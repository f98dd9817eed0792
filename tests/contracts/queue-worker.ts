import { appendFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { type Address, openQueue } from './queue-open.ts';

/** A worker in a process of its own: notes each job it begins and ends in a file. Killed by the tests. */
const [address, log, length] = process.argv.slice(2);
if (!address || !log) throw new Error('address and log expected');
const queue = await openQueue(JSON.parse(address) as Address);
await queue.work(
  async (job) => {
    appendFileSync(log, `begin ${process.pid} ${job.key}\n`);
    await pause(Number(length));
    appendFileSync(log, `end ${process.pid} ${job.key}\n`);
    return { made: [], known: false, split: false, difference: null };
  },
  { concurrency: 1, name: `child-${process.pid}` },
);
process.send?.('ready');
