import { WenhengError } from '../../records/errors.ts';
import type { Format } from '../../records/page.ts';
import { decodeText } from './encoding.ts';

/** Magic bytes at offset 0 of formats that are named by them alone. */
const MAGIC: readonly (readonly [string, Format])[] = [
  ['89504e470d0a1a0a', 'image'],
  ['ffd8ff', 'image'],
  ['474946383761', 'image'],
  ['474946383961', 'image'],
  ['49492a00', 'tiff'],
  ['4d4d002a', 'tiff'],
  ['49492b00', 'tiff'],
  ['4d4d002b', 'tiff'],
];

/** Formats we recognise only to say their name when refusing them. */
const REFUSED: readonly (readonly [string, string])[] = [
  ['526172211a07', 'RAR'],
  ['377abcaf271c', '7Z'],
  ['1f8b', 'GZIP'],
  ['0000000c6a502020', 'JPEG 2000'],
  ['31be0000', 'Word 旧版'],
  ['dba52d00', 'Word 旧版'],
  ['9ba5', 'Word 旧版'],
];

const TEXT_NAME = /\.(txt|text|csv|md|html?|xml)$|^[^.]*$/i;

/**
 * What the bytes are. The name serves messages only, never the decision.
 * Throws file-empty, password-locked, file-damaged, format-unsupported, markup-hostile, not-text or format-unknown.
 */
export function sniff(bytes: Uint8Array, name = '文件'): Format {
  if (bytes.length === 0) throw new WenhengError('file-empty', { file: name });
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const hex = buffer.toString('hex', 0, 16);

  for (const [magic, format] of MAGIC) if (hex.startsWith(magic)) return format;
  if (hex.startsWith('424d') && buffer.length > 26 && buffer.readUInt32LE(6) === 0) return 'image';
  if (hex.startsWith('52494646') && buffer.toString('latin1', 8, 12) === 'WEBP') return 'image';
  if (buffer.toString('latin1', 4, 8) === 'ftyp') {
    if (/^avi[fs]/.test(buffer.toString('latin1', 8, 12))) return 'image';
    throw new WenhengError('format-unsupported', { file: name, format: 'HEIC' });
  }
  if (hex.startsWith('504b0304') || hex.startsWith('504b0506')) return sniffZip(buffer, name);
  if (hex.startsWith('d0cf11e0a1b11ae1')) return sniffCompound(buffer, name);
  for (const [magic, format] of REFUSED) {
    if (hex.startsWith(magic)) throw new WenhengError('format-unsupported', { file: name, format });
  }

  const head = buffer.toString('latin1', 0, 1024);
  if (head.includes('%PDF-')) return 'pdf';
  if (/^\s*\{\\rtf/.test(head)) return 'rtf';
  return sniffText(buffer, name);
}

/** Names in the central directory, at most 5,000; the directory is found by its end record, as every unpacker does. */
function zipNames(zip: Buffer, name: string): string[] {
  const end = zip.lastIndexOf('PK\x05\x06', undefined, 'latin1');
  if (end < 0 || end + 22 > zip.length) throw new WenhengError('file-damaged', { file: name, why: '压缩结构不完整' });
  const names: string[] = [];
  let at = zip.readUInt32LE(end + 16);
  while (names.length < 5000 && at + 46 <= zip.length && zip.readUInt32LE(at) === 0x02014b50) {
    const length = zip.readUInt16LE(at + 28);
    names.push(zip.toString('latin1', at + 46, at + 46 + length));
    at += 46 + length + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return names;
}

function sniffZip(zip: Buffer, name: string): Format {
  const names = zipNames(zip, name).map((n) => n.replaceAll('\\', '/').toLowerCase());
  if (names.includes('ofd.xml')) return 'ofd';
  const refuse = (format: string): never => {
    throw new WenhengError('format-unsupported', { file: name, format });
  };
  if (names.includes('[content_types].xml')) {
    if (names.some((n) => /^word\/[^/]*\.xml$/.test(n))) return 'docx';
    if (names.some((n) => n.startsWith('xl/'))) return refuse('XLSX');
    if (names.some((n) => n.startsWith('ppt/'))) return refuse('PPTX');
  }
  if (names[0] === 'mimetype' && names.includes('content.xml')) return refuse('ODF');
  return 'zip';
}

/**
 * Is there a stream or storage of this name? Directory entries of a compound file are 128 bytes, aligned, and begin
 * with the name in UTF-16LE; looking for them spares walking allocation chains that a hostile file may tie in knots.
 */
function hasEntry(file: Buffer, entry: string): boolean {
  const wanted = Buffer.from(`${entry}\0`, 'utf16le');
  for (let at = file.indexOf(wanted); at >= 0; at = file.indexOf(wanted, at + 2)) if (at % 128 === 0) return true;
  return false;
}

function sniffCompound(file: Buffer, name: string): Format {
  if (hasEntry(file, 'EncryptedPackage')) throw new WenhengError('password-locked', { file: name });
  if (hasEntry(file, 'WordDocument')) return hasEntry(file, 'WpsCustomData') ? 'wps' : 'doc';
  const refuse = (format: string): never => {
    throw new WenhengError('format-unsupported', { file: name, format });
  };
  if (hasEntry(file, 'Workbook') || hasEntry(file, 'Book')) return refuse('XLS');
  if (hasEntry(file, 'PowerPoint Document')) return refuse('PPT');
  if (hasEntry(file, 'MatOST') || hasEntry(file, 'CONTENTS')) return refuse('MS Works');
  if (hasEntry(file, '__properties_version1.0')) return refuse('MSG');
  throw new WenhengError('format-unknown', { file: name });
}

function sniffText(buffer: Buffer, name: string): Format {
  const decoded = decodeText(buffer.subarray(0, 60_000));
  if (!decoded) throw new WenhengError(TEXT_NAME.test(name) ? 'not-text' : 'format-unknown', { file: name });
  const text = decoded.text.replace(/^[\ufeff\s]+/, '').slice(0, 8192);
  if (/^(MIME-Version|From|Date|Subject|Message-ID|Content-Type):/i.test(text) && /multipart\/related/i.test(text))
    return 'mht';
  if (!text.startsWith('<')) return 'txt';
  // <!DOCTYPE r [<!ENTITY a0 "lol">…]>: declares entities, which no page and no office file of ours needs.
  if (/^(<\?xml[^>]*\?>|<!--[\s\S]*?-->|\s)*<!DOCTYPE[^>[]*\[/i.test(text) || /<!ENTITY\s/i.test(text)) {
    throw new WenhengError('markup-hostile', { file: name, why: '自带实体定义' });
  }
  if (/<!doctype\s+html|<html[\s>]|<(head|body|div|p|table|meta|span|br|h[1-6])[\s/>]/i.test(text)) return 'html';
  if (/^<\?xml|^<\w+:\w+[\s>]/.test(text)) throw new WenhengError('format-unsupported', { file: name, format: 'XML' });
  return 'txt';
}
