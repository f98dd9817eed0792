import { readPages } from '../pipeline/index.ts';
import { toFailure } from '../pipeline/readers/sandbox-messages.ts';
import { judge } from '../pipeline/selection.ts';
import { isWenhengError } from '../records/errors.ts';
import type { StageReply, StageTask } from './workers-stage.ts';

/** The child's side of workers-stage.ts: the pure stages, one task at a time, where they may hang or burst. */
function answer(task: StageTask): StageReply {
  switch (task.stage) {
    case 'hello':
      return { stage: 'hello' };
    case 'clauses':
      return { stage: 'clauses', readings: readPages(task.pages, task.source) };
    case 'report':
      return { stage: 'report', report: judge(task.draft, task.selection, task.asOf) };
    default:
      return task satisfies never;
  }
}

function fileOf(task: StageTask): string {
  if (task.stage === 'clauses') return task.source.name;
  return task.stage === 'report' ? task.draft.document.source : '';
}

process.on('message', (task: StageTask) => {
  let reply: StageReply;
  try {
    reply = answer(task);
  } catch (error) {
    // V8 reports a string or an array beyond its bounds as a RangeError that only its words tell from a bug.
    if (error instanceof RangeError && /allocation failed|Invalid (?:string|array) length/.test(error.message))
      reply = { stage: 'refused', failure: { code: 'memory-limit', holes: { file: fileOf(task) } } };
    else if (isWenhengError(error)) reply = { stage: 'refused', failure: toFailure(error) };
    else reply = { stage: 'bug', why: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
  process.send?.(reply);
});
process.on('disconnect', () => process.exit(0));
