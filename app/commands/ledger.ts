import { readFile, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { type Command, Option } from 'commander';
import type { Store } from '../../corpus/store.ts';
import { WenhengError } from '../../records/errors.ts';
import {
  BROUGHT_ZH,
  ENTRY_STATE_ZH,
  type LedgerEntry,
  type LedgerList,
  LIST_KINDS,
  LIST_ZH,
  type ListKind,
} from '../../records/ledger.ts';
import { parseRegion } from '../../records/region.ts';
import { Report } from '../../records/report.ts';
import { type AddCommand, type Door, example, fileAt, today, withParts } from './command.ts';

const KINDS = LIST_KINDS.map((k) => `${k}（${LIST_ZH[k]}）`).join('、');
const PAPERS = ['report', 'case'] as const;
const FORMATS = ['xlsx', 'docx', 'csv'] as const;
type Format = (typeof FORMATS)[number];

const day = (value: string): string => {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(value)) throw new WenhengError('usage', { why: `日期“${value}”不是 年-月-日` });
  return value;
};
const codeOf = (region: string | undefined): { region?: string } =>
  region ? { region: parseRegion(region).code } : {};

/** wenheng ledger list · import · export · total · doubles · compare · collect · due · close · withdraw */
export const addLedger: AddCommand = (program, door) => {
  const ledger = program.command('ledger').description('台账：清单、累计、重复、销号');
  const withStore = (work: (store: Store) => Promise<void>): Promise<void> =>
    withParts(program, door, async (parts) => work(await parts.store()));
  addLists(ledger, door, withStore);
  addOut(ledger, door, withStore);
  addCounts(ledger, door, withStore);
  addSettling(ledger, door, withStore);
};

type WithStore = (work: (store: Store) => Promise<void>) => Promise<void>;
const kindOption = (): Option => new Option('--kind <种类>', `清单种类：${KINDS}`).choices([...LIST_KINDS]);

function addLists(ledger: Command, door: Door, withStore: WithStore): void {
  example(
    ledger
      .command('list')
      .description('列出已登记的清单；指定种类时列出条目')
      .addOption(kindOption())
      .option('--region <地区>', '地区代码或名称')
      .option('--year <年>', '年度')
      .addOption(new Option('--format <格式>', '输出格式').choices(['table', 'json']).default('table'))
      .action((o: { kind?: ListKind; region?: string; year?: string; format: 'table' | 'json' }) =>
        withStore(async (store) => {
          const filter = {
            ...codeOf(o.region),
            ...(o.kind ? { kinds: [o.kind] } : {}),
            ...(o.year ? { year: o.year } : {}),
          };
          const lists = await store.ledger.lists(filter);
          const entries = await store.ledger.entries(filter);
          if (o.format === 'json') door.out.write(`${JSON.stringify({ lists, entries }, null, 1)}\n`);
          else if (lists.length === 0) door.out.write('台账里还没有清单。用 wenheng ledger import 导入。\n');
          else
            for (const l of lists)
              door.out.write(
                sayList(
                  l,
                  entries.filter((e) => e.listId === l.id),
                  o.kind !== undefined,
                ),
              );
        }),
      ),
    'wenheng ledger list\nwenheng ledger list --kind whitelist --region 洛阳市',
  );
  example(
    ledger
      .command('import <文件>')
      .description('导入一份清单（XLSX、CSV、DOCX），逐行说明问题')
      .addOption(kindOption())
      .option('--region <地区>', '地区代码或名称（默认由填报单位读出）')
      .option('--unit <单位>', '填报单位')
      .option('--year <年>', '年度 2025 或季度 2025-Q3（默认由标题读出）')
      .action((path: string, o: { kind?: ListKind; region?: string; unit?: string; year?: string }) =>
        withStore(async (store) => {
          await fileAt(path);
          const { importList } = await import('../../corpus/ledger/import.ts');
          const { sayRemark } = await import('../../corpus/ledger/row.ts');
          const { list, entries, remarks } = await importList(new Uint8Array(await readFile(path)), {
            file: basename(path),
            importedOn: today(),
            ...(o.kind ? { kind: o.kind } : {}),
            ...(o.region ? { region: parseRegion(o.region) } : {}),
            ...(o.unit ? { unit: o.unit } : {}),
            ...(o.year ? { year: o.year } : {}),
          });
          await store.ledger.put(list, entries);
          for (const r of remarks) door.out.warn(`${r.grave ? '！' : '·'} ${sayRemark(r)}\n`);
          const n = (s: LedgerEntry['state']): number => entries.filter((e) => e.state === s).length;
          const kept = n('faulty') + n('doubled');
          door.out.write(
            `已登记《${list.title}》${list.id}：${entries.length} 项${kept > 0 ? `，其中待核 ${n('faulty')} 项、重复 ${n('doubled')} 项（保留、不计数）` : ''}\n`,
          );
        }),
      ),
    'wenheng ledger import 白名单.xlsx\nwenheng ledger import 年度清单.docx --kind inspection --region 洛阳市 --year 2025',
  );
}

