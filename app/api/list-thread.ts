/** Reads one uploaded list for readList, and ends. */
import { parentPort, workerData } from 'node:worker_threads';
import { importList } from '../../corpus/ledger/import.ts';
import { isWenhengError } from '../../records/errors.ts';
import { type ListAnswer, ListOrder } from './list-reader.ts';

const port = parentPort;
if (!port) throw new TypeError('list-thread runs as a worker thread');
const { bytes, organisation, ...options } = ListOrder.parse(workerData);

async function answer(): Promise<ListAnswer> {
  try {
    const found = await importList(bytes, options);
    // Two houses may hand in the same form without a name on it: each keeps its own.
    const named = found.list.unit !== null || organisation === null;
    const { list, entries, remarks } = named ? found : await importList(bytes, { ...options, unit: organisation });
    return { kind: 'read', list, entries: [...entries], remarks: [...remarks] };
  } catch (error) {
    if (!isWenhengError(error)) throw error;
    return { kind: 'refused', code: error.code, holes: error.holes };
  }
}

port.postMessage(await answer());
