import { WenhengError } from '../../records/errors.ts';
import { decodeText } from './encoding.ts';
import { readHtml } from './html.ts';
import type { Read, ReadOptions } from './reader.ts';

/** Parts of a message nested deeper than this are no saved page. */
const DEPTH = 8;

interface Part {
  readonly headers: ReadonlyMap<string, string>;
  /** Bytes as characters U+0000–U+00FF. */
  readonly body: string;
}

/** Headers end at the first empty line; a line that begins with a blank continues the one before. (RFC 5322 2.2.3) */
function partOf(raw: string): Part {
  const end = /\r?\n\r?\n/.exec(raw);
  const head = (end ? raw.slice(0, end.index) : raw).replace(/\r?\n[ \t]+/g, ' ');
  const headers = new Map<string, string>();
  for (const line of head.split(/\r?\n/)) {
    const colon = line.indexOf(':');
    if (colon > 0) headers.set(line.slice(0, colon).toLowerCase().trim(), line.slice(colon + 1).trim());
  }
  return { headers, body: end ? raw.slice(end.index + end[0].length) : '' };
}

/** Bodies between the lines of a boundary. (RFC 2046 5.1.1) */
function split(body: string, boundary: string): string[] {
  const parts: string[] = [];
  const mark = `--${boundary}`;
  let from = -1;
  for (let at = body.indexOf(mark); at >= 0; at = body.indexOf(mark, at + mark.length)) {
    if (at > 0 && body[at - 1] !== '\n') continue;
    if (from >= 0) parts.push(body.slice(from, at).replace(/\r?\n$/, ''));
    const line = body.indexOf('\n', at);
    if (line < 0 || body.startsWith('--', at + mark.length)) return parts;
    from = line + 1;
  }
  // A page cut off by its transfer ends without the closing mark.
  if (from >= 0) parts.push(body.slice(from));
  return parts;
}

function bytesOf({ headers, body }: Part): Buffer {
  switch (headers.get('content-transfer-encoding')?.toLowerCase()) {
    case 'base64':
      return Buffer.from(body, 'base64');
    case 'quoted-printable':
      return Buffer.from(
        body
          .replace(/=\r?\n/g, '')
          .replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
        'latin1',
      );
    default:
      return Buffer.from(body, 'latin1');
  }
}

/** The first page of a saved web archive. */
function pageOf(part: Part, depth: number): Buffer | null {
  const type = part.headers.get('content-type') ?? '';
  if (/^text\/html/i.test(type)) return bytesOf(part);
  const boundary = /boundary="?([^";]+)"?/i.exec(type)?.[1];
  if (boundary === undefined || depth >= DEPTH) return null;
  for (const raw of split(part.body, boundary)) {
    const page = pageOf(partOf(raw), depth + 1);
    if (page) return page;
  }
  return null;
}

/** MHT: the HTML page inside is read as a saved page. Throws file-damaged where there is none. */
export function readMht(bytes: Uint8Array, { name }: ReadOptions): Read {
  const page = pageOf(partOf(Buffer.from(bytes).toString('latin1').replace(/^\s+/, '')), 0);
  if (!page) throw new WenhengError('file-damaged', { file: name, why: '网页归档里没有网页' });
  const decoded = decodeText(page);
  if (!decoded) throw new WenhengError('file-damaged', { file: name, why: '网页内容无法解码' });
  return { pages: { format: 'mht', pages: [], ...readHtml(decoded.text, name) }, images: [] };
}
