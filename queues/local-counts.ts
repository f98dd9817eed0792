import { JOB_KINDS, JobFailure, type JobKind } from '../records/job.ts';
import { numberOf, type Row, type Table, textOf } from './local-table.ts';
import { type Counts, noStates, STATES, type State } from './queue.ts';

/** Counted by the database itself, so exact at any length. */
export function countsOf(table: Table): Counts {
  const states = noStates();
  const stages: Partial<Record<JobKind, Record<State, number>>> = {};
  for (const row of table.all('select kind, state, count(*) as n from job group by kind, state')) {
    const kind = kindOf(row);
    const state = STATES.find((s) => s === row['state']);
    if (!state) continue;
    const n = numberOf(row, 'n');
    states[state] += n;
    const stage = stages[kind] ?? noStates();
    stage[state] += n;
    stages[kind] = stage;
  }
  const open = table.all(
    "select format, count(*) as n from job where state not in ('done', 'failed') group by format order by n desc, format",
  );
  const failures = table.all(
    `select kind, format, failure, count(*) as n from
       (select kind, format, json_remove(failure, '$.message') as failure from job
        where state in ('failed', 'delayed') and failure is not null)
     group by kind, format, failure order by n desc, kind, format`,
  );
  const [oldest] = table.all(
    "select key, json_extract(job, '$.payload.name') as name, added_at from job where state in ('waiting', 'delayed') order by added_at, seq limit 1",
  );
  const [paused] = table.all("select value from setting where name = 'paused'");
  return {
    states,
    stages,
    formats: Object.fromEntries(open.map((row) => [textOf(row, 'format'), numberOf(row, 'n')])),
    failures: failures.map((row) => ({
      ...JobFailure.omit({ message: true }).parse(JSON.parse(textOf(row, 'failure'))),
      kind: kindOf(row),
      format: textOf(row, 'format'),
      count: numberOf(row, 'n'),
    })),
    oldest: oldest
      ? {
          key: textOf(oldest, 'key'),
          name: textOf(oldest, 'name'),
          since: numberOf(oldest, 'added_at'),
        }
      : null,
    paused: numberOf(paused, 'value') === 1,
    estimated: false,
  };
}

function kindOf(row: Row): JobKind {
  const kind = JOB_KINDS.find((k) => k === row['kind']);
  if (!kind) throw new TypeError(`a job of the unknown kind ${String(row['kind'])}`);
  return kind;
}
