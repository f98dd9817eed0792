import { z } from 'zod';
import { Reading } from '../../records/reading.ts';
import { JobInput } from './jobs.ts';
import { Summary } from './owned.ts';
import { JobFile, Stage } from './schemas.ts';

/** What the server and the thread that does its jobs say to each other. */
export const Order = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('run'), id: z.string(), at: z.string(), input: JobInput }),
  z.object({ kind: z.literal('stop') }),
  z.object({ kind: z.literal('close') }),
]);
export type Order = z.infer<typeof Order>;

export const Word = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('progress'), stage: Stage, done: z.int(), total: z.int() }),
  z.object({ kind: z.literal('file'), file: JobFile }),
  z.object({ kind: z.literal('reviewed'), reviewId: z.string(), summary: Summary, superiors: z.array(Reading) }),
  z.object({ kind: z.literal('archived') }),
  z.object({ kind: z.literal('failed'), code: z.string(), message: z.string() }),
]);
export type Word = z.infer<typeof Word>;
