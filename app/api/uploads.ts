import '@fastify/multipart';
import { createWriteStream } from 'node:fs';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { FastifyRequest } from 'fastify';
import { WenhengError } from '../../records/errors.ts';
import type { JobInput, Jobs } from './jobs.ts';

export interface Received {
  readonly files: readonly {
    readonly field: string;
    readonly name: string;
    readonly path: string;
    readonly bytes: number;
  }[];
  readonly fields: ReadonlyMap<string, readonly string[]>;
}

export interface UploadLimits {
  /** Bytes of one file and of all together. */
  readonly file: number;
  readonly all: number;
  readonly files: number;
}

/**
 * Streams a multipart upload to `folder`, file by file; nothing is held in memory. What goes wrong takes the folder along.
 * Throws file-too-large, archive-too-many, usage, disk-full.
 */
export async function receive(request: FastifyRequest, folder: string, limits: UploadLimits): Promise<Received> {
  if (!request.isMultipart()) throw new WenhengError('usage', { why: '请以 multipart/form-data 上传文件' });
  const files: { field: string; name: string; path: string; bytes: number }[] = [];
  const fields = new Map<string, string[]>();
  const names = new Set<string>();
  let bytes = 0;
  try {
    const parts = request.parts({
      preservePath: true,
      limits: {
        fileSize: limits.file,
        files: limits.files,
        fields: 200,
        fieldSize: 64 * 1024,
        parts: limits.files + 200,
      },
    });
    for await (const part of parts) {
      if (part.type === 'field') {
        fields.set(part.fieldname, [...(fields.get(part.fieldname) ?? []), String(part.value)]);
        continue;
      }
      const name = unused(plainName(part.filename), names);
      const path = join(folder, part.fieldname.replace(/\W/g, ''), ...name.split('/'));
      await mkdir(dirname(path), { recursive: true });
      await pipeline(part.file, createWriteStream(path, { flags: 'wx', mode: 0o600 }));
      const size = part.file.bytesRead;
      bytes += size;
      if (part.file.truncated || bytes > limits.all)
        throw new WenhengError('file-too-large', {
          file: name,
          size: `超过${sayBytes(size)}`,
          limit: sayBytes(limits.file),
        });
      files.push({ field: part.fieldname, name, path, bytes: size });
    }
    return { files, fields };
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

const sayBytes = (n: number): string => `${Math.floor(n / 1024 / 1024)} MB`;

/** Characters of one part of a path: 80 Chinese ones take 240 bytes, file systems allow 255. */
const LONGEST = 80;

/**
 * A relative path without anything that leads out of its folder or breaks a line of a log: 通知/2024年/a.docx stays,
 * ../../etc/passwd becomes etc/passwd.
 */
export function plainName(given: string | undefined): string {
  const parts = (given ?? '')
    .split(/[/\\]+/)
    .map((part) => part.replace(/[\u0000-\u001f\u007f:*?"<>|\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '').trim())
    .filter((part) => part !== '' && !/^\.+$/.test(part) && !/^[A-Za-z]:$/.test(part))
    .map(shortened)
    .slice(-12);
  return parts.length === 0 ? '未命名' : parts.join('/');
}

function shortened(part: string): string {
  const letters = [...part];
  if (letters.length <= LONGEST) return part;
  const ending = /\.\w{1,8}$/.exec(part)?.[0] ?? '';
  return `${letters.slice(0, LONGEST - ending.length).join('')}${ending}`;
}

/** The second file of one name is kept beside the first: 通知.docx, 通知 (2).docx. */
function unused(name: string, taken: Set<string>): string {
  let out = name;
  for (let n = 2; taken.has(out.toLowerCase()); n++) out = name.replace(/(\.\w{1,8})?$/, ` (${n})$1`);
  taken.add(out.toLowerCase());
  return out;
}

/** The upload itself goes; what is kept lies among the blobs. */
export const clear = (input: JobInput): Promise<void> => rm(folderOf(input), { recursive: true, force: true });

/** Uploads lie in `<home>/uploads/<job>/<field>/…`. */
const folderOf = (input: JobInput): string =>
  (input.kind === 'archive' ? input.folder : input.draft.path).replace(/(uploads[/\\]j_[\w-]+).*$/, '$1');

const DAY = 86_400_000;
/** Days that the files of a failed job stay for another try. */
const KEPT = 30;

/** At the start of a server: takes away uploads that were broken off, and those that no one can ask for again. */
export async function sweep(home: string, jobs: Jobs, now: number): Promise<void> {
  const root = join(home, 'uploads');
  const names = await readdir(root).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    return [];
  });
  for (const name of names) {
    const age = now - (await stat(join(root, name))).mtimeMs;
    const state = jobs.state(name);
    // One without a job may be coming in right now, at another server of this folder.
    const gone = state === null ? age > DAY : state !== 'waiting' && state !== 'running' && age > KEPT * DAY;
    if (gone) await rm(join(root, name), { recursive: true, force: true });
  }
}
