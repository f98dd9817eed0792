import { ERRORS, type ErrorCode, isWenhengError, WenhengError } from '../records/errors.ts';
import type { JobFailure } from '../records/job.ts';

/** Errors by which a process that was working on the job ended. The job gets one more try, then it is set aside. */
const DEADLY: ReadonlySet<ErrorCode> = new Set(['reader-crashed', 'memory-limit', 'time-limit']);
/** How many processes a job may end before it is set aside. */
export const DEATHS = 2;

/** How many workers may vanish (power, kill, a long outage) while they hold a job before it is set aside as well. */
export const LOSSES = 8;

// errno(3): what the operating system says when a shared resource is away or used up.
const SYSTEM: Readonly<Record<string, ErrorCode>> = {
  ENOSPC: 'disk-full',
  EDQUOT: 'disk-full',
  EMFILE: 'service-away',
  ENFILE: 'service-away',
  ENOMEM: 'service-away',
  EAGAIN: 'service-away',
  EIO: 'service-away',
  ESTALE: 'service-away',
  ECONNREFUSED: 'service-away',
  ECONNRESET: 'service-away',
  EPIPE: 'service-away',
  ETIMEDOUT: 'service-away',
  EHOSTUNREACH: 'service-away',
  ENETUNREACH: 'service-away',
  ENOTFOUND: 'service-away',
  EAI_AGAIN: 'service-away',
};

/** System errors in the project's own words; anything else stays as it is. */
export function named(error: unknown): unknown {
  if (!(error instanceof Error) || isWenhengError(error) || !('code' in error) || typeof error.code !== 'string')
    return error;
  // https://www.postgresql.org/docs/15/errcodes-appendix.html: 08 connection, 53 resources, 57P shutdown
  const code = SYSTEM[error.code] ?? (/^(?:08|53|57P)/.test(error.code) ? 'service-away' : undefined);
  return code === undefined ? error : new WenhengError(code, { service: error.message }, { cause: error });
}

/**
 * The one place that decides whether something is tried again (style.md §7: the error's class decides).
 * `later`: handed back, no attempt counted. `again`: one more try. `end`: no more.
 */
export interface Decision {
  readonly next: 'later' | 'again' | 'end';
  readonly failure: JobFailure;
}

/** `deaths`: how many processes the job has ended before this. */
export function decide(thrown: unknown, deaths: number): Decision {
  const error = named(thrown);
  if (!isWenhengError(error)) {
    const message = error instanceof Error ? error.message : String(error);
    return { next: 'end', failure: { class: 'terminal', code: 'bug', message: `程序出错：${message}` } };
  }
  const { code, message } = error;
  if (ERRORS[code].retry === 'later') return { next: 'later', failure: { class: 'transient', code, message } };
  if (DEADLY.has(code))
    return { next: deaths + 1 < DEATHS ? 'again' : 'end', failure: { class: 'poison', code, message } };
  return { next: 'end', failure: { class: 'terminal', code, message } };
}

export const lost = (): JobFailure => ({
  class: 'poison',
  code: 'worker-lost',
  message: `处理它的工作进程先后消失 ${LOSSES} 次，已隔离`,
});

export const foreign = (): JobFailure => ({
  class: 'terminal',
  code: 'bug',
  message: '任务由另一版本的程序放入，本版本不认识；请用 wenheng retry --failed 重新提交',
});

/** Milliseconds until a job that was handed back is taken again: `first`, doubled each time, a minute at most. */
export const pauseAfter = (waits: number, first: number): number => Math.min(60_000, first * 2 ** Math.min(waits, 10));
