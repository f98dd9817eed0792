import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { ZodError } from 'zod';
import { ERRORS, type ErrorCode, isWenhengError, WenhengError } from '../../records/errors.ts';
import type { Problem } from './schemas.ts';

/** What to do next, where the table of errors speaks to someone at a command line. */
const TODO: Readonly<Partial<Record<ErrorCode, string>>> = {
  usage: '请按提示修改后重试；接口说明见 /api/docs。',
  'not-found': '它可能已被移除，或属于其他单位；请从列表里重新打开。',
  'unknown-matter': '请从事项列表里选择。',
};

/** Any error as application/problem+json (RFC 9457). What is not ours is a bug: its words stay in the log. */
export function problemOf(error: unknown): Problem {
  if (isWenhengError(error)) {
    const { http, todo: usual } = ERRORS[error.code];
    const todo = TODO[error.code] ?? usual;
    const title = error.message.slice(0, -usual.length - 1);
    return {
      type: `https://wenheng.invalid/errors#${error.code}`,
      title,
      status: http,
      detail: `${title}。${todo}`,
      code: error.code,
      todo,
    };
  }
  if (hasZodFastifySchemaValidationErrors(error))
    return usage(
      error.validation.map((v) => ({
        path: v.instancePath.replace(/^\//, '').replaceAll('/', '.'),
        message: v.message ?? '',
      })),
    );
  if (error instanceof ZodError)
    return usage(error.issues.map((i) => ({ path: i.path.join('.'), message: i.message })));
  const own = foreign(error);
  if (own) return problemOf(own);
  return {
    type: 'https://wenheng.invalid/errors#bug',
    title: '程序出错',
    status: 500,
    detail: '程序出错，已记入日志。请把操作步骤告诉维护人员。',
    code: 'bug',
    todo: '请把操作步骤告诉维护人员。',
  };
}

function usage(fields: { path: string; message: string }[]): Problem {
  const why = fields.map((f) => (f.path === '' ? f.message : `${f.path}：${f.message}`)).join('；');
  return { ...problemOf(new WenhengError('usage', { why: `请求有误：${why}` })), fields };
}

/** Errors of the framework in the project's own words. */
function foreign(error: unknown): WenhengError | null {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return null;
  const { code } = error;
  if (code === 'FST_REQ_FILE_TOO_LARGE' || code === 'FST_ERR_CTP_BODY_TOO_LARGE')
    return new WenhengError(
      'file-too-large',
      { file: '上传的内容', size: '超过上限', limit: '服务器的设置' },
      { cause: error },
    );
  if (code === 'FST_FILES_LIMIT' || code === 'FST_PARTS_LIMIT' || code === 'FST_FIELDS_LIMIT')
    return new WenhengError('archive-too-many', { file: '这次上传', limit: '服务器的设置' }, { cause: error });
  if (code === 'ENOSPC' || code === 'EDQUOT') return new WenhengError('disk-full', {}, { cause: error });
  const status = 'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : 500;
  return status >= 400 && status < 500
    ? new WenhengError('usage', { why: `请求有误：${error.message}` }, { cause: error })
    : null;
}

/** For requests so broken that no route is found for them. */
export function answerBroken(error: FastifyError, _: FastifyRequest, reply: FastifyReply): void {
  reply.code(400).type('application/problem+json').serializer(JSON.stringify).send(problemOf(error));
}

export function answerProblems(app: FastifyInstance): void {
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const problem = problemOf(error);
    if (problem.code === 'bug') request.log.error(error);
    if (problem.status === 503) reply.header('retry-after', '5');
    return reply.code(problem.status).type('application/problem+json').serializer(JSON.stringify).send(problem);
  });
}
