import { z } from 'zod';
import { ERROR_CODES, type ErrorCode, WenhengError } from '../../records/errors.ts';
import { Format, Pages } from '../../records/page.ts';
import type { Limits } from './reader.ts';

/** What crosses between parent and child. The child has touched hostile bytes: the parent checks all it says. */

/** A path, or the bytes of a small file. */
export type Source = { readonly path: string } | { readonly bytes: Uint8Array };

export interface Order {
  readonly source: Source;
  /** For messages only. */
  readonly name: string;
  /** Folder that the child may write to. */
  readonly scratch: string;
  readonly limits: Limits;
}

export interface Budget {
  readonly entries: number;
  /** Bytes of all entries together, counted while they are unpacked. */
  readonly bytes: number;
}

/** `next` asks a child that is taking an archive apart for one more entry. */
export type Task =
  | (Order & { readonly job: 'read' | 'sniff' })
  | (Order & { readonly job: 'unpack'; readonly budget: Budget })
  | { readonly job: 'next' };

export const Failure = z.object({
  code: z.enum(ERROR_CODES as [ErrorCode, ...ErrorCode[]]),
  holes: z.record(z.string(), z.union([z.string(), z.number()])),
  cause: z.string().optional(),
});
export type Failure = z.infer<typeof Failure>;

const Image = z.object({
  page: z.int().positive(),
  file: z.string(),
  width: z.int().positive(),
  height: z.int().positive(),
  dpi: z.number().positive().nullable(),
  region: z.object({ x0: z.number(), y0: z.number(), x1: z.number(), y1: z.number() }).exactOptional(),
});

const Entry = z.object({
  name: z.string(),
  file: z.string().nullable(),
  bytes: z.int().nonnegative(),
  error: Failure.nullable(),
});

export const Reply = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('read'), pages: Pages, images: z.array(Image) }),
  z.object({ kind: z.literal('sniffed'), format: Format }),
  z.object({ kind: z.literal('entry'), entry: Entry }),
  z.object({ kind: z.literal('end') }),
  z.object({ kind: z.literal('error'), failure: Failure }),
]);
export type Reply = z.infer<typeof Reply>;

/** Sent by a child between pages; see `ReadOptions.beat`. */
export const Beat = z.object({ beat: z.literal(true) });
export type Beat = z.infer<typeof Beat>;

/** `worn`: the child has grown so large that the next file might run into a limit that is not its own. */
export const Answer = z.object({ reply: Reply, worn: z.boolean() });
export type Answer = z.infer<typeof Answer>;

/** `name` replaces whatever the child calls the file; holes like `entry` stay. */
export const toError = ({ code, holes, cause }: Failure, name?: string): WenhengError =>
  new WenhengError(code, name === undefined ? holes : { ...holes, file: name }, cause === undefined ? {} : { cause });

export function toFailure(error: WenhengError): Failure {
  const { code, holes, cause } = error;
  const why = cause instanceof Error ? (cause.stack ?? cause.message) : cause === undefined ? undefined : String(cause);
  return { code, holes: { ...holes }, ...(why === undefined ? {} : { cause: why.slice(0, 2000) }) };
}
