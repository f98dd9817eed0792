import { randomBytes } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { z } from 'zod';
import type { Who } from './accounts.ts';
import { type Desk, number, type Row, text, textOrNull } from './desk.ts';
import { FILE_STATES, type Job, type JobFile, JobKind, JobState, type JobView, Stage } from './schemas.ts';

const Upload = z.object({ path: z.string(), name: z.string() });
/** What a job works on; files lie in the server's own folders until it has ended. */
export const ReviewInput = z.object({
  kind: z.literal('review'),
  draft: Upload,
  against: z.array(Upload).nullable(),
  region: z.string().nullable(),
  asOf: z.iso.date(),
});
export const ArchiveInput = z.object({
  kind: z.literal('archive'),
  folder: z.string(),
  region: z.string().nullable(),
});
export const JobInput = z.discriminatedUnion('kind', [ReviewInput, ArchiveInput]);
export type JobInput = z.infer<typeof JobInput>;

export interface JobEvent {
  readonly job: Job;
  /** The file that has just ended, of an archive job. */
  readonly file?: JobFile;
}

export interface JobFilter {
  readonly organisation: string;
  readonly state?: JobState;
  readonly kind?: JobKind;
  readonly limit: number;
  /** `at id` of the last one seen. */
  readonly after?: string;
}

const JobError = z.object({ code: z.string(), message: z.string(), todo: z.string() });
export type JobError = z.infer<typeof JobError>;

/** A job as its worker gets it. */
export interface Taken {
  readonly id: string;
  readonly input: JobInput;
  readonly who: Pick<Who, 'name' | 'organisation'>;
  /** Equal at each attempt: the review of a job that is run twice is one review. */
  readonly at: string;
}

/** How often a job may be begun before it is given up: its worker died each time. */
export const ATTEMPTS = 3;
/** While a job is only handed over nothing of its files runs in the server: what ended it was hardly the job. */
const HANDOVERS = 8;

/** Jobs as the desk keeps them: on disk before the answer goes out, so that none is lost. */
export class Jobs {
  readonly #desk: Desk;
  readonly #events = new EventEmitter({ captureRejections: false }).setMaxListeners(0);

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  static newId(): string {
    return `j_${randomBytes(9).toString('base64url')}`;
  }

