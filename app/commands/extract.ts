import { Option } from 'commander';
import type { Reading } from '../../records/reading.ts';
import { type AddCommand, example, fileAt, withParts } from './command.ts';

/** wenheng extract FILE… */
export const addExtract: AddCommand = (program, door) => {
  const command = program
    .command('extract <文件...>')
    .description('读出文件里的条款记录')
    .addOption(new Option('--format <格式>', '输出格式').choices(['table', 'json', 'jsonl', 'csv']).default('table'))
    .action(async (paths: string[], options: { format: 'table' | 'json' | 'jsonl' | 'csv' }) => {
      const files = await Promise.all(paths.map(fileAt));
      await withParts(program, door, async (parts) => {
        const { read } = await import('../../pipeline/index.ts');
        const world = await parts.world();
        const readings: Reading[] = [];
        for (const file of files) readings.push(...(await read(file, world)));
        const { recordsTo } = await import('../../pipeline/render/records.ts');
        const text = recordsTo(readings, options.format, door.out.columns ?? 120);
        door.out.write(text.endsWith('\n') ? text : `${text}\n`);
      });
    });
  example(command, 'wenheng extract 通知.pdf\nwenheng extract 通知.docx --format json');
};
