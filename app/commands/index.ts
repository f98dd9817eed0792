import { addArchive } from './archive.ts';
import type { AddCommand } from './command.ts';
import { addDoctor } from './doctor.ts';
import { addExport } from './export.ts';
import { addExtract } from './extract.ts';
import { addLedger } from './ledger.ts';
import { addQueue } from './queue.ts';
import { addReview } from './review.ts';
import { addServe } from './serve.ts';

/** Every command of the CLI, in the order of the help. */
export const commands: readonly AddCommand[] = [
  addReview,
  addExtract,
  addArchive,
  addExport,
  addLedger,
  addServe,
  addQueue,
  addDoctor,
];
