import createClient, { type Middleware } from 'openapi-fetch';
import type { components, paths } from './schema.gen.ts';

export type Shapes = components['schemas'];
export type Review = Shapes['ReviewView'];
export type ReviewHead = Shapes['ReviewHead'];
export type Report = Shapes['Report'];
export type Finding = Shapes['Finding'];
export type Disposed = Shapes['Disposed'];
export type Head = Shapes['Head'];
export type DocumentView = Shapes['DocumentView'];
export type Doc = Shapes['Document'];
export type Reading = Shapes['Reading'];
export type ClauseRecord = Shapes['ClauseRecord'];
export type LimitList = Shapes['LimitList'];
export type LimitLine = Shapes['LimitLine'];
export type Job = Shapes['Job'];
export type JobFile = Shapes['JobFile'];
export type Hit = Shapes['Hit'];
export type ListView = Shapes['ListView'];
export type ListForm = Shapes['ListForm'];
export type LedgerEntry = Shapes['LedgerEntry'];
export type LedgerTotal = Shapes['LedgerTotal'];
export type Me = Shapes['Me'];
export type Problem = Shapes['Problem'];

/** The server said no, in words that a clerk can act on. */
export class Refused extends Error {
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.title);
    this.problem = problem;
  }
}

let csrf = '';
export const setCsrf = (token: string): void => {
  csrf = token;
};
export const csrfHeader = (): Record<string, string> => (csrf === '' ? {} : { 'x-csrf-token': csrf });

const guard: Middleware = {
  onRequest({ request }) {
    if (request.method !== 'GET')
      for (const [name, value] of Object.entries(csrfHeader())) request.headers.set(name, value);
    return request;
  },
};

export const api = createClient<paths>({ baseUrl: '/', querySerializer: { array: { style: 'form', explode: true } } });
api.use(guard);

/** The data of an answer, or Refused. */
export async function ask<T>(answer: Promise<{ data?: T; error?: unknown; response: Response }>): Promise<T> {
  const { data, error, response } = await answer.catch((cause: unknown) => {
    throw new Refused(offline(cause));
  });
  if (response.ok && data !== undefined) return data;
  throw new Refused(problemOf(error, response.status));
}

/** The same for answers without content. */
export async function tell(answer: Promise<{ error?: unknown; response: Response }>): Promise<void> {
  const { error, response } = await answer.catch((cause: unknown) => {
    throw new Refused(offline(cause));
  });
  if (!response.ok) throw new Refused(problemOf(error, response.status));
}

export function problemOf(error: unknown, status: number): Problem {
  if (typeof error === 'object' && error !== null && 'title' in error && 'todo' in error) {
    const { title, todo } = error;
    const code = 'code' in error && typeof error.code === 'string' ? error.code : 'bug';
    if (typeof title === 'string' && typeof todo === 'string')
      return { type: 'about:blank', title, detail: title, todo, code, status };
  }
  return {
    type: 'about:blank',
    title: `服务器答复异常（${status}）`,
    detail: '',
    todo: '请稍后再试；仍不行时请告诉维护人员。',
    code: 'bug',
    status,
  };
}

const offline = (cause: unknown): Problem => ({
  type: 'about:blank',
  title: '连接不上文衡服务',
  detail: cause instanceof Error ? cause.message : '',
  todo: '请确认服务仍在运行、网络通畅，然后再试。',
  code: 'offline',
  status: 0,
});

export const sayError = (error: unknown): Problem =>
  error instanceof Refused
    ? error.problem
    : { ...problemOf(null, 0), title: '页面出错', detail: error instanceof Error ? error.message : String(error) };
