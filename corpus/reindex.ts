import { z } from 'zod';
import { Matter, RECORD_TYPES } from '../records/clause.ts';
import { Level } from '../records/document.ts';
import { type Database, number, text, textOrNull } from './database.ts';
import { unitTerms } from './rows.ts';
import { TERMS } from './terms.ts';
import { loadSegmenter, segmenterName } from './words.ts';

const PAGE = 2000;
const Held = z.object({ type: z.enum(RECORD_TYPES), matter: Matter });

/** Makes the word index anew where another segmenter made it: words cut in two ways do not find each other. */
export async function reindex(db: Database): Promise<void> {
  const name = `${segmenterName()}, terms ${TERMS}`;
  const [made] = await db.all("select value from meta where name = 'segmenter'");
  if (made && text(made, 'value') === name) return;
  const segmenter = await loadSegmenter();
  await db.write(async (session) => {
    for (let after = 0; ; ) {
      const units = await session.all(
        `select u.id, u.text, d.level, d.region_code, d.region_name from unit u join document d on d.key = u.doc
         where u.id > ? order by u.id limit ${PAGE}`,
        [after],
      );
      for (const unit of units) {
        const id = number(unit, 'id');
        const code = textOrNull(unit, 'region_code');
        const held = await session.all('select type, matter from record where unit = ?', [id]);
        const document = {
          level: Level.parse(unit['level']),
          region: code === null ? null : { code, name: textOrNull(unit, 'region_name') ?? '' },
        };
        const records = held.map((r) => Held.parse(r));
        await db.dialect.reindexUnit(session, id, unitTerms(text(unit, 'text'), document, records, segmenter));
        after = id;
      }
      if (units.length < PAGE) break;
    }
    await session.run(
      "insert into meta (name, value) values ('segmenter', ?) on conflict (name) do update set value = excluded.value",
      [name],
    );
  });
}
