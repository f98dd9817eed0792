import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { type AddCommand, example, withParts } from './command.ts';

const run = promisify(execFile);

/** wenheng doctor: what is missing on this machine, and what it is for. */
export const addDoctor: AddCommand = (program, door) => {
  example(
    program
      .command('doctor')
      .description('检查这台机器缺少什么')
      .action(async () => {
        await withParts(program, door, async (parts) => {
          const rows: [string, string, string][] = [];
          rows.push([
            'Node.js',
            process.version,
            Number(process.versions.node.split('.')[0]) >= 22 ? '可用' : '需要 22.18 或更新',
          ]);
          const world = await parts.world();
          const hello = await world.ocr.hello().catch((e: unknown) => (e instanceof Error ? e.message : String(e)));
          rows.push([
            '文字识别',
            typeof hello === 'string' ? '不可用' : hello === null ? '未启用' : JSON.stringify(hello),
            typeof hello === 'string' ? hello : '扫描件可读',
          ]);
          const office = await run('soffice', ['--version'], { timeout: 20_000 }).then(
            (r) => r.stdout.trim().split('\n')[0] ?? '',
            () => '',
          );
          rows.push([
            'LibreOffice',
            office === '' ? '没有安装' : office,
            office === '' ? 'RTF、MHT 文件读不了，其他不受影响' : 'RTF、MHT 可读',
          ]);
          const store = await parts.store().then(
            () => '可用',
            (e: unknown) => (e instanceof Error ? e.message : String(e)),
          );
          rows.push(['档案库', parts.config.databaseUrl ? 'PostgreSQL' : `SQLite（${parts.config.home}）`, store]);
          rows.push([
            '任务队列',
            parts.config.redisUrl ? 'Redis（BullMQ）' : parts.config.databaseUrl ? 'PostgreSQL（BullMQ）' : '本机',
            '',
          ]);
          for (const row of rows) door.out.write(`${row[0]}\t${row[1]}\t${row[2]}\n`);
        });
      }),
    'wenheng doctor',
  );
};