function addOut(ledger: Command, door: Door, withStore: WithStore): void {
  example(
    ledger
      .command('export <种类>')
      .description(`导出清单（${KINDS}），或 report（总结报告提纲）、case（典型案例提纲）`)
      .requiredOption('-o, --output <文件>', '写入文件；格式由扩展名决定：xlsx docx csv')
      .option('--region <地区>', '地区代码或名称')
      .option('--year <年>', '年度或季度')
      .option('--list <编号>', '只导出这一份清单')
      .option('--entry <编号>', '典型案例取自哪一个问题')
      .option('--as-of <日期>', '填报日期', today())
      .option('--target <百分比>', '压减合并率目标')
      .action(
        (
          kind: string,
          o: {
            output: string;
            region?: string;
            year?: string;
            list?: string;
            entry?: string;
            asOf: string;
            target?: string;
          },
        ) =>
          withStore(async (store) => {
            const query = { ...codeOf(o.region), on: day(o.asOf), target: o.target ? Number(o.target) : null };
            const paper = PAPERS.find((p) => p === kind);
            if (paper) {
              const { exampleCase, summaryReport } = await import('../../corpus/ledger/summary.ts');
              await writeFile(
                o.output,
                paper === 'report' ? await summaryReport(store, query) : await exampleCase(store, query, o.entry),
              );
            } else {
              const list = LIST_KINDS.find((k) => k === kind);
              if (!list) throw new WenhengError('usage', { why: `没有“${kind}”这种清单` });
              const { renderList } = await import('../../corpus/ledger/export.ts');
              const chosen = await choose(store, list, {
                ...query,
                ...(o.year ? { year: o.year } : {}),
                ...(o.list ? { list: o.list } : {}),
              });
              await writeFile(o.output, await renderList(chosen.list, chosen.entries, formatOf(o.output)));
            }
            door.out.warn(`已写入 ${o.output}\n`);
          }),
      ),
    'wenheng ledger export whitelist -o 白名单.xlsx --region 洛阳市\nwenheng ledger export rectification -o 整改清单.docx\nwenheng ledger export report -o 总结报告.docx --target 20',
  );
}

function formatOf(path: string): Format {
  const format = FORMATS.find((f) => path.toLowerCase().endsWith(`.${f}`));
  if (!format) throw new WenhengError('usage', { why: `${path} 的扩展名应是 ${FORMATS.join('、')}` });
  return format;
}

/** One list; with several of a kind the clerk says which. */
async function choose(
  store: Store,
  kind: ListKind,
  { region, year, list, on }: { region?: string; year?: string; list?: string; on: string },
): Promise<{ list: LedgerList; entries: readonly LedgerEntry[] }> {
  if (kind === 'contact') {
    const { contacts } = await import('../../corpus/ledger/contacts.ts');
    return contacts(store, { on, ...(region ? { region } : {}) });
  }
  const lists = await store.ledger.lists({
    kinds: [kind],
    ...(region ? { region, exact: true } : {}),
    ...(year ? { year } : {}),
  });
  const found = list ? lists.filter((l) => l.id === list) : lists;
  const [one] = found;
  if (!one) throw new WenhengError('not-found', { what: `《${LIST_ZH[kind]}》，请先用 wenheng ledger import 导入` });
  if (found.length > 1)
    throw new WenhengError('usage', {
      why: `《${LIST_ZH[kind]}》有 ${found.length} 份，请用 --list 指定：${found.map((l) => `${l.id} ${l.unit ?? ''}${l.year ?? ''}`).join('；')}`,
    });
  return { list: one, entries: await store.ledger.entries({ lists: [one.id] }) };
}

