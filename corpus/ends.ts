import { contains } from '../records/region.ts';
import { type Row, type Session, text, textOrNull } from './database.ts';

/**
 * How a document came to its end: repealed by name, followed by a later edition, or at the end of its own 有效期.
 * Computed from all that the archive holds, so that the order of arrival changes nothing.
 */
interface Ending {
  readonly by: string | null;
  readonly on: string;
}

const COLUMNS =
  'id, title_key, cover_key, stem_key, number_key, region_code, issued_first, force_from, force_until, work, draft, ended_by, ended_on';

/** Sets the ends of a document, and (unless `around` is false) of those that it may end itself. */
export async function refreshEnds(session: Session, id: string, around = true): Promise<void> {
  const [row] = await session.all(`select ${COLUMNS} from document where id = ?`, [id]);
  if (!row) return;
  await settle(session, row);
  if (around) for (const other of await endedBy(session, row)) await settle(session, other);
}

async function settle(session: Session, row: Row): Promise<void> {
  const ending = [await repealed(session, row), await followed(session, row), expired(row)]
    .filter((e) => e !== null)
    .sort((a, b) => (a.on === b.on ? (a.by ?? '~').localeCompare(b.by ?? '~') : a.on < b.on ? -1 : 1))[0];
  const [by, on] = [ending?.by ?? null, ending?.on ?? null];
  if (by === textOrNull(row, 'ended_by') && on === textOrNull(row, 'ended_on')) return;
  await session.run('update document set ended_by = ?, ended_on = ? where id = ?', [by, on, text(row, 'id')]);
}

const inside = (outer: string | null, inner: string | null): boolean =>
  outer === null || inner === null || contains(outer, inner);

/** A document of the same or a higher place that says so, with the number that this one bears, or its title. */
async function repealed(session: Session, row: Row): Promise<Ending | null> {
  const numberKey = textOrNull(row, 'number_key');
  const found = await session.all(
    `select d.id, d.region_code, d.force_from, d.issued_first, e.number_key from edge e join document d on d.key = e.doc
     where e.kind = 'repeals' and d.draft = 0 and d.work <> ? and (e.number_key = ? or e.title_key = ? or e.title_key = ?)`,
    [text(row, 'work'), numberKey, text(row, 'title_key'), textOrNull(row, 'cover_key')],
  );
  return earliest(
    found
      .filter((e) => e['number_key'] === null || numberKey === null || e['number_key'] === numberKey)
      .filter((e) => inside(textOrNull(e, 'region_code'), textOrNull(row, 'region_code'))),
    row,
  );
}

/** A later edition (2025年 after 2024年, the settled one after 试行) of the same place under the same title. */
async function followed(session: Session, row: Row): Promise<Ending | null> {
  const issued = textOrNull(row, 'issued_first');
  const region = textOrNull(row, 'region_code');
  if (issued === null || region === null || text(row, 'stem_key').length < 6) return null;
  const found = await session.all(
    `select id, force_from, issued_first from document
     where stem_key = ? and region_code = ? and issued_first > ? and title_key <> ? and draft = 0 and work <> ?`,
    [text(row, 'stem_key'), region, issued, text(row, 'title_key'), text(row, 'work')],
  );
  return earliest(found, row);
}

function expired(row: Row): Ending | null {
  const until = textOrNull(row, 'force_until');
  if (until === null) return null;
  const next = new Date(`${until}T00:00:00Z`);
  next.setUTCDate(next.getUTCDate() + 1);
  return { by: null, on: next.toISOString().slice(0, 10) };
}

/** An ending before the document was issued is a slip of the copy, not an ending. */
function earliest(found: readonly Row[], row: Row): Ending | null {
  const issued = textOrNull(row, 'issued_first') ?? '';
  const endings = found
    .map((e) => ({ by: text(e, 'id'), on: textOrNull(e, 'force_from') ?? textOrNull(e, 'issued_first') ?? '' }))
    .filter((e) => e.on !== '' && e.on >= issued)
    .sort((a, b) => (a.on === b.on ? (a.by < b.by ? -1 : 1) : a.on < b.on ? -1 : 1));
  return endings[0] ?? null;
}

/** Documents whose end may hang on this one. */
async function endedBy(session: Session, row: Row): Promise<Row[]> {
  const id = text(row, 'id');
  const named = await session.all(
    `select ${prefixed('d')} from edge e join document s on s.key = e.doc
     join document d on d.number_key = e.number_key or d.title_key = e.title_key or d.cover_key = e.title_key
     where s.id = ? and e.kind = 'repeals' and d.id <> s.id order by d.id`,
    [id],
  );
  const editions = await session.all(
    `select ${COLUMNS} from document where stem_key = ? and region_code = ? and id <> ? order by id`,
    [text(row, 'stem_key'), textOrNull(row, 'region_code'), id],
  );
  return [...new Map([...named, ...editions].map((r) => [text(r, 'id'), r])).values()];
}

const prefixed = (table: string): string =>
  COLUMNS.split(', ')
    .map((c) => `${table}.${c}`)
    .join(', ');
