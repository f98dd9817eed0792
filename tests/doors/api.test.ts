import { readFileSync } from 'node:fs';
import { unzipSync, zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Job, ReviewHead } from '../../app/api/schemas.ts';
import { layout } from '../../corpus/samples/formats/layout.ts';
import { toDocx } from '../../corpus/samples/formats/word.ts';
import { Client, discard, draftAt, startServer, type TestServer, upload } from './api-server.ts';

/** A clerk's day at the API of this machine: no accounts, real files, real reviews. */
let server: TestServer;
let clerk: Client;
beforeAll(async () => {
  server = await startServer([], ['nation-school-affairs', 'hunan-plan', 'changde-opinion']);
  clerk = new Client(server.url);
});
afterAll(() => discard(server));

const DRAFT = 'wuling-reading-conflict';
interface Review {
  id: string;
  report: {
    verdict: string;
    document: { format: string; text: string };
    findings: { id: string; kind: string; superior: { documentId: string } | null }[];
  };
  disposals: { findingId: string; state: string; note: string }[];
}

async function reviewed(form: FormData): Promise<Review> {
  const { id } = await clerk.ask<Job>('POST', '/api/reviews', form);
  const { job } = await clerk.follow(id);
  expect(job).toMatchObject({ state: 'done', error: null });
  return clerk.ask<Review>('GET', `/api/reviews/${job.reviewId}`);
}

async function docx(name: string): Promise<FormData> {
  const bytes = await toDocx(layout(readFileSync(draftAt(name), 'utf8'), ['常德市武陵区教育局']), name);
  const form = new FormData();
  form.append('draft', new File([Uint8Array.from(bytes)], `${name}.docx`));
  return form;
}