function addCounts(ledger: Command, door: Door, withStore: WithStore): void {
  example(
    ledger
      .command('total')
      .description('某一天所在学期、学年的累计：进校园活动、社会考试、创优评先、专项工作、综合督导')
      .option('--region <地区>', '地区代码或名称')
      .option('--school <学校>', '以某一所学校计')
      .option('--as-of <日期>', '哪一天', today())
      .action((o: { region?: string; school?: string; asOf: string }) =>
        withStore(async (store) => {
          const { runningTotals, sayTotal } = await import('../../corpus/ledger/totals.ts');
          const totals = await runningTotals(store, {
            on: day(o.asOf),
            ...codeOf(o.region),
            ...(o.school ? { school: o.school } : {}),
          });
          for (const t of totals) door.out.write(`${sayTotal(t)}\n`);
        }),
      ),
    'wenheng ledger total --region 石门县 --as-of 2025-11-01\nwenheng ledger total --school 石门县第一中学',
  );
  example(
    ledger
      .command('doubles')
      .description('不同单位对象相同、内容相近的检查，一年内重复采集的报表，供人工核对')
      .option('--region <地区>', '地区代码或名称')
      .option('--as-of <日期>', '哪一天', today())
      .action((o: { region?: string; asOf: string }) =>
        withStore(async (store) => {
          const { doublesOf } = await import('../../corpus/ledger/doubles.ts');
          const found = await doublesOf(store, { on: day(o.asOf), ...codeOf(o.region) });
          for (const { one, other, common, share } of found)
            door.out.write(
              `${one.body}“${one.name}”（${one.where}）与${other.body}“${other.name}”（${other.where}）重合 ${Math.round(share * 100)}%：${common.join('、')}\n`,
            );
          door.out.write(`可能重复 ${found.length} 处\n`);
        }),
      ),
    'wenheng ledger doubles --region 石门县 --as-of 2025-11-01',
  );
  example(
    ledger
      .command('compare <上年> <本年>')
      .description('比较两年的清单：取消、合并、保留、新增，压减合并率是否达到目标')
      .addOption(new Option('--kind <种类>', '清单种类').choices([...LIST_KINDS]).default('inspection'))
      .option('--region <地区>', '地区代码或名称')
      .option('--target <百分比>', '压减合并率目标', '20')
      .option('-o, --output <文件>', '对照表另存为 xlsx、docx 或 csv')
      .action(
        (before: string, after: string, o: { kind: ListKind; region?: string; target: string; output?: string }) =>
          withStore(async (store) => {
            const { compareLists, FATE_ZH, reductionSheet, sayReduction } = await import(
              '../../corpus/ledger/compare.ts'
            );
            const of = async (year: string): Promise<readonly LedgerEntry[]> => {
              const place = o.region ? { region: parseRegion(o.region).code, exact: true } : {};
              const lists = (await store.ledger.lists({ kinds: [o.kind], year, ...place })).filter(
                (l) => l.year !== null,
              );
              if (lists.length === 0)
                throw new WenhengError('not-found', { what: `${year}年的《${LIST_ZH[o.kind]}》` });
              return store.ledger.entries({ lists: lists.map((l) => l.id) });
            };
            const r = compareLists(await of(before), await of(after), Number(o.target));
            for (const row of r.rows)
              door.out.write(`${FATE_ZH[row.fate]}　${row.before?.name ?? '—'} → ${row.after?.name ?? '—'}\n`);
            door.out.write(`${sayReduction(r)}\n`);
            if (o.output) {
              const { renderSheet } = await import('../../corpus/exports/index.ts');
              await writeFile(
                o.output,
                await renderSheet(
                  reductionSheet(r, `${LIST_ZH[o.kind]}${before}年、${after}年对照表`),
                  formatOf(o.output),
                ),
              );
            }
          }),
      ),
    'wenheng ledger compare 2024 2025 --target 20\nwenheng ledger compare 2024 2025 --kind whitelist -o 对照表.xlsx',
  );
}

