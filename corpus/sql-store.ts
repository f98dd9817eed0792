import { type Database, number, text, textOrNull } from './database.ts';
import * as byDocument from './documents.ts';
import { ledgerOn } from './ledger/sql-ledger.ts';
import { record, records } from './recall.ts';
import { reindex } from './reindex.ts';
import * as byReview from './reviews.ts';
import { removeDocument, save } from './save.ts';
import { search } from './search.ts';
import type { Failure, Store, Versions } from './store.ts';

/** The store over any of the two databases. */
export function storeOn(db: Database): Store {
  let current: Promise<void> | null = null;
  /** Before the first use of the word index in this process: it was made with the segmenter that is installed. */
  const indexed = (): Promise<void> =>
    (current ??= reindex(db).catch((error: unknown) => {
      // Busy now is no answer for later.
      current = null;
      throw error;
    }));
  return {
    async save(readings, versions) {
      await indexed();
      await save(db, readings, versions);
    },
    async knows(sha256, versions) {
      const [row] = await db.all('select pages, text, structure, clauses from file where sha256 = ?', [sha256]);
      return row !== undefined && versionNames.every((n) => number(row, n) >= versions[n]);
    },
    async fail(failure) {
      await db.write((session) =>
        session.run(
          `insert into failure (source, sha256, code, message, at) values (?, ?, ?, ?, ?)
           on conflict (source) do update
           set at = case when failure.code = excluded.code and failure.message = excluded.message then failure.at
             else excluded.at end,
             sha256 = excluded.sha256, code = excluded.code, message = excluded.message`,
          [failure.source, failure.sha256, failure.code, failure.message, failure.at],
        ),
      );
    },
    async forgive(source) {
      // Nearly always there is none: then nobody's turn is taken for it.
      const found = await db.all('select source from failure where source = ?', [source]);
      if (found.length > 0) await db.write((session) => session.run('delete from failure where source = ?', [source]));
    },
    async failures() {
      const rows = await db.all('select * from failure order by source');
      return rows.map(
        (row): Failure => ({
          source: text(row, 'source'),
          sha256: textOrNull(row, 'sha256'),
          code: text(row, 'code'),
          message: text(row, 'message'),
          at: text(row, 'at'),
        }),
      );
    },
    reading: (id) => byDocument.reading(db, id),
    head: (id) => byDocument.head(db, id),
    documents: (filter) => byDocument.documents(db, filter),
    cited: (citation) => byDocument.cited(db, citation),
    records: (filter) => records(db, filter),
    record: (id) => record(db, id),
    async search(query) {
      await indexed();
      return search(db, query);
    },
    edges: (id) => byDocument.edges(db, id),
    copies: (id) => byDocument.copies(db, id),
    saveReview: (report, at) => byReview.saveReview(db, report, at),
    review: (id) => byReview.review(db, id),
    reviews: (limit) => byReview.reviews(db, limit),
    dispose: (disposal) => byReview.dispose(db, disposal),
    async remove(id) {
      await db.write(async (session) => {
        const [row] = await session.all('select sha256 from document where id = ?', [id]);
        await removeDocument(session, db, id);
        if (row) await session.run('delete from file where sha256 = ?', [text(row, 'sha256')]);
      });
    },
    ledger: ledgerOn(db),
    close: () => db.close(),
  };
}

const versionNames = ['pages', 'text', 'structure', 'clauses'] as const satisfies readonly (keyof Versions)[];
