import { Worker } from 'node:worker_threads';
import { z } from 'zod';
import type { Imported } from '../../corpus/ledger/import.ts';
import { ERROR_CODES, type ErrorCode, WenhengError } from '../../records/errors.ts';
import { LedgerEntry, LedgerList, ListKind } from '../../records/ledger.ts';
import { Region } from '../../records/region.ts';

export const ListOrder = z.object({
  bytes: z.instanceof(Uint8Array),
  file: z.string(),
  importedOn: z.string(),
  /** Stands for 填报单位 where the file names none; null: this machine. */
  organisation: z.string().nullable(),
  kind: ListKind.exactOptional(),
  region: Region.exactOptional(),
  unit: z.string().exactOptional(),
  year: z.string().exactOptional(),
});
export type ListOrder = z.infer<typeof ListOrder>;

const Remark = z.object({
  row: z.int().nullable(),
  column: z.string().nullable(),
  grave: z.boolean(),
  zh: z.string(),
});
export const ListAnswer = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('read'),
    list: LedgerList,
    entries: z.array(LedgerEntry),
    remarks: z.array(Remark),
  }),
  z.object({
    kind: z.literal('refused'),
    code: z.enum(ERROR_CODES as [ErrorCode, ...ErrorCode[]]),
    holes: z.record(z.string(), z.union([z.string(), z.number()])),
  }),
]);
export type ListAnswer = z.infer<typeof ListAnswer>;

const SECONDS = 30;

/**
 * An uploaded list, read in a thread of its own that is ended when it takes too long: what is read came from outside.
 * Throws what importList throws, and time-limit, reader-crashed.
 */
export function readList(order: ListOrder): Promise<Imported> {
  const { file } = order;
  const thread = new Worker(new URL('./list-thread.ts', import.meta.url), {
    workerData: order,
    resourceLimits: { maxOldGenerationSizeMb: 512 },
  });
  return new Promise<Imported>((resolve, reject) => {
    const clock = setTimeout(() => {
      reject(new WenhengError('time-limit', { file, limit: SECONDS }));
      thread.terminate().catch(reject);
    }, SECONDS * 1000);
    thread.once('message', (message: unknown) => {
      const answer = ListAnswer.parse(message);
      if (answer.kind === 'read') resolve(answer);
      else reject(new WenhengError(answer.code, answer.holes));
    });
    thread.once('error', (cause) => reject(new WenhengError('reader-crashed', { file }, { cause })));
    thread.once('exit', () => {
      clearTimeout(clock);
      reject(new WenhengError('reader-crashed', { file }));
    });
  });
}
