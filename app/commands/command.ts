import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Command } from 'commander';
import { WenhengError } from '../../records/errors.ts';
import type { Output } from '../cli.ts';
import { type Composition, compose } from '../compose.ts';
import { readConfig } from '../config.ts';

/** What a command gets beside its arguments. */
export interface Door {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly out: Output;
  exit(code: number): void;
}

export type AddCommand = (program: Command, door: Door) => void;

/** Runs `work` with the parts of the program and closes them, whatever happens. */
export async function withParts(
  program: Command,
  door: Door,
  work: (parts: Composition) => Promise<void>,
): Promise<void> {
  const home = program.opts<{ home?: string }>().home;
  const parts = compose(readConfig(home ? { ...door.env, WENHENG_HOME: home } : door.env));
  try {
    await work(parts);
  } finally {
    await parts.close();
  }
}

/** A file named on the command line; `file-missing` and `is-folder` before anything is started. */
export async function fileAt(path: string): Promise<{ content: string; name: string }> {
  const found = await stat(path).catch((cause: unknown) => {
    throw new WenhengError('file-missing', { file: path }, { cause });
  });
  if (found.isDirectory()) throw new WenhengError('is-folder', { file: path });
  return { content: path, name: basename(path) };
}

/** Today as an ISO date, in the clerk's own time zone. */
export const today = (now = new Date()): string =>
  `${now.getFullYear()}-${String(now.getMonth() + 1).padStart(2, '0')}-${String(now.getDate()).padStart(2, '0')}`;

/** A Chinese example under a command's help. */
export const example = (command: Command, text: string): Command =>
  command.addHelpText(
    'after',
    `\n例：\n${text
      .split('\n')
      .map((l) => `  ${l}`)
      .join('\n')}\n`,
  );
