import { Reading } from '../../records/reading.ts';
import type { Report } from '../../records/report.ts';
import type { Who } from './accounts.ts';
import { type Desk, type Row, text, textOrNull } from './desk.ts';
import { ReviewHead } from './schemas.ts';

/** What a list shows of a review without opening its report. */
export const Summary = ReviewHead.omit({ id: true, at: true, by: true, disposed: true, stale: true });
export type Summary = ReturnType<typeof summaryOf>;

export const summaryOf = (report: Report) => ({
  title: report.document.title,
  docNumber: report.document.docNumber,
  source: report.document.source,
  level: report.document.level,
  region: report.document.region,
  verdict: report.verdict,
  conflicts: report.findings.filter((f) => f.severity === 'conflict').length,
  warnings: report.findings.filter((f) => f.severity === 'warning').length,
  notices: report.findings.filter((f) => f.severity === 'notice').length,
});

export interface Owned {
  readonly review: string;
  readonly organisation: string;
  readonly by: string;
  readonly job: string | null;
  readonly at: string;
  readonly summary: Summary;
}

/** Whose each review is. The archive keeps the reviews; the desk keeps the door to them. */
export class Ownership {
  readonly #desk: Desk;

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  /** `superiors`: documents named for this review alone, which the archive does not have. */
  take(
    review: string,
    who: Pick<Who, 'name' | 'organisation'>,
    job: string | null,
    at: string,
    summary: Summary,
    superiors: readonly Reading[],
  ): void {
    this.#desk.together(() => {
      this.#desk.run(
        'insert into owned (review, organisation, by_whom, job, at, head) values (?, ?, ?, ?, ?, ?) on conflict do nothing',
        [review, who.organisation, who.name, job, at, JSON.stringify(summary)],
      );
      for (const reading of superiors)
        this.#desk.run('insert into superior (review, document, reading) values (?, ?, ?) on conflict do nothing', [
          review,
          reading.document.id,
          JSON.stringify(reading),
        ]);
    });
  }

  knows(review: string): boolean {
    return this.#desk.all('select 1 from owned where review = ?', [review]).length > 0;
  }

  /** Whose it is, for one that takes its place. */
  owner(review: string): Pick<Who, 'name' | 'organisation'> | null {
    const [row] = this.#desk.all('select by_whom, organisation from owned where review = ?', [review]);
    return row ? { name: text(row, 'by_whom'), organisation: text(row, 'organisation') } : null;
  }

  find(review: string, organisation: string): Owned | null {
    const [row] = this.#desk.all('select * from owned where review = ? and organisation = ?', [review, organisation]);
    return row ? toOwned(row) : null;
  }

  /** The latest first; `after`: `at id` of the last one seen. */
  list(organisation: string, limit: number, after?: string): Owned[] {
    const [at = '', id = ''] = after?.split(' ') ?? [];
    return this.#desk
      .all(
        `select * from owned where organisation = ? and (? = '' or at < ? or (at = ? and review < ?))
         order by at desc, review desc limit ?`,
        [organisation, at, at, at, id, limit],
      )
      .map(toOwned);
  }

  superior(review: string, document: string): Reading | null {
    const [row] = this.#desk.all('select reading from superior where review = ? and document = ?', [review, document]);
    return row ? Reading.parse(JSON.parse(text(row, 'reading'))) : null;
  }
}

const toOwned = (row: Row): Owned => ({
  review: text(row, 'review'),
  organisation: text(row, 'organisation'),
  by: text(row, 'by_whom'),
  job: textOrNull(row, 'job'),
  at: text(row, 'at'),
  summary: Summary.parse(JSON.parse(text(row, 'head'))),
});
