import type { Readable } from 'node:stream';
import { WenhengError } from '../../records/errors.ts';

/** Bytes of one entry, unpacked. */
export const ENTRY_BYTES = 200e6;
/** An entry that swells more than this is a bomb, once it passes `RATIO_FROM`; office files reach 30. */
export const RATIO = 200;
export const RATIO_FROM = 10e6;

/** Counts bytes as they are unpacked: what an archive declares about itself is not believed. */
export interface Meter {
  /** Bytes unpacked so far from the whole archive. */
  used: number;
  readonly most: number;
}

/** Why an entry of this many unpacked bytes is refused; null while it is within bounds. */
export function excess(unpacked: number, packed: number, meter: Meter, limit = ENTRY_BYTES): string | null {
  if (meter.used > meter.most) return `解压总量超过 ${Math.round(meter.most / 1e6)} MB`;
  if (unpacked > limit) return `单个文件解压后超过 ${Math.round(limit / 1e6)} MB`;
  if (unpacked > RATIO_FROM && unpacked > packed * RATIO) return `压缩比超过 ${RATIO} 倍`;
  return null;
}

export interface Unpacking {
  /** The archive's name, for messages. */
  readonly file: string;
  /** Compressed size in bytes. */
  readonly packed: number;
  readonly meter: Meter;
  readonly limit?: number;
}

/** Hands on the chunks of an entry while they are within the budget. Throws archive-bomb or file-damaged. */
export async function* metered(stream: Readable, { file, packed, meter, limit }: Unpacking): AsyncGenerator<Buffer> {
  let unpacked = 0;
  try {
    for await (const chunk of stream) {
      const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk);
      unpacked += bytes.length;
      meter.used += bytes.length;
      const why = excess(unpacked, packed, meter, limit);
      if (why) throw new WenhengError('archive-bomb', { file, why });
      yield bytes;
    }
  } catch (e) {
    if (e instanceof WenhengError) throw e;
    // The unpacker compares the declared size with what comes out, and the checksum is the format's own.
    const lied = e instanceof Error && /too many bytes/.test(e.message);
    throw lied
      ? new WenhengError('archive-bomb', { file, why: '实际大小与声明不符' }, { cause: e })
      : new WenhengError('file-damaged', { file, why: '压缩数据损坏' }, { cause: e });
  } finally {
    stream.destroy();
  }
}
