#!/usr/bin/env node
import { Command, CommanderError, Option } from 'commander';
import { ERRORS, isWenhengError, WenhengError } from '../records/errors.ts';
import { commands } from './commands/index.ts';

/** Exit codes (design.md): 0 done · 1 findings when --fail-on asks · 2 usage · 3 bad input · 4 something missing or busy. */
export async function main(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  out: Output,
): Promise<number> {
  let code = 0;
  const program = new Command('wenheng')
    .description('文衡：公文发文一致性评估、公文档案编目与区域限额查询')
    .version('0.1.0', '-V, --version', '显示版本')
    .helpOption('-h, --help', '显示用法')
    .helpCommand('help [命令]', '显示命令的用法')
    .addOption(new Option('--lang <语言>', '消息的语言').choices(['zh', 'en']).default('zh'))
    .addOption(new Option('--home <文件夹>', '档案库所在的文件夹（默认 ~/.wenheng，或环境变量 WENHENG_HOME）'))
    .exitOverride()
    .configureOutput({ writeOut: (s) => out.write(s), writeErr: (s) => out.warn(s) });
  for (const add of commands) add(program, { env, out, exit: (c) => (code = c) });
  try {
    await program.parseAsync(argv, { from: 'user' });
    return code;
  } catch (error) {
    return report(error, program.opts<{ lang: 'zh' | 'en' }>().lang, out);
  }
}

export interface Output {
  write(text: string): void;
  warn(text: string): void;
  /** Columns of the terminal; null when the output is a file or a pipe. */
  readonly columns: number | null;
}

/** One place turns an error into a message and an exit code; a bug keeps its stack. */
function report(error: unknown, lang: 'zh' | 'en', out: Output): number {
  if (isWenhengError(error)) {
    out.warn(`${error.say(lang)}\n`);
    return ERRORS[error.code].exit;
  }
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return 0;
    out.warn(`${new WenhengError('usage', { why: '命令用法有误' }).say(lang)}\n`);
    return 2;
  }
  out.warn(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  return 70;
}

if (import.meta.main) {
  const code = await main(process.argv.slice(2), process.env, {
    write: (text) => process.stdout.write(text),
    warn: (text) => process.stderr.write(text),
    columns: process.stdout.isTTY ? process.stdout.columns : null,
  });
  process.exitCode = code;
}
