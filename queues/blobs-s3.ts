import { createHash, createHmac } from 'node:crypto';
import { WenhengError } from '../records/errors.ts';
import type { Blobs } from './blobs.ts';
import { named } from './failure.ts';

export interface S3Options {
  /** https://s3.example.org or https://oss-cn-beijing.aliyuncs.com; the bucket goes into the path. */
  readonly endpoint: string;
  readonly bucket: string;
  readonly region: string;
  readonly accessKey: string;
  readonly secretKey: string;
  readonly now: () => Date;
  /** Seconds for one request. */
  readonly seconds?: number;
}

/** Any store that speaks S3 with signatures of version 4: MinIO, Ceph, OSS, COS, AWS. Bytes only, no listings but for removal. */
export function openS3(options: S3Options): Blobs {
  const base = new URL(options.endpoint);
  const root = `${base.pathname.replace(/\/$/, '')}/${options.bucket}`;
  const service = `S3（${base.host}）`;

  async function ask(
    method: string,
    path: string,
    query: string,
    body: Uint8Array<ArrayBuffer> | null,
  ): Promise<Response> {
    const request = { method, host: base.host, path, query, body: body ?? new Uint8Array(), headers: {} };
    const headers = sign(request, { ...options, at: options.now() });
    const url = `${base.origin}${path}${query === '' ? '' : `?${query}`}`;
    const signal = AbortSignal.timeout(1000 * (options.seconds ?? 60));
    let answer: Response;
    try {
      answer = await fetch(url, { method, headers, signal, ...(body ? { body } : {}) });
    } catch (cause) {
      throw new WenhengError('service-away', { service }, { cause });
    }
    // 507 is what MinIO and Ceph answer when the disks are full.
    if (answer.status === 507) throw new WenhengError('disk-full', {});
    if (answer.status >= 500 || answer.status === 429 || answer.status === 408)
      throw new WenhengError('service-away', { service }, { cause: new Error(`HTTP ${answer.status}`) });
    if (!answer.ok && answer.status !== 404)
      throw new Error(
        `${service} refused ${method} ${path}: HTTP ${answer.status} ${(await answer.text()).slice(0, 300)}`,
      );
    return answer;
  }
  const at = (key: string): string => `${root}/${key.split('/').map(escaped).join('/')}`;
  const body = async (answer: Response): Promise<Uint8Array<ArrayBuffer>> => {
    try {
      return new Uint8Array(await answer.arrayBuffer());
    } catch (cause) {
      throw named(new WenhengError('service-away', { service }, { cause }));
    }
  };
  return {
    async put(key, bytes) {
      const answer = await ask('PUT', at(key), '', new Uint8Array(bytes));
      if (answer.status === 404) throw new Error(`${service} has no bucket ${options.bucket}`);
    },
    async get(key) {
      const answer = await ask('GET', at(key), '', null);
      return answer.status === 404 ? null : body(answer);
    },
    async has(key) {
      return (await ask('HEAD', at(key), '', null)).status !== 404;
    },
    async remove(key) {
      await ask('DELETE', at(key), '', null);
      for (let more = true; more; ) {
        const answer = await ask(
          'GET',
          root,
          queryOf({ 'list-type': '2', prefix: `${key}/`, 'max-keys': '1000' }),
          null,
        );
        const listed = new TextDecoder().decode(await body(answer));
        // <Contents><Key>scans/ab/cd/…/0.image</Key>…  <IsTruncated>true</IsTruncated>
        const keys = [...listed.matchAll(/<Key>([^<]+)<\/Key>/g)].map((m) => m[1] ?? '');
        for (const each of keys) await ask('DELETE', at(each), '', null);
        more = keys.length > 0 && /<IsTruncated>true/.test(listed);
      }
    },
  };
}

/** RFC 3986: all but letters, digits and -._~ is escaped. */
const escaped = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
const queryOf = (values: Readonly<Record<string, string>>): string =>
  Object.entries(values)
    .map(([name, value]) => `${escaped(name)}=${escaped(value)}`)
    .sort()
    .join('&');

export interface S3Request {
  readonly method: string;
  readonly host: string;
  readonly path: string;
  /** Sorted and escaped. */
  readonly query: string;
  readonly body: Uint8Array;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Headers of a signed request, by AWS Signature Version 4
 * (https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html).
 */
export function sign(
  request: S3Request,
  by: { readonly accessKey: string; readonly secretKey: string; readonly region: string; readonly at: Date },
): Record<string, string> {
  const time = by.at.toISOString().replace(/[-:]|\.\d{3}/g, '');
  const day = time.slice(0, 8);
  const content = createHash('sha256').update(request.body).digest('hex');
  const headers: Record<string, string> = { ...request.headers, 'x-amz-content-sha256': content, 'x-amz-date': time };
  const signed = Object.entries({ ...headers, host: request.host }).sort(([a], [b]) => (a < b ? -1 : 1));
  const names = signed.map(([name]) => name).join(';');
  const canonical = [
    request.method,
    request.path,
    request.query,
    ...signed.map(([name, value]) => `${name}:${value}`),
    '',
    names,
    content,
  ].join('\n');
  const scope = `${day}/${by.region}/s3/aws4_request`;
  const said = ['AWS4-HMAC-SHA256', time, scope, createHash('sha256').update(canonical).digest('hex')].join('\n');
  const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();
  const key = [day, by.region, 's3', 'aws4_request'].reduce<string | Buffer>(hmac, `AWS4${by.secretKey}`);
  const signature = hmac(key, said).toString('hex');
  headers['authorization'] =
    `AWS4-HMAC-SHA256 Credential=${by.accessKey}/${scope},SignedHeaders=${names},Signature=${signature}`;
  return headers;
}
