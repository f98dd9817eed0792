import type { Progress } from './index-files.ts';

/** A reason in two to six characters, for a line of counts. */
const REASONS: Readonly<Record<string, string>> = {
  'file-missing': '找不到',
  'file-empty': '空文件',
  'not-text': '非文本',
  'not-chinese': '非中文公文',
  'format-unknown': '格式不明',
  'format-unsupported': '格式不支持',
  'converter-missing': '缺转换程序',
  'password-locked': '有密码',
  'file-damaged': '文件损坏',
  'file-too-large': '文件过大',
  'image-too-large': '图像过大',
  'too-many-pages': '页数过多',
  'no-pages': '没有页面',
  'no-text': '没有文字',
  'archive-unsafe': '压缩包路径不安全',
  'archive-bomb': '压缩包异常',
  'archive-too-many': '压缩包文件过多',
  'markup-hostile': '结构异常',
  'time-limit': '超时',
  'memory-limit': '内存超限',
  'reader-crashed': '解析中断',
  'ocr-missing': '缺文字识别',
  bug: '程序出错',
};
export const sayReason = (code: string): string => REASONS[code] ?? code;

interface Screen {
  write(text: string): void;
  /** null when the output is a file or a pipe: then a line at each tenth. */
  readonly columns: number | null;
}

const BAR = 24;
/** Milliseconds between two pictures. */
const PACE = 100;

/** A line that tells how far a batch is, how fast, how long it still takes, and what failed. */
export function progressBar(out: Screen): { update(progress: Progress): void; stop(): void } {
  const started = performance.now();
  let shown = Number.NEGATIVE_INFINITY;
  let tenth = 0;
  let last: Progress | null = null;
  const draw = (progress: Progress): string => line(progress, (performance.now() - started) / 1000);
  return {
    update(progress) {
      last = progress;
      const now = performance.now();
      if (out.columns === null) {
        const reached = Math.floor((10 * progress.done) / Math.max(1, progress.total));
        if (reached > tenth) out.write(`${draw(progress)}\n`);
        tenth = Math.max(tenth, reached);
      } else if (now - shown >= PACE || progress.done === progress.total) {
        shown = now;
        out.write(`\r\u001b[K${draw(progress).slice(0, out.columns - 1)}`);
      }
    },
    stop() {
      if (last && out.columns !== null) out.write(`\r\u001b[K${draw(last)}\n`);
    },
  };
}

/** 编入 ████░░ 40%  400/1000  12.5 个/秒  剩余 0:48  失败 3（文件损坏 2、没有文字 1） */
export function line({ done, total, failed }: Progress, seconds: number): string {
  const share = total === 0 ? 1 : done / total;
  const full = Math.round(BAR * share);
  const rate = seconds > 0 ? done / seconds : 0;
  const left = rate > 0 ? clock((total - done) / rate) : '—';
  const count = [...failed.values()].reduce((a, b) => a + b, 0);
  const reasons = [...failed].map(([code, n]) => `${sayReason(code)} ${n}`).join('、');
  return `编入 ${'█'.repeat(full)}${'░'.repeat(BAR - full)} ${Math.floor(100 * share)}%  ${done}/${total}  ${rate.toFixed(1)} 个/秒  剩余 ${left}${count > 0 ? `  失败 ${count}（${reasons}）` : ''}`;
}

function clock(seconds: number): string {
  const s = Math.round(seconds);
  const two = (n: number): string => String(n).padStart(2, '0');
  return s >= 3600
    ? `${Math.floor(s / 3600)}:${two(Math.floor((s % 3600) / 60))}:${two(s % 60)}`
    : `${Math.floor(s / 60)}:${two(s % 60)}`;
}