  add(id: string, input: JobInput, name: string, files: readonly string[], who: Who, at: string): Job {
    this.#desk.together(() => {
      this.#desk.run(
        `insert into job (id, kind, organisation, by_whom, name, state, at, total, input)
         values (?, ?, ?, ?, ?, 'waiting', ?, ?, ?)`,
        [id, input.kind, who.organisation, who.name, name, at, files.length, JSON.stringify(input)],
      );
      for (const file of files)
        this.#desk.run(
          `insert into job_file (job, name, state, documents) values (?, ?, 'waiting', '[]') on conflict do nothing`,
          [id, file],
        );
    });
    return this.#told(id);
  }

  /** Of the organisation's own jobs; null for another's. */
  find(id: string, organisation: string): JobView | null {
    const [row] = this.#desk.all('select * from job where id = ? and organisation = ?', [id, organisation]);
    return row ? { ...this.#toJob(row), files: this.files(id) } : null;
  }

  organisation(id: string): string | null {
    const [row] = this.#desk.all('select organisation from job where id = ?', [id]);
    return row ? text(row, 'organisation') : null;
  }

  state(id: string): JobState | null {
    const [row] = this.#desk.all('select state from job where id = ?', [id]);
    return row ? JobState.parse(row['state']) : null;
  }

  files(id: string): JobFile[] {
    return this.#desk.all('select * from job_file where job = ? order by name', [id]).map(toFile);
  }

  list({ organisation, state, kind, limit, after }: JobFilter): Job[] {
    const [at = '', id = ''] = after?.split(' ') ?? [];
    return this.#desk
      .all(
        `select * from job where organisation = ? and (? is null or state = ?) and (? is null or kind = ?)
         and (? = '' or at < ? or (at = ? and id < ?)) order by at desc, id desc limit ?`,
        [organisation, state ?? null, state ?? null, kind ?? null, kind ?? null, at, at, at, id, limit],
      )
      .map((row) => this.#toJob(row));
  }

  counts(organisation?: string): { kind: JobKind; state: JobState; count: number }[] {
    return this.#desk
      .all(
        'select kind, state, count(*) as n from job where ? is null or organisation = ? group by kind, state order by kind, state',
        [organisation ?? null, organisation ?? null],
      )
      .map((row) => ({
        kind: JobKind.parse(row['kind']),
        state: JobState.parse(row['state']),
        count: number(row, 'n'),
      }));
  }

  /**
   * Takes the job that has waited longest; by compare-and-set, so that no two take one. `named`: of the reviews only those
   * with files named for them, or only those without.
   */
  take(kind: JobKind, at: string, named?: boolean): Taken | null {
    const [row] = this.#desk.all(
      `update job set state = 'running', started_at = coalesce(started_at, ?), attempts = attempts + 1
       where id = (select id from job where state = 'waiting' and handed_at is null and kind = ?
         and (? is null or (json_extract(input, '$.against') is not null) = ?) order by at, id limit 1) and state = 'waiting'
       returning *`,
      [at, kind, named === undefined ? null : Number(named), Number(named ?? false)],
    );
    if (!row) return null;
    this.#told(text(row, 'id'));
    return toTaken(row);
  }

  /** A job that was taken; null when it is not there. */
  taken(id: string): Taken | null {
    const [row] = this.#desk.all('select * from job where id = ? and started_at is not null', [id]);
    return row ? toTaken(row) : null;
  }

  /** All of it is in the queue. `waits`: until a worker begins it, it stands in line. */
  handed(id: string, at: string, waits: boolean): void {
    this.#desk.run(
      `update job set handed_at = ?, state = case when ? then 'waiting' else state end where id = ? and state = 'running'`,
      [at, Number(waits), id],
    );
    this.#told(id);
  }

  isHanded(id: string): boolean {
    return this.#desk.all('select 1 from job where id = ? and handed_at is not null', [id]).length > 0;
  }

  /** A worker has begun it. */
  begun(id: string): void {
    const changed = this.#desk.run(
      `update job set state = 'running' where id = ? and state = 'waiting' and handed_at is not null`,
      [id],
    );
    if (changed > 0) this.#told(id);
  }

  /** Before all of its files are told of anew. */
  anew(id: string): void {
    this.#desk.run(
      `update job_file set state = 'waiting', documents = '[]', code = null, message = null where job = ?`,
      [id],
    );
  }

  progress(id: string, stage: Stage, done: number, total: number): void {
    this.#desk.run(`update job set stage = ?, done = ?, total = ? where id = ? and state = 'running'`, [
      stage,
      done,
      total,
      id,
    ]);
    this.#told(id);
  }

  file(id: string, file: JobFile): void {
    this.#desk.run(
      `insert into job_file (job, name, state, documents, code, message) values (?, ?, ?, ?, ?, ?)
       on conflict (job, name) do update set state = excluded.state, documents = excluded.documents,
         code = excluded.code, message = excluded.message`,
      [id, file.name, file.state, JSON.stringify(file.documents), file.code, file.message],
    );
    this.#told(id, file);
  }

  /** How many files have ended, of those that are known to belong to it; an archive that is open stands as its entries. */
  filesEnded(id: string): { done: number; total: number } {
    const [row] = this.#desk.all(
      `select (select count(*) from job_file where job = ? and state <> 'waiting') as done,
         (select count(*) from handed where job = ? and ended = 0) as open,
         (select count(*) from job_file where job = ? and state = 'waiting') as waiting,
         (select handed_at from job where id = ?) as handed`,
      [id, id, id, id],
    );
    if (!row) return { done: 0, total: 0 };
    const done = number(row, 'done');
    const open = number(row, 'open');
    // Until all of it is handed over, what has not been spoken of is still to come.
    return { done, total: done + (row['handed'] === null ? Math.max(open, number(row, 'waiting')) : open) };
  }

  /** Files that no one spoke of were passed over by name; an archive stands as its entries. */
  done(id: string, at: string, reviewId: string | null): void {
    this.#desk.run(
      `delete from job_file where job = ? and state = 'waiting' and exists (
         select 1 from job_file e where e.job = job_file.job and substr(e.name, 1, length(job_file.name) + 1) = job_file.name || '/')`,
      [id],
    );
    this.#desk.run(`update job_file set state = 'skipped' where job = ? and state = 'waiting'`, [id]);
    this.#desk.run(`update job set state = 'done', ended_at = ?, review_id = ?, error = null where id = ?`, [
      at,
      reviewId,
      id,
    ]);
    this.#told(id);
  }

  failed(id: string, at: string, error: JobError): void {
    this.#desk.run(`update job set state = 'failed', ended_at = ?, error = ? where id = ?`, [
      at,
      JSON.stringify(error),
      id,
    ]);
    this.#told(id);
  }

  /** Back to the line. `counted`: the attempt was not the job's fault and is taken back. */
  again(id: string, counted: boolean): void {
    this.#desk.run(
      `update job set state = 'waiting', stage = null, done = 0, ended_at = null, error = null, handed_at = null,
         attempts = case when ? then attempts else attempts - 1 end where id = ?`,
      [Number(counted), id],
    );
    this.#told(id);
  }

  /** For a person who asks for another try. False unless the job, or a file of it, has failed or was cancelled. */
  retry(id: string): boolean {
    const changed = this.#desk.run(
      `update job set state = 'waiting', stage = null, done = 0, started_at = null, ended_at = null, error = null, attempts = 0, handed_at = null
       where id = ? and (state in ('failed', 'cancelled')
         or state = 'done' and exists (select 1 from job_file where job_file.job = job.id and job_file.state = 'failed'))`,
      [id],
    );
    if (changed > 0) {
      this.#desk.run('delete from handed where job = ?', [id]);
      this.#told(id);
    }
    return changed > 0;
  }

  /** False when it has ended already. */
  cancel(id: string, at: string): boolean {
    const changed = this.#desk.run(
      `update job set state = 'cancelled', ended_at = ? where id = ? and state in ('waiting', 'running')`,
      [at, id],
    );
    if (changed > 0) this.#told(id);
    return changed > 0;
  }

  isCancelled(id: string): boolean {
    return this.#desk.all(`select 1 from job where id = ? and state = 'cancelled'`, [id]).length > 0;
  }

  attempts(id: string): number {
    const [row] = this.#desk.all('select attempts from job where id = ?', [id]);
    return row ? number(row, 'attempts') : 0;
  }

  /**
   * Jobs that an earlier process left in the middle go back to the line; those that ended it too often are set aside.
   * What the queue has goes on there, as long as there is one.
   */
  recover(at: string, error: JobError, queue: boolean): void {
    if (!queue) {
      this.#desk.run(`update job set handed_at = null where state in ('waiting', 'running') and handed_at is not null`);
      this.#desk.run('delete from handed where ended = 0');
    }
    for (const row of this.#desk.all(`select id, attempts from job where state = 'running' and handed_at is null`)) {
      if (number(row, 'attempts') >= (queue ? HANDOVERS : ATTEMPTS)) this.failed(text(row, 'id'), at, error);
      else this.again(text(row, 'id'), true);
    }
  }

  input(id: string): JobInput | null {
    const [row] = this.#desk.all('select input from job where id = ?', [id]);
    return row ? JobInput.parse(JSON.parse(text(row, 'input'))) : null;
  }

  watch(id: string, listener: (event: JobEvent) => void): () => void {
    this.#events.on(id, listener);
    return () => this.#events.off(id, listener);
  }

  #told(id: string, file?: JobFile): Job {
    const [row] = this.#desk.all('select * from job where id = ?', [id]);
    if (!row) throw new RangeError(`job ${id} is not there`);
    const job = this.#toJob(row);
    this.#events.emit(id, file ? { job, file } : { job });
    return job;
  }

  #toJob(row: Row): Job {
    const state = JobState.parse(row['state']);
    const kind = JobKind.parse(row['kind']);
    const at = text(row, 'at');
    const error = textOrNull(row, 'error');
    const stage = textOrNull(row, 'stage');
    const [ahead] =
      state === 'waiting'
        ? this.#desk.all(
            `select count(*) as n from job where state = 'waiting' and kind = ? and (at < ? or (at = ? and id < ?))`,
            [kind, at, at, text(row, 'id')],
          )
        : [];
    return {
      id: text(row, 'id'),
      kind,
      name: text(row, 'name'),
      state,
      by: text(row, 'by_whom'),
      at,
      startedAt: textOrNull(row, 'started_at'),
      endedAt: textOrNull(row, 'ended_at'),
      stage: stage === null ? null : Stage.parse(stage),
      done: number(row, 'done'),
      total: number(row, 'total'),
      ahead: ahead ? number(ahead, 'n') : 0,
      reviewId: textOrNull(row, 'review_id'),
      error: error === null ? null : JobError.parse(JSON.parse(error)),
    };
  }
}

const toTaken = (row: Row): Taken => ({
  id: text(row, 'id'),
  input: JobInput.parse(JSON.parse(text(row, 'input'))),
  who: { name: text(row, 'by_whom'), organisation: text(row, 'organisation') },
  at: text(row, 'started_at'),
});

const FileState = z.enum(FILE_STATES);
const toFile = (row: Row): JobFile => ({
  name: text(row, 'name'),
  state: FileState.parse(row['state']),
  documents: z.array(z.string()).parse(JSON.parse(text(row, 'documents'))),
  code: textOrNull(row, 'code'),
  message: textOrNull(row, 'message'),
});
