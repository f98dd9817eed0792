import { setTimeout as pause } from 'node:timers/promises';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Counts, Entry } from '../../queues/queue.ts';
import { FAILURE_ZH, JOB_KINDS, JOB_ZH } from '../../records/job.ts';
import { parseRegion } from '../../records/region.ts';
import type { Composition } from '../compose.ts';
import { sayReason } from '../progress.ts';
import { type AddCommand, type Door, example, today, withParts } from './command.ts';

const count = (text: string): number => {
  if (!/^[1-9]\d{0,3}$/.test(text)) throw new InvalidArgumentError('需要一个正整数');
  return Number(text);
};

const port = (text: string): number => {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535) throw new InvalidArgumentError('需要一个端口号');
  return Number(text);
};

/** wenheng worker · submit · status · retry */
export const addQueue: AddCommand = (program, door) => {
  example(
    program
      .command('worker')
      .description('处理队列里的任务，直到按 Ctrl-C；可在多台机器上同时运行')
      .option('--concurrency <个数>', '同时处理几份文件（默认与 WENHENG_READERS 相同）', count)
      .option('--until-empty', '队列空了就结束')
      .option('--metrics <端口>', '在这个端口答复 /metrics、/ready、/health（地址用 WENHENG_HOST）', port)
      .action(async (o: { concurrency?: number; untilEmpty?: boolean; metrics?: number }) => {
        await withParts(program, door, (parts) => work(parts, o));
      }),
    'wenheng worker\nwenheng worker --concurrency 4 --metrics 9320',
  );
  example(
    program
      .command('submit <路径...>')
      .description('把文件、文件夹或压缩包交给工作进程编入档案库')
      .option('--region <地区>', '这批文件所属的地区（文件本身读不出时使用）')
      .option('--wait', '等到全部处理完')
      .action(async (paths: string[], o: { region?: string; wait?: boolean }) => {
        const region = o.region ? parseRegion(o.region).code : null;
        await withParts(program, door, (parts) => submit(paths, region, o.wait === true, parts, door));
      }),
    'wenheng submit 历年通知/\nwenheng submit 2023年通知.zip --wait',
  );
  example(
    program
      .command('status')
      .description('队列里有什么、卡在哪里')
      .option('--json', '以 JSON 输出')
      .action(async (o: { json?: boolean }) => {
        await withParts(program, door, async (parts) => {
          const counts = await (await parts.queue()).counts();
          door.out.write(o.json ? `${JSON.stringify(counts, null, 1)}\n` : statusText(counts, Date.now()));
        });
      }),
    'wenheng status\nwenheng status --json',
  );
  addRetry(program, door);
};

function addRetry(program: Command, door: Door): void {
  example(
    program
      .command('retry')
      .description('只重做受影响的部分，并列出前后差异')
      .addOption(
        new Option('--stage <环节>', 'read（重新读取和识别）、extract（重新提取条款）、review（重评待复审的评估）')
          .choices(['read', 'extract', 'review'])
          .default('extract'),
      )
      .option('--failed', '失败的和已隔离的任务')
      .option('--older-than <版本>', '只重做由更早版本的规则处理过的文件', count)
      .option('--region <地区>', '只重做这个地区的')
      .option('--format <格式>', '只重做这种格式的，例如 pdf')
      .option('--engine <引擎>', '只重做由这个文字识别引擎读过的，例如 tesseract')
      .option('--detach', '提交后不等待')
      .action(
        async (o: {
          stage: 'read' | 'extract' | 'review';
          failed?: boolean;
          olderThan?: number;
          region?: string;
          format?: string;
          engine?: string;
          detach?: boolean;
        }) => {
          const choice = {
            stage: o.stage,
            failed: o.failed === true,
            olderThan: o.olderThan ?? null,
            region: o.region ? parseRegion(o.region).code : null,
            format: o.format ?? null,
            engine: o.engine ?? null,
          };
          await withParts(program, door, async (parts) => {
            const { retry, sumOf } = await import('../retry.ts');
            const [queue, store, blobs] = await Promise.all([parts.queue(), parts.store(), parts.blobs()]);
            const { keys, missing } = await retry(choice, {
              queue,
              store,
              blobs,
              asOf: today(),
              at: new Date().toISOString(),
            });
            if (missing.length > 0)
              door.out.warn(
                `${missing.length} 份没有保存原件，无法重做；请用 wenheng index 重新编入：${missing.slice(0, 5).join('、')}\n`,
              );
            if (keys.length === 0 || o.detach) {
              door.out.write(`提交了 ${keys.length} 个任务。\n`);
              return;
            }
            const ended = await waitFor(keys, parts, door);
            const sum = sumOf(ended);
            door.out.write(
              `重做 ${sum.documents} 份，其中 ${sum.changed} 份有变化：新增 ${sum.gained} 条，减少 ${sum.lost} 条，不变 ${sum.same} 条；失败 ${sum.failed.length} 份。\n`,
            );
            for (const { job, result } of ended) {
              if (!result?.difference || result.difference.gained + result.difference.lost === 0) continue;
              door.out.write(`${job.payload.name}\n${result.difference.lines.map((l) => `  ${l}\n`).join('')}`);
            }
            for (const { job, failure } of sum.failed)
              door.out.write(`${job.payload.name}：${failure?.message ?? ''}\n`);
          });
        },
      ),
    'wenheng retry --failed\nwenheng retry --stage extract --older-than 2\nwenheng retry --stage read --engine tesseract --region 洛阳市\nwenheng retry --stage review',
  );
}

