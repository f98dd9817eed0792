import { join } from 'node:path';
import { z } from 'zod';
import { WenhengError } from '../../../records/errors.ts';
import { parseRegion } from '../../../records/region.ts';
import { whoOf } from '../access.ts';
import type { Routes } from '../context.ts';
import { Jobs } from '../jobs.ts';
import { Job } from '../schemas.ts';
import { receive } from '../uploads.ts';

const MEGABYTE = 1024 * 1024;
/** Files of one upload; a zip counts as one. */
const MOST_FILES = 5000;

/** 档案: what comes in is shared by all organisations, so only a manager lets it in or takes it out. */
export const archiveRoutes: Routes = (api, { config, jobs, runner, store, now }) => {
  api.route({
    method: 'POST',
    url: '/api/archive',
    config: { access: 'manage' },
    schema: {
      tags: ['档案'],
      summary: '把文件、文件夹或压缩包编入档案库',
      description:
        'multipart/form-data：若干 `files`（文件夹上传时文件名带相对路径），可选 `region`（文件本身读不出地区时使用）。返回任务，逐个文件的进度见 /api/jobs/{id}/events。',
      consumes: ['multipart/form-data'],
      response: { 202: Job },
    },
    handler: async (request, reply) => {
      const who = whoOf(request);
      const id = Jobs.newId();
      const bytes = config.uploadMegabytes * MEGABYTE;
      const limits = { file: 10 * bytes, all: 20 * bytes, files: MOST_FILES };
      const { files, fields } = await receive(request, join(config.home, 'uploads', id), limits);
      const own = files.filter((f) => f.field === 'files');
      const [first] = own;
      if (!first) throw new WenhengError('usage', { why: '请求里没有名为 files 的文件' });
      const region = fields.get('region')?.[0]?.trim();
      const name = own.length === 1 ? first.name : `${first.name} 等 ${own.length} 个文件`;
      const job = jobs.add(
        id,
        {
          kind: 'archive',
          folder: join(config.home, 'uploads', id, 'files'),
          region: region ? parseRegion(region).code : null,
        },
        name,
        own.map((f) => f.name),
        who,
        now().toISOString(),
      );
      runner.wake('archive');
      return reply.code(202).header('location', `/api/jobs/${id}`).send(job);
    },
  });

  api.route({
    method: 'DELETE',
    url: '/api/documents/:id',
    config: { access: 'manage' },
    schema: {
      tags: ['档案'],
      summary: '从档案库移除一份文件',
      params: z.object({ id: z.string().max(80) }),
      response: { 204: z.undefined() },
    },
    handler: async (request, reply) => {
      const { id } = request.params;
      if (!(await store.head(id))) throw new WenhengError('not-found', { what: `编号为 ${id} 的文件` });
      await store.remove(id);
      return reply.code(204).send();
    },
  });
};
