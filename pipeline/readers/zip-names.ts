import { crc32 } from 'node:zlib';
import type { Entry } from 'yauzl';
import { strictUtf8 } from './encoding.ts';

const UTF8_FLAG = 1 << 11;
/** Info-ZIP Unicode Path extra field: version, CRC-32 of the raw name, name in UTF-8. */
const UNICODE_PATH = 0x7075;

/** The name as its sender saw it: Unicode where the archive says so or the bytes prove it, else GB18030. */
export function entryName(entry: Entry): string {
  const raw = entry.fileNameRaw;
  for (const { id, data } of entry.extraFields) {
    if (id === UNICODE_PATH && data.length > 5 && data[0] === 1 && data.readUInt32LE(1) === crc32(raw)) {
      return data.subarray(5).toString('utf8');
    }
  }
  if (entry.generalPurposeBitFlag & UTF8_FLAG) return raw.toString('utf8');
  const utf8 = strictUtf8(raw);
  if (utf8 !== null) return utf8;
  return new TextDecoder('gb18030').decode(raw);
}

/**
 * Would unpacking under this name, or following the entry, leave the folder? `../x` `/x` `C:\x` `a\..\x` `..%2fx`,
 * control characters, and symbolic links (Unix mode in the upper half of the external attributes).
 */
export function unsafe(name: string, attributes: number): boolean {
  const link = ((attributes >>> 16) & 0xf000) === 0xa000;
  return link || name === '' || /[\\\0-\x1f\x7f]|^\/|^[a-z]:|(^|\/)\.\.(\/|%2f|%5c|$)/i.test(name);
}