describe('评估', () => {
  test('a DOCX draft goes through the stages to a report, a decision and a DOCX opinion', async () => {
    const { id } = await clerk.ask<Job>('POST', '/api/reviews', await docx(DRAFT));
    const { job, stages } = await clerk.follow(id);
    expect(stages.slice(-1)).toEqual(['report']);
    expect(['pages', 'clauses', 'superiors', 'findings', 'report'].filter((s) => stages.includes(s))).toEqual(stages);
    const review = await clerk.ask<Review>('GET', `/api/reviews/${job.reviewId}`);
    expect(review.report.document.format).toBe('docx');
    expect(review.report.verdict).toBe('inconsistent');
    const [finding] = review.report.findings;
    if (!finding) throw new Error('a conflicting draft has findings');

    const path = `/api/reviews/${review.id}/findings/${finding.id}/disposal`;
    expect((await clerk.send('POST', path, { state: 'accepted', note: '改为6次' })).status).toBe(200);
    expect((await clerk.send('POST', path, { state: 'perhaps' })).status).toBe(400);
    expect(
      (await clerk.send('POST', `/api/reviews/${review.id}/findings/none/disposal`, { state: 'accepted' })).status,
    ).toBe(404);
    const again = await clerk.ask<Review>('GET', `/api/reviews/${review.id}`);
    expect(again.disposals).toMatchObject([{ findingId: finding.id, state: 'accepted', note: '改为6次', by: '本机' }]);
    const list = await clerk.ask<{ items: ReviewHead[] }>('GET', '/api/reviews');
    expect(list.items[0]).toMatchObject({ id: review.id, verdict: 'inconsistent', disposed: 1 });

    const letter = await clerk.send('GET', `/api/reviews/${review.id}/report.docx`);
    expect(letter.headers.get('content-disposition')).toMatch(/^attachment;.*filename\*=UTF-8''%E8%AF%84/);
    const parts = unzipSync(new Uint8Array(await letter.arrayBuffer()));
    const words = new TextDecoder().decode(parts['word/document.xml']).replace(/<[^>]+>/g, '');
    expect(words).toContain('发文一致性评估意见书');
    expect(words).toContain('改为6次');
    const sheet = await clerk.send('GET', `/api/reviews/${review.id}/report.xlsx`);
    expect(Object.keys(unzipSync(new Uint8Array(await sheet.arrayBuffer())))).toContain('xl/workbook.xml');

    const decisions = await (await clerk.send('GET', `/api/reviews/${review.id}/report.csv`)).text();
    expect(decisions).toContain('改为6次');
    const gold = await clerk.ask<{ findings: { optional?: true }[] }>('GET', `/api/reviews/${review.id}/report.gold`);
    expect(gold.findings.filter((f) => !f.optional)).toHaveLength(1);

    const superior = review.report.findings.find((f) => f.superior)?.superior;
    const reading = await clerk.ask<{ document: { text: string } }>(
      'GET',
      `/api/reviews/${review.id}/superiors/${superior?.documentId}`,
    );
    expect(reading.document.text.length).toBeGreaterThan(100);
    // The draft never enters the shared archive.
    const documents = await clerk.ask<{ items: { draft: boolean }[] }>('GET', '/api/documents');
    expect(documents.items).toHaveLength(3);
  });

  test('a draft against named files only: they are kept for this review and stay out of the archive', async () => {
    const form = await upload('draft', draftAt(DRAFT), '稿.txt');
    form.append('against', new File([readFileSync(draftAt('jiangyou-homework-conflict'))], '依据.txt'));
    const review = await reviewed(form);
    const against = review.report as unknown as { against: { documentId: string; source: string }[] };
    expect(against.against.map((a) => a.source)).toEqual(['依据.txt']);
    const id = against.against[0]?.documentId;
    expect((await clerk.send('GET', `/api/reviews/${review.id}/superiors/${id}`)).status).toBe(200);
    expect((await clerk.send('GET', `/api/documents/${id}`)).status).toBe(404);
  });

  test('the HTML report and the file itself are downloads that can run nothing', async () => {
    const hostile = new FormData();
    const html = `<html><body><script>alert(1)</script>${readFileSync(draftAt(DRAFT), 'utf8').replaceAll('\n', '<br>')}</body></html>`;
    hostile.append('draft', new File([html], '稿.html'));
    const review = await reviewed(hostile);
    for (const path of [`/api/reviews/${review.id}/report.html`, `/api/reviews/${review.id}/file`]) {
      const response = await clerk.send('GET', path);
      expect(response.status).toBe(200);
      expect(response.headers.get('content-disposition')).toMatch(/^attachment/);
      expect(response.headers.get('content-security-policy')).toMatch(/default-src 'none'.*sandbox/);
      expect(response.headers.get('x-content-type-options')).toBe('nosniff');
      if (path.endsWith('file')) expect(response.headers.get('content-type')).toBe('application/octet-stream');
      if (path.endsWith('html')) expect(await response.text()).not.toContain('<script');
    }
  });

  test('a file that is no notice fails with its reason; an upload without a draft or too large is refused', async () => {
    const form = new FormData();
    form.append('draft', new File(['This Agreement is made between the parties. '.repeat(40)], 'contract.txt'));
    const { id } = await clerk.ask<Job>('POST', '/api/reviews', form);
    const { job } = await clerk.follow(id);
    expect(job).toMatchObject({ state: 'failed', error: { code: 'not-chinese' } });
    expect((await clerk.send('POST', `/api/jobs/${id}/retry`)).status).toBe(200);
    expect((await clerk.follow(id)).job.state).toBe('failed');

    const empty = new FormData();
    empty.append('region', '洛阳市');
    expect((await clerk.send('POST', '/api/reviews', empty)).status).toBe(400);
    const nowhere = await upload('draft', draftAt(DRAFT), 'a.txt');
    nowhere.append('region', '没有这个地方市');
    const refused = await clerk.send('POST', '/api/reviews', nowhere);
    expect(refused.status).toBe(400);
    expect(refused.headers.get('content-type')).toMatch(/application\/problem\+json/);
    expect(await refused.json()).toMatchObject({ code: 'unknown-region', status: 400 });
  });
});

