import { number, type Row, type Session, text, textOrNull } from './database.ts';
import { titleLikeness } from './keys.ts';
import { alike } from './signature.ts';

/**
 * The same notice in several copies (scan, web page, respun copy) is one work. Whether two copies belong together
 * depends on the two alone, and a work is all that hang together, so the order of arrival changes nothing.
 */
export interface Copy {
  readonly id: string;
  readonly key: number;
  readonly titleKey: string;
  readonly coverKey: string | null;
  readonly numberKey: string | null;
  readonly regionCode: string | null;
  readonly issuedOn: string | null;
  readonly draft: boolean;
  readonly sha256: string;
  readonly signature: string;
  readonly quality: number;
  readonly work: string;
  readonly best: boolean;
}

const COLUMNS =
  'id, key, title_key, cover_key, number_key, region_code, issued_on, draft, sha256, signature, quality, work, best';

const toCopy = (row: Row): Copy => ({
  id: text(row, 'id'),
  key: number(row, 'key'),
  titleKey: text(row, 'title_key'),
  coverKey: textOrNull(row, 'cover_key'),
  numberKey: textOrNull(row, 'number_key'),
  regionCode: textOrNull(row, 'region_code'),
  issuedOn: textOrNull(row, 'issued_on'),
  draft: number(row, 'draft') === 1,
  sha256: text(row, 'sha256'),
  signature: text(row, 'signature'),
  quality: number(row, 'quality'),
  work: text(row, 'work'),
  best: number(row, 'best') === 1,
});

/** One of two dates may be the month or year of the other. */
const datesAgree = (a: string | null, b: string | null): boolean =>
  a === null || b === null || a.startsWith(b) || b.startsWith(a);
const placesAgree = (a: string | null, b: string | null): boolean => a === null || b === null || a === b;

function titlesAlike(a: Copy, b: Copy): number {
  const of = (c: Copy): string[] => (c.coverKey === null ? [c.titleKey] : [c.titleKey, c.coverKey]);
  return Math.max(...of(a).flatMap((x) => of(b).map((y) => titleLikeness(x, y))));
}

/**
 * A draft is never a copy of what it became, nor are two documents of one file copies. Two different 文号 are two
 * notices, however alike: a county that copies its city's plan issues its own.
 */
export function sameWork(a: Copy, b: Copy): boolean {
  if (a.draft !== b.draft || a.sha256 === b.sha256 || !placesAgree(a.regionCode, b.regionCode)) return false;
  const titles = titlesAlike(a, b);
  if (a.numberKey !== null && b.numberKey !== null)
    return a.numberKey === b.numberKey && (titles >= 0.6 || alike(a.signature, b.signature) >= 0.4);
  if (!datesAgree(a.issuedOn, b.issuedOn)) return false;
  const texts = alike(a.signature, b.signature);
  // Many counties issue a plan of the same title: without a place or number only the text can tell.
  if (a.regionCode === null || b.regionCode === null) return titles >= 0.6 && texts >= 0.6;
  if (titles === 1) return texts >= 0.35;
  return titles >= 0.6 ? texts >= 0.5 : texts >= 0.8;
}

async function one(session: Session, id: string): Promise<Copy | null> {
  const [row] = await session.all(`select ${COLUMNS} from document where id = ?`, [id]);
  return row ? toCopy(row) : null;
}

/** Puts a new document to its copies. */
export async function join(session: Session, id: string): Promise<void> {
  const copy = await one(session, id);
  if (!copy) return;
  // A place that one copy does not tell parts no copies.
  const place = copy.regionCode === null ? '' : 'and (region_code = ? or region_code is null)';
  const there = copy.regionCode === null ? [] : [copy.regionCode];
  const near = await session.all(
    `select ${COLUMNS} from document where id <> ? and (number_key = ? or (title_key = ? ${place}) or
       (region_code = ? and issued_on = ?))`,
    [id, copy.numberKey, copy.titleKey, ...there, copy.regionCode, copy.issuedOn],
  );
  const works = new Set(
    near
      .map(toCopy)
      .filter((other) => sameWork(copy, other))
      .map((c) => c.work),
  );
  if (works.size > 0) await gather(session, [copy, ...(await members(session, works))]);
}

async function members(session: Session, works: ReadonlySet<string>): Promise<Copy[]> {
  const out: Copy[] = [];
  for (const work of works)
    out.push(...(await session.all(`select ${COLUMNS} from document where work = ?`, [work])).map(toCopy));
  return out;
}

/** All of these are one work, named after the first of them; the best copy counts. */
async function gather(session: Session, copies: readonly Copy[]): Promise<void> {
  const work = copies.map((c) => c.id).sort()[0] ?? '';
  const best = copies.reduce((a, b) => (b.quality > a.quality || (b.quality === a.quality && b.id < a.id) ? b : a));
  for (const copy of copies.filter((c) => c.work !== work || c.best !== (c === best)))
    await session.run('update document set work = ?, best = ? where key = ?', [work, copy === best ? 1 : 0, copy.key]);
}

/** Takes a document out; what it held together may fall into several works. */
export async function dissolve(session: Session, id: string, key: number): Promise<void> {
  const copy = await one(session, id);
  await session.run('delete from document where key = ?', [key]);
  if (!copy) return;
  let rest = await members(session, new Set([copy.work]));
  while (rest.length > 0) {
    const [first, ...others] = rest;
    if (!first) return;
    const group = [first];
    rest = others;
    for (let i = 0; i < group.length; i++) {
      const at = group[i];
      if (!at) continue;
      group.push(...rest.filter((other) => sameWork(at, other)));
      rest = rest.filter((other) => !group.includes(other));
    }
    await gather(session, group);
  }
}
