import { csrfHeader, type Job, problemOf, Refused } from './client.ts';

export interface Upload {
  readonly job: Promise<Job>;
  abort(): void;
}

/** Sends a form; fetch tells nothing of how far an upload has come, so XMLHttpRequest does it. `progress` is 0–1. */
export function upload(url: string, form: FormData, progress: (part: number) => void): Upload {
  const request = new XMLHttpRequest();
  const job = new Promise<Job>((resolve, reject) => {
    request.open('POST', url);
    request.responseType = 'json';
    for (const [name, value] of Object.entries(csrfHeader())) request.setRequestHeader(name, value);
    request.upload.addEventListener('progress', (e) => {
      if (e.lengthComputable) progress(e.loaded / e.total);
    });
    request.addEventListener('load', () => {
      const answer: unknown = request.response;
      if (request.status === 202 && isJob(answer)) resolve(answer);
      else reject(new Refused(problemOf(answer, request.status)));
    });
    const lost = (): void => reject(new Refused({ ...problemOf(null, 0), title: '上传中断', code: 'offline' }));
    request.addEventListener('error', lost);
    request.addEventListener('abort', lost);
    request.send(form);
  });
  return { job, abort: () => request.abort() };
}

const isJob = (x: unknown): x is Job => typeof x === 'object' && x !== null && 'id' in x && 'state' in x && 'kind' in x;