describe('档案', () => {
  test('a folder and a zip with a bad entry: each file is told of, the good ones are in, the bad one says why', async () => {
    const text = (name: string): Uint8Array => new Uint8Array(readFileSync(draftAt(name)));
    const zip = zipSync({
      '好的/a.txt': text('santai-training-conflict'),
      '坏的.pdf': new TextEncoder().encode('%PDF-1.7 and then nothing'),
    });
    const form = new FormData();
    form.append('files', new File([Uint8Array.from(zip)], '2024/打包.zip'));
    form.append('files', new File([Uint8Array.from(text('taoyuan-apps-conflict'))], '2024/通知.txt'));
    form.append('files', new File(['x'], '2024/.DS_Store'));
    form.append('files', new File([Uint8Array.from(text('taoyuan-apps-conflict'))], '../../逃出去.txt'));
    const { id } = await clerk.ask<Job>('POST', '/api/archive', form);
    const { job, files } = await clerk.follow(id);
    expect(job.state).toBe('done');
    const states = Object.fromEntries(job.files.map((f) => [f.name, f.state]));
    expect(states).toEqual({
      '2024/打包.zip/好的/a.txt': 'done',
      '2024/打包.zip/坏的.pdf': 'failed',
      '2024/通知.txt': expect.stringMatching(/^(?:done|known)$/),
      '2024/.DS_Store': 'skipped',
      '逃出去.txt': expect.stringMatching(/^(?:done|known)$/),
    });
    expect(files).toContain('2024/打包.zip/坏的.pdf');
    expect(job.files.find((f) => f.state === 'failed')?.message).toMatch(/损坏/);
    const failures = await clerk.ask<{ items: { source: string; todo: string }[] }>('GET', '/api/failures');
    expect(failures.items).toMatchObject([{ source: '2024/打包.zip/坏的.pdf', todo: expect.stringMatching(/原件/) }]);

    const [made] = job.files.flatMap((f) => f.documents);
    const view = await clerk.ask<{
      head: { id: string };
      file: boolean;
      document: { text: string };
      records: { id: string }[];
    }>('GET', `/api/documents/${made}`);
    expect(view).toMatchObject({ head: { id: made }, file: true });
    const record = await clerk.ask<{ explanation: string }>('GET', `/api/records/${view.records[0]?.id}`);
    expect(record.explanation.length).toBeGreaterThan(10);
    expect((await clerk.send('DELETE', `/api/documents/${made}`)).status).toBe(204);
    expect((await clerk.send('GET', `/api/documents/${made}`)).status).toBe(404);
  });

  test('pages of a scanned PDF can be looked at; text files have none', async () => {
    const path = new URL('../../corpus/samples/dingcheng-plan/dingcheng-plan.scan.pdf', import.meta.url);
    const { PageImages } = await import('../../app/api/page-images.ts');
    const pages = new PageImages();
    const [first] = await pages.sizes(path.pathname, 'pdf');
    expect(first).toMatchObject({ number: 1, unit: 'pt' });
    const image = await pages.image(path.pathname, 'pdf', 1, 600);
    expect([...image.slice(0, 3)]).toEqual([0xff, 0xd8, 0xff]);
    await expect(pages.image(path.pathname, 'pdf', 99, 600)).rejects.toMatchObject({ code: 'not-found' });
    expect(await pages.sizes(path.pathname, 'txt')).toEqual([]);
    await pages.close();
  });

  test('paging goes through all documents once; equal answers are not sent twice', async () => {
    const all = (await clerk.ask<{ items: { id: string }[] }>('GET', '/api/documents?limit=200')).items.map(
      (d) => d.id,
    );
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page: { items: { id: string }[]; next: string | null } = await clerk.ask(
        'GET',
        `/api/documents?limit=1${cursor ? `&cursor=${cursor}` : ''}`,
      );
      seen.push(...page.items.map((d) => d.id));
      cursor = page.next;
    }
    expect(seen).toEqual(all);
    const first = await clerk.send('GET', '/api/documents');
    const tag = first.headers.get('etag') ?? '';
    const second = await clerk.send('GET', '/api/documents', undefined, { 'if-none-match': tag });
    expect(second.status).toBe(304);
    expect(await second.text()).toBe('');
  });
});

test('检索 and 限额: hits are marked in their snippet; a county is set beside its superiors', async () => {
  const hits = await clerk.ask<{ items: { snippet: string; marks: { start: number; end: number }[] }[] }>(
    'GET',
    `/api/search?q=${encodeURIComponent('进校园')}`,
  );
  const [hit] = hits.items;
  expect(hit?.marks.map((m) => hit.snippet.slice(m.start, m.end)).join('')).toMatch(/进|校园/);
  const table = await clerk.ask<{ rows: { role: string; relations: { relation: string }[] }[] }>(
    'GET',
    `/api/limits?matter=campus-activity&region=430700&compare=true`,
  );
  expect(table.rows.map((r) => r.role)).toContain('own');
  expect(table.rows.flatMap((r) => r.relations).map((r) => r.relation)).toContain('tighter');
  const file = await clerk.send('GET', '/api/limits/file?matter=campus-activity&format=csv');
  expect(await file.text()).toContain('限额对象');
  for (const form of ['catalog', 'survey', 'rectification', 'worklist', 'whitelist'])
    expect((await clerk.send('GET', `/api/exports/${form}?format=csv`)).status).toBe(200);
  expect(await (await clerk.send('GET', '/api/exports/calendar')).text()).toMatch(/^BEGIN:VCALENDAR/);
});

test('requests that other sites could make a browser send are refused, and so is a foreign host name', async () => {
  const form = await upload('draft', draftAt(DRAFT), 'a.txt');
  const post = (headers: Record<string, string>) => clerk.send('POST', '/api/reviews', form, headers);
  expect((await post({ origin: 'https://evil.example' })).status).toBe(403);
  expect((await post({ 'sec-fetch-site': 'cross-site' })).status).toBe(403);
  const port = new URL(server.url).port;
  const { request } = await import('node:http');
  const status = await new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port, path: '/api/documents', headers: { host: 'evil.example' } }, (r) =>
      resolve(r.statusCode),
    )
      .on('error', reject)
      .end();
  });
  expect(status).toBe(403);
});
