import type { Routes } from '../context.ts';
import { accountRoutes } from './accounts.ts';
import { archiveRoutes } from './archive.ts';
import { documentRoutes } from './documents.ts';
import { exportRoutes } from './exports.ts';
import { healthRoutes } from './health.ts';
import { jobRoutes } from './jobs.ts';
import { ledgerCountRoutes } from './ledger-counts.ts';
import { ledgerListRoutes } from './ledger-lists.ts';
import { limitRoutes } from './limits.ts';
import { oidcRoutes } from './oidc.ts';
import { reviewRoutes } from './reviews.ts';
import { searchRoutes } from './search.ts';
import { sessionRoutes } from './session.ts';
import { wordRoutes } from './words.ts';

/** Every route of the API, in the order of its description. */
export const routes: readonly Routes[] = [
  sessionRoutes,
  oidcRoutes,
  accountRoutes,
  reviewRoutes,
  jobRoutes,
  archiveRoutes,
  documentRoutes,
  searchRoutes,
  limitRoutes,
  ledgerListRoutes,
  ledgerCountRoutes,
  exportRoutes,
  wordRoutes,
  healthRoutes,
];
