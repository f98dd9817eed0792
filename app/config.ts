import { homedir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';

/** The environment, read once. Every variable is optional: without any, one machine needs no server. */
const Environment = z.object({
  /** Folder of the archive, blobs and scratch files. */
  WENHENG_HOME: z.string().min(1).optional(),
  DATABASE_URL: z.string().min(1).optional(),
  REDIS_URL: z.string().min(1).optional(),
  /** Where workers share bytes: a folder, or s3://bucket with the four variables below. By default the folder of the archive. */
  WENHENG_BLOBS: z.string().min(1).optional(),
  WENHENG_S3_ENDPOINT: z.url({ protocol: /^https?$/ }).optional(),
  WENHENG_S3_REGION: z.string().default('us-east-1'),
  WENHENG_S3_ACCESS_KEY: z.string().default(''),
  WENHENG_S3_SECRET_KEY: z.string().default(''),
  WENHENG_LOG: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
  PATH: z.string().default(''),
  WENHENG_OCR: z.enum(['auto', 'ppocr', 'tesseract', 'none']).default('auto'),
  WENHENG_OCR_WORKERS: z.coerce.number().int().min(1).max(64).default(1),
  WENHENG_READERS: z.coerce.number().int().min(1).max(64).default(2),
  WENHENG_HOST: z.string().default('127.0.0.1'),
  WENHENG_PORT: z.coerce.number().int().min(0).max(65535).default(8320),
  /** Largest single file that the server takes, in megabytes. */
  WENHENG_UPLOAD_MB: z.coerce.number().int().min(1).max(100_000).default(200),
  /** Address under which browsers reach the server, where a proxy stands before it: https://wenheng.example.gov.cn */
  WENHENG_PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
  /** Lets a metrics collector read /metrics without a login. */
  WENHENG_METRICS_TOKEN: z.string().min(16).optional(),
  /** Login by the house's own identity provider (OpenID Connect). */
  WENHENG_OIDC_ISSUER: z.url({ protocol: /^https?$/ }).optional(),
  WENHENG_OIDC_CLIENT: z.string().min(1).optional(),
  WENHENG_OIDC_SECRET: z.string().min(1).optional(),
});

export interface Config {
  readonly home: string;
  readonly databaseUrl: string | null;
  readonly redisUrl: string | null;
  readonly blobs:
    | { readonly kind: 'folder'; readonly path: string }
    | {
        readonly kind: 's3';
        readonly endpoint: string;
        readonly bucket: string;
        readonly region: string;
        readonly accessKey: string;
        readonly secretKey: string;
      };
  readonly log: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  readonly ocr: 'auto' | 'ppocr' | 'tesseract' | 'none';
  readonly ocrWorkers: number;
  readonly readers: number;
  readonly host: string;
  readonly port: number;
  readonly uploadMegabytes: number;
  readonly publicUrl: string | null;
  readonly metricsToken: string | null;
  readonly oidc: { readonly issuer: string; readonly client: string; readonly secret: string } | null;
  /** Search path for LibreOffice and Node in the reading children. */
  readonly path: string;
}

/** Throws a ZodError for a variable of the wrong form; the CLI says which. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const e = Environment.parse(env);
  return {
    home: e.WENHENG_HOME ?? join(homedir(), '.wenheng'),
    databaseUrl: e.DATABASE_URL ?? null,
    redisUrl: e.REDIS_URL ?? null,
    blobs: blobsOf(e),
    log: e.WENHENG_LOG,
    ocr: e.WENHENG_OCR,
    ocrWorkers: e.WENHENG_OCR_WORKERS,
    readers: e.WENHENG_READERS,
    host: e.WENHENG_HOST,
    port: e.WENHENG_PORT,
    uploadMegabytes: e.WENHENG_UPLOAD_MB,
    publicUrl: e.WENHENG_PUBLIC_URL ?? null,
    metricsToken: e.WENHENG_METRICS_TOKEN ?? null,
    oidc:
      e.WENHENG_OIDC_ISSUER && e.WENHENG_OIDC_CLIENT && e.WENHENG_OIDC_SECRET
        ? { issuer: e.WENHENG_OIDC_ISSUER, client: e.WENHENG_OIDC_CLIENT, secret: e.WENHENG_OIDC_SECRET }
        : null,
    path: e.PATH,
  };
}

function blobsOf(e: z.infer<typeof Environment>): Config['blobs'] {
  const bucket = /^s3:\/\/([\w.-]+)\/?$/.exec(e.WENHENG_BLOBS ?? '')?.[1];
  if (bucket === undefined)
    return { kind: 'folder', path: e.WENHENG_BLOBS ?? e.WENHENG_HOME ?? join(homedir(), '.wenheng') };
  return {
    kind: 's3',
    endpoint: e.WENHENG_S3_ENDPOINT ?? 'https://s3.amazonaws.com',
    bucket,
    region: e.WENHENG_S3_REGION,
    accessKey: e.WENHENG_S3_ACCESS_KEY,
    secretKey: e.WENHENG_S3_SECRET_KEY,
  };
}
