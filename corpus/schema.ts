/**
 * The tables of the archive, one list of statements a version; a version that has gone out is never edited, the next
 * one is appended. `key` is the database's own numbering of rows, `id` the name that the records carry.
 */
export const VERSION_1 = (types: { readonly key: string; readonly real: string; readonly big: string }): string[] => [
  'create table meta (name text primary key, value text not null)',
  `create table file (
     sha256 text primary key, source text not null,
     pages integer not null, text integer not null, structure integer not null, clauses integer not null)`,
  `create table failure (
     source text primary key, sha256 text, code text not null, message text not null, at text not null)`,
  'create index failure_sha256 on failure (sha256)',
  `create table document (
     key ${types.key}, id text not null unique, sha256 text not null, revision ${types.big} not null,
     source text not null, title text not null, title_key text not null,
     cover_title text, cover_key text, stem_key text not null, doc_number text, number_key text,
     issuers text not null, level text not null, rank integer, region_code text, region_name text,
     issued_on text, issued_first text, force_from text, force_until text, genre text,
     draft integer not null, format text not null, usable integer not null, why text not null,
     records integer not null, matters text not null, quality ${types.real} not null, signature text not null,
     work text not null, best integer not null, ended_by text, ended_on text)`,
  'create index document_sha256 on document (sha256)',
  'create index document_number on document (number_key)',
  'create index document_title on document (title_key)',
  'create index document_cover on document (cover_key)',
  'create index document_stem on document (stem_key)',
  'create index document_work on document (work)',
  'create index document_ended on document (ended_by)',
  'create index document_place on document (region_code, issued_first)',
  'create index document_issued on document (issued_first)',
  `create table content (doc ${types.big} primary key, document text not null, units text not null)`,
  `create table matter (doc ${types.big} not null, matter text not null, records integer not null, primary key (matter, doc))`,
  'create index matter_doc on matter (doc)',
  `create table record (
     key ${types.key}, id text not null unique, doc ${types.big} not null, seq integer not null, unit ${types.big},
     type text not null, matter text not null, region_code text, said text not null, body text not null)`,
  'create index record_doc on record (doc, seq)',
  'create index record_kind on record (type, matter, region_code)',
  'create index record_matter on record (matter, region_code)',
  'create index record_region on record (region_code, type)',
  'create index record_unit on record (unit)',
  `create table edge (
     key ${types.key}, doc ${types.big} not null, seq integer not null, kind text not null, title text not null,
     title_key text not null, doc_number text, number_key text, record_id text not null)`,
  'create index edge_doc on edge (doc, seq)',
  'create index edge_number on edge (number_key)',
  'create index edge_title on edge (title_key)',
  `create table review (id text primary key, at text not null, revision ${types.big} not null, report text not null)`,
  'create index review_at on review (at)',
  `create table disposal (
     review_id text not null, finding_id text not null, state text not null, note text not null,
     by_whom text not null, at text not null, primary key (review_id, finding_id))`,
];

/** The ledger: lists with their rows, what notices bring to schools (derived, ledger/brought.ts), notices taken back by hand. */
export const VERSION_2 = (types: { readonly key: string; readonly big: string }): string[] => [
  'create table ledger_list (id text primary key, kind text not null, region_code text, year text, body text not null)',
  'create index ledger_list_kind on ledger_list (kind, region_code)',
  `create table ledger_entry (
     key ${types.key}, id text not null unique, list_id text not null, seq integer not null, kind text not null,
     first_day text, last_day text, document_id text, state text not null, body text not null)`,
  'create index ledger_entry_list on ledger_entry (list_id, seq)',
  'create index ledger_entry_kind on ledger_entry (kind, state)',
  `create table ledger_brought (
     document_id text not null, seq integer not null, kind text not null, body text not null,
     primary key (document_id, seq))`,
  'create index ledger_brought_kind on ledger_brought (kind)',
  `create table ledger_read (document_id text primary key, revision ${types.big} not null, rules integer not null)`,
  'create table ledger_withdrawn (document_id text primary key, on_day text not null, why text not null)',
];
