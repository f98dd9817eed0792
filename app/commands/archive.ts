import { writeFile } from 'node:fs/promises';
import { Option } from 'commander';
import { MATTER_ZH, MATTERS } from '../../records/clause.ts';
import { LEVEL_ZH, LEVELS, type Level } from '../../records/document.ts';
import { WenhengError } from '../../records/errors.ts';
import { parseRegion } from '../../records/region.ts';
import { type AddCommand, example, today, withParts } from './command.ts';

/** wenheng index · query limits · search · show · explain */
export const addArchive: AddCommand = (program, door) => {
  example(
    program
      .command('index <路径...>')
      .description('把文件、文件夹或压缩包编入档案库')
      .option('--region <地区>', '这批文件所属的地区（文件本身读不出时使用）')
      .option('--watch', '持续监视文件夹，新文件自动编入')
      .option('--failures <文件>', '失败清单另存为 XLSX')
      .action(async (paths: string[], options: { region?: string; watch?: boolean; failures?: string }) => {
        const region = options.region ? parseRegion(options.region) : undefined;
        await withParts(program, door, async (parts) => {
          const { VERSIONS } = await import('../../pipeline/index.ts');
          const { indexPaths, failuresToXlsx, progressBar, watchFolder } = await import('../index-files.ts');
          const bar = progressBar(door.out);
          const stop = new AbortController();
          const interrupt = (): void => stop.abort();
          process.once('SIGINT', interrupt);
          const options_ = {
            store: await parts.store(),
            world: await parts.world(),
            versions: VERSIONS,
            concurrency: parts.config.readers,
            onProgress: bar.update,
            signal: stop.signal,
            ...(region ? { region } : {}),
          };
          const result = await indexPaths(paths, options_);
          bar.stop();
          process.off('SIGINT', interrupt);
          door.out.write(result.summary);
          if (options.failures) await writeFile(options.failures, await failuresToXlsx(result.failed));
          if (options.watch) await watchFolder(paths, options_, door.out);
        });
      }),
    'wenheng index 历年通知/ 2023年通知.zip\nwenheng index 通知/ --failures 失败清单.xlsx',
  );

  const query = program.command('query').description('查询档案库');
  example(
    query
      .command('limits')
      .description('各地、各级对某一事项的限额，附条款依据')
      .option('--matter <事项>', `事项：${MATTERS.map((m) => `${m}（${MATTER_ZH[m]}）`).join('、')}`)
      .option('--subject <词>', '限额对象里的词，例如 进校园 借调时间')
      .option('--region <地区>', '地区代码或名称')
      .addOption(
        new Option('--level <级别>', `级别：${LEVELS.map((l) => `${l}（${LEVEL_ZH[l]}）`).join('、')}`).choices([
          ...LEVELS,
        ]),
      )
      .option('--as-of <日期>', '以哪一天有效的文件为准', today())
      .option('--compare', '与上级和同级地区并列比较')
      .addOption(new Option('--format <格式>', '输出格式').choices(['table', 'json', 'csv', 'xlsx']).default('table'))
      .option('-o, --output <文件>', '写入文件')
      .action(
        async (o: {
          matter?: string;
          subject?: string;
          region?: string;
          level?: Level;
          asOf: string;
          compare?: boolean;
          format: 'table' | 'json' | 'csv' | 'xlsx';
          output?: string;
        }) => {
          const { parseMatter } = await import('../../corpus/limits.ts');
          const matters = o.matter ? [parseMatter(o.matter)] : undefined;
          const region = o.region ? parseRegion(o.region).code : undefined;
          await withParts(program, door, async (parts) => {
            const { queryLimits } = await import('../../corpus/limits.ts');
            const { renderLimits } = await import('../../corpus/limits-render.ts');
            const table = await queryLimits(await parts.store(), {
              asOf: o.asOf,
              compare: o.compare ?? false,
              ...(matters ? { matters } : {}),
              ...(o.subject ? { subject: o.subject } : {}),
              ...(region ? { region } : {}),
              ...(o.level ? { level: o.level } : {}),
            });
            const rendered = await renderLimits(table, o.format, door.out.columns ?? 140);
            if (o.output) await writeFile(o.output, rendered);
            else if (typeof rendered === 'string') door.out.write(rendered.endsWith('\n') ? rendered : `${rendered}\n`);
            else throw new WenhengError('usage', { why: 'xlsx 格式需要用 -o 指定输出文件' });
          });
        },
      ),
    'wenheng query limits --matter campus-activity --compare\nwenheng query limits --subject 借调 --region 洛阳市 --format csv',
  );

  example(
    program
      .command('search <词...>')
      .description('全文检索')
      .option('--phrase', '作为一个短语')
      .option('--region <地区>', '地区代码或名称')
      .addOption(new Option('--level <级别>', '级别').choices([...LEVELS]))
      .option('--limit <条数>', '最多几条', '20')
      .action(async (words: string[], o: { phrase?: boolean; region?: string; level?: Level; limit: string }) => {
        const region = o.region ? parseRegion(o.region).code : undefined;
        await withParts(program, door, async (parts) => {
          const store = await parts.store();
          const hits = await store.search({
            words: words.join(' '),
            phrase: o.phrase ?? false,
            limit: Number(o.limit) || 20,
            ...(region ? { region } : {}),
            ...(o.level ? { level: o.level } : {}),
          });
          const { hitsToTerminal } = await import('../../pipeline/render/document.ts');
          door.out.write(hitsToTerminal(hits, { width: door.out.columns ?? 100, colour: door.out.columns !== null }));
        });
      }),
    'wenheng search 进校园 白名单\nwenheng search 一票否决 --phrase',
  );

  example(
    program
      .command('show <编号>')
      .description('查看一份文件')
      .option('--repairs', '并列显示副本原文与修复后的读法')
      .action(async (id: string, o: { repairs?: boolean }) => {
        await withParts(program, door, async (parts) => {
          const reading = await (await parts.store()).reading(id);
          if (!reading) throw new WenhengError('not-found', { what: `编号为 ${id} 的文件` });
          const { documentToTerminal, repairsToTerminal } = await import('../../pipeline/render/document.ts');
          const view = { width: door.out.columns ?? 100, colour: door.out.columns !== null };
          door.out.write(o.repairs ? repairsToTerminal(reading, view) : documentToTerminal(reading, view));
        });
      }),
    'wenheng show d_3f9a0c11d2e4\nwenheng show d_3f9a0c11d2e4 --repairs',
  );

  example(
    program
      .command('explain <记录编号>')
      .description('说明一条记录由哪条规则得出')
      .action(async (id: string) => {
        await withParts(program, door, async (parts) => {
          const store = await parts.store();
          const found = await store.record(id);
          if (!found) throw new WenhengError('not-found', { what: `编号为 ${id} 的记录` });
          const reading = await store.reading(found.document.id);
          if (!reading) throw new WenhengError('not-found', { what: `编号为 ${found.document.id} 的文件` });
          const { explainToTerminal } = await import('../../pipeline/render/document.ts');
          door.out.write(
            explainToTerminal(found.record, reading, {
              width: door.out.columns ?? 100,
              colour: door.out.columns !== null,
            }),
          );
        });
      }),
    'wenheng explain d_3f9a0c11d2e4.0f3c9a77b1',
  );
};
