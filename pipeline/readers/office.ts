import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { WenhengError } from '../../records/errors.ts';
import { docx } from './docx.ts';
import { HTML_BYTES } from './html.ts';
import { readMht } from './mht.ts';
import type { Reader, ReadOptions } from './reader.ts';
import { sniff } from './sniff.ts';
import { tooLarge } from './txt.ts';

/** Names under which distributions install LibreOffice. */
const PROGRAMS = ['soffice', 'libreoffice'] as const;

/** No macros, and nothing fetched that a document points at: it is not our user who wrote it. */
const SETTINGS = `<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
</oor:items>`;

/** What a shell answers where there is no such program. (POSIX 2.8.2) */
const NO_PROGRAM = 127;

/**
 * Runs a program to its end; `missing` where it is not installed. Its whole process group dies with the time limit;
 * the limit on processor time holds even if this process is killed first.
 */
async function run(program: string, args: readonly string[], seconds: number): Promise<'done' | 'missing' | 'late'> {
  return new Promise((resolve, reject) => {
    const limited = ['-c', 'ulimit -t "$0"; exec "$@"', String(Math.ceil(seconds) + 1), program, ...args];
    const child = spawn('sh', limited, { stdio: 'ignore', detached: true });
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    }, seconds * 1000);
    child.on('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    child.on('exit', (code) => {
      clearTimeout(timer);
      resolve(late ? 'late' : code === NO_PROGRAM ? 'missing' : 'done');
    });
  });
}

/**
 * The file as DOCX, by LibreOffice with a profile of its own, so that it neither meets a running one nor keeps anything.
 * Throws converter-missing, time-limit or file-damaged.
 */
export async function toDocx(
  bytes: Uint8Array,
  { name, scratch, limits }: ReadOptions,
  programs: readonly string[] = PROGRAMS,
): Promise<Buffer> {
  const folder = await mkdtemp(join(scratch, 'office-'));
  try {
    const source = join(folder, 'source.rtf');
    await writeFile(source, bytes);
    await mkdir(join(folder, 'profile', 'user'), { recursive: true });
    await writeFile(join(folder, 'profile', 'user', 'registrymodifications.xcu'), SETTINGS);
    // Half of the document's time: the result must still be read.
    const seconds = Math.max(1, limits.seconds / 2);
    const profile = `-env:UserInstallation=${pathToFileURL(join(folder, 'profile')).href}`;
    const args = [
      profile,
      '--headless',
      '--norestore',
      '--nolockcheck',
      '--convert-to',
      'docx:MS Word 2007 XML',
      '--outdir',
      join(folder, 'out'),
      source,
    ];
    for (const program of programs) {
      const ended = await run(program, args, seconds);
      if (ended === 'missing') continue;
      if (ended === 'late') throw new WenhengError('time-limit', { file: name, limit: seconds });
      return await readFile(join(folder, 'out', 'source.docx')).catch((e: NodeJS.ErrnoException) => {
        throw new WenhengError('file-damaged', { file: name, why: 'LibreOffice 无法打开' }, { cause: e });
      });
    }
    throw new WenhengError('converter-missing', { file: name, format: 'RTF' });
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** RTF through LibreOffice where it is installed; MHT, which LibreOffice does not open, by its page. */
export const office: Reader = {
  formats: ['rtf', 'mht'],
  async read(bytes: Uint8Array, options: ReadOptions) {
    const format = sniff(bytes, options.name);
    if (format === 'mht') {
      // Pictures inside make archives larger than their page.
      const limit = Math.min(options.limits.bytes, HTML_BYTES * 8);
      if (bytes.length > limit) throw tooLarge(options.name, bytes.length, limit);
      return readMht(bytes, options);
    }
    if (format !== 'rtf') throw new WenhengError('file-damaged', { file: options.name, why: '内容不是 RTF' });
    const read = await docx.read(await toDocx(bytes, options), options);
    return { ...read, pages: { ...read.pages, format: 'rtf' } };
  },
};