function addSettling(ledger: Command, door: Door, withStore: WithStore): void {
  example(
    ledger
      .command('collect [报告...]')
      .description('把评估发现的问题和档案问题列入整改清单；已列入的不变。报告：review --format json 的输出')
      .option('--region <地区>', '地区代码或名称')
      .option('--as-of <日期>', '列入日期', today())
      .option('--within <天数>', '整改时限', '30')
      .action((reports: string[], o: { region?: string; asOf: string; within: string }) =>
        withStore(async (store) => {
          const { collectProblems } = await import('../../corpus/ledger/rectify.ts');
          for (const path of reports) await store.saveReview(await reportAt(path), day(o.asOf));
          const { entries, added } = await collectProblems(store, {
            on: day(o.asOf),
            within: Number(o.within) || 30,
            ...codeOf(o.region),
          });
          door.out.write(`新列入 ${added} 项，整改清单共 ${entries.length} 项\n`);
        }),
      ),
    'wenheng review 征求意见稿.docx --format json -o 报告.json\nwenheng ledger collect 报告.json --within 15',
  );
  example(
    ledger
      .command('due')
      .description('到期未销号的问题、到期未返校的借调教师（限期清退）')
      .option('--region <地区>', '地区代码或名称')
      .option('--as-of <日期>', '到哪一天', today())
      .action((o: { region?: string; asOf: string }) =>
        withStore(async (store) => {
          const { dueBy } = await import('../../corpus/ledger/rectify.ts');
          const due = dueBy(await store.ledger.entries(codeOf(o.region)), day(o.asOf));
          for (const e of due)
            door.out.write(`${e.period?.last ?? ''}　${LIST_ZH[e.kind]}　${e.name}　${e.body ?? ''}　${e.id}\n`);
          door.out.write(`到期 ${due.length} 项\n`);
        }),
      ),
    'wenheng ledger due --as-of 2025-12-31',
  );
  example(
    ledger
      .command('close <条目>')
      .description('销号或更新一个条目：责任单位、时限、措施、完成情况、佐证')
      .addOption(
        new Option('--state <状态>', '办理中或已销号')
          .choices(['doing', 'closed', 'active', 'withdrawn'])
          .default('closed'),
      )
      .option('--done <文字>', '完成情况')
      .option('--measure <文字>', '整改措施')
      .option('--owner <单位>', '责任单位')
      .option('--due <日期>', '整改时限')
      .option('--evidence <文字>', '佐证材料')
      .action(
        (
          id: string,
          o: {
            state: 'doing' | 'closed' | 'active' | 'withdrawn';
            done?: string;
            measure?: string;
            owner?: string;
            due?: string;
            evidence?: string;
          },
        ) =>
          withStore(async (store) => {
            const { cellsOfState } = await import('../../corpus/ledger/rectify.ts');
            const e = await store.ledger.settle(id, {
              state: o.state,
              cells: {
                ...cellsOfState(o.state, today()),
                ...(o.done ? { done: o.done } : {}),
                ...(o.measure ? { measure: o.measure } : {}),
                ...(o.owner ? { body: o.owner } : {}),
                ...(o.due ? { due: day(o.due) } : {}),
                ...(o.evidence ? { remark: `佐证：${o.evidence}` } : {}),
              },
            });
            door.out.write(`${e.name}：${ENTRY_STATE_ZH[e.state]}\n`);
          }),
      ),
    'wenheng ledger close e_3f9a0c11d2e4 --evidence 修改后的通知.pdf',
  );
  example(
    ledger
      .command('withdraw <文件编号>')
      .description('撤回一份通知：它带来的次数不再计入累计')
      .option('--why <原因>', '原因', '')
      .option('--as-of <日期>', '撤回日期', today())
      .option('--restore', '恢复计入')
      .action((id: string, o: { why: string; asOf: string; restore?: boolean }) =>
        withStore(async (store) => {
          if (o.restore) await store.ledger.restore(id);
          else await store.ledger.withdraw(id, day(o.asOf), o.why);
          door.out.write(
            o.restore
              ? `${id} 恢复计入\n`
              : `${id} 已撤回，不再计入${Object.values(BROUGHT_ZH).slice(0, 2).join('、')}等累计\n`,
          );
        }),
      ),
    'wenheng ledger withdraw d_3f9a0c11d2e4 --why 与其他活动合并',
  );
}

async function reportAt(path: string): Promise<Report> {
  const { name } = await fileAt(path);
  try {
    return Report.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (cause) {
    throw new WenhengError('file-damaged', { file: name, why: '不是 wenheng review --format json 的报告' }, { cause });
  }
}

function sayList(l: LedgerList, entries: readonly LedgerEntry[], rows: boolean): string {
  const active = entries.filter((e) => e.state === 'active').length;
  const head = `${l.id}　${l.title}　${l.unit ?? ''}　${l.year ?? ''}　${entries.length} 项（在列 ${active}）\n`;
  if (!rows) return head;
  return (
    head +
    entries
      .map(
        (e) =>
          `  ${e.seq}　${e.name}　${e.body ?? ''}　${e.period ? `${e.period.first}至${e.period.last}` : ''}　${ENTRY_STATE_ZH[e.state]}　${e.id}\n`,
      )
      .join('')
  );
}
