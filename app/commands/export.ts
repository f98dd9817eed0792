import { writeFile } from 'node:fs/promises';
import { Argument, Option } from 'commander';
import {
  calendar,
  FORM_ZH,
  FORMS,
  type Form,
  fillForm,
  renderSheet,
  SHEET_FORMATS,
  type SheetFormat,
} from '../../corpus/exports/index.ts';
import { WenhengError } from '../../records/errors.ts';
import { type AddCommand, example, today, withParts } from './command.ts';

interface Options {
  region?: string;
  from?: string;
  until?: string;
  unit?: string;
  format: SheetFormat;
  output?: string;
}

/** wenheng export catalog|survey|rectification|worklist|whitelist|calendar */
export const addExport: AddCommand = (program, door) => {
  const forms = [...FORMS, 'calendar'] as const;
  example(
    program
      .command('export')
      .description('按规定的表样导出')
      .addArgument(
        new Argument(
          '<表>',
          `${FORMS.map((f) => `${f}（${FORM_ZH[f]}）`).join('、')}、calendar（期限日历 ICS）`,
        ).choices(forms),
      )
      .option('--region <地区>', '只取这个地区及其下级')
      .option('--from <日期>', '成文日期不早于')
      .option('--until <日期>', '成文日期不晚于')
      .option('--unit <单位>', '填报单位')
      .addOption(new Option('--format <格式>', '表的格式').choices([...SHEET_FORMATS]).default('xlsx'))
      .option('-o, --output <文件>', '写入文件')
      .action(async (form: Form | 'calendar', o: Options) => {
        await withParts(program, door, async (parts) => {
          const now = new Date().toISOString();
          const query = {
            now,
            filledOn: today(),
            ...(o.region ? { region: o.region } : {}),
            ...(o.from ? { from: o.from } : {}),
            ...(o.until ? { until: o.until } : {}),
            ...(o.unit ? { unit: o.unit } : {}),
          };
          const store = await parts.store();
          const made =
            form === 'calendar'
              ? await calendar(store, query)
              : await renderSheet(await fillForm(store, form, query), o.format);
          if (o.output) {
            await writeFile(o.output, made);
            door.out.warn(`已写入 ${o.output}\n`);
          } else if (typeof made === 'string') door.out.write(made.endsWith('\n') ? made : `${made}\n`);
          else throw new WenhengError('usage', { why: `${o.format} 格式需要用 -o 指定输出文件` });
        });
      }),
    'wenheng export catalog -o 文件目录.xlsx\nwenheng export survey --region 洛阳市 --format docx -o 摸排清单.docx\nwenheng export calendar -o 期限.ics',
  );
};
