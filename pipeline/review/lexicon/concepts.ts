import { CAMPUS } from './campus.ts';
import { CITY } from './city.ts';
import type { Concept } from './concept.ts';
import { DUTIES } from './duties.ts';
import { ENROLMENT } from './enrolment.ts';
import { ENTERPRISES } from './enterprises.ts';
import { FINANCE } from './finance.ts';
import { FRAME } from './frame.ts';
import { HEALTH } from './health.ts';
import { HOUSING } from './housing.ts';
import { OVERSIGHT_ROWS } from './oversight.ts';
import { PAPERS } from './papers.ts';
import { TEACHERS } from './teachers.ts';
import { TEACHING } from './teaching.ts';

export type { Concept } from './concept.ts';

/** Every idea, field by field. */
export const CONCEPTS: readonly Concept[] = [
  ...FRAME,
  ...OVERSIGHT_ROWS,
  ...PAPERS,
  ...DUTIES,
  ...TEACHING,
  ...TEACHERS,
  ...CAMPUS,
  ...HOUSING,
  ...ENTERPRISES,
  ...HEALTH,
  ...FINANCE,
  ...CITY,
  ...ENROLMENT,
];