async function work(
  parts: Composition,
  o: { concurrency?: number; untilEmpty?: boolean; metrics?: number },
): Promise<void> {
  const { answerProbes, openLog, openMetrics, startWorker } = await import('../worker.ts');
  const log = openLog(parts.config.log);
  const concurrency = o.concurrency ?? parts.config.readers;
  const metrics = openMetrics();
  const probes = o.metrics === undefined ? null : await answerProbes(parts, metrics, o.metrics);
  const working = await startWorker(parts, { concurrency, log, metrics });
  log.info({ queue: (await parts.queue()).kind, concurrency }, 'worker ready');
  const stop = new AbortController();
  const interrupt = (): void => stop.abort();
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  try {
    if (o.untilEmpty) await (await parts.queue()).drain();
    // Until a signal comes; each second of it the queue's own connections keep the process alive.
    else while (!stop.signal.aborted) await pause(1000, undefined, { signal: stop.signal }).catch(() => undefined);
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
    await working.stop();
    await probes?.close();
    log.info('worker ended');
  }
}

async function submit(
  paths: readonly string[],
  region: string | null,
  wait: boolean,
  parts: Composition,
  door: Door,
): Promise<void> {
  const { submitPaths } = await import('../submit.ts');
  const [queue, store, blobs, world] = await Promise.all([parts.queue(), parts.store(), parts.blobs(), parts.world()]);
  const now = (): string => new Date().toISOString();
  const { keys, known, failed } = await submitPaths(paths, { queue, store, blobs, world, region, now });
  door.out.write(`提交 ${keys.length} 份，已在库或已提交 ${known} 份，无法提交 ${failed} 份。\n`);
  if (!wait || keys.length === 0) return;
  const ended = await waitFor(keys, parts, door);
  const bad = ended.filter((e) => e.state === 'failed');
  door.out.write(`完成 ${ended.length - bad.length} 份，失败 ${bad.length} 份。\n`);
  for (const { job, failure } of bad) door.out.write(`  ${job.payload.name}：${failure?.message ?? ''}\n`);
}

/** Waits for jobs; where the queue is a file, this process works itself, so that no second one is needed. */
async function waitFor(keys: readonly string[], parts: Composition, door: Door): Promise<readonly Entry[]> {
  const { follow } = await import('../submit.ts');
  const { openLog, openMetrics, startWorker } = await import('../worker.ts');
  const { progressBar } = await import('../progress.ts');
  const queue = await parts.queue();
  const bar = progressBar(door.out);
  const reasons = new Map<string, number>();
  const log = openLog(parts.config.log === 'info' ? 'error' : parts.config.log);
  const working =
    queue.kind === 'local'
      ? await startWorker(parts, { concurrency: parts.config.readers, log, metrics: openMetrics() })
      : null;
  try {
    const { ended } = await follow(queue, keys, (done, total, { job, failure }) => {
      if (failure) reasons.set(failure.code, (reasons.get(failure.code) ?? 0) + 1);
      bar.update({ done, total, indexed: done, known: 0, failed: reasons, name: job.payload.name });
    });
    return ended;
  } finally {
    bar.stop();
    await working?.stop();
  }
}

/** What a person wants to know first: is it going on, what is stuck, and why. */
export function statusText(counts: Counts, now: number): string {
  const { states } = counts;
  const lines = [
    `${counts.paused ? '【已暂停】' : ''}等待 ${states.waiting}　处理中 ${states.active}　暂缓 ${states.delayed}　等待分页 ${states.held}　完成 ${states.done}　失败 ${states.failed}${counts.estimated ? '（队列很长，以下为推算）' : ''}`,
  ];
  for (const kind of JOB_KINDS) {
    const stage = counts.stages[kind];
    if (!stage) continue;
    lines.push(
      `  ${JOB_ZH[kind]}：等待 ${stage.waiting + stage.held}，处理中 ${stage.active}，暂缓 ${stage.delayed}，完成 ${stage.done}，失败 ${stage.failed}`,
    );
  }
  const formats = Object.entries(counts.formats);
  if (formats.length > 0) lines.push(`未完成的格式：${formats.map(([format, n]) => `${format} ${n}`).join('、')}`);
  if (counts.failures.length > 0) lines.push('未成功的原因：');
  for (const f of counts.failures)
    lines.push(
      `  ${FAILURE_ZH[f.class]}　${sayReason(f.code)}（${f.code}）　${JOB_ZH[f.kind]}　${f.format}　${f.count} 个`,
    );
  if (counts.oldest) lines.push(`等得最久：${counts.oldest.name}，已等 ${clock((now - counts.oldest.since) / 1000)}`);
  return `${lines.join('\n')}\n`;
}

function clock(seconds: number): string {
  const s = Math.max(0, Math.round(seconds));
  if (s < 120) return `${s} 秒`;
  return s < 7200 ? `${Math.round(s / 60)} 分钟` : `${(s / 3600).toFixed(1)} 小时`;
}
