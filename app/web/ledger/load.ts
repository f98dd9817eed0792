import { csrfHeader, problemOf, Refused, type Shapes } from '../api/client.ts';

export type Loaded = Shapes['LoadedList'];

/** Hands in a list. The generated client sends JSON alone, so a form goes by itself. */
export async function loadList(form: FormData): Promise<Loaded> {
  const lost = (): never => {
    throw new Refused({ ...problemOf(null, 0), title: '上传中断', code: 'offline' });
  };
  const response = await fetch('/api/ledger/lists', { method: 'POST', body: form, headers: csrfHeader() }).catch(lost);
  const answer: unknown = await response.json().catch(() => null);
  if (response.status === 201 && isLoaded(answer)) return answer;
  throw new Refused(problemOf(answer, response.status));
}

const isLoaded = (x: unknown): x is Loaded => typeof x === 'object' && x !== null && 'list' in x && 'remarks' in x;
