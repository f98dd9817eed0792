import { writeFile } from 'node:fs/promises';
import { Option } from 'commander';
import { WenhengError } from '../../records/errors.ts';
import { parseRegion } from '../../records/region.ts';
import type { review as reviewType } from '../review.ts';
import { type AddCommand, example, fileAt, today, withParts } from './command.ts';

interface Options {
  against?: string[];
  region?: string;
  asOf: string;
  format: 'text' | 'json' | 'html' | 'docx' | 'xlsx';
  output?: string;
  failOn?: 'conflict' | 'warning';
  bureau?: string;
  reviewer?: string;
}

/** wenheng review DRAFT */
export const addReview: AddCommand = (program, door) => {
  const command = program
    .command('review <文稿>')
    .description('评估一份征求意见稿与上级文件的一致性')
    .option('--against <文件...>', '只与这些文件比对（默认与档案库中的上级文件比对）')
    .option('--region <地区>', '文稿所属地区的代码或名称（默认从文稿读出）')
    .option('--as-of <日期>', '以哪一天有效的文件为准', today())
    .addOption(
      new Option('--format <格式>', '报告格式').choices(['text', 'json', 'html', 'docx', 'xlsx']).default('text'),
    )
    .option('-o, --output <文件>', '报告写入文件')
    .option('--bureau <单位>', '意见书署名的评估单位')
    .option('--reviewer <姓名>', '意见书上的评估人')
    .addOption(new Option('--fail-on <程度>', '有这种问题时以 1 退出').choices(['conflict', 'warning']))
    .action(async (path: string, options: Options) => {
      if (!/^\d{4}-\d{2}-\d{2}$/.test(options.asOf))
        throw new WenhengError('usage', { why: `日期“${options.asOf}”不是 年-月-日` });
      const draft = await fileAt(path);
      const against = options.against ? await Promise.all(options.against.map(fileAt)) : undefined;
      const region = options.region ? parseRegion(options.region).code : undefined;
      await withParts(program, door, async (parts) => {
        const { review } = await import('../review.ts');
        const world = await parts.world();
        const { report, superiors } = await review(draft, world, {
          asOf: options.asOf,
          ...(against ? { against } : { store: await parts.store() }),
          ...(region ? { region } : {}),
        });
        const rendered = await render(options, report, superiors, door.out.columns);
        if (options.output) {
          await writeFile(options.output, rendered);
          door.out.warn(`已写入 ${options.output}\n`);
        } else if (typeof rendered === 'string') door.out.write(rendered.endsWith('\n') ? rendered : `${rendered}\n`);
        else throw new WenhengError('usage', { why: `${options.format} 格式需要用 -o 指定输出文件` });
        const grave = report.findings.some(
          (f) => f.severity === 'conflict' || (options.failOn === 'warning' && f.severity === 'warning'),
        );
        if (options.failOn && grave) door.exit(1);
      });
    });
  example(
    command,
    'wenheng review 征求意见稿.docx\nwenheng review 征求意见稿.pdf --against 上级文件.pdf --format docx -o 评估意见书.docx',
  );
};

type Report = Awaited<ReturnType<typeof reviewType>>['report'];
type Superiors = Awaited<ReturnType<typeof reviewType>>['superiors'];

async function render(
  options: Options,
  report: Report,
  superiors: Superiors,
  columns: number | null,
): Promise<string | Uint8Array> {
  const signed = {
    ...(options.bureau ? { bureau: options.bureau } : {}),
    ...(options.reviewer ? { reviewer: options.reviewer } : {}),
  };
  switch (options.format) {
    case 'json':
      return JSON.stringify(report, null, 1);
    case 'text': {
      const { reportToTerminal } = await import('../../pipeline/render/terminal.ts');
      return reportToTerminal(report, { width: columns ?? 100, colour: columns !== null });
    }
    case 'html': {
      const { reportToHtml } = await import('../../pipeline/render/html.ts');
      return reportToHtml(
        report,
        new Map(superiors.map((s) => [s.document.id, { title: s.document.title, text: s.document.text }])),
      );
    }
    case 'docx': {
      const { reportToDocx } = await import('../../pipeline/render/docx.ts');
      return reportToDocx(report, { date: report.asOf, ...signed });
    }
    case 'xlsx': {
      const { reportToXlsx } = await import('../../pipeline/render/xlsx.ts');
      return reportToXlsx(report, signed);
    }
    default:
      return options.format satisfies never;
  }
}
