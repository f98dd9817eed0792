import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BLOB, type Blobs, openFolder, pack, unpack } from '../../queues/blobs.ts';
import { openS3, sign } from '../../queues/blobs-s3.ts';

const folder = mkdtempSync(join(tmpdir(), 'wenheng-blobs-'));
const keys = { accessKey: 'test', secretKey: 'secret/with+signs', region: 'cn-north-1' };

/** A store that speaks as much S3 as ours asks for, and refuses what is not signed as the standard says. */
class S3 {
  readonly held = new Map<string, Buffer>();
  /** Answers this instead, so many times. */
  trouble = { status: 503, times: 0 };
  readonly #server: Server;

  constructor() {
    this.#server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      const body = Buffer.concat(chunks);
      const url = new URL(request.url ?? '', 'http://localhost');
      const answer = (status: number, text: string | Buffer = ''): void => {
        response.writeHead(status).end(text);
      };
      if (this.trouble.times-- > 0) return answer(this.trouble.status);
      const date = String(request.headers['x-amz-date']);
      const at = new Date(date.replace(/(....)(..)(..)T(..)(..)(..)Z/, '$1-$2-$3T$4:$5:$6Z'));
      const host = String(request.headers.host);
      const query = url.search.slice(1);
      const right = sign(
        { method: request.method ?? '', host, path: url.pathname, query, body, headers: {} },
        { ...keys, at },
      );
      if (right['authorization'] !== request.headers.authorization) return answer(403, 'SignatureDoesNotMatch');
      const key = decodeURIComponent(url.pathname.slice('/notices/'.length));
      const found = this.held.get(key);
      if (url.searchParams.has('list-type')) {
        const names = [...this.held.keys()].filter((k) => k.startsWith(url.searchParams.get('prefix') ?? ''));
        return answer(200, `<ListBucketResult>${names.map((k) => `<Key>${k}</Key>`).join('')}</ListBucketResult>`);
      }
      if (request.method === 'PUT') this.held.set(key, body);
      else if (request.method === 'DELETE') this.held.delete(key);
      else return found ? answer(200, found) : answer(404);
      return answer(200);
    });
  }

  async start(): Promise<string> {
    await new Promise<void>((done) => this.#server.listen(0, '127.0.0.1', done));
    const address = this.#server.address();
    return `http://127.0.0.1:${address && typeof address === 'object' ? address.port : 0}`;
  }

  stop(): void {
    this.#server.close();
  }
}

const s3 = new S3();
let endpoint = '';
beforeAll(async () => {
  endpoint = await s3.start();
});
afterAll(() => {
  s3.stop();
  rmSync(folder, { recursive: true, force: true });
});
const bucket = (secretKey = keys.secretKey): Blobs =>
  openS3({ endpoint, bucket: 'notices', ...keys, secretKey, now: () => new Date('2026-03-01T08:00:00Z'), seconds: 5 });

describe.each([
  { name: 'a folder', open: () => openFolder(folder) },
  { name: 'an S3-compatible store', open: () => bucket() },
])('blobs in $name', ({ open }) => {
  const sha256 = 'ab'.repeat(32);

  it('gives back what was put, replaced when put again, and tells what is not there', async () => {
    const blobs = open();
    const key = BLOB.file(sha256);
    expect(await blobs.get(key)).toBeNull();
    expect(await blobs.has(key)).toBe(false);
    await blobs.put(key, new Uint8Array([1, 2, 255]));
    await blobs.put(key, new Uint8Array([3]));
    expect(await blobs.get(key)).toEqual(new Uint8Array([3]));
    expect(await blobs.has(key)).toBe(true);
    await blobs.put(BLOB.image(sha256, 'p1', 0), new Uint8Array());
    expect(await blobs.get(BLOB.image(sha256, 'p1', 0))).toEqual(new Uint8Array());
  });

  it('removes a blob, and all below a key, and nothing else', async () => {
    const blobs = open();
    const scan = BLOB.scan(sha256, 'p1');
    for (const n of [0, 1, 12]) await blobs.put(BLOB.read(sha256, 'p1', n), await pack({ n }));
    await blobs.put(BLOB.read(sha256, 'p12', 0), await pack({ other: true }));
    await blobs.remove(scan);
    for (const n of [0, 1, 12]) expect(await blobs.has(BLOB.read(sha256, 'p1', n))).toBe(false);
    const other = await blobs.get(BLOB.read(sha256, 'p12', 0));
    expect(other && (await unpack(other))).toEqual({ other: true });
    await blobs.remove(scan);
  });

  it('takes many writers of one key without a torn blob', async () => {
    const blobs = open();
    const key = BLOB.pages(sha256, 'p1');
    const bodies = Array.from({ length: 12 }, (_, n) => new Uint8Array(200_000).fill(n));
    await Promise.all(bodies.map((body) => blobs.put(key, body)));
    const got = await blobs.get(key);
    expect(got).toHaveLength(200_000);
    expect(new Set(got)).toHaveProperty('size', 1);
  });
});

it('keeps no half-written file and takes no key out of its folder', async () => {
  const blobs = openFolder(folder);
  await expect(blobs.put('../outside', new Uint8Array([1]))).rejects.toThrow(RangeError);
  await expect(blobs.get('/etc/passwd')).rejects.toThrow(RangeError);
  expect(readdirSync(folder, { recursive: true }).filter((f) => String(f).endsWith('.part'))).toEqual([]);
});

it('tells an S3 store that is away from one that refuses', async () => {
  const key = BLOB.file('cd'.repeat(32));
  s3.trouble = { status: 503, times: 1 };
  await expect(bucket().put(key, new Uint8Array([1]))).rejects.toMatchObject({ code: 'service-away' });
  s3.trouble = { status: 507, times: 1 };
  await expect(bucket().put(key, new Uint8Array([1]))).rejects.toMatchObject({ code: 'disk-full' });
  await expect(bucket('wrong').get(key)).rejects.toThrow(/403 SignatureDoesNotMatch/);
  const nobody = openS3({ ...keys, endpoint: 'http://127.0.0.1:9', bucket: 'b', now: () => new Date() });
  await expect(nobody.get(key)).rejects.toMatchObject({ code: 'service-away' });
});

it('signs as the example of the S3 documentation does', () => {
  // docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html, "Example: GET Object"
  const headers = sign(
    {
      method: 'GET',
      host: 'examplebucket.s3.amazonaws.com',
      path: '/test.txt',
      query: '',
      body: new Uint8Array(),
      headers: { range: 'bytes=0-9' },
    },
    {
      accessKey: 'AKIAIOSFODNN7EXAMPLE',
      secretKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
      region: 'us-east-1',
      at: new Date('2013-05-24T00:00:00Z'),
    },
  );
  expect(headers['authorization']).toContain('SignedHeaders=host;range;x-amz-content-sha256;x-amz-date');
  expect(headers['authorization']).toContain(
    'Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
  );
});
