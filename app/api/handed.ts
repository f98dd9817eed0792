import type { HandedFile } from '../submit.ts';
import { type Desk, number, type Row, text } from './desk.ts';

/** One file of a job, as the queue knows it. */
export interface HandedRow extends HandedFile {
  readonly job: string;
  /** This job put it in, and nobody before it. */
  readonly own: boolean;
  readonly ended: boolean;
}

/** Under which keys the files of jobs lie in the queue: on disk before they are put in, so that a restart finds them again. */
export class Handed {
  readonly #desk: Desk;

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  note(job: string, files: readonly HandedFile[]): void {
    this.#desk.together(() => {
      for (const { name, key, sha256, path } of files)
        this.#desk.run(
          `insert into handed (job, name, key, sha256, path) values (?, ?, ?, ?, ?)
           on conflict (job, name) do update set key = excluded.key, sha256 = excluded.sha256, path = excluded.path, ended = 0`,
          [job, name, key, sha256, path],
        );
    });
  }

  own(job: string, keys: Iterable<string>): void {
    this.#desk.together(() => {
      for (const key of keys) this.#desk.run('update handed set own = 1 where job = ? and key = ?', [job, key]);
    });
  }

  /** The same work goes on under another key. */
  move(job: string, name: string, key: string): void {
    this.#desk.run('update handed set key = ? where job = ? and name = ?', [key, job, name]);
  }

  end(job: string, name: string): void {
    this.#desk.run('update handed set ended = 1 where job = ? and name = ?', [job, name]);
  }

  of(job: string): HandedRow[] {
    return this.#desk.all('select * from handed where job = ? order by name', [job]).map(toHanded);
  }

  /** Of jobs that wait in the queue as a whole. */
  open(): HandedRow[] {
    return this.#desk
      .all(
        `select handed.* from handed join job on job.id = handed.job
         where ended = 0 and handed_at is not null and state in ('waiting', 'running') order by job.at, handed.rowid`,
      )
      .map(toHanded);
  }

  /** Jobs that wait in the queue, or whose files have all ended there. */
  jobs(): string[] {
    return this.#desk
      .all(`select id from job where handed_at is not null and state in ('waiting', 'running') order by at`)
      .map((row) => text(row, 'id'));
  }

  /** Together with what else is written of the same thing. */
  together(work: () => void): void {
    this.#desk.together(work);
  }
}

const toHanded = (row: Row): HandedRow => ({
  job: text(row, 'job'),
  name: text(row, 'name'),
  key: text(row, 'key'),
  sha256: text(row, 'sha256'),
  path: text(row, 'path'),
  own: number(row, 'own') === 1,
  ended: number(row, 'ended') === 1,
});
