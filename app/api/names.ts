import { z } from 'zod';
import { Heading } from '../../records/structure.ts';
import { Repair } from '../../records/text.ts';
import * as ledger from './ledger-schemas.ts';
import * as shapes from './schemas.ts';

/** Names under which shapes stand in the OpenAPI description, and so in the web application's types. */
const NAMED = {
  Problem: shapes.Problem,
  Account: shapes.Account,
  Me: shapes.Me,
  Head: shapes.Head,
  GraphEdge: shapes.GraphEdge,
  DocumentView: shapes.DocumentView,
  Document: shapes.Document,
  Reading: shapes.Reading,
  ClauseRecord: shapes.ClauseRecord,
  RecordView: shapes.RecordView,
  Hit: shapes.Hit,
  LimitLine: shapes.LimitLine,
  LimitLink: shapes.LimitLink,
  LimitList: shapes.LimitList,
  Job: shapes.Job,
  JobFile: shapes.JobFile,
  JobView: shapes.JobView,
  Report: shapes.Report,
  Finding: shapes.Finding,
  ReviewHead: shapes.ReviewHead,
  ReviewView: shapes.ReviewView,
  Disposed: shapes.Disposed,
  StoredFailure: shapes.StoredFailure,
  AuditEntry: shapes.AuditEntry,
  Vocabulary: shapes.Vocabulary,
  LedgerEntry: ledger.LedgerEntry,
  ListView: ledger.ListView,
  ListForm: ledger.ListForm,
  LoadedList: ledger.LoadedList,
  LedgerTotal: ledger.LedgerTotal,
  Reduction: ledger.Reduction,
  Double: ledger.Double,
  Withdrawn: ledger.Withdrawn,
  Heading,
  Repair,
} as const;

/** Once a process: the registry of zod is one for all. */
export function nameShapes(): void {
  for (const [id, shape] of Object.entries(NAMED))
    if (!z.globalRegistry.has(shape)) z.globalRegistry.add(shape, { id });
}
