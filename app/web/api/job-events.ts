import type { Job, JobFile } from './client.ts';

export const ENDED: ReadonlySet<Job['state']> = new Set(['done', 'failed', 'cancelled']);

export interface Watcher {
  job(job: Job): void;
  file?(file: JobFile): void;
  /** The line broke for good. */
  lost?(): void;
}

/** Follows a job by server-sent events until it has ended; the browser takes the line up again by itself. Returns the stop. */
export function watchJob(id: string, watcher: Watcher): () => void {
  const source = new EventSource(`/api/jobs/${encodeURIComponent(id)}/events`);
  source.addEventListener('job', (e: MessageEvent<string>) => {
    const job: Job = JSON.parse(e.data);
    watcher.job(job);
    if (ENDED.has(job.state)) source.close();
  });
  source.addEventListener('file', (e: MessageEvent<string>) => {
    const file: JobFile = JSON.parse(e.data);
    watcher.file?.(file);
  });
  source.addEventListener('error', () => {
    if (source.readyState === EventSource.CLOSED) watcher.lost?.();
  });
  return () => source.close();
}
