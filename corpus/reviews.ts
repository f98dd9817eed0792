import { createHash } from 'node:crypto';
import { rankOf } from '../records/document.ts';
import { ancestors } from '../records/region.ts';
import { Report } from '../records/report.ts';
import { type Database, holes, number, type Row, text } from './database.ts';
import { DISPOSALS, type Disposal, type StoredReview } from './store.ts';

/** The same report of the same time is one review, however often it is saved. */
export async function saveReview(db: Database, report: Report, at: string): Promise<string> {
  const body = JSON.stringify(report);
  const id = `v_${createHash('sha256').update(at).update('\n').update(body).digest('hex').slice(0, 12)}`;
  await db.write(async (session) => {
    const [row] = await session.all("select value from meta where name = 'revision'");
    await session.run('insert into review (id, at, revision, report) values (?, ?, ?, ?) on conflict (id) do nothing', [
      id,
      at,
      row ? Number(text(row, 'value')) : 0,
      body,
    ]);
  });
  return id;
}

export async function review(db: Database, id: string): Promise<StoredReview | null> {
  const [row] = await db.all('select * from review where id = ?', [id]);
  return row ? toReview(db, row) : null;
}

/** The latest first. */
export async function reviews(db: Database, limit = 50): Promise<StoredReview[]> {
  const out: StoredReview[] = [];
  for (const row of await db.all('select * from review order by at desc, id limit ?', [limit]))
    out.push(await toReview(db, row));
  return out;
}

async function toReview(db: Database, row: Row): Promise<StoredReview> {
  const report = Report.parse(JSON.parse(text(row, 'report')));
  const id = text(row, 'id');
  const rows = await db.all('select * from disposal where review_id = ? order by at, finding_id', [id]);
  return {
    id,
    report,
    at: text(row, 'at'),
    disposals: rows.map(toDisposal),
    stale: await isStale(db, report, number(row, 'revision')),
  };
}

function toDisposal(row: Row): Disposal {
  const state = DISPOSALS.find((s) => s === row['state']);
  if (!state) throw new TypeError(`disposal of unknown state ${String(row['state'])}`);
  return {
    reviewId: text(row, 'review_id'),
    findingId: text(row, 'finding_id'),
    state,
    note: text(row, 'note'),
    by: text(row, 'by_whom'),
    at: text(row, 'at'),
  };
}

/** A superior it rests on has ended or was read anew since, or one of a higher place on a matter of the draft has come. */
async function isStale(db: Database, report: Report, revision: number): Promise<boolean> {
  const against = report.against.map((a) => a.documentId).filter((id) => id !== '');
  if (against.length > 0) {
    const changed = await db.all(
      `select id from document where id in (${holes(against)}) and (revision > ? or ended_on <= ?) limit 1`,
      [...against, revision, report.asOf],
    );
    if (changed.length > 0) return true;
    const enders = await db.all(
      `select d.id from document d join document e on e.id = d.ended_by
       where d.id in (${holes(against)}) and e.revision > ? limit 1`,
      [...against, revision],
    );
    if (enders.length > 0) return true;
  }
  const rank = rankOf(report.document.level);
  const region = report.document.region;
  if (rank === null || region === null) return false;
  const places = ['000000', region.code, ...ancestors(region).map((r) => r.code)];
  const own = await db.all('select distinct m.matter from matter m join document d on d.key = m.doc where d.id = ?', [
    report.document.id,
  ]);
  const matters = own.map((m) => text(m, 'matter')).filter((m) => m !== 'other');
  const about =
    matters.length === 0
      ? ''
      : `and exists (select 1 from matter m where m.doc = d.key and m.matter in (${holes(matters)}))`;
  const fresh = await db.all(
    `select d.id from document d where d.revision > ? and d.best = 1 and d.draft = 0 and d.rank < ?
     and d.id <> ? and d.region_code in (${holes(places)}) ${about} limit 1`,
    [revision, rank, report.document.id, ...places, ...matters],
  );
  return fresh.length > 0;
}

/** A later disposal of the same finding replaces the earlier one. */
export async function dispose(db: Database, d: Disposal): Promise<void> {
  await db.write((session) =>
    session.run(
      `insert into disposal (review_id, finding_id, state, note, by_whom, at) values (?, ?, ?, ?, ?, ?)
       on conflict (review_id, finding_id) do update
       set state = excluded.state, note = excluded.note, by_whom = excluded.by_whom, at = excluded.at`,
      [d.reviewId, d.findingId, d.state, d.note, d.by, d.at],
    ),
  );
}
