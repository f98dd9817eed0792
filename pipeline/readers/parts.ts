import { type Entry, fromBufferPromise, type ZipFile } from 'yauzl';
import { WenhengError } from '../../records/errors.ts';
import { type Meter, metered } from './zip-budget.ts';

/** The parts of an office file that is a ZIP (DOCX, OFD), read on demand under one budget. */
export interface Parts {
  /** As written in the file. */
  readonly names: readonly string[];
  has(path: string): boolean;
  /** Bytes of a part; upper and lower case are one, as in the standards. Throws file-damaged where it is missing. */
  read(path: string): Promise<Buffer>;
}

/** All parts of one document together, unpacked. */
const PARTS_BYTES = 400e6;
const MOST_PARTS = 20_000;

const key = (path: string): string => path.replaceAll('\\', '/').replace(/^\/+/, '').toLowerCase();

export async function openParts(bytes: Uint8Array, file: string): Promise<Parts> {
  const damaged = (why: string, cause?: unknown): WenhengError =>
    new WenhengError('file-damaged', { file, why }, { cause });
  const entries = new Map<string, Entry>();
  const names: string[] = [];
  let zip: ZipFile;
  try {
    zip = await fromBufferPromise(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), {
      lazyEntries: true,
      decodeStrings: false,
      autoClose: false,
    });
    for await (const entry of zip.eachEntry()) {
      const name = entry.fileNameRaw.toString('utf8');
      if (names.push(name) > MOST_PARTS) throw new WenhengError('archive-too-many', { file, limit: MOST_PARTS });
      if (!entries.has(key(name))) entries.set(key(name), entry);
    }
  } catch (e) {
    throw e instanceof WenhengError ? e : damaged('压缩结构不完整', e);
  }

  const meter: Meter = { used: 0, most: PARTS_BYTES };
  return {
    names,
    has: (path) => entries.has(key(path)),
    async read(path) {
      const entry = entries.get(key(path));
      if (!entry) throw damaged(`缺少 ${path}`);
      if (entry.generalPurposeBitFlag & 1) throw new WenhengError('password-locked', { file });
      const stream = await zip.openReadStreamPromise(entry).catch((e: unknown) => {
        throw damaged('压缩数据损坏', e);
      });
      const chunks: Buffer[] = [];
      for await (const chunk of metered(stream, { file, packed: entry.compressedSize, meter })) chunks.push(chunk);
      return Buffer.concat(chunks);
    },
  };
}
